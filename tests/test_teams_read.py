"""An activity of Teams in, what was heard out; and nothing but a ValueError for odd ones."""

import copy
import dataclasses
import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.teams.activity import moment
from adapters.teams.read import apart, heard_in, key_of, read
from bot.intents import (
    AnswerForm,
    Arrive,
    Ask,
    AskForm,
    Decline,
    Delete,
    Find,
    Heard,
    Help,
    Intent,
    Join,
    Leave,
    Mark,
    MarkKind,
    Nothing,
    PassOn,
    PressHelpful,
    Rename,
    Reply,
    Rest,
    Restore,
    Say,
    SeenPerson,
    SeenPlace,
    SetPhase,
    SetProfile,
    ShareForm,
    Solve,
    ThisAnswers,
    Why,
)
from bot.model import CapturedBy, Reason, Visibility

Json = dict[str, Any]

TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47"
OTHER_TENANT = "0d9b645f-597b-41f0-a2a3-ef103fbd91bb"
WORKSPACE = f"teams:{TENANT}"
CHANNEL = "19:693ecdb923ac4458a5c23661b505fc84@thread.tacv2"
TEAM = "19:efa9296d959346209fea44151c742e73@thread.tacv2"
CHAT = "19:4b1d7c0e5c7a4f0aa1@thread.v2"
DIRECT = "a:1pL6i0oY3C0K8oAj8l-vWw"
PLACE = f"{WORKSPACE}/{CHANNEL}"
NUMBER = "1795424400123"
KEY = f"{PLACE}/{NUMBER}"
AT = datetime(2026, 11, 23, 9, 0, 0, 123_000, UTC)
ROOT_NUMBER = "1795420800000"
ROOT = f"{PLACE}/{ROOT_NUMBER}"
LATER = datetime(2026, 11, 23, 9, 5, 0, 500_000, UTC)
AMINA_ID = "b130c271-d2eb-45f9-83ab-9eb3fe3788bc"
BRUNO_ID = "0de69e5e-2da8-4cf2-821f-5e6585b2c65b"
AMINA = f"{WORKSPACE}/{AMINA_ID}"
BRUNO = f"{WORKSPACE}/{BRUNO_ID}"
A = SeenPerson(AMINA, "Amina Adeyemi", fresh=True, zone="Europe/Berlin", language="en")
B = SeenPerson(BRUNO, "Bruno Costa", fresh=True)
HERE = SeenPlace(PLACE, "onboarding")
US: Json = {"id": "28:0f0c1b9a-4a8c-4b1e-9d4e-0c9a5b1d2e3f", "name": "Whoknows"}
FROM_AMINA: Json = {"id": "29:1a", "name": "Amina Adeyemi", "aadObjectId": AMINA_ID}
FROM_BRUNO: Json = {"id": "29:1b", "name": "Bruno Costa", "aadObjectId": BRUNO_ID}
MENTION: Json = {"type": "mention", "mentioned": US, "text": "<at>Whoknows</at>"}
QUOTE = '<blockquote itemtype="http://schema.skype.com/Reply" itemid="{}">x</blockquote>'
CLIENT: Json = {"type": "clientInfo", "locale": "en-US", "country": "US", "platform": "Web"}


def activity(kind: str, **fields: Any) -> Json:
    """Return an activity of Amina's in a channel; a field that is None is left out."""
    usual: Json = {
        "type": kind,
        "id": NUMBER,
        "timestamp": "2026-11-23T09:00:00.123Z",
        "localTimestamp": "2026-11-23T10:00:00.123+01:00",
        "localTimezone": "Europe/Berlin",
        "locale": "en-US",
        "channelId": "msteams",
        "serviceUrl": "https://smba.trafficmanager.net/emea/",
        "from": FROM_AMINA,
        "recipient": US,
        "conversation": {
            "isGroup": True,
            "conversationType": "channel",
            "tenantId": TENANT,
            "id": f"{CHANNEL};messageid={NUMBER}",
        },
        "channelData": {
            "teamsChannelId": CHANNEL,
            "teamsTeamId": TEAM,
            "channel": {"id": CHANNEL, "name": "onboarding"},
            "team": {"id": TEAM, "name": "Warehouse"},
            "tenant": {"id": TENANT},
        },
        "entities": [CLIENT],
    }
    return {name: value for name, value in {**usual, **fields}.items() if value is not None}


def said(html: str = "We moved to the third floor.", **fields: Any) -> Json:
    """Return the activity of a message, which comes as HTML and as a text with names marked."""
    content = {"contentType": "text/html", "content": f"<div>{html}</div>"}
    text = re.sub(r"<(?!/?at)[^>]*>", "", html)
    return activity("message", **{"text": text, "attachments": [content], **fields})


def conversation(number: str, kind: str, **fields: Any) -> Json:
    """Return a conversation outside any thread."""
    return {"conversationType": kind, "tenantId": TENANT, "id": number, **fields}


def in_thread(number: str = ROOT_NUMBER) -> Json:
    """Return the conversation of a thread in the channel."""
    return conversation(f"{CHANNEL};messageid={number}", "channel", isGroup=True)


