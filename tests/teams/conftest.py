"""A stand-in with a few people and places, and a tiny bot of the tests' own."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import jwt
import pytest
from aiohttp import ClientSession, TCPConnector, web
from aiohttp.test_utils import TestServer

from tests.cast import FrozenClock
from tests.teams.cards import ADAPTIVE
from tests.teams.standin import TeamsStandin

Json = dict[str, Any]

_SKEW = 300


@dataclass
class Answered:
    """What the connector said."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def code(self) -> str:
        """Return the code of a refusal."""
        return str(self.body["error"]["code"])


@dataclass
class Toy:
    """Checks tokens as a bot must, keeps what it was brought, and answers what it was told to."""

    teams: TeamsStandin
    session: ClientSession
    clock: FrozenClock
    heard: list[Json] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)
    delay: float = 0.0
    token: str = ""
    keys: dict[str, Json] = field(default_factory=dict)

    async def serve(self, request: web.Request) -> web.Response:
        """Answer POST /api/messages."""
        raw = await request.read()
        try:
            activity = json.loads(raw)
            await self._check(request.headers.get("Authorization", ""), activity)
        except (ValueError, LookupError, TypeError, AttributeError, jwt.InvalidTokenError):
            return web.Response(status=401)
        self.heard.append(activity)
        await asyncio.sleep(self.delay)
        if not self.answers:
            return web.Response()
        answer = self.answers.pop(0)
        return answer if isinstance(answer, web.Response) else web.json_response(answer)

    async def _check(self, header: str, activity: Json) -> None:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer":
            raise ValueError(scheme)
        head = jwt.get_unverified_header(token)
        if head["kid"] not in self.keys:
            await self.fetch_keys()
        key = self.keys[head["kid"]]
        if "msteams" not in key.get("endorsements", []) or head["alg"] != "RS256":
            raise LookupError(head)
        claims = jwt.decode(
            token,
            jwt.PyJWK(key).key,
            ["RS256"],
            audience=self.teams.app_id,
            issuer="https://api.botframework.com",
            options={"verify_exp": False, "verify_nbf": False, "require": ["exp"]},
        )
        now = self.clock().timestamp()
        if not claims["nbf"] - _SKEW <= now <= claims["exp"] + _SKEW:
            raise ValueError(claims)
        if claims["serviceurl"] != activity["serviceUrl"]:
            raise ValueError(claims)

    async def fetch_keys(self) -> None:
        """Read the published keys."""
        async with self.session.get(self.teams.openid_url) as answer:
            address = (await answer.json())["jwks_uri"]
        async with self.session.get(address) as answer:
            published = (await answer.json())["keys"]
        self.keys = {each["kid"]: each for each in published}

    async def log_in(self, **changed: str) -> Answered:
        """Ask for a token."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self.teams.app_id,
            "client_secret": self.teams.app_password,
            "scope": "https://api.botframework.com/.default",
        }
        async with self.session.post(self.teams.login_url, data=form | changed) as answer:
            found = Answered(answer.status, await answer.json(), dict(answer.headers))
        self.token = found.body.get("access_token", self.token)
        return found

    async def call(self, method: str, path: str, body: Any = None) -> Answered:
        """Call the connector, logged in."""
        if not self.token:
            await self.log_in()
        url = f"{self.teams.service_url}v3/{path}"
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self.session.request(method, url, json=body, headers=headers) as answer:
            text = await answer.text()
            return Answered(answer.status, json.loads(text or "null"), dict(answer.headers))

    async def send(self, conversation: str, body: Any) -> Answered:
        """Post an activity, or words."""
        if isinstance(body, str):
            body = {"type": "message", "text": body}
        return await self.call("POST", f"conversations/{quote(conversation)}/activities", body)

    def activities(self, kind: str) -> list[Json]:
        """Return the activities of a type that were heard."""
        return [each for each in self.heard if each["type"] == kind]


def card(*elements: Json, actions: list[Json] | None = None, **more: Any) -> Json:
    """Return a card."""
    schema = "http://adaptivecards.io/schemas/adaptive-card.json"
    found = {"type": "AdaptiveCard", "$schema": schema, "version": "1.5", "body": [*elements]}
    return found | ({"actions": actions} if actions else {}) | more


def text(words: str, **more: Any) -> Json:
    """Return a block of text."""
    return {"type": "TextBlock", "text": words, "wrap": True, **more}


def line(name: str, **more: Any) -> Json:
    """Return something to fill in."""
    return {"type": "Input.Text", "id": name, "label": name.title(), **more}


def execute(title: str, verb: str = "do", **data: Any) -> Json:
    """Return a button."""
    return {"type": "Action.Execute", "title": title, "verb": verb, "data": data}


def carrying(found: Json, summary: str = "What it is about") -> Json:
    """Return an activity with a card."""
    attachment = {"contentType": ADAPTIVE, "content": found}
    return {"type": "message", "summary": summary, "attachments": [attachment]}


def shows(found: Json) -> Json:
    """Return the answer to a press that shows a card."""
    return {"statusCode": 200, "type": ADAPTIVE, "value": found}


def says(words: str) -> Json:
    """Return the answer to a press that says something."""
    return {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": words}


def opens(found: Json, title: str = "A form") -> Json:
    """Return the answer that opens a dialog."""
    content = {"contentType": ADAPTIVE, "content": found}
    return {"task": {"type": "continue", "value": {"title": title, "card": content}}}


@pytest.fixture
async def teams(clock: FrozenClock) -> AsyncIterator[TeamsStandin]:
    """An organisation with a team that has the app."""
    async with TeamsStandin.serving(clock, patience=30) as found:
        found.add_user("Amina", zone="Europe/Berlin", locale="de-DE", email="amina@example.org")
        found.add_user("Bruno", zone="America/Sao_Paulo", country="BR")
        found.add_user("Chen", zone="Asia/Singapore", country="SG")
        found.add_user("Ines")
        found.add_team("Office", "Amina", "Bruno", "Chen")
        found.add_channel("onboarding")
        found.add_channel("leads", "Amina", kind="private")
        found.add_chat("Lunch", "Amina", "Bruno")
        yield found


@pytest.fixture
async def toy(teams: TeamsStandin, clock: FrozenClock) -> AsyncIterator[Toy]:
    """The bot, where the stand-in delivers to."""
    async with ClientSession(connector=TCPConnector(force_close=True)) as session:
        found = Toy(teams, session, clock)
        app = web.Application()
        app.router.add_post("/api/messages", found.serve)
        async with TestServer(app) as server:
            teams.request_url = str(server.make_url("/api/messages"))
            yield found
