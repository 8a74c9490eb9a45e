"""When clocks change, everything is said once and at the local time that people see."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.rhythm import (
    Hours,
    after_working,
    day_start,
    is_working,
    next_monday,
    next_working,
    tomorrow,
    week_before,
    week_bounds,
    week_of,
    worked_between,
)

EVERY_DAY = frozenset(range(7))
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FOUR_ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca")


def local(zone: str, *wall: int) -> datetime:
    """Return the moment at which the wall clock of a zone shows that; the first if twice."""
    year, month, day, hour, minute = (*wall, 0, 0)[:5]
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def utc(*wall: int) -> datetime:
    return local("UTC", *wall)


# Weeks: P8.


@pytest.mark.parametrize("zone", FOUR_ZONES)
def test_three_years_of_weeks_have_one_monday_morning_each(zone: str) -> None:
    moments = [next_monday(zone, utc(2026, 1, 1))]
    for _ in range(156):
        moments.append(next_monday(zone, moments[-1]))

    walls = [moment.astimezone(ZoneInfo(zone)) for moment in moments]

    assert {(wall.weekday(), wall.time()) for wall in walls} == {(0, time(9))}
    assert [wall.date() for wall in walls] == [
        date(2026, 1, 5) + week * 7 * DAY for week in range(157)
    ]
    assert len({week_of(zone, moment) for moment in moments}) == 157
    assert "2026-W53" in {week_before(zone, moment) for moment in moments}


@pytest.mark.parametrize("zone", FOUR_ZONES)
def test_whoever_asks_at_any_hour_is_told_the_same_monday(zone: str) -> None:
    start = next_monday(zone, utc(2026, 1, 1))

    asked = [start + hour * HOUR for hour in range(0, 53 * 7 * 24, 5)]
    found = [next_monday(zone, at) for at in asked]

    assert found == sorted(found)
    assert len(set(found)) == 53
    assert all(at < monday for at, monday in zip(asked, found, strict=True))


@pytest.mark.parametrize("zone", FOUR_ZONES)
def test_weeks_follow_each_other_without_gap_or_overlap(zone: str) -> None:
    weeks = [week_of(zone, utc(2026, 1, 7) + week * 7 * DAY) for week in range(157)]

    bounds = [week_bounds(zone, week) for week in weeks]

    assert len(set(weeks)) == 157
    assert [end for _, end in bounds[:-1]] == [start for start, _ in bounds[1:]]


@pytest.mark.parametrize(
    ("zone", "shorter", "longer", "by"),
    [
        ("Europe/Berlin", "2026-W13", "2026-W43", HOUR),
        ("America/New_York", "2026-W10", "2026-W44", HOUR),
        ("Australia/Lord_Howe", "2026-W40", "2026-W14", HOUR / 2),
        ("Africa/Casablanca", "2026-W12", "2026-W07", HOUR),
    ],
)
def test_the_week_of_a_clock_change_is_shorter_or_longer(
    zone: str, shorter: str, longer: str, by: timedelta
) -> None:
    short_start, short_end = week_bounds(zone, shorter)
    long_start, long_end = week_bounds(zone, longer)

    assert short_end - short_start == 7 * DAY - by
    assert long_end - long_start == 7 * DAY + by


def test_a_monday_time_that_the_clock_skips_is_the_first_moment_after_the_gap() -> None:
    # In Tehran Monday 22 March 2021 began at 01:00.
    found = next_monday("Asia/Tehran", utc(2021, 3, 20), time(0, 30))

    assert found == local("Asia/Tehran", 2021, 3, 22, 1)
    assert next_monday("Asia/Tehran", found, time(0, 30)) == local(
        "Asia/Tehran", 2021, 3, 29, 0, 30
    )


def test_a_monday_time_that_the_clock_shows_twice_is_the_first_and_comes_once() -> None:
    # In Baghdad the clock went from 04:00 to 03:00 on Monday 1 October 2007.
    found = next_monday("Asia/Baghdad", utc(2007, 9, 29), time(3, 30))

    assert found == utc(2007, 9, 30, 23, 30)
    assert next_monday("Asia/Baghdad", found, time(3, 30)) == utc(2007, 10, 8, 0, 30)


# Days.


def test_a_day_that_begins_after_midnight_begins_at_its_first_moment() -> None:
    noon = local("America/Sao_Paulo", 2017, 10, 15, 12)

    assert day_start("America/Sao_Paulo", noon) == utc(2017, 10, 15, 3)


def test_an_hour_before_midnight_that_comes_twice_belongs_to_the_day_it_ends() -> None:
    second_half_past_eleven = utc(2018, 2, 18, 2, 30)
    hours = Hours("America/Sao_Paulo", days=frozenset({5}), start=time(), end=time())

    assert day_start("America/Sao_Paulo", second_half_past_eleven) == utc(2018, 2, 17, 2)
    assert is_working(hours, second_half_past_eleven)
    assert not is_working(hours, utc(2018, 2, 18, 3))


@pytest.mark.parametrize(
    ("zone", "day", "length"),
    [
        ("Europe/Berlin", (2026, 3, 29), 23 * HOUR),
        ("Europe/Berlin", (2026, 10, 25), 25 * HOUR),
        ("America/New_York", (2026, 3, 8), 23 * HOUR),
        ("America/New_York", (2026, 11, 1), 25 * HOUR),
        ("Australia/Lord_Howe", (2027, 10, 3), 23.5 * HOUR),
        ("Australia/Lord_Howe", (2027, 4, 4), 24.5 * HOUR),
        ("Africa/Casablanca", (2026, 3, 22), 23 * HOUR),
        ("Africa/Casablanca", (2026, 2, 15), 25 * HOUR),
    ],
)
def test_who_works_all_day_works_as_long_as_that_day_is(
    zone: str, day: tuple[int, int, int], length: timedelta
) -> None:
    hours = Hours(zone, EVERY_DAY, time(), time())
    start = local(zone, *day)

    assert worked_between(hours, start, local(zone, *day, 23, 59) + HOUR / 60) == length
    assert after_working(hours, start, length + HOUR) == start + length + HOUR
    assert tomorrow(hours, start) == start + length


# Hours.


@pytest.mark.parametrize("zone", FOUR_ZONES)
def test_the_day_begins_at_nine_on_the_wall_all_year(zone: str) -> None:
    hours = Hours(zone)
    at = utc(2026, 1, 1)
    begins = []
    while at < utc(2027, 1, 1):
        at = tomorrow(hours, at)
        begins.append(at.astimezone(ZoneInfo(zone)))

    assert {begin.time() for begin in begins} == {time(9)}
    assert len(begins) > 240
    assert all(worked_between(hours, at, at + 12 * HOUR) == 8 * HOUR for at in begins)


def test_the_friday_evening_before_a_clock_change_waits_for_the_new_monday() -> None:
    spring = next_working(Hours("Europe/Berlin"), utc(2026, 3, 27, 17))
    autumn = next_working(Hours("Europe/Berlin"), utc(2026, 10, 23, 17))

    assert spring == utc(2026, 3, 30, 7)
    assert autumn == utc(2026, 10, 26, 8)


def test_a_shift_over_the_night_of_a_clock_change_is_shorter_or_longer() -> None:
    nights = Hours("Europe/Berlin", EVERY_DAY, time(22), time(6))

    def shift(*evening: int) -> timedelta:
        begin = local("Europe/Berlin", *evening, 22)
        return worked_between(nights, begin, begin + 12 * HOUR)

    assert shift(2026, 3, 27) == 8 * HOUR
    assert shift(2026, 3, 28) == 7 * HOUR
    assert shift(2026, 10, 24) == 9 * HOUR


def test_work_that_begins_in_the_gap_begins_after_it_and_work_within_it_is_none() -> None:
    sunday = utc(2026, 3, 29)
    from_half_past_two = Hours("Europe/Berlin", EVERY_DAY, time(2, 30), time(6))
    within_the_gap = Hours("Europe/Berlin", EVERY_DAY, time(2, 15), time(2, 45))

    assert next_working(from_half_past_two, sunday) == utc(2026, 3, 29, 1)
    assert next_working(within_the_gap, sunday) == local("Europe/Berlin", 2026, 3, 30, 2, 15)


def test_the_gap_of_lord_howe_is_half_an_hour() -> None:
    hours = Hours("Australia/Lord_Howe", EVERY_DAY, time(2, 10), time(6))

    found = next_working(hours, local("Australia/Lord_Howe", 2027, 10, 3))

    assert found == local("Australia/Lord_Howe", 2027, 10, 3, 2, 30)
    assert worked_between(hours, found, found + 12 * HOUR) == 3.5 * HOUR


# Apia had no 30 December 2011, a Friday.


@pytest.mark.parametrize(
    ("start", "end", "begins"),
    [
        (time(9), time(17), (2011, 12, 31, 9)),
        (time(22), time(6), (2011, 12, 31, 22)),
        (time(), time(), (2011, 12, 31)),
    ],
)
def test_nobody_works_on_a_day_that_the_zone_skips(
    start: time, end: time, begins: tuple[int, ...]
) -> None:
    hours = Hours("Pacific/Apia", EVERY_DAY, start, end)
    thursday = local("Pacific/Apia", 2011, 12, 29, 12)
    fridays = Hours("Pacific/Apia", frozenset({4}), start, end)

    assert tomorrow(hours, thursday) == local("Pacific/Apia", *begins)
    assert next_working(fridays, thursday) >= local("Pacific/Apia", 2012, 1, 6)


def test_a_week_without_its_friday_has_six_days() -> None:
    start, end = week_bounds("Pacific/Apia", "2011-W52")

    assert end - start == 6 * DAY
    assert next_monday("Pacific/Apia", start + 12 * HOUR) == local("Pacific/Apia", 2012, 1, 2, 9)


def test_a_time_on_the_skipped_day_counts_as_the_moment_after_it() -> None:
    nights = Hours("Pacific/Apia", EVERY_DAY, time(22), time(6))
    thursday_night = local("Pacific/Apia", 2011, 12, 29, 22)

    assert worked_between(nights, thursday_night, thursday_night + 12 * HOUR) == 2 * HOUR
