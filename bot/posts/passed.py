"""A colleague passes something on to one person, in their own name."""

from bot.messages import Post
from bot.posts.passing import open_item, sent_on, told_of
from bot.posts.posting import Posting
from bot.posts.sending import Sending
from bot.rhythm import Manner


async def compose(sending: Sending) -> Post | None:
    """Return what a colleague sends to one person: whose it is, and who sends it."""
    found = await sending.look.passed(sending.due.about)
    item = await open_item(found, sending)
    if found is None or item is None or not await sending.may_show(item.place):
        return None
    return sending.privately(*sent_on(found, item, sending), tells=told_of(found, item))


PASSED = Posting("passed", Manner.PERSONAL, compose, is_private=True)
