"""Signs: what a platform itself told of places and people, apart from what was said of them here.

And where words of something stand in messages of ours elsewhere, so that these can follow it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the columns and the table; what lies there already keeps what it says."""
    moment = sa.DateTime(timezone=True)
    op.add_column("places", sa.Column("seen_as", sa.String(length=200), nullable=True))
    op.add_column("places", sa.Column("seen_at", moment, nullable=True))
    op.add_column("persons", sa.Column("zone_told", sa.String(length=200), nullable=True))
    op.add_column("persons", sa.Column("language_told", sa.String(length=200), nullable=True))
    op.create_index("ix_searches_organisation_by", "searches", ["organisation", "by"])
    op.create_table(
        "copies",
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=400), nullable=False),
        sa.Column("post", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "source", "post", name=op.f("pk_copies")),
    )
