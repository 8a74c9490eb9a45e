"""Slack as a stage: people do things in the stand-in, the bot hears of them over the wire."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from adapters.sandbox import cast
from bot.model import Visibility
from tests.slack.ground import Seen
from tests.slack.standin import SlackStandin
from tests.stories.stage import ALONE, Line

OFFICE = ZoneInfo("Europe/Berlin")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Mon2")
_SIGNS = {"💡": "bulb", "✅": "white_check_mark", "✔️": "heavy_check_mark"}
_LOCALES = {"en": "en-GB", "pl": "pl-PL", "de": "de-DE"}
_PATIENCE, _PAUSE = 30.0, 0.01
"""How many real seconds what was called for may take to appear, and how often to look."""


def settle_in(slack: SlackStandin) -> None:
    """Bring the cast and their channels into a workspace where the app is already in."""
    for each in cast.PLAYERS:
        slack.add_user(
            each.name,
            zone=each.zone,
            locale=_LOCALES[each.language],
            email=f"{each.name.lower()}@example.org",
            is_admin=each.is_admin,
        )
    for room in cast.CHANNELS:
        people = [
            each.name
            for each in cast.PLAYERS
            if room.is_seen_by(each.key) and (room.only or not each.is_new)
        ]
        is_private = room.visibility is Visibility.PRIVATE
        slack.add_channel(room.name, *people, kind="private" if is_private else "public")


@dataclass
class SlackStage:
    """Does everything as people in Slack do; a message is its channel and timestamp.

    ``push`` moves the bot's clock to a time, doing what becomes due until then.
    """

    slack: SlackStandin
    push: Callable[[datetime], Awaitable[None]]
    clock: Callable[[], datetime]
    dumped: Callable[[], Awaitable[list[Line]]]
    reported: Callable[[], Awaitable[Line]]
    monday: datetime | None = None

    async def until(self, day: str, at: str) -> None:
        """Push the clock, and let Slack bring again what failed."""
        if self.monday is None:
            now = self.clock().astimezone(OFFICE)
            days = 7 - now.weekday()
            self.monday = datetime.combine(now.date() + timedelta(days=days), time(), OFFICE)
        date = self.monday.date() + timedelta(days=_DAYS.index(day))
        await self.push(datetime.combine(date, time.fromisoformat(at), OFFICE))
        await self.slack.settled()
        await self.slack.retry_due()

    async def say(self, who: str, where: str, text: str, thread: str | None = None) -> str:
        """Say something."""
        channel = self._channel(who, where)
        root = self._root(thread) if thread else None
        ts = await self.slack.say(who, channel, text, root)
        await self._due()
        return f"{channel}/{ts}"

    async def type(self, who: str, where: str, command: str) -> list[str]:
        """Type a slash command, in the channel or in the direct line."""
        before = {(each.ts, each.text) for each in self._told(who, where)}
        modal = self.slack.modal_of(who)
        name, _, text = command.partition(" ")
        await self.slack.command(who, self._channel(who, where), name, text)
        await self._due()

        def new() -> list[str]:
            seen = self._told(who, where)
            return [each.text for each in seen if (each.ts, each.text) not in before]

        await self._eventually(lambda: bool(new()) or self.slack.modal_of(who) is not modal)
        return new()

    async def react(self, who: str, message: str, sign: str) -> None:
        """React."""
        channel, _, ts = message.rpartition("/")
        await self.slack.react(who, channel, ts, _SIGNS.get(sign, sign))
        await self._due()

    async def press(self, who: str, where: str, label: str, **values: str) -> list[str]:
        """Press a button ("form": send the one that is open), and fill in what opens."""
        if label != "form":
            await self.slack.press(who, label, self._channel(who, where))
        if values:
            await self._eventually(lambda: self.slack.modal_of(who) is not None)
            assert self.slack.modal_of(who), f"{label} opens nothing for {who}"
        if self.slack.modal_of(who):
            await self.slack.submit(who, values)
            assert who not in self.slack.form_errors, self.slack.form_errors[who]
        await self._due()
        return [each.text for each in self._told(who, where)]

    async def join(self, who: str, where: str) -> None:
        """Come into a channel."""
        await self.slack.join(who, where)
        await self._due()

    async def post(self, where: str, words: str) -> str:
        """Return our newest post with some words."""
        channel = self.slack.channel(where)
        reader = next(each for each in channel.members if not self.slack.user(each).is_bot)
        for seen in reversed(self.slack.seen_by(reader, where)):
            if seen.is_ours and not seen.is_private and words in seen.text:
                return f"{channel.id}/{seen.ts}"
        raise AssertionError(f"no post in {where} says {words}")

    async def told(self, who: str, where: str = ALONE) -> list[str]:
        """Return what only this person sees."""
        await self.slack.settled()
        return [each.text for each in self._told(who, where)]

    async def reads(self, who: str, where: str) -> list[str]:
        """Return all that a person sees, Slack's own lines left out."""
        await self.slack.settled()
        seen = self.slack.seen_by(who, self._channel(who, where))
        return [each.text for each in seen if not each.is_notice]

    async def now(self) -> datetime:
        """Return the time."""
        return self.clock()

    async def dump(self) -> list[Line]:
        """Return what the product remembers."""
        return await self.dumped()

    async def report(self) -> Line:
        """Return the report as data."""
        return await self.reported()

    def _channel(self, who: str, where: str) -> str:
        return self.slack.direct(who) if where == ALONE else self.slack.channel(where).id

    def _root(self, message: str) -> str:
        """Return the timestamp that a reply to a message names: that of its thread."""
        channel, _, ts = message.rpartition("/")
        found = self.slack.channel(channel).find(ts)
        return (found.thread_ts if found else None) or ts

    def _told(self, who: str, where: str) -> list[Seen]:
        seen = self.slack.seen_by(who, self._channel(who, where))
        alone = where == ALONE
        return [each for each in seen if each.is_ours and (alone or each.is_private)]

    async def _due(self) -> None:
        """Let the bot do what is due by now, and hear the echo of it."""
        await self.slack.settled()
        await self.push(self.clock())
        await self.slack.settled()

    async def _eventually(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so, or no longer than our patience lasts."""
        for _ in range(round(_PATIENCE / _PAUSE)):
            if is_so():
                return
            await asyncio.sleep(_PAUSE)
