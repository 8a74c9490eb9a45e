"""Teams as a whole: its door on our web server, and the platform to send to."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta

from aiohttp import web

from adapters.intake import Intake
from adapters.teams.about import About
from adapters.teams.addresses import Addresses
from adapters.teams.door import Door
from adapters.teams.names import Names
from adapters.teams.platform import Teams
from adapters.teams.read import SOURCE
from adapters.teams.talk import Talk
from adapters.teams.token import Gate
from adapters.teams.wire import Connector, Identity
from adapters.web import door_of
from bot.inbox import Inbox
from bot.ports import Clock, Platform, Reader
from bot.writing import Store

PACE = timedelta(seconds=2)
"""From one post to the next in a conversation: Teams takes 1,800 an hour."""


class TeamsSide:
    """Everything of Teams' that one process needs."""

    def __init__(
        self,
        identity: Identity,
        gate: Gate,
        store: Store,
        organisation: str,
        clock: Clock,
        test_hosts: frozenset[str] = frozenset(),
    ) -> None:
        self._gate = gate
        self._connector = Connector(identity, clock, test_hosts)
        self._names = Names(store, organisation)
        self._addresses = Addresses(self._connector, store, organisation)
        platform = Teams(self._connector, self._addresses, self._names)
        self.pace = PACE
        self.platforms: Mapping[str, Platform] = {SOURCE: platform}
        self._about = About(self._connector, self._addresses, clock)
        self.readers: Mapping[str, Reader] = {SOURCE: self._about.read}

    @asynccontextmanager
    async def opened(self, inbox: Inbox, app: web.Application) -> AsyncIterator[Intake]:
        """Take in what Teams sends until the block ends, and finish what was begun."""
        intake = Intake(inbox, SOURCE)
        talk = Talk(self._connector, self._addresses, self._names)
        door = Door(self._gate, intake, self._addresses, self._about, talk)
        app.router.add_post("/api/messages", door_of(door.http))
        try:
            yield intake
        finally:
            await self._about.close()
            await intake.close()
            await self._connector.close()
