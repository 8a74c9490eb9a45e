"""Newcomers: when a member was heard to come, which is not when they were first seen in a list."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the column."""
    moment = sa.DateTime(timezone=True)
    op.add_column("members", sa.Column("came_at", moment, nullable=True))
