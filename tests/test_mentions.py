"""Who and what somebody mentions is read by name, never by a bare id."""

import pytest

from adapters.slack.text import plain
from bot.elsewhere import localised, localised_form
from bot.intents import (
    Ask,
    Find,
    Introduce,
    Privacy,
    Reply,
    SeenPerson,
    SeenPlace,
    SetPhase,
)
from bot.mentions import mention_of, mentions_in, with_names
from bot.messages import Bullets, Form, Input, Link, Paragraph, Quote, Quoted, Strong, Text
from bot.model import CapturedBy, Visibility
from tests.cast import AMINA, BRUNO, CHEN, DORA, LISTENING, PILOT, TEAM
from tests.conftest import Bot, words

ASKED = f"{PILOT.key}/1700000000.000001"
ANSWERED = f"{PILOT.key}/1700000060.000001"
ANSWER = plain("Yes, <@UCHEN> does onboarding, see <#CLISTEN|>.")


@pytest.fixture(autouse=True)
async def answered(bot: Bot) -> None:
    """Bruno mentions Chen and a channel in his answer."""
    await bot.hear(Ask("Who knows how others onboard?", CapturedBy.MENTION, ASKED))
    bot.clock.push(minutes=1)
    await bot.hear(Reply(ANSWERED, ASKED, ANSWER), BRUNO)


async def found(bot: Bot, person: SeenPerson = AMINA, place: SeenPlace = PILOT) -> str:
    """Return what somebody reads who looks for it."""
    return words(await bot.hear(Find("how others onboard"), person, place))


async def test_what_is_found_says_names(bot: Bot) -> None:
    await bot.hear(Ask("How is it?", CapturedBy.MENTION, f"{PILOT.key}/2.000001"), CHEN)

    assert "Yes, @Chen does onboarding, see #projects." in await found(bot)


async def test_a_name_that_comes_to_be_known_later_is_said_from_then_on(bot: Bot) -> None:
    assert "Yes, somebody does onboarding" in await found(bot)

    await bot.hear(Introduce((SeenPerson(CHEN.key, "Chen", fresh=True, is_guest=False),)), None)

    assert "Yes, @Chen does onboarding" in await found(bot)


async def test_where_no_name_is_known_a_kind_word_stands_for_it_in_the_readers_language(
    bot: Bot,
) -> None:
    unknown = plain("Ask <@UNOBODY> in <#CNOWHERE>, cut <@UNOB")
    await bot.hear(Reply(ANSWERED, ASKED, unknown, edited_at=bot.clock()), BRUNO)
    in_polish = SeenPerson(AMINA.key, "Amina", language="pl")

    english, polish = await found(bot), await found(bot, in_polish)

    assert "Ask somebody in a channel" in english
    assert "Ask ktoś in pewien kanał" in polish
    assert "UNOBODY" not in english + polish
    assert "CNOWHERE" not in english + polish


@pytest.mark.parametrize("visibility", [Visibility.PRIVATE, Visibility.SHARED, Visibility.DIRECT])
async def test_the_name_of_a_closed_channel_is_told_nobody(
    bot: Bot, visibility: Visibility
) -> None:
    closed = SeenPlace(LISTENING.key, "projects", visibility)
    await bot.hear(SetPhase("listening"), DORA, closed)

    told = await found(bot)

    assert "see a channel." in told
    assert "projects" not in told


async def test_who_asked_to_be_left_out_is_not_named(bot: Bot) -> None:
    await bot.hear(Ask("How is it?", CapturedBy.MENTION, f"{PILOT.key}/2.000001"), CHEN)
    await bot.hear(Privacy("out"), CHEN)

    assert "Yes, somebody does onboarding" in await found(bot)


async def test_a_message_to_others_says_names_too(bot: Bot) -> None:
    sent = await bot.pass_time(days=3)
    asked = plain("Does <@UBRUNO> know how we order new laptops in <#CPILOT>?")
    await bot.hear(Ask(asked))

    sent = await bot.pass_time(days=3)

    told = "\n".join(words(each) for each in sent)
    assert "Does @Bruno know how we order new laptops in #onboarding?" in told
    assert "UBRUNO" not in told


async def test_every_part_of_a_message_and_a_form_says_names(bot: Bot) -> None:
    mention = mention_of("@", "UBRUNO")
    message = (
        Paragraph((Text(mention), Strong(mention), Quoted(mention), Link(mention, ASKED))),
        Bullets(((Quoted(mention),),)),
        Quote(f"{mention} and @U04ABCD12 but no @UPS, #COVID19 or a@U04ABCD12"),
    )
    form = Form("a", "b", "c", (Input("text", "Text", value=mention),))

    async with bot.database.looking("default") as look:
        read = await localised(message, TEAM, "en", look)
        filled = await localised_form(form, TEAM, "en", look)

    assert read == (
        Paragraph((Text("@Bruno"), Strong("@Bruno"), Quoted("@Bruno"), Link("@Bruno", ASKED))),
        Bullets(((Quoted("@Bruno"),),)),
        Quote("@Bruno and somebody but no @UPS, #COVID19 or a@U04ABCD12"),
    )
    assert filled.inputs[0].value == "@Bruno"


async def test_in_another_workspace_the_name_is_said_as_well(bot: Bot) -> None:
    message = (Quote(mention_of("@", "UBRUNO")),)

    async with bot.database.looking("default") as look:
        assert await localised(message, "teams:t1", "en", look) == (Quote("@Bruno"),)


async def test_dump_prints_names_where_they_are_known(bot: Bot) -> None:
    [before] = await bot.remembered("answer")
    await bot.hear(Ask("How is it?", CapturedBy.MENTION, f"{PILOT.key}/2.000001"), CHEN)

    [after] = await bot.remembered("answer")

    assert before["text"] == "Yes, @UCHEN does onboarding, see #projects."
    assert after["text"] == "Yes, @Chen does onboarding, see #projects."


def test_words_without_mentions_stay_as_they_are() -> None:
    for text in ("", "@", "#", "@Chen", "#projects", "a@b.c", "@UPS #COVID19 C++ @U", "<@UCHEN"):
        assert list(mentions_in(text)) == []
        assert with_names(text, {}) == text
