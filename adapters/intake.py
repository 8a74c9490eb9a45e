"""What every platform's door does with what it takes in: read it once, store it, work on it.

What comes at once is stored in one transaction and worked on in the next, so that a crowd costs
as little as one.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import structlog

from adapters.payload import Json, key_of_unreadable
from adapters.together import Together
from bot.inbox import Inbox, Worked
from bot.intents import Heard
from bot.ports import Delivery, StoreAway
from bot.turn import Outcome

log = structlog.get_logger()

Given = TypeVar("Given")

LONGEST_KEPT = 20_000
"""Characters of something unreadable that a dead letter keeps."""
_DRAINED = 4.0
_RECEIVED_AT_ONCE = 50
_WORKED_ON_AT_ONCE = 5
"""Few, as nothing is received while they are worked on: a lot takes a tenth of a second at most."""

HeardIn = Callable[[Json], Heard]
"""Returns what a parsed payload tells; raises ValueError where it tells nothing."""
IsOurs = Callable[[str], Awaitable[bool]]
"""Tells whether a workspace is one that we serve."""


@dataclass(frozen=True)
class Taken:
    """One delivery, parsed and read: ``heard`` is None where nothing can be made of it."""

    key: str
    payload: str
    stored: Json
    heard: Heard | None


@dataclass(frozen=True)
class Answered:
    """What was begun for somebody, and what became of it in the time that an answer may take."""

    working: asyncio.Task[Outcome | None]
    was_in_time: bool

    @property
    def outcome(self) -> Outcome | None:
        """What became of it, none where it was late, broke, or was nothing."""
        return self.working.result() if self.was_in_time else None


class Say(Protocol):
    """Says what did not travel in an answer."""

    async def __call__(self, outcome: Outcome, *, was_answered: bool) -> None: ...


class Intake:
    """The inbox as the doors of one platform use it."""

    def __init__(
        self, inbox: Inbox, source: str, heard_in: HeardIn, is_ours: IsOurs | None = None
    ) -> None:
        """Prepare it; without ``is_ours`` all that comes is of a workspace that we serve."""
        self.inbox = inbox
        self._source = source
        self._heard_in = heard_in
        self._is_ours = is_ours
        self._receive = Together(self._received, lambda each: each.key, _RECEIVED_AT_ONCE)
        self._work = Together(self._worked, lambda each: each.key, _WORKED_ON_AT_ONCE)
        self._running: set[asyncio.Task[Any]] = set()

    def read(self, stored: Json, payload: str | None = None) -> Taken:
        """Return a delivery that is parsed already; ``payload`` is it as text, where that is new.

        This is the one time that it is read, unless we are stopped before it is worked on.
        """
        text = payload if payload is not None else _as_text(stored)
        storable = _storable(text)
        if storable != text and payload is None:  # what is heard now is what a row tells later
            stored = json.loads(storable)
        if not storable:
            stored = {}
        try:
            heard = self._heard_in(stored)
        except ValueError:
            return Taken(key_of_unreadable(text), storable[:LONGEST_KEPT], stored, None)
        return Taken(heard.key, storable, stored, heard)

    async def is_new(self, taken: Taken) -> bool:
        """Store a delivery durably; after this it is ours. Raises StoreAway.

        Of what comes from a workspace that is none of ours nothing is kept.
        """
        if not await self._is_for_us(taken.heard):
            return False
        delivery = Delivery(taken.key, self._source, taken.payload, self.inbox.clock())
        return bool(await self._receive.ask(delivery))

    async def work(self, taken: Taken, *, hurry: bool = False) -> Outcome | None:
        """Work on a stored delivery, before others where somebody waits; return what became of it.

        None where that was nothing, or it was done.
        """
        worked = await self._work.ask(taken, hurry=hurry)
        return worked.outcome if worked else None

    async def introduce(self, introduction: Json) -> Outcome | None:
        """Take in what the platform told when it was asked: somebody waits for it."""
        taken = self.read(introduction)
        return await self.work(taken, hurry=True) if await self.is_new(taken) else None

    async def answered(self, work: Coroutine[Any, Any, Outcome | None], seconds: float) -> Answered:
        """Have something done for somebody who waits, and wait so long at most."""
        working = self.beside(work)
        await asyncio.wait({working}, timeout=seconds)
        return Answered(working, working.done() and working.exception() is None)

    def afterwards(self, answered: Answered, say: Say) -> None:
        """Have said what did not travel in the answer, once it is known."""
        self.beside(_said(answered, say))

    def beside(self, work: Coroutine[Any, Any, Given]) -> asyncio.Task[Given]:
        """Have something done beside the answer, and hear of it when it breaks."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._done)
        return task

    async def settled(self) -> None:
        """Wait until everything that was begun is done."""
        while self._running:
            await asyncio.wait(list(self._running))

    async def close(self) -> None:
        """Finish what was begun, for a few seconds at most; the rest is caught up with."""
        if self._running:
            await asyncio.wait(list(self._running), timeout=_DRAINED)

    async def _is_for_us(self, heard: Heard | None) -> bool:
        if self._is_ours is None:
            return True
        workspace = heard.workspace if heard else None
        return workspace is not None and await self._is_ours(workspace)

    async def _received(self, deliveries: Sequence[Delivery]) -> Mapping[str, bool]:
        unique = {each.key: each for each in deliveries}
        return dict.fromkeys(await self.inbox.receive(list(unique.values())), True)

    async def _worked(self, lot: Sequence[Taken]) -> Mapping[str, Worked]:
        heard = {each.key: each.heard for each in lot if each.heard}
        found: dict[str, Worked] = {}
        for worked in await self.inbox.work_on(
            list(dict.fromkeys(each.key for each in lot)), heard
        ):
            found.setdefault(worked.key, worked)
        return found

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, StoreAway):
            log.warning("the store was away", reason=str(error)[:200])
        elif error is not None:
            log.error("what was to be done after the answer broke", error=type(error).__name__)


async def _said(answered: Answered, say: Say) -> None:
    outcome = await answered.working
    if outcome:
        await say(outcome, was_answered=answered.was_in_time)


def _as_text(stored: Json) -> str:
    """Return a payload as text; of what is nested too deep for that, nothing."""
    try:
        return json.dumps(stored, ensure_ascii=False)
    except RecursionError:
        return ""


def _storable(payload: str) -> str:
    """Return what any database takes: no NUL, no lone surrogates."""
    return payload.replace("\0", "\ufffd").encode(errors="replace").decode()
