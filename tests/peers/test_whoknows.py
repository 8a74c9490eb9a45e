"""Whoknows in front of a Slack that others wrote: the pilot week, over HTTP and over a socket."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from aiohttp.test_utils import TestServer, unused_port

from app import open_platforms
from bot.settings import read_settings
from tests.cast import FrozenClock
from tests.databases import Databases
from tests.peers.local_slack import (
    APP_TOKEN,
    BOT_TOKEN,
    MONDAY,
    SIGNING_SECRET,
    TEAM,
    LocalSlack,
    open_local_slack,
    person_id,
)
from tests.recompute import differences
from tests.served import ServedBot
from tests.stories import pilot_week
from tests.stories.local_slack import LocalSlackStage

pytestmark = pytest.mark.peer

IN_PILOT = ("onboarding", "projects", "leads")

Line = dict[str, Any]


@dataclass
class PeerBot(ServedBot):
    """The bot and the peer, whose clocks are pushed together."""

    peer: LocalSlack

    def set(self, to: datetime) -> None:
        """Set both clocks."""
        super().set(to)
        self.peer.time.set(to)


@asynccontextmanager
async def served_bot(
    databases: Databases, patch: pytest.MonkeyPatch, *, by_socket: bool
) -> AsyncIterator[PeerBot]:
    """Serve the peer's workspace, over a socket or over HTTP."""
    port = unused_port()
    url = f"http://127.0.0.1:{port}/slack/events"
    async with open_local_slack(None if by_socket else url, MONDAY) as peer:
        peer.request_url = url  # who joins is told by HTTP in any case: the peer knows no joins
        patch.setenv("WHOKNOWS_DATABASE_URL", databases.url())
        patch.setenv("SLACK_BOT_TOKEN", BOT_TOKEN)
        patch.setenv("SLACK_SIGNING_SECRET", SIGNING_SECRET)
        if by_socket:
            patch.setenv("SLACK_APP_TOKEN", APP_TOKEN)
        patch.setenv("WHOKNOWS_SLACK_API_URL", peer.api_url)
        patch.setenv("WHOKNOWS_TEST_PEERS", "1")
        patch.setenv("WHOKNOWS_ADMINS", f"slack:{TEAM}/{person_id('Dora')}")
        patch.setenv("WHOKNOWS_ZONE", "Europe/Berlin")
        clock = FrozenClock(MONDAY)
        async with (
            open_platforms(read_settings(), clock) as served,
            TestServer(served.app, port=port),
        ):
            yield PeerBot(served, clock, peer)


async def begin(bot: PeerBot) -> LocalSlackStage:
    stage = LocalSlackStage(bot.peer, bot.push, bot.dump, bot.report)
    for channel in IN_PILOT:
        await stage.type("Dora", channel, "/whoknows pilot on")
    return stage


@pytest.mark.parametrize("by_socket", [False, True], ids=["over HTTP", "over a socket"])
async def test_a_pilot_week_in_a_slack_that_others_wrote(
    databases: Databases, monkeypatch: pytest.MonkeyPatch, *, by_socket: bool
) -> None:
    async with served_bot(databases, monkeypatch, by_socket=by_socket) as bot:
        stage = await begin(bot)

        await pilot_week.tell(stage)

        lines = await stage.dump()
        counts = pilot_week.counted(lines)
        assert {kind: counts[kind] for kind in ("question", "request", "answer", "example")} == {
            "question": 6,
            "request": 1,
            "answer": 3,
            "example": 1,
        }
        assert counts["digest"] == 2
        assert counts["interest"] == 1
        assert differences(lines, await stage.report()) == []
