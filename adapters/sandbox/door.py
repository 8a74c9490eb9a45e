"""What somebody does in the sandbox: the chat does its part, then the product hears of it."""

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from adapters.sandbox import cast
from adapters.sandbox.chat import Chat
from adapters.sandbox.read import SIGNS, SOURCE, read
from adapters.sandbox.render import form, plain_text
from bot.buttons import pressed, submitted
from bot.intents import Why
from bot.model import Visibility
from bot.ports import ChatMessage, Delivery
from bot.refusal import Refusal
from bot.text import LONGEST, clean
from bot.timetable import Timetable
from bot.turn import Outcome

Json = dict[str, Any]

_FIELDS = ("text", "thread", "message", "reaction", "request", "button", "form")
_LONGEST_SIGN = 10
_LONGEST_REQUEST = 100
_NAMES = {"bulb": "💡", "white_check_mark": "✅"}


@dataclass(frozen=True)
class Act:
    """What was asked for, checked: who, where, and the fields that it needs."""

    person: str
    place: str
    fields: Mapping[str, Any]

    def text(self) -> str:
        """Return the words; raise Refusal where there are none or far too many."""
        text = self.typed()
        if len(text) > LONGEST:
            raise Refusal("sandbox.too_long", n=len(text))
        return text

    def typed(self) -> str:
        """Return the words of a command, however many; raise Refusal where there are none."""
        text = self._word("text")
        if not text:
            raise Refusal("sandbox.no_words")
        return text

    def sign(self) -> str:
        """Return the reaction as a sign."""
        sign = self._word("reaction").strip(": \n")
        sign = _NAMES.get(sign, sign)
        if not 0 < len(sign) <= _LONGEST_SIGN:
            raise Refusal("sandbox.no_reaction", known=" ".join(SIGNS))
        return sign

    def request(self) -> str:
        """Return what names a command once and for all; one of our own where nothing does."""
        request = self._word("request")
        if len(request) > _LONGEST_REQUEST:
            raise Refusal("sandbox.no_text", name="request")
        return request or uuid.uuid4().hex

    def word(self, name: str) -> str | None:
        """Return a field, none where it is missing or empty."""
        return self._word(name) or None

    def _word(self, name: str) -> str:
        value = self.fields.get(name)
        return clean(value) if isinstance(value, str) else ""


