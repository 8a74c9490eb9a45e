"""What people want, and the envelope it arrives in.

An adapter reads a payload into one ``Heard``; ``dispatch`` gives its intent to one handler.
A message that is edited is heard again: the same intent with ``edited_at``, and the newest
text wins, in whatever order the two arrive.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.model import (
    Capture,
    CapturedBy,
    PlaceKind,
    Reason,
    Step,
    Verdict,
    Visibility,
    Wants,
)


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
    OPTED_OUT = "opted_out"
    STRANGER = "stranger"
    SETTLED = "settled"
    REFUSED = "refused"
    NO_MATTER = "no_matter"


class MarkKind(StrEnum):
    """The two marks that a person can put on a message."""

    HELPFUL = "helpful"
    SOLVED = "solved"


class Courtesy(StrEnum):
    """What people say to whoever they talk with, without wanting anything done."""

    HELLO = "hello"
    THANKS = "thanks"
    WHO_WE_ARE = "who_we_are"
    YES_OR_NO = "yes_or_no"


@dataclass(frozen=True)
class Ask:
    """A question for colleagues; ``message`` is its own message, none for a command.

    One that ``wants`` an example is a request: who has done this before? (None: its words tell.)
    ``into`` is the place it is for, where that is not the place it was written in; ``in_form`` says
    that it was written in a form, which stays open when something is wrong. ``is_unsure`` says that
    somebody named us and it may be no question at all: its author is asked. ``is_told`` says that
    they said *ask* themselves.
    """

    text: str
    captured_by: CapturedBy = CapturedBy.COMMAND
    message: str | None = None
    thread: str | None = None
    edited_at: datetime | None = None
    wants: Wants | None = None
    into: str | None = None
    in_form: bool = False
    is_unsure: bool = False
    is_told: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class AskForm:
    """Somebody wants to write a question in a form; ``text`` is what they have already."""

    text: str = ""
    wants: Wants | None = None
    captured_by: CapturedBy = CapturedBy.COMMAND


@dataclass(frozen=True)
class PostNow:
    """The asker does not want to look at suggestions: the question goes out."""

    question: str


@dataclass(frozen=True)
class Taken:
    """Something found earlier helped: it solved a question, or reassured who asked for it.

    ``about`` is the question or search for which ``item`` was shown.
    """

    about: str
    item: str


@dataclass(frozen=True)
class Withdraw:
    """The asker takes the question back (or does not want it posted)."""

    question: str


@dataclass(frozen=True)
class Revise:
    """The asker writes the question anew; none: wants to."""

    question: str
    text: str | None = None


@dataclass(frozen=True)
class Follow:
    """Somebody wants to hear of answers to a question, or (``on`` is false) no more."""

    question: str
    on: bool = True


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
class Restore:
    """Its author undid that at a time: what they say with it, as an edit says it."""

    message: str
    said: Say | Reply | Ask
    at: datetime


@dataclass(frozen=True)
class Mark:
    """A mark put on a message (``on``) or taken back."""

    message: str
    kind: MarkKind
    on: bool


@dataclass(frozen=True)
class Solve:
    """The asker's word, said in the thread, that the question is solved (or not after all)."""

    thread: str | None
    on: bool = True


@dataclass(frozen=True)
class AnswerForm:
    """Somebody writes an answer in a form; none: wants to."""

    question: str
    text: str | None = None


@dataclass(frozen=True)
class Decline:
    """Somebody cannot help with a question; without a reason they are asked for one."""

    question: str
    reason: Reason | None = None


@dataclass(frozen=True)
class Judge:
    """The asker's word on whether the answers helped."""

    question: str
    verdict: Verdict


@dataclass(frozen=True)
class Widen:
    """The asker wants the question seen in another place too; none: wants to know where."""

    question: str
    place: str | None = None


@dataclass(frozen=True)
class Close:
    """The asker needs no answer any more."""

    question: str


@dataclass(frozen=True)
class TakeOffer:
    """What the author of a message that asks says to our offer: yes, no, or never again."""

    message: str
    choice: str


@dataclass(frozen=True)
class Find:
    """Somebody looks for what was answered or shared before."""

    words: str
    examples_only: bool = False


@dataclass(frozen=True)
class WhoKnows:
    """Somebody wants to know who knows about something."""

    topic: str


@dataclass(frozen=True)
class Topics:
    """Somebody wants to see what is known here."""


