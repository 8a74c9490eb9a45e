"""What we say on Slack: exact blocks, limits that hold, and nothing live but what we made."""

import html
import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from adapters.slack.render import carried, home, modal, rendered, view_values
from bot.messages import (
    Bullets,
    Button,
    Buttons,
    Code,
    Form,
    Heading,
    Input,
    InputKind,
    Link,
    Message,
    Paragraph,
    Part,
    Quote,
    Quoted,
    Span,
    Strong,
    Text,
    When,
    Where,
    Who,
)
from tests.cast import AMINA, BRUNO, MONDAY, PILOT

Json = dict[str, Any]

HOSTILE = (
    "<!channel>",
    "<!here|here>",
    "<@U1>",
    "<#C1>",
    "<!subteam^S1>",
    "<http://x|y>",
    "<mailto:a@b>",
    "<!date^1^{time}|x>",
    "&lt;!channel&gt;",
    "&amp;lt;!channel&amp;gt;",
    "@channel",
    "http://a.example",
    "|",
    ">",
    "<",
    "&",
    "\n>>> ",
    "*",
    "`",
    "```",
    "\u202e",
    "\x00",
    "\u2028",
    "\ud83d",
    "\r\n",
)
GRAPHEMES = (
    *("a", "Ż", " ", "\n", "&", "<", "會", "ひ", "ש", "ن", "한", "e\u0301", "ą\u0323\u0302"),
    *("👍", "👍🏽", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪", "🇵🇱", "1️⃣", "🏴\U000e0067\U000e0062\U000e007f"),
    *("क्षि", "กำ", "각", "\u0600١"),
)
WORDS = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(HOSTILE), max_size=8).map("".join),
    st.lists(st.sampled_from(GRAPHEMES), max_size=20).map("".join),
    st.builds(
        lambda bit, n: bit * n,
        st.sampled_from([*HOSTILE, *GRAPHEMES]),
        st.sampled_from([1, 30, 149, 299, 999, 3_000, 3_001]),
    ),
)
KEYS = st.one_of(
    st.sampled_from(
        [AMINA.key, BRUNO.key, PILOT.key, "slack:T1/amina", "teams:t/U1", "slack:T1/U1>", ""]
    ),
    st.builds("slack:T1/{}".format, WORDS),
)
SPANS: st.SearchStrategy[Span] = st.one_of(
    st.builds(Text, WORDS),
    st.builds(Strong, WORDS),
    st.builds(Code, WORDS),
    st.builds(Quoted, WORDS),
    st.builds(Who, KEYS),
    st.builds(Where, KEYS),
    st.builds(
        When,
        st.integers(0, 4_000_000_000).map(lambda at: datetime.fromtimestamp(at, UTC)),
    ),
    st.builds(Link, WORDS, KEYS),
)
LINES = st.lists(SPANS, max_size=5).map(tuple)
BUTTON = st.builds(Button, WORDS, WORDS, st.booleans())
SHORT = st.one_of(
    st.builds(Quoted, st.text(max_size=20)),
    st.builds(Text, st.sampled_from(HOSTILE)),
    st.builds(Who, KEYS),
)
PARTS: st.SearchStrategy[Part] = st.one_of(
    st.builds(Paragraph, LINES),
    st.builds(Quote, WORDS),
    st.builds(Heading, LINES),
    st.builds(Bullets, st.lists(LINES, max_size=5).map(tuple)),
    st.builds(Buttons, st.lists(BUTTON, max_size=7).map(tuple)),
    st.builds(
        lambda some, n: Bullets(tuple(some * n)),
        st.lists(st.tuples(SHORT, SHORT), max_size=5),
        st.sampled_from([20, 100]),
    ),
)
MESSAGES = st.one_of(
    st.lists(PARTS, max_size=6).map(tuple),
    st.lists(st.builds(Quote, WORDS), max_size=12).map(lambda some: tuple(some * 5)),
)
INPUTS = st.builds(
    Input,
    st.sampled_from(["text", "place", "to", "named"]),
    WORDS,
    st.sampled_from(InputKind),
    st.one_of(WORDS, KEYS),
    WORDS,
    st.builds(
        lambda some, n: tuple(
            (f"{value}{i}" if i else value, label) for i in range(n) for value, label in some
        ),
        st.lists(st.tuples(WORDS, WORDS), max_size=3),
        st.sampled_from([1, 60]),
    ),
    st.booleans(),
    st.integers(-1, 10_000),
)
FORMS = st.builds(
    Form,
    WORDS,
    WORDS,
    st.text(max_size=300),
    st.lists(INPUTS, max_size=4, unique_by=lambda each: each.name).map(tuple),
)
ENTITY = re.compile(r"<[^<>]*>")


