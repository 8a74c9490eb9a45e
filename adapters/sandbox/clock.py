"""The sandbox's clock, which can be pushed: everything on the way happens at its own time."""

from datetime import datetime, timedelta

from bot.ports import Clock
from bot.timetable import Timetable

_MOST_STEPS = 20_000
_A_MOMENT = timedelta(seconds=1)


class PushedClock:
    """Runs like the clock it is given, ahead of it by as much as it was pushed."""

    def __init__(self, real: Clock) -> None:
        self._real = real
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        """Return the time in the sandbox."""
        return self._real() + self._ahead

    def set(self, at: datetime) -> None:
        """Move on to a time; never back."""
        self._ahead += max(at - self(), timedelta())


async def push(clock: PushedClock, to: datetime, timetable: Timetable) -> None:
    """Move on to a time and do on the way what becomes due, each thing when it is due."""
    await timetable.tick()
    for _ in range(_MOST_STEPS):
        due = await timetable.next_due()
        if due is None or due > to:
            break
        # What is due but cannot be done just now (a lease) must not stop the clock.
        clock.set(max(due, clock() + _A_MOMENT) if due <= clock() else due)
        await timetable.tick()
    clock.set(to)
    await timetable.tick()
