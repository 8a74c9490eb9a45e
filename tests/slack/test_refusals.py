"""What the web API refuses, with Slack's codes."""

import json
from functools import partial
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.cast import FrozenClock
from tests.slack.blocks_for import actions, button, line, modal, plain, refusal
from tests.slack.conftest import Toy
from tests.slack.standin import SlackStandin

Json = dict[str, Any]

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*Who* knows?"}}
OPTION = {"text": plain("One"), "value": "1"}
HERE = "CONBOARDING"


@pytest.mark.parametrize(
    "blocks",
    [
        [{"type": "section"}],
        [{"type": "section", "text": {"type": "mrkdwn", "text": ""}}],
        [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}],
        [{"type": "section", "text": {"type": "mrkdwn", "text": "x", "emoji": True}}],
        [{"type": "section", "fields": [plain("x")] * 11}],
        [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
        [{"type": "header", "text": plain("x" * 151)}],
        [{"type": "context", "elements": []}],
        [{"type": "context", "elements": [plain("x")] * 11}],
        [actions()],
        [actions(*(button(f"b{n}") for n in range(26)))],
        [actions(button("x" * 76, action_id="a"))],
        [actions(button(value="x" * 2001))],
        [actions(button(action_id="x" * 256))],
        [actions(button(style="default"))],
        [actions(button(url="https://x.org/" + "x" * 3000))],
        [actions(button(text={"type": "mrkdwn", "text": "x"}))],
        [actions(button(colour="red"))],
        [actions(button(), button())],
        [actions(button(), block_id="b"), actions(button(), block_id="b")],
        [actions(button(), block_id="x" * 256)],
        [actions({"type": "plain_text_input", "action_id": "a"})],
        [actions({"type": "static_select", "options": [OPTION] * 101})],
        [actions({"type": "static_select", "options": []})],
        [actions({"type": "overflow", "options": [OPTION] * 6})],
        [actions({"type": "static_select", "options": [{**OPTION, "value": "x" * 151}]})],
        [actions({"type": "static_select", "options": [{"text": plain("x" * 76), "value": "1"}]})],
        [{"type": "divider", "text": plain("x")}],
        [{"type": "image", "image_url": "https://x.org/x.png"}],
        [{"type": "card"}],
        ["text"],
        [SECTION] * 51,
    ],
)
async def test_blocks_that_slack_does_not_take(
    client: AsyncWebClient, slack: SlackStandin, blocks: list[Any]
) -> None:
    told = await refusal(client.chat_postMessage(channel=HERE, text="x", blocks=blocks))

    assert told["error"] == "invalid_blocks"
    assert told["errors"]
    assert slack.refusals[0].explained
    assert slack.seen_by("Amina", "onboarding") == []


async def test_blocks_at_their_limits_are_taken(client: AsyncWebClient) -> None:
    most: list[Json] = [SECTION] * 45
    most += [{"type": "header", "text": plain("x" * 150)}]
    most += [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}]
    most += [actions(button("x" * 75, value="x" * 2000), button("B", url="https://x.org"))]
    most += [{"type": "context", "elements": [plain("x")] * 10}, {"type": "divider"}]

    posted = await client.chat_postMessage(channel=HERE, text="x", blocks=most)

    kept = posted["message"]["blocks"]
    assert len({each["block_id"] for each in kept}) == 50


async def test_more_than_some_thirteen_thousand_characters_of_blocks(
    client: AsyncWebClient,
) -> None:
    long = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2700}}

    told = await refusal(client.chat_postMessage(channel=HERE, text="x", blocks=[long] * 5))

    assert told["error"] == "msg_blocks_too_long"


