"""At our door: bytes and headers as anybody may send them, and what became of what came in."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from adapters.slack.serving import Keys, SlackSide
from adapters.slack.wire import Web
from adapters.web.http import SECONDS_TO_READ
from store.transaction import Database
from tests.cast import FrozenClock
from tests.databases import Databases
from tests.slack.bot import ServedBot, serving
from tests.slack.deliveries import signature
from tests.slack.ground import TOKEN
from tests.slack.standin import SlackStandin

Json = dict[str, Any]
Headers = Sequence[tuple[str, str]]

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
STAMP = "X-Slack-Request-Timestamp"
SIGNATURE = "X-Slack-Signature"
TEAM, CHANNEL, AMINA, BRUNO = "T1", "CONBOARDING", "UAMINA", "UBRUNO"
_PAUSE, _PATIENCE = 0.005, 30.0
"""Real seconds: how often to look, and after how many to give up (alone it takes a tenth)."""
_REMEMBERED = ("question", "request", "answer", "example", "helpful", "insight", "person")


@dataclass(frozen=True)
class Answer:
    """What our door answered."""

    status: int
    text: str


@dataclass
class Doorstep:
    """Sends to a bot that is served, and looks into its boxes."""

    bot: ServedBot
    session: ClientSession
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def post(self, body: bytes, headers: Headers) -> Answer:
        """Send bytes with these headers and no others of Slack's."""
        async with self.session.post(
            self.bot.address, data=body, headers=list(headers), allow_redirects=False
        ) as answer:
            return Answer(answer.status, await answer.text())

    def signed(self, body: bytes, kind: str = JSON, stamp: str | None = None) -> Headers:
        """Return the headers that Slack sends along."""
        stamp = stamp if stamp is not None else str(int(self.bot.clock().timestamp()))
        right = signature(self.bot.slack.app.signing_secret, stamp, body)
        return (("Content-Type", kind), (STAMP, stamp), (SIGNATURE, right))

    async def send(self, body: bytes, kind: str = JSON) -> Answer:
        """Send bytes as Slack would, with the right signature."""
        return await self.post(body, self.signed(body, kind))

    async def event(self, **event: Any) -> Answer:
        """Send an event as Slack would."""
        return await self.send(json.dumps(envelope(event)).encode())

    async def form(self, **fields: Any) -> Answer:
        """Send a command's form, or with ``payload`` an interaction, as Slack would."""
        told = {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in fields.items()
        }
        return await self.send(urlencode(told).encode(), FORM)

    def ts(self) -> str:
        """Return the timestamp of a new message."""
        return f"{int(self.bot.clock().timestamp())}.{next(self._numbers):06d}"

    def question(self, **changed: Any) -> Json:
        """Return a good event: Amina asks us something."""
        asked = {"type": "message", "user": AMINA, "text": "<@UT1BOT> How do we order laptops?"}
        place = {"channel": CHANNEL, "channel_type": "channel"}
        ts = self.ts()
        return asked | place | {"ts": ts, "event_ts": ts} | changed

    async def worked_on(self, patience: float = _PATIENCE) -> None:
        """Wait until nothing that came in waits for us; fail when that takes too long."""
        await eventually(self._is_all_worked_on, patience)

    async def _is_all_worked_on(self) -> bool:
        return not await self.rows("SELECT key FROM inbox WHERE state = 'new'")

    async def set_aside(self) -> dict[str, str]:
        """Return why each dead letter is one, by its key."""
        return {row[0]: row[1] for row in await self.rows("SELECT key, reason FROM dead_letters")}

    async def remembered(self, *kinds: str) -> list[Json]:
        """Return what is remembered of what people said and did."""
        return [each for each in await self.bot.dump() if each["type"] in (kinds or _REMEMBERED)]

    async def how_much(self) -> tuple[int, ...]:
        """Return how many things of each kind are remembered: ``remembered``, only quicker."""
        tables = ("questions", "answers", "examples", "helpful", "insights", "persons", "offers")
        counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)  # noqa: S608
        return (await self.rows(f"SELECT {counts}"))[0]

    async def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Return what the database holds."""
        async with self.bot.served.database.reading() as connection:
            return [tuple(row) for row in await connection.exec_driver_sql(statement)]


async def eventually(is_so: Callable[[], Awaitable[bool]], patience: float = _PATIENCE) -> None:
    """Wait until something is so; fail when that takes more than so many seconds."""
    for _ in range(round(patience / _PAUSE)):
        if await is_so():
            return
        await asyncio.sleep(_PAUSE)
    raise AssertionError("it did not come about in time")


def envelope(event: object, **changed: Any) -> Json:
    """Return an event as the Events API wraps it."""
    return {
        "token": "XXYYZZ",
        "team_id": TEAM,
        "api_app_id": "A0WHOKNOWS",
        "event": event,
        "type": "event_callback",
        "event_id": "Ev0",
        "event_time": 1_795_424_400,
        "authorizations": [{"team_id": TEAM, "user_id": "UT1BOT", "is_bot": True}],
    } | changed


def without(fields: Mapping[str, Any], *names: str) -> Json:
    """Return fields with some of them left out."""
    return {name: value for name, value in fields.items() if name not in names}


@asynccontextmanager
async def at_the_door(
    slack: SlackStandin,
    clock: FrozenClock,
    databases: Databases,
    patch: pytest.MonkeyPatch,
    phase: str = "pilot",
) -> AsyncIterator[Doorstep]:
    """Serve our bot, every channel in a phase, and stand before its door."""
    patch.setenv("WHOKNOWS_DEFAULT_PHASE", phase)
    async with serving(slack, clock, databases, patch) as bot, ClientSession() as session:
        yield Doorstep(bot, session)


@asynccontextmanager
async def another_door(
    door: Doorstep, *, store: Database | None = None, seconds_to_read: float = SECONDS_TO_READ
) -> AsyncIterator[Doorstep]:
    """Open a second door beside the first, with another store or less patience."""
    bot, inbox = door.bot, door.bot.served.timetable.inbox

    async def token_of(_workspace: str) -> str | None:
        return TOKEN

    side = SlackSide(
        Web(bot.slack.api_url),
        token_of,
        Keys(bot.slack.app.signing_secret),
        bot.clock,
        seconds_to_read=seconds_to_read,
    )
    app = web.Application()
    other = replace(inbox, store=store or inbox.store)
    async with side.opened(other, app), TestServer(app) as server:
        address = str(server.make_url("/slack/events"))
        yield Doorstep(replace(bot, address=address), door.session)
