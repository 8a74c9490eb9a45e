"""The process as it is started: what it writes while everything breaks, and how it stays open."""

import asyncio
import json
import os
import resource
import socket
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession, web

from tests.slack.deliveries import signature
from tests.slack.doorstep import FORM, JSON, SIGNATURE, STAMP, envelope, eventually

pytestmark = pytest.mark.long

ROOT = Path(__file__).parent.parent
HUSH = "HUSH4242"
"""Stands in every secret, every word and every address; nothing of it may be written anywhere."""
SIGNING = f"{HUSH}0123456789abcdef01234567"
KIND = ("event", "level", "logger", "by", "error", "where", "reason", "kind", "outcome")
MANY = 40
FILES = 256
SOON = 30.0

Line = dict[str, Any]

SLACK = {
    "SLACK_BOT_TOKEN": f"xoxb-1-{HUSH}",
    "SLACK_APP_TOKEN": f"xapp-1-{HUSH}",
    "SLACK_SIGNING_SECRET": SIGNING,
}
SEVERAL = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": HUSH,
    "SLACK_SIGNING_SECRET": SIGNING,
    "WHOKNOWS_SECRET_KEY": f"{HUSH}-and-long-enough-to-be-a-key-of-ours",
    "WHOKNOWS_PUBLIC_URL": "https://whoknows.example.org",
}
TEAMS = {
    "MICROSOFT_APP_ID": "11111111-1111-1111-1111-111111111111",
    "MICROSOFT_APP_PASSWORD": HUSH,
    "MICROSOFT_APP_TENANT_ID": "22222222-1111-1111-1111-111111111111",
}

SABOTAGE = f'''
import asyncio, logging, threading, warnings
import adapters.serving as serving

WORDS = "{HUSH}"
NAMES = """aiohttp.server aiohttp.access aiohttp.client aiohttp.web aiohttp.internal asyncio
slack_bolt slack_bolt.AsyncApp slack_sdk slack_sdk.web.async_client slack_sdk.socket_mode.aiohttp
botbuilder botframework msrest msrest.universal_http urllib3 urllib3.connectionpool requests
sqlalchemy sqlalchemy.engine.Engine sqlalchemy.pool aiosqlite alembic alembic.runtime.migration
apscheduler apscheduler.scheduler apscheduler.executors.default asyncpg py.warnings
concurrent.futures charset_normalizer nobody.knows.this.one""".split()


def broken():
    raise ValueError(WORDS, {{WORDS: WORDS}})


async def dying():
    broken()


class Unraisable:
    def __del__(self):
        broken()


def complain():
    for name in NAMES:
        logger = logging.getLogger(name)
        for tell in (logger.debug, logger.info, logger.warning, logger.error, logger.critical):
            tell("GET /?code=%s Authorization: Bearer %s", WORDS, WORDS)
        try:
            broken()
        except ValueError:
            logger.exception("it broke on %s", WORDS)


def sabotage():
    heard()
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = 0.0
    for n in range({MANY}):
        loop.call_later(0.05 * n, broken)
        loop.call_later(0.05 * n, lambda: asyncio.ensure_future(dying()))
        loop.call_later(0.05 * n, lambda: threading.Thread(target=broken).start())
        loop.call_later(0.05 * n, lambda: warnings.warn(WORDS, ResourceWarning))
        loop.call_later(0.05 * n, Unraisable)
        loop.call_later(0.05 * n, complain)


heard, serving.hear_the_loop = serving.hear_the_loop, sabotage
warnings.simplefilter("always")
import app
app.main()
'''


@dataclass
class Running:
    """A process of ours, and what it has written."""

    process: asyncio.subprocess.Process
    port: int
    folder: Path
    peer: str

    @property
    def written(self) -> str:
        """Return what it wrote, wherever."""
        return (self.folder / "out").read_text() + (self.folder / "err").read_text()

    @property
    def lines(self) -> list[Line]:
        """Return its log; each line of it is JSON."""
        return [json.loads(each) for each in (self.folder / "err").read_text().splitlines()]

    @property
    def database(self) -> Path:
        """Return where its database lies."""
        return self.folder / "whoknows.db"

    async def has_ended(self) -> bool:
        """Tell whether it has ended by itself."""
        return self.process.returncode is not None

    async def says(self, said: bytes, *later: bytes) -> bytes:
        """Say something at its door, piece by piece, and return what it answers in a second."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        with closing(writer):
            for each in (said, *later):
                writer.write(each)
                await asyncio.sleep(0.02 if later else 0)
            try:
                async with asyncio.timeout(1):
                    return await reader.read(1_000)
            except (TimeoutError, ConnectionError):
                return b""

    async def slack(self, body: bytes, kind: str = JSON) -> int:
        """Deliver something as Slack would; return the status of the answer."""
        stamp = str(int(time.time()))
        headers = {"Content-Type": kind, STAMP: stamp, SIGNATURE: signature(SIGNING, stamp, body)}
        url = f"http://127.0.0.1:{self.port}/slack/events"
        async with ClientSession() as session, session.post(url, data=body, headers=headers) as got:
            return got.status

    def held_back(self) -> Mapping[tuple[str, ...], int]:
        """Return how many lines there are of each kind."""
        return Counter(tuple(str(each.get(name)) for name in KIND) for each in self.lines)


def a_port() -> int:
    """Return a port that is free just now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@asynccontextmanager
