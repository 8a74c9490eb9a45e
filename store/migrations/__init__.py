"""Steps from one schema to the next, run by alembic without an ini file.

A step is a file ``versions/NNNN_what.py`` whose revision is ``NNNN``; the newest is the head.
"""

from pathlib import Path

from sqlalchemy import Connection, text

from store import reindex
from store.postgresql import let_nobody_else_migrate, sort_by_code_point

HERE = Path(__file__).parent


def newest() -> str:
    """Return the newest revision, from the names of the files (alembic takes 0.2 s to import)."""
    return max(file.name[:4] for file in (HERE / "versions").glob("[0-9]*.py"))


def upgrade(connection: Connection) -> None:
    """Bring the schema to the newest revision, inside the caller's transaction."""
    from alembic import command
    from alembic.config import Config

    is_postgresql = connection.dialect.name == "postgresql"
    if is_postgresql:
        let_nobody_else_migrate(connection)
    before = reached(connection)
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if is_postgresql:
        sort_by_code_point(connection)
    if before is not None and before < reindex.SINCE:
        # With the tables as they are now, whatever later steps made of them.
        reindex.make(connection)


def reached(connection: Connection) -> str | None:
    """Return the newest step that was taken, None where there are no tables yet."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)
