"""A reader whose language is Polish reads Polish; what a place reads is in the place's language."""

import csv
import io
import json
import random
import re

import pytest

from bot.intents import (
    Ask,
    AskForm,
    Help,
    Reply,
    SeenPerson,
    SetPlace,
    SetProfile,
    ShareForm,
    ShowReport,
)
from bot.model import CapturedBy, Policy
from bot.words import line
from metrics.measures import MEASURES
from metrics.report import Report, as_csv, as_json, as_span, as_text, make_report
from tests.cast import AMINA, BRUNO, DORA, PILOT, TEAM
from tests.conftest import Bot, buttons, words
from tests.test_report import a_world

ASKED = "How do other teams run onboarding?"


@pytest.fixture
async def polish(bot: Bot) -> Bot:
    """The product, with Amina reading Polish."""
    await bot.hear(SetProfile("language", "pl"))
    return bot


async def test_a_polish_reader_is_told_in_polish_what_is_posted_in_the_places_language(
    polish: Bot,
) -> None:
    outcome = await polish.hear(Ask(ASKED))
    await polish.sender.send_due()
    [post] = polish.platform.posts
    [question] = await polish.remembered("question")
    thread = question["posted_as"]
    await polish.hear(Reply(f"{thread}9", thread, "Like so."), BRUNO)
    await polish.sender.send_due()

    [first] = [each for each in polish.platform.posts if each.person == AMINA.key]
    assert "Dzięki za pytanie." in words(outcome)
    assert words(post).startswith(f"{AMINA.key} asks:")
    assert "Answer" in buttons(post.message)
    assert words(first).startswith(f"{BRUNO.key} odpowiada na twoje pytanie")


async def test_an_example_of_a_question_is_in_the_language_of_its_reader(polish: Bot) -> None:
    helped = await polish.hear(Help())
    empty = await polish.hear(Ask("?"))

    for outcome in (helped, empty):
        assert "/ask Jak inne zespoły wdrażają nowe osoby?" in words(outcome)
        assert "How do other teams" not in words(outcome)


async def test_the_same_words_are_english_to_the_colleague_beside_them(polish: Bot) -> None:
    outcome = await polish.hear(Ask(ASKED), BRUNO)

    assert "Thank you for asking." in words(outcome)


async def test_a_place_whose_language_is_polish_reads_polish_posts(bot: Bot) -> None:
    await bot.hear(SetPlace("language", "pl"), DORA)
    await bot.hear(Ask(ASKED))
    await bot.sender.send_due()

    [post] = bot.platform.posts
    assert words(post).startswith(f"{AMINA.key} pyta:")
    assert "Odpowiedz" in buttons(post.message)


async def test_the_digest_of_a_polish_place_is_in_polish(bot: Bot) -> None:
    await bot.hear(SetPlace("language", "pl"), DORA)
    await bot.hear(Ask(ASKED))

    posts = await bot.pass_time(days=7)

    [digest] = [each for each in posts if "Tydzień w skrócie" in words(each)]
    assert "Czekają na odpowiedź:" in words(digest)
    assert "czeka 7 dni" in words(digest)
    assert "/whoknows pilot digest off" in words(digest)


async def test_help_and_forms_are_in_polish_with_the_commands_as_they_are_typed(
    polish: Bot,
) -> None:
    unknown = await polish.hear(Help("abrakadabra"))
    told = await polish.hear(Help())
    asks = await polish.hear(AskForm())
    shares = await polish.hear(ShareForm())

    assert words(unknown).startswith("Nie znam „abrakadabra”.")
    assert "/whoknows profile" in words(told)
    assert asks.form
    assert shares.form
    assert (asks.form.title, asks.form.submit) == ("Zapytaj innych", "Zapytaj")
    labels = [each.label for each in shares.form.inputs]
    assert labels[:3] == ["Czego to dotyczy?", "Na czym to polegało?", "Co z tego wyszło?"]


@pytest.mark.long
async def test_the_report_of_a_polish_organisation_is_in_polish(bot: Bot) -> None:
    await a_world(bot, random.Random(1), questions=25)

    text = as_text(await polish_report(bot))

    assert "Zadane przez Whoknows" in text
    assert "połowa w czasie do: " in text
    assert " listopada 2026" in text
    assert not {"people", "questions", "shown", "within"} & set(text.split())


async def test_every_word_of_a_polish_report_is_polish(bot: Bot) -> None:
    await a_world(bot, random.Random(1), questions=12)
    bot.clock.push(days=60)
    names = {line("en", f"{each.words}.name") for each in MEASURES}
    english = {*names, "asker", "confirmed", "waiting", "answered", "days", "hours", "default"}

    async with bot.database.reading() as connection:
        policy = Policy(language="pl", smallest_group=2)
        made = await make_report(connection, "default", policy, bot.clock())
    title, *told = as_text(made).splitlines()

    assert " listopada 2026" in title
    assert any("czas do odpowiedzi" in each for each in told)
    assert any("czekające na odpowiedź: " in each for each in told)
    found = "\n".join(told)
    assert [each for each in english if re.search(rf"\b{each}\b", found)] == []


@pytest.mark.parametrize(
    ("hours", "told"),
    [(0.5, "30 min"), (24.0, "24 godz."), (48.0, "2 dni"), (60.0, "2,5 dnia"), (240.0, "10 dni")],
)
def test_a_time_is_told_with_the_right_form_of_the_word(hours: float, told: str) -> None:
    assert as_span(hours, "pl") == told


async def test_how_a_place_does_is_told_in_polish(polish: Bot) -> None:
    for n in range(6):
        asker = SeenPerson(f"{TEAM}/UP{n}")
        await polish.hear(Ask(ASKED, CapturedBy.MENTION, f"{PILOT.key}/{n}.1"), asker)
    polish.clock.push(minutes=1)

    told = words(await polish.hear(ShowReport()))

    assert told == (
        "Ostatnie cztery tygodnie, 6 pytań: czekające: 6.\n"
        "Osoby pytające: 6, osoby odpowiadające: 0."
    )


async def test_an_empty_polish_report_has_its_gaps_and_definitions_in_polish(bot: Bot) -> None:
    found = await polish_report(bot)

    figures = {each["key"]: each for each in json.loads(as_json(found))["figures"]}
    assert figures["insight"]["gap"] == "jeszcze niemierzone"
    assert all("Odpowiada na pytanie: " in each["definition"] for each in figures.values())
    rows = list(csv.DictReader(io.StringIO(as_csv(found))))
    assert "jeszcze niemierzone" in {row["gap"] for row in rows}
    assert "w tym okresie nie było pytań" in as_text(found)


async def polish_report(bot: Bot) -> Report:
    """Return the report of an organisation whose language is Polish."""
    async with bot.database.reading() as connection:
        return await make_report(connection, "default", Policy(language="pl"), bot.clock())


async def test_a_question_by_mention_is_met_in_polish_too(polish: Bot) -> None:
    outcome = await polish.hear(Ask(ASKED, CapturedBy.MENTION, f"{PILOT.key}/1.1"))

    assert "Odpowiedzi w tym wątku się liczą." in words(outcome)
