"""A Slack that others wrote, as a stage: people by its control door, the bot over its Web API."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from html import escape
from typing import Any

from adapters.sandbox import cast
from tests.peers.local_slack import BOT, LocalSlack, channel_id, members, person_id
from tests.stories import blocks
from tests.stories.sandbox import OFFICE
from tests.stories.stage import ALONE, Line

Json = dict[str, Any]

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Mon2")
_SIGNS = {"💡": "bulb", "✅": "white_check_mark"}
_IDS = {
    **{player.name: person_id(player.name) for player in cast.PLAYERS},
    **{f"#{room.name}": channel_id(room.name) for room in cast.CHANNELS},
}
_NAMES = {key: name.lstrip("#") for name, key in _IDS.items()}


@dataclass
class LocalSlackStage:
    """Does everything by the peer; a message is its channel and its ts.

    ``push`` moves the bot's clock to a time and does what is due by then, what came in included.
    The peer's own clock stands at that time before. A ``push`` that goes step by step may set it
    to each step, and has to leave it at that time.
    """

    peer: LocalSlack
    push: Callable[[datetime], Awaitable[None]]
    remembered: Callable[[], Awaitable[list[Line]]]
    counted: Callable[[], Awaitable[Line]]
    monday: datetime | None = None

    async def until(self, day: str, at: str) -> None:
        """Push both clocks."""
        if self.monday is None:
            now = (await self.now()).astimezone(OFFICE)
            days = 7 - now.weekday()
            self.monday = datetime.combine(now.date() + timedelta(days=days), time(), OFFICE)
        date = self.monday.date() + timedelta(days=_DAYS.index(day))
        to = datetime.combine(date, time.fromisoformat(at), OFFICE)
        assert to >= self.peer.time.now, f"{day} {at} is over"
        self.peer.time.set(to)
        await self._settle()

    async def say(self, who: str, where: str, text: str, thread: str | None = None) -> str:
        """Say something, in a thread where one of its messages is named."""
        channel = await self._channel(who, where)
        root = await self._root(thread) if thread else None
        written = escape(text, quote=False)  # as Slack does, and the peer does not
        ts = await self.peer.say(person_id(who), channel, written, root)
        await self._settle()
        return f"{channel}/{ts}"

    async def type(self, who: str, where: str, command: str) -> list[str]:
        """Type a command."""
        before = await self.told(who, where)
        name, _, text = command.partition(" ")
        await self.peer.type(person_id(who), await self._channel(who, where), name, text)
        await self._settle()
        return (await self.told(who, where))[len(before) :]

    async def react(self, who: str, message: str, sign: str) -> None:
        """React."""
        channel, _, ts = message.partition("/")
        await self.peer.react(person_id(who), channel, ts, _SIGNS.get(sign, sign))
        await self._settle()

    async def press(self, who: str, where: str, label: str, **values: str) -> list[str]:
        """Press a button ("form": send the one that is open), and fill in what opens."""
        before = await self.peer.forms() if label != "form" else []
        if label != "form":
            ts, action = await self._button(who, where, label)
            await self.peer.press(person_id(who), await self._channel(who, where), ts, action)
            await self._settle()
        forms = await self.peer.forms()
        if forms and forms != before:
            sent = blocks.filled(forms[-1], values, _IDS)
            wrong = await self.peer.submit(person_id(who), sent)
            assert not wrong, (label, sent, wrong)
            await self._settle()
        else:
            assert not values, f"{label} opened no form"
        return await self.told(who, where)

    async def join(self, who: str, where: str) -> None:
        """Come into a channel."""
        await self.peer.join(person_id(who), channel_id(where))
        await self._settle()

    async def post(self, where: str, words: str) -> str:
        """Return the bot's newest post with some words that all can see."""
        channel = channel_id(where)
        for each in reversed(await self.peer.messages(channel)):
            if _is_ours(each) and _is_public(each) and words in _words(each):
                return f"{channel}/{each['ts']}"
        raise AssertionError(f"no post in {where} says {words}")

    async def told(self, who: str, where: str = ALONE) -> list[str]:
        """Return what only this person sees."""
        alone = where == ALONE
        seen = await self._seen(who, where)
        return [_words(each) for each in seen if _is_ours(each) and (alone or not _is_public(each))]

    async def reads(self, who: str, where: str) -> list[str]:
        """Return all that a person sees."""
        return [_words(each) for each in await self._seen(who, where)]

    async def now(self) -> datetime:
        """Return the time at which the peer stands."""
        return self.peer.time.now

    async def dump(self) -> list[Line]:
        """Return what was remembered."""
        return await self.remembered()

    async def report(self) -> Line:
        """Return the report."""
        return await self.counted()

    async def _settle(self) -> None:
        """Let the bot do what is due by now: what it was told is work for after its answer."""
        await self.push(self.peer.time.now)

    async def _channel(self, who: str, where: str) -> str:
        return await self.peer.direct(person_id(who)) if where == ALONE else channel_id(where)

    async def _root(self, message: str) -> str:
        """Return the ts of the message whose thread this one stands in or begins."""
        channel, _, ts = message.partition("/")
        [found] = [each for each in await self.peer.messages(channel) if each["ts"] == ts]
        return str(found.get("thread_ts") or ts)

    async def _button(self, who: str, where: str, label: str) -> tuple[str, Json]:
        for message in reversed(await self._seen(who, where)):
            for name, action in blocks.buttons(message):
                if name == label:
                    return message["ts"], action
        raise AssertionError(f"{who} sees no button {label} in {where}")

    async def _seen(self, who: str, where: str) -> list[Json]:
        if where != ALONE and cast.room(where) in _closed_to(who):
            return []
        messages = await self.peer.messages(await self._channel(who, where))
        return [each for each in messages if _is_public(each) or _is_for(each, who)]


def _closed_to(who: str) -> list[cast.Room]:
    return [each for each in cast.CHANNELS if each.only and who not in members(each.name)]


def _is_ours(message: Json) -> bool:
    return message.get("user") == BOT


def _is_public(message: Json) -> bool:
    return "ephemeral_to" not in message


def _is_for(message: Json, who: str) -> bool:
    return message.get("ephemeral_to") == person_id(who)


def _words(message: Json) -> str:
    return blocks.words(message, _NAMES)
