"""What must have gone out, and what did: every post of ours once, found by its name."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from store.tables import outbox
from tests.slack.standin import SlackStandin

UNNAMED = ("refresh", "who_settled", "example_gone", "offer")
"""Edits of earlier posts, which may be repeated, and words for one reader, which nobody finds."""


@dataclass(frozen=True)
class Row:
    """A row of the outbox, as far as it matters here."""

    id: int
    kind: str
    target: str
    state: str
    reason: str | None
    attempts: int
    ambiguous: int
    name: str


async def rows_of(connection: AsyncConnection) -> list[Row]:
    """Return what the outbox holds, in the order in which it came."""
    found = await connection.execute(select(outbox).order_by(outbox.c.id))
    return [
        Row(
            row.id,
            row.kind,
            row.target,
            row.state,
            row.reason,
            row.attempts,
            row.ambiguous,
            f"{row.id}.{(row.wanted_at or row.due_at).timestamp():.0f}",
        )
        for row in found
    ]


def names_in(slack: SlackStandin) -> Counter[str]:
    """Return how often each name of ours stands anywhere."""
    return Counter(
        message.metadata["event_payload"]["name"]
        for workspace in slack.state.workspaces.values()
        for channel in workspace.channels.values()
        for message in channel.messages
        if message.metadata
    )


def twice(slack: SlackStandin) -> list[str]:
    """Return the names of what was posted more than once."""
    return sorted(name for name, many in names_in(slack).items() if many > 1)


def missing(slack: SlackStandin, rows: Iterable[Row]) -> list[Row]:
    """Return what is noted as sent and stands nowhere."""
    names = names_in(slack)
    sent = [each for each in rows if each.state == "sent"]
    return [each for each in sent if not each.kind.startswith(UNNAMED) and not names[each.name]]
