"""How Slack calls the app: signed, with three seconds to answer, and events up to four times."""

import asyncio
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.slack.state import State
from tests.slack.workspace import Json

What = Literal["event", "command", "interaction", "other"]

AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"
RETRIES = (timedelta(0), timedelta(minutes=1), timedelta(minutes=5))


@dataclass
class Delivery:
    """Something that was brought to the app, and how it answered; ``took`` is in seconds."""

    what: What
    payload: Json
    at: datetime
    attempt: int = 0
    reason: str = ""
    status: int | None = None
    answer: str = ""
    content_type: str = ""
    took: float = 0.0
    failed: str | None = None
    wants_no_retry: bool = False

    @property
    def event(self) -> Json:
        """Return the event inside, an empty one where there is none."""
        found: Json = self.payload.get("event", {})
        return found


OverSocket = Callable[[Delivery], Awaitable[None]]


def signature(secret: str, stamp: str, body: bytes) -> str:
    """Return what stands in X-Slack-Signature."""
    signed = b"v0:" + stamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


@dataclass
class Deliveries:
    """Brings things to the app; ``patience`` is how many seconds it has to answer."""

    state: State
    session: ClientSession
    patience: float = 3.0
    all: list[Delivery] = field(default_factory=list)
    waiting: list[tuple[datetime, Delivery]] = field(default_factory=list)
    over_socket: OverSocket | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def soon(self, *payloads: Json) -> None:
        """Bring events, one after the other, while others go on."""
        task = asyncio.create_task(self._in_turn(payloads))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _in_turn(self, payloads: tuple[Json, ...]) -> None:
        for each in payloads:
            await self.event(each)

    async def settled(self) -> None:
        """Wait until nothing is on its way any more."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def stop(self) -> None:
        """End what is still on its way."""
        for each in list(self._tasks):
            each.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def event(self, payload: Json, attempt: int = 0, reason: str = "") -> Delivery:
        """Bring an event, again at once where that fails, and later where it fails twice."""
        delivery = Delivery("event", payload, self.state.clock(), attempt, reason)
        await self._bring(delivery)
        if delivery.failed and attempt < len(RETRIES) and not delivery.wants_no_retry:
            if not attempt:
                return await self.event(payload, 1, delivery.failed)
            self.waiting.append((self.state.clock() + RETRIES[attempt], delivery))
        return delivery

    async def retry_due(self) -> list[Delivery]:
        """Bring again what failed and whose time has come."""
        now = self.state.clock()
        due = [each for at, each in self.waiting if at <= now]
        self.waiting = [each for each in self.waiting if each[0] > now]
        return [await self.event(each.payload, each.attempt + 1, each.failed or "") for each in due]

    async def form(self, what: What, payload: Json) -> Delivery:
        """Bring a command or an interaction, once."""
        delivery = Delivery(what, payload, self.state.clock())
        await self._bring(delivery)
        return delivery

    async def raw(
        self,
        body: bytes,
        content_type: str = "application/json",
        headers: dict[str, str] | None = None,
        *,
        secret: str | None = None,
        stamp: str | None = None,
    ) -> Delivery:
        """Send bytes to the app as somebody would who is not (quite) Slack."""
        delivery = Delivery("other", {}, self.state.clock())
        await self._post(delivery, body, content_type, headers or {}, secret, stamp)
        return delivery

    async def _bring(self, delivery: Delivery) -> None:
        self.all.append(delivery)
        if self.over_socket and self.state.app.uses_sockets:
            began = time.monotonic()
            await self.over_socket(delivery)
            delivery.took = time.monotonic() - began
            return
        headers: dict[str, str] = {}
        if delivery.attempt:
            headers["X-Slack-Retry-Num"] = str(delivery.attempt)
            headers["X-Slack-Retry-Reason"] = delivery.reason
        if delivery.what == "event":
            body = json.dumps(delivery.payload, ensure_ascii=False).encode()
            await self._post(delivery, body, "application/json", headers)
            return
        fields = delivery.payload
        if delivery.what == "interaction":
            fields = {"payload": json.dumps(delivery.payload)}
        body = urlencode(fields).encode()
        await self._post(delivery, body, "application/x-www-form-urlencoded", headers)

    async def _post(
        self,
        delivery: Delivery,
        body: bytes,
        content_type: str,
        headers: dict[str, str],
        secret: str | None = None,
        stamp: str | None = None,
    ) -> None:
        stamp = stamp if stamp is not None else str(self.state.now_seconds())
        signed = signature(secret or self.state.app.signing_secret, stamp, body)
        all_headers = {
            "User-Agent": AGENT,
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signed,
            **headers,
        }
        began = time.monotonic()
        try:
            async with self.session.post(
                self.state.app.request_url,
                data=body,
                headers=all_headers,
                timeout=ClientTimeout(total=self.patience),
                allow_redirects=False,
            ) as answer:
                delivery.answer = await answer.text()
                delivery.status, delivery.content_type = answer.status, answer.content_type
                delivery.wants_no_retry = answer.headers.get("X-Slack-No-Retry") == "1"
                if not 200 <= answer.status < 300:
                    delivery.failed = "http_error"
        except TimeoutError:
            delivery.failed = "http_timeout"
        except (ClientError, OSError):
            delivery.failed = "connection_failed"
        delivery.took = time.monotonic() - began


def event_id() -> str:
    """Return the id of an event."""
    return "Ev" + uuid.uuid4().hex[:10].upper()
