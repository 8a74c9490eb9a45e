"""A place is told that we are here, and that nothing is remembered yet."""

from bot.messages import Part, Post, Where
from bot.model import Phase
from bot.posts.posting import Posting
from bot.posts.sending import Sending
from bot.rhythm import Manner


async def compose(sending: Sending) -> Post | None:
    """Return the word that we are here and remember nothing; in a phase a notice tells more."""
    here = sending.place
    if here is None or here.phase is not Phase.OFF:
        return None
    told: tuple[Part, ...] = (sending.say("pilot.arrived", place=Where(here.key)),)
    if here.is_of_team:
        told += (sending.say("pilot.arrived_team"),)
    return Post(here.key, told)


ARRIVED = Posting("arrived", Manner.SCHEDULED, compose)
