"""The store: times, transactions, migrations, and what happens when it cannot be opened."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import StatementError

from bot.intents import SeenPlace
from bot.refusal import Refusal
from store.engine import Engines, engines_for, opened
from store.migrations import HERE, newest
from store.tables import dead_letters, metadata
from store.transaction import Database
from tests.cast import MONDAY, TEAM
from tests.databases import Databases


def a_letter(at: datetime) -> dict[str, object]:
    return {
        "organisation": "default",
        "key": "k",
        "source": "s",
        "payload": "p",
        "reason": "r",
        "at": at,
    }


async def test_a_time_comes_back_aware_and_in_utc(engines: Engines) -> None:
    in_india = datetime(2026, 3, 29, 3, 30, 0, 123456, timezone(timedelta(hours=5, minutes=30)))
    async with engines.writer.begin() as connection:
        await connection.execute(insert(dead_letters).values(a_letter(in_india)))

    async with engines.reader.connect() as connection:
        [at] = (await connection.execute(select(dead_letters.c.at))).scalars()

    assert at == in_india
    assert at.tzinfo is UTC


async def test_a_time_without_a_zone_is_refused(engines: Engines) -> None:
    naive = MONDAY.replace(tzinfo=None)

    with pytest.raises(StatementError, match="without a zone"):
        async with engines.writer.begin() as connection:
            await connection.execute(insert(dead_letters).values(a_letter(naive)))


async def test_a_reader_cannot_write(engines: Engines) -> None:
    with pytest.raises(Exception, match=r"read-?only"):
        async with engines.reader.begin() as connection:
            await connection.execute(insert(dead_letters).values(a_letter(MONDAY)))


async def test_a_reader_sees_one_state_while_others_write(database: Database) -> None:
    count = text("SELECT count(*) FROM outbox")

    async with database.reading() as connection:
        before = (await connection.execute(count)).scalar()
        async with database.writing("default") as tx:
            await tx.queue("question", f"{TEAM}/C1", "1", MONDAY)
        after = (await connection.execute(count)).scalar()

    assert (before, after) == (0, 0)


async def test_a_transaction_that_breaks_leaves_nothing(database: Database) -> None:
    async def half_done() -> None:
        async with database.writing("default") as tx:
            await tx.note_place(SeenPlace(f"{TEAM}/C1", "one"), TEAM, MONDAY)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        await half_done()

    async with database.reading() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM places"))).scalar() == 0


async def test_many_that_read_and_then_write_all_get_through(databases: Databases) -> None:
    url = databases.url()
    async with opened(url) as one, opened(url) as two:
        replicas = [Database(one), Database(two)]

        async def read_then_write(number: int) -> None:
            async with replicas[number % 2].writing("default") as tx:
                await tx.question("nothing")
                await tx.queue("question", f"{TEAM}/C1", str(number), MONDAY)

        await asyncio.gather(*(read_then_write(number) for number in range(100)))

        async with one.reader.connect() as connection:
            assert (await connection.execute(text("SELECT count(*) FROM outbox"))).scalar() == 100


async def test_the_migrations_make_exactly_the_tables_of_the_page(engines: Engines) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    async with engines.writer.connect() as connection:
        found = await connection.run_sync(differences)

    assert found == []


def test_the_newest_migration_is_the_one_with_the_highest_number() -> None:
    assert newest() == ScriptDirectory(str(HERE)).get_current_head()


async def test_opening_twice_migrates_once(databases: Databases) -> None:
    url = databases.empty()
    for _ in range(2):
        async with opened(url) as engines, engines.reader.connect() as connection:
            versions = await connection.execute(text("SELECT version_num FROM alembic_version"))

            assert list(versions.scalars()) == [newest()]


def test_every_table_of_the_product_carries_its_organisation() -> None:
    without = [each.name for each in metadata.sorted_tables if "organisation" not in each.c]

    # The chat itself, which is nobody's knowledge; and numbers of words, which carry theirs.
    assert without == ["postings", "sandbox_messages"]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("rubbish", "database.no_address"),
        ("oracle://x", "database.not_served"),
        ("postgresql://amina:hush@host:port/x", "database.no_address"),
        ("sqlite+aiosqlite://", "database.needs_a_file"),
        ("sqlite://somewhere/x.db", "database.no_address"),
        ("sqlite:///file:x?mode=memory&uri=true", "database.no_address"),
        ("sqlite+aiosqlite:///:memory:", "database.needs_a_file"),
    ],
)
def test_a_database_that_cannot_be_used_is_refused_with_what_to_set(url: str, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        engines_for(url)

    assert refused.value.key == key
    assert "sqlite+aiosqlite:///" in refused.value.sentence()


async def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "letter.db"
    file.write_text("Dear Amina, this is not a database, but a letter. " * 50)
    before = file.read_bytes()

    with pytest.raises(Refusal) as refused:
        async with opened(f"sqlite+aiosqlite:///{file}"):
            pass

    assert refused.value.key == "database.cannot_open"
    assert file.read_bytes() == before
