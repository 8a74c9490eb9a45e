"""The manifest and its scopes: all that we use, and nothing else."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from adapters.slack.manifest import GLOBAL_SHORTCUT, MESSAGE_SHORTCUTS, manifest
from adapters.slack.scopes import (
    APP_METHODS,
    COMMANDS,
    EMAIL,
    EVENTS,
    METHODS,
    asked,
    missing,
    reason,
)
from bot.buttons import does, pressed
from bot.commands import SHORT
from bot.intents import AskForm, Nothing
from bot.refusal import Refusal
from bot.retyped import OWN_NAME
from bot.words import catalogue, line
from tests.commanding import Run, runner

ROOT = Path(__file__).parent.parent
URL = "https://whoknows.example.org"
OVERHEARD = {"channels:history", "groups:history", "mpim:history"}


def called(source: str) -> Iterator[str]:
    """Yield every method of the web API that a source calls by its name."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr == "call" and node.args and isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value)


def texts(found: Any) -> Iterator[str]:
    """Yield every text in a manifest."""
    if isinstance(found, dict):
        for each in found.values():
            yield from texts(each)
    elif isinstance(found, list):
        for each in found:
            yield from texts(each)
    elif isinstance(found, str):
        yield found


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Runs a command; returns its exit code and what it wrote to stdout and stderr."""

    yield runner(monkeypatch, capsys)
    structlog.reset_defaults()


# Scopes


def test_every_method_that_we_call_is_known_with_its_scope_and_the_manifest_has_it() -> None:
    found = {
        method
        for file in (ROOT / "adapters/slack").rglob("*.py")
        for method in called(file.read_text(encoding="utf-8"))
    }

    granted = manifest(None)["oauth_config"]["scopes"]["bot"]
    assert found <= METHODS.keys() | APP_METHODS.keys()
    assert {scope for each in found & METHODS.keys() for scope in METHODS[each]} <= set(granted)


def test_a_call_of_a_method_is_seen_in_a_source() -> None:
    planted = "async def nosy(web):\n    await web.call('users.profile.get', None, user='U1')\n"

    assert list(called(planted)) == ["users.profile.get"]
    assert "users.profile.get" not in METHODS


@pytest.mark.parametrize("history", [True, False], ids=["with history", "without"])
def test_every_event_has_its_scope_and_no_scope_is_asked_for_in_vain(*, history: bool) -> None:
    made = manifest(URL, history=history)
    scopes = set(made["oauth_config"]["scopes"]["bot"])
    events = made["settings"]["event_subscriptions"]["bot_events"]

    assert {scope for each in events for scope in EVENTS[each]} <= scopes
    used = {scope for needs in (METHODS | EVENTS).values() for scope in needs}
    assert scopes <= used | {COMMANDS}


def test_without_history_only_what_is_said_to_the_bot_is_heard() -> None:
    whole, spare = asked(), asked(history=False)

    assert set(whole.scopes) - set(spare.scopes) == OVERHEARD
    gone = {"message.channels", "message.groups", "message.mpim"}
    assert set(whole.events) - set(spare.events) == gone
    assert {"app_mention", "message.im", "reaction_added", "reaction_removed"} <= set(spare.events)
    assert "im:history" in spare.scopes


def test_e_mail_is_asked_for_only_where_somebody_wants_that() -> None:
    assert EMAIL == "users:read.email"
    assert EMAIL not in asked().scopes
    assert set(asked(email=True).scopes) == {*asked().scopes, EMAIL}
    assert asked(email=True).events == asked().events
    assert EMAIL in manifest(None, email=True)["oauth_config"]["scopes"]["bot"]


def test_nothing_is_asked_for_that_changes_the_workspace() -> None:
    scopes = asked(email=True).scopes

    assert "chat:write.public" not in scopes
    assert not [
        each for each in scopes if each.startswith(("admin", "files", "team", "channels:m"))
    ]


@pytest.mark.parametrize("scope", [*asked(email=True).scopes, *APP_METHODS.values()])
def test_every_scope_has_a_reason(scope: str) -> None:
    assert line("en", reason(scope)).endswith(".")


def test_no_reason_is_told_for_what_we_do_not_ask() -> None:
    told = {key for key in catalogue("en") if key.startswith("scope.")}

    assert told == {reason(each) for each in (*asked(email=True).scopes, *APP_METHODS.values())}


def test_what_was_not_granted_is_named_and_to_overhear_nothing_is_a_choice() -> None:
    scopes = set(asked().scopes)

    assert missing(scopes) == ()
    assert missing(scopes | {"users:read.email"}) == ()
    assert missing(scopes - {"pins:write", "im:write"}) == ("im:write", "pins:write")
    assert missing(scopes - OVERHEARD) == ()
    assert missing(scopes - {"groups:history"}) == ("groups:history",)


# The manifest


def test_a_manifest_for_a_socket_names_no_address() -> None:
    made = manifest(None)

    assert made["settings"]["socket_mode_enabled"] is True
    assert not [text for text in texts(made) if "://" in text]
    assert "redirect_urls" not in made["oauth_config"]


def test_a_manifest_for_an_address_has_everything_come_to_one_door() -> None:
    made = manifest(f"{URL}/")

    settings = made["settings"]
    assert settings["socket_mode_enabled"] is False
    assert made["oauth_config"]["redirect_urls"] == [f"{URL}/slack/oauth_redirect"]
    doors = {
        settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
        *(each["url"] for each in made["features"]["slash_commands"]),
    }
    assert doors == {f"{URL}/slack/events"}


def test_every_command_that_can_be_typed_is_in_the_manifest() -> None:
    whole = manifest(None)["features"]["slash_commands"]
    spare = manifest(None, short_commands=False)["features"]["slash_commands"]

    assert [each["command"] for each in whole] == [OWN_NAME, *SHORT]
    assert [each["command"] for each in spare] == [OWN_NAME]
    assert "pilot" in whole[0]["usage_hint"]
    assert all(each["description"] for each in whole)


def test_shortcuts_are_there_for_a_message_and_for_everywhere() -> None:
    shortcuts = manifest(None)["features"]["shortcuts"]

    assert [(each["type"], each["callback_id"]) for each in shortcuts] == [
        ("global", "askform"),
        ("message", "ask"),
        ("message", "keep"),
        ("message", "answers"),
        ("message", "pass"),
    ]


@pytest.mark.parametrize("verb", MESSAGE_SHORTCUTS)
def test_what_a_shortcut_on_a_message_sends_is_understood(verb: str) -> None:
    intent = pressed(does(verb, "slack:T1/C1/1517436010.000936"), "How do we?")

    assert not isinstance(intent, Nothing)


def test_the_shortcut_for_everywhere_opens_the_form_to_ask() -> None:
    assert pressed(GLOBAL_SHORTCUT) == AskForm("")


def test_people_can_write_to_the_bot_and_tokens_stay() -> None:
    made = manifest(None)

    home = made["features"]["app_home"]
    assert (home["home_tab_enabled"], home["messages_tab_enabled"]) == (True, True)
    assert home["messages_tab_read_only_enabled"] is False
    assert made["settings"]["token_rotation_enabled"] is False
    assert made["settings"]["org_deploy_enabled"] is False


def test_texts_keep_to_the_lengths_that_slack_takes() -> None:
    made = manifest(None)

    shown = made["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4_000
    for each in made["features"]["shortcuts"]:
        assert len(each["name"]) <= 24
        assert len(each["description"]) <= 150
    for each in made["features"]["slash_commands"]:
        assert len(each["command"]) <= 32
        assert len(each["usage_hint"]) <= 1_000


@pytest.mark.parametrize("name", ["question", "ask", "keep", "answers", "pass"])
@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_shortcut_has_a_short_name_in_every_language(language: str, name: str) -> None:
    assert len(line(language, f"shortcut.{name}")) <= 24


def test_a_text_that_is_too_long_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(catalogue("en"), "shortcut.ask", "Ask all of your colleagues about this")

    with pytest.raises(Refusal) as refused:
        manifest(None)

    assert refused.value.sentence().startswith("shortcut.ask has 37 characters, and Slack takes 24")


# The command


def test_the_manifest_is_printed_as_json(run: Run) -> None:
    code, out, err = run("manifest", "slack")

    assert (code, err) == (0, "")
    assert json.loads(out) == manifest(None)
    assert run("manifest", "slack", "--socket") == (0, out, "")


def test_the_options_change_what_is_printed(run: Run) -> None:
    spare = ("--no-short-commands", "--no-history", "--with-email")
    _, out, _ = run("manifest", "slack", "--url", URL, *spare)

    assert json.loads(out) == manifest(URL, short_commands=False, history=False, email=True)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("slack", "--socket", "--url", URL), "not both"),
        (("slack", "--url", "http://whoknows.example.org"), "Write it as https://"),
        (("slack", "--url", "whoknows.example.org"), "Write it as https://"),
        (("slack", "--url", ""), "Write it as https://"),
        (("slack", "--url", "https://"), "Write it as https://"),
        (("slack", "--url", "https://a.example:port"), "Write it as https://"),
        (("slack", "--url", "https://[half"), "Write it as https://"),
        (("slack", "--url", "https://me:pw@a.example"), "Write it as https://"),
        (("slack", "--url", f"{URL}/slack/events"), "Write it as https://"),
        (("slack", "--url", f"{URL}?a=1"), "Write it as https://"),
        (("slack", "--url", "https://a b.example"), "Write it as https://"),
    ],
)
def test_bad_options_are_met_with_one_sentence(
    run: Run, arguments: tuple[str, ...], told: str
) -> None:
    code, out, err = run("manifest", *arguments)

    assert (code, out) == (2, "")
    [sentence] = err.splitlines()
    assert told in sentence