async def running(
    folder: Path,
    *command: str,
    settings: Mapping[str, str] = MappingProxyType({}),
    peer: str = "http://127.0.0.1:9",
    files: int = 0,
) -> AsyncIterator[Running]:
    """Run a process until the block ends; it may have so many files."""
    port = a_port()
    ours = {
        "WHOKNOWS_DATABASE_URL": f"sqlite+aiosqlite:///{folder}/whoknows.db",
        "WHOKNOWS_PORT": str(port),
        "WHOKNOWS_DEFAULT_PHASE": "pilot",
        "WHOKNOWS_TEST_PEERS": "1",
        "WHOKNOWS_SLACK_API_URL": f"{peer}/api/",
        "WHOKNOWS_TEAMS_OPENID_URL": f"{peer}/openid",
        "WHOKNOWS_TEAMS_LOGIN_URL": f"{peer}/login",
        "WHOKNOWS_TEAMS_SERVICE_HOSTS": peer.removeprefix("http://"),
    }
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}

    def few_files() -> None:
        if files:
            resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))

    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *command,
            cwd=ROOT,
            env={**kept, **ours, **settings},
            stdout=out,
            stderr=err,
            preexec_fn=few_files,
        )
        found = Running(process, port, folder, peer)

        async def listens() -> bool:
            assert process.returncode is None, found.written
            return bool((folder / "out").read_text())

        try:
            await eventually(listens, SOON)
            yield found
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


# What it writes


@asynccontextmanager
async def a_peer(how: str) -> AsyncIterator[str]:
    """Play all of Slack and Microsoft, who break in some way."""

    async def broken(request: web.Request) -> web.StreamResponse:
        match how:
            case "resets":
                assert request.transport
                request.transport.abort()
                return web.Response()
            case "pages":
                page = f"<html><h1>{HUSH}</h1></html>"
                return web.Response(status=500, text=page, content_type="text/html")
            case _:
                told = {"ok": False, "error": f"{HUSH} no", "error_description": HUSH}
                return web.json_response(told, status=400, headers={"X-Slack": HUSH})

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", broken)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


