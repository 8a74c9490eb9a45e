"""Who and what there is: people, teams, places, messages, and the one app."""

import base64
import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

Json = dict[str, Any]
Clock = Callable[[], datetime]
Kind = Literal["channel", "private", "group", "personal"]
"""A standard channel, a private one, a group chat, and the chat of one person with the bot."""

TENANT = "5b1e0c6f-3a53-4f3e-9a86-0d5a4b7c1d20"
_NAMES = uuid.UUID("0f1d2c3b-4a59-4687-a9b8-c7d6e5f40312")
_START = datetime.fromtimestamp(0, UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Stamps:
    """Makes the ids of messages from a clock, each later than the one before."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def __call__(self) -> str:
        """Return the next one: milliseconds, as Teams counts them."""
        self._last = max((self._clock() - _START) // _MILLISECOND, self._last + 1)
        return str(self._last)


def guid(of: str) -> str:
    """Return the same id for the same words."""
    return str(uuid.uuid5(_NAMES, of))


def account(of: str) -> str:
    """Return an id that starts with ``29:``, as a bot gets it for a person."""
    digest = hashlib.sha512(of.encode()).digest()[:63]
    return "29:1" + base64.urlsafe_b64encode(digest).decode().rstrip("=")


def thread_id(of: str, suffix: str = "thread.tacv2") -> str:
    """Return the id of a team, channel or group chat."""
    return f"19:{hashlib.sha256(of.encode()).hexdigest()[:32]}@{suffix}"


@dataclass
class User:
    """A person; ``id`` is what this bot knows them by, ``aad`` what the organisation does."""

    name: str
    tenant: str = TENANT
    zone: str = "Europe/Berlin"
    locale: str = "en-US"
    country: str = "DE"
    email: str | None = None
    is_guest: bool = False

    @property
    def aad(self) -> str:
        """Return the object id in the directory."""
        return guid(f"{self.tenant}/{self.name}")

    @property
    def id(self) -> str:
        """Return the id for this bot."""
        return account(f"{self.tenant}/{self.name}")

    @property
    def upn(self) -> str:
        """Return the name to sign in with."""
        return f"{self.name.lower().replace(' ', '.')}@example.onmicrosoft.com"

    @property
    def key(self) -> str:
        """Return how we name them."""
        return f"teams:{self.tenant}/{self.aad}"

    def as_member(self) -> Json:
        """Return them as a roster has them: no time zone, no language."""
        given, _, surname = self.name.partition(" ")
        found = {
            "id": self.id,
            "name": self.name,
            "aadObjectId": self.aad,
            "objectId": self.aad,
            "givenName": given,
            "surname": surname,
            "userPrincipalName": self.upn,
            "tenantId": self.tenant,
            "userRole": "guest" if self.is_guest else "user",
        }
        return found | ({"email": self.email} if self.email else {})


@dataclass
class Message:
    """Something that stands in a place; ``author`` is nobody for the bot.

    ``shown`` holds, by person, the card that only they see in its place, and since when
    (``order`` counts what happened, over all places).
    """

    id: str
    author: str | None
    body: Json
    order: int
    root: str | None = None
    is_deleted: bool = False
    is_edited: bool = False
    shown: dict[str, tuple[int, Json]] = field(default_factory=dict)
    reactions: dict[str, list[str]] = field(default_factory=dict)

    @property
    def thread(self) -> str:
        """Return the id of the message that its thread began with."""
        return self.root or self.id


@dataclass
class Aside:
    """A line that Teams shows to one person after they pressed something."""

    order: int
    user: str
    text: str


@dataclass
class Team:
    """A team; its general channel has the id of the team."""

    id: str
    name: str
    tenant: str = TENANT
    members: list[str] = field(default_factory=list)
    has_app: bool = False
    has_consent: bool = True
    is_archived: bool = False

    @property
    def group(self) -> str:
        """Return the id of its group in the directory."""
        return guid(self.id)


@dataclass
class Place:
    """A channel or chat; a standard channel has the members of its team."""

    id: str
    name: str
    kind: Kind
    tenant: str = TENANT
    team: Team | None = None
    own_members: list[str] = field(default_factory=list)
    app_is_in: bool = False
    has_consent: bool = False
    is_blocked: bool = False
    is_removed: bool = False
    is_deleted: bool = False
    messages: list[Message] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)

    @property
    def members(self) -> list[str]:
        """Return the ids of its people."""
        return self.team.members if self.team and self.kind == "channel" else self.own_members

    @property
    def has_app(self) -> bool:
        """Tell whether the app is there."""
        return self.team.has_app if self.team and self.kind == "channel" else self.app_is_in

    @property
    def hears_all(self) -> bool:
        """Tell whether the bot gets what is said without its name."""
        if self.kind == "personal":
            return True
        return self.team.has_consent if self.team else self.has_consent

    @property
    def is_channel(self) -> bool:
        """Tell whether it has threads."""
        return self.kind in ("channel", "private")

    @property
    def is_archived(self) -> bool:
        """Tell whether nobody can write there any more."""
        return self.team is not None and self.team.is_archived

    def find(self, ident: str | None) -> Message | None:
        """Return the message, none where it was deleted."""
        alive = (each for each in self.messages if not each.is_deleted)
        return next((each for each in alive if each.id == ident), None)


@dataclass
class App:
    """The app as its registration has it."""

    id: str = "9f2f8f2e-5c0b-4a52-8a1f-0c3f0f1d7a11"
    name: str = "Whoknows"
    password: str = "made-up~password_of-the.app"
    endpoint: str = ""

    @property
    def account(self) -> str:
        """Return the id of the bot."""
        return f"28:{self.id}"
