"""When things may be said: working hours, holidays, weeks, and what keeps a message waiting.

Nothing here looks at a clock. Moments are aware and in UTC. A local time that the wall clock
skips, or shows twice, means the first moment at which the clock reads that time or a later one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache
from itertools import takewhile
from typing import assert_never
from zoneinfo import ZoneInfo

from babel.core import get_global

from bot.text import unaccented

_DAY = timedelta(days=1)
_MIDNIGHT = time()
_ALL_DAYS = frozenset(range(7))
_WORKDAYS = frozenset(range(5))

_HORIZON = 400
"""Local days that we look ahead; what lies further away is told as if it were then."""


@dataclass(frozen=True)
class Hours:
    """When somebody (or a place) works, in local time.

    Monday is 0, and no days at all count as all days. An unknown zone counts as UTC. An end
    before the start works past midnight; an end equal to the start works all day, from midnight
    to midnight.
    """

    zone: str = "UTC"
    days: frozenset[int] = _WORKDAYS
    start: time = time(9)
    end: time = time(17)


# What people type, and what the database keeps.

_DAY_NAMES = {
    "en": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    "pl": ("poniedzialek", "wtorek", "sroda", "czwartek", "piatek", "sobota", "niedziela"),
    "pl, of": ("poniedzialku", "wtorku", "srody", "czwartku", "piatku", "soboty", "niedzieli"),
}
"""By language, without accents; the first three letters or more of one will do."""
_SHORT_DAYS = {"pn": 0, "wt": 1, "sr": 2, "cz": 3, "pt": 4, "so": 5, "nd": 6, "ndz": 6}
_MANY_DAYS = {
    **dict.fromkeys(("weekdays", "workdays", "dni robocze", "w dni robocze"), _WORKDAYS),
    **dict.fromkeys(("daily", "every day", "codziennie", "all week"), _ALL_DAYS),
}
_LONGEST_TYPED = 100
_TYPED = re.compile(
    r"(?P<days>[a-z, -]*)[: ]*"
    r"\b(?P<start>[0-9]{1,2}(?:[:.][0-9]{2})?)(?P<start_half> ?[ap]m)? ?- ?"
    r"(?P<end>[0-9]{1,2}(?:[:.][0-9]{2})?)(?P<end_half> ?[ap]m)?"
    r"(?:,? (?P<after>[a-z][a-z, -]*))?"
)
_BETWEEN = re.compile(r"\b(?:between|miedzy) ([0-9][^ ]*(?: [ap]m)?) (?:and|a) ")
_UNTIL = re.compile(r"\s*(?:[-‐‑‒–—−]|\b(?:to|do|till|until)\b)\s*")
_NOTHING_TOLD = re.compile(r"\b(?:from|od|at|in|godz|godziny|godzinach)\b")
_HALF_A_DAY = timedelta(hours=12)
_KEPT = re.compile(
    r"(?P<days>[0-6](?:,[0-6])*) "
    r"(?P<start>(?:[01][0-9]|2[0-3]):[0-5][0-9])-(?P<end>(?:[01][0-9]|2[0-3]):[0-5][0-9])"
)


def parsed_hours(said: str) -> tuple[frozenset[int], time, time] | None:
    """Return days, start and end of what a person typed, such as "Mon-Thu 8-16"; else None.

    Without days it is Monday to Friday. What is written without am or pm is meant as people work:
    "9-5" ends at five in the afternoon, "22-6" in the morning; "24:00" is the midnight at the end.
    """
    match = _TYPED.fullmatch(_plain(said)) if len(said) <= _LONGEST_TYPED else None
    if match is None or (match["days"].strip(" ,") and match["after"]):
        return None
    days = _days((match["days"].strip(" ,") or match["after"] or "").strip(" ,"))
    start = _time(match["start"], match["start_half"])
    end = _end_time(match["end"], match["end_half"])
    if days is None or start is None or end is None:
        return None
    if match["end_half"] and not match["start_half"]:
        return days, _nearest_before(start, end), end
    if match["end_half"] or match["end"].startswith("24") or not start.hour:
        return days, start, end
    return days, start, _as_people_work(start, end)


def _nearest_before(start: time, end: time) -> time:
    """Return the start of "1-5pm", of which only the end says in which half of the day it is."""
    return min((start, *_later_half(start)), key=lambda at: length_of(at, end))


def _as_people_work(start: time, end: time) -> time:
    """Return the end of "9-5": nobody works twenty hours, so it is in the afternoon."""
    if length_of(start, end) <= _HALF_A_DAY:
        return end
    return min((end, *_later_half(end)), key=lambda at: length_of(start, at))


def length_of(start: time, end: time) -> timedelta:
    """Return how long hours last: past midnight where the end is before the start."""
    minutes = (end.hour - start.hour) * 60 + end.minute - start.minute
    return timedelta(minutes=minutes % (24 * 60) or 24 * 60)


def _later_half(at: time) -> tuple[time, ...]:
    """Return the same on the clock's face, twelve hours later, where it can mean that."""
    return (at.replace(hour=at.hour + 12),) if 1 <= at.hour < 12 else ()


