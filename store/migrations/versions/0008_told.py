"""Told: what a platform told of accounts, so that a replica which did not ask knows it too."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the table, and the column that says since when a platform vouches for somebody."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "told",
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("zone", sa.String(length=200), nullable=True),
        sa.Column("language", sa.String(length=200), nullable=True),
        sa.Column("email_hash", sa.String(length=64), nullable=True),
        sa.Column("guest", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("stranger", sa.Boolean(), nullable=False),
        sa.Column("bot", sa.Boolean(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("organisation", "key", name=op.f("pk_told")),
    )
    op.add_column("persons", sa.Column("told_at", moment, nullable=True))
