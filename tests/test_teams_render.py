"""What we say in Teams: exact cards, limits that hold, and nothing live but what we made."""

import json
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.teams.render import card, form_card, plain, values
from adapters.teams.writing import Ways
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
    Quote,
    Quoted,
    Span,
    Strong,
    Text,
    Where,
    Who,
)
from tests.teams import said
from tests.teams.anything import FORMS, GRAPHEMES, MESSAGES, WAYS, WORDS
from tests.teams.said import ADDRESS, AMINA, ASK_FORM, BRUNO, DIGEST, HELD, HOME, QUESTION, THREAD

Json = dict[str, Any]

MACRO = re.compile(r"\{\{\s*(DATE|TIME)\s*\(", re.IGNORECASE)
OUR_MOMENT = re.compile(
    r"\{\{DATE\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ), SHORT\)\}\} \{\{TIME\(\1\)\}\}"
)
OUR_LINK = re.compile(r"\[([^\[\]<>*`~]*)\]\((https://[^()\s<>*_\[\]]+)\)")
OUR_MENTION = re.compile(r"<at>([^<>]*)</at>")
NOBODY = Ways(lambda _: None, lambda _: None, lambda _: None)


def of_type(inside: object, kind: str) -> Iterator[Json]:
    """Yield every object of a type, wherever it stands."""
    if isinstance(inside, dict):
        if inside.get("type") == kind:
            yield inside
        inside = list(inside.values())
    if isinstance(inside, list):
        for each in inside:
            yield from of_type(each, kind)


