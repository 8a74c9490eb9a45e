"""The figures that people are told where they talk: computed elsewhere, as those of the report."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.facts import Facts


class AttemptState(StrEnum):
    """What became of an attempt to get help: each is in one of these, the first that fits."""

    CLOSED = "closed"
    """Taken back or closed by its asker, without a confirmation."""
    SELF_SERVED = "self_served"
    """An earlier answer or example solved it."""
    CONFIRMED = "confirmed"
    """Answered, and its asker says that it is solved."""
    ELSEWHERE = "elsewhere"
    """Solved, says its asker, without an answer that we know of."""
    ANSWERED = "answered"
    """Answered, and its asker does not say that it is solved."""
    WAITING = "waiting"


@dataclass(frozen=True)
class Turnout:
    """How a place did in a window: what was taken back is among the things, not the people.

    ``states`` add up to ``asked``. ``responded`` are the questions with an answer, whatever became
    of them, and ``judged`` those of them on which the asker said whether it helped. ``askers`` and
    ``authors`` are the people who asked, and who answered.
    """

    asked: int
    states: Mapping[AttemptState, int]
    responded: int
    judged: int
    askers: int
    authors: int


class Figures(Protocol):
    """Computes figures from facts, in the one place where that is done."""

    def turnout(self, facts: Facts, smallest_group: int) -> Turnout | None:
        """Return how it went; None where too few took part to tell of nobody, or nobody did."""
        ...
