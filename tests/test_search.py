"""The index of words: it says what the rows say, of each organisation apart, and nothing more."""

import random
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.intents import Delete, Find, SeenPerson, SeenPlace, WhoKnows
from bot.model import Answer, CapturedBy, Example, Phase, Question, Verdict, Visibility
from bot.similar import FINDABLE, terms
from store.engine import Engines, engines_for, opened
from store.migrations import HERE
from store.reindex import make
from store.tables import findable, persons, places, postings, questions, topics
from store.tables import terms as words
from store.transaction import Database, Transaction
from tests.cast import AMINA, BRUNO, CHEN, DORA, EMEKA, MONDAY, PILOT, TEAM
from tests.conftest import Bot
from tests.conftest import words as said
from tests.databases import Databases
from tests.scenes import CAREERS, careers_join, known

ASKED = Question(
    f"{PILOT.key}/asked", PILOT.key, AMINA.key, "How do we order laptops?", MONDAY,
    CapturedBy.MENTION, Visibility.PUBLIC,
)  # fmt: skip
ANSWERED = Answer(
    f"{PILOT.key}/answered", ASKED.key, BRUNO.key, "Through the helpdesk.", MONDAY, CapturedBy.REPLY
)
SHARED = Example(
    f"{PILOT.key}/shared", PILOT.key, CHEN.key, "Buddies for nurses", "Six weeks each.", MONDAY,
    Visibility.PUBLIC,
)  # fmt: skip

Index = dict[str, set[Any]]


async def indexed(connection: AsyncConnection) -> Index:
    """Return what the index says, by names instead of numbers."""
    things = {row.id: row for row in await connection.execute(select(findable))}
    named = {row.id: row for row in await connection.execute(select(words))}
    held = await connection.execute(select(postings))
    return {
        "things": {
            (each.organisation, each.kind, each.key, each.place, each.uses)
            for each in things.values()
        },
        "words": {(each.organisation, each.term, each.n) for each in named.values()},
        "held": {
            (
                named[term].organisation,
                named[term].term,
                things[thing].key,
                part and things[part].key,
            )
            for term, thing, part in held
        },
        "topics": {tuple(row) for row in await connection.execute(select(topics))},
    }


async def words_in(database: Database, organisation: str = "default") -> set[str]:
    """Return the words that the index of an organisation holds."""
    async with database.reading() as connection:
        found = await indexed(connection)
        return {term for each, term, _ in found["words"] if each == organisation and term}


async def remember(tx: Transaction) -> None:
    """Have a place, people, a question with its answer, and an example be remembered."""
    await tx.note_place(PILOT, TEAM, MONDAY)
    await tx.set_phase(PILOT.key, Phase.PILOT)
    for each in (AMINA, BRUNO, CHEN, DORA):
        await tx.know(each, TEAM, MONDAY)
    await tx.add_question(ASKED, MONDAY)
    await tx.add_answer(ANSWERED, MONDAY)
    await tx.add_example(SHARED)


LATER = MONDAY + timedelta(hours=1)
OF_QUESTION, OF_ANSWER = set(terms(ASKED.text or "")), set(terms(ANSWERED.text or ""))
OF_EXAMPLE = set(terms(f"{SHARED.title} {SHARED.did}"))


async def test_a_text_is_in_the_index_from_the_moment_it_is_remembered(database: Database) -> None:
    async with database.writing("default") as tx:
        await remember(tx)

    assert await words_in(database) == OF_QUESTION | OF_ANSWER | OF_EXAMPLE


@pytest.mark.parametrize(
    ("taken_back", "left"),
    [
        (ASKED.key, OF_EXAMPLE),
        (ANSWERED.key, OF_QUESTION | OF_EXAMPLE),
        (SHARED.key, OF_QUESTION | OF_ANSWER),
    ],
)
async def test_what_is_taken_back_leaves_no_word_behind(
    database: Database, taken_back: str, left: set[str]
) -> None:
    async with database.writing("default") as tx:
        await remember(tx)

    async with database.writing("default") as tx:
        await tx.take_back(taken_back, LATER)

    assert await words_in(database) == left
    async with database.reading() as connection:
        assert taken_back not in str(await indexed(connection))


