"""What the product needs from outside: a clock, a store, readers of payloads, platforms."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.intents import Heard, SeenPerson, SeenPlace
from bot.messages import Post
from bot.model import Answer, CapturedBy, Person, Phase, Place, Question, Verdict

Clock = Callable[[], datetime]
"""Tells the time now, aware and in UTC."""


@dataclass(frozen=True)
class Delivery:
    """A payload as it came in; ``payload`` is text, ``source`` names who can read it."""

    key: str
    source: str
    payload: str
    received_at: datetime


@dataclass(frozen=True)
class Due:
    """Something to send: what it is, about what, to which place; its text is made when sent."""

    id: int
    kind: str
    target: str
    about: str
    attempts: int


Reader = Callable[[str], Heard]
"""Returns what a payload of one source tells; raises ValueError with the reason if it cannot."""


class StoreAway(Exception):
    """The store does not answer just now; what was begun did not happen."""


class NotSent(Exception):
    """A post did not go out; ``again`` says whether trying again can help."""

    def __init__(self, reason: str, *, again: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.again = again


class Platform(Protocol):
    """Puts posts where people see them."""

    async def send(self, post: Post) -> str:
        """Send and return the key of the message; raise NotSent."""
        ...


@dataclass(frozen=True)
class ChatMessage:
    """A message of a chat that we host ourselves; ``body`` is JSON, ``reactions`` who by sign."""

    key: str
    place: str
    author: str
    body: str
    thread: str | None = None
    only_for: str | None = None
    edited: bool = False
    reactions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class ChatLog(Protocol):
    """Where a chat that we host ourselves keeps its messages."""

    async def load(self) -> Sequence[ChatMessage]:
        """Return all messages, oldest first."""
        ...

    async def save(self, message: ChatMessage) -> None:
        """Keep a message, in place of the one with its key."""
        ...

    async def remove(self, key: str) -> None:
        """Forget a message."""
        ...


class Transaction(Protocol):
    """One unit of work on one organisation; everything in it is kept, or nothing is."""

    # places and people
    async def place(self, seen: SeenPlace, workspace: str, at: datetime) -> Place: ...
    async def person(self, key: str) -> Person: ...
    async def know(self, person: SeenPerson, workspace: str, at: datetime) -> None: ...
    async def set_phase(self, place: str, phase: Phase) -> None: ...
    async def set_profile(self, person: str, line: str, value: str | None) -> None: ...
    async def set_member(self, place: str, person: str, at: datetime, *, present: bool) -> bool: ...

    # questions and answers
    async def question(self, key: str) -> Question | None: ...
    async def question_in_thread(self, thread: str) -> Question | None: ...
    async def add_question(self, question: Question, now: datetime) -> bool: ...
    async def recapture(self, question: str, captured_by: CapturedBy) -> bool: ...
    async def revise_question(
        self, key: str, text: str | None, edited_at: datetime | None
    ) -> bool: ...
    async def set_thread(self, question: str, thread: str) -> None: ...
    async def set_verdict(self, question: str, verdict: Verdict | None, at: datetime) -> bool: ...
    async def answer(self, key: str) -> Answer | None: ...
    async def add_answer(self, answer: Answer, now: datetime) -> bool: ...
    async def revise_answer(
        self, key: str, text: str | None, edited_at: datetime | None
    ) -> bool: ...
    async def mark_helpful(self, answer: str, by: str, at: datetime, *, on: bool) -> bool: ...
    async def take_back(self, message: str, at: datetime) -> bool: ...

    # what comes in
    async def receive(self, deliveries: Sequence[Delivery]) -> Sequence[str]: ...
    async def undone(self, keys: Sequence[str]) -> Sequence[Delivery]: ...
    async def undone_since(self, before: datetime, most: int) -> Sequence[str]: ...
    async def waiting_for(self, messages: Sequence[str]) -> Sequence[Delivery]: ...
    async def done(self, key: str, outcome: str, reason: str, at: datetime) -> None: ...
    async def park(self, key: str, message: str, at: datetime) -> None: ...
    async def unpark(self, place: str) -> None: ...
    async def set_aside(self, delivery: Delivery, reason: str, at: datetime) -> None: ...

    # what goes out
    async def queue(self, kind: str, target: str, about: str, due_at: datetime) -> bool: ...
    async def claim(self, now: datetime, lease_until: datetime, most: int) -> Sequence[Due]: ...
    async def sent(self, due: Due, message: str | None, at: datetime) -> None: ...
    async def not_sent(self, due: Due, reason: str, again_at: datetime | None) -> None: ...

    # what has had its time
    async def forget(
        self, *, listening_before: datetime, parked_before: datetime, inbox_before: datetime
    ) -> None: ...


class Store(Protocol):
    """Where everything is kept."""

    def writing(self, organisation: str) -> AbstractAsyncContextManager[Transaction]: ...
