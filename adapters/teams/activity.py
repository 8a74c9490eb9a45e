"""What every activity of Teams tells: when, of which tenant, where, and by whom."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, TypeGuard
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from adapters.payload import Json, dicts, inside, word
from bot.intents import SeenPerson, SeenPlace, Why
from bot.model import PlaceKind, Visibility, narrowest
from bot.text import clean, shortened

_ID = re.compile(r"[\w.:@=+-]{1,150}", re.ASCII)
"""An id of a conversation, a message or an activity."""
_OBJECT = re.compile(r"[0-9a-z-]{1,64}")
"""An id of a tenant or person in Entra ID, in small letters."""
_MILLISECONDS = re.compile(r"[0-9]{13}")
_ZONE = re.compile(r"[A-Za-z0-9_+/-]{1,60}")
_LANGUAGE = re.compile(r"([a-z]{2})(?![a-z])", re.IGNORECASE | re.ASCII)
_LONGEST_NAME = 200
_LONGEST_TIME = 40
_KINDS = {"personal": Visibility.DIRECT, "groupchat": Visibility.PRIVATE, "channel": None}
"""Who can read a conversation of a kind; a channel of a team is told of by more than that."""
_BOT = "28:"
"""What the ids of bots in Teams begin with."""


@dataclass(frozen=True)
class Seen:
    """An activity of which we know that it is of one tenant, and when it was."""

    activity: Json
    tenant: str
    at: datetime

    @property
    def workspace(self) -> str:
        """The tenant, as a key."""
        return f"teams:{self.tenant}"

    @property
    def data(self) -> Json:
        """What only Teams tells."""
        return inside(self.activity, "channelData")

    @property
    def event(self) -> str:
        """What Teams calls the event, empty where it has no name for it."""
        return word(self.data, "eventType")

    @property
    def number(self) -> str:
        """What names the activity itself; raise ValueError."""
        return identity(self.activity.get("id"), "id")

    @cached_property
    def place(self) -> SeenPlace | None:
        """The place in which it happened, None where there is none."""
        where = self.conversation
        if where is None:
            return None
        key = f"{self.workspace}/{where}"
        visibility = self._visibility()
        named = (inside(self.data, "channel"), inside(self.activity, "conversation"))
        name = None if visibility is Visibility.DIRECT else _name(*named)
        kind = self._kind_of_place(visibility)
        return SeenPlace(key, name, visibility, presumed=Visibility.PRIVATE, kind=kind)

    @property
    def here(self) -> SeenPlace:
        """The place; raise ValueError where there is none."""
        if self.place is None:
            raise ValueError("an activity without a conversation")
        return self.place

    @property
    def conversation(self) -> str | None:
        """The id of the conversation, without the thread in it."""
        told = word(inside(self.activity, "conversation"), "id").partition(";")[0]
        return identity(told, "conversation") if told else None

    @property
    def thread(self) -> str | None:
        """The id of the message that begins the thread, where there is one."""
        _, _, rest = word(inside(self.activity, "conversation"), "id").partition(";messageid=")
        return identity(rest, "thread") if rest else None

    @property
    def is_channel(self) -> bool:
        """Whether it happened in a channel of a team, which alone has threads."""
        return self._kind_of_conversation() == "channel"

    @cached_property
    def our_id(self) -> str:
        """Our own id here: whom the activity was sent to."""
        return word(inside(self.activity, "recipient"), "id")

    def is_ours(self, who: Mapping[str, Any]) -> bool:
        """Tell whether this is us."""
        return bool(self.our_id) and who.get("id") == self.our_id

    def author(self) -> tuple[SeenPerson | None, Why | None]:
        """Return who did it, or why that is nobody."""
        return self.somebody(inside(self.activity, "from"), is_author=True)

    def somebody(
        self, who: Json, *, is_author: bool = False
    ) -> tuple[SeenPerson | None, Why | None]:
        """Return the person that a part of the payload tells of, or why it is nobody.

        Only of an author does Teams tell zone and language.
        """
        if word(who, "role") == "bot" or word(who, "id").startswith(_BOT) or self.is_ours(who):
            return None, Why.BOT
        key = self._person_key(who)
        if key is None:
            return None, Why.NO_PERSON
        name = _name(who)
        is_guest = _is_guest(who)
        seen = SeenPerson(
            key,
            name,
            fresh=name is not None,
            zone=self._zone() if is_author else None,
            language=self._language() if is_author else None,
            is_guest=is_guest,
            is_stranger=not key.startswith(f"{self.workspace}/"),
        )
        return seen, None

    def _person_key(self, who: Json) -> str | None:
        person = word(who, "aadObjectId").lower()
        home = (word(who, "tenantId") or self.tenant).lower()
        if not _OBJECT.fullmatch(person) or not _OBJECT.fullmatch(home):
            return None
        return f"teams:{home}/{person}"

    def _zone(self) -> str | None:
        name = word(self.activity, "localTimezone") or word(self._client(), "timezone")
        if not _ZONE.fullmatch(name):
            return None
        try:
            return ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None

    def _language(self) -> str | None:
        told = word(self.activity, "locale") or word(self._client(), "locale")
        found = _LANGUAGE.match(told)
        return found[1].lower() if found else None

    def _client(self) -> Json:
        """Return what the program of the author says of itself."""
        entities = dicts(self.activity.get("entities"))
        return next((each for each in entities if each.get("type") == "clientInfo"), {})

    def _kind_of_conversation(self) -> str:
        conversation = inside(self.activity, "conversation")
        kind = word(conversation, "conversationType")
        if not kind and (inside(self.data, "channel") or inside(self.data, "team")):
            return "channel"
        return kind

    def _kind_of_place(self, visibility: Visibility | None) -> PlaceKind | None:
        """Return what Teams says that the place is; all members of a team read what is no more."""
        match self._kind_of_conversation().lower():
            case "personal" | "groupchat":
                return PlaceKind.CHAT
            case "channel":
                return PlaceKind.CHANNEL if visibility else PlaceKind.TEAM
            case _:
                return None

    def _visibility(self) -> Visibility | None:
        """Return who can read the place, None where Teams does not tell.

        Channels of a team are read by its members alone, and whether everybody may become one
        (a public or org-wide team) no activity tells. So of a standard channel nothing is said
        here, and whoever remembers it presumes it private until somebody knows better; a
        private channel is private, and one that is shared can be read from other tenants.
        """
        kind = word(inside(self.data, "channel"), "type").lower()
        return narrowest(
            _KINDS.get(self._kind_of_conversation().lower(), Visibility.PRIVATE),
            {"private": Visibility.PRIVATE, "shared": Visibility.SHARED}.get(kind),
            Visibility.SHARED if self.event == "channelShared" else None,
        )


def or_a_guest(person: SeenPerson) -> SeenPerson:
    """Return a person who may be a guest, where the activity does not tell."""
    is_told = person.is_guest is not None or person.is_stranger
    return replace(person, may_be_guest=not is_told)


def seen_in(activity: Json) -> Seen:
    """Return what is common to all activities; raise ValueError where it is not there."""
    told = (
        inside(activity, "conversation").get("tenantId"),
        inside(inside(activity, "channelData"), "tenant").get("id"),
    )
    tenants = {str(each).lower() for each in told if each is not None}
    if not tenants:
        raise ValueError("an activity without a tenant")
    if len(tenants) > 1:
        raise ValueError("an activity of two tenants")
    [tenant] = tenants
    if not _OBJECT.fullmatch(tenant):
        raise ValueError("a tenant that is none")
    return Seen(activity, tenant, moment(activity.get("timestamp")))


def moment(told: object) -> datetime:
    """Return the time that is written as ``2026-11-23T09:00:00.123Z``; raise ValueError."""
    if not isinstance(told, str) or not told.isascii() or len(told) > _LONGEST_TIME:
        raise ValueError(f"a time that is none: {str(told)[:40]!r}")
    try:
        at = datetime.fromisoformat(told)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"a time that is none: {told!r}") from None


def written_at(message: str, otherwise: datetime) -> datetime:
    """Return when a message was written, which its id tells in most places."""
    if not _MILLISECONDS.fullmatch(message):
        return otherwise
    seconds, milliseconds = divmod(int(message), 1000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=milliseconds * 1000)


def identity(told: object, of: str) -> str:
    """Return an id that fits into a key; raise ValueError."""
    if not is_identity(told):
        raise ValueError(f"no {of}")
    return told


def is_identity(told: object) -> TypeGuard[str]:
    """Tell whether this is an id that fits into a key."""
    return isinstance(told, str) and _ID.fullmatch(told) is not None


def person_key(told: str, workspace: str) -> str:
    """Return the key of a person of this tenant, told by id or key; raise ValueError."""
    key = f"{workspace}/{told.strip().lower().removeprefix(f'{workspace}/')}"
    if not is_person_key(key, workspace):
        raise ValueError("no person")
    return key


def is_person_key(key: str, workspace: str) -> bool:
    """Tell whether this is the key of a person of this tenant, and not that of a place."""
    tenant, _, person = key.rpartition("/")
    return tenant == workspace and _OBJECT.fullmatch(person) is not None


def _name(*named: Json) -> str | None:
    for each in named:
        name = clean(word(each, "name"))
        if name:
            return shortened(name, _LONGEST_NAME)
    return None


def _is_guest(who: Json) -> bool | None:
    """Return whether somebody is a guest of the tenant, None where it is not told."""
    account = word(who, "userPrincipalName") + word(who, "email")
    if word(who, "userRole").lower() in ("guest", "anonymous") or "#EXT#" in account.upper():
        return True
    return False if word(who, "userRole") else None
