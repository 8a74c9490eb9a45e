"""Quiet can begin later: "tomorrow" is tomorrow."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add from when somebody is not to be disturbed for a while; none: from when they said it."""
    op.add_column("persons", sa.Column("snoozed_from", sa.DateTime(timezone=True), nullable=True))
