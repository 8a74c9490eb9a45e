"""The schema on one page.

Every row carries its organisation, and keys are natural, so that what comes twice is one row.
A question's state is nowhere kept: it follows from its verdict, its answers and ``gone_at``.
Who took a message back is still known to its row (totals stay); its text is not.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """A point in time: aware in, aware out, kept in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time in UTC, without its zone where the database has no zones."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be kept: {value}")
        at = value.astimezone(UTC)
        return at.replace(tzinfo=None) if dialect.name == "sqlite" else at

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time, aware and in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _key(name: str, *, null: bool = False) -> Column[str]:
    return Column(name, String(400), nullable=null)


def _at(name: str, *, null: bool = False) -> Column[datetime]:
    return Column(name, Moment, nullable=null)


def _word(name: str, *, null: bool = False, default: str | None = None) -> Column[str]:
    return Column(name, String(200), nullable=null, default=default)


def _flag(name: str, *, default: bool = False) -> Column[bool]:
    return Column(name, Boolean, nullable=False, default=default)


def _refers(name: str, table: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["organisation", name], [f"{table}.organisation", f"{table}.key"])


places = Table(
    "places",
    metadata,
    _word("organisation"),
    _key("key"),
    _key("workspace"),
    _word("name", null=True),
    _at("named_at", null=True),
    _word("visibility"),
    _word("phase"),
    _word("zone", null=True),
    _word("language", null=True),
    _key("owner", null=True),
    _flag("wants_digest", default=True),
    _at("digest_at", null=True),  # when the next digest is due
    _at("served_since", null=True),
    _word("kind", null=True),  # a channel of a team, or a chat; none: a channel
    _at("readers_at", null=True),  # when an admin said who can read it
    _at("rests_since", null=True),  # nothing can be posted there since then
    _word("rests_why", null=True),
    _word("seen_as", null=True),  # who can read it as its platform says; none: nobody told
    _at("seen_at", null=True),  # when that was
    PrimaryKeyConstraint("organisation", "key"),
)

persons = Table(
    "persons",
    metadata,
    _word("organisation"),
    _key("key"),
    _key("workspace"),
    _word("name", null=True),
    _at("named_at", null=True),
    _word("zone", null=True),  # their own word
    _word("zone_told", null=True),  # what the platform told last
    _word("language", null=True),
    _word("language_told", null=True),
    _word("team", null=True),
    _word("hours", null=True),
    Column("topics", Text),  # one a line
    _flag("quiet"),
    _at("snoozed_from", null=True),  # none: from when it was said
    _at("snoozed_until", null=True),
    _flag("named"),  # agreed to be named in digests
    _flag("opted_out"),
    _flag("offers", default=True),
    _flag("active", default=True),
    _flag("guest"),  # sees only the places that they are in
    _at("told_at", null=True),  # when a platform told whether they are one; none: it never did
    Column("token", String(40), nullable=False),  # stands for the person in tombstones
    Column("email_hash", String(64)),  # of a verified address; the address itself is not kept
    _at("email_at", null=True),  # when it was told
    _key("same_as", null=True),  # the first account of this person; none: it is the first
    PrimaryKeyConstraint("organisation", "key"),
    Index(None, "organisation", "email_hash"),
    Index(None, "organisation", "same_as"),
    Index(None, "organisation", "active"),
)

told = Table(  # what a platform told of who is not remembered: kept as long as what comes in
    "told",
    metadata,
    _word("organisation"),
    _key("key"),
    _word("name", null=True),
    _word("zone", null=True),
    _word("language", null=True),
    Column("email_hash", String(64)),
    _flag("guest"),
    _flag("active", default=True),
    _flag("stranger"),  # of another organisation: nothing but that is kept of them
    _flag("bot"),
    _at("at"),
    PrimaryKeyConstraint("organisation", "key"),
)

salts = Table(  # what e-mail addresses are hashed with: random, made once for an organisation
    "salts",
    metadata,
    _word("organisation"),
    Column("salt", String(64), nullable=False),
    PrimaryKeyConstraint("organisation"),
)

