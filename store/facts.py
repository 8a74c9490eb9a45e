"""What measures are made of: who asked, who answered, who said that it helped."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, true, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Phase, Wants
from store.accounts import by_another, person_behind
from store.tables import answers, gaps, helpful, places, questions


@dataclass(frozen=True)
class Asked:
    """A question; ``asker`` is none when it was taken back (it still counts, its asker not)."""

    key: str
    place: str
    asker: str | None
    at: datetime
    captured_by: str
    solved_at: datetime | None


@dataclass(frozen=True)
class Answered:
    """An answer by somebody else; ``author`` is none when it was taken back."""

    key: str
    question: str
    author: str | None
    at: datetime


@dataclass(frozen=True)
class Helped:
    """A mark that an answer helped, by somebody who did not write it."""

    answer: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Facts:
    """All questions asked in [start, end), with their answers and marks before the end.

    People are counted, not accounts: each goes by the first of theirs.
    """

    asked: tuple[Asked, ...]
    answered: tuple[Answered, ...]
    helped: tuple[Helped, ...]


async def facts(
    connection: AsyncConnection,
    organisation: str,
    start: datetime,
    end: datetime,
    place: str | None = None,
) -> Facts:
    """Return the facts of a window, of one place where one is named."""
    window = (
        (questions.c.organisation == organisation)
        & (questions.c.wants == Wants.ANSWER.value)
        & (questions.c.asked_at >= start)
        & (questions.c.asked_at < end)
    )
    if place:
        window &= questions.c.place == place
    of_question = (answers.c.organisation == questions.c.organisation) & (
        answers.c.question == questions.c.key
    )
    of_answer = (helpful.c.organisation == answers.c.organisation) & (
        helpful.c.answer == answers.c.key
    )
    before_end = window & (answers.c.answered_at < end)
    asked = await connection.execute(
        select(questions, person_behind(questions.c.asker).label("person")).where(window)
    )
    by_somebody_else = by_another(answers.c.author, questions.c.asker)
    answered = await connection.execute(
        select(answers, person_behind(answers.c.author).label("person"))
        .join(questions, of_question)
        .where(before_end, by_somebody_else)
    )
    helped = await connection.execute(
        select(helpful, person_behind(helpful.c.by).label("person"))
        .join(answers, of_answer)
        .join(questions, of_question)
        .where(before_end, by_somebody_else, by_another(helpful.c.by, answers.c.author))
        .where(helpful.c.on == true(), helpful.c.at < end)
    )
    marks: dict[tuple[str, str], Helped] = {}
    for row in sorted(helped, key=lambda row: (row.at, row.by)):
        marks.setdefault((row.answer, row.person), Helped(row.answer, row.person, row.at))
    return Facts(
        tuple(
            Asked(
                row.key,
                row.place,
                None if row.gone_at else row.person,
                row.asked_at,
                row.captured_by,
                row.verdict_at if row.verdict == "solved" and row.verdict_at < end else None,
            )
            for row in asked
        ),
        tuple(
            Answered(row.key, row.question, None if row.gone_at else row.person, row.answered_at)
            for row in answered
        ),
        tuple(marks.values()),
    )


async def first_and_last(
    connection: AsyncConnection, organisation: str
) -> tuple[datetime, datetime] | None:
    """Return when the first and the last thing happened that is remembered; None for nothing."""
    happened = union_all(
        *(
            select(column.label("at")).where(column.table.c.organisation == organisation)
            for column in (questions.c.asked_at, answers.c.answered_at, helpful.c.at)
        )
    ).subquery()
    row = (await connection.execute(select(func.min(happened.c.at), func.max(happened.c.at)))).one()
    return (row[0], row[1]) if row[0] else None


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
    of_question = (answers.c.organisation == questions.c.organisation) & (
        answers.c.question == questions.c.key
    )
    asked = await connection.execute(select(func.max(questions.c.asked_at)).where(mine))
    answered = await connection.execute(
        select(func.max(answers.c.answered_at)).join(questions, of_question).where(mine)
    )
    found = [at for at in (asked.scalar_one(), answered.scalar_one()) if at]
    return max(found, default=None)
