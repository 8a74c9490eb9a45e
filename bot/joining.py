"""What a platform told when it was asked is joined to what is heard: from rows, on any replica."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Protocol

from bot.intents import Heard, Intent, Nothing, Reply, SeenPerson, Why
from bot.model import Capture


class Told(Protocol):
    """Where one can look up what platforms told."""

    async def told(self, keys: Collection[str]) -> Mapping[str, SeenPerson]: ...


async def joined(heard: Heard, look: Told) -> Heard:
    """Return what was heard, with what its platform told of the people in it.

    Of whom nobody has told yet it stays as read: somebody who may be a guest sees as little as one.
    A log knows who was who at its time.
    """
    people = [each for each in (heard.person, *heard.vouched) if each and not each.is_stranger]
    if heard.capture is not Capture.LIVE or not people:
        return heard
    told = await look.told([each.key for each in people])
    if not told:
        return heard
    person = _speaker(heard.person, told)
    vouched = tuple(_filled(each, told) for each in heard.vouched)
    return replace(heard, person=person, vouched=vouched, intent=_intent(heard.intent, person))


def _speaker(person: SeenPerson | None, told: Mapping[str, SeenPerson]) -> SeenPerson | None:
    if person is None or person.key not in told:
        return person
    return replace(_filled(person, told), is_active=None)  # who speaks is there


def _filled(person: SeenPerson, told: Mapping[str, SeenPerson]) -> SeenPerson:
    """Return a person with what was told; what they bring along themselves is newer."""
    known = told.get(person.key)
    if known is None:
        return person
    return replace(
        person,
        name=person.name or known.name,
        zone=person.zone or known.zone,
        language=person.language or known.language,
        is_guest=known.is_guest if person.is_guest is None else person.is_guest,
        may_be_guest=False,
        is_active=known.is_active,
        is_stranger=known.is_stranger,
        is_bot=known.is_bot,
    )


def _intent(intent: Intent, person: SeenPerson | None) -> Intent:
    """Return what is made of it, knowing who it was: bots and strangers want nothing of us."""
    if person and person.is_bot and not isinstance(intent, Nothing):
        return Nothing(Why.BOT)
    if person and person.is_stranger and not isinstance(intent, Reply | Nothing):
        return Nothing(Why.STRANGER)
    return intent
