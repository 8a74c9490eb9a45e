"""What every part of a transaction shares: its connection, its organisation, its idioms."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    CursorResult,
    Executable,
    FromClause,
    Row,
    Table,
    and_,
    exists,
    false,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from store.tables import metadata, outbox, persons, places, workspaces

Given = TypeVar("Given")
Value = TypeVar("Value")

_IN_A_LOT = 500


def in_lots(many: Sequence[Given]) -> Iterator[Sequence[Given]]:
    """Yield as many at a time as a statement holds on any database."""
    for start in range(0, len(many), _IN_A_LOT):
        yield many[start : start + _IN_A_LOT]


def unindexed(column: Column[Value]) -> ColumnElement[Value]:
    """Return a column as it is, for a condition by which no row is to be found.

    SQLite takes it for a rare thing that a row has some value in an index, so it would rather go
    through all rows of a place, or organisation, than look up the few keys that are named.
    """
    return func.coalesce(column, column)


async def organisations(connection: AsyncConnection) -> list[str]:
    """Return every organisation that has a row anywhere; of each, one row of an index is read."""
    found: set[str] = set()
    for table in metadata.sorted_tables:
        if "organisation" not in table.c:
            continue
        column, last = table.c.organisation, ""
        next_one = select(func.min(column))
        while name := (await connection.execute(next_one.where(column > last))).scalar():
            found.add(name)
            last = name
    return sorted(found)


class Base:
    """A connection inside a transaction, bound to one organisation."""

    def __init__(self, connection: AsyncConnection, organisation: str) -> None:
        self.connection = connection
        self.organisation = organisation

    def mine(self, table: FromClause, **equal: Any) -> ColumnElement[bool]:
        """Return the condition that a row is this organisation's and has these values."""
        return and_(
            table.c.organisation == self.organisation,
            *(table.c[name] == value for name, value in equal.items()),
        )

    def reachable(self) -> ColumnElement[bool]:
        """Return the condition that what is in the outbox can go out: its target does not rest."""
        resting = select(places.c.key).where(self.mine(places), places.c.rests_since.is_not(None))
        away = select(persons.c.key).where(self.mine(persons), persons.c.active == false())
        left = self.mine(workspaces) & workspaces.c.gone_at.is_not(None)
        there = outbox.c.target.startswith(workspaces.c.key + "/")
        rests = outbox.c.target.in_(resting) | outbox.c.target.in_(away)
        return ~rests & ~exists().where(left, there)

    async def run(self, statement: Executable) -> CursorResult[Any]:
        """Execute a statement."""
        return await self.connection.execute(statement)

    async def one(self, statement: Executable) -> Row[Any] | None:
        """Return the first row, or None."""
        return (await self.connection.execute(statement)).first()

    async def changed(self, statement: Executable) -> bool:
        """Execute a statement and tell whether it touched a row."""
        return (await self.connection.execute(statement)).rowcount > 0

    async def add(self, table: Table, values: Mapping[str, Any]) -> bool:
        """Insert a row of this organisation unless its natural key is there; tell if it was new."""
        row = {"organisation": self.organisation, **values}
        return await self.changed(self._insert(table).values(row).on_conflict_do_nothing())

    async def add_all(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> Sequence[str]:
        """Insert rows of this organisation; return the keys of those that were new."""
        if not rows:
            return []
        all_rows = [{"organisation": self.organisation, **row} for row in rows]
        statement = self._insert(table).values(all_rows).on_conflict_do_nothing()
        return [row.key for row in await self.run(statement.returning(table.c.key))]

    def _insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        is_postgresql = self.connection.dialect.name == "postgresql"
        return postgresql.insert(table) if is_postgresql else sqlite.insert(table)
