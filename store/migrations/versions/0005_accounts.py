"""Accounts: who has several of them, told by a hash of a verified e-mail address."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the columns and the salt's table."""
    moment = sa.DateTime(timezone=True)
    op.add_column("persons", sa.Column("email_hash", sa.String(length=64), nullable=True))
    op.add_column("persons", sa.Column("email_at", moment, nullable=True))
    op.add_column("persons", sa.Column("same_as", sa.String(length=400), nullable=True))
    index = op.f("ix_persons_organisation_email_hash")
    op.create_index(index, "persons", ["organisation", "email_hash"])
    op.create_table(
        "salts",
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("organisation", name=op.f("pk_salts")),
    )
