"""How long until something happens, when for some it has not happened yet.

Kaplan and Meier (1958); pointwise 95 % limits by Greenwood's variance on the log(-log) scale,
and from them limits of a quantile as Brookmeyer and Crowley (1982) read them off.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_Z = 1.959963984540054


@dataclass(frozen=True)
class Quantile:
    """A time by which a share has happened; None where the curve does not come that far."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Step:
    """The curve just after a time: the share that still waits, with its limits."""

    time: float
    waiting: float
    low: float
    high: float


def kaplan_meier(happened: Sequence[float], waiting: Sequence[float]) -> tuple[Step, ...]:
    """Return the curve from the durations of what happened and of what still waits."""
    at_risk = len(happened) + len(waiting)
    events, leaving = Counter(happened), Counter([*happened, *waiting])
    share, variance = 1.0, 0.0
    steps: list[Step] = []
    for time in sorted(leaving):
        if events[time]:
            share *= 1 - events[time] / at_risk
            if at_risk > events[time]:
                variance += events[time] / (at_risk * (at_risk - events[time]))
            steps.append(Step(time, share, *_limits(share, variance)))
        at_risk -= leaving[time]
    return tuple(steps)


def quantile(curve: Sequence[Step], share: float) -> Quantile:
    """Return the time by which ``share`` (0 to 1) has happened."""
    left = 1 - share

    def first(reached: Sequence[tuple[float, float]]) -> float | None:
        return next((time for time, height in reached if height <= left + 1e-12), None)

    return Quantile(
        first([(step.time, step.waiting) for step in curve]),
        first([(step.time, step.low) for step in curve]),
        first([(step.time, step.high) for step in curve]),
    )


def _limits(share: float, variance: float) -> tuple[float, float]:
    if share <= 0 or share >= 1:
        return share, share
    spread = _Z * math.sqrt(variance) / abs(math.log(share))
    return share ** math.exp(spread), share ** math.exp(-spread)
