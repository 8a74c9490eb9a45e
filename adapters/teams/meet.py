"""What Teams tells of people and places when it is asked, as something that was heard.

A payload is JSON: ``kind`` ``introduction``, ``at``, ``workspace``, ``request`` (which asking it
was), then ``place``, its ``name`` and its ``members``, or some ``people`` alone: what ``needed_of``
leaves of what the Bot Connector tells of them. ``unknown`` are keys of whom it said that it knows
nobody like that.
"""

from datetime import datetime

from adapters.payload import Json, dicts, word
from adapters.teams.activity import is_person_key
from bot.intents import Heard, Introduce, SeenPerson, SeenPlace
from bot.model import Visibility
from bot.text import clean, shortened

_LONGEST_NAME = 200
_NEEDED = (
    "aadObjectId",
    "objectId",
    "tenantId",
    "name",
    "userRole",
    "email",
    "userPrincipalName",
)
_GUESTS = ("guest", "anonymous")


def needed_of(member: Json) -> Json:
    """Return what we need of what is told of a member; the rest is not stored."""
    return {name: value for name, value in member.items() if name in _NEEDED}


def heard(stored: Json) -> Heard:
    """Return what was heard; raise ValueError where it is no introduction."""
    workspace = word(stored, "workspace")
    at = datetime.fromisoformat(word(stored, "at"))
    is_told = isinstance(stored.get("members"), list)
    members = dicts(stored.get("members" if is_told else "people"))
    people = [each for each in (person_of(workspace, each) for each in members) if each]
    return Heard(
        key=f"{workspace}/introduction:{word(stored, 'request')}",
        kind="introduction",
        at=at,
        intent=Introduce(
            people=tuple(people),
            present=tuple(each.key for each in people) if is_told else None,
            unknown=_unknown(stored.get("unknown"), workspace),
        ),
        workspace=workspace,
        place=_place(stored),
    )


def _unknown(told: object, workspace: str) -> tuple[str, ...]:
    keys = told if isinstance(told, list) else []
    return tuple(each for each in keys if isinstance(each, str) and is_person_key(each, workspace))


def _place(stored: Json) -> SeenPlace | None:
    key, name = word(stored, "place"), clean(word(stored, "name"))
    if not key:
        return None
    named = shortened(name, _LONGEST_NAME) if name else None
    return SeenPlace(key, named, presumed=Visibility.PRIVATE)


def person_of(workspace: str, member: Json) -> SeenPerson | None:
    """Return a member of the tenant; of people from other tenants nothing is kept."""
    person = (word(member, "aadObjectId") or word(member, "objectId")).lower()
    tenant = (word(member, "tenantId") or workspace.partition(":")[2]).lower()
    if not person or f"teams:{tenant}" != workspace:
        return None
    name = clean(word(member, "name"))
    return SeenPerson(
        f"{workspace}/{person}",
        shortened(name, _LONGEST_NAME) or None,
        fresh=bool(name),
        is_guest=_is_guest(member),
        is_active=True,
        email=_email(member),
    )


def _is_guest(member: Json) -> bool:
    return word(member, "userRole").lower() in _GUESTS or "#EXT#" in _account(member).upper()


def _account(member: Json) -> str:
    return word(member, "userPrincipalName")


def _email(member: Json) -> str | None:
    """Return somebody's address: of a member the directory of the tenant vouches for it.

    People cannot change it there themselves. A guest's address lies in another organisation.
    """
    address = word(member, "email") or _account(member)
    return address if "@" in address and not _is_guest(member) else None
