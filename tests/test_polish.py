"""A reader whose language is Polish reads Polish; what a place reads is in the place's language."""

import csv
import io
import json
import random

import pytest

from bot.intents import Ask, AskForm, Help, Reply, SetPlace, SetProfile, ShareForm
from bot.model import CapturedBy, Policy
from metrics.report import Report, as_csv, as_json, as_text, make_report
from tests.cast import AMINA, BRUNO, DORA, PILOT
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
    told = await polish.hear(Help("abrakadabra"))
    asks = await polish.hear(AskForm())
    shares = await polish.hear(ShareForm())

    assert words(told).startswith("Nie znam „abrakadabra”.")
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
