"""How Teams calls the app: with a signed token, and with so many seconds to answer."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.teams.keys import Odd, Wrong
from tests.teams.state import State
from tests.teams.world import Json

AGENT = "Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)"
QUICK = 3
"""How many times less patience Teams has with message extensions: 5 seconds instead of 15."""
_AGAIN = timedelta(seconds=30)
_MOST = 2


@dataclass
class Delivery:
    """Something that was brought to the app, and how it answered; ``took`` is in seconds."""

    activity: Json
    at: datetime
    attempt: int = 0
    status: int | None = None
    answer: str = ""
    content_type: str = ""
    took: float = 0.0
    failed: str | None = None

    @property
    def is_invoke(self) -> bool:
        """Tell whether somebody waits for the answer."""
        return self.activity.get("type") == "invoke"

    @property
    def json(self) -> Any:
        """Return the answer; raise ValueError where it is no JSON."""
        return json.loads(self.answer)


@dataclass
class Deliveries:
    """Brings things to the app; ``patience`` is how many seconds it has to answer."""

    state: State
    session: ClientSession
    patience: float = 15.0
    all: list[Delivery] = field(default_factory=list)
    waiting: list[tuple[datetime, Delivery]] = field(default_factory=list)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def soon(self, *activities: Json) -> None:
        """Bring activities, one after the other, while others go on."""
        task = asyncio.create_task(self._in_turn(activities))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _in_turn(self, activities: tuple[Json, ...]) -> None:
        for each in activities:
            await self.bring(each)

    async def settled(self) -> None:
        """Wait until nothing is on its way any more."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def stop(self) -> None:
        """End what is still on its way."""
        for each in list(self._tasks):
            each.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def bring(self, activity: Json, attempt: int = 0) -> Delivery:
        """Bring an activity; what is no invoke and fails comes again later."""
        delivery = Delivery(activity, self.state.clock(), attempt)
        self.all.append(delivery)
        header = self.state.keys.header(str(activity.get("serviceUrl")))
        await self._post(delivery, _bytes(activity), {"Authorization": header or ""})
        if delivery.is_invoke:
            return delivery
        if delivery.failed and delivery.failed != "refused" and attempt < _MOST:
            self.waiting.append((self.state.clock() + _AGAIN * attempt, delivery))
        elif not delivery.failed and delivery.answer.strip():
            self.state.complaints.append(
                f"{activity.get('type')}: Teams ignores the answer {delivery.answer[:60]}"
            )
        return delivery

    async def retry_due(self) -> list[Delivery]:
        """Bring again what failed and whose time has come."""
        now = self.state.clock()
        due = [each for at, each in self.waiting if at <= now]
        self.waiting = [each for each in self.waiting if each[0] > now]
        return [await self.bring(each.activity, each.attempt + 1) for each in due]

    async def raw(
        self,
        body: bytes | Json,
        how: Wrong | Odd | None = None,
        *,
        header: str | None = None,
        content_type: str = "application/json; charset=utf-8",
    ) -> Delivery:
        """Send something as somebody would who is not (quite) Teams."""
        activity = body if isinstance(body, dict) else {}
        delivery = Delivery(activity, self.state.clock())
        url = str(activity.get("serviceUrl") or self.state.service_url(self.state.tenant))
        found = header if header is not None else self.state.keys.header(url, how)
        headers = {} if found is None else {"Authorization": found}
        sent = body if isinstance(body, bytes) else _bytes(body)
        await self._post(delivery, sent, headers | {"Content-Type": content_type})
        return delivery

    def _patience_with(self, delivery: Delivery) -> float:
        is_extension = str(delivery.activity.get("name", "")).startswith("composeExtension/")
        return self.patience / QUICK if is_extension else self.patience

    async def _post(self, delivery: Delivery, body: bytes, headers: dict[str, str]) -> None:
        all_headers = {
            "User-Agent": AGENT,
            "Content-Type": "application/json; charset=utf-8",
            **headers,
        }
        patience = self._patience_with(delivery)
        began = time.monotonic()
        try:
            async with self.session.post(
                self.state.app.endpoint,
                data=body,
                headers=all_headers,
                timeout=ClientTimeout(total=patience),
                allow_redirects=False,
            ) as answer:
                delivery.answer = await answer.text()
                delivery.status, delivery.content_type = answer.status, answer.content_type
                if not 200 <= answer.status < 300:
                    delivery.failed = "refused" if answer.status < 500 else "http_error"
        except TimeoutError:
            delivery.failed = "timeout"
        except (ClientError, OSError):
            delivery.failed = "connection_failed"
        delivery.took = time.monotonic() - began


def _bytes(activity: Json) -> bytes:
    return json.dumps(activity, ensure_ascii=False).encode()
