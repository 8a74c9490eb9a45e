"""What a post is made from, at the moment of sending."""

from dataclasses import dataclass
from datetime import datetime

from bot.figures import Figures
from bot.looking import Looking
from bot.messages import Button, Link, Paragraph, Part, Post, Quote, Spans
from bot.model import Item, Person, Place, Policy, Question, Visibility
from bot.ports import EVERYTHING, Capabilities, Due
from bot.reader import language_of
from bot.text import shortened
from bot.words import Value, fitting, line, say

LONGEST_SHOWN = 3_000
"""Characters of somebody's words that a post shows; the whole is remembered."""

SHORT = 280
"""The same where several things are shown in one message."""


@dataclass(frozen=True)
class Sending:
    """A row of the outbox, where to look things up, and who is going to read it.

    ``person`` is none where it goes to a place; else ``place`` is where the thing is that it is
    about. ``can`` is what the reader's platform lets us do.
    """

    due: Due
    look: Looking
    policy: Policy
    now: datetime
    person: Person | None
    place: Place | None
    figures: Figures
    can: Capabilities = EVERYTHING

    @property
    def detail(self) -> str:
        """What the row names after its kind: the phase of a notice, the language of a greeting."""
        return self.due.kind.partition(" ")[2]

    @property
    def language(self) -> str:
        """The reader's language."""
        return language_of(self.person, self.place, self.policy)

    def say(self, key: str, /, **values: Value) -> Paragraph:
        """Return a paragraph in the reader's language."""
        return Paragraph(self.spans(key, **values))

    def spans(self, key: str, /, **values: Value) -> Spans:
        """Return spans in the reader's language."""
        return say(self.language, self._fitting(key), **values)

    def word(self, key: str, /, **values: str | int) -> str:
        """Return a few words in the reader's language."""
        return line(self.language, self._fitting(key), **values)

    def _fitting(self, key: str) -> str:
        in_chat = self.place is not None and self.place.is_chat
        return fitting(key, has_signs=self.can.reactions, in_chat=in_chat)

    def button(self, key: str, does: str, *, is_main: bool = False) -> Button:
        """Return a button in the reader's language."""
        return Button(self.word(key), does, is_main=is_main)

    async def place_of(self, key: str) -> Place:
        """Return a place as it is now."""
        return await self.look.place(key)

    async def question(self) -> Question | None:
        """Return the question it is about, where it stands and its reader may see it."""
        found = await self.look.question(self.due.about)
        if found is None or found.gone or not found.text or not found.is_asked:
            return None
        return found if await self.may_show(found.place) else None

    async def may_show(self, place: str) -> bool:
        """Tell whether what was said in a place may be shown to the reader now."""
        there = await self.place_of(place)
        if not there.phase.serves:
            return False
        if self.person is not None:
            return await self.look.may_see(place, self.person.key)
        return there.visibility is Visibility.PUBLIC or self.due.target == place

    async def quoted(self, question: Question, longest: int = LONGEST_SHOWN) -> Part:
        """Return the words of a question, for one reader: of a private place only the way there."""
        there = await self.place_of(question.place)
        if there.shows_alone(question.visibility) and question.text:
            return Quote(shortened(question.text, longest))
        message = question.thread or question.key
        return self.say("private.stays", link=Link(self.word("private.link"), message))

    def link(self, question: Question) -> Link:
        """Return the way to the thread of a question."""
        return Link(self.word("link.thread"), question.thread or question.key)

    def privately(self, *parts: Part, tells: tuple[str | None, ...] = ()) -> Post:
        """Return a post to the direct line with the reader; it follows what it ``tells``."""
        if self.person is None:
            raise ValueError("this goes to a place")
        return Post(None, parts, person=self.person.key, tells=tuple(filter(None, tells)))

    def item_link(self, item: Item) -> Link:
        """Return the way to where an answer or example stands."""
        return Link(self.word("link.there"), item.message or item.key)
