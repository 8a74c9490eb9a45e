"""Runs coroutines by hand and looks, wherever one waits, at what it waits for.

What is looked for: while a task has a writing transaction open, it waits for the database alone.
Everybody else who writes waits with it.
"""

import asyncio
import gc
import traceback
import types
from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Iterator
from contextlib import asynccontextmanager
from contextvars import Context
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import sqlalchemy
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.looking import Looking
from store.engine import Engines
from store.transaction import Database, Transaction

ROOT = Path(__file__).parent.parent
Given = TypeVar("Given")

_STORE = f"{ROOT / 'store'}/"
_DATABASE = str(Path(sqlalchemy.__file__).parent)

Waiting: TypeAlias = (
    "types.CoroutineType[Any, Any, Any] | types.GeneratorType[Any, Any, Any]"
    " | types.AsyncGeneratorType[Any, Any]"
)
_WAITING = (types.CoroutineType, types.GeneratorType, types.AsyncGeneratorType)
Where = tuple[str, int]
"""A file and a line of it."""


@dataclass
class Watch:
    """Who writes at the moment, and where somebody waited for something else meanwhile."""

    found: set[str] = field(default_factory=set)
    looks: int = 0
    _writing: set[object] = field(default_factory=set)

    async def run(self, story: Coroutine[Any, Any, None]) -> None:
        """Run a story, and watch each task that it begins."""
        loop = asyncio.get_running_loop()
        before = loop.get_task_factory()
        loop.set_task_factory(self._task)
        try:
            await loop.create_task(story)
        finally:
            loop.set_task_factory(before)

    def _task(
        self,
        loop: asyncio.AbstractEventLoop,
        work: Generator[Any, None, Given] | Coroutine[Any, Any, Given],
        context: Context | None = None,
        **named: Any,
    ) -> asyncio.Task[Given]:
        return asyncio.Task(self._watched(work), loop=loop, context=context, **named)

    async def _watched(
        self, work: Generator[Any, None, Given] | Coroutine[Any, Any, Given]
    ) -> Given:
        return await self._stepped(work)

    @types.coroutine
    def _stepped(
        self, work: Generator[Any, Any, Given] | Coroutine[Any, Any, Given]
    ) -> Generator[Any, Any, Given]:
        """Step through a coroutine, and look at it wherever it waits."""
        step: Callable[[Any], Any] = work.send
        given: Any = None
        while True:
            try:
                awaited = step(given)
            except StopIteration as end:
                result: Given = end.value
                return result
            self._look(work)
            try:
                step, given = work.send, (yield awaited)
            except BaseException as error:  # noqa: BLE001 - handed on to where it waited
                step, given = work.throw, error

    def _look(self, work: object) -> None:
        if asyncio.current_task() not in self._writing:
            return
        self.looks += 1
        chain = list(_chain(work))
        if not _is_the_store(chain):
            self.note(chain)

    def note(self, chain: list[Where]) -> None:
        """Remember the place in our code that made a transaction wait."""
        file, line = next((each for each in reversed(chain) if _is_ours(each)), ("nowhere", 0))
        self.found.add(f"{file.removeprefix(f'{ROOT}/')}:{line}")

    @asynccontextmanager
    async def writes(self) -> AsyncIterator[None]:
        """Note that the task that does this has a writing transaction open."""
        task = asyncio.current_task()
        self._writing.add(task)
        try:
            yield
        finally:
            self._writing.discard(task)

    def looks_beside(self) -> None:
        """Note it where somebody who writes borrows another connection."""
        if asyncio.current_task() in self._writing:
            stack = [(each.filename, each.lineno or 0) for each in traceback.extract_stack()]
            self.note([where for where in stack if where[0] != __file__])


def _chain(awaited: object) -> Iterator[Where]:
    """Yield where each of those stands that wait for one another, the innermost last."""
    inner: object | None = awaited
    while (waiting := _waiting(inner)) is not None:
        frame, inner = _stands(waiting)
        if frame is not None:
            yield frame.f_code.co_filename, frame.f_lineno


def _stands(waiting: "Waiting") -> tuple[types.FrameType | None, object]:
    match waiting:
        case types.CoroutineType():
            return waiting.cr_frame, waiting.cr_await
        case types.GeneratorType():
            return waiting.gi_frame, waiting.gi_yieldfrom
        case _:
            return waiting.ag_frame, waiting.ag_await


def _waiting(inner: object) -> "Waiting | None":
    """Return what stands behind something awaited: the step of an async generator says not."""
    if isinstance(inner, _WAITING):
        return inner
    if inner is None or isinstance(inner, asyncio.Future):
        return None
    return next((each for each in gc.get_referents(inner) if isinstance(each, _WAITING)), None)


def _is_ours(where: Where) -> bool:
    return where[0].startswith(f"{ROOT}/") and "/.venv/" not in where[0]


def _is_the_store(chain: list[Where]) -> bool:
    """Tell whether the innermost of ours is the store, and waits for the database."""
    ours = [at for at, where in enumerate(chain) if _is_ours(where)]
    if not ours or not chain[ours[-1]][0].startswith(_STORE):
        return False
    return any(file.startswith(_DATABASE) for file, _ in chain[ours[-1] + 1 : ours[-1] + 3])


class WatchedDatabase(Database):
    """The store, and a watch that knows who has a writing transaction open."""

    def __init__(self, engines: Engines, watch: Watch) -> None:
        super().__init__(engines)
        self.watch = watch

    @asynccontextmanager
    async def writing(self, organisation: str) -> AsyncIterator[Transaction]:
        """Begin a transaction, and tell the watch."""
        async with super().writing(organisation) as tx, self.watch.writes():
            yield tx

    @asynccontextmanager
    async def looking(self, organisation: str) -> AsyncIterator[Looking]:
        """Look, and tell the watch."""
        self.watch.looks_beside()
        async with super().looking(organisation) as look:
            yield look

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Lend a connection, and tell the watch."""
        self.watch.looks_beside()
        async with super().reading() as connection:
            yield connection
