"""Slack's SDK, behind a narrow port: the only file here that imports it."""

import asyncio
import logging
import math
import re
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models.installation import Installation as SlackInstallation
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.oauth.state_utils import OAuthStateUtils
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.installation import Installation
from bot.breakage import report
from bot.ports import Clock, StoreAway, Vault

Json = dict[str, Any]

OFFICIAL = "https://slack.com/api/"
_HOOKS = "hooks.slack.com"
_SECONDS = 10.0
_UNCLEAR = ("fatal_error", "internal_error", "request_timeout", "service_unavailable")
"""Errors of which Slack says that some of it may have succeeded."""
_CODE = re.compile(r"[a-z0-9_]{1,60}")
"""What an error of Slack's looks like; anything else is not told on, as it may hold anything."""
_LONGEST_PAUSE = 3_600.0
_USUAL_PAUSE = 30.0
_LONGEST_SOCKET_PAUSE = 60.0

for _name in ("slack_sdk", "slack_bolt"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # below, bodies and texts are logged
_QUIET = logging.getLogger("slack_bolt")


class Refused(Exception):
    """Slack did not do what was asked: ``code`` says why, in Slack's words or ours.

    ``after`` is how many seconds to wait, where Slack said so; ``maybe`` it was done all the same.
    """

    def __init__(self, code: str, *, after: float | None = None, maybe: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.after = after
        self.maybe = maybe


class Web:
    """Calls the methods of Slack's web API; ``base_url`` ends in ``/api/``."""

    def __init__(self, base_url: str | None = None, *, seconds: float = _SECONDS) -> None:
        self.base_url = base_url or OFFICIAL
        self._seconds = seconds
        self._session: aiohttp.ClientSession | None = None

    async def call(self, method: str, token: str | None, **arguments: Any) -> Json:
        """Call a method once and return what it answers; raise Refused.

        Never tries again by itself: what may have gone out is looked for first.
        """
        client = AsyncWebClient(
            base_url=self.base_url,
            timeout=math.ceil(self._seconds),
            session=self._opened(),
            retry_handlers=[],
        )
        call = getattr(client, method.replace(".", "_"))
        try:
            response = await call(token=token, **arguments)
        except SlackApiError as error:
            raise _refusal(error) from None
        except aiohttp.ClientConnectorError:
            raise Refused("not_reached") from None
        except (aiohttp.ClientError, SlackClientError, TimeoutError, OSError) as error:
            raise Refused(type(error).__name__, maybe=True) from None
        if not isinstance(response.data, dict) or not response.data.get("ok"):
            raise Refused("not_understood", maybe=True)
        scopes = response.headers.get("x-oauth-scopes")
        return response.data | ({"scopes": scopes.split(",")} if scopes else {})

    async def respond(self, response_url: str, body: Json) -> None:
        """Say something late, by the address that came with a command or a press; raise Refused."""
        if not self.is_slacks(response_url):
            raise Refused("no_address_of_slacks")
        try:
            async with self._opened().post(
                response_url, json=body, allow_redirects=False
            ) as response:
                if response.status != 200:
                    raise Refused(f"status_{response.status}")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Refused(type(error).__name__, maybe=True) from None

    def is_slacks(self, address: str) -> bool:
        """Tell whether an address is one that Slack answers at; a test peer answers at its own."""
        try:
            parts = urlsplit(address)
            ours = urlsplit(self.base_url)
            if self.base_url == OFFICIAL:
                return parts.scheme == "https" and parts.hostname == _HOOKS and not parts.port
            return (parts.scheme, parts.netloc) == (ours.scheme, ours.netloc)
        except ValueError:
            return False

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            timeout = aiohttp.ClientTimeout(total=self._seconds)
            nowhere_else = aiohttp.TraceConfig()
            nowhere_else.on_request_redirect.append(_stay)  # the SDK would follow
            self._session = aiohttp.ClientSession(timeout=timeout, trace_configs=[nowhere_else])
        return self._session


async def _stay(_session: object, _context: object, _redirect: object) -> None:
    """Go nowhere that an answer leads to: neither our words nor our token are for others."""
    raise aiohttp.ClientError("redirected")


def _refusal(error: SlackApiError) -> Refused:
    response = error.response
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    headers = getattr(response, "headers", None) or {}
    data = getattr(response, "data", None)
    said = str(data.get("error") or "") if isinstance(data, dict) else ""
    code = said if _CODE.fullmatch(said) else ""
    if status == 429 or code in ("ratelimited", "rate_limited"):
        return Refused("ratelimited", after=_pause(headers.get("Retry-After")))
    is_unclear = not code or code in _UNCLEAR or status >= 500
    return Refused(code or f"status_{status}", maybe=is_unclear)


def _pause(said: str | None) -> float:
    """Return how long to wait, from a header that may hold anything."""
    try:
        seconds = float(said) if said is not None else _USUAL_PAUSE
    except ValueError:
        return _USUAL_PAUSE
    return min(max(seconds, 1.0), _LONGEST_PAUSE) if math.isfinite(seconds) else _USUAL_PAUSE


class Sockets:
    """Socket Mode: Slack's envelopes over a socket that we opened, so that we need no address.

    ``take`` gets the kind and the payload of each and returns what to answer; where it raises,
    nothing is answered and Slack sends the envelope again.
    """

    def __init__(
        self,
        app_token: str,
        base_url: str,
        take: Callable[[str, Json], Awaitable[Json | None]],
    ) -> None:
        client = AsyncWebClient(base_url=base_url, retry_handlers=[])
        app = AsyncApp(token="-", logger=_QUIET)  # noqa: S106 - calls nothing: the SDK wants one
        self._handler = _Handler(app, app_token, web_client=client, logger=_QUIET)
        self._handler.take = take
        self._opening: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Open the socket, as often as it takes; from then on Slack's SDK keeps it open."""
        self._opening = asyncio.create_task(self._open())

    async def _open(self) -> None:
        pause = 1.0
        while True:
            try:
                await self._handler.connect_async()  # type: ignore[no-untyped-call]
            except Exception as error:  # noqa: BLE001 - whatever it is, it is tried again
                report("no socket to Slack", error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_SOCKET_PAUSE)
            else:
                return

    async def close(self) -> None:
        """Close the socket and finish what came in by it."""
        if self._opening:
            self._opening.cancel()
        await self._handler.close_async()  # type: ignore[no-untyped-call]


class _Handler(AsyncSocketModeHandler):
    """Hands envelopes to us before anybody answers them: they are stored first."""

    take: Callable[[str, Json], Awaitable[Json | None]]

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override] # the SDK's own base is wider
        """Take an envelope in beside the others: the SDK waits for each before the next."""
        task = asyncio.create_task(self._take(client, req))
        _TAKING.add(task)
        task.add_done_callback(_TAKING.discard)

    async def _take(self, client: SocketModeClient, req: SocketModeRequest) -> None:
        try:
            answer = await self.take(req.type, dict(req.payload))
        except Exception as error:  # noqa: BLE001 - not answered, so that it comes again
            report("an envelope was not taken in", error)
            return
        response = SocketModeResponse(envelope_id=req.envelope_id, payload=answer)
        await client.send_socket_mode_response(response)


_TAKING: set[asyncio.Task[None]] = set()


# Installing by OAuth


@dataclass(frozen=True)
class AppKeys:
    """By what Slack knows the app itself."""

    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True)