@pytest.mark.parametrize(
    ("view", "told"),
    [
        (modal(line("a"), submit=None) | {"title": plain("A")}, "submit"),
        ({k: v for k, v in modal(line("a")).items() if k != "submit"}, "submit"),
        (modal(SECTION, title=plain("x" * 25)), "title"),
        (modal(SECTION, title={"type": "mrkdwn", "text": "x"}), "title"),
        (modal(SECTION, close=plain("x" * 25)), "close"),
        (modal(SECTION, private_metadata="x" * 3001), "private_metadata"),
        (modal(SECTION, callback_id="x" * 256), "callback_id"),
        (modal(*[SECTION] * 101), "blocks"),
        (modal(line("a"), line("a")), "block_id"),
        (modal(line("a", max_length=3001)), "max_length"),
        (modal(line("a", max_length=3, initial_value="four")), "initial_value"),
        (modal(line("a", placeholder=plain("x" * 151))), "placeholder"),
        (modal({"type": "input", "label": plain("A"), "element": button()}), "element"),
        (modal(SECTION, colour="red"), "colour"),
        ({"type": "home", "blocks": [SECTION]}, "type"),
    ],
)
async def test_modals_that_slack_does_not_take(
    slack: SlackStandin, client: AsyncWebClient, toy: Toy, view: Json, told: str
) -> None:
    await slack.command("Amina", "onboarding", "/ask")

    refused = await refusal(client.views_open(trigger_id=toy.heard[0]["trigger_id"], view=view))

    assert refused["error"] == "invalid_arguments"
    assert any(told in each for each in refused["response_metadata"]["messages"])
    assert slack.modal_of("Amina") is None


async def test_texts_that_are_none_or_too_long(client: AsyncWebClient, slack: SlackStandin) -> None:
    posted = await client.chat_postMessage(channel=HERE, text="x")
    calls = [
        client.chat_postMessage(channel=HERE, text=""),
        client.chat_postMessage(channel=HERE, text="x" * 40_001),
        client.chat_update(channel=HERE, ts=posted["ts"], text="x" * 4_001),
        client.chat_postMessage(channel=HERE, text="x", metadata={"event_type": "x"}),
    ]

    codes = [(await refusal(each))["error"] for each in calls]

    assert codes == ["no_text", "msg_too_long", "msg_too_long", "invalid_metadata_format"]


async def test_an_update_with_text_alone_takes_the_blocks_away(
    client: AsyncWebClient, slack: SlackStandin
) -> None:
    posted = await client.chat_postMessage(channel=HERE, text="x", blocks=[SECTION])
    await client.chat_update(channel=HERE, ts=posted["ts"], text="y", blocks=[SECTION])
    assert "edited" not in slack.seen_by("Amina", "onboarding")[0].raw

    await client.chat_update(channel=HERE, ts=posted["ts"], text="plain")

    [seen] = slack.seen_by("Amina", "onboarding")
    assert seen.text == "plain"
    assert seen.raw["edited"]["user"] == slack.bot


async def test_a_reply_needs_a_thread(client: AsyncWebClient, slack: SlackStandin) -> None:
    ts = await slack.say("Amina", "onboarding", "Hello")
    reply = await client.chat_postMessage(channel=HERE, text="x", thread_ts=ts)
    await client.chat_postMessage(channel=HERE, text="x", thread_ts=reply["ts"])
    gone = client.chat_postMessage(channel=HERE, text="x", thread_ts="1700000000.000001")
    wrong = client.chat_postMessage(channel=HERE, text="x", thread_ts="yesterday")

    assert (await refusal(gone))["error"] == "thread_not_found"
    assert (await refusal(wrong))["error"] == "invalid_thread_ts"
    assert slack.complaints == [f"onboarding/{reply['ts']}: a reply to a reply"]


