"""From version 0.1.0 on migrations only add: what it made is there, and what it remembered too."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, MetaData, Row, Table, inspect, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Boolean, DateTime, Integer, TypeEngine

from store.engine import Engines, engines_for
from store.migrations import HERE, upgrade
from tests.databases import Databases

LAST = "0007"
"""The newest migration of version 0.1.0."""
SCHEMA = Path(__file__).parent / "schemas/0.1.0.txt"
"""Its tables, a line for each column: table, column, type, and whether it must be filled."""

SAID = {
    "organisation": "default",
    "phase": "pilot",
    "visibility": "public",
    "captured_by": "command",
    "verdict": "solved",
    "wants": "answer",
    "language": "en",
    "zone": "Europe/Berlin",
    "text": "How do other teams run onboarding?",
}
"""What stands in columns that a migration may read; a key stands in all others."""

LATE = datetime(2018, 3, 1, tzinfo=UTC)
ANSWERED = datetime(2018, 3, 2, tzinfo=UTC)

Column = tuple[str, str]


@pytest.fixture
async def empty(databases: Databases) -> AsyncIterator[Engines]:
    """A database in which nothing was migrated yet."""
    engines = engines_for(databases.empty())
    yield engines
    await engines.dispose()


def upgrade_to_the_first_version(connection: Connection) -> None:
    """Make the schema of version 0.1.0."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = connection
    command.upgrade(config, LAST)


def schema(connection: Connection) -> dict[Column, str]:
    """Return what kind each column is of, by its table and name."""
    found = inspect(connection)
    return {
        (table, column["name"]): kind(column["type"], is_filled=not column["nullable"])
        for table in found.get_table_names()
        if table != "alembic_version"
        for column in found.get_columns(table)
    }


def kind(column: TypeEngine[Any], *, is_filled: bool) -> str:
    """Return a type as both databases know it, and whether it must be filled."""
    generic = column.as_generic()
    length = getattr(generic, "length", None)
    name = type(generic).__name__ + (f"({length})" if length else "")
    return f"{name} filled" if is_filled else name


def of_the_first_version() -> dict[Column, str]:
    """Return the schema that was released."""
    lines = (each.split(" ", 2) for each in SCHEMA.read_text(encoding="utf-8").splitlines())
    return {(table, column): kind for table, column, kind in lines}


def in_lines(found: dict[Column, str]) -> str:
    """Return a schema as it is written down."""
    return "".join(f"{table} {name} {kind}\n" for (table, name), kind in sorted(found.items()))


async def test_the_migrations_of_the_first_version_make_what_was_released(empty: Engines) -> None:
    async with empty.writer.begin() as connection:
        await connection.run_sync(upgrade_to_the_first_version)
        found = await connection.run_sync(schema)

    assert in_lines(found) == SCHEMA.read_text(encoding="utf-8")


async def test_everything_of_the_first_version_is_there_today_as_it_was(engines: Engines) -> None:
    async with engines.reader.connect() as connection:
        today = await connection.run_sync(schema)

    released = of_the_first_version()
    assert {column: today.get(column) for column in released} == released


async def test_what_the_first_version_writes_still_fits(engines: Engines) -> None:
    """A column that came later is one that need not be filled, or fills itself."""

    def demanded(connection: Connection) -> set[Column]:
        found = inspect(connection)
        return {
            (table, column["name"])
            for table in {table for table, _ in of_the_first_version()}
            for column in found.get_columns(table)
            if not column["nullable"] and column["default"] is None
        }

    async with engines.reader.connect() as connection:
        today = await connection.run_sync(demanded)

    assert today <= set(of_the_first_version())


async def test_what_the_first_version_remembered_stays(empty: Engines) -> None:
    async with empty.writer.begin() as connection:
        await connection.run_sync(upgrade_to_the_first_version)
        tables = await connection.run_sync(tables_of)
        for each in tables:
            await connection.execute(each.insert().values(row_for(each)))
        before = {each.name: (await connection.execute(select(each))).one() for each in tables}

        await connection.run_sync(upgrade)

        for each in tables:
            after: Row[Any] = (await connection.execute(select(each))).one()
            assert after == before[each.name], each.name


async def test_what_was_replayed_before_is_watched_until_the_last_that_is_known_of_it(
    empty: Engines,
) -> None:
    """What was heard live, or said in it, was remembered within the day."""
    later = datetime(2026, 11, 29, 9, tzinfo=UTC)

    async def add(connection: AsyncConnection, name: str, **values: object) -> None:
        table = (await connection.run_sync(tables_by_name))[name]
        await connection.execute(table.insert().values({**row_for(table), **values}))

    async with empty.writer.begin() as connection:
        await connection.run_sync(upgrade_to_the_first_version)
        await add(connection, "places")
        await add(connection, "persons")
        for n, (captured_by, asked_at) in enumerate(
            [("history", datetime(2018, 2, 1, tzinfo=UTC)), ("history", LATE), ("listening", later)]
        ):
            key = {"key": f"q{n}", "thread": f"q{n}", "captured_by": captured_by}
            await add(connection, "questions", **key, asked_at=asked_at, remembered_at=later)
        given = {"question": "q0", "answered_at": ANSWERED, "remembered_at": later}
        await add(connection, "answers", **given, captured_by="history")

        await connection.run_sync(upgrade)

        found = (await connection.run_sync(tables_by_name))["questions"]
        rows = await connection.execute(select(found.c.key, found.c.seen_until))
        ends = {row.key: row.seen_until and row.seen_until.replace(tzinfo=UTC) for row in rows}
    assert ends == {"q0": ANSWERED, "q1": ANSWERED, "q2": None}


def tables_by_name(connection: Connection) -> dict[str, Table]:
    return {each.name: each for each in tables_of(connection)}


def tables_of(connection: Connection) -> list[Table]:
    """Return the tables that there are, those first to which others refer."""
    found = MetaData()
    found.reflect(connection)
    return [each for each in found.sorted_tables if each.name != "alembic_version"]


def row_for(table: Table) -> dict[str, Any]:
    """Return a row that fills every column, and refers to such rows of other tables."""
    return {column.name: value_for(column.name, column.type) for column in table.columns}


def value_for(name: str, column: TypeEngine[Any]) -> Any:
    """Return something that fits into a column."""
    match column.as_generic():
        case Boolean():
            return True
        case Integer():
            return 1
        case DateTime():
            return datetime(2026, 11, 29, 9, tzinfo=UTC)
        case _:
            return SAID.get(name, "slack:T1/C1/1.0")
