"""How many calls we make: Teams takes fifty a second of an app in a tenant, of whatever kind."""

import asyncio
from collections import deque
from time import monotonic

_MOST, _SECONDS = 40, 1.0
"""A few less than Teams takes: two clocks never agree on when a second begins."""


class Pace:
    """Lets so many calls begin within so many seconds; the others wait for their turn."""

    def __init__(self, most: int = _MOST, seconds: float = _SECONDS) -> None:
        self._most = most
        self._seconds = seconds
        self._begun: deque[float] = deque()
        self._in_line = asyncio.Lock()

    def left(self) -> float:
        """Return in how many seconds the next call may begin."""
        if len(self._begun) < self._most:
            return 0.0
        return max(0.0, self._begun[0] + self._seconds - monotonic())

    async def turn(self) -> None:
        """Wait until the next call may begin, and count it."""
        async with self._in_line:
            if len(self._begun) == self._most:
                oldest = self._begun.popleft()
                await asyncio.sleep(max(0.0, oldest + self._seconds - monotonic()))
            self._begun.append(monotonic())
