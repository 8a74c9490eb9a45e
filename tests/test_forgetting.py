"""What had its time is forgotten, whoever's it is, and what was taken back leaves no byte."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from adapters.clock import ticking
from bot.intents import Ask, Delete, Find, Reply, Say
from bot.model import CapturedBy, Phase
from bot.ports import Delivery
from store.engine import Engines
from tests.cast import AMINA, BRUNO, CHEN, DORA, LISTENING, PILOT, TEAM
from tests.conftest import Bot, buttons
from tests.databases import needs_sqlite
from tests.scenes import answered, direct, known

SECRET = "zephyr-merger-4711"
SOON = 30.0


def files(engines: Engines) -> list[Path]:
    """Return the files of a database that are there."""
    database = Path(str(engines.writer.url.database))
    beside = (database, *(database.with_name(f"{database.name}-{each}") for each in ("wal", "shm")))
    return [each for each in beside if each.exists()]


def lies_about(engines: Engines) -> list[str]:
    """Return in which files the secret words can be read."""
    return [each.name for each in files(engines) if SECRET.encode() in each.read_bytes()]


async def taken_back(bot: Bot) -> None:
    """Words were asked and answered, and taken back."""
    asked = f"{PILOT.key}/1.000001"
    await bot.hear(Ask(f"Who plans the {SECRET}?", CapturedBy.MENTION, asked), AMINA)
    reply = await answered(bot, asked, BRUNO, f"The {SECRET} is mine.")
    for message in (reply, asked):
        await bot.hear(Delete(message), None)


@needs_sqlite
async def test_of_what_was_taken_back_no_byte_lies_about(bot: Bot, engines: Engines) -> None:
    await taken_back(bot)
    before = lies_about(engines)

    wiped = await bot.database.wipe()

    assert before, "the check can fail"
    assert wiped
    assert lies_about(engines) == []


@needs_sqlite
async def test_while_the_clock_ticks_it_is_gone_within_minutes(bot: Bot, engines: Engines) -> None:
    async with ticking(bot.timetable), asyncio.timeout(SOON):
        await taken_back(bot)
        while lies_about(engines):
            bot.clock.push(seconds=20)
            await asyncio.sleep(0.1)

    assert lies_about(engines) == []


@needs_sqlite
async def test_who_reads_for_long_keeps_nobody_waiting_and_it_goes_afterwards(
    bot: Bot, engines: Engines
) -> None:
    await bot.hear(Ask(f"Who plans the {SECRET}?", CapturedBy.MENTION, f"{PILOT.key}/1.1"), AMINA)
    async with bot.database.looking("default") as look:
        await look.place(PILOT.key)  # from here on this state is seen
        await bot.hear(Delete(f"{PILOT.key}/1.1"), None)

        began = asyncio.get_running_loop().time()
        while_read = await bot.database.wipe()
        waited = asyncio.get_running_loop().time() - began
        await bot.hear(Say("x", "Nobody waits."), CHEN)
    afterwards = await bot.database.wipe()

    assert (while_read, afterwards) == (False, True)
    assert waited < 1
    assert lies_about(engines) == []


@needs_sqlite
async def test_who_writes_just_now_is_left_alone(bot: Bot, engines: Engines) -> None:
    file = str(engines.writer.url.database)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        while_written = await bot.database.wipe()
        other.execute("ROLLBACK")

    assert (while_written, await bot.database.wipe()) == (False, True)


# In every organisation.


async def test_listening_text_goes_in_every_organisation(bot: Bot) -> None:
    asked = f"{LISTENING.key}/1.000001"
    async with bot.database.writing("other") as tx:
        await tx.note_place(LISTENING, TEAM, bot.clock())
        await tx.set_phase(LISTENING.key, Phase.LISTENING)
    other = replace(bot, inbox=replace(bot.inbox, organisation="other"))
    await other.hear(Say(asked, "Where is the secret lift?"), AMINA, LISTENING)
    await other.hear(Reply(f"{LISTENING.key}/2.1", asked, "Secret."), BRUNO, LISTENING)
    await bot.hear(Find("lift"), CHEN)
    before = str(await bot.remembered())

    bot.clock.push(days=30, seconds=1)
    await bot.inbox.forget()

    assert "secret lift" in before
    assert "ecret" not in str(await bot.remembered())
    assert set(await bot.database.organisations()) == {"default", "other"}


async def test_what_waits_in_an_organisation_that_nobody_works_for_goes_too(bot: Bot) -> None:
    async with bot.database.writing("other") as tx:
        await tx.receive([Delivery("slack:T1/C1/1.1", "slack", "secret", bot.clock())])
    served = replace(bot.inbox, serves=frozenset({"slack"}))

    bot.clock.push(days=13)
    await served.forget()
    async with bot.database.looking("other") as look:
        kept = await look.deliveries(["slack:T1/C1/1.1"])
    bot.clock.push(days=2)
    await served.forget()
    async with bot.database.looking("other") as look:
        gone = await look.deliveries(["slack:T1/C1/1.1"])

    assert (len(kept), list(gone)) == (1, [])


# Who looked for what.


async def by_whom(bot: Bot) -> list[str | None]:
    """Return who is known to have looked for something."""
    async with bot.database.looking("default") as look:
        return [await look.searched_by(str(each["key"])) for each in await searches(bot)]


async def searches(bot: Bot) -> list[dict[str, object]]:
    return await bot.remembered("search")


async def test_who_looked_for_what_is_forgotten_after_four_weeks(bot: Bot) -> None:
    await known(bot, "How do I order a laptop?")
    await bot.hear(Find("laptop"), CHEN)

    bot.clock.push(days=27)
    await bot.inbox.forget()
    kept = await by_whom(bot)
    bot.clock.push(days=1, seconds=1)
    await bot.inbox.forget()

    assert kept == [CHEN.key]
    assert await by_whom(bot) == [""]
    [search] = await searches(bot)
    assert (search["words"], search["results"]) == ("laptop", 1)


async def test_that_it_helped_somebody_counts_though_it_is_forgotten_whom(bot: Bot) -> None:
    await known(bot, "How do I order a laptop?")
    found = await bot.hear(Find("laptop"), CHEN)
    helped = buttons(found.message)["This solved it"]
    await bot.press(helped, CHEN)
    bot.clock.push(days=29)
    await bot.inbox.forget()

    async with bot.database.looking("default") as look:
        people = {by for _, by in await look.helped(BRUNO.key)}
    again = await bot.press(helped, CHEN)

    assert people == {DORA.key, ""}
    assert again.what == "refused"


async def test_a_dump_tells_nobody_who_looked_for_something(bot: Bot) -> None:
    await known(bot, "How do I order a laptop?")
    await bot.hear(Find("laptop"), CHEN)
    await bot.hear(Find("laptop order"), CHEN, direct(CHEN))

    told = [each for each in await bot.remembered() if each["type"] in ("search", "suggestion")]

    assert len(await searches(bot)) == 2
    assert CHEN.key not in str(told)
    assert direct(CHEN).key not in str(told)
