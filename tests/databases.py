"""Fresh databases for tests: files, or databases on the PostgreSQL server that is named."""

import asyncio
import os
import shutil
import uuid
from collections.abc import Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from store.engine import opened
from store.transaction import Database

SERVER = os.environ.get("WHOKNOWS_TEST_DATABASE_URL", "")
"""The address of a database of a PostgreSQL server on which we may make others; none for SQLite."""

needs_sqlite = pytest.mark.skipif(bool(SERVER), reason="about the file of SQLite (make test)")
needs_postgresql = pytest.mark.skipif(not SERVER, reason="about PostgreSQL (make postgres)")


class Behind:
    """What a store that a test puts before the real one leaves to that."""

    database: Database

    async def organisations(self) -> Sequence[str]:
        """Return every organisation of which anything is kept."""
        return await self.database.organisations()

    async def wipe(self) -> bool:
        """Leave no byte of what was taken back."""
        return await self.database.wipe()


class Databases:
    """Makes databases by name; a name stands for the same one throughout."""

    def __init__(self, folder: Path, template: str) -> None:
        self._folder = folder
        self._template = template
        self._urls: dict[str, str] = {}

    def url(self, name: str = "whoknows", *, like: str | None = None) -> str:
        """Return the address of a database: a new one, or a copy of the one at ``like``."""
        if name not in self._urls:
            self._urls[name] = self._on_server(like) if SERVER else self._in_folder(name, like)
        return self._urls[name]

    def empty(self) -> str:
        """Return the address of a database without tables."""
        self._urls["empty"] = _created("template1") if SERVER else self._in_folder("empty", None)
        return self._urls["empty"]

    def drop(self) -> None:
        """Drop all of them; files are left to pytest."""
        if SERVER:
            _dropped(*self._urls.values())

    def _on_server(self, like: str | None) -> str:
        return _created(make_url(like).database or "" if like else self._template)

    def _in_folder(self, name: str, like: str | None) -> str:
        file = self._folder / f"{name}.db"
        if name != "empty":
            shutil.copy(make_url(like).database or "" if like else self._template, file)
        return f"sqlite+aiosqlite:///{file}"


@contextmanager
def made_in(folder: Path, template: str) -> Iterator[Databases]:
    """Lend databases, and drop them at the end."""
    databases = Databases(folder, template)
    try:
        yield databases
    finally:
        databases.drop()


@contextmanager
def template() -> Iterator[str]:
    """Lend a database that holds the tables, to be copied: its name, or its file for SQLite."""
    if not SERVER:
        with TemporaryDirectory() as folder:
            file = Path(folder) / "template.db"
            run_apart(_open_once(f"sqlite+aiosqlite:///{file}"))
            yield str(file)
        return
    url = _created("template1")
    try:
        run_apart(_open_once(url))
        yield make_url(url).database or ""
    finally:
        _dropped(url)


async def _open_once(url: str) -> None:
    async with opened(url):
        pass


def _created(like: str) -> str:
    name = f"whoknows_{uuid.uuid4().hex[:12]}"
    run_apart(_tell_server(f'CREATE DATABASE "{name}" TEMPLATE "{like}"'))
    return make_url(SERVER).set(database=name).render_as_string(hide_password=False)


def _dropped(*urls: str) -> None:
    names = [make_url(url).database for url in urls]
    run_apart(_tell_server(*(f'DROP DATABASE "{name}" WITH (FORCE)' for name in names)))


async def _tell_server(*statements: str) -> None:
    address = make_url(SERVER).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(address, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        for statement in statements:
            await connection.exec_driver_sql(statement)


def run_apart(work: Coroutine[Any, Any, None]) -> None:
    """Run it in a thread, as a test may have a loop running."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()
