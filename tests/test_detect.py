"""The detector of messages that ask, on sentences of our own."""

import csv
import time
from pathlib import Path

import pytest

from bot.detect import asks

LABELS = Path(__file__).parent / "detector" / "labels.csv"


@pytest.mark.parametrize(
    "text",
    [
        "Does anyone know how to rotate the signing key of the staging cluster?",
        "@bruno do you know how to export a budget in the finance portal?",
        "anyone using feature flags in production?",
        "What is the best way to hand over a customer project?",
        "I get `TimeoutError` when I open the report, what am I missing?",
        "Has anybody got an example of a good retrospective agenda?",
        "Which of the two vendors would you recommend for translations?",
        "does `merge` work with empty lists?",
        "Hi all, is there a template for travel requests?",
    ],
)
def test_a_question_that_names_its_subject_asks(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "does anyone know how to book the large room",
        "I'm trying to connect the scanner to the new printer, any ideas",
        "just wondering if the canteen closes earlier in August",
        "looking for recommendations on onboarding checklists",
        "how do I reset the badge reader on the third floor",
        "can someone help me with the invoice form",
    ],
)
def test_a_forgotten_question_mark_does_not_matter(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "¿Dónde guardamos las plantillas de los contratos?",
        "Weiß jemand, wie man den Drucker im zweiten Stock neu startet",
        "Wo finde ich die Vorlage für Reiseanträge?",
        "Quelqu'un sait comment exporter le rapport mensuel",
        "会議室の予約はどこで確認できますか？",
        "كيف يمكنني تصدير التقرير الشهري إلى ملف؟",
        "Πού μπορώ να βρω τις οδηγίες για τον εκτυπωτή;",
    ],
)
def test_a_question_in_another_language_asks(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize("text", ["really?", "right?", "no?", "?", "which version?", "ほんと？"])
def test_a_question_of_a_word_or_two_does_not_ask(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "The release went out on Tuesday, right?",
        "We only ship to Europe these days, don't we?",
        "Das ist der Stand von gestern, oder?",
    ],
)
def test_a_tag_does_not_turn_a_statement_into_a_question(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "Want me to send you the slides from Monday?",
        "Have you tried to restart the printer in the hall?",
        "why not use the shared calendar for this?",
        "How about we move the meeting to Thursday?",
        "Maybe the certificate of the proxy has expired?",
    ],
)
def test_an_offer_or_a_suggestion_does_not_ask(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "did it work in the end?",
        "what do you mean by the other folder?",
        "Which version of the client are you on?",
        "are you sure the cable is plugged in?",
        "is that the one with the red label?",
    ],
)
def test_a_back_question_in_a_conversation_does_not_ask(text: str) -> None:
    assert not asks(text)


def test_what_it_is_may_stand_earlier_in_the_same_message() -> None:
    report = "Since this morning the nightly export of the warehouse stops after ten minutes."

    assert asks(f"{report} Is this a known problem with the new disks?")
    assert not asks("Is this a known problem with the new disks?")


@pytest.mark.parametrize(
    "text",
    [
        "Good morning everybody!",
        "Thanks, that helped a lot.",
        "The cafeteria is closed on Friday. Please bring your own lunch.",
        "I moved the files to the archive and told Chen.",
        "See https://wiki.example/search?q=how+do+we+onboard&page=2",
    ],
)
def test_a_greeting_thanks_or_an_announcement_does_not_ask(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "`how do I find the key?` is what the macro is called",
        "```\nwhat is the value of the key in here?\n```",
        "> does anyone know how to book the large room?\nYes, ask Amina.",
        'The customer wrote "how do we cancel the contract early?" and left.',
    ],
)
def test_code_and_quotes_are_not_what_the_author_asks(text: str) -> None:
    assert not asks(text)


def test_a_question_beside_code_still_asks() -> None:
    assert asks("How do I sort this by date?\n```\nrows = [1, 2]\n```")


def test_a_question_the_author_answers_does_not_ask() -> None:
    assert not asks("How do I reset my badge at the gate? Never mind, found it.")


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "`code`", "```\ncode\n```", "```", "`", "@@@"])
def test_nothing_said_asks_nothing(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize("text", ["``` how do I book the large room?", "how do `I book a room?"])
def test_backticks_never_closed_hide_nothing(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "piece", ["?", "a ", "`", '"', "`a\n", "so, ", "?\n", ":a", "a.b", "x", "```?", "(", "@", "\n"]
)
def test_the_longest_text_takes_no_noticeable_time(piece: str) -> None:
    text = (piece * 40_000)[:40_000]

    began = time.perf_counter()
    answer = asks(text)
    took = time.perf_counter() - began

    assert not answer
    assert took < 0.1, "a rule grows faster than the text"


@pytest.mark.parametrize(
    "text",
    ["Does anyone know how to rotate the signing key?", "Thanks, that helped a lot."],
)
def test_neither_case_nor_space_nor_a_greeting_changes_the_answer(text: str) -> None:
    variants = [text.upper(), f"  {text}\n", f"Hi @chen, {text}", f"{text} :smile:"]

    assert {asks(variant) for variant in variants} == {asks(text)}


def test_a_question_is_found_at_either_end_of_a_long_message() -> None:
    question = "Does anyone know how to rotate the signing key?"
    story = "The gate was closed on Monday. " * 500

    assert asks(f"{question}\n{story}")
    assert asks(f"{story}\n{question}")
    assert not asks(story)


def test_the_labels_name_each_message_once_and_hold_no_text() -> None:
    with LABELS.open(encoding="utf-8", newline="") as rows:
        header, *labelled = csv.reader(rows)

    assert header == ["channel", "ts", "half", "asks"]
    assert len(labelled) >= 300
    assert {len(row) for row in labelled} == {4}
    assert len({(row[0], row[1]) for row in labelled}) == len(labelled)
    assert {row[2] for row in labelled} == {"tune", "held", "seen", "held2"}
    assert {row[3] for row in labelled} == {"0", "1"}
