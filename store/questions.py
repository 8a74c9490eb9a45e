"""Questions, their answers and the marks on them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, Update, case, func, literal, select, true, update

from bot.model import POSTED, Answer, CapturedBy, Question, Verdict, Visibility, Wants
from store.accounts import by_another, person_behind
from store.search import Search
from store.tables import Moment, answers, echoes, examples, helpful, questions, suggestions


class Questions(Search):
    """The part of a transaction about what was asked and answered."""

    async def question(self, key: str) -> Question | None:
        """Return the question with this key."""
        return _question(await self.one(select(questions).where(self.mine(questions, key=key))))

    async def question_in_thread(self, thread: str) -> Question | None:
        """Return the question whose answers come in this thread.

        Where a question was posted for somebody, that is the thread of the post, and of the
        message with which they asked us too.
        """
        found = await self.one(select(questions).where(self.mine(questions, thread=thread)))
        if found is None:
            found = await self.one(select(questions).where(self.mine(questions, key=thread)))
        if found is None:
            echo = await self.one(select(echoes.c.question).where(self.mine(echoes, thread=thread)))
            return await self.question(echo.question) if echo else None
        return _question(found)

    async def questions_of(self, asker: str, most: int) -> Sequence[Question]:
        """Return what somebody asked through us and did not take back.

        What is not settled comes first, then the newest.
        """
        not_asked = (CapturedBy.LISTENING.value, CapturedBy.HISTORY.value)
        settled = questions.c.closed_at.is_not(None) | (
            func.coalesce(questions.c.verdict, "") == Verdict.SOLVED.value
        )
        rows = await self.run(
            select(questions)
            .where(
                self.mine(questions, asker=asker),
                questions.c.gone_at.is_(None),
                questions.c.text.is_not(None),
                questions.c.captured_by.not_in(not_asked),
            )
            .order_by(case((settled, 1), else_=0), questions.c.asked_at.desc(), questions.c.key)
            .limit(most)
        )
        return [question_of(row) for row in rows]

    async def add_question(self, question: Question, now: datetime) -> bool:
        """Remember a question; False when its key or its thread has one already."""
        is_new = await self.add(
            questions,
            {
                "key": question.key,
                "place": question.place,
                "asker": question.asker,
                "text": question.text,
                "language": question.language,
                "wants": question.wants.value,
                "held_until": question.held_until,
                "asked_at": question.asked_at,
                "edited_at": question.edited_at,
                "thread": question.thread,
                "captured_by": question.captured_by.value,
                "visibility": question.visibility.value,
                "remembered_at": now,
                "seen_until": question.seen_until,
            },
        )
        if is_new:
            await self.index_question(question.key)
        return is_new

    async def end_log(self, workspace: str, captured_by: CapturedBy, at: datetime) -> None:
        """Note when the last event was in a log of a workspace: until then it was watched."""
        mine = self.mine(questions, captured_by=captured_by.value)
        there = questions.c.place.startswith(f"{workspace}/", autoescape=True)
        earlier = questions.c.seen_until < at  # what was heard live has no such end
        await self.run(update(questions).where(mine, there, earlier).values(seen_until=at))

    async def recapture(self, question: str, captured_by: CapturedBy) -> bool:
        """Let a question of the baseline, with its answers, count as captured another way."""
        heard = CapturedBy.LISTENING.value
        first = update(questions).where(self.mine(questions, key=question, captured_by=heard))
        if not await self.changed(first.values(captured_by=captured_by.value)):
            return False
        replies = update(answers).where(self.mine(answers, question=question, captured_by=heard))
        await self.run(replies.values(captured_by=captured_by.value))
        await self.index_question(question)
        return True

    async def revise_question(
        self,
        key: str,
        text: str | None,
        edited_at: datetime | None,
        language: str | None = None,
        wants: Wants | None = None,
    ) -> bool:
        """Take a newer text, and what it tells; False when gone, or when it is newer still."""
        told = {"language": language, "wants": wants.value if wants else None}
        news = {name: value for name, value in told.items() if value}
        if await self._revise(questions, key, text, edited_at, **news):
            await self.index_question(key)
            return True
        if news and edited_at:  # of one taken back, the newest version still tells what it was
            older = questions.c.edited_at.is_(None) | (questions.c.edited_at < edited_at)
            gone = self.mine(questions, key=key) & questions.c.gone_at.is_not(None)
            await self.run(update(questions).where(gone, older).values(edited_at=edited_at, **news))
        return False

    async def echoes(self, question: str) -> Mapping[str, str]:
        """Return our posts of a question in further places, by place."""
        posted = echoes.c.thread.is_not(None)
        rows = await self.run(select(echoes).where(self.mine(echoes, question=question), posted))
        return {row.place: row.thread for row in sorted(rows, key=lambda row: row.place)}

    async def echoes_from(self, place: str) -> Mapping[str, Sequence[str]]:
        """Return the further places in which questions of a place are posted, by question."""
        asked = select(questions.c.key).where(self.mine(questions, place=place))
        posted = echoes.c.thread.is_not(None) & echoes.c.question.in_(asked)
        found: dict[str, list[str]] = {}
        for row in await self.run(select(echoes).where(self.mine(echoes), posted)):
            found.setdefault(row.question, []).append(row.place)
        return {question: sorted(others) for question, others in sorted(found.items())}

    async def set_thread(self, question: str, thread: str, place: str) -> None:
        """Tell in which thread of a place the answers come; in a further place, its own."""
        mine = self.mine(questions, key=question)
        first = mine & questions.c.thread.is_(None) & (questions.c.place == place)
        if not await self.changed(update(questions).where(first).values(thread=thread)):
            await self.add(echoes, {"question": question, "place": place, "thread": thread})

    async def set_verdict(self, question: str, verdict: Verdict | None, at: datetime) -> bool:
        """Take the asker's newest word; False when a newer one is known."""
        older = questions.c.verdict_at.is_(None) | (questions.c.verdict_at < at)
        is_newest = await self.changed(
            update(questions)
            .where(self.mine(questions, key=question), older)
            .values(verdict=verdict.value if verdict else None, verdict_at=at)
        )
        if is_newest:
            await self.count_uses_of_answers(answers.c.question == question)
        if is_newest and verdict is not Verdict.SOLVED:
            await self._take_nothing(question)
        return is_newest

    async def _take_nothing(self, question: str) -> None:
        """Take back that something shown for a question solved it."""
        taken = self.mine(suggestions, about=question) & suggestions.c.taken_at.is_not(None)
        undone = update(suggestions).where(taken).values(taken_at=None)
        for row in (await self.run(undone.returning(suggestions.c.item))).all():
            await self.count_uses_of(row.item)

    async def close(self, question: str, at: datetime) -> None:
        """Note that the asker needs no answer any more."""
        mine = self.mine(questions, key=question)
        open_still = questions.c.closed_at.is_(None)
        await self.run(update(questions).where(mine, open_still).values(closed_at=at))

    async def answer(self, key: str) -> Answer | None:
        """Return the answer with this key, or that we posted as this message."""
        row = await self.one(select(answers).where(self.mine(answers, key=key)))
        if row is None:
            row = await self.one(select(answers).where(self.mine(answers, posted_as=key)))
        return _answer(row) if row else None

    async def answered_by(self, accounts: Sequence[str]) -> Sequence[Question]:
        """Return the questions that stand and that somebody answered, by key."""
        given = select(answers.c.question).where(
            self.mine(answers), answers.c.author.in_(accounts), answers.c.gone_at.is_(None)
        )
        mine = self.mine(questions) & questions.c.gone_at.is_(None)
        rows = await self.run(select(questions).where(mine, questions.c.key.in_(given)))
        return sorted(map(question_of, rows), key=lambda each: each.key)

    async def answers_to(self, question: str) -> Sequence[Answer]:
        """Return the answers to a question that stand, oldest first.

        What its asker said there from another account of theirs is none.
        """
        mine = self.mine(answers, question=question) & answers.c.gone_at.is_(None)
        of_question = (questions.c.organisation == answers.c.organisation) & (
            questions.c.key == answers.c.question
        )
        rows = await self.run(
            select(answers)
            .join(questions, of_question)
            .where(mine, by_another(answers.c.author, questions.c.asker))
        )
        return sorted(map(_answer, rows), key=lambda each: (each.answered_at, each.key))

    async def set_answer_post(self, answer: str, message: str) -> None:
        """Tell as which message we posted an answer."""
        mine = self.mine(answers, key=answer)
        await self.run(update(answers).where(mine).values(posted_as=message))

    async def marked_by(self, question: str, person: str) -> Sequence[str]:
        """Return the answers to a question that a person marked helpful."""
        stand = self.mine(answers, question=question) & answers.c.gone_at.is_(None)
        rows = await self.run(
            select(helpful.c.answer).where(
                self.mine(helpful),
                helpful.c.answer.in_(select(answers.c.key).where(stand)),
                person_behind(helpful.c.by) == self.first_of(person),
                helpful.c.on == true(),
            )
        )
        return sorted(row.answer for row in rows)

    async def add_answer(self, answer: Answer, now: datetime) -> bool:
        """Remember an answer; False when it is known."""
        is_new = await self.add(
            answers,
            {
                "key": answer.key,
                "question": answer.question,
                "author": answer.author,
                "text": answer.text,
                "answered_at": answer.answered_at,
                "edited_at": answer.edited_at,
                "posted_as": answer.posted_as,
                "captured_by": answer.captured_by.value,
                "remembered_at": now,
            },
        )
        if is_new:
            await self.index_answer(answer.key)
        return is_new

    async def revise_answer(self, key: str, text: str | None, edited_at: datetime | None) -> bool:
        """Take a newer text; False when the answer is gone or its text is newer still."""
        if not await self._revise(answers, key, text, edited_at):
            return False
        await self.index_answer(key)
        return True

    async def mark_helpful(self, answer: str, by: str, at: datetime, *, on: bool) -> bool:
        """Put a mark on an answer or take it back; False when a newer word on it is known."""
        is_news = await self.add(helpful, {"answer": answer, "by": by, "at": at, "on": on})
        if not is_news:
            mine = self.mine(helpful, answer=answer, by=by)
            newer = update(helpful).where(mine, helpful.c.at < at).values(at=at, on=on)
            is_news = await self.changed(newer)
        if is_news:
            await self.count_uses_of_answers(answers.c.key == answer)
        return is_news

    async def marked_at(self, answer: str, by: str) -> datetime | None:
        """Return since when somebody's mark stands on an answer; None where none does."""
        mine = self.mine(helpful, answer=answer, by=by)
        row = await self.one(select(helpful.c.at).where(mine, helpful.c.on == true()))
        return row.at if row else None

    async def take_back(self, message: str, at: datetime) -> bool:
        """Drop the text of a question or answer and say since when; False when it is neither.

        The newest word of its author counts: what they brought back later stands.
        """
        for table in (questions, answers):
            known = self.mine(table, key=message)
            if table is questions:  # of a question by command, its post
                posted = self.mine(table, thread=message)
                known |= posted & table.c.captured_by.in_([each.value for each in POSTED])
            else:  # of an answer from a form, its post
                known |= self.mine(table, posted_as=message)
            older = table.c.gone_at.is_(None) | (table.c.gone_at < at)
            stood = table.c.restored_at.is_(None) | (table.c.restored_at < at)
            gone = update(table).where(known, older, stood)
            dropped = await self._changed_keys(gone.values(gone_at=at, text=None), table)
            await self._index_anew(table, dropped)
            if dropped or await self.one(select(table.c.key).where(known)):
                return True
        return await self._take_example_back(message, at)

    async def bring_back(self, message: str, by: str, text: str, at: datetime) -> bool:
        """Let a question or answer of somebody's stand again; False when it was not gone by then.

        An older delete that comes later changes nothing any more, nor one of the same time: nothing
        is brought back that was not deleted first.
        """
        for table, author in ((questions, questions.c.asker), (answers, answers.c.author)):
            theirs = self.mine(table, key=message) & (author == by)
            edited_at = case((table.c.edited_at > at, table.c.edited_at), else_=literal(at, Moment))
            back = update(table).where(theirs, table.c.gone_at <= at)
            news = {"gone_at": None, "text": text, "edited_at": edited_at, "restored_at": at}
            stand = await self._changed_keys(back.values(news), table)
            older = table.c.restored_at.is_(None) | (table.c.restored_at < at)
            await self.run(update(table).where(theirs, older).values(restored_at=at))
            await self._index_anew(table, stand)
            if stand:
                return True
        return False

    async def _index_anew(self, table: Table, keys: Sequence[str]) -> None:
        for key in keys:
            await (self.index_question if table is questions else self.index_answer)(key)

    async def _changed_keys(self, change: Update, table: Table) -> Sequence[str]:
        """Change rows; return the keys of those that it was for."""
        return [row.key for row in await self.run(change.returning(table.c.key))]

    async def _take_example_back(self, message: str, at: datetime) -> bool:
        known = self.mine(examples, key=message) | self.mine(examples, posted_as=message)
        nothing = dict.fromkeys(("title", "did", "result", "again", "link", "contact"))
        since = func.coalesce(examples.c.gone_at, at)
        gone = update(examples).where(known).values(**nothing, gone_at=since)
        dropped = await self._changed_keys(gone, examples)
        for key in dropped:
            await self.index_example(key)
        return bool(dropped)

    async def _revise(
        self, table: Table, key: str, text: str | None, edited_at: datetime | None, **news: str
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
            .values(text=text, edited_at=edited_at, **news)
        )


def _answer(row: Row[Any]) -> Answer:
    return Answer(
        key=row.key,
        question=row.question,
        author=row.author,
        text=row.text,
        answered_at=row.answered_at,
        captured_by=CapturedBy(row.captured_by),
        edited_at=row.edited_at,
        posted_as=row.posted_as,
        gone=row.gone_at is not None,
    )


def _question(row: Row[Any] | None) -> Question | None:
    return question_of(row) if row else None


def question_of(row: Row[Any]) -> Question:
    """Return the question that a row holds."""
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
        language=row.language,
        wants=Wants(row.wants),
        held_until=row.held_until,
        closed_at=row.closed_at,
        judged_at=row.verdict_at,
        seen_until=row.seen_until,
    )
