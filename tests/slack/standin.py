"""The stand-in itself: a server that plays Slack, and what people do in it."""

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal, Self
from urllib.parse import parse_qs, urlsplit

from aiohttp import ClientSession, web

from tests.slack import oauth, payloads
from tests.slack.api import Api
from tests.slack.blocks import check_view, elements
from tests.slack.deliveries import Deliveries, Delivery
from tests.slack.faults import Fault, Faults, How
from tests.slack.forms import Finders, Value, chosen, filled, missing
from tests.slack.payloads import Source
from tests.slack.profiles import is_member
from tests.slack.reading import block_lines, escaped, label, shown
from tests.slack.refused import Refused
from tests.slack.respond import parsed, put
from tests.slack.sockets import Sockets
from tests.slack.state import Call, Code, ResponseUrl, State
from tests.slack.typed import typed
from tests.slack.views import as_json as view_json
from tests.slack.views import pushed, replaced
from tests.slack.workspace import (
    ALL_SCOPES,
    App,
    Channel,
    Clock,
    Json,
    Kind,
    Message,
    User,
    View,
    Workspace,
)

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


class SlackStandin:
    """Slack for tests. People and channels go by name or id."""

    def __init__(self, state: State, deliveries: Deliveries, api: Api, sockets: Sockets) -> None:
        """Tie the parts together; use ``serving``."""
        self.state, self.out, self.api, self.sockets = state, deliveries, api, sockets
        self.twins: Order = "message first"
        self.troubles: list[str] = []
        self.form_errors: dict[str, Json] = {}
        state.happened = self._happened

    @classmethod
    @asynccontextmanager
    async def serving(
        cls,
        clock: Clock,
        *,
        app: App | None = None,
        burst: int | None = 5,
        patience: float = 3.0,
        is_installed: bool = True,
        has_tiers: bool = False,
    ) -> AsyncIterator[Self]:
        """Serve on a free port of this machine.

        ``burst`` posts in a channel are let through at once (none: no limit), ``patience`` is how
        many real seconds the app has to answer, ``has_tiers`` limits the other methods too.
        """
        state = State(clock, app or App(), burst=burst)
        state.workspaces[TEAM] = Workspace(TEAM, "office")
        if is_installed:
            oauth.install(state, TEAM, state.app.scopes, TOKEN)
        async with ClientSession() as session:
            deliveries = Deliveries(state, session, patience)
            sockets = Sockets(state, lambda: deliveries.patience)
            deliveries.over_socket = sockets.bring
            api = Api(state, Faults(), has_tiers)
            server = web.Application(client_max_size=4_000_000)
            server.add_routes([*api.routes(), web.get("/link/", sockets.link)])
            runner = web.AppRunner(server, shutdown_timeout=0.1)
            await runner.setup()
            try:
                site = web.TCPSite(runner, "127.0.0.1", 0)
                await site.start()
                host, port = runner.addresses[0][:2]
                state.base_url = f"http://{host}:{port}"
                yield cls(state, deliveries, api, sockets)
            finally:
                await deliveries.stop()
                await sockets.drop()
                await runner.cleanup()

    # how it is reached, and what it saw

    @property
    def api_url(self) -> str:
        """Return what a client takes as its base URL."""
        return f"{self.state.base_url}/api/"

    @property
    def app(self) -> App:
        """Return the app's settings page."""
        return self.state.app

    @property
    def request_url(self) -> str:
        """Return where everything is delivered to."""
        return self.state.app.request_url

    @request_url.setter
    def request_url(self, url: str) -> None:
        self.state.app.request_url = url

    @property
    def token(self) -> str:
        """Return the token of the newest installation in the first workspace."""
        return self.state.installations[TEAM][-1].token

    @property
    def bot(self) -> str:
        """Return the app's user in the first workspace."""
        return self.state.installations[TEAM][-1].user

    @property
    def calls(self) -> list[Call]:
        """Return every call of the app."""
        return self.state.calls

    @property
    def refusals(self) -> list[Call]:
        """Return the calls that were refused, planned faults left out."""
        return [each for each in self.state.calls if each.error and not each.is_planned]

    @property
    def complaints(self) -> list[str]:
        """Return what Slack lets pass and nobody should do."""
        return self.state.complaints

    @property
    def alarms(self) -> list[tuple[str, str, str]]:
        """Return where the app called a whole channel or group: channel, ts, what."""
        return self.state.alarms

    @property
    def deliveries(self) -> list[Delivery]:
        """Return everything that was brought to the app."""
        return self.out.all

    def fail(self, how: How, method: str | None = None, **more: object) -> Fault:
        """Plan a fault; see ``Fault`` for what else can be said of it."""
        fault = Fault(how, method, **more)  # type: ignore[arg-type]
        self.api.faults.planned.append(fault)
        return fault

    async def settled(self) -> None:
        """Wait until nothing is on its way to the app."""
        await self.out.settled()

    async def retry_due(self) -> list[Delivery]:
        """Bring again what failed earlier and whose minute or five have passed."""
        found = await self.out.retry_due()
        await self.settled()
        return found

    async def verify_url(self) -> bool:
        """Do the handshake that comes when the request URL is saved."""
        challenge = "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"
        asked = {
            "token": payloads.VERIFICATION_TOKEN,
            "challenge": challenge,
            "type": "url_verification",
        }
        answer = await self.out.raw(json.dumps(asked).encode())
        if answer.status != 200:
            return False
        if answer.content_type == "application/json":
            try:
                return bool(json.loads(answer.answer)["challenge"] == challenge)
            except (ValueError, LookupError, TypeError):
                return False
        return answer.answer.removeprefix("challenge=") == challenge

    # who and what there is

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

    # what people do with messages

    async def say(
        self,
        user: str,
        channel: str,
        text: str,
        thread: str | None = None,
        *,
        raw: bool = False,
        broadcast: bool = False,
        **body: object,
    ) -> str:
        """Have somebody say something (``raw``: already in Slack's writing); return its ts."""
        who, where = self.user(user), self._entered(user, channel)
        words = text if raw else typed(self.state, text, where.team)
        said: Json = {"text": words, "team": who.team, "blocks": payloads.rich(words)}
        said |= {"client_msg_id": self.state.new_id("msg")}
        if who.bot_id:
            said |= {"bot_id": who.bot_id}
        if who.team != where.team or where.shared_with:
            said |= self._stranger(who)
        message = Message(self.state.ts(), who.id, {**said, **body}, thread_ts=thread)
        message.subtype = "thread_broadcast" if broadcast else None
        self.state.post(where, message)
        await self.settled()
        return message.ts

    def _stranger(self, who: User) -> Json:
        profile = {
            "real_name": who.name,
            "display_name": who.name,
            "name": who.handle,
            "team": who.team,
            "is_restricted": who.is_restricted,
            "is_ultra_restricted": False,
        }
        return {"user_team": who.team, "source_team": who.team, "user_profile": profile}

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

    async def edit(self, user: str, channel: str, ts: str, text: str, *, raw: bool = False) -> None:
        """Have somebody edit what they said."""
        where = self._entered(user, channel)
        message = self._message(where, ts)
        assert message.user == self.user(user).id, "not theirs"
        words = text if raw else typed(self.state, text, where.team)
        body = {"text": words, "blocks": payloads.rich(words)}
        self.state.edit(where, message, body, message.user)
        await self.settled()

    async def unfurl(self, channel: str, ts: str, title: str = "A page") -> None:
        """Have Slack show what a link in a message leads to: a change without ``edited``."""
        where = self.channel(channel)
        message = self._message(where, ts)
        before = message.as_json()
        message.body["attachments"] = [{"id": 1, "title": title, "fallback": title}]
        self.state.changed(where, message, before)
        await self.settled()

    async def delete(self, user: str, channel: str, ts: str) -> None:
        """Have somebody delete a message, theirs or (an admin) anyone's."""
        where = self._seen_channel(user, channel)
        message = self._message(where, ts)
        assert self.user(user).is_admin or message.user == self.user(user).id, "not theirs"
        self.state.delete(where, message)
        await self.settled()

    async def react(self, user: str, channel: str, ts: str, name: str) -> None:
        """Have somebody put a reaction on a message."""
        await self._reaction(user, channel, ts, name, on=True)

    async def unreact(self, user: str, channel: str, ts: str, name: str) -> None:
        """Have somebody take their reaction away."""
        await self._reaction(user, channel, ts, name, on=False)

    async def _reaction(self, user: str, channel: str, ts: str, name: str, *, on: bool) -> None:
        where, who = self._entered(user, channel), self.user(user)
        message = self._message(where, ts)
        users = message.reactions.setdefault(name, [])
        assert (who.id in users) is not on, f"{user} has already done that"
        users.append(who.id) if on else users.remove(who.id)
        if not users:
            del message.reactions[name]
        self.state.tell(
            where,
            "reaction_added" if on else "reaction_removed",
            user=who.id,
            reaction=name,
            item_user=message.user,
            item={"type": "message", "channel": where.id, "ts": ts},
        )
        await self.settled()

    async def workflow_says(self, channel: str, text: str, name: str = "Weekly check-in") -> str:
        """Have a workflow (or an old integration) say something."""
        body = {"text": text, "bot_id": "B0WORKFLOW", "username": name}
        message = Message(self.state.ts(), "", body, subtype="bot_message")
        self.state.post(self.channel(channel), message)
        await self.settled()
        return message.ts

    # what people do with channels

    async def join(self, user: str, channel: str, by: str | None = None) -> None:
        """Have somebody come in; ``user`` can be the app's own."""
        where, who = self.channel(channel), self.user(user)
        assert who.id not in where.members, f"{user} is in {where.name}"
        where.members.append(who.id)
        inviter = {"inviter": self.user(by).id} if by else {}
        subtype = "group_join" if where.id.startswith("G") else "channel_join"
        self.state.notice(where, subtype, who.id, f"<@{who.id}> has joined the channel", **inviter)
        self.state.tell(
            where,
            "member_joined_channel",
            user=who.id,
            channel=where.id,
            channel_type=self.state.letter(where.kind),
            team=who.team,
            **inviter,
        )
        await self.settled()

    async def leave(self, user: str, channel: str) -> None:
        """Have somebody leave; where it is the app, it is told so."""
        where, who = self.channel(channel), self.user(user)
        assert who.id in where.members, f"{user} is not in {where.name}"
        where.members.remove(who.id)
        group = where.kind == "private"
        if who.bot_id and self.state.installation(who.team) and self._is_ours(who.id):
            kind = "group_left" if group else "channel_left"
            self.state.tell(where, kind, channel=where.id, actor_id="USLACKBOT")
        else:
            subtype = "group_leave" if where.id.startswith("G") else "channel_leave"
            self.state.notice(where, subtype, who.id, f"<@{who.id}> has left the channel")
            self.state.tell(
                where,
                "member_left_channel",
                user=who.id,
                channel=where.id,
                channel_type=self.state.letter(where.kind),
                team=who.team,
            )
        await self.settled()

    def _is_ours(self, user: str) -> bool:
        many = self.state.installations.values()
        return any(each.user == user for some in many for each in some)

    async def rename(self, user: str, channel: str, name: str) -> None:
        """Have somebody give a channel another name."""
        where, before = self._entered(user, channel), self.channel(channel).name
        where.old_names.append(before)
        where.name = name
        group = where.kind == "private"
        told = f"has renamed the channel from “{before}” to “{name}”"
        subtype = "group_name" if group else "channel_name"
        who = self.user(user).id
        self.state.notice(where, subtype, who, told, old_name=before, name=name)
        changed = {
            "id": where.id,
            "name": name,
            "name_normalized": name,
            "created": where.created,
            "is_channel": not group,
            "is_mpim": False,
        }
        self.state.tell(where, "group_rename" if group else "channel_rename", channel=changed)
        await self.settled()

    async def archive(self, user: str, channel: str) -> None:
        """Have somebody archive a channel."""
        await self._archived(user, channel, "archive", is_archived=True)

    async def unarchive(self, user: str, channel: str) -> None:
        """Have somebody bring a channel back."""
        await self._archived(user, channel, "unarchive", is_archived=False)

    async def _archived(self, user: str, channel: str, what: str, *, is_archived: bool) -> None:
        where, who = self._seen_channel(user, channel), self.user(user).id
        prefix = "group" if where.kind == "private" else "channel"
        if is_archived:
            self.state.notice(where, f"{prefix}_{what}", who, f"{what}d the channel")
        where.is_archived = is_archived
        self.state.tell(where, f"{prefix}_{what}", channel=where.id, user=who, is_moved=0)
        if not is_archived:
            self.state.notice(where, f"{prefix}_{what}", who, f"un-{what[2:]}d the channel")
        await self.settled()

    async def make_private(self, user: str, channel: str) -> None:
        """Have somebody turn a public channel into a private one; its id stays."""
        where = self._seen_channel(user, channel)
        assert where.kind == "public", f"{where.name} is not public"
        where.kind = "private"
        told = "made this channel *private*. Now, it can only be viewed by its members."
        self.state.notice(where, "channel_convert_to_private", self.user(user).id, told)
        await self.settled()

    async def share(self, channel: str, team: str, *, is_private: bool = False) -> None:
        """Share a channel with another workspace, which may have it as a private one."""
        where = self.channel(channel)
        where.shared_with.append(team)
        if is_private:
            where.private_in.add(team)
        self.state.tell(where, "channel_shared", connected_team_id=team, channel=where.id)
        await self.settled()

    # what people do with the app

    async def command(self, user: str, channel: str, name: str, text: str = "") -> Delivery:
        """Have somebody type a slash command; commands do not work in threads."""
        who, where = self.user(user), self._entered(user, channel)
        known = self.app.commands
        assert known is None or name in known, f"{name} is not a valid command"
        team = self._installed_team(where, who)
        assert "commands" in self._scopes(team), "the app may have no commands"
        url = ResponseUrl(team, who.id, where.id, self.state.clock())
        written = typed(self.state, text, team) if self.app.escapes_commands else escaped(text)
        payload = Source(self.state, team, who).command(
            where,
            name,
            " ".join(written.split(" ")).strip(),
            self.state.new_response_url("commands", url),
            self.state.new_trigger(team, who.id),
        )
        delivery = await self.out.form("command", payload)
        self._take_answer(delivery, url, name)
        await self.settled()
        return delivery

    def _installed_team(self, channel: Channel, who: User) -> str:
        teams = [who.team, *channel.teams]
        return next(each for each in teams if self.state.installation(each))

    def _scopes(self, team: str) -> frozenset[str]:
        found = self.state.installation(team)
        return found.scopes if found else frozenset()

    def _take_answer(self, delivery: Delivery, url: ResponseUrl, name: str) -> None:
        """Show what a command was answered with."""
        if delivery.failed or delivery.status != 200:
            timed_out = delivery.failed in ("http_timeout", "timeout")
            error = "operation_timeout" if timed_out else "dispatch_failed"
            self._trouble(url, f"{name} failed with the error “{error}”")
            return
        if not delivery.answer.strip():
            return
        found: Json = {"text": delivery.answer}
        call = Call(f"answer to {name}", found, self.state.clock(), url.team)
        self.state.calls.append(call)
        try:
            if delivery.content_type == "application/json":
                call.args = found = parsed(delivery.answer)
            if found:
                put(self.state, url, found)
        except Refused as refused:
            call.error = refused.error
            call.explained = tuple(refused.more.get("response_metadata", {}).get("messages", ()))
            self._trouble(url, f"{name} failed with the error “invalid_command_response”")

    def _trouble(self, url: ResponseUrl, told: str) -> None:
        self.troubles.append(told)
        message = Message(self.state.ts(), "USLACKBOT", {"text": told}, only_for=url.user)
        self.state.channel(url.channel).messages.append(message)

    async def press(
        self,
        user: str,
        label: str,
        channel: str | None = None,
        ts: str | None = None,
        chosen_value: Value | None = None,
    ) -> Delivery:
        """Have somebody press the newest button of a name, or choose in a select.

        Where no channel is named it is one in the modal on top, else in the app's home.
        """
        if channel is None:
            return await self._press_in_view(user, label, chosen_value)
        where, who = self._seen_channel(user, channel), self.user(user)
        for message in reversed(where.messages):
            if message.only_for not in (None, who.id) or ts not in (None, message.ts):
                continue
            for block, element in _labelled(message.body.get("blocks", []), label):
                return await self._pressed(who, where, message, block, element, chosen_value)
        raise AssertionError(f"{user} sees no button {label} in {where.name}")

    async def _pressed(
        self,
        who: User,
        where: Channel,
        message: Message,
        block: Json,
        element: Json,
        value: Value | None,
    ) -> Delivery:
        team = self._installed_team(where, who)
        url = ResponseUrl(team, who.id, where.id, self.state.clock(), message.ts, message.thread_ts)
        source = Source(self.state, team, who)
        payload = source.base("block_actions", self.state.new_trigger(team, who.id))
        address = self.state.new_response_url("actions", url)
        payload |= source.on_message(where, message, address)
        payload["actions"] = [self._action(block, element, value)]
        return await self._interact(payload, f"[{label(element)}]")

    def _action(self, block: Json, element: Json, value: Value | None) -> Json:
        done = chosen(element, value, self._finders)
        return payloads.action(element, block["block_id"], done, self.state.ts())

    async def _press_in_view(self, user: str, label: str, value: Value | None) -> Delivery:
        who = self.user(user)
        home = self.home_of(user)
        for view in filter(None, (self.modal_of(user), home)):
            for block, element in _labelled(view.body["blocks"], label):
                source = Source(self.state, view.team, who)
                trigger = self.state.new_trigger(view.team, who.id, view.id)
                payload = source.base("block_actions", trigger)
                payload |= source.on_view(view, filled(view.body, {}, self._finders))
                payload["actions"] = [self._action(block, element, value)]
                return await self._interact(payload, f"[{label}]")
        raise AssertionError(f"{user} sees no button {label} in a modal or home")

    async def shortcut(self, user: str, callback_id: str, team: str = TEAM) -> Delivery:
        """Have somebody use a global shortcut."""
        source = Source(self.state, team, self.user(user))
        payload = source.base("shortcut", self.state.new_trigger(team, source.user.id))
        payload |= {"callback_id": callback_id, "action_ts": self.state.ts()}
        return await self._interact(payload, callback_id)

    async def message_shortcut(
        self, user: str, channel: str, ts: str, callback_id: str
    ) -> Delivery:
        """Have somebody use a shortcut on a message."""
        where, who = self._seen_channel(user, channel), self.user(user)
        message = self._message(where, ts)
        team = self._installed_team(where, who)
        source = Source(self.state, team, who)
        url = ResponseUrl(team, who.id, where.id, self.state.clock(), thread=message.thread_ts)
        payload = source.base("message_action", self.state.new_trigger(team, who.id))
        payload |= {
            "callback_id": callback_id,
            "action_ts": self.state.ts(),
            "channel": source.channel(where),
            "message_ts": ts,
            "message": payloads.as_sent(message.as_json()),
            "response_url": self.state.new_response_url("actions", url),
        }
        return await self._interact(payload, callback_id)

    async def _interact(self, payload: Json, name: str) -> Delivery:
        delivery = await self.out.form("interaction", payload)
        if delivery.failed or delivery.status != 200:
            self.troubles.append(f"{name}: {delivery.failed or delivery.status}")
        elif delivery.answer.strip():
            self.state.complaints.append(f"{name}: Slack ignores the answer {delivery.answer[:60]}")
        await self.settled()
        return delivery

    # modals and homes

    def modal_of(self, user: str, team: str = TEAM) -> View | None:
        """Return the modal that is on top for somebody, if any."""
        stack = self.state.open_modals(team, self.user(user).id)
        return stack[-1] if stack else None

    def home_of(self, user: str, team: str = TEAM) -> View | None:
        """Return the app's home as somebody has it, if any."""
        return self.state.workspaces[team].homes.get(self.user(user).id)

    def read_view(self, view: View) -> str:
        """Return a modal or home as one text."""
        title = [view.body["title"]["text"]] if "title" in view.body else []
        lines = [
            line
            for each in view.body["blocks"]
            for line in block_lines(each, self._person_name, self._channel_name)
        ]
        return "\n".join(title + lines)

    async def submit(self, user: str, values: Mapping[str, Value] | None = None) -> Delivery:
        """Have somebody fill in the modal on top (by block_id or action_id) and send it."""
        who, view = self.user(user), self.modal_of(user)
        assert view, f"no modal is open for {user}"
        assert view.body.get("submit"), "it cannot be sent"
        state = filled(view.body, values or {}, self._finders)
        left = missing(view.body, state)
        assert not left, f"please complete: {left}"
        source = Source(self.state, view.team, who)
        payload = source.base("view_submission", self.state.new_trigger(view.team, who.id, view.id))
        payload |= {"view": payloads.as_sent(source.on_view(view, state)["view"])}
        payload["response_urls"] = self._response_urls(view, state, who)
        delivery = await self.out.form("interaction", payload)
        self._after_submission(delivery, view, who)
        await self.settled()
        return delivery

    def _response_urls(self, view: View, state: Json, who: User) -> list[Json]:
        found: list[Json] = []
        for block in view.body["blocks"]:
            for element in elements(block):
                if not element.get("response_url_enabled"):
                    continue
                given = state[block["block_id"]][element["action_id"]]
                where = given.get("selected_conversation") or given.get("selected_channel")
                if where:
                    url = ResponseUrl(view.team, who.id, where, self.state.clock())
                    found.append(
                        {
                            "response_url": self.state.new_response_url("app", url),
                            "channel_id": where,
                            "action_id": element["action_id"],
                            "block_id": block["block_id"],
                        }
                    )
        return found

    def _after_submission(self, delivery: Delivery, view: View, who: User) -> None:
        self.form_errors.pop(who.id, None)
        if delivery.failed or delivery.status != 200:
            self.troubles.append(f"the form: {delivery.failed or delivery.status}")
            return
        stack = self.state.open_modals(view.team, who.id)
        if not delivery.answer.strip():
            stack[:] = [each for each in stack if each is not view]
            return
        call = Call("answer to view_submission", {}, self.state.clock(), view.team)
        self.state.calls.append(call)
        try:
            call.args = parsed(delivery.answer)
            self._respond(call.args, view, stack)
        except Refused as refused:
            call.error = refused.error
            call.explained = tuple(refused.more.get("response_metadata", {}).get("messages", ()))
            self.troubles.append("We had some trouble connecting. Try again?")

    def _respond(self, answer: Json, view: View, stack: list[View]) -> None:
        match answer.get("response_action"):
            case "errors":
                inputs = [b["block_id"] for b in view.body["blocks"] if b["type"] == "input"]
                errors = answer.get("errors")
                if not isinstance(errors, dict) or not errors or set(errors) - set(inputs):
                    raise Refused("invalid_errors")
                if not all(isinstance(each, str) and each for each in errors.values()):
                    raise Refused("invalid_errors")
                self.form_errors[view.user] = errors
            case "update":
                check_view(answer.get("view"), ("modal",))
                replaced(self.state, view, answer["view"])
            case "push":
                check_view(answer.get("view"), ("modal",))
                pushed(self.state, stack, answer["view"])
            case "clear":
                stack.clear()
            case None if not answer:
                stack.remove(view)
            case _:
                raise Refused("invalid_response_action")

    async def close(self, user: str, *, all_of_them: bool = False) -> Delivery | None:
        """Have somebody close the modal on top, or all."""
        who, view = self.user(user), self.modal_of(user)
        assert view, f"no modal is open for {user}"
        stack = self.state.open_modals(view.team, who.id)
        stack[:] = [] if all_of_them else stack[:-1]
        if not view.body.get("notify_on_close"):
            return None
        source = Source(self.state, view.team, who)
        state = filled(view.body, {}, self._finders)
        payload = source.base("view_closed", None) | {"is_cleared": all_of_them}
        payload["view"] = source.on_view(view, state)["view"]
        return await self._interact(payload, "closing")

    async def open_home(self, user: str, tab: str = "home", team: str = TEAM) -> None:
        """Have somebody open the app's home, or its messages."""
        who = self.user(user)
        view = self.home_of(user, team)
        shown_now = {"view": view_json(self.state, view, {})} if view else {}
        where = self.direct(user, team)
        self.state.tell(None, "app_home_opened", user=who.id, channel=where, tab=tab, **shown_now)
        await self.settled()

    # installing

    def approve(self, address: str, user: str, team: str = TEAM) -> str:
        """Have somebody approve the app on the page at an address; return where they are sent."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked.get("client_id") == self.app.client_id, "Invalid client_id parameter"
        scopes = frozenset(filter(None, asked.get("scope", "").split(",")))
        assert scopes, "no scopes"
        assert scopes <= KNOWN_SCOPES, f"Invalid permissions requested: {scopes - KNOWN_SCOPES}"
        target = asked.get("redirect_uri")
        known = self.app.redirect_urls
        assert not target or not known or target.startswith(known), "bad_redirect_uri"
        code = self.state.new_id("code.")
        who = self.user(user).id
        self.state.codes[code] = Code(team, who, scopes, target, self.state.clock())
        back = target or next(iter(known), "")
        return f"{back}?code={code}&state={asked.get('state', '')}"

    async def uninstall(self, team: str = TEAM, *, tokens_first: bool = True) -> None:
        """Have an admin take the app out; it hears of that twice, in either order."""
        installed = self.state.installations[team][-1]
        oauth.uninstall(self.state, team)
        kinds: list[tuple[str, Json]] = [
            ("tokens_revoked", {"tokens": {"oauth": [], "bot": [installed.user]}}),
            ("app_uninstalled", {}),
        ]
        for kind, fields in kinds if tokens_first else kinds[::-1]:
            event = {"type": kind, **fields, "event_ts": self.state.ts()}
            self.out.soon(*payloads.envelopes(self.state, None, event, team))
        await self.settled()

    async def too_many_events(self, team: str = TEAM) -> Delivery:
        """Tell the app that it gets no more events in this minute."""
        minute = self.state.now_seconds() // 60 * 60
        payload = {
            "token": payloads.VERIFICATION_TOKEN,
            "type": "app_rate_limited",
            "team_id": team,
            "minute_rate_limited": minute,
            "api_app_id": self.app.id,
        }
        return await self.out.event(payload)

    async def again(self, delivery: Delivery) -> Delivery:
        """Bring an event once more, as after an answer that got lost."""
        return await self.out.event(delivery.payload, delivery.attempt + 1, "http_timeout")

    # what people see

    def seen_by(self, user: str, channel: str) -> list[Seen]:
        """Return what somebody sees in a channel and its threads, oldest first."""
        where, who = self._seen_channel(user, channel), self.user(user)
        return [
            self._seen(where, each)
            for each in sorted(where.messages, key=lambda each: float(each.ts))
            if each.only_for in (None, who.id)
        ]

    def _seen(self, where: Channel, message: Message) -> Seen:
        raw = message.as_json()
        return Seen(
            message.ts,
            self._person_name(message.user) if message.user else str(raw.get("username")),
            shown(raw, self._person_name, self._channel_name),
            where.id,
            raw.get("app_id") == self.app.id,
            message.only_for is not None,
            message.is_notice,
            message.thread_ts,
            raw,
        )

    def _person_name(self, user: str) -> str:
        try:
            return self.state.user(user).name
        except Refused:
            return "Slackbot" if user == "USLACKBOT" else f"unknown {user}"

    def _channel_name(self, channel: str) -> str:
        try:
            return self.state.channel(channel).name
        except Refused:
            return f"unknown {channel}"

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

    # what the app is told

    def _happened(self, channel: Channel | None, event: Json) -> None:
        team = TEAM if channel is None else payloads.team_of(self.state, channel)
        if team is None or team not in self.state.installations:
            return
        if (
            channel is not None
            and event["type"] == "message"
            and not is_member(self.state, channel, team)
        ):
            return
        found = payloads.envelopes(self.state, channel, event, team)
        if self.twins == "together":
            for each in found:
                self.out.soon(each)
        else:
            self.out.soon(*(found if self.twins == "message first" else found[::-1]))


KNOWN_SCOPES = ALL_SCOPES | {
    "channels:join",
    "chat:write.public",
    "chat:write.customize",
    "metadata.message:read",
    "mpim:write",
    "pins:read",
    "reactions:write",
    "team:read",
    "usergroups:read",
}


def _labelled(blocks: list[Json], wanted: str) -> Iterator[tuple[Json, Json]]:
    """Yield what can be pressed under a name, or under an action_id."""
    for block in blocks:
        for element in elements(block):
            if wanted in (label(element), element["action_id"]):
                yield block, element
