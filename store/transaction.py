"""One unit of work on one organisation: everything in it is kept, or nothing is."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.looking import Looking
from bot.model import Phase
from store.base import organisations
from store.boxes import Deliveries, Sendings
from store.engine import Engines
from store.examples import Examples
from store.facts import FactsOf
from store.helping import Helping
from store.people import People
from store.questions import Questions
from store.schedule import Schedule
from store.week import Weeks


class Transaction(
    People, Questions, Helping, Examples, Weeks, FactsOf, Schedule, Deliveries, Sendings
):
    """All that a handler may do; one plain statement per method."""

    def __init__(
        self, connection: AsyncConnection, organisation: str, default_phase: Phase
    ) -> None:
        super().__init__(connection, organisation, default_phase)
        self._finished: list[dict[str, Any]] = []

    @asynccontextmanager
    async def trying(self) -> AsyncIterator[None]:
        """Do something that may break: then just that is undone, and the exception goes on."""
        finished = len(self._finished)
        try:
            async with self.connection.begin_nested():
                yield
        except BaseException:
            del self._finished[finished:]
            self._places.clear()
            self._known.clear()
            raise


class Database:
    """The store, as the rest of the product sees it."""

    def __init__(self, engines: Engines, default_phase: Phase = Phase.OFF) -> None:
        self.engines = engines
        self.default_phase = default_phase

    @asynccontextmanager
    async def writing(self, organisation: str) -> AsyncIterator[Transaction]:
        """Begin a transaction that is committed at the end of the block; raise StoreAway."""
        async with self.engines.writing(organisation) as connection:
            transaction = Transaction(connection, organisation, self.default_phase)
            yield transaction
            await transaction.flush()

    @asynccontextmanager
    async def looking(self, organisation: str) -> AsyncIterator[Looking]:
        """Look at one state of one organisation, beside whoever writes; raise StoreAway."""
        async with self.engines.reading() as connection:
            yield Transaction(connection, organisation, self.default_phase)

    async def organisations(self) -> Sequence[str]:
        """Return every organisation of which anything is kept."""
        async with self.engines.reading() as connection:
            return await organisations(connection)

    async def wipe(self) -> bool:
        """Leave no byte of what was taken back beside the database; False: to be tried again."""
        return await self.engines.wipe()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Lend a connection that sees one state of the database and can change nothing."""
        async with self.engines.reading() as connection:
            yield connection
