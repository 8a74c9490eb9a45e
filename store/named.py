"""Places and people as somebody at a terminal names them: by key, or by the name that they have."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Table, false, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.refusal import Refusal
from bot.turn import workspace_of
from store.accounts import person_behind
from store.tables import inbox, persons, places, told, workspaces

_LONGEST_SHOWN = 80
_FIRST = "default"
"""The organisation that is there though nothing is remembered yet."""
_MOST_SHOWN = 5


async def must_be_known(connection: AsyncConnection, organisation: str) -> None:
    """Raise Refusal where nothing was ever remembered of an organisation, but of others."""
    known: set[str] = set()
    for table in (places, persons, workspaces, inbox):
        rows = await connection.execute(select(table.c.organisation).distinct())
        known |= {str(row.organisation) for row in rows}
    if organisation not in (known or {_FIRST}):
        shown = ", ".join(sorted(known or {_FIRST})[:_MOST_SHOWN])
        raise Refusal("organisation.unknown", said=organisation[:_LONGEST_SHOWN], known=shown)


async def place_named(connection: AsyncConnection, organisation: str, said: str) -> str:
    """Return the key of a place; raise Refusal where none, or more than one, is meant."""
    mine = places.c.organisation == organisation
    found = await _keys(connection, places, mine, said, "#")
    if not found:
        raise Refusal("place.no_place", said=said[:_LONGEST_SHOWN])
    if len(found) > 1:
        raise _ambiguous(said, found)
    return found[0]


async def person_named(
    connection: AsyncConnection, organisation: str, said: str, place: str
) -> str:
    """Return the key of somebody's account, in the workspace of a place where they have one there.

    That is somebody who is remembered, or of whom a platform told. Raise Refusal where nobody who
    is still there, or more than one person, is meant.
    """
    known = (persons.c.organisation == organisation) & (persons.c.active == true())
    found = await _keys(connection, persons, known, said, "@")
    if not found:
        heard_of = (told.c.organisation == organisation) & (told.c.active == true())
        heard_of &= (told.c.stranger == false()) & (told.c.bot == false())
        found = await _keys(connection, told, heard_of, said, "@")
    if not found:
        raise Refusal("place.no_person", said=said[:_LONGEST_SHOWN])
    if await _people(connection, known, found) > 1:
        raise _ambiguous(said, found)
    there = workspace_of(place)
    return next((key for key in found if workspace_of(key) == there), found[0])


async def _people(
    connection: AsyncConnection, known: ColumnElement[bool], accounts: Sequence[str]
) -> int:
    """Return how many people have these accounts; one who is not remembered has no other."""
    chosen = known & persons.c.key.in_(accounts)
    rows = (await connection.execute(select(person_behind(persons.c.key)).where(chosen))).all()
    return len({row[0] for row in rows}) + len(accounts) - len(rows)


async def _keys(
    connection: AsyncConnection, table: Table, mine: ColumnElement[bool], said: str, sign: str
) -> Sequence[str]:
    """Return the keys of the rows that are meant, sorted: the one with that key, else by name."""
    exact = await connection.execute(select(table.c.key).where(mine, table.c.key == said))
    if row := exact.first():
        return [str(row.key)]
    name = said.strip().removeprefix(sign).casefold()
    rows = await connection.execute(select(table.c.key, table.c.name).where(mine))
    return sorted(row.key for row in rows if name and (row.name or "").casefold() == name)


def _ambiguous(said: str, keys: Sequence[str]) -> Refusal:
    shown = ", ".join(keys[:_MOST_SHOWN]) + (", …" if len(keys) > _MOST_SHOWN else "")
    return Refusal("place.ambiguous", said=said[:_LONGEST_SHOWN], keys=shown)
