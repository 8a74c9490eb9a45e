"""Examples, and what a colleague passes on in their own name."""

from bot.buttons import does
from bot.messages import Bullets, Buttons, Message, Part, Post, Quote, Quoted, Spans, Where, Who
from bot.model import Example, Item, Passed, Visibility
from bot.posts.sending import LONGEST_SHOWN, Sending
from bot.text import shortened


async def example(sending: Sending) -> Post | None:
    """Return the post of an example, in the thread of the request that it answers."""
    found = await sending.tx.example(sending.due.about)
    if found is None or found.gone or not await sending.may_show(found.place):
        return None
    thread = None
    if found.request:
        request = await sending.tx.question(found.request)
        thread = request.thread if request and request.place == found.place else None
    return Post(found.place, await _card(found, sending), thread=thread)


async def _card(found: Example, sending: Sending) -> Message:
    """Return what an example shows: what was done, what came of it, would they do it again."""
    lines: list[Spans] = [
        sending.spans(f"example.{name}", text=Quoted(shortened(value, LONGEST_SHOWN)))
        for name in ("did", "result", "again", "link")
        if (value := _shown(found, name, sending))
    ]
    if found.contact:
        lines.append(
            sending.spans("example.contact", person=await _contact(found.contact, sending))
        )
    return (
        sending.say("example.post", author=Who(found.author)),
        Quote(shortened(found.title or "", 200)),
        Bullets(tuple(lines)),
        Buttons(
            (
                sending.button("button.pass", does("pass", found.key)),
                sending.button("button.withdraw", does("withdraw", found.key)),
            )
        ),
    )


def _shown(found: Example, name: str, sending: Sending) -> str:
    value = str(getattr(found, name) or "")
    if name == "again" and value in ("yes", "no", "depends"):
        return sending.word(f"example.again_{value}")
    return value


async def _contact(said: str, sending: Sending) -> Who | Quoted:
    """Return somebody we know as a person; whatever else was written stays words."""
    return Who(said) if await sending.tx.people([said]) else Quoted(said)


async def example_gone(sending: Sending) -> Post | None:
    """Return what stands where an example was that its author took back."""
    found = await sending.tx.example(sending.due.about)
    if found is None or not found.gone or not found.posted_as:
        return None
    return Post(found.place, (sending.say("example.withdrawn"),), replaces=found.posted_as)


async def passed(sending: Sending) -> Post | None:
    """Return what a colleague sends to one person: whose it is, and who sends it."""
    found = await sending.tx.passed(sending.due.about)
    item = await _open_item(found, sending)
    if found is None or item is None or not await sending.may_show(item.place):
        return None
    return sending.privately(*_sent_on(found, item, sending))


async def passed_here(sending: Sending) -> Post | None:
    """Return what a colleague sends to a place."""
    found = await sending.tx.passed(sending.due.about)
    item = await _open_item(found, sending)
    here = await sending.place_of(sending.due.target)
    if found is None or item is None or not here.phase.serves:
        return None
    return Post(sending.due.target, _sent_on(found, item, sending))


async def _open_item(found: Passed | None, sending: Sending) -> Item | None:
    """Return what is passed on, where it was said in public and still is."""
    item = await sending.tx.item(found.item) if found else None
    if item is None or item.visibility is not Visibility.PUBLIC:
        return None
    place = await sending.place_of(item.place)
    return item if place.phase.serves else None


def _sent_on(found: Passed, item: Item, sending: Sending) -> tuple[Part, ...]:
    # Credit travels: the author first, then who passed it on.
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
