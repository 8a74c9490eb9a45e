"""A word stands where an example was that its author took back."""

from bot.messages import Post
from bot.posts.posting import Posting
from bot.posts.sending import Sending
from bot.rhythm import Manner


async def compose(sending: Sending) -> Post | None:
    """Return what stands where an example was that its author took back."""
    found = await sending.look.example(sending.due.about)
    if found is None or not found.gone or not found.posted_as:
        return None
    return Post(found.place, (sending.say("example.withdrawn"),), replaces=found.posted_as)


EXAMPLE_GONE = Posting("example_gone", Manner.SCHEDULED, compose)
