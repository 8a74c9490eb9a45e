"""Our bot as it serves Teams, in front of the stand-in, on a clock that is pushed."""

import json
from collections.abc import AsyncIterator
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
from tests.teams.standin import TeamsStandin

Line = dict[str, Any]

_A_MOMENT = timedelta(seconds=1)


@dataclass
class ServedBot:
    """The bot, and time, which passes when somebody pushes it."""

    served: Served
    teams: TeamsStandin
    clock: FrozenClock

    async def push(self, to: datetime) -> None:
        """Move on to a time, and do on the way what becomes due."""
        timetable = self.served.timetable
        await self._tick()
        while (due := await timetable.next_due()) and due <= to:
            # What is due but waits for the pace of its conversation must not stop the clock.
            self.clock.now = max(due, self.clock.now + _A_MOMENT)
            await self._tick()
        self.clock.now = max(to, self.clock.now)
        await self._tick()

    async def _tick(self) -> None:
        await self.teams.settled()
        await self.served.settled()
        await self.served.timetable.tick()
        await self.served.settled()

    async def pass_time(self, **by: float) -> None:
        """Let time pass."""
        await self.push(self.clock.now + timedelta(**by))

    async def dump(self) -> list[Line]:
        """Return what was remembered."""
        async with self.served.database.reading() as connection:
            return [each async for each in dump(connection)]

    async def report(self) -> Line:
        """Return the report."""
        policy = read_settings().policy
        async with self.served.database.reading() as connection:
            made = await make_report(connection, "default", policy, self.clock())
        return dict(json.loads(as_json(made)))


@asynccontextmanager
async def serving(
    teams: TeamsStandin, clock: FrozenClock, databases: Databases, patch: pytest.MonkeyPatch
) -> AsyncIterator[ServedBot]:
    """Serve the stand-in's tenant from a fresh database; Dora is an admin."""
    patch.setenv("WHOKNOWS_DATABASE_URL", databases.url())
    for name, value in teams.environment().items():
        patch.setenv(name, value)
    dora = teams.user("Dora")
    patch.setenv("WHOKNOWS_ADMINS", f"teams:{teams.tenant}/{dora.aad}")
    patch.setenv("WHOKNOWS_ZONE", "Europe/Berlin")
    async with (
        open_platforms(read_settings(), clock) as served,
        TestServer(served.app) as server,
    ):
        teams.request_url = str(server.make_url("/api/messages"))
        yield ServedBot(served, teams, clock)
