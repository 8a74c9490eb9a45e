"""The sandbox over HTTP: one page, what is done, what is seen, and news as they happen."""

import asyncio
import errno
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import structlog
from aiohttp import web

from adapters.sandbox import cast
from adapters.sandbox.door import Door
from bot.refusal import Refusal

log = structlog.get_logger()

Json = dict[str, Any]
Remembered = Callable[[], Awaitable[tuple[list[Json], str, Json]]]
"""Returns what was remembered here, and the report as text and as data."""

_PAGE = Path(__file__).parent / "page"
_BODY_CAP = 1_000_000
_PAUSE = 15.0
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_LOCAL = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d+)?", re.IGNORECASE)


class Sandbox:
    """The routes of the sandbox."""

    def __init__(self, door: Door, remembered: Remembered) -> None:
        self._door = door
        self._remembered = remembered
        self._news: set[asyncio.Event] = set()
        self._closing = False
        self._one_at_a_time = asyncio.Lock()
        door.chat.on_change = self._tell

    def app(self) -> web.Application:
        """Return the web application."""
        app = web.Application(client_max_size=_BODY_CAP, middlewares=[_guard])
        app.router.add_get("/", self._page("index.html", "text/html"))
        app.router.add_get("/sandbox.css", self._page("sandbox.css", "text/css"))
        app.router.add_get("/sandbox.js", self._page("sandbox.js", "text/javascript"))
        app.router.add_get("/sandbox.svg", self._page("sandbox.svg", "image/svg+xml"))
        app.router.add_post("/sandbox/act", self._act)
        app.router.add_get("/sandbox/state", self._state)
        app.router.add_get("/sandbox/news", self._stream)
        app.on_response_prepare.append(_add_headers)
        app.on_shutdown.append(self._close)
        return app

    async def open_rooms(self) -> None:
        """Have the admin start the pilots when the sandbox is new, through the same door."""
        await self._door.chat.load()
        if not self._door.chat.is_new:
            return
        admin = next(each for each in cast.PLAYERS if each.is_admin)
        for room in cast.ROOMS:
            if room.starts != "off":
                text = f"/whoknows pilot {room.starts}"
                did = {"do": "command", "person": admin.key, "place": room.key, "text": text}
                await self._door.act(did)

    @staticmethod
    def _page(name: str, kind: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def page(_request: web.Request) -> web.StreamResponse:
            body = await asyncio.to_thread((_PAGE / name).read_text, encoding="utf-8")
            return web.Response(text=body, content_type=kind)

        return page

    async def _act(self, request: web.Request) -> web.StreamResponse:
        try:
            body = await request.json()
        except web.HTTPRequestEntityTooLarge:
            return _refused(Refusal("sandbox.too_big"), status=413)
        except (ValueError, LookupError, RecursionError):  # LookupError: a charset nobody has
            return _refused(Refusal("sandbox.no_object"))
        try:
            async with self._one_at_a_time:
                seen = await self._door.act(body)
        except Refusal as refusal:
            return _refused(refusal)
        self._tell()  # once more: by now the product has heard of it too
        return web.json_response(seen)

    async def _state(self, request: web.Request) -> web.StreamResponse:
        said = request.query.get("person", cast.PLAYERS[0].key)
        person = cast.player(said)
        if person is None:
            known = ", ".join(each.name for each in cast.PLAYERS)
            return _refused(Refusal("sandbox.no_person", known=known))
        objects, text, data = await self._remembered()
        return web.json_response(
            {
                "me": person.key,
                "people": [
                    {"key": each.key, "name": each.name, "zone": each.zone, "admin": each.is_admin}
                    for each in cast.PLAYERS
                ],
                "places": _places(objects),
                "messages": self._door.chat.seen_by(person.key),
                "remembered": objects,
                "report": data,
                "report_text": text,
            }
        )

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        news = asyncio.Event()
        self._news.add(news)
        try:
            await response.write(b"retry: 1000\ndata: hello\n\n")
            while not self._closing:
                await _wait(news)
                said = b"data: changed\n\n" if news.is_set() else b": still here\n\n"
                news.clear()
                await response.write(said)
        except ConnectionResetError:
            pass  # the tab was closed
        finally:
            self._news.discard(news)
        return response

    def _tell(self) -> None:
        for news in self._news:
            news.set()

    async def _close(self, _app: web.Application) -> None:
        self._closing = True
        self._tell()


def _places(objects: list[Json]) -> list[Json]:
    known = {each["key"]: each for each in objects if each["type"] == "place"}
    return [
        {"key": room.key, "name": room.name, "phase": known.get(room.key, {}).get("phase", "off")}
        for room in cast.ROOMS
    ]


async def _wait(news: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(_PAUSE):
            await news.wait()
    except TimeoutError:
        pass


def _refused(refusal: Refusal, status: int = 400) -> web.Response:
    return web.json_response({"error": refusal.sentence()}, status=status)


async def _add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)


@web.middleware
async def _guard(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Let only this machine's own pages in: a foreign site must not act in its visitor's name."""
    if not _LOCAL.fullmatch(request.host):
        return _refused(Refusal("sandbox.only_here"), status=403)
    origin = request.headers.get("Origin")
    if origin and origin.partition("://")[2] != request.host:
        return _refused(Refusal("sandbox.only_here"), status=403)
    if request.method == "POST" and request.content_type != "application/json":
        return _refused(Refusal("sandbox.no_object"), status=415)
    return await handler(request)


def _cannot_listen(error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return "settings.port_taken"
        case errno.EACCES:
            return "settings.port_not_allowed"
        case _:
            return "settings.bad_address"


@asynccontextmanager
async def listening(app: web.Application, host: str, port: int) -> AsyncIterator[None]:
    """Serve until the block ends; raise Refusal when the address cannot be used."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=3)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise Refusal(_cannot_listen(error), port=port, host=host) from None
        yield
    finally:
        await runner.cleanup()
