"""When things may be said: hours as people type them, holidays, weeks, and what waits."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rhythm import (
    Caps,
    Hours,
    Manner,
    Never,
    Recipient,
    Send,
    Wait,
    after_working,
    as_text,
    country_of,
    day_start,
    decide,
    from_text,
    is_holiday,
    is_working,
    next_monday,
    next_working,
    parsed_hours,
    tomorrow,
    week_before,
    week_bounds,
    week_of,
    worked_between,
)

BERLIN = Hours("Europe/Berlin")
NEW_YORK = Hours("America/New_York")
NIGHTS = Hours("Europe/Berlin", start=time(22), end=time(6))
ROUND_THE_CLOCK = Hours("Europe/Berlin", start=time(9), end=time(9))
WORKDAYS = frozenset(range(5))
EVERY_DAY = frozenset(range(7))

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "Pacific/Apia",
    "Nowhere/At_All",
)


def local(zone: str, *wall: int) -> datetime:
    """Return the moment at which the wall clock of a zone shows that."""
    year, month, day, hour, minute = (*wall, 0, 0)[:5]
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def berlin(*wall: int) -> datetime:
    return local("Europe/Berlin", *wall)


moments = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001  hypothesis adds the zone
    datetime(2029, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
minutes = st.times().map(lambda each: each.replace(second=0, microsecond=0))
days = st.frozensets(st.integers(0, 6))
all_hours = st.builds(Hours, st.sampled_from(ZONES), days, minutes, minutes)
day_hours = st.builds(
    Hours,
    st.sampled_from(ZONES),
    days,
    st.integers(6, 11).map(time),
    st.integers(13, 22).map(time),
)
"""Hours between morning and evening, where no clock changes."""


def wall_clock_says_working(hours: Hours, at: datetime) -> bool:
    """Tell it the plain way, which is right for hours within a day away from clock changes."""
    known = hours.zone != "Nowhere/At_All"
    wall = at.astimezone(ZoneInfo(hours.zone if known else "UTC"))
    return (
        wall.weekday() in (hours.days or EVERY_DAY)
        and not is_holiday(hours.zone, wall.date())
        and hours.start <= wall.time() < hours.end
    )


# Hours as people type them, and as the database keeps them.


@pytest.mark.parametrize(
    ("said", "working", "start", "end"),
    [
        ("9-17", WORKDAYS, time(9), time(17)),
        ("08:30-16:30", WORKDAYS, time(8, 30), time(16, 30)),
        ("8.30-16.30", WORKDAYS, time(8, 30), time(16, 30)),
        ("9am-5pm", WORKDAYS, time(9), time(17)),
        ("9:15 AM – 5 PM", WORKDAYS, time(9, 15), time(17)),
        ("12am-12pm", WORKDAYS, time(0), time(12)),
        ("9-5", WORKDAYS, time(9), time(17)),
        ("8-4", WORKDAYS, time(8), time(16)),
        ("10-6", WORKDAYS, time(10), time(18)),
        ("9:30-5:30", WORKDAYS, time(9, 30), time(17, 30)),
        ("7-3", WORKDAYS, time(7), time(15)),
        ("12-8", WORKDAYS, time(12), time(20)),
        ("9-9", WORKDAYS, time(9), time(21)),
        ("9–17", WORKDAYS, time(9), time(17)),
        ("9 to 5", WORKDAYS, time(9), time(17)),
        ("from 9 to 5", WORKDAYS, time(9), time(17)),
        ("between 9 and 5", WORKDAYS, time(9), time(17)),
        ("9 till 5", WORKDAYS, time(9), time(17)),
        ("9am-5", WORKDAYS, time(9), time(17)),
        ("9-5pm", WORKDAYS, time(9), time(17)),
        ("1-5pm", WORKDAYS, time(13), time(17)),
        ("11-1pm", WORKDAYS, time(11), time(13)),
        ("9 a.m. - 5 p.m.", WORKDAYS, time(9), time(17)),
        ("od 9 do 17", WORKDAYS, time(9), time(17)),
        ("od 9:00 do 17:00", WORKDAYS, time(9), time(17)),
        ("pon-pt 8-16", WORKDAYS, time(8), time(16)),
        ("pn.-pt. 8-16", WORKDAYS, time(8), time(16)),
        ("od poniedziałku do piątku od 9 do 17", WORKDAYS, time(9), time(17)),
        ("wt, śr i czw 10-14", frozenset({1, 2, 3}), time(10), time(14)),
        ("9-17 Mon-Thu", frozenset({0, 1, 2, 3}), time(9), time(17)),
        ("9-17, Mon-Fri", WORKDAYS, time(9), time(17)),
        ("weekdays 9-5", WORKDAYS, time(9), time(17)),
        ("Mon-Fri from 9 to 5", WORKDAYS, time(9), time(17)),
        ("6-22", WORKDAYS, time(6), time(22)),
        ("20-8", WORKDAYS, time(20), time(8)),
        ("9pm-5", WORKDAYS, time(21), time(5)),
        ("22-6", WORKDAYS, time(22), time(6)),
        ("16-24:00", WORKDAYS, time(16), time(0)),
        ("0-24", WORKDAYS, time(0), time(0)),
        ("Mon-Thu 8-16", frozenset({0, 1, 2, 3}), time(8), time(16)),
        ("Sun-Thu 9:00 – 17:00", frozenset({6, 0, 1, 2, 3}), time(9), time(17)),
        ("mon,wed,fri 10-14", frozenset({0, 2, 4}), time(10), time(14)),
        ("MON , Wed and friday: 10 — 14", frozenset({0, 2, 4}), time(10), time(14)),
        ("Monday to Thursday 8 to 16", frozenset({0, 1, 2, 3}), time(8), time(16)),
        ("Sat, Mon-Tue, 8-16", frozenset({5, 0, 1}), time(8), time(16)),
        ("tues & thurs 8-16", frozenset({1, 3}), time(8), time(16)),
        ("  sunday   9-17 ", frozenset({6}), time(9), time(17)),
        ("Sun-Sat 9-17", EVERY_DAY, time(9), time(17)),
        ("Fri-Mon 9-17", frozenset({4, 5, 6, 0}), time(9), time(17)),
    ],
)
def test_hours_are_understood_as_people_type_them(
    said: str, working: frozenset[int], start: time, end: time
) -> None:
    assert parsed_hours(said) == (working, start, end)


@pytest.mark.parametrize(
    "said",
    [
        "",
        " ",
        "9",
        "Mon-Thu",
        "whenever",
        "9-17 or so",
        "25-26",
        "24-8",
        "9-24:30",
        "9:60-17",
        "9-17-18",
        "-9-17",
        "13pm-5pm",
        "0am-5pm",
        "Mon 9-17 Tue",
        "Mo-Do 8-16",
        "Mon-Foo 8-16",
        "Mon- 8-16",
        "mon tue 8-16",
        "mon8-16",
        "٩-17",
        "9-17" + " " * 200,
    ],
)
def test_what_is_not_hours_is_none(said: str) -> None:
    assert parsed_hours(said) is None


@given(st.text() | st.text("monthuay0123456789:-–,. apto"))
def test_whatever_is_typed_is_read_without_a_fall(said: str) -> None:
    found = parsed_hours(said)

    assert found is None or found[0] <= EVERY_DAY


def test_hours_are_kept_without_the_words_of_any_language() -> None:
    assert as_text(BERLIN) == "0,1,2,3,4 09:00-17:00"
    assert as_text(Hours(days=frozenset({6, 0}), start=time(22), end=time(5, 5))) == (
        "0,6 22:00-05:05"
    )


@given(all_hours.filter(lambda hours: bool(hours.days)))
def test_hours_come_back_from_the_database_as_they_were(hours: Hours) -> None:
    assert from_text(as_text(hours), hours.zone) == hours


def test_no_days_are_kept_as_all_days_which_they_count_as() -> None:
    assert from_text(as_text(Hours(days=frozenset())), "UTC").days == EVERY_DAY


@pytest.mark.parametrize(
    "text", [None, "", "nonsense", "0,7 09:00-17:00", "0 24:00-25:00", "0 9-17", "0 09:00-17:00\n"]
)
def test_without_hours_that_make_sense_somebody_works_the_usual_ones(text: str | None) -> None:
    assert from_text(text, "Europe/Berlin") == BERLIN


# Zones and holidays.


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Berlin", "DE"),
        ("America/New_York", "US"),
        ("Australia/Lord_Howe", "AU"),
        ("Africa/Casablanca", "MA"),
        ("Asia/Calcutta", "IN"),
        ("US/Pacific", "US"),
        ("Japan", "JP"),
        ("UTC", None),
        ("Etc/UTC", None),
        ("Etc/GMT+1", None),
        ("GMT", None),
        ("EST", None),
        ("CET", None),
        ("Antarctica/Troll", None),
        ("Nowhere/At_All", None),
        ("", None),
    ],
)
def test_a_zone_lies_in_a_country_or_in_none(zone: str, country: str | None) -> None:
    assert country_of(zone) == country


def test_holidays_are_those_of_the_country() -> None:
    assert is_holiday("Europe/Berlin", date(2026, 10, 3))
    assert not is_holiday("America/New_York", date(2026, 10, 3))
    assert is_holiday("America/New_York", date(2026, 11, 26))
    assert not is_holiday("Europe/Berlin", date(2026, 11, 26))


def test_a_holiday_of_one_region_alone_is_a_working_day() -> None:
    assert not is_holiday("Europe/Berlin", date(2026, 1, 6))


def test_a_new_year_moved_into_the_old_year_is_a_holiday_there() -> None:
    assert is_holiday("America/New_York", date(2021, 12, 31))
    assert not is_holiday("America/New_York", date(2020, 12, 31))


@pytest.mark.parametrize("zone", ["UTC", "Nowhere/At_All", "", "Europe", "../etc", "a\x00b"])
def test_where_the_country_is_unknown_there_is_no_holiday_and_the_clock_is_utc(zone: str) -> None:
    new_year = datetime(2027, 1, 1, 9, tzinfo=UTC)  # a Friday

    assert not is_holiday(zone, date(2027, 1, 1))
    assert is_working(Hours(zone), new_year)
    assert next_working(Hours(zone), new_year - MINUTE) == new_year


def test_a_country_without_known_holidays_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.rhythm.country_of", lambda _: "XX")

    assert not is_holiday("Europe/Berlin", date(2026, 12, 25))


# Working time.


@pytest.mark.parametrize(
    ("at", "working"),
    [
        (berlin(2026, 11, 23, 8, 59), False),
        (berlin(2026, 11, 23, 9), True),
        (berlin(2026, 11, 23, 16, 59), True),
        (berlin(2026, 11, 23, 17), False),
        (berlin(2026, 11, 21, 12), False),
        (berlin(2026, 11, 22, 12), False),
        (berlin(2026, 12, 25, 12), False),
        (berlin(2028, 2, 29, 12), True),
    ],
)
def test_working_time_is_local_and_leaves_out_weekends_and_holidays(
    at: datetime, working: bool
) -> None:
    assert is_working(BERLIN, at) is working


@given(day_hours, moments)
def test_working_time_is_what_the_wall_clock_says(hours: Hours, at: datetime) -> None:
    assert is_working(hours, at) == wall_clock_says_working(hours, at)


@given(all_hours, moments)
def test_the_next_working_moment_is_working_and_nothing_before_it_is(
    hours: Hours, at: datetime
) -> None:
    found = next_working(hours, at)

    assert found >= at
    assert next_working(hours, found) == found
    assert found == at or not is_working(hours, found - timedelta.resolution)
    assert worked_between(hours, at, found) == timedelta()


@given(day_hours, moments)
def test_the_next_working_moment_is_working_as_the_wall_clock_says(
    hours: Hours, at: datetime
) -> None:
    assert wall_clock_says_working(hours, next_working(hours, at))


def test_the_weekend_is_waited_out() -> None:
    assert next_working(BERLIN, berlin(2026, 11, 20, 17)) == berlin(2026, 11, 23, 9)


def test_the_holidays_on_both_sides_of_the_new_year_are_waited_out() -> None:
    friday_too = Hours("Europe/Berlin", days=frozenset({4}))

    assert next_working(BERLIN, berlin(2026, 12, 24, 17)) == berlin(2026, 12, 28, 9)
    assert next_working(BERLIN, berlin(2026, 12, 31, 17)) == berlin(2027, 1, 4, 9)
    assert next_working(friday_too, berlin(2026, 12, 24, 9)) == berlin(2027, 1, 8, 9)


def test_the_leap_day_is_a_day() -> None:
    assert next_working(BERLIN, berlin(2028, 2, 28, 17)) == berlin(2028, 2, 29, 9)
    assert next_working(BERLIN, berlin(2028, 2, 29, 17)) == berlin(2028, 3, 1, 9)


@pytest.mark.parametrize("none_of_ours", [frozenset[int](), frozenset({7, -1})])
def test_no_days_are_all_days(none_of_ours: frozenset[int]) -> None:
    hours = Hours("Europe/Berlin", days=none_of_ours)

    assert is_working(hours, berlin(2026, 11, 22, 12))
    assert next_working(hours, berlin(2026, 11, 21, 18)) == berlin(2026, 11, 22, 9)


@pytest.mark.parametrize(
    ("at", "working"),
    [
        (berlin(2026, 11, 23, 5), False),
        (berlin(2026, 11, 23, 21, 59), False),
        (berlin(2026, 11, 23, 22), True),
        (berlin(2026, 11, 24, 5, 59), True),
        (berlin(2026, 11, 24, 6), False),
        (berlin(2026, 11, 28, 5), True),
        (berlin(2026, 11, 28, 23), False),
    ],
)
def test_work_past_midnight_belongs_to_the_day_on_which_it_began(
    at: datetime, working: bool
) -> None:
    assert is_working(NIGHTS, at) is working


def test_work_past_midnight_ends_where_a_holiday_begins() -> None:
    eve = berlin(2026, 12, 24, 22)

    assert is_working(NIGHTS, eve)
    assert is_working(NIGHTS, berlin(2026, 12, 24, 23, 59))
    assert next_working(NIGHTS, berlin(2026, 12, 25)) == berlin(2026, 12, 28, 22)
    assert worked_between(NIGHTS, eve, eve + DAY) == 2 * HOUR


def test_an_end_equal_to_the_start_is_all_day() -> None:
    assert is_working(ROUND_THE_CLOCK, berlin(2026, 11, 23))
    assert is_working(ROUND_THE_CLOCK, berlin(2026, 11, 27, 23, 59))
    assert next_working(ROUND_THE_CLOCK, berlin(2026, 11, 28)) == berlin(2026, 11, 30)


def test_twelve_working_hours_take_until_the_next_afternoon() -> None:
    assert after_working(BERLIN, berlin(2026, 11, 23, 11), 12 * HOUR) == berlin(2026, 11, 24, 15)
    assert after_working(BERLIN, berlin(2026, 11, 20, 15), 4 * HOUR) == berlin(2026, 11, 23, 11)
    assert after_working(BERLIN, berlin(2026, 11, 22, 3), 4 * HOUR) == berlin(2026, 11, 23, 13)


def test_a_whole_day_of_work_ends_with_that_day() -> None:
    assert after_working(BERLIN, berlin(2026, 11, 23, 9), 8 * HOUR) == berlin(2026, 11, 23, 17)


def test_no_work_is_done_at_once() -> None:
    saturday = berlin(2026, 11, 21, 3)

    assert after_working(BERLIN, saturday, timedelta()) == saturday
    assert worked_between(BERLIN, saturday, saturday) == timedelta()
    assert worked_between(BERLIN, berlin(2026, 11, 24, 9), berlin(2026, 11, 23, 9)) == timedelta()


def test_a_week_has_forty_hours_and_one_with_a_holiday_fewer() -> None:
    assert worked_between(BERLIN, berlin(2026, 11, 23), berlin(2026, 11, 30)) == 40 * HOUR
    assert worked_between(BERLIN, berlin(2026, 12, 21), berlin(2026, 12, 28)) == 32 * HOUR


@given(day_hours, moments, st.timedeltas(MINUTE, 12 * HOUR))
def test_what_was_worked_until_the_work_was_done_is_that_work(
    hours: Hours, at: datetime, work: timedelta
) -> None:
    done = after_working(hours, at, work)

    assert worked_between(hours, at, done) == work
    assert worked_between(hours, at, done - timedelta.resolution) < work


@given(all_hours, st.tuples(moments, st.timedeltas(timedelta(), 9 * DAY)), st.floats(0, 1))
def test_working_time_adds_up_wherever_it_is_cut(
    hours: Hours, span: tuple[datetime, timedelta], share: float
) -> None:
    start, length = span
    middle, end = start + share * length, start + length

    whole = worked_between(hours, start, end)

    assert worked_between(hours, start, middle) + worked_between(hours, middle, end) == whole
    assert timedelta() <= whole <= length


def test_more_work_than_fits_is_done_at_the_end_of_what_we_look_at() -> None:
    a_minute_a_week = Hours(days=frozenset({0}), end=time(9, 1))
    at = datetime(2026, 11, 23, tzinfo=UTC)

    assert after_working(a_minute_a_week, at, 12 * HOUR) == at + 400 * DAY
    assert worked_between(a_minute_a_week, at, at + 4000 * DAY) < HOUR * 2


def test_where_every_day_is_a_holiday_nothing_is_looked_for_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.rhythm.is_holiday", lambda *_: True)
    at = berlin(2026, 11, 23, 12)

    assert next_working(BERLIN, at) == at + 400 * DAY
    assert tomorrow(BERLIN, at) == at + 400 * DAY


def test_tomorrow_is_the_next_working_day_of_the_local_calendar() -> None:
    late_in_utc = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # Tuesday 00:30 in Berlin

    assert tomorrow(BERLIN, berlin(2026, 11, 23, 3)) == berlin(2026, 11, 24, 9)
    assert tomorrow(BERLIN, late_in_utc) == berlin(2026, 11, 25, 9)
    assert tomorrow(NEW_YORK, late_in_utc) == local("America/New_York", 2026, 11, 24, 9)
    assert tomorrow(BERLIN, berlin(2026, 11, 27, 12)) == berlin(2026, 11, 30, 9)
    assert tomorrow(BERLIN, berlin(2026, 12, 24, 12)) == berlin(2026, 12, 28, 9)


@given(all_hours, moments)
def test_tomorrow_is_later_and_working(hours: Hours, at: datetime) -> None:
    found = tomorrow(hours, at)

    assert found > at
    assert day_start(hours.zone, found) > day_start(hours.zone, at)
    assert is_working(hours, found)


def test_moments_come_back_in_utc_whatever_zone_they_came_in() -> None:
    at = datetime(2026, 11, 23, 12, tzinfo=timezone(HOUR))

    assert is_working(BERLIN, at)
    for found in (next_working(BERLIN, at), after_working(BERLIN, at, timedelta())):
        assert found == at
        assert found.tzinfo is UTC


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="a time needs its zone"):
        week_of("UTC", datetime(2026, 11, 23))  # noqa: DTZ001  the mistake itself


# Weeks.


@pytest.mark.parametrize(
    ("at", "week", "before"),
    [
        (berlin(2026, 11, 23, 9), "2026-W48", "2026-W47"),
        (berlin(2026, 11, 22, 23, 59), "2026-W47", "2026-W46"),
        (datetime(2026, 11, 22, 23, tzinfo=UTC), "2026-W48", "2026-W47"),
        (berlin(2027, 1, 3), "2026-W53", "2026-W52"),
        (berlin(2027, 1, 4), "2027-W01", "2026-W53"),
        (berlin(2025, 12, 29), "2026-W01", "2025-W52"),
    ],
)
def test_a_week_is_named_by_the_local_date(at: datetime, week: str, before: str) -> None:
    assert week_of("Europe/Berlin", at) == week
    assert week_before("Europe/Berlin", at) == before


def test_a_week_runs_from_local_monday_to_local_monday() -> None:
    assert week_bounds("Europe/Berlin", "2026-W53") == (berlin(2026, 12, 28), berlin(2027, 1, 4))
    assert week_bounds("Nowhere/At_All", "2026-W01") == (
        datetime(2025, 12, 29, tzinfo=UTC),
        datetime(2026, 1, 5, tzinfo=UTC),
    )


@given(st.sampled_from(ZONES), moments)
def test_a_moment_lies_within_its_week_and_its_day(zone: str, at: datetime) -> None:
    start, end = week_bounds(zone, week_of(zone, at))

    assert start <= day_start(zone, at) <= at < end
    assert week_bounds(zone, week_before(zone, at))[1] == start


@pytest.mark.parametrize("week", ["2025-W53", "2026-W54", "2026-W00", "0000-W01", "9999-W52"])
def test_a_week_that_the_calendar_lacks_is_refused(week: str) -> None:
    with pytest.raises(ValueError, match=f"^there is no week {week}$"):
        week_bounds("Europe/Berlin", week)


@pytest.mark.parametrize("week", ["", "2026", "2026-47", "2026-W7", "2026-W47 ", "W47", "٢٠٢٦-W47"])
def test_what_is_no_week_is_refused_with_an_example(week: str) -> None:
    with pytest.raises(ValueError, match=r"is no week; one is written like 2026-W47$"):
        week_bounds("Europe/Berlin", week)


def test_monday_is_strictly_later() -> None:
    monday = berlin(2026, 11, 23, 9)

    assert next_monday("Europe/Berlin", monday - MINUTE) == monday
    assert next_monday("Europe/Berlin", monday) == monday + 7 * DAY
    assert next_monday("Europe/Berlin", berlin(2026, 11, 22, 23)) == monday
    assert next_monday("Europe/Berlin", monday, time(10, 30)) == berlin(2026, 11, 23, 10, 30)
    assert next_monday("Nowhere/At_All", monday) == datetime(2026, 11, 23, 9, tzinfo=UTC)


# What may be sent now.

CAPS = Caps()
AMINA = Recipient(BERLIN)
A_DAY = 24 * HOUR
NIGHT = berlin(2026, 11, 24, 3)
NOON = berlin(2026, 11, 24, 12)


def scheduled(
    reader: Recipient, now: datetime, due_at: datetime | None = None, stale_after: timedelta = A_DAY
) -> Send | Wait | Never:
    return decide(Manner.SCHEDULED, reader, CAPS, due_at or now, now, stale_after)


def test_what_somebody_asked_for_comes_at_any_time() -> None:
    busy = Recipient(BERLIN, quiet=True, snoozed_until=NIGHT + DAY, sent_today=9, sent_this_week=9)

    assert decide(Manner.ANSWER, busy, CAPS, NIGHT - 9 * DAY, NIGHT, HOUR) == Send()


def test_a_colleague_reaches_somebody_at_any_time_unless_they_asked_for_quiet() -> None:
    busy = Recipient(BERLIN, snoozed_until=NIGHT + DAY, sent_today=9, sent_this_week=9)
    quiet = Recipient(BERLIN, quiet=True)

    assert decide(Manner.PERSONAL, busy, CAPS, NIGHT - 9 * DAY, NIGHT, HOUR) == Send()
    assert decide(Manner.PERSONAL, quiet, CAPS, NOON, NOON, HOUR) == Never("quiet")


def test_what_we_begin_goes_out_in_working_time() -> None:
    assert scheduled(AMINA, NOON) == Send()


def test_what_we_begin_never_reaches_who_asked_for_quiet() -> None:
    asked_for_quiet = Recipient(BERLIN, quiet=True)

    assert scheduled(asked_for_quiet, NOON) == Never("quiet")
    assert scheduled(asked_for_quiet, NOON, NOON - 9 * DAY) == Never("quiet")


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (NIGHT, berlin(2026, 11, 24, 9)),
        (berlin(2026, 11, 21, 12), berlin(2026, 11, 23, 9)),
        (berlin(2026, 12, 25, 12), berlin(2026, 12, 28, 9)),
    ],
)
def test_what_we_begin_waits_out_nights_weekends_and_holidays(
    now: datetime, until: datetime
) -> None:
    assert scheduled(AMINA, now) == Wait(until)


@pytest.mark.parametrize(
    ("snoozed_until", "found"),
    [
        (NOON, Send()),
        (NOON + HOUR, Wait(NOON + HOUR)),
        (NOON + 8 * HOUR, Wait(berlin(2026, 11, 25, 9))),
        (berlin(2026, 11, 27, 18), Wait(berlin(2026, 11, 30, 9))),
    ],
)
def test_a_snooze_is_waited_out_and_then_the_time_out_of_hours(
    snoozed_until: datetime, found: Send | Wait
) -> None:
    assert scheduled(Recipient(BERLIN, snoozed_until=snoozed_until), NOON) == found


@pytest.mark.parametrize(
    ("today", "this_week", "found"),
    [
        (1, 2, Send()),
        (2, 2, Wait(berlin(2026, 11, 25, 9))),
        (0, 3, Wait(berlin(2026, 11, 25, 9))),
        (9, 9, Wait(berlin(2026, 11, 25, 9))),
    ],
)
def test_who_got_enough_is_left_alone_until_the_next_working_day(
    today: int, this_week: int, found: Send | Wait
) -> None:
    assert scheduled(Recipient(BERLIN, sent_today=today, sent_this_week=this_week), NOON) == found


def test_what_was_due_on_friday_evening_goes_out_on_monday_morning_and_not_later() -> None:
    friday_evening = berlin(2026, 11, 20, 18)
    monday = berlin(2026, 11, 23, 9)

    assert scheduled(AMINA, monday, friday_evening) == Send()
    assert scheduled(AMINA, monday + 8 * HOUR, friday_evening) == Wait(monday + DAY)
    assert scheduled(AMINA, monday + DAY, friday_evening) == Send()
    assert scheduled(AMINA, monday + DAY + MINUTE, friday_evening) == Never("stale")


def test_what_could_have_gone_out_while_the_process_was_down_is_sent_late_but_not_stale() -> None:
    assert scheduled(AMINA, NOON + timedelta(seconds=5), NOON) == Send()
    assert scheduled(AMINA, NOON + 4 * HOUR, NOON) == Send()
    assert scheduled(AMINA, NOON + DAY + MINUTE, NOON) == Never("stale")
    assert scheduled(AMINA, berlin(2026, 11, 30, 9), berlin(2026, 11, 27, 16)) == Never("stale")


def test_a_snooze_makes_nothing_stale() -> None:
    back = Recipient(BERLIN, snoozed_until=berlin(2026, 11, 30, 12))

    assert scheduled(back, berlin(2026, 11, 30, 12), NOON) == Send()
    assert scheduled(back, berlin(2026, 12, 1, 12, 1), NOON) == Never("stale")


def test_a_cap_that_keeps_something_waiting_makes_it_stale() -> None:
    capped = Recipient(BERLIN, sent_this_week=3)

    assert scheduled(capped, NOON + DAY, NOON) == Wait(berlin(2026, 11, 26, 9))
    assert scheduled(capped, berlin(2026, 11, 26, 9), NOON) == Never("stale")


readers = st.builds(
    Recipient,
    day_hours,
    st.booleans(),
    st.none() | moments,
    st.integers(0, 4),
    st.integers(0, 4),
)


@given(readers, moments, st.timedeltas(timedelta(), 9 * DAY), st.timedeltas(timedelta(), 3 * DAY))
def test_what_we_begin_never_goes_out_when_it_may_not(
    reader: Recipient, due_at: datetime, waited: timedelta, stale_after: timedelta
) -> None:
    now = due_at + waited

    found = scheduled(reader, now, due_at, stale_after)

    if isinstance(found, Send):
        assert not reader.quiet
        assert wall_clock_says_working(reader.hours, now)
        assert reader.snoozed_until is None or reader.snoozed_until <= now
        assert reader.sent_today < CAPS.a_day
        assert reader.sent_this_week < CAPS.a_week


@given(st.sampled_from(Manner), readers, all_hours, moments, st.timedeltas(timedelta(), 9 * DAY))
def test_who_waits_waits_for_a_later_working_moment(
    manner: Manner, reader: Recipient, hours: Hours, due_at: datetime, waited: timedelta
) -> None:
    reader = Recipient(hours, reader.quiet, reader.snoozed_until, reader.sent_today)

    found = decide(manner, reader, CAPS, due_at, due_at + waited, A_DAY)

    if isinstance(found, Wait):
        assert manner is Manner.SCHEDULED
        assert found.until > due_at + waited
        assert is_working(hours, found.until)


@given(all_hours, moments)
def test_who_asks_again_when_told_to_sends_at_once_and_nothing_got_stale(
    hours: Hours, due_at: datetime
) -> None:
    found = scheduled(Recipient(hours), due_at, stale_after=timedelta())

    if isinstance(found, Wait):
        found = scheduled(Recipient(hours), found.until, due_at, stale_after=timedelta())
    assert found == Send()
