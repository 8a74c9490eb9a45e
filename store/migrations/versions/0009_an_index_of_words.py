"""An index of words, and indexes for what was read whole: what is remembered may grow.

The tables are filled when all steps were taken (``store/migrations/__init__.py``).
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_INDEXES = (
    ("persons", "same_as"),
    ("persons", "active"),
    ("questions", "asker", "asked_at"),
    ("answers", "author"),
    ("answers", "posted_as"),
    ("helpful", "at"),
    ("examples", "place", "shared_at"),
    ("suggestions", "item"),
    ("examples", "shared_at"),
    ("outbox", "target", "state", "sent_at"),
    ("outbox", "state", "due_at"),
    ("outbox", "state", "sent_at"),
)


def upgrade() -> None:
    """Make the tables and the indexes."""
    _make_findable()
    _make_words()
    for table, *columns in _INDEXES:
        made = op.f("_".join(("ix", table, "organisation", *columns)))
        op.create_index(made, table, ["organisation", *columns])
    for gone in ("ix_outbox_organisation_target_sent_at", "ix_outbox_state_due_at"):
        op.drop_index(op.f(gone), "outbox")


def _make_findable() -> None:
    op.create_table(
        "findable",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("place", sa.String(length=400), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findable")),
        sa.UniqueConstraint(
            "organisation", "kind", "key", name=op.f("uq_findable_organisation_kind_key")
        ),
    )
    for columns in (("organisation", "uses"), ("organisation", "place", "uses")):
        op.create_index(op.f("_".join(("ix", "findable", *columns))), "findable", list(columns))


def _make_words() -> None:
    op.create_table(
        "terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("term", sa.String(length=200), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
        sa.UniqueConstraint("organisation", "term", name=op.f("uq_terms_organisation_term")),
    )
    op.create_table(
        "postings",
        sa.Column("term", sa.Integer(), nullable=False),
        sa.Column("thing", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("term", "part", "thing", name=op.f("pk_postings")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_postings_thing_part"), "postings", ["thing", "part"])
    op.create_table(
        "topics",
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("term", sa.String(length=200), nullable=False),
        sa.Column("person", sa.String(length=400), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "term", "person", name=op.f("pk_topics")),
    )
    op.create_index(op.f("ix_topics_organisation_person"), "topics", ["organisation", "person"])
