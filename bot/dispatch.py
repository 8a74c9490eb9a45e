"""One intent, one handler."""

from typing import assert_never

from bot.handlers.answer import answer
from bot.handlers.ask import ask
from bot.handlers.change import delete
from bot.handlers.help import explain
from bot.handlers.helpful import mark
from bot.handlers.listen import listen
from bot.handlers.place import come_or_go, rename, set_phase
from bot.handlers.profile import set_profile
from bot.handlers.solved import solve
from bot.intents import (
    Ask,
    Delete,
    Help,
    Intent,
    Join,
    Leave,
    Mark,
    Nothing,
    Rename,
    Reply,
    Say,
    SetPhase,
    SetProfile,
    Solve,
)
from bot.turn import Outcome, Turn, ignored


async def dispatch(intent: Intent, turn: Turn) -> Outcome:  # noqa: C901 - one line an intent
    """Give the intent to the one handler that is for it."""
    match intent:
        case Ask():
            return await ask(intent, turn)
        case Say():
            return await listen(intent, turn)
        case Reply():
            return await answer(intent, turn)
        case Delete():
            return await delete(intent, turn)
        case Mark():
            return await mark(intent, turn)
        case Solve():
            return await solve(intent, turn)
        case Help():
            return await explain(intent, turn)
        case SetPhase():
            return await set_phase(intent, turn)
        case SetProfile():
            return await set_profile(intent, turn)
        case Join() | Leave():
            return await come_or_go(intent, turn)
        case Rename():
            return await rename(intent, turn)
        case Nothing(why):
            return ignored(why)
        case _:
            assert_never(intent)
