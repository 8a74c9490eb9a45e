"""A colleague passes something on to a place, in their own name."""

from bot.messages import Post
from bot.posts.passing import open_item, sent_on, told_of
from bot.posts.posting import Posting
from bot.posts.sending import Sending
from bot.rhythm import Manner


async def compose(sending: Sending) -> Post | None:
    """Return what a colleague sends to a place."""
    found = await sending.look.passed(sending.due.about)
    item = await open_item(found, sending)
    here = await sending.place_of(sending.due.target)
    if found is None or item is None or not here.phase.serves:
        return None
    return Post(sending.due.target, sent_on(found, item, sending), tells=told_of(found, item))


PASSED_HERE = Posting("passed_here", Manner.SCHEDULED, compose)
