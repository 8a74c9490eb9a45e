"""What measures are made of: who asked, who answered, who said that it helped."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Function, Row, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.facts import Answered, Asked, Facts, Helped, Learnt, Lessons, Shared
from bot.model import Phase, Verdict, Visibility, Wants
from store.accounts import person_behind
from store.base import Base
from store.tables import (
    answers,
    examples,
    gaps,
    helpful,
    insights,
    places,
    questions,
    suggestions,
)

_OF_QUESTION = (answers.c.organisation == questions.c.organisation) & (
    answers.c.question == questions.c.key
)


class FactsOf(Base):
    """The part of what can be looked up about what figures are made of.

    Nothing is read but the columns that they need: a year of words would not fit.
    """

    async def facts(self, start: datetime, end: datetime, *, place: str | None = None) -> Facts:
        """Return the facts of a window, of one place where one is named."""
        window = self.mine(questions, wants=Wants.ANSWER.value)
        window &= (questions.c.asked_at >= start) & (questions.c.asked_at < end)
        if place:
            window &= questions.c.place == place
        asked = await self._what_was_asked(window, end)
        answered = await self._what_was_answered(window, end, asked)
        helped = await self._what_helped(window, end, asked, answered)
        return Facts(start, end, tuple(each for each, _ in asked), tuple(answered), tuple(helped))

    async def lessons(self, start: datetime, end: datetime) -> Lessons:
        """Return what was shared and concluded in a window."""
        shared = await self.run(
            select(examples.c.key, person_behind(examples.c.author).label("author"))
            .where(self.mine(examples), examples.c.gone_at.is_(None))
            .where(examples.c.shared_at >= start, examples.c.shared_at < end)
        )
        learnt = await self.run(
            select(insights.c.key, insights.c.action.is_not(None).label("has_action"))
            .where(self.mine(insights))
            .where(insights.c.at >= start, insights.c.at < end)
        )
        return Lessons(
            start,
            end,
            tuple(Shared(row.key, row.author) for row in shared),
            tuple(Learnt(row.key, row.has_action) for row in learnt),
        )

    # What came after the end is left out here and not by the database: one that knows no better
    # would begin with everything that was ever answered or marked before it.

    async def _what_was_asked(
        self, window: ColumnElement[bool], end: datetime
    ) -> list[tuple[Asked, str]]:
        """Return questions, each with the person who asked, whether or not it was taken back."""
        of_question = self.mine(suggestions) & (suggestions.c.about == questions.c.key)
        taken = select(func.min(suggestions.c.taken_at)).where(of_question).scalar_subquery()
        rows = await self.run(
            select(
                questions.c.key,
                questions.c.place,
                person_behind(questions.c.asker).label("person"),
                questions.c.gone_at,
                questions.c.closed_at,
                questions.c.asked_at.label("at"),
                questions.c.captured_by,
                questions.c.verdict,
                questions.c.verdict_at,
                questions.c.seen_until,
                taken.label("taken_at"),
            ).where(window)
        )
        return [(_asked(row, end), row.person) for row in rows.all()]

    async def _what_was_answered(
        self, window: ColumnElement[bool], end: datetime, asked: Sequence[tuple[Asked, str]]
    ) -> list[Answered]:
        """Return the answers that stand; what the asker wrote is none."""
        rows = await self.run(
            select(
                answers.c.key,
                answers.c.question,
                person_behind(answers.c.author).label("person"),
                answers.c.answered_at.label("at"),
                answers.c.gone_at,
            )
            .join(questions, _OF_QUESTION)
            .where(window)
        )
        of = {each.key: (each, person) for each, person in asked}
        found = []
        for row in rows.all():
            question, asker = of[row.question]
            is_given = row.gone_at is None and row.person != asker
            if is_given and _is_seen(row.at, end, question):
                found.append(Answered(row.key, row.question, row.person, row.at))
        return found

    async def _what_helped(
        self,
        window: ColumnElement[bool],
        end: datetime,
        asked: Sequence[tuple[Asked, str]],
        answered: Sequence[Answered],
    ) -> Iterable[Helped]:
        """Return the marks that stand, the first of each person; on one's own words is none."""
        marked = select(answers.c.key).join(questions, _OF_QUESTION).where(window)
        rows = await self.run(
            select(helpful.c.answer, person_behind(helpful.c.by).label("person"), helpful.c.at)
            .where(self.mine(helpful), helpful.c.answer.in_(marked))
            .where(helpful.c.on == true())
        )
        of = {each.key: each for each, _ in asked}
        given = {each.key: each for each in answered}
        first: dict[tuple[str, str], Helped] = {}
        for row in rows:
            answer = given.get(row.answer)
            if answer is None or answer.author == row.person:
                continue
            if not _is_seen(row.at, end, of[answer.question]):
                continue
            mark = Helped(row.answer, row.person, row.at)
            other = first.setdefault((row.answer, row.person), mark)
            if mark.at < other.at:  # put from another account of theirs
                first[row.answer, row.person] = mark
        return first.values()


