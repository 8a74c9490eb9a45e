"""The documents say what the code does, and nothing that it does not."""

import inspect
import re
import tomllib
from collections.abc import Iterator
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
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
CI = (ROOT / ".ci/run").read_text(encoding="utf-8")
PAGES = {
    str(each.relative_to(ROOT)): each.read_text(encoding="utf-8")
    for folder in (ROOT, ROOT / "docs", ROOT / ".github")
    for each in sorted(folder.glob("*.md"))
}
OF_TODAY = [each for each in PAGES if each != "CHANGELOG.md"]
"""Pages that speak of what is; the changelog also names what is gone."""
README, SLACK = PAGES["README.md"], PAGES["docs/slack.md"]
MOST_WORDS = 1_200
SETTINGS = {each.upper() for each in Settings.model_fields}
FOR_TESTS = {"WHOKNOWS_TEST_DATABASE_URL"}
"""Read by the tests, not by the product."""

Row = tuple[str, ...]


def table(page: str, first: str) -> list[Row]:
    """Return the rows of the table of a page whose first heading is this one."""
    _, _, rest = PAGES[page].partition(f"\n| {first} |")
    assert rest, f"{page} has no table of {first}"
    rows = rest.split("\n\n")[0].splitlines()[2:]
    return [
        tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]) for row in rows if row
    ]


