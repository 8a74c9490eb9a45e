"""A payload of Slack's in, what was heard out; and nothing but a ValueError for odd ones."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.read import key_of, moment, read
from bot.intents import (
    Arrive,
    Ask,
    Delete,
    Heard,
    Help,
    Intent,
    Introduce,
    Join,
    Leave,
    Mark,
    MarkKind,
    Move,
    Nothing,
    Rename,
    Reply,
    Rest,
    Say,
    SeenPerson,
    SeenPlace,
    SetPhase,
    Solve,
    Why,
)
from bot.joining import joined
from bot.mentions import mention_of
from bot.model import Capture, CapturedBy, Visibility
from tests.cast import AMINA, BRUNO, TEAM

Event = dict[str, Any]

PLACE = f"{TEAM}/CPROJECTS"
TS = "1700000000.000100"
KEY = f"{PLACE}/{TS}"
AT = datetime(2023, 11, 14, 22, 13, 20, 100, UTC)
ROOT_TS = "1690000000.000001"
ROOT = f"{PLACE}/{ROOT_TS}"
LATER_TS = "1700000060.000000"
LATER = datetime(2023, 11, 14, 22, 14, 20, tzinfo=UTC)
HIDDEN_TS = "1700000060.000200"
HIDDEN_AT = datetime(2023, 11, 14, 22, 14, 20, 200, UTC)
A = SeenPerson(AMINA.key)
B = SeenPerson(BRUNO.key)
HERE = SeenPlace(PLACE)
OURS = {"authorizations": [{"team_id": "T1", "user_id": "UBOT", "is_bot": True}]}


def said(text: str | None = "We moved to the third floor.", **fields: Any) -> Event:
    """Return the event of a message by Amina; a field that is None is left out."""
    event = {"type": "message", "channel": "CPROJECTS", "user": "UAMINA", "text": text, "ts": TS}
    return {name: value for name, value in (event | fields).items() if value is not None}


def changed(message: Event, before: Event | None = None) -> Event:
    """Return the event that tells that a message is different now."""
    event = {"subtype": "message_changed", "hidden": True, "message": message, "ts": HIDDEN_TS}
    previous = {"previous_message": before} if before else {}
    return {"type": "message", "channel": "CPROJECTS", **event, **previous}


def payload(event: Any, **envelope: Any) -> str:
    """Return what arrives."""
    return json.dumps({"team_id": "T1", "event": event, **envelope})


def hear(event: Event, **envelope: Any) -> Heard:
    """Return what is heard of an event."""
    return read(payload(event, **envelope))


def heard(
    intent: Intent,
    kind: str = "message",
    key: str = KEY,
    person: SeenPerson | None = A,
    *,
    at: datetime = AT,
    place: SeenPlace | None = HERE,
    capture: Capture = Capture.LIVE,
) -> Heard:
    """Return what should be heard."""
    return Heard(key, kind, at, intent, TEAM, place, person, capture)


# words


def test_a_message_is_somebodys_words_in_a_place() -> None:
    found = hear(said("Is <#CNEWS|news> &amp; <@UBRUNO> in?"))

    assert found == heard(Say(KEY, f"Is #news & {mention_of('@', 'UBRUNO')} in?"))


def test_a_reply_in_a_thread_names_the_thread() -> None:
    found = hear(said("In the shop.", thread_ts=ROOT_TS))

    assert found == heard(Reply(KEY, ROOT, "In the shop."), "thread reply")


def test_the_first_message_of_a_thread_is_no_reply() -> None:
    found = hear(said("Where?", thread_ts=TS, reply_count=1))

    assert found == heard(Say(KEY, "Where?"))


def test_a_reply_that_was_also_sent_to_the_channel_is_a_reply_all_the_same() -> None:
    found = hear(said("In the shop.", subtype="thread_broadcast", thread_ts=ROOT_TS))

    assert found == heard(Reply(KEY, ROOT, "In the shop."), "thread reply")


def test_the_older_notice_of_such_a_reply_is_not_a_second_one() -> None:
    found = hear(said("", subtype="reply_broadcast", thread_ts=ROOT_TS))

    assert found == heard(Nothing(Why.NOTICE), "notice", person=None)


def test_what_somebody_says_of_themselves_is_a_message() -> None:
    found = hear(said("is looking for the scanner", subtype="me_message"))

    assert found == heard(Say(KEY, "is looking for the scanner"))


def test_of_a_shared_file_the_words_that_came_with_it_are_heard() -> None:
    found = hear(said("Which form is right?", subtype="file_share", files=[{"id": "F1"}]))

    assert found == heard(Say(KEY, "Which form is right?"), "file share")


def test_of_a_file_shared_the_old_way_the_first_comment_is_heard() -> None:
    file = {"id": "F1", "initial_comment": {"comment": "Which form is right?"}}
    text = "<@UAMINA> uploaded a file: <https://files.example/F1|form> and commented: Which …"

    found = hear(said(text, subtype="file_share", upload=True, file=file))

    assert found == heard(Say(KEY, "Which form is right?"), "file share")


def test_a_file_without_words_is_no_question() -> None:
    text = "<@UAMINA> uploaded a file: <https://files.example/F1|form>"

    old = hear(said(text, subtype="file_share", upload=True, file={"id": "F1"}))
    new = hear(said("", subtype="file_share", files=[{"id": "F1"}]))

    assert old == new == heard(Nothing(Why.NO_WORDS), "file share", f"{KEY}/no_words")


def test_a_comment_on_a_file_is_its_commentators() -> None:
    comment = {"id": "Fc1", "user": "UBRUNO", "comment": "The second one, I think?"}
    text = "<@UBRUNO> commented on <@UAMINA>’s file: …"

    found = hear(said(text, subtype="file_comment", user=None, comment=comment))

    assert found == heard(Say(KEY, "The second one, I think?"), "file comment", person=B)


@pytest.mark.parametrize(
    "text", [None, "", "   ", "\u2028\x00", "[message text edited or deleted]"]
)
def test_a_message_without_words_is_passed_over(text: str | None) -> None:
    event = said() | {"text": text}

    found = hear(event)

    assert found == heard(Nothing(Why.NO_WORDS), key=f"{KEY}/no_words")


@pytest.mark.parametrize("first", [said(""), said("", user=None), said(None, files=[{"id": "F1"}])])
def test_an_empty_message_does_not_use_up_the_key_of_its_twin(first: Event) -> None:
    mention = said("<@UBOT> ask How do we name branches?") | {"type": "app_mention"}

    assert hear(first, **OURS).key != hear(mention, **OURS).key == KEY


RICH = "rich_text_section"


def rich(*elements: Event) -> Event:
    """Return a block of rich text."""
    return {"type": "rich_text", "block_id": "x", "elements": list(elements)}


def section(*elements: Event, kind: str = RICH) -> Event:
    """Return a part of rich text."""
    return {"type": kind, "elements": list(elements)}


def word(text: str) -> Event:
    """Return words in rich text."""
    return {"type": "text", "text": text, "style": {"bold": True}}


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        pytest.param({"blocks": [rich(section(word("a <b> & c?")))]}, "a <b> & c?", id="words"),
        pytest.param(
            {
                "blocks": [
                    rich(
                        section(word("Ask "), {"type": "user", "user_id": "UBRUNO"}),
                        section({"type": "channel", "channel_id": "CNEWS"}, word(" too")),
                        section({"type": "broadcast", "range": "here"}),
                        section({"type": "emoji", "name": "bulb", "unicode": "1f4a1"}),
                        section({"type": "link", "url": "https://a.b/?x=1&y", "text": "this"}),
                        section({"type": "link", "url": "https://a.b/"}),
                    )
                ]
            },
            f"Ask {mention_of('@', 'UBRUNO')}\n{mention_of('#', 'CNEWS')} too\n@here\n:bulb:\nthis (https://a.b/?x=1&y)\nhttps://a.b/",
            id="what is live",
        ),
        pytest.param(
            {
                "blocks": [
                    rich(
                        section(section(word("one")), section(word("two")), kind="rich_text_list")
                        | {"style": "ordered"},
                        section(section(word("in")), kind="rich_text_list") | {"indent": 1},
                        section(word("said"), kind="rich_text_quote"),
                        section(word("x = 1\ny = 2"), kind="rich_text_preformatted"),
                    )
                ]
            },
            "1. one\n2. two\n  • in\nsaid\nx = 1\ny = 2",
            id="lists, quotes, code",
        ),
        pytest.param(
            {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "Ask <@UBRUNO>"}}]},
            f"Ask {mention_of('@', 'UBRUNO')}",
            id="a section",
        ),
        pytest.param(
            {"blocks": [{"type": "header", "text": {"type": "plain_text", "text": "<Who>?"}}]},
            "<Who>?",
            id="a header",
        ),
        pytest.param(
            {"attachments": [{"pretext": "Where?", "text": "The scanner", "fallback": "x"}]},
            "Where?\nThe scanner",
            id="an attachment",
        ),
        pytest.param({"attachments": [{"fallback": "Where?"}]}, "Where?", id="its fallback"),
        pytest.param(
            {"attachments": [{"blocks": [rich(section(word("Where?")))]}]}, "Where?", id="blocks"
        ),
    ],
)
@pytest.mark.parametrize("empty", ["", "  ", None, "This content can't be displayed."])
def test_words_that_stand_in_blocks_or_attachments_alone_are_somebodys_words(
    empty: str | None, fields: Event, text: str
) -> None:
    found = hear(said(empty, **fields))

    assert found == heard(Say(KEY, text))


@pytest.mark.parametrize(
    "shown",
    [
        {"is_share": True, "author_id": "UBRUNO", "channel_id": "GBOARD"},
        {"is_msg_unfurl": True},
        {"from_url": "https://example.org"},
        {"original_url": "https://example.org"},
    ],
)
def test_what_an_attachment_shows_of_others_is_not_taken_for_the_authors_words(
    shown: Event,
) -> None:
    found = hear(said("", attachments=[{"text": "Where is the board?", **shown}]))

    assert found.intent == Nothing(Why.NO_WORDS)


@pytest.mark.parametrize(
    "blocks",
    [5, [5], [{}], [{"type": "rich_text"}], [{"type": "rich_text", "elements": [None, {"x": 1}]}]],
)
def test_odd_blocks_hold_no_words(blocks: Any) -> None:
    assert hear(said("", blocks=blocks)).intent == Nothing(Why.NO_WORDS)


def test_blocks_beside_a_text_add_nothing_to_it() -> None:
    found = hear(said("Where?", blocks=[rich(section(word("Elsewhere?")))]))

    assert found == heard(Say(KEY, "Where?"))


# who speaks


@pytest.mark.parametrize(
    "event",
    [
        said(subtype="bot_message", bot_id="B1", user=None),
        said(subtype="bot_message", username="Standup"),
    ],
)
def test_the_words_of_an_integration_are_a_bots(event: Event) -> None:
    assert hear(event) == heard(Nothing(Why.BOT), "bot message", person=None)


@pytest.mark.parametrize(
    "event",
    [
        said(bot_id="B1", user="USLACKBOT"),
        said(user="USLACKBOT"),
        said(user="UBOT"),
        said(user="UBOT", bot_id="B1"),
    ],
)
def test_what_a_bot_says_under_a_users_name_is_a_bots_too(event: Event) -> None:
    assert hear(event, **OURS) == heard(Nothing(Why.BOT), person=None)


def test_what_an_app_posts_as_a_person_is_theirs_once_slack_told_that_they_are_one() -> None:
    found = hear(said(bot_id="B1"))

    bot, person = SeenPerson(AMINA.key, is_bot=True), SeenPerson(AMINA.key, is_guest=False)
    assert joined(found, {}).intent == Nothing(Why.BOT)
    assert joined(found, {AMINA.key: bot}).intent == Nothing(Why.BOT)
    assert joined(found, {AMINA.key: person}).intent == Say(KEY, "We moved to the third floor.")


@pytest.mark.parametrize(
    ("note", "is_persons"), [({}, False), ({"is_bot": True}, False), ({"is_person": True}, True)]
)
def test_in_a_log_it_is_theirs_where_its_roster_says_that_they_are_one(
    note: Event, is_persons: bool
) -> None:
    found = hear(said(bot_id="B1"), whoknows={"capture": "baseline", **note})

    assert isinstance(found.intent, Say) is is_persons


def test_whom_the_log_calls_a_bot_is_one() -> None:
    found = hear(said(), whoknows={"is_bot": True})

    assert found == heard(Nothing(Why.BOT), person=None)


def test_words_that_nobody_is_named_for_are_nobodys() -> None:
    found = hear(said(user=None))

    assert found == heard(Nothing(Why.NO_PERSON), key=f"{KEY}/no_person", person=None)


@pytest.mark.parametrize(
    ("profile", "name"),
    [
        ({"display_name": "amina", "real_name": "Amina A", "name": "aa"}, "amina"),
        ({"display_name": "", "real_name": "Amina A &amp; Co", "name": "aa"}, "Amina A & Co"),
        ({"display_name": "\x00", "real_name": None, "name": "aa"}, "aa"),
    ],
)
def test_a_name_in_the_event_itself_is_fresh(profile: Event, name: str) -> None:
    found = hear(said(user_profile=profile), whoknows={"person": "Old Name"})

    assert found.person == SeenPerson(AMINA.key, name, fresh=True)


def test_a_name_from_the_log_is_not_fresh() -> None:
    found = hear(said(user_profile={"name": ""}), whoknows={"person": "Amina\x00", "place": "proj"})

    assert found.person == SeenPerson(AMINA.key, "Amina")
    assert found.place == SeenPlace(PLACE, "proj")


@pytest.mark.parametrize("field", ["user_team", "source_team"])
def test_somebody_of_another_organisation_is_a_stranger_who_only_answers(field: str) -> None:
    alone = hear(said("Where is the scanner?", **{field: "T9"}))
    reply = hear(said("In the shop.", thread_ts=ROOT_TS, **{field: "T9"}))

    stranger = SeenPerson("slack:T9/UAMINA", is_stranger=True)
    assert alone == heard(Nothing(Why.STRANGER), person=stranger)
    assert reply == heard(Reply(KEY, ROOT, "In the shop."), "thread reply", person=stranger)


# edits and deletions


def test_an_edit_is_the_message_again_with_its_new_words() -> None:
    now = said("Where is the scanner?", edited={"user": "UAMINA", "ts": LATER_TS})

    found = hear(changed(now, said("Where is the scaner?")))

    expected = Say(KEY, "Where is the scanner?", LATER)
    assert found == heard(expected, "edit", f"{KEY}/edit:1700000060.000000")


def test_an_edit_of_a_reply_is_a_reply() -> None:
    now = said("In the shop.", thread_ts=ROOT_TS, edited={"ts": LATER_TS})

    found = hear(changed(now, said("In teh shop.", thread_ts=ROOT_TS)))

    expected = Reply(KEY, ROOT, "In the shop.", LATER)
    assert found == heard(expected, "edit", f"{KEY}/edit:1700000060.000000")


def test_two_edits_of_one_message_are_two_things() -> None:
    first = hear(changed(said("b", edited={"ts": LATER_TS}), said("a")))
    second = hear(changed(said("c", edited={"ts": "1700000061.000000"}), said("b")))

    assert first.key != second.key


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (said("See <https://a.example>", attachments=[{"id": 1}]), said("See <https://a.example>")),
        (said("Same", edited={"ts": LATER_TS}), said("Same", edited={"ts": LATER_TS})),
        (said("Same", reply_count=1, thread_ts=TS), None),
    ],
    ids=["link preview", "same words", "thread counter"],
)
def test_a_change_that_changes_no_words_is_no_edit(now: Event, before: Event | None) -> None:
    unfurl = heard(Nothing(Why.UNFURL), "edit", f"{PLACE}/{HIDDEN_TS}", None, at=HIDDEN_AT)

    assert hear(changed(now, before)) == unfurl


def test_an_edit_to_nothing_takes_the_words_back() -> None:
    found = hear(changed(said("", edited={"ts": LATER_TS}), said("Where?")))

    assert found.intent == Delete(found.key.partition("/edit")[0])


def test_an_edit_by_a_bot_is_a_bots() -> None:
    now = said("Build 2", user=None, bot_id="B1", edited={"ts": LATER_TS})

    found = hear(changed(now, said("Build 1", user=None, bot_id="B1")))

    expected = Nothing(Why.BOT)
    assert found == heard(expected, "edit", f"{KEY}/edit:1700000060.000000", None)


def test_a_deletion_names_the_message_and_when() -> None:
    event = said(subtype="message_deleted", user=None, deleted_ts=TS) | {"ts": HIDDEN_TS}

    found = hear(event)

    assert found == heard(Delete(KEY), "deletion", f"{KEY}/gone", None, at=HIDDEN_AT)


def test_a_stone_in_place_of_a_threads_first_message_is_a_deletion() -> None:
    stone = said("This message was deleted.", subtype="tombstone", user="USLACKBOT", thread_ts=TS)

    found = hear(changed(stone, said("Where?")))

    assert found == heard(Delete(KEY), "deletion", f"{KEY}/gone", None, at=HIDDEN_AT)


def test_that_a_thread_has_a_reply_is_a_notice() -> None:
    event = said(subtype="message_replied", user=None, message=said()) | {"ts": HIDDEN_TS}

    found = hear(event)

    expected = Nothing(Why.NOTICE)
    assert found == heard(expected, "thread notice", f"{PLACE}/{HIDDEN_TS}", None, at=HIDDEN_AT)


# who comes and goes, and what a place is called


@pytest.mark.parametrize(
    ("kinds", "kind", "intent"),
    [
        (("channel_join", "group_join", "member_joined_channel"), "join", Join()),
        (("channel_leave", "group_leave", "member_left_channel"), "leave", Leave()),
    ],
)
def test_who_comes_and_goes_is_told_in_two_forms(
    kinds: tuple[str, ...], kind: str, intent: Intent
) -> None:
    *old, new = kinds
    texts = [hear(said("<@UAMINA> has …", subtype=subtype)) for subtype in old]
    event = {"type": new, "user": "UAMINA", "channel": "CPROJECTS", "event_ts": TS}

    own = hear(event | {"channel_type": "C", "team": "T1"})

    expected = heard(intent, kind, f"{KEY}/UAMINA/{kind}")
    of_a_group = replace(expected, place=replace(HERE, visibility=Visibility.PRIVATE))
    assert [*texts, own] == [expected, of_a_group, expected]


def test_two_people_who_come_at_one_moment_both_come() -> None:
    event = {"type": "member_joined_channel", "channel": "CPROJECTS", "event_ts": TS}

    assert hear(event | {"user": "UAMINA"}).key != hear(event | {"user": "UBRUNO"}).key


def test_that_we_came_in_wakes_the_place() -> None:
    event = {
        "type": "member_joined_channel",
        "user": "UBOT",
        "channel": "CPROJECTS",
        "event_ts": TS,
    }

    assert hear(event, **OURS).intent == Arrive()
    gone = {**event, "type": "member_left_channel"}
    assert hear(gone, **OURS).intent == Rest("not_in_channel")


@pytest.mark.parametrize(
    "event",
    [
        {
            "type": "channel_rename",
            "channel": {"id": "CPROJECTS", "name": "projects-2", "created": 1360782804},
            "event_ts": TS,
        },
        said("", subtype="channel_name", old_name="projects", name="projects-2"),
        said("", subtype="group_name", old_name="projects", name="projects-2"),
    ],
    ids=["event", "channel", "group"],
)
def test_a_new_name_of_a_place_is_heard_in_each_form(event: Event) -> None:
    found = hear(event, whoknows={"place": "projects"})

    of_a_group = Visibility.PRIVATE if event.get("subtype") == "group_name" else None
    renamed = SeenPlace(PLACE, "projects-2", of_a_group, renamed=True)
    key = f"{PLACE}/name:1700000000.000100"
    assert found == heard(Rename(), "name", key, None, place=renamed)


@pytest.mark.parametrize(
    "subtype",
    ["channel_topic", "channel_purpose", "pinned_item", "channel_archive", "huddle_thread"],
)
def test_a_notice_of_the_platform_is_nobodys_words(subtype: str) -> None:
    found = hear(said("set the topic: who can help?", subtype=subtype))

    assert found == heard(Nothing(Why.NOTICE), "notice", person=None)


# marks


def reaction(name: str, **fields: Any) -> Event:
    """Return the event of a reaction by Bruno to Amina's message."""
    item = {"type": "message", "channel": "CPROJECTS", "ts": TS}
    event = {"type": "reaction_added", "user": "UBRUNO", "item_user": "UAMINA", "item": item}
    return event | {"reaction": name, "event_ts": LATER_TS} | fields


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("bulb", MarkKind.HELPFUL),
        ("bulb::skin-tone-3", MarkKind.HELPFUL),
        ("white_check_mark", MarkKind.SOLVED),
        ("heavy_check_mark", MarkKind.SOLVED),
    ],
)
def test_a_sign_on_a_message_is_a_mark(name: str, kind: MarkKind) -> None:
    found = hear(reaction(name))

    base = name.partition("::")[0]
    key = f"{KEY}/UBRUNO/{base}/on:1700000060.000000"
    assert found == heard(Mark(KEY, kind, on=True), "reaction", key, B, at=LATER)