def directly(**fields: Any) -> Json:
    """Return what makes an activity one of the direct line with Amina."""
    return {
        "conversation": conversation(DIRECT, "personal"),
        "channelData": {"tenant": {"id": TENANT}},
        **fields,
    }


def in_chat(**fields: Any) -> Json:
    """Return what makes an activity one of a group chat."""
    return {
        "conversation": conversation(CHAT, "groupChat", isGroup=True),
        "channelData": {"tenant": {"id": TENANT}},
        **fields,
    }


def changed(event: str | None, **fields: Any) -> Json:
    """Return the activity that tells that a team or channel changed."""
    data: Json = {"team": {"id": TEAM, "name": "Warehouse"}, "tenant": {"id": TENANT}}
    if event and event.startswith("channel"):
        data["channel"] = {"id": CHANNEL, "name": "arrivals"}
    data["eventType"] = event
    usual: Json = {"channelData": data, "conversation": conversation(TEAM, "channel"), "id": "f:1"}
    return activity("conversationUpdate", **{**usual, **fields})


def invoke(name: str, value: Any, **fields: Any) -> Json:
    """Return an invoke."""
    return activity("invoke", **{"name": name, "value": value, "id": "f:2", **fields})


def pressed(button: str, **fields: Any) -> Json:
    """Return the invoke of a button on a card."""
    action = {"type": "Action.Execute", "verb": "press", "data": {"does": button}}
    return invoke("adaptiveCard/action", {"action": action, "trigger": "manual"}, **fields)


def submitted(form: str, **values: Any) -> Json:
    """Return the invoke of a form on a card."""
    action = {"type": "Action.Execute", "verb": "submit", "data": {"does": form, **values}}
    return invoke("adaptiveCard/action", {"action": action, "trigger": "manual"})


def chosen(verb: str, message: Json | None = None, **value: Any) -> Json:
    """Return the invoke of an action on a message."""
    told = {"id": ROOT_NUMBER, "body": {"contentType": "html", "content": "<p>In the shop.</p>"}}
    payload = {**told, **(message or {})}
    usual = {"commandId": verb, "commandContext": "message", "messagePayload": payload}
    return invoke("composeExtension/submitAction", {**usual, **value})


def hear(payload: Json) -> Heard:
    """Return what is heard of an activity."""
    return read(json.dumps(payload))


def heard(
    intent: Intent,
    kind: str = "message",
    key: str = KEY,
    person: SeenPerson | None = A,
    *,
    at: datetime = AT,
    place: SeenPlace | None = HERE,
) -> Heard:
    """Return what should be heard."""
    return Heard(key, kind, at, intent, WORKSPACE, place, person)


# words


def test_a_message_is_somebodys_words_in_a_place() -> None:
    found = hear(said("Is <at>Bruno</at> in the &lt;shop&gt;?"))

    assert found == heard(Say(KEY, "Is @Bruno in the <shop>?"))


def test_a_message_without_html_is_read_from_its_text() -> None:
    found = hear(said(attachments=None, text="Is <at>Bruno</at> in?&nbsp;"))

    assert found == heard(Say(KEY, "Is @Bruno in?"))


def test_a_reply_in_a_thread_names_the_thread() -> None:
    found = hear(said("In the shop.", conversation=in_thread()))

    assert found == heard(Reply(KEY, ROOT, "In the shop."), "thread reply")


def test_the_first_message_of_a_thread_is_no_reply() -> None:
    assert hear(said("Where?")).intent == Say(KEY, "Where?")


def test_in_a_group_chat_a_reply_to_a_message_is_an_answer_to_it() -> None:
    quote = QUOTE.format(ROOT_NUMBER)
    chat = f"{WORKSPACE}/{CHAT}"

    found = hear(said(f"{quote}<p>In the shop.</p>", **in_chat()))

    assert found.intent == Reply(f"{chat}/{NUMBER}", f"{chat}/{ROOT_NUMBER}", "In the shop.")


def test_in_a_channel_a_quoted_message_makes_no_thread() -> None:
    quote = QUOTE.format(ROOT_NUMBER)

    assert hear(said(f"{quote}<p>Where?</p>")).intent == Say(KEY, "Where?")


@pytest.mark.parametrize("html", ["", " ", "&nbsp;", "<img src='x' alt='image'>", "\u2028\x00"])
def test_a_message_without_words_is_passed_over(html: str) -> None:
    assert hear(said(html, text="")) == heard(Nothing(Why.NO_WORDS))
    assert hear(said(html, text="", **directly())).intent == Nothing(Why.NO_WORDS)


# our name


