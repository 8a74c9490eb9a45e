"""What a handler gets, and what it gives back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Self, assert_never

from bot.figures import Figures
from bot.intents import Heard, SeenPerson, Why
from bot.looking import Looking
from bot.messages import Button, Buttons, Form, Message, Paragraph, Spans
from bot.model import (
    Capture,
    CapturedBy,
    Item,
    Person,
    Phase,
    Place,
    Policy,
    Question,
    Visibility,
)
from bot.ports import EVERYTHING, Capabilities
from bot.words import Value, fitting, line, say
from bot.writing import Writing


class Became(StrEnum):
    """What becomes of something heard."""

    REMEMBERED = "remembered"
    IGNORED = "ignored"
    PARKED = "parked"


@dataclass(frozen=True)
class Interest:
    """That somebody wanted us in a place where we do not serve."""


@dataclass(frozen=True)
class Searched:
    """What somebody looked for, and what they were shown."""

    key: str
    words: str
    items: tuple[str, ...]


Note = Interest | Searched
"""What is written down after looking."""


@dataclass(frozen=True)
class Sight:
    """What was looked for before anything is written: it may have changed since.

    ``near`` is what was answered before, nearest first; ``knowers`` are who can be asked now, by
    key, the likeliest first; ``later`` is when the first of the others can.
    """

    near: tuple[Item, ...] = ()
    knowers: tuple[str, ...] = ()
    later: datetime | None = None


NOTHING_SEEN = Sight()


@dataclass(frozen=True)
class Outcome:
    """What became of something heard: as what it is remembered, or why not.

    ``message`` is for the person who spoke, and private; so is ``form``, to be filled in.
    Said to a button of a private message it is added there, or (``instead``) takes its place.
    ``known`` are the messages that others may have been waiting for; ``waits_for`` is the message
    that this one waits for itself. ``wrong`` are the inputs of a form that cannot be taken as they
    were filled in, each with the word why; ``form`` may then
    be the same once more. ``notes`` is what is to be remembered of it all the
    same.
    """

    became: Became
    what: str
    message: Message = ()
    known: tuple[str, ...] = ()
    waits_for: str | None = None
    form: Form | None = None
    instead: bool = False
    wrong: tuple[tuple[str, Message], ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def settles(self) -> bool:
        """Whether a button was pressed for good, so that its message needs no buttons any more."""
        return self.form is None and self.what != Why.REFUSED.value


def remembered(what: str, message: Message = (), known: tuple[str, ...] = ()) -> Outcome:
    """Say that something was remembered."""
    return Outcome(Became.REMEMBERED, what, message, known)


def shown(message: Message) -> Outcome:
    """Say something to who asked for it; nothing is remembered."""
    return Outcome(Became.IGNORED, Why.NO_MATTER.value, message)


def opened(form: Form, message: Message = (), again: str = "") -> Outcome:
    """Have the speaker fill in a form.

    Where none can be opened (they wrote a message, or it is too late), ``message`` is said, with
    a button that does ``again`` and so opens it.
    """
    if again:
        message = (*message, Buttons((Button(form.title, again, is_main=True),)))
    return Outcome(Became.IGNORED, Why.NO_MATTER.value, message, form=form)


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
class Look:
    """One person's turn to see something: who spoke where and when, and where to look things up.

    ``here`` and ``speaker`` are as remembered; ``heard`` is as it came. ``can`` is what the
    speaker's platform lets us do.
    """

    heard: Heard
    here: Place | None
    speaker: Person | None
    policy: Policy
    look: Looking
    now: datetime
    figures: Figures
    can: Capabilities = EVERYTHING

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

    async def is_speaker(self, account: str | None) -> bool:
        """Tell whether an account is the speaker's: this one, or theirs in another workspace."""
        if account is None or account == self.person.key:
            return account is not None
        if workspace_of(account) == workspace_of(self.person.key):
            return False  # nobody has two in one
        return account in (await self.look.person(self.person.key)).keys

    @property
    def phase(self) -> Phase:
        """The phase to act by: what comes from a log is remembered as in phase listening."""
        return self.place.phase if self.is_live else Phase.LISTENING

    def refuse(self, key: str, /, **values: Value) -> Outcome:
        """Say kindly that something is not done, and what to do."""
        return ignored(Why.REFUSED, (self.whisper(key, **values),))

    def refuse_input(self, name: str, key: str, /, **values: Value) -> Outcome:
        """Say kindly what is wrong with one input of a form."""
        refused = self.refuse(key, **values)
        return replace(refused, wrong=((name, refused.message),))

    def button(self, key: str, does: str, *, is_main: bool = False) -> Button:
        """Return a button for the speaker, in the speaker's language."""
        return Button(self.word(key), does, is_main=is_main)

    def word(self, key: str) -> str:
        """Return a few words in the speaker's language."""
        return line(self.language, self._fitting(key))

    def key_for(self, kind: str) -> str:
        """Return the key of something new without a message of its own."""
        return f"{self.place.key}/{kind}:{self.heard.key.rpartition(':')[2]}"

    async def moved(self, place: str | None) -> Self | None:
        """Return the turn as if taken in another place; None where the speaker cannot be there."""
        if place is None or place == self.place.key:
            return self
        # Looked at first: a place that somebody made up must not come to be known by that.
        if workspace_of(place) != self.workspace:
            return None
        if not await self.may_see(place):
            return None
        return replace(self, here=await self.place_of(place))

    async def beside(self, question: Question) -> Self | None:
        """Return the turn as if taken where a question stands, in another workspace too.

        None where the speaker cannot be there.
        """
        if question.place == self.place.key:
            return self
        if not await self.may_see(question.place):
            return None
        return replace(self, here=await self.place_of(question.place))

    async def question(self, key: str) -> Question | None:
        """Return a question that stands, where the speaker may see it."""
        found = await self.look.question(key)
        if found is None or found.gone:
            return None
        mine = self.person.key == found.asker or self.place.key == found.place
        return found if mine or await self.may_see(found.place) else None

    async def may_see(self, place: str) -> bool:
        """Tell whether the speaker may read a place; a guest reads those that they are in."""
        if self.person.sees_less:
            return await self.look.is_member(place, self.person.key)
        return await self.look.may_see(place, self.person.key)

    async def served_places(self) -> list[Place]:
        """Return the public places where people are served, those that the speaker may see."""
        places = await self.look.served_places(self.workspace)
        if await self._is_guest():
            return [each for each in places if await self.may_see(each.key)]
        return list(places)

    async def _is_guest(self) -> bool:
        """Tell whether the speaker reads no more than the places that they are in."""
        return self.person.sees_less or (await self.look.person(self.person.key)).guest

    def not_here(self, said: str) -> Outcome:
        """Say how one comes to be served here; that somebody wanted it counts."""
        outcome = ignored(Why.PLACE_OFF, (self.whisper(said),))
        return replace(outcome, notes=(Interest(),))

    async def served(self, key: str) -> Question | Outcome:
        """Return a question that stands in a place that takes part; else the word why not."""
        question = await self.question(key)
        if question is None:
            return self.refuse("ask.gone")
        place = await self.place_of(question.place)
        return question if place.phase.serves else self.refuse("ask.off_by_now")

    async def place_of(self, key: str) -> Place:
        """Return a place by its key."""
        return await self.look.place(key)

    @property
    def is_live(self) -> bool:
        """Whether this happens now, to people who can be told; a log only tells us."""
        return self.heard.capture is Capture.LIVE

    @property
    def stamp(self) -> str:
        """What tells this turn from others, where something is sent for each."""
        return self.heard.key

    @property
    def is_admin(self) -> bool:
        """Whether the speaker may change how a place is served."""
        return self.person.key in self.policy.admins

    @property
    def is_lead(self) -> bool:
        """Whether the speaker may set a place up, and say what was learnt there: an admin too."""
        return self.is_admin or self.place.owner == self.person.key

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
        return Paragraph(self.spans(key, **values))

    def spans(self, key: str, /, **values: Value) -> Spans:
        """Return spans for the speaker alone, in the speaker's language."""
        return say(self.language, self._fitting(key), **values)

    def _fitting(self, key: str) -> str:
        in_chat = self.here is not None and self.here.is_chat
        return fitting(key, has_signs=self.can.reactions, in_chat=in_chat)

    @property
    def workspace(self) -> str:
        """The workspace in which it was said."""
        return self.heard.workspace or workspace_of(self.place.key)