@dataclass(frozen=True)
class Door:
    """Takes acts in; what is due goes out before the person looks again."""

    chat: Chat
    timetable: Timetable
    _joined: set[tuple[str, str]] = field(default_factory=set)

    async def act(self, body: object) -> Json:
        """Do what was asked and return what that person now sees; raise Refusal.

        ``form`` is what they are to fill in now, none mostly; ``refused`` says why what they
        filled in was not taken.
        """
        act = _checked(body)
        await self._come_in(act)
        came = await self._do(act)
        await self.timetable.tick()
        seen = self.view(act.person, act.place)
        if came and act.fields["do"] == "submit" and _is_refused(came):
            return seen | {"form": None, "refused": plain_text(came.message)}
        return seen | {"form": form(came.form) if came and came.form else None}

    def view(self, person: str, place: str) -> Json:
        """Return what a person sees in a place."""
        return {"person": person, "place": place, "messages": self.chat.seen_by(person, place)}

    async def _do(self, act: Act) -> Outcome | None:
        match act.fields.get("do"):
            case "say":
                return await self._say(act)
            case "command":
                return await self._command(act)
            case "react" | "unreact":
                return await self._react(act)
            case "edit":
                return await self._edit(act)
            case "delete":
                return await self._delete(act)
            case "press":
                return await self._press(act)
            case "submit":
                return await self._submit(act)
            case "join":
                return None  # who does anything in a channel has come in
            case _:
                raise Refusal("sandbox.no_act")

    async def let_in(self, people: Sequence[tuple[str, str]]) -> None:
        """Let the product hear that people came into channels, all at once."""
        payloads = [_join(person, place, self.chat.moment()) for person, place in people]
        inbox = self.timetable.inbox
        deliveries = [Delivery(read(each).key, SOURCE, each, inbox.clock()) for each in payloads]
        await inbox.receive(deliveries)
        await inbox.work_on([each.key for each in deliveries])
        self._joined.update(people)

    async def _come_in(self, act: Act) -> None:
        """Let the product hear that somebody came in, the first time that they do anything."""
        who_where = (act.person, act.place)
        if cast.room(act.place) in cast.CHANNELS and who_where not in self._joined:
            await self.let_in([who_where])

    async def _say(self, act: Act) -> Outcome | None:
        text, at = act.text(), self.chat.moment()
        thread = act.word("thread")
        if thread:
            thread = self._message(act, thread).thread or thread
        message = await self.chat.say(act.place, act.person, text, thread, at)
        return await self._tell(act, at, {"text": text, "message": message, "thread": thread})

    async def _command(self, act: Act) -> Outcome | None:
        fields = {"text": act.typed(), "request": act.request()}
        return await self._tell(act, self.chat.moment(), fields)

    async def _react(self, act: Act) -> Outcome | None:
        message, sign = self._message(act, act.word("message")), act.sign()
        on = act.fields["do"] == "react"
        await self.chat.react(message, act.person, sign, on=on)
        return await self._tell(act, self.chat.moment(), {"message": message.key, "reaction": sign})

    async def _edit(self, act: Act) -> Outcome | None:
        message, text = self._own(act), act.text()
        await self.chat.edit(message, text)
        at = self.chat.moment()
        news = {"edited_at": at.isoformat(), "text": text, "message": message.key}
        said_at = datetime.fromtimestamp(float(message.key.rpartition("/")[2]), at.tzinfo)
        return await self._tell(act, said_at, {**news, "thread": message.thread})

    async def _delete(self, act: Act) -> Outcome | None:
        message = self._own(act)
        await self.chat.delete(message)
        return await self._tell(act, self.chat.moment(), {"message": message.key})

    async def _press(self, act: Act) -> Outcome | None:
        button = act.word("button")
        if not button:
            raise Refusal("sandbox.no_button")
        _tried(lambda: pressed(button))
        on = self._message(act, act.word("message")) if act.word("message") else None
        fields: Json = {"button": button, "request": act.request()}
        if on:
            fields |= {"words": json.loads(on.body)["text"], "thread": on.thread}
        return await self._tell(act, self.chat.moment(), fields, on)

    async def _submit(self, act: Act) -> Outcome | None:
        carries, values = act.word("form"), act.fields.get("values")
        if not carries or not isinstance(values, dict):
            raise Refusal("sandbox.no_form")
        if any(len(str(value)) > LONGEST for value in values.values()):
            raise Refusal("sandbox.too_long", n=max(len(str(each)) for each in values.values()))
        _tried(lambda: submitted(carries, {str(k): str(v) for k, v in values.items()}))
        fields = {"form": carries, "values": values, "request": act.request()}
        return await self._tell(act, self.chat.moment(), fields)

    async def _tell(
        self, act: Act, at: datetime, fields: Json, on: ChatMessage | None = None
    ) -> Outcome | None:
        """Let the product hear of it: stored durably first, then worked on."""
        done = {"do": act.fields["do"], "person": act.person, "place": act.place}
        payload = json.dumps({**done, "at": at.isoformat(), **fields}, ensure_ascii=False)
        inbox = self.timetable.inbox
        heard = read(payload)
        key = heard.key
        await inbox.receive([Delivery(key, SOURCE, payload, inbox.clock())])
        for worked in await inbox.work_on([key], {key: heard}):
            if worked.key == key and worked.outcome:
                await self._answer(act, worked.outcome, fields.get("thread"), on)
                return worked.outcome
        return None

    async def _answer(
        self, act: Act, outcome: Outcome, thread: str | None, on: ChatMessage | None
    ) -> None:
        """Show what is said to that person: in the message whose button was pressed, or below."""
        stays_open = act.fields["do"] == "submit" and _is_refused(outcome)
        if outcome.form or not outcome.message or stays_open:
            return
        is_theirs = on is not None and on.author == cast.BOT and self._is_alone(on)
        if on and is_theirs and outcome.settles:
            await self.chat.settle(on, outcome.message, instead=outcome.instead)
        else:
            await self.chat.whisper(act.place, act.person, outcome.message, thread)

    @staticmethod
    def _is_alone(message: ChatMessage) -> bool:
        """Tell whether a message is for one reader."""
        room = cast.room(message.place)
        return message.only_for is not None or (
            room is not None and room.visibility is Visibility.DIRECT
        )

    def _message(self, act: Act, key: str | None) -> ChatMessage:
        message = self.chat.find(key or "")
        hidden = message and message.only_for not in (None, act.person)
        if message is None or hidden or message.place != act.place:
            raise Refusal("sandbox.no_message")
        return message

    def _own(self, act: Act) -> ChatMessage:
        message = self._message(act, act.word("message"))
        if message.author != act.person:
            raise Refusal("sandbox.not_yours")
        return message


def _is_refused(outcome: Outcome) -> bool:
    """Tell whether what was filled in was not taken: its form stays open, with the word why."""
    return outcome.what == Why.REFUSED.value and bool(outcome.message)


def _join(person: str, place: str, at: datetime) -> str:
    return json.dumps({"do": "join", "person": person, "place": place, "at": at.isoformat()})


def _tried(reading: Callable[[], object]) -> None:
    """Refuse what is none of our buttons or forms before anything is stored."""
    try:
        reading()
    except ValueError:
        raise Refusal("sandbox.no_button") from None


def _checked(body: object) -> Act:
    if not isinstance(body, dict):
        raise Refusal("sandbox.no_object")
    person = cast.player(str(body.get("person")))
    if person is None:
        known = ", ".join(each.name for each in cast.PLAYERS)
        raise Refusal("sandbox.no_person", known=known)
    place = cast.room(str(body.get("place")), person.key)
    if place is None or not place.is_seen_by(person.key):
        known = ", ".join(each.name for each in cast.CHANNELS if each.is_seen_by(person.key))
        raise Refusal("sandbox.no_place", known=known)
    for name in _FIELDS:
        if not isinstance(body.get(name), str | None):
            raise Refusal("sandbox.no_text", name=name)
    return Act(person.key, place.key, body)
