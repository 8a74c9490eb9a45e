"""A question stands in a thread from now on: what follows wherever it was posted."""

from bot.model import Question
from bot.posts.posting import Sent
from bot.posts.refresh import REFRESH


async def remember_thread(sent: Sent) -> Question | None:
    """Remember the thread of a question; what happened to it meanwhile shows in its post."""
    await sent.tx.set_thread(sent.due.about, sent.message, sent.due.target)
    found = await sent.tx.question(sent.due.about)
    if found and (found.is_settled or found.edited_at):
        await sent.tx.queue(REFRESH.name, sent.due.target, found.key, sent.now, "posted")
    return found
