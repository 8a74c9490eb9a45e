"""Everything that the app can call, over HTTP: connector, login service, published keys."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.teams import connector
from tests.teams.connector import Answer, Asked
from tests.teams.faults import DONE, Fault, Faults, How
from tests.teams.keys import ISSUER, issued, spent
from tests.teams.refused import Refused, throttled, unauthorized
from tests.teams.state import Call, State
from tests.teams.throttle import Throttle

_AT = "/emea/{tenant}/v3"
_IN = f"{_AT}/conversations/{{conversation}}"
METHODS: dict[tuple[str, str], tuple[str, str, Answer]] = {
    ("POST", f"{_AT}/conversations"): ("create", "create", connector.create),
    ("POST", f"{_IN}/activities"): ("send", "send", connector.send),
    ("POST", f"{_IN}/activities/{{activity}}"): ("reply", "send", connector.reply),
    ("PUT", f"{_IN}/activities/{{activity}}"): ("update", "send", connector.update),
    ("DELETE", f"{_IN}/activities/{{activity}}"): ("delete", "send", connector.delete),
    ("GET", f"{_IN}/members"): ("members", "members", connector.members),
    ("GET", f"{_IN}/pagedmembers"): ("members", "members", connector.paged_members),
    ("GET", f"{_IN}/members/{{member}}"): ("member", "members", connector.member),
    ("GET", f"{_AT}/teams/{{team}}"): ("team", "conversations", connector.team_details),
    ("GET", f"{_AT}/teams/{{team}}/conversations"): (
        *("channels", "conversations"),
        connector.team_channels,
    ),
}
"""By method and path: what it is called, which calls it is counted with, and who answers."""
OPENID = "/v1/.well-known/openidconfiguration"
KEYS = "/v1/.well-known/keys"
SCOPE = f"{ISSUER}/.default"
JSON_TYPE = "application/json"


@dataclass
class Api:
    """Answers the app's calls, and notes each."""

    state: State
    faults: Faults = field(default_factory=Faults)
    throttle: Throttle | None = field(default_factory=Throttle)

    def routes(self) -> list[web.RouteDef]:
        """Return what it serves."""
        known = [web.route(method, path, self.connector) for method, path in METHODS]
        return [
            *known,
            web.get(OPENID, self.openid),
            web.get(KEYS, self.keys),
            web.post("/{tenant}/oauth2/v2.0/token", self.token),
            web.route("*", "/{rest:.*}", self.nothing),
        ]

    async def connector(self, request: web.Request) -> web.StreamResponse:
        """Answer a call of the connector."""
        assert request.match_info.route.resource
        pattern = request.match_info.route.resource.canonical
        what, family, answer = METHODS[request.method, pattern]
        path = dict(request.match_info)
        raw = await request.read()
        asked = Asked(self.state, path.pop("tenant"), path, dict(request.query), raw)
        call = self._noted(what, request, _as_json(asked) if raw else dict(request.query))
        call.place = self._place_name(path)

        def found() -> web.Response:
            self._check_caller(request, raw)
            self._check_pace(family, asked)
            status, body = answer(asked)
            return _json(status, body)

        return await self._with_faults(request, call, found)

    def _place_name(self, path: dict[str, str]) -> str | None:
        ident = path.get("conversation", path.get("team", "")).partition(";")[0]
        known = self.state.places.get(ident)
        return known.name if known else ident or None

    def _check_caller(self, request: web.Request, raw: bytes) -> None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or spent(token, self.state.clock) != self.state.app.id:
            raise unauthorized()
        if raw and request.content_type != JSON_TYPE:
            raise Refused(415, "UnsupportedMediaType", {"message": request.content_type})

    def _check_pace(self, family: str, asked: Asked) -> None:
        if self.throttle is None:
            return
        named = asked.path.get("conversation", asked.path.get("team", "")).partition(";")[0]
        where = named or _created_for(asked)
        wait = self.throttle.wait(self.state.clock(), family, where, asked.tenant)
        if wait:
            raise throttled(wait)

    async def openid(self, request: web.Request) -> web.StreamResponse:
        """Tell where the keys are."""
        document = {
            "issuer": ISSUER,
            "authorization_endpoint": "https://invalid.botframework.com",
            "jwks_uri": f"{self.state.base_url}{KEYS}",
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        }
        call = self._noted("openid", request, {})
        return await self._with_faults(request, call, lambda: _json(200, document))

    async def keys(self, request: web.Request) -> web.StreamResponse:
        """Publish the keys."""
        call = self._noted("keys", request, {})
        document = self.state.keys.document
        return await self._with_faults(request, call, lambda: _json(200, document()))

    async def token(self, request: web.Request) -> web.StreamResponse:
        """Hand out a token to the app."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        shown = {**form, "client_secret": "…"} if "client_secret" in form else form
        call = self._noted("token", request, shown)

        def found() -> web.Response:
            problem = self._login_problem(request.match_info["tenant"], form)
            if problem:
                status, code, told = problem
                body = {"error": code, "error_description": told, "error_codes": [_number(told)]}
                raise Refused(status, code, body, told)
            serial = secrets.token_urlsafe(16)
            made = issued(self.state.clock, self.state.app.id, self.state.tenant, serial)
            lasts = {"expires_in": 3600, "ext_expires_in": 3600}
            return _json(200, {"token_type": "Bearer", **lasts, "access_token": made})

        return await self._with_faults(request, call, found)

    def _login_problem(self, tenant: str, form: dict[str, str]) -> tuple[int, str, str] | None:
        if form.get("grant_type") != "client_credentials":
            told = "AADSTS70003: The app requested an unsupported grant type."
            return 400, "unsupported_grant_type", told
        if form.get("scope") != SCOPE:
            told = "AADSTS1002012: The provided value for scope is not valid."
            return 400, "invalid_scope", told
        if tenant not in (self.state.tenant, "botframework.com"):
            return 400, "invalid_request", f"AADSTS90002: Tenant '{tenant}' not found."
        if form.get("client_id") != self.state.app.id:
            told = "AADSTS700016: Application was not found in the directory."
            return 400, "unauthorized_client", told
        if form.get("client_secret") != self.state.app.password:
            return 401, "invalid_client", "AADSTS7000215: Invalid client secret provided."
        return None

    async def nothing(self, request: web.Request) -> web.StreamResponse:
        """Answer what Teams does not have."""
        call = self._noted("unknown", request, {})
        call.error, call.status = "NotFound", 404
        return web.Response(status=404)

    def _noted(self, what: str, request: web.Request, args: Any) -> Call:
        call = Call(what, f"{request.method} {request.path}", args, self.state.clock())
        self.state.calls.append(call)
        return call

    async def _with_faults(
        self, request: web.Request, call: Call, answer: Callable[[], web.Response]
    ) -> web.StreamResponse:
        fault = self.faults.next(call.what, call.place)
        if fault and fault.how not in DONE:
            call.is_planned = True
            return _gone_wrong(request, call, fault)
        try:
            found = answer()
        except Refused as refused:
            call.error, call.status, call.explained = (
                refused.code,
                refused.status,
                refused.explained,
            )
            return _json(refused.status, refused.body, refused.headers)
        call.status = found.status
        if fault and fault.how is How.SLOW:
            await asyncio.sleep(fault.delay)
        elif fault:
            call.is_planned, call.error = True, "lost"
            _hang_up(request)
        return found


def _as_json(asked: Asked) -> Any:
    try:
        return asked.body()
    except Refused:
        return asked.raw


def _created_for(asked: Asked) -> str:
    try:
        people = asked.body().get("members") or [{}]
        return str(people[0].get("id"))
    except (Refused, AttributeError, LookupError):
        return ""


def _json(status: int, body: Any, headers: dict[str, str] | None = None) -> web.Response:
    if body is None:
        return web.Response(status=status, headers=headers)
    return web.json_response(body, status=status, headers=headers)


def _gone_wrong(request: web.Request, call: Call, fault: Fault) -> web.Response:
    call.error = fault.how.value
    if fault.how is How.DROPPED:
        _hang_up(request)
        return web.Response()
    if fault.how is How.HTML:
        page = "<!DOCTYPE html><html><body>Our services aren't available right now</body></html>"
        return web.Response(text=page, content_type="text/html")
    status, body, headers = fault.answer()
    call.status = status
    return _json(status, body, headers)


def _hang_up(request: web.Request) -> None:
    if request.transport:
        request.transport.abort()


def _number(told: str) -> int:
    return int(told.partition(":")[0].removeprefix("AADSTS"))
