"""Looking for what was answered or shared before, and saying that it helped."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from bot import ladder
from bot.buttons import does
from bot.intents import Find, Taken, Why
from bot.knowing import who_knows
from bot.messages import (
    Bullets,
    Buttons,
    Link,
    Message,
    Paragraph,
    Part,
    Quote,
    Quoted,
    Strong,
    Text,
    When,
    Where,
    Who,
)
from bot.model import Item, Verdict, Visibility, Wants
from bot.similar import CONFIDENT, FINDABLE, Known, nearest
from bot.text import shortened
from bot.turn import Outcome, Turn, ignored, remembered, shown

_LOOKED_AT = 5_000
_SUGGESTED = 3
_FOUND = 5
_SHORT = 300
_LONGEST_TITLE = 160
_SHARED_WORDS = 2


async def confident(text: str, turn: Turn) -> list[Item]:
    """Return what was answered before and is so near that it may be shown unasked."""
    items = [each for each in await turn.tx.items(turn.place.key, _LOOKED_AT) if each.is_proven]
    return await _near(text, items, CONFIDENT, _SUGGESTED, _SHARED_WORDS)


async def _near(
    text: str, items: Sequence[Item], least: float, most: int, fewest_shared: int = 1
) -> list[Item]:
    by_key = {each.key: each for each in items}
    known = [Known(each.key, each.title, each.text) for each in items]
    # Comparing takes its time and holds nothing: not on the event loop.
    found = await asyncio.to_thread(nearest, text, known, least, most, fewest_shared)
    return [by_key[each.key] for each in found]


async def find(intent: Find, turn: Turn) -> Outcome:
    """Show what was answered or shared before; where there is nothing, offer to ask."""
    is_direct = turn.place.visibility is Visibility.DIRECT
    if not turn.phase.serves and not is_direct:
        await turn.tx.add_interest(turn.heard.key, turn.place.key, turn.at)
        return ignored(Why.PLACE_OFF, (turn.whisper("ask.not_here"),))
    items = await turn.tx.items(turn.place.key, _LOOKED_AT)
    if intent.examples_only:
        items = [each for each in items if each.is_example]
    if not intent.words:
        return _newest(intent, items, turn)
    found = await _near(intent.words, items, FINDABLE, _FOUND)
    key = turn.key_for("search")
    await turn.know_speaker()
    await turn.tx.add_search(key, turn.person.key, intent.words, len(found), turn.now)
    await turn.tx.suggest(key, [each.key for each in found], turn.now)
    if not found:
        return remembered("search", _nothing(intent, turn))
    wants = Wants.EXAMPLE if intent.examples_only else Wants.ANSWER
    parts = found_parts(key, found, turn, wants=wants)
    return remembered(
        "search", (turn.whisper("find.found", n=len(found)), *parts, _ask_too(intent, turn))
    )


def _newest(intent: Find, items: Sequence[Item], turn: Turn) -> Outcome:
    if not intent.examples_only:
        return turn.refuse("find.empty")
    newest = [each for each in items if each.is_example][:_FOUND]
    if not newest:
        return shown((turn.whisper("examples.none"), _share(turn)))
    parts = [part for each in newest for part in _item(each, turn)]
    return shown((turn.whisper("examples.newest"), *parts, _share(turn)))


def _share(turn: Turn) -> Buttons:
    return Buttons((turn.button("button.share", does("share"), is_main=True),))


def _nothing(intent: Find, turn: Turn) -> Message:
    said = Quoted(shortened(intent.words, _LONGEST_TITLE))
    return (turn.whisper("find.nothing", said=said), _ask_too(intent, turn))


def _ask_too(intent: Find, turn: Turn) -> Buttons:
    return Buttons((turn.button("button.ask", does("askform", intent.words[:1_500])),))


def found_parts(
    about: str, found: Sequence[Item], turn: Turn, *, wants: Wants = Wants.ANSWER
) -> tuple[Part, ...]:
    """Return what was found, each with its credit and a button to say that it helped."""
    parts: list[Part] = []
    key = "button.reassured" if wants is Wants.EXAMPLE else "button.solved_it"
    for each in found:
        buttons = [turn.button(key, does("taken", about, each.key), is_main=True)]
        if each.visibility is Visibility.PUBLIC:
            buttons.append(turn.button("button.pass", does("pass", each.key)))
        parts += [*_item(each, turn), Buttons(tuple(buttons))]
    return tuple(parts)


def _item(item: Item, turn: Turn) -> tuple[Part, ...]:
    link = Link(turn.word("link.there"), item.message or item.key)
    credit = turn.whisper(
        "find.credit", author=Who(item.author), place=Where(item.place), at=When(item.at), link=link
    )
    title = Paragraph((Strong(shortened(item.title, _LONGEST_TITLE)),))
    return (title, Quote(shortened(item.text, _SHORT)), credit)


async def taken(intent: Taken, turn: Turn) -> Outcome:
    """Note that something found helped; it solves the question it was shown for."""
    item = await turn.tx.item(intent.item)
    question = await turn.tx.question(intent.about)
    if question and question.asker != turn.person.key:
        return turn.refuse("ask.only_the_asker")
    if item is None or not await turn.tx.take(intent.about, intent.item, turn.now):
        return ignored(Why.OLDER_THAN_KNOWN, (turn.whisper("taken.already"),))
    if question:
        await turn.tx.set_verdict(question.key, Verdict.SOLVED, turn.at)
        await ladder.end_all(question.key, turn.tx)
        await turn.refresh(question)
    if item.author != turn.person.key:
        await turn.tx.queue("reused", item.author, item.key, turn.now, intent.about)
    return replace(remembered("taken", (turn.whisper("taken.thanks"),)), instead=True)


async def who(topic: str, turn: Turn) -> Outcome:
    """Show who may know about something, and why."""
    if not topic:
        return turn.refuse("who.empty")
    knowers = await who_knows(topic, turn.place.key, turn.tx)
    people = {each.key: each for each in await turn.tx.people([one.person for one in knowers])}
    lines = []
    for each in knowers:
        person = people.get(each.person)
        if person is None or person.opted_out or not person.active:
            continue
        if each.item:
            title = shortened(each.answered, _LONGEST_TITLE)
            link = Link(title, each.item.message or each.item.key)
            lines.append(turn.whisper("who.answered", person=Who(each.person), link=link).spans)
        elif each.topic:
            known = turn.whisper("who.topic", person=Who(each.person), topic=each.topic)
            lines.append(known.spans)
    said = Quoted(shortened(topic, _LONGEST_TITLE))
    if not lines:
        ask = Buttons((turn.button("button.ask", does("askform", topic[:1_500])),))
        return shown((turn.whisper("who.nobody", said=said), ask))
    return shown((turn.whisper("who.these", said=said), Bullets(tuple(lines[:_FOUND]))))


async def topics(turn: Turn) -> Outcome:
    """Show what people say that they know, and how to add to it."""
    named: dict[str, int] = {}
    for person in await turn.tx.people_with_topics():
        if person.active and not person.opted_out:
            for topic in person.topics:
                named[topic] = named.get(topic, 0) + 1
    if not named:
        return shown((turn.whisper("topics.none"), turn.whisper("topics.how")))
    most = sorted(named.items(), key=lambda each: (-each[1], each[0]))[:20]
    lines = tuple((Quoted(topic), Text(f" · {n}")) for topic, n in most)
    return shown((turn.whisper("topics.these"), Bullets(lines), turn.whisper("topics.how")))
