"""Where conversations are, as Teams wants to be told: kept from what comes in.

A reference is JSON: ``service_url``, ``conversation`` (its id), ``tenant``, and for somebody with
whom there is no direct line yet ``user`` instead of a conversation.
"""

import json
from typing import Any

from adapters.payload import inside
from adapters.teams.wire import Connector, Refused
from bot.ports import Store

Json = dict[str, Any]

_THREAD = ";messageid="
_OF_PEOPLE = ("teamMemberAdded", "teamMemberRemoved")
_OF_A_TEAM = ("teamArchived", "teamUnarchived", "teamDeleted", "teamHardDeleted", "teamRestored")


class Addresses:
    """Keeps references durably, and opens direct lines."""

    def __init__(self, connector: Connector, store: Store, organisation: str) -> None:
        self._connector = connector
        self._store = store
        self._organisation = organisation
        self._known: dict[str, str] = {}

    async def note(self, activity: Json) -> None:
        """Keep where an activity came from: its conversation, and how to reach its author."""
        conversation, author = inside(activity, "conversation"), inside(activity, "from")
        tenant = _tenant(activity)
        where, service_url = conversation.get("id"), activity.get("serviceUrl")
        if not (isinstance(where, str) and isinstance(service_url, str) and tenant):
            return
        plain = where.partition(_THREAD)[0]
        workspace = f"teams:{tenant}"
        found = {"service_url": service_url, "conversation": plain, "tenant": tenant}
        await self._keep(workspace, {"service_url": service_url, "tenant": tenant})
        await self._keep(f"{workspace}/{plain}", found)
        await self._note_team(workspace, plain, inside(activity, "channelData"))
        user = author.get("aadObjectId")
        if not user:
            return
        key = f"{workspace}/{user}"
        if conversation.get("conversationType") == "personal":
            await self._keep(key, found)
        elif await self._load(key) is None:
            stranger = {"service_url": service_url, "user": author.get("id"), "tenant": tenant}
            await self._keep(key, stranger)

    async def _note_team(self, workspace: str, conversation: str, data: Json) -> None:
        """Keep which channels a team has, and which of them all its members read."""
        team, kind = inside(data, "team").get("id"), inside(data, "channel").get("type")
        if not isinstance(team, str):
            return
        name = "closed" if kind in ("private", "shared") else "channels"
        key = f"{workspace}/team:{team}"
        known = await self._load(key) or {}
        if conversation not in known.get(name, []):
            await self._keep(key, {**known, name: [*known.get(name, []), conversation]})

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
            raise Refused(404, "no_reference")
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
