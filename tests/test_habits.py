"""The habits of a project that people join: what has to pass, on which Pythons, what is locked."""

import os
import re
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
WORKFLOW = (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")
RUN = (ROOT / ".ci/run").read_text(encoding="utf-8")
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
ELSEWHERE = {"shared"}
"""Steps that read what is not part of the repository."""

Run = Callable[..., tuple[int, list[str]]]


def steps() -> list[str]:
    """Return the steps that ``.ci/run`` takes when none is named."""
    [found] = re.findall(r"^everything=\((.+)\)$", RUN, re.M)
    return str(found).split()


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs ``.ci/run`` with programs that only write down how they were called.

    What is named in ``failing`` fails. Returns the exit code and the calls.
    """
    programs = tmp_path / "programs"
    programs.mkdir()
    calls = tmp_path / "calls"

    def program(name: str, does: str) -> Path:
        file = programs / name
        file.write_text(f'#!/bin/sh\necho "{name} $*" >>"{calls}"\n{does}\n', encoding="utf-8")
        file.chmod(0o755)
        return file

    def ran(*named: str, failing: str = "none") -> tuple[int, list[str]]:
        ends = {name: "exit 1" if name == failing else "exit 0" for name in ("pip", "pip-audit")}
        for name, end in ends.items():
            program(name, end)
        # Every other program that .ci/run looks for is there, so that nothing is installed.
        for name in ("chromium", "npm", "node", "ip", "unshare", "setpriv", "apt-get", "sudo"):
            program(name, "exit 0")
        program("make", f'[ "$1" != {failing} ]')
        venv = program("python", f'mkdir -p "$3/bin" && cp "{programs}"/pip* "$3/bin"')
        environment = {"PATH": f"{programs}:{os.environ['PATH']}", "PYTHON": str(venv)}
        done = subprocess.run(  # noqa: S603 - our own
            [ROOT / ".ci/run", *named], env=environment, capture_output=True, check=False
        )
        written = calls.read_text(encoding="utf-8").splitlines() if calls.exists() else []
        return done.returncode, [each for each in written if not each.startswith(("apt", "sudo"))]

    return ran


def test_all_steps_are_taken_when_none_is_named_and_the_readmes_test_command_first(
    run: Run,
) -> None:
    code, calls = run()

    assert code == 0
    assert [each.partition(" ARGS=")[0] for each in calls] == [f"make {each}" for each in steps()]
    assert calls[0] == "make test"


def test_named_steps_are_taken_alone(run: Run) -> None:
    assert run("check", "long") == (0, ["make check", "make long"])


def test_a_step_that_fails_ends_it(run: Run) -> None:
    assert run("check", "long", failing="check") == (1, ["make check"])


def test_a_step_that_there_is_not_is_refused(run: Run) -> None:
    assert run("lint") == (2, [])


def test_a_known_vulnerability_ends_the_audit(run: Run) -> None:
    code, calls = run("audit", failing="pip-audit")

    assert code == 1
    assert calls[-1].startswith("pip-audit --strict ")
    assert calls[-1].endswith(" -r requirements/run.txt")


def test_an_audit_that_finds_nothing_passes_and_starts_no_tests(run: Run) -> None:
    code, calls = run("audit")

    assert code == 0
    assert [each.partition(" ")[0] for each in calls] == ["python", "pip", "pip-audit"]


def test_the_workflow_takes_every_step_and_the_audit() -> None:
    [matrix] = re.findall(r"^ +step: \[(.+)\]$", WORKFLOW, re.M)
    named = re.findall(r"- run: \.ci/run ([a-z]+)$", WORKFLOW, re.M)

    assert sorted([*named, *matrix.split(", ")]) == sorted({*steps(), "audit"} - ELSEWHERE)


def test_lint_comes_first_and_everything_else_by_itself() -> None:
    jobs = re.split(r"^  (?=\w+:\n)", WORKFLOW.partition("\njobs:\n")[2], flags=re.M)[1:]

    first, *others = jobs
    assert first.startswith("lint:")
    assert ".ci/run check\n" in first
    assert [re.findall(r"needs: (\w+)", each) for each in others] == [["lint"]] * len(others)
    assert len(others) > 1


def test_the_tests_run_on_every_python_that_is_served() -> None:
    [told] = re.findall(r"^ +python: \[(.+)\]$", WORKFLOW, re.M)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert [each.strip('"') for each in told.split(", ")] == PYTHONS
    assert project["requires-python"] == f">={PYTHONS[0]}"


def test_what_others_wrote_is_pinned_and_may_only_read() -> None:
    used = re.findall(r"uses: (.+)$", WORKFLOW, re.M)

    assert used
    for each in used:
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[\d.]+", each), each
    assert re.findall(r"^permissions:\n(.+)$", WORKFLOW, re.M) == ["  contents: read"]
    assert WORKFLOW.count("persist-credentials: false") == len(used)


@pytest.mark.parametrize("name", ["uv", "audit", "run", "test", "check"])
def test_everything_that_is_installed_is_locked_by_its_hash(name: str) -> None:
    locked = (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")
    packages = re.split(r"^(?=\w)", re.sub(r"^#.*\n", "", locked, flags=re.M), flags=re.M)[1:]

    assert packages
    for each in packages:
        assert re.match(r"[\w.\[\]-]+==\S+ ", each), each[:80]
        assert "--hash=sha256:" in each, each[:80]


@pytest.mark.parametrize("name", ["SECURITY.md", "CODE_OF_CONDUCT.md"])
def test_who_has_something_to_tell_in_private_is_told_where(name: str) -> None:
    page = (ROOT / name).read_text(encoding="utf-8")

    assert "*Report a vulnerability*" in page
    assert "@" not in page  # no address of people who do not exist


@pytest.mark.parametrize("name", ["bug", "idea"])
def test_a_form_for_an_issue_has_what_github_demands(name: str) -> None:
    form = (ROOT / f".github/ISSUE_TEMPLATE/{name}.yml").read_text(encoding="utf-8")
    fields = re.split(r"^  - type: ", form, flags=re.M)[1:]
    ids = re.findall(r"^    id: (\w+)$", form, re.M)

    assert re.match(r"name: .+\ndescription: .+\n", form)
    assert len(ids) == len(set(ids)) == sum(not each.startswith("markdown") for each in fields)
    for each in fields:
        assert "      label: " in each or each.startswith("markdown")