async def test_what_is_edited_leaves_just_the_words_of_its_newest_text(database: Database) -> None:
    async with database.writing("default") as tx:
        await remember(tx)

    async with database.writing("default") as tx:
        await tx.revise_question(ASKED.key, "How do we order monitors?", LATER)
        await tx.revise_answer(ANSWERED.key, "In the shop.", LATER)
        await tx.revise_answer(ANSWERED.key, "An older text, heard late.", MONDAY)

    assert await words_in(database) == {"order", "monito", "shop"} | OF_EXAMPLE


async def test_a_word_stays_as_long_as_something_else_has_it(database: Database) -> None:
    async with database.writing("default") as tx:
        await remember(tx)
        other = replace(ASKED, key=f"{PILOT.key}/other", text="Laptops for guests?")
        await tx.add_question(other, MONDAY)

    async with database.writing("default") as tx:
        await tx.take_back(ASKED.key, LATER)

    assert await words_in(database) == {"laptop", "guest"} | OF_EXAMPLE


async def test_what_is_only_listened_to_is_in_no_index_until_it_is_known_as_history(
    database: Database,
) -> None:
    heard = CapturedBy.LISTENING
    async with database.writing("default") as tx:
        await tx.note_place(PILOT, TEAM, MONDAY)
        for each in (AMINA, BRUNO):
            await tx.know(each, TEAM, MONDAY)
        await tx.add_question(replace(ASKED, captured_by=heard), MONDAY)
        await tx.add_answer(replace(ANSWERED, captured_by=heard), MONDAY)
    before = await words_in(database)

    async with database.writing("default") as tx:
        await tx.recapture(ASKED.key, CapturedBy.HISTORY)

    assert before == set()
    assert await words_in(database) == OF_QUESTION | OF_ANSWER


async def test_the_words_of_another_organisation_change_nothing(database: Database) -> None:
    async def look() -> Any:
        async with database.looking("default") as tx:
            near = await tx.taught_near("laptop orders", PILOT.key, least=0, most=9)
            return [(each.key, score) for each, score in near]

    async with database.writing("default") as tx:
        await remember(tx)
        await tx.set_verdict(ASKED.key, Verdict.SOLVED, LATER)
    before = await look()

    async with database.writing("other") as tx:
        await remember(tx)
        for n in range(20):
            more = replace(ASKED, key=f"{PILOT.key}/{n}", text=f"Laptop orders, number {n}?")
            await tx.add_question(more, MONDAY)

    assert before
    assert await look() == before
    async with database.writing("other") as tx:
        await tx.take_back(ASKED.key, LATER)
    assert await look() == before
    assert await words_in(database) == OF_QUESTION | OF_ANSWER | OF_EXAMPLE