@dataclass(frozen=True)
class Turn(Look):
    """The same, and the transaction to remember things in; ``sight`` is what was seen before."""

    tx: Writing = field(kw_only=True)
    sight: Sight = NOTHING_SEEN

    async def refresh(self, question: Question, gone_post: str | None = None) -> None:
        """Have our posts of a question brought up to date, in further places too.

        ``gone_post`` is one that is not there any more.
        """
        is_ours = question.captured_by.is_posted and question.thread
        posts = {question.place: question.thread} if is_ours else {}
        posts |= await self.tx.echoes(question.key)
        for place, post in posts.items():
            if post != gone_post:
                await self.tx.queue("refresh", place, question.key, self.now, self.stamp)

    async def know_speaker(self) -> None:
        """Remember that the speaker exists; only for what is remembered.

        Who speaks in a private place is in it, whether or not we saw them come.
        """
        await self.tx.know(self.person, self.workspace, self.at)
        is_closed = self.place.visibility in (Visibility.PRIVATE, Visibility.SHARED)
        stays_out = not is_closed and not self.person.sees_less
        if self.is_live and not stays_out and not await self.may_see(self.place.key):
            await self.tx.set_member(self.place.key, self.person.key, self.at, present=True)

    async def note(self, note: Note) -> None:
        """Write down what was noted while looking."""
        match note:
            case Interest():
                await self.tx.add_interest(self.heard.key, self.place.key, self.at)
            case Searched(key, words, items):
                await self.know_speaker()
                await self.tx.add_search(key, self.person.key, words, len(items), self.now)
                await self.tx.suggest(key, items, self.now)
            case _:
                assert_never(note)


def choices(places: Sequence[Place]) -> tuple[tuple[str, str], ...]:
    """Return places to choose from in a form; one whose name is not known goes by its key."""
    named = ((each.key, each.name or each.key.rpartition("/")[2]) for each in places)
    return tuple((key, f"#{name}") for key, name in named)


def place_in(key: str) -> str:
    """Return the place from the key of something said or begun there: what is before its slash."""
    return "/".join(key.split("/")[:2])


def workspace_of(key: str) -> str:
    """Return the workspace from the key of a place or person: what is before the slash."""
    return key.partition("/")[0]
