"""What somebody sees who pressed a button: on a card that all have, or on one of their own."""

from dataclasses import replace

from bot.messages import Buttons
from bot.model import Place, Question, Visibility
from bot.ports import Due
from bot.posts.card import as_seen_by
from bot.posts.sending import Sending
from bot.turn import Outcome, Turn


async def with_card(outcome: Outcome, question: Question, turn: Turn) -> Outcome:
    """Return what is said to who pressed, with the card as it stands for them below it.

    Where signs are not heard, an answer that has buttons takes the place of the card for who
    pressed it: without this they would lose it by that.
    """
    here = turn.here
    if turn.can.reactions or here is None or here.visibility is Visibility.DIRECT:
        return outcome
    sending = _sending(question, here, turn)
    found = await turn.tx.question(question.key) or question
    said = tuple(part for part in outcome.message if not isinstance(part, Buttons))
    shown = await as_seen_by(found, turn.person.key, sending)
    return replace(outcome, message=(*said, *shown))


async def chosen(outcome: Outcome, question: Question, turn: Turn) -> Outcome:
    """Return what is said to who chose: in place of what we asked back.

    In their direct line the question stood above that, so its words stay.
    """
    here = turn.here
    if here is None or here.visibility is not Visibility.DIRECT:
        return replace(outcome, instead=True)
    quoted = await _sending(question, here, turn).quoted(question)
    return replace(outcome, message=(quoted, *outcome.message), instead=True)


def _sending(question: Question, here: Place, turn: Turn) -> Sending:
    due = Due(0, "refresh", here.key, question.key, 0, turn.now)
    now, figures = turn.now, turn.figures
    return Sending(due, turn.tx, turn.policy, now, turn.speaker, here, figures, turn.can)
