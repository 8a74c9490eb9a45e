"""Listening: what is remembered of a place before its pilot, and for how long."""

from datetime import timedelta

from bot.intents import Join, Leave, Mark, MarkKind, Reply, Say, Why
from bot.model import Capture
from bot.turn import Became
from tests.cast import AMINA, BRUNO, CHEN, LISTENING, OFF, PILOT
from tests.conftest import Bot, words

ASKS = "Does anyone know how we order new laptops?"
TALKS = "The new laptops have arrived."
MESSAGE = f"{LISTENING.key}/1700000000.000001"
REPLY = f"{LISTENING.key}/1700000060.000001"


async def test_a_message_that_asks_is_remembered_and_nobody_is_told(bot: Bot) -> None:
    outcome = await bot.hear(Say(MESSAGE, ASKS), place=LISTENING)
    await bot.sender.send_due()

    [question] = await bot.remembered("question")
    assert question["captured_by"] == "listening"
    assert question["text"] == ASKS
    assert words(outcome) == ""
    assert bot.platform.posts == []


async def test_talk_is_not_remembered_nor_who_talked(bot: Bot) -> None:
    outcome = await bot.hear(Say(MESSAGE, TALKS), CHEN, LISTENING)

    people = [each["key"] for each in await bot.remembered("person")]
    assert outcome.what == Why.DOES_NOT_ASK
    assert await bot.remembered("question") == []
    assert CHEN.key not in people


async def test_a_place_that_is_off_remembers_nothing(bot: Bot) -> None:
    outcome = await bot.hear(Say(f"{OFF.key}/1.0", ASKS), place=OFF)
    joined = await bot.hear(Join(), CHEN, OFF)

    assert outcome.what == Why.PLACE_OFF
    assert joined.what == Why.PLACE_OFF
    assert await bot.remembered("question") == []
    assert await bot.remembered("member") == []


async def test_in_a_pilot_nobody_listens_in(bot: Bot) -> None:
    outcome = await bot.hear(Say(f"{PILOT.key}/1.0", ASKS))

    assert outcome.what == Why.NOT_ASKED_OF_US
    assert await bot.remembered("question") == []


async def test_replies_and_marks_are_remembered_as_heard_while_listening(bot: Bot) -> None:
    await bot.hear(Say(MESSAGE, ASKS), place=LISTENING)
    await bot.hear(Reply(REPLY, MESSAGE, "In the shop."), BRUNO, LISTENING)
    await bot.hear(Mark(REPLY, MarkKind.HELPFUL, on=True), AMINA, LISTENING)

    [answer] = await bot.remembered("answer")
    [mark] = await bot.remembered("helpful")
    assert answer["captured_by"] == "listening"
    assert mark["asker"] is True


async def test_the_text_is_kept_for_thirty_days_after_it_was_remembered(bot: Bot) -> None:
    long_ago = bot.clock() - timedelta(days=400)
    await bot.hear(Say(MESSAGE, ASKS), place=LISTENING, at=long_ago)
    await bot.hear(Reply(REPLY, MESSAGE, "In the shop."), BRUNO, LISTENING)

    bot.clock.push(days=30)
    await bot.inbox.forget()
    [kept] = await bot.remembered("question")
    bot.clock.push(seconds=1)
    await bot.inbox.forget()
    [question] = await bot.remembered("question")
    [answer] = await bot.remembered("answer")

    assert kept["text"] == ASKS
    assert question["text"] is None
    assert answer["text"] is None
    assert question["asker"] == AMINA.key


async def test_a_message_edited_into_a_question_asks_whichever_comes_first(bot: Bot) -> None:
    edited_at = bot.clock() + timedelta(minutes=1)
    other = f"{LISTENING.key}/1700000000.000002"
    await bot.hear(Say(MESSAGE, TALKS), place=LISTENING)
    await bot.hear(Say(MESSAGE, ASKS, edited_at), place=LISTENING)

    await bot.hear(Say(other, ASKS, edited_at), place=LISTENING)
    await bot.hear(Say(other, TALKS), place=LISTENING)

    questions = await bot.remembered("question")
    assert [(each["key"], each["text"]) for each in questions] == [(MESSAGE, ASKS), (other, ASKS)]


async def test_a_question_edited_into_a_statement_stays_one_with_its_newest_text(
    bot: Bot,
) -> None:
    edited_at = bot.clock() + timedelta(minutes=1)
    early = await bot.hear(Say(MESSAGE, TALKS, edited_at), place=LISTENING)

    await bot.hear(Say(MESSAGE, ASKS), place=LISTENING)

    [question] = await bot.remembered("question")
    assert early.became is Became.PARKED
    assert question["text"] == TALKS


async def test_history_can_become_knowledge_after_it_was_a_baseline(bot: Bot) -> None:
    await bot.hear(Say(MESSAGE, ASKS), place=OFF, capture=Capture.BASELINE)
    await bot.hear(Reply(REPLY, MESSAGE, "In the shop."), BRUNO, OFF, capture=Capture.BASELINE)

    await bot.hear(Say(MESSAGE, ASKS), place=OFF, capture=Capture.KNOWLEDGE)
    await bot.hear(Say(MESSAGE, ASKS), place=OFF, capture=Capture.BASELINE)

    [question] = await bot.remembered("question")
    [answer] = await bot.remembered("answer")
    assert question["captured_by"] == "history"
    assert answer["captured_by"] == "history"


async def test_listening_again_does_not_bring_back_a_text_that_had_its_time(bot: Bot) -> None:
    await bot.hear(Say(MESSAGE, ASKS), place=LISTENING)
    bot.clock.push(days=31)
    await bot.inbox.forget()

    await bot.hear(Say(MESSAGE, ASKS), place=LISTENING)

    [question] = await bot.remembered("question")
    assert question["text"] is None


async def test_knowledge_brings_back_a_text_that_had_its_time(bot: Bot) -> None:
    await bot.hear(Say(MESSAGE, ASKS), place=OFF, capture=Capture.BASELINE)
    bot.clock.push(days=31)
    await bot.inbox.forget()

    await bot.hear(Say(MESSAGE, ASKS), place=OFF, capture=Capture.KNOWLEDGE)

    [question] = await bot.remembered("question")
    assert question["text"] == ASKS


async def test_who_came_and_went_is_remembered_by_the_newest_of_the_two(bot: Bot) -> None:
    came = bot.clock()
    await bot.hear(Join(), CHEN, LISTENING, at=came)
    await bot.hear(Join(), BRUNO, LISTENING, at=came)
    await bot.hear(Leave(), CHEN, LISTENING, at=came + timedelta(hours=1))

    late = await bot.hear(Join(), CHEN, LISTENING, at=came)

    [member] = await bot.remembered("member")
    assert member["person"] == BRUNO.key
    assert late.what == Why.OLDER_THAN_KNOWN
