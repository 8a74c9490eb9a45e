"""A place is told what is remembered in it from now on; the row names its phase."""

from bot.messages import Part, Post, Where
from bot.model import Phase
from bot.posts.posting import Posting
from bot.posts.sending import Sending
from bot.rhythm import Manner


async def compose(sending: Sending) -> Post | None:
    """Return the notice of what is remembered in a place from now on."""
    now = Phase(sending.detail)
    place = Where(sending.due.target)
    notice: list[Part] = [sending.say(f"pilot.notice_{now}", place=place)]
    if now is not Phase.OFF:
        if now.serves and sending.place and sending.place.is_left_to_us:
            who = "team" if sending.place.is_of_team else "everyone"
            notice.append(sending.say(f"pilot.notice_{who}", place=place))
        if now is Phase.OPEN or (now is Phase.PILOT and sending.policy.offers):
            notice.append(sending.say(f"pilot.notice_{now}_takes_up"))
        notice.append(sending.say("pilot.notice_opt_out"))
    return Post(sending.due.target, tuple(notice), is_pinned=now is not Phase.OFF)


PHASE = Posting("phase", Manner.SCHEDULED, compose)
