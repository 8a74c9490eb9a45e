"""Going out: once, later when it fails, and never what is no longer true."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.buttons import submitted
from bot.intents import Ask, Delete, Reply, SetProfile, ShareForm
from bot.looking import Looking
from bot.messages import Post
from bot.model import CapturedBy
from bot.outbox import Sender
from bot.ports import Due, NotSent
from store.transaction import Database, Transaction
from tests.cast import AMINA, BRUNO, CHEN, PILOT
from tests.conftest import Bot, FakePlatform, words
from tests.databases import Behind
from tests.scenes import CAREERS, QUESTION, careers_join


@dataclass
class Hanging(FakePlatform):
    """Never answers where one place is concerned."""

    place: str = ""
    was_cut_off: bool = False

    async def send(self, post: Post, due: Due) -> str:
        """Send elsewhere."""
        if post.place == self.place:
            try:
                await asyncio.Event().wait()
            finally:
                self.was_cut_off = True
        return await super().send(post, due)


@dataclass
class Sleeping(Behind):
    """A store whose user falls asleep right after taking something."""

    database: Database
    has_taken: asyncio.Event = field(default_factory=asyncio.Event)
    may_go_on: asyncio.Event = field(default_factory=asyncio.Event)

    def looking(self, organisation: str) -> AbstractAsyncContextManager[Looking]:
        """Look as always."""
        return self.database.looking(organisation)

    @asynccontextmanager
    async def writing(self, organisation: str) -> AsyncIterator[Transaction]:
        """Begin a transaction; after the first one, sleep."""
        async with self.database.writing(organisation) as tx:
            yield tx
        if not self.has_taken.is_set():
            self.has_taken.set()
            await self.may_go_on.wait()


@dataclass
class Meanwhile(Behind):
    """A store beside which something happens while somebody looks, once; ``late``: right after."""

    database: Database
    happening: Callable[[], Awaitable[object]] | None
    late: bool = False

    @asynccontextmanager
    async def looking(self, organisation: str) -> AsyncIterator[Looking]:
        """Look, and let it happen."""
        async with self.database.looking(organisation) as look:
            if not self.late:
                await self._happen()
            yield look
        await self._happen()

    def writing(self, organisation: str) -> AbstractAsyncContextManager[Transaction]:
        """Write as always."""
        return self.database.writing(organisation)

    async def _happen(self) -> None:
        happening, self.happening = self.happening, None
        if happening:
            await happening()


@dataclass
class TakenAway(FakePlatform):
    """Somebody takes our post away before we noted where it stands."""

    bot: Bot | None = None

    async def send(self, post: Post, due: Due) -> str:
        """Send, and hear at once that it is gone."""
        message = await super().send(post, due)
        if self.bot:
            await self.bot.hear(Delete(message), None)
        return message


def beside(bot: Bot, happening: Callable[[], Awaitable[object]], *, late: bool = False) -> Sender:
    """Return a sender beside which something happens while it looks, or right after."""
    store = Meanwhile(bot.database, happening, late)
    return Sender(replace(bot.inbox, store=store), {"slack": bot.platform})


async def test_a_post_goes_out_once_however_often_we_look(bot: Bot) -> None:
    await bot.hear(Ask("How?"))

    sent = [await bot.sender.send_due() for _ in range(3)]

    assert sent == [1, 0, 0]
    assert len(bot.platform.posts) == 1


async def test_two_senders_at_once_send_each_post_once(bot: Bot) -> None:
    for number in range(10):
        await bot.hear(Ask(f"How {number}?"))

    await asyncio.gather(bot.sender.send_due(), bot.sender.send_due())

    assert len(bot.platform.posts) == 10


async def test_a_post_that_failed_is_tried_again_after_a_growing_pause(bot: Bot) -> None:
    await bot.hear(Ask("How?"))
    bot.platform.failures = [NotSent("busy", again=True), NotSent("busy", again=True)]

    sent = [await bot.sender.send_due()]
    for seconds in (1.9, 0.1, 3.9, 0.1):
        bot.clock.push(seconds=seconds)
        sent.append(await bot.sender.send_due())

    assert sent == [0, 0, 0, 0, 1]


async def test_a_post_that_can_never_go_out_is_not_tried_again(bot: Bot) -> None:
    await bot.hear(Ask("How?"))
    bot.platform.failures = [NotSent("the channel is archived", again=False)]

    await bot.sender.send_due()
    bot.clock.push(days=1)
    await bot.sender.send_due()

    assert bot.platform.posts == []


async def test_a_post_that_keeps_failing_is_given_up_after_a_day(bot: Bot) -> None:
    await bot.hear(Ask("How?"))
    bot.platform.failures = [NotSent("busy", again=True) for _ in range(20)]

    for _ in range(20):
        await bot.sender.send_due()
        bot.clock.push(hours=4)

    assert len(bot.platform.failures) == 12


@pytest.mark.long
async def test_a_platform_that_is_away_for_hours_gets_the_post_when_it_is_back(bot: Bot) -> None:
    await bot.hear(Ask("How?"))
    bot.platform.failures = [NotSent("away", again=True) for _ in range(20)]

    posts = await bot.pass_time(hours=2)

    assert len(posts) == 1
    assert bot.platform.failures == []


async def test_what_follows_in_a_place_does_not_overtake_what_the_platform_held_back(
    bot: Bot,
) -> None:
    held = NotSent("busy", again=True, after=timedelta(seconds=37))
    bot.platform.failures = [held]
    for number in range(3):
        await bot.hear(Ask(f"How {number}?"))

    early = await bot.pass_time(seconds=36)
    late = await bot.pass_time(seconds=2)

    assert early == []
    assert [words(each).partition("How ")[2][0] for each in late] == ["0", "1", "2"]


@pytest.mark.long
async def test_being_held_back_is_no_failure_however_often(bot: Bot) -> None:
    await bot.hear(Ask("How?"))
    held = NotSent("busy", again=True, after=timedelta(hours=1))
    bot.platform.failures = [held for _ in range(12)]

    assert await bot.pass_time(hours=11) == []
    assert len(await bot.pass_time(hours=2)) == 1


async def test_who_asked_is_told_of_each_question_that_waits_where_nothing_can_be_posted(
    bot: Bot,
) -> None:
    bot.platform.failures = [NotSent("is_archived", again=False, target_rests=True)]
    await bot.hear(Ask("How?"), AMINA)
    await bot.hear(Ask("Where?"), BRUNO)

    posts = await bot.pass_time(minutes=1)

    told = [each.person for each in posts if "your question waits" in words(each)]
    assert told == [AMINA.key, BRUNO.key]


async def test_to_who_cannot_be_reached_nothing_is_tried_until_they_are_back(bot: Bot) -> None:
    rests = NotSent("user_disabled", again=False, target_rests=True)
    bot.platform.failures = [rests]
    await bot.hear(Ask("How?", CapturedBy.MENTION, QUESTION), AMINA)
    await bot.hear(Reply(f"{PILOT.key}/1.000002", QUESTION, "With a list."), BRUNO)

    while_away = [each for each in await bot.pass_time(hours=1) if each.person == AMINA.key]
    await bot.hear(SetProfile("topics", "lists"), AMINA)
    back = [each for each in await bot.pass_time(minutes=5) if each.person == AMINA.key]

    assert while_away == []
    assert len(back) == 1


async def test_a_sender_that_was_stopped_for_too_long_sends_nothing(bot: Bot) -> None:
    """It took something, slept, and another one took that over."""
    await bot.hear(Ask("How?"))
    slept = Sleeping(bot.database)
    sleeper = Sender(replace(bot.inbox, store=slept), {"slack": bot.platform})
    sending = asyncio.create_task(sleeper.send_due())
    await slept.has_taken.wait()

    bot.clock.push(seconds=61)
    sent = await bot.sender.send_due()
    slept.may_go_on.set()
    sent_late = await sending

    assert (sent, sent_late) == (1, 0)
    assert len(bot.platform.posts) == 1


async def test_while_words_are_made_everybody_else_can_write(bot: Bot) -> None:
    await bot.hear(Ask("How?"))
    sender = beside(bot, lambda: bot.hear(Ask("Where?"), BRUNO))

    async with asyncio.timeout(60):  # were it kept waiting, it would be for ever
        sent = await sender.send_due()

    assert sent == 2


async def test_what_was_taken_over_while_its_words_were_made_goes_out_once(bot: Bot) -> None:
    async def another_one_sends() -> None:
        bot.clock.push(seconds=61)
        await bot.sender.send_due()

    await bot.hear(Ask("How?"))

    sent = await beside(bot, another_one_sends, late=True).send_due()

    assert sent == 0
    assert len(bot.platform.posts) == 1


async def answered_and_taken_back(bot: Bot) -> None:
    """Amina asks; Bruno answers and takes it back, so that there is nothing to tell her."""
    first = f"{PILOT.key}/1.000002"
    await bot.hear(Ask("How?", CapturedBy.MENTION, QUESTION), AMINA)
    await bot.hear(Reply(first, QUESTION, "With a list."), BRUNO)
    await bot.hear(Delete(first), None)


async def answered_again(bot: Bot) -> None:
    """Chen answers, while what is to tell Amina is on its way."""
    await bot.hear(Reply(f"{PILOT.key}/1.000003", QUESTION, "With a buddy."), CHEN)


async def test_what_came_to_be_worth_saying_between_look_and_note_is_said(bot: Bot) -> None:
    await answered_and_taken_back(bot)

    await beside(bot, lambda: answered_again(bot), late=True).send_due()

    assert [each.person for each in bot.platform.posts] == [AMINA.key]
    assert "With a buddy." in words(bot.platform.posts[0])


async def test_what_was_called_off_between_look_and_note_is_not_begun_anew(bot: Bot) -> None:
    async def answered_but_called_off() -> None:
        await answered_again(bot)
        async with bot.database.writing("default") as tx:
            assert await tx.unqueue("first", QUESTION)

    await answered_and_taken_back(bot)

    sent = await beside(bot, answered_but_called_off, late=True).send_due()

    assert sent == 0


async def test_an_example_taken_away_before_we_noted_where_it_stands_is_forgotten(
    bot: Bot,
) -> None:
    form = {"title": "Buddies", "did": "Everybody new got a buddy."}
    opened = await bot.hear(ShareForm(), BRUNO)
    assert opened.form
    await bot.hear(submitted(opened.form.does, form), BRUNO)

    await Sender(bot.inbox, {"slack": TakenAway(bot=bot)}).send_due()

    [example] = await bot.remembered("example")
    assert example["gone"]


async def test_what_two_senders_sent_is_noted_once(bot: Bot) -> None:
    """One was stopped between sending and noting; the other found the message and noted it."""
    await bot.hear(Ask("How?"))
    now = bot.clock()
    async with bot.database.writing("default") as tx:
        [first] = await tx.claim(now, now + timedelta(seconds=60), 10)
        [second] = await tx.claim(now + timedelta(seconds=61), now + timedelta(seconds=121), 10)

    async with bot.database.writing("default") as tx:
        noted = [await tx.sent(each, "slack:T1/CPILOT/1.1", now) for each in (second, first)]
        again = await tx.not_sent(first, "late", now)
        left = await tx.claim(now + timedelta(days=1), now + timedelta(days=2), 10)

    assert (noted, again, left) == ([True, False], False, [])
    assert (first.ambiguous, second.ambiguous) == (0, 1)


async def test_who_took_over_is_not_disturbed_by_what_the_first_one_notes(bot: Bot) -> None:
    await bot.hear(Ask("How?"))
    now = bot.clock()
    async with bot.database.writing("default") as tx:
        [first] = await tx.claim(now, now + timedelta(seconds=60), 10)
        later = now + timedelta(seconds=61)
        [second] = await tx.claim(later, later + timedelta(seconds=60), 10)

    async with bot.database.writing("default") as tx:
        await tx.not_sent(first, "busy", later)
        await tx.wait(first, later)
        await tx.skipped(first, "stale", later)
        held = [await tx.holds(each) for each in (first, second)]

    assert held == [False, True]


async def test_one_that_hangs_keeps_back_nobody_else(bot: Bot) -> None:
    hanging = Hanging(place=PILOT.key)
    sender = Sender(bot.inbox, {"slack": hanging})
    await careers_join(bot)
    await bot.hear(Ask("How?"))
    await bot.hear(Ask("Where?"), BRUNO, CAREERS)

    async with asyncio.timeout(60):  # were it waited for, it would be for ever
        sent = await sender.send_due(timedelta(seconds=1))
        await bot.hear(Ask("When?"), BRUNO, CAREERS)
        sent_next = await sender.send_due(timedelta(seconds=1))
        await sender.cut_off()

    assert (sent, sent_next) == (1, 1)
    assert hanging.was_cut_off


async def test_a_lease_that_ran_out_is_taken_over(bot: Bot) -> None:
    await bot.hear(Ask("How?"))
    async with bot.database.writing("default") as tx:
        lease = bot.clock()
        bot.clock.push(minutes=1)
        await tx.claim(lease, bot.clock(), 10)

    sent = await bot.sender.send_due()

    assert sent == 1


async def test_a_question_taken_back_before_it_was_posted_is_not_posted(bot: Bot) -> None:
    await bot.hear(Ask("How?"), BRUNO)
    [question] = await bot.remembered("question")
    await bot.hear(Delete(question["key"]), None)

    sent = await bot.sender.send_due()

    assert sent == 0
    assert bot.platform.posts == []


async def test_a_question_by_mention_needs_no_post(bot: Bot) -> None:
    await bot.hear(Ask("How?", CapturedBy.MENTION, f"{PILOT.key}/1.000001"))

    sent = await bot.sender.send_due()

    assert sent == 0
