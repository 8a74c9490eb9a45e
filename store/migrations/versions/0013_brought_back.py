"""Brought back: when the author of something deleted let it stand again."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the columns."""
    for table in ("questions", "answers"):
        moment = sa.DateTime(timezone=True)
        op.add_column(table, sa.Column("restored_at", moment, nullable=True))
