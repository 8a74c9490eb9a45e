"""How much somebody got from us unasked, and what that means for what they get next."""

from datetime import datetime, timedelta

from bot.looking import SeesMail
from bot.model import Person, Place, Policy
from bot.posts import UNASKED
from bot.reader import hours_of
from bot.rhythm import Recipient, day_start

_WEEK = timedelta(days=7)


async def recipient_of(
    person: Person, place: Place | None, look: SeesMail, policy: Policy, now: datetime
) -> Recipient:
    """Return what decides whether a person gets something now."""
    hours = hours_of(person, place, policy)
    today = await look.sent_to(person.keys, UNASKED, day_start(hours.zone, now))
    week = await look.sent_to(person.keys, UNASKED, now - _WEEK)
    return Recipient(
        hours, person.is_left_alone, person.snoozed_until, today, week, person.snoozed_from
    )
