"""How much somebody got from us unasked, and what that means for what they get next."""

from datetime import datetime, timedelta

from bot.looking import Mail
from bot.model import Person, Place, Policy
from bot.posts import UNASKED
from bot.reader import hours_of
from bot.rhythm import Reader, day_start

_WEEK = timedelta(days=7)


async def reader_of(
    person: Person, place: Place | None, look: Mail, policy: Policy, now: datetime
) -> Reader:
    """Return what decides whether a person gets something now."""
    hours = hours_of(person, place, policy)
    today = await look.sent_to(person.keys, UNASKED, day_start(hours.zone, now))
    week = await look.sent_to(person.keys, UNASKED, now - _WEEK)
    quiet = person.quiet or person.opted_out or not person.active
    return Reader(hours, quiet, person.snoozed_until, today, week)
