"""Until when what comes from a log was watched: the last event of that log.

Of what was replayed before, the last event that is remembered stands for it; a replay once more
tells the true one. What was remembered more than a day after it was said came from a log.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_LATER_BY_A_DAY = {
    "sqlite": "julianday({0}.remembered_at) - julianday({0}.{1}) > 1",
    "postgresql": "{0}.remembered_at > {0}.{1} + interval '1 day'",
}


def upgrade() -> None:
    """Add the column and fill it for what was replayed before."""
    op.add_column("questions", sa.Column("seen_until", sa.DateTime(timezone=True), nullable=True))
    is_later = _LATER_BY_A_DAY[op.get_context().dialect.name]
    asked, given = is_later.format("q", "asked_at"), is_later.format("a", "answered_at")
    from_log = f"q.captured_by IN ('listening', 'history') AND {asked}"
    last = (
        "SELECT q.organisation, q.captured_by, max(q.asked_at) AS at FROM questions q"  # noqa: S608
        f" WHERE {from_log} GROUP BY q.organisation, q.captured_by"
        " UNION ALL SELECT q.organisation, q.captured_by, max(a.answered_at) FROM answers a"
        " JOIN questions q ON q.organisation = a.organisation AND q.key = a.question"
        f" WHERE {from_log} AND {given} GROUP BY q.organisation, q.captured_by"
    )
    same = "log.organisation = q.organisation AND log.captured_by = q.captured_by"
    op.execute(
        "UPDATE questions AS q SET seen_until ="  # noqa: S608 - our own words alone
        f" (SELECT max(log.at) FROM ({last}) AS log WHERE {same}) WHERE {from_log}"
    )
