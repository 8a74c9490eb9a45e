"""What we connect to when we speak to Slack."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.slack.wire import Refused, Web

TOKEN = "xoxb-of-ours"


@dataclass
class Elsewhere:
    """Somebody else's server, and what reached it."""

    url: str = ""
    heard: list[str] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        """Answer as if it were Slack."""
        self.heard.append(await request.text())
        return web.json_response({"ok": True, "ts": "1.0"})


@pytest.fixture
async def elsewhere() -> AsyncIterator[Elsewhere]:
    """Somebody else's server."""
    found, app = Elsewhere(), web.Application()
    app.router.add_route("*", "/{rest:.*}", found.answer)
    async with TestServer(app) as server:
        found.url = str(server.make_url("/api/"))
        yield found


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_nobody_leads_us_to_another_address(elsewhere: Elsewhere, status: int) -> None:
    async def lead(_request: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Location": elsewhere.url})

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", lead)
    async with TestServer(app) as server:
        slack = Web(str(server.make_url("/api/")))
        with pytest.raises(Refused):
            await slack.call("chat.postMessage", TOKEN, channel="C1", text="For colleagues only")
        with pytest.raises(Refused):
            await slack.respond(str(server.make_url("/commands/1")), {"text": "For one person"})
        await slack.close()

    assert elsewhere.heard == []


async def test_that_address_would_have_heard_us(elsewhere: Elsewhere) -> None:
    slack = Web(elsewhere.url)

    await slack.call("chat.postMessage", TOKEN, channel="C1", text="For colleagues only")
    await slack.close()

    assert len(elsewhere.heard) == 1


@pytest.mark.parametrize(
    ("error", "code"),
    [("is_archived", "is_archived"), ("xoxb hush", "status_200"), ("<hush>", "status_200")],
)
async def test_what_is_no_code_is_not_told_on(error: str, code: str) -> None:
    async def refuse(_request: web.Request) -> web.Response:
        return web.json_response({"ok": False, "error": error})

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", refuse)
    async with TestServer(app) as server:
        slack = Web(str(server.make_url("/api/")))
        with pytest.raises(Refused) as refused:
            await slack.call("chat.postMessage", TOKEN, channel="C1", text="For colleagues only")
        await slack.close()

    assert refused.value.code == code