members = Table(
    "members",
    metadata,
    _word("organisation"),
    _key("place"),
    _key("person"),
    Column("present", Boolean, nullable=False),
    _at("at"),  # the newest join or leave: an older one that comes late changes nothing
    _at("came_at", null=True),  # when they were heard to come; none of whom a list told
    PrimaryKeyConstraint("organisation", "place", "person"),
    _refers("place", "places"),
    _refers("person", "persons"),
)

questions = Table(
    "questions",
    metadata,
    _word("organisation"),
    _key("key"),
    _key("place"),
    _key("asker"),
    Column("text", Text),
    _word("language", null=True),
    _at("asked_at"),
    _at("edited_at", null=True),
    _key("thread", null=True),  # where its answers come
    _word("verdict", null=True),
    _at("verdict_at", null=True),
    _word("wants", default="answer"),
    _at("held_until", null=True),
    _at("closed_at", null=True),
    _word("captured_by"),
    _word("visibility"),
    _at("gone_at", null=True),
    _at("restored_at", null=True),  # brought back by its author: an older delete changes nothing
    _at("remembered_at"),
    _at("seen_until", null=True),  # of what comes from a log: when its last event was
    PrimaryKeyConstraint("organisation", "key"),
    UniqueConstraint("organisation", "thread"),
    _refers("place", "places"),
    _refers("asker", "persons"),
    Index(None, "organisation", "asked_at"),
    Index(None, "organisation", "place", "asked_at"),
    Index(None, "organisation", "asker", "asked_at"),
    Index(None, "captured_by", "remembered_at"),
)

answers = Table(
    "answers",
    metadata,
    _word("organisation"),
    _key("key"),
    _key("question"),
    _key("author"),
    Column("text", Text),
    _at("answered_at"),
    _at("edited_at", null=True),
    _key("posted_as", null=True),  # our post of an answer that was written in a form
    _word("captured_by"),
    _at("gone_at", null=True),
    _at("restored_at", null=True),  # brought back by its author: an older delete changes nothing
    _at("remembered_at"),
    PrimaryKeyConstraint("organisation", "key"),
    _refers("question", "questions"),
    _refers("author", "persons"),
    Index(None, "organisation", "question"),
    Index(None, "organisation", "author"),
    Index(None, "organisation", "posted_as"),
    Index(None, "captured_by", "remembered_at"),
)

helpful = Table(
    "helpful",
    metadata,
    _word("organisation"),
    _key("answer"),
    _key("by"),
    _at("at"),
    Column("on", Boolean, nullable=False),  # taken back: kept, so that a late mark stays out
    PrimaryKeyConstraint("organisation", "answer", "by"),
    _refers("answer", "answers"),
    _refers("by", "persons"),
    Index(None, "organisation", "at"),
)

echoes = Table(  # posts of a question in a further place; their threads are its threads too
    "echoes",
    metadata,
    _word("organisation"),
    _key("question"),
    _key("place"),
    _key("thread", null=True),
    PrimaryKeyConstraint("organisation", "question", "place"),
    _refers("question", "questions"),
    Index(None, "organisation", "thread"),
)

steps = Table(  # what becomes due for a question; a step that was taken is no row any more
    "steps",
    metadata,
    _word("organisation"),
    _key("question"),
    _word("step"),
    _at("due_at"),
    PrimaryKeyConstraint("organisation", "question", "step"),
    _refers("question", "questions"),
    Index(None, "organisation", "due_at"),
)

follows = Table(
    "follows",
    metadata,
    _word("organisation"),
    _key("question"),
    _key("person"),
    _at("at"),
    _flag("on", default=True),
    PrimaryKeyConstraint("organisation", "question", "person"),
    _refers("question", "questions"),
    _refers("person", "persons"),
)

declines = Table(
    "declines",
    metadata,
    _word("organisation"),
    _key("key"),
    _key("question"),
    _key("person"),
    _word("reason"),
    _at("at"),
    PrimaryKeyConstraint("organisation", "key"),
    _refers("question", "questions"),
    Index(None, "organisation", "question"),
)

