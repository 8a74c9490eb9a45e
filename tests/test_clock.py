"""Time is a platform too: it sends what is due, whatever happens, and stops in good order."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from structlog.testing import capture_logs

from adapters.clock import ticking
from bot.intents import Ask, Heard
from bot.messages import Post
from bot.model import CapturedBy
from bot.outbox import Sender
from bot.ports import EVERYTHING, Capabilities, Delivery, Due, NotSent
from bot.timetable import Timetable
from tests.cast import AMINA, BRUNO, PILOT, TEAM
from tests.conftest import Bot, FakePlatform, words
from tests.scenes import CAREERS, careers_join

SOON = 30.0
"""Seconds after which something that should come is taken for lost."""


@dataclass
class Door:
    """A platform that tells when a post comes, and can hold it back or fail."""

    posts: list[Post] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    capabilities: Capabilities = EVERYTHING
    came: asyncio.Event = field(default_factory=asyncio.Event)
    may_pass: asyncio.Event = field(default_factory=asyncio.Event)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, post: Post, _due: Due) -> str:
        """Keep the post, or fail as told."""
        self.came.set()
        if self.failures:
            raise self.failures.pop(0)
        await self.may_pass.wait()
        self.posts.append(post)
        self.arrived.set()
        return f"{post.place or post.person}/post.{len(self.posts)}"


@pytest.fixture
def door() -> Door:
    """A platform that lets posts pass at once."""
    found = Door()
    found.may_pass.set()
    return found


@pytest.fixture
def timetable(bot: Bot, door: Door) -> Timetable:
    """The timetable of the product, on that platform."""
    return Timetable(Sender(bot.inbox, {"slack": door}))


async def test_what_is_due_is_sent_without_anyone_acting(
    bot: Bot, door: Door, timetable: Timetable
) -> None:
    await bot.hear(Ask("How do other teams run onboarding?"))

    async with ticking(timetable), asyncio.timeout(SOON):
        await door.arrived.wait()

    [post] = door.posts
    assert "How do other teams run onboarding?" in words(post)


async def test_a_post_that_breaks_is_told_in_the_log_and_tried_again(
    bot: Bot, door: Door, timetable: Timetable
) -> None:
    await bot.hear(Ask("How do other teams run onboarding?"))
    door.failures.append(RuntimeError("nobody expected this"))

    with capture_logs() as logs:
        async with ticking(timetable), asyncio.timeout(SOON):
            await door.came.wait()
            bot.clock.push(minutes=2)
            await door.arrived.wait()

    assert len(door.posts) == 1
    assert (logs[0]["event"], logs[0]["error"]) == ("a post broke", "RuntimeError")


async def test_a_platform_that_is_away_is_tried_again(
    bot: Bot, door: Door, timetable: Timetable
) -> None:
    await bot.hear(Ask("How do other teams run onboarding?"))
    door.failures.append(NotSent("away", again=True))

    async with ticking(timetable), asyncio.timeout(SOON):
        await door.came.wait()
        bot.clock.push(minutes=2)
        await door.arrived.wait()

    assert len(door.posts) == 1


async def test_what_was_stored_and_not_worked_on_is_caught_up_with(
    bot: Bot, door: Door, timetable: Timetable
) -> None:
    key = f"{PILOT.key}/ask:left"
    ask = Ask("How do other teams run onboarding?")
    bot.heard[key] = Heard(key, "test", bot.clock(), ask, TEAM, PILOT, AMINA)
    await bot.inbox.receive([Delivery(key, "test", key, bot.clock())])
    bot.clock.push(minutes=1)

    async with ticking(timetable), asyncio.timeout(SOON):
        await door.arrived.wait()

    [question] = await bot.remembered("question")
    assert question["key"] == key


async def test_a_post_on_its_way_arrives_before_the_clock_stops_and_is_not_sent_again(
    bot: Bot, door: Door, timetable: Timetable
) -> None:
    await bot.hear(Ask("How do other teams run onboarding?"))
    door.may_pass.clear()

    async with ticking(timetable), asyncio.timeout(SOON):
        await door.came.wait()
        asyncio.get_running_loop().call_soon(door.may_pass.set)
    bot.clock.push(minutes=2)
    again = await timetable.sender.send_due()

    assert len(door.posts) == 1
    assert again == 0


async def test_the_clock_stops_though_a_platform_never_answers(
    bot: Bot, door: Door, timetable: Timetable
) -> None:
    await bot.hear(Ask("How do other teams run onboarding?"))
    door.may_pass.clear()

    async with asyncio.timeout(SOON), ticking(timetable):
        await door.came.wait()

    assert door.posts == []


@dataclass
class Stuck(Door):
    """A platform that never answers where one place is concerned."""

    async def send(self, post: Post, due: Due) -> str:
        """Let what goes elsewhere pass."""
        self.came.set()
        if post.place == PILOT.key:
            await asyncio.Event().wait()
        return await super().send(post, due)


async def test_a_place_that_hangs_keeps_back_nothing_else_that_is_due(bot: Bot) -> None:
    await careers_join(bot)
    door = Stuck()
    door.may_pass.set()
    asked = f"{CAREERS.key}/1700000000.000009"
    await bot.hear(Ask("Where is the shop?", CapturedBy.MENTION, asked), BRUNO, CAREERS)
    await bot.hear(Ask("How do other teams run onboarding?"))

    async with ticking(Timetable(Sender(bot.inbox, {"slack": door}))), asyncio.timeout(SOON):
        await door.came.wait()
        await _arrives(door, bot.hear(Ask("Which desk?"), BRUNO, CAREERS))
        bot.clock.push(hours=4)  # now the thread is to be reminded
        await _arrives(door)

    assert [each.place for each in door.posts] == [CAREERS.key, CAREERS.key]
    assert door.posts[1].thread == asked


async def _arrives(door: Door, act: Awaitable[object] | None = None) -> None:
    """Wait until, after something was done, the next post arrived."""
    door.arrived.clear()
    if act:
        await act
    await door.arrived.wait()


PACE = timedelta(seconds=0.25)


@dataclass
class Watched(FakePlatform):
    """Notes when each post came, and tells when so many have."""

    most: int = 8
    came_at: list[datetime] = field(default_factory=list)
    all_came: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, post: Post, due: Due) -> str:
        """Note it."""
        self.came_at.append(datetime.now(UTC))
        if len(self.came_at) == self.most:
            self.all_came.set()
        return await super().send(post, due)


@pytest.mark.long  # it takes as long as it takes
async def test_a_burst_goes_out_at_the_pace_of_its_platform_and_no_faster(bot: Bot) -> None:
    watched = Watched()
    inbox = replace(bot.inbox, clock=lambda: datetime.now(UTC))
    sender = Sender(inbox, {"slack": watched}, {"slack": PACE})
    for n in range(watched.most):
        await bot.hear(Ask(f"How do others do number {n}?"))

    async with ticking(Timetable(sender)), asyncio.timeout(SOON):
        await watched.all_came.wait()

    gaps = [b - a for a, b in pairwise(watched.came_at)]
    assert min(gaps) >= PACE
    assert sum(gaps, timedelta()) < 7 * timedelta(seconds=0.9)  # a tick alone takes a second
