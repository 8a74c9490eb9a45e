"""What is asked for meanwhile is done together, so that a crowd costs as little as one."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Generic, TypeVar

from bot.breakage import report

Asked = TypeVar("Asked")
Given = TypeVar("Given")


class Together(Generic[Asked, Given]):
    """Collects what is asked for while the last lot is being done, and does it as the next.

    ``do`` gets ``most`` things at once and returns what became of each, by its key.
    """

    def __init__(
        self,
        do: Callable[[Sequence[Asked]], Awaitable[Mapping[str, Given]]],
        key: Callable[[Asked], str],
        most: int,
    ) -> None:
        self._do = do
        self._key = key
        self._most = most
        self._hurried: list[tuple[Asked, asyncio.Future[Given | None]]] = []
        self._waiting: list[tuple[Asked, asyncio.Future[Given | None]]] = []
        self._worker: asyncio.Task[None] | None = None

    async def ask(self, what: Asked, *, hurry: bool = False) -> Given | None:
        """Have something done and return what became of it; raise what doing it raised.

        What somebody waits for (``hurry``) comes before the rest.
        """
        told: asyncio.Future[Given | None] = asyncio.get_running_loop().create_future()
        (self._hurried if hurry else self._waiting).append((what, told))
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._work())
        return await told

    async def _work(self) -> None:
        while lot := self._next_lot():
            try:
                found = await self._do([what for what, _ in lot])
            except Exception as error:  # noqa: BLE001 - told to each who asked
                waiting = [told for _, told in lot if not told.done()]
                for told in waiting:
                    told.set_exception(error)
                if not waiting:  # each of them has gone away meanwhile
                    report("what nobody waits for any more broke", error)
                continue
            for what, told in lot:
                if not told.done():
                    told.set_result(found.get(self._key(what)))

    def _next_lot(self) -> Sequence[tuple[Asked, asyncio.Future[Given | None]]]:
        lot = self._hurried[: self._most]
        del self._hurried[: self._most]
        left = self._most - len(lot)
        lot += self._waiting[:left]
        del self._waiting[:left]
        return lot
