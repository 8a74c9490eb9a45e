"""Words in a place that nobody addressed to us: those that ask may be remembered."""

from datetime import timedelta

from bot.detect import asks
from bot.intents import Say, Why
from bot.language import language_of
from bot.model import CapturedBy, Phase, Question
from bot.ports import Offer
from bot.turn import Outcome, Turn, again, ignored, parked, remembered

_FEWEST_WORDS = 4
_LET_EDITS_SETTLE = timedelta(seconds=60)


async def listen(intent: Say, turn: Turn) -> Outcome:
    """In a place that is listened to, remember a message that asks.

    A message asks if any version of it asks, and its text is the newest version: so an edit that
    arrives before its message gives the same as one that arrives after it.
    """
    does_ask = turn.phase is Phase.LISTENING and asks(intent.text)
    may_be_known = does_ask or intent.edited_at
    if may_be_known and await turn.tx.question(intent.message):
        return again(await _newer(intent, turn))
    if turn.phase is Phase.OFF:
        return ignored(Why.PLACE_OFF)
    if does_ask:
        return await _baseline(intent, turn)
    if turn.phase is Phase.PILOT and turn.policy.offers:
        await _offer(intent, turn)
    if intent.edited_at:
        return parked(intent.message)
    return ignored(Why.NOT_ASKED_OF_US if turn.phase.serves else Why.DOES_NOT_ASK)


async def _offer(intent: Say, turn: Turn) -> None:
    """Offer the author, in private, to ask colleagues properly; nothing is tracked before a yes.

    Nobody is offered this at every turn: who said never is left alone, the caps hold, and each
    message is offered for once. An edit gives it the newer words.
    """
    kept = await turn.tx.offer(intent.message)
    if kept and not intent.edited_at:
        return  # an edit was faster than its message
    if kept:
        await turn.tx.drop_offer(intent.message)
    elif await turn.tx.waiting_for([intent.message]):
        return  # somebody replied already, or it asks no more
    if not asks(intent.text) or len(intent.text.split()) < _FEWEST_WORDS:
        return
    person = await turn.tx.person(turn.person.key)
    if person.opted_out or person.quiet or not person.offers:
        return
    due_at = turn.now + _LET_EDITS_SETTLE
    if await turn.tx.queue("offer", turn.person.key, intent.message, due_at) or kept:
        offer = Offer(intent.message, turn.place.key, turn.person.key, intent.text, turn.at)
        await turn.tx.add_offer(offer)


async def _newer(intent: Say, turn: Turn) -> bool:
    taken_over = turn.unasked is CapturedBy.HISTORY and await turn.tx.recapture(
        intent.message, CapturedBy.HISTORY
    )
    text = turn.kept(intent.text)
    language = language_of(intent.text, turn.policy.languages) if text else None
    newer = await turn.tx.revise_question(intent.message, text, intent.edited_at, language)
    return newer or taken_over


async def _baseline(intent: Say, turn: Turn) -> Outcome:
    if (await turn.tx.person(turn.person.key)).opted_out:
        return ignored(Why.OPTED_OUT)
    await turn.know_speaker()
    question = Question(
        key=intent.message,
        place=turn.place.key,
        asker=turn.person.key,
        text=intent.text,
        asked_at=turn.at,
        captured_by=turn.unasked,
        visibility=turn.place.visibility,
        thread=intent.message,
        edited_at=intent.edited_at,
        language=language_of(intent.text, turn.policy.languages),
        seen_until=None if turn.is_live else turn.at,
    )
    await turn.tx.add_question(question, turn.now)
    return remembered("question", known=(question.key,))
