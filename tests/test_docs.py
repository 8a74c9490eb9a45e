"""The documents say what the code does: settings, commands, measures, rooms."""

import re
from pathlib import Path

import pytest
import typer

from app import cli
from bot.settings import Settings
from bot.words import line
from metrics.measures import MEASURES
from tests.test_architecture import MAY_IMPORT

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [each.upper() for each in Settings.model_fields])
def test_every_setting_is_in_the_readme(name: str) -> None:
    assert f"`{name}`" in README


def test_no_setting_in_the_readme_is_unknown() -> None:
    told = set(re.findall(r"`((?:WHOKNOWS|SLACK|MICROSOFT)_[A-Z_]+)`", README))

    assert told == {each.upper() for each in Settings.model_fields}


def test_every_command_is_in_the_readme_with_every_option() -> None:
    group = typer.main.get_command(cli)
    commands = getattr(group, "commands", {})

    assert set(commands) == set(re.findall(r"\| `python app\.py (\w+)", README))
    for name, command in commands.items():
        [row] = [each for each in README.splitlines() if f"`python app.py {name}" in each[:40]]
        for parameter in command.params:
            for option in parameter.opts:
                assert option.lstrip("-") in row.lower() or option == "--wave", option


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
    for document in ("README.md", "docs/design.md", "CONTRIBUTING.md"):
        text = (ROOT / document).read_text(encoding="utf-8")
        for name in re.findall(r"`((?:bot|store|metrics|adapters|tests|docs)/[\w./]+)`", text):
            assert (ROOT / name).exists(), f"{document} names {name}"


def test_the_set_up_commands_of_the_readme_are_those_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    for target in re.findall(r"^make (\w+)", README + (ROOT / "CONTRIBUTING.md").read_text(), re.M):
        assert re.search(rf"^{target}:", makefile, re.M), target


def test_ci_calls_the_readmes_test_command_first() -> None:
    steps = re.findall(r"^step (.+)$", (ROOT / ".ci/run").read_text(encoding="utf-8"), re.M)

    assert steps[0] == "make test"
