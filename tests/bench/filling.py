"""A memory as an organisation has it after years, written straight into the tables.

The same happens every week, whatever the size, so that only the past grows: 250 questions in 50
places, answered by some of 2,000 people, with what we sent, showed and were told beside them.
Words are used as unevenly as in a language (Zipf), with the little words between them.
"""

import itertools
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, insert, text

from store.base import in_lots
from store.engine import Engines
from store.reindex import make
from store.tables import (
    answers,
    examples,
    helpful,
    inbox,
    members,
    outbox,
    persons,
    places,
    questions,
    searches,
    suggestions,
)

ORGANISATION = "default"
TEAM = "slack:T1"
PLACES = tuple(f"{TEAM}/CC{n}" for n in range(50))
PEOPLE = tuple(f"{TEAM}/UP{n}" for n in range(2_000))
QUESTIONS_A_WEEK = 250
_WEEK = timedelta(weeks=1)
_FOUR_WEEKS = 4 * QUESTIONS_A_WEEK
_TOPICS = slice(20, 800)
_LITTLE_WORDS = """
how do we the a to in of for is can i and who what on with does anybody when my this from our it
where should there any you at be if that have or are not they
"""
_LITTLE = _LITTLE_WORDS.split()
_SYLLABLES = ["".join(each) for each in itertools.product("bcdfghjklmnprstvwz", "aeiou")]

Row = Mapping[str, Any]