@pytest.mark.parametrize(
    "message",
    [
        said("<at id='0'>Whoknows</at>&nbsp;who has the key?", entities=[CLIENT, MENTION]),
        said("<at>Whoknows</at> who has the key?", attachments=None, entities=[MENTION]),
        said("<at>Whoknows</at> who has the key?", entities=None),
        said("<at>whoknows</at> who has the key?", attachments=None, entities=[]),
        said("<at><at>Whoknows</at></at> who has the key?", entities=[MENTION]),
        said("<at>WK</at> who has the key?", entities=[{**MENTION, "text": "<at>WK</at>"}]),
        said("<span itemtype='x/Mention'>Whoknows</span> who has the key?", entities=[MENTION]),
        said("who has the key?", entities=[MENTION]),
        said("/ask who has the key?"),
        said("<p>/whoknows ask who has the key?</p>"),
        said("<at>Whoknows</at> /ask who has the key?", entities=[MENTION]),
        said("<at>Whoknows</at> ask who has the key?", entities=[MENTION]),
    ],
    ids=lambda message: message["text"] if isinstance(message, dict) else "",
)
def test_a_question_to_us_is_asked(message: Json) -> None:
    assert hear(message) == heard(Ask("who has the key?"))


def test_a_question_to_us_in_a_thread_is_asked_there() -> None:
    found = hear(said("<at>Whoknows</at> who has the key?", conversation=in_thread()))

    assert found == heard(Ask("who has the key?", CapturedBy.MENTION, KEY, ROOT), "thread reply")


def test_in_a_direct_line_nobody_needs_to_name_us() -> None:
    found = hear(said("who has the key?", **directly()))

    place = SeenPlace(f"{WORKSPACE}/{DIRECT}", None, Visibility.DIRECT)
    key = f"{place.key}/{NUMBER}"
    assert found == heard(Ask("who has the key?"), key=key, place=place)


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("<at>Whoknows</at> pilot listening", SetPhase("listening")),
        ("<at>Whoknows</at> solved", Solve(ROOT)),
        ("/whoknows solved", Solve(ROOT)),
        ("/whoknows reopen", Solve(ROOT, on=False)),
        ("<at>Whoknows</at>", Help()),
        ("/whoknows", Help()),
        ("/find where is the key?", Find("where is the key?")),
        ("/share moved the shelf", ShareForm("moved the shelf")),
        ("/SHARE moved the shelf", ShareForm("moved the shelf")),
    ],
)
def test_a_command_is_what_it_says(words: str, intent: Intent) -> None:
    assert hear(said(words, conversation=in_thread())).intent == intent


@pytest.mark.parametrize("words", ["/asking is free", "/giphy cat", "and/ask me", "/ ask"])
def test_other_words_with_a_stroke_are_words(words: str) -> None:
    assert hear(said(words)).intent == Say(KEY, words)


def test_somebody_else_with_our_name_is_not_us() -> None:
    other = {"type": "mention", "mentioned": FROM_BRUNO, "text": "<at>Whoknows</at>"}

    found = hear(said("<at>Whoknows</at> who has the key?", entities=[other]))

    assert found.intent == Say(KEY, "@Whoknows who has the key?")


# edits and deletions


def edited(html: str, **fields: Any) -> Json:
    """Return the activity of an edit, five minutes after the message."""
    usual = {"type": "messageUpdate", "timestamp": "2026-11-23T09:05:00.5000000Z"}
    return said(html, **{**usual, **fields})


def test_an_edit_is_the_message_again_with_its_new_words() -> None:
    found = hear(edited("Where is the key?"))

    key = f"{KEY}/edit:1795424700.500000"
    assert found == heard(Say(KEY, "Where is the key?", LATER), "edit", key)


def test_an_edited_question_is_asked_again_and_an_edited_reply_replied() -> None:
    asked = hear(edited("<at>Whoknows</at> who has the key?"))
    replied = hear(edited("In the shop.", conversation=in_thread()))

    assert asked.intent == Ask("who has the key?", CapturedBy.MENTION, KEY, None, LATER)
    assert replied.intent == Reply(KEY, ROOT, "In the shop.", LATER)


def test_a_command_does_not_happen_again_because_it_was_edited() -> None:
    assert hear(edited("<at>Whoknows</at> pilot open")).intent == Nothing(Why.NO_MATTER)


def test_a_deletion_names_the_message_and_when() -> None:
    data = {"eventType": "softDeleteMessage", "tenant": {"id": TENANT}}
    payload = activity("messageDelete", channelData=data, timestamp="2026-11-23T09:05:00.5Z")

    found = hear(payload)

    assert (found.intent, found.at) == (Delete(KEY), LATER)
    again = hear({**payload, "timestamp": "2026-11-23T09:07:00Z"})
    assert found.key != again.key


def test_an_undone_deletion_brings_the_words_with_it() -> None:
    data = {"eventType": "undeleteMessage", "tenant": {"id": TENANT}}
    fields = {"type": "messageUpdate", "channelData": data, "timestamp": "2026-11-23T09:05:00.5Z"}
    reply = {"conversation": conversation(f"{CHANNEL};messageid={ROOT_NUMBER}", "channel")}

    found = hear(said("In the safe.", **fields, **reply))
    words = Reply(KEY, ROOT, "In the safe.", LATER)
    assert (found.intent, found.at) == (Restore(KEY, words, LATER), AT)

    asked = hear(said("<at>Whoknows</at> ask Who?", **fields, entities=[MENTION, CLIENT]))
    assert asked.intent == Restore(
        KEY, Ask("Who?", CapturedBy.MENTION, KEY, edited_at=LATER), LATER
    )

    empty = hear(said("", **fields, **reply))
    assert empty.intent == Nothing(Why.NO_WORDS)