def _plain(said: str) -> str:
    """Return it in lower case, with one kind of dash, comma and space."""
    words = re.sub(r"(?<=[a-z])\.", "", unaccented(said))
    bare = " ".join(_NOTHING_TOLD.sub(" ", _BETWEEN.sub(r"\1-", words)).split())
    dashed = _UNTIL.sub("-", bare)
    return " ".join(re.sub(r"&|\b(?:and|i)\b", ",", dashed).split())


def _days(said: str) -> frozenset[int] | None:
    if not said:
        return _WORKDAYS
    if said in _MANY_DAYS:
        return _MANY_DAYS[said]
    spans = [_span(span.strip()) for span in said.split(",") if span.strip()]
    found = [span for span in spans if span is not None]
    return frozenset[int]().union(*found) if len(found) == len(spans) else None


def _span(said: str) -> frozenset[int] | None:
    """Return the days of "mon" or "sun-thu"; a span may run over the end of the week."""
    first, dash, last = said.partition("-")
    start, end = _day(first), _day(last if dash else first)
    if start is None or end is None:
        return None
    return frozenset((start + ahead) % 7 for ahead in range((end - start) % 7 + 1))


def _day(said: str) -> int | None:
    """Return the day that a name, or its first three or more letters, stands for."""
    if said in _SHORT_DAYS:
        return _SHORT_DAYS[said]
    days = (enumerate(names) for names in _DAY_NAMES.values())
    found = [day for named in days for day, name in named if name.startswith(said)]
    return found[0] if len(said) >= 3 and found else None


def _time(said: str, half: str | None) -> time | None:
    hour, _, minute = said.replace(".", ":").partition(":")
    hours, minutes = int(hour), int(minute or 0)
    if half and not 1 <= hours <= 12:
        return None
    if half:
        hours = hours % 12 + (12 if half.strip() == "pm" else 0)
    return time(hours, minutes) if hours < 24 and minutes < 60 else None


def _end_time(said: str, half: str | None) -> time | None:
    if said in ("24", "24:00", "24.00") and not half:
        return _MIDNIGHT
    return _time(said, half)


def as_text(hours: Hours) -> str:
    """Return days and times as the database keeps them: "0,1,2,3,4 09:00-17:00"."""
    days = ",".join(str(day) for day in sorted(_working_days(hours)))
    return f"{days} {hours.start:%H:%M}-{hours.end:%H:%M}"


def from_text(text: str | None, zone: str) -> Hours:
    """Return the hours that the database kept; the usual ones where it kept none."""
    match = _KEPT.fullmatch(text or "")
    if match is None:
        return Hours(zone)
    days = frozenset(int(day) for day in match["days"].split(","))
    return Hours(zone, days, time.fromisoformat(match["start"]), time.fromisoformat(match["end"]))


# Zones and holidays.

_NO_COUNTRY = frozenset(
    ("EST", "MST", "HST", "EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT", "CET", "MET", "EET", "WET")
)
"""Zones named for an offset: whoever uses one has not said where they are."""


def country_of(zone: str) -> str | None:
    """Return the two-letter country of a zone, old names too; None for UTC and the like."""
    if zone in _NO_COUNTRY:
        return None
    current = get_global("zone_aliases").get(zone, zone)
    country = get_global("zone_territories").get(current)
    return country if country and country.isalpha() and country != "ZZ" else None


def is_holiday(zone: str, day: date) -> bool:
    """Return whether the zone's country has a national public holiday; False where unknown."""
    country = country_of(zone)
    return country is not None and day in _holidays(country, day.year)


@lru_cache(maxsize=2048)
def _holidays(country: str, year: int) -> frozenset[date]:
    """Return the holidays of a year; those moved into it from the next one are among them."""
    from holidays import country_holidays

    try:
        return frozenset(country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()


@lru_cache(maxsize=2048)
def _tz(zone: str) -> tzinfo:
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError):  # a folder or an endless name is an OSError
        return UTC


def _local(zone: str, at: datetime) -> datetime:
    """Return what the wall clock shows; a time without a zone is a mistake of the caller."""
    if at.tzinfo is None:
        raise ValueError("a time needs its zone")
    return at.astimezone(_tz(zone))


