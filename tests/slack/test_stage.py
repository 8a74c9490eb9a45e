"""The stage on the stand-in: what people of a story do, and what they are told."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from tests.cast import FrozenClock
from tests.slack.blocks_for import actions, button, line, modal
from tests.slack.conftest import heard_in
from tests.slack.standin import SlackStandin
from tests.stories.slack import SlackStage, settle_in
from tests.stories.stage import ALONE, Line

Json = dict[str, Any]


@dataclass
class Asking:
    """A bot that posts what it is asked with a button, and the answers that a modal gives."""

    client: AsyncWebClient
    late: asyncio.Task[object] | None = None

    async def serve(self, request: web.Request) -> web.Response:
        """Answer POST /slack/events."""
        heard = heard_in(request, await request.read())
        if "command" in heard:
            return await self._asked(heard)
        if heard["type"] == "block_actions":
            self.late = asyncio.create_task(self._open(heard))
        if heard["type"] == "view_submission":
            await self._answered(heard)
        return web.Response()

    async def _asked(self, heard: Json) -> web.Response:
        where, text = heard["channel_id"], heard["text"]
        if text == "form":
            await self.client.views_open(trigger_id=heard["trigger_id"], view=modal(line("text")))
            return web.Response()
        blocks = [
            {"type": "section", "text": {"type": "mrkdwn", "text": f"*{text}*"}},
            actions(button("Answer", value=where)),
        ]
        await self.client.chat_postMessage(channel=where, text=text, blocks=blocks)
        return web.json_response({"text": "It is on its way."})

    async def _open(self, heard: Json) -> None:
        await asyncio.sleep(0.02)
        view = modal(line("text"), private_metadata=heard["actions"][0]["value"])
        await self.client.views_open(trigger_id=heard["trigger_id"], view=view)

    async def _answered(self, heard: Json) -> None:
        text = heard["view"]["state"]["values"]["text"]["text"]["value"]
        where = heard["view"]["private_metadata"] or heard["user"]["id"]
        await self.client.chat_postMessage(channel=where, text=f"<@{heard['user']['id']}>: {text}")


@pytest.fixture
async def stage(clock: FrozenClock) -> AsyncIterator[SlackStage]:
    """A workspace of the cast with that bot."""

    async def push(to: datetime) -> None:
        clock.now = max(clock.now, to)

    async def dump() -> list[Line]:
        return [{"type": "question"}]

    async def report() -> Line:
        return {}

    async with SlackStandin.serving(clock) as slack:
        settle_in(slack)
        bot = Asking(AsyncWebClient(slack.token, base_url=slack.api_url))
        app = web.Application()
        app.router.add_post("/", bot.serve)
        async with TestServer(app) as server:
            slack.request_url = str(server.make_url("/"))
            yield SlackStage(slack, push, clock, dump, report)


async def test_a_question_is_typed_found_and_answered(stage: SlackStage) -> None:
    await stage.until("Tue", "09:30")
    thanks = await stage.type("Amina", "onboarding", "/ask Who knows?")
    question = await stage.post("onboarding", "Who knows?")
    reply = await stage.say("Greta", "onboarding", "I do, @Amina.", question)
    await stage.react("Amina", reply, "💡")
    await stage.press("Chen", "onboarding", "Answer", text="So do I.")

    assert thanks == ["It is on its way."]
    assert await stage.reads("Bruno", "onboarding") == [
        "Who knows?\n[Answer]",
        "I do, @Amina.",
        "@Chen: So do I.",
    ]
    assert await stage.told("Amina", "onboarding") == thanks
    assert await stage.told("Bruno", "onboarding") == []
    assert (await stage.now()).isoformat() == "2026-12-01T09:30:00+01:00"
    assert await stage.dump() == [{"type": "question"}]
    assert stage.slack.refusals == []


async def test_a_command_alone_and_one_that_opens_a_form(stage: SlackStage) -> None:
    told = await stage.type("Kasia", ALONE, "/ask Who?")
    opened = await stage.type("Dora", "projects", "/ask form")
    await stage.press("Dora", "projects", "form", text="An insight")

    assert told == ["Who?\n[Answer]", "It is on its way."]
    assert opened == []
    assert await stage.told("Dora") == ["@Dora: An insight"]


async def test_who_is_where_at_first(stage: SlackStage) -> None:
    slack = stage.slack
    await stage.join("Ines", "onboarding")

    assert len(slack.channel("projects").members) == 12
    assert slack.channel("leads").kind == "private"
    assert await stage.reads("Ines", "onboarding") == []
    with pytest.raises(AssertionError, match="does not see leads"):
        await stage.reads("Chen", "leads")
    assert slack.user("Kasia").locale == "pl-PL"
