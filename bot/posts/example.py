"""An example is posted, in the thread of the request that it answers."""

from bot.buttons import does
from bot.messages import Bullets, Buttons, Message, Post, Quote, Quoted, Spans, Who
from bot.model import Example
from bot.posts.posting import Posting, Sent
from bot.posts.sending import LONGEST_SHOWN, Sending
from bot.posts.shared import SHARED
from bot.rhythm import Manner
from bot.text import shortened


async def compose(sending: Sending) -> Post | None:
    """Return the post of an example, in the thread of the request that it answers."""
    found = await sending.look.example(sending.due.about)
    if found is None or found.gone or not await sending.may_show(found.place):
        return None
    thread = None
    if found.request:
        request = await sending.look.question(found.request)
        thread = request.thread if request and request.place == found.place else None
    return Post(found.place, await _card(found, sending), thread=thread, tells=(found.key,))


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
    return Who(said) if await sending.look.people([said]) else Quoted(said)


async def tell_who_asked(sent: Sent) -> None:
    """Have somebody who asked for an example hear of it, now that there is a way to it."""
    await sent.tx.set_example_post(sent.due.about, sent.message)
    example = await sent.tx.example(sent.due.about)
    request = await sent.tx.question(example.request) if example and example.request else None
    if example is None or request is None:
        return
    if example.author not in (await sent.tx.person(request.asker)).keys:
        await sent.tx.queue(SHARED.name, request.asker, example.key, sent.now)


EXAMPLE = Posting("example", Manner.SCHEDULED, compose, went_out=tell_who_asked)