@dataclass(frozen=True)
class ShareForm:
    """Somebody wants to share an example: of their own, or one that a message holds.

    ``title`` is what they wrote already, ``source`` a question or answer, ``text`` the words of
    the message it starts from, ``request`` who waits for it.
    """

    title: str = ""
    source: str | None = None
    text: str = ""
    request: str | None = None


@dataclass(frozen=True)
class Share:
    """An example or experience: what we did, what came of it, would we do it again."""

    title: str
    did: str
    result: str = ""
    again: str = ""
    link: str = ""
    contact: str = ""
    source: str | None = None
    request: str | None = None
    into: str | None = None


@dataclass(frozen=True)
class PressHelpful:
    """Somebody pressed the button that says an answer helped, or the one that takes it back."""

    answer: str
    on: bool = True


@dataclass(frozen=True)
class ThisAnswers:
    """Somebody says of a message in the thread of a question that it answers it."""

    message: str


@dataclass(frozen=True)
class PassOn:
    """Somebody sends an answer or example on, to a person or place.

    Without ``to`` they are asked to whom; an empty one was left out of the form.
    """

    item: str
    to: str | None = None
    note: str = ""


@dataclass(frozen=True)
class Quiet:
    """Somebody wants to be left alone: on, off, or for a while; empty asks how it stands.

    One that is ``or_help`` only means it where it is quiet; else they ask what can be said.
    """

    said: str = ""
    or_help: bool = False


@dataclass(frozen=True)
class Privacy:
    """Somebody wants to know what is remembered, to be left out of it (or back in), or it gone."""

    said: str = ""


@dataclass(frozen=True)
class Insights:
    """Somebody wants to see what was learnt and done, or (``add``) to add to it, ``text`` maybe."""

    add: bool = False
    text: str = ""


@dataclass(frozen=True)
class AddInsight:
    """What was learnt, and what is to be done about it."""

    text: str
    action: str = ""
    owner: str = ""
    due: str = ""
    into: str | None = None


@dataclass(frozen=True)
class ReviseInsight:
    """What was learnt, in other words; none: somebody wants to write them."""

    insight: str
    text: str | None = None
    action: str = ""
    owner: str = ""
    due: str = ""


@dataclass(frozen=True)
class WithdrawInsight:
    """What was learnt is taken back."""

    insight: str


@dataclass(frozen=True)
class TellOutcome:
    """What came of an action; none: somebody wants to write it."""

    insight: str
    text: str | None = None


@dataclass(frozen=True)
class ShowReport:
    """Somebody wants to see how this place does."""


@dataclass(frozen=True)
class StepDue:
    """The clock: something has become due for a question."""

    question: str
    step: Step


@dataclass(frozen=True)
class DigestDue:
    """The clock: this place's week is over."""


@dataclass(frozen=True)
class Help:
    """Somebody wants to know what can be said here, or said something we do not know.

    ``said`` holds their words (none: they asked for help), ``meant`` a command close to them. With
    ``meant`` alone the command was understood, but perhaps not said to us, or for somebody else.
    """

    said: str = ""
    meant: str | None = None


@dataclass(frozen=True)
class SmallTalk:
    """Somebody is kind to us, as one is."""

    about: Courtesy


@dataclass(frozen=True)
class Home:
    """Somebody opens their own page with us."""


@dataclass(frozen=True)
class SetPlace:
    """An admin sets a line of a place (none: this one): zone, language, digest, readers."""

    line: str
    value: str
    place: str | None = None


@dataclass(frozen=True)
class SetPhase:
    """An admin moves this place to another phase; an empty ``phase`` asks which it is."""

    phase: str


@dataclass(frozen=True)
class PlaceForm:
    """An admin or owner wants to set a place up in a form; none: this place."""

    place: str | None = None


@dataclass(frozen=True)
class SetUpPlace:
    """An admin or owner sets lines of a place all at once: phase, zone, language, digest."""

    place: str | None
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SetProfile:
    """Somebody sets a line of the own profile, or (``form``) all of them; without: shows it."""

    line: str = ""
    value: str = ""
    form: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Join:
    """The person came into the place."""


@dataclass(frozen=True)
class Leave:
    """The person left the place.

    Where the platform tells nobody who leaves it altogether (``tells_no_more``), whoever is in no
    place that we know any more has left.
    """

    tells_no_more: bool = False


@dataclass(frozen=True)
class Rename:
    """The place has a new name: the one in the envelope."""


@dataclass(frozen=True)
class Move:
    """A place goes on under another key, with all that was said in it."""

    old: str
    new: str


