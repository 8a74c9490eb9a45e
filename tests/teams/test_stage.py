"""The stage on the stand-in: what people of a story do, and what they are told."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from aiohttp import ClientSession, TCPConnector, web
from aiohttp.test_utils import TestServer

from tests.cast import FrozenClock
from tests.stories.stage import ALONE, Line
from tests.stories.teams import TeamsStage, settle_in
from tests.teams.conftest import Toy, card, carrying, execute, line, says, shows, text
from tests.teams.standin import TeamsStandin

Json = dict[str, Any]


@dataclass
class Asking:
    """A bot that posts what it is asked with a button, and the answers that a card form gives."""

    toy: Toy
    helpful: list[str] = field(default_factory=list)

    async def serve(self, request: web.Request) -> web.Response:
        """Answer POST /api/messages."""
        heard = await request.json()
        if heard["type"] == "invoke":
            return web.json_response(await self._pressed(heard))
        if heard["type"] == "message":
            await self._said(heard)
        return web.Response()

    async def _said(self, heard: Json) -> None:
        words = re.sub(r"^<at>Whoknows</at>\s*", "", heard["text"])
        name, _, question = words.partition(" ")
        if name != "ask":
            return
        asker = {"id": heard["from"]["aadObjectId"]}
        created = {"members": [asker], "tenantId": heard["conversation"]["tenantId"]}
        alone = (await self.toy.call("POST", "conversations", created)).body["id"]
        if question == "form":
            form = card(line("text"), actions=[execute("Send", "answer", where=alone)])
            await self.toy.send(alone, carrying(form))
            return
        where = heard["conversation"]["id"].partition(";")[0]
        buttons = [execute("Answer", where=where), execute("💡 Helpful", "helpful")]
        await self.toy.send(where, carrying(card(text(f"**{question}**"), actions=buttons)))
        await self.toy.send(alone, "It is on its way.")

    async def _pressed(self, heard: Json) -> Json:
        action, who = heard["value"]["action"], heard["from"]["name"]
        if action["verb"] == "helpful":
            self.helpful.append(who)
            return says("Good to know.")
        if action["verb"] == "do":
            send = execute("Send", "answer", where=action["data"]["where"])
            return shows(card(line("text"), actions=[send]))
        await self.toy.send(action["data"]["where"], f"{who}: {action['data']['text']}")
        return says("Thank you.")


@pytest.fixture
async def stage(clock: FrozenClock) -> AsyncIterator[tuple[TeamsStage, Asking]]:
    """A team of the cast with that bot."""

    async def push(to: datetime) -> None:
        clock.now = max(clock.now, to)

    async def dump() -> list[Line]:
        return [{"type": "question"}]

    async def report() -> Line:
        return {}

    async with (
        TeamsStandin.serving(clock) as teams,
        ClientSession(connector=TCPConnector(force_close=True)) as session,
    ):
        settle_in(teams)
        bot = Asking(Toy(teams, session, clock))
        app = web.Application()
        app.router.add_post("/api/messages", bot.serve)
        async with TestServer(app) as server:
            teams.request_url = str(server.make_url("/api/messages"))
            yield TeamsStage(teams, push, clock, dump, report), bot


async def test_a_question_is_typed_found_and_answered(stage: tuple[TeamsStage, Asking]) -> None:
    on, bot = stage
    await on.until("Tue", "09:30")
    thanks = await on.type("Amina", "onboarding", "/ask Who knows?")
    question = await on.post("onboarding", "Who knows?")
    reply = await on.say("Greta", "onboarding", "I do, @Amina.", question)
    await on.react("Amina", reply, "💡")
    said = await on.press("Chen", "onboarding", "Answer", text="So do I.")

    assert thanks == ["It is on its way."]
    assert await on.reads("Bruno", "onboarding") == [
        "Who knows?\n[Answer] [💡 Helpful]",
        "I do, @Amina.",
        "Chen: So do I.",
    ]
    assert await on.told("Amina", "onboarding") == ["It is on its way.", "Good to know."]
    assert await on.told("Bruno", "onboarding") == []
    assert said == ["Text\n[Send]", "Thank you."]
    assert bot.helpful == ["Amina"]
    assert (await on.now()).isoformat() == "2026-12-01T09:30:00+01:00"
    assert await on.dump() == [{"type": "question"}]
    assert on.teams.refusals == []


async def test_what_is_asked_alone_and_a_form_that_comes_by_itself(
    stage: tuple[TeamsStage, Asking],
) -> None:
    on, _ = stage
    told = await on.type("Kasia", ALONE, "/ask Who?")
    opened = await on.type("Dora", "projects", "/ask form")
    await on.press("Dora", "projects", "form", text="An insight")

    assert told == ["Who?\n[Answer] [💡 Helpful]", "It is on its way."]
    assert opened == ["Text\n[Send]"]
    assert await on.told("Dora") == ["Text\n[Send]", "Dora: An insight", "Thank you."]


async def test_a_reaction_to_the_bots_message_is_one(stage: tuple[TeamsStage, Asking]) -> None:
    on, _ = stage
    await on.type("Amina", "onboarding", "/ask Who knows?")
    await on.react("Bruno", await on.post("onboarding", "Who knows?"), "💡")

    [told] = [each for each in on.teams.deliveries if each.activity["type"] == "messageReaction"]
    assert told.activity["from"]["aadObjectId"] == on.teams.user("Bruno").aad


async def test_who_is_where_at_first(stage: tuple[TeamsStage, Asking]) -> None:
    on, _ = stage
    assert await on.reads("Ines", "onboarding") == []
    await on.join("Ines", "onboarding")

    assert len(on.teams.place("projects").members) == 12
    assert on.teams.place("leads").kind == "private"
    assert on.teams.user("Kasia").locale == "pl-PL"
    with pytest.raises(AssertionError, match="does not see leads"):
        await on.reads("Chen", "leads")