def length(shown: Json) -> int:
    """Return how long a card is on the wire."""
    return len(json.dumps(shown, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def check_card(shown: Json) -> None:
    assert length(shown) <= 24_000
    assert shown["type"] == "AdaptiveCard"
    assert shown["version"] == "1.5"
    assert shown["msteams"]["width"] == "Full"
    assert 0 < len(shown["fallbackText"].encode()) <= 1_000
    assert shown["body"]
    assert all(each["wrap"] and each["text"] for each in of_type(shown, "TextBlock"))
    assert all(each["inlines"] for each in of_type(shown, "RichTextBlock"))
    actions = list(of_type(shown, "Action.Execute"))
    assert len({each["id"] for each in actions}) == len(actions)
    assert all(0 < len(each["title"].encode()) <= 150 for each in actions)
    assert all(0 < len(each["actions"]) <= 6 for each in of_type(shown, "ActionSet"))


def check_inert(shown: Json, message: Message = (), ways: Ways = NOBODY) -> None:
    """Nothing is live but the mentions, links and moments that we made."""
    entities = shown["msteams"].get("entities", [])
    named = [each["mentioned"]["name"] for each in entities]
    assert len(set(named)) == len(named)
    assert all(each["text"] == f"<at>{each['mentioned']['name']}</at>" for each in entities)
    accounts = {key.rpartition("/")[2]: ways.name_of(key) for key in persons(message)}
    assert all(accounts[each["mentioned"]["id"]] for each in entities)
    mentioned = set()
    for block in of_type(shown, "TextBlock"):
        mentioned.update(OUR_MENTION.findall(block["text"]))
        assert all(link[1].startswith("https://") for link in OUR_LINK.findall(block["text"]))
        check_markdown(block["text"])
    assert mentioned == set(named)
    assert not OUR_MENTION.search(shown["fallbackText"])
    check_markdown(shown["fallbackText"])
    runs = [each["text"] for each in of_type(shown, "TextRun")]
    plains = [each["title"] for each in of_type(shown, "Action.Execute")]
    for text in (*runs, *plains):
        assert not MACRO.search(text)
        assert not re.search(r"<[\s/]*at\b", text, re.IGNORECASE)
        text.encode()  # no half of a pair


def check_markdown(text: str) -> None:
    """Without what we made, no sign of Markdown is left."""
    rest = OUR_MENTION.sub("x", OUR_LINK.sub("x", OUR_MOMENT.sub("x", text)))
    rest = re.sub(r"\*\*([^*]+)\*\*", r"x\1", rest)  # what is bold begins no list
    assert not re.search(r"[\[\]<>*`~{\\]", rest), rest
    assert not re.search(r"(?m)^[^\S\n]*([-+=|]|#+(\s|$)|\d+[.)](\s|$))", rest), rest
    assert not re.search(r"&#?\w+;", rest), rest


def persons(message: Message) -> Iterator[str]:
    for part in message:
        match part:
            case Paragraph(spans) | Heading(spans):
                some = [spans]
            case Bullets(items):
                some = list(items)
            case _:
                some = []
        yield from (each.person for spans in some for each in spans if isinstance(each, Who))


def texts(message: Message, ways: Ways = said.WAYS) -> list[str]:
    """Return what each block of a card says, text runs put together."""
    return [text_of(each) for each in card(message, ways)["body"]]


def text_of(block: Json) -> str:
    if block["type"] == "TextBlock":
        return str(block["text"])
    return "".join(each["text"] for each in of_type(block, "TextRun"))


def run(text: str, **more: str) -> Json:
    return {"type": "TextRun", "text": text, **more}


def rich(*runs: Json) -> Json:
    return {"type": "RichTextBlock", "inlines": list(runs)}


def block(text: str, **more: str) -> Json:
    return {"type": "TextBlock", "text": text, "wrap": True, **more}


def heading(text: str) -> Json:
    return block(text, size="Medium", weight="Bolder", style="heading", spacing="Large")


def press(n: int, label: str, does: str, **more: str) -> Json:
    named = {"type": "Action.Execute", "id": f"press.{n}", "verb": "press"}
    return {**named, "title": label, "data": {"does": does}, **more}


def buttons(*actions: Json) -> Json:
    return {"type": "ActionSet", "actions": list(actions)}


def mention(key: str) -> Json:
    name, account = said.PEOPLE[key], key.rpartition("/")[2]
    mentioned = {"id": account, "name": name}
    return {"type": "mention", "text": f"<at>{name}</at>", "mentioned": mentioned}


def test_a_question_becomes_this_card() -> None:
    shown = card(QUESTION, said.WAYS)

    assert shown == {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "fallbackText": (
            "Amina Diallo asks:\n"
            "How do ∗other∗ teams run onboarding?\n\n"
            "‐ Like ⁅this⁆(http://a.example), ‹at›Bruno‹/at›?\n"
            "Do you know, or know who does? Answer in this thread. "
            "💡 on an answer says that it helped."
        ),
        "body": [
            {"type": "TextBlock", "text": "<at>Amina Diallo</at> asks:", "wrap": True},
            {
                "type": "Container",
                "style": "emphasis",
                "items": [
                    {
                        "type": "RichTextBlock",
                        "inlines": [
                            {
                                "type": "TextRun",
                                "text": (
                                    "How do *other* teams run onboarding?\n\n"
                                    "- Like [this](http://a.example), ‹at>Bruno‹/at>?"
                                ),
                            }
                        ],
                    }
                ],
            },
            {
                "type": "RichTextBlock",
                "inlines": [
                    {
                        "type": "TextRun",
                        "text": "Do you know, or know who does? Answer in this thread. ",
                    },
                    {"type": "TextRun", "text": "💡 on an answer", "weight": "Bolder"},
                    {"type": "TextRun", "text": " says that it helped."},
                ],
            },
            {
                "type": "ActionSet",
                "actions": [
                    {
                        "type": "Action.Execute",
                        "id": "press.1",
                        "verb": "press",
                        "title": "Answer",
                        "data": {"does": f"answer {THREAD}"},
                        "style": "positive",
                    },
                    {
                        "type": "Action.Execute",
                        "id": "press.2",
                        "verb": "press",
                        "title": "Follow",
                        "data": {"does": f"follow {THREAD}"},
                    },
                    {
                        "type": "Action.Execute",
                        "id": "press.3",
                        "verb": "press",
                        "title": "Not me",
                        "data": {"does": f"notme {THREAD}"},
                    },
                ],
            },
        ],
        "msteams": {
            "width": "Full",
            "entities": [
                {
                    "type": "mention",
                    "text": "<at>Amina Diallo</at>",
                    "mentioned": {
                        "id": "a1f1c0de-0000-4000-8000-0000000000a1",
                        "name": "Amina Diallo",
                    },
                }
            ],
        },
    }


def test_a_held_question_becomes_this_card_with_each_button_apart() -> None:
    shown = card(HELD, said.WAYS)

    moment = "{{DATE(2026-11-23T09:00:00Z, SHORT)}} {{TIME(2026-11-23T09:00:00Z)}}"
    words = "Pair every newcomer with a buddy for the first month; meet on Mondays and Thursdays."
    solved = press(1, "This solved it", "taken q a", style="positive")
    assert shown["body"] == [
        rich(run("Before your question goes out: this may have been answered already.")),
        rich(run("A first week with *buddies*", weight="Bolder")),
        {"type": "Container", "style": "emphasis", "items": [rich(run(words))]},
        block(f"<at>Bruno Conti</at> in #onboarding, {moment} · [go ⁅there⁆]({ADDRESS})"),
        buttons(solved, press(2, "Pass on", "pass a")),
        rich(
            run("If none of this helps, your question is posted in 60 seconds. "),
            run("@Whoknows ask <words>", fontType="Monospace"),
        ),
        buttons(press(3, "Post now", "post q"), press(4, "Don’t post", "withdraw q")),
    ]
    assert shown["msteams"]["entities"] == [mention(BRUNO)]


DIGEST_BODY = [
    heading("The week of onboarding"),
    rich(run("Who can help?")),
    block(f"• [How do others start?]({ADDRESS}) (2 days)", spacing="Small"),
    rich(run("• "), run("Which <tool>? • none"), run(" (1 day)")) | {"spacing": "Small"},
    heading("Thanks to <at>Amina Diallo</at>"),
    rich(run("12 questions, 9 answered.")),
]


def test_a_digest_becomes_this_card() -> None:
    shown = card(DIGEST, said.WAYS)

    assert shown["body"] == DIGEST_BODY
    assert shown["msteams"]["entities"] == [mention(AMINA)]
    assert shown["fallbackText"] == (
        "The week of onboarding\nWho can help?\n• How do others start? (2 days)\n"
        "• Which ‹tool›? • none (1 day)\nThanks to Amina Diallo\n12 questions, 9 answered."
    )


def test_a_home_becomes_this_card() -> None:
    body = card(HOME, said.WAYS)["body"]

    ask = press(1, "Ask", "ask", style="positive")
    assert body == [*DIGEST_BODY, buttons(ask, press(2, "Share an example", "share"))]


def test_a_form_becomes_this_card() -> None:
    people = ((AMINA, "Amina Diallo"), (BRUNO, "Bruno Conti"))

    shown = form_card(ASK_FORM, carries="C1", people=people, missing="Please say something")

    assert shown["body"] == [
        heading("Ask your colleagues"),
        {
            "type": "Input.Text",
            "id": "text",
            "label": "Question",
            "isMultiline": True,
            "maxLength": 3_000,
            "value": "Who <knows>?",
            "isRequired": True,
            "errorMessage": "Please say something",
        },
        rich(run("One is enough") | {"isSubtle": True, "size": "Small"}) | {"spacing": "Small"},
        {
            "type": "Input.Text",
            "id": "link",
            "label": "Link",
            "isMultiline": False,
            "maxLength": 200,
        },
        {
            "type": "Input.ChoiceSet",
            "id": "named",
            "label": "Named?",
            "choices": [{"title": "Yes", "value": "yes"}, {"title": "No", "value": "no"}],
            "value": "no",
        },
        {
            "type": "Input.ChoiceSet",
            "id": "to",
            "label": "To whom?",
            "style": "filtered",
            "choices": [
                {"title": "Amina Diallo", "value": "a1f1c0de-0000-4000-8000-0000000000a1"},
                {"title": "Bruno Conti", "value": "b2f1c0de-0000-4000-8000-0000000000b2"},
            ],
            "choices.data": {"type": "Data.Query", "dataset": "graph.microsoft.com/users"},
            "value": "b2f1c0de-0000-4000-8000-0000000000b2",
            "isRequired": True,
            "errorMessage": "Please say something",
        },
        {
            "type": "ActionSet",
            "actions": [
                {
                    "type": "Action.Execute",
                    "id": "submit",
                    "verb": "submit",
                    "title": "Ask",
                    "data": {"does": "ask", "from": "C1"},
                    "style": "positive",
                }
            ],
        },
    ]


@settings(max_examples=30)
@given(MESSAGES, WAYS)
def test_whatever_is_said_keeps_the_limits_and_makes_nothing_live_but_ours(
    message: Message, ways: Ways
) -> None:
    check_said(message, ways)


@pytest.mark.long
@settings(max_examples=1_000)
@given(MESSAGES, WAYS)
def test_of_a_thousand_messages_none_is_refused_and_none_is_live(
    message: Message, ways: Ways
) -> None:
    check_said(message, ways)


def check_said(message: Message, ways: Ways) -> None:
    shown = card(message, ways)

    check_card(shown)
    check_inert(shown, message, ways)


@settings(max_examples=40)
@given(WORDS)
@example("<at>Amina Diallo</at>")
@example("[a](http://x.example)" * 2_000)
def test_somebodys_words_are_never_live(words: str) -> None:
    check_never_live(words)


@pytest.mark.long
@settings(max_examples=1_000)
@given(WORDS)
def test_of_a_thousand_strings_none_is_live(words: str) -> None:
    check_never_live(words)


def check_never_live(words: str) -> None:
    live = Who(AMINA)
    message = (
        Paragraph((Quoted(words), Strong(words), Code(words), Link(words, "none"), Who(words))),
        Paragraph((live, Quoted(words), Strong(words), Code(words), Text(words), Where(words))),
        Paragraph((Link(words, THREAD), Quoted(words))),
        Quote(words),
        Bullets(((Text(words),), (Text(words), live))),
        Heading((Quoted(words),)),
        Buttons((Button(words, "x"),)),
    )

    check_said(message, said.WAYS)


@settings(max_examples=30)
@given(st.lists(st.sampled_from(GRAPHEMES), min_size=1, max_size=30), st.integers(1, 600))
def test_what_is_cut_is_cut_between_two_graphemes(bits: list[str], n: int) -> None:
    bits = ["x", *bits * n, "y"]
    text = "".join(bits)

    [shown] = texts((Quote(text),))

    words = shown.removesuffix("…")
    assert text.startswith(words)
    ends, end = set(), 0
    for bit in bits:
        ends.add(end := end + len(bit))
    assert len(words) in ends
    assert shown.endswith("…") == (words != text)


EXTREMES: dict[str, Message] = {
    "a long quote": (Quote("a " * 20_000), Buttons((Button("Answer", "answer 1"),))),
    "long CJK": (Paragraph((Quoted("會" * 40_000),)),),
    "families": (Quote("👩‍👩‍👧‍👦" * 4_000),),
    "flags": (Quote("🇩🇪" * 20_000),),
    "one grapheme": (Quote("e" + "\u0301" * 40_000),),
    "Markdown": (Paragraph((Who(AMINA), Strong("[*" * 13_000))),),
    "edges": (Paragraph((Who(AMINA), Strong(" !" * 13_000))),),
    "500 items": (Bullets(tuple((Quoted(f"{n} 會🇩🇪"),) for n in range(500))),),
    "500 long items": (Bullets(tuple((Quoted("a&" * 20_000),) for _ in range(500))),),
    "200 buttons": (Buttons(tuple(Button("x" * 200, "y" * 2_000) for _ in range(200))),),
    "5,000 spans": (Paragraph(tuple(Quoted("a" * 1_000) for _ in range(5_000))),),
}


@pytest.mark.parametrize("message", EXTREMES.values(), ids=EXTREMES)
def test_the_longest_messages_are_shown_without_ado(message: Message) -> None:
    def took() -> float:
        started = time.process_time()
        card(message, said.WAYS)
        return time.process_time() - started

    assert min(took() for _ in range(3)) < 1  # about 0.02; what grows faster than it is far over
    check_said(message, said.WAYS)


@pytest.mark.parametrize("n", [0, 1, 20, 120, 500])
@pytest.mark.parametrize("words", ["short", "會" * 400, "<at>x</at>" * 3_000])
def test_items_that_are_left_out_are_counted(n: int, words: str) -> None:
    items = tuple((Text(f"{i}. {words}"),) for i in range(n))

    lines = texts((Paragraph((Text("These:"),)), Bullets(items)))[1:]

    more = re.fullmatch(r"… \+(\d+)", lines[-1]) if lines else None
    kept = lines[:-1] if more else lines
    assert len(kept) + (int(more[1]) if more else 0) == n
    assert all(line.startswith(f"• {i}. ") for i, line in enumerate(kept))
    assert n == 0 or kept


def test_long_texts_are_cut_shorter_before_anything_is_left_out() -> None:
    quotes = tuple(Quote("a" * 3_900) for _ in range(8))

    body = card((*quotes, Buttons((Button("Answer", "answer 1"),))), said.WAYS)["body"]

    assert [text_of(each) for each in body[:8]] == ["a" * 1_997 + "…"] * 8
    assert body[8:] == [buttons(press(1, "Answer", "answer 1"))]


def test_parts_that_are_left_out_are_counted() -> None:
    message = tuple(Paragraph((Text(f"Part {n}"),)) for n in range(1_000))

    shown = texts(message)

    assert shown[:-1] == [f"Part {n}" for n in range(len(shown) - 1)]
    assert shown[-1] == f"… +{1_000 - len(shown) + 1}"


def test_a_button_that_carries_too_much_is_left_out_and_counted() -> None:
    body = card((Buttons((Button("Good", "a"), Button("Bad", "x" * 2_001))),), said.WAYS)["body"]

    assert body == [buttons(press(1, "Good", "a")), rich(run("… +1"))]


def test_more_buttons_than_teams_shows_in_a_row_get_another_row() -> None:
    many = tuple(Button(f"{n}", f"{n}") for n in range(14))

    body = card((Buttons(many),), said.WAYS)["body"]

    assert [len(each["actions"]) for each in body] == [6, 6, 2]


@pytest.mark.parametrize(
    ("span", "written"),
    [
        (Who("teams:t/U1"), "U1"),
        (Who("teams:t/<at>x</at>"), "at>"),
        (Where("teams:t/19:x@thread.tacv2"), "#19:x@thread.tacv2"),
        (Link("there", "teams:t/nowhere"), "there"),
        (Strong(" so *bold*\nit is "), " so *bold* it is "),
        (Code("a`b"), "a`b"),
        (Quoted("it\u202e is \ud83d x\x00"), "it is   x "),
        (Quoted("a\u2028b\r\nc\rd"), "a b\nc\nd"),
        (Quoted("${a} {{b}} {{date (x)}}"), "${a} {{b}} ❴{date (x)}}"),
        (Quoted("< / At >"), "‹ / At >"),
        (Link("[a_b_ _c_]", THREAD), f"[⁅a_b＿ ＿c＿⁆]({ADDRESS})"),
        (Link("1. a", THREAD), f"[1․ a]({ADDRESS})"),
    ],
)
def test_a_span_is_written_like_this(span: Span, written: str) -> None:
    assert texts((Paragraph((span,)),)) == [written]


@pytest.mark.parametrize(
    ("spans", "written"),
    [
        ((Text("- a\n# b\n2) c\n    d"),), "‐ a\n\n＃ b\n\n2） c\n\nd"),
        ((Quoted("1."), Quoted(" x")), "1․ x"),
        ((Text("{"), Quoted("{DATE(2026-11-23T09:00:00Z)}}")), "❴❴DATE(2026-11-23T09:00:00Z)}}"),
        ((Strong("“Why?”"), Text("so")), "“**Why**?”so"),
        ((Strong("a"), Strong("b")), "**a**b"),
        ((Strong("👍🏽"),), "👍🏽"),
        ((Quoted("&lt;at&gt; R&D"),), "＆lt;at＆gt; R&D"),
        ((Code("a`b\\"),), "aˋb∖"),
        ((Quoted("<at>Amina Diallo</at>"),), "‹at›Amina Diallo‹/at›"),
    ],
)
def test_beside_a_mention_no_sign_of_markdown_is_left(
    spans: tuple[Span, ...], written: str
) -> None:
    [shown] = texts((Paragraph((*spans, Text(" "), Who(AMINA))),))

    assert shown == f"{written} <at>Amina Diallo</at>"


def test_of_two_people_with_one_name_the_first_is_mentioned() -> None:
    ways = Ways(lambda _: "Sam", lambda _: None, lambda _: None)

    shown = card((Paragraph((Who(AMINA), Text(" and "), Who(BRUNO))),), ways)

    assert text_of(shown["body"][0]) == "<at>Sam</at> and Sam"
    [entity] = shown["msteams"]["entities"]
    assert entity["mentioned"] == {"id": AMINA.rpartition("/")[2], "name": "Sam"}


def test_a_mention_that_was_cut_off_leaves_no_entity() -> None:
    shown = card((Paragraph((Quoted("a" * 40_000), Quoted("a" * 9_000), Who(AMINA))),), said.WAYS)

    assert shown["msteams"] == {"width": "Full"}


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "http://a.example", "https://a.example/[x]", "https://a b", ""],
)
def test_an_address_that_could_do_harm_is_no_link(address: str) -> None:
    ways = Ways(lambda _: None, lambda _: None, lambda _: address)

    assert texts((Paragraph((Link("there", "key"),)),), ways) == ["there"]