@dataclass(frozen=True)
class SeenPerson:
    """A person as the payload shows it; ``fresh`` when the name is from this very event.

    ``zone`` and ``language`` are what the platform says; the person's own word goes before them.
    A guest sees only the places that they are in, and so does who ``may_be_guest`` until the
    platform tells; who ``may_be_bot`` is taken for one until then. A stranger is of another
    organisation. ``email`` is an address that the platform has verified. ``None`` where the
    payload does not tell.
    """

    key: str
    name: str | None = None
    fresh: bool = False
    zone: str | None = None
    language: str | None = None
    is_guest: bool | None = None
    may_be_guest: bool = field(default=False, compare=False)
    may_be_bot: bool = field(default=False, compare=False)
    is_active: bool | None = None
    is_stranger: bool = False
    is_bot: bool = False
    email: str | None = field(default=None, repr=False)

    @property
    def sees_less(self) -> bool:
        """Whether they see only the places that they are in, as far as we know."""
        return bool(self.is_guest) or self.may_be_guest


@dataclass(frozen=True)
class Introduce:
    """The platform tells who people are, and (where it does) all who are in the place.

    ``unknown`` are people of whom it says that it knows no more than their key. What it tells
    ``of_all``, whoever they are, is kept of those alone whom we know.
    """

    people: tuple[SeenPerson, ...] = ()
    present: tuple[str, ...] | None = None
    unknown: tuple[str, ...] = ()
    of_all: bool = False


@dataclass(frozen=True)
class Arrive:
    """We were put into the place, or somebody brought us into their direct line."""


@dataclass(frozen=True)
class Rest:
    """Nothing can be posted in the place any more, or (``on`` is false) it can again."""

    why: str = ""
    on: bool = True


@dataclass(frozen=True)
class Uninstall:
    """We were taken out of the whole workspace, or (``on`` is false) put into it."""

    on: bool = True


@dataclass(frozen=True)
class Missed:
    """The platform held back what happened from a time until another: nothing is known of it."""

    since: datetime
    until: datetime
    why: str


@dataclass(frozen=True)
class Nothing:
    """Nothing that we act on, and why."""

    why: Why


Unaddressed = (
    Say
    | Reply
    | Delete
    | Restore
    | Mark
    | Join
    | Leave
    | Rename
    | Move
    | Introduce
    | Arrive
    | Rest
    | Uninstall
    | Missed
    | Nothing
)
"""What happens without anybody speaking to us."""

FromClock = StepDue | DigestDue

Shown = (
    AskForm
    | Find
    | WhoKnows
    | Topics
    | ShareForm
    | Insights
    | ShowReport
    | Home
    | PlaceForm
    | Help
    | SmallTalk
)
"""What somebody wants to see, or to find: it is answered by looking, and noted afterwards."""

Requested = (
    Ask
    | PostNow
    | Taken
    | Withdraw
    | Revise
    | Follow
    | AnswerForm
    | Decline
    | Judge
    | Solve
    | Widen
    | Close
    | TakeOffer
    | Share
    | PressHelpful
    | ThisAnswers
    | PassOn
    | Quiet
    | Privacy
    | SetProfile
    | AddInsight
    | ReviseInsight
    | WithdrawInsight
    | TellOutcome
    | SetPlace
    | SetPhase
    | SetUpPlace
)
"""What somebody tells us, so that we do or remember something."""

Addressed = Shown | Requested
"""What somebody says to us, and gets words back for."""

Written = Requested | Unaddressed | FromClock
"""What changes what we remember."""

Intent = Addressed | Unaddressed | FromClock


@dataclass(frozen=True)
class SeenPlace:
    """A place as the payload shows it; ``None`` where it does not say.

    ``presumed`` is its visibility where nobody says, and it is new to us.
    """

    key: str
    name: str | None = None
    visibility: Visibility | None = None
    renamed: bool = False
    presumed: Visibility = field(default=Visibility.PUBLIC, compare=False)
    kind: PlaceKind | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Heard:
    """One thing that happened, read from one payload.

    ``key`` is the natural key of the happening: twins and retries of it have the same. ``vouched``
    are further people whom the platform itself names in it, so that they can be written to.
    """

    key: str
    kind: str
    at: datetime
    intent: Intent
    workspace: str | None = None
    place: SeenPlace | None = None
    person: SeenPerson | None = None
    capture: Capture = Capture.LIVE
    vouched: tuple[SeenPerson, ...] = ()

    @property
    def is_addressed(self) -> bool:
        """Whether the person speaks to us, and so gets words back."""
        return isinstance(self.intent, Addressed)
