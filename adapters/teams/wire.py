"""Microsoft's SDK, behind a narrow port: the only file here that imports it.

botbuilder is out of support; whatever takes its place has to do what ``Connector`` does.
"""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import aiohttp
from botbuilder.core import CardFactory
from botbuilder.schema import (
    Activity,
    ActivityTypes,
    ChannelAccount,
    ConversationAccount,
    ConversationParameters,
)
from botframework.connector.aio import ConnectorClient
from botframework.connector.teams import TeamsConnectorClient
from msrest.authentication import Authentication
from msrest.exceptions import ClientException, ClientRequestError, HttpOperationError

from adapters.teams.pace import Pace
from adapters.teams.token import is_service
from bot.ports import Clock

Json = dict[str, Any]
Given = TypeVar("Given")

_LOGIN = "https://login.microsoftonline.com"
_SCOPE = "https://api.botframework.com/.default"
_SECONDS = 10.0
_USUAL_PAUSE = 30.0
_LONGEST_PAUSE = 3_600.0
_LONGEST_REASON = 60
_BEFORE = timedelta(minutes=5)
"""How long before it expires a token is changed for a new one."""
_NEVER = 421
"""What stands for a status where we do not even ask: the address is not one of Teams'."""
_UNCLEAR = 500
"""Statuses from here on may stand for something that was done all the same."""

for _name in ("msrest", "botframework", "botbuilder", "urllib3"):
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
        self._clients: dict[str, ConnectorClient] = {}
        self._given = _Given()
        self._pace = Pace()

    async def post(self, reference: Json, message: Json, thread: str | None = None) -> str:
        """Post a message (a reply in ``thread``) and return its id; raise Refused."""
        conversation = reference["conversation"] + (f";messageid={thread}" if thread else "")
        sent = await self._asked(
            reference["service_url"],
            lambda client: client.conversations.send_to_conversation(
                conversation, _activity(message, conversation)
            ),
        )
        return str(sent.id)

    async def update(self, reference: Json, message_id: str, message: Json) -> None:
        """Change a message of ours; raise Refused."""
        conversation = reference["conversation"]
        changed = _activity(message, conversation)
        changed.id = message_id
        await self._asked(
            reference["service_url"],
            lambda client: client.conversations.update_activity(conversation, message_id, changed),
        )

    async def open_line(self, service_url: str, tenant: str, user: str) -> Json:
        """Return the reference of the direct line with a person; raise Refused."""
        parameters = ConversationParameters(
            is_group=False,
            bot=ChannelAccount(id=f"28:{self._identity.app_id}"),
            members=[ChannelAccount(id=user)],
            tenant_id=tenant,
            channel_data={"tenant": {"id": tenant}},
        )
        opened = await self._asked(
            service_url, lambda client: client.conversations.create_conversation(parameters)
        )
        return {"service_url": service_url, "conversation": str(opened.id), "tenant": tenant}

    async def members(self, reference: Json) -> list[Json]:
        """Return who is in a conversation; raise Refused."""
        found: list[Json] = []
        token: str | None = None
        while True:
            page = await self._asked(reference["service_url"], partial(_page, reference, token))
            found += [_member(each) for each in page.members or []]
            token = page.continuation_token
            if not token:
                return found

    async def member(self, reference: Json, user: str) -> Json:
        """Return what is told of one who is in a conversation; raise Refused."""
        found = await self._asked(
            reference["service_url"],
            lambda client: client.conversations.get_conversation_member(
                reference["conversation"], user
            ),
        )
        return _member(found)

    async def channels(self, service_url: str, team: str) -> list[Json]:
        """Return the channels of a team, each with ``id`` and (but the first) ``name``."""
        found = await self._asked(service_url, partial(_channels, self._given, service_url, team))
        return [{"id": each.id, "name": each.name} for each in found]

    async def close(self) -> None:
        """Close the connections."""
        for client in self._clients.values():
            await client.__aexit__(None, None, None)
        self._clients.clear()

    async def _asked(
        self, service_url: str, call: Callable[[ConnectorClient], Awaitable[Given]]
    ) -> Given:
        # It was looked at when it came in; what was remembered since then is looked at again.
        if not is_service(service_url, self._test_hosts):
            raise Refused(_NEVER, "service_host")
        await self.sign_in()
        await self._pace.turn()
        try:
            async with asyncio.timeout(_SECONDS):
                return await call(self._client(service_url))
        except HttpOperationError as error:
            raise _refusal(error) from None
        except (ClientRequestError, ClientException, OSError) as error:
            raise Refused(0, type(error).__name__, maybe=True) from None
        except TimeoutError:
            raise Refused(0, "timeout", maybe=True) from None

    def _client(self, service_url: str) -> ConnectorClient:
        """Return the client for an address; the SDK's blocking calls run in threads."""
        if service_url not in self._clients:
            client = ConnectorClient(self._given, base_url=service_url)
            client.config.retry_policy.retries = 0  # what may have gone out is not sent again
            client.config.connection.timeout = _SECONDS
            self._clients[service_url] = client
        return self._clients[service_url]

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
        timeout = aiohttp.ClientTimeout(total=_SECONDS)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(url, data=form, allow_redirects=False) as response,
            ):
                told = await response.json(content_type=None)
                status = response.status
        except (aiohttp.ClientError, ValueError, TimeoutError, OSError) as error:
            raise Refused(0, f"login_{type(error).__name__}") from None
        answer = told if isinstance(told, dict) else {}
        token = answer.get("access_token")
        if status != 200 or not isinstance(token, str):
            raise Refused(status, str(answer.get("error") or "login_refused")[:_LONGEST_REASON])
        self._given.token = token
        self._expires_at = self._clock() + timedelta(seconds=int(answer.get("expires_in") or 0))


