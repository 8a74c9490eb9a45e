"""The clock says that a place's week is over."""

from bot.intents import DigestDue
from bot.rhythm import next_monday, week_before
from bot.turn import Outcome, Turn, remembered


async def digest_due(_intent: DigestDue, turn: Turn) -> Outcome:
    """Have the digest of the week before posted, once, and plan the next."""
    place = turn.place
    zone = place.zone or turn.policy.zone
    due_at = place.digest_at or turn.now
    period = week_before(zone, due_at)
    if place.wants_digest:
        await turn.tx.queue("digest", place.key, place.key, due_at, period)
    # The Monday after this one, even if that has passed too while nobody looked at the clock.
    await turn.tx.set_place(place.key, digest_at=next_monday(zone, due_at))
    return remembered("digest")
