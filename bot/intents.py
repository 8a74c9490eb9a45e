"""What people want, and the envelope it arrives in.

An adapter reads a payload into one ``Heard``; ``dispatch`` gives its intent to one handler.
A message that is edited is heard again: the same intent with ``edited_at``, and the newest
text wins, in whatever order the two arrive.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model import Capture, CapturedBy, Visibility


class Why(StrEnum):
    """Why something that was heard is not remembered; each has its sentence in the words."""

    BOT = "bot"
    NOTICE = "notice"
    UNFURL = "unfurl"
    NO_WORDS = "no_words"
    NO_PERSON = "no_person"
    UNKNOWN_KIND = "unknown_kind"
    PLACE_OFF = "place_off"
    DOES_NOT_ASK = "does_not_ask"
    NOT_ASKED_OF_US = "not_asked_of_us"
    OWN_THREAD = "own_thread"
    OWN_ANSWER = "own_answer"
    NOT_AN_ANSWER = "not_an_answer"
    NOT_THE_ASKER = "not_the_asker"
    OLDER_THAN_KNOWN = "older_than_known"
    GONE_ALREADY = "gone_already"
    REFUSED = "refused"
    NO_MATTER = "no_matter"


class Kind(StrEnum):
    """The two marks that a person can put on a message."""

    HELPFUL = "helpful"
    SOLVED = "solved"


@dataclass(frozen=True)
class Ask:
    """A question for colleagues; ``message`` is its own message, none for a command."""

    text: str
    captured_by: CapturedBy = CapturedBy.COMMAND
    message: str | None = None
    thread: str | None = None
    edited_at: datetime | None = None


@dataclass(frozen=True)
class Say:
    """Words in a place, outside any thread, not addressed to us."""

    message: str
    text: str
    edited_at: datetime | None = None


@dataclass(frozen=True)
class Reply:
    """Words in a thread, not addressed to us."""

    message: str
    thread: str
    text: str
    edited_at: datetime | None = None


@dataclass(frozen=True)
class Delete:
    """A message was taken back by its author or an admin of the platform."""

    message: str


@dataclass(frozen=True)
class Mark:
    """A mark put on a message (``on``) or taken back."""

    message: str
    kind: Kind
    on: bool


@dataclass(frozen=True)
class Solve:
    """The asker's word, said in the thread, that the question is solved (or not after all)."""

    thread: str | None
    on: bool = True


@dataclass(frozen=True)
class Help:
    """Somebody wants to know what can be said here, or said something we do not know.

    ``said`` holds their words (none: they asked for help), ``meant`` a command close to them.
    """

    said: str = ""
    meant: str | None = None


@dataclass(frozen=True)
class SetPhase:
    """An admin moves this place to another phase; an empty ``phase`` asks which it is."""

    phase: str


@dataclass(frozen=True)
class SetProfile:
    """Somebody sets a line of the own profile; an empty ``value`` shows the profile."""

    line: str = ""
    value: str = ""


@dataclass(frozen=True)
class Join:
    """The person came into the place."""


@dataclass(frozen=True)
class Leave:
    """The person left the place."""


@dataclass(frozen=True)
class Rename:
    """The place has a new name: the one in the envelope."""


@dataclass(frozen=True)
class Nothing:
    """Nothing that we act on, and why."""

    why: Why


Intent = (
    Ask
    | Say
    | Reply
    | Delete
    | Mark
    | Solve
    | Help
    | SetPhase
    | SetProfile
    | Join
    | Leave
    | Rename
    | Nothing
)


@dataclass(frozen=True)
class SeenPlace:
    """A place as the payload shows it; ``None`` where it does not say."""

    key: str
    name: str | None = None
    visibility: Visibility | None = None
    renamed: bool = False


@dataclass(frozen=True)
class SeenPerson:
    """A person as the payload shows it; ``fresh`` when the name is from this very event."""

    key: str
    name: str | None = None
    fresh: bool = False


@dataclass(frozen=True)
class Heard:
    """One thing that happened, read from one payload.

    ``key`` is the natural key of the happening: twins and retries of it have the same.
    """

    key: str
    kind: str
    at: datetime
    intent: Intent
    workspace: str | None = None
    place: SeenPlace | None = None
    person: SeenPerson | None = None
    capture: Capture = Capture.LIVE

    @property
    def is_addressed(self) -> bool:
        """Whether the person speaks to us, and so gets words back."""
        return isinstance(self.intent, Ask | Solve | Help | SetPhase | SetProfile)
