"""The author of a message that asks is offered, for their eyes alone, to ask with it properly."""

from datetime import timedelta

from bot.buttons import does
from bot.messages import Buttons, Paragraph, Post
from bot.posts.posting import Posting
from bot.posts.sending import Sending
from bot.rhythm import Manner


async def compose(sending: Sending) -> Post | None:
    """Offer the author of a message that asks, in the place and for their eyes, to ask with it."""
    kept = await sending.look.offer(sending.due.about)
    if kept is None:
        return None  # taken back, or somebody replied already
    person = sending.person
    place = await sending.place_of(kept.place)
    if person is None or person.opted_out or not person.offers or not place.phase.serves:
        return None
    buttons = Buttons(
        (
            sending.button("offer.yes", does("offer", kept.message, "yes"), is_main=True),
            sending.button("offer.no", does("offer", kept.message, "no")),
            sending.button("offer.never", does("offer", kept.message, "never")),
        )
    )
    asks: Paragraph = sending.say("offer.asks")
    return Post(kept.place, (asks, buttons), thread=kept.message, person=kept.person)


OFFER = Posting("offer", Manner.SCHEDULED, compose, stale_after=timedelta(hours=1), is_private=True)
