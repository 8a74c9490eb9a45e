"""The kinds of things we send, and the manner in which each may be sent."""

from dataclasses import dataclass
from datetime import timedelta

from bot.rhythm import Manner

_DAY = timedelta(hours=24)
_WEEK = timedelta(days=7)
_EVER = timedelta(days=3650)


@dataclass(frozen=True)
class Kind:
    """How something is sent: to one person or to a place, in which manner, how late at most.

    ``keeps_hours`` is whether a place's working hours are kept.
    """

    manner: Manner
    stale_after: timedelta = _EVER
    is_private: bool = False
    keeps_hours: bool = False


def _place(stale_after: timedelta = _EVER, *, keeps_hours: bool = False) -> Kind:
    return Kind(Manner.SCHEDULED, stale_after, keeps_hours=keeps_hours)


def _person(manner: Manner, stale_after: timedelta = _EVER) -> Kind:
    return Kind(manner, stale_after, is_private=True)


KINDS = {
    # Posted where everybody in the place sees it.
    "question": _place(),
    "widened": _place(),
    "refresh": _place(),
    "answer": _place(),
    "example": _place(),
    "example_gone": _place(),
    "phase": _place(),
    "readers": _place(),
    "arrived": _place(),
    "passed_here": _place(),
    "thread": _place(_DAY, keeps_hours=True),
    "digest": _place(_DAY),
    # To one person, who asked for it by what they did.
    "first": _person(Manner.ANSWER),
    "news": _person(Manner.ANSWER),
    "shared": _person(Manner.ANSWER),
    "hello": _person(Manner.ANSWER, _DAY),  # who brought us into their direct line
    "unposted": _person(Manner.ANSWER, _DAY),
    "unreached": _person(Manner.ANSWER, _DAY),  # to an admin: somewhere nothing can be posted
    "who_settled": _person(Manner.ANSWER),  # an earlier message of ours, brought up to date
    # To one person, from a colleague.
    "passed": _person(Manner.PERSONAL),
    # To one person, begun by us: opt-out, hours and caps hold.
    "who": _person(Manner.SCHEDULED, _DAY),
    "asker": _person(Manner.SCHEDULED, _DAY),
    "helped": _person(Manner.SCHEDULED, _DAY),
    "thanks": _person(Manner.SCHEDULED, _WEEK),
    "reused": _person(Manner.SCHEDULED, _WEEK),
    "welcome": _person(Manner.SCHEDULED, _WEEK),
    "offer": _person(Manner.SCHEDULED, timedelta(hours=1)),
}

PRIVATE = tuple(name for name, kind in KINDS.items() if kind.is_private)
UNASKED = tuple(
    name for name, kind in KINDS.items() if kind.is_private and kind.manner is Manner.SCHEDULED
)
"""The kinds that count as unsolicited: a person gets only so many of them."""


def kind_of(said: str) -> Kind:
    """Return the kind of an outbox row, whose name may be followed by a detail."""
    return KINDS[said.partition(" ")[0]]
