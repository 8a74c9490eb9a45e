"""Somebody who knows is asked, with the reason why they."""

from bot.buttons import does
from bot.knowing import Knower, why_them
from bot.messages import Buttons, Paragraph, Post, Quote, Quoted, Where, Who
from bot.posts.posting import DAY, Posting
from bot.posts.sending import SHORT, Sending
from bot.posts.unanswered import unanswered
from bot.rhythm import Manner
from bot.text import shortened


async def compose(sending: Sending) -> Post | None:
    """Ask somebody who knows, with the reason why them."""
    found = await unanswered(sending)
    person = sending.person
    if found is None or person is None or person.key in await sending.look.decliners(found.key):
        return None
    reason = await why_them(person, found, sending.look)
    if reason is None:  # it was so when they were chosen, and is no more
        return None
    quoted = await sending.quoted(found)
    if isinstance(quoted, Quote):
        asks = sending.say(
            "nudge.who", asker=Who(found.asker, always=True), place=Where(found.place)
        )
    else:
        asks = sending.say("nudge.who_private")
    return sending.privately(
        asks,
        quoted,
        _why(reason, sending),
        Buttons(
            (
                sending.button("button.answer", does("answer", found.key), is_main=True),
                sending.button("button.not_me", does("notme", found.key)),
                sending.button("button.snooze", does("snooze", "today")),
            )
        ),
        sending.say("nudge.how_to_stop"),
        tells=(found.key, *reason.told_of),
    )


def _why(reason: Knower, sending: Sending) -> Paragraph:
    if reason.answered:
        said = "nudge.why_answer" if reason.helped else "nudge.why_answered"
        return sending.say(said, about=Quoted(shortened(reason.answered, SHORT)))
    if reason.topic:
        return sending.say("nudge.why_topic", topic=reason.topic)
    return sending.say("nudge.why_private" if reason.helped else "nudge.why_answered_private")


WHO = Posting("who", Manner.SCHEDULED, compose, stale_after=DAY, is_private=True)