def way(key: str) -> str | None:
    """Lead to messages of the pilot's place only."""
    return "https://acme.example/archives/CPILOT/p1?a=1&b=2" if key == PILOT.key else None


def units(text: str) -> int:
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def texts(shown: Json) -> list[str]:
    """Return every text in which Slack looks for what is live."""
    marked = [each["text"] for each in of_type(shown["blocks"], "mrkdwn")]
    return [shown["text"], *marked]


def of_type(inside: object, kind: str) -> Iterator[Json]:
    """Yield every object of a type, wherever it stands."""
    if isinstance(inside, dict):
        if inside.get("type") == kind:
            yield inside
        inside = list(inside.values())
    if isinstance(inside, list):
        for each in inside:
            yield from of_type(each, kind)


def section(message: Message) -> str:
    """Return the text of the only section of a message."""
    [block] = rendered(message, way)["blocks"]
    return str(block["text"]["text"])


def spans_of(message: Message) -> Iterator[Span]:
    for part in message:
        match part:
            case Paragraph(spans) | Heading(spans):
                yield from spans
            case Bullets(items):
                for item in items:
                    yield from item
            case _:
                pass


def is_ours(entity: str, message: Message) -> bool:
    """Whether something live was made from one of a message's spans, and as it should be."""
    for span in spans_of(message):
        match span:
            case Who(key) | Where(key):
                if entity in (f"<@{key.rpartition('/')[2]}>", f"<#{key.rpartition('/')[2]}>"):
                    return True
            case When(at):
                if entity.startswith(f"<!date^{int(at.timestamp())}^{{date_short_pretty}}"):
                    return True
            case Link(_, key):
                address = (way(key) or "-").replace("&", "&amp;")
                if entity.startswith(f"<{address}|") and entity.count("|") == 1:
                    return True
            case _:
                pass
    return False


def check_limits(shown: Json) -> None:
    blocks = shown["blocks"]
    assert 0 < units(shown["text"]) <= 4_000
    assert len(blocks) <= 50
    assert units(json.dumps(blocks, ensure_ascii=False)) <= 12_000
    check_blocks(blocks)


def check_home(view: Json) -> None:
    assert view.keys() == {"type", "blocks"}
    assert 0 < len(view["blocks"]) <= 100
    assert units(json.dumps(view["blocks"], ensure_ascii=False)) <= 40_000
    check_blocks(view["blocks"])
    View(**view).validate_json()


def check_names(blocks: list[Json]) -> None:
    names = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(set(names)) == len(names)
    assert all(0 < len(name) <= 255 for name in names)


def check_blocks(blocks: list[Json]) -> None:
    for each in Block.parse_all(blocks):
        each.validate_json()
    check_names(blocks)
    assert all(0 < units(each["text"]) <= 3_000 for each in of_type(blocks, "mrkdwn"))
    assert all(each["verbatim"] for each in of_type(blocks, "mrkdwn"))
    for block in blocks:
        if block["type"] == "header":
            assert 0 < units(block["text"]["text"]) <= 150
        if block["type"] == "actions":
            assert 0 < len(block["elements"]) <= 25
    buttons = list(of_type(blocks, "button"))
    assert len({each["action_id"] for each in buttons}) == len(buttons)
    assert all(0 < units(each["text"]["text"]) <= 75 for each in buttons)
    assert all(len(each["value"]) <= 2_000 for each in buttons)


