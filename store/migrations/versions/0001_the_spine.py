"""The first tables: what is asked and answered, what comes in, what goes out."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "dead_letters",
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "key", name=op.f("pk_dead_letters")),
    )
    op.create_table(
        "inbox",
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("outcome", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("waits_for", sa.String(length=400), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("worked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("organisation", "key", name=op.f("pk_inbox")),
    )
    op.create_index(
        op.f("ix_inbox_organisation_waits_for"),
        "inbox",
        ["organisation", "waits_for"],
        unique=False,
    )
    op.create_index(
        op.f("ix_inbox_state_received_at"), "inbox", ["state", "received_at"], unique=False
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("target", sa.String(length=400), nullable=False),
        sa.Column("about", sa.String(length=400), nullable=False),
        sa.Column("period", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(length=400), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint(
            "organisation",
            "kind",
            "target",
            "about",
            "period",
            name=op.f("uq_outbox_organisation_kind_target_about_period"),
        ),
    )
    op.create_index(op.f("ix_outbox_state_due_at"), "outbox", ["state", "due_at"], unique=False)
    op.create_table(
        "persons",
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("workspace", sa.String(length=400), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("zone", sa.String(length=200), nullable=True),
        sa.Column("language", sa.String(length=200), nullable=True),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "key", name=op.f("pk_persons")),
    )
    op.create_table(
        "places",
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("workspace", sa.String(length=400), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("visibility", sa.String(length=200), nullable=False),
        sa.Column("phase", sa.String(length=200), nullable=False),
        sa.Column("zone", sa.String(length=200), nullable=True),
        sa.Column("language", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("organisation", "key", name=op.f("pk_places")),
    )
    op.create_table(
        "sandbox_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=400), nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("thread", sa.String(length=400), nullable=True),
        sa.Column("author", sa.String(length=400), nullable=False),
        sa.Column("only_for", sa.String(length=400), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.Column("reactions", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sandbox_messages")),
        sa.UniqueConstraint("key", name=op.f("uq_sandbox_messages_key")),
    )
    op.create_index(op.f("ix_sandbox_messages_place"), "sandbox_messages", ["place"], unique=False)
    op.create_table(
        "members",
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=400), nullable=False),
        sa.Column("person", sa.String(length=400), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "person"],
            ["persons.organisation", "persons.key"],
            name=op.f("fk_members_organisation_person"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation", "place"],
            ["places.organisation", "places.key"],
            name=op.f("fk_members_organisation_place"),
        ),
        sa.PrimaryKeyConstraint("organisation", "place", "person", name=op.f("pk_members")),
    )
    op.create_table(
        "questions",
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("place", sa.String(length=400), nullable=False),
        sa.Column("asker", sa.String(length=400), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=200), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("thread", sa.String(length=400), nullable=True),
        sa.Column("verdict", sa.String(length=200), nullable=True),
        sa.Column("verdict_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("captured_by", sa.String(length=200), nullable=False),
        sa.Column("visibility", sa.String(length=200), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remembered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "asker"],
            ["persons.organisation", "persons.key"],
            name=op.f("fk_questions_organisation_asker"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation", "place"],
            ["places.organisation", "places.key"],
            name=op.f("fk_questions_organisation_place"),
        ),
        sa.PrimaryKeyConstraint("organisation", "key", name=op.f("pk_questions")),
        sa.UniqueConstraint(
            "organisation", "thread", name=op.f("uq_questions_organisation_thread")
        ),
    )
    op.create_index(
        op.f("ix_questions_captured_by_remembered_at"),
        "questions",
        ["captured_by", "remembered_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_questions_organisation_asked_at"),
        "questions",
        ["organisation", "asked_at"],
        unique=False,
    )
    op.create_table(
        "answers",
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("question", sa.String(length=400), nullable=False),
        sa.Column("author", sa.String(length=400), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("captured_by", sa.String(length=200), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remembered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "author"],
            ["persons.organisation", "persons.key"],
            name=op.f("fk_answers_organisation_author"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation", "question"],
            ["questions.organisation", "questions.key"],
            name=op.f("fk_answers_organisation_question"),
        ),
        sa.PrimaryKeyConstraint("organisation", "key", name=op.f("pk_answers")),
    )
    op.create_index(
        op.f("ix_answers_captured_by_remembered_at"),
        "answers",
        ["captured_by", "remembered_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_answers_organisation_question"),
        "answers",
        ["organisation", "question"],
        unique=False,
    )
    op.create_table(
        "helpful",
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("answer", sa.String(length=400), nullable=False),
        sa.Column("by", sa.String(length=400), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "answer"],
            ["answers.organisation", "answers.key"],
            name=op.f("fk_helpful_organisation_answer"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation", "by"],
            ["persons.organisation", "persons.key"],
            name=op.f("fk_helpful_organisation_by"),
        ),
        sa.PrimaryKeyConstraint("organisation", "answer", "by", name=op.f("pk_helpful")),
    )
