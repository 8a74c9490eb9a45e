"""The report: a window, its figures, and three ways to show them."""

import csv
import io
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, zip_longest
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.numbers import format_decimal, format_percent
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Policy
from bot.refusal import Refusal
from bot.words import line
from metrics.measures import MEASURES, Figure, Measure, measure
from metrics.world import ASKED, HEARD
from store.facts import FactsOf, first_and_last, gaps_of, workspaces_of

_SHOWN = ("key", "numerator", "denominator", "n", "value", "low", "high", "unit")
_ABOUT = ("from", "to", "zone", "organisation", "definition")


@dataclass(frozen=True)
class Window:
    """From the start up to, but not with, the end; both in the organisation's zone."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Report:
    """What ``report`` prints."""

    organisation: str
    window: Window
    zone: str
    figures: tuple[Figure, ...]
    language: str
    workspaces: tuple[str, ...] = ()
    unknown: timedelta = timedelta()
    """For how long within the window a platform held back what happened."""


async def make_report(
    connection: AsyncConnection,
    organisation: str,
    policy: Policy,
    now: datetime,
    *,
    start: str | None = None,
    end: str | None = None,
    place: str | None = None,
) -> Report:
    """Return the report of a window, by default from the first question to now.

    What comes from a log alone ends with the last event of that log.
    """
    window = await _window(connection, organisation, policy.zone, now, start, end)
    read = FactsOf(connection, organisation)
    found = await read.facts(window.start, window.end, place=place)
    figures = measure(found, policy.smallest_group)
    workspaces = await workspaces_of(connection, organisation)
    unknown = await gaps_of(connection, organisation, window.start, window.end)
    return Report(
        organisation, window, policy.zone, figures, policy.language, tuple(workspaces), unknown
    )


async def _window(
    connection: AsyncConnection,
    organisation: str,
    zone: str,
    now: datetime,
    start: str | None,
    end: str | None,
) -> Window:
    first, last = await first_and_last(connection, organisation, now)
    opens = _parsed(start, zone) if start else _whole_second(first.astimezone(ZoneInfo(zone)))
    # The end is not part of the window, so it lies just after now, or after the last event.
    after = _whole_second(last.astimezone(ZoneInfo(zone))) + timedelta(seconds=1)
    closes = _parsed(end, zone) if end else after
    if closes <= opens and not (start and end):
        raise Refusal("report.outside", first=first.isoformat(), last=last.isoformat())
    if closes <= opens:
        raise Refusal("report.backwards", start=opens.isoformat(), end=closes.isoformat())
    return Window(opens, closes)


def _whole_second(at: datetime) -> datetime:
    return at.replace(microsecond=0)


def _parsed(said: str, zone: str) -> datetime:
    """Return a date's first moment, or a time; in the zone where it names none."""
    try:
        if len(said) == len("2018-02-01"):
            first = datetime.combine(date.fromisoformat(said), time(), ZoneInfo(zone))
            return first.astimezone(UTC).astimezone(ZoneInfo(zone))
        at = datetime.fromisoformat(said)
        return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).astimezone(ZoneInfo(zone))
    except (ValueError, OverflowError):
        raise Refusal("report.no_date", said=said[:40]) from None


def as_json(report: Report) -> str:
    """Return the report in the form that other programs rely on."""
    return json.dumps(
        {
            "from": report.window.start.isoformat(),
            "to": report.window.end.isoformat(),
            "zone": report.zone,
            "organisation": report.organisation,
            "figures": [_object(each, report) for each in report.figures],
        },
        ensure_ascii=False,
        indent=1,
    )


