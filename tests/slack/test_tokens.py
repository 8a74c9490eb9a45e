"""Tokens of workspaces: found, changed in time, and used once by all replicas together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import text

from adapters.slack.installation import Installation
from adapters.slack.tokens import PAUSE, OneToken, VaultTokens
from adapters.slack.wire import AppKeys, Web
from store.engine import Engines, opened
from store.vault import EncryptedVault
from tests.cast import TEAM, FrozenClock
from tests.databases import Databases, needs_sqlite
from tests.slack import oauth
from tests.slack.faults import How
from tests.slack.standin import SlackStandin

pytestmark = pytest.mark.long

KEY = "Qm3-first-key-of-the-operator-0001"


@asynccontextmanager
async def replica(
    slack: SlackStandin, engines: Engines, clock: FrozenClock
) -> AsyncIterator[VaultTokens]:
    """Lend what one replica knows of tokens."""
    web = Web(slack.api_url)
    vault = EncryptedVault(engines, "default", KEY, clock)
    keys = AppKeys(slack.app.client_id, slack.app.client_secret)
    yield VaultTokens(web, keys, vault, clock)
    await web.close()


@pytest.fixture
async def tokens(
    slack: SlackStandin, engines: Engines, clock: FrozenClock
) -> AsyncIterator[VaultTokens]:
    """One replica."""
    async with replica(slack, engines, clock) as found:
        yield found


@pytest.fixture
async def other(
    slack: SlackStandin, databases: Databases, tokens: VaultTokens, clock: FrozenClock
) -> AsyncIterator[VaultTokens]:
    """Another replica, on the same database."""
    async with opened(databases.url()) as engines, replica(slack, engines, clock) as found:
        yield found


async def install(slack: SlackStandin, tokens: VaultTokens, *, rotates: bool = True) -> str:
    """Install the app and keep it; return the token."""
    slack.app.rotates_tokens = rotates
    made = oauth.install(slack.state, "T1", slack.app.scopes)
    kept = Installation("T1", made.token, made.refresh_token, made.expires_at)
    await tokens.vault.save(TEAM, kept.as_json())
    return made.token


def refreshes(slack: SlackStandin) -> int:
    """Return how often tokens were asked to be changed."""
    return len([each for each in slack.calls if each.method == "oauth.v2.access"])


async def test_where_we_are_not_installed_there_is_no_token(tokens: VaultTokens) -> None:
    assert await tokens.token(TEAM) is None


async def test_a_token_that_does_not_expire_is_used_as_it_is(
    slack: SlackStandin, tokens: VaultTokens, clock: FrozenClock
) -> None:
    token = await install(slack, tokens, rotates=False)
    clock.push(days=400)

    assert await tokens.token(TEAM) == token
    assert refreshes(slack) == 0


async def test_a_token_is_changed_two_hours_before_it_expires(
    slack: SlackStandin, tokens: VaultTokens, clock: FrozenClock
) -> None:
    first = await install(slack, tokens)
    clock.push(hours=9, minutes=59)
    assert await tokens.token(TEAM) == first
    clock.push(minutes=1)

    second = await tokens.token(TEAM)
    again = await tokens.token(TEAM)

    assert second == again == slack.token
    assert second != first
    assert refreshes(slack) == 1


async def test_a_bot_that_was_off_for_days_goes_on(
    slack: SlackStandin, tokens: VaultTokens, clock: FrozenClock
) -> None:
    await install(slack, tokens)

    clock.push(days=3)

    assert await tokens.token(TEAM) == slack.token
    assert (await tokens.web.call("auth.test", slack.token))["team_id"] == "T1"


async def test_replicas_that_need_a_new_token_at_once_use_the_refresh_token_once(
    slack: SlackStandin, tokens: VaultTokens, other: VaultTokens, clock: FrozenClock
) -> None:
    await install(slack, tokens)
    clock.push(hours=11)

    found = await asyncio.gather(*(each.token(TEAM) for each in (tokens, other) * 4))

    assert set(found) == {slack.token}
    assert refreshes(slack) == 1


async def test_they_take_turns_over_days_and_nobody_is_locked_out(
    slack: SlackStandin, tokens: VaultTokens, other: VaultTokens, clock: FrozenClock
) -> None:
    await install(slack, tokens)

    for _ in range(6):
        clock.push(hours=10)
        both = await asyncio.gather(other.token(TEAM), tokens.token(TEAM))
        assert set(both) == {slack.token}

    assert refreshes(slack) == 6


@pytest.mark.parametrize("how", [How.REFUSED, How.STATUS, How.HTML, How.RATE_LIMITED])
async def test_a_refresh_that_fails_leaves_the_old_token_and_is_tried_again_after_a_minute(
    slack: SlackStandin, tokens: VaultTokens, clock: FrozenClock, how: How
) -> None:
    first = await install(slack, tokens)
    clock.push(hours=10)
    slack.fail(how, method="oauth.v2.access")

    assert [await tokens.token(TEAM), await tokens.token(TEAM)] == [first, first]
    assert refreshes(slack) == 1
    clock.push(seconds=PAUSE.total_seconds())
    assert await tokens.token(TEAM) == slack.token != first


async def test_a_bot_that_is_taken_out_meanwhile_stays_out(
    slack: SlackStandin, tokens: VaultTokens, clock: FrozenClock
) -> None:
    await install(slack, tokens)
    await tokens.vault.forget(TEAM)
    clock.push(hours=10)

    assert await tokens.token(TEAM) is None
    assert refreshes(slack) == 0


@needs_sqlite
async def test_new_tokens_are_not_lost_when_the_database_is_away_just_then(
    slack: SlackStandin, tokens: VaultTokens, clock: FrozenClock, engines: Engines
) -> None:
    await install(slack, tokens)
    clock.push(hours=10)
    stop = "CREATE TRIGGER full BEFORE UPDATE OF installation ON workspaces BEGIN SELECT nix(); END"
    async with engines.writer.begin() as connection:
        await connection.execute(text(stop))

    meanwhile = await tokens.token(TEAM)
    async with engines.writer.begin() as connection:
        await connection.execute(text("DROP TRIGGER full"))
    after = await tokens.token(TEAM)

    assert meanwhile == after == slack.token
    assert refreshes(slack) == 1
    kept = await tokens.vault.load(TEAM)
    assert kept is not None
    assert slack.token in kept


async def test_a_single_workspace_has_one_token() -> None:
    assert await OneToken("xoxb-hush").token(TEAM) == "xoxb-hush"


def test_no_token_is_shown() -> None:
    installation = Installation("T1", "xoxb-hush", "xoxe-hush")
    keys = AppKeys("1.2", "hush")
    shown = f"{installation!r} {keys!r} {OneToken('xoxb-hush')!r}"

    assert "hush" not in shown


def test_an_installation_comes_back_as_it_was(clock: FrozenClock) -> None:
    until = clock.now + timedelta(hours=12)
    whole = Installation("T1", "xoxb-1", "xoxe-1", until, "office", "U1", "U2", ("chat:write",))

    assert Installation.from_json(whole.as_json()) == whole
    assert Installation.from_json(Installation("T1", "xoxb-1").as_json()).expires_at is None


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"access_token": 1, "refresh_token": "r", "expires_in": 1},
        {"access_token": "a", "refresh_token": "r", "expires_in": "soon"},
        {"access_token": "a", "refresh_token": "r", "expires_in": -1},
    ],
)
def test_an_answer_without_tokens_is_none(told: dict[str, object], clock: FrozenClock) -> None:
    with pytest.raises(ValueError, match="in the answer"):
        Installation("T1", "xoxb-1").renewed(told, clock.now)
