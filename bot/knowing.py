"""Who knows about something: by what they answered, and by what they say of themselves."""

from dataclasses import dataclass

from bot.looking import Looking
from bot.model import Item, Person, Question, Visibility
from bot.similar import terms

_NEAR_ENOUGH = 0.25
_MOST = 200


@dataclass(frozen=True)
class Knower:
    """Somebody who may know, and why: a question they answered, or a topic of theirs.

    ``item`` is the answer where it may be shown in the place from which it is asked; ``answered``
    its question where that may be told anywhere. It ``helped`` where somebody marked it: that a
    question was solved does not say by whose answer.
    """

    person: str
    score: float
    answered: str = ""
    topic: str = ""
    item: Item | None = None
    helped: bool = False

    @property
    def told_of(self) -> tuple[str, ...]:
        """The keys of the answer, and its question, whose words are the reason."""
        item = self.item if self.answered else None
        return (item.key, item.question or item.key) if item else ()

    @property
    def is_told(self) -> bool:
        """Whether the reason may be told to the person themselves, wherever they read it."""
        return bool(self.answered or self.topic)


async def who_knows(
    text: str, place: str, look: Looking, *, only_here: bool = False
) -> list[Knower]:
    """Return who may know about something, as seen from a place, the likeliest first."""
    taught = await look.taught_near(
        text, place, least=_NEAR_ENOUGH, most=_MOST, only_here=only_here
    )
    found = [_by_answer(item, score, place) for item, score in taught]
    asked = frozenset(terms(text))
    for person in await look.people_with_topics(asked) if asked else ():
        found += _by_topic(asked, person)
    best: dict[str, Knower] = {}
    # Of a person the reason that can be told goes first, however near another one is.
    for each in sorted(found, key=lambda each: (not each.is_told, -each.score)):
        best.setdefault(each.person, each)
    return sorted(best.values(), key=lambda each: (-each.score, each.person))


async def why_them(person: Person, question: Question, look: Looking) -> Knower | None:
    """Return why a person may know the answer to a question."""
    found = await who_knows(question.text or "", question.place, look)
    return next((each for each in found if each.person in person.keys), None)


def _by_answer(item: Item, score: float, place: str) -> Knower:
    is_public = item.visibility is Visibility.PUBLIC
    return Knower(
        item.author,
        score,
        answered=item.title if is_public else "",
        item=item if is_public or item.place == place else None,
        helped=item.marks > 0,
    )


def _by_topic(asked: frozenset[str], person: Person) -> list[Knower]:
    matches = [topic for topic in person.topics if asked.intersection(terms(topic))]
    return [Knower(person.key, 0.6, topic=topic) for topic in matches[:1]]
