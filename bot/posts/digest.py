"""The week of a place on one screen: what waits first, then what helped; nothing when nothing."""

from collections.abc import Iterable, Iterator

from bot.ladder import needs_answer
from bot.messages import (
    Bullets,
    Heading,
    Link,
    Message,
    Paragraph,
    Part,
    Post,
    Quoted,
    Spans,
    Text,
    Who,
)
from bot.model import Example, Insight, Item, Question, Visibility, Week
from bot.posts.posting import DAY, Posting
from bot.posts.sending import Sending
from bot.rhythm import Manner, week_bounds
from bot.text import shortened
from bot.turnout import states_of, verdicts_on

_MOST = 3
_SHORT = 110


async def compose(sending: Sending) -> Post | None:
    """Return the digest of the week that the outbox row names; none where nothing happened."""
    place = await sending.place_of(sending.due.target)
    if not place.phase.serves or not place.wants_digest:
        return None
    start, end = week_bounds(place.zone or sending.policy.zone, sending.due.period)
    week = await sending.look.week(place.key, start, end)
    message = await told(week, place.key, sending)
    named = await _named(week, sending)
    new = [each for each in week.newcomers if each in named]
    tells = (*_sources(week, await _needed(week, place.key, sending)), *new)
    return Post(place.key, message, tells=tells) if message else None


def _sources(week: Week, needed: Iterable[Item]) -> Iterator[str]:
    """Yield the keys of what a digest holds words of."""
    for item in (*week.helpful, *needed):
        yield from (item.key, *((item.question,) if item.question else ()))
    yield from (each.key for each in week.unsettled)
    yield from (each.key for each in week.examples)
    yield from (each.key for each in week.changed)


async def told(week: Week, place: str, sending: Sending) -> Message:
    """Return a week as a message; empty where there is nothing to say."""
    named = await _named(week, sending)
    waiting = [each for each in week.unsettled if await _needs_answer(each, sending)]
    parts: tuple[Part, ...] = (
        *_section("unanswered", [_waiting(each, sending) for each in waiting], sending),
        *_section("helpful", [_helped(each, named, sending) for each in week.helpful], sending),
        *_section("examples", [_example(each, named, sending) for each in week.examples], sending),
        *_section("changed", [_changed(each, sending) for each in week.changed], sending),
    )
    if not parts:
        return ()  # that somebody is new is no news without any
    title = Heading(sending.spans("digest.title"))
    new = await _newcomers(week, named, place, sending)
    numbers = await _numbers(week, place, sending)
    return (title, *parts, *new, *numbers, sending.say("digest.turn_down"))


async def _needs_answer(question: Question, sending: Sending) -> bool:
    """Tell whether nobody has answered yet: a digest must not ask for what is there already."""
    answers = await sending.look.answers_to(question.key)
    return needs_answer(question, [each for each in answers if each.answered_at < sending.now])


async def _numbers(week: Week, place: str, sending: Sending) -> Message:
    """Return the line of numbers, where it tells of enough people to tell of nobody."""
    facts = await sending.look.facts(week.start, week.end, place=place)
    found = sending.figures.turnout(facts, sending.policy.smallest_group)
    if found is None:
        return ()
    numbers = sending.spans("digest.numbers", n=found.asked)
    told = Paragraph((*numbers, Text(" "), *states_of(found, sending.spans), Text(".")))
    verdicts = verdicts_on(found, sending.spans)
    return (told, Paragraph(verdicts)) if verdicts else (told,)


def _section(name: str, lines: list[Spans], sending: Sending) -> Message:
    if not lines:
        return ()
    shown = lines[:_MOST]
    if len(lines) > _MOST:
        shown.append(sending.spans("digest.more", n=len(lines) - _MOST))
    return (sending.say(f"digest.{name}"), Bullets(tuple(shown)))


async def _named(week: Week, sending: Sending) -> set[str]:
    """Return who of the week's people agreed to be named."""
    people = [
        *(each.author for each in week.helpful),
        *(each.author for each in week.examples),
        *week.newcomers,
    ]
    return {
        each.key for each in await sending.look.people(people) if each.named and not each.opted_out
    }


def _waiting(question: Question, sending: Sending) -> Spans:
    link = Link(_one_line(question.text), question.thread or question.key)
    until = min(sending.now, question.seen_until or sending.now)
    days = (until - question.asked_at).days
    return sending.spans("digest.waiting", link=link, n=max(days, 1))


def _helped(item: Item, named: set[str], sending: Sending) -> Spans:
    link = Link(_one_line(item.title), item.message or item.key)
    told = sending.spans("digest.helped", link=link, n=item.marks)
    return (*told, *_by(item.author, named, sending))


def _example(example: Example, named: set[str], sending: Sending) -> Spans:
    link = Link(_one_line(example.title), example.posted_as or example.key)
    return (link, *_by(example.author, named, sending))


def _by(author: str, named: set[str], sending: Sending) -> Spans:
    return sending.spans("digest.by", author=Who(author)) if author in named else ()


def _changed(insight: Insight, sending: Sending) -> Spans:
    text, outcome = Quoted(_one_line(insight.text)), Quoted(_one_line(insight.outcome))
    return sending.spans("digest.change", text=text, outcome=outcome)


async def _newcomers(week: Week, named: set[str], place: str, sending: Sending) -> Message:
    """Tell how many are new (who, where they agreed), and what may help them."""
    if not week.newcomers:
        return ()
    new = sending.spans("digest.newcomers", n=len(week.newcomers))
    who: Spans = ()
    for person in [each for each in week.newcomers if each in named][:_MOST]:
        who += (Text(", ") if who else Text(" "), Who(person))
    lines: list[Spans] = []
    for item in await _needed(week, place, sending):
        link = Link(_one_line(item.title), item.message or item.key)
        lines.append(sending.spans("digest.might_need", link=link))
    told = Paragraph((*sending.spans("digest.new_people"), Text(" "), *new, *who))
    return (told, Bullets(tuple(lines))) if lines else (told,)


async def _needed(week: Week, place: str, sending: Sending) -> list[Item]:
    """Return what may help the newcomers, as far as it may be told here."""
    found = await sending.look.reused(place, 1) if week.newcomers else ()
    public = Visibility.PUBLIC
    return [each for each in found if each.place == place or each.visibility is public]


def _one_line(text: str | None) -> str:
    return shortened(" ".join((text or "").split()), _SHORT)


DIGEST = Posting("digest", Manner.SCHEDULED, compose, stale_after=DAY)
