"""What Teams tells of channels and their members when it is asked.

An activity does not name its channel, nor tell who else is in it. So it is asked, once in a
while, and told to the product as something heard.
"""

import asyncio
import json
import uuid
from datetime import datetime, timedelta
from typing import Any

import structlog

from adapters.intake import Intake
from adapters.teams.addresses import Addresses
from adapters.teams.read import key_of
from adapters.teams.wire import Connector, Refused
from bot.intents import Heard
from bot.model import Visibility

log = structlog.get_logger()

Json = dict[str, Any]

_KEPT = timedelta(hours=1)
_ASKED_AGAIN = timedelta(minutes=1)


class About:
    """Asks, and tells the product."""

    def __init__(self, connector: Connector, addresses: Addresses, intake: Intake) -> None:
        self._connector = connector
        self._addresses = addresses
        self._intake = intake
        self._until: dict[str, datetime] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}

    async def learn(self, heard: Heard, done: Json, patience: float) -> None:
        """Ask about the place of something heard, where it is time to; wait a while at most."""
        place = heard.place
        if place is None or place.visibility is Visibility.DIRECT:
            return
        now = self._intake.inbox.clock()
        if self._until.get(place.key, now) <= now and place.key not in self._asking:
            self._until[place.key] = now + _KEPT
            self._asking[place.key] = self._intake.beside(self._ask(place.key, done))
        asked = self._asking.get(place.key)
        if asked and patience:
            await asyncio.wait({asked}, timeout=patience)

    async def _ask(self, place: str, done: Json) -> None:
        clock = self._intake.inbox.clock
        asked_at = clock()
        try:
            reference = await self._addresses.of(place)
            members = await self._connector.members(reference)
            name = await self._name(reference, done)
        except Refused as refused:
            log.info("nobody told", about=place, reason=refused.code)
            self._until[place] = clock() + _ASKED_AGAIN
            return
        finally:
            self._asking.pop(place, None)
        stored = {
            "kind": "introduction",
            "at": asked_at.isoformat(),
            "workspace": place.partition("/")[0],
            "request": uuid.uuid4().hex,
            "place": place,
            "name": name,
            "members": members,
        }
        payload = json.dumps(stored, ensure_ascii=False)
        key = key_of(payload)
        if await self._intake.is_new(key, payload):
            await self._intake.work(key)

    async def _name(self, reference: Json, done: Json) -> str:
        """Return the name of a channel; a chat has none of its own that we could ask for."""
        data = done.get("channelData")
        team = data.get("team") if isinstance(data, dict) else None
        if not isinstance(team, dict) or not isinstance(team.get("id"), str):
            return ""
        channels = await self._connector.channels(reference["service_url"], team["id"])
        found = next((each for each in channels if each["id"] == reference["conversation"]), None)
        # The first channel of a team has no name of its own in this list: it is the team's.
        return str((found or {}).get("name") or team.get("name") or "")
