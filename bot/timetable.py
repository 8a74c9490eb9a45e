"""Does what has become due: the clock's side of the conversation.

Time is a platform too: it wants things like anybody else, and one handler works on each.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from bot.dispatch import dispatch
from bot.inbox import Inbox
from bot.intents import DigestDue, Heard, Intent, SeenPlace, StepDue
from bot.model import Place
from bot.outbox import Sender
from bot.ports import Transaction
from bot.turn import Turn, workspace_of

_AT_ONCE = 50
_MOST_ROUNDS = 200


@dataclass(frozen=True)
class Timetable:
    """Works on what is due, and tells when to look again."""

    sender: Sender
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def inbox(self) -> Inbox:
        """The inbox whose organisation this is for."""
        return self.sender.inbox

    async def tick(self) -> None:
        """Do everything that is due now, until nothing more is.

        Who asks for this meanwhile waits, so that afterwards everything is done for them too.
        """
        async with self._one_at_a_time:
            await self.inbox.catch_up()
            for _ in range(_MOST_ROUNDS):
                if not await self.work() and not await self.sender.send_due():
                    return

    async def work(self) -> int:
        """Let the handlers do what is due; return how much it was."""
        now = self.inbox.clock()
        async with self.inbox.store.writing(self.inbox.organisation) as tx:
            steps = await tx.steps_due(now, _AT_ONCE)
            for key, step in steps:
                question = await tx.question(key)
                place = await self._place(question.place, tx, now) if question else None
                await self._do(StepDue(key, step), place, tx, now)
            digests = await tx.digests_due(now, _AT_ONCE)
            for place in digests:
                await self._do(DigestDue(), place, tx, now)
        return len(steps) + len(digests)

    async def next_due(self) -> datetime | None:
        """Return when something becomes due next."""
        async with self.inbox.store.writing(self.inbox.organisation) as tx:
            return await tx.next_due()

    async def _do(
        self, intent: Intent, place: Place | None, tx: Transaction, now: datetime
    ) -> None:
        seen = SeenPlace(place.key) if place else None
        heard = Heard(f"clock:{now.isoformat()}", "clock", now, intent, place=seen)
        await dispatch(intent, Turn(heard, place, None, self.inbox.policy, tx, now))

    @staticmethod
    async def _place(key: str, tx: Transaction, now: datetime) -> Place:
        return await tx.place(SeenPlace(key), workspace_of(key), now)
