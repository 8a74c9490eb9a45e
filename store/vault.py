"""Installations, encrypted; who began to install; and which replica may change tokens.

Each key of the operator's becomes a key for Fernet by HKDF. The first, the newest, locks; all of
them unlock, so that a key can be changed without installing again.
"""

import asyncio
import base64
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Clock, StoreAway
from bot.refusal import Refusal
from store.engine import Engines
from store.tables import install_states, workspaces

SHORTEST_KEY = 32
"""Characters of a key, as ``secrets.token_urlsafe(24)`` makes them."""
STATE_LIVES = timedelta(minutes=10)
LEASE = timedelta(seconds=30)
"""Longer than one call of a platform may take."""
_PURPOSE = b"whoknows: installations at rest"
_STATE = re.compile(r"[A-Za-z0-9_-]{16,100}")
_LOOK_AGAIN = 0.1


def lock_of(keys: str) -> MultiFernet:
    """Return what locks and unlocks with keys that have commas between; raise Refusal."""
    found = [each.strip() for each in keys.split(",") if each.strip()]
    if not found:
        raise Refusal("vault.no_key")
    if any(len(each) < SHORTEST_KEY for each in found):
        raise Refusal("vault.short_key", n=SHORTEST_KEY)
    return MultiFernet([Fernet(_derived(each)) for each in found])


def _derived(key: str) -> bytes:
    derived = HKDF(SHA256(), length=32, salt=None, info=_PURPOSE).derive(key.encode())
    return base64.urlsafe_b64encode(derived)


class EncryptedVault:
    """The vault of one organisation."""

    def __init__(self, engines: Engines, organisation: str, keys: str, clock: Clock) -> None:
        """Open it with ``WHOKNOWS_SECRET_KEY``; raise Refusal where that is no key."""
        self._engines = engines
        self._organisation = organisation
        self._lock = lock_of(keys)
        self._clock = clock

    async def check(self) -> None:
        """Raise Refusal where an installation cannot be unlocked."""
        for workspace in await self.workspaces():
            await self.load(workspace)

    async def save(self, workspace: str, installation: str) -> None:
        """Keep a new installation, in place of an older one: we are in that workspace now."""
        row = {
            "installation": self._locked(installation),
            "installed_at": self._clock(),
            "gone_at": None,
        }
        key = {"organisation": self._organisation, "key": workspace}
        async with self._engines.writing(self._organisation) as connection:
            is_postgresql = connection.dialect.name == "postgresql"
            add = postgresql.insert(workspaces) if is_postgresql else sqlite.insert(workspaces)
            statement = add.values(key | row).on_conflict_do_update(index_elements=[*key], set_=row)
            await connection.execute(statement)

    async def renew(self, workspace: str, installation: str) -> bool:
        """Change an installation; tell whether it was still there to be changed."""
        there = self._mine(workspace) & workspaces.c.installation.is_not(None)
        change = {"installation": self._locked(installation)}
        return await self._changed(update(workspaces).where(there).values(change))

    async def load(self, workspace: str) -> str | None:
        """Return the installation, None where we are not in that workspace."""
        found = select(workspaces.c.installation).where(self._mine(workspace))
        async with self._reading() as connection:
            locked = (await connection.execute(found)).scalar()
        return None if locked is None else self._unlocked(locked)

    async def forget(self, workspace: str) -> None:
        """Take an installation away: we were taken out of that workspace."""
        gone: Mapping[str, Any] = {"installation": None, "gone_at": self._clock()}
        await self._changed(update(workspaces).where(self._mine(workspace)).values(gone))

    async def workspaces(self) -> Sequence[str]:
        """Return the keys of the workspaces that we are in, sorted."""
        ours = workspaces.c.organisation == self._organisation
        found = select(workspaces.c.key).where(ours, workspaces.c.installation.is_not(None))
        async with self._reading() as connection:
            return sorted((await connection.execute(found)).scalars())

    async def is_in(self, workspace: str) -> bool:
        """Tell whether we are in a workspace."""
        return workspace in await self.workspaces()

    @asynccontextmanager
    async def refreshing(self, workspace: str) -> AsyncIterator[None]:
        """Wait until no other replica changes the tokens of a workspace, then be the one who may.

        A replica that died meanwhile is waited for half a minute.
        """
        until = await self._leased(workspace)
        try:
            yield
        finally:
            ours = self._mine(workspace) & (workspaces.c.refreshing_until == until)
            with suppress(StoreAway):  # then it ends by itself
                await self._changed(update(workspaces).where(ours).values(refreshing_until=None))

    async def put_state(self, state: str) -> None:
        """Remember for a few minutes that somebody began to install."""
        now = self._clock()
        row = {"organisation": self._organisation, "state": state, "expires_at": now + STATE_LIVES}
        async with self._engines.writing(self._organisation) as connection:
            old = install_states.c.expires_at <= now
            ours = install_states.c.organisation == self._organisation
            await connection.execute(delete(install_states).where(ours, old))
            await connection.execute(insert(install_states).values(row))

    async def take_state(self, state: str) -> bool:
        """Tell whether somebody began to install with this state; it is used up by that."""
        if not _STATE.fullmatch(state):
            return False
        mine = (install_states.c.organisation == self._organisation) & (
            install_states.c.state == state
        )
        fresh = install_states.c.expires_at > self._clock()
        return await self._changed(delete(install_states).where(mine, fresh))

    async def _leased(self, workspace: str) -> datetime:
        """Take the lease, as soon as nobody has it; return until when."""
        for _ in range(int(2 * LEASE.total_seconds() / _LOOK_AGAIN)):
            now = self._clock()
            until = now + LEASE
            free = workspaces.c.refreshing_until.is_(None) | (workspaces.c.refreshing_until <= now)
            ours = self._mine(workspace) & free
            if await self._changed(update(workspaces).where(ours).values(refreshing_until=until)):
                return until
            if await self.load(workspace) is None:  # nothing to take a lease on
                return until
            await asyncio.sleep(_LOOK_AGAIN)
        raise StoreAway("another replica has been changing the tokens for too long")

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with self._engines.reader.connect() as connection:
                yield connection
        except (SQLAlchemyError, OSError) as error:
            raise StoreAway(type(error).__name__) from error

    async def _changed(self, statement: Any) -> bool:
        async with self._engines.writing(self._organisation) as connection:
            return (await connection.execute(statement)).rowcount > 0

    def _mine(self, workspace: str) -> Any:
        ours = workspaces.c.organisation == self._organisation
        return ours & (workspaces.c.key == workspace)

    def _locked(self, installation: str) -> str:
        return self._lock.encrypt(installation.encode()).decode()

    def _unlocked(self, locked: str) -> str:
        try:
            return self._lock.decrypt(locked.encode()).decode()
        except InvalidToken:
            raise Refusal("vault.wrong_key") from None
