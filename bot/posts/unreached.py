"""An admin is told, once, that nothing can be sent somewhere, and what helps."""

from bot.messages import Post, Where, Who
from bot.model import Visibility
from bot.posts.posting import DAY, Posting, Resting
from bot.posts.sending import Sending
from bot.rhythm import Manner
from bot.turn import workspace_of


async def compose(sending: Sending) -> Post | None:
    """Tell an admin that nothing can be posted in a place, or to a person, and what helps."""
    about = sending.due.about
    known = await sending.look.people([about])
    if known:
        return sending.privately(sending.say("unreached.person", person=Who(about, always=True)))
    place = await sending.place_of(about)
    if place.rests_since is None:
        return None
    if place.visibility is not Visibility.PUBLIC:
        return sending.privately(sending.say("unreached.private"))
    return sending.privately(sending.say("unreached.place", place=Where(about)))


async def tell_admins(resting: Resting) -> None:
    """Have the admins of the workspace hear of it; nobody of themselves."""
    workspace = workspace_of(resting.target)
    for admin in sorted(resting.policy.admins):
        if workspace_of(admin) == workspace and admin != resting.target:
            await resting.tx.queue(UNREACHED.name, admin, resting.target, resting.now)


UNREACHED = Posting(
    "unreached",
    Manner.ANSWER,
    compose,
    stale_after=DAY,
    is_private=True,
    target_rests=tell_admins,
)
