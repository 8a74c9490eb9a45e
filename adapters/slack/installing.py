"""The two pages by which a workspace's admin installs the app: to Slack, and back."""

import base64
import hashlib
from html import escape

import structlog
from aiohttp import web

from adapters.slack.manifest import REDIRECT_PATH
from adapters.slack.wire import Installer, Step
from adapters.web.pages import alone, headers
from bot.breakage import report
from bot.messages import Code, Spans
from bot.words import as_text, languages, say

log = structlog.get_logger()

INSTALL_PATH = "/slack/install"

_STYLE = (
    "body{font:1.1rem/1.6 system-ui,sans-serif;max-width:38rem;margin:4rem auto;padding:0 1rem}"
    "code{font-size:.95em;padding:.1em .3em;border:1px solid;border-radius:.3em}"
)
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = headers(alone(_HASH))
_LINES = {
    "done": ("install.done", "install.done_pilot", "install.done_doctor"),
    "cancelled": ("install.cancelled", "install.again"),
    "stale": ("install.stale", "install.again"),
    "no_code": ("install.no_code", "install.again"),
    "not_known": ("install.not_known", "install.not_known_key"),
    "organisation": ("install.organisation",),
    "away": ("install.away", "install.again"),
    "broken": ("install.broken", "install.again"),
}


def add_installing(app: web.Application, installer: Installer) -> None:
    """Add ``/slack/install`` and ``/slack/oauth_redirect``."""

    async def begin(request: web.Request) -> web.Response:
        try:
            step = await installer.begin()
        except Exception as error:  # noqa: BLE001 - a stranger's request ends here
            return _broken(request, error)
        return _answer(request, step)

    async def finish(request: web.Request) -> web.Response:
        try:
            step = await installer.finish(dict(request.query), request.headers.get("Cookie", ""))
        except Exception as error:  # noqa: BLE001 - a stranger's request ends here
            return _broken(request, error)
        return _answer(request, step)

    app.router.add_get(INSTALL_PATH, begin, allow_head=False)
    app.router.add_get(REDIRECT_PATH, finish, allow_head=False)


def _broken(request: web.Request, error: Exception) -> web.Response:
    number = report("installing broke", error, is_told=True)
    return _page(request, Step(503, "broken", {}), id=number)


def _answer(request: web.Request, step: Step) -> web.Response:
    if step.outcome == "go":
        return web.Response(status=step.status, headers={**_HEADERS, **step.headers})
    found = step.installation
    values = {"team": found.name, "key": f"{found.workspace}/{found.by}"} if found else {}
    log.info("installing", outcome=step.outcome, workspace=found and found.workspace)
    return _page(request, step, **values)


def _page(request: web.Request, step: Step, **values: str) -> web.Response:
    language = _language(request.headers.get("Accept-Language", ""))
    title = as_text(say(language, "install.title"))
    lines = [f"<p>{_html(say(language, key, **values))}</p>" for key in _LINES[step.outcome]]
    body = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{''.join(lines)}</main></body></html>"
    )
    sent = {**_HEADERS, **step.headers}
    return web.Response(status=step.status, text=body, content_type="text/html", headers=sent)


def _html(spans: Spans) -> str:
    return "".join(
        f"<code>{escape(as_text((each,)))}</code>"
        if isinstance(each, Code)
        else escape(as_text((each,)))
        for each in spans
    )


def _language(accepted: str) -> str:
    """Return the first language that a browser wants and we speak."""
    for each in accepted.split(","):
        wanted = each.strip()[:2].lower()
        if wanted in languages():
            return wanted
    return "en"