async def test_a_private_message_is_shown_only_in_a_thread_that_has_begun(
    client: AsyncWebClient, slack: SlackStandin
) -> None:
    ts = await slack.say("Amina", "onboarding", "Hello")
    told = partial(client.chat_postEphemeral, channel=HERE, user="UAMINA", thread_ts=ts)
    unseen = await told(text="first")
    await slack.say("Bruno", "onboarding", "Hello!", ts)
    await told(text="second")

    seen = [each.text for each in slack.seen_by("Amina", "onboarding")]
    assert seen == ["Hello", "Hello!", "second"]
    assert slack.complaints == [
        f"onboarding/{unseen['message_ts']}: shown to nobody, private and in no thread yet"
    ]


async def test_channels_in_which_the_app_may_not_speak(
    client: AsyncWebClient, slack: SlackStandin
) -> None:
    slack.add_channel("canteen", "Amina", with_bot=False)
    slack.add_channel("board", "Amina", kind="private", with_bot=False)
    slack.add_channel("old", "Amina")
    await slack.archive("Amina", "old")
    calls = [
        client.chat_postMessage(channel="CCANTEEN", text="x"),
        client.chat_postMessage(channel="CBOARD", text="x"),
        client.chat_postMessage(channel="COLD", text="x"),
        client.chat_postMessage(channel="CNOWHERE", text="x"),
        client.chat_postEphemeral(channel="CLEADS", user="UBRUNO", text="x"),
        client.conversations_history(channel="CCANTEEN"),
        client.conversations_info(channel="CBOARD"),
        client.pins_add(channel="CCANTEEN", timestamp="1.0"),
    ]

    assert [(await refusal(each))["error"] for each in calls] == [
        "not_in_channel",
        "channel_not_found",
        "is_archived",
        "channel_not_found",
        "user_not_in_channel",
        "not_in_channel",
        "channel_not_found",
        "not_in_channel",
    ]
    assert (await client.conversations_info(channel="CCANTEEN"))["channel"]["is_member"] is False


async def test_messages_of_others_are_not_the_apps_to_change(
    client: AsyncWebClient, slack: SlackStandin, toy: Toy
) -> None:
    ts = await slack.say("Amina", "onboarding", "Hello")
    calls = [
        client.chat_update(channel=HERE, ts=ts, text="x"),
        client.chat_delete(channel=HERE, ts=ts),
        client.chat_delete(channel=HERE, ts="1700000000.000001"),
        client.chat_getPermalink(channel=HERE, message_ts="1700000000.000001"),
    ]

    codes = [(await refusal(each))["error"] for each in calls]

    assert codes == [
        "cant_update_message",
        "cant_delete_message",
        "message_not_found",
        "message_not_found",
    ]


async def test_each_method_needs_its_scope(client: AsyncWebClient, slack: SlackStandin) -> None:
    [installed] = slack.state.installations["T1"]
    installed.scopes = frozenset({"channels:read"})
    calls = {
        "chat:write": client.chat_postMessage(channel=HERE, text="x"),
        "channels:history": client.conversations_history(channel=HERE),
        "groups:history": client.conversations_replies(channel="CLEADS", ts="1.0"),
        "groups:read": client.conversations_info(channel="CLEADS"),
        "users:read": client.users_info(user="UAMINA"),
        "im:write": client.conversations_open(users="UAMINA"),
        "pins:write": client.pins_add(channel=HERE, timestamp="1.0"),
    }

    for scope, call in calls.items():
        told = await refusal(call)
        assert (told["error"], told["needed"]) == ("missing_scope", scope)
        assert told["provided"] == "channels:read"
    assert (await client.auth_test()).headers["x-oauth-scopes"] == "channels:read"


async def test_the_email_needs_a_scope_of_its_own_and_the_locale_is_asked_for(
    client: AsyncWebClient, slack: SlackStandin
) -> None:
    full = (await client.users_info(user="UAMINA", include_locale=True))["user"]
    [installed] = slack.state.installations["T1"]
    installed.scopes -= {"users:read.email"}
    bare = (await client.users_info(user="UAMINA"))["user"]

    assert (full["profile"]["email"], full["locale"]) == ("amina@example.org", "de-DE")
    assert (full["tz"], full["tz_offset"]) == ("Europe/Berlin", 3600)
    assert "email" not in bare["profile"]
    assert "locale" not in bare


