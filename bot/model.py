"""What we remember, as plain facts.

Keys are natural: ``slack:T1`` is a workspace, ``slack:T1/C1`` a place, ``slack:T1/U1`` a
person, ``slack:T1/C1/1517436010.000936`` a message. Times are aware and in UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
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


class PlaceKind(StrEnum):
    """What a place is, as far as its platform told us and it matters to people.

    A channel of a ``TEAM`` is read by all members of its team, and nobody tells who may become
    one. A ``CHAT`` has no name of its own, and no threads.
    """

    CHANNEL = "channel"
    TEAM = "team"
    CHAT = "chat"


_NARROWEST_FIRST = (
    Visibility.DIRECT,
    Visibility.SHARED,  # closed too, and of the strangers in it nothing is remembered
    Visibility.PRIVATE,
    Visibility.PUBLIC,
)


def narrowest(*told: Visibility | None) -> Visibility | None:
    """Return who can read a place of which several things tell: never more than each of them says.

    None where none of them says anything.
    """
    said = [each for each in told if each is not None]
    return min(said, key=_NARROWEST_FIRST.index, default=None)


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

    @property
    def is_posted(self) -> bool:
        """Whether a question that came so stands in a post of ours, not in its asker's message."""
        return self in POSTED


POSTED = (CapturedBy.COMMAND, CapturedBy.SHORTCUT)


class Wants(StrEnum):
    """What somebody hopes for: an answer, or the example of somebody who has done it before."""

    ANSWER = "answer"
    EXAMPLE = "example"


class Step(StrEnum):
    """What becomes due for a question, in this order; an answer ends all but the last."""

    WHO = "who"
    THREAD = "thread"
    ASKER = "asker"
    HELPED = "helped"


class Reason(StrEnum):
    """Why somebody cannot help just now: the barriers that we look for."""

    BUSY = "busy"
    FIELD = "field"
    LANGUAGE = "language"
    HOURS = "hours"


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
    """A channel, group or direct line, with what an admin set for it.

    ``told`` is who can read it as its platform says; none where nobody told us. ``readers_at`` is
    when an admin said it instead.
    """

    key: str
    name: str | None = None
    visibility: Visibility = Visibility.PUBLIC
    phase: Phase = Phase.OFF
    zone: str | None = None
    language: str | None = None
    owner: str | None = None
    wants_digest: bool = True
    digest_at: datetime | None = None
    rests_since: datetime | None = None
    told: Visibility | None = None
    kind: PlaceKind = PlaceKind.CHANNEL
    readers_at: datetime | None = None

    @property
    def is_chat(self) -> bool:
        """Whether it is a chat of several people, which is no channel."""
        return self.kind is PlaceKind.CHAT and self.visibility is Visibility.PRIVATE

    @property
    def is_of_team(self) -> bool:
        """Whether all members of a team read it, and nobody else."""
        return self.is_left_to_us and self.visibility is Visibility.PRIVATE

    def shows_alone(self, said: Visibility) -> bool:
        """Whether what was said here may be shown to who reads it where they are alone with us.

        All of a team know of its channels and read them; of what is private nothing is said
        elsewhere, though its members could read it. ``said`` is who could read it then.
        """
        if self.is_of_team:
            return said in (Visibility.PUBLIC, Visibility.PRIVATE)
        return self.visibility is said is Visibility.PUBLIC

    @property
    def is_named(self) -> bool:
        """Whether it may be named to who reads it where they are alone with us."""
        return self.is_of_team or self.visibility is Visibility.PUBLIC

    @property
    def is_left_to_us(self) -> bool:
        """Whether an admin says who can find what is said there: its platform does not tell."""
        return self.kind is PlaceKind.TEAM and self.told is None