def test_a_sign_taken_away_is_a_mark_taken_back() -> None:
    found = hear(reaction("bulb", type="reaction_removed"))

    key = f"{KEY}/UBRUNO/bulb/off:1700000060.000000"
    assert found == heard(Mark(KEY, MarkKind.HELPFUL, on=False), "reaction", key, B, at=LATER)


@pytest.mark.parametrize("name", ["thumbsup::skin-tone-2", "+1", "tada", "電球", "", "::bulb"])
def test_any_other_sign_is_none_of_ours(name: str) -> None:
    found = hear(reaction(name))

    assert found.intent == Nothing(Why.NO_MATTER)
    assert found.person == B


def test_a_sign_put_on_by_a_bot_is_a_bots() -> None:
    assert hear(reaction("bulb", user="UBOT"), **OURS).intent == Nothing(Why.BOT)


def test_a_sign_on_a_file_is_on_no_message() -> None:
    found = hear(reaction("bulb", item={"type": "file", "file": "F1"}))

    assert found.intent == Nothing(Why.NO_MATTER)
    assert found.place is None


# our name


@pytest.mark.parametrize("name", ["<@UBOT>", "<@UBOT|whoknows>"])
def test_a_question_after_our_name_is_asked(name: str) -> None:
    found = hear(said(f"{name} who knows the scanner?"), **OURS)

    assert found == heard(Ask("who knows the scanner?", CapturedBy.MENTION, KEY))


