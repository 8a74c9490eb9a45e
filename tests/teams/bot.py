"""Our bot as it serves Teams, in front of the stand-in: over its own door."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from aiohttp.test_utils import TestServer

from app import open_platforms
from bot.settings import read_settings
from tests import served
from tests.cast import FrozenClock
from tests.databases import Databases
from tests.stories.teams import settle_in
from tests.teams.standin import TeamsStandin


@dataclass
class ServedBot(served.ServedBot):
    """The bot in front of the stand-in."""

    teams: TeamsStandin

    async def settled(self) -> None:
        """Wait until Teams has brought everything, and it was worked on."""
        await self.teams.settled()
        await super().settled()


@asynccontextmanager
async def serving(
    teams: TeamsStandin, clock: FrozenClock, databases: Databases, patch: pytest.MonkeyPatch
) -> AsyncIterator[ServedBot]:
    """Serve the stand-in's tenant from a fresh database; Dora is an admin."""
    patch.setenv("WHOKNOWS_DATABASE_URL", databases.url())
    # The stand-in counts by the clock of the test, and weeks pass there in seconds of ours.
    patch.setattr("adapters.teams.wire.IN_A_CONVERSATION", (1_000, 1.0))
    for name, value in teams.environment().items():
        patch.setenv(name, value)
    dora = teams.user("Dora")
    patch.setenv("WHOKNOWS_ADMINS", f"teams:{teams.tenant}/{dora.aad}")
    patch.setenv("WHOKNOWS_ZONE", "Europe/Berlin")
    async with (
        open_platforms(read_settings(), clock) as found,
        TestServer(found.app) as server,
    ):
        teams.request_url = str(server.make_url("/api/messages"))
        yield ServedBot(found, clock, teams)


@asynccontextmanager
async def piloting(
    clock: FrozenClock, databases: Databases, patch: pytest.MonkeyPatch
) -> AsyncIterator[ServedBot]:
    """Serve the cast's tenant, with a pilot in their channel onboarding."""
    async with TeamsStandin.serving(clock) as teams:
        settle_in(teams)
        async with serving(teams, clock, databases, patch) as found:
            await teams.say("Dora", "onboarding", "@Whoknows pilot on")
            await found.pass_time(seconds=5)
            yield found