def test_what_markdown_could_stumble_over_in_an_address_is_written_in_percent() -> None:
    ways = Ways(lambda _: None, lambda _: None, lambda _: "https://a.example/(b)_c_*d*")

    shown = texts((Paragraph((Link("there", "key"),)),), ways)

    assert shown == ["[there](https://a.example/%28b%29%5Fc%5F%2Ad%2A)"]


def test_nothing_to_say_is_a_card_that_says_so() -> None:
    empty = (Paragraph(()), Quote(" \n"), Bullets(((), (Text(" "),))), Heading(()), Buttons(()))

    assert card(empty, said.WAYS)["body"] == [rich(run("…"))]
    assert plain((), said.WAYS) == "…"


@settings(max_examples=40)
@given(FORMS, st.text(max_size=500), WORDS)
def test_whatever_is_asked_for_keeps_the_limits(form: Form, carries: str, missing: str) -> None:
    check_asked(form, carries, missing)


@pytest.mark.long
@settings(max_examples=500)
@given(FORMS, st.text(max_size=500), WORDS)
def test_of_five_hundred_forms_none_is_refused(form: Form, carries: str, missing: str) -> None:
    check_asked(form, carries, missing)


def check_asked(form: Form, carries: str, missing: str) -> None:
    people = tuple((f"{said.TENANT}/p{n}", missing[:n]) for n in range(200))

    shown = form_card(form, carries=carries, people=people, missing=missing)

    check_card(shown)
    check_inert(shown)
    [submit] = of_type(shown, "Action.Execute")
    assert values(submit["data"]) == (form.does, carries, {})
    for each in of_type(shown, "Input.Text"):
        value = each.get("value", "")
        assert len(value.encode("utf-16-le")) // 2 <= each["maxLength"]
        assert not each.get("isRequired") or each["errorMessage"]
    for each in of_type(shown, "Input.ChoiceSet"):
        chosen = [choice["value"] for choice in each["choices"]]
        assert len(set(chosen)) == len(chosen) <= 100
        assert each.get("value", chosen[0]) in chosen
        assert all(choice["title"] for choice in each["choices"])


