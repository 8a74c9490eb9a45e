"""Opens the database and brings its schema up to date.

SQLite: one writer connection whose transactions begin IMMEDIATE (deferred ones fail with
"database is locked" as soon as two of them read and then write), and a pool of readers.
What PostgreSQL needs stands in ``store/postgresql.py``.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from bot.ports import StoreAway
from bot.refusal import Refusal
from store import postgresql
from store.migrations import newest, reached, upgrade

READERS = 4
_A_MOMENT = 0.05
"""Seconds for which whoever writes may wait while the log is begun anew."""
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=5000",
    "PRAGMA secure_delete=ON",  # what is taken back leaves no byte behind
)


@dataclass(frozen=True)
class Engines:
    """One engine to write with and one to read with."""

    writer: AsyncEngine
    reader: AsyncEngine

    @asynccontextmanager
    async def writing(self, organisation: str) -> AsyncIterator[AsyncConnection]:
        """Begin a transaction beside which no other of this organisation writes.

        Raises StoreAway where the database is at fault, not what was asked of it.
        """
        try:
            async with AsyncExitStack() as stack:
                yield await self._begun(organisation, stack)
        except DBAPIError as error:
            if not _is_away(error):
                raise
            raise StoreAway(str(error.orig)) from error

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Lend a connection that sees one state and can change nothing; raise StoreAway."""
        try:
            async with AsyncExitStack() as stack:
                yield await self._lent(stack)
        except DBAPIError as error:
            if not _is_away(error):
                raise
            raise StoreAway(str(error.orig)) from error

    async def _lent(self, stack: AsyncExitStack) -> AsyncConnection:
        try:
            return await stack.enter_async_context(self.reader.connect())
        except (SQLAlchemyError, OSError) as error:  # nothing was asked of it yet
            raise StoreAway(_reason(error)) from error

    async def _begun(self, organisation: str, stack: AsyncExitStack) -> AsyncConnection:
        try:
            connection = await stack.enter_async_context(self.writer.begin())
            if connection.dialect.name == "postgresql":
                await postgresql.take_turn(connection, organisation)
        except (SQLAlchemyError, OSError) as error:  # nothing was asked of it yet
            raise StoreAway(_reason(error)) from error
        return connection

    async def wipe(self) -> bool:
        """Leave no byte beside the database of what is not in it any more.

        SQLite writes into a log first, in which old pages lie until it is begun anew. False where
        somebody still reads what was before: nobody is kept waiting for them.
        """
        if self.writer.dialect.name != "sqlite" or not self.writer.url.database:
            return True
        return await asyncio.to_thread(_wiped, self.writer.url.database)

    async def dispose(self) -> None:
        """Close every connection."""
        await self.reader.dispose()
        await self.writer.dispose()


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Engines]:
    """Open the database of ``url`` with the newest schema; raise Refusal."""
    engines = engines_for(url)
    try:
        if not await _is_up_to_date(engines.reader):
            await bring_up_to_date(engines.writer)
        yield engines
    finally:
        await engines.dispose()


@asynccontextmanager
async def opened_as_it_is(url: str) -> AsyncIterator[Engines]:
    """Open a database that is there with the newest schema, and make nothing; raise Refusal."""
    engines = engines_for(url, make=False)
    try:
        found = await _version_or_refusal(engines)
        if found is None:
            raise Refusal("database.no_tables")
        if found != newest():
            is_newer = found > newest()
            key = "doctor.database_newer" if is_newer else "doctor.database_older"
            raise Refusal(key, version=found, newest=newest())
        yield engines
    finally:
        await engines.dispose()


async def _version_or_refusal(engines: Engines) -> str | None:
    try:
        return await version(engines)
    except TimeoutError as error:
        seconds = postgresql.SECONDS_TO_CONNECT
        raise Refusal("database.no_answer", seconds=seconds) from error
    except (SQLAlchemyError, OSError) as error:
        raise Refusal("database.cannot_open", reason=_reason(error)) from error


