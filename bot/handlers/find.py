"""Looking for what was answered or shared before, and saying that it helped."""

from collections import Counter
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
    Spans,
    Strong,
    Text,
    When,
    Where,
    Who,
)
from bot.model import Item, Verdict, Visibility, Wants
from bot.pieces import units
from bot.similar import CONFIDENT, FINDABLE
from bot.text import shortened
from bot.turn import Look, Outcome, Searched, Turn, ignored, remembered, shown

_SUGGESTED = 3
_FOUND = 5
_SHORT = 300
_LONGEST_TITLE = 160
_SHARED_WORDS = 2
_LONGEST_IN_BUTTON = 1_500
_MOST_TOPICS = 20


async def confident(text: str, turn: Look) -> list[Item]:
    """Return what was answered before and is so near that it may be shown unasked."""
    found = await turn.look.near(
        text,
        turn.place.key,
        least=CONFIDENT,
        most=_SUGGESTED,
        fewest_shared=_SHARED_WORDS,
        only_here=turn.person.sees_less,
        proven_only=True,
    )
    return list(found)


async def standing(turn: Turn) -> list[Item]:
    """Return what was seen to be near, as it is now: what is gone or closed by now is left out."""
    found = [await turn.tx.item(each.key) for each in turn.sight.near]
    return [each for each in found if each and each.is_proven and await _is_open_to(each, turn)]


async def _is_open_to(item: Item, turn: Look) -> bool:
    """Tell whether something may be shown to the speaker here, as in ``Looking.near``."""
    is_here = item.place == turn.place.key
    if turn.person.sees_less or item.visibility is not Visibility.PUBLIC:
        return is_here
    return is_here or (await turn.place_of(item.place)).phase.serves


async def find(intent: Find, turn: Look) -> Outcome:
    """Show what was answered or shared before; where there is nothing, offer to ask."""
    if not _is_served(turn):
        return turn.not_here("ask.not_here")
    if not intent.words:
        return await _newest(intent, turn)
    found = await turn.look.near(
        intent.words,
        turn.place.key,
        least=FINDABLE,
        most=_FOUND,
        only_here=turn.person.sees_less,
        examples_only=intent.examples_only,
    )
    key = _key(turn)
    wants = Wants.EXAMPLE if intent.examples_only else Wants.ANSWER
    if found:
        parts = found_parts(key, found, turn, wants=wants)
        message = (turn.whisper("find.found", n=len(found)), *parts, _ask_too(intent, turn))
    else:
        message = _nothing(intent, turn)
    note = Searched(key, intent.words, tuple(each.key for each in found))
    return replace(remembered("search", message), notes=(note,))


def _key(turn: Look) -> str:
    """Return the key of a search; whose direct line it was made in is not to be read in it."""
    key = turn.key_for("search")
    is_direct = turn.place.visibility is Visibility.DIRECT
    return f"{turn.workspace}/{key.rpartition('/')[2]}" if is_direct else key


def _is_served(turn: Look) -> bool:
    """Tell whether somebody can look around from here; in their direct line they always can."""
    return turn.phase.serves or turn.place.visibility is Visibility.DIRECT


async def _newest(intent: Find, turn: Look) -> Outcome:
    if not intent.examples_only:
        return turn.refuse("find.empty")
    only_here = turn.person.sees_less
    newest = await turn.look.newest_examples(turn.place.key, _FOUND, only_here=only_here)
    if not newest:
        return shown((turn.whisper("examples.none"), _share(turn)))
    parts = [part for each in newest for part in _item(each, turn)]
    return shown((turn.whisper("examples.newest"), *parts, _share(turn)))


def _share(turn: Look) -> Buttons:
    return Buttons((turn.button("button.share", does("share"), is_main=True),))


def _nothing(intent: Find, turn: Look) -> Message:
    said = Quoted(shortened(intent.words, _LONGEST_TITLE))
    return (turn.whisper("find.nothing", said=said), _ask_too(intent, turn))


def _ask_too(intent: Find, turn: Look) -> Buttons:
    """Return the way on where nothing helps; who looks for examples asks for one."""
    verb = "seek" if intent.examples_only else "askform"
    return _ask_colleagues(verb, intent.words, turn)


def _ask_colleagues(verb: str, words: str, turn: Look) -> Buttons:
    """Return the button that asks with the words that were looked for, where it can hold them."""
    carries = does(verb, words) if units(words) <= _LONGEST_IN_BUTTON else verb
    return Buttons((turn.button("button.ask", carries),))


