"""PostgreSQL, so that it does what the product knows from SQLite.

One writer at a time in an organisation, readers that see one state, and text in the order of its
code points whatever the language of the server.
"""

from typing import Any

from sqlalchemy import Connection, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from store.tables import metadata

SECONDS_TO_CONNECT = 10
_CONNECTIONS = 4
_LOCK_OF_MIGRATIONS, _LOCK_OF_WRITERS = 7001, 7002  # the first halves of our advisory locks

# The plan of a statement is made anew each time: one kept from when a table was nearly empty
# made a replay into a new database two to four times as slow.
_TAKE_TURN = text(
    "SELECT set_config('lock_timeout', '10s', true),"
    " set_config('idle_in_transaction_session_timeout', '60s', true),"
    " set_config('plan_cache_mode', 'force_custom_plan', true),"
    " pg_advisory_xact_lock(:lock, hashtext(:organisation))"
)
_AS_THE_SERVER_SORTS = text(
    "SELECT table_name, column_name FROM information_schema.columns"
    " WHERE table_schema = current_schema() AND collation_name IS DISTINCT FROM 'C'"
    " AND data_type IN ('text', 'character varying') ORDER BY table_name, ordinal_position"
)


def writer_for(url: URL) -> AsyncEngine:
    """Return the engine whose transactions see what was committed before each statement."""
    return _engine(url, isolation_level="READ COMMITTED")


def reader_for(url: URL) -> AsyncEngine:
    """Return the engine whose transactions see one state and can change nothing."""
    options = {"postgresql_readonly": True}
    return _engine(url, isolation_level="REPEATABLE READ", execution_options=options)


def _engine(url: URL, **options: Any) -> AsyncEngine:
    # The driver reads the address itself, so that all it knows of (sslmode, a socket) works.
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    engine = create_async_engine(
        "postgresql+asyncpg://",
        connect_args={"dsn": address, "timeout": SECONDS_TO_CONNECT},
        pool_size=_CONNECTIONS,
        max_overflow=0,
        **options,
    )
    event.listen(engine.sync_engine, "checkout", _leave_the_dead)
    return engine


def _leave_the_dead(connection: Any, record: object, proxy: object) -> None:
    """Have the pool connect anew where the server hung up meanwhile (it was restarted)."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError


def is_away(sqlstate: str) -> bool:
    """Tell by its code whether an error is the server's: gone, full, busy or read only."""
    return sqlstate.startswith(("08", "25006", "40", "53", "55P03", "57", "58"))


async def take_turn(connection: AsyncConnection, organisation: str) -> None:
    """Wait until no other transaction writes for this organisation; ends with the transaction.

    Who hangs is not waited for: after ten seconds it is an error, and a transaction in which
    nothing happens for a minute is ended by the server.
    """
    values = {"lock": _LOCK_OF_WRITERS, "organisation": organisation}
    await connection.execute(_TAKE_TURN, values)


def let_nobody_else_migrate(connection: Connection) -> None:
    """Wait until no other replica migrates; ends with the transaction."""
    connection.execute(
        text("SELECT pg_advisory_xact_lock(:lock, 0)"), {"lock": _LOCK_OF_MIGRATIONS}
    )


def sort_by_code_point(connection: Connection) -> None:
    """Give our columns of text the order that SQLite and Python have, where they lack it."""
    quote = connection.dialect.identifier_preparer.quote
    for name, column in connection.execute(_AS_THE_SERVER_SORTS).all():
        if name not in metadata.tables:  # somebody else's, in the same database
            continue
        kind = metadata.tables[name].c[column].type.compile(connection.dialect)
        change = f'ALTER COLUMN {quote(column)} TYPE {kind} COLLATE "C"'
        connection.exec_driver_sql(f"ALTER TABLE {quote(name)} {change}")
