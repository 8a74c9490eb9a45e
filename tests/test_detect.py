"""The detector of messages that ask, on sentences of our own."""

import csv
import re
import time
from dataclasses import fields
from pathlib import Path

import pytest

from bot.cues import LANGUAGES
from bot.detect import VERSION, asks
from tests.detector.sentences import ASK, DO_NOT_ASK, Messages

LABELS = Path(__file__).parent / "detector" / "labels.csv"
LEFT_OUT = LABELS.with_name("left_out.csv")


def told(table: Messages) -> list[str]:
    return [each for kinds in table.values() for messages in kinds.values() for each in messages]


@pytest.mark.parametrize("text", told(ASK))
def test_who_wants_words_of_help_or_knowledge_asks(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize("text", told(DO_NOT_ASK))
def test_who_wants_a_deed_a_hand_or_nothing_at_all_does_not_ask(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize("text", ["Nie działa mi VPN po aktualizacji", "Zna ktoś dobrą kawę obok"])
def test_letters_without_their_accents_ask_alike(text: str) -> None:
    plain = text.translate(str.maketrans("łśąę", "lsae"))

    assert plain != text
    assert asks(plain)
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "The export hangs after the update of the driver.",
        "My second screen isn't recognised any more",
    ],
)
def test_a_symptom_told_to_one_person_or_in_reply_belongs_to_a_conversation(text: str) -> None:
    assert asks(text)
    assert not asks(f"@chen {text}")
    assert not asks(f"yeah, {text}")


def test_a_question_below_the_news_asks_and_one_above_is_a_headline() -> None:
    news = "Join us on Monday for a tour of the new archive."
    question = "How do I find a contract in it?"

    assert asks(f"{news} {question}")
    assert not asks(f"{question} {news}")


def test_there_is_a_version_by_which_figures_can_be_told_apart() -> None:
    assert VERSION == 2


def test_cues_are_written_as_they_are_looked_for() -> None:
    cues = [
        cue
        for language in LANGUAGES
        for field in fields(language)
        for cue in [getattr(language, field.name)]
        for cue in ([cue] if isinstance(cue, str) else cue)
    ]

    assert len(cues) > 300
    for cue in cues:
        assert cue.isascii(), cue
        assert not re.search(r"(?<!\\)[A-Z]", cue), cue


@pytest.mark.parametrize(
    "text",
    [
        "Does anyone know how to rotate the signing key of the staging cluster?",
        "Which of the two vendors would you recommend for translations?",
        "I get `TimeoutError` when I open the report, what am I missing?",
        "@bruno which version are you on?",
        "did that work?",
        "what do you mean by the other folder?",
        "Thanks! Is that written down anywhere? I looked in the wiki.",
        "could you share the agenda with us?",
        "The release went out on Tuesday, right?",
        "so it's better to leave the old cable where it is?",
    ],
)
def test_a_question_or_a_wish_for_confirmation_asks(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "does anyone know how to book the large room",
        "anybody using the new scanner on the third floor",
        "I cannot connect the scanner to the new printer. Any ideas",
        "just wondering if the canteen closes earlier in August",
        "how do I reset the badge reader on the third floor",
        "I can't figure out how to export the budget",
        "could you tell me where the keys are",
    ],
)
def test_a_forgotten_question_mark_does_not_matter(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "¿Dónde guardamos las plantillas de los contratos?",
        "Weiß jemand, wie man den Drucker im zweiten Stock neu startet",
        "Quelqu'un sait comment exporter le rapport mensuel",
        "Qualcuno ha già provato il nuovo scanner",
        "Weet iemand waar de sleutel ligt",
        "Alguém sabe onde fica a sala grande",
        "会議室の予約はどこで確認できますか？",
        "كيف يمكنني تصدير التقرير الشهري إلى ملف؟",
        "Πού μπορώ να βρω τις οδηγίες για τον εκτυπωτή;",
    ],
)
def test_a_question_in_another_language_asks(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "really?",
        "how so?",
        "?",
        "@chen which one?",
        "ok, really? :smile:",
        "ほんと？",
        "`a b c d`?",
    ],
)
def test_a_question_of_a_word_or_two_does_not_ask(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "Want me to send you the slides from Monday?",
        "Have you tried to restart the printer in the hall?",
        "why not use the shared calendar for this?",
        "How about we move the meeting to Thursday?",
        "Maybe the certificate of the proxy has expired?",
        "could you push it to the archive before noon?",
        "Warum nicht den anderen Drucker nehmen?",
        "pourquoi ne pas prendre la petite salle ?",
    ],
)
def test_an_offer_a_suggestion_or_a_request_to_act_does_not_ask(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "Who knows what they will do next?",
        "what could possibly go wrong?",
        "how cool is that?",
        "Hi Amina, how are you?",
        "Thanks, that helped a lot.",
        "The scanner says no since this morning.",
        "I moved the files to the archive and told Chen how we do it.",
        "It lasts a week (or two?) and then somebody has to refill it.",
        "How do I reset my badge at the gate? Never mind, found it.",
    ],
)
def test_rhetoric_greetings_and_reports_do_not_ask(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "`how do I find the key?` is what the macro is called",
        "```\nwhat is the value of the key in here?\n```",
        "> does anyone know how to book the large room?\nYes, ask Amina.",
        'The customer wrote "how do we cancel the contract early?" and left.',
        "See https://wiki.example/search?q=how+do+we+onboard&page=2",
    ],
)
def test_code_quotes_and_links_are_not_what_the_author_asks(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "How do I sort this by date?\n```\nrows = [1]\n```",
        "``` how do I book the large room?",
        "how do `I book a room?",
    ],
)
def test_neither_code_nor_a_stray_backtick_hides_a_question(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "piece", ["", *'? x`">(@\n', "a ", "`a\n", "so, ", "?\n", ":a", "a.b", "```?"]
)
def test_the_longest_nonsense_asks_nothing_and_takes_no_noticeable_time(piece: str) -> None:
    text = (piece * 40_000)[:40_000]

    began = time.process_time()
    answer = asks(text)
    took = time.process_time() - began

    assert not answer
    assert took < 1, "a rule grows faster than the text"


@pytest.mark.parametrize(
    "piece",
    [
        *["i ", "the ", "but it ", "nie ", "ktos ", "can some ", "when i ", "looking for ", "any "],
        *["errors\n", "\nmy ", "i a a a a a ", "hi ", "after ", "please ", "can we move ", "my "],
    ],
)
def test_half_a_cue_again_and_again_takes_no_noticeable_time(piece: str) -> None:
    began = time.process_time()
    asks((piece * 40_000)[:40_000])

    assert time.process_time() - began < 1, "a rule grows faster than the text"


@pytest.mark.parametrize(
    "text", ["Does anyone know how to rotate the signing key?", "Thanks, that helped a lot."]
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
    with LEFT_OUT.open(encoding="utf-8", newline="") as rows:
        left_out = {tuple(row) for row in csv.reader(rows)}

    assert header == ["channel", "ts", "half", "asks"]
    assert len(labelled) >= 300
    assert {len(row) for row in labelled} == {4}
    assert len({tuple(row[:2]) for row in labelled} - left_out) == len(labelled)
    assert {row[2] for row in labelled} == {"tune", "held", "held2", "held3"}
    assert {row[3] for row in labelled} == {"0", "1"}
