"""The Bot Connector, and what of Microsoft's SDK spares us code: the only file that imports it.

Activities and cards are made with botbuilder's classes. Its client is not used: it follows
redirects to anywhere, takes a body that is no JSON for a fault of ours, and blocks the threads that
everything else needs. botbuilder is out of support; whatever takes its place has to do what
``Connector`` does.
"""

import asyncio
import json
import logging
import math
import re
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import aiohttp
from botbuilder.core import CardFactory
from botbuilder.schema import Activity, ActivityTypes
from yarl import URL

from adapters.payload import dicts, inside, word
from adapters.teams.pace import Pace
from adapters.teams.token import is_service
from bot.ports import Clock

Json = dict[str, Any]

_LOGIN = "https://login.microsoftonline.com"
_SCOPE = "https://api.botframework.com/.default"
_SECONDS = 10.0
_USUAL_PAUSE = 30.0
_LONGEST_PAUSE = 3_600.0
_CODE = re.compile(r"[\w.-]{1,60}")
"""What a code of Microsoft's looks like; anything else is not told on, as it may hold anything."""
_LONGEST_ANSWER = 5_000_000
_MOST_PAGES = 100
_WITH_A_PAUSE = (412, 429, 502, 503, 504)
IN_A_CONVERSATION = (6, 3.0)
"""So many messages in so many seconds: two a second, of the sixty in thirty that Teams takes."""
IN_AN_HOUR = (1_700, 3_600.0)
"""And so many in an hour, of 1,800: who comes later is not kept waiting but sent away."""
_CONVERSATIONS_COUNTED = 2_000
_BEFORE = timedelta(minutes=5)
"""How long before it expires a token is changed for a new one."""
_NEVER = 421
"""What stands for a status where we do not even ask: the address is not one of Teams'."""
_UNCLEAR = 500
"""Statuses from here on may stand for something that was done all the same."""

