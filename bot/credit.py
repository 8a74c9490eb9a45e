"""Whose answer it was that solved a question, and how many people answered."""

from collections.abc import Iterable, Sequence

from bot.looking import Looking
from bot.model import Question, Verdict


async def who_solved(question: Question, look: Looking) -> Sequence[str]:
    """Return whose answers solved a question, as far as its asker told.

    These are the authors of the answers that the asker marked; where none is marked, the only
    one who had answered when the asker said that it was solved.
    """
    if question.verdict is not Verdict.SOLVED or question.gone or not question.is_asked:
        return []
    answers = await look.answers_to(question.key)
    marked = await look.marked_by(question.key, question.asker)
    if marked:
        return await _people({each.author for each in answers if each.key in marked}, look)
    at = question.judged_at
    authors = {each.author for each in answers if at is None or each.answered_at <= at}
    people = await _people(authors, look)
    return people if len(people) == 1 else []


async def count_people(accounts: Iterable[str], look: Looking) -> int:
    """Return how many people have these accounts: somebody who answers twice is one."""
    return len(await _people(set(accounts), look))


async def _people(accounts: set[str], look: Looking) -> Sequence[str]:
    """Return one account of each person: nobody is thanked, or counted, in two."""
    first: dict[str, str] = {}
    for each in await look.people(sorted(accounts)):
        first.setdefault(each.keys[0], each.key)
    return sorted(first.values())
