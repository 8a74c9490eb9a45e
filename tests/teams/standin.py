"""The stand-in itself: a server that plays Teams, and what tests ask of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self
from urllib.parse import urlsplit

from aiohttp import ClientSession, TCPConnector, web

from tests.teams.api import OPENID, Api
from tests.teams.deliveries import Deliveries, Delivery
from tests.teams.faults import Fault, Faults, How
from tests.teams.keys import Odd, Wrong
from tests.teams.rooms import Rooms
from tests.teams.state import Alarm, Call, State
from tests.teams.talking import Talking
from tests.teams.throttle import Throttle
from tests.teams.typed import typed
from tests.teams.using import Using
from tests.teams.world import App, Clock, Json, Message


class TeamsStandin(Talking, Rooms, Using):
    """Teams for tests. People, teams and places go by name or id."""

    @classmethod
    @asynccontextmanager
    async def serving(
        cls,
        clock: Clock,
        *,
        app: App | None = None,
        patience: float = 15.0,
        is_throttled: bool = True,
        port: int = 0,
    ) -> AsyncIterator[Self]:
        """Serve on a port of this machine, any free one unless told.

        ``patience`` is how many real seconds the app has to answer: a third of it where the
        message extension is used. Pace and lifetime of tokens go by the clock.
        """
        state = State(clock, app or App())
        async with ClientSession(connector=TCPConnector(force_close=True)) as session:
            deliveries = Deliveries(state, session, patience)
            api = Api(state, Faults(), Throttle() if is_throttled else None)
            server = web.Application(client_max_size=4_000_000)
            server.add_routes(api.routes())
            runner = web.AppRunner(server, shutdown_timeout=0.1)
            await runner.setup()
            try:
                site = web.TCPSite(runner, "127.0.0.1", port)
                await site.start()
                state.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
                yield cls(state, deliveries, api)
            finally:
                await deliveries.stop()
                await runner.cleanup()

    # what the app is told in its settings

    @property
    def openid_url(self) -> str:
        """Return where the document is that tells where the keys are."""
        return f"{self.state.base_url}{OPENID}"

    @property
    def login_url(self) -> str:
        """Return where the app gets its tokens: the whole address."""
        return f"{self.login_base}/oauth2/v2.0/token"

    @property
    def login_base(self) -> str:
        """Return the authority, to which clients of the login service add the rest."""
        return f"{self.state.base_url}/{self.tenant}"

    @property
    def service_host(self) -> str:
        """Return the host and port of the connector."""
        return urlsplit(self.state.base_url).netloc

    @property
    def service_url(self) -> str:
        """Return what activities of the first tenant bring along."""
        return self.state.service_url(self.tenant)

    @property
    def app_id(self) -> str:
        """Return the id of the app."""
        return self.app.id

    @property
    def app_password(self) -> str:
        """Return what the app gets its tokens with."""
        return self.app.password

    @property
    def tenant(self) -> str:
        """Return the first organisation."""
        return self.state.tenant

    @property
    def request_url(self) -> str:
        """Return where everything is delivered to: the app's ``/api/messages``."""
        return self.app.endpoint

    @request_url.setter
    def request_url(self, url: str) -> None:
        self.app.endpoint = url

    def environment(self) -> dict[str, str]:
        """Return the settings of an app that is to meet this Teams."""
        return {
            "MICROSOFT_APP_ID": self.app_id,
            "MICROSOFT_APP_PASSWORD": self.app_password,
            "MICROSOFT_APP_TENANT_ID": self.tenant,
            "WHOKNOWS_TEAMS_OPENID_URL": self.openid_url,
            "WHOKNOWS_TEAMS_LOGIN_URL": self.login_url,
            "WHOKNOWS_TEAMS_SERVICE_HOSTS": self.service_host,
            "WHOKNOWS_TEST_PEERS": "1",
        }

    # what happened

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
        """Return what Teams lets pass and nobody should do."""
        return self.state.complaints

    @property
    def troubles(self) -> list[str]:
        """Return what people were told went wrong when they pressed or asked something."""
        return self.state.troubles

    @property
    def alarms(self) -> list[Alarm]:
        """Return where people's words came alive, or a whole channel was called."""
        return self.state.alarms

    @property
    def deliveries(self) -> list[Delivery]:
        """Return everything that was brought to the app."""
        return self.out.all

    # what a test makes happen

    def fail(self, how: How, what: str | None = None, **more: object) -> Fault:
        """Plan a fault; see ``Fault`` for what else can be said of it."""
        fault = Fault(how, what, **more)  # type: ignore[arg-type]
        self.api.faults.planned.append(fault)
        return fault

    def rotate(self, *, keeps_old: bool = True, is_published: bool = True) -> None:
        """Sign with a new key from now on."""
        self.state.keys.rotate(keeps_old=keeps_old, is_published=is_published)

    def publish(self) -> None:
        """Publish the key that signs now."""
        self.state.keys.publish()

    def activity(self, user: str, place: str, text: str) -> Json:
        """Return the activity of a message that nobody has said, to change and to bring raw."""
        who, where = self.user(user), self.place(place)
        body = typed(self.state, text, where).as_body()
        message = Message(self.state.stamp(), who.id, body, 0)
        return self._source(where, who).message(message)

    async def raw(
        self, body: bytes | Json, how: Wrong | Odd | None = None, header: str | None = None
    ) -> Delivery:
        """Bring anything to the app: with a right token, a wrong one, or any header."""
        return await self.out.raw(body, how, header=header)

    async def again(self, delivery: Delivery) -> Delivery:
        """Bring something once more, as after an answer that got lost."""
        return await self.out.bring(delivery.activity, delivery.attempt + 1)
