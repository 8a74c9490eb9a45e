"""Our bot as it serves, in front of a platform that others play, on a clock that is pushed."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app import Served
from bot.settings import read_settings
from metrics.report import as_json, make_report
from store.dump import dump
from tests.cast import FrozenClock

Line = dict[str, Any]

_A_MOMENT = timedelta(seconds=1)
_MOST_STEPS = 20_000


@dataclass
class ServedBot:
    """The bot, and time, which passes when somebody pushes it."""

    served: Served
    clock: FrozenClock

    async def push(self, to: datetime) -> None:
        """Move on to a time, and do on the way what becomes due."""
        await self._tick()
        for _ in range(_MOST_STEPS):
            due = await self.served.timetable.next_due()
            if due is None or due > to:
                break
            # What is due but waits for the pace of its channel must not stop the clock.
            self.set(due if due > self.clock.now else self.clock.now + _A_MOMENT)
            await self._tick()
        self.set(max(to, self.clock.now))
        await self._tick()

    def set(self, to: datetime) -> None:
        """Set the clock."""
        self.clock.now = to

    async def settled(self) -> None:
        """Wait until everything that came in was worked on and answered."""
        await self.served.settled()

    async def _tick(self) -> None:
        await self.settled()
        await self.served.timetable.tick()
        await self.settled()

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