examples = Table(
    "examples",
    metadata,
    _word("organisation"),
    _key("key"),
    _key("place"),
    _key("author"),
    Column("title", Text),
    Column("did", Text),
    Column("result", Text),
    _word("again", null=True),
    Column("link", Text),
    _word("contact", null=True),
    _key("source", null=True),  # the question or answer it was made from
    _key("request", null=True),  # the request it answers
    _key("posted_as", null=True),
    _word("visibility"),
    _at("shared_at"),
    _at("gone_at", null=True),
    PrimaryKeyConstraint("organisation", "key"),
    _refers("place", "places"),
    _refers("author", "persons"),
    Index(None, "organisation", "posted_as"),
    Index(None, "organisation", "request"),
    Index(None, "organisation", "place", "shared_at"),
    Index(None, "organisation", "shared_at"),
)

searches = Table(
    "searches",
    metadata,
    _word("organisation"),
    _key("key"),
    _key("by"),  # empty after a while
    Column("words", Text, nullable=False),
    Column("results", Integer, nullable=False),
    _at("at"),
    PrimaryKeyConstraint("organisation", "key"),
    Index(None, "organisation", "by"),
)

suggestions = Table(
    "suggestions",
    metadata,
    _word("organisation"),
    _key("about"),  # a question or a search
    _key("item"),  # an answer or an example, shown for it
    _at("at"),
    _at("taken_at", null=True),
    PrimaryKeyConstraint("organisation", "about", "item"),
    Index(None, "organisation", "item"),
)

# The index of words (store/search.py): what can be found, by number; which words there are; which
# word is where. Who may see something is never asked of it, but of what it points to.

findable = Table(
    "findable",
    metadata,
    Column("id", Integer, primary_key=True),
    _word("organisation"),
    _word("kind"),  # question, answer, example
    _key("key"),
    _key("place"),
    Column("uses", Integer, nullable=False, default=0),  # how often it is known to have helped
    UniqueConstraint("organisation", "kind", "key"),
    Index(None, "organisation", "uses"),
    Index(None, "organisation", "place", "uses"),
)

terms = Table(  # words in the form in which they are compared; the empty one is in everything
    "terms",
    metadata,
    Column("id", Integer, primary_key=True),
    _word("organisation"),
    _word("term"),
    Column("n", Integer, nullable=False),  # how many texts it is in; none: there is no such row
    UniqueConstraint("organisation", "term"),
)

postings = Table(  # millions of rows: numbers alone, in the order in which they are read
    "postings",
    metadata,
    Column("term", Integer, nullable=False),
    Column("thing", Integer, nullable=False),  # a question or example, as in findable
    Column("part", Integer, nullable=False),  # 0 in its title, else in which text, as in findable
    PrimaryKeyConstraint("term", "part", "thing"),  # so titles come first, the newest last
    Index(None, "thing", "part"),
    sqlite_with_rowid=False,
)

topics = Table(  # the words of what people say that they know
    "topics",
    metadata,
    _word("organisation"),
    _word("term"),
    _key("person"),
    PrimaryKeyConstraint("organisation", "term", "person"),
    Index(None, "organisation", "person"),
)

passes = Table(
    "passes",
    metadata,
    _word("organisation"),
    _key("key"),
    _key("item"),
    _key("by"),
    _key("to"),
    Column("note", Text, nullable=False),
    _at("at"),
    PrimaryKeyConstraint("organisation", "key"),
)

offers = Table(  # words of a message that asks, until its author said yes or no: a day at most
    "offers",
    metadata,
    _word("organisation"),
    _key("message"),
    _key("place"),
    _key("person"),
    Column("text", Text, nullable=False),
    _at("at"),
    PrimaryKeyConstraint("organisation", "message"),
)

interests = Table(  # somebody wanted us where we are not: counted, nobody is remembered
    "interests",
    metadata,
    _word("organisation"),
    _key("key"),
    _key("place"),
    _at("at"),
    PrimaryKeyConstraint("organisation", "key"),
    Index(None, "organisation", "place"),
)

insights = Table(
    "insights",
    metadata,
    _word("organisation"),
    _key("key"),
    _key("place"),
    _key("by"),
    Column("text", Text, nullable=False),
    Column("action", Text),
    _word("owner", null=True),
    _word("due", null=True),
    Column("outcome", Text),
    _at("outcome_at", null=True),
    _at("at"),
    _at("edited_at", null=True),
    _at("gone_at", null=True),
    PrimaryKeyConstraint("organisation", "key"),
    _refers("place", "places"),
    Index(None, "organisation", "place"),
)

