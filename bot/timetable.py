"""Does what has become due: the clock's side of the conversation.

Time is a platform too: it wants things like anybody else, and one handler works on each.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.dispatch import dispatch
from bot.inbox import Inbox
from bot.intents import DigestDue, FromClock, Heard, SeenPlace, StepDue
from bot.model import Place
from bot.outbox import Sender
from bot.ports import StoreAway, Transaction
from bot.rhythm import next_monday
from bot.turn import Turn, workspace_of

log = structlog.get_logger()

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

    async def tick(self, patience: timedelta | None = None) -> None:
        """Do everything that is due now, until nothing more is.

        Who asks for this meanwhile waits, so that afterwards everything is done for them too.
        With ``patience`` a post that takes longer is left to arrive while other things go on.
        """
        async with self._one_at_a_time:
            await self.inbox.catch_up()
            for _ in range(_MOST_ROUNDS):
                if not await self.work() and not await self.sender.send_due(patience):
                    return

    async def work(self) -> int:
        """Let the handlers do what is due, each thing by itself; return how much it was."""
        now, done = self.inbox.clock(), 0
        while done < _AT_ONCE and await self._next(now):
            done += 1
        return done

    async def _next(self, now: datetime) -> bool:
        """Do the next thing that is due; one that breaks is dropped, so that the rest goes on."""
        due: tuple[FromClock, Place | None] | None = None
        try:
            async with self.inbox.store.writing(self.inbox.organisation) as tx:
                due = await self._due(tx, now)
                if due:
                    await self._do(*due, tx, now)
        except StoreAway:
            raise
        except Exception as error:
            if due is None:
                raise
            log.error("what was due broke", due=str(due[0]), error=type(error).__name__)
            async with self.inbox.store.writing(self.inbox.organisation) as tx:
                await self._drop(*due, tx, now)
        return due is not None

    async def _due(self, tx: Transaction, now: datetime) -> tuple[FromClock, Place | None] | None:
        for key, step in await tx.steps_due(now, 1):
            question = await tx.question(key)
            place = await self._place(question.place, tx, now) if question else None
            return StepDue(key, step), place
        for each in await tx.digests_due(now, 1):
            return DigestDue(), each
        return None

    async def next_due(self) -> datetime | None:
        """Return when something becomes due next."""
        async with self.inbox.store.writing(self.inbox.organisation) as tx:
            return await tx.next_due()

    async def _do(
        self, intent: FromClock, place: Place | None, tx: Transaction, now: datetime
    ) -> None:
        seen = SeenPlace(place.key) if place else None
        heard = Heard(f"clock:{now.isoformat()}", "clock", now, intent, place=seen)
        figures = self.inbox.figures
        await dispatch(intent, Turn(heard, place, None, self.inbox.policy, tx, now, figures))

    async def _drop(
        self, intent: FromClock, place: Place | None, tx: Transaction, now: datetime
    ) -> None:
        if isinstance(intent, StepDue):
            await tx.unschedule(intent.question, intent.step)
        elif place:
            digest_at = next_monday(place.zone or self.inbox.policy.zone, now)
            await tx.set_place(place.key, digest_at=digest_at)

    @staticmethod
    async def _place(key: str, tx: Transaction, now: datetime) -> Place:
        return await tx.place(SeenPlace(key), workspace_of(key), now)