# reactions


def reaction(sign: str, name: str = "reactionsAdded", **fields: Any) -> Json:
    """Return the activity of a sign that Bruno put on our message."""
    usual = {"replyToId": ROOT_NUMBER, "from": FROM_BRUNO, "id": "f:3", name: [{"type": sign}]}
    return activity("messageReaction", **{**usual, **fields})


@pytest.mark.parametrize(
    ("sign", "kind"),
    [
        ("1f4a1_electriclightbulb", MarkKind.HELPFUL),
        ("💡", MarkKind.HELPFUL),
        ("2705_whiteheavycheckmark", MarkKind.SOLVED),
        ("✅", MarkKind.SOLVED),
        ("✔️", MarkKind.SOLVED),
    ],
)
def test_a_sign_of_ours_on_our_message_is_a_mark_and_can_be_taken_back(
    sign: str, kind: MarkKind
) -> None:
    found, back = hear(reaction(sign)), hear(reaction(sign, "reactionsRemoved"))

    assert found.intent == Mark(ROOT, kind, on=True)
    assert back.intent == Mark(ROOT, kind, on=False)
    assert found.key == f"{ROOT}/{BRUNO_ID}/{sign}/on:1795424400.123000"
    assert found.person
    assert found.person.key == BRUNO


@pytest.mark.parametrize("sign", ["like", "heart", "laugh", "1f440_eyes", "", "1f4a1x"])
def test_any_other_sign_is_none_of_ours(sign: str) -> None:
    assert hear(reaction(sign)).intent == Nothing(Why.NO_MATTER)


def test_of_several_signs_the_one_that_means_something_counts() -> None:
    signs = [{"type": "like"}, None, {"type": "💡"}]

    assert hear(reaction("", reactionsAdded=signs)).intent == Mark(ROOT, MarkKind.HELPFUL, on=True)


# who comes and goes


def test_who_comes_and_goes_is_told() -> None:
    came = hear(changed("teamMemberAdded", membersAdded=[FROM_BRUNO]))
    went = hear(changed("teamMemberRemoved", membersRemoved=[FROM_BRUNO]))

    team = f"{WORKSPACE}/{TEAM}"
    place = SeenPlace(team)
    assert came == heard(Join(), "join", f"{team}/{BRUNO_ID}/join:f:1", B, place=place)
    left = Leave(tells_no_more=True)
    assert went == heard(left, "leave", f"{team}/{BRUNO_ID}/leave:f:1", B, place=place)


def test_that_we_came_in_wakes_the_place_and_that_we_went_puts_it_to_rest() -> None:
    came = hear(changed("teamMemberAdded", membersAdded=[US]))
    went = hear(changed("teamMemberRemoved", membersRemoved=[US]))

    assert (came.intent, came.person) == (Arrive(), None)
    assert went.intent == Rest("not_in_channel")


def test_a_team_that_takes_us_in_is_greeted_in_its_first_channel_alone() -> None:
    came = changed("teamMemberAdded", membersAdded=[US])
    further = {**came, "conversation": {**came["conversation"], "id": "19:further@thread.tacv2"}}
    closed = json.loads(json.dumps(further))
    closed["channelData"]["channel"] = {"id": "19:further@thread.tacv2", "type": "private"}

    assert hear(came).intent == Arrive()
    assert hear(further).intent == Rest(on=False)
    assert hear(closed).intent == Arrive()


def test_several_who_come_at_once_are_told_one_by_one() -> None:
    told = changed("teamMemberAdded", membersAdded=[FROM_AMINA, US, FROM_BRUNO])

    found = [heard_in(each) for each in apart(told)]

    assert [each.intent for each in found] == [Join(), Arrive(), Join()]
    assert len({each.key for each in found}) == 3
    assert [each.person and each.person.key for each in found] == [AMINA, None, BRUNO]


@pytest.mark.parametrize("told", [{}, said(), {"type": 1}])
def test_all_else_is_one_thing(told: Json) -> None:
    assert apart(told) == (told,)


def test_who_begins_to_speak_with_us_joins_nothing() -> None:
    payload = activity("conversationUpdate", **directly(membersAdded=[FROM_AMINA]), id="f:1")

    found = hear(payload)

    assert found.intent == Nothing(Why.NO_MATTER)
    assert found.person == SeenPerson(AMINA, "Amina Adeyemi", fresh=True)


def test_another_bot_that_comes_is_a_bot_and_who_has_no_account_nobody() -> None:
    bot = hear(changed("teamMemberAdded", membersAdded=[{"id": "28:other"}]))
    nobody = hear(changed("teamMemberAdded", membersAdded=[{"id": "29:x", "aadObjectId": None}]))

    assert (bot.intent, nobody.intent) == (Nothing(Why.BOT), Nothing(Why.NO_PERSON))