class Step:
    """What came of a step of installing: where to go, or what to tell, and the cookie to set.

    ``outcome`` is one of: go, done, cancelled, stale, no_code, not_known, organisation, away.
    """

    status: int
    outcome: str
    headers: Mapping[str, str]
    installation: Installation | None = None


class Installer:
    """Takes somebody's browser through installing the app into their workspace."""

    def __init__(
        self,
        web: Web,
        keys: AppKeys,
        scopes: Sequence[str],
        vault: Vault,
        clock: Clock,
        *,
        redirect_uri: str | None,
        may_install: Callable[[str], bool],
    ) -> None:
        """Prepare it; ``may_install`` tells by its key whether a workspace is one of ours."""
        client = AsyncWebClient(base_url=web.base_url, timeout=int(_SECONDS), retry_handlers=[])
        silent = logging.getLogger(f"{__name__}.installing")
        silent.setLevel(logging.CRITICAL + 1)  # it would log codes that are good for a token
        settings = AsyncOAuthSettings(
            client_id=keys.client_id,
            client_secret=keys.client_secret,
            scopes=list(scopes),
            user_scopes=[],
            redirect_uri=redirect_uri,
            install_page_rendering_enabled=False,
            callback_options=AsyncCallbackOptions(_done, _not_done),
            authorization_url=web.base_url.removesuffix("api/") + "oauth/v2/authorize",
            installation_store=_Installations(web, vault, clock, may_install),
            state_store=_States(vault, silent),
            logger=silent,
        )
        settings.state_utils = _Cookie()  # which its constructor does not take
        self._flow = AsyncOAuthFlow(client=client, logger=silent, settings=settings)

    async def begin(self) -> Step:
        """Send the browser to Slack, with a state that is good once and in this browser alone."""
        try:
            response = await self._flow.handle_installation(AsyncBoltRequest(body=""))
        except StoreAway:
            return Step(503, "away", {})
        return Step(response.status, "go", _headers(response, "location", "set-cookie"))

    async def finish(self, query: Mapping[str, str], cookie: str) -> Step:
        """Take the browser back from Slack, and keep the token where all is as it should be."""
        request = AsyncBoltRequest(body="", query=dict(query), headers={"cookie": cookie})
        try:
            response = await self._flow.handle_callback(request)
        except (StoreAway, aiohttp.ClientError, SlackClientError, TimeoutError, OSError):
            return Step(503, "away", {})
        kept = request.context.get(_KEPT)
        return Step(response.status, response.body, _headers(response, "set-cookie"), kept)