def check_inert(shown: Json, message: Message) -> None:
    for text in texts(shown):
        alive = ENTITY.findall(text)
        assert all(is_ours(entity, message) for entity in alive), alive
        rest = re.sub(r"(?m)^> ?", "", ENTITY.sub("", text))
        assert "<" not in rest
        assert ">" not in rest
        assert not re.search(r"&(?!(amp|lt|gt);)", rest)
    for each in of_type(shown, "plain_text"):
        assert "<" not in each["text"]
    json.dumps(texts(shown), ensure_ascii=False).encode()


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def marked(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def press(n: int, label: str, value: str) -> Json:
    return {"type": "button", "action_id": f"press.{n}", "text": words(label), "value": value}


def test_a_question_becomes_this_post() -> None:
    key = "slack:T1/CPILOT/1795424400.000100"
    message: Message = (
        Paragraph((Who(AMINA.key), Text(" asks:"))),
        Quote("How do R&D teams onboard?\nIs <!channel> the right place?"),
        Paragraph((Text("Write in the "), Strong("thread"), Text(", or press a button."))),
        Buttons(
            (
                Button("Answer", f"answer {key}", is_main=True),
                Button("Follow", f"follow {key}"),
                Button("Not me", f"notme {key}"),
            )
        ),
    )

    shown = rendered(message, way)

    assert shown == {
        "text": (
            "<@UAMINA> asks:\n"
            "How do R&amp;D teams onboard?\nIs &lt;!channel&gt; the right place?\n"
            "Write in the *thread*, or press a button."
        ),
        "blocks": [
            {
                "type": "section",
                "text": {"type": "mrkdwn", "text": "<@UAMINA> asks:", "verbatim": True},
            },
            {
                "type": "section",
                "text": {
                    "type": "mrkdwn",
                    "text": (
                        "> How do R&amp;D teams onboard?\n> Is &lt;!channel&gt; the right place?"
                    ),
                    "verbatim": True,
                },
            },
            {
                "type": "section",
                "text": {
                    "type": "mrkdwn",
                    "text": "Write in the *thread*, or press a button.",
                    "verbatim": True,
                },
            },
            {
                "type": "actions",
                "elements": [
                    {
                        "type": "button",
                        "action_id": "press.1",
                        "text": {"type": "plain_text", "text": "Answer", "emoji": False},
                        "value": f"answer {key}",
                        "style": "primary",
                    },
                    {
                        "type": "button",
                        "action_id": "press.2",
                        "text": {"type": "plain_text", "text": "Follow", "emoji": False},
                        "value": f"follow {key}",
                    },
                    {
                        "type": "button",
                        "action_id": "press.3",
                        "text": {"type": "plain_text", "text": "Not me", "emoji": False},
                        "value": f"notme {key}",
                    },
                ],
            },
        ],
    }


def test_a_held_question_becomes_this_message_with_each_button_apart() -> None:
    message: Message = (
        Paragraph((Text("This may help already:"),)),
        Paragraph((Strong("A first week with *buddies*"),)),
        Quote("Pair every newcomer."),
        Paragraph(
            (
                Who(BRUNO.key),
                Text(" in "),
                Where(PILOT.key),
                Text(", "),
                When(MONDAY),
                Text(" · "),
                Link("go | there >", PILOT.key),
            )
        ),
        Buttons((Button("This solved it", "taken q a", is_main=True), Button("Pass on", "pass a"))),
        Paragraph((Text("Else it is posted in 60 s. "), Code("/ask <words>"))),
        Buttons((Button("Post now", "post q"), Button("Don't post", "withdraw q"))),
    )

    shown = rendered(message, way)

    moment = "<!date^1795424400^{date_short_pretty} {time}|2026-11-23 09:00 UTC>"
    address = "https://acme.example/archives/CPILOT/p1?a=1&amp;b=2"
    credit = f"<@UBRUNO> in <#CPILOT>, {moment} · <{address}|go ¦ there &gt;>"
    title, last = (
        "*A first week with ∗buddies∗*",
        "Else it is posted in 60 s. `/ask &lt;words&gt;`",
    )
    taken, passed = press(1, "This solved it", "taken q a"), press(2, "Pass on", "pass a")
    post, withdraw = press(3, "Post now", "post q"), press(4, "Don't post", "withdraw q")
    assert shown == {
        "text": f"This may help already:\n{title}\nPair every newcomer.\n{credit}\n{last}",
        "blocks": [
            marked("This may help already:"),
            marked(title),
            marked("> Pair every newcomer."),
            marked(credit),
            {"type": "actions", "elements": [taken | {"style": "primary"}, passed]},
            marked(last),
            {"type": "actions", "elements": [post, withdraw]},
        ],
    }


DIGEST: Message = (
    Heading((Text("The week of "), Strong("onboarding"))),
    Paragraph((Text("Who can help?"),)),
    Bullets(
        (
            (Link("How do others\nstart?", PILOT.key), Text(" (2 days)")),
            (Quoted("Which <tool>?\n• none"), Text(" (1 day)")),
        )
    ),
    Heading((Text("Thanks to "), Who(AMINA.key))),
    Paragraph((Text("12 questions, 9 answered."),)),
)
DIGEST_LIST = (
    "• <https://acme.example/archives/CPILOT/p1?a=1&amp;b=2|How do others start?> (2 days)\n"
    "• Which &lt;tool&gt;? • none (1 day)"
)
DIGEST_BLOCKS = [
    {"type": "header", "text": words("The week of onboarding")},
    marked("Who can help?"),
    marked(DIGEST_LIST),
    marked("*Thanks to <@UAMINA>*"),
    marked("12 questions, 9 answered."),
]


def test_a_digest_becomes_this_message() -> None:
    shown = rendered(DIGEST, way)

    assert shown == {
        "text": (
            f"The week of *onboarding*\nWho can help?\n{DIGEST_LIST}\n\n"
            "Thanks to <@UAMINA>\n12 questions, 9 answered."
        ),
        "blocks": DIGEST_BLOCKS,
    }


def test_a_home_becomes_this_view() -> None:
    message = (*DIGEST, Buttons((Button("Ask", "ask", is_main=True), Button("Share", "share"))))

    view = home(message, way)

    ask, share = press(1, "Ask", "ask") | {"style": "primary"}, press(2, "Share", "share")
    assert view == {
        "type": "home",
        "blocks": [*DIGEST_BLOCKS, {"type": "actions", "elements": [ask, share]}],
    }


def test_a_home_with_nothing_to_say_is_still_a_view() -> None:
    assert home((), way) == {"type": "home", "blocks": [marked("…")]}


def test_a_home_shows_more_than_a_message_and_counts_the_rest() -> None:
    message = tuple(Paragraph((Text(f"Part {n}"),)) for n in range(120))

    blocks = home(message, way)["blocks"]

    assert len(blocks) == 100
    assert blocks[-2:] == [marked("Part 98"), marked("… +21")]


def test_a_form_becomes_this_modal() -> None:
    form = Form(
        "Ask your colleagues anything",
        "Ask",
        "ask",
        (
            Input("text", "Question", InputKind.TEXT, "Who <knows>?", "Say why", is_required=True),
            Input("link", "Link", longest=200),
            Input(
                "named", "Named?", InputKind.CHOICE, "no", choices=(("yes", "Yes"), ("no", "No"))
            ),
            Input("to", "To whom?", InputKind.PERSON, BRUNO.key, is_required=True),
        ),
    )

    view = modal(form, private_metadata="C1")

    no = {"text": words("No"), "value": "no"}
    assert view == {
        "type": "modal",
        "callback_id": "ask",
        "private_metadata": "C1",
        "title": words("Ask your colleagues any…"),
        "submit": words("Ask"),
        "blocks": [
            {
                "type": "input",
                "block_id": "text",
                "label": words("Question"),
                "hint": words("Say why"),
                "optional": False,
                "element": {
                    "type": "plain_text_input",
                    "action_id": "value",
                    "multiline": True,
                    "max_length": 3_000,
                    "initial_value": "Who <knows>?",
                },
            },
            {
                "type": "input",
                "block_id": "link",
                "label": words("Link"),
                "optional": True,
                "element": {
                    "type": "plain_text_input",
                    "action_id": "value",
                    "multiline": False,
                    "max_length": 200,
                },
            },
            {
                "type": "input",
                "block_id": "named",
                "label": words("Named?"),
                "optional": True,
                "element": {
                    "type": "static_select",
                    "action_id": "value",
                    "options": [{"text": words("Yes"), "value": "yes"}, no],
                    "initial_option": no,
                },
            },
            {
                "type": "input",
                "block_id": "to",
                "label": words("To whom?"),
                "optional": False,
                "element": {
                    "type": "users_select",
                    "action_id": "value",
                    "initial_user": "UBRUNO",
                },
            },
        ],
    }


@settings(max_examples=50)
@given(MESSAGES)
def test_whatever_is_said_keeps_the_limits_and_makes_nothing_live_but_ours(
    message: Message,
) -> None:
    check_said(message)


@pytest.mark.long
@settings(max_examples=2_000)
@given(MESSAGES)
def test_of_two_thousand_messages_none_is_refused_and_none_is_live(message: Message) -> None:
    check_said(message)


def check_said(message: Message) -> None:
    shown, view = rendered(message, way), home(message, way)

    check_limits(shown)
    check_inert(shown, message)
    check_home(view)
    check_inert({"text": "", **view}, message)


@settings(max_examples=100)
@given(WORDS)
@example("&lt;!channel&gt;")
@example("<@U1>" * 8_000)
def test_somebodys_words_are_never_live(words: str) -> None:
    check_never_live(words)


@pytest.mark.parametrize("times", [1, 30, 3_001])
def test_no_hostile_word_is_live_however_often_it_is_said(times: int) -> None:
    for each in HOSTILE:
        check_never_live(each * times)


@pytest.mark.long
@settings(max_examples=2_000)
@given(WORDS)
def test_of_two_thousand_strings_none_is_live(words: str) -> None:
    check_never_live(words)


def check_never_live(words: str) -> None:
    message = (
        Paragraph((Quoted(words), Strong(words), Code(words), Link(words, "none"), Who(words))),
        Paragraph((Text(words), Link(words, PILOT.key))),
        Quote(words),
        Bullets(((Text(words),),)),
        Heading((Quoted(words),)),
        Buttons((Button(words, "x"),)),
    )

    shown = rendered(message, way)

    alive = [found for text in texts(shown) for found in ENTITY.findall(text)]
    assert all(is_ours(each, message[1:2]) for each in alive)
    check_limits(shown)
    check_inert(shown, message)


@settings(max_examples=100)
@given(st.lists(st.sampled_from(GRAPHEMES), min_size=1, max_size=30), st.integers(1, 300))
def test_what_is_cut_is_cut_between_two_graphemes(bits: list[str], n: int) -> None:
    bits = ["x", *bits * n, "y"]
    ends = set(accumulate(len(each) for each in bits))
    text = "".join(bits)

    quoted = section((Quote(text),)).replace("\n> ", "\n").removeprefix("> ")
    strong = section((Paragraph((Strong(text.replace("\n", " ")),)),))

    for shown in (quoted.replace("\n", " "), strong.replace("*", "")):
        words = html.unescape(shown.removesuffix("…"))
        assert text.replace("\n", " ").startswith(words)
        assert len(words) in ends
        assert shown.endswith("…") == (words != text.replace("\n", " "))


@pytest.mark.parametrize("grapheme", [each for each in GRAPHEMES if len(each) > 1])
@pytest.mark.parametrize("before", range(20))
def test_no_grapheme_is_cut_in_two(grapheme: str, before: int) -> None:
    label = "x" * (60 + before) + grapheme + "z" * 30

    [block] = rendered((Buttons((Button(label, "x"),)),), way)["blocks"]

    shown = block["elements"][0]["text"]["text"].removesuffix("…")
    rest = label.removeprefix(shown)
    assert grapheme in shown or grapheme in rest


@pytest.mark.parametrize(
    "grapheme",
    ["🇩🇪", "e" + "\u0301" * 99, "👩\u200d" * 50 + "👩", "\u0915\u094d" * 50 + "\u0915"],
    ids=["flags", "marks", "family", "conjunct"],
)
@pytest.mark.parametrize("before", range(8))
def test_no_cut_falls_into_a_long_row_of_flags_or_a_long_grapheme(
    grapheme: str, before: int
) -> None:
    start = "x" * (2_400 + before)

    shown = section((Quote(start + grapheme * 400),)).removeprefix(f"> {start}").removesuffix("…")

    assert shown == grapheme * (len(shown) // len(grapheme))
    assert shown


def test_all_blocks_together_are_cut_only_where_they_are_longer_than_slack_takes() -> None:
    part = Paragraph((Text("a" * 900),))

    as_they_are = rendered((part,) * 12, way)["blocks"]
    cut = rendered((part,) * 13, way)["blocks"]

    assert as_they_are == [marked("a" * 900)] * 12
    assert cut == [marked("a" * 299 + "…")] * 13


EXTREMES: dict[str, Message] = {
    "a long quote": (Quote("a " * 20_000), Buttons((Button("Answer", "answer 1"),))),
    "long CJK": (Paragraph((Quoted("會" * 40_000),)),),
    "families": (Quote("👩‍👩‍👧‍👦" * 4_000),),
    "flags": (Quote("🇩🇪" * 20_000),),
    "one grapheme": (Quote("e" + "\u0301" * 40_000),),
    "entities": (Quote("&<>" * 13_000),),
    "500 items": (Bullets(tuple((Quoted(f"{n} 會🇩🇪"),) for n in range(500))),),
    "500 long items": (Bullets(tuple((Quoted("a&" * 20_000),) for _ in range(500))),),
    "200 buttons": (Buttons(tuple(Button("x" * 200, "y" * 2_000) for _ in range(200))),),
    "5,000 spans": (Paragraph(tuple(Quoted("a" * 1_000) for _ in range(5_000))),),
}


@pytest.mark.parametrize("message", EXTREMES.values(), ids=EXTREMES)
def test_the_longest_messages_are_shown_without_ado(message: Message) -> None:
    def took() -> float:
        started = time.process_time()
        rendered(message, way)
        return time.process_time() - started

    assert min(took() for _ in range(3)) < 1  # about 0.02; what grows faster than it is far over
    check_said(message)


@pytest.mark.parametrize(
    "bit", ["a ", "\n", "🇩🇪", "👩‍👩‍👧", "&<>", "*", "會", "\u0915\u094d", "\u200d"]
)
def test_the_button_under_forty_thousand_characters_is_kept(bit: str) -> None:
    text = "e" + (bit * 40_000)[:40_000]

    shown = rendered((Quote(text), Buttons((Button("Answer", "answer 1"),))), way)

    assert [each["type"] for each in shown["blocks"]] == ["section", "actions"]
    assert shown["blocks"][0]["text"]["text"].endswith("…")


@pytest.mark.parametrize("n", [0, 1, 20, 120, 500])
@pytest.mark.parametrize("words", ["short", "會" * 400, "<@U1>" * 3_000])
def test_items_that_are_left_out_are_counted(n: int, words: str) -> None:
    items = tuple((Text(f"{i}. {words}"),) for i in range(n))

    shown = rendered((Paragraph((Text("These:"),)), Bullets(items)), way)

    check_limits(shown)
    lines = [line for text in texts(shown)[2:] for line in text.split("\n")]
    more = re.fullmatch(r"… \+(\d+)", lines[-1]) if lines else None
    kept = lines[:-1] if more else lines
    assert len(kept) + (int(more[1]) if more else 0) == n
    assert all(line.startswith(f"• {i}. ") for i, line in enumerate(kept))
    assert n == 0 or kept


def test_long_texts_are_cut_shorter_before_anything_is_left_out() -> None:
    message = tuple(Quote("a" * 2_900) for _ in range(8))

    shown = rendered((*message, Buttons((Button("Answer", "answer 1"),))), way)

    assert len(shown["blocks"]) == 9
    assert shown["blocks"][-1]["type"] == "actions"


def test_parts_that_are_left_out_are_counted() -> None:
    message = tuple(Paragraph((Text(f"Part {n}"),)) for n in range(60))

    blocks = rendered(message, way)["blocks"]

    assert len(blocks) == 50
    assert blocks[-2]["text"]["text"] == "Part 48"
    assert blocks[-1]["text"]["text"] == "… +11"


def test_a_button_that_carries_too_much_is_left_out_and_counted() -> None:
    blocks = rendered((Buttons((Button("Good", "a"), Button("Bad", "x" * 2_001))),), way)["blocks"]

    assert [each["text"]["text"] for each in of_type(blocks, "button")] == ["Good"]
    assert blocks[-1]["text"]["text"] == "… +1"


def test_buttons_that_there_is_no_room_for_are_counted() -> None:
    many = tuple(Button(f"{n}", f"{n}") for n in range(200))

    blocks = rendered((Buttons(many),), way)["blocks"]

    shown = [each["value"] for each in of_type(blocks, "button")]
    assert shown == [f"{n}" for n in range(len(shown))]
    assert blocks[-1] == marked(f"… +{200 - len(shown)}")


def test_more_buttons_than_a_block_takes_get_another_block() -> None:
    many = tuple(Button(f"{n}", f"{n}") for n in range(30))

    blocks = rendered((Buttons(many),), way)["blocks"]

    assert [len(each["elements"]) for each in blocks] == [25, 5]


@pytest.mark.parametrize(
    ("span", "written"),
    [
        (Who("slack:T1/amina"), "amina"),
        (Who("slack:T1/<!channel>"), "&lt;!channel&gt;"),
        (Who("slack:T1/U1\n"), "U1"),
        (Who("teams:tenant/U1"), "U1"),
        (Where("slack:T1/general"), "#general"),
        (Where("slack:T1/C1|x>"), "#C1|x&gt;"),
        (Link("there", "slack:T1/C2/1.2"), "there"),
        (Strong(" so *bold*\nit is "), "*so ∗bold∗ it is*"),
        (Strong(" "), ""),
        (Code("a`b"), "`aˋb`"),
        (Quoted("it\u202e is \ud83d x\x00"), "it is   x"),
        (Quoted("a\u2028b\r\nc\rd"), "a b\nc\nd"),
        (Quoted("&lt;!channel&gt; &amp;amp;"), "&amp;lt;!channel&amp;gt; &amp;amp;amp;"),
    ],
)
def test_a_span_is_written_like_this(span: Span, written: str) -> None:
    shown = rendered((Paragraph((span,)),), way)

    assert [each["text"] for each in of_type(shown["blocks"], "mrkdwn")] == [written] * bool(
        written
    )


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "https://a.example/|x", "https://a.example/> <!channel", ""]
)
def test_an_address_that_could_do_harm_is_no_link(address: str) -> None:
    [block] = rendered((Paragraph((Link("there", "key"),)),), lambda _: address)["blocks"]

    assert block["text"]["text"] == "there"