# what becomes of places


@pytest.mark.parametrize(
    ("event", "intent"),
    [
        ("channelDeleted", Rest("channel_not_found")),
        ("channelRestored", Rest(on=False)),
        ("channelRenamed", Rename()),
        ("channelShared", Rename()),
        ("channelUnshared", Rename()),
        ("channelCreated", Nothing(Why.NO_MATTER)),
        ("teamArchived", Rest("is_archived")),
        ("teamUnarchived", Rest(on=False)),
        ("teamDeleted", Rest("channel_not_found")),
        ("teamHardDeleted", Rest("channel_not_found")),
        ("teamRestored", Rest(on=False)),
        ("teamRenamed", Rename()),
        ("somethingNew", Nothing(Why.UNKNOWN_KIND)),
        (None, Nothing(Why.UNKNOWN_KIND)),
    ],
)
def test_what_becomes_of_a_place_is_told_of_the_very_place(
    event: str | None, intent: Intent
) -> None:
    found = hear(changed(event))

    about = CHANNEL if event and event.startswith("channel") else TEAM
    assert found.intent == intent
    assert found.place
    assert found.place.key == f"{WORKSPACE}/{about}"
    assert found.key == f"{WORKSPACE}/{about}/{event or 'change'}:f:1"


def test_a_renamed_place_has_its_new_name() -> None:
    channel, team = hear(changed("channelRenamed")), hear(changed("teamRenamed"))
    data = {"tenant": {"id": TENANT}}
    chat = hear(activity("conversationUpdate", **in_chat(topicName="Move", channelData=data)))

    assert channel.place == SeenPlace(PLACE, "arrivals", renamed=True)
    assert team.place == SeenPlace(f"{WORKSPACE}/{TEAM}", "Warehouse", renamed=True)
    assert chat.intent == Rename()
    assert chat.place
    assert (chat.place.name, chat.place.renamed) == ("Move", True)


def test_a_channel_that_is_shared_from_now_on_is() -> None:
    found = hear(changed("channelShared"))

    assert found.place
    assert found.place.visibility is Visibility.SHARED


@pytest.mark.parametrize(
    ("action", "intent"),
    [
        ("add", Arrive()),
        ("add-upgrade", Arrive()),
        ("remove", Rest("not_in_channel")),
        ("remove-upgrade", Rest("not_in_channel")),
    ],
)
def test_who_takes_us_out_of_their_direct_line_takes_us_out_of_no_other(
    action: str, intent: Intent
) -> None:
    found = hear(activity("installationUpdate", **directly(action=action), id="f:1"))

    assert found.intent == intent
    assert found.place == SeenPlace(f"{WORKSPACE}/{DIRECT}", None, Visibility.DIRECT)


@pytest.mark.parametrize(
    ("kind", "channel", "visibility"),
    [
        ("personal", None, Visibility.DIRECT),
        ("groupChat", None, Visibility.PRIVATE),
        ("channel", None, None),
        ("channel", "standard", None),
        ("channel", "Private", Visibility.PRIVATE),
        ("channel", "shared", Visibility.SHARED),
        ("meeting", None, Visibility.PRIVATE),
        ("", "private", Visibility.PRIVATE),
        ("personal", "standard", Visibility.DIRECT),
        ("groupChat", "shared", Visibility.SHARED),
        ("GroupChat", "standard", Visibility.PRIVATE),
        ("Personal", None, Visibility.DIRECT),
    ],
)
def test_who_can_read_a_place_is_never_more_than_teams_tells(
    kind: str, channel: str | None, visibility: Visibility | None
) -> None:
    told = {"tenant": {"id": TENANT}, "channel": {"id": CHANNEL, "type": channel}}
    data = told if channel or kind == "channel" else {"tenant": {"id": TENANT}}

    found = hear(said(conversation=conversation(CHANNEL, kind), channelData=data))

    assert found.place
    assert found.place.visibility is visibility
    assert found.place.presumed is Visibility.PRIVATE


# people


@pytest.mark.parametrize(
    ("who", "why"),
    [
        (None, Why.NO_PERSON),
        ([], Why.NO_PERSON),
        ({}, Why.NO_PERSON),
        ({**FROM_AMINA, "aadObjectId": None}, Why.NO_PERSON),
        ({**FROM_AMINA, "aadObjectId": 7}, Why.NO_PERSON),
        ({**FROM_AMINA, "aadObjectId": "a/b"}, Why.NO_PERSON),
        ({**FROM_AMINA, "aadObjectId": "x" * 65}, Why.NO_PERSON),
        ({**FROM_AMINA, "aadObjectId": f"{AMINA_ID}\n"}, Why.NO_PERSON),
        (US, Why.BOT),
        ({**FROM_AMINA, "role": "bot"}, Why.BOT),
        ({"id": "28:another", "name": "Forms", "aadObjectId": AMINA_ID}, Why.BOT),
    ],
    ids=str,
)
def test_the_words_of_nobody_and_of_bots_are_passed_over(who: Any, why: Why) -> None:
    found = hear(said() | {"from": who})

    assert found == heard(Nothing(why), person=None)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"userRole": "guest"}, {"is_guest": True}),
        ({"userRole": "user"}, {"is_guest": False}),
        ({"userPrincipalName": "a_b.example#EXT#@c.example"}, {"is_guest": True}),
        ({"name": " "}, {"name": None, "fresh": False}),
        ({"name": "Amina\x00\u2028A"}, {"name": "Amina  A"}),
        ({"name": "x" * 999}, {"name": "x" * 199 + "…"}),
        ({"aadObjectId": AMINA_ID.upper()}, {}),
        ({"tenantId": TENANT.upper()}, {}),
    ],
    ids=str,
)
def test_a_person_is_as_the_payload_shows_them(told: Json, expected: Json) -> None:
    found = hear(said() | {"from": {**FROM_AMINA, **told}})

    assert found.person == dataclasses.replace(A, **expected)


