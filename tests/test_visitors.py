"""At the door of the process: who sends half of something, takes nothing, or comes in a crowd."""

import asyncio
import resource
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from ipaddress import ip_network

import pytest
from aiohttp import web

from adapters.operations import add_operations
from adapters.web.http import VISITORS, HttpAnswer, door_of, listening
from adapters.web.pages import Guard, guarded, is_this_machine
from adapters.web.visitors import Limits, Visitors, limits_here
from tests.slack.doorstep import eventually

HERE, NEIGHBOUR = "127.0.0.1", "127.0.0.2"
LIMITS = Limits(most=40, most_of_one=40, headers=0.4, body=0.4, answer=0.4, idle=0.6)
PATIENT = Limits(most=40, most_of_one=40, headers=60, body=60, answer=60, idle=60)
"""Nobody is sent away by time: what makes room here is the crowd alone."""
SOON = 10.0
"""Seconds after which something that should come is taken for lost."""
HALF = b"POST /slack/events HTTP/1.1\r\nHost: x\r\nX-Half"
HEAD = b"POST %b HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n%b\r\n\r\n"
HALF_A_BODY = HEAD % (b"/slack/events", b"Content-Length: 90") + b"{"
WHOLE = b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"
PATHS = (b"/slack/events", b"/api/messages", b"/page/")