class History:
    """Things that happen to a store one after the other, drawn by chance."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._n = 0
        self._questions: list[str] = []
        self._answers: list[str] = []
        self._examples: list[str] = []

    async def happen(self, tx: Transaction) -> None:
        """Let the next thing happen."""
        self._n += 1
        acts: Iterable[Callable[[Transaction], Awaitable[object]]] = (
            self._ask, self._ask, self._answer, self._answer, self._share, self._edit, self._mark,
            self._judge, self._take_back, self._recapture, self._take, self._name_topics,
            self._forget,
        )  # fmt: skip
        await self._chance.choice(list(acts))(tx)

    def _text(self) -> str:
        few = sorted(OF_QUESTION | OF_ANSWER | OF_EXAMPLE | {"the", "how"})
        return " ".join(self._chance.choices(few, k=self._chance.randint(0, 6)))

    def _person(self) -> str:
        return self._chance.choice((AMINA, BRUNO, CHEN, DORA)).key

    def _captured(self) -> CapturedBy:
        heard = (CapturedBy.LISTENING, CapturedBy.MENTION, CapturedBy.HISTORY)
        return self._chance.choice(heard)

    def _key(self, of: list[str]) -> str:
        return self._chance.choice(of or ["nothing"])

    def _at(self) -> Any:
        return MONDAY + timedelta(minutes=self._n)

    async def _ask(self, tx: Transaction) -> object:
        self._questions.append(f"{PILOT.key}/{self._n}")
        question = replace(ASKED, key=self._questions[-1], text=self._text(), asker=self._person())
        return await tx.add_question(replace(question, captured_by=self._captured()), self._at())

    async def _answer(self, tx: Transaction) -> object:
        if not self._questions:
            return None
        self._answers.append(f"{PILOT.key}/{self._n}")
        answer = replace(ANSWERED, key=self._answers[-1], text=self._text(), author=self._person())
        answer = replace(answer, question=self._key(self._questions), captured_by=self._captured())
        return await tx.add_answer(answer, self._at())

    async def _share(self, tx: Transaction) -> object:
        self._examples.append(f"{PILOT.key}/{self._n}")
        return await tx.add_example(
            replace(SHARED, key=self._examples[-1], title=self._text(), did=self._text())
        )

    async def _edit(self, tx: Transaction) -> object:
        at = MONDAY + timedelta(minutes=self._chance.randint(0, 2 * self._n))
        await tx.revise_question(self._key(self._questions), self._text(), at)
        return await tx.revise_answer(self._key(self._answers), self._text(), at)

    async def _mark(self, tx: Transaction) -> object:
        if not self._answers:
            return None
        on = self._chance.random() < 0.7
        return await tx.mark_helpful(self._key(self._answers), self._person(), self._at(), on=on)

    async def _judge(self, tx: Transaction) -> object:
        verdict = self._chance.choice((Verdict.SOLVED, Verdict.OPEN, None))
        return await tx.set_verdict(self._key(self._questions), verdict, self._at())

    async def _take_back(self, tx: Transaction) -> object:
        everything = self._questions + self._answers + self._examples
        return await tx.take_back(self._key(everything), self._at())

    async def _recapture(self, tx: Transaction) -> object:
        return await tx.recapture(self._key(self._questions), CapturedBy.HISTORY)

    async def _take(self, tx: Transaction) -> object:
        about, item = self._key(self._questions), self._key(self._answers + self._examples)
        await tx.suggest(about, [item], self._at())
        return await tx.take(about, item, self._at())

    async def _name_topics(self, tx: Transaction) -> None:
        await tx.set_profile(self._person(), topics="\n".join(self._text().split()))

    async def _forget(self, tx: Transaction) -> None:
        before = MONDAY + timedelta(minutes=self._chance.randint(0, self._n))
        await tx.forget(
            listening_before=before,
            parked_before=before,
            inbox_before=before,
            offers_before=before,
            searches_before=before,
        )


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.long
async def test_after_any_history_the_index_is_the_one_made_anew_from_the_rows(
    database: Database, engines: Engines, seed: int
) -> None:
    chance = random.Random(seed)
    histories = {"default": History(chance), "other": History(chance)}
    for organisation in histories:
        async with database.writing(organisation) as tx:
            await remember(tx)
    for _ in range(40):
        organisation = chance.choice(list(histories))
        async with database.writing(organisation) as tx:
            await histories[organisation].happen(tx)

    async with engines.writer.begin() as connection:
        kept = await indexed(connection)
        await connection.run_sync(make)
        made = await indexed(connection)

    assert kept == made


async def test_after_it_was_made_anew_more_can_be_remembered(
    database: Database, engines: Engines
) -> None:
    async with database.writing("default") as tx:
        await remember(tx)
    async with engines.writer.begin() as connection:
        await connection.run_sync(make)

    async with database.writing("default") as tx:
        await tx.add_question(replace(ASKED, key="more", text="A router for home?"), LATER)

    assert {"router", "home"} <= await words_in(database)


async def test_a_database_from_before_there_was_an_index_gets_one(databases: Databases) -> None:
    url = databases.empty()
    engines = engines_for(url)
    async with engines.writer.begin() as connection:
        await connection.run_sync(as_it_was_before)
        await connection.execute(insert(places).values(a_place(PILOT)))
        await connection.execute(insert(persons).values(a_person(AMINA)))
        await connection.execute(insert(questions), [a_question(n) for n in range(3)])
    await engines.dispose()

    async with opened(url) as newer:
        found = await words_in(Database(newer))
        async with Database(newer).writing("default") as tx:
            await tx.take_back(f"{PILOT.key}/1", LATER)
        left = await words_in(Database(newer))

    assert found == {"order", "thing0", "thing1", "thing2"}
    assert left == {"order", "thing0", "thing2"}


def as_it_was_before(connection: Connection) -> None:
    """Take the steps up to the one that made the index."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = connection
    command.upgrade(config, "0008")