@pytest.mark.parametrize(
    ("fields", "zone", "language"),
    [
        ({"localTimezone": "America/Los_Angeles", "locale": "pl"}, "America/Los_Angeles", "pl"),
        ({"localTimezone": None, "locale": None}, None, "en"),
        ({"localTimezone": "Mars/Base", "locale": "x"}, None, None),
        ({"localTimezone": "../../etc/passwd", "locale": "english"}, None, None),
        ({"localTimezone": "Europe", "locale": "de_DE"}, None, "de"),
        ({"localTimezone": 1, "locale": ["en"], "entities": None}, None, None),
        (
            {"localTimezone": None, "entities": [{**CLIENT, "timezone": "Asia/Tokyo"}]},
            "Asia/Tokyo",
            "en",
        ),
    ],
)
def test_zone_and_language_are_what_teams_says_where_we_know_them(
    fields: Json, zone: str | None, language: str | None
) -> None:
    found = hear(said(**fields))

    assert found.person
    assert (found.person.zone, found.person.language) == (zone, language)


def test_a_stranger_answers_in_a_thread_and_does_nothing_else() -> None:
    stranger = {**FROM_AMINA, "tenantId": OTHER_TENANT}
    told = hear(said("Me!", conversation=in_thread()) | {"from": stranger})
    asked = hear(said("<at>Whoknows</at> who?", conversation=in_thread()) | {"from": stranger})
    outside = hear(said() | {"from": stranger})
    press = hear(pressed("helpful k") | {"from": stranger})

    assert told.intent == Reply(KEY, ROOT, "Me!")
    assert isinstance(asked.intent, Reply)
    assert outside.intent == press.intent == Nothing(Why.STRANGER)
    assert told.person
    assert told.person.is_stranger
    assert told.person.key == f"teams:{OTHER_TENANT}/{AMINA_ID}"


# cards


@pytest.mark.parametrize(
    ("button", "intent"),
    [
        (f"helpful {KEY}", PressHelpful(KEY)),
        (f"answer {KEY}", AnswerForm(KEY)),
        (f"notme {KEY} busy", Decline(KEY, Reason.BUSY)),
    ],
)
def test_a_button_on_a_card_is_pressed(button: str, intent: Intent) -> None:
    assert hear(pressed(button)) == heard(intent, "press", f"{PLACE}/press:f:2")


def test_a_form_on_a_card_is_sent_with_its_fields() -> None:
    found = hear(submitted(f"answer {KEY}", text="In the shop.\r\nReally.", odd=7, more=None))

    expected = AnswerForm(KEY, "In the shop.\nReally.")
    assert found == heard(expected, "submit", f"{PLACE}/submit:f:2")


def test_what_a_form_carries_is_none_of_its_fields() -> None:
    found = hear(submitted("profile", topics="keys", **{"from": f"{WORKSPACE}/{TEAM}"}))

    assert found.intent == SetProfile(form=(("topics", "keys"),))
    assert found.place == HERE


@pytest.mark.parametrize("to", [BRUNO_ID, BRUNO_ID.upper(), BRUNO])
def test_who_is_chosen_in_a_form_is_a_person_of_the_tenant(to: str) -> None:
    found = hear(submitted(f"pass {KEY}", to=to, note="see"))

    assert found.intent == PassOn(KEY, BRUNO, "see")
    assert found.vouched == (SeenPerson(BRUNO),)


def test_a_place_that_is_chosen_in_a_form_is_no_person() -> None:
    found = hear(submitted(f"pass {KEY}", place=PLACE))

    assert found.intent == PassOn(KEY, PLACE)
    assert found.vouched == ()


@pytest.mark.parametrize(
    ("verb", "intent"),
    [
        ("ask", AskForm("In the shop.", captured_by=CapturedBy.SHORTCUT)),
        ("keep", ShareForm(source=ROOT, text="In the shop.")),
        ("answers", ThisAnswers(ROOT)),
        ("pass", PassOn(ROOT)),
    ],
)
@pytest.mark.parametrize("name", ["composeExtension/submitAction", "composeExtension/fetchTask"])
def test_an_action_on_a_message_is_about_that_message(verb: str, intent: Intent, name: str) -> None:
    found = hear(chosen(verb) | {"name": name})

    assert found == heard(intent, "shortcut", f"{PLACE}/shortcut:f:2")


