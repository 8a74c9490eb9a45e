"""What a platform told when it was asked is joined to what is heard: from rows, on any replica."""

from collections.abc import Mapping
from dataclasses import replace

from bot.intents import Heard, Intent, Nothing, Reply, SeenPerson, Why
from bot.model import Capture


def people_in(heard: Heard) -> tuple[str, ...]:
    """Return the keys of those of whom a platform may have told; a log knows who was who."""
    if heard.capture is not Capture.LIVE:
        return ()
    people = (heard.person, *heard.vouched)
    keys = (each.key for each in people if each and not each.is_stranger)
    return tuple(key for key in keys if key.isprintable())  # a form can hold what no database takes


def joined(heard: Heard, told: Mapping[str, SeenPerson]) -> Heard:
    """Return what was heard, with what its platform told of the people in it.

    Of whom nobody has told yet it stays as read: somebody who may be a guest sees as little as one,
    and who may be a bot counts as one.
    """
    if told.keys().isdisjoint(people_in(heard)):
        may_be_bot = heard.person is not None and heard.person.may_be_bot
        return replace(heard, intent=Nothing(Why.BOT)) if may_be_bot else heard
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
        may_be_bot=False,
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
