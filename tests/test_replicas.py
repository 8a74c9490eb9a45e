"""Several replicas on one database, and what both databases must do alike."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from bot.inbox import Inbox
from bot.intents import Heard, Intent, Reply, Say, SeenPerson, SeenPlace
from bot.ports import Delivery
from store.engine import Engines, opened
from store.transaction import Database
from tests.cast import AMINA, BRUNO, LISTENING, MONDAY, TEAM
from tests.conftest import Bot
from tests.databases import Databases

PAIRS = 20


@dataclass(frozen=True)
class Replicas:
    """Two replicas of the product that heard of the same things."""

    bot: Bot
    one: Inbox
    two: Inbox

    async def take_in(self, message: str, intent: Intent, person: SeenPerson) -> str:
        """Store something that happened; return its key."""
        heard = Heard(message, "test", self.bot.clock(), intent, TEAM, LISTENING, person)
        self.bot.heard[message] = heard
        await self.one.receive([Delivery(message, "test", message, self.bot.clock())])
        return message


@pytest.fixture
async def other(databases: Databases, engines: Engines) -> AsyncIterator[Engines]:
    """The connections of another replica to the same database."""
    async with opened(databases.url()) as found:
        yield found


@pytest.fixture
def replicas(bot: Bot, other: Engines) -> Replicas:
    """Two of them."""
    return Replicas(bot, bot.inbox, replace(bot.inbox, store=Database(other)))


@pytest.mark.long
async def test_an_answer_that_begins_to_wait_while_its_question_becomes_known_is_not_forgotten(
    replicas: Replicas,
) -> None:
    for number in range(PAIRS):
        question, reply = f"{LISTENING.key}/{number}.1", f"{LISTENING.key}/{number}.2"
        asked = Say(question, "Does anyone know how we order laptops?")
        await replicas.take_in(question, asked, AMINA)
        await replicas.take_in(reply, Reply(reply, question, "Ask Chen."), BRUNO)

        await asyncio.gather(replicas.one.work_on([reply]), replicas.two.work_on([question]))

    assert len(await replicas.bot.remembered("answer")) == PAIRS
    assert await replicas.bot.remembered("count") == []


async def test_what_two_replicas_work_on_at_once_is_worked_on_once(replicas: Replicas) -> None:
    keys = [
        await replicas.take_in(f"{LISTENING.key}/{n}", Say("m", "Good morning"), AMINA)
        for n in range(PAIRS)
    ]

    both = await asyncio.gather(replicas.one.work_on(keys), replicas.two.work_on(keys))

    assert sorted(worked.key for each in both for worked in each) == sorted(keys)


async def test_what_two_replicas_send_at_once_is_taken_by_one(
    database: Database, other: Engines
) -> None:
    async with database.writing("default") as tx:
        for number in range(PAIRS):
            await tx.queue("question", f"{TEAM}/C{number}", str(number), MONDAY)
            await tx.queue("question", LISTENING.key, str(number), MONDAY)

    async def claim(store: Database) -> list[int]:
        async with store.writing("default") as tx:
            return [each.id for each in await tx.claim(MONDAY, MONDAY.replace(hour=10), 3)]

    claims = await asyncio.gather(*(claim(store) for store in (database, Database(other)) * PAIRS))

    taken = [each for claim in claims for each in claim]
    # Of what goes to one place, one thing at a time.
    assert len(taken) == len(set(taken)) == PAIRS + 1


async def test_dump_is_in_the_order_of_the_characters_not_of_a_language(
    bot: Bot, database: Database
) -> None:
    async with database.writing("default") as tx:
        for letter in "aÄzBb_-Z/é😀":
            await tx.note_place(SeenPlace(f"{TEAM}/{letter}"), TEAM, MONDAY)
            await tx.know(SeenPerson(f"{TEAM}/{letter}", None), TEAM, MONDAY)
            await tx.set_member(f"{TEAM}/{letter}", f"{TEAM}/{letter}", MONDAY, present=True)

    found = [(each["type"], each["key"]) for each in await bot.remembered()]

    assert found == sorted(found)
    assert len(found) > 3 * len("aÄzBb_-Z/é😀")
