"""Everything remembered, as plain objects: two databases with one history print the same.

What was taken back prints as a tombstone: its times, no text, and in place of a person a
random token, one per person.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, Table, case, exists, func, literal, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.mentions import mentions_in, with_names
from bot.model import CapturedBy, Wants
from store.accounts import by_another, person_behind
from store.tables import (
    answers,
    dead_letters,
    declines,
    examples,
    gaps,
    helpful,
    inbox,
    insights,
    interests,
    members,
    outbox,
    passes,
    persons,
    places,
    questions,
    searches,
    suggestions,
)

Object = dict[str, Any]

_OF_QUESTION = (questions.c.organisation == answers.c.organisation) & (
    questions.c.key == answers.c.question
)

LEVELS = {"who": "1", "thread": "2", "asker": "3"}
"""The levels of asking around, by the kind of what was sent."""


async def dump(connection: AsyncConnection, under: str = "") -> AsyncIterator[Object]:
    """Yield every object whose key begins with ``under``, sorted by type and key."""
    names = await _names(connection)
    for kind, (statement, shown) in sorted(_kinds().items()):
        async with connection.stream(statement) as rows:
            async for row in rows:
                if not row.key.startswith(under):
                    continue
                shared = {"type": kind, "organisation": row.organisation, "key": row.key}
                yield shared | _named(dict(shown(row)), names, row)


async def _names(connection: AsyncConnection) -> Mapping[tuple[str, str], str]:
    """Return the names of people and places, by organisation and key."""
    found: dict[tuple[str, str], str] = {}
    for table in (persons, places):
        rows = await connection.execute(
            select(table.c.organisation, table.c.key, table.c.name).where(table.c.name.is_not(None))
        )
        found |= {(row.organisation, row.key): row.name for row in rows}
    return found


def _named(shown: Object, names: Mapping[tuple[str, str], str], row: Row[Any]) -> Object:
    """Return an object in whose words the names stand of whom and what they mention."""
    return {name: _worded(value, names, row) for name, value in shown.items()}


def _worded(value: Any, names: Mapping[tuple[str, str], str], row: Row[Any]) -> Any:
    if not isinstance(value, str):
        return value
    workspace = row.key.partition("/")[0]
    known = {
        (sign, key): f"{sign}{names[at]}"
        for sign, key in mentions_in(value)
        if (at := (row.organisation, f"{workspace}/{key}")) in names
    }
    return with_names(value, known)


def iso(at: datetime | None) -> str | None:
    """Return a time as ISO 8601 in UTC."""
    return at.isoformat().replace("+00:00", "Z") if at else None


def _kinds() -> dict[str, tuple[Select[Any], Callable[[Row[Any]], Mapping[str, Any]]]]:
    return {
        "action": (_actions(), _action),
        "answer": (_answers(), _answer),
        "count": (_counts(), lambda row: {"count": row.count}),
        "decline": (_all(declines), _decline),
        "digest": (_digests(), _digest),
        "example": (_examples(), _example),
        "gap": (_all(gaps), _gap),
        "helpful": (_helpful(), _mark),
        "insight": (_insights(), _insight),
        "interest": (_all(interests), lambda row: {"place": row.place, "at": iso(row.at)}),
        "member": (_members(), lambda row: {"place": row.place, "person": row.person}),
        "nudge": (_nudges(), _nudge),
        "pass_on": (_all(passes), _pass),
        "person": (_persons(), _person),
        "place": (_all(places), _place),
        "question": (_questions(Wants.ANSWER), _question),
        "request": (_questions(Wants.EXAMPLE), _request),
        "search": (_all(searches), _search),
        "skipped": (_skipped(), _skip),
        "suggestion": (_suggestions(), _suggestion),
    }


def _all(table: Table) -> Select[Any]:
    return select(table).order_by(table.c.key, table.c.organisation)


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
        "zone": row.zone or row.zone_told,
        "language": row.language or row.language_told,
        "team": row.team,
        "hours": row.hours,
        "topics": (row.topics or "").splitlines(),
        "bot": False,  # bots are never remembered
        "active": row.active,
        "accounts": sorted(row.accounts.splitlines()),
    }


def _question(row: Row[Any]) -> Object:
    solved = row.verdict == "solved"
    shown = {
        "place": row.place,
        "asker": row.asker,
        "text": row.text,
        "language": row.language,
        "asked_at": iso(row.asked_at),
        "posted_as": row.thread if CapturedBy(row.captured_by).is_posted else None,
        "state": _state(row),
        "verdict": row.verdict,
        "verdict_at": iso(row.verdict_at) if row.verdict else None,
        "solved_at": iso(row.verdict_at) if solved else None,
        "closed_at": iso(row.closed_at),
        "seen_until": iso(row.seen_until),
        "captured_by": row.captured_by,
        "visibility": row.visibility,
    }
    return _tombstone(shown, "asker", row) if row.gone_at else shown


def _state(row: Row[Any]) -> str:
    if row.verdict == "solved":
        return "solved"
    if row.gone_at or row.closed_at:
        return "closed"
    if row.is_answered:
        return "answered"
    return "held" if row.held_until and not row.thread else "open"


def _request(row: Row[Any]) -> Object:
    reassured = row.verdict == "solved"
    shown = {
        "place": row.place,
        "asker": row.asker,
        "text": row.text,
        "asked_at": iso(row.asked_at),
        "first_example_at": iso(row.first_example_at),
        "reassured_at": iso(row.verdict_at) if reassured else None,
    }
    return _tombstone(shown, "asker", row) if row.gone_at else shown


def _example(row: Row[Any]) -> Object:
    shown = {
        "place": row.place,
        "author": row.author,
        "title": row.title,
        "did": row.did,
        "result": row.result,
        "again": row.again,
        "link": row.link,
        "shared_at": iso(row.shared_at),
    }
    if not row.gone_at:
        return shown
    words = ("title", "did", "result", "again", "link")
    kept = {name: value for name, value in shown.items() if name not in words}
    return _tombstone(kept, "author", row)


def _decline(row: Row[Any]) -> Object:
    return {"question": row.question, "reason": row.reason, "at": iso(row.at)}


def _pass(row: Row[Any]) -> Object:
    return {"item": row.item, "by": row.by, "to": row.to, "at": iso(row.at)}


def _search(row: Row[Any]) -> Object:
    return {"words": row.words, "results": row.results, "at": iso(row.at)}


def _suggestion(row: Row[Any]) -> Object:
    of = "search" if row.is_search else "question"
    taken = {"taken": row.taken_at is not None, "taken_at": iso(row.taken_at)}
    return {of: row.about, "shown": row.item, **taken, "at": iso(row.at)}


def _insight(row: Row[Any]) -> Object:
    shown = {"place": row.place, "by": row.by, "text": row.text, "at": iso(row.at)}
    return _tombstone(shown, "by", row) if row.gone_at else shown


def _action(row: Row[Any]) -> Object:
    shown = {
        "insight": row.insight,
        "text": row.action,
        "owner": row.owner,
        "due": row.due,
        "outcome": row.outcome,
        "at": iso(row.outcome_at),
    }
    if not row.gone_at:
        return shown
    kept = {name: shown[name] for name in ("insight", "due", "at")}
    return kept | {"gone_at": iso(row.gone_at), "gone": True}


def _nudge(row: Row[Any]) -> Object:
    return {
        "question": row.about,
        "to": row.target,
        "level": LEVELS[row.kind],
        "due_at": iso(row.wanted_at),
        "sent_at": iso(row.sent_at),
        "message": row.message,
    }


def _digest(row: Row[Any]) -> Object:
    return {
        "place": row.target,
        "period": row.period,
        "sent_at": iso(row.sent_at),
        "message": row.message,
    }


def _skip(row: Row[Any]) -> Object:
    return {"what": row.kind, "why": row.reason, "at": iso(row.sent_at)}


def _answer(row: Row[Any]) -> Object:
    shown = {
        "question": row.question,
        "author": row.author,
        "text": row.text,
        "answered_at": iso(row.answered_at),
        "captured_by": row.captured_by,
    }
    return _tombstone(shown, "author", row) if row.gone_at else shown


def _gap(row: Row[Any]) -> Mapping[str, Any]:
    shown = {"place": row.place, "from": iso(row.since), "to": iso(row.until)}
    return shown | {"reason": row.reason}


def _mark(row: Row[Any]) -> Object:
    by_asker = row.is_by_asker and not row.gone_at  # who took it back is not told
    return {"answer": row.answer, "by": row.by, "at": iso(row.at), "asker": by_asker}


def _tombstone(shown: Object, person: str, row: Row[Any]) -> Object:
    kept = {name: value for name, value in shown.items() if name != "text"}
    return kept | {person: row.token, "gone_at": iso(row.gone_at), "gone": True}


def _questions(wants: Wants) -> Select[Any]:
    mine = (answers.c.organisation == questions.c.organisation) & (
        answers.c.question == questions.c.key
    )
    by_somebody_else = by_another(answers.c.author, questions.c.asker)
    is_answered = exists().where(mine, answers.c.gone_at.is_(None), by_somebody_else)
    token = _token(questions.c.organisation, questions.c.asker)
    shared = (examples.c.organisation == questions.c.organisation) & (
        examples.c.request == questions.c.key
    )
    shared &= by_another(examples.c.author, questions.c.asker)
    # Of the bare column SQLite would go through all examples in order of time, for each request.
    shared_at = case((examples.c.request.is_not(None), examples.c.shared_at))
    first = select(func.min(shared_at)).where(shared).scalar_subquery()
    columns = (token, is_answered.label("is_answered"), first.label("first_example_at"))
    return (
        select(questions, *columns)
        .where(questions.c.wants == wants.value)
        .order_by(questions.c.key, questions.c.organisation)
    )


def _examples() -> Select[Any]:
    token = _token(examples.c.organisation, examples.c.author)
    return select(examples, token).order_by(examples.c.key, examples.c.organisation)


def _suggestions() -> Select[Any]:
    key = (suggestions.c.about + "/" + suggestions.c.item).label("key")
    is_search = exists().where(
        searches.c.organisation == suggestions.c.organisation, searches.c.key == suggestions.c.about
    )
    return select(suggestions, key, is_search.label("is_search")).order_by(
        key, suggestions.c.organisation
    )


def _insights() -> Select[Any]:
    token = _token(insights.c.organisation, insights.c.by)
    return select(insights, token).order_by(insights.c.key, insights.c.organisation)


def _actions() -> Select[Any]:
    key = (insights.c.key + literal("/action")).label("key")
    columns = [column for column in insights.c if column.name != "key"]
    return (
        select(*columns, insights.c.key.label("insight"), key)
        .where(insights.c.action.is_not(None))
        .order_by(key, insights.c.organisation)
    )


def _nudges() -> Select[Any]:
    level = case(*((outbox.c.kind == kind, level) for kind, level in LEVELS.items()))
    key = outbox.c.about + "/" + level + "/" + outbox.c.target
    again = case((outbox.c.period == "", ""), else_="/" + outbox.c.period)
    return _sent(LEVELS, (key + again).label("key"))


def _digests() -> Select[Any]:
    return _sent(("digest",), (outbox.c.target + "/" + outbox.c.period).label("key"))


def _sent(kinds: Iterable[str], key: Any) -> Select[Any]:
    """Return what went out of some kinds, under a key of its own."""
    return (
        select(outbox, key)
        .where(outbox.c.kind.in_(list(kinds)), outbox.c.state == "sent")
        .order_by(key, outbox.c.organisation)
    )


def _skipped() -> Select[Any]:
    key = outbox.c.about + "/" + outbox.c.kind + "/" + outbox.c.target + "/" + outbox.c.period
    key = key.label("key")
    told = outbox.c.reason != "nothing_to_say"
    return (
        select(outbox, key)
        .where(outbox.c.state == "skipped", told)
        .order_by(key, outbox.c.organisation)
    )


def _answers() -> Select[Any]:
    token = _token(answers.c.organisation, answers.c.author)
    return (
        select(answers, token)
        .join(questions, _OF_QUESTION)
        .where(by_another(answers.c.author, questions.c.asker))
        .order_by(answers.c.key, answers.c.organisation)
    )


def _token(organisation: Any, person: Any) -> Any:
    whose = (persons.c.organisation == organisation) & (persons.c.key == person)
    return select(persons.c.token).where(whose).scalar_subquery().label("token")


def _helpful() -> Select[Any]:
    key = (helpful.c.answer + "/" + helpful.c.by).label("key")
    is_by_asker = person_behind(helpful.c.by) == person_behind(questions.c.asker)
    return (
        select(helpful, key, questions.c.gone_at, is_by_asker.label("is_by_asker"))
        .join(
            answers,
            (answers.c.organisation == helpful.c.organisation)
            & (answers.c.key == helpful.c.answer),
        )
        .join(questions, _OF_QUESTION)
        .where(helpful.c.on == true(), answers.c.gone_at.is_(None))
        .where(by_another(answers.c.author, questions.c.asker))
        .where(by_another(helpful.c.by, answers.c.author))
        .order_by(key, helpful.c.organisation)
    )


def _persons() -> Select[Any]:
    """Return people with the keys of all accounts that each has, one a line."""
    account = persons.alias()
    first = func.coalesce(persons.c.same_as, persons.c.key)
    theirs = (account.c.email_hash == persons.c.email_hash) & (
        func.coalesce(account.c.same_as, account.c.key) == first
    )
    accounts = (
        select(func.aggregate_strings(account.c.key, "\n"))
        .where(account.c.organisation == persons.c.organisation, theirs)
        .correlate(persons)
        .scalar_subquery()
    )
    shown = func.coalesce(accounts, persons.c.key).label("accounts")  # without an address, itself
    return select(persons, shown).order_by(persons.c.key, persons.c.organisation)


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