@pytest.mark.parametrize("thread", [None, ROOT_TS])
def test_a_mention_and_its_twin_are_one_thing(thread: str | None) -> None:
    message = said("<@UBOT> who knows the scanner?", thread_ts=thread, channel_type="channel")
    twin = message | {"type": "app_mention"}
    del twin["channel_type"]

    first, second = hear(message, **OURS), hear(twin, **OURS)

    assert first.key == second.key == KEY
    assert first.intent == second.intent
    assert isinstance(first.intent, Ask)


def test_a_question_after_our_name_in_a_thread_is_asked_there() -> None:
    found = hear(said("who knows the scanner, <@UBOT>?", thread_ts=ROOT_TS), **OURS)

    expected = Ask("who knows the scanner?", CapturedBy.MENTION, KEY, ROOT)
    assert found == heard(expected, "thread reply")


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("<@UBOT> pilot listening", SetPhase("listening")),
        ("<@UBOT> solved", Solve(ROOT)),
        ("<@UBOT> help", Help()),
        ("<@UBOT>", Help()),
    ],
)
def test_a_command_after_our_name_is_what_it_says(text: str, intent: Intent) -> None:
    assert hear(said(text, thread_ts=ROOT_TS), **OURS).intent == intent


def test_only_our_name_is_ours() -> None:
    found = hear(said("<@UBOTANIST> who knows the scanner?"), **OURS)

    assert found.intent == Say(KEY, f"{mention_of('@', 'UBOTANIST')} who knows the scanner?")


