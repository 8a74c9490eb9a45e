"""Answering, marking what helped, and changing one's mind."""

from datetime import timedelta

import pytest

from bot.intents import Ask, Delete, Intent, Mark, MarkKind, Reply, SeenPerson, SetPhase, Why
from bot.model import CapturedBy
from bot.turn import Became
from tests.cast import AMINA, BRUNO, CHEN, DORA, OFF, PILOT
from tests.conftest import Bot

QUESTION = f"{PILOT.key}/1700000000.000001"
ANSWER = f"{PILOT.key}/1700000060.000001"


@pytest.fixture(autouse=True)
async def asked(bot: Bot) -> None:
    """Amina asked by mention."""
    await bot.hear(Ask("How do others onboard?", CapturedBy.MENTION, QUESTION))


async def answer(bot: Bot, text: str = "With a buddy.", person: SeenPerson = BRUNO) -> None:
    """Let Bruno answer a minute later."""
    bot.clock.push(minutes=1)
    await bot.hear(Reply(ANSWER, QUESTION, text), person)


async def test_another_persons_reply_in_the_thread_is_an_answer(bot: Bot) -> None:
    await answer(bot)

    [remembered] = await bot.remembered("answer")
    [question] = await bot.remembered("question")
    assert remembered["author"] == BRUNO.key
    assert remembered["question"] == QUESTION
    assert remembered["text"] == "With a buddy."
    assert remembered["captured_by"] == "reply"
    assert question["state"] == "answered"


@pytest.mark.long
async def test_the_askers_own_words_in_the_thread_are_no_answer(bot: Bot) -> None:
    outcome = await bot.hear(Reply(ANSWER, QUESTION, "To add: for two people."), AMINA)

    assert outcome.what == Why.OWN_THREAD
    assert await bot.remembered("answer") == []


async def test_a_reply_to_the_post_of_a_command_is_an_answer_even_if_it_was_faster(
    bot: Bot,
) -> None:
    await bot.hear(Ask("By command?"), CHEN)
    bot.clock.push(minutes=1)
    early = await bot.hear(Reply(ANSWER, f"{PILOT.key}/post.1", "Yes."), BRUNO)

    await bot.sender.send_due()

    [remembered] = await bot.remembered("answer")
    assert early.became is Became.PARKED
    assert remembered["text"] == "Yes."
    assert await bot.remembered("count") == []


async def test_a_reply_in_a_place_that_is_off_is_ignored(bot: Bot) -> None:
    outcome = await bot.hear(Reply(f"{OFF.key}/2.0", f"{OFF.key}/1.0", "Soup."), BRUNO, OFF)

    assert outcome.what == Why.PLACE_OFF
    assert await bot.remembered("count") == []


async def test_an_edit_changes_the_text_of_an_answer_and_an_older_one_changes_nothing(
    bot: Bot,
) -> None:
    await answer(bot)
    later = bot.clock() + timedelta(minutes=5)
    await bot.hear(Reply(ANSWER, QUESTION, "With a buddy and a list.", later), BRUNO)

    stale = await bot.hear(
        Reply(ANSWER, QUESTION, "With a bud", later - timedelta(minutes=1)), BRUNO
    )

    [remembered] = await bot.remembered("answer")
    assert remembered["text"] == "With a buddy and a list."
    assert stale.what == Why.OLDER_THAN_KNOWN


async def test_an_edit_changes_the_text_of_a_question_by_mention(bot: Bot) -> None:
    edited = Ask("How do others offboard?", CapturedBy.MENTION, QUESTION, edited_at=bot.clock())

    await bot.hear(edited)

    [question] = await bot.remembered("question")
    assert question["text"] == "How do others offboard?"


async def test_what_was_deleted_keeps_its_times_and_loses_text_and_person(bot: Bot) -> None:
    await answer(bot)
    await bot.hear(Delete(ANSWER), None)
    await bot.hear(Delete(QUESTION), None)

    [remembered] = await bot.remembered("answer")
    [question] = await bot.remembered("question")
    assert remembered["gone"] is True
    assert "text" not in remembered
    assert remembered["author"] != BRUNO.key
    assert remembered["answered_at"] == "2026-11-23T09:01:00Z"
    assert question["gone"] is True
    assert question["state"] == "closed"
    assert AMINA.key not in str(question)


async def test_one_person_has_one_token_in_all_tombstones(bot: Bot) -> None:
    other = f"{PILOT.key}/1700000120.000001"
    await bot.hear(Ask("And offboarding?", CapturedBy.MENTION, other))
    for key in (QUESTION, other):
        await bot.hear(Delete(key), None)

    questions = await bot.remembered("question")

    assert len({each["asker"] for each in questions}) == 1


async def test_a_delete_that_comes_first_wins(bot: Bot) -> None:
    early = await bot.hear(Delete(ANSWER), None)

    await answer(bot)

    [remembered] = await bot.remembered("answer")
    assert early.became is Became.PARKED
    assert remembered["gone"] is True
    assert await bot.remembered("count") == []


