"""Makes the index of words anew, from what is remembered: after a step that changed it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from bot.similar import body_terms, title_terms
from store.base import in_lots
from store.search import (
    ANSWER,
    EVERYTHING,
    EXAMPLE,
    QUESTION,
    TITLE,
    is_kept,
    told_by,
    topic_terms,
    uses,
)
from store.tables import answers, examples, findable, persons, postings, questions, topics
from store.tables import terms as words

SINCE = "0009"
"""The newest migration that made the index, or the words in it, other than they were."""

_AT_ONCE = 2_000


def make(connection: Connection) -> None:
    """Make the whole index anew, from what is remembered."""
    for table in (postings, words, findable, topics):
        connection.execute(delete(table))
    index = _Index(connection)
    index.take_questions()
    index.take_examples()
    index.take_topics()
    index.finish()


@dataclass
class _Index:
    """An index that is being made: words are counted in memory, the rest is written in lots."""

    connection: Connection
    _things: int = 0
    _words: dict[tuple[str, str], int] = field(default_factory=dict)
    _counts: Counter[int] = field(default_factory=Counter)
    _findable: list[dict[str, Any]] = field(default_factory=list)
    _postings: list[tuple[int, int, int]] = field(default_factory=list)

    def take_questions(self) -> None:
        """Take the questions in the order in which they were asked, each with its answers."""
        kept = select(questions).where(is_kept(questions)).order_by(questions.c.asked_at)
        for lot in self._lots(kept):
            replies: dict[tuple[str, str], list[Row[Any]]] = {}
            for row in self._answers_to(lot):
                replies.setdefault((row.organisation, row.question), []).append(row)
            for row in lot:
                thing = self._add(QUESTION, row)
                self._say(row.organisation, thing, TITLE, title_terms(row.text))
                for reply in replies.get((row.organisation, row.key), ()):
                    part = self._add(ANSWER, reply, row.place)
                    self._say(row.organisation, thing, part, body_terms(reply.text))
            self._write()

    def _answers_to(self, lot: Sequence[Row[Any]]) -> Iterator[Row[Any]]:
        for some in in_lots(lot):
            asked = answers.c.question.in_([row.key for row in some])
            yield from self.connection.execute(select(answers).where(asked, is_kept(answers)))

    def take_examples(self) -> None:
        """Take the examples in the order in which they were shared."""
        kept = select(examples).where(is_kept(examples)).order_by(examples.c.shared_at)
        for lot in self._lots(kept):
            for row in lot:
                thing = self._add(EXAMPLE, row)
                self._say(row.organisation, thing, TITLE, title_terms(row.title or ""))
                self._say(row.organisation, thing, thing, body_terms(told_by(row)))
            self._write()

    def take_topics(self) -> None:
        """Take what people say that they know."""
        said = select(persons.c.organisation, persons.c.key, persons.c.topics)
        for lot in self._lots(said.where(persons.c.topics.is_not(None))):
            rows = [
                {"organisation": row.organisation, "term": term, "person": row.key}
                for row in lot
                for term in sorted(topic_terms(row.topics))
            ]
            if rows:
                self.connection.execute(insert(topics), rows)

    def finish(self) -> None:
        """Write the words, and count how often each thing helped."""
        rows = [
            {"id": number, "organisation": organisation, "term": term, "n": self._counts[number]}
            for (organisation, term), number in self._words.items()
        ]
        for some in in_lots(rows):
            self.connection.execute(insert(words), some)
        helped = update(findable).where(findable.c.kind != QUESTION)
        self.connection.execute(helped.values(uses=uses()))
        if self.connection.dialect.name == "postgresql":  # it numbers on from where we stopped
            for table in (findable, words):
                newest = select(func.max(table.c.id)).scalar_subquery()
                self.connection.execute(
                    select(func.setval(func.pg_get_serial_sequence(table.name, "id"), newest))
                )

    def _lots(self, statement: Select[Any]) -> Iterator[Sequence[Row[Any]]]:
        rows = self.connection.execute(statement.execution_options(yield_per=_AT_ONCE))
        yield from rows.partitions()

    def _add(self, kind: str, row: Row[Any], place: str | None = None) -> int:
        self._things += 1
        self._findable.append(
            {
                "id": self._things,
                "organisation": row.organisation,
                "kind": kind,
                "key": row.key,
                "place": place or row.place,
            }
        )
        self._counts[self._number(row.organisation, EVERYTHING)] += 1
        return self._things

    def _say(self, organisation: str, thing: int, part: int, said: frozenset[str]) -> None:
        for term in said:
            number = self._number(organisation, term)
            self._counts[number] += 1
            self._postings.append((number, thing, part))

    def _number(self, organisation: str, term: str) -> int:
        return self._words.setdefault((organisation, term), len(self._words) + 1)

    def _write(self) -> None:
        self.connection.execute(insert(findable), self._findable)
        columns = ("term", "thing", "part")
        rows = [dict(zip(columns, each, strict=True)) for each in sorted(self._postings)]
        if rows:
            self.connection.execute(insert(postings), rows)
        self._findable, self._postings = [], []
