"""What is due is done once, in time, and nothing that breaks holds up the rest."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.intents import Ask, Reply
from bot.looking import Looking
from bot.messages import Post
from bot.model import Answer, CapturedBy
from bot.outbox import Sender
from bot.ports import Due, NotSent
from bot.timetable import Timetable
from store.transaction import Database, Transaction
from tests.cast import AMINA, BRUNO, CHEN, PILOT
from tests.conftest import Bot, FakePlatform, words
from tests.databases import Behind

QUESTION = f"{PILOT.key}/1700000000.000001"


class Fussy(FakePlatform):
    """Breaks at every post that holds a word."""

    async def send(self, post: Post, _due: Due) -> str:
        """Send what does not hold the word."""
        if "poison" in words(post):
            raise RuntimeError("nobody expected this")
        return await super().send(post, _due)


async def outbox(bot: Bot, kind: str, about: str) -> list[str]:
    async with bot.database.writing("default") as tx:
        return [each.target for each in await tx.queued(kind, about)]


@pytest.mark.long
async def test_a_post_that_breaks_stops_no_other_and_is_given_up_at_last(bot: Bot) -> None:
    platform = Fussy()
    sender = Sender(bot.inbox, {"slack": platform})
    for text in ("poison?", "How do I plan?", "poison again?", "How do I travel?"):
        await bot.hear(Ask(text))

    sent = await sender.send_due()
    for _ in range(20):
        bot.clock.push(hours=1)
        await sender.send_due()

    assert sent == 2
    assert len(platform.posts) == 2
    assert await bot.timetable.next_due() is not None  # the steps of the two that went out
    async with bot.database.writing("default") as tx:
        assert await tx.claim(bot.clock.now, bot.clock.now, 10) == []


async def test_all_that_is_due_is_looked_at_though_the_first_twenty_have_to_wait(
    bot: Bot,
) -> None:
    bot.clock.now = datetime(2026, 11, 23, 3, tzinfo=UTC)  # at night
    async with bot.database.writing("default") as tx:
        for number in range(25):
            await tx.queue("asker", AMINA.key, f"{PILOT.key}/{number}.1", bot.clock.now)
    await bot.hear(Ask("How do I plan?"))

    await bot.timetable.tick()

    assert len(bot.platform.posts) == 1


class Brittle(Transaction):
    """A transaction that breaks at one question."""

    async def answers_to(self, question: str) -> Sequence[Answer]:
        """Return the answers, or break."""
        if question.endswith("/1.1"):
            raise RuntimeError("nobody expected this")
        return await super().answers_to(question)


@dataclass(frozen=True)
class BrittleStore(Behind):
    """The store, with such transactions."""

    database: Database

    def looking(self, organisation: str) -> AbstractAsyncContextManager[Looking]:
        """Look as always."""
        return self.database.looking(organisation)

    @asynccontextmanager
    async def writing(self, organisation: str) -> AsyncIterator[Transaction]:
        """Begin a transaction."""
        async with self.database.writing(organisation) as tx:
            tx.__class__ = Brittle
            yield tx


async def test_a_step_that_breaks_is_dropped_and_the_next_ones_are_taken(bot: Bot) -> None:
    for number in (1, 2):
        key = f"{PILOT.key}/{number}.1"
        await bot.hear(Ask("How do I plan?", CapturedBy.MENTION, key))
    brittle = replace(bot.inbox, store=BrittleStore(bot.database))
    bot.clock.push(hours=4)

    await Timetable(Sender(brittle, {"slack": bot.platform})).work()

    assert await bot.timetable.work() == 0
    assert await outbox(bot, "thread", f"{PILOT.key}/1.1") == []
    assert await outbox(bot, "thread", f"{PILOT.key}/2.1") == [PILOT.key]


async def test_a_lease_left_by_a_killed_process_is_waited_out_and_taken_over(bot: Bot) -> None:
    await bot.hear(Ask("How do I plan?"))
    async with bot.database.writing("default") as tx:
        await tx.claim(bot.clock(), bot.clock() + timedelta(seconds=60), 10)

    due = await bot.timetable.next_due()
    posts = await asyncio.wait_for(bot.pass_time(minutes=2), 20)

    assert due == bot.clock() - timedelta(seconds=60)
    assert len(posts) == 1


async def test_a_platform_that_refuses_for_good_leaves_nothing_due(bot: Bot) -> None:
    await bot.hear(Ask("How do I plan?"))
    bot.platform.failures = [NotSent("the channel is archived", again=False)]

    posts = await asyncio.wait_for(bot.pass_time(days=3), 20)

    assert posts == []
    due = await bot.timetable.next_due()
    assert due is not None  # the digest on Monday, nothing else
    assert due == datetime(2026, 11, 30, 9, tzinfo=UTC)


@pytest.mark.long
async def test_two_timetables_on_one_database_do_each_thing_once(bot: Bot) -> None:
    other = Timetable(Sender(bot.inbox, {"slack": bot.platform}))
    await bot.hear(Ask("How do I plan?", CapturedBy.MENTION, QUESTION))

    for _ in range(30):
        bot.clock.push(hours=1)
        await asyncio.gather(bot.timetable.tick(), other.tick())

    in_thread = [each for each in bot.platform.posts if each.thread == QUESTION]
    to_asker = [each for each in bot.platform.posts if each.person == AMINA.key]
    assert len(in_thread) == 1
    assert len(to_asker) == 1


async def test_an_answer_that_comes_before_the_post_was_noted_ends_the_asking(bot: Bot) -> None:
    await bot.hear(Ask("How do I plan?"), AMINA)
    await bot.hear(Reply(f"{PILOT.key}/9.1", f"{PILOT.key}/post.1", "With a list."), CHEN)

    posts = await bot.pass_time(days=3)

    assert [each.person for each in posts if each.person] == [AMINA.key, AMINA.key]
    assert "Still without an answer" not in "".join(words(each) for each in posts)
    assert BRUNO.key not in [each.person for each in posts]
