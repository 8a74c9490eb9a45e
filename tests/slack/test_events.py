"""What happens in a workspace, as the app hears of it, where it may."""

import json
from collections import Counter

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.read import read
from bot.intents import Ask, Delete, Join, Mark, Rename, Reply, Say
from tests.slack.blocks_for import actions, button
from tests.slack.conftest import Toy
from tests.slack.standin import SlackStandin

HERE = "CONBOARDING"


def subtypes(toy: Toy) -> list[str | None]:
    """Return what the messages heard were."""
    return [each.get("subtype") for each in toy.events("message")]


async def test_what_people_do_reads_as_what_they_meant(slack: SlackStandin, toy: Toy) -> None:
    ts = await slack.say("Amina", "onboarding", "Who knows?")
    await slack.say("Bruno", "onboarding", "I do.", ts)
    await slack.react("Amina", "onboarding", ts, "bulb")
    await slack.edit("Amina", "onboarding", ts, "Who knows the way?")
    await slack.say("Amina", "onboarding", "@whoknows ask Who has a key?")
    await slack.join("Chen", "onboarding")
    await slack.rename("Bruno", "onboarding", "newcomers")
    other = await slack.say("Amina", "newcomers", "By mistake")
    await slack.delete("Amina", "newcomers", other)

    heard = [read(json.dumps(each)) for each in toy.heard]
    wanted = [type(each.intent) for each in heard]
    for kind in (Say, Reply, Mark, Ask, Join, Rename, Delete):
        assert kind in wanted
    assert {each.place.key for each in heard if each.place} == {f"slack:T1/{HERE}"}


async def test_an_edit_an_unfurl_and_a_reply_change_a_message(
    slack: SlackStandin, toy: Toy
) -> None:
    ts = await slack.say("Amina", "onboarding", "Look: https://example.org/page.")
    await slack.unfurl("onboarding", ts)
    await slack.edit("Amina", "onboarding", ts, "Look")
    await slack.say("Bruno", "onboarding", "Nice", ts)

    changes = [each for each in toy.events() if each.get("subtype") == "message_changed"]
    unfurl, edit, reply = changes
    assert toy.events()[0]["text"] == "Look: <https://example.org/page>."
    assert "edited" not in unfurl["message"]
    assert unfurl["message"]["text"] == unfurl["previous_message"]["text"]
    assert edit["message"]["edited"]["user"] == "UAMINA"
    assert (edit["message"]["text"], edit["hidden"]) == ("Look", True)
    assert reply["message"]["reply_count"] == 1


async def test_an_edited_mention_comes_as_a_mention_once_more(
    slack: SlackStandin, toy: Toy
) -> None:
    ts = await slack.say("Amina", "onboarding", "@whoknows who nows?")
    await slack.edit("Amina", "onboarding", ts, "@whoknows who knows?")
    await slack.unfurl("onboarding", ts)

    first, second = toy.events("app_mention")
    assert (first["ts"], second["ts"]) == (ts, ts)
    assert "edited" not in first
    assert second["edited"]["user"] == "UAMINA"
    assert len(toy.events("message")) == 3


async def test_a_deleted_message_with_replies_leaves_a_stone(slack: SlackStandin, toy: Toy) -> None:
    ts = await slack.say("Amina", "onboarding", "Who knows?")
    await slack.say("Bruno", "onboarding", "I", ts)
    await slack.delete("Amina", "onboarding", ts)

    last = toy.events("message")[-1]
    assert last["message"]["subtype"] == "tombstone"
    assert last["channel"] == HERE


async def test_nothing_is_heard_without_the_scope_or_outside_the_channel(
    slack: SlackStandin, toy: Toy
) -> None:
    slack.add_channel("canteen", "Amina", with_bot=False)
    await slack.say("Amina", "canteen", "@whoknows?")
    [installed] = slack.state.installations["T1"]
    installed.scopes -= {"groups:history", "reactions:read", "app_mentions:read"}
    ts = await slack.say("Amina", "leads", "@whoknows?")
    await slack.react("Amina", "leads", ts, "bulb")
    assert toy.heard == []

    await slack.say("Amina", "onboarding", "@whoknows?")

    assert [each["type"] for each in toy.events()] == ["message"]


async def test_coming_and_going(slack: SlackStandin, toy: Toy) -> None:
    await slack.join("Chen", "onboarding")
    await slack.leave("Chen", "onboarding")
    await slack.leave("whoknows", "onboarding")
    await slack.join("whoknows", "onboarding", by="Bruno")

    assert Counter(each["type"] for each in toy.events()) == {
        "message": 3,
        "member_joined_channel": 2,
        "member_left_channel": 1,
        "channel_left": 1,
    }
    assert subtypes(toy) == ["channel_join", "channel_leave", "channel_join"]
    assert toy.events("member_joined_channel")[-1]["inviter"] == "UBRUNO"