def _moment(zone: str, day: date, at: time) -> datetime:
    """Return the first moment at which the wall clock reads this or something later."""
    wall = datetime.combine(day, at, _tz(zone))
    found = wall.astimezone(UTC)
    if _local(zone, found).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return found
    return _after_gap(zone, wall.replace(tzinfo=None), found)


def _after_gap(zone: str, skipped: datetime, late: datetime) -> datetime:
    """Return the moment at which the clock jumped over a time; ``late`` is after the jump."""
    early = late - 2 * _DAY  # the longest jump there was took a day
    while late - early > timedelta.resolution:  # halves two days: 38 steps
        middle = early + (late - early) / 2
        if _local(zone, middle).replace(tzinfo=None) < skipped:
            early = middle
        else:
            late = middle
    return late


# Working time.


def _working_days(hours: Hours) -> frozenset[int]:
    return hours.days & _ALL_DAYS or _ALL_DAYS


def _shift(hours: Hours, day: date) -> tuple[datetime, datetime] | None:
    """Return begin and end of the work that begins on a local day; None where none does.

    A day that the zone skips has none. Work past midnight ends at midnight before a holiday.
    """
    if day.weekday() not in _working_days(hours) or is_holiday(hours.zone, day):
        return None
    all_day = hours.start == hours.end
    begin = _moment(hours.zone, day, _MIDNIGHT if all_day else hours.start)
    midnight = _moment(hours.zone, day + _DAY, _MIDNIGHT)
    end = midnight if all_day else _shift_end(hours, day)
    return (begin, end) if begin < min(end, midnight) else None


def _shift_end(hours: Hours, day: date) -> datetime:
    if hours.start < hours.end:
        return _moment(hours.zone, day, hours.end)
    day += _DAY
    return _moment(hours.zone, day, _MIDNIGHT if is_holiday(hours.zone, day) else hours.end)


def _shifts(hours: Hours, first: date) -> Iterator[tuple[datetime, datetime]]:
    """Yield the shifts that begin on a day or later, as far as we look."""
    for ahead in range(_HORIZON):
        shift = _shift(hours, first + ahead * _DAY)
        if shift:
            yield shift


