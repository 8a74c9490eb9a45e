"""When a process of ours breaks on purpose: all that it writes is JSON, says where, no words."""

import asyncio
import json
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy.engine import make_url

from adapters.clock import ticking
from adapters.operations import add_operations
from bot.outbox import Sender
from bot.timetable import Timetable
from bot.words import line
from store.engine import Engines
from store.transaction import Database, Transaction
from tests.conftest import Bot
from tests.databases import Databases, needs_sqlite
from tests.logged import Log, logged
from tests.test_command_line import PATIENCE, PREFIXES, address, free_port, process

ASKED = "Who knows Grzegorz Brzęczyszczykiewicz?"


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    """What the process logs."""
    with logged(monkeypatch) as found:
        yield found


def no_words(text: str) -> None:
    """Fail where a piece of what was said stands in a text."""
    pieces = (ASKED[start : start + 5] for start in range(len(ASKED) - 4))
    assert [each for each in pieces if each in text] == []


@needs_sqlite
@pytest.mark.long  # a process of its own
def test_who_breaks_the_sandbox_is_told_the_id_that_its_log_has(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in os.environ:
        if name.startswith(PREFIXES):
            monkeypatch.delenv(name)
    monkeypatch.setenv("WHOKNOWS_DATABASE_URL", databases.url("sandbox"))

    with process("sandbox", "--port", str(free_port())) as sandbox:
        base = address(sandbox)
        break_the_chat(databases.url("sandbox"))
        said = sentence_of_what_broke(base)
        sandbox.terminate()
        _, written = sandbox.communicate(timeout=PATIENCE)

    [found] = [json.loads(each) for each in written.splitlines()]
    no_words(json.dumps(found, ensure_ascii=False))
    assert said == line("en", "broke.told", id=found["id"])
    assert found["error"] == "sqlalchemy.exc.OperationalError"
    assert found["where"].startswith("store/chat.py:")
    assert f"{found['where']} SandboxLog.save" in found["chain"]
    assert [each["type"] for each in found["causes"]] == ["sqlite3.OperationalError"]


def break_the_chat(url: str) -> None:
    """Take away what a running sandbox keeps its messages in."""
    with sqlite3.connect(make_url(url).database or "") as connection:
        connection.execute("ALTER TABLE sandbox_messages RENAME TO elsewhere")


def sentence_of_what_broke(base: str) -> str:
    """Say something in a sandbox; return what it says to that."""
    body = {"person": "Amina", "place": "onboarding", "do": "say", "text": ASKED}
    said = Request(  # noqa: S310 - the sandbox just started
        f"{base}sandbox/act", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with pytest.raises(HTTPError) as broke:
        urlopen(said, timeout=PATIENCE)  # noqa: S310 - the same
    assert broke.value.code == 500
    return str(json.load(broke.value)["error"])


class Lost(Database):
    """A store that is broken, not away."""

    def __init__(self, engines: Engines) -> None:
        super().__init__(engines)
        self.came = asyncio.Event()

    @asynccontextmanager
    async def writing(self, organisation: str) -> AsyncIterator[Transaction]:
        """Break, in somebody's words."""
        self.came.set()
        raise RuntimeError(f"{organisation}: {ASKED}")
        yield  # type: ignore[unreachable] # what makes it a generator


async def test_a_tick_that_breaks_says_where(bot: Bot, engines: Engines, log: Log) -> None:
    lost = Lost(engines)
    timetable = Timetable(Sender(replace(bot.inbox, store=lost), {}))

    async with ticking(timetable), asyncio.timeout(PATIENCE):
        await lost.came.wait()

    found = log.broke[0]
    no_words(log.text)
    assert (found["event"], found["error"]) == ("a tick failed", "RuntimeError")
    assert found["chain"][0].startswith("adapters/clock.py:")
    assert found["chain"][-1].endswith(" Lost.writing")
    assert "bot/outbox.py" in str(found["chain"])


async def test_a_database_that_does_not_answer_says_where_but_no_password(log: Log) -> None:
    async def away() -> Mapping[str, int]:
        raise OSError(f"the disk is gone, password={ASKED}")

    served = web.Application()
    add_operations(served, away)
    async with TestClient(TestServer(served)) as client:
        answer: Any = await client.get("/readyz")

    [found] = log.broke
    no_words(log.text)
    assert answer.status == 503
    assert (found["event"], found["error"]) == ("the database does not answer", "OSError")
    assert found["chain"][-1].endswith(".<locals>.away")