async def test_channels_change_and_private_ones_have_names_of_their_own(
    slack: SlackStandin, toy: Toy
) -> None:
    await slack.archive("Bruno", "onboarding")
    await slack.unarchive("Bruno", "onboarding")
    await slack.make_private("Bruno", "onboarding")
    await slack.say("Bruno", "onboarding", "Just us")
    await slack.rename("Amina", "leads", "heads")

    assert [each["type"] for each in toy.events() if each["type"] != "message"] == [
        "channel_archive",
        "channel_unarchive",
        "group_rename",
    ]
    assert "channel_convert_to_private" in subtypes(toy)
    said = [each for each in toy.events("message") if each.get("text") == "Just us"]
    assert [(each["channel"], each["channel_type"]) for each in said] == [(HERE, "group")]


async def test_strangers_speak_in_a_shared_channel(
    slack: SlackStandin, toy: Toy, client: AsyncWebClient
) -> None:
    slack.add_workspace("T2", "partner")
    slack.add_user("Noor", "T2")
    await slack.share("onboarding", "T2", is_private=True)
    await slack.join("Noor", "onboarding")
    await slack.say("Noor", "onboarding", "Hello from afar")

    said = toy.events("message")[-1]
    assert (said["user_team"], said["source_team"]) == ("T2", "T2")
    assert toy.heard[-1]["is_ext_shared_channel"] is True
    assert toy.heard[-1]["team_id"] == "T1"
    assert (await client.users_info(user="UT2NOOR"))["user"]["is_stranger"] is True
    assert slack.channel(HERE).kind_in("T2") == "private"
    assert "channel_shared" in [each["type"] for each in toy.events()]


async def test_bots_workflows_and_broadcasts(slack: SlackStandin, toy: Toy) -> None:
    slack.add_user("Other", is_bot=True, bot_id="B2")
    slack.channel("onboarding").members.append("UOTHER")
    root = await slack.say("Other", "onboarding", "Beep @whoknows")
    await slack.workflow_says("onboarding", "How was your week?")
    await slack.say("Amina", "onboarding", "To all", root, broadcast=True)

    messages = toy.events("message")
    assert messages[0]["bot_id"] == "B2"
    assert messages[1]["subtype"] == "bot_message"
    assert messages[2]["subtype"] == "thread_broadcast"
    assert messages[2]["root"]["ts"] == root
    assert len(toy.events("app_mention")) == 1


async def test_the_home_is_opened_published_and_pressed(
    slack: SlackStandin, toy: Toy, client: AsyncWebClient
) -> None:
    await slack.open_home("Amina")
    assert toy.events("app_home_opened")[0]["tab"] == "home"
    await client.views_publish(
        user_id="UAMINA", view={"type": "home", "blocks": [actions(button("Quiet"))]}
    )
    await slack.press("Amina", "Quiet")

    pressed = toy.heard[-1]
    assert pressed["container"]["type"] == "view"
    assert pressed["view"]["type"] == "home"
    assert "channel" not in pressed
    home = slack.home_of("Amina")
    assert home
    assert slack.read_view(home) == "[Quiet]"


async def test_shortcuts(slack: SlackStandin, toy: Toy) -> None:
    ts = await slack.say("Bruno", "onboarding", "Worth keeping")
    await slack.message_shortcut("Amina", "onboarding", ts, "keep")
    await slack.shortcut("Amina", "ask")

    on_message, everywhere = toy.heard[-2:]
    assert (on_message["type"], on_message["message_ts"]) == ("message_action", ts)
    assert on_message["message"]["text"] == "Worth keeping"
    assert (everywhere["type"], everywhere["callback_id"]) == ("shortcut", "ask")
    assert "channel" not in everywhere


async def test_commands_name_private_places_by_their_kind(slack: SlackStandin, toy: Toy) -> None:
    await slack.command("Amina", "leads", "/ask", "Who & why?")
    await slack.command("Amina", slack.direct("Amina"), "/ask")

    assert [each["channel_name"] for each in toy.heard] == ["privategroup", "directmessage"]
    assert toy.heard[0]["text"] == "Who &amp; why?"


async def test_a_private_channel_has_no_name_for_others(
    slack: SlackStandin, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel=HERE, text="As said in <#CLEADS> and <#CONBOARDING>")

    [amina] = slack.seen_by("Amina", "onboarding")
    [bruno] = slack.seen_by("Bruno", "onboarding")
    assert amina.text == "As said in #leads and #onboarding"
    assert bruno.text == "As said in #private channel and #onboarding"


async def test_calling_everybody_is_noted(slack: SlackStandin, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=HERE, text="<!channel> &lt;!here&gt; <@UAMINA>")

    assert slack.alarms == [("onboarding", posted["ts"], "<!channel>")]
