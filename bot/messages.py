"""What we say: dead data made of spans, so that a person's words can never become live.

An adapter renders a ``Message`` in its platform's way and must handle every span and part.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Text:
    """Our own words."""

    text: str


@dataclass(frozen=True)
class Strong:
    """Our own words, with weight."""

    text: str


@dataclass(frozen=True)
class Code:
    """Something to type as it stands."""

    text: str


@dataclass(frozen=True)
class Quoted:
    """Somebody's words, shown as they are and never alive."""

    text: str


@dataclass(frozen=True)
class Who:
    """A person, named the way the platform names people."""

    person: str


@dataclass(frozen=True)
class Where:
    """A place, named the way the platform names places."""

    place: str


@dataclass(frozen=True)
class When:
    """A moment, shown in the reader's zone."""

    at: datetime


Span = Text | Strong | Code | Quoted | Who | Where | When
Spans = tuple[Span, ...]


@dataclass(frozen=True)
class Paragraph:
    """A few sentences."""

    spans: Spans


@dataclass(frozen=True)
class Quote:
    """Somebody's words, set apart."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A short list."""

    items: tuple[Spans, ...]


Part = Paragraph | Quote | Bullets
Message = tuple[Part, ...]


@dataclass(frozen=True)
class Post:
    """A message on its way to a place (in ``thread``, where one is named)."""

    place: str
    message: Message
    thread: str | None = None
    replaces: str | None = None
