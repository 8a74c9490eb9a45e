"""Who knows about something: by answers that helped, and by what people say of themselves."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.model import Item, Person, Question, Visibility
from bot.ports import Transaction
from bot.similar import Known, nearest, terms

_NEAR_ENOUGH = 0.25
_MOST = 200


@dataclass(frozen=True)
class Knower:
    """Somebody who may know, and why: a question they helped with, or a topic of theirs.

    ``item`` is none, and ``answered`` empty, where the reason may not be told.
    """

    person: str
    score: float
    answered: str = ""
    topic: str = ""
    item: Item | None = None


async def who_knows(text: str, place: str, tx: Transaction) -> list[Knower]:
    """Return who may know about something, as seen from a place, the likeliest first."""
    taught = await tx.taught(place)
    people = await tx.people_with_topics()
    found = await asyncio.to_thread(_compared, text, taught, people)
    best: dict[str, Knower] = {}
    for each in sorted(found, key=lambda each: (-each.score, each.person)):
        best.setdefault(each.person, each)
    return list(best.values())


async def why_them(person: Person, question: Question, tx: Transaction) -> Knower | None:
    """Return why a person may know the answer to a question."""
    found = await who_knows(question.text or "", question.place, tx)
    return next((each for each in found if each.person == person.key), None)


def _compared(text: str, taught: Sequence[Item], people: Sequence[Person]) -> list[Knower]:
    items = {each.key: each for each in taught}
    known = [Known(each.key, each.title, each.text) for each in taught]
    found = [
        _by_answer(items[near.key], near.score)
        for near in nearest(text, known, _NEAR_ENOUGH, _MOST)
    ]
    return found + [each for person in people for each in _by_topic(text, person)]


def _by_answer(item: Item, score: float) -> Knower:
    is_public = item.visibility is Visibility.PUBLIC
    told = item.title if is_public else ""
    return Knower(item.author, score, answered=told, item=item if is_public else None)


def _by_topic(text: str, person: Person) -> list[Knower]:
    asked = set(terms(text))
    matches = [topic for topic in person.topics if asked & set(terms(topic))]
    return [Knower(person.key, 0.6, topic=topic) for topic in matches[:1]]
