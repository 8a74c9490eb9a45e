"""How many calls a bot has in a conversation, and in a tenant."""

import math
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

Limits = tuple[tuple[int, int], ...]
"""Pairs of seconds and how many calls they hold."""

SEND: Limits = ((1, 7), (2, 8), (30, 60), (3_600, 1_800))
READ: Limits = ((1, 14), (2, 16), (30, 120), (3_600, 3_600))
TENANT: Limits = ((1, 50),)


@dataclass
class Throttle:
    """Counts calls by the clock of the test."""

    counted: dict[tuple[str, str], deque[datetime]] = field(default_factory=dict)

    def wait(self, now: datetime, family: str, where: str, tenant: str) -> int:
        """Return how many whole seconds a call has to wait; a call that need not is counted."""
        limits = SEND if family in ("send", "create") else READ
        both = (((family, where), limits), (("all", tenant), TENANT))
        longest = max(self._left(now, key, each) for key, each in both)
        if longest > timedelta():
            return max(1, math.ceil(longest.total_seconds()))
        for key, _ in both:
            self.counted.setdefault(key, deque()).append(now)
        return 0

    def _left(self, now: datetime, key: tuple[str, str], limits: Limits) -> timedelta:
        calls = self.counted.setdefault(key, deque())
        while calls and now - calls[0] >= timedelta(seconds=limits[-1][0]):
            calls.popleft()
        left = timedelta()
        for seconds, most in limits:
            window = timedelta(seconds=seconds)
            recent = [each for each in calls if now - each < window]
            if len(recent) >= most:
                left = max(left, recent[-most] + window - now)
        return left
