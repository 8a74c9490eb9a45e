"""What a platform told of people when it was asked: rows, so that every replica knows it.

Of whom we remember, their own row says so (``told_at``). Of others it waits in a row of its own,
until they come to be remembered or it has had its time; of strangers and bots that they are.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, false, null, select, union_all, update

from bot.intents import SeenPerson
from bot.text import shortened
from store.accounts import Accounts
from store.base import in_lots
from store.tables import persons, told

_LONGEST_NAME = 200


class Told(Accounts):
    """The part of a transaction about what platforms told of people."""

    async def told(self, keys: Collection[str]) -> Mapping[str, SeenPerson]:
        """Return what a platform told of these people; of whom it told nothing, nothing."""
        waiting = select(
            told.c.key,
            told.c.name,
            told.c.zone,
            told.c.language,
            told.c.guest,
            told.c.active,
            told.c.stranger,
            told.c.bot,
        ).where(self.mine(told), told.c.key.in_(keys))
        remembered = select(
            persons.c.key,
            null(),
            null(),
            null(),
            persons.c.guest,
            persons.c.active,
            false(),
            false(),
        ).where(self.mine(persons), persons.c.key.in_(keys), persons.c.told_at.is_not(None))
        found: dict[str, SeenPerson] = {}
        for row in await self.run(union_all(waiting, remembered)):
            seen = SeenPerson(
                row.key,
                row.name,
                zone=row.zone,
                language=row.language,
                is_guest=row.guest,
                is_active=row.active,
                is_stranger=row.stranger,
                is_bot=row.bot,
            )
            if row.key not in found or seen.is_stranger or seen.is_bot:
                found[row.key] = seen
        return found

    async def tell(self, people: Sequence[SeenPerson], at: datetime) -> None:
        """Keep what a platform told of people who are not remembered; its newest word counts."""
        hashes = await self.hashed(each.email for each in people if each.email)
        for each in people:
            row = _row(each, hashes) | {"at": at}
            if not await self.add(told, {"key": each.key} | row):
                older = self.mine(told, key=each.key) & (told.c.at < at)
                await self.run(update(told).where(older).values(row))

    async def _take_up(self, person: str) -> None:
        """Take what waited for somebody to be remembered."""
        mine = self.mine(told, key=person, stranger=False, bot=False)
        row = await self.one(select(told).where(mine))
        if row is None:
            return
        lines: dict[str, Any] = {"told_at": row.at, "guest": row.guest}
        if row.email_hash:
            lines |= {"email_hash": row.email_hash, "email_at": row.at}
        await self.run(update(persons).where(self.mine(persons, key=person)).values(lines))
        if row.email_hash:
            await self.link_all([row.email_hash])
        await self.run(delete(told).where(mine))

    async def _vouch(self, people: Sequence[str], at: datetime) -> None:
        """Note of people whom we remember that a platform told of them."""
        for some in in_lots(people):
            first = self.mine(persons) & persons.c.key.in_(some) & persons.c.told_at.is_(None)
            await self.run(update(persons).where(first).values(told_at=at))
            await self.run(delete(told).where(self.mine(told), told.c.key.in_(some)))


def _row(person: SeenPerson, hashes: Mapping[str, str]) -> dict[str, Any]:
    """Return the columns of somebody who is not remembered: of others than our own, the least."""
    is_ours = not person.is_stranger and not person.is_bot
    return {
        "name": shortened(person.name, _LONGEST_NAME) if person.name and is_ours else None,
        "zone": person.zone if is_ours else None,
        "language": person.language if is_ours else None,
        "email_hash": hashes.get(person.email or "") if is_ours else None,
        "guest": bool(person.is_guest),
        "active": person.is_active is not False,
        "stranger": person.is_stranger,
        "bot": person.is_bot,
    }
