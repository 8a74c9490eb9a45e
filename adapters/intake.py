"""What every platform's door does with what it takes in: store it, then work on it.

What comes at once is stored in one transaction and worked on in the next, so that a crowd costs
as little as one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from adapters.together import Together
from bot.breakage import remark, report, told
from bot.inbox import Inbox, Worked
from bot.intents import SeenPerson
from bot.messages import Message
from bot.ports import Delivery, StoreAway

Given = TypeVar("Given")

Sorry = Callable[[str], Awaitable[None]]
"""Tells whoever waits that something broke; it gets the id that they can ask about."""

LONGEST_KEPT = 20_000
"""Characters of something unreadable that a dead letter keeps."""
_DRAINED = 4.0
_RECEIVED_AT_ONCE = 50
_WORKED_ON_AT_ONCE = 5
"""Few, as nothing is received while they are worked on: a lot takes a tenth of a second at most."""


class Intake:
    """The inbox as the doors of one platform use it."""

    def __init__(self, inbox: Inbox, source: str) -> None:
        self.inbox = inbox
        self._source = source
        self._receive = Together(self._received, lambda each: each.key, _RECEIVED_AT_ONCE)
        self._work = Together(self._worked, str, _WORKED_ON_AT_ONCE)
        self._running: set[asyncio.Task[Any]] = set()

    async def is_new(self, key: str, payload: str) -> bool:
        """Store a delivery durably; after this it is ours. Raises StoreAway."""
        if key.startswith("unreadable:"):
            payload = payload[:LONGEST_KEPT]
        delivery = Delivery(key, self._source, _storable(payload), self.inbox.clock())
        return bool(await self._receive.ask(delivery))

    async def work(self, key: str, *, hurry: bool = False) -> Worked | None:
        """Work on a stored delivery, before others where somebody waits; None where it was done."""
        return await self._work.ask(key, hurry=hurry)

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
            async with self.inbox.store.writing(self.inbox.organisation) as tx:
                own = (await tx.person(person.key)).language
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

    async def _received(self, deliveries: Sequence[Delivery]) -> Mapping[str, bool]:
        unique = {each.key: each for each in deliveries}
        return dict.fromkeys(await self.inbox.receive(list(unique.values())), True)

    async def _worked(self, keys: Sequence[str]) -> Mapping[str, Worked]:
        found: dict[str, Worked] = {}
        for worked in await self.inbox.work_on(list(dict.fromkeys(keys))):
            found.setdefault(worked.key, worked)
        return found

    def _done(self, sorry: Sorry | None, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, StoreAway):  # it is stored, and caught up with
            remark("the store was away", error)
        elif error is not None:
            number = report("what was to be done after the answer broke", error)
            if sorry:
                self.beside(_said(sorry, number))


async def _said(sorry: Sorry, number: str) -> None:
    await sorry(number)


def _storable(payload: str) -> str:
    """Return what any database takes: no NUL, no lone surrogates."""
    return payload.replace("\0", "\ufffd").encode(errors="replace").decode()
