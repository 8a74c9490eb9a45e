"""Who asked for an example hears that somebody shared one."""

from bot.buttons import does
from bot.messages import Buttons, Link, Part, Post, Quote, Who
from bot.model import Example
from bot.posts.posting import Posting
from bot.posts.sending import SHORT, Sending
from bot.rhythm import Manner
from bot.text import shortened


async def compose(sending: Sending) -> Post | None:
    """Tell who asked for an example that somebody shared one."""
    example = await sending.look.example(sending.due.about)
    if example is None or example.gone or not example.request:
        return None
    if not await sending.may_show(example.place):
        return None
    return sending.privately(
        sending.say("shared.example", author=Who(example.author), link=_way(example, sending)),
        *await _title(example, sending),
        Buttons(
            (
                sending.button(
                    "button.reassured", does("judge", example.request, "solved"), is_main=True
                ),
            )
        ),
        tells=(example.key,),
    )


async def _title(example: Example, sending: Sending) -> tuple[Part, ...]:
    place = await sending.place_of(example.place)
    is_shown = place.shows_alone(example.visibility)
    return (Quote(shortened(example.title, SHORT)),) if is_shown and example.title else ()


def _way(example: Example, sending: Sending) -> Link:
    return Link(sending.word("link.there"), example.posted_as or example.key)


SHARED = Posting("shared", Manner.ANSWER, compose, is_private=True)
