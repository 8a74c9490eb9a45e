"""Statements are compiled once for all databases of a test run, not once for each."""

from typing import Any

from sqlalchemy import Connection, Engine, event


class Compiled(dict[Any, Any]):
    """What was compiled, by statement and kind of database; which database it is makes no odds."""

    def get(self, key: Any, default: Any = None) -> Any:
        """Return what was compiled for such a database."""
        return super().get(_of_its_kind(key), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(_of_its_kind(key), value)


def share() -> None:
    """Let every connection that is made from now on share what was compiled."""
    compiled = Compiled()

    def at_hand(connection: Connection) -> None:
        connection.execution_options(compiled_cache=compiled)

    event.listen(Engine, "engine_connect", at_hand)


def _of_its_kind(key: Any) -> Any:
    dialect, *statement = key
    return (dialect.name, dialect.driver, *statement)
