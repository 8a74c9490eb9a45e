"""The chat itself: what is in the channels, and who sees what."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.sandbox import cast
from adapters.sandbox.render import plain, plain_text, rendered
from bot.messages import Message, Post
from bot.ports import Capabilities, ChatLog, ChatMessage, Clock, Due, NotSent

Json = dict[str, Any]


CAPABILITIES = Capabilities(reactions=True)


class Chat:
    """Holds the messages and tells listeners when something changed; a platform to send to."""

    capabilities = CAPABILITIES

    def __init__(self, log: ChatLog, clock: Clock) -> None:
        self._log = log
        self._clock = clock
        self._messages: dict[str, ChatMessage] = {}
        self._last = datetime.fromtimestamp(0, UTC)
        self.on_change: Callable[[], None] = lambda: None

    async def load(self) -> None:
        """Take up the messages of earlier days."""
        for message in await self._log.load():
            self._messages[message.key] = message
            self._last = max(self._last, _said_at(message))

    @property
    def is_new(self) -> bool:
        """Whether nothing was ever said here."""
        return not self._messages

    @property
    def is_untouched(self) -> bool:
        """Whether nothing stands here but the notices of what is remembered."""
        return all(each.only_for or _is_notice(each) for each in self._messages.values())

    @property
    def last(self) -> datetime:
        """When something was last said here."""
        return self._last

    def moment(self) -> datetime:
        """Return the time now, later than any that was returned before."""
        self._last = max(self._clock(), self._last + timedelta(microseconds=1))
        return self._last

    def find(self, key: str) -> ChatMessage | None:
        """Return a message."""
        return self._messages.get(key)

    async def say(
        self, place: str, author: str, text: str, thread: str | None, at: datetime
    ) -> str:
        """Add a person's message and return its key."""
        key = f"{place}/{at.timestamp():.6f}"
        await self._keep(ChatMessage(key, place, author, _json({"text": text}), thread))
        return key

    async def whisper(
        self, place: str, person: str, message: Message, thread: str | None = None
    ) -> None:
        """Show a message of ours to one person alone."""
        post = Post(place, message, thread, person=person)
        await self._keep(self._ours(post, is_reply=True))

    async def send(self, post: Post, _due: Due) -> str:
        """Put a message of ours where it belongs, or in place of an earlier one; raise NotSent."""
        if post.replaces is None:
            message = self._ours(post)
        else:
            known = self._messages.get(post.replaces)
            if known is None:
                raise NotSent("the message to change is gone", again=False)
            message = replace(known, body=_body(post))
        await self._keep(message)
        return message.key

    def _ours(self, post: Post, *, is_reply: bool = False) -> ChatMessage:
        """Return a message of ours; ``is_reply`` where somebody did something just there."""
        place = post.place or cast.DIRECT[post.person or ""].key
        key = f"{place}/{self.moment().timestamp():.6f}"
        only_for = post.person if post.place else None
        # As in Slack: in a thread nobody would see it before there is a reply.
        thread = None if only_for and not is_reply else post.thread
        return ChatMessage(key, place, cast.BOT, _body(post), thread, only_for)

    async def settle(self, message: ChatMessage, words: Message, *, instead: bool) -> None:
        """Take the buttons from a message of ours; add what became of it, or put that instead."""
        body = json.loads(message.body)
        kept = [part for part in body.get("parts", []) if part["part"] != "buttons"]
        parts = [*([] if instead else kept), *rendered(words)]
        text = "\n".join(plain(part) for part in parts)
        await self._keep(replace(message, body=_json({**body, "text": text, "parts": parts})))

    async def edit(self, message: ChatMessage, text: str) -> None:
        """Change the words of a message."""
        await self._keep(replace(message, body=_json({"text": text}), edited=True))

    async def delete(self, message: ChatMessage) -> None:
        """Take a message away."""
        await self._log.remove(message.key)
        self._messages.pop(message.key, None)
        self.on_change()

    async def react(self, message: ChatMessage, person: str, sign: str, *, on: bool) -> None:
        """Put a person's reaction on a message, or take it away."""
        people = [each for each in message.reactions.get(sign, ()) if each != person]
        signs = {**message.reactions, sign: (*people, person) if on else tuple(people)}
        await self._keep(
            replace(message, reactions={sign: who for sign, who in signs.items() if who})
        )

    def seen_by(self, person: str, place: str | None = None) -> list[Json]:
        """Return the messages that a person sees, oldest first."""
        return [
            _shown(message)
            for message in sorted(self._messages.values(), key=lambda each: each.key)
            if place in (None, message.place) and self._is_seen(message, person)
        ]

    @staticmethod
    def _is_seen(message: ChatMessage, person: str) -> bool:
        room = cast.room(message.place)
        return message.only_for in (None, person) and bool(room and room.is_seen_by(person))

    async def _keep(self, message: ChatMessage) -> None:
        await self._log.save(message)
        self._messages[message.key] = message
        self.on_change()


def _body(post: Post) -> str:
    parts = rendered(post.message)
    return _json({"text": plain_text(post.message), "parts": parts, "pinned": post.is_pinned})


def _is_notice(message: ChatMessage) -> bool:
    return message.author == cast.BOT and json.loads(message.body).get("pinned", False)


def _json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)


def _said_at(message: ChatMessage) -> datetime:
    return datetime.fromtimestamp(float(message.key.rpartition("/")[2]), UTC)


def _shown(message: ChatMessage) -> Json:
    author = cast.player(message.author)
    return {
        "key": message.key,
        "place": message.place,
        "thread": message.thread,
        "author": message.author,
        "name": author.name if author else "Whoknows",
        "by_us": message.author == cast.BOT,
        "private": message.only_for is not None,
        "edited": message.edited,
        "pinned": False,
        "at": _said_at(message).isoformat(),
        "reactions": {sign: list(people) for sign, people in message.reactions.items()},
        **json.loads(message.body),
    }
