"""A message in a place is brought up to date: what it tells was changed or taken back."""

from bot.messages import Post
from bot.posts.following import anew
from bot.posts.posting import Posting
from bot.posts.sending import Sending
from bot.rhythm import Manner


async def compose(sending: Sending) -> Post | None:
    """Return what stands in that message now."""
    return await anew(sending)


FOLLOWED_HERE = Posting("followed_here", Manner.SCHEDULED, compose)
