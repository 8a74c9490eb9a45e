"""Does what has become due: the clock's side of the conversation.

Time is a platform too: it wants things like anybody else, and one handler works on each.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.breakage import report
from bot.dispatch import dispatch, foresee, is_foreseen
from bot.inbox import Inbox
from bot.intents import DigestDue, FromClock, Heard, SeenPlace, StepDue
from bot.looking import Looking
from bot.model import Place
from bot.outbox import Sender
from bot.ports import StoreAway
from bot.rhythm import next_monday
from bot.turn import NOTHING_SEEN, Look, Turn
from bot.writing import Writing

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
        now = self.inbox.clock()
        async with self.inbox.store.looking(self.inbox.organisation) as look:
            due = await _due(look, now)
        for each in due:
            await self._do_alone(each, now)
        return len(due)

    async def _do_alone(self, due: "_Due", now: datetime) -> None:
        """Do one thing that is due; one that breaks is dropped, so that the rest goes on."""
        try:
            await self._do(due, now)
        except StoreAway:
            raise
        except Exception as error:  # noqa: BLE001 - it must not keep the others back
            report("what was due broke", error, due=str(due.intent))
            async with self.inbox.store.writing(self.inbox.organisation) as tx:
                await self._drop(due, tx, now)

    async def next_due(self) -> datetime | None:
        """Return when something becomes due next."""
        async with self.inbox.store.looking(self.inbox.organisation) as look:
            return await look.next_due()

    async def _do(self, due: "_Due", now: datetime) -> None:
        """Look for what will be needed, then do it, where it is due still."""
        inbox, intent = self.inbox, due.intent
        seen = SeenPlace(due.place.key) if due.place else None
        heard = Heard(f"clock:{now.isoformat()}", "clock", now, intent, place=seen)
        sight = NOTHING_SEEN
        if is_foreseen(intent):
            async with inbox.store.looking(inbox.organisation) as look:
                turn = Look(heard, due.place, None, inbox.policy, look, now, inbox.figures)
                sight = await foresee(intent, turn)
        async with inbox.store.writing(inbox.organisation) as tx:
            here = await tx.place(due.place.key) if due.place else None
            if await _is_due(intent, here, tx, now):
                figures = inbox.figures
                turn = Turn(heard, here, None, inbox.policy, tx, now, figures, tx=tx, sight=sight)
                await dispatch(intent, turn)

    async def _drop(self, due: "_Due", tx: Writing, now: datetime) -> None:
        if isinstance(due.intent, StepDue):
            await tx.unschedule(due.intent.question, due.intent.step)
        elif due.place:
            digest_at = next_monday(due.place.zone or self.inbox.policy.zone, now)
            await tx.set_place(due.place.key, digest_at=digest_at)


@dataclass(frozen=True)
class _Due:
    """Something that is due, and the place that it is about."""

    intent: FromClock
    place: Place | None


async def _due(look: Looking, now: datetime) -> list[_Due]:
    """Return what is due, so much that not too much is begun."""
    found: list[_Due] = []
    for key, step in await look.steps_due(now, _AT_ONCE):
        question = await look.question(key)
        place = await look.place(question.place) if question else None
        found.append(_Due(StepDue(key, step), place))
    digests = await look.digests_due(now, _AT_ONCE)
    return [*found, *(_Due(DigestDue(), each) for each in digests)]


async def _is_due(intent: FromClock, here: Place | None, tx: Writing, now: datetime) -> bool:
    """Tell whether it is due still: another replica may have done it meanwhile."""
    if isinstance(intent, StepDue):
        return await tx.is_due(intent.question, intent.step, now)
    return here is not None and here.digest_at is not None and here.digest_at <= now
