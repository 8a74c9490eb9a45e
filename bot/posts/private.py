"""What one person reads: news of a question, thanks, a welcome, an offer."""

from dataclasses import replace

from bot.buttons import does
from bot.credit import who_solved
from bot.ladder import new_answers
from bot.messages import Bullets, Buttons, Link, Paragraph, Part, Post, Quote, Spans, Where, Who
from bot.model import Answer, Example, Item, Question, Visibility
from bot.posts.sending import SHORT, Sending
from bot.text import shortened

_MOST = 5
_LOOKED_AT = 100


async def first(sending: Sending) -> Post | None:
    """Tell the asker of the first answer."""
    found = await sending.question()
    if found is None:
        return None
    answers = new_answers(found, await sending.tx.answers_to(found.key))
    if not answers:
        return None
    return sending.privately(
        sending.say("first.answer", author=Who(answers[0].author), link=sending.link(found)),
        *await _words(answers[0], found, sending),
    )


async def news(sending: Sending) -> Post | None:
    """Tell who follows a question that it was answered by somebody else."""
    found = await sending.question()
    if found is None or sending.due.target not in await sending.tx.followers(found.key):
        return None
    answers = await sending.tx.answers_to(found.key)
    reader = sending.person.keys if sending.person else ()
    authors = [each.author for each in answers if each.author not in reader]
    if not authors:
        return None
    return sending.privately(
        sending.say("news.answer", author=Who(authors[-1]), link=sending.link(found)),
        await sending.quoted(found, SHORT),
    )


async def _words(answer: Answer, found: Question, sending: Sending) -> tuple[Part, ...]:
    place = await sending.place_of(found.place)
    is_public = place.visibility is Visibility.PUBLIC and found.visibility is Visibility.PUBLIC
    return (Quote(shortened(answer.text, SHORT)),) if is_public and answer.text else ()


async def shared(sending: Sending) -> Post | None:
    """Tell who asked for an example that somebody shared one."""
    example = await sending.tx.example(sending.due.about)
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
    )


async def _title(example: Example, sending: Sending) -> tuple[Part, ...]:
    place = await sending.place_of(example.place)
    is_public = place.visibility is example.visibility is Visibility.PUBLIC
    return (Quote(shortened(example.title, SHORT)),) if is_public and example.title else ()


def _way(example: Example, sending: Sending) -> Link:
    return Link(sending.word("link.there"), example.posted_as or example.key)


async def thanks(sending: Sending) -> Post | None:
    """Tell the author of an answer that it solved the question, where it still counts so."""
    found = await sending.question()
    if found is None or sending.due.target not in await who_solved(found, sending.tx):
        return None
    return sending.privately(
        sending.say("thanks.solved", asker=Who(found.asker), link=sending.link(found)),
        await sending.quoted(found, SHORT),
    )


async def reused(sending: Sending) -> Post | None:
    """Tell the author of an earlier answer or example that it helped somebody again."""
    item = await sending.tx.item(sending.due.about)
    if item is None or not await sending.may_show(item.place):
        return None
    words = (Quote(shortened(item.title, SHORT)),) if item.visibility is Visibility.PUBLIC else ()
    return sending.privately(sending.say("thanks.reused", link=sending.item_link(item)), *words)


async def hello(sending: Sending) -> Post | None:
    """Tell somebody who brought us into their direct line what they can do there; once.

    Nothing is remembered of them yet, so the row carries their language.
    """
    language = sending.due.kind.partition(" ")[2]
    spoken = replace(sending, person=sending.person and replace(sending.person, language=language))
    return sending.privately(spoken.say("hello.first"), spoken.say("hello.more"))


async def welcome(sending: Sending) -> Post | None:
    """Give a newcomer the answers that helped most, and whom to ask about what; once."""
    person, about = sending.person, sending.due.about
    if person is None or not await sending.may_show(about):
        return None
    # The card goes to the direct line, and what is private is named only where it was said.
    here = await sending.place_of(about)
    public = Visibility.PUBLIC
    found = await sending.tx.reused(about, _LOOKED_AT, only_here=person.guest)
    best = [each for each in found if each.visibility is public][:_MOST]
    whom = await _whom_to_ask(sending)
    if not best and not whom:
        return None
    hello = sending.say("welcome.hello", place=Where(about))
    parts: list[Part] = [
        hello if here.visibility is public else sending.say("welcome.hello_private")
    ]
    if best:
        parts += [
            sending.say("welcome.answers"),
            Bullets(tuple(_line(each, sending) for each in best)),
        ]
    if whom:
        parts += [sending.say("welcome.whom"), Bullets(tuple(whom))]
    return sending.privately(*parts, sending.say("welcome.how"))


def _line(item: Item, sending: Sending) -> Spans:
    link = Link(shortened(item.title, 120), item.message or item.key)
    return sending.spans("welcome.line", link=link, n=item.marks) if item.marks else (link,)


async def _whom_to_ask(sending: Sending) -> list[Spans]:
    """Return who says of themselves what they know; nobody is named who did not."""
    people = [
        each
        for each in await sending.tx.people_with_topics()
        if each.active
        and not each.quiet
        and not each.opted_out
        and each.key != sending.due.target
        and await sending.tx.may_see(sending.due.about, each.key)
    ]
    return [
        sending.spans("welcome.person", person=Who(each.key), topics=", ".join(each.topics[:3]))
        for each in people[:_MOST]
    ]


async def unposted(sending: Sending) -> Post | None:
    """Tell the asker that their question waits, because we cannot post in its place."""
    found = await sending.tx.question(sending.due.about)
    if found is None or found.is_settled or found.thread:
        return None
    return sending.privately(sending.say("unposted.waits", place=Where(found.place)))


async def unreached(sending: Sending) -> Post | None:
    """Tell an admin that nothing can be posted in a place, or to a person, and what helps."""
    about = sending.due.about
    known = await sending.tx.people([about])
    if known:
        return sending.privately(sending.say("unreached.person", person=Who(about)))
    place = await sending.place_of(about)
    if place.rests_since is None:
        return None
    if place.visibility is not Visibility.PUBLIC:
        return sending.privately(sending.say("unreached.private"))
    return sending.privately(sending.say("unreached.place", place=Where(about)))


async def offer(sending: Sending) -> Post | None:
    """Offer the author of a message that asks, in the place and for their eyes, to ask with it."""
    kept = await sending.tx.offer(sending.due.about)
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
