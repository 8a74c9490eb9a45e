"""Kinds of places: a channel of a team, a chat; and whether somebody said who can read it."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make the columns."""
    op.add_column("places", sa.Column("kind", sa.String(length=200), nullable=True))
    op.add_column("places", sa.Column("readers_at", sa.DateTime(timezone=True), nullable=True))
