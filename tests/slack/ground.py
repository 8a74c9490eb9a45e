"""What everything that people do stands on: who and where, and what they see."""

from dataclasses import dataclass
from typing import Literal

from tests.slack import payloads
from tests.slack.api import Api
from tests.slack.deliveries import Deliveries, Delivery
from tests.slack.forms import Finders
from tests.slack.reading import shown
from tests.slack.refused import Refused
from tests.slack.sockets import Sockets
from tests.slack.state import State
from tests.slack.workspace import App, Channel, Json, Kind, Message, User, Workspace

Order = Literal["message first", "mention first", "together"]

TOKEN = "xoxb-standin-1"
TEAM = "T1"


@dataclass(frozen=True)
class Seen:
    """A message as somebody sees it; ``text`` holds its buttons in square brackets."""

    ts: str
    author: str
    text: str
    channel: str
    is_ours: bool
    is_private: bool
    is_notice: bool
    thread: str | None
    raw: Json


class Ground:
    """People and channels, by name or id, and what they see."""

    def __init__(self, state: State, deliveries: Deliveries, api: Api, sockets: Sockets) -> None:
        """Tie the parts together; use ``serving``."""
        self.state, self.out, self.api, self.sockets = state, deliveries, api, sockets
        self.twins: Order = "message first"
        self.troubles: list[str] = []
        self.form_errors: dict[str, Json] = {}
        state.happened = self._happened

    @property
    def app(self) -> App:
        """Return the app's settings page."""
        return self.state.app

    async def settled(self) -> None:
        """Wait until nothing is on its way to the app."""
        await self.out.settled()

    async def retry_due(self) -> list[Delivery]:
        """Bring again what failed earlier and whose minute or five have passed."""
        found = await self.out.retry_due()
        await self.settled()
        return found

    def add_workspace(self, team: str, domain: str) -> Workspace:
        """Make a workspace, without the app."""
        return self.state.workspaces.setdefault(team, Workspace(team, domain))

    def add_user(self, name: str, team: str = TEAM, **more: object) -> User:
        """Make a person (or a bot) in a workspace."""
        ident = f"U{'' if team == TEAM else team}{name.upper().replace(' ', '')}"
        user = User(ident, name, team, **more)  # type: ignore[arg-type]
        self.state.workspaces[team].users[user.id] = user
        return user

    def add_channel(
        self,
        name: str,
        *people: str,
        kind: Kind = "public",
        team: str = TEAM,
        with_bot: bool = True,
    ) -> Channel:
        """Make a channel with some people in it, and the app."""
        ident = f"C{'' if team == TEAM else team}{name.upper().replace('-', '')}"
        members = [self.user(each).id for each in people]
        installed = self.state.installation(team)
        if with_bot and installed:
            members.append(installed.user)
        created = self.state.now_seconds()
        channel = Channel(ident, name, team, kind, members, created=created)
        self.state.workspaces[team].channels[channel.id] = channel
        return channel

    def user(self, user: str) -> User:
        """Return a person."""
        return self.state.user(user)

    def channel(self, channel: str) -> Channel:
        """Return a channel."""
        return self.state.channel(channel)

    def direct(self, user: str, team: str = TEAM) -> str:
        """Return the id of the direct line between somebody and the app."""
        return self.state.direct(self.user(user), team).id

    def seen_by(self, user: str, channel: str) -> list[Seen]:
        """Return what somebody sees in a channel and its threads, oldest first."""
        where, who = self._seen_channel(user, channel), self.user(user)
        return [
            self._seen(where, each, who)
            for each in sorted(where.messages, key=lambda each: float(each.ts))
            if each.only_for in (None, who.id)
        ]

    def _seen(self, where: Channel, message: Message, reader: User) -> Seen:
        raw = message.as_json()
        return Seen(
            message.ts,
            self._person_name(message.user) if message.user else str(raw.get("username")),
            shown(raw, self._person_name, lambda channel: self._channel_name(channel, reader)),
            where.id,
            raw.get("app_id") == self.app.id,
            message.only_for is not None,
            message.is_notice,
            message.thread_ts,
            raw,
        )

    def _entered(self, user: str, channel: str) -> Channel:
        where = self._seen_channel(user, channel)
        assert not where.is_archived, f"{where.name} is archived"
        assert self.user(user).id in where.members, f"{user} is not in {where.name}"
        return where

    def _seen_channel(self, user: str, channel: str) -> Channel:
        """Return a channel that somebody sees."""
        where, who = self.channel(channel), self.user(user)
        is_public = where.kind_in(who.team) == "public" and who.team in where.teams
        may_look = is_public and not who.is_restricted
        assert may_look or who.id in where.members, f"{user} does not see {where.name}"
        return where

    def _message(self, channel: Channel, ts: str) -> Message:
        found = channel.find(ts)
        assert found, f"no message {ts} in {channel.name}"
        return found

    def _installed_team(self, channel: Channel, who: User) -> str:
        """Return the workspace in which the app is that somebody meets in a channel."""
        for each in (who.team, *channel.teams):
            if self.state.installation(each):
                return each
        raise AssertionError(f"the app is in no workspace of {channel.name}")

    def _scopes(self, team: str) -> frozenset[str]:
        found = self.state.installation(team)
        return found.scopes if found else frozenset()

    def _is_ours(self, user: str) -> bool:
        many = self.state.installations.values()
        return any(each.user == user for some in many for each in some)

    def _person_name(self, user: str) -> str:
        try:
            return self.state.user(user).name
        except Refused:
            return "Slackbot" if user == "USLACKBOT" else f"unknown {user}"

    def _channel_name(self, channel: str, reader: User) -> str:
        """Return what somebody reads: of a private channel that they are not in, no name."""
        try:
            found = self.state.channel(channel)
        except Refused:
            return f"unknown {channel}"
        is_theirs = found.kind_in(reader.team) == "public" or reader.id in found.members
        return found.name if is_theirs else "private channel"

    @property
    def _finders(self) -> Finders:
        def person(given: str) -> str:
            try:
                return self.state.user(given.removeprefix("@")).id
            except Refused:
                raise LookupError(given) from None

        def channel(given: str) -> str:
            try:
                return self.state.channel(given.removeprefix("#")).id
            except Refused:
                raise LookupError(given) from None

        return Finders(person, channel)

    def _happened(self, channel: Channel, event: Json) -> None:
        team = payloads.team_of(self.state, channel)
        if team is None:
            return
        found = payloads.envelopes(self.state, channel, event, team)
        if self.twins == "together":
            for each in found:
                self.out.soon(each)
        else:
            self.out.soon(*(found if self.twins == "message first" else found[::-1]))
