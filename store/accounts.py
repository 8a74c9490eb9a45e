"""One person, several accounts: who is who, told by a verified e-mail address.

Of the address just a keyed hash is kept, made with a random salt of the organisation that never
leaves the database: so what is printed, exported or sent tells nothing of it, and the link does
not break when the operator changes WHOKNOWS_SECRET_KEY. Against somebody who has the whole
database a hash of an address is no protection.

Accounts with one address are one person, and the first of them by key is the one that ``same_as``
names: so it does not matter which was heard of first. In one workspace two accounts with one
address tell that it is shared (an office, a team); then it links nobody.
"""

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Column, ColumnElement, func, select, update

from bot.turn import workspace_of
from store.base import Base, in_lots
from store.tables import persons, salts

_row = persons.alias("account")
"""Made once: copying the columns of a table costs more than asking it."""


@cache
def person_behind(account: Column[str]) -> ColumnElement[str]:
    """Return, in SQL, who an account is: the first of that person's accounts."""
    row = _row
    mine = (row.c.organisation == account.table.c.organisation) & (row.c.key == account)
    found = select(func.coalesce(row.c.same_as, row.c.key)).where(mine)
    return found.correlate_except(row).scalar_subquery()


def by_another(account: Column[str], other: Column[str]) -> ColumnElement[bool]:
    """Return the condition that two accounts are not those of one person.

    Of one person are: words under their own question, a mark on their own answer.
    """
    return person_behind(account) != person_behind(other)


class Accounts(Base):
    """The part of a transaction about who has several accounts."""

    def first_of(self, person: str) -> ColumnElement[str]:
        """Return, in SQL, the first account of a person whom we know."""
        row = _row
        first = select(func.coalesce(row.c.same_as, row.c.key)).where(self.mine(row, key=person))
        return first.scalar_subquery()

    async def accounts_of(self, person: str) -> Sequence[str]:
        """Return the accounts of the person who has this one, this one at least."""
        first = (await self.run(select(self.first_of(person)))).scalar() or person
        same = await self.run(select(persons.c.key).where(self.mine(persons, same_as=first)))
        return sorted({person, first, *(row.key for row in same)})

    async def take_email(self, person: str, email: str, at: datetime) -> None:
        """Take a verified address: link the account with others that have it, or unlink it.

        The newest word of the platform counts.
        """
        hashed = await self._hashed(email)
        mine = self.mine(persons, key=person)
        before = (await self.run(select(persons.c.email_hash).where(mine))).scalar()
        older = persons.c.email_at.is_(None) | (persons.c.email_at < at)
        news = update(persons).where(mine, older).values(email_hash=hashed, email_at=at)
        if await self.changed(news) and before != hashed:
            await self._link(hashed)
            if before:
                await self._link(before)

    async def hashed(self, emails: Iterable[str]) -> dict[str, str]:
        """Return the hash of each address."""
        told = set(emails)
        key = bytes.fromhex(await self._salt()) if told else b""
        return {each: _hash(each, key) for each in told}

    async def link_all(self, hashes: Sequence[str]) -> None:
        """Link the accounts with each address that several have."""
        for some in in_lots(hashes):
            mine = self.mine(persons) & persons.c.email_hash.in_(some)
            shared = select(persons.c.email_hash).where(mine).group_by(persons.c.email_hash)
            for row in (await self.run(shared.having(func.count() > 1))).all():
                await self._link(row.email_hash)

    async def _link(self, hashed: str) -> None:
        """Link the accounts with one address, as they are now."""
        rows = await self.run(select(persons.c.key).where(self.mine(persons, email_hash=hashed)))
        keys = sorted(row.key for row in rows)
        is_shared = len({workspace_of(key) for key in keys}) < len(keys)
        for key in keys:
            same_as = None if is_shared or key == keys[0] else keys[0]
            mine = self.mine(persons, key=key)
            await self.run(update(persons).where(mine).values(same_as=same_as))

    async def _hashed(self, email: str) -> str:
        return (await self.hashed([email]))[email]

    async def _salt(self) -> str:
        mine = select(salts.c.salt).where(self.mine(salts))
        found = (await self.run(mine)).scalar()
        if found is None:
            await self.add(salts, {"salt": secrets.token_hex(32)})
            found = (await self.run(mine)).scalar_one()
        return str(found)


def _hash(email: str, key: bytes) -> str:
    written = unicodedata.normalize("NFC", email.strip().casefold())
    return hmac.new(key, written.encode(), hashlib.sha256).hexdigest()
