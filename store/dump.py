"""Everything remembered, as plain objects: two databases with one history print the same.

What was taken back prints as a tombstone: its times, no text, and in place of a person a
random token, one per person.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, exists, func, literal, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from store.tables import answers, dead_letters, helpful, inbox, members, persons, places, questions

Object = dict[str, Any]


async def dump(connection: AsyncConnection, under: str = "") -> AsyncIterator[Object]:
    """Yield every object whose key begins with ``under``, sorted by type and key."""
    for kind, (statement, shown) in sorted(_kinds().items()):
        async with connection.stream(statement) as rows:
            async for row in rows:
                if not row.key.startswith(under):
                    continue
                shared = {"type": kind, "organisation": row.organisation, "key": row.key}
                yield shared | dict(shown(row))


def iso(at: datetime | None) -> str | None:
    """Return a time as ISO 8601 in UTC."""
    return at.isoformat().replace("+00:00", "Z") if at else None


def _kinds() -> dict[str, tuple[Select[Any], Callable[[Row[Any]], Mapping[str, Any]]]]:
    return {
        "answer": (_answers(), _answer),
        "count": (_counts(), lambda row: {"count": row.count}),
        "helpful": (_helpful(), _mark),
        "member": (_members(), lambda row: {"place": row.place, "person": row.person}),
        "person": (select(persons).order_by(persons.c.key, persons.c.organisation), _person),
        "place": (select(places).order_by(places.c.key, places.c.organisation), _place),
        "question": (_questions(), _question),
    }


def _place(row: Row[Any]) -> Object:
    return {
        "name": row.name,
        "visibility": row.visibility,
        "phase": row.phase,
        "zone": row.zone,
        "language": row.language,
    }


def _person(row: Row[Any]) -> Object:
    return {
        "name": row.name,
        "zone": row.zone,
        "language": row.language,
        "team": None,
        "hours": None,
        "topics": [],
        "bot": False,  # bots are never remembered
        "active": True,
        "accounts": [row.key],
    }


def _question(row: Row[Any]) -> Object:
    solved = row.verdict == "solved"
    shown = {
        "place": row.place,
        "asker": row.asker,
        "text": row.text,
        "language": row.language,
        "asked_at": iso(row.asked_at),
        "posted_as": row.thread if row.captured_by == "command" else None,
        "state": _state(row),
        "verdict": row.verdict,
        "solved_at": iso(row.verdict_at) if solved else None,
        "captured_by": row.captured_by,
        "visibility": row.visibility,
    }
    return _tombstone(shown, "asker", row) if row.gone_at else shown


def _state(row: Row[Any]) -> str:
    if row.verdict == "solved":
        return "solved"
    if row.gone_at:
        return "closed"
    return "answered" if row.is_answered else "open"


def _answer(row: Row[Any]) -> Object:
    shown = {
        "question": row.question,
        "author": row.author,
        "text": row.text,
        "answered_at": iso(row.answered_at),
        "captured_by": row.captured_by,
    }
    return _tombstone(shown, "author", row) if row.gone_at else shown


def _mark(row: Row[Any]) -> Object:
    by_asker = row.by == row.asker and not row.gone_at  # who took it back is not told
    return {"answer": row.answer, "by": row.by, "at": iso(row.at), "asker": by_asker}


def _tombstone(shown: Object, person: str, row: Row[Any]) -> Object:
    kept = {name: value for name, value in shown.items() if name != "text"}
    return kept | {person: row.token, "gone_at": iso(row.gone_at), "gone": True}


def _questions() -> Select[Any]:
    mine = (answers.c.organisation == questions.c.organisation) & (
        answers.c.question == questions.c.key
    )
    is_answered = exists().where(mine, answers.c.gone_at.is_(None))
    token = _token(questions.c.organisation, questions.c.asker)
    return select(questions, token, is_answered.label("is_answered")).order_by(
        questions.c.key, questions.c.organisation
    )


def _answers() -> Select[Any]:
    token = _token(answers.c.organisation, answers.c.author)
    return select(answers, token).order_by(answers.c.key, answers.c.organisation)


def _token(organisation: Any, person: Any) -> Any:
    whose = (persons.c.organisation == organisation) & (persons.c.key == person)
    return select(persons.c.token).where(whose).scalar_subquery().label("token")


def _helpful() -> Select[Any]:
    key = (helpful.c.answer + "/" + helpful.c.by).label("key")
    return (
        select(helpful, key, questions.c.asker, questions.c.gone_at)
        .join(
            answers,
            (answers.c.organisation == helpful.c.organisation)
            & (answers.c.key == helpful.c.answer),
        )
        .join(
            questions,
            (questions.c.organisation == answers.c.organisation)
            & (questions.c.key == answers.c.question),
        )
        .where(helpful.c.on == true())
        .order_by(key, helpful.c.organisation)
    )


def _members() -> Select[Any]:
    key = (members.c.place + "/" + members.c.person).label("key")
    return (
        select(members, key)
        .where(members.c.present == true())
        .order_by(key, members.c.organisation)
    )


def _counts() -> Select[Any]:
    parked = (
        select(inbox.c.organisation, literal("parked").label("key"), func.count().label("count"))
        .where(inbox.c.state == "parked")
        .group_by(inbox.c.organisation)
    )
    dead = select(
        dead_letters.c.organisation, literal("dead").label("key"), func.count().label("count")
    ).group_by(dead_letters.c.organisation)
    both = dead.union_all(parked).subquery()
    return select(both).order_by(both.c.key, both.c.organisation)
