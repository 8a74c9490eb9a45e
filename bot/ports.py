"""What the product needs from outside: a clock, a store, readers of payloads, platforms."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.intents import Heard, SeenPerson, SeenPlace
from bot.messages import Post
from bot.model import (
    Answer,
    CapturedBy,
    Example,
    Insight,
    Item,
    Passed,
    Person,
    Phase,
    Place,
    Question,
    Reason,
    Step,
    Verdict,
    Wants,
    Week,
)

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
    """Something to send: what it is, about what, to whom or where; its text is made when sent.

    ``period`` tells repetitions apart: a week, a round of asking, an edit. ``ambiguous`` counts
    the earlier attempts that may have gone out; it is for nobody else to send before
    ``leased_until``.
    """

    id: int
    kind: str
    target: str
    about: str
    attempts: int
    due_at: datetime
    period: str = ""
    message: str | None = None
    ambiguous: int = 0
    leased_until: datetime | None = None


@dataclass(frozen=True)
class Offer:
    """Words of a message that asks, kept until its author says whether to ask with them."""

    message: str
    place: str
    person: str
    text: str
    at: datetime


Reader = Callable[[str], Heard]
"""Returns what a payload of one source tells; raises ValueError with the reason if it cannot."""


class StoreAway(Exception):
    """The store does not answer just now; what was begun did not happen."""


class NotSent(Exception):
    """A post did not go out; ``again`` says whether trying again can help, ``after`` how soon.

    ``maybe`` it went out all the same. ``target_rests`` where nothing can be sent there for now,
    ``workspace_rests`` where that holds for the whole workspace.
    """

    def __init__(
        self,
        reason: str,
        *,
        again: bool,
        after: timedelta | None = None,
        maybe: bool = False,
        target_rests: bool = False,
        workspace_rests: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.again = again
        self.after = after
        self.maybe = maybe
        self.target_rests = target_rests
        self.workspace_rests = workspace_rests


@dataclass(frozen=True)
class Capabilities:
    """What a platform lets us do: an adapter declares it, the README tabulates it.

    ``ephemeral``: words for one person in a channel. ``thread_replies``: we hear replies in
    threads. ``reactions``: we hear signs put on messages. ``modals``: forms can be opened.
    ``look_back``: one can look whether a post has gone out. ``pictures``: posts can hold them.
    """

    ephemeral: bool
    thread_replies: bool
    reactions: bool
    modals: bool
    look_back: bool
    pictures: bool


EVERYTHING = Capabilities(
    ephemeral=True,
    thread_replies=True,
    reactions=True,
    modals=True,
    look_back=True,
    pictures=True,
)
"""What a platform lets us do that lets us do all."""


class Platform(Protocol):
    """Puts posts where people see them."""

    @property
    def capabilities(self) -> Capabilities:
        """What the platform lets us do."""
        ...

    async def send(self, post: Post, due: Due) -> str:
        """Send and return the key of the message; raise NotSent.

        What ``due`` tells names the post in every attempt: a platform where one can look does so
        before it sends again what may have gone out. Nothing is sent when the lease runs out.
        """
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

    def trying(self) -> AbstractAsyncContextManager[None]: ...

    # places and people
    async def place(self, seen: SeenPlace, workspace: str, at: datetime) -> Place: ...
    async def places(self, keys: Sequence[str]) -> Sequence[Place]: ...
    async def set_phase(self, place: str, phase: Phase) -> None: ...
    async def begin_to_serve(self, place: str, at: datetime, digest_at: datetime) -> None: ...
    async def set_place(self, place: str, **lines: object) -> None: ...
    async def served_places(self, workspace: str) -> Sequence[Place]: ...
    async def places_of(self, person: str) -> Sequence[Place]: ...
    async def board(self, workspace: str) -> Sequence[tuple[Place, int]]: ...
    async def person(self, key: str) -> Person: ...
    async def people(self, keys: Sequence[str]) -> Sequence[Person]: ...
    async def know(self, person: SeenPerson, workspace: str, at: datetime) -> None: ...
    async def set_profile(self, person: str, **lines: object) -> None: ...
    async def set_member(
        self, place: str, person: str, at: datetime, *, present: bool, came: bool = ...
    ) -> bool: ...
    async def may_see(self, place: str, person: str) -> bool: ...
    async def is_member(self, place: str, person: str) -> bool: ...
    async def members(self, place: str) -> Sequence[str]: ...
    async def rest(self, place: str, why: str, at: datetime) -> bool: ...
    async def wake(self, place: str) -> None: ...
    async def conversation(self, key: str) -> str | None: ...
    async def set_conversation(self, key: str, reference: str) -> None: ...
    async def leave_workspace(self, workspace: str, at: datetime) -> None: ...
    async def return_to_workspace(self, workspace: str, at: datetime) -> None: ...
    async def add_gap(
        self, key: str, workspace: str, since: datetime, until: datetime, reason: str
    ) -> None: ...
    async def add_interest(self, key: str, place: str, at: datetime) -> None: ...
    async def interest(self, place: str) -> int: ...

    # questions and answers
    async def question(self, key: str) -> Question | None: ...
    async def question_in_thread(self, thread: str) -> Question | None: ...
    async def questions_of(self, asker: str, most: int) -> Sequence[Question]: ...
    async def add_question(self, question: Question, now: datetime) -> bool: ...
    async def recapture(self, question: str, captured_by: CapturedBy) -> bool: ...
    async def revise_question(
        self,
        key: str,
        text: str | None,
        edited_at: datetime | None,
        language: str | None = None,
        wants: Wants | None = None,
    ) -> bool: ...
    async def echoes(self, question: str) -> Mapping[str, str]: ...
    async def set_thread(self, question: str, thread: str, place: str) -> None: ...
    async def set_verdict(self, question: str, verdict: Verdict | None, at: datetime) -> bool: ...
    async def close(self, question: str, at: datetime) -> None: ...
    async def answer(self, key: str) -> Answer | None: ...
    async def answers_to(self, question: str) -> Sequence[Answer]: ...
    async def add_answer(self, answer: Answer, now: datetime) -> bool: ...
    async def set_answer_post(self, answer: str, message: str) -> None: ...
    async def revise_answer(
        self, key: str, text: str | None, edited_at: datetime | None
    ) -> bool: ...
    async def mark_helpful(self, answer: str, by: str, at: datetime, *, on: bool) -> bool: ...
    async def marked_by(self, question: str, person: str) -> Sequence[str]: ...
    async def take_back(self, message: str, at: datetime) -> bool: ...

    # who follows, who cannot help, what was offered
    async def follow(self, question: str, person: str, at: datetime) -> bool: ...
    async def followers(self, question: str) -> Mapping[str, datetime]: ...
    async def add_decline(
        self, key: str, question: str, person: str, reason: Reason, at: datetime
    ) -> None: ...
    async def decliners(self, question: str) -> Sequence[str]: ...
    async def asked_of(self, person: str, most: int) -> Sequence[Question]: ...
    async def add_offer(self, offer: Offer) -> None: ...
    async def offer(self, message: str) -> Offer | None: ...
    async def drop_offer(self, message: str) -> None: ...

    # what is known, and who knows
    async def items(self, place: str, most: int, *, only_here: bool = False) -> Sequence[Item]: ...
    async def item(self, key: str) -> Item | None: ...
    async def helped(self, author: str) -> Sequence[tuple[str, str]]: ...
    async def suggest(self, about: str, items: Sequence[str], at: datetime) -> None: ...
    async def take(self, about: str, item: str, at: datetime) -> bool: ...
    async def add_search(
        self, key: str, by: str, words: str, results: int, at: datetime
    ) -> None: ...
    async def searched_by(self, key: str) -> str | None: ...
    async def reused(self, place: str, most: int, *, only_here: bool = False) -> Sequence[Item]: ...
    async def taught(self, place: str, *, only_here: bool = False) -> Sequence[Item]: ...
    async def people_with_topics(self) -> Sequence[Person]: ...

    # examples, and what is passed on
    async def example(self, key: str) -> Example | None: ...
    async def add_example(self, example: Example) -> bool: ...
    async def examples_for(self, request: str) -> int: ...
    async def set_example_post(self, example: str, message: str) -> None: ...
    async def add_pass(self, passed: Passed) -> None: ...
    async def passed(self, key: str) -> Passed | None: ...
    async def has_passed(self, item: str, by: str, to: str) -> bool: ...

    # what was learnt and done
    async def add_insight(self, insight: Insight) -> None: ...
    async def insight(self, key: str) -> Insight | None: ...
    async def insights(self, place: str, most: int) -> Sequence[Insight]: ...
    async def set_outcome(self, insight: str, text: str, at: datetime) -> None: ...
    async def week(self, place: str, start: datetime, end: datetime) -> Week: ...
    async def turnout(self, place: str, start: datetime, end: datetime) -> Week: ...

    # what becomes due
    async def schedule(self, question: str, step: Step, at: datetime) -> None: ...
    async def unschedule(self, question: str, *steps: Step) -> None: ...
    async def call_off(
        self, about: str, kinds: Sequence[str], target: str | None = None
    ) -> None: ...
    async def call_off_in(self, place: str) -> None: ...
    async def is_planned(self, question: str) -> bool: ...
    async def steps_due(self, now: datetime, most: int) -> Sequence[tuple[str, Step]]: ...
    async def digests_due(self, now: datetime, most: int) -> Sequence[Place]: ...
    async def next_due(self) -> datetime | None: ...

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
    async def queue(
        self, kind: str, target: str, about: str, due_at: datetime, period: str = ""
    ) -> bool: ...
    async def unqueue(self, kind: str, about: str) -> bool: ...
    async def hasten(self, kind: str, about: str, now: datetime) -> bool: ...
    async def queued(self, kind: str, about: str) -> Sequence[Due]: ...
    async def claim(
        self, now: datetime, lease_until: datetime, most: int, pace: timedelta = ...
    ) -> Sequence[Due]: ...
    async def holds(self, due: Due) -> bool: ...
    async def waiting(self, kind: str, target: str) -> Sequence[Due]: ...
    async def sent(self, due: Due, message: str, at: datetime) -> bool: ...
    async def skipped(self, due: Due, why: str, at: datetime) -> None: ...
    async def wait(self, due: Due, until: datetime) -> None: ...
    async def not_sent(
        self,
        due: Due,
        reason: str,
        again_at: datetime | None,
        *,
        maybe: bool = False,
        keeps_target: bool = False,
        was_attempt: bool = True,
    ) -> bool: ...
    async def sent_to(
        self, accounts: Sequence[str], kinds: Sequence[str], since: datetime
    ) -> int: ...

    # what has had its time
    async def forget(
        self,
        *,
        listening_before: datetime,
        parked_before: datetime,
        inbox_before: datetime,
        offers_before: datetime,
    ) -> None: ...


class Store(Protocol):
    """Where everything is kept."""

    def writing(self, organisation: str) -> AbstractAsyncContextManager[Transaction]: ...


class Vault(Protocol):
    """Where installations are kept, encrypted, and who began to install.

    An installation is JSON text; its workspace is named by key. Raises StoreAway, and Refusal
    where the key that it was locked with is not at hand.
    """

    async def save(self, workspace: str, installation: str) -> None:
        """Keep a new installation, in place of an older one: we are in that workspace now."""
        ...

    async def renew(self, workspace: str, installation: str) -> bool:
        """Change an installation; tell whether it was still there to be changed."""
        ...

    async def load(self, workspace: str) -> str | None:
        """Return the installation, None where we are not in that workspace."""
        ...

    async def forget(self, workspace: str) -> None:
        """Take an installation away: we were taken out of that workspace."""
        ...

    async def workspaces(self) -> Sequence[str]:
        """Return the keys of the workspaces that we are in, sorted."""
        ...

    async def is_in(self, workspace: str) -> bool:
        """Tell whether we are in a workspace."""
        ...

    def refreshing(self, workspace: str) -> AbstractAsyncContextManager[None]:
        """Wait until no other replica changes the tokens of a workspace, then be the one who may.

        Inside, load the installation anew: somebody else may have changed it meanwhile.
        """
        ...

    async def put_state(self, state: str) -> None:
        """Remember for a few minutes that somebody began to install."""
        ...

    async def take_state(self, state: str) -> bool:
        """Tell whether somebody began to install with this state; it is used up by that."""
        ...
