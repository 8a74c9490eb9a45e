"""An asker is told that their question waits, because nothing can be posted in its place."""

from bot.messages import Post, Where
from bot.posts.posting import DAY, Posting
from bot.posts.sending import Sending
from bot.rhythm import Manner


async def compose(sending: Sending) -> Post | None:
    """Tell the asker that their question waits, because we cannot post in its place."""
    found = await sending.look.question(sending.due.about)
    if found is None or found.is_settled or found.thread:
        return None
    return sending.privately(sending.say("unposted.waits", place=Where(found.place)))


UNPOSTED = Posting("unposted", Manner.ANSWER, compose, stale_after=DAY, is_private=True)
