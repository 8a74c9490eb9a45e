"""All that the stand-in knows, and what changes it: shared by the API and by what people do."""

import secrets
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.slack.refused import Refused
from tests.slack.workspace import (
    App,
    Channel,
    Clock,
    Installation,
    Json,
    Kind,
    Message,
    Stamps,
    User,
    View,
    Workspace,
    numbers,
)

Happened = Callable[[Channel, Json], None]
"""Told of each event, with the channel that it belongs to."""

TRIGGER_LIVES = timedelta(seconds=3)
RESPONSE_URL_LIVES = timedelta(minutes=30)
RESPONSE_URL_USES = 5
TOKEN_LIVES = timedelta(hours=12)
CODE_LIVES = timedelta(minutes=10)


@dataclass
class Call:
    """A call of the web API or to a response_url; ``is_planned`` where a test had it fail."""

    method: str
    args: Json
    at: datetime
    team: str | None = None
    error: str | None = None
    status: int = 200
    is_planned: bool = False
    explained: tuple[str, ...] = ()


@dataclass
class Trigger:
    """What opens a modal once, within three seconds."""

    team: str
    user: str
    at: datetime
    is_used: bool = False


@dataclass
class ResponseUrl:
    """Where an answer can be sent to, five times within half an hour."""

    team: str
    user: str
    channel: str
    at: datetime
    original: str | None = None
    thread: str | None = None
    uses: int = 0


@dataclass
class Code:
    """What an approved installation is exchanged for."""

    team: str
    user: str
    scopes: frozenset[str]
    redirect_uri: str | None
    at: datetime
    is_used: bool = False