def found_parts(
    about: str, found: Sequence[Item], turn: Look, *, wants: Wants = Wants.ANSWER
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


def _item(item: Item, turn: Look) -> tuple[Part, ...]:
    link = Link(turn.word("link.there"), item.message or item.key)
    credit = turn.whisper(
        "find.credit", author=Who(item.author), place=Where(item.place), at=When(item.at), link=link
    )
    title = Paragraph((Strong(shortened(item.title, _LONGEST_TITLE)),))
    return (title, Quote(shortened(item.text, _SHORT)), credit)


async def taken(intent: Taken, turn: Turn) -> Outcome:
    """Note that something found helped; it solves the question it was shown for."""
    question = await turn.tx.question(intent.about)
    if question and not await turn.is_speaker(question.asker):
        return turn.refuse("ask.only_the_asker")
    if question and question.gone:
        return turn.refuse("ask.gone")
    if question is None and not await _was_shown_to(turn, intent.about):
        return turn.refuse("taken.not_yours")
    item = await turn.tx.item(intent.item)
    if item is None:
        return turn.refuse("taken.gone")
    if not await turn.tx.take(intent.about, intent.item, turn.at):
        return ignored(Why.OLDER_THAN_KNOWN, (turn.whisper("taken.already"),))
    if question:
        await turn.tx.set_verdict(question.key, Verdict.SOLVED, turn.at)
        await ladder.end_all(question.key, turn.tx)
        await turn.refresh(question)
    is_own = await turn.is_speaker(item.author)
    if not is_own:
        await turn.tx.queue("reused", item.author, item.key, turn.now, intent.about)
    is_told = not is_own and not (await turn.tx.person(item.author)).is_left_alone
    thanks = turn.whisper("taken.thanks" if is_told else "taken.noted")
    return replace(remembered("taken", (thanks,)), instead=True)


async def _was_shown_to(turn: Turn, about: str) -> bool:
    """Tell whether it was the speaker who searched, or to whom (or where) it was passed on."""
    if await turn.is_speaker(await turn.tx.searched_by(about)):
        return True
    passed = await turn.tx.passed(about)
    if passed is None:
        return False
    return await turn.is_speaker(passed.to) or await turn.may_see(passed.to)


async def who(topic: str, turn: Look) -> Outcome:
    """Show who may know about something, and why."""
    if not _is_served(turn):
        return turn.not_here("ask.not_here")
    if not topic:
        return turn.refuse("who.empty")
    lines = await _who_and_why(topic, turn)
    said = Quoted(shortened(topic, _LONGEST_TITLE))
    if not lines:
        ask = _ask_colleagues("askform", topic, turn)
        return shown((turn.whisper("who.nobody", said=said), ask))
    return shown((turn.whisper("who.these", said=said), Bullets(tuple(lines[:_FOUND]))))


async def _who_and_why(topic: str, turn: Look) -> list[Spans]:
    """Return a line for each who may know; nobody is named whose reason may not be told."""
    only_here = turn.person.sees_less
    knowers = await who_knows(topic, turn.place.key, turn.look, only_here=only_here)
    people = await turn.look.people([each.person for each in knowers])
    named = {each.key for each in people if each.active and not each.opted_out}
    lines = []
    for each in knowers:
        if each.person not in named:
            continue
        who = Who(each.person)
        if each.item:
            title = shortened(each.item.title, _LONGEST_TITLE)
            link = Link(title, each.item.message or each.item.key)
            said = "who.helped" if each.helped else "who.answered"
            lines.append(turn.whisper(said, person=who, link=link).spans)
        elif each.topic:
            lines.append(turn.whisper("who.topic", person=who, topic=each.topic).spans)
    return lines


async def topics(turn: Look) -> Outcome:
    """Show what people say that they know, and how to add to it."""
    if not _is_served(turn):
        return turn.not_here("ask.not_here")
    people = [
        each for each in await turn.look.people_with_topics() if each.active and not each.opted_out
    ]
    named = {(each.keys[0], topic.casefold()) for each in people for topic in each.topics}
    counts = Counter(topic for _, topic in named)
    if not counts:
        return shown((turn.whisper("topics.none"), turn.whisper("topics.how")))
    written = {topic.casefold(): topic for each in people for topic in each.topics}
    most = sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:_MOST_TOPICS]
    lines = tuple((Quoted(written[topic]), Text(f" · {n}")) for topic, n in most)
    return shown((turn.whisper("topics.these"), Bullets(lines), turn.whisper("topics.how")))
