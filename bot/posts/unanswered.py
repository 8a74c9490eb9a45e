"""A question that still waits: what all who are asked about it have in common."""

from bot.ladder import needs_answer
from bot.model import Question
from bot.posts.sending import Sending


async def unanswered(sending: Sending) -> Question | None:
    """Return the question that a row is about, where it is posted and still needs an answer."""
    found = await sending.question()
    if found is None or not found.thread:
        return None
    return found if needs_answer(found, await sending.look.answers_to(found.key)) else None