@pytest.mark.parametrize(
    ("spans", "written"),
    [
        ((Text("New in "), Where(PILOT.key)), "*New in <#CPILOT>*"),
        ((Strong("A*B"), Text(" & C")), "*A∗B &amp; C*"),
        ((Text("w" * 151),), f"*{'w' * 151}*"),
    ],
)
def test_a_heading_that_no_header_can_show_is_bold(spans: tuple[Span, ...], written: str) -> None:
    assert section((Heading(spans),)) == written


def test_nothing_to_say_is_no_block() -> None:
    empty = (Paragraph(()), Quote(" \n"), Bullets(((), (Text(" "),))), Heading(()), Buttons(()))

    assert rendered(empty, way) == {"text": "…", "blocks": []}


@settings(max_examples=40)
@given(FORMS, st.text(max_size=1_000))
def test_whatever_is_asked_for_keeps_the_limits_of_a_modal(form: Form, metadata: str) -> None:
    check_asked(form, metadata)


@pytest.mark.long
@settings(max_examples=1_000)
@given(FORMS, st.text(max_size=1_000))
def test_of_a_thousand_forms_none_is_refused(form: Form, metadata: str) -> None:
    check_asked(form, metadata)


def check_asked(form: Form, metadata: str) -> None:
    view = modal(form, private_metadata=metadata)

    assert carried(view) == (form.does, metadata)
    assert 0 < len(view["callback_id"]) <= 255
    assert len(view["private_metadata"]) <= 3_000
    for word in ("title", "submit"):
        assert 0 < units(view[word]["text"]) <= 24
    assert all("<" not in each["text"] for each in of_type(view, "plain_text"))
    assert 0 < len(view["blocks"]) <= 100
    check_names(view["blocks"])
    View(**view).validate_json()
    for block in of_type(view["blocks"], "input"):
        assert 0 < units(block["label"]["text"]) <= 2_000
        assert units(block.get("hint", {"text": ""})["text"]) <= 2_000
        check_element(block["element"])


