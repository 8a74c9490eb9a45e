"""Slack's SDK, behind a narrow port: the only file here that imports it."""

import logging
import math
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

Json = dict[str, Any]

OFFICIAL = "https://slack.com/api/"
_HOOKS = "hooks.slack.com"
_SECONDS = 10.0
_UNCLEAR = ("fatal_error", "internal_error", "request_timeout", "service_unavailable")
"""Errors of which Slack says that some of it may have succeeded."""
_LONGEST_PAUSE = 3_600.0
_USUAL_PAUSE = 30.0

for _name in ("slack_sdk", "slack_bolt"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # below, bodies and texts are logged


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
            self._session = aiohttp.ClientSession(timeout=timeout)
        return self._session


def _refusal(error: SlackApiError) -> Refused:
    response = error.response
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    headers = getattr(response, "headers", None) or {}
    data = getattr(response, "data", None)
    code = str(data.get("error") or "") if isinstance(data, dict) else ""
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
