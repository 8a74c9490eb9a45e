"""Pages that a browser may show: what is let in, what they may load, and how they say no."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from adapters.web.http import LONGEST_BODY
from bot.breakage import report
from bot.refusal import Refusal

_KINDS = {
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
}
_BARE = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_OWN = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    f"img-src 'self'; {_BARE}"
)
"""What our own files may do: nothing comes from elsewhere, and nothing stands in the page."""
_LOCAL = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d+)?", re.IGNORECASE)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def headers(policy: str = _OWN) -> dict[str, str]:
    """Return what every page is sent with; ``policy`` says what it may load."""
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }


def alone(style_hash: str) -> str:
    """Return the policy of a page that loads nothing and has one style in it, by its hash."""
    return f"default-src 'none'; style-src 'sha256-{style_hash}'; {_BARE}"


@dataclass(frozen=True)
class Guard:
    """Whom pages let in: ``is_ours`` tells by its name and port whether a host is one of theirs.

    A foreign site must not act in its visitor's name. The keys are of the words for who is not
    let in, and for a body that is no JSON.
    """

    is_ours: Callable[[str], bool]
    not_let_in: str
    no_json: str

    def refusal(self, request: web.Request) -> web.Response | None:
        """Return what to answer to a request that may not come in."""
        if not self.is_ours(request.host):
            return refused(Refusal(self.not_let_in), status=403)
        origin = request.headers.get("Origin")
        if origin and origin.partition("://")[2] != request.host:
            return refused(Refusal(self.not_let_in), status=403)
        if request.method == "POST" and request.content_type != "application/json":
            return refused(Refusal(self.no_json), status=415)
        return None


def is_this_machine(host: str) -> bool:
    """Tell whether a host is the machine that we run on."""
    return _LOCAL.fullmatch(host) is not None


def guarded(guard: Guard) -> web.Application:
    """Return an application for pages: guarded, limited, each answer with its headers."""

    @web.middleware
    async def let_in(request: web.Request, handler: Handler) -> web.StreamResponse:
        return guard.refusal(request) or await _kindly(request, handler)

    app = web.Application(client_max_size=LONGEST_BODY, middlewares=[let_in])
    app.on_response_prepare.append(_add_headers)
    return app


async def _kindly(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Say it kindly when something broke, with the id by which it is found in the log."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except (ConnectionError, web.RequestPayloadError):
        raise  # whoever asked has gone, or sent what is no request
    except Exception as error:  # noqa: BLE001 - a stranger's request ends here
        number = report("a page broke", error, is_told=True)
        return refused(Refusal("broke.told", id=number), status=500)


def add_files(app: web.Application, folder: Path, first: str) -> None:
    """Serve the files of a folder, ``first`` as the page itself."""
    app.router.add_get("/", _file(folder / first))
    for each in folder.iterdir():
        app.router.add_get(f"/{each.name}", _file(each))


def refused(refusal: Refusal, status: int = 400) -> web.Response:
    """Return a refusal as JSON, in its own words."""
    return web.json_response({"error": refusal.sentence()}, status=status)


def _file(path: Path) -> Handler:
    async def page(_request: web.Request) -> web.StreamResponse:
        body = await asyncio.to_thread(path.read_text, encoding="utf-8")
        return web.Response(text=body, content_type=_KINDS[path.suffix.removeprefix(".")])

    return page


async def _add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    for name, value in headers().items():
        response.headers.setdefault(name, value)