def test_an_edited_question_is_asked_again_with_its_new_words() -> None:
    now = said("<@UBOT> who knows the scanner?", edited={"ts": LATER_TS})

    found = hear(changed(now, said("<@UBOT> who knows?")), **OURS)

    assert found.intent == Ask("who knows the scanner?", CapturedBy.MENTION, KEY, None, LATER)


def test_a_command_does_not_happen_again_because_it_was_edited() -> None:
    now = said("<@UBOT> pilot open", edited={"ts": LATER_TS})

    found = hear(changed(now, said("<@UBOT> pilot off")), **OURS)

    assert found.intent == Nothing(Why.NO_MATTER)


# places


@pytest.mark.parametrize(
    ("channel", "kind", "visibility"),
    [
        ("C1", "channel", None),  # any may be called so: that it is public counts when asked
        ("C1", "group", Visibility.PRIVATE),
        ("G1", "mpim", Visibility.PRIVATE),
        ("D1", "im", Visibility.DIRECT),
        ("C1", None, None),
        ("G1", None, Visibility.PRIVATE),
        ("D1", None, Visibility.DIRECT),
        ("D1", "app_home", Visibility.DIRECT),
        ("C1", "something new", None),
        ("D1", "channel", Visibility.DIRECT),
        ("D1", "group", Visibility.DIRECT),
        ("G1", "channel", Visibility.PRIVATE),
        ("C1", "C", None),  # so says who comes and goes
        ("C1", "G", Visibility.PRIVATE),
    ],
)
def test_who_can_read_a_place_is_told_by_its_kind_else_by_its_first_letter(
    channel: str, kind: str | None, visibility: Visibility | None
) -> None:
    found = hear(said(channel=channel, channel_type=kind))

    assert found.place == SeenPlace(f"{TEAM}/{channel}", None, visibility)


