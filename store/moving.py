"""Places that go on under another key: all that is remembered of them goes along."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, RowMapping, String, Table, and_, delete, func, or_, select, update

from bot.model import Phase, Visibility, narrowest
from bot.moving import current, moved_key
from store.base import Base, in_lots
from store.tables import (
    answers,
    dead_letters,
    findable,
    inbox,
    metadata,
    moves,
    outbox,
    places,
    postings,
    questions,
    sandbox_messages,
)

_KEY_LENGTH = 400
_OWN_KEY = (inbox, dead_letters)
"""Whose own key names a delivery: under that it was heard, and is known again."""
_NUMBERED = (findable, outbox)
_ELSEWHERE = (moves, sandbox_messages)
_HANDED_ON = ("zone", "language", "owner", "digest_at", "served_since", "name", "named_at")


class Moving(Base):
    """The part of a transaction about places that get another key."""

    _moves: Mapping[str, str] | None = None

    async def moved(self) -> Mapping[str, str]:
        """Return by which key each place is known now that was known by another before."""
        if self._moves is None:
            rows = await self.run(select(moves).where(self.mine(moves)))
            told = {row.old: (row.new, row.at) for row in rows}
            now = {old: current(old, told) for old in told}
            self._moves = {old: new for old, new in now.items() if old != new}
        return self._moves

    async def move_place(self, old: str, new: str, at: datetime) -> Sequence[str]:
        """Have a place go on under another key; return the messages that are called anew by it.

        What was told twice, late or in another order leads to the same.
        """
        if not await self.add(moves, {"old": old, "new": new, "at": at}):
            older = self.mine(moves, old=old) & (moves.c.at < at)
            await self.run(update(moves).where(older).values(new=new, at=at))
        self._moves = None
        called: list[str] = []
        for before, now in sorted((await self.moved()).items()):
            called += await self._move(before, now)
        return called

    async def _move(self, old: str, new: str) -> Sequence[str]:
        """Copy what others refer to, have them refer to the copy, then drop the first."""
        gone: list[tuple[Table, list[RowMapping]]] = []
        called: list[str] = []
        for table in metadata.sorted_tables:
            columns = _keys_in(table)
            if not columns:
                continue
            there = or_(*(_is_of(column, old) for column in columns))
            rows = (await self.run(select(table).where(self.mine(table), there))).mappings().all()
            if table is questions:
                await self._free_threads(rows)
            leaving = [row for row in rows if not await self._take_along(table, row, old, new)]
            gone.append((table, leaving))
            if table in (questions, answers):
                called += [moved_key(row["key"], old, new) for row in rows]
            if table is questions:
                called += [moved_key(row["thread"], old, new) for row in rows if row["thread"]]
        for table, leaving in reversed(gone):
            for row in leaving:
                await self._drop_row(table, row)
        return called

    async def _free_threads(self, rows: Sequence[RowMapping]) -> None:
        """Let go of the threads of questions: each is one question's, and the copy needs it."""
        for some in in_lots([row["key"] for row in rows]):
            mine = self.mine(questions) & questions.c.key.in_(some)
            await self.run(update(questions).where(mine).values(thread=None))

    async def _take_along(self, table: Table, row: RowMapping, old: str, new: str) -> bool:
        """Give a row its new keys; False where it is to be dropped, as a copy has them."""
        before = dict(row)
        after = before | {
            column.name: moved_key(before[column.name], old, new)
            for column in _keys_in(table)
            if before[column.name]
        }
        if table is places:
            await self._hand_on(before, after)
            return False
        own = [column.name for column in table.primary_key]
        if any(before[name] != after[name] for name in own):
            await self.run(self._insert(table).values(after).on_conflict_do_nothing())
            return False
        if table in _NUMBERED and await self._is_taken(table, after):
            return False
        await self.run(update(table).where(_is_row(table, before)).values(after))
        return True

    async def _hand_on(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """Give the place its new key; what was known of it by that already is joined.

        It takes part as it did, and no more people can read it than either says.
        """
        if await self.changed(self._insert(places).values(after).on_conflict_do_nothing()):
            return
        mine = self.mine(places, key=after["key"])
        there = (await self.run(select(places).where(mine))).mappings().one()
        joined = {name: there[name] or before[name] for name in _HANDED_ON}
        if there["phase"] == Phase.OFF.value:
            joined["phase"] = before["phase"]
        readers = narrowest(*(Visibility(each["visibility"]) for each in (there, before)))
        if readers:
            joined["visibility"] = readers.value
        told = [each["seen_as"] for each in (there, before) if each["seen_as"]]
        seen_as = narrowest(*map(Visibility, told))
        joined["seen_as"] = seen_as.value if seen_as else None
        await self.run(update(places).where(mine).values(joined))

    async def _is_taken(self, table: Table, after: Mapping[str, Any]) -> bool:
        """Tell whether a row of another number has the keys that this one would get."""
        unique = ("kind", "key") if table is findable else ("kind", "target", "about", "period")
        same = self.mine(table, **{name: after[name] for name in unique})
        found = select(func.count()).where(same, table.c.id != after["id"])
        return bool((await self.run(found)).scalar_one())

    async def _drop_row(self, table: Table, row: RowMapping) -> None:
        if table is findable:
            of_it = or_(postings.c.thing == row["id"], postings.c.part == row["id"])
            await self.run(delete(postings).where(of_it))
        await self.run(delete(table).where(_is_row(table, dict(row))))


def _keys_in(table: Table) -> Sequence[Column[Any]]:
    """Return the columns of a table that hold keys of places, or of what was said there."""
    if table in _ELSEWHERE or "organisation" not in table.c:
        return ()
    return [
        column
        for column in table.c
        if isinstance(column.type, String)
        and column.type.length == _KEY_LENGTH
        and not (table in _OWN_KEY and column.name == "key")
    ]


def _is_of(column: Column[Any], place: str) -> Any:
    """Return the condition that a key is a place's, or of something there."""
    return or_(column == place, and_(column > f"{place}/", column < f"{place}0"))


def _is_row(table: Table, values: Mapping[str, Any]) -> Any:
    return and_(*(column == values[column.name] for column in table.primary_key))
