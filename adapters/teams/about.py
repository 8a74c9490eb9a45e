"""What Teams tells of people, channels and their members when it is asked.

An activity does not name its channel, nor tell who else is in it or who is a guest. So it is
asked, once in a while, and told to the product as something heard: it is kept in rows, and joined
there to whatever these people do.
"""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from adapters.payload import Json, inside, word
from adapters.teams.activity import is_person_key
from adapters.teams.addresses import Addresses
from adapters.teams.meet import needed_of, person_of
from adapters.teams.wire import Connector, Refused
from bot.intents import Heard
from bot.model import Visibility
from bot.ports import Clock
from bot.turn import Outcome, workspace_of

log = structlog.get_logger()

Introducing = Callable[[Json], Awaitable[Outcome | None]]
"""Tells the product what was told; returns what became of that."""

_PLACES_KEPT = timedelta(hours=1)
_PEOPLE_KEPT = timedelta(hours=24)
_ASKED_AGAIN = timedelta(minutes=1)
_NOT_THERE = 404


class About:
    """Asks; ``introduce`` tells the product."""

    def __init__(
        self, connector: Connector, addresses: Addresses, clock: Clock, introduce: Introducing
    ) -> None:
        self._connector = connector
        self._addresses = addresses
        self._clock = clock
        self._introduce = introduce
        self._until: dict[str, datetime] = {}
        """By key until when nobody is asked again."""
        self._asking: dict[str, asyncio.Task[None]] = {}

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
        self._until.pop(place, None)

    async def close(self) -> None:
        """Stop asking."""
        asking = list(self._asking.values())
        for each in asking:
            each.cancel()
        await asyncio.gather(*asking, return_exceptions=True)

    def _asked(self, key: str, ask: Callable[[], Awaitable[Json]]) -> list[asyncio.Task[None]]:
        """Begin to ask where it is time to; return what is being asked."""
        until = self._until.get(key)
        if key not in self._asking and (until is None or until <= self._clock()):
            self._asking[key] = asyncio.create_task(self._told(key, ask))
            self._asking[key].add_done_callback(lambda _: self._asking.pop(key, None))
        return [self._asking[key]] if key in self._asking else []

    async def _told(self, key: str, ask: Callable[[], Awaitable[Json]]) -> None:
        """Ask, and tell the product; who does not answer is asked again in a while."""
        asked_at = self._clock()
        workspace = workspace_of(key)
        is_person = is_person_key(key, workspace)
        try:
            told = await ask()
        except Refused as refused:
            log.info("nobody told", about=key, reason=refused.code)
            self._until[key] = asked_at + _ASKED_AGAIN
            if refused.status != _NOT_THERE or not is_person:
                return
            told = {"unknown": [key]}  # an answer too: a guest it would know
        else:
            self._until[key] = asked_at + (_PEOPLE_KEPT if is_person else _PLACES_KEPT)
        introduction = {
            "kind": "introduction",
            "at": asked_at.isoformat(),
            "workspace": workspace,
            "request": uuid.uuid4().hex,
            **told,
        }
        outcome = await self._introduce(introduction)
        if outcome and outcome.what == "attendance":  # all who are there are remembered now
            members = (person_of(workspace, each) for each in introduction["members"])
            for person in filter(None, members):
                self._until[person.key] = asked_at + _PEOPLE_KEPT

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