def a_place(seen: SeenPlace) -> dict[str, object]:
    told = {"visibility": "public", "phase": "pilot", "workspace": TEAM}
    return {"organisation": "default", "key": seen.key, **told}


def a_person(seen: SeenPerson) -> dict[str, object]:
    return {"organisation": "default", "key": seen.key, "workspace": TEAM, "token": "t"}


def a_question(n: int) -> dict[str, object]:
    return {
        "organisation": "default",
        "key": f"{PILOT.key}/{n}",
        "place": PILOT.key,
        "asker": AMINA.key,
        "text": f"How do we order thing{n}?",
        "asked_at": MONDAY,
        "captured_by": "mention",
        "visibility": "public",
        "remembered_at": MONDAY,
    }


# What a person sees of it.


@pytest.mark.parametrize("seen_from", [PILOT, CAREERS])
@pytest.mark.long
async def test_what_is_proposed_is_found_only_where_it_may_be_seen(
    bot: Bot, seen_from: Any
) -> None:
    await careers_join(bot)
    await known(bot, "How do I order a laptop?")
    async with bot.database.writing("default") as tx:
        await tx.set_place(PILOT.key, visibility="private")

    outcome = await bot.hear(Find("laptop order"), EMEKA, seen_from)

    assert ("We order them in the shop." in said(outcome)) is (seen_from is PILOT)


async def test_what_is_taken_back_is_found_no_more_and_nobody_knows_about_it(bot: Bot) -> None:
    answer = await known(bot, "How do I order a laptop?")
    await bot.hear(Delete(answer), None)

    found = await bot.hear(Find("laptop order"), EMEKA)
    knows = await bot.hear(WhoKnows("laptop"), EMEKA)

    assert "Nothing was found" in said(found)
    assert BRUNO.key not in said(knows)


@pytest.mark.long
async def test_the_rarest_words_find_what_they_are_in_among_thousands(bot: Bot) -> None:
    async with bot.database.writing("default") as tx:
        for each in (AMINA, BRUNO):
            await tx.know(each, TEAM, MONDAY)
        for n in range(60):
            key, asked = f"{PILOT.key}/{n}", MONDAY + timedelta(minutes=n)
            text = "How do we order things for the team meeting?"
            text = text.replace("things", "xylophones") if n == 7 else text
            await tx.add_question(replace(ASKED, key=key, text=text, asked_at=asked), asked)
            await tx.add_answer(replace(ANSWERED, key=f"{key}/a", question=key), asked)

    async with bot.database.looking("default") as look:
        found = await look.near("order xylophones", PILOT.key, least=FINDABLE, most=3)

    assert found[0].key == f"{PILOT.key}/7/a"