async def test_no_edit_brings_a_deleted_text_back(bot: Bot) -> None:
    await answer(bot)
    await bot.hear(Delete(ANSWER), None)

    await bot.hear(Reply(ANSWER, QUESTION, "Again", bot.clock()), BRUNO)

    [remembered] = await bot.remembered("answer")
    assert "text" not in remembered


async def test_a_mark_by_somebody_else_counts_and_tells_whether_it_was_the_asker(bot: Bot) -> None:
    await answer(bot)

    await bot.hear(Mark(ANSWER, MarkKind.HELPFUL, on=True), AMINA)
    await bot.hear(Mark(ANSWER, MarkKind.HELPFUL, on=True), CHEN)

    by_amina, by_chen = await bot.remembered("helpful")
    assert (by_amina["by"], by_amina["asker"]) == (AMINA.key, True)
    assert (by_chen["by"], by_chen["asker"]) == (CHEN.key, False)
    assert by_amina["key"] == f"{ANSWER}/{AMINA.key}"


async def test_a_mark_on_ones_own_answer_does_not_count(bot: Bot) -> None:
    await answer(bot)

    outcome = await bot.hear(Mark(ANSWER, MarkKind.HELPFUL, on=True), BRUNO)

    assert outcome.what == Why.OWN_ANSWER
    assert await bot.remembered("helpful") == []


async def test_a_mark_taken_back_is_out_and_a_late_older_mark_does_not_bring_it_back(
    bot: Bot,
) -> None:
    await answer(bot)
    put_at = bot.clock()
    await bot.hear(
        Mark(ANSWER, MarkKind.HELPFUL, on=False), AMINA, at=put_at + timedelta(seconds=9)
    )

    late = await bot.hear(Mark(ANSWER, MarkKind.HELPFUL, on=True), AMINA, at=put_at)

    assert late.what == Why.OLDER_THAN_KNOWN
    assert await bot.remembered("helpful") == []


async def test_helpful_on_a_question_is_no_mark(bot: Bot) -> None:
    outcome = await bot.hear(Mark(QUESTION, MarkKind.HELPFUL, on=True), BRUNO)

    assert outcome.what == Why.NOT_AN_ANSWER


@pytest.mark.parametrize("on", [QUESTION, ANSWER])
async def test_the_askers_check_mark_on_question_or_answer_means_solved(bot: Bot, on: str) -> None:
    await answer(bot)

    await bot.hear(Mark(on, MarkKind.SOLVED, on=True), AMINA)
    stranger = await bot.hear(Mark(on, MarkKind.SOLVED, on=False), CHEN)

    [question] = await bot.remembered("question")
    assert question["state"] == "solved"
    assert stranger.what == Why.NOT_THE_ASKER


@pytest.mark.parametrize(
    "early",
    [
        Mark(ANSWER, MarkKind.HELPFUL, on=True),
        Reply(ANSWER, QUESTION + "9", "To a question nobody heard."),
        Delete(QUESTION + "9"),
    ],
)
async def test_what_refers_to_something_unknown_waits_and_is_counted(
    bot: Bot, early: Intent
) -> None:
    outcome = await bot.hear(early, CHEN)

    [count] = await bot.remembered("count")
    assert outcome.became is Became.PARKED
    assert (count["key"], count["count"]) == ("parked", 1)


async def test_what_waited_in_vain_is_forgotten_after_two_days(bot: Bot) -> None:
    await bot.hear(Mark(ANSWER, MarkKind.HELPFUL, on=True), CHEN)

    bot.clock.push(days=2, seconds=1)
    await bot.inbox.forget()

    assert await bot.remembered("count") == []


async def test_a_mark_does_not_tell_who_took_the_question_back(bot: Bot) -> None:
    await answer(bot)
    await bot.hear(Mark(ANSWER, MarkKind.HELPFUL, on=True), AMINA)

    await bot.hear(Delete(QUESTION), None)

    [mark] = await bot.remembered("helpful")
    assert mark["asker"] is False


async def test_words_changed_after_a_place_was_turned_off_are_not_kept_old_or_new(
    bot: Bot,
) -> None:
    await answer(bot)
    await bot.hear(SetPhase("off"), DORA)
    edited_at = bot.clock() + timedelta(minutes=1)

    await bot.hear(Reply(ANSWER, QUESTION, "New words", edited_at), BRUNO)
    await bot.hear(Ask("New?", CapturedBy.MENTION, QUESTION, edited_at=edited_at))

    [remembered] = await bot.remembered("answer")
    [question] = await bot.remembered("question")
    assert remembered["text"] is None
    assert question["text"] is None


async def test_turning_a_place_off_drops_what_waits_there(bot: Bot) -> None:
    await bot.hear(Reply(ANSWER, QUESTION + "9", "To a question nobody heard."), CHEN)

    await bot.hear(SetPhase("off"), DORA)

    assert await bot.remembered("count") == []
