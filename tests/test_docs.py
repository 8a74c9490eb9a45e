"""The documents say what the code does: settings, commands, measures, rooms."""

import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import typer

import bot.commands
from adapters.sandbox.chat import CAPABILITIES as SANDBOX_CAN
from adapters.slack.platform import CAPABILITIES as SLACK_CAN
from adapters.slack.scopes import APP_METHODS, asked, reason
from adapters.teams.platform import CAPABILITIES as TEAMS_CAN
from app import cli
from bot.intents import Help
from bot.settings import Settings
from bot.words import line
from metrics.measures import MEASURES
from tests.test_architecture import MAY_IMPORT

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SLACK = (ROOT / "docs/slack.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [each.upper() for each in Settings.model_fields])
def test_every_setting_is_in_the_readme(name: str) -> None:
    assert f"`{name}`" in README


def test_no_setting_in_the_readme_is_unknown() -> None:
    told = set(re.findall(r"`((?:WHOKNOWS|SLACK|MICROSOFT)_[A-Z_]+)`", README))

    assert told == {each.upper() for each in Settings.model_fields}


@pytest.mark.parametrize("column", [1, 2, 3], ids=["Slack", "Teams", "sandbox"])
def test_what_a_platform_lets_us_do_is_in_the_readme(column: int) -> None:
    told = {
        row[0].rpartition("(`")[2].rstrip("`) "): row[column].strip()
        for row in (each.strip("|").split("|") for each in README.splitlines() if "(`" in each)
        if len(row) == 4
    }
    declared = (SLACK_CAN, TEAMS_CAN, SANDBOX_CAN)[column - 1]

    assert told == {name: "yes" if has else "no" for name, has in asdict(declared).items()}


def test_every_command_is_in_the_readme_with_every_option() -> None:
    group = typer.main.get_command(cli)
    commands = {
        name: each
        for name, command in getattr(group, "commands", {}).items()
        for name, each in _single(name, command)
    }

    told = set(re.findall(r"\| `python app\.py (\w+)", README))
    assert {each.partition(" ")[0] for each in commands} == told
    for name, command in commands.items():
        first, _, second = name.partition(" ")
        rows = [each for each in README.splitlines() if f"`python app.py {first}" in each[:40]]
        [row] = [each for each in rows if second in each[:60]]
        for parameter in command.params:
            for option in parameter.opts:
                assert option.lstrip("-") in row.lower() or option == "--wave", option


def _single(name: str, command: Any) -> list[tuple[str, Any]]:
    """Return a command, or the ones that a group of commands has."""
    inner = getattr(command, "commands", None)
    if not inner:
        return [(name, command)]
    return [(f"{name} {each}", found) for each, found in inner.items()]


def test_every_room_is_in_the_readme_with_what_it_may_import() -> None:
    for room, may in MAY_IMPORT.items():
        name = "app.py" if room == "app" else f"{room}/"
        [row] = [each for each in README.splitlines() if each.startswith(f"| `{name}`")]
        told = row.rsplit("|", 2)[1]
        assert set(re.findall(r"`(\w+)`", told)) == (may if room != "app" else set()), room


@pytest.mark.parametrize("key", [each.key for each in MEASURES])
def test_every_measure_says_which_question_it_answers(key: str) -> None:
    [measure] = [each for each in MEASURES if each.key == key]

    assert "It answers: " in line("en", f"{measure.words}.definition")


def test_every_file_that_a_document_names_is_there() -> None:
    for document in ("README.md", "docs/design.md", "docs/slack.md", "CONTRIBUTING.md"):
        text = (ROOT / document).read_text(encoding="utf-8")
        for name in re.findall(r"`((?:bot|store|metrics|adapters|tests|docs)/[\w./]+)`", text):
            assert (ROOT / name).exists(), f"{document} names {name}"


@pytest.mark.parametrize("scope", [*asked(email=True).scopes, *APP_METHODS.values()])
def test_every_scope_is_told_with_its_reason(scope: str) -> None:
    assert f"| `{scope}` | {line('en', reason(scope))} |" in SLACK


def test_no_scope_is_told_that_is_not_asked_for() -> None:
    table = set(re.findall(r"^\| `([a-z:_.]+)` \|", SLACK, re.M))

    assert table == {*asked(email=True).scopes, *APP_METHODS.values()}


def test_what_is_said_not_to_be_asked_for_is_not() -> None:
    [told] = re.findall(r"^\*\*What we do not ask for:\*\* (.+)$", SLACK, re.M)

    refused = set(re.findall(r"`([a-z:_.]+)`", told))
    assert len(refused) > 3
    assert not refused & {*asked().scopes, *APP_METHODS.values()}


def test_what_is_lost_without_history_is_named_scope_by_scope() -> None:
    [told] = re.findall(
        r"`python app\.py manifest slack --no-history` leaves out (.+?), and", SLACK
    )

    left_out = set(asked().scopes) - set(asked(history=False).scopes)
    assert set(re.findall(r"`([a-z:]+)`", told)) == left_out


def test_the_steps_in_slack_name_only_settings_and_commands_that_there_are() -> None:
    settings = set(re.findall(r"`?((?:WHOKNOWS|SLACK)_[A-Z_]+)[`=]", SLACK))
    commands = set(re.findall(r"python app\.py (\w+)", SLACK))

    known = {each.upper() for each in Settings.model_fields}
    assert {each.removesuffix("_FILE") for each in settings} <= known
    assert commands <= set(getattr(typer.main.get_command(cli), "commands", {}))
    for option in re.findall(r"`(--[a-z-]+)`", SLACK):
        assert option in manifest_options(), option


def manifest_options() -> set[str]:
    """Return the options of ``manifest``."""
    commands = getattr(typer.main.get_command(cli), "commands", {})
    slack = commands["manifest"].commands["slack"]
    return {option for each in slack.params for option in each.opts}


def test_what_slack_md_says_to_type_is_what_can_be_typed() -> None:
    typed = set(re.findall(r"`(/(?:whoknows|ask|find|share)[^`]*)`", SLACK))

    assert "/whoknows pilot on" in typed
    for each in typed - {"/ask", "/find", "/share"}:
        assert not (isinstance(bot.commands.command(each), Help) and each != "/whoknows help"), each


def test_the_set_up_commands_of_the_readme_are_those_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    for target in re.findall(r"^make (\w+)", README + (ROOT / "CONTRIBUTING.md").read_text(), re.M):
        assert re.search(rf"^{target}:", makefile, re.M), target
