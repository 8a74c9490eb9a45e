"""What people call a day, and which one it is."""

from datetime import date

import pytest

from bot.days import day_meant, day_shown

SUNDAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-12-15", date(2026, 12, 15)),
        ("15 Dec", date(2026, 12, 15)),
        ("15th of December 2027", date(2027, 12, 15)),
        ("Dec 15, 2026", date(2026, 12, 15)),
        ("by 15.12.", date(2026, 12, 15)),
        ("15.12.2026", date(2026, 12, 15)),
        ("15/12/26", date(2026, 12, 15)),
        ("1 March", date(2027, 3, 1)),
        ("today", SUNDAY),
        ("Tomorrow", date(2026, 11, 30)),
        ("Friday", date(2026, 12, 4)),
        ("Sunday", date(2026, 12, 6)),
        ("next Friday", date(2026, 12, 4)),
        ("until Tue", date(2026, 12, 1)),
        ("in 2 weeks", date(2026, 12, 13)),
        ("in a month", date(2026, 12, 29)),
        ("end of January", date(2027, 1, 31)),
        ("the end of the month", date(2026, 11, 30)),
    ],
)
def test_a_day_is_understood_as_people_say_it(said: str, day: date) -> None:
    assert day_meant(said, SUNDAY, "en") == day


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("15 grudnia", date(2026, 12, 15)),
        ("do 15 grudnia 2027", date(2027, 12, 15)),
        ("jutro", date(2026, 11, 30)),
        ("w piątek", date(2026, 12, 4)),
        ("do środy", date(2026, 12, 2)),
        ("w następną sobotę", date(2026, 12, 5)),
        ("za 2 tygodnie", date(2026, 12, 13)),
        ("za tydzień", date(2026, 12, 6)),
        ("do końca stycznia", date(2027, 1, 31)),
        ("next Friday", date(2026, 12, 4)),
    ],
)
def test_a_day_is_understood_in_the_language_of_who_says_it(said: str, day: date) -> None:
    assert day_meant(said, SUNDAY, "pl") == day


@pytest.mark.parametrize(
    "said",
    [
        *("", "soon", "03/04/2026", "31 February", "2026-13-01", "15 marketing", "next week", "99"),
        *("in 2 moons", "in 9999 weeks", "Q1", "when it is done", "15 Dec or 16 Dec", "x" * 500),
        *("31.02.", "-5 days", "in -5 days", "15 Dec 20266", "٣ Dec x"),
    ],
)
def test_what_is_no_day_or_could_be_two_is_none(said: str) -> None:
    assert day_meant(said, SUNDAY, "en") is None


def test_next_friday_is_of_next_week_and_friday_is_the_coming_one() -> None:
    monday = date(2026, 11, 30)

    assert day_meant("Friday", monday, "en") == date(2026, 12, 4)
    assert day_meant("next Friday", monday, "en") == date(2026, 12, 11)


def test_a_day_is_shown_in_the_language_of_its_reader() -> None:
    assert day_shown(date(2026, 12, 4), "en") == "4 Dec 2026"
    assert day_shown(date(2026, 12, 4), "pl") == "4 gru 2026"
