"""Slack as a whole: its door on our web server, its sockets, and the platform to send to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog
from aiohttp import web

from adapters.slack.about import About
from adapters.slack.calls import Calls, TokenOf
from adapters.slack.door import LONGEST_BODY, Answer, Door, IsOurs
from adapters.slack.platform import Slack
from adapters.slack.read import SOURCE
from adapters.slack.talk import Talk
from adapters.slack.wire import Refused, Sockets, Web
from bot.inbox import Inbox
from bot.model import REACTIONS
from bot.ports import Capabilities, Clock, Platform, Reader, StoreAway

log = structlog.get_logger()

PACE = timedelta(seconds=1)
"""From one post to the next in a channel: Slack takes one a second."""
CAPABILITIES = Capabilities(
    ephemeral=True,
    thread_replies=True,
    reactions=True,
    modals=True,
    look_back=True,
    pictures=False,
)
SECONDS_TO_READ = 10.0
"""How long a request may take to come in; Slack's own are there at once."""
_BUSY = (0.2, 1.0, 3.0)
"""Seconds to wait, at the start, for a store that others keep busy."""


@dataclass(frozen=True)
class Keys:
    """What proves to Slack who we are, and to us who Slack is: one of the two, or both."""

    signing_secret: str = ""
    app_token: str = ""


class SlackSide:
    """Everything of Slack's that one process needs."""

    def __init__(
        self,
        web_api: Web,
        token_of: TokenOf,
        keys: Keys,
        clock: Clock,
        is_ours: IsOurs | None = None,
        signs: Mapping[str, str] = REACTIONS,
        *,
        seconds_to_read: float = SECONDS_TO_READ,
    ) -> None:
        """Prepare it; without ``is_ours`` there is one workspace, and all that comes is its own.

        ``signs`` are what reactions say, by their names.
        """
        self._is_ours = is_ours
        self.calls = Calls(web_api, token_of)
        self._about = About(self.calls, clock, signs)
        self._keys = keys
        self._seconds_to_read = seconds_to_read
        self.pace = PACE
        self.platforms: Mapping[str, Platform] = {SOURCE: Slack(self.calls, clock)}
        self.readers: Mapping[str, Reader] = {SOURCE: self._about.read}

    @asynccontextmanager
    async def opened(self, inbox: Inbox, app: web.Application) -> AsyncIterator[Door]:
        """Take in what Slack sends until the block ends, and finish what was begun."""
        door = Door(self._keys.signing_secret, inbox, self._about, Talk(self.calls), self._is_ours)
        if self._keys.signing_secret:
            app.router.add_post("/slack/events", _handler(door, self._seconds_to_read))
        sockets = None
        if self._keys.app_token:
            sockets = Sockets(self._keys.app_token, self.calls.web.base_url, door.socket)
            sockets.start()
        try:
            yield door
        finally:
            if sockets:
                await sockets.close()
            await door.close()
            await self.calls.web.close()

    async def return_to(self, inbox: Inbox) -> str | None:
        """Look whose token we have, and send there again; return the workspace, None if unknown."""
        try:
            told = await self.calls.call("auth.test", "")
        except Refused as refused:
            log.error("Slack does not know our token, or is away", reason=refused.code)
            return None
        workspace = f"{SOURCE}:{told['team_id']}"
        for pause in _BUSY:
            try:
                async with inbox.store.writing(inbox.organisation) as tx:
                    await tx.return_to_workspace(workspace, inbox.clock())
                break
            except StoreAway as error:  # others write while we start
                log.warning("the store was away", reason=str(error)[:200])
                await asyncio.sleep(pause)
        return workspace


def _handler(
    door: Door, seconds_to_read: float
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def take(request: web.Request) -> web.StreamResponse:
        if request.headers.get("Content-Encoding"):  # Slack packs nothing; who does wants a bomb
            return web.Response(status=415)
        try:
            async with asyncio.timeout(seconds_to_read):
                body = await _body(request)
        except TimeoutError:
            return _refuse(408)
        return _response(await door.http(body, request.headers)) if body is not None else _refuse()

    return take


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


def _refuse(status: int = 413) -> web.Response:
    """Return a refusal after which nothing more is read from the same connection."""
    response = web.Response(status=status)
    response.force_close()
    return response


def _response(answer: Answer) -> web.Response:
    if answer.body is None:
        return web.Response(status=answer.status)
    return web.json_response(answer.body, status=answer.status)