@dataclass
class State:
    """The whole of Slack as far as the app can tell."""

    clock: Clock
    app: App
    workspaces: dict[str, Workspace] = field(default_factory=dict)
    installations: dict[str, list[Installation]] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    used_refresh_tokens: set[str] = field(default_factory=set)
    tickets: dict[str, datetime] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    alarms: list[tuple[str, str, str]] = field(default_factory=list)
    sent: dict[tuple[str, str], deque[datetime]] = field(default_factory=dict)
    base_url: str = ""
    burst: int | None = 5
    happened: Happened = lambda _channel, _event: None
    ids: Iterator[int] = field(default_factory=numbers)

    def __post_init__(self) -> None:
        """Make the clock of the messages."""
        self.ts = Stamps(self.clock)

    # who and where

    def user(self, user: object, team: str | None = None) -> User:
        """Return a person by id (or, in one workspace, by name); refuse where there is none."""
        for workspace in self.workspaces.values():
            for each in workspace.users.values():
                if each.id == user or (each.name == user and team in (None, each.team)):
                    return each
        raise Refused("user_not_found")

    def channel(self, channel: object, team: str | None = None) -> Channel:
        """Return a channel by id (or name) as a workspace has it; refuse where there is none."""
        for each in self.channels(team):
            if channel in (each.id, each.name):
                return each
        raise Refused("channel_not_found")

    def channels(self, team: str | None = None) -> list[Channel]:
        """Return the channels of a workspace, shared ones included."""
        return [
            each
            for workspace in self.workspaces.values()
            for each in workspace.channels.values()
            if team is None or team in each.teams
        ]

    def installation(self, team: str) -> Installation | None:
        """Return the app's newest installation in a workspace that still holds."""
        alive = [each for each in self.installations.get(team, ()) if not each.is_revoked]
        return alive[-1] if alive else None

    def direct(self, user: User, team: str) -> Channel:
        """Return the direct line between a person and the app, opened where there was none."""
        installed = self.installation(team)
        if installed is None:
            raise Refused("account_inactive")
        found = self.workspaces[team].channels
        ident = f"D{user.id[1:]}"
        if ident not in found:
            members = [user.id, installed.user]
            found[ident] = Channel(ident, ident, team, "im", members, created=self.now_seconds())
        return found[ident]

    def now_seconds(self) -> int:
        """Return the time as whole seconds."""
        return int(self.clock().timestamp())

    def new_id(self, letter: str) -> str:
        """Return an id that nothing has."""
        return f"{letter}0{next(self.ids)}"

    # what is handed out

    def new_trigger(self, team: str, user: str) -> str:
        """Return a trigger_id."""
        made = f"{next(self.ids)}.{next(self.ids)}.{secrets.token_hex(16)}"
        self.triggers[made] = Trigger(team, user, self.clock())
        return made

    def exchange(self, trigger_id: object, team: str) -> Trigger:
        """Return who a trigger is for; refuse an old, used or unknown one."""
        trigger = self.triggers.get(str(trigger_id))
        if trigger is None or trigger.team != team:
            raise Refused("invalid_trigger_id")
        if trigger.is_used:
            raise Refused("exchanged_trigger_id")
        if self.clock() - trigger.at > TRIGGER_LIVES:
            raise Refused("expired_trigger_id")
        trigger.is_used = True
        return trigger

    def new_response_url(self, kind: str, made: ResponseUrl) -> str:
        """Return a response_url."""
        name = f"{kind}/{made.team}/{next(self.ids)}/{secrets.token_hex(12)}"
        self.response_urls[name] = made
        return f"{self.base_url}/response/{name}"

    # what happens to messages

    def post(self, channel: Channel, message: Message) -> Message:
        """Put a message into a channel, and tell of it."""
        parent = channel.find(message.thread_ts) if message.thread_ts else None
        if message.only_for and message.thread_ts and not (parent and parent.replies):
            self.complaints.append(
                f"{channel.name}/{message.ts}: shown to nobody, private and in no thread yet"
            )
            return message
        channel.messages.append(message)
        if message.only_for:
            return message
        before = parent.as_json() if parent else {}
        if parent and parent is not message:
            parent.replies.append(message.ts)
            if message.user not in parent.reply_users:
                parent.reply_users.append(message.user)
        event = {**message.as_json(), "event_ts": message.ts}
        if message.subtype == "thread_broadcast" and parent:
            event["root"] = parent.as_json()
        if message.thread_ts and parent:
            event["parent_user_id"] = parent.user
        self.happened(channel, event)
        if parent and parent is not message:
            self.changed(channel, parent, before)
        return message

    def changed(self, channel: Channel, message: Message, before: Json) -> None:
        """Tell that a message is not what it was."""
        ts = self.ts()
        event = {
            "type": "message",
            "subtype": "message_changed",
            "message": message.as_json(),
            "previous_message": before,
            "hidden": True,
            "ts": ts,
            "event_ts": ts,
        }
        self.happened(channel, event)

    def edit(
        self, channel: Channel, message: Message, body: Json, by: str, *, is_marked: bool = True
    ) -> None:
        """Give a message other words, marked as edited unless it is done with blocks."""
        before = message.as_json()
        message.body = {**message.body, **body}
        if not message.body.get("blocks", True):
            del message.body["blocks"]
        if is_marked:
            message.edited = {"user": by, "ts": self.ts()}
        if not message.only_for:
            self.changed(channel, message, before)

    def delete(self, channel: Channel, message: Message) -> None:
        """Take a message out; one with replies leaves a stone behind."""
        before = message.as_json()
        if message.replies:
            message.subtype, message.user = "tombstone", "USLACKBOT"
            message.body = {"text": "This message was deleted.", "hidden": True}
            self.changed(channel, message, before)
            return
        channel.messages.remove(message)
        parent = channel.find(message.thread_ts) if message.thread_ts else None
        if parent and message.ts in parent.replies:
            parent.replies.remove(message.ts)
        ts = self.ts()
        event = {
            "type": "message",
            "subtype": "message_deleted",
            "previous_message": before,
            "deleted_ts": message.ts,
            "hidden": True,
            "ts": ts,
            "event_ts": ts,
        }
        self.happened(channel, event)

    def notice(self, channel: Channel, subtype: str, user: str, text: str, **more: object) -> None:
        """Put one of Slack's own lines into a channel."""
        body: Json = {"text": text, **more}
        self.post(channel, Message(self.ts(), user, body, subtype=subtype))

    def tell(self, channel: Channel, kind: str, /, **fields: object) -> None:
        """Tell of something that is not a message."""
        self.happened(channel, {"type": kind, **fields, "event_ts": self.ts()})

    # views

    def open_modals(self, team: str, user: str) -> list[View]:
        """Return the modals that are open for somebody, the one on top last."""
        return self.workspaces[team].modals.setdefault(user, [])

    def all_views(self, team: str) -> list[View]:
        """Return every view that is open in a workspace."""
        workspace = self.workspaces[team]
        return [
            *workspace.homes.values(),
            *(view for stack in workspace.modals.values() for view in stack),
        ]

    def letter(self, kind: Kind) -> str:
        """Return how the events about members name the kind of a channel."""
        return {"public": "C", "private": "G", "im": "D", "mpim": "G"}[kind]
