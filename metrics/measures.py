"""The measures, each declared once; its sentences stand in the words under ``measure.<name>``."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.facts import Asked, Facts
from bot.figures import AttemptState
from metrics.survival import kaplan_meier, quantile
from metrics.world import ASKED, HEARD, World, tells_of_few, world_of

_Z = 1.959963984540054
_HOUR = 3600.0

STATES = {
    AttemptState.CONFIRMED: "answered and confirmed",
    AttemptState.ANSWERED: "answered, not confirmed",
    AttemptState.SELF_SERVED: "self-served",
    AttemptState.ELSEWHERE: "confirmed without an answer we know of",
    AttemptState.CLOSED: "withdrawn or closed",
    AttemptState.WAITING: "waiting",
}
"""What became of an attempt, as other programs read it, in the order in which it is told."""


@dataclass(frozen=True)
class Figure:
    """A number with all that is needed to judge it; ``low`` and ``high`` are 95 % limits.

    ``covers`` are the sizes of the groups of people that it tells something about.
    """

    key: str
    by: dict[str, str]
    unit: str
    n: int | None = None
    numerator: int | None = None
    denominator: int | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    suppressed: bool = False
    gap: str | None = None
    covers: tuple[int, ...] = field(default=(), repr=False)


Measured = Callable[[str, World], Iterable[Figure]]


@dataclass(frozen=True)
class Measure:
    """A key of the report and how it is computed; not yet measured where nothing computes it."""

    key: str
    compute: Measured | None = None

    @property
    def words(self) -> str:
        """Where its sentences stand in the words."""
        return "measure." + self.key.replace(" ", "_").replace("-", "_")


def _asked(key: str, world: World) -> Iterable[Figure]:
    n, covers = len(world.asked), (world.asking,)
    yield _count(key, "people", len(world.askers), n, covers)
    yield _count(key, "things", n, n, covers)


def _responded(key: str, world: World) -> Iterable[Figure]:
    covers = (world.asking, world.answering)
    yield _count(key, "people", len(world.authors), len(world.answered), covers[1:])
    yield _share(key, {"of": "things"}, len(world.responded), len(world.asked), covers)


def _helpful(key: str, world: World) -> Iterable[Figure]:
    n, covers = len(world.asked), (world.asking, world.helping)
    yield _count(key, "people", len(world.helpers), len(world.helped), covers[1:])
    yield _share(key, {"of": "things"}, len(world.helpful), n, covers)
    by_asker = {"of": "things", "marked by": "asker"}
    yield _share(key, by_asker, len(world.helpful_to_asker), n, covers)
    confirmed = {"of": "things", "confirmed by": "asker"}
    yield _share(key, confirmed, len(world.solved), n, covers[:1])


def _outcomes(key: str, world: World) -> Iterable[Figure]:
    n, covers = len(world.asked), (world.asking, world.answering)
    for state, name in STATES.items():
        yield _share(key, {"of": "things", "outcome": name}, world.states[state], n, covers)
    told, answered = len(world.judged), len(world.responded)
    by = {"of": "answered", "verdict": "any"}
    yield _share(key, by, told, answered, covers, "nothing_answered" if n else "nothing_asked")


def _time_to_first_answer(key: str, world: World) -> Iterable[Figure]:
    first: dict[str, datetime] = {}
    for each in world.answered:
        first[each.question] = min(each.at, first.get(each.question, each.at))
    happened = [_hours(each.at, first[each.key]) for each in world.asked if each.key in first]
    waiting = [_hours(each.at, _waits_until(each)) for each in world.asked if each.key not in first]
    curve = kaplan_meier(happened, waiting)
    for name, share in (("lower quartile", 0.25), ("median", 0.5), ("upper quartile", 0.75)):
        found = quantile(curve, share)
        yield Figure(
            key,
            {"of": "things", "quantile": name, "clock": "all hours"},
            "hours",
            n=len(world.asked),
            numerator=len(happened),
            denominator=len(world.asked),
            value=found.value,
            low=found.low,
            high=found.high,
            gap=None if found.value is not None or not world.asked else "not_reached",
            covers=(world.asking, world.answering),
        )


def _waits_until(question: Asked) -> datetime:
    """Return until when a question without an answer waited for one.

    Whom an earlier answer helped waits no longer; taking it back or closing it ends no waiting,
    or figures could be improved with it.
    """
    if question.is_self_served and question.solved_at:
        return question.solved_at
    return question.until


MEASURES = (
    Measure("asked", _asked),
    Measure("responded", _responded),
    Measure("helpful", _helpful),
    Measure("outcomes", _outcomes),
    Measure("example"),
    Measure("insight"),
    Measure("action"),
    Measure("reuse"),
    Measure("time to first answer", _time_to_first_answer),
    Measure("time to example"),
    Measure("confidence"),
    Measure("participation"),
    Measure("word of mouth"),
    Measure("barriers"),
    Measure("cross-team"),
    Measure("noise"),
    Measure("time saved"),
    Measure("onboarding"),
    Measure("gaps"),
)


def measure(facts: Facts, smallest_group: int) -> tuple[Figure, ...]:
    """Return every figure: asked ones first, then what was only detected, apart."""
    figures: list[Figure] = []
    for captured in (ASKED, *HEARD):
        world = world_of(facts, captured)
        if captured != ASKED and not world.asked:
            continue
        for each in MEASURES:
            if each.compute:
                found = [_labelled(one, captured) for one in each.compute(each.key, world)]
                figures.extend(_guarded(one, smallest_group) for one in found)
            elif captured == ASKED:
                figures.append(Figure(each.key, {}, "", gap="not_yet_measured"))
    return tuple(figures)


def _labelled(figure: Figure, captured: str) -> Figure:
    return replace(figure, by={**figure.by, "captured": captured})


def _guarded(figure: Figure, smallest_group: int) -> Figure:
    """Hide a figure about a group so small that it would tell of somebody."""
    if not tells_of_few(figure.covers, smallest_group):
        return figure
    return Figure(figure.key, figure.by, figure.unit, suppressed=True, gap="suppressed")


def _count(key: str, of: str, counted: int, n: int, covers: tuple[int, ...]) -> Figure:
    unit = "people" if of == "people" else "questions"
    return Figure(key, {"of": of}, unit, n=n, numerator=counted, value=counted, covers=covers)


def _share(
    key: str,
    by: dict[str, str],
    part: int,
    whole: int,
    covers: tuple[int, ...],
    gap: str = "nothing_asked",
) -> Figure:
    if not whole:
        return Figure(key, by, "share", n=0, numerator=0, denominator=0, gap=gap, covers=covers)
    low, high = wilson(part, whole)
    return Figure(
        key,
        by,
        "share",
        n=whole,
        numerator=part,
        denominator=whole,
        value=part / whole,
        low=low,
        high=high,
        covers=covers,
    )


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Return the 95 % limits of a share (Wilson 1927); ``whole`` is at least 1."""
    share = part / whole
    middle = share + _Z**2 / (2 * whole)
    spread = _Z * math.sqrt(share * (1 - share) / whole + _Z**2 / (4 * whole**2))
    scale = 1 + _Z**2 / whole
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def _hours(start: datetime, end: datetime) -> float:
    return max(0.0, (end - start).total_seconds() / _HOUR)