def test_an_action_on_no_message_begins_with_nothing() -> None:
    value = {"commandId": "ask", "commandContext": "compose"}

    assert hear(invoke("composeExtension/fetchTask", value)).intent == AskForm(
        captured_by=CapturedBy.SHORTCUT
    )


def test_the_form_of_an_action_is_sent_like_any() -> None:
    found = hear(chosen("answers", data={"does": "ask", "text": "Who has the key?"}))

    assert (found.kind, found.intent) == (
        "submit",
        Ask("Who has the key?", in_form=True),
    )


@pytest.mark.parametrize(
    ("value", "intent"),
    [
        ({"commandId": "find", "parameters": [{"name": "words", "value": " key "}]}, Find("key")),
        ({"commandId": "find", "parameters": [{"name": "initialRun", "value": "true"}]}, Find("")),
        ({"commandId": "examples", "parameters": []}, Find("", examples_only=True)),
        ({"parameters": "key"}, Find("")),
        (None, Find("")),
    ],
)
def test_a_search_in_the_message_extension_finds(value: Any, intent: Intent) -> None:
    found = hear(invoke("composeExtension/query", value))

    assert found == heard(intent, "search", f"{PLACE}/search:f:2")


def test_what_is_done_outside_any_conversation_is_done_in_the_direct_line() -> None:
    query = invoke("composeExtension/query", {})
    data = {"tenant": {"id": TENANT}}

    found = hear({**query, "channelData": data, "conversation": {}})

    assert found.place == SeenPlace(f"{WORKSPACE}/D-{AMINA_ID}", visibility=Visibility.DIRECT)


@pytest.mark.parametrize(
    "payload",
    [
        pressed("explode everything"),
        pressed("helpful"),
        pressed(f"helpful {'x' * 401}"),
        pressed(f"judge {KEY} great"),
        pressed(f"helpful {KEY}") | {"from": None},
        pressed(f"helpful {KEY}") | {"from": US},
        pressed(f"helpful {KEY}") | {"id": None},
        pressed(f"helpful {KEY}") | {"id": "a/b"},
        submitted("explode"),
        submitted(f"pass {KEY}", to="a/b"),
        submitted(f"pass {KEY}", to=f"teams:{OTHER_TENANT}/{BRUNO_ID}"),
        chosen("answers", {"id": None}),
        chosen("answers", {"id": "1 2"}),
    ],
    ids=lambda payload: json.dumps(payload.get("value"))[:50],
)
def test_an_invoke_that_is_none_of_ours_is_refused(payload: Json) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        hear(payload)


@pytest.mark.parametrize(
    "payload",
    [
        pressed(""),
        chosen("explode"),
        chosen("withdraw"),
        invoke("adaptiveCard/action", {"action": {"verb": "steal", "data": {}}}),
        invoke("adaptiveCard/action", {"action": "press"}),
        invoke("adaptiveCard/action", None),
    ],
    ids=lambda payload: json.dumps(payload.get("value"))[:50],
)
def test_what_is_done_with_a_card_of_others_is_passed_over(payload: Json) -> None:
    assert hear(payload).intent == Nothing(Why.UNKNOWN_KIND)


# what else there is


@pytest.mark.parametrize("kind", ["typing", "event", "endOfConversation", "somethingNew"])
def test_an_unknown_kind_is_passed_over(kind: str) -> None:
    found = hear(activity(kind))

    assert (found.kind, found.intent) == ("other", Nothing(Why.UNKNOWN_KIND))


@pytest.mark.parametrize(
    "payload",
    [
        invoke("fileConsent/invoke", {"action": "accept"}),
        invoke("message/submitAction", {"actionName": "feedback"}),
        invoke("signin/verifyState", {"state": "1"}, **{"from": None}),
        invoke("config/fetch", {}, id=None),
        invoke("composeExtension/queryLink", {"url": "https://example.org"}, **{"from": US}),
        invoke("task/fetch", {}),
        invoke("", None),
        invoke("x" * 100_000, {}),
    ],
    ids=lambda payload: str(payload.get("name"))[:50],
)
def test_an_invoke_that_nothing_is_for_is_passed_over(payload: Json) -> None:
    found = hear(payload)

    assert (found.kind, found.intent) == ("other", Nothing(Why.UNKNOWN_KIND))


def test_a_later_delivery_of_the_same_activity_has_the_same_key() -> None:
    assert key_of(json.dumps(said())) == key_of(json.dumps(said(timestamp="2026-11-24T00:00Z")))


