"""The words: every key that the code names is there, and placeholders are filled."""

import ast
import re
import string
from pathlib import Path

import pytest
from babel import Locale

from bot.intents import Why
from bot.messages import Code, Quoted, Strong, Text, Who
from bot.model import Phase
from bot.words import FALLBACK, as_text, catalogue, languages, line, say
from metrics.measures import MEASURES

ROOT = Path(__file__).parent.parent
MARKUP = re.compile(r"`[^`]+`|\*[^*]+\*")
SAME_IN_POLISH = {
    "digest.change": "an arrow between two people's words",
    "manifest.name": "our name",
    "page.admin": "the same word",
    "page.bot": "the same word",
    "page.reacted": "a sign and names alone",
    "report.platform.slack": "its name",
    "report.platform.teams": "its name",
    "report.span.minutes": "the same abbreviation",
    "settings.wrong": "a setting and its reason alone",
    "welcome.person": "a name and topics alone",
}
SAYS = {"whisper", "say", "line", "paragraph", "Refusal", "good", "bad"}


def named_keys() -> set[str]:
    """Return every key that stands in the code as a plain text."""
    found = set()
    for room in ("bot", "store", "metrics", "adapters", "app.py"):
        path = ROOT / room
        for file in path.rglob("*.py") if path.is_dir() else [path]:
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    found |= keys_of(node)
    return found


def keys_of(call: ast.Call) -> set[str]:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if name not in SAYS:
        return set()
    texts = [each.value for each in call.args if isinstance(each, ast.Constant)]
    return {text for text in texts if isinstance(text, str) and "." in text}


def placeholders(text: str | dict[str, str]) -> set[str]:
    pieces = [piece for form in forms(text) for piece in string.Formatter().parse(form)]
    return {name for _, name, _, _ in pieces if name}


def forms(text: str | dict[str, str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text.values())


def codes(text: str) -> list[str]:
    """Return what is typed; what somebody asks by it is in their own language."""
    typed: list[str] = re.findall(r"`([^`]+)`", text)
    return sorted("/ask" if each.startswith("/ask ") else each for each in typed)


def test_every_key_that_the_code_names_has_its_words() -> None:
    keys = named_keys()

    assert len(keys) > 50
    assert keys <= catalogue(FALLBACK).keys()


@pytest.mark.parametrize(
    "key",
    [
        *(f"replay.why_not.{why}" for why in Why),
        *(f"pilot.is_{phase}" for phase in Phase),
        *(f"pilot.notice_{phase}" for phase in Phase),
        *(f"{each.words}.definition" for each in MEASURES),
    ],
)
def test_every_member_of_a_vocabulary_has_its_words(key: str) -> None:
    assert catalogue(FALLBACK)[key]


@pytest.mark.parametrize("language", languages())
def test_every_language_has_each_key_and_placeholder(language: str) -> None:
    ours, first = catalogue(language), catalogue(FALLBACK)

    assert ours.keys() == first.keys()
    for key, text in first.items():
        assert placeholders(ours[key]) == placeholders(text), key


@pytest.mark.parametrize("language", languages())
def test_every_plural_form_that_the_language_needs_is_there_and_no_other(language: str) -> None:
    locale = Locale.parse(language)

    needed = {*locale.plural_form.tags, "other"}
    for key, text in catalogue(language).items():
        if isinstance(catalogue(FALLBACK)[key], dict):
            assert isinstance(text, dict), key
            assert set(text) == needed, key


@pytest.mark.parametrize("language", languages())
def test_every_form_of_a_plural_tells_the_number(language: str) -> None:
    for key, text in catalogue(language).items():
        if isinstance(text, dict):
            assert all("n" in placeholders(form) for form in text.values()), key


@pytest.mark.parametrize("language", languages())
def test_what_is_typed_is_the_same_in_every_language(language: str) -> None:
    for key, text in catalogue(FALLBACK).items():
        typed = codes(forms(text)[-1])
        assert all(codes(form) == typed for form in forms(catalogue(language)[key])), key


@pytest.mark.parametrize("language", languages())
def test_every_strong_piece_and_every_code_is_closed(language: str) -> None:
    for key, text in catalogue(language).items():
        for form in forms(text):
            assert not set("`*") & set(MARKUP.sub("", form)), key


def test_nothing_is_left_in_english_by_accident() -> None:
    ours, first = catalogue("pl"), catalogue(FALLBACK)

    same = {key for key, text in first.items() if set(forms(text)) & set(forms(ours[key]))}
    assert same == SAME_IN_POLISH.keys()


def test_strong_code_and_placeholders_become_spans() -> None:
    spans = say("en", "ask.post", asker=Who("slack:T1/U1"))

    assert spans == (Who("slack:T1/U1"), Text(" asks:"))
    assert Code("/whoknows pilot on") in say("en", "ask.not_here")
    assert not any(isinstance(span, Strong) for span in spans)


def test_somebodys_words_are_quoted_and_never_read_as_markup() -> None:
    spans = say("en", "help.unknown", said="*bold* {asker} `code` <!channel>")

    assert Quoted("*bold* {asker} `code` <!channel>") in spans


def test_a_number_chooses_the_plural_form() -> None:
    assert line("en", "report.count.people", n=1) == "1 person"
    assert line("en", "report.count.people", n=2) == "2 people"
    assert line("en", "report.count.people", n=0) == "0 people"


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, "0 osób"),
        (1, "1 osoba"),
        (2, "2 osoby"),
        (5, "5 osób"),
        (12, "12 osób"),
        (22, "22 osoby"),
        (25, "25 osób"),
    ],
)
def test_a_number_chooses_the_polish_form(n: int, said: str) -> None:
    assert line("pl", "report.count.people", n=n) == said


def test_an_unknown_language_falls_back_to_english() -> None:
    assert as_text(say("xx", "help.first")) == as_text(say("en", "help.first"))


def test_a_missing_value_is_an_error_and_not_a_hole() -> None:
    with pytest.raises(KeyError):
        say("en", "ask.post")


def test_no_words_for_people_stand_in_an_adapter() -> None:
    sentence = re.compile(r"^[A-Z][a-z]+ .* .*[.!?]$")
    found = []
    for file in (ROOT / "adapters").rglob("*.py"):
        if file.name == "command.py":
            continue  # help texts of the command line are English, as typer wants them
        tree = ast.parse(file.read_text(encoding="utf-8"))
        docs = {id(each) for each in docstrings(tree)}
        found += [
            f"{file.name}: {node.value}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docs
            and sentence.match(node.value)
        ]

    assert found == []


def docstrings(tree: ast.AST) -> list[ast.Constant]:
    """Return every text that stands alone as a statement."""
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    ]
