"""A stand-in with a few people and channels, a tiny bot of the tests' own, and its client."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from tests.cast import FrozenClock
from tests.databases import Databases
from tests.slack.doorstep import Doorstep, at_the_door
from tests.slack.standin import SlackStandin

Json = dict[str, Any]


@dataclass
class Toy:
    """Keeps what it was brought, and answers what it was told to."""

    heard: list[Json] = field(default_factory=list)
    requests: list[tuple[web.Request, bytes]] = field(default_factory=list)
    answers: list[web.Response | Json] = field(default_factory=list)

    async def serve(self, request: web.Request) -> web.Response:
        """Answer POST /slack/events."""
        raw = await request.read()
        self.requests.append((request, raw))
        found = heard_in(request, raw)
        self.heard.append(found)
        if found.get("type") == "url_verification":
            return web.json_response({"challenge": found["challenge"]})
        if self.answers:
            answer = self.answers.pop(0)
            return answer if isinstance(answer, web.Response) else web.json_response(answer)
        return web.Response()

    def events(self, kind: str | None = None) -> list[Json]:
        """Return the events heard, of one type where one is named."""
        found = [each["event"] for each in self.heard if each.get("type") == "event_callback"]
        return [each for each in found if kind in (None, each["type"])]


def heard_in(request: web.Request, raw: bytes) -> Json:
    """Return what a request brought: an event, a command or an interaction."""
    if request.content_type == "application/json":
        return dict(json.loads(raw))
    form = dict(parse_qsl(raw.decode(), keep_blank_values=True))
    return dict(json.loads(form["payload"])) if "payload" in form else form


@pytest.fixture
async def slack(clock: FrozenClock) -> AsyncIterator[SlackStandin]:
    """A workspace with Amina and Bruno, two channels, and the app in both."""
    async with SlackStandin.serving(clock, patience=10) as found:
        found.add_user("Amina", zone="Europe/Berlin", locale="de-DE", email="amina@example.org")
        found.add_user("Bruno", zone="America/Sao_Paulo", is_admin=True)
        found.add_user("Chen", zone="Asia/Singapore")
        found.add_channel("onboarding", "Amina", "Bruno")
        found.add_channel("leads", "Amina", kind="private")
        yield found


@pytest.fixture
async def toy(slack: SlackStandin) -> AsyncIterator[Toy]:
    """The bot, where the stand-in delivers to."""
    found = Toy()
    app = web.Application()
    app.router.add_post("/slack/events", found.serve)
    async with TestServer(app) as server:
        slack.request_url = str(server.make_url("/slack/events"))
        yield found


@pytest.fixture
def client(slack: SlackStandin) -> AsyncWebClient:
    """The bot's client."""
    return AsyncWebClient(slack.token, base_url=slack.api_url)


@pytest.fixture
async def door(
    slack: SlackStandin, clock: FrozenClock, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Doorstep]:
    """Our own bot, every channel in its pilot, and whoever stands before its door."""
    async with at_the_door(slack, clock, databases, monkeypatch) as found:
        yield found