@pytest.mark.parametrize("capture", ["live", "baseline", "knowledge"])
@pytest.mark.parametrize(
    ("fields", "visibility"),
    [
        ({"channel": "D1", "channel_type": "channel"}, Visibility.DIRECT),
        ({"channel": "G1", "channel_type": "channel"}, Visibility.PRIVATE),
        ({"channel_type": "channel", "subtype": "group_name", "name": "x"}, Visibility.PRIVATE),
        ({"channel_type": "group", "subtype": "channel_convert_to_public"}, Visibility.PRIVATE),
        ({"channel_type": "channel", "subtype": "channel_convert_to_private"}, Visibility.PRIVATE),
    ],
)
def test_the_narrowest_of_several_signs_tells_who_can_read_a_place(
    fields: Event, visibility: Visibility, capture: str
) -> None:
    found = hear(said(**fields), whoknows={"capture": capture})

    assert found.place
    assert found.place.visibility is visibility


@pytest.mark.parametrize(
    ("flags", "visibility"),
    [
        ({"is_private": True}, Visibility.PRIVATE),
        ({"is_mpim": True, "is_private": False}, Visibility.PRIVATE),
        ({"is_im": True, "is_private": False}, Visibility.DIRECT),
        ({"is_ext_shared": True, "is_private": False}, Visibility.SHARED),
        ({"is_private": False}, None),
        ({"name": "mpdm-amina--bruno-1"}, Visibility.PRIVATE),
        ({}, None),
    ],
)
def test_the_flags_of_a_channel_in_an_event_are_signs_too(
    flags: Event, visibility: Visibility | None
) -> None:
    channel = {"id": "C1", "name": "projects", **flags}

    found = hear({"type": "channel_rename", "channel": channel, "event_ts": TS})

    assert found.place
    assert found.place.visibility is visibility