TOKEN = b"Authorization: Bearer eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.e30.HUSH\r\n\r\n"
MALFORMED: Sequence[tuple[bytes, ...]] = tuple(
    tuple(piece.replace(b"HUSH", HUSH.encode()) for piece in each)
    for each in (
        (b"POST /api/messages HTTP/1.1\r\nAuthorization: Bearer HUSH\x00\r\n\r\n",),
        (b"POST /api/messages?code=HUSH HTP/9\r\nAuthorization: Bearer HUSH\r\n\r\n",),
        (b"GET /slack/oauth_redirect?code=HUSH\xff HTTP/1.1\r\nHost: x\r\n\r\n",),
        (b"GET /slack/oauth_redirect?code=HUSH HTTP/1.1\r\nHUSH no header\r\n\r\n",),
        (b"GET /slack/oauth_redirect?code=HUSH&state=HUSH HTTP/1.1\r\nHost: x\r\n\r\n",),
        (b"GET //[HUSH?code=HUSH HTTP/1.1\r\nHost: x\r\n\r\n",),
        (b"GET / HTTP/1.1\r\nX: " + b"HUSH" * 20_000 + b"\r\n\r\n",),
        (b"\x16\x03\x01HUSH\r\n\r\n",),
        (b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: HUSH\r\n\r\n",),
        (b"POST /slack/events HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nZZHUSH\r\n",),
        (b"POST /slack/events HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", b"ZZHUSH\r\n"),
        (b"POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 90\r\n\r\n", b"HUSH"),
        (b"POST /api/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer HUSH\r\n\r\n",),
        (b"POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n" + TOKEN + b"{}",),
        (b"PRI * HTTP/2.0\r\n\r\nSM HUSH\r\n\r\n",),
    )
)


async def break_everything(process: Running) -> None:
    """Do at its door what anybody could, and take its database away for a while."""
    for _ in range(4):
        await asyncio.gather(*(process.says(*said) for said in MALFORMED))
    for n in range(MANY // 2):
        ts = f"{int(time.time())}.{n:06d}"
        asked = {"type": "message", "user": "U1", "text": f"<@UT1BOT> Who knows {HUSH} {n}?"}
        event = asked | {
            "channel": f"C{n % 3}",
            "channel_type": "channel",
            "ts": ts,
            "event_ts": ts,
        }
        await process.slack(json.dumps(envelope(event)).encode())
        fields = {"team_id": "T1", "user_id": "U1", "channel_id": "C1", "trigger_id": f"{n}.1"}
        fields |= {"command": "/ask", "text": f"Who knows {HUSH} {n}?", "channel_name": HUSH}
        fields |= {"response_url": f"{process.peer}/respond/{HUSH}"}
        await process.slack(urlencode(fields).encode(), FORM)
    await asyncio.sleep(4)
    for change in ("outbox RENAME TO elsewhere", "elsewhere RENAME TO outbox"):
        with closing(sqlite3.connect(process.database, timeout=SOON)) as database:
            database.execute(f"ALTER TABLE {change}")
        await process.says(b"GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n")
        await asyncio.sleep(3)


@pytest.mark.parametrize("how", ["refuses", "resets", "pages", "errors", "installs"])
async def test_whatever_breaks_the_log_is_json_holds_no_secret_and_stays_short(
    tmp_path: Path, how: str
) -> None:
    settings = (SEVERAL if how == "installs" else SLACK) | TEAMS
    began = time.monotonic()
    async with a_peer(how) as peer:
        there = "http://127.0.0.1:9" if how == "refuses" else peer
        async with running(tmp_path, "-c", SABOTAGE, peer=there, settings=settings) as process:
            await break_everything(process)

    assert HUSH not in process.written
    assert HUSH not in json.dumps(process.lines, ensure_ascii=False)
    assert len((tmp_path / "out").read_text().splitlines()) == 1
    most = 1 + (time.monotonic() - began) // 60
    assert {kind: n for kind, n in process.held_back().items() if n > most} == {}
    events = {each["event"] for each in process.lines}
    assert events >= {
        "a library complains",
        "a warning",
        "a thread ended because something broke",
        "something broke where it could not be raised",
        "something broke and nobody waited for it",
        "a request was malformed",
        "the database does not answer",
        "a tick failed",
    }


# How it stays open

HALF = b"POST /slack/events HTTP/1.1\r\nHost: x\r\nX-Half"
ALIVE = b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize("command", ["serve", "sandbox"])
async def test_more_half_sent_requests_than_files_shut_no_door(
    tmp_path: Path, command: str
) -> None:
    platforms = SLACK | TEAMS if command == "serve" else {}
    async with running(tmp_path, "app.py", command, files=FILES, settings=platforms) as process:
        crowd = []
        try:
            for _ in range(FILES + 100):
                crowd.append(await asyncio.open_connection("127.0.0.1", process.port))
                crowd[-1][1].write(HALF)
            await asyncio.sleep(1)
            answers = [await process.says(ALIVE) for _ in range(20)]
            ended = [
                asyncio.create_task(asyncio.wait_for(reader.read(), SOON)) for reader, _ in crowd
            ]
            results = await asyncio.gather(*ended, return_exceptions=True)
        finally:
            for _, writer in crowd:
                writer.close()

    assert [each.split(b"\r\n")[0] for each in answers] == [b"HTTP/1.1 200 OK"] * 20
    assert not [each for each in results if isinstance(each, TimeoutError)]


async def test_doctor_speaks_to_people_while_everybody_is_away(tmp_path: Path) -> None:
    async with (
        a_peer("pages") as peer,
        running(tmp_path, "app.py", "doctor", peer=peer, settings=SLACK | TEAMS) as process,
    ):
        await eventually(process.has_ended, SOON)

    out, err = ((tmp_path / name).read_text() for name in ("out", "err"))
    assert "✗" in out
    assert "{" not in out + err
    assert HUSH not in out + err
