"""What the author of a message that asks says to our offer to ask colleagues properly."""

from dataclasses import replace

from bot.handlers.ask import answered_before, ask
from bot.intents import Ask, TakeOffer
from bot.model import CapturedBy
from bot.ports import Offer
from bot.turn import NOTHING_SEEN, Look, Outcome, Sight, Turn, remembered


async def answered_before_to(intent: TakeOffer, turn: Look) -> Sight:
    """Return what was answered before to the words of an offer that is taken."""
    offer = await turn.look.offer(intent.message) if intent.choice == "yes" else None
    there = await turn.moved(offer.place) if offer else None
    if offer is None or there is None:
        return NOTHING_SEEN
    return await answered_before(_asked(offer), there)


async def take_offer(intent: TakeOffer, turn: Turn) -> Outcome:
    """Ask with the words of the message on yes; else forget them."""
    offer = await turn.tx.offer(intent.message)
    if offer is None or offer.person != turn.person.key:
        return turn.refuse("offer.too_late")
    await turn.tx.drop_offer(intent.message)
    match intent.choice:
        case "yes":
            there = await turn.moved(offer.place)
            if there is None:
                return turn.refuse("offer.too_late")
            # It was asked when it was written: what was replied since then comes after it.
            then = replace(there, heard=replace(there.heard, at=offer.at))
            outcome = await ask(_asked(offer), then)
            return replace(outcome, instead=outcome.settles)
        case "never":
            await turn.know_speaker()
            await turn.tx.set_profile(turn.person.key, offers=False)
            return remembered("profile", (turn.whisper("offer.never_again"),))
        case _:
            return remembered("offer", (turn.whisper("offer.as_you_like"),))


def _asked(offer: Offer) -> Ask:
    return Ask(offer.text, CapturedBy.OFFERED, offer.message)
