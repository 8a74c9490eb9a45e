"""The report: right, honest about what is open, silent about few people."""

import csv
import io
import json
import random
from datetime import timedelta

import pytest

from bot.intents import Ask, Delete, Mark, MarkKind, Missed, Reply, Say, SeenPerson
from bot.model import CapturedBy, Policy
from bot.refusal import Refusal
from metrics.measures import MEASURES, Figure, wilson
from metrics.report import Report, as_csv, as_json, as_text, make_report
from metrics.survival import kaplan_meier, quantile
from tests.cast import AMINA, LISTENING, MONDAY, PEOPLE, PILOT, TEAM
from tests.conftest import Bot
from tests.recompute import differences


async def report(bot: Bot, **options: str) -> Report:
    """Return the report of the default organisation."""
    async with bot.database.reading() as connection:
        return await make_report(connection, "default", Policy(), bot.clock(), **options)


def figure(found: Report, key: str, **by: str) -> Figure:
    """Return the one figure with this key that is by all of this."""
    wanted = {"captured": "asked", **by}.items()
    [one] = [
        each
        for each in found.figures
        if each.key == key and wanted <= each.by.items() and "marked by" not in each.by
    ]
    return one


async def a_world(bot: Bot, chance: random.Random, questions: int) -> None:
    """Let a random week happen: asked, overheard, answered, marked, taken back."""
    for number in range(questions):
        bot.clock.push(minutes=chance.randrange(1, 300))
        listening = chance.random() < 0.4
        place = LISTENING if listening else PILOT
        key = f"{place.key}/{number}.000001"
        text = "Does anyone know how we do this?"
        asker = chance.choice(PEOPLE)
        intent = Say(key, text) if listening else Ask(text, CapturedBy.MENTION, key)
        await bot.hear(intent, asker, place)
        for reply in range(chance.choice((0, 0, 1, 1, 2))):
            await an_answer(bot, chance, f"{key}{reply}", key, listening)
        if chance.random() < 0.1:
            await bot.hear(Delete(key), None, place)


async def an_answer(
    bot: Bot, chance: random.Random, key: str, question: str, listening: bool
) -> None:
    place = LISTENING if listening else PILOT
    at = bot.clock() + timedelta(minutes=chance.randrange(2000))
    await bot.hear(Reply(key, question, "Like so."), chance.choice(PEOPLE), place, at=at)
    for person in chance.sample(PEOPLE, chance.randrange(3)):
        on = chance.random() < 0.8
        await bot.hear(Mark(key, MarkKind.HELPFUL, on=on), person, place, at=at)
    if chance.random() < 0.15:
        await bot.hear(Delete(key), None, place)


async def test_an_empty_report_has_every_key_with_its_definition(bot: Bot) -> None:
    found = json.loads(as_json(await report(bot)))

    assert {each["key"] for each in found["figures"]} == {each.key for each in MEASURES}
    assert all(len(each["definition"]) > 40 for each in found["figures"])
    gaps = {each["key"]: each.get("gap") for each in found["figures"]}
    assert gaps["insight"] == "not yet measured"


async def test_asked_responded_and_helpful_count_people_and_things(bot: Bot) -> None:
    for number, asker in enumerate(PEOPLE):
        key = f"{PILOT.key}/{number}.1"
        await bot.hear(Ask("How?", CapturedBy.MENTION, key), asker)
        if number < 5:
            author = PEOPLE[(number + 1) % 6]
            await bot.hear(Reply(f"{key}9", key, "So."), author)
            await bot.hear(Mark(f"{key}9", MarkKind.HELPFUL, on=True), asker)

    found = await report(bot)

    assert figure(found, "asked", of="people").value == 6
    assert figure(found, "asked", of="things").value == 6
    assert figure(found, "responded", of="people").value == 5
    responded = figure(found, "responded", of="things")
    assert (responded.numerator, responded.denominator, responded.n) == (5, 6, 6)
    assert figure(found, "helpful", of="people").value == 5


