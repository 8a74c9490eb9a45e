"""Somebody wants to know what can be said here."""

from bot.intents import Help, Why
from bot.messages import Bullets, Code, Message
from bot.turn import Look, Outcome, ignored

TOPICS = (
    "ask",
    "answer",
    "helpful",
    "solved",
    "find",
    "share",
    "topics",
    "quiet",
    "profile",
    "privacy",
    "home",
    "pilot",
    "help",
)


async def explain(intent: Help, turn: Look) -> Outcome:
    """Show what can be said; to words we do not know, the nearest that we do."""
    if intent.meant and not intent.said:
        return ignored(Why.REFUSED, (turn.whisper("help.is_it_that", meant=Code(intent.meant)),))
    if intent.said and intent.meant:
        meant = turn.whisper("help.did_you_mean", said=intent.said, meant=intent.meant)
        return ignored(Why.REFUSED, (meant,))
    if intent.said:
        return ignored(Why.REFUSED, (turn.whisper("help.unknown", said=intent.said),))
    return ignored(Why.NO_MATTER, (turn.whisper("help.first"), *_topics(turn)))


def _topics(turn: Look) -> Message:
    return (Bullets(tuple(turn.spans(f"help.topic.{topic}") for topic in TOPICS)),)
