"""The Slack that others wrote: what it sends, and that people can do there what stories tell."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest
from aiohttp import ClientConnectorError, ClientSession, web
from aiohttp.test_utils import TestServer, unused_port
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import Clock, SignatureVerifier
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.peers import local_slack
from tests.peers.local_slack import (
    APP_TOKEN,
    BOT,
    BOT_TOKEN,
    MONDAY,
    SIGNING_SECRET,
    TEAM,
    LocalSlack,
    channel_id,
    open_local_slack,
    person_id,
)
from tests.stories.local_slack import LocalSlackStage

pytestmark = pytest.mark.peer

Json = dict[str, Any]

AMINA, BRUNO, INES = person_id("Amina"), person_id("Bruno"), person_id("Ines")
HERE, LEADS = channel_id("onboarding"), channel_id("leads")
BUTTON = {
    "type": "button",
    "action_id": "answer",
    "value": "question:1",
    "text": {"type": "plain_text", "text": "Answer"},
}
FORM = {
    "type": "modal",
    "callback_id": "answering",
    "private_metadata": "question:1",
    "title": {"type": "plain_text", "text": "Answer"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "text",
            "label": {"type": "plain_text", "text": "Your answer"},
            "element": {"type": "plain_text_input", "action_id": "text"},
        }
    ],
}


class PeerClock(Clock):
    """The time at the peer, which signs with it."""

    def __init__(self, peer: LocalSlack) -> None:
        self._peer = peer

    def now(self) -> float:
        """Return it in seconds."""
        return self._peer.time.now.timestamp()


@dataclass
class ToyBot:
    """Posts what it is asked with a button, and what is answered in the form behind it."""

    peer: LocalSlack
    heard: list[Json] = field(default_factory=list)
    late: list[Callable[[], Awaitable[object]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.web = AsyncWebClient(BOT_TOKEN, base_url=self.peer.api_url)
        self._verifier = SignatureVerifier(SIGNING_SECRET, PeerClock(self.peer))

    async def serve(self, request: web.Request) -> web.Response:
        """Answer one request."""
        body = await request.read()
        if not self._verifier.is_valid_request(body, dict(request.headers)):
            return web.Response(status=401)
        if request.content_type == "application/json":
            return self._on_event(json.loads(body))
        said = dict(parse_qsl(body.decode()))
        if "payload" in said:
            return await self._on_use(json.loads(said["payload"]))
        return self._on_command(said)

    async def catch_up(self, _to: datetime) -> None:
        """Do what was left for later."""
        while self.late:
            await self.late.pop(0)()

    def _on_event(self, event: Json) -> web.Response:
        self.heard.append(event["event"])
        return web.Response()

    def _on_command(self, said: Json) -> web.Response:
        self.heard.append(said)
        actions = {"type": "actions", "elements": [BUTTON]}
        section = {"type": "section", "text": {"type": "mrkdwn", "text": f"*{said['text']}*"}}
        self.late.append(
            lambda: self.web.chat_postMessage(
                channel=said["channel_id"], text=said["text"], blocks=[section, actions]
            )
        )
        return web.json_response({"response_type": "ephemeral", "text": "It is on its way."})

    async def _on_use(self, used: Json) -> web.Response:
        self.heard.append(used)
        if used["type"] == "block_actions":
            await self.web.views_open(trigger_id=used["trigger_id"], view=FORM)
            return web.Response()
        words = used["view"]["state"]["values"]["text"]["text"]["value"]
        if not words:
            errors = {"response_action": "errors", "errors": {"text": "Say something."}}
            return web.json_response(errors)
        self.late.append(lambda: self.web.chat_postMessage(channel=BRUNO, text=f"You: {words}"))
        return web.Response()


@pytest.fixture
async def bot() -> AsyncIterator[ToyBot]:
    """A bot that the peer serves over HTTP."""
    port = unused_port()
    async with open_local_slack(f"http://127.0.0.1:{port}/slack/events") as peer:
        bot = ToyBot(peer)
        app = web.Application()
        app.router.add_post("/slack/events", bot.serve)
        async with TestServer(app, port=port):
            yield bot


@pytest.fixture
def peer(bot: ToyBot) -> LocalSlack:
    """The peer itself."""
    return bot.peer


@pytest.fixture
def stage(bot: ToyBot) -> LocalSlackStage:
    """The peer as a stage, with a bot that remembers nothing."""

    async def nothing() -> list[Json]:
        return []

    async def report() -> Json:
        return {}

    return LocalSlackStage(bot.peer, bot.catch_up, nothing, report)


async def test_what_is_said_reaches_the_bot_signed(bot: ToyBot, peer: LocalSlack) -> None:
    ts = await peer.say(AMINA, HERE, "Who knows?")
    await peer.say(BRUNO, HERE, "I do.", ts)

    assert ts == f"{MONDAY.timestamp():.0f}.000001"
    [said, reply] = bot.heard
    assert said == {
        "type": "message",
        "channel": HERE,
        "user": AMINA,
        "text": "Who knows?",
        "ts": ts,
        "event_ts": ts,
        "channel_type": "channel",
    }
    assert reply["thread_ts"] == ts


async def test_what_nobody_signed_is_refused(peer: LocalSlack) -> None:
    async with ClientSession() as http, http.post(peer.request_url or "", json={}) as answer:
        assert answer.status == 401


async def test_a_mention_arrives_twice_with_one_ts(bot: ToyBot, peer: LocalSlack) -> None:
    ts = await peer.say(AMINA, HERE, f"<@{BOT}> who knows?")

    assert [(each["type"], each["ts"]) for each in bot.heard] == [
        ("message", ts),
        ("app_mention", ts),
    ]


async def test_a_private_channel_says_so_only_when_it_is_looked_up(
    bot: ToyBot, peer: LocalSlack
) -> None:
    await peer.say(AMINA, LEADS, "Between us.")

    assert bot.heard[-1]["channel_type"] == "channel"
    found = await bot.web.conversations_info(channel=LEADS)
    assert found["channel"]["is_private"] is True
    inside = (await bot.web.conversations_members(channel=LEADS))["members"]
    assert inside == [BOT, AMINA, BRUNO, person_id("Dora"), person_id("Greta")]


async def test_a_direct_line_is_opened_with_somebodys_first_word(
    bot: ToyBot, peer: LocalSlack
) -> None:
    line = await peer.direct(AMINA)
    await peer.say(AMINA, line, "Hello")

    assert line.startswith("D")
    assert bot.heard[-1]["channel_type"] == "im"
    assert (await bot.web.conversations_open(users=[AMINA]))["channel"]["id"] == line


async def test_people_have_a_name_and_a_zone(bot: ToyBot) -> None:
    found = await bot.web.users_info(user=BRUNO)

    assert found["user"]["profile"]["display_name"] == "Bruno"
    assert found["user"]["tz"] == "America/Sao_Paulo"


async def test_edits_deletions_and_reactions_reach_the_bot(bot: ToyBot, peer: LocalSlack) -> None:
    ts = await peer.say(AMINA, HERE, "Who knows?")
    await peer.edit(AMINA, HERE, ts, "Who knows it?")
    await peer.react(BRUNO, HERE, ts, "bulb")
    await peer.react(BRUNO, HERE, ts, "bulb", present=False)
    await peer.delete(AMINA, HERE, ts)

    [_, edit, on, off, gone] = bot.heard
    assert edit["subtype"] == "message_changed"
    assert edit["message"]["text"] == "Who knows it?"
    assert edit["message"]["edited"]["user"] == AMINA
    assert (on["type"], on["reaction"], on["item"]["ts"]) == ("reaction_added", "bulb", ts)
    assert off["type"] == "reaction_removed"
    assert gone["deleted_ts"] == ts


async def test_nobody_reacts_to_what_is_not_there(peer: LocalSlack) -> None:
    with pytest.raises(AssertionError, match="no message"):
        await peer.react(BRUNO, HERE, "1.000001", "bulb")


async def test_somebody_comes_into_a_channel(bot: ToyBot, peer: LocalSlack) -> None:
    await peer.join(INES, HERE)

    [came] = bot.heard
    assert (came["type"], came["user"], came["channel"]) == ("member_joined_channel", INES, HERE)


async def test_somebody_opens_the_home(bot: ToyBot, peer: LocalSlack) -> None:
    await peer.open_home(AMINA)
    await bot.web.views_publish(user_id=AMINA, view={"type": "home", "blocks": []})

    assert (bot.heard[-1]["type"], bot.heard[-1]["tab"]) == ("app_home_opened", "home")
    home = await peer.home(AMINA)
    assert home
    assert home["type"] == "home"
    assert await peer.home(BRUNO) is None


async def test_what_the_peer_does_not_know_is_an_error_of_slacks(bot: ToyBot) -> None:
    with pytest.raises(SlackApiError) as raised:
        await bot.web.pins_add(channel=HERE, timestamp="1.000001")

    assert raised.value.response["error"] == "unknown_method"


async def test_its_time_is_what_it_is_set_to(bot: ToyBot, peer: LocalSlack) -> None:
    later = MONDAY + timedelta(days=3, hours=2, minutes=5)

    first = await peer.say(AMINA, HERE, "On Monday.")
    peer.time.set(later)
    second = await peer.say(AMINA, HERE, "On Thursday.")
    posted = await bot.web.chat_postMessage(channel=HERE, text="Yes.")

    assert len(bot.heard) == 2  # signed with the time that it was
    assert first.partition(".")[0] == f"{MONDAY.timestamp():.0f}"
    assert second.partition(".")[0] == f"{later.timestamp():.0f}"
    assert str(posted["ts"]) > second


async def test_what_was_said_is_forgotten_on_a_reset(peer: LocalSlack) -> None:
    await peer.say(AMINA, HERE, "Who knows?")
    await peer.direct(AMINA)

    await peer.reset()

    assert await peer.messages(HERE) == []
    assert {each["id"] for each in (await peer.state())["channels"]} >= {HERE, LEADS}
    assert await peer.log() == []


async def test_it_ends_with_what_it_was_opened_for() -> None:
    async with open_local_slack(None) as peer:
        assert (await peer.state())["workspace"]["teamId"] == TEAM

    async with ClientSession() as http:
        with pytest.raises(ClientConnectorError):
            await http.get(f"{peer.url}/_control/state")


def test_it_does_not_start_where_others_could_reach_it() -> None:
    assert local_slack.interfaces_up() == {"lo"}
    with pytest.raises(RuntimeError, match="it would serve eth0 too"):
        local_slack.refuse_company({"lo", "eth0"})


async def test_a_command_is_answered_to_its_author_alone(
    bot: ToyBot, stage: LocalSlackStage
) -> None:
    said = await stage.type("Amina", "onboarding", "/ask Who knows?")

    assert said == ["It is on its way."]
    assert bot.heard[-1]["command"] == "/ask"
    assert bot.heard[-1]["response_url"].startswith(bot.peer.url)
    assert await stage.reads("Amina", "onboarding") == ["It is on its way.", "Who knows?\n[Answer]"]
    assert await stage.reads("Bruno", "onboarding") == ["Who knows?\n[Answer]"]
    assert await stage.post("onboarding", "Who knows?")


async def test_a_form_is_opened_filled_in_and_sent(bot: ToyBot, stage: LocalSlackStage) -> None:
    await stage.type("Amina", "onboarding", "/ask Who knows?")

    said = await stage.press("Bruno", "onboarding", "Answer", text="I do.")

    [pressed, sent] = bot.heard[-2:]
    assert pressed["actions"][0]["value"] == "question:1"
    assert sent["view"]["private_metadata"] == "question:1"
    assert sent["user"]["id"] == BRUNO
    assert said == []
    assert await stage.told("Bruno") == ["You: I do."]
    assert await stage.told("Amina") == []
    assert await bot.peer.forms() == []


async def test_a_form_that_is_refused_stays_open(bot: ToyBot, stage: LocalSlackStage) -> None:
    await stage.type("Amina", "onboarding", "/ask Who knows?")

    with pytest.raises(AssertionError, match=r"Say something\."):
        await stage.press("Bruno", "onboarding", "Answer")

    [form] = await bot.peer.forms()
    assert form["callback_id"] == "answering"
    await bot.peer.close(BRUNO)
    assert await bot.peer.forms() == []


async def test_a_reply_to_a_reply_stands_in_the_same_thread(
    bot: ToyBot, stage: LocalSlackStage
) -> None:
    first = await stage.say("Amina", "onboarding", "Who knows?")
    reply = await stage.say("Bruno", "onboarding", "I do.", first)
    await stage.say("Amina", "onboarding", "Tell!", reply)
    await stage.react("Amina", reply, "💡")

    assert [each["thread_ts"] for each in bot.heard[1:3]] == [first.partition("/")[2]] * 2
    assert bot.heard[-1]["reaction"] == "bulb"


async def test_a_private_channel_is_read_by_its_members_alone(stage: LocalSlackStage) -> None:
    await stage.say("Amina", "leads", "Between <us> & them.")

    assert await stage.reads("Bruno", "leads") == ["Between <us> & them."]
    assert await stage.reads("Chen", "leads") == []


async def test_time_passes_on_the_stage(stage: LocalSlackStage) -> None:
    await stage.until("Mon", "09:40")
    begun = await stage.now()
    await stage.until("Mon2", "09:02")

    assert await stage.now() - begun == timedelta(days=7, minutes=-38)
    assert begun.isoformat() == "2026-11-30T08:40:00+00:00"


async def test_the_bot_can_be_connected_by_socket_mode_as_well() -> None:
    heard: asyncio.Queue[SocketModeRequest] = asyncio.Queue()

    async def hear(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        answer = {"response_type": "ephemeral", "text": "Yes."}
        payload = answer if request.type == "slash_commands" else None
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload))
        await heard.put(request)

    async with open_local_slack(None) as peer:
        api = AsyncWebClient(BOT_TOKEN, base_url=peer.api_url)
        client = SocketModeClient(APP_TOKEN, web_client=api)
        client.socket_mode_request_listeners.append(hear)
        await client.connect()  # type: ignore[no-untyped-call]
        try:
            await peer.say(AMINA, HERE, "Who knows?")
            await peer.type(AMINA, HERE, "/ask", "Who knows?")
        finally:
            await client.close()  # type: ignore[no-untyped-call]

        [event, command] = [heard.get_nowait() for _ in range(2)]
        assert (event.type, event.payload["event"]["text"]) == ("events_api", "Who knows?")
        assert (command.type, command.payload["command"]) == ("slash_commands", "/ask")
        assert [each["text"] for each in await peer.messages(HERE)] == ["Who knows?", "Yes."]
