"""What we connect to when we speak to Teams."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from time import monotonic

import pytest

from adapters.teams.pace import Pace
from adapters.teams.wire import Connector, Identity, Refused, activity
from tests.cast import FrozenClock

ANONYMOUS = Identity("", "", "", is_anonymous=True)


@dataclass
class Stranger:
    """Somebody who counts who connects, and hangs up."""

    host: str = ""
    callers: list[str] = field(default_factory=list)

    async def answer(self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take a call."""
        self.callers.append(str(writer.get_extra_info("peername")))
        writer.close()


@pytest.fixture
async def stranger() -> AsyncIterator[Stranger]:
    """Somebody on this machine who is none of Teams' own."""
    found = Stranger()
    async with await asyncio.start_server(found.answer, "127.0.0.1", 0) as server:
        host, port = server.sockets[0].getsockname()
        found.host = f"{host}:{port}"
        yield found


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_an_address_that_is_none_of_teams_is_never_connected_to(
    stranger: Stranger, clock: FrozenClock, scheme: str
) -> None:
    connector = Connector(ANONYMOUS, clock)
    reference = {"service_url": f"{scheme}://{stranger.host}/", "conversation": "19:x@thread.v2"}

    for ask in (
        connector.post(reference, activity("Hello", None)),
        connector.update(reference, "1", activity("Hello", None)),
        connector.members(reference),
        connector.member(reference, "29:1"),
        connector.open_line(reference["service_url"], "t", "29:1"),
        connector.channels(reference["service_url"], "19:team"),
    ):
        with pytest.raises(Refused, match="service_host"):
            await ask
    await connector.close()

    assert stranger.callers == []


async def test_what_tests_name_is_connected_to(stranger: Stranger, clock: FrozenClock) -> None:
    connector = Connector(ANONYMOUS, clock, frozenset({stranger.host}))
    reference = {"service_url": f"http://{stranger.host}/", "conversation": "19:x@thread.v2"}

    with pytest.raises(Refused):
        await connector.post(reference, activity("Hello", None))
    await connector.close()

    assert len(stranger.callers) == 1


async def test_no_more_calls_begin_in_a_moment_than_teams_takes() -> None:
    pace, began = Pace(most=5, seconds=0.2), list[float]()

    async def call() -> None:
        await pace.turn()
        began.append(monotonic())

    await asyncio.gather(*(call() for _ in range(17)))

    assert len(began) == 17
    assert all(later - earlier >= 0.19 for earlier, later in zip(began, began[5:], strict=False))