def quoted(text: str) -> list[str]:
    """Return what stands in backticks, code blocks left aside."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))


def commands() -> Iterator[tuple[str, Any]]:
    """Yield every command of the command line, those of groups by both their names."""
    for name, command in getattr(typer.main.get_command(cli), "commands", {}).items():
        inner = getattr(command, "commands", None) or {"": command}
        yield from ((f"{name} {second}".strip(), each) for second, each in inner.items())


COMMANDS = dict(commands())


# README


def test_the_readme_can_be_read_at_one_sitting() -> None:
    assert len(README.split()) < MOST_WORDS


def test_the_readme_begins_with_a_picture_and_two_commands() -> None:
    beginning = README.partition("## What it does")[0]

    assert "](docs/pictures/week.png)" in beginning
    assert re.findall(r"^```\n(.+)\n```$", beginning, re.M) == ["make run", "make test"]


def test_the_readme_leads_to_every_page() -> None:
    linked = set(re.findall(r"\]\(([\w./]+\.md)", README))

    assert linked == {each for each in OF_TODAY if not each.startswith(".github")} - {
        "README.md"
    } | {"CHANGELOG.md"}


def test_readme_and_design_show_the_same_picture_and_rooms() -> None:
    def picture(page: str, heading: str) -> str:
        return PAGES[page].partition(f"\n## {heading}\n")[2].split("```")[1]

    assert picture("README.md", "How it works") == picture("docs/design.md", "The flow")
    assert table("README.md", "room") == table("docs/design.md", "room")


def test_every_room_is_told_with_what_it_may_import() -> None:
    told = {name.strip("`/"): may for name, _, may in table("README.md", "room")}

    assert told.pop("app.py") == "all"
    assert {room: set(re.findall(r"`(\w+)`", may)) for room, may in told.items()} == {
        room: may for room, may in MAY_IMPORT.items() if room != "app"
    }


# Settings


def test_every_setting_is_told_and_no_other() -> None:
    told = [name for row in table("docs/settings.md", "setting") for name in quoted(row[0])]

    assert set(told) == SETTINGS


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_only_settings_that_there_are(page: str) -> None:
    named = re.findall(r"\b(?:WHOKNOWS|SLACK|MICROSOFT)_[A-Z_]+[A-Z]", PAGES[page])

    assert {each.removesuffix("_FILE") for each in named} <= SETTINGS | FOR_TESTS


def test_every_default_is_the_one_that_the_program_takes() -> None:
    told = {name: row[2] for row in table("docs/settings.md", "setting") for name in quoted(row[0])}
    for name, field in Settings.model_fields.items():
        if field.default not in (None, "", False):
            assert f"`{field.default}`" in told[name.upper()], name


# Commands


def test_every_command_is_told_and_no_other() -> None:
    told = [quoted(row[0])[0] for row in table("docs/commands.md", "command")]
    named = [re.findall(r"^python app\.py((?: [a-z]+)*)", each)[0].strip() for each in told]

    assert sorted(named) == sorted(["", *COMMANDS])


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_told_with_all_that_it_takes_and_with_its_file(name: str) -> None:
    [row] = [
        each
        for each in table("docs/commands.md", "command")
        if re.match(rf"`python app\.py {name}[` ]", each[0])
    ]
    parameters = [each.opts for each in COMMANDS[name].params]
    options = {each for opts in parameters for each in opts if each.startswith("--")}
    arguments = {each.upper() for opts in parameters for each in opts if not each.startswith("-")}
    code = inspect.unwrap(COMMANDS[name].callback).__code__

    told = row[0].removeprefix(f"`python app.py {name}")
    assert set(re.findall(r"--[a-z-]+", told)) == options
    assert set(re.findall(r"[A-Z]{2,}", re.sub(r"\[--.*?\]", "", told))) == arguments
    assert quoted(row[2]) == [str(Path(code.co_filename).relative_to(ROOT))]


@pytest.mark.parametrize("page", OF_TODAY)
def test_a_page_says_to_run_only_what_can_be_run(page: str) -> None:
    for said in re.findall(r"python app\.py((?: [a-z]+)+)", PAGES[page]):
        first, _, second = said.strip().partition(" ")
        known = [each.split() for each in COMMANDS]
        assert any([first, *second.split()][: len(each)] == each for each in known), said
    for module in re.findall(r"python -m (tests[\w.]+)", PAGES[page]):
        assert (ROOT / module.replace(".", "/")).with_suffix(".py").exists(), module
    for target in re.findall(r"(?:^|`)make (\w+)", PAGES[page], re.M):
        assert re.search(rf"^{target}:", MAKEFILE, re.M), target
    for steps in re.findall(r"`\.ci/run ([a-z ]+)`", PAGES[page]):
        assert set(steps.split()) <= set(re.findall(r"\b[a-z]+\b", CI)), steps


def test_everything_that_people_can_type_is_told_and_nothing_else() -> None:
    told = [quoted(row[0])[0] for row in table("docs/commands.md", "type")]

    assert sorted(each.split()[1] for each in told) == sorted(bot.commands.COMMANDS)


@pytest.mark.parametrize("page", OF_TODAY)
def test_what_a_page_says_to_type_is_understood(page: str) -> None:
    typed = {
        each for each in quoted(PAGES[page]) if re.match(r"/(whoknows|ask|find|share)\b", each)
    }
    for each in typed - {"/whoknows", "/whoknows …", "/whoknows help"}:
        understood = bot.commands.command(each.replace("…", "onboarding"))

        assert not isinstance(understood, Help), each


def test_every_address_is_told_and_no_other() -> None:
    there = {
        path
        for file in (ROOT / "adapters").rglob("*.py")
        if "sandbox" not in file.parts
        for path in re.findall(r'(?:\.add_\w+\(|_PATH = )"(/[a-z_/]+)"', file.read_text("utf-8"))
    }
    told = [path for row in table("docs/commands.md", "address") for path in quoted(row[0])]

    assert set(told) == there


# What platforms let us do, measures, promises, benches


@pytest.mark.parametrize("column", [1, 2, 3], ids=["Slack", "Teams", "sandbox"])
def test_what_a_platform_lets_us_do_is_told(column: int) -> None:
    rows = table("docs/capabilities.md", "what a platform lets us do")
    told = {quoted(row[0])[0]: row[column] for row in rows}
    declared = (SLACK_CAN, TEAMS_CAN, SANDBOX_CAN)[column - 1]

    assert told == {name: "yes" if has else "no" for name, has in asdict(declared).items()}


def test_every_measure_is_told_with_the_sentence_that_the_report_carries() -> None:
    assert table("docs/measures.md", "measure") == [
        (each.key, line("en", f"{each.words}.definition"), "yes" if each.compute else "not yet")
        for each in MEASURES
    ]


@pytest.mark.parametrize("key", [each.key for each in MEASURES])
def test_every_measure_says_which_question_it_answers(key: str) -> None:
    [measure] = [each for each in MEASURES if each.key == key]

    assert "It answers: " in line("en", f"{measure.words}.definition")


def test_every_promise_names_a_check_that_is_there() -> None:
    rows = [
        row
        for part in PAGES["docs/promises.md"].split("\n\n")
        for row in part.splitlines()
        if part.startswith("| promise |")
    ][2:]
    promises = [row for row in rows if "---" not in row and "| promise |" not in row]

    assert len(promises) > 20
    for row in promises:
        checks = quoted(row.rsplit("|", 2)[1])
        assert checks, row
        for check in checks:
            assert check.startswith(("tests/", ".ci/run ")), check
            assert (ROOT / check.partition(" ")[0]).exists(), check


def test_every_bench_is_told_and_no_other() -> None:
    there = {
        f"python -m tests.bench.{file.stem}"
        for file in (ROOT / "tests/bench").glob("*.py")
        if '__name__ == "__main__"' in file.read_text(encoding="utf-8")
    }
    told = {quoted(row[0])[0].partition(" [")[0] for row in table("docs/benches.md", "bench")}

    assert told == there


# Every page


@pytest.mark.parametrize("page", OF_TODAY)
def test_every_file_that_a_page_names_is_there(page: str) -> None:
    rooms = "bot|store|metrics|adapters|tests|docs|requirements|\\.ci|\\.github"
    named = [each for each in quoted(PAGES[page]) if re.fullmatch(rf"({rooms})/[\w./]+", each)]

    for each in named:
        assert (ROOT / each).exists(), each


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    here = (ROOT / page).parent
    for link in re.findall(r"\]\(([^)\s]+)\)", PAGES[page]):
        if link.startswith("https://"):
            continue
        path, _, heading = link.partition("#")
        target = (here / path).resolve() if path else ROOT / page
        assert target.exists(), link
        if heading:
            assert heading in headings(target), link


def headings(page: Path) -> set[str]:
    """Return the headings of a page as a link names them."""
    found = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in found}


def test_contributing_lists_every_target() -> None:
    told = re.findall(r"^make (\w+) +# ", PAGES["CONTRIBUTING.md"], re.M)

    assert sorted(told) == sorted(set(re.findall(r"^(\w+):.*##", MAKEFILE, re.M)) - {"help"})


def test_the_changelog_goes_from_what_follows_to_the_first_version() -> None:
    told = re.findall(r"^## (.+)$", PAGES["CHANGELOG.md"], re.M)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert told[0] == "Unreleased"
    assert told[1].startswith(f"{project['version']} (")
    assert told[-1] == "0.1.0 (2026-11-29)"


# Slack


@pytest.mark.parametrize("scope", [*asked(email=True).scopes, *APP_METHODS.values()])
def test_every_scope_is_told_with_its_reason(scope: str) -> None:
    assert f"| `{scope}` | {line('en', reason(scope))} |" in SLACK


def test_no_scope_is_told_that_is_not_asked_for() -> None:
    told = set(re.findall(r"^\| `([a-z:_.]+)` \|", SLACK, re.M))

    assert told == {*asked(email=True).scopes, *APP_METHODS.values()}


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


@pytest.mark.parametrize("platform", ["slack", "teams"])
def test_a_guide_names_only_options_of_its_manifest(platform: str) -> None:
    there = {option for each in COMMANDS[f"manifest {platform}"].params for option in each.opts}

    said = " ".join(quoted(PAGES[f"docs/{platform}.md"]))
    named = re.findall(r"--[a-z-]+", said)
    assert named
    assert set(named) <= there
