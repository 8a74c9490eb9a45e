"""What a person tells about themselves: zone, language, hours, team, topics, to be named."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from rapidfuzz import process

from bot import rhythm
from bot.buttons import does
from bot.intents import SetProfile, Why
from bot.messages import Buttons, Code, Form, Input, InputKind, Message
from bot.model import Person
from bot.smalltalk import folded
from bot.text import shortened, unquoted
from bot.turn import Outcome, Turn, ignored, opened, remembered
from bot.values import (
    known_language,
    known_zone,
    language_name,
    spoken_languages,
    yes_or_no,
    zone_names,
)
from bot.words import languages

_NEAR = 80
_LONGEST_SHOWN = 60
_MOST_TOPICS = 10
_LONGEST_DAY = timedelta(hours=12)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SHORTEST_RUN = 3
_MEANT = (" yes", " tak", "!")
"""Behind hours that last long: they are meant so."""
_NO_TOPICS = frozenset(("", "none", "nothing", "no topics", "brak", "zadne", "zadnych", "nic"))
"""What somebody says, as it is compared, who names none."""
LINES = ("zone", "language", "hours", "team", "topics", "named")


async def set_profile(intent: SetProfile, turn: Turn) -> Outcome:
    """Set lines of the speaker's profile, or show it."""
    if intent.form:
        return await _set_all(dict(intent.form), turn)
    if intent.line == "form":
        return await _open(turn)
    if not intent.value:
        person = await turn.tx.person(turn.person.key)
        return ignored(Why.NO_MATTER, _shown(person, turn))
    setting = _SET.get(intent.line)
    if setting is None:
        unknown = turn.whisper("profile.unknown", said=shortened(intent.line, _LONGEST_SHOWN))
        return ignored(Why.REFUSED, (unknown, turn.whisper("profile.how")))
    return await setting(unquoted(intent.value), turn)


async def _set_zone(said: str, turn: Turn) -> Outcome:
    zone = known_zone(said)
    if zone:
        return await _set(turn, zone=zone)
    said = shortened(said, _LONGEST_SHOWN)
    cities = {zone: zone.rpartition("/")[2].replace("_", " ") for zone in zone_names().values()}
    near = process.extractOne(said, cities, score_cutoff=_NEAR)
    if near:
        meant = turn.whisper("profile.zone_near", said=said, meant=str(near[2]))
        return ignored(Why.REFUSED, (meant,))
    return turn.refuse("profile.zone_unknown", said=said)


async def _set_language(said: str, turn: Turn) -> Outcome:
    code = known_language(said)
    if code:
        return await _set(turn, language=code)
    shown = shortened(said, _LONGEST_SHOWN)
    return turn.refuse("profile.language_unknown", said=shown, spoken=spoken_languages())


async def _set_hours(said: str, turn: Turn) -> Outcome:
    written = said.lower().rstrip()
    bare = next((said.rstrip()[: -len(each)] for each in _MEANT if written.endswith(each)), said)
    parsed = rhythm.parsed_hours(bare)
    if parsed is None:
        return turn.refuse("profile.hours_unknown", said=shortened(said, _LONGEST_SHOWN))
    days, start, end = parsed
    if rhythm.length_of(start, end) > _LONGEST_DAY and bare == said:
        meant = Code(f"/whoknows profile hours {shortened(said, _LONGEST_SHOWN)} yes")
        told = f"{start:%H:%M}–{end:%H:%M}"
        return turn.refuse("profile.hours_long", said=told, meant=meant)
    return await _set(turn, hours=rhythm.as_text(rhythm.Hours("UTC", days, start, end)))


async def _set_team(said: str, turn: Turn) -> Outcome:
    return await _set(turn, team=shortened(said, _LONGEST_SHOWN))


async def _set_topics(said: str, turn: Turn) -> Outcome:
    return await _set(turn, topics="\n".join(_topics(said)))


def _topics(said: str) -> list[str]:
    if folded(said) in _NO_TOPICS:
        return []
    found = [
        shortened(" ".join(unquoted(each).split()), _LONGEST_SHOWN) for each in said.split(",")
    ]
    return list(dict.fromkeys(filter(None, found)))[:_MOST_TOPICS]


