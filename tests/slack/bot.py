"""Our bot as it serves, in front of the stand-in: over its own door, on a clock that is pushed."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from app import Served, open_platforms
from bot.settings import read_settings
from metrics.report import as_json, make_report
from store.dump import dump
from tests.cast import FrozenClock
from tests.databases import Databases
from tests.slack.ground import TOKEN
from tests.slack.standin import SlackStandin

Line = dict[str, Any]

_A_MOMENT = timedelta(seconds=1)


@dataclass
class ServedBot:
    """The bot, and time, which passes when somebody pushes it."""

    served: Served
    slack: SlackStandin
    clock: FrozenClock
    address: str

    async def push(self, to: datetime) -> None:
        """Move on to a time, and do on the way what becomes due."""
        timetable = self.served.timetable
        await self.slack.settled()
        await timetable.tick()
        for _ in range(20_000):
            due = await timetable.next_due()
            if due is None or due > to:
                break
            # What is due but waits for the pace of its channel must not stop the clock.
            self.clock.now = due if due > self.clock.now else self.clock.now + _A_MOMENT
            await timetable.tick()
            await self.slack.settled()
        self.clock.now = max(to, self.clock.now)
        await timetable.tick()
        await self.slack.settled()

    async def pass_time(self, **by: float) -> None:
        """Let time pass."""
        await self.push(self.clock.now + timedelta(**by))

    async def dump(self) -> list[Line]:
        """Return what was remembered."""
        async with self.served.database.reading() as connection:
            return [each async for each in dump(connection)]

    async def report(self) -> Line:
        """Return the report."""
        import json

        settings = read_settings()
        async with self.served.database.reading() as connection:
            made = await make_report(connection, "default", settings.policy, self.clock())
        return dict(json.loads(as_json(made)))


Serve = Callable[[SlackStandin], Awaitable[ServedBot]]


@asynccontextmanager
async def serving(
    slack: SlackStandin, clock: FrozenClock, databases: Databases, patch: pytest.MonkeyPatch
) -> AsyncIterator[ServedBot]:
    """Serve the stand-in's workspace from a fresh database."""
    patch.setenv("WHOKNOWS_DATABASE_URL", databases.url())
    patch.setenv("SLACK_BOT_TOKEN", TOKEN)
    patch.setenv("SLACK_SIGNING_SECRET", slack.app.signing_secret)
    patch.setenv("WHOKNOWS_SLACK_API_URL", slack.api_url)
    patch.setenv("WHOKNOWS_TEST_PEERS", "1")
    patch.setenv("WHOKNOWS_ADMINS", "slack:T1/UDORA")
    patch.setenv("WHOKNOWS_ZONE", "Europe/Berlin")
    async with (
        open_platforms(read_settings(), clock) as served,
        TestServer(served.app) as server,
    ):
        address = str(server.make_url("/slack/events"))
        slack.request_url = address
        yield ServedBot(served, slack, clock, address)
