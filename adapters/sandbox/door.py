"""What somebody does in the sandbox: the chat does its part, then the product hears of it."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adapters.sandbox import cast
from adapters.sandbox.chat import Chat
from adapters.sandbox.read import SIGNS, SOURCE, read
from bot.outbox import Sender
from bot.ports import ChatMessage, Delivery
from bot.refusal import Refusal
from bot.text import LONGEST, clean

Json = dict[str, Any]

_FIELDS = ("text", "thread", "message", "reaction", "request")
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
    sender: Sender

    async def act(self, body: object) -> Json:
        """Do what was asked and return what that person now sees; raise Refusal."""
        act = _checked(body)
        match act.fields.get("do"):
            case "say":
                await self._say(act)
            case "command":
                await self._command(act)
            case "react" | "unreact":
                await self._react(act)
            case "edit":
                await self._edit(act)
            case "delete":
                await self._delete(act)
            case "press" | "submit" as later:
                raise Refusal(f"sandbox.no_{later}")
            case _:
                raise Refusal("sandbox.no_act")
        await self.sender.send_due()
        return self.view(act.person, act.place)

    def view(self, person: str, place: str) -> Json:
        """Return what a person sees in a place."""
        return {"person": person, "place": place, "messages": self.chat.seen_by(person, place)}

    async def _say(self, act: Act) -> None:
        text, at = act.text(), self.chat.moment()
        thread = act.word("thread")
        if thread:
            thread = self._message(act, thread).thread or thread
        message = await self.chat.say(act.place, act.person, text, thread, at)
        await self._tell(act, at, {"text": text, "message": message, "thread": thread})

    async def _command(self, act: Act) -> None:
        fields = {"text": act.typed(), "request": act.request()}
        await self._tell(act, self.chat.moment(), fields)

    async def _react(self, act: Act) -> None:
        message, sign = self._message(act, act.word("message")), act.sign()
        on = act.fields["do"] == "react"
        await self.chat.react(message, act.person, sign, on=on)
        await self._tell(act, self.chat.moment(), {"message": message.key, "reaction": sign})

    async def _edit(self, act: Act) -> None:
        message, text = self._own(act), act.text()
        await self.chat.edit(message, text)
        at = self.chat.moment()
        news = {"edited_at": at.isoformat(), "text": text, "message": message.key}
        said_at = datetime.fromtimestamp(float(message.key.rpartition("/")[2]), at.tzinfo)
        await self._tell(act, said_at, {**news, "thread": message.thread})

    async def _delete(self, act: Act) -> None:
        message = self._own(act)
        await self.chat.delete(message)
        await self._tell(act, self.chat.moment(), {"message": message.key})

    async def _tell(self, act: Act, at: datetime, fields: Json) -> None:
        """Let the product hear of it: stored durably first, then worked on."""
        done = {"do": act.fields["do"], "person": act.person, "place": act.place}
        payload = json.dumps({**done, "at": at.isoformat(), **fields}, ensure_ascii=False)
        inbox = self.sender.inbox
        key = read(payload).key
        await inbox.receive([Delivery(key, SOURCE, payload, inbox.clock())])
        for worked in await inbox.work_on([key]):
            if worked.key == key and worked.outcome and worked.outcome.message:
                thread = fields.get("thread")
                await self.chat.whisper(act.place, act.person, worked.outcome.message, thread)

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


def _checked(body: object) -> Act:
    if not isinstance(body, dict):
        raise Refusal("sandbox.no_object")
    person, place = cast.player(str(body.get("person"))), cast.room(str(body.get("place")))
    if person is None:
        known = ", ".join(each.name for each in cast.PLAYERS)
        raise Refusal("sandbox.no_person", known=known)
    if place is None:
        raise Refusal("sandbox.no_place", known=", ".join(each.name for each in cast.ROOMS))
    for name in _FIELDS:
        if not isinstance(body.get(name), str | None):
            raise Refusal("sandbox.no_text", name=name)
    return Act(person.key, place.key, body)