class _Cookie(OAuthStateUtils):
    """The cookie of who installs: sent along by no other site's form, only by the way back."""

    def build_set_cookie_for_new_state(self, state: str) -> str:
        return super().build_set_cookie_for_new_state(state) + "; SameSite=Lax"

    def build_set_cookie_for_deletion(self) -> str:
        return super().build_set_cookie_for_deletion() + "; SameSite=Lax"


_KEPT = "whoknows_installation"
_OUTCOMES = {
    "access_denied": (200, "cancelled"),
    "invalid_browser": (400, "stale"),
    "invalid_state": (400, "stale"),
}
"""By Bolt's reasons, and Slack's; every other is about the code."""


class _NotServed(BoltError):
    """A workspace that we do not serve."""

    def __init__(self, outcome: str, kept: Installation | None = None) -> None:
        super().__init__(outcome)
        self.outcome = outcome
        self.kept = kept


class _Installations(AsyncInstallationStore):
    """Keeps installations in the vault; only those of workspaces that we serve."""

    def __init__(
        self, web: Web, vault: Vault, clock: Clock, may_install: Callable[[str], bool]
    ) -> None:
        self._web = web
        self._vault = vault
        self._clock = clock
        self._may_install = may_install

    async def async_save(self, installation: SlackInstallation) -> None:
        """Keep an installation; raise _NotServed, and give its token back."""
        if installation.is_enterprise_install or not installation.team_id:
            await self._give_back(installation)
            raise _NotServed("organisation")
        kept = self._kept(installation, installation.team_id)
        if not self._may_install(kept.workspace):
            await self._give_back(installation)
            raise _NotServed("not_known", kept)
        await self._vault.save(kept.workspace, kept.as_json())

    def _kept(self, installation: SlackInstallation, team: str) -> Installation:
        until = None
        if installation.bot_token_expires_at is not None:
            left = installation.bot_token_expires_at - int(time.time())
            until = self._clock() + timedelta(seconds=left)
        return Installation(
            team=team,
            token=installation.bot_token or "",
            refresh_token=installation.bot_refresh_token,
            expires_at=until,
            name=installation.team_name or "",
            bot_user=installation.bot_user_id or "",
            by=installation.user_id or "",
            scopes=tuple(installation.bot_scopes or ()),
        )

    async def _give_back(self, installation: SlackInstallation) -> None:
        with suppress(Refused):  # without us it opens nothing here either
            await self._web.call("auth.revoke", installation.bot_token)


class _States(AsyncOAuthStateStore):
    """Keeps in the vault who began to install."""

    def __init__(self, vault: Vault, logger: logging.Logger) -> None:
        self._vault = vault
        self._logger = logger

    @property
    def logger(self) -> logging.Logger:
        return self._logger

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        """Return a new state."""
        state = secrets.token_urlsafe(24)
        await self._vault.put_state(state)
        return state

    async def async_consume(self, state: str) -> bool:
        """Tell whether a state is one of ours; it is used up by that."""
        return await self._vault.take_state(state)


async def _done(args: AsyncSuccessArgs) -> BoltResponse:
    args.request.context[_KEPT] = Installation(
        team=args.installation.team_id or "", token="", name=args.installation.team_name or ""
    )
    return _told(args.settings, 200, "done")


async def _not_done(args: AsyncFailureArgs) -> BoltResponse:
    if isinstance(args.error, _NotServed):
        args.request.context[_KEPT] = args.error.kept
        return _told(args.settings, 403, args.error.outcome)
    status, outcome = _OUTCOMES.get(args.reason, (400, "no_code"))
    return _told(args.settings, status, outcome)


def _told(settings: AsyncOAuthSettings, status: int, outcome: str) -> BoltResponse:
    cookie = settings.state_utils.build_set_cookie_for_deletion()
    return BoltResponse(status=status, body=outcome, headers={"Set-Cookie": cookie})


def _headers(response: BoltResponse, *names: str) -> dict[str, str]:
    return {name: response.headers[name][0] for name in names if name in response.headers}
