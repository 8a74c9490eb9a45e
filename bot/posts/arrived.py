"""A place is told that we are here, and that nothing is remembered yet."""

from bot.messages import Post, Where
from bot.model import Phase
from bot.posts.posting import Posting
from bot.posts.sending import Sending
from bot.rhythm import Manner


async def compose(sending: Sending) -> Post | None:
    """Return the word that we are here and remember nothing; in a phase a notice tells more."""
    here = sending.place
    if here is None or here.phase is not Phase.OFF:
        return None
    return Post(here.key, (sending.say("pilot.arrived", place=Where(here.key)),))


ARRIVED = Posting("arrived", Manner.SCHEDULED, compose)
