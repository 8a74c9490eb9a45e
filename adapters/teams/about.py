"""What Teams tells of people, channels and their members when it is asked.

An activity does not name its channel, nor tell who else is in it or who is a guest. So it is
asked, once in a while, and told to the product as something heard.
"""

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from adapters.payload import inside, word
from adapters.teams.activity import is_person_key
from adapters.teams.addresses import Addresses
from adapters.teams.meet import needed_of, person_of
from adapters.teams.read import read
from adapters.teams.wire import Connector, Refused
from bot.intents import Addressed, Heard, SeenPerson
from bot.model import Visibility
from bot.ports import Clock
from bot.turn import workspace_of

log = structlog.get_logger()

Json = dict[str, Any]

_PLACES_KEPT = timedelta(hours=1)
_PEOPLE_KEPT = timedelta(hours=24)
_ASKED_AGAIN = timedelta(minutes=1)
_NOT_THERE = 404


@dataclass(frozen=True)
class _Known:
    """What was told, and until when it is not asked again."""

    told: SeenPerson | None
    until: datetime


class About:
    """Asks, keeps and fills in; ``tell`` takes an introduction to the product."""

    def __init__(self, connector: Connector, addresses: Addresses, clock: Clock) -> None:
        self._connector = connector
        self._addresses = addresses
        self._clock = clock
        self._known: dict[str, _Known] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}
        self.tell: Callable[[str], Awaitable[None]] = _to_nobody

    def read(self, payload: str) -> Heard:
        """Return what was heard, with what Teams told of who it was: until then maybe a guest."""
        heard = read(payload)
        person = heard.person
        if person is None or person.is_stranger or person.is_guest is not None:
            return heard
        known = self._known.get(person.key)
        if known is None or known.told is None:
            may_be = isinstance(heard.intent, Addressed)
            return replace(heard, person=replace(person, may_be_guest=may_be))
        told = known.told
        filled = replace(
            person, name=person.name or told.name, is_guest=told.is_guest, email=told.email
        )
        return replace(heard, person=filled)

    async def learn(self, heard: Heard, done: Json, patience: float) -> None:
        """Ask about place and person, where nobody has told; wait so many seconds at most."""
        place, person = heard.place, heard.person
        asked: list[asyncio.Task[None]] = []
        if place and place.visibility is not Visibility.DIRECT:
            asked += self._asked(place.key, lambda: self._of_place(place.key, done))
        if person and not person.is_stranger:
            asked += self._asked(person.key, lambda: self._of_person(person.key, done))
        if asked and patience:
            await asyncio.wait(asked, timeout=patience)

    def forget(self, place: str) -> None:
        """Ask anew who is in a place: what is remembered of that depends on its phase."""
        self._known.pop(place, None)

    async def close(self) -> None:
        """Stop asking."""
        asking = list(self._asking.values())
        for each in asking:
            each.cancel()
        await asyncio.gather(*asking, return_exceptions=True)

    def _asked(self, key: str, ask: Callable[[], Awaitable[Json]]) -> list[asyncio.Task[None]]:
        """Begin to ask where it is time to; return what is being asked."""
        known = self._known.get(key)
        if key not in self._asking and (known is None or known.until <= self._clock()):
            self._asking[key] = asyncio.create_task(self._told(key, ask))
            self._asking[key].add_done_callback(lambda _: self._asking.pop(key, None))
        return [self._asking[key]] if key in self._asking else []

    async def _told(self, key: str, ask: Callable[[], Awaitable[Json]]) -> None:
        """Ask, and tell the product; who does not answer is asked again in a while."""
        asked_at = self._clock()
        workspace = workspace_of(key)
        # That it knows nobody like this is an answer too: a guest it would know.
        nobody = SeenPerson(key, is_guest=False) if is_person_key(key, workspace) else None
        try:
            introduction = await ask()
        except Refused as refused:
            log.info("nobody told", about=key, reason=refused.code)
            before = self._known[key].told if key in self._known else None
            told = nobody if refused.status == _NOT_THERE else None
            self._known[key] = _Known(before or told, asked_at + _ASKED_AGAIN)
            return
        self._known[key] = _Known(nobody, asked_at + _PLACES_KEPT)
        for each in introduction.get("members") or introduction["people"]:
            person = person_of(workspace, each)
            if person:
                self._known[person.key] = _Known(person, asked_at + _PEOPLE_KEPT)
        stored = {
            "kind": "introduction",
            "at": asked_at.isoformat(),
            "workspace": workspace,
            "request": uuid.uuid4().hex,
            **introduction,
        }
        await self.tell(json.dumps(stored, ensure_ascii=False))

    async def _of_place(self, place: str, done: Json) -> Json:
        reference = await self._addresses.of(place)
        members = await self._connector.members(reference)
        name = await self._name(reference, done)
        return {"place": place, "name": name, "members": [needed_of(each) for each in members]}

    async def _of_person(self, person: str, done: Json) -> Json:
        """Ask where they are now; where we are not in there, where they are alone with us."""
        user = word(inside(done, "from"), "id")
        try:
            here = await self._addresses.here(done)
            member = await self._connector.member(here, user)
        except Refused:
            line = await self._addresses.of(person)
            member = await self._connector.member(line, user)
        return {"people": [needed_of(member)]}

    async def _name(self, reference: Json, done: Json) -> str:
        """Return the name of a channel; a chat has none of its own that we could ask for."""
        team = inside(inside(done, "channelData"), "team")
        if not word(team, "id"):
            return ""
        channels = await self._connector.channels(reference["service_url"], word(team, "id"))
        found = next((each for each in channels if each["id"] == reference["conversation"]), None)
        # The first channel of a team has no name of its own in this list: it is the team's.
        return str((found or {}).get("name") or word(team, "name"))


async def _to_nobody(_introduction: str) -> None:
    pass