def _asked(row: Row[Any], end: datetime) -> Asked:
    """Return a question as it stood at the end, or when the log that it comes from ended."""
    until = min(end, row.seen_until or end)

    def is_past(at: datetime | None) -> bool:
        return at is not None and at < end and at <= (row.seen_until or at)

    is_judged = row.verdict is not None and is_past(row.verdict_at)
    solved_at = row.verdict_at if is_judged and row.verdict == Verdict.SOLVED.value else None
    return Asked(
        key=row.key,
        place=row.place,
        asker=None if row.gone_at else row.person,
        at=row.at,
        captured_by=row.captured_by,
        until=until,
        solved_at=solved_at,
        is_judged=is_judged,
        is_self_served=solved_at is not None and is_past(row.taken_at),
        is_ended=is_past(row.gone_at) or is_past(row.closed_at),
    )


def _is_seen(at: datetime, end: datetime, question: Asked) -> bool:
    """Tell whether something was seen: before the end, and while its question was watched."""
    return at < end and at <= question.until


async def first_and_last(
    connection: AsyncConnection, organisation: str, now: datetime
) -> tuple[datetime, datetime]:
    """Return when the first question was asked, and until when was looked whether it is answered.

    That is now; where all of it comes from logs, the last event in these.
    """
    # All that is counted follows from questions, so one of them comes first.
    first = await _most(connection, organisation, func.min, questions.c.asked_at)
    if first is None:
        return now, now
    live = (questions.c.organisation == organisation) & questions.c.seen_until.is_(None)
    is_live = (await connection.execute(select(questions.c.key).where(live).limit(1))).first()
    last = await _most(connection, organisation, func.max, questions.c.seen_until)
    return first, now if is_live or last is None else last


async def workspaces_of(connection: AsyncConnection, organisation: str) -> list[str]:
    """Return the workspaces in which a place takes part or is listened to, by key."""
    mine = (places.c.organisation == organisation) & (places.c.phase != Phase.OFF.value)
    rows = await connection.execute(select(places.c.workspace).where(mine).distinct())
    return sorted(row.workspace for row in rows)


async def gaps_of(
    connection: AsyncConnection, organisation: str, start: datetime, end: datetime
) -> timedelta:
    """Return for how long within a window nothing is known, in all workspaces together."""
    mine = (gaps.c.organisation == organisation) & (gaps.c.since < end) & (gaps.c.until > start)
    rows = await connection.execute(select(gaps.c.since, gaps.c.until).where(mine))
    lasting = (min(row.until, end) - max(row.since, start) for row in rows)
    return sum(lasting, timedelta())


async def places_of(connection: AsyncConnection, organisation: str) -> list[Any]:
    """Return key, name, phase, visibility, zone, language and owner of each place, by name.

    Nobody's direct line with us is among them: none takes part, and who has one is their own.
    """
    shown = ("key", "name", "phase", "visibility", "zone", "language", "owner")
    ours = (places.c.organisation == organisation) & (
        places.c.visibility != Visibility.DIRECT.value
    )
    rows = await connection.execute(select(*(places.c[name] for name in shown)).where(ours))
    return sorted(rows, key=lambda each: (each.name or "", each.key))


async def last_activity(
    connection: AsyncConnection, organisation: str, place: str
) -> datetime | None:
    """Return when something was last asked or answered in a place."""
    mine = (questions.c.organisation == organisation) & (questions.c.place == place)
    asked = await connection.execute(select(func.max(questions.c.asked_at)).where(mine))
    answered = await connection.execute(
        select(func.max(answers.c.answered_at)).join(questions, _OF_QUESTION).where(mine)
    )
    found = [at for at in (asked.scalar_one(), answered.scalar_one()) if at]
    return max(found, default=None)


async def _most(
    connection: AsyncConnection,
    organisation: str,
    most: Callable[[Column[datetime]], Function[datetime]],
    column: Column[datetime],
) -> datetime | None:
    """Return the least or the greatest time in a column; one alone, so that an index can tell."""
    mine = column.table.c.organisation == organisation
    found: datetime | None = (await connection.execute(select(most(column)).where(mine))).scalar()
    return found