def engines_for(url: str, *, make: bool = True) -> Engines:
    """Return the engines for a database URL; raise Refusal where it is none we know.

    A file that is not there is only made, and one without tables only opened, where we may.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # the second for a port that is no number
        raise Refusal("database.no_address") from None
    match parsed.get_backend_name():
        case "sqlite":
            return _sqlite(parsed, make=make)
        case "postgresql" | "postgres":
            return Engines(postgresql.writer_for(parsed), postgresql.reader_for(parsed))
        case other:
            raise Refusal("database.not_served", kind=other)


def _sqlite(url: URL, *, make: bool) -> Engines:
    if url.host or url.query:
        raise Refusal("database.no_address")
    if not url.database or url.database == ":memory:":
        raise Refusal("database.needs_a_file")
    if not make and not Path(url.database).exists():
        raise Refusal("database.none", path=url.database)
    _try_to_open(Path(url.database), make=make)
    url = url.set(drivername="sqlite+aiosqlite")
    writer = create_async_engine(url, poolclass=AsyncAdaptedQueuePool, pool_size=1, max_overflow=0)
    reader = create_async_engine(
        url, poolclass=AsyncAdaptedQueuePool, pool_size=READERS, max_overflow=0
    )
    _prepare(writer, "BEGIN IMMEDIATE")
    _prepare(reader, "BEGIN")
    return Engines(writer, reader)


def _try_to_open(file: Path, *, make: bool) -> None:
    """Make the folder and open the file once, before a driver's thread can fail to."""
    try:
        if make:
            file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(file)) as connection:
            is_empty = connection.execute("PRAGMA schema_version").fetchone() == (0,)
        if is_empty and not make:
            raise Refusal("database.no_tables")
    except (OSError, sqlite3.Error) as error:
        raise Refusal("database.cannot_open", reason=str(error)) from None


def _wiped(file: str) -> bool:
    """Begin the log of a database anew; False where that would take longer than a moment."""
    try:
        with closing(sqlite3.connect(file, timeout=_A_MOMENT, isolation_level=None)) as connection:
            # Most of the work first, beside which everybody reads and writes.
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            is_busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        return False
    return not is_busy


def _prepare(engine: AsyncEngine, begin: str) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: object, record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined] # we begin ourselves
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for pragma in _PRAGMAS:
            cursor.execute(pragma)
        if begin == "BEGIN":
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def began(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


async def _is_up_to_date(reader: AsyncEngine) -> bool:
    """Tell whether nothing is to be migrated; looking waits for nobody who writes."""
    try:
        async with reader.connect() as connection:
            return await connection.run_sync(reached) == newest()
    except (TimeoutError, SQLAlchemyError, OSError):
        return False  # whoever brings it up to date tells why it cannot be done


async def bring_up_to_date(engine: AsyncEngine) -> None:
    """Run the migrations that are missing; raise Refusal when that cannot be done."""
    try:
        async with engine.connect() as connection:
            if await connection.run_sync(reached) == newest():
                return
            await connection.run_sync(upgrade)
            await connection.commit()
    except TimeoutError as error:
        seconds = postgresql.SECONDS_TO_CONNECT
        raise Refusal("database.no_answer", seconds=seconds) from error
    except (SQLAlchemyError, OSError) as error:
        raise Refusal("database.cannot_open", reason=_reason(error)) from error


async def version(engines: Engines) -> str | None:
    """Return the newest migration that was run, None where there are no tables yet."""
    async with engines.reader.connect() as connection:
        return await connection.run_sync(reached)


def _is_away(error: DBAPIError) -> bool:
    """Tell whether trying again can help."""
    sqlstate = getattr(error.orig, "sqlstate", None)
    if sqlstate:
        return postgresql.is_away(sqlstate)
    return isinstance(error, OperationalError | InterfaceError)


def _reason(error: Exception) -> str:
    """Return what a driver says, in one line; its messages hold no password."""
    return " ".join(str(getattr(error, "orig", None) or error).split())
