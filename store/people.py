"""Places, people and who is in which place."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.intents import SeenPerson, SeenPlace
from bot.model import Person, Phase, Place, Visibility
from bot.text import shortened
from store.base import Base
from store.tables import members, persons, places

_LONGEST_NAME = 200


class People(Base):
    """The part of a transaction about places and people; what it has seen it knows for a while."""

    def __init__(
        self, connection: AsyncConnection, organisation: str, default_phase: Phase
    ) -> None:
        super().__init__(connection, organisation)
        self._default_phase = default_phase
        self._places: dict[str, Row[Any]] = {}
        self._known: dict[str, str | None] = {}

    async def place(self, seen: SeenPlace, workspace: str, at: datetime) -> Place:
        """Return the place, remembered now if it is new; the newest name and visibility win."""
        row = self._places.get(seen.key) or await self._place_row(seen.key)
        if row is None:
            await self.add(places, self._new_place(seen, workspace, at))
            row = await self._place_row(seen.key)
        assert row is not None  # noqa: S101 - it was just added
        news = _news(row, seen, at)
        if news:
            await self.run(update(places).where(self.mine(places, key=seen.key)).values(news))
            row = await self._place_row(seen.key)
        assert row is not None  # noqa: S101
        self._places[seen.key] = row
        return Place(
            key=row.key,
            name=row.name,
            visibility=Visibility(row.visibility),
            phase=Phase(row.phase),
            zone=row.zone,
            language=row.language,
        )

    async def set_phase(self, place: str, phase: Phase) -> None:
        """Move a place to another phase."""
        await self.run(update(places).where(self.mine(places, key=place)).values(phase=phase.value))
        self._places.pop(place, None)

    async def person(self, key: str) -> Person:
        """Return what we know of a person; of a stranger just the key."""
        row = await self.one(select(persons).where(self.mine(persons, key=key)))
        if row is None:
            return Person(key)
        return Person(row.key, row.name, row.zone, row.language)

    async def know(self, person: SeenPerson, workspace: str, at: datetime) -> None:
        """Remember that this person exists, and the newest name."""
        if self._known.get(person.key, "") == person.name and not person.fresh:
            return
        name = shortened(person.name, _LONGEST_NAME) if person.name else None
        added = await self.add(
            persons,
            {
                "key": person.key,
                "workspace": workspace,
                "name": name,
                "named_at": at if person.fresh else None,
                "token": secrets.token_hex(8),
            },
        )
        if not added and name:
            change = update(persons).where(self.mine(persons, key=person.key))
            if person.fresh:
                older = persons.c.named_at.is_(None) | (persons.c.named_at < at)
                await self.run(change.where(older).values(name=name, named_at=at))
            else:
                await self.run(change.where(persons.c.name.is_(None)).values(name=name))
        self._known[person.key] = person.name

    async def set_profile(self, person: str, line: str, value: str | None) -> None:
        """Set ``zone`` or ``language`` of a person."""
        await self.run(update(persons).where(self.mine(persons, key=person)).values({line: value}))

    async def set_member(self, place: str, person: str, at: datetime, *, present: bool) -> bool:
        """Remember a join or leave unless a newer one is known; tell if anything changed."""
        row = {"place": place, "person": person, "present": present, "at": at}
        if await self.add(members, row):
            return True
        mine = self.mine(members, place=place, person=person)
        newer = update(members).where(mine, members.c.at < at).values(present=present, at=at)
        return await self.changed(newer)

    async def _place_row(self, key: str) -> Row[Any] | None:
        return await self.one(select(places).where(self.mine(places, key=key)))

    def _new_place(self, seen: SeenPlace, workspace: str, at: datetime) -> dict[str, Any]:
        return {
            "key": seen.key,
            "workspace": workspace,
            "name": shortened(seen.name, _LONGEST_NAME) if seen.name else None,
            "named_at": at if seen.renamed else None,
            "visibility": (seen.visibility or Visibility.PUBLIC).value,
            "phase": self._default_phase.value,
        }


def _news(row: Row[Any], seen: SeenPlace, at: datetime) -> dict[str, Any]:
    news: dict[str, Any] = {}
    newer = seen.renamed and (row.named_at is None or row.named_at < at)
    if seen.name and seen.name != row.name and (row.name is None or newer):
        news["name"] = shortened(seen.name, _LONGEST_NAME)
    if newer and seen.name:
        news["named_at"] = at
    if seen.visibility and seen.visibility.value != row.visibility:
        news["visibility"] = seen.visibility.value
    return news
