"""Where conversations are, as Teams wants to be told: kept from what comes in.

A reference is JSON: ``service_url``, ``conversation`` (its id), ``tenant``, ``kind`` (what Teams
calls the conversation, once it told), and for somebody with whom there is no direct line yet
``user`` instead of a conversation.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from adapters.payload import inside
from adapters.teams.wire import Connector, Refused
from adapters.together import Together
from bot.writing import Store

Json = dict[str, Any]

_THREAD = ";messageid="
NO_REFERENCE = "no_reference"
"""Why nothing is sent where nobody ever told us how."""
_OF_PEOPLE = ("teamMemberAdded", "teamMemberRemoved")
_OF_A_TEAM = ("teamArchived", "teamUnarchived", "teamDeleted", "teamHardDeleted", "teamRestored")


_AT_ONCE = 50


@dataclass(frozen=True)
class _Told:
    """What an activity tells of one key: how it is reached, or what belongs to it."""

    key: str
    reference: Json = field(default_factory=dict)
    belongs: str = ""
    is_last_resort: bool = False

    def beside(self, known: Json | None) -> Json | None:
        """Return what is to be kept in place of what is known; None where that says it already."""
        if self.belongs:
            [channel] = self.reference["channels"]
            there = (known or {}).get(self.belongs, [])
            return None if channel in there else {**(known or {}), self.belongs: [*there, channel]}
        if self.is_last_resort and known:
            return None
        kept = {"kind": known["kind"]} if known and "kind" in known else {}
        news = {**kept, **self.reference}
        return None if known == news else news


def _told(activity: Json) -> Iterator[_Told]:
    """Yield what an activity tells of where it came from."""
    conversation, author = inside(activity, "conversation"), inside(activity, "from")
    tenant, service_url = _tenant(activity), activity.get("serviceUrl")
    where = conversation.get("id")
    if not (isinstance(where, str) and isinstance(service_url, str) and tenant):
        return
    plain = where.partition(_THREAD)[0]
    workspace = f"teams:{tenant}"
    there = {"service_url": service_url, "tenant": tenant}
    yield _Told(workspace, there)
    data, kind_of_it = inside(activity, "channelData"), conversation.get("conversationType")
    told = {"kind": kind_of_it} if isinstance(kind_of_it, str) else {}
    yield _Told(f"{workspace}/{plain}", {**there, **told, "conversation": plain})
    team, kind = inside(data, "team").get("id"), inside(data, "channel").get("type")
    if isinstance(team, str):
        name = "closed" if kind in ("private", "shared") else "channels"
        yield _Told(f"{workspace}/team:{team}", {"channels": [plain]}, belongs=name)
    user = author.get("aadObjectId")
    if not user:
        return
    if conversation.get("conversationType") == "personal":
        yield _Told(f"{workspace}/{user}", {**there, "conversation": plain})
    else:
        stranger = {**there, "user": author.get("id")}
        yield _Told(f"{workspace}/{user}", stranger, is_last_resort=True)


class Addresses:
    """Keeps references durably, and opens direct lines."""

    def __init__(self, connector: Connector, store: Store, organisation: str) -> None:
        self._connector = connector
        self._store = store
        self._organisation = organisation
        self._known: dict[str, str] = {}
        self._noting: Together[Json, None] = Together(self._noted, lambda _: "", _AT_ONCE)

    async def note(self, activity: Json) -> None:
        """Keep where an activity came from: its conversation, and how to reach its author."""
        if not all(self._is_noted(each) for each in _told(activity)):
            await self._noting.ask(activity)

    def _is_noted(self, told: "_Told") -> bool:
        kept = self._known.get(told.key)
        return kept is not None and told.beside(json.loads(kept)) is None

    async def _noted(self, activities: Sequence[Json]) -> Mapping[str, None]:
        """Keep what some activities tell, in one transaction."""
        known: dict[str, str] = {}
        async with self._store.writing(self._organisation) as tx:
            for each in (told for activity in activities for told in _told(activity)):
                kept = known.get(each.key) or self._known.get(each.key)
                kept = kept or await tx.conversation(each.key)
                news = each.beside(json.loads(kept) if kept else None)
                if news is not None:
                    kept = json.dumps(news, sort_keys=True)
                    await tx.set_conversation(each.key, kept)
                known[each.key] = kept or "{}"
        self._known |= known
        return {}

    async def everywhere(self, activity: Json) -> list[Json]:
        """Return what happened to a team as it happened in each of its channels.

        Teams tells it of the first alone. Who comes into a team, or goes, does so in all channels
        that all of its members read; what becomes of the team becomes of all that it has.
        """
        data, conversation = inside(activity, "channelData"), inside(activity, "conversation")
        event, team = data.get("eventType"), inside(data, "team").get("id")
        is_installation = activity.get("type") == "installationUpdate"
        of_people = event in _OF_PEOPLE
        if not isinstance(team, str) or not (of_people or event in _OF_A_TEAM or is_installation):
            return [activity]
        known = await self._load(f"teams:{conversation.get('tenantId')}/team:{team}") or {}
        first = conversation.get("id")
        channels = known.get("channels", []) + ([] if of_people else known.get("closed", []))
        if first not in channels:
            channels = [first, *channels]
        return [_in_channel(activity, channel) for channel in channels]

    async def here(self, activity: Json) -> Json:
        """Return the reference of where something was done; raise Refused."""
        conversation = inside(activity, "conversation")
        plain = str(conversation.get("id")).partition(_THREAD)[0]
        return await self.of(f"teams:{_tenant(activity)}/{plain}")

    async def of(self, key: str) -> Json:
        """Return the reference of a place, or of the direct line with a person; raise Refused."""
        found = await self._load(key)
        if found is None:
            found = await self._like_others(key)
        if "conversation" not in found:
            found = await self._connector.open_line(
                found["service_url"], found["tenant"], found["user"]
            )
            await self._keep(key, found)
            workspace = key.partition("/")[0]
            await self._keep(f"{workspace}/{found['conversation']}", found)
        return found

    async def _like_others(self, key: str) -> Json:
        """Return how to reach somebody who never wrote: as others of their tenant are reached."""
        workspace, _, user = key.partition("/")
        tenant = await self._load(workspace)
        if tenant is None or "@" in user:  # a conversation has to be known itself
            raise Refused(404, NO_REFERENCE)
        return {**tenant, "user": user}

    async def _load(self, key: str) -> Json | None:
        if key not in self._known:
            async with self._store.writing(self._organisation) as tx:
                kept = await tx.conversation(key)
            if kept is None:
                return None
            self._known[key] = kept
        found: Json = json.loads(self._known[key])
        return found

    async def _keep(self, key: str, reference: Json) -> None:
        kept = json.dumps(reference, sort_keys=True)
        if self._known.get(key) == kept:
            return
        async with self._store.writing(self._organisation) as tx:
            await tx.set_conversation(key, kept)
        self._known[key] = kept


def _tenant(activity: Json) -> object:
    told = inside(inside(activity, "channelData"), "tenant").get("id")
    return inside(activity, "conversation").get("tenantId") or told


def _in_channel(activity: Json, channel: str) -> Json:
    """Return what happened as it happened in one of the channels."""
    found = {**activity, "conversation": {**inside(activity, "conversation"), "id": channel}}
    data = inside(activity, "channelData")
    if data.get("eventType") in _OF_A_TEAM:
        found["channelData"] = {**data, "channel": {"id": channel}}
    return found
