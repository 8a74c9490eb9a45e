"""The asker is asked what to do with a question that nobody answered."""

from bot.buttons import does
from bot.messages import Buttons, Post
from bot.model import Visibility
from bot.posts.posting import DAY, Posting
from bot.posts.sending import Sending
from bot.posts.unanswered import unanswered
from bot.rhythm import Manner


async def compose(sending: Sending) -> Post | None:
    """Ask the asker what to do with a question that nobody answered."""
    found = await unanswered(sending)
    if found is None:
        return None
    choices = [
        sending.button("button.rephrase", does("revise", found.key)),
        sending.button("button.close", does("close", found.key)),
    ]
    here = await sending.place_of(found.place)
    if {here.visibility, found.visibility} == {Visibility.PUBLIC}:  # else it stays there
        choices.insert(0, sending.button("button.widen", does("widen", found.key)))
    return sending.privately(
        sending.say("nudge.asker"),
        await sending.quoted(found),
        Buttons(tuple(choices)),
        tells=(found.key,),
    )


ASKER = Posting("asker", Manner.SCHEDULED, compose, stale_after=DAY, is_private=True)
