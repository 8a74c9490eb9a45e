"""PostgreSQL: what only a server does. It comes and goes, refuses, and has a language."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from bot.ports import StoreAway
from bot.refusal import Refusal
from store.engine import Engines, bring_up_to_date, opened
from store.transaction import Database
from tests.cast import MONDAY, PILOT, TEAM
from tests.conftest import Bot
from tests.databases import SERVER, Databases, needs_postgresql
from tests.test_inbox import delivery

HANG_UP = text(
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


async def hang_up(databases: Databases) -> None:
    """End all connections to the database from the side of the server, as a restart does."""
    url = make_url(databases.url()).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        await connection.execute(HANG_UP)
    await engine.dispose()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
@needs_postgresql
async def test_each_way_to_write_the_address_will_do(databases: Databases, scheme: str) -> None:
    address = databases.url().partition("://")[2]

    async with opened(f"{scheme}://{address}") as engines, engines.reader.connect() as connection:
        assert (await connection.execute(text("SELECT 1"))).scalar() == 1


async def test_a_server_that_is_not_there_is_said_without_the_password() -> None:
    with pytest.raises(Refusal) as refused:
        async with opened("postgresql://amina:hush@127.0.0.1:1/whoknows"):
            pass

    assert refused.value.key == "database.cannot_open"
    assert "hush" not in refused.value.sentence()


async def test_a_server_that_keeps_silent_is_said() -> None:
    async def keep_silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    silent = await asyncio.start_server(keep_silent, "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    address = f"postgresql+asyncpg://amina:hush@127.0.0.1:{port}/whoknows"

    async with silent:
        with pytest.raises(Refusal) as refused:
            await bring_up_to_date(create_async_engine(address, connect_args={"timeout": 0.1}))

    assert refused.value.key == "database.no_answer"


@needs_postgresql
async def test_a_database_that_is_not_there_is_said() -> None:
    missing = make_url(SERVER).set(database="nowhere", password="hush")

    with pytest.raises(Refusal) as refused:
        async with opened(missing.render_as_string(hide_password=False)):
            pass

    assert "nowhere" in refused.value.sentence()
    assert "hush" not in refused.value.sentence()


@needs_postgresql
async def test_a_restart_of_the_server_between_two_transactions_is_not_noticed(
    bot: Bot, databases: Databases
) -> None:
    await hang_up(databases)

    await bot.inbox.work_on(await bot.inbox.receive([delivery(bot, 1)]))

    assert len(await bot.remembered("question")) == 1


@needs_postgresql
async def test_a_server_that_goes_in_the_middle_means_that_the_store_is_away(
    database: Database, databases: Databases
) -> None:
    async def cut_off() -> None:
        async with database.writing("default") as tx:
            await tx.queue("question", PILOT.key, "1", MONDAY)
            await hang_up(databases)
            await tx.queue("question", PILOT.key, "2", MONDAY)

    async def cut_off_at_the_end() -> None:
        async with database.writing("default") as tx:
            await tx.queue("question", PILOT.key, "1", MONDAY)
            await hang_up(databases)

    for cut in (cut_off, cut_off_at_the_end):
        with pytest.raises(StoreAway):
            await cut()

    async with database.reading() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM outbox"))).scalar() == 0


async def test_a_server_that_is_not_there_when_a_transaction_begins_means_the_store_is_away() -> (
    None
):
    nowhere = create_async_engine("postgresql+asyncpg://amina:hush@127.0.0.1:1/whoknows")

    with pytest.raises(StoreAway) as away:
        async with Database(Engines(nowhere, nowhere)).writing("default"):
            pass

    assert "hush" not in str(away.value)


@needs_postgresql
async def test_what_the_server_cannot_keep_is_set_aside_and_the_others_go_on(bot: Bot) -> None:
    good, poison = delivery(bot, 1), delivery(bot, 2)
    too_long = replace(PILOT, key=f"{TEAM}/{'C' * 500}")
    bot.heard[poison.key] = replace(bot.heard[poison.key], place=too_long)
    keys = await bot.inbox.receive([good, poison])

    worked = await bot.inbox.work_on(keys)

    assert [each.became for each in worked] == ["remembered", "dead"]


@needs_postgresql
async def test_an_organisation_does_not_wait_for_another(database: Database) -> None:
    async with database.writing("default") as tx, database.writing("other") as other:
        assert await tx.queue("question", PILOT.key, "1", MONDAY)
        assert await other.queue("question", PILOT.key, "1", MONDAY)


@pytest.fixture
async def shared(databases: Databases) -> AsyncIterator[Engines]:
    """A database in which somebody else has a table too."""
    url = databases.empty()
    engine = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"))
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE theirs (name text, on_us text)"))
    await engine.dispose()
    async with opened(url) as engines:
        yield engines


@needs_postgresql
async def test_all_our_text_is_sorted_by_code_point_and_nothing_of_others_is_touched(
    shared: Engines,
) -> None:
    async with shared.reader.connect() as connection:
        found = await connection.execute(
            text(
                "SELECT DISTINCT table_name FROM information_schema.columns"
                " WHERE table_schema = 'public' AND collation_name IS DISTINCT FROM 'C'"
                " AND data_type IN ('text', 'character varying')"
            )
        )

    assert set(found.scalars()) == {"theirs", "alembic_version"}