@pytest.mark.parametrize(
    ("channel", "visibility"),
    [
        ({"id": "C1", "is_private": False}, Visibility.PUBLIC),
        ({"id": "C1"}, None),
        ({"id": "C1", "is_channel": True}, None),
        ({"id": "C1", "is_private": None}, None),
        ({"id": "C1", "is_private": False, "is_mpim": True}, Visibility.PRIVATE),
        ({"id": "C1", "is_private": False, "is_pending_ext_shared": True}, Visibility.SHARED),
        ({"id": "D1", "is_private": False}, Visibility.DIRECT),
        ({"id": "G1", "is_private": False}, Visibility.PRIVATE),
        ({"id": "C1", "is_private": False, "name": "mpdm-a--b-1"}, Visibility.PRIVATE),
        ({"id": "C1", "is_private": False, "seen_as": "private"}, Visibility.PRIVATE),
        ({"id": "C1", "is_private": True, "seen_as": None}, Visibility.PRIVATE),
    ],
)
def test_of_what_slack_answers_and_the_event_told_the_narrowest_counts(
    channel: Event, visibility: Visibility | None
) -> None:
    told = {"kind": "introduction", "workspace": TEAM, "request": "r", "at": AT.isoformat()}

    found = read(json.dumps({**told, "channel": channel}))

    assert found.place
    assert found.place.visibility is visibility
    assert found.place.presumed is Visibility.PRIVATE


def test_a_channel_of_which_slack_told_nothing_yet_is_presumed_to_be_closed() -> None:
    live, logged = hear(said()), hear(said(), whoknows={"capture": "baseline"})
    vouched = hear(said(), whoknows={"capture": "baseline", "readers": "public"})

    assert live.place
    assert live.place.presumed is Visibility.PRIVATE
    assert logged.place
    assert logged.place.presumed is Visibility.PRIVATE
    assert vouched.place
    assert vouched.place.presumed is Visibility.PUBLIC


def test_a_channel_that_got_another_id_goes_on_under_it() -> None:
    event = {"type": "channel_id_changed", "old_channel_id": "COLD", "new_channel_id": "CNEW"}

    found = hear(event | {"event_ts": TS})

    assert found.intent == Move(f"{TEAM}/COLD", f"{TEAM}/CNEW")
    assert (found.at, found.place, found.person) == (AT, None, None)


@pytest.mark.parametrize("missing", ["old_channel_id", "new_channel_id", "event_ts"])
def test_a_move_that_does_not_say_from_where_to_where_or_when_is_none(missing: str) -> None:
    event = {"type": "channel_id_changed", "old_channel_id": "COLD", "new_channel_id": "CNEW"}

    with pytest.raises(ValueError, match=r"moved from nowhere|timestamp that is none"):
        hear({**event, "event_ts": TS, missing: None})


def test_who_left_is_heard_of_whatever_time_it_tells() -> None:
    gone = {"type": "user_change", "user": {"id": "UBRUNO", "deleted": True}}

    by_event, by_envelope, by_none = (
        hear(gone | {"event_ts": TS}),
        hear(gone, event_time=1700000000, event_id="Ev1"),
        hear(gone, event_id="Ev2"),
    )

    left = SeenPerson(BRUNO.key, is_active=False)
    for each in (by_event, by_envelope, by_none):
        assert each.intent == Introduce((left,), of_all=True)
        assert (each.place, each.person) == (None, None)
    assert by_event.at == AT
    assert len({by_event.key, by_envelope.key, by_none.key}) == 3


def test_of_a_closed_account_it_is_not_known_whether_it_is_a_guests() -> None:
    told = {"id": "UBRUNO", "deleted": False, "is_restricted": True, "tz": "Europe/Berlin"}

    back = hear({"type": "user_change", "user": told, "event_ts": TS})

    person = SeenPerson(BRUNO.key, zone="Europe/Berlin", is_guest=True, is_active=True)
    assert back.intent == Introduce((person,), of_all=True)


@pytest.mark.parametrize("user", [None, "UBRUNO", {}, {"id": 5}, {"id": "a b"}])
def test_nobody_who_changed_is_refused(user: object) -> None:
    with pytest.raises(ValueError, match="nobody has changed"):
        hear({"type": "user_change", "user": user, "event_ts": TS})


# what else there is


def test_an_unknown_kind_of_event_is_passed_over() -> None:
    found = hear({"type": "emoji_changed", "subtype": "add", "event_ts": TS})

    assert found.intent == Nothing(Why.UNKNOWN_KIND)
    assert (found.kind, found.at, found.place) == ("other", AT, None)


def test_an_unknown_kind_without_a_time_is_passed_over_too() -> None:
    found = hear({"type": "user_typing", "channel": "CPROJECTS", "user": "UAMINA"})

    assert found.intent == Nothing(Why.UNKNOWN_KIND)


def test_two_unknown_events_of_one_moment_are_two_things() -> None:
    event = {"type": "presence_change", "event_ts": TS}

    assert hear(event | {"user": "UAMINA"}).key != hear(event | {"user": "UBRUNO"}).key


@pytest.mark.parametrize("capture", [Capture.BASELINE, Capture.KNOWLEDGE])
def test_what_comes_from_a_log_has_a_key_of_its_own(capture: Capture) -> None:
    found = hear(said("Where?"), whoknows={"capture": capture.value})

    assert found == heard(Say(KEY, "Where?"), key=f"{capture.value}:{KEY}", capture=capture)


