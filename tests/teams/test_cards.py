"""Our cards, read by the program that others wrote for them, and their Markdown by another."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.teams.render import card, form_card
from adapters.teams.writing import Ways
from bot.messages import Form, Message
from tests.teams.anything import FORMS, MESSAGES, WAYS, WORDS
from tests.teams.said import ASK_FORM, DIGEST, HELD, HOME, PEOPLE, QUESTION
from tests.teams.said import WAYS as KNOWN

pytestmark = [pytest.mark.cards]

Json = dict[str, Any]

SEARCH = 'Property "choices.data" is supported in version 1.6, but you are using version 1.5.'
"""Teams takes its search for people in a card of 1.5 as well, as its documentation says."""
OURS = re.compile(
    r"&lt;at&gt;(?:(?!&lt;).)*&lt;/at&gt;|</?p>|</?strong>|<br>|"
    r'<a href="https://(?:teams\.microsoft\.com/l|x\.example)/[^"<>]*">|</a>'
)
LIVE = ("&lt;at", "<")


def checked(cards: list[Json]) -> list[Json]:
    """Return what Node says to each card."""
    lines = "".join(f"{json.dumps(each)}\n" for each in cards)
    script = Path(__file__).parent / "check.cjs"
    command = ["node", str(script), os.environ["WHOKNOWS_CARDS"]]
    ended = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)  # noqa: S603 - our own script
    return [json.loads(line) for line in ended.stdout.splitlines()]


def check(cards: list[Json]) -> None:
    """Nothing is against any of the cards, and their Markdown holds only what we make live."""
    answers = checked(cards)
    assert len(answers) == len(cards)
    for answer in answers:
        assert [each for each in answer["complaints"] if each != SEARCH] == []
        for drawn in answer["drawn"]:
            rest = OURS.sub("", drawn)
            assert not any(sign in rest for sign in LIVE), drawn


@pytest.mark.parametrize(
    "message", [QUESTION, HELD, DIGEST, HOME], ids=["question", "held", "digest", "home"]
)
def test_a_message_is_a_card_that_nothing_is_against(message: Message) -> None:
    check([card(message, KNOWN)])


def test_a_form_is_a_card_that_nothing_is_against() -> None:
    check([form_card(ASK_FORM, carries="x", people=tuple(PEOPLE.items()), missing="Please fill")])


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ([{"type": "TextBlok"}], "Unknown element type"),
        ([{"type": "TextBlock", "text": "a", "weight": "Bold"}], "Invalid value"),
        ([{"type": "Input.Text"}], "unique Id"),
        ([{"type": "ActionSet", "actions": [{"type": "Action.Foo"}]}], "Unknown action type"),
        ([{"type": "Image", "url": "x", "forceLoad": True}], "supported in version 1.6"),
    ],
)
def test_a_card_that_is_none_is_seen(body: list[Json], said: str) -> None:
    [answer] = checked([{"type": "AdaptiveCard", "version": "1.5", "body": body}])

    assert said in " ".join(answer["complaints"])


@pytest.mark.parametrize(
    "text", ["**a**", "[a](http://x.example)", "<http://x.example>", "# a", "- a", "1. a", "    a"]
)
def test_markdown_that_somebody_typed_is_seen(text: str) -> None:
    [answer] = checked([{"body": [{"type": "TextBlock", "text": f"a\n\n{text}"}]}])

    assert re.search(r"<(strong|a|h1|ul|ol|pre)\b", answer["drawn"][0])


@settings(max_examples=20)
@given(st.lists(st.tuples(MESSAGES, WAYS), min_size=3, max_size=8))
def test_whatever_is_said_is_a_card_in_which_nothing_is_live_but_ours(
    said: list[tuple[Message, Ways]],
) -> None:
    check([card(message, ways) for message, ways in said])


@settings(max_examples=10)
@given(st.lists(st.tuples(FORMS, WORDS), min_size=2, max_size=6))
def test_whatever_is_asked_for_is_a_card_that_nothing_is_against(
    asked: list[tuple[Form, str]],
) -> None:
    people = tuple(PEOPLE.items())
    check([form_card(form, carries="", people=people, missing=said) for form, said in asked])
