"""Who knows about something: by answers that helped, and by what people say of themselves."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.looking import Looking
from bot.model import Item, Person, Question, Visibility
from bot.similar import Known, nearest, terms

_NEAR_ENOUGH = 0.25
_MOST = 200


@dataclass(frozen=True)
class Knower:
    """Somebody who may know, and why: a question they helped with, or a topic of theirs.

    ``item`` is the answer where it may be shown in the place from which it is asked; ``answered``
    its question where that may be told anywhere.
    """

    person: str
    score: float
    answered: str = ""
    topic: str = ""
    item: Item | None = None

    @property
    def is_told(self) -> bool:
        """Whether the reason may be told to the person themselves, wherever they read it."""
        return bool(self.answered or self.topic)


async def who_knows(
    text: str, place: str, look: Looking, *, only_here: bool = False
) -> list[Knower]:
    """Return who may know about something, as seen from a place, the likeliest first."""
    taught = await look.taught(place, only_here=only_here)
    people = await look.people_with_topics()
    found = await asyncio.to_thread(_compared, text, place, taught, people)
    best: dict[str, Knower] = {}
    # Of a person the reason that can be told goes first, however near another one is.
    for each in sorted(found, key=lambda each: (not each.is_told, -each.score)):
        best.setdefault(each.person, each)
    return sorted(best.values(), key=lambda each: (-each.score, each.person))


async def why_them(person: Person, question: Question, look: Looking) -> Knower | None:
    """Return why a person may know the answer to a question."""
    found = await who_knows(question.text or "", question.place, look)
    return next((each for each in found if each.person in person.keys), None)


def _compared(
    text: str, place: str, taught: Sequence[Item], people: Sequence[Person]
) -> list[Knower]:
    items = {each.key: each for each in taught}
    known = [Known(each.key, each.title, each.text) for each in taught]
    found = [
        _by_answer(items[near.key], near.score, place)
        for near in nearest(text, known, _NEAR_ENOUGH, _MOST)
    ]
    return found + [each for person in people for each in _by_topic(text, person)]


def _by_answer(item: Item, score: float, place: str) -> Knower:
    is_public = item.visibility is Visibility.PUBLIC
    return Knower(
        item.author,
        score,
        answered=item.title if is_public else "",
        item=item if is_public or item.place == place else None,
    )


def _by_topic(text: str, person: Person) -> list[Knower]:
    asked = set(terms(text))
    matches = [topic for topic in person.topics if asked & set(terms(topic))]
    return [Knower(person.key, 0.6, topic=topic) for topic in matches[:1]]
