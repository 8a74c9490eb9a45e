"""Commands that read refuse what is not there, know names, and make nothing."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import structlog

from bot.inbox import Inbox
from bot.intents import Ask, Heard, Intent, Introduce, Reply, Say, SeenPerson, SeenPlace, SetPhase
from bot.model import CapturedBy, Policy
from bot.ports import ChatMessage, Delivery
from metrics.figures import ReportFigures
from store.chat import SandboxLog
from store.engine import opened
from store.migrations import newest
from store.transaction import Database
from tests.cast import AMINA, BRUNO, DORA, EMEKA, PILOT, TEAM
from tests.commanding import Run, runner
from tests.databases import Databases, needs_sqlite

READING = [
    ("report",),
    ("dump",),
    ("digest", "onboarding"),
    ("place", "list"),
    ("deadletters", "list"),
]
ELSEWHERE = SeenPlace("slack:T2/COTHER", "Onboarding")
ALONE = SeenPlace(f"{TEAM}/CALONE", "Reading room")
NAMESAKE = SeenPerson(f"{TEAM}/UAMINA2", "amina")
ASKED_AT = datetime(2026, 11, 16, 9, tzinfo=UTC)


@pytest.fixture
def run(
    tmp_path: Path,
    databases: Databases,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Run]:
    """Runs a command in an empty folder, on a database with the newest tables."""
    monkeypatch.setenv("WHOKNOWS_DATABASE_URL", databases.url())
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    yield runner(monkeypatch, capsys)
    structlog.reset_defaults()  # it wrote to a file that is closed by now


def sentence(told: tuple[int, str, str]) -> str:
    """Return the one sentence of a command that refused."""
    code, out, err = told
    assert (code, out, err.count("\n")) == (2, "", 1), told
    return err


def remember(
    url: str, *happened: tuple[Intent, SeenPerson, SeenPlace], organisation: str = "default"
) -> None:
    """Let things happen as a platform would tell them."""
    first = happened[0]

    def key(n: int) -> str:
        return f"{sha256(repr(first).encode()).hexdigest()}/{n}"

    heard = {
        key(n): Heard(
            key(n),
            "test",
            ASKED_AT,
            what,
            place.key.partition("/")[0],
            place,
            person,
        )
        for n, (what, person, place) in enumerate(happened)
    }

    async def work() -> None:
        async with opened(url) as engines:
            policy = Policy(admins=frozenset({DORA.key}))
            inbox = Inbox(
                organisation,
                Database(engines),
                {"test": heard.__getitem__},
                policy,
                lambda: ASKED_AT,
                ReportFigures(),
            )
            for key in heard:
                await inbox.receive([Delivery(key, "test", key, ASKED_AT)])
                await inbox.work_on([key])

    asyncio.run(work())


@pytest.fixture
def amina_asked(databases: Databases) -> None:
    """Amina asked something in a pilot; the name of the place stands for another one, too."""
    question = f"{PILOT.key}/1.000001"
    remember(
        databases.url(),
        (SetPhase("pilot"), DORA, PILOT),
        (SetPhase("listening"), DORA, ALONE),
        (Ask("How do others onboard?", CapturedBy.MENTION, question), AMINA, PILOT),
        (Reply(f"{question}-1", question, "With a buddy."), BRUNO, PILOT),
    )


@needs_sqlite
@pytest.mark.parametrize(
    "command",
    [*READING, ("place", "set", "onboarding", "--phase", "off"), ("deadletters", "retry")],
    ids=" ".join,
)
def test_a_database_that_is_not_there_is_refused_and_not_made(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("WHOKNOWS_DATABASE_URL", "sqlite+aiosqlite:///folder/nowhere.db")

    told = sentence(run(*command))

    assert told.startswith("There is no database at folder/nowhere.db.")
    assert list(Path().iterdir()) == []


@needs_sqlite
@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_a_database_without_tables_gets_none(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("WHOKNOWS_DATABASE_URL", "sqlite+aiosqlite:///empty.db")
    Path("empty.db").touch()

    told = sentence(run(*command))

    assert told.startswith("The database holds no tables of Whoknows yet")
    assert [(each.name, each.stat().st_size) for each in Path().iterdir()] == [("empty.db", 0)]


@needs_sqlite
def test_tables_of_an_earlier_version_are_left_as_they_are(
    run: Run, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Path(databases.url().partition("///")[2])
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.commit()

    told = sentence(run("report"))

    assert f"(0001, the newest are {newest()})" in told
    with closing(sqlite3.connect(file)) as connection:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    assert found == [("0001",)]


@pytest.mark.parametrize(
    "command",
    [
        ("report",),
        ("digest", "onboarding"),
        ("place", "list"),
        ("place", "set", "onboarding", "--phase", "off"),
        ("deadletters", "list"),
        ("deadletters", "retry"),
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("amina_asked")
def test_an_organisation_that_is_not_there_is_refused(run: Run, command: tuple[str, ...]) -> None:
    told = sentence(run(*command, "--organisation", "acme"))

    assert told == "No organisation “acme” is known. There is: default.\n"


def test_where_all_is_in_another_organisation_its_name_is_told(
    run: Run, databases: Databases
) -> None:
    asks = Say(f"{PILOT.key}/1.1", "Hello.")
    remember(databases.url(), (asks, AMINA, PILOT), organisation="acme")

    told = sentence(run("report"))

    assert told == "No organisation “default” is known. There is: acme.\n"


@pytest.mark.usefixtures("amina_asked")
@pytest.mark.parametrize("name", ["onboarding", "#Onboarding", PILOT.key])
def test_a_place_is_known_by_its_name_as_by_its_key(run: Run, name: str) -> None:
    code, out, _ = run("report", "--place", name, "--format", "json")
    digest, told, _ = run("digest", name)

    assert (code, digest) == (0, 0)
    figures = json.loads(out)["figures"]
    assert next(each for each in figures if each["key"] == "asked")["suppressed"]
    assert "Nothing happened in that week" in told


@pytest.mark.usefixtures("amina_asked")
def test_a_name_that_several_have_is_asked_for_by_key(run: Run, databases: Databases) -> None:
    remember(
        databases.url(),
        (Say("slack:T2/COTHER/1.1", "Hello."), SeenPerson("slack:T2/U9", "Zoe"), ELSEWHERE),
        (SetPhase("pilot"), NAMESAKE, PILOT),
        (Ask("How?", CapturedBy.MENTION, f"{PILOT.key}/2.1"), NAMESAKE, PILOT),
    )

    place = sentence(run("report", "--place", "onboarding"))
    person = sentence(run("place", "set", PILOT.key, "--owner", "Amina"))

    assert place == (
        f"“onboarding” can mean any of these: {PILOT.key}, slack:T2/COTHER."
        " Name the one you mean by its key.\n"
    )
    assert f"{AMINA.key}, {NAMESAKE.key}" in person


@pytest.mark.usefixtures("amina_asked")
def test_only_somebody_who_is_there_can_lead_a_place(run: Run) -> None:
    refused = sentence(run("place", "set", "#reading room", "--owner", "Nobody"))
    code, out, _ = run("place", "set", "#reading room", "--owner", "@bruno", "--zone", "Asia/Tokyo")

    assert refused.startswith("Nobody “Nobody” is known who is still there.")
    assert "is known who is still there" in sentence(run("place", "set", PILOT.key, "--owner", ""))
    [row] = [each for each in out.splitlines() if ALONE.key in each]
    assert code == 0
    assert BRUNO.key in row
    assert "Asia/Tokyo" in row


@pytest.mark.usefixtures("amina_asked")
def test_who_has_not_spoken_yet_can_lead_a_place_where_the_platform_told_of_them(
    run: Run, databases: Databases
) -> None:
    emeka = replace(EMEKA, is_active=True)
    remember(databases.url(), (Introduce((emeka,)), DORA, PILOT))

    told = run("place", "set", "onboarding", "--owner", "Emeka")
    assert told[0] == 0, told
    out = told[1]

    [row] = [each for each in out.splitlines() if PILOT.key in each]
    assert EMEKA.key in row


@pytest.mark.usefixtures("amina_asked")
def test_reading_changes_nothing(run: Run) -> None:
    before = run("dump")

    for command in READING:
        assert run(*command)[0] == 0

    assert run("dump") == before
    assert list(Path().iterdir()) == []


def test_a_report_is_told_in_the_language_that_is_chosen(run: Run, amina_asked: None) -> None:
    _, polish, _ = run("report", "--language", "pl")
    _, english, _ = run("report")

    assert "Zadane przez Whoknows" in polish
    assert "Asked with Whoknows" in english
    assert sentence(run("report", "--language", "xx")).startswith("“xx” is not spoken yet")


# A sandbox whose clock was pushed


def said_in_the_sandbox(url: str, at: datetime) -> None:
    """Let something stand in the sandbox that was said at a time."""
    key = f"sandbox:office/onboarding/{at.timestamp():.6f}"

    async def save() -> None:
        async with opened(url) as engines:
            message = ChatMessage(key, "sandbox:office/onboarding", "somebody", "{}", None, None)
            await SandboxLog(engines).save(message)

    asyncio.run(save())


@pytest.mark.usefixtures("amina_asked")
def test_a_report_ends_when_it_is_in_the_sandbox(run: Run, databases: Databases) -> None:
    later = datetime.now(UTC).replace(microsecond=0) + timedelta(days=20)
    said_in_the_sandbox(databases.url(), later)

    code, out, _ = run("report", "--format", "json")

    assert code == 0
    assert datetime.fromisoformat(json.loads(out)["to"]) == later + timedelta(seconds=1)
