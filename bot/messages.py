"""What we say: dead data made of spans, so that a person's words can never become live.

An adapter renders a ``Message`` in its platform's way and must handle every span and part.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never


@dataclass(frozen=True)
class Text:
    """Our own words."""

    text: str


@dataclass(frozen=True)
class Strong:
    """Words with weight; they may be somebody's, so they are never alive either."""

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
    """A person, named the way the platform names people.

    Who wants to be left out is not named; ``always``: as who asks, whom the answer is for.
    """

    person: str
    always: bool = False


@dataclass(frozen=True)
class Where:
    """A place, named the way the platform names places."""

    place: str


@dataclass(frozen=True)
class When:
    """A moment, shown in the reader's zone."""

    at: datetime


@dataclass(frozen=True)
class Link:
    """Our own words that lead to a message."""

    text: str
    message: str


Span = Text | Strong | Code | Quoted | Who | Where | When | Link
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


@dataclass(frozen=True)
class Heading:
    """A few words above what follows."""

    spans: Spans


@dataclass(frozen=True)
class Button:
    """Something to press; ``does`` comes back as it is (see ``bot/buttons.py``)."""

    label: str
    does: str
    is_main: bool = False


@dataclass(frozen=True)
class Buttons:
    """What can be done about what stands above."""

    items: tuple[Button, ...]


Part = Paragraph | Quote | Bullets | Heading | Buttons
Message = tuple[Part, ...]


def spans_of(message: Message) -> Iterator[Span]:
    """Yield every span of a message, in the order in which it is read."""
    for part in message:
        match part:
            case Paragraph(spans) | Heading(spans):
                yield from spans
            case Bullets(items):
                for item in items:
                    yield from item
            case Quote() | Buttons():
                pass
            case _:
                assert_never(part)


class InputKind(StrEnum):
    """How an input is filled in: one line, several, one of some choices, or one person."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    PERSON = "person"


@dataclass(frozen=True)
class Input:
    """One thing to fill in; ``choices`` are (value, label), ``longest`` counts characters."""

    name: str
    label: str
    kind: InputKind = InputKind.LINE
    value: str = ""
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    is_required: bool = False
    longest: int = 3_000


@dataclass(frozen=True)
class Form:
    """Something to fill in and send; ``does`` comes back with the values."""

    title: str
    submit: str
    does: str
    inputs: tuple[Input, ...]


@dataclass(frozen=True)
class Post:
    """A message on its way.

    To a ``place`` (in ``thread``, where one is named); with ``person`` too, for that person's
    eyes alone in that place; with ``person`` only, to the direct line with them. ``replaces``
    names an earlier message of ours whose place it takes. ``tells`` are the keys of what it holds
    words of, or names people beside (or of these people, where beside nothing): it follows them.
    """

    place: str | None
    message: Message
    thread: str | None = None
    replaces: str | None = None
    person: str | None = None
    is_pinned: bool = False
    tells: tuple[str, ...] = ()
