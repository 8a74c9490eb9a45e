"""The web API over HTTP: which method answers, who may call it, and what goes wrong on the way."""

import asyncio
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web

from tests.slack import chat, conversations, oauth, respond, views
from tests.slack.asked import Asked, arguments, basic, installed_with
from tests.slack.faults import DONE, Fault, Faults, How
from tests.slack.refused import Refused
from tests.slack.state import Call, State
from tests.slack.workspace import Json

Answer = Callable[[Asked], Json]

_MOST_SOCKETS = 10
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Method:
    """A method; ``a_minute`` is what its tier allows, ``takes_json`` whether it reads such."""

    answer: Answer
    a_minute: int
    takes_json: bool = True


METHODS = {
    "auth.test": Method(conversations.auth_test, 600),
    "auth.revoke": Method(oauth.revoke, 50, takes_json=False),
    "chat.postMessage": Method(chat.post_message, 10**6),
    "chat.postEphemeral": Method(chat.post_ephemeral, 100),
    "chat.update": Method(chat.update, 50),
    "chat.delete": Method(chat.delete, 50),
    "chat.getPermalink": Method(chat.get_permalink, 600, takes_json=False),
    "conversations.info": Method(conversations.info, 50, takes_json=False),
    "conversations.members": Method(conversations.members, 100, takes_json=False),
    "conversations.list": Method(conversations.list_all, 20, takes_json=False),
    "conversations.history": Method(conversations.history, 50, takes_json=False),
    "conversations.replies": Method(conversations.replies, 50, takes_json=False),
    "conversations.open": Method(conversations.open_direct, 50),
    "conversations.join": Method(conversations.join, 50),
    "users.info": Method(conversations.users_info, 100, takes_json=False),
    "users.list": Method(conversations.users_list, 20, takes_json=False),
    "pins.add": Method(chat.pins_add, 20),
    "pins.remove": Method(chat.pins_remove, 20),
    "views.open": Method(views.views_open, 100),
    "views.push": Method(views.views_push, 100),
    "views.update": Method(views.views_update, 100),
    "views.publish": Method(views.views_publish, 100),
}
_SOLD_APPS = ("conversations.history", "conversations.replies")


