"""Asking a platform about people and places: once in a while, and never twice at the same time.

What it tells is told to the product as something heard: it is kept in rows, and joined there to
whatever these people do, on every replica.
"""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from adapters.payload import Json
from bot.breakage import remark
from bot.ports import Clock, StoreAway
from bot.turn import Outcome, workspace_of

AGAIN = timedelta(minutes=1)
"""After which it is worth to ask once more who told nothing."""

Introduce = Callable[[Json], Awaitable[Outcome | None]]
"""Tells the product what a platform told; returns what became of that; raises StoreAway."""


@dataclass(frozen=True)
class Told:
    """What a platform told (None: nothing that the product is to hear) and how long that is kept.

    ``people`` are the keys of those in a list: where the product remembers all of them, they need
    not be asked about one by one.
    """

    introduction: Json | None
    kept: timedelta
    people: tuple[str, ...] = ()
    of_people_kept: timedelta = timedelta()


@dataclass(frozen=True)
class Ask:
    """What is to be asked about, by its key, and how."""

    about: str
    ask: Callable[[], Awaitable[Told]]


class Asking:
    """Asks, and tells the product."""

    def __init__(self, clock: Clock, introduce: Introduce) -> None:
        self._clock = clock
        self._introduce = introduce
        self._until: dict[str, datetime] = {}
        """By key until when nobody is asked again."""
        self._asked: dict[str, asyncio.Task[None]] = {}
        self._introducing: set[str] = set()
        self._anew: set[str] = set()

    async def learn(self, asks: Sequence[Ask], patience: float) -> None:
        """Ask where it is time to; wait so many seconds at most for the platform to tell.

        What it has told is waited for until it is in rows.
        """
        for each in asks:
            before = self._asked.get(each.about)
            if self._is_time(each.about) if before is None else each.about in self._anew:
                self._anew.discard(each.about)
                self._asked[each.about] = asyncio.create_task(self._ask(each, before))
                self._asked[each.about].add_done_callback(partial(self._done, each.about))
        asked = {each.about: self._asked[each.about] for each in asks if each.about in self._asked}
        if not asked or not patience:
            return
        await asyncio.wait(asked.values(), timeout=patience)
        told = [task for about, task in asked.items() if about in self._introducing]
        if told:
            await asyncio.wait(told)

    def forget(self, about: str) -> None:
        """Ask anew when next there is a reason to, whatever is being asked just now."""
        self._until.pop(about, None)
        if about in self._asked:
            self._anew.add(about)

    async def close(self) -> None:
        """Stop asking."""
        asked = list(self._asked.values())
        for each in asked:
            each.cancel()
        await asyncio.gather(*asked, return_exceptions=True)

    def _is_time(self, about: str) -> bool:
        until = self._until.get(about)
        return until is None or until <= self._clock()

    def _done(self, about: str, task: asyncio.Task[None]) -> None:
        self._introducing.discard(about)
        if self._asked.get(about) is task:
            self._asked.pop(about)
            if about in self._anew:
                self._anew.discard(about)
                self._until.pop(about, None)

    async def _ask(self, ask: Ask, before: asyncio.Task[None] | None = None) -> None:
        if before:
            await asyncio.wait([before])
        at = self._clock()
        told = await ask.ask()
        self._until[ask.about] = at + told.kept
        if told.introduction is None:
            return
        self._introducing.add(ask.about)
        introduction = {
            "kind": "introduction",
            "at": at.isoformat(),
            "workspace": workspace_of(ask.about),
            "request": uuid.uuid4().hex,
            **told.introduction,
        }
        try:
            outcome = await self._introduce(introduction)
        except StoreAway as error:
            remark("the store was away", error)
            self._until[ask.about] = at + AGAIN
            return
        if outcome and outcome.what == "attendance":
            self._until |= dict.fromkeys(told.people, at + told.of_people_kept)
