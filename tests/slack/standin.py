"""The stand-in itself: a server that plays Slack, and what tests ask of it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

from aiohttp import ClientSession, TCPConnector, web

from tests.slack import oauth, payloads
from tests.slack.api import Api
from tests.slack.deliveries import Deliveries, Delivery
from tests.slack.faults import Fault, Faults, How
from tests.slack.ground import TEAM, TOKEN
from tests.slack.installing import Installing
from tests.slack.modals import Modals
from tests.slack.rooms import Rooms
from tests.slack.sockets import Sockets
from tests.slack.state import Call, State
from tests.slack.talking import Talking
from tests.slack.workspace import App, Clock, Workspace


class SlackStandin(Talking, Rooms, Modals, Installing):
    """Slack for tests. People and channels go by name or id."""

    @classmethod
    @asynccontextmanager
    async def serving(
        cls,
        clock: Clock,
        *,
        app: App | None = None,
        burst: int | None = 5,
        patience: float = 3.0,
        is_installed: bool = True,
        has_tiers: bool = False,
        port: int = 0,
    ) -> AsyncIterator[Self]:
        """Serve on a port of this machine, any free one unless told.

        ``burst`` posts in a channel are let through at once (none: no limit), ``patience`` is how
        many real seconds the app has to answer, ``has_tiers`` limits the other methods too.
        """
        state = State(clock, app or App(), burst=burst)
        state.workspaces[TEAM] = Workspace(TEAM, "office")
        if is_installed:
            oauth.install(state, TEAM, state.app.scopes, TOKEN)
        async with ClientSession(connector=TCPConnector(force_close=True)) as session:
            deliveries = Deliveries(state, session, patience)
            sockets = Sockets(state, lambda: deliveries.patience)
            deliveries.over_socket = sockets.bring
            api = Api(state, Faults(), has_tiers)
            server = web.Application(client_max_size=4_000_000)
            server.add_routes([*api.routes(), web.get("/link/", sockets.link)])
            runner = web.AppRunner(server, shutdown_timeout=0.1)
            await runner.setup()
            try:
                site = web.TCPSite(runner, "127.0.0.1", port)
                await site.start()
                state.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
                yield cls(state, deliveries, api, sockets)
            finally:
                await deliveries.stop()
                await sockets.drop()
                await runner.cleanup()

    @property
    def api_url(self) -> str:
        """Return what a client takes as its base URL."""
        return f"{self.state.base_url}/api/"

    @property
    def request_url(self) -> str:
        """Return where everything is delivered to."""
        return self.state.app.request_url

    @request_url.setter
    def request_url(self, url: str) -> None:
        self.state.app.request_url = url

    @property
    def token(self) -> str:
        """Return the token of the newest installation in the first workspace."""
        return self.state.installations[TEAM][-1].token

    @property
    def bot(self) -> str:
        """Return the app's user in the first workspace."""
        return self.state.installations[TEAM][-1].user

    @property
    def calls(self) -> list[Call]:
        """Return every call of the app."""
        return self.state.calls

    @property
    def refusals(self) -> list[Call]:
        """Return the calls that were refused, planned faults left out."""
        return [each for each in self.state.calls if each.error and not each.is_planned]

    @property
    def complaints(self) -> list[str]:
        """Return what Slack lets pass and nobody should do."""
        return self.state.complaints

    @property
    def alarms(self) -> list[tuple[str, str, str]]:
        """Return where the app called a whole channel or group: channel, ts, what."""
        return self.state.alarms

    @property
    def deliveries(self) -> list[Delivery]:
        """Return everything that was brought to the app."""
        return self.out.all

    def fail(self, how: How, method: str | None = None, **more: object) -> Fault:
        """Plan a fault; see ``Fault`` for what else can be said of it."""
        fault = Fault(how, method, **more)  # type: ignore[arg-type]
        self.api.faults.planned.append(fault)
        return fault

    async def verify_url(self) -> bool:
        """Do the handshake that comes when the request URL is saved."""
        challenge = "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"
        asked = {
            "token": payloads.VERIFICATION_TOKEN,
            "challenge": challenge,
            "type": "url_verification",
        }
        answer = await self.out.raw(json.dumps(asked).encode())
        if answer.status != 200:
            return False
        if answer.content_type == "application/json":
            try:
                return bool(json.loads(answer.answer)["challenge"] == challenge)
            except (ValueError, LookupError, TypeError):
                return False
        return answer.answer.removeprefix("challenge=") == challenge

    async def too_many_events(self, team: str = TEAM) -> Delivery:
        """Tell the app that it gets no more events in this minute."""
        minute = self.state.now_seconds() // 60 * 60
        payload = {
            "token": payloads.VERIFICATION_TOKEN,
            "type": "app_rate_limited",
            "team_id": team,
            "minute_rate_limited": minute,
            "api_app_id": self.app.id,
        }
        return await self.out.event(payload)

    async def again(self, delivery: Delivery) -> Delivery:
        """Bring an event once more, as after an answer that got lost."""
        return await self.out.event(delivery.payload, delivery.attempt + 1, "http_timeout")
