"""Look, then write: inside a writing transaction nothing is awaited but the transaction.

Everybody else who writes waits for it, deliveries too. So what takes long (finding, comparing,
choosing who knows, composing, a platform) happens while looking.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest

from bot.intents import (
    Ask,
    Find,
    Home,
    Insights,
    PassOn,
    Privacy,
    Quiet,
    SetProfile,
    Share,
    ShowReport,
    Topics,
    WhoKnows,
)
from bot.messages import Post
from bot.ports import Due
from store.engine import Engines
from tests.cast import AMINA, BRUNO, CHEN, DORA, EMEKA, PILOT
from tests.conftest import Bot, FakePlatform, buttons, words
from tests.scenes import answered, direct, known, posted
from tests.watched import Watch, WatchedDatabase

Scene = Callable[[Bot], Coroutine[Any, Any, None]]

QUESTION = "How do I order a laptop?"


class FarPlatform(FakePlatform):
    """A platform that is a little away."""

    async def send(self, post: Post, due: Due) -> str:
        """Keep the post, some time later."""
        await asyncio.sleep(0)
        return await super().send(post, due)


@pytest.fixture
def watch() -> Watch:
    """Nobody has been seen yet."""
    return Watch()


@pytest.fixture
def database(engines: Engines, watch: Watch) -> WatchedDatabase:
    """The store, watched."""
    return WatchedDatabase(engines, watch)


@pytest.fixture
def far(bot: Bot) -> Bot:
    """The product, with a platform that is a little away."""
    platform = FarPlatform()
    sender = replace(bot.sender, platforms={"slack": platform})
    timetable = replace(bot.timetable, sender=sender)
    return replace(bot, platform=platform, sender=sender, timetable=timetable)


# What people do, what becomes due, and what is sent


async def ask_what_is_known(bot: Bot) -> None:
    await known(bot, QUESTION)
    outcome = await bot.hear(Ask("How can I order a new laptop?"))
    assert "We order them in the shop." in words(outcome)
    assert await bot.pass_time(minutes=2)  # nobody stopped it, so it was posted


async def ask_what_nobody_knows(bot: Bot) -> None:
    thread = await posted(bot)
    await answered(bot, thread)
    assert await bot.pass_time(hours=6)  # the asker hears of it, and is asked whether it helped


async def find_it(bot: Bot) -> None:
    await known(bot, QUESTION)
    outcome = await bot.hear(Find("laptop order"), EMEKA)
    assert "We order them in the shop." in words(outcome)
    await bot.press(buttons(outcome.message)["This solved it"], EMEKA)
    await bot.hear(Find("quantum entanglement"), EMEKA)
    await bot.pass_time(minutes=1)


async def look_for_people(bot: Bot) -> None:
    await bot.hear(SetProfile("topics", "onboarding, laptops"), BRUNO)
    await known(bot, QUESTION)
    assert "onboarding" in words(await bot.hear(Topics(), EMEKA))
    assert BRUNO.key in words(await bot.hear(WhoKnows("onboarding"), EMEKA))
    assert BRUNO.key in words(await bot.hear(WhoKnows("laptop order"), EMEKA))


async def open_ones_page(bot: Bot) -> None:
    await posted(bot)
    assert words(await bot.hear(Home(), AMINA, direct(AMINA)))
    assert words(await bot.hear(Home(), DORA, direct(DORA)))
    assert words(await bot.hear(Privacy(), AMINA))


async def share_and_pass_on(bot: Bot) -> None:
    await bot.hear(Share("A buddy list", "We gave everybody a buddy."), BRUNO)
    assert await bot.pass_time(minutes=1)
    [example] = await bot.remembered("example")
    await bot.hear(Quiet("off"), CHEN)  # so that we have heard of Chen
    await bot.hear(PassOn(example["key"], CHEN.key, "For you"), AMINA)
    assert await bot.pass_time(minutes=1)


async def be_asked_for_help(bot: Bot) -> None:
    for person in (BRUNO, CHEN):
        await bot.hear(SetProfile("topics", "onboarding"), person)
    await posted(bot)
    nudges = await bot.pass_time(hours=1)
    assert {each.person for each in nudges} == {BRUNO.key, CHEN.key}
    assert await bot.pass_time(days=3)  # the reminder, and the word to the asker


async def read_the_week(bot: Bot) -> None:
    await known(bot, QUESTION)
    await posted(bot)
    assert any(each.person is None for each in await bot.pass_time(days=8))
    assert words(await bot.hear(ShowReport(), DORA))
    assert words(await bot.hear(Insights(), DORA))


SCENES: tuple[Scene, ...] = (
    ask_what_is_known,
    ask_what_nobody_knows,
    find_it,
    look_for_people,
    open_ones_page,
    share_and_pass_on,
    be_asked_for_help,
    read_the_week,
)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
async def test_whoever_writes_waits_for_nothing_but_the_store(
    far: Bot, watch: Watch, scene: Scene
) -> None:
    await watch.run(scene(far))

    assert watch.looks > 20  # it was watched at all
    assert watch.found == set()


# The watch itself


async def sleep(_bot: Bot) -> None:
    await asyncio.sleep(0)


async def compare_in_a_thread(_bot: Bot) -> None:
    await asyncio.to_thread(sorted, [])


async def wait_for_somebody(_bot: Bot) -> None:
    await asyncio.gather(asyncio.sleep(0))


async def post(bot: Bot) -> None:
    await bot.platform.send(Post(PILOT.key, None, ()), None)  # type: ignore[arg-type] # unread


async def look_beside(bot: Bot) -> None:
    await bot.remembered("question")


async def one_by_one(bot: Bot) -> None:
    async for _ in slowly():
        pass


async def slowly() -> Any:
    await asyncio.sleep(0)
    yield


SINS = (sleep, compare_in_a_thread, wait_for_somebody, post, look_beside, one_by_one)


@pytest.mark.parametrize("sin", SINS, ids=lambda sin: sin.__name__)
async def test_whoever_waits_for_anything_else_is_found_with_file_and_line(
    far: Bot, watch: Watch, sin: Callable[[Bot], Awaitable[None]]
) -> None:
    async def story() -> None:
        async with far.database.writing("default"):
            await sin(far)

    await watch.run(story())

    [found] = watch.found
    assert found.startswith("tests/")


async def test_a_task_that_somebody_else_begins_is_watched_too(far: Bot, watch: Watch) -> None:
    async def write() -> None:
        async with far.database.writing("default"):
            await sleep(far)

    async def story() -> None:
        await asyncio.create_task(write())

    await watch.run(story())

    assert len(watch.found) == 1


async def test_what_is_waited_for_before_and_after_writing_is_nobodys_business(
    far: Bot, watch: Watch
) -> None:
    async def story() -> None:
        await sleep(far)
        async with far.database.writing("default") as tx:
            await tx.person(AMINA.key)
        await compare_in_a_thread(far)

    await watch.run(story())

    assert watch.looks > 0
    assert watch.found == set()
