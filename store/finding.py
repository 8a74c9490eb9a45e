"""What is known and can be found again, within what a place may see."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    Table,
    and_,
    func,
    select,
    true,
    union,
    update,
)

from bot.model import CapturedBy, Item, Phase, Verdict, Visibility
from store.accounts import Accounts, by_another, person_behind
from store.tables import (
    answers,
    examples,
    helpful,
    places,
    questions,
    searches,
    suggestions,
)

_NOT_FOUND = (CapturedBy.LISTENING.value,)
"""How what is never found was captured."""

_LOOKED_AT = 2_000


class Finding(Accounts):
    """The part of a transaction about finding what was answered or shared before."""

    async def items(self, place: str, most: int, *, only_here: bool = False) -> Sequence[Item]:
        """Return what can be found from a place, the newest first.

        That is what was said in public places that take part, and in this place itself (for
        guests ``only_here``). Of each question it is the answer that helped most people.
        """
        asked = self._seen_from(questions, place, only_here=only_here)
        best = _best(await self.answers_where(asked, most))
        told = self._seen_from(examples, place, only_here=only_here)
        shared = await self._examples_where(told, most)
        found = [*best, *shared]
        return sorted(found, key=lambda each: (each.at, each.key), reverse=True)[:most]

    async def item(self, key: str) -> Item | None:
        """Return the answer or example with this key, or that stands in this message."""
        answered = (answers.c.key == key) | (answers.c.posted_as == key)
        shared = (examples.c.key == key) | (examples.c.posted_as == key)
        found = await self.answers_where(answered, 1) or await self._examples_where(shared, 1)
        return found[0] if found else None

    async def helped(self, author: str) -> Sequence[tuple[str, str]]:
        """Return whom somebody's answers helped: each with a person, the newest answers first.

        They marked it, said that it solved what they look for, or found their question solved when
        nobody else had answered it.
        """
        others = answers.alias()
        alone = ~(
            select(others.c.key)
            .where(
                _same(others, answers, question="question"),
                by_another(others.c.author, answers.c.author),
                by_another(others.c.author, questions.c.asker),
                others.c.gone_at.is_(None),
            )
            .exists()
        )
        mine = self.mine(answers) & (person_behind(answers.c.author) == self.first_of(author))
        mine &= answers.c.gone_at.is_(None)
        mine &= by_another(answers.c.author, questions.c.asker)
        theirs = select(answers.c.answered_at, answers.c.key).join(
            questions, _same(answers, questions, question="key")
        )
        told = questions.c.gone_at.is_(None) & questions.c.captured_by.not_in(_NOT_FOUND)
        taken = suggestions.c.taken_at.is_not(None)
        asked = questions.alias()
        ways = (
            theirs.add_columns(person_behind(helpful.c.by).label("person"))
            .join(helpful, _same(helpful, answers, answer="key"))
            .where(helpful.c.on == true()),
            theirs.add_columns(person_behind(questions.c.asker).label("person")).where(
                questions.c.verdict == Verdict.SOLVED.value, alone
            ),
            theirs.add_columns(person_behind(asked.c.asker).label("person"))
            .join(suggestions, _same(suggestions, answers, item="key"))
            .join(asked, _same(suggestions, asked, about="key"))
            .where(taken),
            theirs.add_columns(person_behind(searches.c.by).label("person"))
            .join(suggestions, _same(suggestions, answers, item="key"))
            .join(searches, _same(suggestions, searches, about="key"))
            .where(taken),
        )
        found = union(*(each.where(mine, told) for each in ways)).subquery()
        rows = await self.run(
            select(found)
            .where(found.c.person != self.first_of(author))
            .order_by(found.c.answered_at.desc(), found.c.key, found.c.person)
        )
        return [(row.key, row.person) for row in rows]

    async def reused(self, place: str, most: int, *, only_here: bool = False) -> Sequence[Item]:
        """Return what helped most people, and most often again, as seen from a place."""
        taken = await self.run(
            select(suggestions.c.item, func.count().label("n"))
            .where(self.mine(suggestions), suggestions.c.taken_at.is_not(None))
            .group_by(suggestions.c.item)
        )
        times = {row.item: row.n for row in taken}
        found = await self.items(place, _LOOKED_AT, only_here=only_here)
        proven = [each for each in found if each.is_proven]
        proven.sort(key=lambda each: (-times.get(each.key, 0) - each.marks, each.key))
        return proven[:most]

    async def taught(self, place: str, *, only_here: bool = False) -> Sequence[Item]:
        """Return every answer that helped somebody, as seen from a place."""
        asked = self._seen_from(questions, place, only_here=only_here)
        found = await self.answers_where(asked, _LOOKED_AT)
        return [each for each in found if each.is_proven]

    async def suggest(self, about: str, items: Sequence[str], at: datetime) -> None:
        """Remember what was shown for a question or search."""
        for item in items:
            await self.add(suggestions, {"about": about, "item": item, "at": at})

    async def take(self, about: str, item: str, at: datetime) -> bool:
        """Note that something shown helped; False when it did already or was never shown."""
        mine = self.mine(suggestions, about=about, item=item)
        first = update(suggestions).where(mine, suggestions.c.taken_at.is_(None))
        return await self.changed(first.values(taken_at=at))

    async def add_search(self, key: str, by: str, words: str, results: int, at: datetime) -> None:
        """Remember what somebody looked for, and how much there was."""
        row = {"key": key, "by": by, "words": words, "results": results, "at": at}
        await self.add(searches, row)

    async def searched_by(self, key: str) -> str | None:
        """Return who made this search; None where there is none."""
        row = await self.one(select(searches.c.by).where(self.mine(searches, key=key)))
        return str(row.by) if row else None

    @staticmethod
    def _seen_from(table: Table, place: str, *, only_here: bool) -> ColumnElement[bool]:
        """Return the condition that something was said in public and still is, or in this place."""
        public = places.c.visibility == Visibility.PUBLIC.value
        serves = places.c.phase.in_([phase.value for phase in Phase if phase.serves])
        was_public = table.c.visibility == Visibility.PUBLIC.value
        here = places.c.key == place
        return (here if only_here else (public & was_public) | here) & serves

    async def answers_where(self, which: ColumnElement[bool], most: int) -> list[Item]:
        """Return answers that stand, with their questions and marks, the newest first."""
        marked = _same(helpful, answers, answer="key") & (helpful.c.on == true())
        marks = (
            select(func.count(person_behind(helpful.c.by).distinct()))
            .where(marked, by_another(helpful.c.by, answers.c.author))
            .correlate(answers)
            .scalar_subquery()
            .label("marks")
        )
        rows = await self.run(
            select(
                answers.c.key,
                answers.c.question,
                answers.c.author,
                answers.c.text,
                answers.c.answered_at,
                answers.c.posted_as,
                questions.c.place,
                questions.c.text.label("title"),
                questions.c.verdict,
                places.c.visibility,
                questions.c.visibility.label("was"),
                marks,
            )
            .join(questions, _same(answers, questions, question="key"))
            .join(places, _same(questions, places, place="key"))
            .where(
                self.mine(answers),
                which,
                by_another(answers.c.author, questions.c.asker),
                answers.c.gone_at.is_(None),
                questions.c.gone_at.is_(None),
                answers.c.text.is_not(None),
                questions.c.text.is_not(None),
                questions.c.captured_by.not_in(_NOT_FOUND),
            )
            .order_by(answers.c.answered_at.desc(), answers.c.key)
            .limit(most)
        )
        return [_answered(row) for row in rows]

    async def _examples_where(self, which: ColumnElement[bool], most: int) -> list[Item]:
        """Return examples that stand, the newest first."""
        rows = await self.run(
            select(examples, places.c.visibility.label("place_visibility"))
            .join(places, _same(examples, places, place="key"))
            .where(self.mine(examples), which, examples.c.gone_at.is_(None))
            .order_by(examples.c.shared_at.desc(), examples.c.key)
            .limit(most)
        )
        return [_shared(row) for row in rows]


def _same(one: FromClause, other: FromClause, **columns: str) -> ColumnElement[bool]:
    """Return the condition that a row refers to the other, within one organisation."""
    refers = (one.c[name] == other.c[named] for name, named in columns.items())
    return and_(one.c.organisation == other.c.organisation, *refers)


def _best(found: Iterable[Item]) -> list[Item]:
    """Return of each question (they share message and title) the answer that helped most."""
    best: dict[str, Item] = {}
    for each in sorted(found, key=lambda each: (-each.marks, each.at, each.key)):
        best.setdefault(each.question or each.key, each)
    return list(best.values())


def _answered(row: Row[Any]) -> Item:
    solved = row.verdict == Verdict.SOLVED.value  # so it helped the asker, marked or not
    return Item(
        key=row.key,
        place=row.place,
        visibility=_narrower(row.visibility, row.was),
        title=row.title,
        text=row.text,
        author=row.author,
        message=row.posted_as or row.key,
        at=row.answered_at,
        marks=max(row.marks, int(solved)),
        is_proven=row.marks > 0 or solved,
        question=row.question,
    )


def _shared(row: Row[Any]) -> Item:
    text = "\n".join(filter(None, (row.did, row.result)))
    return Item(
        key=row.key,
        place=row.place,
        visibility=_narrower(row.place_visibility, row.visibility),
        title=row.title or "",
        text=text,
        author=row.author,
        message=row.posted_as,
        at=row.shared_at,
        is_example=True,
        is_proven=True,
    )


def _narrower(now: str, then: str) -> Visibility:
    """Return who may see what was said in a place that may have changed since: never more."""
    both = (Visibility(now), Visibility(then))
    return next((each for each in both if each is not Visibility.PUBLIC), Visibility.PUBLIC)
