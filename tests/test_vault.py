"""The vault: tokens at rest are unreadable, used once, and gone when we are."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import make_url

from bot.ports import StoreAway, Vault
from bot.refusal import Refusal
from store.engine import Engines, opened
from store.tables import workspaces
from store.transaction import Database
from store.vault import LEASE, EncryptedVault, lock_of
from tests.cast import TEAM, FrozenClock
from tests.databases import Databases, needs_sqlite

KEY = "Qm3-first-key-of-the-operator-0001"
OTHER_KEY = "Zp8-other-key-of-the-operator-0002"
OTHER_TEAM = "slack:T2"
INSTALLATION = json.dumps({"bot_token": "xoxb-hush-1", "bot_refresh_token": "xoxe-hush-2"})


@pytest.fixture
def vault(engines: Engines, clock: FrozenClock) -> EncryptedVault:
    """The vault of one replica."""
    return EncryptedVault(engines, "default", KEY, clock)


@pytest.fixture
async def other(databases: Databases, vault: Vault, clock: FrozenClock) -> AsyncIterator[Vault]:
    """The vault of another replica on the same database."""
    async with opened(databases.url()) as found:
        yield EncryptedVault(found, "default", KEY, clock)


async def kept(engines: Engines) -> str:
    """Return what the database holds in place of an installation."""
    async with engines.reader.connect() as connection:
        return str((await connection.execute(select(workspaces.c.installation))).scalar())


# What is kept


async def test_an_installation_comes_back_as_it_was_kept(vault: Vault, other: Vault) -> None:
    await vault.save(TEAM, INSTALLATION)
    await vault.save(OTHER_TEAM, "{}")

    assert await other.load(TEAM) == INSTALLATION
    assert await other.load("slack:T9") is None
    assert await other.workspaces() == [TEAM, OTHER_TEAM]


async def test_no_token_is_in_the_database(vault: Vault, engines: Engines) -> None:
    await vault.save(TEAM, INSTALLATION)

    assert "hush" not in await kept(engines)
    assert "bot_token" not in await kept(engines)


@needs_sqlite
async def test_no_token_is_in_any_byte_of_the_file(vault: Vault, databases: Databases) -> None:
    await vault.save(TEAM, INSTALLATION)
    await vault.renew(TEAM, INSTALLATION.replace("hush-1", "hush-3"))

    file = make_url(databases.url()).database or ""
    for each in (file, f"{file}-wal"):
        with open(each, "rb") as found:  # noqa: ASYNC230, PTH123 - a small file, once
            assert b"hush" not in found.read()


async def test_what_is_forgotten_is_gone_and_not_brought_back_by_a_late_renewal(
    vault: Vault, engines: Engines
) -> None:
    await vault.save(TEAM, INSTALLATION)

    await vault.forget(TEAM)
    renewed = await vault.renew(TEAM, INSTALLATION)

    assert not renewed
    assert await vault.load(TEAM) is None
    assert await vault.workspaces() == []
    assert await kept(engines) == "None"


async def test_an_uninstall_told_late_does_not_undo_a_newer_installation(
    vault: Vault, database: Database, clock: FrozenClock
) -> None:
    await vault.save(TEAM, INSTALLATION)
    taken_out = clock.now
    clock.push(minutes=1)
    await vault.save(TEAM, INSTALLATION.replace("hush-1", "hush-3"))

    async with database.writing("default") as tx:
        await tx.leave_workspace(TEAM, taken_out)
    stays = await vault.load(TEAM)
    async with database.writing("default") as tx:
        await tx.leave_workspace(TEAM, clock.now + timedelta(seconds=1))
    gone = await vault.load(TEAM)
    await vault.save(TEAM, INSTALLATION)

    assert stays == INSTALLATION.replace("hush-1", "hush-3")
    assert gone is None
    assert await vault.workspaces() == [TEAM]


async def test_another_organisation_sees_nothing_of_it(
    vault: Vault, engines: Engines, clock: FrozenClock
) -> None:
    theirs = EncryptedVault(engines, "theirs", KEY, clock)
    await vault.save(TEAM, INSTALLATION)
    await vault.put_state("a-state-of-somebody")

    assert await theirs.load(TEAM) is None
    assert await theirs.workspaces() == []
    assert not await theirs.take_state("a-state-of-somebody")
    await theirs.forget(TEAM)
    assert await vault.load(TEAM) == INSTALLATION


# Keys


async def test_a_key_is_changed_by_putting_the_new_one_first(
    vault: Vault, engines: Engines, clock: FrozenClock
) -> None:
    await vault.save(TEAM, INSTALLATION)

    both = EncryptedVault(engines, "default", f"{OTHER_KEY}, {KEY}", clock)
    read = await both.load(TEAM)
    await both.renew(TEAM, INSTALLATION)
    new_alone = EncryptedVault(engines, "default", OTHER_KEY, clock)

    assert read == INSTALLATION
    assert await new_alone.load(TEAM) == INSTALLATION


async def test_the_wrong_key_is_refused_with_a_sentence(
    vault: Vault, engines: Engines, clock: FrozenClock
) -> None:
    await vault.save(TEAM, INSTALLATION)

    wrong = EncryptedVault(engines, "default", OTHER_KEY, clock)
    with pytest.raises(Refusal) as refused:
        await wrong.check()

    said = refused.value.sentence()
    assert said.startswith("What was encrypted cannot be read with WHOKNOWS_SECRET_KEY.")
    assert OTHER_KEY not in said
    assert refused.value.__suppress_context__


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ("", "WHOKNOWS_SECRET_KEY is missing"),
        (" , ,", "WHOKNOWS_SECRET_KEY is missing"),
        ("hush", "a key needs 32 characters"),
        (f"{KEY},hush", "a key needs 32 characters"),
    ],
)
def test_what_is_no_key_is_refused_with_a_sentence(keys: str, told: str) -> None:
    with pytest.raises(Refusal) as refused:
        lock_of(keys)

    assert told in refused.value.sentence()
    assert "hush" not in refused.value.sentence()


# Who may change tokens


async def test_of_two_replicas_that_refresh_at_once_one_uses_the_token_and_the_other_finds_the_new(
    vault: Vault, other: Vault
) -> None:
    await vault.save(TEAM, "token 1")
    used: list[str | None] = []

    async def refresh(replica: Vault) -> str | None:
        async with replica.refreshing(TEAM):
            found = await replica.load(TEAM)
            if found == "token 1":
                used.append(found)
                await asyncio.sleep(0.05)  # as long as Slack takes
                await replica.renew(TEAM, "token 2")
            return await replica.load(TEAM)

    both = await asyncio.gather(*(refresh(each) for each in (vault, other, vault, other)))

    assert used == ["token 1"]
    assert both == ["token 2"] * 4


async def test_a_replica_that_died_is_not_waited_for_longer_than_its_lease(
    vault: EncryptedVault, other: Vault, clock: FrozenClock, engines: Engines
) -> None:
    await vault.save(TEAM, INSTALLATION)
    async with engines.writer.begin() as connection:
        held = {"refreshing_until": clock.now + LEASE}
        await connection.execute(workspaces.update().values(held))

    async def enter() -> bool:
        async with other.refreshing(TEAM):
            return True

    waiting = asyncio.create_task(enter())
    await asyncio.sleep(0.05)
    assert not waiting.done()
    clock.push(seconds=LEASE.total_seconds())

    assert await asyncio.wait_for(waiting, 20)


async def test_a_refresh_that_breaks_lets_the_next_one_in(vault: Vault, other: Vault) -> None:
    await vault.save(TEAM, INSTALLATION)

    with pytest.raises(ValueError, match="broken"):
        async with vault.refreshing(TEAM):
            raise ValueError("broken")

    async with asyncio.timeout(20), other.refreshing(TEAM):
        assert await other.load(TEAM) == INSTALLATION


async def test_where_nothing_is_installed_nobody_waits(vault: Vault) -> None:
    async with asyncio.timeout(20), vault.refreshing(TEAM):
        assert await vault.load(TEAM) is None


# Who began to install


async def test_a_state_is_good_once_and_at_any_replica(vault: Vault, other: Vault) -> None:
    await vault.put_state("a-state-of-somebody")

    both = await asyncio.gather(
        vault.take_state("a-state-of-somebody"), other.take_state("a-state-of-somebody")
    )

    assert sorted(both) == [False, True]


async def test_a_state_is_good_for_ten_minutes(
    vault: Vault, clock: FrozenClock, engines: Engines
) -> None:
    await vault.put_state("a-state-of-somebody")

    clock.push(minutes=10)

    assert not await vault.take_state("a-state-of-somebody")
    await vault.put_state("a-state-of-anybody1")
    async with engines.reader.connect() as connection:
        count = text("SELECT count(*) FROM install_states")
        assert (await connection.execute(count)).scalar() == 1


@pytest.mark.parametrize("state", ["", "guessed-by-a-stranger", "x" * 5_000, "nul\0" * 5, "ł" * 20])
async def test_a_state_that_nobody_began_with_is_not_taken(vault: Vault, state: str) -> None:
    assert not await vault.take_state(state)


@needs_sqlite
async def test_a_database_that_is_away_is_said(vault: Vault, engines: Engines) -> None:
    async with engines.writer.begin() as connection:
        await connection.execute(text("ALTER TABLE workspaces RENAME TO elsewhere"))

    with pytest.raises(StoreAway):
        await vault.save(TEAM, INSTALLATION)