def check_element(element: Json) -> None:
    match element["type"]:
        case "plain_text_input":
            assert 1 <= element["max_length"] <= 3_000
            assert units(element.get("initial_value", "")) <= element["max_length"]
        case "static_select":
            options = element["options"]
            assert 0 < len(options) <= 100
            assert all(0 < units(each["text"]["text"]) <= 75 for each in options)
            assert all(0 < len(each["value"]) <= 75 for each in options)
            assert "initial_option" not in element or element["initial_option"] in options
            assert units(element.get("placeholder", {"text": ""})["text"]) <= 150
        case kind:
            assert kind == "users_select"


def one_input(each: Input) -> list[Json]:
    form = Form("Title", "Send", "ask", (each,))
    return list(modal(form, private_metadata="")["blocks"])


def test_what_is_chosen_is_there_among_too_many_choices_and_the_rest_counted() -> None:
    choices = tuple((f"C{n}", f"#place-{n}") for n in range(150))

    [block] = one_input(Input("place", "Where?", InputKind.CHOICE, "C149", "Yours", choices))

    values = [each["value"] for each in block["element"]["options"]]
    assert values == [*(f"C{n}" for n in range(99)), "C149"]
    assert block["element"]["initial_option"]["value"] == "C149"
    assert block["hint"]["text"] == "Yours … +50"


