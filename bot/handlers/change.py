"""Somebody takes a message back."""

from bot.intents import Delete, Why
from bot.model import Phase
from bot.turn import Outcome, Turn, ignored, parked, remembered


async def delete(intent: Delete, turn: Turn) -> Outcome:
    """Forget the text of a question or answer, whatever the phase of its place is by now.

    A message that we do not know may still be on its way: the delete waits for it and wins.
    """
    if await turn.tx.take_back(intent.message, turn.at):
        return remembered("delete")
    if turn.phase is Phase.OFF:
        return ignored(Why.PLACE_OFF)
    return parked(intent.message)
