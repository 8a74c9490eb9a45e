"""The command line: bad input ends in one clear sentence and exit code 2, never in a traceback.

What needs no process of its own calls ``main`` here, as starting Python takes most of the time.
"""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
import structlog

import app
from tests.commanding import Run, runner
from tests.databases import Databases

APP = Path(app.__file__).resolve()
PREFIXES = ("WHOKNOWS_", "SLACK_", "MICROSOFT_")
PATIENCE = 30.0
"""Seconds after which a process hangs; a machine under load is slow."""

ASKED = "How do other teams run onboarding?"


@pytest.fixture(autouse=True)
def environment(
    tmp_path: Path, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> Iterator[pytest.MonkeyPatch]:
    """A folder of its own to run in, and a database in it; nothing else is set."""
    for name in os.environ:
        if name.upper().startswith(PREFIXES):
            monkeypatch.delenv(name)
    monkeypatch.setenv("WHOKNOWS_DATABASE_URL", databases.url())
    monkeypatch.chdir(tmp_path)
    yield monkeypatch
    structlog.reset_defaults()


@pytest.fixture
def run(environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; returns its exit code and what it wrote to stdout and stderr."""

    return runner(environment, capsys)


def one_sentence(found: tuple[int, str, str]) -> str:
    """Return the sentence of a command that refused, and did nothing else."""
    code, out, err = found
    assert (code, out) == (2, ""), err
    [sentence] = err.splitlines()
    assert "Traceback" not in sentence
    assert "Error" not in sentence
    return sentence


@contextmanager
def process(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Start ``python app.py`` as a process of its own, and never leave it behind."""
    command = [sys.executable, str(APP), *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as started:  # noqa: S603 - our own
        try:
            yield started
        finally:
            started.kill()


def free_port() -> int:
    """Return a port that nobody uses at the moment."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def address(sandbox: subprocess.Popen[str]) -> str:
    """Return the address that a sandbox prints when it is open."""
    assert sandbox.stdout is not None
    line = sandbox.stdout.readline()
    assert line.startswith("The sandbox is open at http://127.0.0.1:"), line
    return line.split()[5]


def act(base: str, **fields: str) -> Any:
    """Have somebody do something in a sandbox; return what that person then sees."""
    body = json.dumps({"person": "Amina", "place": "onboarding", **fields}).encode()
    asked = Request(f"{base}sandbox/act", body, {"Content-Type": "application/json"})  # noqa: S310
    with urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310 - the sandbox just started
        return json.load(answer)


# Bad input


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("replay", "nowhere"), "There is nothing at “nowhere”"),
        (("replay", "empty"), "“empty” holds no logs"),
        (("replay", "note.txt"), "is neither a folder nor a zip"),
        (("replay", "empty", "--as", "gossip"), "“gossip” is not a way to replay"),
        (("replay", "empty", "--workspace", "T 1"), "is not the id of a Slack workspace"),
        (("report", "--place", "slack:T9/C9"), "No place “slack:T9/C9” is known"),
        (("report", "--from", "2018-13-01"), "“2018-13-01” is not a date"),
        (("report", "--to", "yesterday"), "“yesterday” is not a date"),
        (("report", "--from", "2018-02-02", "--to", "2018-02-01"), "turn --from and --to around"),
        (("report", "--from", "2018-02-01", "--to", "2018-02-01"), "turn --from and --to around"),
        (("report", "--format", "xml"), "The format “xml” is not known"),
        (("report", "--wave", "w1"), "There are no pilot waves yet"),
        (("sandbox", "--host", "192.0.2.1"), "instead of “192.0.2.1”"),
        (("sandbox", "--host", "example.com"), "opens on this machine only"),
        (("serve",), "No platform is set up"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)
def test_bad_input_is_met_with_one_sentence(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "note.txt").write_text("no log", encoding="utf-8")

    sentence = one_sentence(run(*arguments))

    assert told in sentence


@pytest.mark.parametrize(
    "arguments",
    [
        ("fly",),
        ("report", "--nonsense"),
        ("replay",),
        ("sandbox", "--port", "eighty"),
        ("sandbox", "--port", "0"),
        ("sandbox", "--port", "65536"),
    ],
    ids=" ".join,
)
def test_what_is_no_command_ends_with_a_hint_how_it_is_used(
    run: Run, arguments: tuple[str, ...]
) -> None:
    code, out, err = run(*arguments)

    assert (code, out) == (2, "")
    assert "Usage:" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("arguments", [(), ("serve",)], ids=["no command", "serve"])
@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-1-2-Q7"}, "SLACK_BOT_TOKEN alone is half of Slack"),
        ({"SLACK_BOT_TOKE": "xoxb-1-2-Q7"}, "Did you mean SLACK_BOT_TOKEN?"),
        ({"MICROSOFT_APP_PASSWORD": "Q8~hush"}, "Microsoft Teams is half set up"),
        ({"MICROSOFT_APP_ID": "0b8c0d8e"}, "MICROSOFT_APP_ID is not an id such as"),
        ({"SLACK_BOT_TOKEN": "xoxb-your-token"}, "SLACK_BOT_TOKEN still holds an example value"),
        ({"SLACK_BOT_TOKEN_FILE": "nowhere"}, "SLACK_BOT_TOKEN_FILE names the file “nowhere”"),
        ({"WHOKNOWS_PORT": "eighty"}, "WHOKNOWS_PORT: "),
    ],
    ids=["half Slack", "name", "half Teams", "id", "example", "no file", "port"],
)
def test_a_configuration_that_is_not_whole_is_refused(
    run: Run,
    environment: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    settings: dict[str, str],
    told: str,
) -> None:
    for name, value in settings.items():
        environment.setenv(name, value)

    sentence = one_sentence(run(*arguments))

    assert told in sentence


@pytest.mark.parametrize("command", ["dump", "report", "sandbox"])
@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("nonsense", "WHOKNOWS_DATABASE_URL is not the address of a database"),
        ("nonsense://somewhere", "of the kind “nonsense”"),
        ("sqlite://", "The database needs a file"),
        ("sqlite:///{here}", "The database could not be opened"),
        ("sqlite:///{here}/note.txt", "(file is not a database)"),
        ("postgresql://amina:hush@127.0.0.1:1/whoknows", "The database could not be opened"),
    ],
)
def test_a_database_that_cannot_be_used_is_said(
    run: Run,
    environment: pytest.MonkeyPatch,
    tmp_path: Path,
    command: str,
    url: str,
    told: str,
) -> None:
    (tmp_path / "note.txt").write_text("These are no tables. " * 100, encoding="utf-8")
    environment.setenv("WHOKNOWS_DATABASE_URL", url.format(here=tmp_path))

    sentence = one_sentence(run(command))

    assert told in sentence


def test_a_folder_that_cannot_be_made_is_said(
    run: Run, environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "note.txt").write_text("no folder", encoding="utf-8")
    environment.setenv("WHOKNOWS_DATABASE_URL", f"sqlite:///{tmp_path}/note.txt/here.db")

    sentence = one_sentence(run("sandbox"))

    assert sentence.startswith("The database could not be opened")


def test_a_host_in_the_address_of_a_file_is_said(run: Run, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("WHOKNOWS_DATABASE_URL", "sqlite://somewhere/here.db")

    sentence = one_sentence(run("dump"))

    assert "WHOKNOWS_DATABASE_URL is not the address of a database" in sentence


def test_a_time_before_the_first_year_is_said(run: Run) -> None:
    sentence = one_sentence(run("report", "--from", "0001-01-01T00:00+14:00"))

    assert "is not a date" in sentence


def test_a_refusal_leaves_what_is_remembered_as_it_was(run: Run) -> None:
    before = run("dump")

    run("report", "--format", "xml")
    run("replay", "nowhere")

    assert run("dump") == before


# Processes


@pytest.mark.long
def test_a_process_that_refuses_says_one_sentence_soon() -> None:
    with process("replay", "nowhere") as refusing:
        out, err = refusing.communicate(timeout=PATIENCE)

    sentence = one_sentence((refusing.returncode, out, err))
    assert sentence.startswith("There is nothing at “nowhere”")


@pytest.mark.long
def test_replicas_that_start_together_on_a_new_database_migrate_it_once(
    environment: pytest.MonkeyPatch, databases: Databases, tmp_path: Path
) -> None:
    environment.setenv("WHOKNOWS_DATABASE_URL", databases.empty())
    said = {"type": "message", "channel": "C1", "user": "U1", "ts": "1.000001", "text": "Hello."}
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "log.txt").write_text(json.dumps(said), encoding="utf-8")
    replay = ("replay", str(tmp_path / "log"), "--workspace", "T1")

    with ExitStack() as stack:
        replicas = [stack.enter_context(process(*replay)) for _ in range(3)]
        told = [each.communicate(timeout=PATIENCE) for each in replicas]

    assert {each.returncode for each in replicas} == {0}, told
    assert "Traceback" not in "".join(err for _, err in told)


@pytest.mark.long
def test_a_port_that_is_taken_is_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with process("sandbox", "--port", str(port)) as refusing:
            out, err = refusing.communicate(timeout=PATIENCE)

    sentence = one_sentence((refusing.returncode, out, err))
    assert sentence.startswith(f"Port {port} is taken.")


@pytest.mark.long
def test_the_sandbox_ends_when_told_though_pages_are_open_and_goes_on_where_it_was() -> None:
    port = str(free_port())

    with process("sandbox", "--port", port) as first:
        base = address(first)
        seen = act(base, do="command", text=f"/ask {ASKED}", request="r1")
        with urlopen(f"{base}sandbox/news", timeout=PATIENCE) as news:  # noqa: S310 - our own
            news.readline()
            first.send_signal(signal.SIGTERM)
            out, err = first.communicate(timeout=PATIENCE)
    with process("sandbox", "--port", port) as second:
        seen_later = act(address(second), do="command", text=f"/ask {ASKED}", request="r1")
        second.send_signal(signal.SIGINT)
        second.communicate(timeout=PATIENCE)

    assert f"http://127.0.0.1:{port}/" == base
    assert (first.returncode, out, err) == (0, "", "")
    assert second.returncode == 0
    assert seen_later == seen
    assert ASKED in seen["messages"][-1]["text"]


def test_with_no_platform_set_a_process_opens_the_sandbox(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("WHOKNOWS_PORT", str(free_port()))

    with process() as sandbox:
        base = address(sandbox)
        sandbox.send_signal(signal.SIGTERM)
        sandbox.communicate(timeout=PATIENCE)

    assert base == f"http://127.0.0.1:{os.environ['WHOKNOWS_PORT']}/"
    assert sandbox.returncode == 0


@pytest.mark.parametrize(
    ("out", "told"),
    [
        ("nowhere/app.zip", "There is no folder nowhere. Make it first"),
        pytest.param("a/b/c.zip", "There is no folder a/b.", marks=pytest.mark.long),
        (".", "is a folder. Name the file in it."),
        pytest.param("file/app.zip", "There is no folder file.", marks=pytest.mark.long),
        (f"{'x' * 400}.zip", "could not be written (File name too long)"),
        ("/proc/nowhere.zip", "could not be written"),
    ],
)
def test_a_file_that_cannot_be_written_is_told_in_a_sentence(
    run: Run, environment: pytest.MonkeyPatch, tmp_path: Path, out: str, told: str
) -> None:
    environment.chdir(tmp_path)
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    environment.setenv("MICROSOFT_APP_ID", "0b8c0d8e-1f2a-4b3c-8d4e-5f6071829304")

    sentence = one_sentence(run("manifest", "teams", "--website", "https://w.test", "--out", out))

    assert told in sentence


def test_doctor_tells_slips_in_settings_and_goes_on(
    run: Run, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("SLACK_BOT_TOKE", "xoxb-1-2-Q7")
    environment.setenv("SLACK_SIGNING_SECRET", "xoxb-1-2-Q7")

    code, out, _ = run("doctor")

    assert code == 2
    assert "✗ SLACK_BOT_TOKE is not a setting of Whoknows. Did you mean SLACK_BOT_TOKEN?" in out
    assert "✗ SLACK_SIGNING_SECRET holds what belongs into SLACK_BOT_TOKEN." in out
    assert "✗ Nobody is an admin" in out
    assert "Q7" not in out
