"""A pilot week: what is due, who follows, who cannot help, examples, what was found and passed on.

Columns that must hold something have a default in the database, so that a replica of the
version before can go on writing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables and columns."""
    op.create_table(
        "interests",
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("place", sa.String(length=400), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "key", name=op.f("pk_interests")),
    )
    op.create_index(
        op.f("ix_interests_organisation_place"),
        "interests",
        ["organisation", "place"],
        unique=False,
    )
    op.create_table(
        "offers",
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("message", sa.String(length=400), nullable=False),
        sa.Column("place", sa.String(length=400), nullable=False),
        sa.Column("person", sa.String(length=400), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "message", name=op.f("pk_offers")),
    )
    op.create_table(
        "passes",
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("item", sa.String(length=400), nullable=False),
        sa.Column("by", sa.String(length=400), nullable=False),
        sa.Column("to", sa.String(length=400), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "key", name=op.f("pk_passes")),
    )
    op.create_table(
        "searches",
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("by", sa.String(length=400), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("results", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "key", name=op.f("pk_searches")),
    )
    op.create_table(
        "suggestions",
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("about", sa.String(length=400), nullable=False),
        sa.Column("item", sa.String(length=400), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("organisation", "about", "item", name=op.f("pk_suggestions")),
    )
    op.create_table(
        "examples",
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("place", sa.String(length=400), nullable=False),
        sa.Column("author", sa.String(length=400), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("did", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("again", sa.String(length=200), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("contact", sa.String(length=200), nullable=True),
        sa.Column("source", sa.String(length=400), nullable=True),
        sa.Column("request", sa.String(length=400), nullable=True),
        sa.Column("posted_as", sa.String(length=400), nullable=True),
        sa.Column("visibility", sa.String(length=200), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation", "author"],
            ["persons.organisation", "persons.key"],
            name=op.f("fk_examples_organisation_author"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation", "place"],
            ["places.organisation", "places.key"],
            name=op.f("fk_examples_organisation_place"),
        ),
        sa.PrimaryKeyConstraint("organisation", "key", name=op.f("pk_examples")),
    )
    op.create_index(
        op.f("ix_examples_organisation_posted_as"),
        "examples",
        ["organisation", "posted_as"],
        unique=False,
    )
    op.create_index(
        op.f("ix_examples_organisation_request"),
        "examples",
        ["organisation", "request"],
        unique=False,
    )
    op.create_table(
        "insights",
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("place", sa.String(length=400), nullable=False),
        sa.Column("by", sa.String(length=400), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=True),
        sa.Column("owner", sa.String(length=200), nullable=True),
        sa.Column("due", sa.String(length=200), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "place"],
            ["places.organisation", "places.key"],
            name=op.f("fk_insights_organisation_place"),
        ),
        sa.PrimaryKeyConstraint("organisation", "key", name=op.f("pk_insights")),
    )
    op.create_index(
        op.f("ix_insights_organisation_place"), "insights", ["organisation", "place"], unique=False
    )
    op.create_table(
        "declines",
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("question", sa.String(length=400), nullable=False),
        sa.Column("person", sa.String(length=400), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "question"],
            ["questions.organisation", "questions.key"],
            name=op.f("fk_declines_organisation_question"),
        ),
        sa.PrimaryKeyConstraint("organisation", "key", name=op.f("pk_declines")),
    )
    op.create_index(
        op.f("ix_declines_organisation_question"),
        "declines",
        ["organisation", "question"],
        unique=False,
    )
    op.create_table(
        "echoes",
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("question", sa.String(length=400), nullable=False),
        sa.Column("place", sa.String(length=400), nullable=False),
        sa.Column("thread", sa.String(length=400), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation", "question"],
            ["questions.organisation", "questions.key"],
            name=op.f("fk_echoes_organisation_question"),
        ),
        sa.PrimaryKeyConstraint("organisation", "question", "place", name=op.f("pk_echoes")),
    )
    op.create_index(
        op.f("ix_echoes_organisation_thread"), "echoes", ["organisation", "thread"], unique=False
    )
    op.create_table(
        "follows",
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("question", sa.String(length=400), nullable=False),
        sa.Column("person", sa.String(length=400), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "person"],
            ["persons.organisation", "persons.key"],
            name=op.f("fk_follows_organisation_person"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation", "question"],
            ["questions.organisation", "questions.key"],
            name=op.f("fk_follows_organisation_question"),
        ),
        sa.PrimaryKeyConstraint("organisation", "question", "person", name=op.f("pk_follows")),
    )
    op.create_table(
        "steps",
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("question", sa.String(length=400), nullable=False),
        sa.Column("step", sa.String(length=200), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "question"],
            ["questions.organisation", "questions.key"],
            name=op.f("fk_steps_organisation_question"),
        ),
        sa.PrimaryKeyConstraint("organisation", "question", "step", name=op.f("pk_steps")),
    )
    op.create_index(
        op.f("ix_steps_organisation_due_at"), "steps", ["organisation", "due_at"], unique=False
    )
    op.add_column("answers", sa.Column("posted_as", sa.String(length=400), nullable=True))
    op.add_column("outbox", sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        op.f("ix_outbox_organisation_about"), "outbox", ["organisation", "about"], unique=False
    )
    op.create_index(
        op.f("ix_outbox_organisation_target_sent_at"),
        "outbox",
        ["organisation", "target", "sent_at"],
        unique=False,
    )
    op.add_column("persons", sa.Column("team", sa.String(length=200), nullable=True))
    op.add_column("persons", sa.Column("hours", sa.String(length=200), nullable=True))
    op.add_column("persons", sa.Column("topics", sa.Text(), nullable=True))
    op.add_column(
        "persons", sa.Column("quiet", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("persons", sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "persons", sa.Column("named", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "persons", sa.Column("opted_out", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "persons", sa.Column("offers", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.add_column(
        "persons", sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.add_column("places", sa.Column("owner", sa.String(length=400), nullable=True))
    op.add_column(
        "places", sa.Column("wants_digest", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.add_column("places", sa.Column("digest_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("places", sa.Column("served_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "questions",
        sa.Column("wants", sa.String(length=200), nullable=False, server_default="answer"),
    )
    op.add_column("questions", sa.Column("held_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("questions", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        op.f("ix_questions_organisation_place_asked_at"),
        "questions",
        ["organisation", "place", "asked_at"],
        unique=False,
    )
