"""The figures that people are told where they talk: computed elsewhere, as those of the report."""

from dataclasses import dataclass
from typing import Protocol

from bot.facts import Facts


@dataclass(frozen=True)
class Turnout:
    """How a place did in a window: what was taken back is among the things, not the people.

    ``answered`` and ``solved`` are of the questions ``asked``; ``askers`` and ``authors`` are the
    people who asked, and who answered.
    """

    asked: int
    answered: int
    solved: int
    askers: int
    authors: int


class Figures(Protocol):
    """Computes figures from facts, in the one place where that is done."""

    def turnout(self, facts: Facts, smallest_group: int) -> Turnout | None:
        """Return how it went; None where too few took part to tell of nobody, or nobody did."""
        ...
