"""Serving over HTTP until somebody stops it, and what a request may be: for all that listens."""

import asyncio
import errno
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from multidict import MultiMapping

from adapters.web.visitors import Limits, Visitors, opened
from bot.ports import StoreAway
from bot.refusal import Refusal

SECONDS_TO_READ = 10.0
"""How long a request may take to come in; a platform's own are there at once."""
LONGEST_BODY = 1_000_000
"""Bytes of a request; the platforms' own largest are a tenth of it."""

VISITORS = web.AppKey("visitors", Visitors)
"""Where an application that is served keeps who stands at its door."""


@dataclass(frozen=True)
class HttpAnswer:
    """What a platform gets: a status and a body of JSON, None for an empty one."""

    status: int
    body: dict[str, Any] | None = None


Take = Callable[[bytes, MultiMapping[str]], Awaitable[HttpAnswer]]
"""Takes a request in, by its body and headers, and returns what to answer; may raise StoreAway."""


def door_of(
    take: Take, *, seconds: float = SECONDS_TO_READ
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Return a handler that reads a body, no slower and no larger than a platform's may be.

    What cannot be stored just now the platform is to bring again: 503.
    """

    async def handle(request: web.Request) -> web.StreamResponse:
        if request.headers.get("Content-Encoding"):  # no platform packs; who does wants a bomb
            return _refuse(415)
        try:
            async with asyncio.timeout(seconds):
                body = await _body(request)
        except TimeoutError:
            return _refuse(408)
        except web.RequestPayloadError:
            return _refuse(400)
        if body is None:
            return _refuse(413)
        try:
            answer = await take(body, request.headers)
        except StoreAway:
            return web.Response(status=503)
        if answer.body is None:
            return web.Response(status=answer.status)
        return web.json_response(answer.body, status=answer.status)

    return handle


async def _body(request: web.Request) -> bytes | None:
    """Return the body, none where it is too large."""
    if (request.content_length or 0) > LONGEST_BODY:
        return None
    body = bytearray()
    async for chunk in request.content.iter_chunked(65_536):
        body += chunk
        if len(body) > LONGEST_BODY:
            return None
    return bytes(body)


def _refuse(status: int) -> web.Response:
    """Return a refusal after which nothing more is read from the same connection."""
    response = web.Response(status=status)
    response.force_close()
    return response


@asynccontextmanager
async def listening(
    app: web.Application, host: str, port: int, limits: Limits
) -> AsyncIterator[Sequence[int]]:
    """Serve until the block ends, on the ports given; raise Refusal where that is not possible."""
    visitors = app[VISITORS] = Visitors(limits)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=3)
    await runner.setup()
    try:
        try:
            server = await opened(runner, visitors, host, port)
        except OSError as error:
            raise Refusal(_cannot_listen(error), port=port, host=host) from None
        async with visitors.watched():
            yield [each.getsockname()[1] for each in server.sockets]
            server.close()
    finally:
        await runner.cleanup()


def told_to_stop() -> asyncio.Event:
    """Return what is set by SIGTERM or Ctrl+C; asked for first, so that neither comes too early."""
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    return stop


def address(host: str, port: int) -> str:
    """Return where a browser finds what listens here."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/"


def _cannot_listen(error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return "settings.port_taken"
        case errno.EACCES:
            return "settings.port_not_allowed"
        case _:
            return "settings.bad_address"
