"""How messages look to those who read them, and what people type becomes in Slack's writing."""

from typing import Any

import pytest

from tests.slack.payloads import rich
from tests.slack.reading import alarms, mrkdwn, shown
from tests.slack.standin import SlackStandin
from tests.slack.typed import typed

Json = dict[str, Any]

NAMES = {"UAMINA": "Amina", "CPILOT": "onboarding"}


def read(text: str) -> str:
    """Return text as it looks."""
    return mrkdwn(text, NAMES.__getitem__, NAMES.__getitem__)


@pytest.mark.parametrize(
    ("written", "looks"),
    [
        ("*Bold*, _slanted_ and ~gone~.", "Bold, slanted and gone."),
        ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name"),
        ("`/ask *why*`", "/ask *why*"),
        ("> quoted\n&gt; quoted too", "quoted\nquoted too"),
        ("<@UAMINA> in <#CPILOT|old name>", "@Amina in #onboarding"),
        (
            "<https://example.org/a|A page> or <https://example.org>",
            "A page or https://example.org",
        ),
        ("<!date^1700000000^{date_short}|14 Nov>", "14 Nov"),
        ("<!channel> and <!subteam^S1|@admins>", "@channel and @admins"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2"),
        ("&lt;!channel&gt; &amp;lt;", "<!channel> &lt;"),
        ("*\u200bloose", "*loose"),
    ],
)
def test_what_is_written_and_how_it_looks(written: str, looks: str) -> None:
    assert read(written) == looks


def test_blocks_are_read_line_by_line() -> None:
    def plain(text: str) -> Json:
        return {"type": "plain_text", "text": text}

    button = {"type": "button", "action_id": "a", "text": plain("Helpful")}
    choice = {"type": "static_select", "action_id": "b", "placeholder": plain("Which?")}
    mark = {"type": "mrkdwn", "text": "*So* it is"}
    blocks = [
        {"type": "header", "text": plain("The *week*")},
        {"type": "section", "text": mark, "fields": [plain("one")], "accessory": button},
        {"type": "divider"},
        {"type": "context", "elements": [mark, {"type": "image", "alt_text": "a face"}]},
        {"type": "actions", "elements": [button, choice]},
        {"type": "input", "label": plain("Text"), "element": {"type": "plain_text_input"}},
    ]

    text = shown({"text": "The fallback", "blocks": blocks}, str, str)

    assert text.splitlines() == [
        "The *week*",
        "So it is",
        "one",
        "[Helpful]",
        "So it is a face",
        "[Helpful] [Which?]",
        "Text",
    ]


def test_only_what_is_alive_raises_an_alarm() -> None:
    live: Json = {"type": "section", "text": {"type": "mrkdwn", "text": "<!here|now>"}}
    button = {"type": "button", "value": "<!channel>", "text": {"type": "plain_text", "text": "x"}}

    assert alarms([live]) == ["<!here|now>"]
    assert alarms([{"type": "actions", "elements": [button]}]) == []
    assert alarms([{"type": "header", "text": {"type": "plain_text", "text": "<!here>"}}]) == []
    assert alarms("&lt;!channel&gt;") == []


async def test_typing_makes_names_and_links_live(slack: SlackStandin) -> None:
    written = typed(slack.state, "@Amina, see #leads & https://example.org/x. me@Chen <b>", "T1")

    assert written == (
        "<@UAMINA>, see <#CLEADS|leads> &amp; <https://example.org/x>. me@Chen &lt;b&gt;"
    )
    assert [each["type"] for each in rich(written)[0]["elements"][0]["elements"]] == [
        "user",
        "text",
        "channel",
        "text",
        "link",
        "text",
    ]
