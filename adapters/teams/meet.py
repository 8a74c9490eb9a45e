"""What Teams tells of people and places when it is asked, as something that was heard.

A payload is JSON: ``kind`` ``introduction``, ``at``, ``workspace``, ``request`` (which asking it
was), ``place`` and ``name`` (of a channel), and ``members`` (as the Bot Connector tells them),
where they were asked for.
"""

from datetime import datetime

from adapters.payload import Json, dicts, word
from bot.intents import Heard, Introduce, SeenPerson, SeenPlace
from bot.model import Visibility
from bot.text import clean, shortened

_LONGEST_NAME = 200


def heard(stored: Json) -> Heard:
    """Return what was heard; raise ValueError where it is no introduction."""
    workspace = word(stored, "workspace")
    at = datetime.fromisoformat(word(stored, "at"))
    told = (_person(workspace, each) for each in dicts(stored.get("members")))
    people = [each for each in told if each]
    is_told = isinstance(stored.get("members"), list)
    return Heard(
        key=f"{workspace}/introduction:{word(stored, 'request')}",
        kind="introduction",
        at=at,
        intent=Introduce(
            people=tuple(people), present=tuple(each.key for each in people) if is_told else None
        ),
        workspace=workspace,
        place=_place(stored),
    )


def _place(stored: Json) -> SeenPlace | None:
    key, name = word(stored, "place"), clean(word(stored, "name"))
    if not key:
        return None
    named = shortened(name, _LONGEST_NAME) if name else None
    return SeenPlace(key, named, presumed=Visibility.PRIVATE)


def _person(workspace: str, member: Json) -> SeenPerson | None:
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
        is_guest=word(member, "userRole").lower() in ("guest", "anonymous"),
        is_active=True,
    )
