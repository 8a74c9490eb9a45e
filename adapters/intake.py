"""What every platform's door does with what it takes in: read it once, store it, work on it.

What comes at once is stored in one transaction and worked on in the next, so that a crowd costs
as little as one.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeVar

from adapters.payload import Json, key_of_unreadable
from adapters.together import Together
from bot.breakage import remark, report, told
from bot.inbox import Inbox, Worked
from bot.intents import Heard, SeenPerson
from bot.messages import Message
from bot.ports import Delivery, StoreAway
from bot.turn import Outcome

Given = TypeVar("Given")

Sorry = Callable[[str], Awaitable[None]]
"""Tells whoever waits that something broke; it gets the id that they can ask about."""

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


class Say(Protocol):
    """Says what did not travel in an answer."""

    async def __call__(self, outcome: Outcome, *, was_answered: bool) -> None: ...


@dataclass(frozen=True)
class Act:
    """How somebody who did something and waits is told of it.

    ``make`` makes the answer of what became of it in time (None: nothing yet); ``say`` says what
    did not travel in it, ``sorry`` that it broke.
    """

    make: Callable[[Outcome | None], Coroutine[Any, Any, Json | None]]
    say: Say
    sorry: Sorry


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
        except Exception as error:  # noqa: BLE001 - a stranger's request ends here
            report("a delivery broke its reader", error)
            return Taken(key_of_unreadable(text), storable, stored, None)
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

    async def answer(
        self, act: Act, work: Coroutine[Any, Any, Outcome | None], seconds: float
    ) -> Json | None:
        """Have something done for somebody who waits, for so long at most; return the answer.

        What did not travel in the answer is said afterwards, once it is known.
        """
        working = self.beside(work, act.sorry)
        await asyncio.wait({working}, timeout=seconds)
        outcome, is_late = _became(working), not working.done()
        self.beside(_say(working, act, was_answered=not is_late), act.sorry)
        making = self.beside(act.make(outcome), act.sorry)
        await asyncio.wait({making})
        error = making.exception()
        if isinstance(error, StoreAway):
            raise error
        return making.result() if error is None else await act.make(None)

    def beside(
        self, work: Coroutine[Any, Any, Given], sorry: Sorry | None = None
    ) -> asyncio.Task[Given]:
        """Have something done beside the answer, and hear of it when it breaks: who waits, too."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(partial(self._done, sorry))
        return task

    async def broke(self, number: str, person: SeenPerson) -> Message:
        """Return what somebody hears when what they did broke, in their language if we know it."""
        own = None
        try:
            async with self.inbox.store.looking(self.inbox.organisation) as look:
                seen = (await look.told([person.key])).get(person.key, person)
                own = (await look.person(person.key)).language or seen.language
        except StoreAway as error:
            remark("the store was away", error)
        return told(number, own or person.language or self.inbox.policy.language)

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

    def _done(self, sorry: Sorry | None, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, StoreAway):  # it is stored, and caught up with
            remark("the store was away", error)
        elif error is not None:
            event = "what was to be done after the answer broke"
            number = report(event, error, is_told=sorry is not None)
            if sorry:
                self.beside(_said(sorry, number))


async def _said(sorry: Sorry, number: str) -> None:
    await sorry(number)


async def _say(working: asyncio.Task[Outcome | None], act: Act, *, was_answered: bool) -> None:
    await asyncio.wait({working})
    outcome = _became(working)
    if outcome:
        await act.say(outcome, was_answered=was_answered)


def _became(working: asyncio.Task[Outcome | None]) -> Outcome | None:
    """Return what became of something; none where it is not done yet, broke, or was nothing."""
    if not working.done() or working.cancelled() or working.exception() is not None:
        return None
    return working.result()


def _as_text(stored: Json) -> str:
    """Return a payload as text; of what is nested too deep for that, nothing."""
    try:
        return json.dumps(stored, ensure_ascii=False)
    except RecursionError:
        return ""


def _storable(payload: str) -> str:
    """Return what any database takes: no NUL, no lone surrogates."""
    return payload.replace("\0", "\ufffd").encode(errors="replace").decode()