@pytest.mark.parametrize(("people", "shown"), [(4, False), (5, True)])
async def test_what_covers_fewer_than_five_people_is_not_shown(
    bot: Bot, people: int, shown: bool
) -> None:
    for number, asker in enumerate(PEOPLE[:people]):
        await bot.hear(Ask("How?", CapturedBy.MENTION, f"{PILOT.key}/{number}.1"), asker)

    found = await report(bot)

    asked = figure(found, "asked", of="things")
    assert asked.suppressed is not shown
    assert (asked.value, asked.n, asked.numerator) == (
        (people, people, people) if shown else (None, None, None)
    )


async def test_what_few_people_took_back_is_not_shown_either(bot: Bot) -> None:
    key = f"{PILOT.key}/1.1"
    await bot.hear(Ask("How?", CapturedBy.MENTION, key))
    await bot.hear(Delete(key), None)

    found = await report(bot)

    assert figure(found, "asked", of="things").suppressed
    assert "nothing was asked" not in as_text(found)


@pytest.mark.long
async def test_taking_a_question_back_does_not_improve_the_share_that_was_answered(
    bot: Bot,
) -> None:
    for number in range(12):
        key = f"{PILOT.key}/{number}.1"
        await bot.hear(Ask("How?", CapturedBy.MENTION, key), PEOPLE[number % 6])
        if number < 6:
            await bot.hear(Reply(f"{key}9", key, "So."), PEOPLE[(number + 1) % 6])
    before = figure(await report(bot), "responded", of="things")

    for number in range(6, 12):
        await bot.hear(Delete(f"{PILOT.key}/{number}.1"), None)

    assert figure(await report(bot), "responded", of="things") == before


async def test_open_questions_are_inside_the_time_to_the_first_answer(bot: Bot) -> None:
    for number in range(8):
        key = f"{PILOT.key}/{number}.1"
        await bot.hear(Ask("How?", CapturedBy.MENTION, key), PEOPLE[number % 6])
        if number < 5:
            at = bot.clock() + timedelta(hours=number + 1)
            await bot.hear(Reply(f"{key}9", key, "So."), PEOPLE[(number + 1) % 6], at=at)
    bot.clock.push(hours=10)

    found = await report(bot)

    median = figure(found, "time to first answer", quantile="median")
    upper = figure(found, "time to first answer", quantile="upper quartile")
    assert (median.value, median.numerator, median.denominator) == (4.0, 5, 8)
    assert upper.value is None
    assert "not reached (5 of 8" in as_text(found)


async def test_the_window_is_half_open_in_the_organisations_zone(bot: Bot) -> None:
    for number, person in enumerate(PEOPLE):
        await bot.hear(
            Ask("How?", CapturedBy.MENTION, f"{PILOT.key}/{number}.1"),
            person,
            at=MONDAY.replace(hour=0) + timedelta(days=number),
        )
    bot.clock.push(days=6)

    week = await report(bot, start="2026-11-23", end="2026-11-28")
    everything = await report(bot)

    assert figure(week, "asked", of="things").value == 5
    assert figure(everything, "asked", of="things").value == 6
    assert everything.window.end == bot.clock() + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("start", "end", "key"),
    [
        ("2026-02-30", None, "report.no_date"),
        ("yesterday", None, "report.no_date"),
        ("2026-11-24", "2026-11-23", "report.backwards"),
        ("2026-11-24", "2026-11-24", "report.backwards"),
        ("2030-01-01", None, "report.outside"),
    ],
)
async def test_a_window_that_is_none_is_refused(
    bot: Bot, start: str, end: str | None, key: str
) -> None:
    with pytest.raises(Refusal) as refused:
        await report(bot, start=start, **({"end": end} if end else {}))

    assert refused.value.key == key


