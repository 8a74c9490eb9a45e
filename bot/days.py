"""From what somebody calls a day to that day, in their language or in English; and back."""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache

from babel import Locale
from babel.dates import format_date
from rapidfuzz.distance import OSA

from bot.words import FALLBACK, line

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_DOTTED = re.compile(r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\.? ?(?P<year>\d{4}|\d{2})?")
_SLASHED = re.compile(r"(?P<one>\d{1,2})/(?P<two>\d{1,2})(/(?P<year>\d{4}|\d{2}))?")
_NUMBER = re.compile(r"(\d{1,4})(st|nd|rd|th)?\.?")
_WEEK = 7
_LONGEST = 60
_MOST = 400
"""Days, weeks or months ahead that somebody can mean."""
_SAME_START = 3
_ENDINGS = 3
"""So much of a name is its ending, which a language may change."""


def day_meant(said: str, today: date, language: str) -> date | None:
    """Return the day that somebody means, None where that is not clear.

    A day without its year is the next one.
    """
    said = said.casefold()
    if len(said) > _LONGEST:
        return None
    languages = (language, FALLBACK)
    words = [
        each for each in re.split(r"[\s,]+", said) if each and not _is("filler", each, languages)
    ]
    try:
        return _in_numbers(" ".join(words), today) or _in_words(words, today, languages)
    except (ValueError, OverflowError):
        return None  # there is no such day


def day_shown(day: date, language: str) -> str:
    """Return a day as one writes it in a language."""
    return format_date(day, "d MMM y", locale=language)


def _in_numbers(said: str, today: date) -> date | None:
    if found := _ISO.fullmatch(said):
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    if found := _DOTTED.fullmatch(said):
        return _next(int(found["day"]), int(found["month"]), found["year"], today)
    if found := _SLASHED.fullmatch(said):
        one, two = int(found["one"]), int(found["two"])
        if min(one, two) <= 12 < max(one, two):  # noqa: PLR2004, RUF100 - else both can be the month
            return _next(max(one, two), min(one, two), found["year"], today)
    return None


def _in_words(words: Sequence[str], today: date, languages: Sequence[str]) -> date | None:
    match words:
        case [word] if _is("today", word, languages):
            return today
        case [word] if _is("tomorrow", word, languages):
            return today + timedelta(days=1)
        case [word] if (weekday := _named("days", word, languages)) is not None:
            return today + timedelta(days=(weekday - today.weekday() - 1) % _WEEK + 1)
        case [first, word] if _is("next", first, languages):
            weekday = _named("days", word, languages)
            monday = today + timedelta(days=_WEEK - today.weekday())
            return None if weekday is None else monday + timedelta(days=weekday)
        case [first, *rest] if _is("in", first, languages):
            return _ahead(rest, today, languages)
        case [first, *rest] if _is("end", first, languages):
            return _end_of(rest, today, languages)
        case _:
            return _dated(words, today, languages)


def _ahead(words: Sequence[str], today: date, languages: Sequence[str]) -> date | None:
    """Return the day so many days, weeks or months from today."""
    *counted, unit = words or [""]
    found = _NUMBER.fullmatch(counted[0] if counted else "1")
    if found is None or len(counted) > 1 or not 0 < int(found[1]) <= _MOST:
        return None
    n = int(found[1])
    if _is("day", unit, languages):
        return today + timedelta(days=n)
    if _is("week", unit, languages):
        return today + timedelta(weeks=n)
    if _is("month", unit, languages):
        year, month = divmod(today.year * 12 + today.month - 1 + n, 12)
        return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
    return None


def _end_of(words: Sequence[str], today: date, languages: Sequence[str]) -> date | None:
    """Return the last day of a month: of this one, or of the next by that name."""
    if not words:
        return None
    first, *rest = words
    month = today.month if _is("month", first, languages) else _month(first, languages)
    year = _year(rest, today.year + (month is not None and month < today.month))
    if month is None or year is None:
        return None
    return date(year, month, monthrange(year, month)[1])


def _dated(words: Sequence[str], today: date, languages: Sequence[str]) -> date | None:
    """Return the day of a month that is named; the day may stand before or behind it."""
    for at in (1, 0):
        month = _month(words[at], languages) if len(words) > at else None
        day = _NUMBER.fullmatch(words[1 - at]) if len(words) > 1 else None
        if month and day and len(words) <= 3:  # noqa: PLR2004, RUF100 - a day, a month, a year
            year = words[2] if len(words) == 3 else None  # noqa: PLR2004, RUF100
            if year and not re.fullmatch(r"\d{4}", year):
                return None
            return _next(int(day[1]), month, year, today)
    return None


def _year(words: Sequence[str], otherwise: int) -> int | None:
    if not words:
        return otherwise
    return int(words[0]) if len(words) == 1 and re.fullmatch(r"\d{4}", words[0]) else None


def _next(day: int, month: int, year: str | None, today: date) -> date:
    """Return the day of a year, or the next such day; raise ValueError where there is none."""
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)  # noqa: PLR2004, RUF100
    this = date(today.year, month, day)
    return this if this >= today else date(today.year + 1, month, day)


def _month(word: str, languages: Sequence[str]) -> int | None:
    return _named("months", word, languages)


def _named(kind: str, word: str, languages: Sequence[str]) -> int | None:
    """Return the number of a month or weekday by its name, shortened or with another ending."""
    word = word.rstrip(".")
    for language in languages:
        for number, name in _names(kind, language):
            is_short = len(word) >= _SAME_START and name.startswith(word)
            is_bent = word[:_SAME_START] == name[:_SAME_START]
            is_bent = is_bent and OSA.distance(word, name) <= _ENDINGS
            if word == name or is_short or (len(word) > _SAME_START and is_bent):
                return number
    return None


def _names(kind: str, language: str) -> Iterator[tuple[int, str]]:
    locale = Locale.parse(language)
    known = locale.days if kind == "days" else locale.months
    for context in ("stand-alone", "format"):
        for width in ("wide", "abbreviated"):
            for number, name in known[context][width].items():
                yield number, name.casefold().rstrip(".")


def _is(key: str, word: str, languages: Sequence[str]) -> bool:
    """Tell whether a word means this in one of the languages."""
    return any(word in _known(language, key) for language in languages)


@cache
def _known(language: str, key: str) -> frozenset[str]:
    """Return the words of a language that mean this when somebody names a day."""
    return frozenset(each.strip() for each in line(language, f"day.{key}").split(","))