for _name in ("botframework", "botbuilder"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # below, bodies and tokens are logged


class Refused(Exception):
    """Teams did not do what was asked: ``status`` of HTTP (0: not reached), ``code`` says why.

    ``after`` is how many seconds to wait, where it said so; ``maybe`` it was done all the same.
    """

    def __init__(
        self, status: int, code: str, *, after: float | None = None, maybe: bool = False
    ) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.after = after
        self.maybe = maybe


@dataclass(frozen=True)
class Identity:
    """Who we are to Microsoft, and where it gives tokens, if not at its own address.

    ``is_anonymous`` is for tests alone: no token either way.
    """

    app_id: str
    password: str
    tenant: str
    login_url: str | None = None
    is_anonymous: bool = False

    def __repr__(self) -> str:
        """Return it without the password."""
        return f"Identity({self.app_id!r})"


def activity(text: str, card: Json | None) -> Json:
    """Return a message: a card, with ``text`` for notifications, or the text alone."""
    made = Activity(type=ActivityTypes.message, summary=text[:300] or None)
    if card is None:
        made.text = text
        made.text_format = "plain"
    else:
        made.attachments = [CardFactory.adaptive_card(card)]
    return dict(made.serialize())


class Connector:
    """Sends, changes and asks; a reference is the JSON of where a conversation is."""

    def __init__(
        self, identity: Identity, clock: Clock, test_hosts: frozenset[str] = frozenset()
    ) -> None:
        self._identity = identity
        self._test_hosts = test_hosts
        self._clock = clock
        self._token = ""
        self._expires_at: datetime | None = None
        self._one_at_a_time = asyncio.Lock()
        self._session: aiohttp.ClientSession | None = None
        self._pace = Pace()
        self._paces: OrderedDict[str, tuple[Pace, Pace]] = OrderedDict()

    async def post(self, reference: Json, message: Json, thread: str | None = None) -> str:
        """Post a message (a reply in ``thread``) and return its id; raise Refused."""
        conversation = reference["conversation"] + (f";messageid={thread}" if thread else "")
        await self._turn(reference["conversation"])
        body = message | {"conversation": {"id": conversation}}
        path = ("conversations", conversation, "activities")
        sent = await self._asked("POST", reference["service_url"], path, body)
        if not word(sent, "id"):
            raise Refused(200, "no_id", maybe=True)
        return word(sent, "id")

    async def update(self, reference: Json, message_id: str, message: Json) -> None:
        """Change a message of ours; raise Refused."""
        conversation = reference["conversation"]
        await self._turn(conversation)
        body = message | {"conversation": {"id": conversation}, "id": message_id}
        path = ("conversations", conversation, "activities", message_id)
        await self._asked("PUT", reference["service_url"], path, body)

    async def open_line(self, service_url: str, tenant: str, user: str) -> Json:
        """Return the reference of the direct line with a person; raise Refused."""
        wanted = {
            "isGroup": False,
            "bot": {"id": f"28:{self._identity.app_id}"},
            "members": [{"id": user}],
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        }
        opened = await self._asked("POST", service_url, ("conversations",), wanted)
        if not word(opened, "id"):
            raise Refused(200, "no_id", maybe=True)
        return {"service_url": service_url, "conversation": word(opened, "id"), "tenant": tenant}

    async def members(self, reference: Json) -> list[Json]:
        """Return who is in a conversation; raise Refused."""
        found: list[Json] = []
        token = ""
        path = ("conversations", reference["conversation"], "pagedmembers")
        for _ in range(_MOST_PAGES):
            query = {"pageSize": "200"} | ({"continuationToken": token} if token else {})
            page = await self._asked("GET", reference["service_url"], path, query=query)
            found += dicts(page.get("members"))
            token = word(page, "continuationToken")
            if not token:
                break
        return found

    async def member(self, reference: Json, user: str) -> Json:
        """Return what is told of one who is in a conversation; raise Refused."""
        path = ("conversations", reference["conversation"], "members", user)
        return await self._asked("GET", reference["service_url"], path)

    async def channels(self, service_url: str, team: str) -> list[Json]:
        """Return the channels of a team, each with ``id`` and (but the first) ``name``."""
        told = await self._asked("GET", service_url, ("teams", team, "conversations"))
        return [
            {"id": word(each, "id"), "name": word(each, "name") or None}
            for each in dicts(told.get("conversations"))
        ]

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def _turn(self, conversation: str) -> None:
        """Wait until a conversation takes one more message; raise Refused where that is long."""
        paces = self._paces.pop(conversation, None)
        pace, hour = paces or (Pace(*IN_A_CONVERSATION), Pace(*IN_AN_HOUR))
        self._paces[conversation] = pace, hour
        if len(self._paces) > _CONVERSATIONS_COUNTED:
            self._paces.popitem(last=False)
        if hour.left():
            raise Refused(429, "enough_for_an_hour", after=hour.left())
        await hour.turn()
        await pace.turn()

    async def _asked(
        self,
        method: str,
        service_url: str,
        path: tuple[str, ...],
        body: Json | None = None,
        query: dict[str, str] | None = None,
    ) -> Json:
        """Ask once, and return the object that was answered; raise Refused.

        Never tries again by itself: what may have gone out is counted first.
        """
        # It was looked at when it came in; what was remembered since then is looked at again.
        if not is_service(service_url, self._test_hosts):
            raise Refused(_NEVER, "service_host")
        await self.sign_in()
        await self._pace.turn()
        there = "/".join((service_url.rstrip("/"), "v3", *(quote(each, safe="") for each in path)))
        url = URL(there, encoded=True).with_query(query)
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        try:
            async with self._opened().request(
                method, url, json=body, headers=headers, allow_redirects=False
            ) as response:
                text = await _text(response)
        except aiohttp.ClientConnectorError as error:
            raise Refused(0, type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Refused(0, type(error).__name__, maybe=True) from None
        told = _object(text)
        if not 200 <= response.status < 300:
            raise _refusal(response.status, told or {}, response.headers.get("Retry-After"))
        if told is None and method != "PUT":
            raise Refused(response.status, "not_understood", maybe=True)
        return told or {}

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            timeout = aiohttp.ClientTimeout(total=_SECONDS)
            self._session = aiohttp.ClientSession(timeout=timeout)
        return self._session

    async def sign_in(self) -> None:
        """Have a token that is good for a while; raise Refused."""
        if self._identity.is_anonymous:
            return
        async with self._one_at_a_time:
            if self._expires_at is None or self._clock() >= self._expires_at - _BEFORE:
                await self._ask_for_token()

    async def _ask_for_token(self) -> None:
        identity = self._identity
        url = identity.login_url or f"{_LOGIN}/{identity.tenant}/oauth2/v2.0/token"
        form = {
            "grant_type": "client_credentials",
            "client_id": identity.app_id,
            "client_secret": identity.password,
            "scope": _SCOPE,
        }
        try:
            async with self._opened().post(url, data=form, allow_redirects=False) as response:
                told = await response.json(content_type=None)
                status = response.status
        except (aiohttp.ClientError, ValueError, TimeoutError, OSError) as error:
            raise Refused(0, f"login_{type(error).__name__}") from None
        answer = told if isinstance(told, dict) else {}
        token = answer.get("access_token")
        if status != 200 or not isinstance(token, str):
            raise Refused(status, _code(word(answer, "error")) or "login_refused")
        self._token = token
        self._expires_at = self._clock() + timedelta(seconds=int(answer.get("expires_in") or 0))


async def _text(response: aiohttp.ClientResponse) -> str:
    """Return an answer as text, cut off where it is longer than any should be."""
    body = bytearray()
    async for chunk in response.content.iter_chunked(65_536):
        body += chunk
        if len(body) > _LONGEST_ANSWER:
            break
    return body.decode(errors="replace")


def _object(text: str) -> Json | None:
    """Return the object that an answer holds, none where it holds something else."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _code(said: str) -> str:
    return said if _CODE.fullmatch(said) else ""


def _refusal(status: int, told: Json, retry_after: str | None) -> Refused:
    code = _code(word(inside(told, "error"), "code")) or f"status_{status}"
    after = _pause(retry_after) if status in _WITH_A_PAUSE else None
    return Refused(status, code, after=after, maybe=status >= _UNCLEAR)


def _pause(said: str | None) -> float | None:
    """Return how long to wait, from a header that may hold anything; None: as we see fit."""
    try:
        seconds = float(said) if said is not None else math.nan
    except ValueError:
        return _USUAL_PAUSE
    return min(max(seconds, 1.0), _LONGEST_PAUSE) if math.isfinite(seconds) else None