def as_csv(report: Report) -> str:
    """Return the figures as a table for a spreadsheet, one a row."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([*_SHOWN, "by", "suppressed", "gap", *_ABOUT])
    about = (
        report.window.start.isoformat(),
        report.window.end.isoformat(),
        report.zone,
        report.organisation,
    )
    for each in report.figures:
        by = "; ".join(f"{name}: {value}" for name, value in each.by.items())
        gap = _gap(each, report) or ""
        shown = (getattr(each, name) for name in _SHOWN)
        definition = _definition(each, report.language)
        table.writerow([*shown, by, each.suppressed, gap, *about, definition])
    return out.getvalue()


def as_text(report: Report) -> str:
    """Return the report as a person likes to read it."""
    return "\n".join(_lines(report)) + "\n"


def _object(figure: Figure, report: Report) -> dict[str, object]:
    shown: dict[str, object] = {name: getattr(figure, name) for name in _SHOWN}
    shown |= {"by": figure.by, "suppressed": figure.suppressed}
    gap = _gap(figure, report)
    if gap:
        shown["gap"] = gap
    return shown | {"definition": _definition(figure, report.language)}


def _definition(figure: Figure, language: str) -> str:
    return line(language, f"{_declared(figure.key).words}.definition")


def _name(key: str, language: str) -> str:
    return line(language, f"{_declared(key).words}.name")


def _declared(key: str) -> Measure:
    [declared] = [each for each in MEASURES if each.key == key]
    return declared


def _gap(figure: Figure, report: Report) -> str | None:
    language = report.language
    if figure.gap:
        return line(language, f"report.gap.{figure.gap}")
    reasons = [_unknown(report)] if report.unknown else []
    if figure.by.get("captured") in HEARD and figure.key != "asked":
        reasons.append(line(language, "report.gap.only_threads"))
    return " ".join(reasons) or None


def _unknown(report: Report) -> str:
    """Return that nothing is known of some time, and what follows from it."""
    minutes = math.ceil(report.unknown / timedelta(minutes=1))
    return line(report.language, "report.gap.held_back", n=minutes)


def _lines(report: Report) -> Iterator[str]:
    language = report.language
    yield line(
        language,
        "report.title",
        organisation=report.organisation,
        start=_day(report.window.start, language),
        end=_day(report.window.end, language),
        zone=report.zone,
    )
    if len(report.workspaces) > 1:
        yield _served(report.workspaces, language)
    for captured in (ASKED, *HEARD):
        mine = [each for each in report.figures if each.by.get("captured") == captured]
        if mine:
            yield ""
            yield line(language, f"report.captured.{captured}")
            yield from _block(mine, language)
    yield ""
    if report.unknown:
        yield _unknown(report)
    yield line(language, "report.how_to_read")
    later = [_name(each.key, language) for each in report.figures if each.gap == "not_yet_measured"]
    yield ""
    yield line(language, "report.later", keys=", ".join(later))


def _served(workspaces: tuple[str, ...], language: str) -> str:
    """Return in how many workspaces people are counted, where it is more than one."""
    platforms = sorted({each.partition(":")[0] for each in workspaces})
    names = (line(language, f"report.platform.{each}") for each in platforms)
    return line(language, "report.served", n=len(workspaces), platforms=", ".join(names))


def _block(figures: list[Figure], language: str) -> Iterator[str]:
    if figures[0].n == 0:
        yield "  " + line(language, "report.gap.nothing_asked")
        return
    width = max(len(_name(each.key, language)) for each in figures) + 2
    for key, group in groupby(figures, key=lambda each: each.key):
        same = list(group)
        if all(each.suppressed for each in same):
            sentences = [line(language, "report.hidden")]
        else:
            sentences = [_sentence(each, language) for each in same if _is_told(each)]
        for label, sentence in zip_longest([_name(key, language)], sentences, fillvalue=""):
            yield f"  {label:<{width}}{sentence}"
    if figures[0].by["captured"] != ASKED:
        yield "  " + line(language, "report.gap.only_threads")


def _is_told(figure: Figure) -> bool:
    """Tell whether a figure is worth a line: of nothing nothing became, and all adds up still."""
    return "outcome" not in figure.by or figure.numerator != 0


def _sentence(figure: Figure, language: str) -> str:
    if figure.suppressed:
        return line(language, "report.hidden_part", what=_what(figure, language))
    if figure.unit == "hours":
        return _duration(figure, language)
    if figure.unit == "share":
        return _proportion(figure, language)
    return line(language, f"report.count.{figure.unit}", n=int(figure.value or 0))


def _what(figure: Figure, language: str) -> str:
    return line(language, f"report.what.{_kind(figure)}")


def _kind(figure: Figure) -> str:
    """Return what of its measure a figure tells, as it is named in the words."""
    by = figure.by
    for name in ("marked by", "confirmed by"):
        if name in by:
            return f"{name} {by[name]}".replace(" ", "_")
    if "verdict" in by:
        return f"{by['verdict']}_verdict"
    name = by.get("quantile") or by.get("outcome") or by["of"]
    return re.sub(r"\W+", "_", name)


def _proportion(figure: Figure, language: str) -> str:
    if figure.value is None or figure.low is None or figure.high is None:
        return line(language, f"report.gap.{figure.gap}")
    is_plain = set(figure.by) <= {"of", "captured"}
    return line(
        language,
        "report.share" if is_plain else "report.share_of",
        **({} if is_plain else {"what": _what(figure, language)}),
        part=_number(figure.numerator, language),
        whole=_number(figure.denominator, language),
        share=format_percent(figure.value, "#,##0.#%", locale=language),
        low=format_percent(figure.low, "#,##0.#%", locale=language),
        high=format_percent(figure.high, "#,##0.#%", locale=language),
    )


def _duration(figure: Figure, language: str) -> str:
    what = _what(figure, language)
    if figure.gap:
        return line(
            language,
            f"report.gap_of.{figure.gap}",
            what=what,
            part=_number(figure.numerator, language),
            whole=_number(figure.denominator, language),
        )
    if figure.value is None:
        return line(language, "report.gap.nothing_asked")
    return line(
        language,
        "report.time",
        what=what,
        value=as_span(figure.value, language),
        low=as_span(figure.low, language),
        high=as_span(figure.high, language),
    )


def as_span(hours: float | None, language: str) -> str:
    """Return how long something took, as a person says it."""
    if hours is None:
        return line(language, "report.span.open")
    for limit, key, factor in ((1, "minutes", 60.0), (48, "hours", 1.0)):
        if hours < limit:
            return line(language, f"report.span.{key}", number=_number(hours * factor, language))
    days = round(hours / 24, 1)
    if days == int(days):
        return line(language, "report.span.days", n=int(days))
    return line(language, "report.span.part_of_a_day", number=_number(days, language))


def _number(value: float | None, language: str) -> str:
    return str(format_decimal(value or 0, "#,##0.#", locale=language))


def _day(at: datetime, language: str) -> str:
    return str(format_datetime(at, "d MMMM y, HH:mm", locale=language))