def test_a_later_delivery_of_the_same_event_has_the_same_key() -> None:
    first = payload(said(), event_id="Ev1", event_time=1700000000)
    again = payload(said(), event_id="Ev2", event_time=1700000060)

    assert key_of(first) == key_of(again) == KEY


# hostile shapes

ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    10**30,
    "",
    "x",
    "\x00",
    "\ud800",
    [],
    [[]],
    {},
    {"id": 1},
]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "not json",
        "{",
        "[]",
        "null",
        "1",
        '"text"',
        "NaN",
        "{}",
        '{"team_id": "T1"}',
        '{"team_id": "T1", "event": null}',
        '{"team_id": "T1", "event": []}',
        '{"team_id": "T1", "event": {}}',
        '{"team_id": "T1", "event": {"type": null}}',
        '{"team_id": "T1", "event": "message"}',
        '{"event": {"type": "message"}}',
        '{"team_id": null, "event": {"type": "message"}}',
        '{"team_id": {}, "event": {"type": "message"}}',
        '{"team_id": "T/1", "event": {"type": "emoji_changed"}}',
        "[" * 100_000,
        '{"a":' * 100_000,
        "1" * 10_000,
        '{"team_id": "T1", "event": {"type": "message"}, "event": 7}',
        "\ud800",
        "\x00",
    ],
    ids=lambda body: ascii(body[:40]),
)
def test_what_is_no_event_is_refused_and_has_a_key(body: str) -> None:
    with pytest.raises(
        ValueError, match=r"not JSON|not an event|without a workspace|without a type"
    ):
        read(body)

    assert re.fullmatch(r"unreadable:[0-9a-f]{64}", key_of(body))


def test_of_a_field_given_twice_the_last_counts() -> None:
    twice = payload(said("Where?")).replace('"user"', '"user": "UBRUNO", "user"')

    assert read(twice).person == A


def test_an_event_too_deep_to_write_again_is_refused() -> None:
    for depth in range(700, 1_000, 3):
        deep = "[" * depth + "]" * depth
        body = f'{{"team_id": "T1", "event": {{"type": "new", "event_ts": "{TS}", "x": {deep}}}}}'
        assert re.match(r"unreadable:|slack:T1/other:", key_of(body))


@pytest.mark.parametrize(
    "ts",
    [
        *(odd for odd in ODD if odd != 0),
        0,
        "soon",
        "-1700000000.0",
        "1e9",
        "1700000000.",
        "1700000000.0000001",
        "17000000000000.0",
        "999999999999.0",
        "9" * 5_000,
        "²",
        "١٧٠٠٠٠٠٠٠٠.٠٠٠١٠٠",
        "1700000000.²",
        " 1700000000.000100",
        "1700000000.000100\n",
        "0x10",
        "nan",
    ],
    ids=lambda ts: ascii(ts)[:30],
)
def test_a_timestamp_that_is_none_is_refused(ts: Any) -> None:
    with pytest.raises(ValueError, match="a timestamp"):
        hear(said() | {"ts": ts})
    with pytest.raises(ValueError, match="a timestamp"):
        moment(ts)


def test_a_timestamp_keeps_its_microseconds() -> None:
    assert moment("1700000000.000100") == AT
    assert moment("1700000000.5") == datetime(2023, 11, 14, 22, 13, 20, 500_000, UTC)
    assert moment("1700000000") == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize("channel", [odd for odd in ODD if odd != "x"], ids=ascii)
def test_a_message_in_no_place_is_refused(channel: Any) -> None:
    with pytest.raises(ValueError, match="without a channel"):
        hear(said() | {"channel": channel})


@pytest.mark.parametrize("channel", ["C/1", "C 1", "C\n", "C" * 81, "<!channel>", "../C1"])
def test_a_place_whose_id_would_not_fit_in_a_key_is_refused(channel: str) -> None:
    with pytest.raises(ValueError, match="without a channel"):
        hear(said(channel=channel))


@pytest.mark.parametrize("user", [odd for odd in ODD if odd != "x"] + ["U/1", "U" * 81], ids=ascii)
def test_an_author_whose_id_is_none_is_nobody(user: Any) -> None:
    assert hear(said() | {"user": user}).intent == Nothing(Why.NO_PERSON)


@pytest.mark.parametrize("thread_ts", ["x", 5, True, [1], {"a": 1}, "\ud800"], ids=ascii)
def test_a_reply_in_a_thread_that_cannot_be_is_refused(thread_ts: Any) -> None:
    with pytest.raises(ValueError, match="a timestamp"):
        hear(said(thread_ts=thread_ts))


@pytest.mark.parametrize("text", [[], {}, 5, True], ids=ascii)
def test_a_text_that_is_none_has_no_words(text: Any) -> None:
    assert hear(said() | {"text": text}).intent == Nothing(Why.NO_WORDS)


EDIT = changed(said("b", edited={"ts": LATER_TS}), said("a"))
GOOD: list[tuple[Event, tuple[str, ...]]] = [
    (said(), ("subtype", "type", "user_profile", "channel_type", "bot_id")),
    (said(subtype="file_share", upload=True, file={}), ("file",)),
    (said(subtype="file_comment", comment={}), ("comment",)),
    (EDIT, ("message", "previous_message")),
    (said(subtype="message_deleted", deleted_ts=TS), ("deleted_ts",)),
    (reaction("bulb"), ("item", "reaction", "user", "event_ts")),
    ({"type": "channel_rename", "channel": {"id": "C1"}, "event_ts": TS}, ("channel",)),
]
"""Good events, and the fields of each that may come odd."""


