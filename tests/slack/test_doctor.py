"""``doctor`` finds what is not as it should be, and says what to do; it tells no secrets."""

import os
import sys
from collections.abc import Iterator

import pytest
import structlog
from sqlalchemy import text

import app
from store.engine import Engines
from store.migrations import newest
from store.vault import EncryptedVault
from tests.cast import DORA, TEAM, FrozenClock
from tests.commanding import keep_hooks
from tests.conftest import Bot
from tests.databases import Databases, needs_sqlite
from tests.slack import oauth
from tests.slack.faults import How
from tests.slack.standin import SlackStandin

pytestmark = pytest.mark.long

PREFIXES = ("WHOKNOWS_", "SLACK_", "MICROSOFT_")
KEY = "Qm3-first-key-of-the-operator-0001"
URL = "https://whoknows.acme.test"


@pytest.fixture(autouse=True)
def environment(
    databases: Databases, begins_as: str | None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[pytest.MonkeyPatch]:
    """A database, and nothing else is set."""
    for name in os.environ:
        if name.upper().startswith(PREFIXES):
            monkeypatch.delenv(name)
    monkeypatch.setenv("WHOKNOWS_DATABASE_URL", databases.url(like=begins_as))
    yield monkeypatch
    structlog.reset_defaults()


@pytest.fixture
def set_up(environment: pytest.MonkeyPatch, slack: SlackStandin) -> pytest.MonkeyPatch:
    """A whole set-up over a socket."""
    environment.setenv("WHOKNOWS_TEST_PEERS", "1")
    environment.setenv("WHOKNOWS_SLACK_API_URL", slack.api_url)
    environment.setenv("SLACK_BOT_TOKEN", slack.token)
    environment.setenv("SLACK_APP_TOKEN", slack.app.app_token)
    environment.setenv("WHOKNOWS_ADMINS", DORA.key)
    slack.app.uses_sockets = True
    return environment


async def found() -> tuple[list[str], list[str]]:
    """Return what is good and what is not."""
    findings = [each async for each in app.examine()]
    return (
        [each.text for each in findings if each.is_good],
        [each.text for each in findings if not each.is_good],
    )


async def test_all_is_well_with_a_socket_and_a_channel_that_takes_part(
    set_up: pytest.MonkeyPatch, bot: Bot, slack: SlackStandin
) -> None:
    good, bad = await found()

    assert bad == []
    assert good == [
        "The settings are whole.",
        f"Admins of Whoknows: {DORA.key}.",
        f"The database opens and has the newest tables ({newest()}).",
        f"Slack knows the token: workspace office ({TEAM}), bot whoknows.",
        "It may do all that Whoknows needs.",
        "Slack opens a socket for the app.",
        "2 channels take part.",
    ]


async def test_before_the_first_start_no_channel_takes_part_yet_as_the_guide_says(
    set_up: pytest.MonkeyPatch, databases: Databases
) -> None:
    set_up.setenv("WHOKNOWS_DATABASE_URL", databases.empty())

    good, bad = await found()

    assert "The database is new; its tables are made at the first start." in good
    [left] = bad
    assert left.startswith("No channel takes part yet.")


def test_the_same_trouble_is_told_and_counted_once(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.setattr(sys, "argv", ["app.py", "doctor"])
    environment.setenv("WHOKNOWS_TEST_PEERS", "1")
    environment.setenv("WHOKNOWS_SLACK_API_URL", "http://127.0.0.1:1/api/")
    environment.setenv("SLACK_BOT_TOKEN", "xoxb-1-2-3")
    environment.setenv("SLACK_APP_TOKEN", "xapp-1-2-3")
    keep_hooks(environment)

    with pytest.raises(SystemExit):
        app.main()

    lines = capsys.readouterr().out.splitlines()
    assert len([each for each in lines if "Slack did not answer" in each]) == 1
    told = [each for each in lines if each.startswith("✗")]
    assert lines[-1] == f"{len(told)} things are left to do."


async def test_no_secret_is_told(set_up: pytest.MonkeyPatch, slack: SlackStandin) -> None:
    set_up.setenv("SLACK_SIGNING_SECRET", "hush-signing")
    set_up.setenv("WHOKNOWS_SECRET_KEY", "hush-key")
    slack.fail(How.REFUSED, method="auth.test", error="invalid_auth")

    told = str(await found())

    assert "hush" not in told
    assert slack.token not in told
    assert slack.app.app_token not in told


async def test_a_token_that_slack_does_not_take_is_told(
    set_up: pytest.MonkeyPatch, slack: SlackStandin
) -> None:
    set_up.setenv("SLACK_BOT_TOKEN", "xoxb-of-somewhere-else")
    set_up.setenv("SLACK_APP_TOKEN", "xapp-of-somewhere-else")

    _, bad = await found()

    assert any(
        each.startswith("Slack does not take SLACK_BOT_TOKEN (invalid_auth)") for each in bad
    )
    assert any(each.startswith("Slack opens no socket with SLACK_APP_TOKEN (") for each in bad)


async def test_a_slack_that_is_away_is_not_blamed_on_the_token(
    set_up: pytest.MonkeyPatch,
) -> None:
    set_up.setenv("WHOKNOWS_SLACK_API_URL", "http://127.0.0.1:1/api/")

    _, bad = await found()

    assert [each for each in bad if each.startswith("Slack did not answer (not_reached)")]
    assert not [each for each in bad if "does not take" in each]


async def test_scopes_that_are_missing_are_named(
    set_up: pytest.MonkeyPatch, slack: SlackStandin
) -> None:
    spare = slack.app.scopes - {"pins:write", "reactions:read"}
    oauth.uninstall(slack.state, "T1")
    made = oauth.install(slack.state, "T1", spare)
    set_up.setenv("SLACK_BOT_TOKEN", made.token)

    _, bad = await found()

    assert [each for each in bad if each.endswith("again: pins:write, reactions:read.")]


async def test_a_door_needs_an_address(set_up: pytest.MonkeyPatch, slack: SlackStandin) -> None:
    set_up.delenv("SLACK_APP_TOKEN")
    set_up.setenv("SLACK_SIGNING_SECRET", slack.app.signing_secret)
    _, without = await found()
    set_up.setenv("WHOKNOWS_PUBLIC_URL", "whoknows.acme.test")
    _, odd = await found()
    set_up.setenv("WHOKNOWS_PUBLIC_URL", f"{URL}/")
    good, _ = await found()

    assert [each for each in without if each.startswith("Nobody knows where Slack reaches")]
    assert [each for each in odd if each.startswith("WHOKNOWS_PUBLIC_URL is not an address")]
    assert f"Slack reaches Whoknows at {URL}/slack/events, if that leads to this machine." in good


async def test_admins_are_looked_at_one_by_one(set_up: pytest.MonkeyPatch) -> None:
    set_up.setenv("WHOKNOWS_ADMINS", f"amina {DORA.key} slack:T1 slack:T1/dora")
    good, bad = await found()
    set_up.delenv("WHOKNOWS_ADMINS")
    _, nobody = await found()

    assert f"Admins of Whoknows: {DORA.key}." in good
    assert len([each for each in bad if "in WHOKNOWS_ADMINS is not the key" in each]) == 3
    assert [each for each in nobody if each.startswith("Nobody is an admin")]


async def test_workspaces_that_installed_are_told_and_a_wrong_key_too(
    environment: pytest.MonkeyPatch, engines: Engines, clock: FrozenClock
) -> None:
    vault = EncryptedVault(engines, "default", KEY, clock)
    environment.setenv("SLACK_CLIENT_ID", "1.2")
    environment.setenv("SLACK_CLIENT_SECRET", "hush")
    environment.setenv("SLACK_SIGNING_SECRET", "hush")
    environment.setenv("WHOKNOWS_PUBLIC_URL", URL)
    _, without_key = await found()
    environment.setenv("WHOKNOWS_SECRET_KEY", KEY)
    _, nobody = await found()
    await vault.save(TEAM, "{}")
    good, _ = await found()
    environment.setenv("WHOKNOWS_SECRET_KEY", KEY[::-1])
    _, wrong = await found()
    environment.setenv("WHOKNOWS_SECRET_KEY", "hush-key")
    _, short = await found()

    assert [each for each in without_key if "Missing: WHOKNOWS_SECRET_KEY." in each]
    assert [each for each in nobody if each.startswith("No workspace has installed")]
    assert f"Installed in these workspaces, with tokens that can be read: {TEAM}." in good
    assert [each for each in wrong if each.startswith("What was encrypted cannot be read")]
    assert [each for each in short if "is too short" in each]


async def test_tables_of_another_version_are_told_and_left_as_they_are(
    environment: pytest.MonkeyPatch, engines: Engines
) -> None:
    for other, told in (("0001", "an earlier version (0001"), ("9999", "a later version (9999")):
        async with engines.writer.begin() as connection:
            await connection.execute(text(f"UPDATE alembic_version SET version_num = '{other}'"))  # noqa: S608 - ours
        _, bad = await found()
        assert [each for each in bad if told in each]

    async with engines.reader.connect() as connection:
        left = await connection.execute(text("SELECT version_num FROM alembic_version"))
        assert left.scalar() == "9999"


@needs_sqlite
async def test_a_database_that_is_to_be_made_is_not_made_by_looking(
    environment: pytest.MonkeyPatch, databases: Databases
) -> None:
    file = databases.url("whoknows").removeprefix("sqlite+aiosqlite:///") + ".new"
    environment.setenv("WHOKNOWS_DATABASE_URL", f"sqlite+aiosqlite:///{file}")

    good, _ = await found()

    assert "The database is new; its tables are made at the first start." in good
    assert not os.path.exists(file)  # noqa: ASYNC240, PTH110 - once


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("nonsense", "WHOKNOWS_DATABASE_URL is not the address of a database"),
        ("sqlite://", "The database needs a file"),
        ("postgresql://amina:hush@127.0.0.1:1/whoknows", "The database could not be opened"),
    ],
)
async def test_a_database_that_cannot_be_used_is_told(
    environment: pytest.MonkeyPatch, url: str, told: str
) -> None:
    environment.setenv("WHOKNOWS_DATABASE_URL", url)

    _, bad = await found()

    assert [each for each in bad if each.startswith(told)]
    assert "hush" not in str(bad)


def test_the_list_is_printed_and_the_exit_code_says_whether_all_is_well(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.setattr(sys, "argv", ["app.py", "doctor"])
    environment.setenv("SLACK_SIGNING_SECRET", "hush")
    keep_hooks(environment)

    with pytest.raises(SystemExit) as ended:
        app.main()

    written = capsys.readouterr()
    lines = written.out.splitlines()
    assert (ended.value.code, written.err) == (2, "")
    assert lines[0].startswith("✗ Slack is half set up. Missing: SLACK_BOT_TOKEN.")
    assert f"✓ The database opens and has the newest tables ({newest()})." in lines
    assert lines[-1] == "4 things are left to do."
    assert "hush" not in written.out


async def test_an_empty_database_stays_empty_by_looking(
    databases: Databases, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("WHOKNOWS_DATABASE_URL", databases.empty())

    first, _ = await found()
    again, _ = await found()

    assert "The database is new; its tables are made at the first start." in first
    assert again == first
