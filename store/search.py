"""The index of words: which text holds which word, so that nothing is looked for by reading all.

It is kept in the transaction that changes a text, by one rule: what the index says of a text is
made anew from the row of that text. What is gone, and what was only listened to, is not in it, and
a word that is in no text any more is no row any more. An organisation has its own words, so that
nobody's weigh differently for what others wrote.

The index proposes. Whether something may be seen, whether it stands, and how much it helped is
asked of its row when it is read (``store/finding.py``).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    Select,
    Table,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    true,
    union_all,
    update,
)

from bot.model import CapturedBy, Verdict
from bot.similar import Rarity, asked_terms, body_terms, terms, title_terms
from store.accounts import Accounts
from store.base import in_lots
from store.tables import (
    answers,
    examples,
    findable,
    helpful,
    persons,
    places,
    postings,
    questions,
    suggestions,
    topics,
)
from store.tables import terms as words

TITLE = 0
QUESTION, ANSWER, EXAMPLE = "question", "answer", "example"
EVERYTHING = ""
"""The word that is in everything: its count is how much can be found."""

_MOST_READ = 3_000
_WORDS_IN_TITLES, _MOST_TITLES = 4, 750
"""Rows that are read of the index for one look, however much is remembered: of the rarest words
all; of the next ones, which tell less, the newest titles.
"""
_MOST_RANKED = 500
_MOST_PROPOSED = 200
_IN_TITLE, _IN_BODY = 1.0, 0.5


@dataclass(frozen=True)
class Proposed:
    """What has the words of a text, what has most of them first, and how rare they are."""

    rarity: Rarity
    questions: Sequence[str] = ()
    examples: Sequence[str] = ()


class Search(Accounts):
    """The part of a transaction that keeps the index: called whenever a text may have changed."""

    async def index_question(self, key: str) -> None:
        """Have the index say of a question what its row says; with it go and come its answers."""
        row = await self.one(
            select(questions.c.text, questions.c.place).where(
                self.mine(questions, key=key), is_kept(questions)
            )
        )
        thing = await self._number(QUESTION, key)
        if row is None:
            if thing is not None:
                await self._drop_question(thing, key)
        elif thing is not None:
            await self._say(thing, TITLE, title_terms(row.text))
        else:
            thing = await self._add(QUESTION, key, row.place)
            await self._say_new(thing, TITLE, title_terms(row.text))
            replies = select(answers.c.key).where(self.mine(answers, question=key))
            for each in (await self.run(replies)).all():
                await self.index_answer(each.key)

    async def index_answer(self, key: str) -> None:
        """Have the index say of an answer what its row says, where its question is in it."""
        stands = is_kept(answers).label("stands")
        row = await self.one(
            select(answers.c.text, questions.c.place, findable.c.id, stands)
            .join(questions, _refers(answers, questions, "question"))
            .join(findable, _refers(questions, findable, "key") & (findable.c.kind == QUESTION))
            .where(self.mine(answers, key=key))
        )
        if row is None:
            return
        part = await self._number(ANSWER, key)
        if not row.stands:
            if part is not None:
                await self._drop(part, (postings.c.thing == row.id) & (postings.c.part == part))
        elif part is not None:
            await self._say(row.id, part, body_terms(row.text))
        else:
            part = await self._add(ANSWER, key, row.place)
            await self._say_new(row.id, part, body_terms(row.text))
            await self.count_uses(findable.c.id == part)

    async def index_example(self, key: str) -> None:
        """Have the index say of an example what its row says."""
        row = await self.one(
            select(examples).where(self.mine(examples, key=key), is_kept(examples))
        )
        thing = await self._number(EXAMPLE, key)
        if row is None:
            if thing is not None:
                await self._drop(thing, postings.c.thing == thing)
            return
        if thing is None:
            thing = await self._add(EXAMPLE, key, row.place)
            await self.count_uses(findable.c.id == thing)
        await self._say(thing, TITLE, title_terms(row.title or ""))
        await self._say(thing, thing, body_terms(told_by(row)))

    async def index_topics(self, person: str) -> None:
        """Have the index say of what somebody names as their topics what their row says."""
        await self.run(delete(topics).where(self.mine(topics, person=person)))
        row = await self.one(select(persons.c.topics).where(self.mine(persons, key=person)))
        for each in sorted(topic_terms(row.topics if row else None)):
            await self.add(topics, {"term": each, "person": person})

    async def count_uses(self, which: ColumnElement[bool]) -> None:
        """Count anew how often some of what can be found is known to have helped."""
        await self.run(update(findable).where(self.mine(findable), which).values(uses=uses()))

    async def count_uses_of_answers(self, which: ColumnElement[bool]) -> None:
        """The same for some of the answers."""
        keys = select(answers.c.key).where(self.mine(answers), which)
        await self.count_uses((findable.c.kind == ANSWER) & findable.c.key.in_(keys))

    async def count_uses_of(self, item: str) -> None:
        """The same for an answer or example."""
        await self.count_uses((findable.c.kind.in_((ANSWER, EXAMPLE))) & (findable.c.key == item))

    async def proposed(
        self, text: str, *, within: ColumnElement[bool], only: ColumnElement[bool] | None = None
    ) -> Proposed:
        """Return what has the words of a text and may be looked at, what has most of them first.

        ``within`` is a condition on what can be found, and on its place; where little fulfils it,
        it is asked as ``only`` of everything that has the words. The rarest words are read first,
        and no more rows than a few thousand: what nearly all have tells little.
        """
        asked = asked_terms(text)
        rarity, rows = await self._rarity(asked)
        budget = _Budget.spent_on(rows, rarity)
        if not budget.weights:
            return Proposed(rarity)
        ranked = _ranked(budget, only).subquery()
        found = await self.run(
            select(findable.c.kind, findable.c.key)
            .join(ranked, ranked.c.thing == findable.c.id)
            .join(places, places.c.key == findable.c.place)
            # What has words of this organisation is this organisation's.
            .where(self.mine(places), within)
            .order_by(ranked.c.score.desc(), ranked.c.thing.desc())
            .limit(_MOST_PROPOSED)
        )
        kinds: dict[str, list[str]] = {QUESTION: [], EXAMPLE: []}
        for row in found:
            kinds[row.kind].append(row.key)
        return Proposed(rarity, kinds[QUESTION], kinds[EXAMPLE])

    async def rarity_of(self, said: Iterable[str]) -> Rarity:
        """Return how rare words are among what can be found."""
        return (await self._rarity(said))[0]

    async def _rarity(self, said: Iterable[str]) -> tuple[Rarity, Sequence[Row[Any]]]:
        rows: list[Row[Any]] = []
        for some in in_lots([EVERYTHING, *sorted(said)]):
            named = select(words.c.id, words.c.term, words.c.n)
            rows += await self.run(named.where(self.mine(words), words.c.term.in_(some)))
        counts = {row.term: row.n for row in rows}
        texts = counts.pop(EVERYTHING, 0)
        return Rarity(texts, counts), [row for row in rows if row.term != EVERYTHING]

    async def _number(self, kind: str, key: str) -> int | None:
        mine = self.mine(findable, kind=kind, key=key)
        row = await self.one(select(findable.c.id).where(mine))
        return int(row.id) if row else None

    async def _add(self, kind: str, key: str, place: str) -> int:
        row = {"organisation": self.organisation, "kind": kind, "key": key, "place": place}
        added = await self.run(insert(findable).values(row).returning(findable.c.id))
        await self._count([EVERYTHING])
        return int(added.scalar_one())

    async def _drop_question(self, thing: int, key: str) -> None:
        replies = select(answers.c.key).where(self.mine(answers, question=key))
        theirs = self.mine(findable, kind=ANSWER) & findable.c.key.in_(replies)
        for each in (await self.run(select(findable.c.id).where(theirs))).all():
            await self._drop(each.id, (postings.c.thing == thing) & (postings.c.part == each.id))
        await self._drop(thing, postings.c.thing == thing)

    async def _drop(self, number: int, where: ColumnElement[bool]) -> None:
        """Take something out of the index, with the words that nothing else has."""
        await self._unsay(where)
        await self.run(delete(findable).where(findable.c.id == number))
        everything = self.mine(words, term=EVERYTHING)
        await self.run(update(words).where(everything).values(n=words.c.n - 1))
        await self.run(delete(words).where(everything, words.c.n == 0))

    async def _say(self, thing: int, part: int, said: frozenset[str]) -> None:
        """Have the index hold these words of a text and no others."""
        here = (postings.c.thing == thing) & (postings.c.part == part)
        held = select(words.c.id, words.c.term).join(postings, postings.c.term == words.c.id)
        before = {row.term: row.id for row in await self.run(held.where(here))}
        gone = [number for term, number in before.items() if term not in said]
        if gone:
            await self._unsay(here & postings.c.term.in_(gone))
        await self._say_new(thing, part, said - before.keys())

    async def _say_new(self, thing: int, part: int, said: frozenset[str]) -> None:
        if not said:
            return
        await self._count(said)
        found = select(words.c.id, literal(thing), literal(part))
        mine = self.mine(words) & words.c.term.in_(said)
        columns = ["term", "thing", "part"]
        await self.run(insert(postings).from_select(columns, found.where(mine)))

    async def _count(self, said: Iterable[str]) -> None:
        """Count one more text for each of these words."""
        statement = self._insert(words).on_conflict_do_update(
            index_elements=["organisation", "term"], set_={"n": words.c.n + 1}
        )
        rows = [{"organisation": self.organisation, "term": each, "n": 1} for each in sorted(said)]
        await self.connection.execute(statement, rows)

    async def _unsay(self, where: ColumnElement[bool]) -> None:
        held = select(postings.c.term).where(where)
        times = select(func.count()).where(postings.c.term == words.c.id, where)
        fewer = words.c.n - times.correlate(words).scalar_subquery()
        await self.run(update(words).where(words.c.id.in_(held)).values(n=fewer))
        await self.run(delete(words).where(words.c.id.in_(held), words.c.n == 0))
        await self.run(delete(postings).where(where))


@dataclass(frozen=True)
class _Budget:
    """Which words are read whole, of which only the newest titles, and what each weighs."""

    whole: Sequence[int]
    in_titles: Sequence[int]
    weights: Mapping[int, float]

    @classmethod
    def spent_on(cls, rows: Sequence[Row[Any]], rarity: Rarity) -> "_Budget":
        """Spend it on the rarest words first."""
        rarest = sorted(rows, key=lambda row: (row.n, row.term))
        room = _MOST_READ
        whole: list[int] = []
        for row in rarest:
            room -= row.n
            if room < 0:
                break
            whole.append(row.id)
        others = [row.id for row in rarest[len(whole) :]][:_WORDS_IN_TITLES]
        read = {*whole, *others}
        weights = {row.id: rarity.weight(row.term) for row in rarest if row.id in read}
        return cls(whole, others, weights)


def _ranked(budget: _Budget, only: ColumnElement[bool] | None) -> Select[Any]:
    """Return, in SQL, the things that have most of the words, with how much that is."""
    parts = [select(postings).where(postings.c.term.in_(budget.whole))]
    for word in budget.in_titles:
        titles = select(postings).where(postings.c.term == word, postings.c.part == TITLE)
        newest = titles.order_by(postings.c.thing.desc()).limit(_MOST_TITLES)
        parts.append(select(newest.subquery()))
    holds = union_all(*parts).subquery()
    where = func.max(case((holds.c.part == TITLE, _IN_TITLE), else_=_IN_BODY))
    each = select(holds.c.thing, holds.c.term, where.label("where")).group_by(
        holds.c.thing, holds.c.term
    )
    if only is not None:
        each = each.where(exists().where(findable.c.id == holds.c.thing, only))
    held = each.subquery()
    score = func.sum(held.c.where * case(dict(budget.weights), value=held.c.term, else_=0.0))
    ranked = select(held.c.thing, score.label("score")).group_by(held.c.thing)
    return ranked.order_by(score.desc(), held.c.thing.desc()).limit(_MOST_RANKED)


def topic_terms(said: str | None) -> frozenset[str]:
    """Return the words of topics, which stand one a line."""
    return frozenset(term for topic in (said or "").splitlines() for term in terms(topic))


def told_by(row: Row[Any]) -> str:
    """Return the words of an example beside its title."""
    return "\n".join(filter(None, (row.did, row.result)))


def is_kept(table: Table) -> ColumnElement[bool]:
    """Return the condition that the words of a row are to be in the index."""
    stands = table.c.gone_at.is_(None)
    if table is examples:
        return stands
    return stands & table.c.text.is_not(None) & (table.c.captured_by != CapturedBy.LISTENING.value)


def _refers(one: FromClause, other: FromClause, by: str) -> ColumnElement[bool]:
    return (one.c.organisation == other.c.organisation) & (one.c[by] == other.c.key)


def uses() -> ColumnElement[int]:
    """Return, in SQL, how often something findable is known to have helped.

    By marks, by its asker's word that it solved the question, and by being taken where it was shown
    again; an example speaks for itself.
    """
    same = answers.c.organisation == findable.c.organisation
    answer = same & (answers.c.key == findable.c.key)
    marks = (
        select(func.count())
        .select_from(answers.join(helpful, _refers(helpful, answers, "answer")))
        .where(answer, helpful.c.on == true(), helpful.c.by != answers.c.author)
    )
    solved = (
        select(func.count())
        .select_from(answers.join(questions, _refers(answers, questions, "question")))
        .where(answer, questions.c.verdict == Verdict.SOLVED.value)
    )
    shown = suggestions.c.organisation == findable.c.organisation
    taken = select(func.count()).where(
        shown, suggestions.c.item == findable.c.key, suggestions.c.taken_at.is_not(None)
    )
    helped = (
        marks.correlate(findable).scalar_subquery() + solved.correlate(findable).scalar_subquery()
    )
    itself = case((findable.c.kind == EXAMPLE, 1), else_=0)
    return itself + helped + taken.correlate(findable).scalar_subquery()
