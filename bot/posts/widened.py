"""A question that nobody answered is posted in a further place, as its asker wished."""

from bot.messages import Post
from bot.model import Visibility
from bot.posts.card import card
from bot.posts.posting import Posting
from bot.posts.sending import Sending
from bot.posts.threads import remember_thread
from bot.rhythm import Manner


async def compose(sending: Sending) -> Post | None:
    """Return the post of a question in a further place; never of one that was asked privately."""
    found = await sending.question()
    here = await sending.place_of(sending.due.target)
    if found is None or found.is_settled or not here.phase.serves:
        return None
    if found.visibility is not Visibility.PUBLIC:
        return None
    return Post(sending.due.target, await card(found, sending))


WIDENED = Posting("widened", Manner.SCHEDULED, compose, went_out=remember_thread)
