"""Platforms: where we are installed, who is a guest, where nothing can be posted just now."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables and columns."""
    op.create_table(
        "workspaces",
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("installation", sa.Text(), nullable=True),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refreshing_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("organisation", "key", name=op.f("pk_workspaces")),
    )
    op.create_table(
        "install_states",
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "state", name=op.f("pk_install_states")),
    )
    op.add_column("places", sa.Column("rests_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("places", sa.Column("rests_why", sa.String(length=200), nullable=True))
    op.add_column(
        "persons", sa.Column("guest", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "outbox", sa.Column("ambiguous", sa.Integer(), nullable=False, server_default="0")
    )
