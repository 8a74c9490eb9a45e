"""Slack's blocks, read as the stories read them."""

import pytest

from tests.stories import blocks

NAMES = {"U1": "Amina", "C1": "onboarding"}


def test_a_message_is_read_as_a_person_reads_it() -> None:
    message = {
        "text": "what a notification says",
        "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": "The *week*"}},
            {"type": "divider"},
            {
                "type": "section",
                "text": {
                    "type": "mrkdwn",
                    "text": "*Who* knows, <@U1>?\n&gt; In <#C1> &lt;all&gt;",
                },
            },
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "<http://a.b|Read>"}]},
            {
                "type": "actions",
                "elements": [
                    {"type": "button", "text": {"type": "plain_text", "text": "Answer"}},
                    {"type": "button", "text": {"type": "plain_text", "text": "Not now"}},
                ],
            },
        ],
    }

    assert blocks.words(message, NAMES) == (
        "The *week*\nWho knows, @Amina?\nIn #onboarding <all>\nRead\n[Answer] [Not now]"
    )


def test_what_is_written_in_rich_text_is_read_too() -> None:
    said = [{"type": "text", "text": "Ask "}, {"type": "user", "user_id": "U1"}]
    section = {"type": "rich_text_section", "elements": said}
    message = {"blocks": [{"type": "rich_text", "elements": [section]}]}

    assert blocks.words(message, NAMES) == "Ask @Amina"


def test_a_message_without_blocks_is_its_text() -> None:
    assert blocks.words({"text": "Hello <@U1> &amp; <@U2>"}, NAMES) == "Hello @Amina & @U2"


def test_a_button_and_an_entry_of_a_menu_are_both_used_by_their_label() -> None:
    label = {"type": "plain_text", "text": "Answer"}
    option = {"text": {"type": "plain_text", "text": "Take back"}, "value": "gone"}
    message = {
        "blocks": [
            {
                "type": "section",
                "block_id": "b",
                "accessory": {"type": "overflow", "action_id": "more", "options": [option]},
            },
            {
                "type": "actions",
                "block_id": "c",
                "elements": [{"type": "button", "action_id": "a", "value": "1", "text": label}],
            },
        ]
    }

    assert dict(blocks.buttons(message)) == {
        "Take back": {
            "type": "overflow",
            "action_id": "more",
            "block_id": "b",
            "selected_option": option,
        },
        "Answer": {
            "type": "button",
            "action_id": "a",
            "block_id": "c",
            "text": label,
            "value": "1",
        },
    }


def test_a_form_is_sent_with_what_stood_in_it_and_what_was_filled_in() -> None:
    short = {"text": {"type": "plain_text", "text": "Soon"}, "value": "soon"}
    view = {
        "blocks": [
            _input("text", {"type": "plain_text_input", "action_id": "said"}),
            _input("note", {"type": "plain_text_input", "action_id": "v", "initial_value": "Hi"}),
            _input("when", {"type": "static_select", "action_id": "v", "options": [short]}),
            _input("to", {"type": "users_select", "action_id": "v"}),
            {"type": "section", "text": {"type": "plain_text", "text": "Thank you."}},
        ]
    }

    assert blocks.filled(
        view, {"said": "Yes.", "when": "Soon", "to": "Amina"}, {"Amina": "U1"}
    ) == {
        "text": {"said": {"type": "plain_text_input", "value": "Yes."}},
        "note": {"v": {"type": "plain_text_input", "value": "Hi"}},
        "when": {"v": {"type": "static_select", "selected_option": short}},
        "to": {"v": {"type": "users_select", "selected_user": "U1"}},
    }


def test_what_a_form_does_not_ask_cannot_be_filled_in() -> None:
    view = {"blocks": [_input("text", {"type": "plain_text_input", "action_id": "v"})]}

    with pytest.raises(AssertionError, match="the form has no title"):
        blocks.filled(view, {"title": "Pairs"}, {})


def _input(block_id: str, element: blocks.Json) -> blocks.Json:
    label = {"type": "plain_text", "text": block_id}
    return {"type": "input", "block_id": block_id, "label": label, "element": element}
