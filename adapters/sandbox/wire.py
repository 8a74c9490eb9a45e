"""The sandbox over HTTP: one page, what is done, what is seen, and news as they happen."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from adapters.sandbox import cast
from adapters.sandbox.clock import PushedClock, push
from adapters.sandbox.door import Door
from adapters.sandbox.seen import Look
from adapters.sandbox.week import open_up, play
from adapters.web.pages import Guard, add_files, guarded, is_this_machine, refused
from bot.refusal import Refusal
from bot.words import FALLBACK, catalogue, line

Json = dict[str, Any]


_PAGE = Path(__file__).parent / "page"
_LONGEST_PUSH = timedelta(days=100)
_MENU = ("ask", "keep", "answers", "pass")
_TYPED = (
    ("ask", "/ask"),
    ("find", "/find"),
    ("share", "/share"),
    ("who", "/whoknows who"),
    ("examples", "/whoknows examples"),
    ("topics", "/whoknows topics"),
    ("quiet", "/whoknows quiet"),
    ("profile", "/whoknows profile"),
    ("home", "/whoknows home"),
    ("privacy", "/whoknows privacy"),
    ("insights", "/whoknows insights"),
    ("report", "/whoknows report"),
    ("pilot", "/whoknows pilot"),
    ("help", "/whoknows help"),
)
_PAUSE = 15.0
_GUARD = Guard(is_this_machine, not_let_in="sandbox.only_here", no_json="sandbox.no_object")


class Sandbox:
    """The routes of the sandbox."""

    def __init__(self, door: Door, look: Look, clock: PushedClock) -> None:
        self._door = door
        self._look = look
        self._clock = clock
        self._news: set[asyncio.Event] = set()
        self._closing = False
        self._one_at_a_time = asyncio.Lock()
        door.chat.on_change = self._tell

    def app(self) -> web.Application:
        """Return the web application."""
        app = guarded(_GUARD)
        add_files(app, _PAGE, "index.html")
        app.router.add_post("/sandbox/act", self._act)
        app.router.add_post("/sandbox/clock", self._push)
        app.router.add_post("/sandbox/week", self._play)
        app.router.add_get("/sandbox/state", self._state)
        app.router.add_get("/sandbox/news", self._stream)
        app.on_shutdown.append(self._close)
        return app

    async def open_rooms(self) -> None:
        """Have the admin start the pilots when the sandbox is new, through the same door."""
        await self._door.chat.load()
        self._clock.set(self._door.chat.last)
        if self._door.chat.is_new:
            await open_up(self._door)

    async def _act(self, request: web.Request) -> web.StreamResponse:
        return await self._done(request, self._door.act)

    async def _push(self, request: web.Request) -> web.StreamResponse:
        return await self._done(request, self._pushed)

    async def _play(self, request: web.Request) -> web.StreamResponse:
        return await self._done(request, self._played)

    async def _done(
        self, request: web.Request, do: Callable[[object], Awaitable[Json]]
    ) -> web.StreamResponse:
        """Do what a body says, one at a time; tell everybody who looks, or say kindly why not."""
        try:
            body = await request.json()
        except web.HTTPRequestEntityTooLarge:
            return refused(Refusal("sandbox.too_big"), status=413)
        except (ValueError, LookupError, RecursionError):  # LookupError: a charset nobody has
            return refused(Refusal("sandbox.no_object"))
        try:
            async with self._one_at_a_time:
                seen = await do(body)
        except Refusal as refusal:
            return refused(refusal)
        self._tell()  # once more: by now the product has heard of it too
        return web.json_response(seen)

    async def _pushed(self, body: object) -> Json:
        """Push the clock to a time, and let happen on the way what is due."""
        to = _time(body)
        if to < self._clock():
            raise Refusal("sandbox.clock_back")
        if to > self._clock() + _LONGEST_PUSH:
            raise Refusal("sandbox.clock_too_far")
        await push(self._clock, to, self._door.timetable)
        return {"now": self._clock().isoformat()}

    async def _played(self, _body: object) -> Json:
        if not self._door.chat.is_untouched:
            raise Refusal("sandbox.not_empty")
        await play(self._door, self._clock)
        return {"now": self._clock().isoformat()}

    async def _state(self, request: web.Request) -> web.StreamResponse:
        said = request.query.get("person", cast.PLAYERS[0].key)
        person = cast.player(said)
        if person is None:
            known = ", ".join(each.name for each in cast.PLAYERS)
            return refused(Refusal("sandbox.no_person", known=known))
        seen = await self._look(person.language)
        return web.json_response(
            {
                "me": person.key,
                "now": self._clock().isoformat(),
                "language": person.language,
                "words": _page_words(person.language),
                "commands": _commands(person.language),
                "menu": _menu(person.language),
                "signs": ["💡", "✅", "👀", "👍"],
                "people": [
                    {
                        "key": each.key,
                        "name": each.name,
                        "zone": each.zone,
                        "language": each.language,
                        "admin": each.is_admin,
                    }
                    for each in cast.PLAYERS
                ],
                "places": _places(seen.objects, person),
                "messages": self._door.chat.seen_by(person.key),
                "remembered": [each for each in seen.objects if each["type"] != "count"],
                "remembered_titles": _titles(seen.objects, person.language),
                "funnel": list(seen.funnel),
                "outbox": list(seen.outbox),
                "report": seen.report,
                "report_text": seen.report_text,
                "is_empty": self._door.chat.is_untouched,
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


def _places(objects: list[Json], person: cast.Player) -> list[Json]:
    known = {each["key"]: each for each in objects if each["type"] == "place"}
    phases = {key: each["phase"] for key, each in known.items()}
    return [
        {
            "key": room.key,
            "name": room.name,
            "phase": phases.get(room.key, "off"),
            "phase_text": line(person.language, f"page.phase.{phases.get(room.key, 'off')}"),
            "visibility": room.visibility.value,
        }
        for room in cast.rooms_of(person.key)
    ]


def _page_words(language: str) -> Json:
    """Return the words of the page, plural forms each under a key of its own."""
    words: Json = {}
    for key, text in (catalogue(FALLBACK) | catalogue(language)).items():
        if key.startswith("page."):
            words |= {key: text} if isinstance(text, str) else _forms(key, text)
    return words


def _forms(key: str, text: dict[str, str]) -> Json:
    return {f"{key}.{form}": each for form, each in text.items()}


def _commands(language: str) -> list[Json]:
    return [
        {"typed": typed, "hint": line(language, f"page.command.{name}")} for name, typed in _TYPED
    ]


def _menu(language: str) -> list[Json]:
    return [{"label": line(language, f"shortcut.{does}"), "does": does} for does in _MENU]


def _titles(objects: list[Json], language: str) -> Json:
    kinds = {each["type"] for each in objects if each["type"] != "count"}
    return {kind: line(language, f"page.kind.{kind}") for kind in sorted(kinds)}


def _time(body: object) -> datetime:
    said = body.get("to") if isinstance(body, dict) else None
    try:
        at = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise Refusal("sandbox.no_time")
    return at.astimezone(UTC)


async def _wait(news: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(_PAUSE):
            await news.wait()
    except TimeoutError:
        pass
