"""The place is reminded, in the thread, that a question waits."""

from bot.buttons import does
from bot.messages import Buttons, Post
from bot.model import Wants
from bot.posts.posting import DAY, Posting
from bot.posts.sending import Sending
from bot.posts.unanswered import unanswered
from bot.rhythm import Manner


async def compose(sending: Sending) -> Post | None:
    """Remind the place, in the thread, that a question waits."""
    found = await unanswered(sending)
    if found is None:
        return None
    key, first, verb = "nudge.thread", "button.answer", "answer"
    if found.wants is Wants.EXAMPLE:
        key, first, verb = "nudge.thread_request", "button.share", "share"
    buttons = Buttons(
        (
            sending.button(first, does(verb, found.key), is_main=True),
            sending.button("button.not_me", does("notme", found.key)),
        )
    )
    return Post(found.place, (sending.say(key), buttons), thread=found.thread)


THREAD = Posting("thread", Manner.SCHEDULED, compose, stale_after=DAY, keeps_hours=True)