class Vocabulary:
    """Words of a made-up language, the ones used most first."""

    def __init__(self, chance: random.Random, size: int = 30_000) -> None:
        self._chance = chance
        made: dict[str, None] = {}
        while len(made) < size:
            made["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))] = None
        self.words = list(made)
        self._weights = list(itertools.accumulate(1 / (10 + n) for n in range(size)))

    def text(self, fewest: int, most: int) -> str:
        """Return so many words, a little less than half of them the little ones."""
        n = self._chance.randint(fewest, most)
        told = self._chance.choices(self.words, cum_weights=self._weights, k=n)
        return " ".join(
            self._chance.choice(_LITTLE) if self._chance.random() < 0.45 else each for each in told
        )

    def topic(self) -> str:
        """Return what somebody may say that they know about: no rare word, none that all use."""
        return self._chance.choice(self.words[_TOPICS])


@dataclass
class Past:
    """What was asked until a moment: ``size`` questions, one every forty minutes."""

    size: int
    now: datetime
    places: Sequence[str] = PLACES
    people: Sequence[str] = PEOPLE
    chance: random.Random = field(default_factory=lambda: random.Random(20261123))
    asked: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    """Words of questions, and keys of answers, the newest last."""

    def __post_init__(self) -> None:
        self.vocabulary = Vocabulary(self.chance)

    def words(self) -> str:
        """Return a new question; every second one is about what was asked before."""
        new = self.vocabulary.text(8, 12).split()
        if self.chance.random() < 0.5:
            new = [*self.chance.choice(self.asked).rstrip("?").split()[:-2], *new[:2]]
        return " ".join(new) + "?"

    def something(self) -> str:
        """Return some words of what was asked before, as somebody looks for it."""
        said = self.chance.choice(self.asked).rstrip("?").split()
        return " ".join(each for each in said if each not in _LITTLE) or said[0]

    async def write(self, engines: Engines) -> None:
        """Write all of it."""
        async with engines.writer.begin() as connection:
            everything = (self._people(), *map(self._weeks_of, in_lots(range(self.size, 0, -1))))
            for rows in everything:
                for table, of_table in rows.items():
                    for some in in_lots(of_table):
                        await connection.execute(insert(table), some)
            await connection.run_sync(make)
            if connection.dialect.name == "postgresql":  # as its autovacuum does a minute later
                await connection.execute(text("ANALYZE"))

    def _people(self) -> Mapping[Table, Sequence[Row]]:
        """Return who and what is there in any size: places, people, and who is where."""
        at = self.now - _WEEK * (1 + self.size // QUESTIONS_A_WEEK)
        who = [
            {
                "organisation": ORGANISATION,
                "key": each,
                "workspace": TEAM,
                "name": each.rpartition("/")[2],
                "topics": self._topics() if self.chance.random() < 0.25 else None,
                "token": f"{n:016x}",
            }
            for n, each in enumerate(self.people)
        ]
        where = [
            {
                "organisation": ORGANISATION,
                "key": each,
                "workspace": TEAM,
                "name": each.rpartition("/")[2].lower(),
                "visibility": "public",
                "phase": "pilot",
                "served_since": at,
                "digest_at": self.now + _WEEK,
            }
            for each in self.places
        ]
        there = [
            {
                "organisation": ORGANISATION,
                "place": place,
                "person": person,
                "present": True,
                "at": at,
            }
            for person in self.people
            for place in self.chance.sample(self.places, min(5, len(self.places)))
        ]
        return {places: where, persons: who, members: there}

    def _topics(self) -> str:
        return "\n".join(self.vocabulary.topic() for _ in range(self.chance.randint(1, 4)))

    def _weeks_of(self, numbers: Sequence[int]) -> Mapping[Table, Sequence[Row]]:
        """Return what happened around some questions, by how many came after each."""
        rows: dict[Table, list[Row]] = defaultdict(list)
        for n in numbers:
            at = self.now - n * _WEEK / QUESTIONS_A_WEEK
            self._question(n, at, rows)
            if n % 20 == 0:
                rows[examples].append(self._example(n, at))
            if n % 5 == 0:
                self._search(n, at, rows)
            if n % QUESTIONS_A_WEEK == 0:
                for place in self.places:
                    rows[outbox].append(_sent("digest", place, place, at, f"week {n}"))
            if n <= 2 * QUESTIONS_A_WEEK:  # deliveries are remembered for two weeks
                rows[inbox].extend(_delivery(n, i, at) for i in range(4))
        return rows

    def _question(self, n: int, at: datetime, rows: dict[Table, list[Row]]) -> None:
        place = self.places[n % len(self.places)]
        asker, author, other = (self._somebody() for _ in range(3))
        key = f"{place}/{int(at.timestamp())}.{n:06}"
        is_open = n <= _FOUR_WEEKS and n % 12 == 0
        self.asked.append(self.vocabulary.text(8, 12) + "?")
        rows[questions].append(
            {
                "organisation": ORGANISATION,
                "key": key,
                "place": place,
                "asker": asker,
                "text": self.asked[-1],
                "asked_at": at,
                "thread": key,
                "verdict": None if is_open else "solved",
                "verdict_at": None if is_open else at + timedelta(hours=3),
                "wants": "answer",
                "captured_by": "mention",
                "visibility": "public",
                "remembered_at": at,
            }
        )
        if n % 3 == 0:
            rows[outbox].append(_sent("who", author, key, at + timedelta(hours=1)))
        if not is_open:
            self._answer(key, author, at + timedelta(hours=2), rows)
            for by in {asker, other}:
                rows[helpful].append(_mark(f"{key}/a", by, at + timedelta(hours=3)))
            rows[outbox].append(_sent("first", asker, key, at + timedelta(hours=2)))
            rows[outbox].append(_sent("thanks", author, key, at + timedelta(hours=4)))
            if n % 5 == 1 and len(self.answered) > 2:
                for item in self.chance.sample(self.answered[-2_000:], 2):
                    rows[suggestions].append(_suggestion(key, item, at, is_taken=False))

    def _answer(
        self, question: str, author: str, at: datetime, rows: dict[Table, list[Row]]
    ) -> None:
        key = f"{question}/a"
        self.answered.append(key)
        rows[answers].append(
            {
                "organisation": ORGANISATION,
                "key": key,
                "question": question,
                "author": author,
                "text": self.vocabulary.text(20, 30),
                "answered_at": at,
                "captured_by": "reply",
                "remembered_at": at,
            }
        )

    def _somebody(self) -> str:
        """Return a person: some say a lot more than others."""
        return self.people[int(len(self.people) * self.chance.random() ** 2)]

    def _example(self, n: int, at: datetime) -> Row:
        place = self.places[n % len(self.places)]
        return {
            "organisation": ORGANISATION,
            "key": f"{place}/example:{n}",
            "place": place,
            "author": self._somebody(),
            "title": self.vocabulary.text(4, 8),
            "did": self.vocabulary.text(20, 30),
            "result": self.vocabulary.text(5, 10),
            "posted_as": f"{place}/post:{n}",
            "visibility": "public",
            "shared_at": at,
        }

    def _search(self, n: int, at: datetime, rows: dict[Table, list[Row]]) -> None:
        place = self.places[n % len(self.places)]
        key, shown = f"{place}/search:{n}", self.answered[-2_000:]
        rows[searches].append(
            {
                "organisation": ORGANISATION,
                "key": key,
                "by": self._somebody(),
                "words": self.vocabulary.text(2, 4),
                "results": min(3, len(shown)),
                "at": at,
            }
        )
        for i, item in enumerate(self.chance.sample(shown, min(3, len(shown)))):
            rows[suggestions].append(_suggestion(key, item, at, is_taken=i == 0))


def _sent(kind: str, target: str, about: str, at: datetime, period: str = "") -> Row:
    return {
        "organisation": ORGANISATION,
        "kind": kind,
        "target": target,
        "about": about,
        "period": period,
        "state": "sent",
        "due_at": at,
        "wanted_at": at,
        "attempts": 1,
        "message": f"{about}/{kind}",
        "sent_at": at,
    }


def _mark(answer: str, by: str, at: datetime) -> Row:
    return {"organisation": ORGANISATION, "answer": answer, "by": by, "at": at, "on": True}


def _suggestion(about: str, item: str, at: datetime, *, is_taken: bool) -> Row:
    return {
        "organisation": ORGANISATION,
        "about": about,
        "item": item,
        "at": at,
        "taken_at": at if is_taken else None,
    }


def _delivery(n: int, i: int, at: datetime) -> Row:
    return {
        "organisation": ORGANISATION,
        "key": f"{TEAM}/done:{n}.{i}",
        "source": "bench",
        "payload": None,
        "state": "done",
        "outcome": "ignored",
        "received_at": at,
        "worked_at": at,
    }
