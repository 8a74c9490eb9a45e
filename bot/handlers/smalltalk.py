"""Somebody says hello, thanks, or asks who we are: a kind word, and a short one."""

from bot.intents import Courtesy, SmallTalk
from bot.turn import Look, Outcome, shown


async def chat(intent: SmallTalk, turn: Look) -> Outcome:
    """Say what one says back."""
    match intent.about:
        case Courtesy.HELLO:
            return shown((turn.whisper("hello.first"), turn.whisper("hello.more")))
        case Courtesy.THANKS | Courtesy.WHO_WE_ARE | Courtesy.YES_OR_NO:
            return shown((turn.whisper(f"chat.{intent.about}"),))
