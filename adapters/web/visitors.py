"""Who stands at our door: how many at once, and for how long each may keep us waiting.

The web server itself ends neither a request that is never finished nor an answer that is never
taken, and lets in as many as the process has files. Here whoever keeps us waiting for too long is
sent away, and where all places are taken, whoever has kept us waiting for longest makes room.
"""

import asyncio
import ipaddress
import resource
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, cast

import structlog
from aiohttp import StreamReader, web
from aiohttp.http import StreamWriter
from aiohttp.http_exceptions import HttpProcessingError

if TYPE_CHECKING:
    from multidict import CIMultiDict

log = structlog.get_logger()

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Why = Literal[
    "slow_headers",
    "slow_body",
    "slow_reader",
    "idle",
    "malformed",
    "too_many",
    "too_many_of_one",
]
"""Why a connection was ended by us."""
WHYS: tuple[Why, ...] = (
    "slow_headers",
    "slow_body",
    "slow_reader",
    "idle",
    "malformed",
    "too_many",
    "too_many_of_one",
)

_MOST = 500
"""Thirty thousand events an hour are eight a second; each is answered within three seconds."""
_LONGEST_HEADER = 60_000
_LINGER = 2.0
"""Seconds in which a body is still taken, and thrown away, after its answer."""
_A_PART = 16_384
"""Bytes of an answer that are to be taken within the time for it, unless it is less."""
_HOUSE_OF_SIX = 64
"""Bits of an address of version 6 that name one network: whoever has one has all within."""
_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n"
    b"Retry-After: 1\r\n\r\n"
)


@dataclass(frozen=True)
class Limits:
    """How many connections there may be, and how many seconds each may keep us waiting.

    ``headers`` and ``body`` are for a whole request to come in, ``answer`` for the next part of an
    answer to be taken, ``idle`` for the next request: longer than proxies keep a connection, so
    that theirs are not ended under their hands. Connections of ``trusted`` proxies count towards
    ``most`` alone, as they bring everybody's requests.
    """

    most: int = _MOST
    most_of_one: int = _MOST // 2
    headers: float = 10.0
    body: float = 13.0
    answer: float = 30.0
    idle: float = 150.0
    trusted: tuple[Network, ...] = ()