@dataclass(frozen=True)
class Person:
    """Somebody with an account, and what they told about themselves.

    ``zone`` is an IANA name, ``language`` a two-letter code, ``hours`` as ``bot/rhythm.py``
    writes them. ``quiet`` ends everything that we begin; ``named`` is who agreed to be named in
    digests; ``opted_out`` is who is not remembered unless they speak to us; a ``guest`` sees only
    the places that they are in. ``accounts`` are the keys of all accounts of one human being, this
    one among them: what they chose in one holds in all. ``zone`` and ``language`` are their own
    word, else what the platform told last (``zone_told``, ``language_told``).
    """

    key: str
    name: str | None = None
    zone: str | None = None
    language: str | None = None
    team: str | None = None
    hours: str | None = None
    topics: tuple[str, ...] = ()
    quiet: bool = False
    snoozed_from: datetime | None = None
    snoozed_until: datetime | None = None
    named: bool = False
    opted_out: bool = False
    offers: bool = True
    active: bool = True
    guest: bool = False
    accounts: tuple[str, ...] = ()
    zone_told: str | None = None
    language_told: str | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all their accounts; of a stranger just this one."""
        return self.accounts or (self.key,)

    @property
    def is_left_alone(self) -> bool:
        """Whether nothing that we begin comes to them, for good."""
        return self.quiet or self.opted_out or not self.active

    def account_in(self, workspace: str) -> str:
        """Return their account in a workspace; this one where they have none there."""
        there = (each for each in self.accounts if each.startswith(f"{workspace}/"))
        return next(there, self.key)


@dataclass(frozen=True)
class Question:
    """Something asked; its answers are the replies in ``thread``.

    While ``held_until`` is set and there is no ``thread``, its asker is looking at suggestions.
    A question that wants an example is a request: *who has done this before?* What comes from a
    log was seen ``seen_until`` that ends, what is heard live until now.
    """

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
    language: str | None = None
    wants: Wants = Wants.ANSWER
    held_until: datetime | None = None
    closed_at: datetime | None = None
    judged_at: datetime | None = None
    seen_until: datetime | None = None

    @property
    def is_asked(self) -> bool:
        """Whether it was asked through us; of what was only heard nobody is told anything."""
        return self.captured_by not in (CapturedBy.LISTENING, CapturedBy.HISTORY)

    @property
    def is_settled(self) -> bool:
        """Whether nobody needs to be asked any more."""
        return self.gone or self.closed_at is not None or self.verdict is Verdict.SOLVED


@dataclass(frozen=True)
class Answer:
    """Another person's reply in the thread of a question.

    ``posted_as`` is our post of an answer that was written in a form.
    """

    key: str
    question: str
    author: str
    text: str | None
    answered_at: datetime
    captured_by: CapturedBy
    edited_at: datetime | None = None
    posted_as: str | None = None
    gone: bool = False


@dataclass(frozen=True)
class Example:
    """What somebody did, what came of it, and whether they would do it again.

    ``source`` is the answer or question it was made from, ``request`` who asked for it,
    ``contact`` the person to talk to.
    """

    key: str
    place: str
    author: str
    title: str | None
    did: str | None
    shared_at: datetime
    visibility: Visibility
    result: str | None = None
    again: str | None = None
    link: str | None = None
    contact: str | None = None
    source: str | None = None
    request: str | None = None
    posted_as: str | None = None
    gone: bool = False


@dataclass(frozen=True)
class Item:
    """Something that can be found again: the best answer to a question, or an example.

    ``title`` is what was asked (or the example's title), ``text`` what was answered (or done),
    ``message`` where it stands, ``marks`` how many people said that it helped them. It
    ``is_proven`` where it was marked, or its question was solved, by whatever answer.
    """

    key: str
    place: str
    visibility: Visibility
    title: str
    text: str
    author: str
    message: str | None
    at: datetime
    marks: int = 0
    is_example: bool = False
    is_proven: bool = False
    question: str | None = None


@dataclass(frozen=True)
class Passed:
    """An answer or example that somebody sent on, in their own name, to a person or place."""

    key: str
    item: str
    by: str
    to: str
    note: str
    at: datetime


@dataclass(frozen=True)
class Insight:
    """What was learnt in a place, what is done about it, and what came of that.

    ``due`` is a day, such as 2026-12-15; before version 0.2 it was what somebody had written.
    """

    key: str
    place: str
    by: str
    text: str
    at: datetime
    action: str | None = None
    owner: str | None = None
    due: str | None = None
    outcome: str | None = None
    outcome_at: datetime | None = None
    gone: bool = False


@dataclass(frozen=True)
class Week:
    """What there is to tell of a place from a start up to an end.

    ``unsettled`` is what was asked in the last four weeks and may need an answer still. How many
    asked and were answered is told by figures, which are made from facts.
    """

    start: datetime
    end: datetime
    unsettled: tuple[Question, ...] = ()
    helpful: tuple[Item, ...] = ()
    examples: tuple[Example, ...] = ()
    changed: tuple[Insight, ...] = ()
    newcomers: tuple[str, ...] = ()


REACTIONS = {"bulb": "helpful", "white_check_mark": "solved", "heavy_check_mark": "solved"}
"""What a reaction says, by its name on the platform."""


@dataclass(frozen=True)
class Policy:
    """What an organisation decided for itself; later kept in its settings.

    ``caps`` bound the messages that a person gets from us unasked, a day and a week;
    ``people_asked`` is how many are asked at once, ``people_asked_at_most`` for one question.
    """

    admins: frozenset[str] = field(default_factory=frozenset)
    smallest_group: int = 5
    default_phase: Phase = Phase.OFF
    zone: str = "UTC"
    language: str = "en"
    languages: tuple[str, ...] = ("en", "pl", "de", "es", "fr", "it", "nl", "pt")
    listening_text_days: int = 30
    parked_days: int = 2
    inbox_days: int = 14
    searches_days: int = 28
    held: timedelta = timedelta(seconds=60)
    caps: tuple[int, int] = (2, 3)
    people_asked: int = 2
    people_asked_at_most: int = 4
    offers: bool = True
    reactions: Mapping[str, str] = field(default_factory=lambda: dict(REACTIONS))
