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
        return sorted({each.author for each in answers if each.key in marked})
    at = question.judged_at
    authors = {each.author for each in answers if at is None or each.answered_at <= at}
    return list(authors) if len(authors) == 1 else []
