"""What becomes due, and when: the schedule lives in the rows, nothing else knows it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, case, delete, func, select, union_all, update

from bot.model import Phase, Place, Step
from store.base import Base
from store.people import place_of
from store.tables import outbox, places, questions, steps

_before = outbox.alias("before")
"""Made once: copying the columns of a table costs more than asking it."""


class Schedule(Base):
    """The part of a transaction about what becomes due."""

    async def schedule(self, question: str, step: Step, at: datetime) -> None:
        """Have a step of a question fall due at a time, in place of an earlier plan."""
        row = {"question": question, "step": step.value, "due_at": at}
        if not await self.add(steps, row):
            mine = self.mine(steps, question=question, step=step.value)
            await self.run(update(steps).where(mine).values(due_at=at))

    async def unschedule(self, question: str, *which: Step) -> None:
        """Drop steps of a question; all of them where none is named."""
        mine = self.mine(steps, question=question)
        named = steps.c.step.in_([step.value for step in which or Step])
        await self.run(delete(steps).where(mine, named))

    async def call_off(self, about: str, kinds: Sequence[str], target: str | None = None) -> None:
        """Have things not sent that wait and that nobody is sending just now."""
        mine = self._waiting(kinds) & (outbox.c.about == about)
        if target is not None:
            mine &= outbox.c.target == target
        await self.run(delete(outbox).where(mine))

    async def call_off_in(self, place: str) -> None:
        """Drop every step of the questions of a place, planned or waiting to go out."""
        there = select(questions.c.key).where(self.mine(questions, place=place))
        await self.run(delete(steps).where(self.mine(steps), steps.c.question.in_(there)))
        waiting = self._waiting(tuple(Step)) & outbox.c.about.in_(there)
        await self.run(delete(outbox).where(waiting))

    def _waiting(self, kinds: Sequence[str]) -> ColumnElement[bool]:
        mine = self.mine(outbox, state="waiting")
        return (
            mine
            & outbox.c.kind.in_([str(kind) for kind in kinds])
            & (outbox.c.leased_until.is_(None) | (outbox.c.leased_until == outbox.c.due_at))
        )

    async def is_planned(self, question: str) -> bool:
        """Tell whether anything is to become due for a question."""
        mine = self.mine(steps, question=question)
        return await self.one(select(steps.c.step).where(mine)) is not None

    async def is_due(self, question: str, step: Step, now: datetime) -> bool:
        """Tell whether a step of a question is due (still)."""
        mine = self.mine(steps, question=question, step=step.value) & (steps.c.due_at <= now)
        return await self.one(select(steps.c.step).where(mine)) is not None

    async def steps_due(self, now: datetime, most: int) -> Sequence[tuple[str, Step]]:
        """Return steps that are due, the oldest first."""
        rows = await self.run(
            select(steps)
            .where(self.mine(steps), steps.c.due_at <= now)
            .order_by(steps.c.due_at, steps.c.question)
            .limit(most)
        )
        return [(row.question, Step(row.step)) for row in rows]

    async def digests_due(self, now: datetime, most: int) -> Sequence[Place]:
        """Return the places whose digest is due."""
        rows = await self.run(
            select(places)
            .where(self.mine(places), places.c.digest_at <= now, self._serves())
            .order_by(places.c.digest_at, places.c.key)
            .limit(most)
        )
        return [place_of(row) for row in rows]

    async def next_due(self) -> datetime | None:
        """Return when the next thing becomes due; None when nothing will.

        What somebody is sending (or died of) is due when their lease has run out, and so is what
        is to follow it.
        """
        before = _before
        same = (before.c.organisation == outbox.c.organisation) & (
            before.c.target == outbox.c.target
        )
        lease = (
            select(func.max(before.c.leased_until))
            .where(same, before.c.state == "waiting")
            .scalar_subquery()
        )
        sent_at = case((lease > outbox.c.due_at, lease), else_=outbox.c.due_at)
        soonest = union_all(
            select(func.min(steps.c.due_at).label("at")).where(self.mine(steps)),
            select(func.min(sent_at)).where(self.mine(outbox, state="waiting"), self.reachable()),
            select(func.min(places.c.digest_at)).where(self.mine(places), self._serves()),
        ).subquery()
        found: datetime | None = (await self.run(select(func.min(soonest.c.at)))).scalar_one()
        return found

    @staticmethod
    def _serves() -> ColumnElement[bool]:
        return places.c.phase.in_([phase.value for phase in Phase if phase.serves])