def limits_here(trusted: Iterable[Network] = (), files: int | None = None) -> Limits:
    """Return the limits for this process: half its files at most, the rest are for itself.

    Those are the database, calls to the platforms, and connections that wait to be let in.
    """
    if files is None:
        files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _MOST if files == resource.RLIM_INFINITY else max(1, min(_MOST, files // 2))
    return Limits(most, max(1, most // 2), trusted=tuple(trusted))


class Visitors:
    """All connections that are open; ``refused`` counts those that we ended, by the reason."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.refused: Counter[str] = Counter()
        self._here: dict[Visitor, None] = {}
        self._of_one: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._here)

    def numbers(self) -> tuple[int, Mapping[str, int]]:
        """Return how many are here, and how many of each kind we ended."""
        return len(self._here), self.refused

    def lets_in(self, visitor: "Visitor") -> bool:
        """Let a visitor in, where there is room or somebody makes room; count it else."""
        limits, house = self.limits, visitor.house
        if house and self._of_one[house] >= limits.most_of_one:
            same = [each for each in self._here if each.house == house]
            if not self._make_room(same, "too_many_of_one"):
                return False
        if len(self._here) >= limits.most and not self._make_room(self._here, "too_many"):
            return False
        self._here[visitor] = None
        self._of_one[house] += 1
        return True

    def leaves(self, visitor: "Visitor") -> None:
        """Note that a visitor has gone."""
        if visitor in self._here:
            del self._here[visitor]
            self._of_one[visitor.house] -= 1
            if not self._of_one[visitor.house]:
                del self._of_one[visitor.house]

    def house_of(self, peer: object) -> str:
        """Return by what those from one place are counted together; empty for a trusted proxy."""
        try:
            address = ipaddress.ip_address(str(peer[0]) if isinstance(peer, tuple) else "")
        except ValueError:
            return "somewhere"
        if isinstance(address, ipaddress.IPv6Address):
            address = address.ipv4_mapped or address
        if any(address in each for each in self.limits.trusted):
            return ""
        if isinstance(address, ipaddress.IPv6Address):
            return str(ipaddress.ip_network((address, _HOUSE_OF_SIX), strict=False))
        return str(address)

    def refuse(self, why: Why) -> None:
        """Count a connection that we ended."""
        self.refused[why] += 1

    def _make_room(self, crowd: Iterable["Visitor"], why: Why) -> bool:
        """End the one who has kept us waiting for longest; False where we work for all of them.

        Whoever sends a whole request at once has never waited long enough to be that one.
        """
        self.refuse(why)
        waiting = [(waits.since, n, each) for n, each in enumerate(crowd) if (waits := each.waits)]
        if not waiting:
            return False
        _, _, longest = min(waiting)
        self.leaves(longest)
        longest.cut_off()
        return True

    def look(self) -> None:
        """End whoever has kept us waiting for too long."""
        now = asyncio.get_running_loop().time()
        for each in list(self._here):
            each.look(now)
            waits = each.waits
            if waits and now - waits.since >= waits.seconds:
                self.refuse(waits.why)
                each.send_away(waits.why)

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Look at all of them again and again until the block ends."""
        limits = self.limits
        every = min(1.0, *(each / 4 for each in (limits.headers, limits.body, limits.answer)))
        watching = asyncio.create_task(self._watch(every))
        try:
            yield
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching

    async def _watch(self, every: float) -> None:
        while True:
            await asyncio.sleep(every)
            self.look()


@dataclass(frozen=True)
class Wait:
    """What a visitor keeps us waiting for, since when, and how many seconds that may take."""

    why: Why
    since: float
    seconds: float


class Visitor(web.RequestHandler):
    """A connection, which knows what it keeps us waiting for."""

    def __init__(self, visitors: Visitors, server: web.Server) -> None:
        loop = asyncio.get_running_loop()
        # Longer headers are read too, so that who gets in is decided in one place.
        settings: dict[str, Any] = {"access_log": None, "max_field_size": _LONGEST_HEADER}
        super().__init__(server, loop=loop, lingering_time=_LINGER, **settings)
        self.house = ""
        self._visitors = visitors
        self._wire: asyncio.Transport | None = None
        self._body: StreamReader | None = None
        self._is_idle = False
        self._since = loop.time()
        self._taking_since: float | None = None
        self._left = 0
        self._is_sent_away = False

    @property
    def waits(self) -> Wait | None:
        """What we wait for, None while we are the ones who work."""
        limits = self._visitors.limits
        if self._taking_since is not None:
            return Wait("slow_reader", self._taking_since, limits.answer)
        if self._body is not None:
            is_here = self._body.is_eof()
            return None if is_here else Wait("slow_body", self._since, limits.body)
        if self._is_idle:
            return Wait("idle", self._since, limits.idle)
        return Wait("slow_headers", self._since, limits.headers)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let it in, or say that all places are taken."""
        self._wire = cast("asyncio.Transport", transport)
        self.house = self._visitors.house_of(transport.get_extra_info("peername"))
        super().connection_made(transport)
        if not self._visitors.lets_in(self):
            self._wire.write(_FULL)
            self.force_close()

    def connection_lost(self, exc: BaseException | None) -> None:
        """Note that it has gone."""
        self._visitors.leaves(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came; with its first bytes the time of a request begins."""
        if data and self._is_idle and self._body is None:
            self._is_idle, self._since = False, self._loop.time()
        super().data_received(data)

    def resume_writing(self) -> None:
        """Note that a good part of an answer was taken."""
        super().resume_writing()
        self._taking_since = None

    def begin(self, body: StreamReader) -> None:
        """Note that all headers of a request are here; ``body`` is what may still come."""
        self._body, self._since = body, self._loop.time()

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        """Answer; from then on the next request is waited for."""
        try:
            return await super().finish_response(request, resp, start_time)
        finally:
            self._body, self._is_idle, self._since = None, True, self._loop.time()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what is no request without a word of it: those may hold tokens."""
        if isinstance(exc, ConnectionError):
            raise exc  # whoever asked has gone
        if not isinstance(exc, HttpProcessingError | web.RequestPayloadError):
            return super().handle_error(request, status, exc, message)
        self._visitors.refuse("malformed")
        log.info("a request was malformed", error=type(exc).__name__)
        if request.writer.output_size > 0:
            raise ConnectionError("it was answered already")
        answer = web.Response(status=400)
        answer.force_close()
        return answer

    def look(self, now: float) -> None:
        """See whether an answer waits to be taken."""
        left = self._wire.get_write_buffer_size() if self._wire else 0
        if not left:
            self._taking_since = None
        elif self._taking_since is None or left <= self._left - _A_PART:
            self._taking_since, self._left = now, left
        else:
            self._left = max(left, self._left)

    def send_away(self, why: Why) -> None:
        """End it, with a word where it was still sending; at once where it takes none."""
        if self._wire is None:
            return
        if self._is_sent_away or why not in ("slow_headers", "slow_body") or self._has_answered():
            self.cut_off()
            return
        self._is_sent_away = True
        self._wire.write(_TOO_SLOW)
        self.force_close()

    def cut_off(self) -> None:
        """End it at once."""
        if self._wire is not None:
            self._wire.abort()

    def _has_answered(self) -> bool:
        request = self._current_request
        return request is not None and request.writer.output_size > 0


class _Nameless(StreamWriter):
    """Writes answers that do not tell which version of what is running."""

    async def write_headers(self, status_line: str, headers: "CIMultiDict[str]") -> None:
        """Write the headers but that one."""
        headers.popall("Server", None)
        await super().write_headers(status_line, headers)


async def opened(runner: web.AppRunner, visitors: Visitors, host: str, port: int) -> asyncio.Server:
    """Listen for a runner that is set up; raise OSError where the address cannot be used."""
    loop = asyncio.get_running_loop()
    server = cast("web.Server", runner.server)
    make = server.request_factory

    def begin(message: Any, body: Any, visitor: Any, _writer: Any, task: Any) -> web.BaseRequest:
        visitor.begin(body)
        return make(message, body, visitor, _Nameless(visitor, loop), task)

    server.request_factory = begin
    return await loop.create_server(partial(Visitor, visitors, server), host, port)
