"""Our bot as it serves Slack, in front of the stand-in: over its own door."""

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
from tests.slack.ground import TOKEN
from tests.slack.standin import SlackStandin


@dataclass
class ServedBot(served.ServedBot):
    """The bot in front of the stand-in."""

    slack: SlackStandin
    address: str

    async def settled(self) -> None:
        """Wait until Slack has brought everything, and it was worked on."""
        await self.slack.settled()
        await super().settled()
        await self.slack.settled()


@asynccontextmanager
async def serving(
    slack: SlackStandin, clock: FrozenClock, databases: Databases, patch: pytest.MonkeyPatch
) -> AsyncIterator[ServedBot]:
    """Serve the stand-in's workspace from a fresh database."""
    patch.setenv("WHOKNOWS_DATABASE_URL", databases.url())
    patch.setenv("SLACK_BOT_TOKEN", TOKEN)
    patch.setenv("SLACK_SIGNING_SECRET", slack.app.signing_secret)
    patch.setenv("WHOKNOWS_SLACK_API_URL", slack.api_url)
    patch.setenv("WHOKNOWS_TEST_PEERS", "1")
    patch.setenv("WHOKNOWS_ADMINS", "slack:T1/UDORA")
    patch.setenv("WHOKNOWS_ZONE", "Europe/Berlin")
    async with (
        open_platforms(read_settings(), clock) as found,
        TestServer(found.app) as server,
    ):
        address = str(server.make_url("/slack/events"))
        slack.request_url = address
        yield ServedBot(found, clock, slack, address)
