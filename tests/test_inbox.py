"""Coming in: stored before it is worked on, each thing once, poison set aside."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.inbox import Inbox
from bot.intents import Ask, Heard, Say
from bot.model import Policy
from bot.ports import Delivery, StoreAway
from metrics.figures import ReportFigures
from store.engine import Engines
from store.transaction import Database, Transaction
from tests.cast import AMINA, LISTENING, PILOT, TEAM, FrozenClock
from tests.conftest import Bot


def delivery(bot: Bot, number: int, text: str = "How?") -> Delivery:
    """Return a delivery of a question, and have the reader know it."""
    key = f"{PILOT.key}/ask:{number}"
    bot.heard[key] = Heard(key, "test", bot.clock(), Ask(text), TEAM, PILOT, AMINA)
    return Delivery(key, "test", key, bot.clock())


async def refuse_writes(engines: Engines, switch: str) -> None:
    """Make the writer of the database unable to write, or able again."""
    async with engines.writer.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        setting = "PRAGMA query_only" if is_sqlite else "SET default_transaction_read_only"
        raw = await connection.get_raw_connection()
        assert raw.driver_connection
        await raw.driver_connection.execute(f"{setting}={switch}")


async def test_the_same_delivery_twice_is_one_question(bot: Bot) -> None:
    first = await bot.inbox.receive([delivery(bot, 1)])
    second = await bot.inbox.receive([delivery(bot, 1)])
    await bot.inbox.work_on([*first, *first])

    assert list(second) == []
    assert len(await bot.remembered("question")) == 1


async def test_what_was_stored_but_not_worked_on_is_caught_up_with_after_a_restart(
    bot: Bot,
) -> None:
    await bot.inbox.receive([delivery(bot, 1)])
    bot.clock.push(minutes=1)

    await bot.inbox.catch_up()

    assert len(await bot.remembered("question")) == 1


async def test_what_breaks_its_reader_is_set_aside_and_the_rest_is_caught_up_with(bot: Bot) -> None:
    good, poison = delivery(bot, 1), delivery(bot, 2)

    def breaking(payload: str) -> Heard:
        if payload == poison.payload:
            raise RuntimeError("a bug")
        return bot.heard[payload]

    inbox = replace(bot.inbox, readers={"test": breaking})
    await inbox.receive([poison, good])
    bot.clock.push(minutes=1)

    await inbox.catch_up()

    assert len(await bot.remembered("question")) == 1
    [count] = await bot.remembered("count")
    assert (count["key"], count["count"]) == ("dead", 1)


async def test_what_came_just_now_is_left_to_whoever_took_it_in(bot: Bot) -> None:
    await bot.inbox.receive([delivery(bot, 1)])

    await bot.inbox.catch_up()

    assert await bot.remembered("question") == []


async def test_a_poisonous_delivery_is_set_aside_and_the_others_go_on(bot: Bot) -> None:
    good, poison = delivery(bot, 1), delivery(bot, 2)
    broken = Heard(poison.key, "test", bot.clock(), Ask("How?"), TEAM, place=None, person=AMINA)
    bot.heard[poison.key] = broken
    keys = await bot.inbox.receive([good, poison, delivery(bot, 3)])

    worked = await bot.inbox.work_on(keys)

    [count] = await bot.remembered("count")
    assert [each.became for each in worked] == ["remembered", "dead", "remembered"]
    assert (count["key"], count["count"]) == ("dead", 1)
    assert len(await bot.remembered("question")) == 2


async def test_when_the_store_is_away_nothing_is_set_aside_and_all_is_caught_up_with(
    bot: Bot, engines: Engines
) -> None:
    keys = await bot.inbox.receive([delivery(bot, 1), delivery(bot, 2)])
    await refuse_writes(engines, "ON")

    with pytest.raises(StoreAway):
        await bot.inbox.work_on(keys)
    await refuse_writes(engines, "OFF")
    bot.clock.push(minutes=1)
    await bot.inbox.catch_up()

    assert await bot.remembered("count") == []
    assert len(await bot.remembered("question")) == 2


async def test_the_payload_is_blank_once_it_was_worked_on(bot: Bot) -> None:
    await bot.inbox.work_on(await bot.inbox.receive([delivery(bot, 1)]))

    async with bot.database.reading() as connection:
        rows = await connection.exec_driver_sql("SELECT payload, state FROM inbox")
        assert {tuple(row) for row in rows} == {(None, "done")}


async def test_keys_are_kept_for_two_weeks_so_that_a_retry_is_known(bot: Bot) -> None:
    await bot.inbox.work_on(await bot.inbox.receive([delivery(bot, 1)]))

    bot.clock.push(days=14)
    await bot.inbox.forget()
    within = await bot.inbox.receive([delivery(bot, 1)])
    bot.clock.push(seconds=1)
    await bot.inbox.forget()
    after = await bot.inbox.receive([delivery(bot, 1)])

    assert list(within) == []
    assert list(after) == [f"{PILOT.key}/ask:1"]


async def test_two_organisations_with_the_same_keys_never_meet(
    bot: Bot, database: Database, clock: FrozenClock
) -> None:
    other = Inbox("other", database, bot.inbox.readers, Policy(), clock, ReportFigures())
    message = f"{LISTENING.key}/1.000001"
    happening = Heard(
        message,
        "test",
        clock(),
        Say(message, "Does anyone know how we order laptops?"),
        TEAM,
        LISTENING,
        AMINA,
    )
    bot.heard[message] = happening
    arrived = [Delivery(message, "test", message, clock() - timedelta(hours=1))]
    for inbox in (bot.inbox, other):
        await inbox.work_on(await inbox.receive(arrived))

    questions = await bot.remembered("question")

    assert [each["organisation"] for each in questions] == ["default"]


class Hiccup(Database):
    """A real store that is away for its first transaction."""

    is_away = True

    @asynccontextmanager
    async def writing(self, organisation: str) -> AsyncIterator[Transaction]:
        """Be away once, then as any other."""
        if self.is_away:
            self.is_away = False
            raise StoreAway("back in a moment")
        async with super().writing(organisation) as tx:
            yield tx


async def test_a_store_that_is_away_for_a_moment_makes_no_dead_letter(
    bot: Bot, engines: Engines
) -> None:
    keys = await bot.inbox.receive([delivery(bot, 1)])
    shaky = replace(bot.inbox, store=Hiccup(engines))

    with pytest.raises(StoreAway):
        await shaky.work_on(keys)
    await shaky.work_on(keys)

    assert await bot.remembered("count") == []
    assert len(await bot.remembered("question")) == 1


async def test_a_dead_letter_is_dropped_after_thirty_days_like_any_text(bot: Bot) -> None:
    broken = replace(delivery(bot, 1), key="broken")
    bot.heard[broken.payload] = replace(bot.heard[broken.payload], place=None)
    await bot.inbox.work_on(await bot.inbox.receive([broken]))

    bot.clock.push(days=30)
    await bot.inbox.forget()
    [kept] = await bot.remembered("count")
    bot.clock.push(seconds=1)
    await bot.inbox.forget()

    assert (kept["key"], kept["count"]) == ("dead", 1)
    assert await bot.remembered("count") == []