def one_input(each: Input) -> list[Json]:
    """Return what stands in a form between its title and its button."""
    form = Form("Title", "Send", "ask", (each,))
    return list(form_card(form, carries="")["body"][1:-1])


@pytest.mark.parametrize("value", ["會" * 3_000, "a" * 3_000, "👩‍👩‍👧‍👦" * 100])
def test_what_somebody_typed_comes_back_whole_where_there_is_room(value: str) -> None:
    [shown] = one_input(Input("text", "Text", InputKind.TEXT, value))

    assert shown["value"] == value


def test_what_is_too_long_to_go_on_writing_shows_where_it_was_cut() -> None:
    [shown] = one_input(Input("text", "Text", InputKind.TEXT, "a" * 300, longest=100))

    assert shown["value"] == "a" * 99 + "…"


def test_what_is_chosen_is_there_among_too_many_choices_and_the_rest_counted() -> None:
    choices = tuple((f"C{n}", f"#place-{n}") for n in range(150))

    [shown, hint] = one_input(Input("place", "Where?", InputKind.CHOICE, "C149", "Yours", choices))

    chosen = [each["value"] for each in shown["choices"]]
    assert chosen == [*(f"C{n}" for n in range(99)), "C149"]
    assert shown["value"] == "C149"
    assert text_of(hint) == "Yours … +50"


