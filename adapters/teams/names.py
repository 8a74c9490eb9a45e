"""Names and addresses of what a message speaks of: Teams names nobody by a key alone."""

from collections.abc import Iterator
from datetime import UTC, datetime

from adapters.links import link
from adapters.teams.writing import Ways
from bot.intents import SeenPlace
from bot.messages import Bullets, Buttons, Heading, Message, Paragraph, Quote, Span, Where, Who
from bot.turn import workspace_of
from bot.writing import Store

_LONG_AGO = datetime.fromtimestamp(0, UTC)


class Names:
    """Looks up what we remember of people and places."""

    def __init__(self, store: Store, organisation: str) -> None:
        self._store = store
        self._organisation = organisation

    async def ways(self, message: Message) -> Ways:
        """Return the names of the people and places in a message, and the way to messages."""
        spans = list(_spans(message))
        people = [each.person for each in spans if isinstance(each, Who)]
        places = {each.place for each in spans if isinstance(each, Where)}
        if not people and not places:
            return Ways(_nobody, _nobody, _address)
        async with self._store.writing(self._organisation) as tx:
            known = {each.key: each.name for each in await tx.people(people)}
            rooms = {
                key: (await tx.note_place(SeenPlace(key), workspace_of(key), _LONG_AGO)).name
                for key in places
            }
        return Ways(known.get, rooms.get, _address)


def _address(message: str) -> str | None:
    return link(message, pages=None)


def _nobody(_key: str) -> None:
    return None


def _spans(message: Message) -> Iterator[Span]:
    for part in message:
        match part:
            case Paragraph(spans) | Heading(spans):
                yield from spans
            case Bullets(items):
                for item in items:
                    yield from item
            case Quote() | Buttons():
                pass
