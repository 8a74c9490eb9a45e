"""Questions, their answers and the marks on them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, select, update

from bot.model import Answer, CapturedBy, Question, Verdict, Visibility
from store.base import Base
from store.tables import answers, helpful, questions


class Questions(Base):
    """The part of a transaction about what was asked and answered."""

    async def question(self, key: str) -> Question | None:
        """Return the question with this key."""
        return _question(await self.one(select(questions).where(self.mine(questions, key=key))))

    async def question_in_thread(self, thread: str) -> Question | None:
        """Return the question whose answers come in this thread."""
        found = await self.one(select(questions).where(self.mine(questions, thread=thread)))
        return _question(found)

    async def add_question(self, question: Question, now: datetime) -> bool:
        """Remember a question; False when its key or its thread has one already."""
        return await self.add(
            questions,
            {
                "key": question.key,
                "place": question.place,
                "asker": question.asker,
                "text": question.text,
                "asked_at": question.asked_at,
                "edited_at": question.edited_at,
                "thread": question.thread,
                "captured_by": question.captured_by.value,
                "visibility": question.visibility.value,
                "remembered_at": now,
            },
        )

    async def recapture(self, question: str, captured_by: CapturedBy) -> bool:
        """Let a question of the baseline, with its answers, count as captured another way."""
        heard = CapturedBy.LISTENING.value
        first = update(questions).where(self.mine(questions, key=question, captured_by=heard))
        if not await self.changed(first.values(captured_by=captured_by.value)):
            return False
        replies = update(answers).where(self.mine(answers, question=question, captured_by=heard))
        await self.run(replies.values(captured_by=captured_by.value))
        return True

    async def revise_question(self, key: str, text: str | None, edited_at: datetime | None) -> bool:
        """Take a newer text; False when the question is gone or its text is newer still."""
        return await self._revise(questions, key, text, edited_at)

    async def set_thread(self, question: str, thread: str) -> None:
        """Tell in which thread the answers come."""
        await self.run(
            update(questions).where(self.mine(questions, key=question)).values(thread=thread)
        )

    async def set_verdict(self, question: str, verdict: Verdict | None, at: datetime) -> bool:
        """Take the asker's newest word; False when a newer one is known."""
        older = questions.c.verdict_at.is_(None) | (questions.c.verdict_at < at)
        return await self.changed(
            update(questions)
            .where(self.mine(questions, key=question), older)
            .values(verdict=verdict.value if verdict else None, verdict_at=at)
        )

    async def answer(self, key: str) -> Answer | None:
        """Return the answer with this key."""
        row = await self.one(select(answers).where(self.mine(answers, key=key)))
        if row is None:
            return None
        return Answer(
            key=row.key,
            question=row.question,
            author=row.author,
            text=row.text,
            answered_at=row.answered_at,
            captured_by=CapturedBy(row.captured_by),
            edited_at=row.edited_at,
        )

    async def add_answer(self, answer: Answer, now: datetime) -> bool:
        """Remember an answer; False when it is known."""
        return await self.add(
            answers,
            {
                "key": answer.key,
                "question": answer.question,
                "author": answer.author,
                "text": answer.text,
                "answered_at": answer.answered_at,
                "edited_at": answer.edited_at,
                "captured_by": answer.captured_by.value,
                "remembered_at": now,
            },
        )

    async def revise_answer(self, key: str, text: str | None, edited_at: datetime | None) -> bool:
        """Take a newer text; False when the answer is gone or its text is newer still."""
        return await self._revise(answers, key, text, edited_at)

    async def mark_helpful(self, answer: str, by: str, at: datetime, *, on: bool) -> bool:
        """Put a mark on an answer or take it back; False when a newer word on it is known."""
        if await self.add(helpful, {"answer": answer, "by": by, "at": at, "on": on}):
            return True
        mine = self.mine(helpful, answer=answer, by=by)
        newer = update(helpful).where(mine, helpful.c.at < at).values(at=at, on=on)
        return await self.changed(newer)

    async def take_back(self, message: str, at: datetime) -> bool:
        """Drop the text of a question or answer and say since when; False when it is neither."""
        for table in (questions, answers):
            known = self.mine(table, key=message)
            if table is questions:  # of a question by command, its post
                posted = self.mine(table, thread=message, captured_by=CapturedBy.COMMAND.value)
                known |= posted
            gone = update(table).where(known, table.c.gone_at.is_(None))
            if await self.changed(gone.values(gone_at=at, text=None)):
                return True
            if await self.one(select(table.c.key).where(known)):
                return True
        return False

    async def _revise(
        self, table: Table, key: str, text: str | None, edited_at: datetime | None
    ) -> bool:
        same: ColumnElement[bool] = table.c.edited_at.is_(None)
        if edited_at:
            same |= table.c.edited_at <= edited_at
        # A text that had its time may come back, but not by listening again.
        may_return = table.c.text.is_(None) & (table.c.captured_by != CapturedBy.LISTENING.value)
        outdated: ColumnElement[bool] = may_return & same
        if edited_at:
            outdated |= table.c.edited_at.is_(None) | (table.c.edited_at < edited_at)
        return await self.changed(
            update(table)
            .where(self.mine(table, key=key), table.c.gone_at.is_(None), outdated)
            .values(text=text, edited_at=edited_at)
        )


def _question(row: Row[Any] | None) -> Question | None:
    if row is None:
        return None
    return Question(
        key=row.key,
        place=row.place,
        asker=row.asker,
        text=row.text,
        asked_at=row.asked_at,
        captured_by=CapturedBy(row.captured_by),
        visibility=Visibility(row.visibility),
        thread=row.thread,
        edited_at=row.edited_at,
        verdict=Verdict(row.verdict) if row.verdict else None,
        gone=row.gone_at is not None,
    )
