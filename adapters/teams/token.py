"""Whether a request is from Teams: checked on the token it bears, before anything acts on it.

Source: "Authentication with the Bot Connector API". The token vouches for the service that sent
it, not for the body: so what the body says of service and tenant is compared and kept to a list.
"""

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from adapters.teams.keys import Keys, KeysAway

Json = dict[str, Any]

ISSUER = "https://api.botframework.com"
CHANNEL = "msteams"
SERVICE_HOSTS = frozenset(
    (
        "smba.trafficmanager.net",
        "smba.infra.gcc.teams.microsoft.com",
        "smba.infra.gov.teams.microsoft.us",
        "smba.infra.dod.teams.microsoft.us",
    )
)
"""Where Teams takes what bots say: everywhere, and for the government of the United States."""

_SKEW = 300
"""Seconds by which Microsoft's clock and ours may differ."""
_LAST = 1e12
"""More seconds than any date needs; what is no number is not below it either."""
_LONGEST_TOKEN = 8_000
_LONGEST_URL = 500
_BEARER = re.compile(r"bearer +([\w-]+\.[\w-]+\.[\w-]+) *", re.IGNORECASE | re.ASCII)
_URL = re.compile(
    r"(https?)://([a-z0-9.-]+)(?::([0-9]{1,5}))?(?:/[\w.~/-]*)?", re.IGNORECASE | re.ASCII
)
"""All that an address of a service can hold: nothing that two programs could read differently."""


class Refused(Exception):
    """Not let in: the HTTP status to answer, and a short reason that holds nothing of theirs."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True)
class Guard:
    """What a request has to show; ``test_hosts`` (``host:port``) may be served over http."""

    app_id: str
    tenants: frozenset[str]
    keys: Keys
    test_hosts: frozenset[str] = field(default_factory=frozenset)
    _in_turn: asyncio.Lock = field(default_factory=asyncio.Lock, init=False, repr=False)

    async def admit(self, authorization: Sequence[str], body: bytes, now: datetime) -> Json:
        """Return the activity in the body; raise Refused.

        ``authorization`` holds every header of that name. 401: the token is not Microsoft's for
        us; 403: it does not vouch for this activity; 503: the keys are away.
        """
        token = _token(authorization)
        kid = _kid(token)
        try:
            key = await self.keys.named(kid)
        except KeysAway:
            raise Refused(503, "keys_away") from None
        if key is None:
            raise Refused(401, "unknown_key")
        async with self._in_turn:  # a crowd that waited for the keys comes one by one
            claims = _claims(token, key.public)
        self._check_claims(claims, now.timestamp())
        activity = _activity(body)
        if activity.get("channelId") != CHANNEL:
            raise Refused(403, "channel")
        if CHANNEL not in key.endorsements:
            raise Refused(403, "not_endorsed")
        self._check_service(claims, activity)
        self._check_tenant(activity)
        return activity

    def _check_claims(self, claims: Json, now: float) -> None:
        if claims.get("iss") != ISSUER:
            raise Refused(401, "issuer")
        if claims.get("aud") not in (self.app_id, [self.app_id]):
            raise Refused(401, "audience")
        if not now - _SKEW <= _seconds(claims, "exp"):
            raise Refused(401, "expired")
        if not _seconds(claims, "nbf") <= now + _SKEW:
            raise Refused(401, "too_early")

    def _check_service(self, claims: Json, activity: Json) -> None:
        claimed, url = claims.get("serviceurl"), activity.get("serviceUrl")
        if not isinstance(claimed, str) or not isinstance(url, str):
            raise Refused(403, "no_service")
        if claimed != url:
            raise Refused(403, "other_service")
        if not is_service(url, self.test_hosts):
            raise Refused(403, "service_host")

    def _check_tenant(self, activity: Json) -> None:
        conversation, data = activity.get("conversation"), activity.get("channelData")
        tenant = data.get("tenant") if isinstance(data, dict) else None
        told = (
            conversation.get("tenantId") if isinstance(conversation, dict) else None,
            tenant.get("id") if isinstance(tenant, dict) else None,
        )
        tenants = {str(each).lower() for each in told if each is not None}
        if not tenants:
            raise Refused(403, "no_tenant")
        if len(tenants) > 1:
            raise Refused(403, "two_tenants")
        if not tenants <= {each.lower() for each in self.tenants}:
            raise Refused(403, "other_tenant")


class Gate(Protocol):
    """Lets requests in, or refuses them."""

    async def admit(self, authorization: Sequence[str], body: bytes, now: datetime) -> Json:
        """Return the activity in the body; raise Refused."""
        ...


class OpenGate:
    """Lets everybody in, for tests on this machine alone: it asks for no token."""

    async def admit(self, authorization: Sequence[str], body: bytes, now: datetime) -> Json:
        """Return the activity in the body; raise Refused where there is none."""
        return _activity(body)


def is_service(url: str, test_hosts: frozenset[str] = frozenset()) -> bool:
    """Tell whether this is an address of Teams' own, to which we may connect."""
    found = _URL.fullmatch(url) if len(url) <= _LONGEST_URL else None
    if found is None:
        return False
    scheme, host, port = found[1].lower(), found[2].lower(), found[3]
    if f"{host}:{port}" in test_hosts:
        return True
    return scheme == "https" and host in SERVICE_HOSTS and port in (None, "443")


def _token(authorization: Sequence[str]) -> str:
    if not authorization:
        raise Refused(401, "no_header")
    if len(authorization) > 1:
        raise Refused(401, "two_headers")
    [header] = authorization
    found = _BEARER.fullmatch(header) if len(header) <= _LONGEST_TOKEN else None
    if found is None:
        raise Refused(401, "no_bearer")
    return found[1]


def _kid(token: str) -> str:
    """Return the id of the key that is said to have signed; nothing else in it is believed."""
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        raise Refused(401, "malformed") from None
    if header.get("alg") != "RS256":
        raise Refused(401, "algorithm")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise Refused(401, "no_kid")
    return kid


def _claims(token: str, key: RSAPublicKey) -> Json:
    """Return what the token says, once its signature has been found right.

    Times are not compared here: PyJWT would take them from a clock of its own.
    """
    try:
        signed = jwt.PyJWS(algorithms=["RS256"]).decode_complete(token, key, algorithms=["RS256"])
        claims = json.loads(signed["payload"])
    except jwt.InvalidSignatureError:
        raise Refused(401, "signature") from None
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        raise Refused(401, "malformed") from None
    if not isinstance(claims, dict):
        raise Refused(401, "malformed")
    return claims


def _seconds(claims: Mapping[str, Any], name: str) -> float:
    """Return a moment as it is written in a token, in seconds since 1970."""
    value = claims.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _LAST:
        return float(value)
    raise Refused(401, f"no_{name}")


def _activity(body: bytes) -> Json:
    try:
        activity = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(403, "body") from None
    if not isinstance(activity, dict):
        raise Refused(403, "body")
    return activity
