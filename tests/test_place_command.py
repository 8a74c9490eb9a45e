"""``place`` and ``digest`` on the command line."""

import asyncio
from collections.abc import Iterator

import pytest
import structlog

import app
from adapters.sandbox.chat import Chat
from adapters.sandbox.command import build
from adapters.sandbox.door import Door
from tests.commanding import Run, runner
from tests.databases import Databases

pytestmark = pytest.mark.long

HERE = "sandbox:office/onboarding"
ASKED = "How do other teams run onboarding?"


@pytest.fixture
def run(
    databases: Databases, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """Runs a command on the database of a sandbox in which Amina asked something."""
    monkeypatch.setenv("WHOKNOWS_DATABASE_URL", databases.url())
    asyncio.run(_amina_asks())

    yield runner(monkeypatch, capsys)
    structlog.reset_defaults()  # it wrote to a file that is closed by now


async def _amina_asks() -> None:
    async with app.open_sandbox() as home:
        _web, timetable = await build(home)
        platform = timetable.sender.platforms["sandbox"]
        assert isinstance(platform, Chat)
        did = {"do": "command", "person": "Amina", "place": HERE, "text": f"/ask {ASKED}"}
        await Door(platform, timetable).act(did)


def test_the_digest_of_the_last_week_with_activity_is_printed(run: Run) -> None:
    code, out, _ = run("digest", HERE)

    assert code == 0
    assert "Waiting for an answer:" in out
    assert ASKED in out


def test_a_week_in_which_nothing_happened_says_so(run: Run) -> None:
    code, out, _ = run("digest", HERE, "--week", "2018-W06")

    assert (code, out) == (0, "Nothing happened in that week that a digest would tell.\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("digest", HERE, "--week", "2018-W60"), "“2018-W60” is not a week"),
        (("digest", "slack:T1/C9"), "No place “slack:T1/C9” is known"),
        (("digest", "sandbox:office/projects"), "Nothing was asked or answered there yet"),
        (("place", "set", HERE, "--phase", "loud"), "“loud” is not a phase"),
        (("place", "set", HERE, "--zone", "Mars"), "“Mars” is not a time zone"),
        (("place", "set", HERE, "--language", "xx"), "“xx” is not spoken yet"),
        (("place", "set", "slack:T1/C9", "--phase", "off"), "No place “slack:T1/C9” is known"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    run: Run, arguments: tuple[str, ...], said: str
) -> None:
    code, out, err = run(*arguments)

    assert (code, out) == (2, "")
    assert err.startswith(said)
    assert err.count("\n") == 1


def test_a_place_is_listed_as_it_was_set_and_told_there(run: Run) -> None:
    projects = "sandbox:office/projects"
    run("place", "set", projects, "--phase", "open")

    code, out, _ = run("place", "set", projects, "--zone", "europe/paris", "--owner", "amina")

    assert code == 0
    [row] = [each for each in out.splitlines() if projects in each]
    assert "open" in row
    assert "Europe/Paris" in row
    assert "sandbox:office/amina" in row
    assert asyncio.run(_waiting(projects)) == ["phase open"]


def test_nobodys_direct_line_with_us_is_listed(run: Run) -> None:
    asyncio.run(_amina_writes_to_us())

    code, out, _ = run("place", "list")

    assert code == 0
    assert HERE in out
    assert "direct" not in out


async def _amina_writes_to_us() -> None:
    async with app.open_sandbox() as home:
        _web, timetable = await build(home)
        platform = timetable.sender.platforms["sandbox"]
        assert isinstance(platform, Chat)
        did = {"do": "say", "person": "Amina", "place": "whoknows", "text": "profile zone Berlin"}
        await Door(platform, timetable).act(did)


async def _waiting(place: str) -> list[str]:
    async with app.open_inbox("default") as inbox, inbox.store.writing("default") as tx:
        due = await tx.claim(inbox.clock(), inbox.clock(), 100)
        return [each.kind for each in due if each.target == place]
