"""Who reads what we say: in which language, and at what hours."""

from bot.model import Person, Place, Policy
from bot.rhythm import Hours, from_text


def language_of(person: Person | None, place: Place | None, policy: Policy) -> str:
    """Return the person's language, else the place's, else the organisation's."""
    own = person.language if person else None
    return own or (place.language if place else None) or policy.language


def hours_of(person: Person | None, place: Place | None, policy: Policy) -> Hours:
    """Return when a person works, by their own word; else the place's zone, the usual hours."""
    own = person.zone if person else None
    zone = own or (place.zone if place else None) or policy.zone
    return from_text(person.hours if person else None, zone)