class Peer:
    """A connection to us, by which one sends what one likes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    def say(self, said: bytes) -> None:
        """Send some bytes."""
        self.writer.write(said)

    async def answer(self) -> bytes:
        """Return the head of an answer, nothing where it was cut off without one."""
        try:
            async with asyncio.timeout(SOON):
                return await self.reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            return b""

    async def rest(self) -> bytes:
        """Return what comes until we end it."""
        try:
            async with asyncio.timeout(SOON):
                return await self.reader.read()
        except ConnectionError:
            return b""

    @property
    def is_open(self) -> bool:
        """Whether we have not ended it."""
        return not self.reader.at_eof() and self.reader.exception() is None


@dataclass
class House:
    """What is served, and those who come to it."""

    visitors: Visitors
    port: int
    stack: AsyncExitStack
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def comes(self, said: bytes = b"", host: str = HERE) -> Peer:
        """Have somebody come from an address and say something."""
        reader, writer = await asyncio.open_connection(
            HERE, self.port, local_addr=(host, 0), limit=4_000_000
        )
        self.stack.callback(writer.close)
        peer = Peer(reader, writer)
        peer.say(said)
        return peer

    async def crowd(self, n: int, said: bytes = HALF, host: str = HERE) -> list[Peer]:
        """Have so many come and say the same."""
        return [await self.comes(said, host) for _ in range(n)]

    async def delivers(self, host: str = HERE) -> tuple[bytes, float]:
        """Have a platform deliver something; return our answer and after how many seconds."""
        began = time.monotonic()
        peer = await self.comes(WHOLE, host)
        return await peer.answer(), time.monotonic() - began

    async def metrics(self) -> str:
        """Return the numbers of the house."""
        peer = await self.comes(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        return (await peer.rest()).decode()


Serve = Callable[[Limits], Awaitable[House]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """What serves with some limits until the test ends."""
    async with AsyncExitStack() as stack:

        async def served(limits: Limits) -> House:
            return await stack.enter_async_context(_served(limits))

        yield served


@asynccontextmanager
async def _served(limits: Limits) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        house = House(Visitors(limits), 0, AsyncExitStack())
        app = _app(house)
        [house.port] = await stack.enter_async_context(listening(app, HERE, 0, limits))
        house.visitors = app[VISITORS]
        async with house.stack:
            yield house
            house.news.set()


def _app(house: House) -> web.Application:
    async def take(_body: bytes, _headers: object) -> HttpAnswer:
        return HttpAnswer(200)

    async def page(request: web.Request) -> web.Response:
        return web.json_response(await request.json())

    async def large(_request: web.Request) -> web.Response:
        return web.Response(body=b"x" * 30_000_000)

    async def stream(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b"data: hello\n\n")
        await house.news.wait()
        await response.write(b"data: changed\n\n")
        return response

    async def depths() -> dict[str, int]:
        return {}

    app = web.Application()
    add_operations(app, depths)
    app.router.add_post("/slack/events", door_of(take))
    app.router.add_post("/api/messages", door_of(take))
    pages = guarded(Guard(is_this_machine, "sandbox.only_here", "sandbox.no_object"))
    pages.router.add_post("/", page)
    app.add_subapp("/page", pages)
    app.router.add_get("/large", large)
    app.router.add_get("/stream", stream)
    return app


# In time


@pytest.mark.parametrize("said", [b"", b"POST", HALF])
async def test_who_never_ends_a_request_is_ended(serve: Serve, said: bytes) -> None:
    house = await serve(LIMITS)
    peer = await house.comes(said)

    answer = await peer.rest()

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert len(house.visitors) == 0
    assert house.visitors.refused == {"slow_headers": 1}


async def test_a_byte_now_and_then_buys_no_time(serve: Serve) -> None:
    house = await serve(LIMITS)
    peer = await house.comes(HALF)
    began = time.monotonic()

    while peer.is_open and time.monotonic() - began < SOON:
        peer.say(b"x")
        await asyncio.sleep(0.05)

    assert time.monotonic() - began < SOON / 2


async def test_the_second_request_of_a_connection_has_no_more_time(serve: Serve) -> None:
    house = await serve(replace(PATIENT, headers=0.4))
    peer = await house.comes(WHOLE)
    first = await peer.answer()

    peer.say(HALF)

    assert first.startswith(b"HTTP/1.1 200 ")
    assert (await peer.rest()).startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize(
    "path", [PATHS[0], *(pytest.param(each, marks=pytest.mark.long) for each in PATHS[1:])]
)
async def test_half_a_body_is_ended_on_every_route(serve: Serve, path: bytes) -> None:
    house = await serve(LIMITS)
    peer = await house.comes(HEAD % (path, b"Content-Length: 90") + b"{")

    answer = await peer.rest()

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert house.visitors.refused["slow_body"] == 1


async def test_who_asks_nothing_more_is_ended_later_without_a_word(serve: Serve) -> None:
    house = await serve(replace(PATIENT, idle=0.4))
    peer = await house.comes(WHOLE)
    await peer.answer()
    await asyncio.sleep(0.1)
    was_open = peer.is_open

    rest = await peer.rest()

    assert was_open
    assert rest == b""
    assert house.visitors.refused == {"idle": 1}


async def test_a_stream_of_news_stays_open(serve: Serve) -> None:
    house = await serve(LIMITS)
    peer = await house.comes(b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
    await peer.answer()

    await asyncio.sleep(1.5)
    house.news.set()

    assert b"changed" in await peer.rest()


async def test_who_takes_no_answer_is_ended(serve: Serve) -> None:
    house = await serve(LIMITS)
    with socket.socket() as taker:
        taker.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        taker.setblocking(False)
        await asyncio.get_running_loop().sock_connect(taker, (HERE, house.port))
        taker.send(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")

        await eventually(lambda: _has_refused(house), SOON)

    assert house.visitors.refused == {"slow_reader": 1}


async def test_who_takes_a_large_answer_as_it_comes_has_all_of_it(serve: Serve) -> None:
    house = await serve(LIMITS)
    peer = await house.comes(b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    await peer.answer()

    size = 0
    while chunk := await peer.reader.read(3_000_000):
        size += len(chunk)
        await asyncio.sleep(0.1)

    assert size == 30_000_000


async def _has_refused(house: House) -> bool:
    return bool(house.visitors.refused)


# In number


async def test_three_hundred_half_sent_requests_keep_no_delivery_out(serve: Serve) -> None:
    house = await serve(PATIENT)
    crowd = await house.crowd(300)

    answers = [await house.delivers() for _ in range(10)]

    assert all(answer.startswith(b"HTTP/1.1 200 ") for answer, _ in answers)
    assert max(seconds for _, seconds in answers) < 1
    assert len(house.visitors) <= PATIENT.most
    assert sum(each.is_open for each in crowd) < PATIENT.most


async def test_half_sent_bodies_keep_no_delivery_out_either(serve: Serve) -> None:
    house = await serve(PATIENT)
    await house.crowd(100, HALF_A_BODY)

    answer, _ = await house.delivers()

    assert answer.startswith(b"HTTP/1.1 200 ")


async def test_who_comes_in_a_crowd_makes_room_for_others_of_the_crowd(serve: Serve) -> None:
    house = await serve(replace(PATIENT, most_of_one=5))
    neighbour = await house.comes(HALF, NEIGHBOUR)

    await house.crowd(30)
    await eventually(lambda: _is(house, 6), SOON)

    assert neighbour.is_open
    assert house.visitors.refused == {"too_many_of_one": 25}


async def test_a_trusted_proxy_may_bring_a_crowd(serve: Serve) -> None:
    trusted = ip_network("127.0.0.0/31")
    house = await serve(replace(PATIENT, most_of_one=5, trusted=(trusted,)))

    await house.crowd(30)
    await house.crowd(30, host=NEIGHBOUR)

    await eventually(lambda: _is(house, 35), SOON)
    assert house.visitors.refused == {"too_many_of_one": 25}


async def test_where_we_work_for_everybody_nobody_new_comes_in(serve: Serve) -> None:
    house = await serve(replace(PATIENT, most=5))
    streams = await house.crowd(5, b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
    for each in streams:
        await each.answer()

    answer, _ = await house.delivers()

    assert answer.startswith(b"HTTP/1.1 503 ")
    assert all(each.is_open for each in streams)
    assert house.visitors.refused == {"too_many": 1}


async def _is(house: House, n: int) -> bool:
    return len(house.visitors) == n


def test_neighbours_of_version_six_are_one_and_a_mapped_address_is_itself() -> None:
    house_of = Visitors(Limits()).house_of

    assert house_of(("2001:db8::1", 1, 0, 0)) == house_of(("2001:db8::ffff", 2, 0, 0))
    assert house_of(("2001:db8::1", 1, 0, 0)) != house_of(("2001:db8:0:1::1", 1, 0, 0))
    assert house_of(("::ffff:192.0.2.1", 1, 0, 0)) == house_of(("192.0.2.1", 1))


@pytest.mark.parametrize(
    ("files", "most"), [(1_024, 500), (256, 128), (64, 32), (1, 1), (resource.RLIM_INFINITY, 500)]
)
def test_the_files_of_the_process_are_enough_for_connections_and_the_rest(
    files: int, most: int
) -> None:
    limits = limits_here(files=files)

    assert (limits.most, limits.most_of_one) == (most, max(1, most // 2))
    assert limits.most < files or files < 2


def test_a_usual_process_has_files_left_for_those_who_wait_and_for_itself() -> None:
    backlog, database, calls = 128, 30, 200

    assert limits_here(files=1_024).most + backlog + database + calls < 1_024


# What is told


async def test_the_numbers_tell_who_is_there_and_who_was_refused(serve: Serve) -> None:
    house = await serve(replace(PATIENT, headers=0.4))
    before = await house.metrics()
    await house.crowd(3)
    waiting = await house.metrics()
    await eventually(lambda: _is(house, 0), SOON)

    after = await house.metrics()

    assert "whoknows_connections_open 1.0" in before
    assert 'whoknows_connections_refused_total{reason="slow_headers"} 0.0' in before
    assert "whoknows_connections_open 4.0" in waiting
    assert 'whoknows_connections_refused_total{reason="slow_headers"} 3.0' in after


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (WHOLE, 200),
        (b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n", 404),
        (b"GET /slack/events HTTP/1.1\r\nHost: x\r\n\r\n", 405),
        (b"POST /page/ HTTP/1.1\r\nHost: elsewhere\r\n\r\n", 403),
        (HALF_A_BODY[:-1] + b"[", 408),
        (HALF, 408),
        (b"\x16\x03\x01 HUSH\r\n\r\n", 400),
        (b"POST /slack/events?code=HUSH HTP/9\r\nAuthorization: Bearer HUSH\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nAuthorization: Bearer HUSH\x00\r\n\r\n", 400),
        (b"GET /?code=HUSH HTTP/1.1\r\nHUSH no header\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nX: " + b"HUSH" * 20_000 + b"\r\n\r\n", 400),
    ],
)
async def test_no_answer_tells_what_is_running_or_gives_back_what_was_wrong(
    serve: Serve, said: bytes, status: int
) -> None:
    house = await serve(LIMITS)
    peer = await house.comes(said)

    answer = await peer.rest()

    assert answer.split(b" ")[1] == str(status).encode()
    assert b"\r\nserver:" not in answer.lower()
    assert b"HUSH" not in answer
    assert b"aiohttp" not in answer


@pytest.mark.parametrize(
    "path", [PATHS[0], *(pytest.param(each, marks=pytest.mark.long) for each in PATHS[1:])]
)
async def test_a_body_that_is_none_ends_the_connection(serve: Serve, path: bytes) -> None:
    house = await serve(LIMITS)
    peer = await house.comes(HEAD % (path, b"Transfer-Encoding: chunked"))
    await asyncio.sleep(0.1)

    peer.say(b"ZZ HUSH\r\n")

    answer = await peer.rest()
    assert answer.split(b" ")[1] in (b"400", b"408")
    assert b"HUSH" not in answer
