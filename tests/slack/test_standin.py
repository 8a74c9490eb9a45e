"""The judge judges: what Slack refuses is refused, what it sends comes as it sends it."""

import json

import pytest
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.cast import FrozenClock
from tests.slack.blocks_for import actions, button, line, modal, refusal
from tests.slack.conftest import Toy
from tests.slack.standin import SlackStandin


async def test_what_is_said_comes_signed_and_in_an_envelope(
    slack: SlackStandin, toy: Toy, clock: FrozenClock
) -> None:
    ts = await slack.say("Amina", "onboarding", "Who knows <this> & that, @Bruno?")

    [envelope] = toy.heard
    assert envelope["team_id"] == "T1"
    assert envelope["authorizations"][0]["user_id"] == slack.bot
    assert envelope["event"]["text"] == "Who knows &lt;this&gt; &amp; that, <@UBRUNO>?"
    assert (envelope["event"]["ts"], envelope["event"]["channel_type"]) == (ts, "channel")
    [(request, raw)] = toy.requests
    verifier = SignatureVerifier(slack.app.signing_secret)
    verifier.clock.now = clock().timestamp  # type: ignore[method-assign]
    assert verifier.is_valid_request(raw, dict(request.headers))
    assert slack.seen_by("Bruno", "onboarding")[-1].text == "Who knows <this> & that, @Bruno?"


async def test_what_the_app_posts_is_seen_and_echoed(
    slack: SlackStandin, toy: Toy, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(channel="CONBOARDING", text="Hello <@UAMINA>")
    await slack.settled()

    [seen] = slack.seen_by("Amina", "onboarding")
    assert (seen.text, seen.is_ours) == ("Hello @Amina", True)
    [echo] = toy.events("message")
    assert (echo["user"], echo["bot_id"], echo["ts"]) == (slack.bot, "BT1BOT", posted["ts"])
    assert slack.refusals == []


async def test_a_command_is_answered_at_once_and_later(slack: SlackStandin, toy: Toy) -> None:
    toy.answers.append({"text": "*On its way* to <#CONBOARDING>"})
    await slack.command("Amina", "onboarding", "/ask", "Who knows?")

    [command] = toy.heard
    assert (command["text"], command["channel_name"]) == ("Who knows?", "onboarding")
    [seen] = slack.seen_by("Amina", "onboarding")
    assert (seen.text, seen.is_private) == ("On its way to #onboarding", True)
    assert slack.seen_by("Bruno", "onboarding") == []


async def test_a_button_opens_a_modal_once_and_within_three_seconds(
    slack: SlackStandin, toy: Toy, client: AsyncWebClient, clock: FrozenClock
) -> None:
    await client.chat_postMessage(
        channel="CONBOARDING", text="Can you help?", blocks=[actions(button("Answer"))]
    )
    await slack.press("Amina", "Answer", "onboarding")
    pressed = toy.heard[-1]
    assert pressed["type"] == "block_actions"
    assert pressed["actions"][0]["value"] == "v"
    assert pressed["message"]["text"] == "Can you help?"

    await client.views_open(trigger_id=pressed["trigger_id"], view=modal(line("text")))
    again = client.views_open(trigger_id=pressed["trigger_id"], view=modal(line("text")))
    assert (await refusal(again))["error"] == "exchanged_trigger_id"
    await slack.press("Amina", "Answer", "onboarding")
    clock.push(seconds=3.1)
    late = client.views_open(trigger_id=toy.heard[-1]["trigger_id"], view=modal(line("text")))
    assert (await refusal(late))["error"] == "expired_trigger_id"

    assert slack.modal_of("Bruno") is None
    with pytest.raises(AssertionError, match="please complete"):
        await slack.submit("Amina")
    await slack.submit("Amina", {"text": "I can."})
    sent = toy.heard[-1]
    assert sent["type"] == "view_submission"
    assert sent["view"]["state"]["values"]["text"]["text"]["value"] == "I can."
    assert slack.modal_of("Amina") is None
    errors = [each.error for each in slack.refusals]
    assert errors == ["exchanged_trigger_id", "expired_trigger_id"]


async def test_what_only_one_sees_can_be_replaced_by_its_response_url_alone(
    slack: SlackStandin, toy: Toy, client: AsyncWebClient
) -> None:
    told = await client.chat_postEphemeral(
        channel="CONBOARDING", user="UAMINA", text="Did it help?", blocks=[actions(button("Yes"))]
    )
    update = client.chat_update(channel="CONBOARDING", ts=told["message_ts"], text="No")
    assert (await refusal(update))["error"] == "message_not_found"
    with pytest.raises(AssertionError, match="sees no button"):
        await slack.press("Bruno", "Yes", "onboarding")
    await slack.press("Amina", "Yes", "onboarding")
    pressed = toy.heard[-1]
    assert "message" not in pressed
    assert pressed["container"]["is_ephemeral"] is True

    webhook = AsyncWebhookClient(pressed["response_url"])
    answer = await webhook.send(text="Thank you", replace_original=True)

    assert answer.status_code == 200
    assert [each.text for each in slack.seen_by("Amina", "onboarding")] == ["Thank you"]
    assert toy.events() == []


async def test_a_response_url_holds_for_five_answers_and_half_an_hour(
    slack: SlackStandin, toy: Toy, clock: FrozenClock
) -> None:
    await slack.command("Amina", "onboarding", "/ask")
    webhook = AsyncWebhookClient(toy.heard[-1]["response_url"])
    for number in range(5):
        assert (await webhook.send(text=f"{number}")).status_code == 200
    used = await webhook.send(text="six")
    await slack.command("Amina", "onboarding", "/ask")
    clock.push(minutes=31)
    late = await AsyncWebhookClient(toy.heard[-1]["response_url"]).send(text="late")

    assert (used.status_code, json.loads(used.body)["error"]) == (404, "used_url")
    assert (late.status_code, json.loads(late.body)["error"]) == (404, "expired_url")
    assert len(slack.seen_by("Amina", "onboarding")) == 5


async def test_a_mention_comes_twice_and_a_direct_message_once(
    slack: SlackStandin, toy: Toy
) -> None:
    ts = await slack.say("Amina", "onboarding", "@whoknows who knows?")
    direct = slack.direct("Amina")
    await slack.say("Amina", direct, "@whoknows help")

    assert [each["type"] for each in toy.events()] == ["message", "app_mention", "message"]
    assert {each["ts"] for each in toy.events()[:2]} == {ts}
    assert len({each["event_id"] for each in toy.heard}) == 3
    assert toy.events()[-1]["channel_type"] == "im"
    slack.twins = "mention first"
    await slack.say("Amina", "onboarding", "@whoknows who knows?")
    assert [each["type"] for each in toy.events()[3:]] == ["app_mention", "message"]
