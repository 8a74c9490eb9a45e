"""What measures are made of: who asked, who answered, who said that it helped."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Function, Row, case, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.facts import Answered, Asked, Facts, Helped, Learnt, Lessons, Shared
from bot.model import Phase, Verdict, Wants
from store.accounts import person_behind
from store.base import Base
from store.tables import answers, examples, gaps, helpful, insights, places, questions

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
        askers = {each.key: person for each, person in asked}
        answered = await self._what_was_answered(window, end, askers)
        authors = {each.key: person for each, person in answered}
        helped = await self._what_helped(window, end, authors)
        return Facts(
            start,
            end,
            tuple(each for each, _ in asked),
            tuple(each for each, _ in answered),
            tuple(helped),
        )

    async def lessons(self, start: datetime, end: datetime) -> Lessons:
        """Return what was shared and concluded in a window."""
        person = case((examples.c.gone_at.is_(None), person_behind(examples.c.author)))
        shared = await self.run(
            select(examples.c.key, person.label("author"))
            .where(self.mine(examples))
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

    async def _what_was_asked(
        self, window: ColumnElement[bool], end: datetime
    ) -> list[tuple[Asked, str]]:
        """Return questions, each with the person who asked, whether or not it was taken back."""
        is_solved = questions.c.verdict == Verdict.SOLVED.value
        solved_at = case((is_solved & (questions.c.verdict_at < end), questions.c.verdict_at))
        rows = await self.run(
            select(
                questions.c.key,
                questions.c.place,
                person_behind(questions.c.asker).label("person"),
                questions.c.gone_at.is_not(None).label("is_gone"),
                questions.c.asked_at.label("at"),
                questions.c.captured_by,
                solved_at.label("solved_at"),
            ).where(window)
        )
        return [
            (
                Asked(row.key, row.place, _who(row), row.at, row.captured_by, row.solved_at),
                row.person,
            )
            for row in rows.all()
        ]

    # What came after the end is left out here and not by the database: one that knows no better
    # would begin with everything that was ever answered or marked before it.

    async def _what_was_answered(
        self, window: ColumnElement[bool], end: datetime, askers: Mapping[str, str]
    ) -> list[tuple[Answered, str]]:
        """Return answers, each with the person who wrote it; what the asker wrote is none."""
        rows = await self.run(
            select(
                answers.c.key,
                answers.c.question,
                person_behind(answers.c.author).label("person"),
                answers.c.gone_at.is_not(None).label("is_gone"),
                answers.c.answered_at.label("at"),
            )
            .join(questions, _OF_QUESTION)
            .where(window)
        )
        return [
            (Answered(row.key, row.question, _who(row), row.at), row.person)
            for row in rows.all()
            if row.at < end and row.person != askers[row.question]
        ]

    async def _what_helped(
        self, window: ColumnElement[bool], end: datetime, authors: Mapping[str, str]
    ) -> Iterable[Helped]:
        """Return the marks that stand, the first of each person; on one's own words is none."""
        marked = select(answers.c.key).join(questions, _OF_QUESTION).where(window)
        rows = await self.run(
            select(helpful.c.answer, person_behind(helpful.c.by).label("person"), helpful.c.at)
            .where(self.mine(helpful), helpful.c.answer.in_(marked))
            .where(helpful.c.on == true())
        )
        first: dict[tuple[str, str], Helped] = {}
        for row in rows:
            if row.at < end and authors.get(row.answer, row.person) != row.person:
                mark = Helped(row.answer, row.person, row.at)
                other = first.setdefault((row.answer, row.person), mark)
                if mark.at < other.at:  # put from another account of theirs
                    first[row.answer, row.person] = mark
        return first.values()


def _who(row: Row[Any]) -> str | None:
    """Return who somebody's words were; nobody's any more where they were taken back."""
    return None if row.is_gone else str(row.person)


async def first_and_last(
    connection: AsyncConnection, organisation: str
) -> tuple[datetime, datetime] | None:
    """Return when the first and the last thing happened that is remembered; None for nothing."""
    # All of it follows from questions, so one of them comes first.
    first = await _most(connection, organisation, func.min, questions.c.asked_at)
    if first is None:
        return None
    ends = (questions.c.asked_at, answers.c.answered_at, helpful.c.at)
    last = [await _most(connection, organisation, func.max, each) for each in ends]
    return first, max(each for each in last if each)


async def has_place(connection: AsyncConnection, organisation: str, place: str) -> bool:
    """Tell whether a place with this key is known."""
    mine = (places.c.organisation == organisation) & (places.c.key == place)
    return (await connection.execute(select(places.c.key).where(mine))).first() is not None


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
    """Return key, name, phase, visibility, zone, language and owner of each place, by name."""
    shown = ("key", "name", "phase", "visibility", "zone", "language", "owner")
    rows = await connection.execute(
        select(*(places.c[name] for name in shown)).where(places.c.organisation == organisation)
    )
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
