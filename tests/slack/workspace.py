"""Who and what there is in a workspace: people, channels, messages, views, and the one app."""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

Json = dict[str, Any]
Clock = Callable[[], datetime]
Kind = Literal["public", "private", "im", "mpim"]

ALL_SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "mpim:history",
        "mpim:read",
        "pins:write",
        "reactions:read",
        "users:read",
        "users:read.email",
    }
)
_TS = re.compile(r"\d{9,11}\.\d{6}")
_SECOND = timedelta(seconds=1)


class Stamps:
    """Makes the timestamps of messages from a clock, each later than the one before."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def __call__(self) -> str:
        """Return the next one."""
        now = (self._clock() - datetime.fromtimestamp(0, UTC)) // timedelta(microseconds=1)
        self._last = max(now, self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"


def is_ts(value: object) -> bool:
    """Tell whether something looks like the timestamp of a message."""
    return isinstance(value, str) and _TS.fullmatch(value) is not None


@dataclass
class User:
    """A person or a bot."""

    id: str
    name: str
    team: str
    zone: str = "Europe/Berlin"
    locale: str = "en-GB"
    email: str | None = None
    is_admin: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    deleted: bool = False
    bot_id: str | None = None

    @property
    def handle(self) -> str:
        """Return the name without capitals and spaces."""
        return self.name.lower().replace(" ", ".")

    def offset(self, now: datetime) -> int:
        """Return how many seconds their clock is ahead of UTC."""
        ahead = now.astimezone(ZoneInfo(self.zone)).utcoffset()
        return int((ahead or timedelta()) / _SECOND)


@dataclass
class Message:
    """Something that stands in a channel; ``body`` holds text, blocks and what else was sent."""

    ts: str
    user: str
    body: Json
    thread_ts: str | None = None
    subtype: str | None = None
    only_for: str | None = None
    edited: Json | None = None
    metadata: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    replies: list[str] = field(default_factory=list)
    reply_users: list[str] = field(default_factory=list)

    @property
    def is_notice(self) -> bool:
        """Tell whether it is Slack's own line, such as who came in."""
        return self.subtype is not None and self.subtype not in _SPOKEN

    def as_json(self) -> Json:
        """Return it as history and events have it."""
        found: Json = {"type": "message", "user": self.user, "ts": self.ts, **self.body}
        if self.subtype:
            found["subtype"] = self.subtype
        if self.edited:
            found["edited"] = self.edited
        if self.thread_ts:
            found["thread_ts"] = self.thread_ts
        if self.replies:
            found |= {
                "thread_ts": self.ts,
                "reply_count": len(self.replies),
                "reply_users_count": len(self.reply_users),
                "latest_reply": self.replies[-1],
                "reply_users": list(self.reply_users),
                "is_locked": False,
                "subscribed": False,
            }
        if self.reactions:
            found["reactions"] = [
                {"name": name, "users": list(users), "count": len(users)}
                for name, users in self.reactions.items()
            ]
        return found


_SPOKEN = ("me_message", "thread_broadcast", "file_share", "bot_message")


@dataclass
class Channel:
    """A channel or direct line; ``private_in`` names teams that have a shared one as private."""

    id: str
    name: str
    team: str
    kind: Kind = "public"
    members: list[str] = field(default_factory=list)
    is_archived: bool = False
    shared_with: list[str] = field(default_factory=list)
    private_in: set[str] = field(default_factory=set)
    created: int = 0
    messages: list[Message] = field(default_factory=list)
    pins: list[str] = field(default_factory=list)
    old_names: list[str] = field(default_factory=list)

    @property
    def teams(self) -> list[str]:
        """Return every workspace that it is in."""
        return [self.team, *self.shared_with]

    def kind_in(self, team: str) -> Kind:
        """Return what it is in a workspace."""
        return "private" if self.kind == "public" and team in self.private_in else self.kind

    def find(self, ts: object) -> Message | None:
        """Return the message, none where it is one for a single reader or was deleted."""
        return next((each for each in self.messages if each.ts == ts and not each.only_for), None)

    def find_for(self, ts: str, user: str) -> Message | None:
        """Return a message that a person can see, those for their eyes only included."""
        return next(
            (m for m in self.messages if m.ts == ts and m.only_for in (None, user)),
            None,
        )


@dataclass
class View:
    """A modal that is open or a home that is shown; ``body`` is what the app sent, completed."""

    id: str
    team: str
    user: str
    body: Json
    hash: str
    root: str
    previous: str | None = None


@dataclass
class Installation:
    """The app in one workspace."""

    team: str
    user: str
    bot_id: str
    token: str
    scopes: frozenset[str]
    refresh_token: str | None = None
    expires_at: datetime | None = None
    is_revoked: bool = False


@dataclass
class Workspace:
    """A team and all that is in it; a shared channel is in several."""

    id: str
    domain: str
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    modals: dict[str, list[View]] = field(default_factory=dict)


@dataclass
class App:
    """The app as its settings page has it."""

    id: str = "A0WHOKNOWS"
    name: str = "whoknows"
    signing_secret: str = "8f742231b10e8888abcd99yyyzzz85a5"
    client_id: str = "1111111111.2222222222"
    client_secret: str = "d3adb33fd3adb33fd3adb33fd3adb33f"
    app_token: str = "xapp-1-A0WHOKNOWS-3333333333-beef"
    app_token_scopes: frozenset[str] = frozenset({"connections:write"})
    scopes: frozenset[str] = ALL_SCOPES
    request_url: str = ""
    redirect_urls: tuple[str, ...] = ()
    commands: frozenset[str] | None = None
    events: frozenset[str] | None = None
    escapes_commands: bool = True
    rotates_tokens: bool = False
    uses_sockets: bool = False
    is_distributed: bool = False
    has_messages_tab: bool = True


def numbers() -> Iterator[int]:
    """Return the numbers from which ids are made."""
    return itertools.count(1_000_001)


def conversation_type(kind: Kind) -> str:
    """Return how events name the kind of a channel."""
    return {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}[kind]


def scope_family(kind: Kind) -> str:
    """Return how scopes name the kind of a channel."""
    return {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}[kind]
