"""What goes wrong because a test planned it, and what Slack does when the app does not answer."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.cast import FrozenClock
from tests.slack.blocks_for import refusal
from tests.slack.conftest import Toy
from tests.slack.faults import How
from tests.slack.standin import SlackStandin

HERE = "CONBOARDING"


@pytest.mark.parametrize("after", [None, "0", "abc", "Wed, 21 Oct 2026 07:28:00 GMT", "7"])
async def test_a_planned_429_with_any_header(
    slack: SlackStandin, client: AsyncWebClient, after: str | None
) -> None:
    slack.fail(How.RATE_LIMITED, "chat.postMessage", channel=HERE, retry_after=after)

    await client.chat_postMessage(channel="CLEADS", text="elsewhere")
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=HERE, text="x")
    await client.chat_postMessage(channel=HERE, text="y")

    assert refused.value.response.headers.get("Retry-After") == after
    assert [each.text for each in slack.seen_by("Amina", "onboarding")] == ["y"]
    assert slack.refusals == []


async def test_answers_that_do_not_tell_what_was_done(
    slack: SlackStandin, client: AsyncWebClient
) -> None:
    client.retry_handlers.clear()  # by default it posts again after a reset: twice, then
    slack.fail(How.STATUS, "chat.postMessage", status=503)
    slack.fail(How.HTML, "chat.postMessage")
    slack.fail(How.FATAL, "chat.postMessage")
    slack.fail(How.LOST, "chat.postMessage")
    slack.fail(How.REFUSED, "chat.postMessage", error="restricted_action")

    for number in range(2):
        with pytest.raises(SlackApiError):
            await client.chat_postMessage(channel=HERE, text=f"lost {number}")
    fatal = await refusal(client.chat_postMessage(channel=HERE, text="fatal"))
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=HERE, text="reset")
    refused = await refusal(client.chat_postMessage(channel=HERE, text="refused"))

    assert (fatal["error"], refused["error"]) == ("fatal_error", "restricted_action")
    assert [each.text for each in slack.seen_by("Amina", "onboarding")] == ["fatal", "reset"]
    assert slack.api.faults.left() == []
    assert slack.refusals == []


async def test_an_answer_that_comes_late(slack: SlackStandin) -> None:
    slack.fail(How.LATE, delay=10)
    hasty = AsyncWebClient(slack.token, base_url=slack.api_url, timeout=1)
    hasty.timeout = 0.05  # type: ignore[assignment]

    with pytest.raises(TimeoutError):
        await hasty.chat_postMessage(channel=HERE, text="x")

    assert len(slack.seen_by("Amina", "onboarding")) == 1


async def test_an_event_comes_again_at_once_after_a_minute_and_after_five(
    slack: SlackStandin, toy: Toy, clock: FrozenClock
) -> None:
    toy.answers += [web.Response(status=500) for _ in range(4)]
    await slack.say("Amina", "onboarding", "Hello")
    assert len(toy.heard) == 2
    clock.push(seconds=59)
    assert await slack.retry_due() == []
    clock.push(seconds=1)
    assert len(await slack.retry_due()) == 1
    clock.push(minutes=5)
    assert len(await slack.retry_due()) == 1
    clock.push(hours=1)
    assert await slack.retry_due() == []

    headers = [request.headers for request, _ in toy.requests]
    assert [each.get("X-Slack-Retry-Num") for each in headers] == [None, "1", "2", "3"]
    assert headers[3]["X-Slack-Retry-Reason"] == "http_error"
    assert len({each["event_id"] for each in toy.heard}) == 1


async def test_a_slow_answer_is_none(slack: SlackStandin) -> None:
    async def slow(_request: web.Request) -> web.Response:
        await asyncio.sleep(1)
        return web.Response()

    app = web.Application()
    app.router.add_post("/", slow)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    slack.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    slack.out.patience = 0.1

    await slack.say("Amina", "onboarding", "Hello")
    await slack.command("Amina", "onboarding", "/ask")
    await runner.cleanup()

    assert [each.failed for each in slack.deliveries] == ["http_timeout"] * 3
    assert slack.deliveries[1].reason == "http_timeout"
    assert slack.troubles == ["/ask failed with the error “operation_timeout”"]
    seen = slack.seen_by("Amina", "onboarding")[-1]
    assert (seen.author, seen.is_private) == ("Slackbot", True)


async def test_an_app_that_wants_no_retry_gets_none(slack: SlackStandin, toy: Toy) -> None:
    toy.answers.append(web.Response(status=500, headers={"X-Slack-No-Retry": "1"}))

    await slack.say("Amina", "onboarding", "Hello")

    assert len(toy.heard) == 1
    assert slack.out.waiting == []


async def test_a_forger_and_a_replay_are_not_signed_right(slack: SlackStandin, toy: Toy) -> None:
    old = str(slack.state.now_seconds() - 301)
    forged = await slack.out.raw(b"{}", secret="guessed")
    replayed = await slack.out.raw(b"{}", stamp=old)

    signatures = [request.headers["X-Slack-Signature"] for request, _ in toy.requests]
    assert len(set(signatures)) == 2
    assert (forged.status, replayed.status) == (200, 200)  # this toy checks nothing
    assert toy.requests[1][0].headers["X-Slack-Request-Timestamp"] == old


async def test_the_handshake(slack: SlackStandin, toy: Toy) -> None:
    assert await slack.verify_url()
    slack.request_url += "/nowhere"
    assert not await slack.verify_url()


async def test_events_over_the_limit_are_announced(slack: SlackStandin, toy: Toy) -> None:
    await slack.too_many_events()

    assert toy.heard[0]["type"] == "app_rate_limited"
    assert timedelta(seconds=toy.heard[0]["minute_rate_limited"]) % timedelta(minutes=1) == (
        timedelta()
    )
