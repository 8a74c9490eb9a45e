"""Who follows a question, who cannot help with it, and what was offered to whom."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select, true, update

from bot.model import Question, Reason, Verdict
from bot.ports import Offer
from store.base import Base, in_lots, unindexed
from store.questions import question_of
from store.tables import declines, follows, offers, outbox, questions


class Helping(Base):
    """The part of a transaction about who takes part in a question, and how."""

    async def follow(self, question: str, person: str, at: datetime, *, on: bool) -> None:
        """Have somebody follow a question, or not any more; who does already, does since then."""
        row = {"question": question, "person": person, "at": at, "on": on}
        if on and await self.add(follows, row):
            return
        mine = self.mine(follows, question=question, person=person)
        await self.run(update(follows).where(mine, follows.c.on != on).values(on=on, at=at))

    async def followers(self, question: str) -> Mapping[str, datetime]:
        """Return who follows a question, and since when."""
        mine = self.mine(follows, question=question)
        rows = await self.run(select(follows).where(mine, follows.c.on == true()))
        return {row.person: row.at for row in sorted(rows, key=lambda row: row.person)}

    async def add_decline(
        self, key: str, question: str, person: str, reason: Reason, at: datetime
    ) -> None:
        """Remember that somebody cannot help with a question, once, and the newest reason."""
        mine = self.mine(declines, question=question, person=person)
        newer = update(declines).where(mine).values(reason=reason.value, at=at)
        if not await self.changed(newer):
            row = {"question": question, "person": person, "reason": reason.value, "at": at}
            await self.add(declines, {"key": key, **row})

    async def decliners(self, question: str) -> Sequence[str]:
        """Return who cannot help with a question."""
        mine = self.mine(declines, question=question)
        rows = await self.run(select(declines.c.person).where(mine).distinct())
        return sorted(row.person for row in rows)

    async def asked_of(self, person: str, most: int) -> Sequence[Question]:
        """Return what somebody was asked to help with and did not decline, the newest first.

        What was settled or taken back meanwhile is left out.
        """
        asked = self.mine(outbox, target=person, state="sent", kind="who")
        rows = await self.run(select(outbox.c.about).where(asked).distinct())
        found: list[Row[Any]] = []
        for keys in in_lots([row.about for row in rows]):
            named = self.mine(declines) & declines.c.question.in_(keys)
            declined = select(declines.c.question).where(
                named, unindexed(declines.c.person) == person
            )
            found += await self.run(
                select(questions).where(
                    self.mine(questions),
                    questions.c.key.in_(keys),
                    questions.c.key.not_in(declined),
                    questions.c.gone_at.is_(None),
                    questions.c.closed_at.is_(None),
                    questions.c.text.is_not(None),
                    func.coalesce(questions.c.verdict, "") != Verdict.SOLVED.value,
                )
            )
        asked_for = [question_of(row) for row in found]
        return sorted(asked_for, key=lambda each: (-each.asked_at.timestamp(), each.key))[:most]

    async def add_offer(self, offer: Offer) -> None:
        """Keep the words of a message until its author says whether to ask with them."""
        await self.add(offers, dict(offer.__dict__))

    async def offer(self, message: str) -> Offer | None:
        """Return the words kept of a message."""
        row = await self.one(select(offers).where(self.mine(offers, message=message)))
        return Offer(row.message, row.place, row.person, row.text, row.at) if row else None

    async def drop_offer(self, message: str) -> None:
        """Forget the words kept of a message."""
        await self.run(delete(offers).where(self.mine(offers, message=message)))
