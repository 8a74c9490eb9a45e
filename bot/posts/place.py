"""What is told in a place of itself: that we are here, what is remembered, who can read it."""

from bot.messages import Part, Post, Where
from bot.model import Phase
from bot.posts.sending import Sending


async def arrived(sending: Sending) -> Post | None:
    """Return the word that we are here and remember nothing; in a phase a notice tells more."""
    here = sending.place
    if here is None or here.phase is not Phase.OFF:
        return None
    return Post(here.key, (sending.say("pilot.arrived", place=Where(here.key)),))


async def phase(sending: Sending) -> Post | None:
    """Return the notice of what is remembered in a place from now on."""
    now = Phase(sending.due.kind.partition(" ")[2])
    place = Where(sending.due.target)
    notice: list[Part] = [sending.say(f"pilot.notice_{now}", place=place)]
    if now is not Phase.OFF:
        notice.append(sending.say("pilot.notice_opt_out"))
    return Post(sending.due.target, tuple(notice), is_pinned=now is not Phase.OFF)


async def readers(sending: Sending) -> Post | None:
    """Return the notice of who can find what is said in a place from now on."""
    who = sending.due.kind.partition(" ")[2]
    place = Where(sending.due.target)
    return Post(sending.due.target, (sending.say(f"pilot.notice_readers_{who}", place=place),))
