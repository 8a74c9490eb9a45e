"""What we remember, as plain facts.

Keys are natural: ``slack:T1`` is a workspace, ``slack:T1/C1`` a place, ``slack:T1/U1`` a
person, ``slack:T1/C1/1517436010.000936`` a message. Times are aware and in UTC.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Phase(StrEnum):
    """How far a place has come; changed by an admin, never by itself."""

    OFF = "off"
    LISTENING = "listening"
    PILOT = "pilot"
    OPEN = "open"

    @property
    def serves(self) -> bool:
        """Whether people are served: asked for, answered, helped."""
        return self in (Phase.PILOT, Phase.OPEN)


class Visibility(StrEnum):
    """Who can read a place."""

    PUBLIC = "public"
    PRIVATE = "private"
    DIRECT = "direct"
    SHARED = "shared"


class CapturedBy(StrEnum):
    """How something came to be remembered; ``REPLY`` is for answers only."""

    COMMAND = "command"
    MENTION = "mention"
    SHORTCUT = "shortcut"
    CARD = "card"
    OFFERED = "offered"
    LISTENING = "listening"
    HISTORY = "history"
    REPLY = "reply"


class Verdict(StrEnum):
    """What the asker says of the answers."""

    SOLVED = "solved"
    PARTLY = "partly"
    OPEN = "open"


class Capture(StrEnum):
    """Where the words come from: from people now, or from a log of earlier days."""

    LIVE = "live"
    BASELINE = "baseline"
    KNOWLEDGE = "knowledge"


@dataclass(frozen=True)
class Place:
    """A channel, group or direct line, with what an admin set for it."""

    key: str
    name: str | None = None
    visibility: Visibility = Visibility.PUBLIC
    phase: Phase = Phase.OFF
    zone: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Person:
    """Somebody with an account; ``zone`` is an IANA name, ``language`` a two-letter code."""

    key: str
    name: str | None = None
    zone: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Question:
    """Something asked; its answers are the replies in ``thread``."""

    key: str
    place: str
    asker: str
    text: str | None
    asked_at: datetime
    captured_by: CapturedBy
    visibility: Visibility
    thread: str | None = None
    edited_at: datetime | None = None
    verdict: Verdict | None = None
    gone: bool = False


@dataclass(frozen=True)
class Answer:
    """Another person's reply in the thread of a question."""

    key: str
    question: str
    author: str
    text: str | None
    answered_at: datetime
    captured_by: CapturedBy
    edited_at: datetime | None = None


@dataclass(frozen=True)
class Policy:
    """What an organisation decided for itself; later kept in its settings."""

    admins: frozenset[str] = field(default_factory=frozenset)
    smallest_group: int = 5
    default_phase: Phase = Phase.OFF
    zone: str = "UTC"
    language: str = "en"
    listening_text_days: int = 30
    parked_days: int = 2
    inbox_days: int = 14
