"""What we connect to when we speak to Teams."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from time import monotonic

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

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


async def test_who_comes_after_an_hours_worth_is_told_when_and_does_not_wait(
    stranger: Stranger, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.teams.wire.IN_AN_HOUR", (3, 3_600.0))
    connector = Connector(ANONYMOUS, clock, frozenset({stranger.host}))
    busy, other = (
        {"service_url": f"http://{stranger.host}/", "conversation": f"19:{name}@thread.tacv2"}
        for name in ("busy", "other")
    )
    refusals = []

    for reference in (busy, busy, busy, busy, other):
        with pytest.raises(Refused) as refused:
            await connector.post(reference, activity("Hello", None))
        refusals.append(refused.value)
    await connector.close()

    assert [each.code == "enough_for_an_hour" for each in refusals] == [False] * 3 + [True, False]
    assert refusals[3].status == 429
    assert 3_590 < (refusals[3].after or 0) <= 3_600
    assert len(stranger.callers) == 4


@dataclass
class Service:
    """A connector that answers everything in one way."""

    host: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""

    async def answer(self, _request: web.Request) -> web.Response:
        """Answer."""
        return web.Response(status=self.status, text=self.body, headers=self.headers)

    def connector(self, clock: FrozenClock) -> Connector:
        """Return what speaks to it."""
        return Connector(ANONYMOUS, clock, frozenset({self.host}))

    @property
    def here(self) -> dict[str, str]:
        """A conversation there."""
        return {"service_url": f"http://{self.host}/emea/", "conversation": "19:x@thread.v2"}


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    """A connector on this machine."""
    found, app = Service(), web.Application()
    app.router.add_route("*", "/{rest:.*}", found.answer)
    async with TestServer(app) as server:
        found.host = f"127.0.0.1:{server.port}"
        yield found


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_nobody_leads_us_to_another_address(
    service: Service, stranger: Stranger, clock: FrozenClock, status: int
) -> None:
    service.status, service.headers = status, {"Location": f"http://{stranger.host}/"}
    connector = service.connector(clock)

    for ask in (
        connector.post(service.here, activity("Hello", None)),
        connector.update(service.here, "1", activity("Hello", None)),
        connector.members(service.here),
        connector.open_line(service.here["service_url"], "t", "29:1"),
    ):
        with pytest.raises(Refused, match=str(status)):
            await ask
    await connector.close()

    assert stranger.callers == []


@pytest.mark.parametrize(
    ("status", "after", "maybe"),
    [(200, None, True), (403, None, False), (429, 9, False), (502, 9, True), (504, 9, True)],
)
async def test_a_page_in_place_of_an_answer_is_taken_for_what_its_status_says(
    service: Service, clock: FrozenClock, status: int, after: float | None, maybe: bool
) -> None:
    service.status, service.body = status, "<html>Somebody on the way</html>"
    service.headers = {"Retry-After": "9"} if after else {}
    connector = service.connector(clock)

    with pytest.raises(Refused) as refused:
        await connector.post(service.here, activity("Hello", None))
    await connector.close()

    told = refused.value
    assert (told.status, told.after, told.maybe) == (status, after, maybe)


@pytest.mark.parametrize("code", ["Bearer of xoxb-hush", "hush " * 40, "<p>hush</p>", "a\nhush"])
async def test_what_is_no_code_is_not_told_on(
    service: Service, clock: FrozenClock, code: str
) -> None:
    service.status, service.body = 403, json.dumps({"error": {"code": code}})
    connector = service.connector(clock)

    with pytest.raises(Refused) as refused:
        await connector.post(service.here, activity("Hello", None))
    await connector.close()

    assert refused.value.code == "status_403"


async def test_what_keeps_us_from_signing_in_is_told_by_its_code_alone(
    service: Service, clock: FrozenClock
) -> None:
    identity = Identity("app", "password", "tenant", f"http://{service.host}/token")
    connector = Connector(identity, clock, frozenset({service.host}))
    codes = []

    for said in ("invalid_client", "the secret hush is wrong"):
        service.status, service.body = 401, json.dumps({"error": said})
        with pytest.raises(Refused) as refused:
            await connector.sign_in()
        codes.append(refused.value.code)
    await connector.close()

    assert codes == ["invalid_client", "login_refused"]
