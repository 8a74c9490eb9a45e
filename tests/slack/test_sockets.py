"""Socket Mode: a ticket, a hello, envelopes and their acks."""

import asyncio

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSServerHandshakeError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.blocks_for import refusal
from tests.slack.standin import SlackStandin


async def opened(slack: SlackStandin, session: ClientSession) -> ClientWebSocketResponse:
    """Open a socket as a client of Slack's would."""
    client = AsyncWebClient(base_url=slack.api_url)
    found = await client.apps_connections_open(app_token=slack.app.app_token)
    socket = await session.ws_connect(found["url"])
    assert (await socket.receive_json())["type"] == "hello"
    return socket


async def test_an_event_comes_in_an_envelope_and_again_until_it_is_acked(
    slack: SlackStandin,
) -> None:
    slack.app.uses_sockets = True
    slack.out.patience = 0.5
    async with ClientSession() as session:
        socket = await opened(slack, session)
        saying = asyncio.create_task(slack.say("Amina", "onboarding", "Hello"))
        first = await socket.receive_json()
        second = await socket.receive_json()
        await socket.send_json({"envelope_id": second["envelope_id"]})
        await saying

    assert first["payload"]["event"]["text"] == "Hello"
    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    assert (first["retry_attempt"], second["retry_attempt"]) == (0, 1)
    assert second["retry_reason"] == "timeout"
    assert [each.failed for each in slack.deliveries] == ["timeout", None]


async def test_a_command_is_answered_in_its_ack(slack: SlackStandin) -> None:
    slack.app.uses_sockets = True
    async with ClientSession() as session:
        socket = await opened(slack, session)
        typing = asyncio.create_task(slack.command("Amina", "onboarding", "/ask", "Who?"))
        envelope = await socket.receive_json()
        ack = {"envelope_id": envelope["envelope_id"], "payload": {"text": "On its way"}}
        await socket.send_json(ack)
        await typing

    assert (envelope["type"], envelope["payload"]["text"]) == ("slash_commands", "Who?")
    assert envelope["accepts_response_payload"] is True
    assert [each.text for each in slack.seen_by("Amina", "onboarding")] == ["On its way"]


async def test_a_socket_is_told_to_end_and_another_takes_over(slack: SlackStandin) -> None:
    slack.app.uses_sockets = True
    async with ClientSession() as session:
        socket = await opened(slack, session)
        await slack.sockets.disconnect("refresh_requested")
        assert (await socket.receive_json())["reason"] == "refresh_requested"
        second = await opened(slack, session)
        await socket.close()
        saying = asyncio.create_task(slack.say("Amina", "onboarding", "Hello"))
        envelope = await second.receive_json()
        await second.send_json({"envelope_id": envelope["envelope_id"]})
        await saying
        await slack.sockets.drop()

    assert [each.failed for each in slack.deliveries] == [None]
    await slack.say("Amina", "onboarding", "Anybody?")
    assert slack.deliveries[-1].failed == "connection_failed"
    assert len(slack.out.waiting) == 1


async def test_slacks_own_client_gets_on_with_it(slack: SlackStandin) -> None:
    slack.app.uses_sockets = True
    heard: list[SocketModeRequest] = []

    async def listen(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        heard.append(request)
        payload = {"text": "Hello"} if request.type == "slash_commands" else None
        await client.send_socket_mode_response(
            SocketModeResponse(request.envelope_id, payload=payload)
        )

    client = SocketModeClient(
        slack.app.app_token, web_client=AsyncWebClient(base_url=slack.api_url)
    )
    client.socket_mode_request_listeners.append(listen)
    await client.connect()  # type: ignore[no-untyped-call]
    await slack.say("Amina", "onboarding", "@whoknows")
    await slack.command("Amina", "onboarding", "/ask")
    await client.close()  # type: ignore[no-untyped-call]

    assert [each.type for each in heard] == ["events_api", "events_api", "slash_commands"]
    assert slack.seen_by("Amina", "onboarding")[-1].text == "Hello"
    assert [each.failed for each in slack.deliveries] == [None] * 3


async def test_an_eleventh_socket_and_a_used_ticket_are_refused(slack: SlackStandin) -> None:
    slack.app.uses_sockets = True
    client = AsyncWebClient(base_url=slack.api_url)
    async with ClientSession() as session:
        kept = [await opened(slack, session) for _ in range(10)]
        found = await client.apps_connections_open(app_token=slack.app.app_token)
        socket = await session.ws_connect(found["url"])
        assert (await socket.receive_json())["reason"] == "too_many_websockets"
        with pytest.raises(WSServerHandshakeError):
            await session.ws_connect(found["url"])
        assert not any(each.closed for each in kept)
        await slack.sockets.drop()


async def test_only_the_apps_own_token_opens_sockets(slack: SlackStandin) -> None:
    client = AsyncWebClient(base_url=slack.api_url)
    with_bot = client.apps_connections_open(app_token=slack.token)
    off = client.apps_connections_open(app_token=slack.app.app_token)
    as_bot = AsyncWebClient(slack.app.app_token, base_url=slack.api_url).auth_test()

    assert (await refusal(with_bot))["error"] == "not_allowed_token_type"
    assert (await refusal(off))["error"] == "socket_mode_not_enabled"
    assert (await refusal(as_bot))["error"] == "not_allowed_token_type"
    slack.app.uses_sockets = True
    slack.app.app_token_scopes = frozenset()
    unscoped = client.apps_connections_open(app_token=slack.app.app_token)
    assert (await refusal(unscoped))["needed"] == "connections:write"
