"""A question that stands in its asker's own message gets our card below it.

That is where signs on messages are not heard: what they say elsewhere the card's buttons say.
"""

from bot.messages import Post
from bot.posts.card import card
from bot.posts.posting import Posting, Sent
from bot.posts.refresh import REFRESH
from bot.posts.sending import Sending
from bot.posts.threads import remember_thread
from bot.rhythm import Manner


async def compose(sending: Sending) -> Post | None:
    """Return the card, into the thread of the question."""
    found = await sending.question()
    if found is None or found.is_settled or found.captured_by.is_posted:
        return None
    return Post(sending.due.target, await card(found, sending), thread=found.thread)


async def remember_card(sent: Sent) -> None:
    """Remember our card as one of our posts of the question; what was answered meanwhile shows."""
    found = await remember_thread(sent)
    if found and await sent.tx.answers_to(found.key):
        await sent.tx.queue(REFRESH.name, sent.due.target, found.key, sent.now, "posted")


TRACKED = Posting("tracked", Manner.SCHEDULED, compose, went_out=remember_card)