inbox = Table(
    "inbox",
    metadata,
    _word("organisation"),
    _key("key"),
    _word("source"),
    Column("payload", Text),  # blank once worked on
    _word("state"),  # new, done, parked, dead
    _word("outcome", null=True),
    _word("reason", null=True),
    _key("waits_for", null=True),  # set while parked, and only then
    _at("received_at"),
    _at("worked_at", null=True),
    PrimaryKeyConstraint("organisation", "key"),
    Index(None, "organisation", "waits_for"),
    Index(None, "state", "received_at"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    _word("organisation"),
    _word("kind"),
    _key("target"),
    _key("about"),
    _word("period"),
    _word("state"),  # waiting, sent, skipped, dead
    _at("due_at"),  # when to look at it next
    _at("wanted_at", null=True),  # when it was first to go out
    _at("leased_until", null=True),
    Column("attempts", Integer, nullable=False, default=0),
    _key("message", null=True),
    Column("reason", Text),
    Column("ambiguous", Integer, nullable=False, default=0),  # attempts that may have gone out
    _at("sent_at", null=True),
    UniqueConstraint("organisation", "kind", "target", "about", "period"),
    Index(None, "organisation", "state", "due_at"),
    Index(None, "organisation", "state", "sent_at"),
    Index(None, "organisation", "target", "state", "sent_at"),
    Index(None, "organisation", "about"),
)

copies = Table(  # where words of a question, answer or example stand in a message of ours elsewhere
    "copies",
    metadata,
    _word("organisation"),
    _key("source"),
    Column("post", Integer, nullable=False),  # in the outbox
    PrimaryKeyConstraint("organisation", "source", "post"),
)

workspaces = Table(  # where we are installed, and what we may do there with
    "workspaces",
    metadata,
    _word("organisation"),
    _key("key"),
    Column("installation", Text),  # encrypted
    _at("installed_at", null=True),
    _at("gone_at", null=True),  # uninstalled, or our token was taken back
    _at("refreshing_until", null=True),  # a replica is changing the tokens for new ones
    PrimaryKeyConstraint("organisation", "key"),
)

conversations = Table(  # how a platform wants to be told where a place or direct line is
    "conversations",
    metadata,
    _word("organisation"),
    _key("key"),
    Column("reference", Text, nullable=False),  # JSON
    PrimaryKeyConstraint("organisation", "key"),
)

install_states = Table(  # who began to install, until they come back: minutes at most
    "install_states",
    metadata,
    _word("organisation"),
    _word("state"),
    _at("expires_at"),
    PrimaryKeyConstraint("organisation", "state"),
)

moves = Table(  # places that go on under another key: what is told by the old one is meant for it
    "moves",
    metadata,
    _word("organisation"),
    _key("old"),
    _key("new"),
    _at("at"),
    PrimaryKeyConstraint("organisation", "old"),
)

gaps = Table(  # times of which we know nothing in a workspace; figures over them are too low
    "gaps",
    metadata,
    _word("organisation"),
    _key("key"),
    _key("place"),  # the workspace
    _at("since"),
    _at("until"),
    _word("reason"),
    PrimaryKeyConstraint("organisation", "key"),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    _word("organisation"),
    _key("key"),
    _word("source"),
    Column("payload", Text, nullable=False),
    Column("reason", Text, nullable=False),
    _at("at"),
    PrimaryKeyConstraint("organisation", "key"),
)

sandbox_messages = Table(  # what the sandbox, being a chat itself, shows
    "sandbox_messages",
    metadata,
    Column("id", Integer, primary_key=True),
    _key("place"),
    _key("key"),
    _key("thread", null=True),
    _key("author"),
    _key("only_for", null=True),
    Column("body", Text, nullable=False),
    Column("edited", Boolean, nullable=False, default=False),
    Column("reactions", Text, nullable=False),
    UniqueConstraint("key"),
    Index(None, "place"),
)
