"""Somebody wants to be left alone, or left out; or wants to know what is remembered."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.copies import correct_person
from bot.handlers.help import explain
from bot.intents import Help, Privacy, Quiet
from bot.messages import Bullets, Code, Message, Paragraph, When, Who
from bot.model import Person
from bot.reader import hours_of
from bot.rhythm import Hours, day_after, next_monday, next_weekday, tomorrow, weekday_named
from bot.text import shortened, unaccented, unquoted
from bot.turn import Outcome, Turn, remembered, shown, workspace_of
from bot.values import yes_or_no

_FOR = re.compile(
    r"(?:for |przez |na )?(?P<n>[0-9]{1,3}|an?|one|two|three|jeden|dwa|trzy)? ?"
    r"(?P<unit>h|hours?|godzin[ey]?|d|days?|dni|dzien|w|weeks?|tydzien|tygodnie|tygodni)"
)
_NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "jeden": 1,
    "dwa": 2,
    "trzy": 3,
}
_UNITS = {"h": timedelta(hours=1), "g": timedelta(hours=1), "d": timedelta(days=1)}
_WEEK = timedelta(weeks=1)
_UNTIL = re.compile(r"(?:until|till|til|to|do) (?P<day>[a-z]+)(?: morning| rano)?")
_MOST = timedelta(days=365)
_MOST_ADMINS = 2
"""Of whom somebody is told, so that the answer stays short."""
_TODAY = ("today", "for today", "dzis", "dzisiaj", "na dzis", "for the day", "rest of the day")
_TOMORROW = ("tomorrow", "for tomorrow", "jutro", "na jutro", "tomorrow only", "only tomorrow")
_THIS_WEEK = ("week", "monday", "this week", "tydzien", "poniedzialek", "w tym tygodniu")
_FOR_GOOD = ("now", "please", "forever", "always", "for good", "teraz", "zawsze", "na zawsze")
_HOW = ("", "?", "status")


@dataclass(frozen=True)
class _Pause:
    """For how long somebody is left alone; ``since`` is none where that begins now."""

    until: datetime
    since: datetime | None = None


async def quiet(intent: Quiet, turn: Turn) -> Outcome:
    """Silence everything that we begin: for good, for a while, or no more."""
    said = unaccented(unquoted(intent.said)).strip()
    person = await turn.tx.person(turn.person.key)
    if intent.or_help and not _is_quiet(person, turn.now):
        return await explain(Help(), turn)
    if said in _HOW:
        return shown((_state(person, turn), turn.whisper("quiet.how")))
    is_quiet = True if said in _FOR_GOOD else yes_or_no(said)
    if is_quiet is not None:
        await turn.know_speaker()
        lines = {"snoozed_from": None, "snoozed_until": None}
        await turn.tx.set_profile(turn.person.key, quiet=is_quiet, **lines)
        return remembered("profile", (turn.whisper("quiet.on" if is_quiet else "quiet.off"),))
    pause = _pause(said, turn)
    if pause is None:
        return turn.refuse("quiet.unknown", said=shortened(intent.said, 60))
    if person.quiet:  # a button of an old message must not end it
        return shown((turn.whisper("quiet.is_on"), turn.whisper("quiet.how")))
    if said in (*_TODAY, *_TOMORROW):
        pause = _with_what_is_kept(pause, person, turn.now)
    await turn.know_speaker()
    await turn.tx.set_profile(turn.person.key, snoozed_from=pause.since, snoozed_until=pause.until)
    return remembered("profile", (_told(pause, turn),))


def _is_quiet(person: Person, now: datetime) -> bool:
    return person.quiet or (person.snoozed_until is not None and person.snoozed_until > now)


def _state(person: Person, turn: Turn) -> Paragraph:
    """Say how it stands."""
    until, since = person.snoozed_until, person.snoozed_from
    if person.quiet:
        return turn.whisper("quiet.is_on")
    if until is None or until <= turn.now:
        return turn.whisper("quiet.is_off")
    if since and since > turn.now:
        return turn.whisper("quiet.is_from", start=When(since), at=When(until))
    return turn.whisper("quiet.is_until", at=When(until))


def _told(pause: _Pause, turn: Turn) -> Paragraph:
    if pause.since:
        return turn.whisper("quiet.from", start=When(pause.since), at=When(pause.until))
    return turn.whisper("quiet.until", at=When(pause.until))


def _with_what_is_kept(pause: _Pause, person: Person, now: datetime) -> _Pause:
    """Add to a pause that somebody has already; a day more must not shorten a longer one."""
    if person.snoozed_until is None or person.snoozed_until <= now:
        return pause
    since = min(pause.since or now, person.snoozed_from or now)
    return _Pause(max(pause.until, person.snoozed_until), since if since > now else None)


def _pause(said: str, turn: Turn) -> _Pause | None:
    hours = hours_of(turn.speaker, turn.here, turn.policy)
    if said in _TODAY:
        return _Pause(tomorrow(hours, turn.now))
    if said in _TOMORROW:
        since = day_after(hours.zone, turn.now)
        return _Pause(tomorrow(hours, since), since)
    if said in _THIS_WEEK:
        return _Pause(next_monday(hours.zone, turn.now))
    if found := _UNTIL.fullmatch(said):
        return _until(found["day"], hours, turn)
    found = _FOR.fullmatch(said)
    if found is None:
        return None
    n = _NUMBERS.get(found["n"] or "a") or int(found["n"])
    length = n * _UNITS.get(found["unit"][0], _WEEK)
    return _Pause(turn.now + length) if timedelta() < length <= _MOST else None


def _until(day: str, hours: Hours, turn: Turn) -> _Pause | None:
    """Return a pause that ends when work begins on a day: tomorrow, or one of the week."""
    if day in ("tomorrow", "jutra"):
        return _Pause(tomorrow(hours, turn.now))
    weekday = weekday_named(day)
    if weekday is None:
        return None
    return _Pause(next_weekday(hours.zone, turn.now, weekday, hours.start))


def _how_to_delete(turn: Turn) -> Message:
    """Say what takes words away, and whom to ask for more; nothing is done by it."""
    admins = [key for key in sorted(turn.policy.admins) if workspace_of(key) == turn.workspace]
    told = [turn.spans("privacy.delete_1"), turn.spans("privacy.delete_2")]
    told.append(turn.spans("privacy.delete_3", typed=Code("/whoknows privacy out")))
    if not admins:
        told.append(turn.spans("privacy.delete_4_nobody"))
    told += [turn.spans("privacy.delete_4", people=Who(each)) for each in admins[:_MOST_ADMINS]]
    return (turn.whisper("privacy.delete"), Bullets(tuple(told)))


async def _set_left_out(turn: Turn, *, out: bool) -> None:
    """Take the speaker's word; where they are named beside what they shared it shows at once."""
    await turn.know_speaker()
    await turn.tx.set_profile(turn.person.key, opted_out=out)
    accounts = (await turn.tx.person(turn.person.key)).keys
    await correct_person(accounts, turn.tx, turn.now, turn.stamp)
    if not turn.can.reactions:  # then cards have a button for each answer, with its author's name
        for question in await turn.tx.answered_by(accounts):
            await turn.refresh(question)


async def privacy(intent: Privacy, turn: Turn) -> Outcome:
    """Tell what is remembered; leave somebody out of it, or take them back in."""
    match unquoted(intent.said).lower():
        case "out":
            await _set_left_out(turn, out=True)
            return remembered("profile", (turn.whisper("privacy.out"),))
        case "in":
            await _set_left_out(turn, out=False)
            return remembered("profile", (turn.whisper("privacy.in"),))
        case "delete":
            return shown(_how_to_delete(turn))
        case _:
            person = await turn.tx.person(turn.person.key)
            state = "privacy.is_out" if person.opted_out else "privacy.is_in"
            told = Bullets(tuple(turn.spans(f"privacy.what_{n}") for n in range(1, 5)))
            choice = "in" if person.opted_out else "out"
            how = turn.whisper("privacy.how", typed=Code(f"/whoknows privacy {choice}"))
            return shown((turn.whisper("privacy.title"), told, turn.whisper(state), how))