ODD: list[Any] = [None, True, 0, -1, 1.5, 10**30, "", "\x00", "\ud800", [], [[]], {}, {"id": 1}]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "not json",
        "[]",
        "null",
        "1",
        "{}",
        '{"type": "message"}',
        "[" * 100_000,
        '{"a":' * 100_000,
        "1" * 10_000,
        "\ud800",
        json.dumps(said(conversation=conversation(CHANNEL, "channel", tenantId=OTHER_TENANT))),
        json.dumps(said(conversation=None, channelData=None)),
        json.dumps(said(conversation=None)),
        json.dumps(said(conversation={"id": f"{CHANNEL};messageid=a b", "tenantId": TENANT})),
        json.dumps(said(conversation={"id": "a/b", "tenantId": TENANT})),
        json.dumps(said(conversation={"id": "x" * 151, "tenantId": TENANT})),
        json.dumps(said(conversation={"tenantId": "a/b"}, channelData=None)),
        json.dumps(said() | {"type": None}),
        json.dumps(activity("installationUpdate", action="explode")),
        json.dumps(activity("messageReaction", replyToId=None)),
    ],
    ids=lambda body: ascii(body[:40]),
)
def test_what_is_no_activity_is_refused_and_has_a_key(body: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read(body)

    assert re.fullmatch(r"unreadable:[0-9a-f]{64}", key_of(body))


@pytest.mark.parametrize("number", [*ODD, "a/b", "a b", "x" * 151, "<at>"], ids=ascii)
def test_a_message_whose_id_would_not_fit_in_a_key_is_refused(number: Any) -> None:
    with pytest.raises(ValueError, match="no message"):
        hear(said() | {"id": number})


@pytest.mark.parametrize(
    "told",
    [*ODD, "soon", "2026-13-01T00:00:00Z", "٢٠٢٦-11-23T09:00:00Z", "0001-01-01T00:00+14:00"],
    ids=ascii,
)
def test_a_time_that_is_none_is_refused(told: Any) -> None:
    with pytest.raises(ValueError, match="a time that is none"):
        moment(told)


@pytest.mark.parametrize(
    "told",
    ["2026-11-23T09:05:00.5Z", "2026-11-23T09:05:00.5000001Z", "2026-11-23T10:05:00.5+01:00"],
)
def test_a_time_is_in_utc(told: str) -> None:
    assert moment(told) == LATER


def test_an_activity_too_deep_to_write_again_is_refused() -> None:
    for depth in range(700, 1_000, 3):
        deep = "[" * depth + "]" * depth
        body = json.dumps(activity("typing"))[:-1] + f', "x": {deep}}}'
        assert re.match(r"unreadable:|teams:[0-9a-f-]+/other:", key_of(body))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
SAMPLES = [
    said("<at>Whoknows</at> who?", entities=[MENTION]),
    said("In the shop.", conversation=in_thread()),
    edited("Where?"),
    activity("messageDelete"),
    reaction("💡"),
    changed("channelRenamed"),
    changed("teamMemberAdded", membersAdded=[FROM_BRUNO, US]),
    activity("installationUpdate", action="add"),
    pressed(f"helpful {KEY}"),
    submitted(f"pass {KEY}", to=BRUNO_ID),
    chosen("keep"),
    invoke("composeExtension/query", {"parameters": [{"name": "words", "value": "key"}]}),
    said("who?", **directly()),
]


def paths(of: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to everything inside."""
    items = of.items() if isinstance(of, dict) else enumerate(of) if isinstance(of, list) else ()
    inner = [each for name, value in items for each in paths(value, (*path, name))]
    return [path, *inner] if path else inner


@st.composite
def spoilt(draw: st.DrawFn) -> str:
    """Return a payload in which a few things are something else."""
    payload = json.loads(json.dumps(draw(st.sampled_from(SAMPLES))))
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from(paths(payload)))
        where = payload
        for step in way:
            where = where[step]
        where[last] = copy.deepcopy(draw(JSON | st.sampled_from(ODD)))  # else it may hold itself
    return json.dumps(payload)


def is_heard_or_refused(payload: str) -> None:
    """Check that a payload gives something that was heard, with a key that can be one, or not."""
    key = key_of(payload)
    try:
        found = read(payload)
    except ValueError:
        assert key.startswith("unreadable:")
        return
    assert found.key == key
    assert found.at.tzinfo is UTC
    assert len(key) < 600
    key.encode()
    for place_or_person in (found.place, found.person):
        assert place_or_person is None or re.fullmatch(r"[\w:@.=+/-]+", place_or_person.key)
    assert [key_of(json.dumps(each)) for each in apart(json.loads(payload))]


@settings(max_examples=200)
@given(spoilt())
@pytest.mark.long
def test_whatever_is_spoilt_in_a_payload_it_is_heard_or_refused(payload: str) -> None:
    is_heard_or_refused(payload)


@settings(max_examples=80)
@given(st.dictionaries(st.text(), JSON, max_size=5))
def test_any_object_is_heard_or_refused(payload: Json) -> None:
    is_heard_or_refused(json.dumps(payload))


@settings(max_examples=200)
@given(st.text())
@pytest.mark.long
def test_any_text_is_heard_or_refused(text: str) -> None:
    is_heard_or_refused(text)
    is_heard_or_refused(json.dumps(said(text)))
    is_heard_or_refused(json.dumps(said(attachments=None, text=text, **directly())))
    is_heard_or_refused(json.dumps(pressed(text)))
