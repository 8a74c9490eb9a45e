"""What somebody who runs the product wants to know of the boxes."""

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from store.tables import dead_letters, inbox, outbox


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
    return found | {"dead_letters": (await connection.execute(count)).scalar_one()}
