"""What is counted, once: report, chat, board, digest and funnel read it here."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.facts import Answered, Asked, Facts, Helped
from bot.figures import AttemptState

ASKED = "asked"
"""What was asked through us: the kind of capture that the product is judged by."""

HEARD = ("listening", "history")
"""Kinds of capture that are told apart from it; every other way is ``ASKED``."""


@dataclass(frozen=True)
class World:
    """The facts of one kind of capture, linked so that a measure reads like its definition.

    Things count questions that were taken back; people leave out whose words those were.
    """

    asked: Sequence[Asked]
    answered: Sequence[Answered]
    helped: Sequence[Helped]

    @cached_property
    def askers(self) -> set[str]:
        """People who asked."""
        return {each.asker for each in self.asked if each.asker}

    @cached_property
    def authors(self) -> set[str]:
        """People who answered."""
        return {each.author for each in self.answered}

    @cached_property
    def helpers(self) -> set[str]:
        """People whose answer somebody else marked helpful."""
        marked = {each.answer for each in self.helped}
        return {each.author for each in self.answered if each.key in marked}

    @cached_property
    def responded(self) -> set[str]:
        """Questions with an answer."""
        return {each.question for each in self.answered}

    @cached_property
    def helpful(self) -> set[str]:
        """Questions with an answer that somebody marked helpful."""
        return {self._question[each.answer] for each in self.helped}

    @cached_property
    def helpful_to_asker(self) -> set[str]:
        """Questions with an answer that their asker marked helpful."""
        asker = {each.key: each.asker for each in self.asked}
        marked = ((self._question[each.answer], each.by) for each in self.helped)
        return {question for question, by in marked if asker[question] == by}

    @cached_property
    def solved(self) -> set[str]:
        """Questions that their asker called solved, by a sign, a button or a word."""
        return {each.key for each in self.asked if each.solved_at}

    @cached_property
    def judged(self) -> set[str]:
        """Questions with an answer on which their asker said whether it helped."""
        return {each.key for each in self.asked if each.is_judged} & self.responded

    @cached_property
    def states(self) -> Mapping[AttemptState, int]:
        """How many questions there are of each state; they add up to those asked."""
        counted = Counter(self._state(each) for each in self.asked)
        return {state: counted[state] for state in AttemptState}

    def _state(self, question: Asked) -> AttemptState:
        is_answered = question.key in self.responded
        if question.is_ended and not question.solved_at:
            return AttemptState.CLOSED
        if question.is_self_served:
            return AttemptState.SELF_SERVED
        if question.solved_at:
            return AttemptState.CONFIRMED if is_answered else AttemptState.ELSEWHERE
        return AttemptState.ANSWERED if is_answered else AttemptState.WAITING

    @cached_property
    def asking(self) -> int:
        """How many people a figure about questions tells of."""
        return _group(self.askers, self.asked)

    @cached_property
    def answering(self) -> int:
        """How many people a figure about answers tells of."""
        return _group(self.authors, self.answered)

    @cached_property
    def helping(self) -> int:
        """How many people a figure about helpful answers tells of."""
        return _group(self.helpers, self.helped)

    @cached_property
    def _question(self) -> dict[str, str]:
        return {each.key: each.question for each in self.answered}


def world_of(facts: Facts, captured: str = ASKED) -> World:
    """Return what of the facts was captured in this way."""
    asked = [each for each in facts.asked if _kind(each.captured_by) == captured]
    keys = {each.key for each in asked}
    answered = [each for each in facts.answered if each.question in keys]
    answer_keys = {each.key for each in answered}
    helped = [each for each in facts.helped if each.answer in answer_keys]
    return World(asked, answered, helped)


def tells_of_few(covers: Iterable[int], smallest_group: int) -> bool:
    """Tell whether a figure covers a group of people so small that it would tell of somebody.

    Everything that shows a figure asks here. A group of nobody is none.
    """
    return any(0 < size < smallest_group for size in covers)


def _kind(captured_by: str) -> str:
    return captured_by if captured_by in HEARD else ASKED


def _group(people: set[str], things: Sequence[object]) -> int:
    """Return how many people things tell about: at least one, though all were taken back."""
    return max(len(people), 1) if things else 0