@dataclass
class Api:
    """Answers ``/api/…`` and ``/response/…``; notes every call."""

    state: State
    faults: Faults
    has_tiers: bool = False
    sockets: Callable[[], int] = lambda: 0

    def routes(self) -> list[web.RouteDef]:
        """Return what it serves."""
        return [
            web.route("*", "/api/{method}", self.method),
            web.post("/response/{name:.+}", self.response),
            web.get("/oauth/v2/authorize", self.authorize),
        ]

    async def method(self, request: web.Request) -> web.StreamResponse:
        """Answer a call of a method."""
        name = request.match_info["method"]
        known = METHODS.get(name)
        call = Call(name, {}, self.state.clock())
        self.state.calls.append(call)
        try:
            call.args, token = await arguments(request, known is None or known.takes_json)
        except Refused as refused:
            return _refusal(call, refused)
        return await self._with_faults(request, call, lambda: self._answer(request, call, token))

    async def response(self, request: web.Request) -> web.StreamResponse:
        """Answer a message to a response_url."""
        name = request.match_info["name"]
        call = Call("response_url", {"url": name}, self.state.clock())
        self.state.calls.append(call)
        body = await request.text()

        def answer() -> web.Response:
            try:
                respond.to_url(self.state, call, name, body)
            except Refused as refused:
                return _refusal(call, refused, 404 if refused.error in respond.GONE else 400)
            return web.json_response({"ok": True})

        return await self._with_faults(request, call, answer)

    async def _with_faults(
        self, request: web.Request, call: Call, answer: Callable[[], web.Response]
    ) -> web.StreamResponse:
        fault = self.faults.next(call.method, call.args.get("channel"))
        if fault is None:
            return answer()
        if fault.how not in DONE:
            call.is_planned = True
            return _gone_wrong(call, fault)
        found = answer()
        if call.error:
            return found
        if fault.how is How.LATE:
            await asyncio.sleep(fault.delay)
            return found
        call.is_planned = True
        if fault.how is How.FATAL:
            call.error = "fatal_error"
            return web.json_response({"ok": False, "error": "fatal_error"})
        call.error = "lost"
        if request.transport:
            request.transport.abort()
        return found

    def _answer(self, request: web.Request, call: Call, token: str | None) -> web.Response:
        try:
            found, scopes = self._found(request, call, token)
        except Refused as refused:
            return _refusal(call, refused)
        return web.json_response(
            {"ok": True, **found},
            headers={"x-oauth-scopes": scopes, "x-slack-req-id": secrets.token_hex(8)},
        )

    def _found(self, request: web.Request, call: Call, token: str | None) -> tuple[Json, str]:
        if call.method == "oauth.v2.access":
            return oauth.access(self.state, call.args, basic(request)), ""
        if call.method == "apps.connections.open":
            return self._connection(token), "connections:write"
        if call.method == "apps.uninstall":
            return self._uninstalled(call, token), ""
        known = METHODS.get(call.method)
        if known is None:
            raise Refused("unknown_method", req_method=call.method)
        if token == self.state.app.app_token:
            raise Refused("not_allowed_token_type")
        by = installed_with(self.state, token)
        call.team = by.team
        self._tier(call, known)
        asked = Asked(self.state, call.method, call.args, by)
        return known.answer(asked), ",".join(sorted(by.scopes))

    def _tier(self, call: Call, known: Method) -> None:
        """Refuse more calls in a minute than the method's tier has."""
        is_sold = self.state.app.is_distributed and call.method in _SOLD_APPS
        if not self.has_tiers and not is_sold:
            return
        recent = self.state.sent.setdefault((call.method, call.team or ""), deque())
        while recent and call.at - recent[0] >= _MINUTE:
            recent.popleft()
        if len(recent) >= (1 if is_sold else known.a_minute):
            left = _MINUTE - (call.at - recent[0])
            raise Refused("ratelimited", retry_after=max(1, round(left.total_seconds())))
        recent.append(call.at)

    def _connection(self, token: str | None) -> Json:
        if not token:
            raise Refused("not_authed")
        if token != self.state.app.app_token:
            raise Refused("not_allowed_token_type" if token.startswith("xoxb") else "invalid_auth")
        if "connections:write" not in self.state.app.app_token_scopes:
            provided = ",".join(sorted(self.state.app.app_token_scopes))
            raise Refused("missing_scope", needed="connections:write", provided=provided)
        if not self.state.app.uses_sockets:
            raise Refused("socket_mode_not_enabled")
        ticket = secrets.token_hex(16)
        self.state.tickets[ticket] = self.state.clock()
        host = self.state.base_url.replace("http://", "ws://")
        return {"url": f"{host}/link/?ticket={ticket}&app_id={self.state.app.id}"}

    def _uninstalled(self, call: Call, token: str | None) -> Json:
        by = installed_with(self.state, token)
        app = self.state.app
        if (call.args.get("client_id"), call.args.get("client_secret")) != (
            app.client_id,
            app.client_secret,
        ):
            raise Refused("client_id_token_mismatch")
        oauth.uninstall(self.state, by.team)
        return {}

    async def authorize(self, request: web.Request) -> web.Response:
        """Show the page on which somebody lets the app in; approving is up to the test."""
        if request.query.get("client_id") != self.state.app.client_id:
            return web.Response(status=400, text="Invalid client_id parameter")
        return web.Response(text="<h1>Allow</h1>", content_type="text/html")


def _refusal(call: Call, refused: Refused, status: int = 200) -> web.Response:
    call.error = refused.error
    call.explained = tuple(refused.more.get("response_metadata", {}).get("messages", ()))
    more = dict(refused.more)
    headers = {}
    if refused.error == "ratelimited":
        status = 429
        headers["Retry-After"] = str(more.pop("retry_after", 1))
    call.status = status
    answer = {"ok": False, "error": refused.error, **more}
    return web.json_response(answer, status=status, headers=headers)


def _gone_wrong(call: Call, fault: Fault) -> web.Response:
    match fault.how:
        case How.RATE_LIMITED:
            call.error, call.status = "ratelimited", 429
            headers = {} if fault.retry_after is None else {"Retry-After": fault.retry_after}
            body = {"ok": False, "error": "ratelimited"}
            return web.json_response(body, status=429, headers=headers)
        case How.STATUS:
            call.error, call.status = f"HTTP {fault.status}", fault.status
            return web.Response(status=fault.status, text="upstream connect error")
        case How.HTML:
            call.error = "html"
            page = "<!DOCTYPE html><html><body>We are making Slack better.</body></html>"
            return web.Response(text=page, content_type="text/html")
        case _:
            call.error = fault.error
            return web.json_response({"ok": False, "error": fault.error})
