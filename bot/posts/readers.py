"""A place is told who can find what is said in it from now on; the row names who."""

from bot.messages import Post, Where
from bot.posts.posting import Posting
from bot.posts.sending import Sending
from bot.rhythm import Manner


async def compose(sending: Sending) -> Post | None:
    """Return the notice of who can find what is said in a place from now on."""
    place = Where(sending.due.target)
    notice = sending.say(f"pilot.notice_readers_{sending.detail}", place=place)
    return Post(sending.due.target, (notice,))


READERS = Posting("readers", Manner.SCHEDULED, compose)
