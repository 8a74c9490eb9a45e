"""Teams as a whole: its door on our web server, and the platform to send to."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta

from aiohttp import web

from adapters.intake import Intake
from adapters.teams.about import About
from adapters.teams.addresses import Addresses
from adapters.teams.door import Door
from adapters.teams.keys import METADATA, Keys
from adapters.teams.names import Names
from adapters.teams.platform import Teams
from adapters.teams.read import SOURCE, heard_in
from adapters.teams.talk import Talk
from adapters.teams.token import Gate, Guard, OpenGate
from adapters.teams.wire import Connector, Identity
from adapters.web.http import door_of
from bot.inbox import Inbox
from bot.ports import Clock, Platform
from bot.settings import Settings
from bot.writing import Store

PACE = timedelta(seconds=0.6)
"""From one post to the next in a conversation: Teams takes sixty in thirty seconds.

Those are fifty, which leaves some for edits; that an hour holds 1,800 is the wire's to keep."""


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
        self._clock = clock

    @asynccontextmanager
    async def opened(self, inbox: Inbox, app: web.Application) -> AsyncIterator[Intake]:
        """Take in what Teams sends until the block ends, and finish what was begun."""
        intake = Intake(inbox, SOURCE, heard_in)
        about = About(self._connector, self._addresses, self._clock, intake.introduce)
        talk = Talk(self._connector, self._addresses, self._names)
        door = Door(self._gate, intake, self._addresses, about, talk)
        app.router.add_post("/api/messages", door_of(door.http))
        try:
            yield intake
        finally:
            await about.close()
            await intake.close()
            await self._connector.close()


def teams_side(settings: Settings, store: Store, organisation: str, clock: Clock) -> TeamsSide:
    """Return what speaks to Teams, as it is set."""
    identity, hosts = identity_of(settings), settings.teams_service_hosts
    gate: Gate = OpenGate()
    if not identity.is_anonymous:
        tenants = frozenset({identity.tenant})
        gate = Guard(identity.app_id, tenants, keys_of(settings, clock), hosts)
    return TeamsSide(identity, gate, store, organisation, clock, hosts)


def identity_of(settings: Settings) -> Identity:
    """Return who we are to Microsoft, as it is set."""
    password = settings.microsoft_app_password
    return Identity(
        settings.microsoft_app_id or "",
        password.get_secret_value() if password else "",
        settings.microsoft_app_tenant_id or "",
        settings.whoknows_teams_login_url,
        is_anonymous=settings.whoknows_teams_anonymous,
    )


def keys_of(settings: Settings, clock: Clock) -> Keys:
    """Return where the keys are by which requests of Teams are known."""
    return Keys(clock, settings.whoknows_teams_openid_url or METADATA)