async def test_tokens_that_open_nothing(slack: SlackStandin) -> None:
    [installed] = slack.state.installations["T1"]
    nobody = AsyncWebClient(base_url=slack.api_url)
    stranger = AsyncWebClient("xoxb-unknown", base_url=slack.api_url)
    known = AsyncWebClient(slack.token, base_url=slack.api_url)

    assert (await refusal(nobody.auth_test()))["error"] == "not_authed"
    assert (await refusal(stranger.auth_test()))["error"] == "invalid_auth"
    assert (await refusal(known.api_call("chat.shout")))["error"] == "unknown_method"
    installed.is_revoked = True
    assert (await refusal(known.auth_test()))["error"] == "token_revoked"


async def test_lists_come_in_pages(client: AsyncWebClient, slack: SlackStandin) -> None:
    slack.add_channel("old", "Amina")
    first = await client.conversations_list(types="public_channel,private_channel", limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    second = await client.conversations_list(
        types="public_channel,private_channel", limit=2, cursor=cursor
    )
    members = await client.conversations_members(channel=HERE)
    for _ in range(3):
        await client.chat_postMessage(
            channel=HERE, text="x", metadata={"event_type": "post", "event_payload": {"id": "1"}}
        )
    history = await client.conversations_history(channel=HERE, limit=2, include_all_metadata=True)

    names = [each["name"] for page in (first, second) for each in page["channels"]]
    assert names == ["onboarding", "leads", "old"]
    assert second["response_metadata"]["next_cursor"] == ""
    assert members["members"] == ["UAMINA", "UBRUNO", slack.bot]
    assert history["has_more"]
    assert history["messages"][0]["metadata"]["event_payload"] == {"id": "1"}
    wrong = client.conversations_members(channel=HERE, cursor="what")
    assert (await refusal(wrong))["error"] == "invalid_cursor"


async def test_one_message_a_second_and_channel_after_a_few_at_once(
    client: AsyncWebClient, slack: SlackStandin, clock: FrozenClock
) -> None:
    for _ in range(5):
        await client.chat_postMessage(channel=HERE, text="x")

    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=HERE, text="six")
    await client.chat_postMessage(channel="CLEADS", text="elsewhere")
    clock.push(seconds=5)
    await client.chat_postMessage(channel=HERE, text="later")

    response = refused.value.response
    assert (response.status_code, response.headers["Retry-After"]) == (429, "5")
    assert [each.error for each in slack.refusals] == ["ratelimited"]


async def test_history_of_a_sold_app_is_slow_and_short(
    client: AsyncWebClient, slack: SlackStandin, clock: FrozenClock
) -> None:
    slack.app.is_distributed = True
    for number in range(20):
        await slack.say("Amina", "onboarding", f"{number}")

    first = await client.conversations_history(channel=HERE, limit=100)
    with pytest.raises(SlackApiError) as refused:
        await client.conversations_history(channel=HERE)
    clock.push(minutes=1)
    await client.conversations_history(channel=HERE)

    assert (len(first["messages"]), first["has_more"]) == (15, True)
    assert refused.value.response.headers["Retry-After"] == "60"


async def test_a_form_and_an_object_are_the_same_call(slack: SlackStandin) -> None:
    client = AsyncWebClient(slack.token, base_url=slack.api_url)
    blocks = json.dumps([SECTION])
    await client.api_call("chat.postMessage", params={"channel": HERE, "blocks": blocks})
    as_json = client.api_call("conversations.info", json={"channel": HERE})

    [seen] = slack.seen_by("Amina", "onboarding")
    assert seen.text == "Who knows?"
    assert slack.complaints == [f"onboarding/{seen.ts}: blocks without text for notifications"]
    assert (await refusal(as_json))["error"] == "invalid_arguments"
