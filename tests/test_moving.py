"""A place that gets another id goes on: its phase, its questions, what is due, who is in it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.intents import (
    Ask,
    Find,
    Follow,
    Intent,
    Join,
    Mark,
    MarkKind,
    Move,
    Reply,
    Say,
    SeenPlace,
    SetPhase,
)
from bot.model import Capture, CapturedBy, Visibility
from bot.moving import current
from store.tables import metadata
from tests.cast import AMINA, BRUNO, CHEN, DORA, MONDAY, OFF, PILOT, TEAM
from tests.conftest import Bot, words
from tests.databases import Databases

MOVED = SeenPlace(f"{TEAM}/CNEW", None)
FURTHER = SeenPlace(f"{TEAM}/CLAST", None)
SAID = "1700000000.000001"
ASKED = f"{PILOT.key}/{SAID}"
ANSWERED = f"{PILOT.key}/1700000060.000001"
MOVE = Move(PILOT.key, MOVED.key)
BY_MENTION = Ask("How do others onboard?", CapturedBy.MENTION, ASKED)


async def move(bot: Bot, intent: Move = MOVE, **at: float) -> None:
    """Let a place get another key."""
    await bot.hear(intent, None, None, workspace=TEAM, at=bot.clock() + timedelta(**at))


async def keys(bot: Bot) -> str:
    """Return all that the database holds, but for what came in and which place moved where."""
    async with bot.database.reading() as connection:
        found = []
        for table in metadata.sorted_tables:
            if table.name not in ("moves", "inbox"):
                found += [str(row) for row in await connection.execute(select(table))]
    return "\n".join(found)


async def test_the_reply_under_the_new_id_answers_the_question_asked_under_the_old(
    bot: Bot,
) -> None:
    await bot.hear(BY_MENTION)

    await move(bot)
    bot.clock.push(minutes=1)
    reply = Reply(f"{MOVED.key}/1700000060.000001", f"{MOVED.key}/{SAID}", "With a buddy.")
    await bot.hear(reply, BRUNO, MOVED)

    [question] = await bot.remembered("question")
    [answer] = await bot.remembered("answer")
    [place] = [each for each in await bot.remembered("place") if each["key"] == MOVED.key]
    assert (question["key"], question["state"]) == (f"{MOVED.key}/{SAID}", "answered")
    assert (question["place"], answer["question"]) == (MOVED.key, question["key"])
    assert (place["phase"], place["name"], place["visibility"]) == ("pilot", "onboarding", "public")


async def test_nothing_is_left_under_the_old_id(bot: Bot) -> None:
    await bot.hear(Join(), CHEN)
    await bot.hear(BY_MENTION)
    await bot.hear(Follow(ASKED), CHEN)
    await bot.hear(Ask("How is the canteen?"))
    await bot.pass_time(minutes=2)
    bot.clock.push(minutes=1)
    await bot.hear(Reply(ANSWERED, ASKED, "With a buddy."), BRUNO)
    await bot.hear(Mark(ANSWERED, MarkKind.HELPFUL, True), AMINA)
    await bot.hear(Find("onboard others"), CHEN)
    assert PILOT.key in await keys(bot)

    await move(bot)

    left = [line for line in (await keys(bot)).splitlines() if PILOT.key in line]
    assert left == []


async def test_what_is_due_comes_where_the_place_is_now(bot: Bot) -> None:
    await bot.hear(BY_MENTION)

    await move(bot)
    sent = await bot.pass_time(days=2)

    targets = {each.place for each in sent}
    assert MOVED.key in targets
    assert PILOT.key not in targets


async def test_what_was_asked_before_is_found_there(bot: Bot) -> None:
    await bot.hear(BY_MENTION)
    bot.clock.push(minutes=1)
    await bot.hear(Reply(ANSWERED, ASKED, "With a buddy on the third floor."), BRUNO)

    await move(bot)
    found = await bot.hear(Find("onboard others"), CHEN, MOVED)

    assert "With a buddy on the third floor." in words(found)


@pytest.mark.parametrize(
    "late",
    [
        Reply(ANSWERED, ASKED, "With a buddy."),
        Reply(f"{MOVED.key}/1700000060.000001", ASKED, "With a buddy."),
    ],
)
async def test_what_is_told_by_the_old_id_afterwards_is_meant_for_the_new(
    bot: Bot, late: Intent
) -> None:
    await bot.hear(BY_MENTION)
    await move(bot)

    await bot.hear(late, BRUNO)
    await bot.press(f"follow {ASKED}", CHEN)

    [answer] = await bot.remembered("answer")
    assert (answer["question"], answer["key"]) == (
        f"{MOVED.key}/{SAID}",
        f"{MOVED.key}/1700000060.000001",
    )
    assert not [each for each in await bot.remembered("place") if each["key"] == PILOT.key]


async def test_a_reply_that_waited_under_the_new_id_is_told_of_the_question(bot: Bot) -> None:
    await bot.hear(SetPhase("pilot"), DORA, MOVED)
    await bot.hear(BY_MENTION)
    reply = Reply(f"{MOVED.key}/1700000060.000001", f"{MOVED.key}/{SAID}", "With a buddy.")
    await bot.hear(reply, BRUNO, MOVED)
    assert await bot.remembered("answer") == []

    await move(bot)

    assert len(await bot.remembered("answer")) == 1


async def test_told_twice_it_changes_nothing(bot: Bot) -> None:
    await bot.hear(BY_MENTION)
    await move(bot)
    once = await keys(bot)

    await move(bot)

    assert await keys(bot) == once


@pytest.mark.parametrize("backwards", [False, True])
async def test_a_place_that_moved_twice_is_where_it_is_now_in_whatever_order_that_is_told(
    bot: Bot, backwards: bool
) -> None:
    await bot.hear(BY_MENTION)
    told = [(MOVE, 1), (Move(MOVED.key, FURTHER.key), 2)]

    for intent, minutes in reversed(told) if backwards else told:
        await move(bot, intent, minutes=minutes)

    [question] = await bot.remembered("question")
    assert question["key"] == f"{FURTHER.key}/{SAID}"


@pytest.mark.parametrize("backwards", [False, True])
async def test_a_place_can_come_back_to_the_id_that_it_had(bot: Bot, backwards: bool) -> None:
    await bot.hear(BY_MENTION)
    told = [(MOVE, 1), (Move(MOVED.key, PILOT.key), 2)]

    for intent, minutes in reversed(told) if backwards else told:
        await move(bot, intent, minutes=minutes)

    [question] = await bot.remembered("question")
    assert question["key"] == ASKED


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        (Visibility.PUBLIC, Visibility.SHARED, "shared"),
        (Visibility.PRIVATE, Visibility.PUBLIC, "private"),
        (Visibility.PRIVATE, Visibility.SHARED, "shared"),
        (Visibility.PUBLIC, Visibility.PUBLIC, "public"),
    ],
)
async def test_what_was_known_by_both_ids_is_joined_and_read_by_no_more_people(
    bot: Bot, before: Visibility, after: Visibility, joined: str
) -> None:
    await bot.hear(Join(), BRUNO, SeenPlace(MOVED.key, "other", after))
    await bot.hear(Join(), BRUNO, SeenPlace(PILOT.key, None, before))

    await move(bot)

    [place] = [each for each in await bot.remembered("place") if each["key"] == MOVED.key]
    assert (place["phase"], place["visibility"]) == ("pilot", joined)


async def test_other_places_stay_what_they_are(bot: Bot) -> None:
    await bot.hear(SetPhase("open"), DORA, OFF)
    beside = SeenPlace(f"{PILOT.key}2", "beside", Visibility.PUBLIC)
    await bot.hear(SetPhase("open"), DORA, beside)
    await bot.hear(
        Ask("How is it here?", CapturedBy.MENTION, f"{beside.key}/1.000001"), place=beside
    )

    await move(bot)

    [question] = await bot.remembered("question")
    phases = {each["key"]: each["phase"] for each in await bot.remembered("place")}
    assert question["place"] == beside.key
    assert phases[beside.key] == phases[OFF.key] == "open"


async def test_a_copy_that_was_replayed_under_the_new_id_is_not_a_second_question(
    bot: Bot, databases: Databases
) -> None:
    history = SeenPlace(MOVED.key, "onboarding")
    text = "Does anyone know how others onboard?"
    await bot.hear(Say(ASKED, text), capture=Capture.KNOWLEDGE)
    await bot.hear(Say(f"{MOVED.key}/{SAID}", text), place=history, capture=Capture.KNOWLEDGE)
    assert len(await bot.remembered("question")) == 2

    await move(bot)

    assert len(await bot.remembered("question")) == 1


def test_where_a_place_is_now_follows_the_times() -> None:
    later = MONDAY + timedelta(days=1)

    assert current("a", {}) == "a"
    assert current("a", {"a": ("b", MONDAY), "b": ("c", later)}) == "c"
    assert current("a", {"a": ("b", MONDAY), "b": ("a", later)}) == "a"
    assert current("b", {"a": ("b", MONDAY), "b": ("a", later)}) == "a"
