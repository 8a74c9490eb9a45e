"""What Teams tells of people, channels and their members when it is asked.

An activity does not name its channel, nor tell who else is in it or who is a guest.
"""

from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from functools import partial

import structlog

from adapters.asking import AGAIN, Ask, Asking, Introduce, Told
from adapters.payload import Json, inside, word
from adapters.teams.activity import is_person_key
from adapters.teams.addresses import Addresses
from adapters.teams.meet import needed_of, person_of
from adapters.teams.wire import Connector, Refused
from bot.intents import Heard
from bot.model import Visibility
from bot.ports import Clock
from bot.turn import workspace_of

log = structlog.get_logger()

_PLACES_KEPT = timedelta(hours=1)
_PEOPLE_KEPT = timedelta(hours=24)
_NOT_THERE = 404


class About:
    """Asks Teams about whoever and whatever is new in what was heard."""

    def __init__(
        self, connector: Connector, addresses: Addresses, clock: Clock, introduce: Introduce
    ) -> None:
        self._connector = connector
        self._addresses = addresses
        self._asking = Asking(clock, introduce)

    async def learn(self, heard: Heard, done: Json, patience: float) -> None:
        """Ask about place and person, where nobody has told; wait so many seconds at most."""
        await self._asking.learn(list(self._asks(heard, done)), patience)

    def forget(self, place: str) -> None:
        """Ask anew who is in a place: what is remembered of that depends on its phase."""
        self._asking.forget(place)

    async def close(self) -> None:
        """Stop asking."""
        await self._asking.close()

    def _asks(self, heard: Heard, done: Json) -> Iterator[Ask]:
        place, person = heard.place, heard.person
        if place and place.visibility is not Visibility.DIRECT:
            of_place = partial(self._of_place, place.key, done)
            yield Ask(place.key, partial(self._told, place.key, of_place))
        if person and not person.is_stranger:
            of_person = partial(self._of_person, person.key, done)
            yield Ask(person.key, partial(self._told, person.key, of_person))

    async def _told(self, key: str, ask: Callable[[], Awaitable[Json]]) -> Told:
        workspace = workspace_of(key)
        is_person = is_person_key(key, workspace)
        try:
            told = await ask()
        except Refused as refused:
            log.info("nobody told", about=key, reason=refused.code)
            is_nobody = refused.status == _NOT_THERE and is_person
            return Told({"unknown": [key]} if is_nobody else None, AGAIN)
        members = (person_of(workspace, each) for each in told.get("members", ()))
        return Told(
            told,
            _PEOPLE_KEPT if is_person else _PLACES_KEPT,
            tuple(each.key for each in members if each),
            _PEOPLE_KEPT,
        )

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
