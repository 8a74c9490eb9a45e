"""Quiet silences everything that we begin: every kind of it, and only that."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.intents import (
    Ask,
    Find,
    Intent,
    Join,
    Mark,
    Privacy,
    Quiet,
    Reply,
    Say,
    SeenPerson,
    SetProfile,
    Taken,
)
from bot.intents import MarkKind as Sign
from bot.messages import Post
from bot.model import CapturedBy
from bot.posts import POSTINGS, UNASKED
from bot.rhythm import Manner
from store.tables import outbox
from tests.cast import AMINA, BRUNO, CHEN, FARAH, PILOT
from tests.conftest import Bot, buttons, words

QUESTION = f"{PILOT.key}/1700000000.000001"
ANSWER = f"{PILOT.key}/1700000060.000001"
LATER = f"{PILOT.key}/1700000100.000001"
TEXT = "How do other teams run onboarding?"

Scene = Callable[[Bot], AsyncIterator[SeenPerson]]
"""Sets the scene, says whom it is about, and then lets the thing happen."""


async def ask(bot: Bot, key: str = QUESTION, text: str = TEXT) -> None:
    await bot.hear(Ask(text, CapturedBy.MENTION, key), AMINA)


async def answer(bot: Bot) -> None:
    await bot.hear(Reply(ANSWER, QUESTION, "With a buddy."), BRUNO)


async def who(bot: Bot) -> AsyncIterator[SeenPerson]:
    await bot.hear(SetProfile("topics", "onboarding"), BRUNO)
    yield BRUNO
    await ask(bot)


async def asker(bot: Bot) -> AsyncIterator[SeenPerson]:
    yield AMINA
    await ask(bot)


async def helped(bot: Bot) -> AsyncIterator[SeenPerson]:
    await ask(bot)
    yield AMINA
    await answer(bot)


async def thanks(bot: Bot) -> AsyncIterator[SeenPerson]:
    await ask(bot)
    await answer(bot)
    yield BRUNO
    await bot.hear(Mark(QUESTION, Sign.SOLVED, on=True), AMINA)


async def reused(bot: Bot) -> AsyncIterator[SeenPerson]:
    await ask(bot)
    await answer(bot)
    await bot.hear(Mark(ANSWER, Sign.HELPFUL, on=True), CHEN)
    yield BRUNO
    await bot.hear(Find("onboarding"), CHEN)
    [found] = await bot.remembered("suggestion")
    await bot.hear(Taken(found["search"], ANSWER), CHEN)


async def welcome(bot: Bot) -> AsyncIterator[SeenPerson]:
    await bot.hear(SetProfile("topics", "onboarding"), BRUNO)
    yield FARAH
    await bot.hear(Join(), FARAH)


async def offer(bot: Bot) -> AsyncIterator[SeenPerson]:
    yield AMINA
    await bot.hear(Say(QUESTION, "Does anybody know how other teams run onboarding?"), AMINA)


SCENES: dict[str, Scene] = {
    scene.__name__: scene for scene in (who, asker, helped, thanks, reused, welcome, offer)
}
BEGUN_BY_US = [
    each.name for each in POSTINGS if each.is_private and each.manner is Manner.SCHEDULED
]


async def sent(bot: Bot, kind: str, person: SeenPerson) -> int:
    """Return how many of a kind went out to a person."""
    of_kind = (outbox.c.kind == kind) & (outbox.c.target == person.key) & (outbox.c.state == "sent")
    async with bot.database.reading() as connection:
        return len((await connection.execute(select(outbox.c.id).where(of_kind))).all())


async def played(bot: Bot, kind: str, said: Intent | None) -> int:
    """Play the scene of a kind with somebody who said something before; return what they got."""
    scene = SCENES[kind](bot)
    person = await anext(scene)
    if said:
        await bot.hear(said, person)
    with pytest.raises(StopAsyncIteration):
        await anext(scene)
    await bot.pass_time(days=4)
    return await sent(bot, kind, person)


@pytest.mark.parametrize("kind", BEGUN_BY_US)
async def test_what_we_begin_reaches_who_wants_it(bot: Bot, kind: str) -> None:
    assert await played(bot, kind, None) == 1


@pytest.mark.parametrize(
    "said", [Quiet("on"), Quiet("10 days"), Privacy("out")], ids=["quiet", "snoozed", "left out"]
)
@pytest.mark.parametrize("kind", BEGUN_BY_US)
async def test_what_we_begin_does_not_reach_who_wants_none(
    bot: Bot, kind: str, said: Intent
) -> None:
    assert await played(bot, kind, said) == 0


def test_every_kind_that_we_begin_has_its_scene_and_counts_as_unasked() -> None:
    assert set(SCENES) == set(BEGUN_BY_US) == set(UNASKED)


async def test_who_is_quiet_still_hears_what_they_asked_for(bot: Bot) -> None:
    await bot.hear(Quiet("on"), AMINA)
    await ask(bot)
    await answer(bot)

    posts = await bot.pass_time(days=4)

    [first] = [each for each in posts if each.person == AMINA.key]
    assert "answered your question" in words(first)


@pytest.mark.long
async def test_quiet_off_lets_new_things_through_and_brings_back_nothing_old(bot: Bot) -> None:
    await bot.hear(Quiet("on"), AMINA)
    await ask(bot)
    silent = await bot.pass_time(days=3)
    await bot.hear(Quiet("off"), AMINA)
    nothing = await bot.pass_time(days=3)
    await ask(bot, LATER)

    posts = await bot.pass_time(days=4)

    assert [each for each in silent + nothing if each.person] == []
    assert [each.person for each in posts if each.person] == [AMINA.key]


# Saying it.


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("today", datetime(2026, 11, 24, 9, tzinfo=UTC)),
        ("“today”", datetime(2026, 11, 24, 9, tzinfo=UTC)),
        ("dziś", datetime(2026, 11, 24, 9, tzinfo=UTC)),
        ("until tomorrow", datetime(2026, 11, 24, 9, tzinfo=UTC)),
        ("do jutra", datetime(2026, 11, 24, 9, tzinfo=UTC)),
        ("week", datetime(2026, 11, 30, 9, tzinfo=UTC)),
        ("till Monday", datetime(2026, 11, 30, 9, tzinfo=UTC)),
        ("until monday", datetime(2026, 11, 30, 9, tzinfo=UTC)),
        ("do poniedziałku", datetime(2026, 11, 30, 9, tzinfo=UTC)),
        ("until Friday", datetime(2026, 11, 27, 9, tzinfo=UTC)),
        ("do piątku", datetime(2026, 11, 27, 9, tzinfo=UTC)),
        ("3 days", datetime(2026, 11, 26, 9, 30, tzinfo=UTC)),
        ("3 dni", datetime(2026, 11, 26, 9, 30, tzinfo=UTC)),
        ("for 1 day", datetime(2026, 11, 24, 9, 30, tzinfo=UTC)),
        ("for a week", datetime(2026, 11, 30, 9, 30, tzinfo=UTC)),
        ("2 weeks", datetime(2026, 12, 7, 9, 30, tzinfo=UTC)),
        ("3 hours", datetime(2026, 11, 23, 12, 30, tzinfo=UTC)),
    ],
)
async def test_a_while_is_understood(bot: Bot, said: str, until: datetime) -> None:
    bot.clock.push(minutes=30)
    await bot.hear(Quiet(said), BRUNO)

    async with bot.database.writing("default") as tx:
        assert (await tx.person(BRUNO.key)).snoozed_until == until


@pytest.mark.parametrize("said", ["tomorrow", "Tomorrow", "“tomorrow”", "for tomorrow", "jutro"])
async def test_tomorrow_is_tomorrow_and_only_that(bot: Bot, said: str) -> None:
    told = await bot.hear(Quiet(said), BRUNO)
    state = await bot.hear(Quiet(), BRUNO)
    await bot.hear(SetProfile("topics", "onboarding"), BRUNO)
    await ask(bot)

    today = await bot.pass_time(hours=8)
    await ask(bot, LATER, "How do others run onboarding for guests?")
    tomorrow = await bot.pass_time(hours=39)
    after = await bot.pass_time(hours=2)

    def asked(posts: list[Post]) -> int:
        return len([each for each in posts if each.person == BRUNO.key])

    assert "2026-11-24" in words(told) + words(state)
    assert (asked(today), asked(tomorrow), asked(after)) == (1, 0, 1)


async def test_tomorrow_neither_shortens_a_longer_pause_nor_leaves_a_hole_in_one(bot: Bot) -> None:
    await bot.hear(Quiet("today"), BRUNO)
    await bot.hear(Quiet("tomorrow"), BRUNO)
    async with bot.database.writing("default") as tx:
        both = await tx.person(BRUNO.key)
    await bot.hear(Quiet("10 days"), BRUNO)
    await bot.hear(Quiet("tomorrow"), BRUNO)
    async with bot.database.writing("default") as tx:
        longer = await tx.person(BRUNO.key)

    assert (both.snoozed_from, both.snoozed_until) == (None, datetime(2026, 11, 25, 9, tzinfo=UTC))
    assert longer.snoozed_from is None
    assert longer.snoozed_until == datetime(2026, 12, 3, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "is_quiet"),
    [
        ("“on”", True),
        ("‘on’", True),
        ("„on”", True),
        ("«on»", True),
        ("ON", True),
        ("yes", True),
        ("tak", True),
        ("now", True),
        ("“off”", False),
        ("no", False),
        ("nie", False),
    ],
)
async def test_on_and_off_are_understood_as_people_write_them(
    bot: Bot, said: str, is_quiet: bool
) -> None:
    await bot.hear(Quiet("off" if is_quiet else "on"), BRUNO)
    await bot.hear(Quiet(said), BRUNO)

    async with bot.database.writing("default") as tx:
        assert (await tx.person(BRUNO.key)).quiet is is_quiet


@pytest.mark.parametrize("said", ["0 days", "999 days", "soon", "-1 days", "maybe", "60 weeks"])
async def test_what_is_not_understood_is_met_with_what_is(bot: Bot, said: str) -> None:
    outcome = await bot.hear(Quiet(said), BRUNO)

    assert "/whoknows quiet tomorrow" in words(outcome)


async def test_whoever_asks_is_told_how_it_stands(bot: Bot) -> None:
    told = []
    for said in ("off", "on", "off", "tomorrow", "off", "today"):
        await bot.hear(Quiet(said), BRUNO)
        told.append(words(await bot.hear(Quiet(), BRUNO)).splitlines()[0])

    assert told[0] == told[2] == told[4]
    assert len(set(told)) == 4


async def test_not_today_on_an_old_message_neither_ends_quiet_nor_shortens_a_longer_pause(
    bot: Bot,
) -> None:
    await bot.hear(SetProfile("topics", "onboarding"), BRUNO)
    await ask(bot)
    [post] = await bot.pass_time(hours=1)
    not_today = buttons(post.message)["Not today"]

    await bot.hear(Quiet("10 days"), BRUNO)
    await bot.press(not_today, BRUNO)
    async with bot.database.writing("default") as tx:
        snoozed = await tx.person(BRUNO.key)
    await bot.hear(Quiet("on"), BRUNO)
    await bot.press(not_today, BRUNO)
    async with bot.database.writing("default") as tx:
        quiet = await tx.person(BRUNO.key)

    assert snoozed.snoozed_until == datetime(2026, 12, 3, 10, tzinfo=UTC)
    assert quiet.quiet


@pytest.mark.long
async def test_not_today_keeps_the_rest_of_the_day_free(bot: Bot) -> None:
    await bot.hear(SetProfile("topics", "onboarding"), BRUNO)
    await ask(bot)
    [post] = await bot.pass_time(hours=1)
    await bot.press(buttons(post.message)["Not today"], BRUNO)
    await ask(bot, LATER)

    today = await bot.pass_time(hours=22, minutes=59)
    tomorrow = await bot.pass_time(minutes=1)

    assert BRUNO.key not in [each.person for each in today]
    assert BRUNO.key in [each.person for each in tomorrow]
