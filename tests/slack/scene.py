"""A scene: people in Slack, the bot in front of them, and what each of them sees."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from tests.cast import FrozenClock
from tests.databases import Databases
from tests.served import Line
from tests.slack.bot import ServedBot, serving
from tests.slack.deliveries import Delivery
from tests.slack.forms import Value
from tests.slack.ground import Seen
from tests.slack.standin import SlackStandin
from tests.stories.slack import settle_in


@dataclass
class Scene:
    """What people do and see; whatever they do, the bot has done its part when it returns."""

    bot: ServedBot

    @property
    def slack(self) -> SlackStandin:
        """Return the stand-in."""
        return self.bot.slack

    async def quiet(self) -> None:
        """Wait until the bot has nothing to do any more, and send what is due."""
        await self._done()
        due = await self.bot.served.timetable.next_due()
        if due is not None and due <= self.bot.clock():
            await self.bot.push(self.bot.clock())
            await self._done()

    async def _done(self) -> None:
        await self.slack.settled()
        await self.bot.served.settled()
        await self.slack.settled()

    async def type(self, who: str, where: str, typed: str) -> list[str]:
        """Type a command; return what the person is told, and nobody else."""
        before = self._private(who, where)
        name, _, text = typed.partition(" ")
        await self.slack.command(who, where, name, text)
        await self.quiet()
        return self._new(before, self._private(who, where))

    async def say(self, who: str, where: str, text: str, thread: str | None = None) -> list[str]:
        """Say something; return what the person is told in private, in a direct line in public."""
        before = self._private(who, where)
        await self.slack.say(who, where, text, thread)
        await self.quiet()
        return self._new(before, self._private(who, where))

    async def write(self, who: str, text: str, thread: str | None = None) -> list[str]:
        """Write to the bot alone; return what it writes back."""
        return await self.say(who, self.slack.direct(who), text, thread)

    async def press(
        self, who: str, label: str, where: str | None = None, ts: str | None = None
    ) -> list[str]:
        """Press a button, in a channel or else in a modal or on the own page."""
        before = self._private(who, where) if where else []
        await self.slack.press(who, label, where, ts)
        await self.quiet()
        return self._new(before, self._private(who, where)) if where else []

    async def send(self, who: str, where: str = "", **values: Value) -> list[str]:
        """Fill in the form that is open and send it; return what is told in a place."""
        before = self._private(who, where) if where else []
        await self.submit(who, values)
        return self._new(before, self._private(who, where)) if where else []

    async def submit(self, who: str, values: Mapping[str, Value]) -> Delivery:
        """Fill in the form that is open and send it."""
        found = await self.slack.submit(who, values)
        await self.quiet()
        return found

    def error(self, who: str) -> str:
        """Return what stands in red in the form that somebody sent."""
        [said] = self.slack.form_errors[self.slack.user(who).id].values()
        return str(said)

    def form(self, who: str) -> str:
        """Return the form that is open, as it is read; nothing where none is."""
        view = self.slack.modal_of(who)
        return self.slack.read_view(view) if view else ""

    def page(self, who: str) -> str:
        """Return somebody's own page, as it is read; nothing before it was shown."""
        view = self.slack.home_of(who)
        return self.slack.read_view(view) if view else ""

    def posts(self, where: str, reader: str = "Dora") -> list[str]:
        """Return what we posted for all to see, the newest last."""
        seen = self.slack.seen_by(reader, where)
        return [each.text for each in seen if each.is_ours and not each.is_private]

    def post(self, where: str, words: str, reader: str = "Dora") -> Seen:
        """Return our newest post with some words."""
        seen = [each for each in self.slack.seen_by(reader, where) if each.is_ours]
        return next(e for e in reversed(seen) if words in e.text and not e.is_private)

    def told(self, who: str, where: str | None = None) -> list[str]:
        """Return all that a person is told in private, in a place or in their direct line."""
        return [text for _, text in self._private(who, where or self.slack.direct(who))]

    async def remembered(self, kind: str) -> list[Line]:
        """Return what is remembered of a kind."""
        return [each for each in await self.bot.dump() if each["type"] == kind]

    def _private(self, who: str, where: str) -> list[tuple[str, str]]:
        channel = self.slack.channel(where)
        alone = channel.kind == "im"
        seen = self.slack.seen_by(who, where)
        return [(e.ts, e.text) for e in seen if e.is_ours and (alone or e.is_private)]

    def _new(self, before: list[tuple[str, str]], now: list[tuple[str, str]]) -> list[str]:
        return [text for ts, text in now if (ts, text) not in before]


@asynccontextmanager
async def playing(
    clock: FrozenClock, databases: Databases, patch: pytest.MonkeyPatch
) -> AsyncIterator[Scene]:
    """Open the cast's workspace, with pilots in onboarding, projects and leads."""
    async with SlackStandin.serving(clock, burst=None, patience=10.0) as slack:
        settle_in(slack)
        async with serving(slack, clock, databases, patch) as bot:
            scene = Scene(bot)
            for channel in ("onboarding", "projects", "leads"):
                await slack.command("Dora", channel, "/whoknows", "pilot on")
            await scene.quiet()
            yield scene
            await scene.quiet()
            assert [(each.method, each.error) for each in slack.refusals] == []
            assert slack.complaints == []
            assert slack.alarms == []
            assert slack.troubles == []