def test_where_one_thing_is_odd_the_rest_is_read_or_refused() -> None:
    for odd in ODD:
        spoilt = [event | {field: odd} for event, fields in GOOD for field in fields]
        spoilt += [changed(EDIT["message"] | {name: odd}, said("a")) for name in ("edited", "ts")]
        spoilt += [changed(said("b", edited={"ts": odd}), said("a"))]
        spoilt += [reaction("bulb", item={"channel": "C1", "ts": odd})]
        notes = [{name: odd} for name in ("capture", "place", "person", "is_bot")]
        envelopes = [{name: odd} for name in ("authorizations", "whoknows", "team_id", "event")]
        envelopes += [{"whoknows": note} for note in notes]

        for event in spoilt:
            assert_well_formed(payload(event))
        for envelope in envelopes:
            assert_well_formed(json.dumps({"team_id": "T1", "event": said()} | envelope))


def test_an_authorization_without_a_user_makes_nobody_ours() -> None:
    found = hear(said("<@None> who knows?"), authorizations=[{}, {"user_id": None}, 5])

    assert found.intent == Say(KEY, "@None who knows?")


# whatever may come

SCALARS = st.one_of(
    st.sampled_from(ODD),
    st.sampled_from([TS, ROOT_TS, LATER_TS, "UAMINA", "UBOT", "CPROJECTS", "D1", "bulb"]),
    st.sampled_from(["<@UBOT> ask who?", "<!channel>", "tombstone", "message", "file", "T1"]),
    st.text(max_size=20),
    st.text(alphabet="C", min_size=300, max_size=900),
)
FIELDS = st.sampled_from(
    [
        *("ts", "event_ts", "thread_ts", "deleted_ts", "edited", "channel", "channel_type", "id"),
        *("user", "user_profile", "display_name", "name", "old_name", "bot_id", "type", "subtype"),
        *("text", "message", "previous_message", "item", "reaction", "comment", "file", "upload"),
    ]
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(FIELDS, inner, max_size=6)
    ),
    max_leaves=5,
)
TYPES = st.sampled_from(
    [
        *("message", "app_mention", "reaction_added", "reaction_removed", "new_thing"),
        *("member_joined_channel", "member_left_channel", "channel_rename"),
    ]
)
SUBTYPES = st.sampled_from(
    [
        *("message_changed", "message_deleted", "message_replied", "file_share", "file_comment"),
        *("channel_join", "group_leave", "channel_name", "thread_broadcast", "bot_message", "new"),
    ]
)


@st.composite
def events(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Event:
    """Build something like an event: a good one with a few fields of any kind."""
    kind, subtype = draw(TYPES), draw(st.none() | SUBTYPES)
    good = reaction("bulb") if kind.startswith("reaction") else said(deleted_ts=ROOT_TS)
    good |= {"type": kind, "event_ts": LATER_TS, "subtype": subtype}
    if subtype == "message_changed":
        inner = said("b", edited={"ts": LATER_TS}) | draw(
            st.dictionaries(FIELDS, VALUES, max_size=2)
        )
        good |= {"message": inner, "previous_message": said("a")}
    odd: Event = draw(st.dictionaries(FIELDS, VALUES, max_size=4))
    return good | odd


def assert_well_formed(body: str) -> None:
    """Assert that a payload is read into something that can be kept, or refused."""
    try:
        found = read(body)
    except ValueError:
        assert key_of(body).startswith("unreadable:")
        return
    assert key_of(body) == found.key
    assert_keyed(found)
    assert 0 < len(found.kind) <= 40
    assert found.at.tzinfo is UTC
    for name in (found.place and found.place.name, found.person and found.person.name):
        assert name is None or (name and name.encode())


def assert_keyed(found: Heard) -> None:
    """Assert that each key in it fits its column and holds nothing that a database refuses."""
    keys: list[str | None] = [found.key, found.workspace]
    keys += [seen.key for seen in (found.place, found.person) if seen]
    keys += [getattr(found.intent, name, None) for name in ("message", "thread")]
    for key in keys:
        assert key is None or (len(key) <= 400 and key.encode())
        assert key is None or not re.search(r"[\x00-\x1f]", key)
        assert key is None or key.removeprefix(f"{found.capture}:").startswith("slack:")


@settings(max_examples=200)
@given(events())
@pytest.mark.long
def test_whatever_comes_is_heard_well_formed_or_refused_with_a_reason(event: Event) -> None:
    assert_well_formed(payload(event, **OURS))


@given(st.text(max_size=200))
def test_whatever_text_comes_instead_of_json_is_refused_with_a_reason(body: str) -> None:
    assert_well_formed(body)


@pytest.mark.parametrize("minute", [None, "1518467820", True, 10**20, -(10**20), 1.5])
def test_a_gap_at_no_time_is_unreadable(minute: object) -> None:
    told = {"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": minute}

    with pytest.raises(ValueError, match="at no time"):
        read(json.dumps(told))


def test_in_a_shared_channel_the_workspace_is_the_one_that_we_are_in() -> None:
    event = {"type": "message", "channel": "CPROJECTS", "user": "U9", "ts": TS, "text": "Hello"}
    told = {"type": "event_callback", "team_id": "T8", "event_id": "Ev1", "event": event}
    ours = [{"team_id": "T1", "user_id": "UBOT", "is_bot": True}]

    shared = told | {"authorizations": ours, "is_ext_shared_channel": True}

    assert read(json.dumps(shared)).workspace == "slack:T1"
    assert read(json.dumps(told | {"authorizations": ours})).workspace == "slack:T8"
