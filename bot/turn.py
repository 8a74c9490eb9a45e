"""What a handler gets, and what it gives back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.intents import Heard, SeenPerson, Why
from bot.messages import Message, Paragraph
from bot.model import Capture, CapturedBy, Person, Phase, Place, Policy
from bot.ports import Transaction
from bot.words import Value, paragraph


class Became(StrEnum):
    """What becomes of something heard."""

    REMEMBERED = "remembered"
    IGNORED = "ignored"
    PARKED = "parked"


@dataclass(frozen=True)
class Outcome:
    """What became of something heard: as what it is remembered, or why not.

    ``message`` is for the person who spoke, and private. ``known`` are the messages that others
    may have been waiting for; ``waits_for`` is the message that this one waits for itself.
    """

    became: Became
    what: str
    message: Message = ()
    known: tuple[str, ...] = ()
    waits_for: str | None = None


def remembered(what: str, message: Message = (), known: tuple[str, ...] = ()) -> Outcome:
    """Say that something was remembered."""
    return Outcome(Became.REMEMBERED, what, message, known)


def ignored(why: Why, message: Message = ()) -> Outcome:
    """Say that nothing was remembered, and why."""
    return Outcome(Became.IGNORED, why.value, message)


def parked(waits_for: str, message: Message = ()) -> Outcome:
    """Say that this waits for a message that has not been heard yet."""
    return Outcome(Became.PARKED, "parked", message, waits_for=waits_for)


def again(changed: bool) -> Outcome:
    """Say what became of something heard again: a newer version, or nothing new."""
    return remembered("edit") if changed else ignored(Why.OLDER_THAN_KNOWN)


@dataclass(frozen=True)
class Turn:
    """One person's turn: who spoke where and when, and the transaction to work in.

    ``here`` and ``speaker`` are as remembered; ``heard`` is as it came.
    """

    heard: Heard
    here: Place | None
    speaker: Person | None
    policy: Policy
    tx: Transaction
    now: datetime

    @property
    def at(self) -> datetime:
        """When it happened on the platform."""
        return self.heard.at

    @property
    def place(self) -> Place:
        """The place; only for intents that come from one."""
        if self.here is None:
            raise ValueError("this was not said in a place")
        return self.here

    @property
    def person(self) -> SeenPerson:
        """The person; only for intents that somebody has."""
        if self.heard.person is None:
            raise ValueError("nobody said this")
        return self.heard.person

    @property
    def phase(self) -> Phase:
        """The phase to act by: what comes from a log is remembered as in phase listening."""
        return self.place.phase if self.heard.capture is Capture.LIVE else Phase.LISTENING

    @property
    def is_admin(self) -> bool:
        """Whether the speaker may change how a place is served."""
        return self.person.key in self.policy.admins

    def kept(self, text: str) -> str | None:
        """Return the words to keep of something edited: none where the place is off by now."""
        return None if self.phase is Phase.OFF else text

    @property
    def unasked(self) -> CapturedBy:
        """How something counts that nobody addressed to us."""
        if self.heard.capture is Capture.KNOWLEDGE:
            return CapturedBy.HISTORY
        return CapturedBy.REPLY if self.phase.serves else CapturedBy.LISTENING

    @property
    def language(self) -> str:
        """The speaker's language, else the place's, else the organisation's."""
        own = self.speaker.language if self.speaker else None
        return own or (self.here.language if self.here else None) or self.policy.language

    def whisper(self, key: str, /, **values: Value) -> Paragraph:
        """Return a paragraph for the speaker alone, in the speaker's language."""
        return paragraph(self.language, key, **values)

    async def know_speaker(self) -> None:
        """Remember that the speaker exists; only for what is remembered."""
        await self.tx.know(self.person, self.workspace, self.at)

    @property
    def workspace(self) -> str:
        """The workspace in which it was said."""
        return self.heard.workspace or workspace_of(self.place.key)


def workspace_of(key: str) -> str:
    """Return the workspace from the key of a place or person: what is before the slash."""
    return key.partition("/")[0]
