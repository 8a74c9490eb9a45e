"""A call of the web API, read and authenticated: what every method needs."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.slack.refused import Refused, with_messages
from tests.slack.state import State
from tests.slack.workspace import Channel, Installation, Json, scope_family


@dataclass
class Asked:
    """A call by the app: in which workspace, with which rights and arguments."""

    state: State
    method: str
    args: Json
    by: Installation

    @property
    def team(self) -> str:
        """Return the workspace."""
        return self.by.team

    def needs(self, *scopes: str) -> None:
        """Refuse where none of some scopes was granted."""
        if not self.by.scopes.intersection(scopes):
            provided = ",".join(sorted(self.by.scopes))
            raise Refused("missing_scope", needed=scopes[0], provided=provided)

    def word(self, name: str) -> str:
        """Return a text that must be there."""
        value = self.args.get(name)
        if not isinstance(value, str) or not value:
            raise with_messages("invalid_arguments", f"missing required field: {name}")
        return value

    def is_set(self, name: str, default: bool = False) -> bool:
        """Return a switch, sent as JSON or in a form."""
        return str(self.args.get(name, default)).lower() in ("1", "true")

    def parsed(self, name: str, error: str = "invalid_arguments") -> Any:
        """Return a value that forms carry as JSON, none where it is missing."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise Refused(error) from None

    def number(self, name: str, default: int, most: int) -> int:
        """Return a number within its limits."""
        try:
            value = int(self.args.get(name, default))
        except (TypeError, ValueError):
            raise Refused("invalid_limit") from None
        if not 0 < value <= most:
            raise Refused("invalid_limit")
        return value

    def channel(self, right: str | None = "read", *, must_be_in: bool = False) -> Channel:
        """Return the channel asked for, with the right to it (by kind) and membership."""
        found = self.state.channel(self.word("channel"), self.team)
        if found.id != self.args["channel"]:
            raise Refused("channel_not_found")
        is_in = self.by.user in found.members
        kind = found.kind_in(self.team)
        if kind != "public" and not is_in:
            raise Refused("channel_not_found")
        if right:
            self.needs(f"{scope_family(kind)}:{right}")
        if must_be_in and not is_in:
            raise Refused("not_in_channel")
        return found


async def arguments(request: web.Request, takes_json: bool) -> tuple[Json, str | None]:
    """Return the arguments of a call and its token."""
    args: Json = dict(request.query)
    header = request.headers.get("Authorization", "")
    token = header.removeprefix("Bearer ") if header.startswith("Bearer ") else None
    if request.content_type == "application/json":
        if takes_json and request.can_read_body:
            args |= _body(await request.text())
    else:
        form = await request.post()
        args |= {name: str(value) for name, value in form.items()}
        token = token or args.pop("token", None)
    args.pop("token", None)
    return {name: value for name, value in args.items() if value is not None}, token


def _body(text: str) -> Json:
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        raise Refused("invalid_json") from None
    if not isinstance(found, dict):
        raise Refused("json_not_object")
    return found


def basic(request: web.Request) -> tuple[str, str] | None:
    """Return the name and secret that a call to exchange tokens carries in its header."""
    header = request.headers.get("Authorization", "")
    if not header.startswith("Basic "):
        return None
    try:
        name, _, secret = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return name, secret


def installed_with(state: State, token: str | None) -> Installation:
    """Return whose token it is; refuse one that is none, was revoked or has expired."""
    if not token:
        raise Refused("not_authed")
    for each in (one for many in state.installations.values() for one in many):
        if each.token == token:
            if each.is_revoked:
                raise Refused("token_revoked")
            if each.expires_at and state.clock() >= each.expires_at:
                raise Refused("token_expired")
            return each
    raise Refused("invalid_auth")