def _stretches(hours: Hours, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield the working time from a moment on, beginning with what is left of its shift."""
    yesterday = _local(hours.zone, at).date() - _DAY
    for begin, end in _shifts(hours, yesterday):
        if end > at:
            yield max(begin, at.astimezone(UTC)), end


def is_working(hours: Hours, at: datetime) -> bool:
    """Return whether it is working time: a working day, no holiday, within [start, end)."""
    return next_working(hours, at) == at.astimezone(UTC)


def next_working(hours: Hours, at: datetime) -> datetime:
    """Return the moment itself when it is working time, else when the next day begins."""
    begins = (begin for begin, _ in _stretches(hours, at))
    return next(begins, at.astimezone(UTC) + _HORIZON * _DAY)


def after_working(hours: Hours, at: datetime, worked: timedelta) -> datetime:
    """Return the first moment by which so much working time has passed since ``at``."""
    at, left = at.astimezone(UTC), worked
    if left <= timedelta():
        return at
    for begin, end in _stretches(hours, at):
        if left <= end - begin:
            return begin + left
        left -= end - begin
    return at + _HORIZON * _DAY


def worked_between(hours: Hours, start: datetime, end: datetime) -> timedelta:
    """Return the working time in [start, end); at most that of the first 400 days."""
    within = takewhile(lambda stretch: stretch[0] < end, _stretches(hours, start))
    return sum((min(until, end) - begin for begin, until in within), timedelta())


def tomorrow(hours: Hours, at: datetime) -> datetime:
    """Return when the next working day begins, after the local day of ``at``."""
    following = _local(hours.zone, at).date() + _DAY
    begins = (begin for begin, _ in _shifts(hours, following) if begin > at)
    return next(begins, at.astimezone(UTC) + _HORIZON * _DAY)


# Days and weeks.

_WEEK = re.compile(r"(?P<year>[0-9]{4})-W(?P<week>[0-9]{2})")


def day_start(zone: str, at: datetime) -> datetime:
    """Return when the local day of a moment began."""
    return _moment(zone, _local(zone, at).date(), _MIDNIGHT)


def next_monday(zone: str, after: datetime, at: time = time(9)) -> datetime:
    """Return the first local Monday at that time which is later than ``after``."""
    return next_weekday(zone, after, 0, at)


def next_weekday(zone: str, after: datetime, weekday: int, at: time = time(9)) -> datetime:
    """Return the first such day of the week (0 is Monday) at that time later than ``after``."""
    today = _local(zone, after).date()
    day = today + (weekday - today.weekday()) * _DAY
    moments = (_moment(zone, day + ahead * 7 * _DAY, at) for ahead in range(3))
    return next(moment for moment in moments if moment > after)


def day_after(zone: str, at: datetime) -> datetime:
    """Return when the local day after that of a moment begins."""
    return _moment(zone, _local(zone, at).date() + _DAY, _MIDNIGHT)


def weekday_named(said: str) -> int | None:
    """Return the day of the week that a name in any language stands for; 0 is Monday."""
    return _day(unaccented(said))


def week_of(zone: str, at: datetime) -> str:
    """Return the ISO week of the local date, such as "2026-W47"."""
    return _named_week(_local(zone, at).date())


def week_before(zone: str, at: datetime) -> str:
    """Return the ISO week before the local one: what a digest on Monday covers."""
    return _named_week(_local(zone, at).date() - 7 * _DAY)


def _named_week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def week_bounds(zone: str, week: str) -> tuple[datetime, datetime]:
    """Return [Monday 00:00, next Monday 00:00) local of an ISO week; ValueError if it is none."""
    match = _WEEK.fullmatch(week)
    if match is None:
        raise ValueError(f"{week!r} is no week; one is written like 2026-W47")
    try:
        monday = date.fromisocalendar(int(match["year"]), int(match["week"]), 1)
        return _moment(zone, monday, _MIDNIGHT), _moment(zone, monday + 7 * _DAY, _MIDNIGHT)
    except (ValueError, OverflowError):
        raise ValueError(f"there is no week {week}") from None


# What may be sent now.


class Manner(StrEnum):
    """How a message comes about, which decides how far it may disturb."""

    ANSWER = "answer"  # asked for by the reader's own act: at any time
    PERSONAL = "personal"  # from a colleague in their own name: not to who asked for quiet
    SCHEDULED = "scheduled"  # we begin it: opt-out, snooze, working hours, caps, staleness


@dataclass(frozen=True)
class Recipient:
    """Who would get a message, and how much of ours they got already.

    ``sent_today`` counts scheduled messages since local midnight, ``sent_this_week`` those of
    the last seven days.
    """

    hours: Hours
    quiet: bool = False
    snoozed_until: datetime | None = None
    sent_today: int = 0
    sent_this_week: int = 0
    snoozed_from: datetime | None = None

    def free_from(self, at: datetime) -> datetime:
        """Return from when the snooze lets something through that would come at this moment."""
        until, since = self.snoozed_until, self.snoozed_from
        if until is None or at >= until or (since is not None and at < since):
            return at
        return until


@dataclass(frozen=True)
class Caps:
    """How many scheduled messages one reader gets at most."""

    a_day: int = 2
    a_week: int = 3


@dataclass(frozen=True)
class Send:
    """It may go out now."""


@dataclass(frozen=True)
class Wait:
    """It may not go out before ``until``, which is later than now; ask again then."""

    until: datetime


@dataclass(frozen=True)
class Never:
    """It does not go out any more, because of "quiet" or "stale"."""

    why: str


def decide(
    manner: Manner,
    reader: Recipient,
    caps: Caps,
    due_at: datetime,
    now: datetime,
    stale_after: timedelta,
) -> Send | Wait | Never:
    """Return whether a message that was due at ``due_at`` may go out now."""
    match manner:
        case Manner.ANSWER:
            return Send()
        case Manner.PERSONAL:
            return Never("quiet") if reader.quiet else Send()
        case Manner.SCHEDULED:
            return _scheduled(reader, caps, due_at, now, stale_after)
        case _:
            assert_never(manner)


def _scheduled(
    reader: Recipient, caps: Caps, due_at: datetime, now: datetime, stale_after: timedelta
) -> Send | Wait | Never:
    if reader.quiet:
        return Never("quiet")
    if now - _reachable(reader, due_at) > stale_after:
        return Never("stale")
    reachable = _reachable(reader, now)
    if reachable > now:
        return Wait(reachable)
    if reader.sent_today >= caps.a_day or reader.sent_this_week >= caps.a_week:
        return Wait(tomorrow(reader.hours, now))
    return Send()


def _reachable(reader: Recipient, at: datetime) -> datetime:
    """Return when the reader's snooze and hours first let something through; caps left aside."""
    working = next_working(reader.hours, reader.free_from(at))
    # A snooze that begins later can begin before the next working time does.
    return next_working(reader.hours, reader.free_from(working))
