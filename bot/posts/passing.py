"""What a colleague passes on: an answer or example, its author first, then who sends it."""

from bot.buttons import does
from bot.messages import Buttons, Part, Quote, Quoted, Where, Who
from bot.model import Item, Passed, Visibility
from bot.posts.sending import LONGEST_SHOWN, Sending
from bot.text import shortened


async def open_item(found: Passed | None, sending: Sending) -> Item | None:
    """Return what is passed on, where it was said in public and still is."""
    item = await sending.look.item(found.item) if found else None
    if item is None or item.visibility is not Visibility.PUBLIC:
        return None
    place = await sending.place_of(item.place)
    return item if place.phase.serves else None


def told_of(found: Passed, item: Item) -> tuple[str, ...]:
    """Return the keys of what it holds words of."""
    return (found.key, item.key, *((item.question,) if item.question else ()))


def sent_on(found: Passed, item: Item, sending: Sending) -> tuple[Part, ...]:
    """Return it as its reader sees it. Credit travels: the author first, then who passed it on."""
    credit = sending.say(
        "passed.credit",
        author=Who(item.author),
        by=Who(found.by),
        place=Where(item.place),
        link=sending.item_link(item),
    )
    note = (Quote(shortened(found.note, LONGEST_SHOWN)),) if found.note else ()
    return (
        sending.say("passed.intro", by=Who(found.by)),
        *note,
        sending.say("passed.title", title=Quoted(shortened(item.title, 300))),
        Quote(shortened(item.text, LONGEST_SHOWN)),
        credit,
        Buttons(
            (
                sending.button(
                    "button.this_helped", does("taken", found.key, item.key), is_main=True
                ),
                sending.button("button.pass", does("pass", item.key)),
            )
        ),
    )
