"""Teams as a stage: people do things in the stand-in, the bot hears of them over the wire."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from adapters.sandbox import cast
from bot.model import Visibility
from tests.stories.stage import ALONE, Line
from tests.teams import cards
from tests.teams.ground import Seen, Shown
from tests.teams.standin import TeamsStandin
from tests.teams.world import Message, Place

OFFICE = ZoneInfo("Europe/Berlin")
TEAM = "Office"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Mon2")
_LOCALES = {"en": "en-GB", "pl": "pl-PL", "de": "de-DE"}
_BUTTONS = {"💡": "Helpful", "✅": "This solved it", "✔️": "This solved it"}
"""What a reaction to somebody else's message is here: a button on the bot's card beside it."""
_KINDS = {"💡": "1f4a1_lightbulb", "✅": "2705_whiteheavycheckmark"}
_PATIENCE, _PAUSE = 30.0, 0.01
"""How many real seconds what was called for may take to appear, and how often to look."""


def settle_in(teams: TeamsStandin) -> None:
    """Bring the cast and their channels into a team where the app is already in."""
    for each in cast.PLAYERS:
        teams.add_user(
            each.name,
            zone=each.zone,
            locale=_LOCALES[each.language],
            email=f"{each.name.lower()}@example.org",
        )
    teams.add_team(TEAM, *(each.name for each in cast.PLAYERS if not each.is_new))
    for room in cast.CHANNELS:
        if room.visibility is Visibility.PRIVATE:
            people = [each.name for each in cast.PLAYERS if room.is_seen_by(each.key)]
            teams.add_channel(room.name, *people, kind="private")
        else:
            teams.add_channel(room.name)


@dataclass
class TeamsStage:
    """Does everything as people in Teams do; a message is its place and id.

    There are no commands and nothing that one person sees in a channel: what is typed mentions
    the bot, or goes to it alone, and what only one person is told stands in their own chat with
    it (or on a card that only they see). ``push`` moves the bot's clock to a time, doing what
    becomes due until then.
    """

    teams: TeamsStandin
    push: Callable[[datetime], Awaitable[None]]
    clock: Callable[[], datetime]
    dumped: Callable[[], Awaitable[list[Line]]]
    reported: Callable[[], Awaitable[Line]]
    monday: datetime | None = None
    commands: set[str] = field(default_factory=set)
    """The messages that were commands to the bot; as on other platforms nobody reads them."""

    async def until(self, day: str, at: str) -> None:
        """Push the clock, and let Teams bring again what failed."""
        if self.monday is None:
            now = self.clock().astimezone(OFFICE)
            days = 7 - now.weekday()
            self.monday = datetime.combine(now.date() + timedelta(days=days), time(), OFFICE)
        date = self.monday.date() + timedelta(days=_DAYS.index(day))
        await self.push(datetime.combine(date, time.fromisoformat(at), OFFICE))
        await self.teams.settled()
        await self.teams.retry_due()

    async def say(self, who: str, where: str, text: str, thread: str | None = None) -> str:
        """Say something."""
        place = await self._place(who, where)
        root = thread.rpartition("/")[2] if thread else None
        message = await self.teams.say(who, place, text, root)
        await self._due()
        return f"{place}/{message}"

    async def type(self, who: str, where: str, command: str) -> list[str]:
        """Tell the bot something: by name in a channel, without it where both are alone."""
        place = await self._place(who, where)
        before = {(each.order, each.text) for each in self._told(who, where)}
        words = command.removeprefix("/whoknows").removeprefix("/").strip()
        if where != ALONE:
            words = f"@{self.teams.app.name} {words}"
        message = await self.teams.say(who, place, words)
        self.commands.add(message)
        await self._due()

        def new() -> list[str]:
            told = self._told(who, where)
            return [each.text for each in told if (each.order, each.text) not in before]

        await self._eventually(lambda: bool(new()))
        return new()

    async def react(self, who: str, message: str, sign: str) -> None:
        """React to the bot's message, or press the button that stands for it."""
        where, _, ident = message.rpartition("/")
        found = self.teams.place(where).find(ident)
        assert found, f"no message {message}"
        if found.author is None:
            await self.teams.react(who, where, ident, _KINDS.get(sign, sign))
        else:
            shown, label = self._button_beside(who, where, found, _BUTTONS[sign])
            await self.teams.press(who, label, where, shown.message.id)
        await self._due()

    def _button_beside(
        self, who: str, where: str, message: Message, label: str
    ) -> tuple[Shown, str]:
        """Return the card about a message, else the newest of its thread, and the whole label."""
        thread = [
            (shown, action["title"])
            for shown in self.teams.cards_of(who, where)
            if shown.message.thread == message.thread
            for action in cards.actions(shown.card)
            if str(action["title"]).endswith(label)
        ]
        assert thread, f"{who} sees no button {label} in the thread"
        said = str(message.body.get("text"))
        about = [each for each in thread if said in str(each[0].card)]
        return (about or thread)[0]

    async def press(self, who: str, where: str, label: str, **values: str) -> list[str]:
        """Press a button ("form": send the one that is open), and fill in what opens."""
        place = await self._place(who, where)
        troubles = len(self.teams.troubles)
        if label == "form":
            await self.teams.fill(who, values)
        else:
            await self._pressed(who, place, label, values)
        assert not self.teams.troubles[troubles:], self.teams.troubles[troubles:]
        await self._due()
        return [each.text for each in self._told(who, where)]

    async def _pressed(self, who: str, place: str, label: str, values: dict[str, str]) -> None:
        shown = self._newest(who, place, label)
        on_card = {each["id"] for each in cards.inputs(shown.card)}
        if values.keys() <= on_card:
            await self.teams.press(who, label, shown.place.id, shown.message.id, values)
            return
        before = self._form(who)
        await self.teams.press(who, label, shown.place.id, shown.message.id)
        await self._eventually(lambda: self._form(who) != before)
        assert self._form(who) != before, f"{label} opens nothing for {who}"
        await self.teams.fill(who, values)

    def _newest(self, who: str, place: str, label: str) -> Shown:
        """Return the newest card with a button, in the place or in the person's own chat."""
        found = [
            shown
            for each in {place, self.teams.personal(who)}
            for shown in self.teams.cards_of(who, each)
            if any(action["title"] == label for action in cards.actions(shown.card))
        ]
        assert found, f"{who} sees no button {label} in {self.teams.place(place).name}"
        return max(found, key=lambda shown: shown.order)

    def _form(self, who: str) -> object:
        form = self.teams.form_of(who)
        return self.teams.dialog_of(who) or (form and (form.order, form.card))

    async def join(self, who: str, where: str) -> None:
        """Come into a channel: into its team, where it is a standard one."""
        await self.teams.join(who, where)
        await self._due()

    async def post(self, where: str, words: str) -> str:
        """Return our newest post with some words."""
        place = self.teams.place(where)
        for seen in reversed(self.teams.seen_by(self._reader(place), place.id)):
            if seen.is_ours and not seen.is_private and words in seen.text:
                return f"{place.id}/{seen.id}"
        raise AssertionError(f"no post in {where} says {words}")

    async def told(self, who: str, where: str = ALONE) -> list[str]:
        """Return what only this person is told: of a channel what their own chat holds too."""
        await self.teams.settled()
        return [each.text for each in self._told(who, where)]

    async def reads(self, who: str, where: str) -> list[str]:
        """Return all that a person sees, commands to the bot left out.

        Who is not in the team yet looks over a colleague's shoulder into a standard channel.
        """
        await self.teams.settled()
        place = self.teams.place(await self._place(who, where))
        ident = self.teams.user(who).id
        is_open = place.kind == "channel" and ident not in place.members
        seen = self.teams.seen_by(self._reader(place) if is_open else who, place.id)
        return [each.text for each in seen if each.id not in self.commands]

    async def now(self) -> datetime:
        """Return the time."""
        return self.clock()

    async def dump(self) -> list[Line]:
        """Return what the product remembers."""
        return await self.dumped()

    async def report(self) -> Line:
        """Return the report as data."""
        return await self.reported()

    async def _place(self, who: str, where: str) -> str:
        """Return the id of a place; a person's own chat begins when they first go there."""
        if where != ALONE:
            return self.teams.place(where).id
        return await self.teams.open_personal(who)

    def _reader(self, place: Place) -> str:
        return self.teams.user(place.members[0]).name

    def _told(self, who: str, where: str) -> list[Seen]:
        chat = self.teams.personal(who)
        told = [each for each in self.teams.seen_by(who, chat) if each.is_ours]
        if where != ALONE:
            ident = self.teams.user(who).id
            place = self.teams.place(where)
            seen = self.teams.seen_by(who, place.id) if ident in place.members else []
            told += [each for each in seen if each.is_private]
        return sorted(told, key=lambda each: each.order)

    async def _due(self) -> None:
        """Let the bot do what is due by now, and hear the echo of it."""
        await self.teams.settled()
        await self.push(self.clock())
        await self.teams.settled()

    async def _eventually(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so, or no longer than our patience lasts."""
        for _ in range(round(_PATIENCE / _PAUSE)):
            if is_so():
                return
            await asyncio.sleep(_PAUSE)
