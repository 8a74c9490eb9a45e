"""Going out: once, later when it fails, and never what is no longer true."""

import asyncio

from bot.intents import Ask, Delete
from bot.model import CapturedBy
from bot.ports import NotSent
from tests.cast import BRUNO, PILOT
from tests.conftest import Bot


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


async def test_a_post_that_keeps_failing_is_given_up_after_eight_attempts(bot: Bot) -> None:
    await bot.hear(Ask("How?"))
    bot.platform.failures = [NotSent("busy", again=True) for _ in range(20)]

    for _ in range(20):
        await bot.sender.send_due()
        bot.clock.push(hours=1)

    assert len(bot.platform.failures) == 12


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
