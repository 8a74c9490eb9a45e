"""Who reads what we say: in which language, at what hours, and how much they got already."""

from datetime import datetime, timedelta

from bot.kinds import UNASKED
from bot.looking import Mail
from bot.model import Person, Place, Policy
from bot.rhythm import Hours, Reader, day_start, from_text

_WEEK = timedelta(days=7)


def language_of(person: Person | None, place: Place | None, policy: Policy) -> str:
    """Return the person's language, else the place's, else the organisation's."""
    own = person.language if person else None
    return own or (place.language if place else None) or policy.language


def hours_of(person: Person | None, place: Place | None, policy: Policy) -> Hours:
    """Return when a person works, by their own word; else the place's zone, the usual hours."""
    own = person.zone if person else None
    zone = own or (place.zone if place else None) or policy.zone
    return from_text(person.hours if person else None, zone)


async def reader_of(
    person: Person, place: Place | None, look: Mail, policy: Policy, now: datetime
) -> Reader:
    """Return what decides whether a person gets something now."""
    hours = hours_of(person, place, policy)
    today = await look.sent_to(person.keys, UNASKED, day_start(hours.zone, now))
    week = await look.sent_to(person.keys, UNASKED, now - _WEEK)
    quiet = person.quiet or person.opted_out or not person.active
    return Reader(hours, quiet, person.snoozed_until, today, week)
