"""What everything that people do stands on: who and where, and what they see."""

from dataclasses import dataclass, replace
from typing import Any

from tests.teams import cards, reading
from tests.teams.activities import Source
from tests.teams.api import Api
from tests.teams.deliveries import Deliveries, Delivery
from tests.teams.reading import Reader
from tests.teams.state import State
from tests.teams.typed import HTML
from tests.teams.world import App, Aside, Json, Kind, Message, Place, Team, User, thread_id


@dataclass(frozen=True)
class Seen:
    """A message as somebody sees it; ``text`` holds its buttons in square brackets.

    ``is_private`` is what only they see; ``order`` tells when it came to look as it does.
    """

    id: str
    author: str
    text: str
    place: str
    is_ours: bool
    is_private: bool
    thread: str | None
    order: int
    raw: Json


@dataclass(frozen=True)
class Shown:
    """A card as one person has it before them."""

    order: int
    place: Place
    message: Message
    card: Json


@dataclass(frozen=True)
class Dialog:
    """A form that is open for somebody; ``name`` is the invoke that sends it."""

    name: str
    place: Place
    title: str
    card: Json
    value: Json
    message: Message | None = None


class Ground:
    """People and places, by name or id, and what they see."""

    def __init__(self, state: State, deliveries: Deliveries, api: Api) -> None:
        self.state = state
        self.out = deliveries
        self.api = api
        self.dialogs: dict[str, Dialog] = {}
        self.results: dict[str, list[Json]] = {}
        self.loses_mentions = False
        """Whether activities that consent alone brings lack the mention of the bot."""

    @property
    def app(self) -> App:
        """Return the app's registration."""
        return self.state.app

    async def settled(self) -> None:
        """Wait until nothing is on its way to the app."""
        await self.out.settled()

    async def retry_due(self) -> list[Delivery]:
        """Bring again what failed earlier and whose time has come."""
        return await self.out.retry_due()

    # setting up, which tells the app nothing

    def add_user(self, name: str, **more: Any) -> User:
        """Make a person."""
        self.state.said(name)
        user = User(name, **{"tenant": self.state.tenant, **more})
        self.state.users[user.id] = user
        return user

    def add_team(
        self,
        name: str,
        *people: str,
        has_app: bool = True,
        has_consent: bool = True,
        tenant: str | None = None,
    ) -> Team:
        """Make a team with its general channel."""
        home = tenant or self.state.tenant
        ident = thread_id(f"team {home} {name}")
        members = [self.user(each).id for each in people]
        team = Team(ident, name, home, members, has_app, has_consent)
        self.state.teams[ident] = team
        self.state.places[ident] = Place(ident, "General", "channel", home, team)
        return team

    def add_channel(
        self,
        name: str,
        *people: str,
        kind: Kind = "channel",
        team: str | None = None,
        has_app: bool = True,
    ) -> Place:
        """Make a channel in a team, the first where none is named; a private one has people."""
        self.state.said(name)
        within = self.state.team(team)
        ident = thread_id(f"channel {within.id} {name}")
        members = [self.user(each).id for each in people]
        assert kind == "private" or not members, "a standard channel has the people of its team"
        place = Place(ident, name, kind, within.tenant, within, members, has_app)
        self.state.places[ident] = place
        return place

    def add_chat(
        self, name: str, *people: str, has_app: bool = True, has_consent: bool = False
    ) -> Place:
        """Make a group chat."""
        ident = thread_id(f"chat {name}", "thread.v2")
        members = [self.user(each).id for each in people]
        tenant = self.state.tenant
        place = Place(ident, name, "group", tenant, None, members, has_app, has_consent)
        self.state.places[ident] = place
        return place

    # looking

    def user(self, said: str) -> User:
        """Return a person."""
        return self.state.user(said)

    def place(self, said: str) -> Place:
        """Return a place."""
        return self.state.place(said)

    def team(self, said: str | None = None) -> Team:
        """Return a team, the first where none is named."""
        return self.state.team(said)

    def personal(self, user: str) -> str:
        """Return the id of the chat between somebody and the bot."""
        return self.state.personal(self.user(user)).id

    def seen_by(self, user: str, place: str) -> list[Seen]:
        """Return what somebody sees in a place, threads included, oldest first."""
        who = self.user(user)
        where = self._seen_place(who, place)
        lines = [
            (each.order, self._seen(where, each, who))
            for each in where.messages
            if not each.is_deleted
        ]
        lines += [
            (each.order, Seen("", "Teams", each.text, where.id, True, True, None, each.order, {}))
            for each in where.asides
            if each.user == who.id
        ]
        return [seen for _, seen in sorted(lines, key=lambda line: line[0])]

    def _seen(self, where: Place, message: Message, reader: User) -> Seen:
        is_ours = message.author is None
        author = self.app.name if message.author is None else self.state.user(message.author).name
        seen = Seen(
            message.id,
            author,
            self._shown_text(message, reader),
            where.id,
            is_ours,
            where.kind == "personal" and is_ours,
            message.root,
            message.order,
            message.body,
        )
        if reader.id not in message.shown:
            return seen
        return replace(seen, is_private=True, order=message.shown[reader.id][0])

    def _shown_text(self, message: Message, reader: User) -> str:
        reads = Reader(reader.zone, reader.locale)
        if reader.id in message.shown:
            return "\n".join(reading.card_lines(message.shown[reader.id][1], reads))
        if message.author is None:
            return reading.shown(message.body, reads)
        for each in message.body.get("attachments") or []:
            if each.get("contentType") == HTML:
                return reading.from_html(str(each["content"]))
        return reading.shown(message.body, reads)

    def cards_of(self, user: str, place: str) -> list[Shown]:
        """Return the cards that somebody has before them in a place, the newest first."""
        who = self.user(user)
        where = self._seen_place(who, place)
        found: list[Shown] = []
        for each in where.messages:
            if each.is_deleted:
                continue
            if who.id in each.shown:
                order, card = each.shown[who.id]
                found.append(Shown(order, where, each, card))
            else:
                found += [Shown(each.order, where, each, card) for card in cards.of(each.body)]
        return sorted(found, key=lambda shown: -shown.order)

    def dialog_of(self, user: str) -> Dialog | None:
        """Return the form that is open for somebody, if any."""
        return self.dialogs.get(self.user(user).id)

    def _seen_place(self, who: User, place: str) -> Place:
        where = self.place(place)
        assert who.id in where.members, f"{who.name} does not see {where.name}"
        return where

    def _entered(self, who: User, place: str) -> Place:
        where = self._seen_place(who, place)
        assert not where.is_archived, f"{where.name} is archived"
        return where

    def _message(self, where: Place, ident: str) -> Message:
        found = where.find(ident)
        assert found, f"no message {ident} in {where.name}"
        return found

    def _source(self, where: Place, who: User) -> Source:
        return Source(self.state, where, who)

    def _aside(self, where: Place, who: User, text: str) -> None:
        where.asides.append(Aside(next(self.state.serials), who.id, text))