async def test_what_was_only_heard_is_reported_apart(bot: Bot) -> None:
    for number, person in enumerate(PEOPLE):
        key = f"{LISTENING.key}/{number}.1"
        await bot.hear(Say(key, "Does anyone know how we do this?"), person, LISTENING)

    found = await report(bot)

    assert figure(found, "asked", of="things").value == 0
    assert figure(found, "asked", of="things", captured="listening").value == 6
    assert "Heard while listening" in as_text(found)


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 6))]
)
async def test_another_program_recomputes_every_figure_from_the_dump_alone(
    bot: Bot, seed: int
) -> None:
    await a_world(bot, random.Random(seed), questions=25)

    found = json.loads(as_json(await report(bot)))

    assert differences(await bot.remembered(), found) == []


@pytest.mark.long
async def test_that_program_notices_a_figure_that_is_wrong(bot: Bot) -> None:
    await a_world(bot, random.Random(1), questions=25)
    found = json.loads(as_json(await report(bot)))
    lines = await bot.remembered()
    lines.remove(next(each for each in lines if each["type"] == "question"))

    assert differences(lines, found) != []


async def test_the_spreadsheet_has_a_row_for_each_figure(bot: Bot) -> None:
    found = await report(bot)

    rows = list(csv.DictReader(io.StringIO(as_csv(found))))

    assert len(rows) == len(found.figures)
    assert rows[0]["key"] == "asked"
    assert {(each["from"], each["to"], each["zone"], each["organisation"]) for each in rows} == {
        ("2026-11-23T09:00:00+00:00", "2026-11-23T09:00:01+00:00", "UTC", "default")
    }
    assert all(len(each["definition"]) > 40 for each in rows)


@pytest.mark.long
async def test_a_time_of_which_nothing_is_known_is_told_beside_every_figure(bot: Bot) -> None:
    await a_world(bot, random.Random(3), 40)
    since = bot.clock() + timedelta(hours=1)
    for n, length in ((0, 60), (600, 90)):
        begins = since + timedelta(seconds=n)
        missed = Missed(begins, begins + timedelta(seconds=length), "rate_limited")
        await bot.hear(missed, None, None, workspace=TEAM)

    whole = await report(bot)
    before = await report(bot, end=since.isoformat())

    told = "For 3 minutes the platform held back what happened"
    assert told in as_text(whole)
    gaps = [each.get("gap") or "" for each in json.loads(as_json(whole))["figures"]]
    assert sum(told in each for each in gaps) > 5
    assert "held back" not in as_text(before)
    first, second = await bot.remembered("gap")
    assert (first["place"], first["reason"]) == (TEAM, "rate_limited")
    assert first["from"] < first["to"] < second["from"]


async def test_one_person_alone_is_never_told_by_the_text(bot: Bot) -> None:
    await bot.hear(Ask("How?", CapturedBy.MENTION, f"{PILOT.key}/1.1"), SeenPerson(AMINA.key))

    text = as_text(await report(bot))

    assert "not shown, fewer than five people" in text
    assert "1 question" not in text


def test_kaplan_meier_gives_the_textbook_curve_of_freireich() -> None:
    """Remission in weeks under 6-MP (Freireich et al. 1963), as every textbook prints it."""
    relapsed = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    still_well = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]

    curve = kaplan_meier(relapsed, still_well)

    printed = [(6, 0.857), (7, 0.807), (10, 0.753), (13, 0.690), (16, 0.627), (22, 0.538)]
    printed.append((23, 0.448))
    assert [(step.time, round(step.waiting, 3)) for step in curve] == printed
    assert quantile(curve, 0.5).value == 23
    assert quantile(curve, 0.5).low == 13
    assert quantile(curve, 0.5).high is None


def test_without_open_ends_the_median_is_the_plain_one() -> None:
    assert quantile(kaplan_meier([1, 2, 3, 4, 5], []), 0.5).value == 3


def test_nothing_has_no_quantile() -> None:
    assert quantile(kaplan_meier([], []), 0.5).value is None
    assert quantile(kaplan_meier([], [1, 2]), 0.5).value is None


def test_the_limits_of_a_share_are_those_of_wilson() -> None:
    low, high = wilson(8, 10)

    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)
    assert wilson(0, 10)[0] == 0
    assert wilson(10, 10)[1] == pytest.approx(1)
