"""What happens when nobody answers, step by step; an answer ends it.

After an hour people who know are asked, after four working hours of the place its thread is
reminded, after twelve the asker is asked what to do.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.model import Answer, Person, Place, Policy, Question, Step, Verdict, Wants
from bot.reader import hours_of
from bot.rhythm import after_working
from bot.writing import WritesSchedule, Writing

ASK_AFTER = timedelta(hours=1)
REMIND_AFTER = timedelta(hours=4)
ASKER_AFTER = timedelta(hours=12)
QUIET_FOR = timedelta(hours=2)
"""Working hours of the asker without a word in the thread, before we ask whether it helped."""


async def begin(
    question: str, place: Place, tx: WritesSchedule, policy: Policy, at: datetime
) -> None:
    """Plan the steps of a question from a moment on (again, where it is still open)."""
    hours = hours_of(None, place, policy)
    await tx.schedule(question, Step.WHO, at + ASK_AFTER)
    await tx.schedule(question, Step.THREAD, after_working(hours, at, REMIND_AFTER))
    await tx.schedule(question, Step.ASKER, after_working(hours, at, ASKER_AFTER))


async def end(question: str, tx: WritesSchedule) -> None:
    """Stop asking around, also what waits already to go out."""
    await tx.unschedule(question, Step.WHO, Step.THREAD, Step.ASKER)
    await tx.call_off(question, (Step.WHO, Step.THREAD, Step.ASKER))


async def end_all(question: str, tx: WritesSchedule) -> None:
    """Stop everything about a question, also what waits already to go out."""
    await tx.unschedule(question)
    await tx.call_off(question, tuple(Step))


async def ask_whether_it_helped(
    question: Question, asker: Person, place: Place, tx: Writing, policy: Policy, at: datetime
) -> None:
    """Plan to ask the asker after two quiet working hours; once only."""
    if question.is_settled or question.verdict is not None:
        return
    if not await tx.queued("helped", question.key):
        hours = hours_of(asker, place, policy)
        await tx.schedule(question.key, Step.HELPED, after_working(hours, at, QUIET_FOR))


def may_be_judged(question: Question, answers: Sequence[Answer]) -> bool:
    """Tell whether the asker can be asked, for the first time, whether it helped."""
    is_new = question.verdict is None and not question.is_settled
    return is_new and (bool(answers) or question.wants is Wants.EXAMPLE)


def needs_answer(question: Question, answers: Sequence[Answer]) -> bool:
    """Tell whether colleagues should still be asked."""
    return not question.is_settled and not new_answers(question, answers)


def new_answers(question: Question, answers: Sequence[Answer]) -> list[Answer]:
    """Return the answers that the asker has not judged: after *still open*, the ones since."""
    since = reopened_at(question)
    return [each for each in answers if since is None or each.answered_at > since]


def reopened_at(question: Question) -> datetime | None:
    """Return when the asker said *still open*, which begins a new round of asking."""
    return question.judged_at if question.verdict is Verdict.OPEN else None