def test_a_choice_of_nothing_is_a_field_that_may_stay_empty() -> None:
    choices = (("", "None"), ("yes", "Yes"))

    [block] = one_input(
        Input("again", "Again?", InputKind.CHOICE, choices=choices, is_required=True)
    )

    assert [each["value"] for each in block["element"]["options"]] == ["yes"]
    assert block["element"]["placeholder"]["text"] == "None"
    assert block["optional"]


def test_a_choice_without_anything_to_choose_is_not_asked() -> None:
    assert one_input(Input("again", "Again?", InputKind.CHOICE)) == [marked("…")]


def test_two_inputs_of_one_name_are_refused() -> None:
    inputs = (Input("text", "One"), Input("text", "Two"))

    with pytest.raises(ValueError, match="one name"):
        modal(Form("T", "S", "ask", inputs), private_metadata="")


def test_what_is_too_long_for_a_callback_id_comes_back_from_elsewhere() -> None:
    long = "askform " + "a\n1 " * 100

    view = modal(Form("T", "S", long, ()), private_metadata="5 C1\n")

    assert len(view["callback_id"]) <= 255
    assert carried(view) == (long, "5 C1\n")


def test_a_form_that_carries_more_than_slack_takes_is_refused() -> None:
    with pytest.raises(ValueError, match="carries 3001"):
        modal(Form("T", "S", "ask", ()), private_metadata="x" * 3_001)