async def _set_named(said: str, turn: Turn) -> Outcome:
    named = yes_or_no(said)
    if named is None:
        return turn.refuse("profile.named_unknown", said=shortened(said, _LONGEST_SHOWN))
    return await _set(turn, named=named)


_SET: dict[str, Callable[[str, Turn], Awaitable[Outcome]]] = {
    "zone": _set_zone,
    "language": _set_language,
    "hours": _set_hours,
    "team": _set_team,
    "topics": _set_topics,
    "named": _set_named,
}


async def _set(turn: Turn, **lines: object) -> Outcome:
    await turn.know_speaker()
    await turn.tx.set_profile(turn.person.key, **lines)
    person = await turn.tx.person(turn.person.key)
    return remembered("profile", _shown(person, turn))


async def _open(turn: Turn) -> Outcome:
    person = await turn.tx.person(turn.person.key)
    yes_no = (("yes", turn.word("profile.yes")), ("no", turn.word("profile.no")))
    spoken = tuple((code, language_name(code)) for code in languages())
    inputs = (
        Input("zone", turn.word("form.profile.zone"), value=person.zone or ""),
        Input(
            "language",
            turn.word("form.profile.language"),
            InputKind.CHOICE,
            value=person.language or "",
            choices=spoken,
        ),
        Input("hours", turn.word("form.profile.hours"), value=_hours_typed(person)),
        Input("team", turn.word("form.profile.team"), value=person.team or ""),
        Input("topics", turn.word("form.profile.topics"), value=", ".join(person.topics)),
        Input(
            "named",
            turn.word("form.profile.named"),
            InputKind.CHOICE,
            value="yes" if person.named else "no",
            choices=yes_no,
        ),
    )
    title, submit = turn.word("form.profile.title"), turn.word("form.profile.submit")
    return opened(Form(title, submit, "profile", inputs), _shown(person, turn))


async def _set_all(filled: dict[str, str], turn: Turn) -> Outcome:
    """Set every line that was sent; what cannot be taken is told, the rest is kept.

    A line that was emptied is not set any more.
    """
    await turn.know_speaker()
    before = await turn.tx.person(turn.person.key)
    wrong: list[tuple[str, Message]] = []
    for line in filter(filled.__contains__, LINES):
        said = unquoted(filled[line])
        if not said and line != "named":
            await turn.tx.set_profile(turn.person.key, **{line: None})
        elif said and not _is_as_told(line, said, before):
            outcome = await _SET[line](said, turn)
            if outcome.what == Why.REFUSED:
                wrong.append((line, outcome.message))
    if wrong:
        told = tuple(part for _, said in wrong for part in said)
        return replace(ignored(Why.REFUSED, told), wrong=tuple(wrong))
    person = await turn.tx.person(turn.person.key)
    return remembered("profile", _shown(person, turn))


def _is_as_told(line: str, said: str, person: Person) -> bool:
    """Tell whether a line of the form is as the platform filled it in: nobody said it."""
    told = {"zone": person.zone_told, "language": person.language_told}.get(line)
    return told is not None and said == told == getattr(person, line)


def _hours_typed(person: Person) -> str:
    """Return the hours as they can be typed again."""
    if not person.hours:
        return ""
    hours = rhythm.from_text(person.hours, "UTC")
    days = ",".join(_run_of_days(each) for each in _runs(sorted(hours.days)))
    return f"{days} {hours.start:%H:%M}-{hours.end:%H:%M}"


def _runs(days: list[int]) -> list[list[int]]:
    """Return days of the week by those that follow each other."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] + 1 == day:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _run_of_days(run: list[int]) -> str:
    names = [_DAYS[day] for day in run]
    return f"{names[0]}-{names[-1]}" if len(names) >= _SHORTEST_RUN else ",".join(names)


def _shown(person: Person, turn: Turn) -> Message:
    not_set = turn.whisper("profile.not_set").spans[0]
    lines = turn.whisper(
        "profile.is",
        zone=person.zone or not_set,
        language=language_name(person.language) if person.language else not_set,
        team=person.team or not_set,
        hours=_hours_typed(person) or not_set,
        topics=", ".join(person.topics) or not_set,
        named=turn.word("profile.yes" if person.named else "profile.no"),
    )
    change = Buttons((turn.button("button.profile", does("profile")),))
    return (lines, turn.whisper("profile.how"), change)
