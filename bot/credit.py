"""Whose answer it was that solved a question."""

from collections.abc import Sequence

from bot.model import Question, Verdict
from bot.ports import Transaction


async def who_solved(question: Question, tx: Transaction) -> Sequence[str]:
    """Return whose answers solved a question, as far as its asker told.

    These are the authors of the answers that the asker marked; where none is marked, the only
    one who had answered when the asker said that it was solved.
    """
    if question.verdict is not Verdict.SOLVED or question.gone or not question.is_asked:
        return []
    answers = await tx.answers_to(question.key)
    marked = await tx.marked_by(question.key, question.asker)
    if marked:
        return await _people({each.author for each in answers if each.key in marked}, tx)
    at = question.judged_at
    authors = {each.author for each in answers if at is None or each.answered_at <= at}
    people = await _people(authors, tx)
    return people if len(people) == 1 else []


async def _people(accounts: set[str], tx: Transaction) -> Sequence[str]:
    """Return one account of each person, so that nobody is thanked in two."""
    first: dict[str, str] = {}
    for each in await tx.people(sorted(accounts)):
        first.setdefault(each.keys[0], each.key)
    return sorted(first.values())