@pytest.mark.parametrize(
    "view",
    [
        {},
        {"callback_id": 1},
        {"callback_id": "a", "private_metadata": 1},
        {"callback_id": "…", "private_metadata": "C1"},
    ],
)
def test_a_view_that_is_none_of_ours_carries_nothing(view: Json) -> None:
    with pytest.raises(ValueError, match=r"carries nothing|none of ours"):
        carried(view)


def test_what_was_filled_in_is_read_by_the_names_of_the_inputs() -> None:
    chosen = {"text": {"type": "plain_text", "text": "Yes"}, "value": "yes"}
    state = {
        "values": {
            "text": {"value": {"type": "plain_text_input", "value": "Who <knows>?"}},
            "link": {"value": {"type": "plain_text_input", "value": None}},
            "named": {"value": {"type": "static_select", "selected_option": chosen}},
            "again": {"value": {"type": "static_select", "selected_option": None}},
            "to": {"value": {"type": "users_select", "selected_user": "UBRUNO"}},
            "nobody": {"value": {"type": "users_select", "selected_user": None}},
        }
    }

    values = view_values(state)

    assert values == {
        "text": "Who <knows>?",
        "link": "",
        "named": "yes",
        "again": "",
        "to": "UBRUNO",
        "nobody": "",
    }


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["values", "value", "type", "selected_option", "selected_user"]),
            inner,
            max_size=4,
        ),
    ),
)


@settings(max_examples=100)
@given(st.dictionaries(st.just("values"), JSON))
def test_whatever_comes_back_from_a_modal_is_read_as_far_as_it_goes(state: Json) -> None:
    values = view_values(state)

    assert all(isinstance(each, str) for each in [*values, *values.values()])
