"""Socket Mode: the same events, commands and interactions over websockets that the app opened."""

import asyncio
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from aiohttp import WSMsgType, web

from tests.slack.deliveries import Delivery
from tests.slack.refused import Refused
from tests.slack.state import State
from tests.slack.workspace import Json

MOST = 10
_TICKET_LIVES = timedelta(seconds=30)
_TYPES = {"event": "events_api", "command": "slash_commands", "interaction": "interactive"}


@dataclass
class Sockets:
    """The sockets that are open; each thing goes to one of them and waits for its ack."""

    state: State
    patience: Callable[[], float]
    open: list[web.WebSocketResponse] = field(default_factory=list)
    acks: list[Json] = field(default_factory=list)
    envelopes: list[Json] = field(default_factory=list)
    _waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)
    _turn: int = 0

    async def link(self, request: web.Request) -> web.StreamResponse:
        """Serve a socket, for one who has a fresh ticket."""
        at = self.state.tickets.pop(request.query.get("ticket", ""), None)
        if at is None or self.state.clock() - at > _TICKET_LIVES:
            return web.Response(status=401)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if len(self.open) >= MOST:
            await socket.send_json(_disconnect("too_many_websockets"))
            await socket.close()
            return socket
        self.open.append(socket)
        await socket.send_json(self._hello())
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._hear(str(message.data))
        finally:
            if socket in self.open:
                self.open.remove(socket)
        return socket

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.open),
            "debug_info": {
                "host": "applink-standin",
                "build_number": 10,
                "approximate_connection_time": 18060,
            },
            "connection_info": {"app_id": self.state.app.id},
        }

    def _hear(self, text: str) -> None:
        try:
            ack = json.loads(text)
        except ValueError:
            self.state.complaints.append(f"socket: not JSON: {text[:80]}")
            return
        envelope = ack.get("envelope_id") if isinstance(ack, dict) else None
        waiting = self._waiting.pop(str(envelope), None)
        if waiting is None or waiting.done():
            self.state.complaints.append(f"socket: an ack of nothing: {text[:80]}")
            return
        self.acks.append(ack)
        waiting.set_result(ack)

    async def bring(self, delivery: Delivery) -> None:
        """Send something over one of the sockets and wait for the ack."""
        if not self.open:
            delivery.failed = "connection_failed"
            return
        self._turn += 1
        socket = self.open[self._turn % len(self.open)]
        envelope = self._envelope(delivery)
        self.envelopes.append(envelope)
        waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = waiting
        try:
            await socket.send_json(envelope)
            ack = await asyncio.wait_for(waiting, self.patience())
        except TimeoutError:
            delivery.failed = "timeout"
        except (ConnectionError, RuntimeError):
            delivery.failed = "connection_failed"
        else:
            delivery.status, delivery.content_type = 200, "application/json"
            delivery.answer = json.dumps(ack["payload"]) if ack.get("payload") else ""
            if delivery.what == "event" and ack.get("payload"):
                self.state.complaints.append("socket: an event's ack with a payload")
        finally:
            self._waiting.pop(envelope["envelope_id"], None)

    def _envelope(self, delivery: Delivery) -> Json:
        found: Json = {
            "envelope_id": str(uuid.uuid4()),
            "payload": delivery.payload,
            "type": _TYPES[delivery.what],
            "accepts_response_payload": delivery.what != "event",
        }
        if delivery.what == "event":
            found |= {"retry_attempt": delivery.attempt, "retry_reason": delivery.reason}
        return found

    async def disconnect(self, reason: str = "warning") -> None:
        """Tell every socket that it will end soon: ``warning`` or ``refresh_requested``."""
        if reason not in ("warning", "refresh_requested", "link_disabled"):
            raise Refused("no such reason")
        for each in list(self.open):
            await each.send_json(_disconnect(reason))

    async def drop(self) -> None:
        """End every socket without a word."""
        for each in list(self.open):
            self.open.remove(each)
            await each.close()


def _disconnect(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-standin"}}
