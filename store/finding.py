"""What is known and can be found again, within what a place may see."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    Select,
    Table,
    and_,
    func,
    select,
    true,
    update,
)

from bot.model import CapturedBy, Item, Phase, Verdict, Visibility
from bot.similar import Known, Rarity, nearest, title_terms
from store.accounts import by_another, person_behind
from store.base import in_lots, unindexed
from store.search import ANSWER, EXAMPLE, Proposed, Search, told_by
from store.tables import (
    answers,
    examples,
    findable,
    helpful,
    places,
    questions,
    searches,
    suggestions,
)

_NOT_FOUND = (CapturedBy.LISTENING.value,)
"""How what is never found was captured."""

_STANDS = (
    answers.c.gone_at.is_(None),
    questions.c.gone_at.is_(None),
    answers.c.text.is_not(None),
    questions.c.text.is_not(None),
    questions.c.captured_by.not_in(_NOT_FOUND),
)
"""The conditions that an answer, and the question that it was given to, can be found."""

_MORE_USED = 20
"""More than are asked for, as some are not to be seen."""


class Finding(Search):
    """The part of a transaction about finding what was answered or shared before.

    What the index of words proposes is read by key, within what a place may see, and compared:
    that costs the same however much is remembered.
    """

    async def near(
        self,
        text: str,
        place: str,
        *,
        least: float,
        most: int,
        fewest_shared: int = 1,
        only_here: bool = False,
        proven_only: bool = False,
        examples_only: bool = False,
    ) -> Sequence[Item]:
        """Return what was answered or shared and is near to a text, the nearest first.

        That is what was said in public places that take part, and in this place itself (for
        guests ``only_here``). Of each question it is, of the answers that are near, the one that
        helped most people.
        """
        narrowed = [findable.c.kind == EXAMPLE] if examples_only else []
        proposed = await self._proposed_in(text, place, only_here, *narrowed)
        seen = self._seen_from(questions, place, only_here=only_here)
        texts = await self._texts_of(proposed.questions, seen)
        shared = await self._examples_among(proposed.examples, place, only_here=only_here)
        known = [*(Known(each.key, each.title, each.text) for each in shared), *texts]
        near = await self._compared(text, known, proposed.rarity, least, fewest_shared)
        given = await self._answers_among(near, texts, seen)
        best = _best(each for each in given if each.key in near)
        found = [*best, *(each for each in shared if each.key in near)]
        proven = [each for each in found if each.is_proven or not proven_only]
        return sorted(proven, key=lambda each: (-near[each.key], each.key))[:most]

    async def taught_near(
        self, text: str, place: str, *, least: float, most: int, only_here: bool = False
    ) -> Sequence[tuple[Item, float]]:
        """Return answers that are proven and near to a text, with how near each is."""
        proposed = await self._proposed_in(text, place, only_here)
        seen = self._seen_from(questions, place, only_here=only_here)
        texts = await self._texts_of(proposed.questions, seen)
        near = await self._compared(text, list(texts), proposed.rarity, least)
        found = await self._answers_among(near, texts, seen)
        taught = [(each, near[each.key]) for each in found if each.is_proven and each.key in near]
        return sorted(taught, key=lambda each: (-each[1], each[0].key))[:most]

    async def newest_examples(
        self, place: str, most: int, *, only_here: bool = False
    ) -> Sequence[Item]:
        """Return the examples that were shared last, as seen from a place, the newest first."""
        told = self._seen_from(examples, place, only_here=only_here)
        if only_here:
            told &= examples.c.place == place
        newest = self._examples(told).order_by(examples.c.shared_at.desc(), examples.c.key.desc())
        return [_shared(row) for row in await self.run(newest.limit(most))]

    async def _proposed_in(
        self, text: str, place: str, only_here: bool, *narrowed: ColumnElement[bool]
    ) -> Proposed:
        if only_here:
            narrowed = (*narrowed, findable.c.place == place)
        within = self._is_open(place, only_here=only_here)
        return await self.proposed(text, within=within, only=and_(*narrowed) if narrowed else None)

    async def _texts_of(
        self, asked: Sequence[str], seen: ColumnElement[bool]
    ) -> Mapping[Known, str]:
        """Return the words of the answers to some questions, each with its question.

        How much each helped is asked later, of the few that are near.
        """
        if not asked:
            return {}
        rows = await self.run(
            select(
                answers.c.key, answers.c.question, answers.c.text, questions.c.text.label("title")
            )
            .join(questions, _same(answers, questions, question="key"))
            .join(places, _same(questions, places, place="key"))
            .where(self.mine(answers), questions.c.key.in_(asked), seen, *_STANDS)
        )
        return {Known(row.key, row.title, row.text): row.question for row in rows}

    async def _answers_among(
        self, near: Mapping[str, float], texts: Mapping[Known, str], seen: ColumnElement[bool]
    ) -> Sequence[Item]:
        """Return all answers to the questions that have one that is near."""
        asked = {question for each, question in texts.items() if each.key in near}
        if not asked:
            return []
        rows = await self.run(self._answers(questions.c.key.in_(sorted(asked)), seen))
        return [_answered(row) for row in rows]

    async def _examples_among(
        self, keys: Sequence[str], place: str, *, only_here: bool
    ) -> Sequence[Item]:
        """Return those of some examples that can be seen from a place."""
        if not keys:
            return []
        seen = self._seen_from(examples, place, only_here=only_here)
        return [
            _shared(row) for row in await self.run(self._examples(examples.c.key.in_(keys), seen))
        ]

    async def _compared(
        self,
        text: str,
        known: Sequence[Known],
        rarity: Rarity,
        least: float,
        fewest_shared: int = 1,
    ) -> Mapping[str, float]:
        """Return how near those are that are near enough."""
        if not known:
            return {}
        # Taking words apart and comparing takes its time and holds nothing: not on the event loop.
        unknown = await asyncio.to_thread(_words_beside, known, rarity)
        rare = Rarity(rarity.texts, {**rarity.counts, **(await self.rarity_of(unknown)).counts})
        most = len(known)
        near = await asyncio.to_thread(nearest, text, known, least, most, fewest_shared, rare)
        return {each.key: each.score for each in near}

    async def item(self, key: str) -> Item | None:
        """Return the answer or example with this key, or that stands in this message."""
        for table, read in ((answers, self._answers), (examples, self._examples)):
            for column in (table.c.key, table.c.posted_as):  # one by one: each has its index
                row = await self.one(read(column == key))
                if row is not None:
                    return _answered(row) if table is answers else _shared(row)
        return None

    async def helped(self, author: str) -> Sequence[tuple[str, str]]:
        """Return whom somebody's answers helped: each with a person, the newest answers first.

        They marked it, said that it solved what they look for, or found their question solved when
        nobody else had answered it.
        """
        person = (await self.run(select(self.first_of(author)))).scalar()
        given = await self._given(author)
        helped = [(key, row.asker) for key, row in given.items() if row.solved_alone]
        for keys in in_lots(list(given)):
            for way in self._ways_to_help(keys):
                helped += [(row.answer, row.person) for row in await self.run(way)]
        told = {(key, by) for key, by in helped if by != person}
        newest = {key: n for n, key in enumerate(given)}
        return sorted(told, key=lambda each: (newest[each[0]], each[1]))

    async def _given(self, author: str) -> Mapping[str, Row[Any]]:
        """Return the answers of a person that stand, by key, the newest first."""
        others = answers.alias()
        another = (
            select(others.c.key)
            .where(
                _same(others, answers, question="question"),
                by_another(others.c.author, answers.c.author),
                by_another(others.c.author, questions.c.asker),
                others.c.gone_at.is_(None),
            )
            .exists()
        )
        is_solved = func.coalesce(questions.c.verdict, "") == Verdict.SOLVED.value
        rows = await self.run(
            select(
                answers.c.key,
                answers.c.answered_at,
                person_behind(questions.c.asker).label("asker"),
                (is_solved & ~another).label("solved_alone"),
            )
            .join(questions, _same(answers, questions, question="key"))
            .where(
                self.mine(answers),
                answers.c.author.in_(await self.accounts_of(author)),
                answers.c.gone_at.is_(None),
                by_another(answers.c.author, questions.c.asker),
                questions.c.gone_at.is_(None),
                questions.c.captured_by.not_in(_NOT_FOUND),
            )
        )  # not sorted by SQLite: it would begin with what everybody answered, in that order
        newest = sorted(rows, key=lambda row: (-row.answered_at.timestamp(), row.key))
        return {row.key: row for row in newest}

    def _ways_to_help(self, keys: Sequence[str]) -> Iterable[Select[Any]]:
        """Return, in SQL, whom some answers helped: who marked them, or took them when shown."""
        answer = helpful.c.answer.label("answer")
        marked = select(answer, person_behind(helpful.c.by).label("person"))
        yield marked.where(self.mine(helpful), helpful.c.answer.in_(keys), helpful.c.on == true())
        for table, by in ((questions, questions.c.asker), (searches, searches.c.by)):
            item = suggestions.c.item.label("answer")
            person = func.coalesce(person_behind(by), "").label("person")  # it may be forgotten who
            taken = select(item, person)
            yield taken.join(table, _same(suggestions, table, about="key")).where(
                self.mine(suggestions),
                suggestions.c.item.in_(keys),
                suggestions.c.taken_at.is_not(None),
            )

    async def reused(self, place: str, most: int, *, only_here: bool = False) -> Sequence[Item]:
        """Return what helped most people, and most often again, as seen from a place."""
        used = (
            select(findable.c.kind, findable.c.key)
            .join(places, _same(findable, places, place="key"))
            .where(self.mine(findable), findable.c.uses > 0)
            .where(self._is_open(place, only_here=only_here))
            .order_by(findable.c.uses.desc(), findable.c.id.desc())
            .limit(2 * most + _MORE_USED)
        )
        if only_here:
            used = used.where(findable.c.place == place)
        rows = (await self.run(used)).all()
        told = [row.key for row in rows if row.kind == ANSWER]
        seen = self._seen_from(questions, place, only_here=only_here)
        found = [
            _answered(row) for row in await self.run(self._answers(answers.c.key.in_(told), seen))
        ]
        shared = [row.key for row in rows if row.kind == EXAMPLE]
        found = [*_best(found), *await self._examples_among(shared, place, only_here=only_here)]
        times = await self._times_taken([each.key for each in found])
        proven = [each for each in found if each.is_proven]
        proven.sort(key=lambda each: (-times.get(each.key, 0) - each.marks, each.key))
        return proven[:most]

    async def _times_taken(self, items: Sequence[str]) -> Mapping[str, int]:
        """Return how often each helped where it was shown again."""
        rows = await self.run(
            select(suggestions.c.item, func.count().label("n"))
            .where(self.mine(suggestions), suggestions.c.item.in_(items))
            .where(suggestions.c.taken_at.is_not(None))
            .group_by(suggestions.c.item)
        )
        return {row.item: row.n for row in rows}

    async def suggest(self, about: str, items: Sequence[str], at: datetime) -> None:
        """Remember what was shown for a question or search."""
        for item in items:
            await self.add(suggestions, {"about": about, "item": item, "at": at})

    async def take(self, about: str, item: str, at: datetime) -> bool:
        """Note that something shown helped; False when it did already or was never shown."""
        mine = self.mine(suggestions, about=about, item=item)
        first = update(suggestions).where(mine, suggestions.c.taken_at.is_(None))
        if not await self.changed(first.values(taken_at=at)):
            return False
        await self.count_uses_of(item)
        return True

    async def add_search(self, key: str, by: str, words: str, results: int, at: datetime) -> None:
        """Remember what somebody looked for, and how much there was."""
        row = {"key": key, "by": by, "words": words, "results": results, "at": at}
        await self.add(searches, row)

    async def searched_by(self, key: str) -> str | None:
        """Return who made this search; None where there is none."""
        row = await self.one(select(searches.c.by).where(self.mine(searches, key=key)))
        return str(row.by) if row else None

    @classmethod
    def _seen_from(cls, table: Table, place: str, *, only_here: bool) -> ColumnElement[bool]:
        """Return the condition that something was said in public and still is, or in this place."""
        was_public = table.c.visibility == Visibility.PUBLIC.value
        is_open = cls._is_open(place, only_here=only_here)
        return is_open & (was_public | (places.c.key == place))

    @staticmethod
    def _is_open(place: str, *, only_here: bool) -> ColumnElement[bool]:
        """Return the condition that a place takes part, and is public or this one."""
        public = places.c.visibility == Visibility.PUBLIC.value
        serves = places.c.phase.in_([phase.value for phase in Phase if phase.serves])
        here = places.c.key == place
        return (here if only_here else public | here) & serves

    async def answers_with(self, keys: Sequence[str], place: str) -> Sequence[Item]:
        """Return those of some answers that stand and were given to a question of a place."""
        there = unindexed(questions.c.place) == place
        found: list[Row[Any]] = []
        for some in in_lots(keys):
            found += await self.run(self._answers(answers.c.key.in_(some), there))
        return [_answered(row) for row in found]

    def _answers(self, *which: ColumnElement[bool]) -> Select[Any]:
        """Return, in SQL, answers that stand, with their questions and marks."""
        marked = _same(helpful, answers, answer="key") & (helpful.c.on == true())
        marks = (
            select(func.count(person_behind(helpful.c.by).distinct()))
            .where(marked, by_another(helpful.c.by, answers.c.author))
            .correlate(answers)
            .scalar_subquery()
            .label("marks")
        )
        return (
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
                *which,
                by_another(answers.c.author, questions.c.asker),
                *_STANDS,
            )
        )

    def _examples(self, *which: ColumnElement[bool]) -> Select[Any]:
        """Return, in SQL, examples that stand."""
        return (
            select(examples, places.c.visibility.label("place_visibility"))
            .join(places, _same(examples, places, place="key"))
            .where(self.mine(examples), *which, examples.c.gone_at.is_(None))
        )


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


def _words_beside(known: Iterable[Known], rarity: Rarity) -> frozenset[str]:
    """Return the words of titles of which it is not known yet how rare they are."""
    titles = (title_terms(each.title) for each in known)
    return frozenset().union(*titles) - rarity.counts.keys()


def _answered(row: Row[Any]) -> Item:
    solved = row.verdict == Verdict.SOLVED.value  # by this answer, or by another one to it
    return Item(
        key=row.key,
        place=row.place,
        visibility=_narrower(row.visibility, row.was),
        title=row.title,
        text=row.text,
        author=row.author,
        message=row.posted_as or row.key,
        at=row.answered_at,
        marks=row.marks,
        is_proven=row.marks > 0 or solved,
        question=row.question,
    )


def _shared(row: Row[Any]) -> Item:
    return Item(
        key=row.key,
        place=row.place,
        visibility=_narrower(row.place_visibility, row.visibility),
        title=row.title or "",
        text=told_by(row),
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