def test_a_choice_of_nothing_is_a_field_that_may_stay_empty() -> None:
    choices = (("", "None"), ("yes", "Yes"))

    [shown] = one_input(
        Input("again", "Again?", InputKind.CHOICE, choices=choices, is_required=True)
    )

    assert [each["value"] for each in shown["choices"]] == ["yes"]
    assert shown["placeholder"] == "None"
    assert "isRequired" not in shown


def test_a_choice_without_anything_to_choose_is_not_asked() -> None:
    assert one_input(Input("again", "Again?", InputKind.CHOICE)) == []


@pytest.mark.parametrize("names", [("text", "text"), ("does",), ("from",)])
def test_two_values_of_one_name_are_refused(names: tuple[str, ...]) -> None:
    inputs = tuple(Input(name, "One") for name in names)

    with pytest.raises(ValueError, match="one name"):
        form_card(Form("T", "S", "ask", inputs), carries="")


def test_a_form_that_carries_too_much_is_refused() -> None:
    with pytest.raises(ValueError, match="carries 4001"):
        form_card(Form("T", "S", "ask", ()), carries="x" * 3_998)


def test_what_was_filled_in_is_read_by_the_names_of_the_inputs() -> None:
    data = {"does": "ask", "from": "C1", "text": "Who?", "named": "yes", "to": "b2", "odd": 1}

    assert values(data) == (
        "ask",
        "C1",
        {"text": "Who?", "named": "yes", "to": "b2", "odd": ""},
    )


def test_what_a_button_sends_is_read_as_well() -> None:
    [_, _, _, pressable] = card(QUESTION, said.WAYS)["body"]

    assert values(pressable["actions"][0]["data"]) == (f"answer {THREAD}", "", {})


@pytest.mark.parametrize("data", [{}, {"does": 1}, {"does": "ask", "from": 1}, {"does": None}])
def test_a_card_that_is_none_of_ours_carries_nothing(data: Json) -> None:
    with pytest.raises(ValueError, match="carries nothing"):
        values(data)
