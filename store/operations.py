"""What somebody who runs the product wants to know of the boxes."""

from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from store.tables import dead_letters, inbox, outbox, steps
from store.transaction import Database


async def answers(connection: AsyncConnection) -> bool:
    """Tell whether the database answers."""
    return (await connection.execute(text("SELECT 1"))).scalar() == 1


async def depths(connection: AsyncConnection) -> dict[str, int]:
    """Return how much lies in each box, by ``<box>_<state>``."""
    found = {
        "inbox_new": 0,
        "inbox_parked": 0,
        "outbox_waiting": 0,
        "outbox_dead": 0,
        "dead_letters": 0,
    }
    for name, table in (("inbox", inbox), ("outbox", outbox)):
        rows = await connection.execute(select(table.c.state, func.count()).group_by(table.c.state))
        found |= {f"{name}_{state}": n for state, n in rows if f"{name}_{state}" in found}
    count = select(func.count()).select_from(dead_letters)
    ambiguous = select(func.coalesce(func.sum(outbox.c.ambiguous), 0))
    found["outbox_ambiguous"] = (await connection.execute(ambiguous)).scalar_one()
    return found | {"dead_letters": (await connection.execute(count)).scalar_one()}


async def depths_of(database: Database) -> dict[str, int]:
    """Return how much lies in each box of a database."""
    async with database.reading() as connection:
        return await depths(connection)


async def outbox_of(
    connection: AsyncConnection, organisation: str, under: str, most: int
) -> list[dict[str, Any]]:
    """Return what waits to go out or went out under a key, the newest first; steps to come too."""
    rows = await connection.execute(
        select(outbox)
        .where(outbox.c.organisation == organisation, outbox.c.target.startswith(f"{under}/"))
        .order_by(outbox.c.id.desc())
        .limit(most)
    )
    found = [
        {
            "id": str(row.id),
            "kind": row.kind.partition(" ")[0],
            "to": row.target,
            "due_at": row.due_at,
            "sent_at": row.sent_at,
            "state": row.state,
            "why": row.reason,
        }
        for row in rows
    ]
    planned = await connection.execute(
        select(steps)
        .where(steps.c.organisation == organisation, steps.c.question.startswith(f"{under}/"))
        .order_by(steps.c.due_at)
        .limit(most)
    )
    return [
        *(
            {
                "id": f"{row.question}/{row.step}",
                "kind": row.step,
                "to": row.question.rpartition("/")[0],
                "due_at": row.due_at,
                "sent_at": None,
                "state": "waiting",
                "why": None,
            }
            for row in planned
        ),
        *found,
    ]
