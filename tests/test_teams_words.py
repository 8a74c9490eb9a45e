"""Our words as Teams shows them: no command, sign or way that only Slack has."""

import re

import pytest

from adapters.teams.render import card, plain
from adapters.teams.writing import Ways
from bot.messages import Heading, Paragraph, Quoted, Span, Where, Who
from bot.words import catalogue, fitting, languages, line, say
from tests.teams import reading
from tests.teams.reading import Reader
from tests.teams.said import AMINA, PILOT, THREAD

NOT_IN_CHAT = (
    "database.",
    "deadletters.",
    "doctor.",
    "install.",
    "manifest.both",
    "manifest.command.",
    "manifest.hint.",
    "manifest.no_url",
    "manifest.too_long",
    "manifest.shortcut.question",
    "measure.",
    "outbox.",
    "page.",
    "place.",
    "replay.",
    "report.",
    "sandbox.",
    "scope.",
    "settings.",
    "teams.written",
    "vault.",
)
"""What stands in a terminal, on a page or in what Slack itself shows, and never in Teams."""
SIGNS = {"state.solved", "state.reassured", "home.state.solved"}
"""Words that begin with a sign of ours, which nobody is to put anywhere."""
LABELS = ("button.", "form.", "shortcut.", "manifest.", "teams.")
ONLY_SLACK = re.compile(
    r"(?<![\w/])/(?:whoknows|ask|share|find|invite|remind)\b|@whoknows\b|💡|✅"
    r"|\bthreads?\b|\bwąt(?:ek|k)\w*"
    r"|\breact(?:s|ion|ions|ed)?\b|\breakcj\w*|\bemoji\w*|\bslash\b"
    r"|\bapp home\b|\bhome tab\b|\bshortcuts?\b|\bskrót\w*|\bmodals?\b"
    r"|\bworkspaces?\b|\bprzestrze\w+ robocz\w*|\bslack\w*",
)
"""Commands, signs to put on messages, threads, and the names of Slack's own ways."""
BASE = re.compile(r"_(?:by_button|in_chat)$")


def base_keys() -> list[str]:
    keys = {BASE.sub("", key) for key in catalogue("en") if not key.startswith(NOT_IN_CHAT)}
    return sorted(keys & catalogue("en").keys())


def values_for(key: str) -> dict[str, Span | str | int]:
    """Return something for each placeholder that may stand in a text."""
    texts = [catalogue(language)[key] for language in languages()]
    found: set[str] = set()
    for text in texts:
        for form in [text] if isinstance(text, str) else text.values():
            found |= set(re.findall(r"\{(\w+)\}", form))
    people = dict.fromkeys(("asker", "author", "person", "by"), Who(AMINA))
    known: dict[str, Span | str | int] = {**people, "place": Where(PILOT), "n": 2}
    return {name: known.get(name, Quoted("something")) for name in {*found, "n"}}


def as_teams_shows(language: str, key: str) -> str:
    values = values_for(key)
    spans = say(language, key, **values)
    ways = Ways({AMINA: "Amina"}.get, {PILOT: "onboarding"}.get, {THREAD: "https://t"}.get)
    shown = [plain((Paragraph(spans),), ways)]
    for part in (Paragraph(spans), Heading(spans)):
        shown += reading.card_lines(card((part,), ways), Reader("UTC", "en-GB"))
    return "\n".join(shown)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("in_chat", [False, True], ids=["channel", "chat"])
def test_no_word_in_teams_names_what_only_slack_has(language: str, in_chat: bool) -> None:
    keys = [fitting(key, has_signs=False, in_chat=in_chat) for key in base_keys()]

    found = {
        key: as_teams_shows(language, key)
        for key in keys
        if key not in SIGNS and not key.startswith(LABELS)
    }

    assert len(found) > 200
    assert {key: text for key, text in found.items() if ONLY_SLACK.search(text)} == {}


@pytest.mark.parametrize("language", languages())
def test_no_label_in_teams_names_what_only_slack_has(language: str) -> None:
    """A label is plain words: what is typed would stand in it as Slack types it."""
    labels = [
        (key, line(language, key, **dict.fromkeys(values_for(key), "x") | {"n": 2}))
        for key in (fitting(each, has_signs=False) for each in base_keys())
        if key.startswith(LABELS)
    ]

    odd = [each for each in labels if ONLY_SLACK.search(each[1].replace("💡", ""))]
    assert (odd, [key for key, text in labels if "`" in text]) == ([], [])


@pytest.mark.parametrize("language", languages())
def test_a_chat_is_called_a_chat(language: str) -> None:
    """What is said of the place itself calls it what it is; lists of places name channels."""
    this = {"en": r"\b[Tt]his channel\b", "pl": r"\b[Tt]en kanał|tym kanal|tym kanał|tego kanał"}
    here = re.compile(this[language])
    of_channels = ("pilot.readers", "pilot.notice_readers", "pilot.notice_team", "pilot.arrived_t")

    found = {
        key: as_teams_shows(language, key)
        for key in (fitting(each, has_signs=False, in_chat=True) for each in base_keys())
        if not key.startswith((*LABELS, *of_channels))
    }

    assert {key: text for key, text in found.items() if here.search(text)} == {}


@pytest.mark.parametrize("language", languages())
def test_each_form_for_teams_is_the_form_of_something(language: str) -> None:
    known = catalogue(language).keys()

    assert [key for key in known if BASE.search(key) and BASE.sub("", key) not in known] == []