class _Given(Authentication):
    """Gives the SDK the token that we asked for ourselves: its own way blocks the event loop."""

    token = ""

    def signed_session(self, session: Any = None) -> Any:
        """Return the session, with the token where there is one."""
        session = super().signed_session(session)
        if self.token:
            session.headers["Authorization"] = f"Bearer {self.token}"
        return session


async def _channels(
    given: "_Given", service_url: str, team: str, _client: ConnectorClient
) -> list[Any]:
    """Ask in a thread: this part of the SDK blocks."""
    client = TeamsConnectorClient(given, service_url)
    client.config.retry_policy.retries = 0
    client.config.connection.timeout = _SECONDS
    told = await asyncio.to_thread(client.teams.get_teams_channels, team)
    return list(told.conversations or [])


def _member(told: ChannelAccount) -> Json:
    return {**told.serialize(), **(told.additional_properties or {})}


def _page(reference: Json, token: str | None, client: ConnectorClient) -> Awaitable[Any]:
    asked: Awaitable[Any] = client.conversations.get_conversation_paged_members(
        reference["conversation"], page_size=200, continuation_token=token
    )
    return asked


def _activity(message: Json, conversation: str) -> Activity:
    made = Activity.deserialize(message)
    made.conversation = ConversationAccount(id=conversation)
    return made


def _refusal(error: HttpOperationError) -> Refused:
    response = error.response
    status = int(getattr(response, "status_code", 0))
    inner = getattr(getattr(error, "error", None), "error", None)
    code = str(getattr(inner, "code", None) or f"status_{status}")
    after = None
    if status in (412, 429, 502, 503, 504):
        after = _pause((getattr(response, "headers", None) or {}).get("Retry-After"))
    return Refused(status, code, after=after, maybe=status >= _UNCLEAR)


def _pause(said: str | None) -> float | None:
    """Return how long to wait, from a header that may hold anything; None: as we see fit."""
    try:
        seconds = float(said) if said is not None else math.nan
    except ValueError:
        return _USUAL_PAUSE
    return min(max(seconds, 1.0), _LONGEST_PAUSE) if math.isfinite(seconds) else None
