"""Someone asks a question, by command or by mention."""

from bot.intents import Ask, Why
from bot.messages import Message
from bot.model import CapturedBy, Question, Visibility
from bot.text import LONGEST
from bot.turn import Outcome, Turn, again, ignored, remembered


async def ask(intent: Ask, turn: Turn) -> Outcome:
    """Remember the question and post it where colleagues can see it; tell the asker."""
    known = await turn.tx.question(intent.message) if intent.message else None
    if known and intent.edited_at and intent.text:
        text = intent.text[:LONGEST]
        return again(await turn.tx.revise_question(known.key, text, intent.edited_at))
    if not turn.phase.serves:
        return ignored(Why.PLACE_OFF, (turn.whisper("ask.not_here"),))
    if turn.place.visibility is Visibility.DIRECT:
        return ignored(Why.REFUSED, (turn.whisper("ask.in_a_channel"),))
    if not intent.text:
        return ignored(Why.REFUSED, (turn.whisper("ask.empty"),))
    if len(intent.text) > LONGEST:
        return ignored(Why.REFUSED, (turn.whisper("ask.too_long", n=len(intent.text)),))
    if known:
        return ignored(Why.OLDER_THAN_KNOWN)

    await turn.know_speaker()
    question = _question(intent, turn)
    if not await turn.tx.add_question(question, turn.now):
        return ignored(Why.REFUSED, (turn.whisper("ask.one_in_a_thread"),))
    if not intent.message:
        await turn.tx.queue("question", turn.place.key, question.key, turn.now)
    known_now = tuple(filter(None, (question.key, question.thread)))
    return remembered("question", _on_its_way(intent, turn), known_now)


def _question(intent: Ask, turn: Turn) -> Question:
    return Question(
        key=intent.message or turn.heard.key,
        place=turn.place.key,
        asker=turn.person.key,
        text=intent.text,
        asked_at=turn.at,
        captured_by=intent.captured_by,
        visibility=turn.place.visibility,
        thread=intent.thread or intent.message,
        edited_at=intent.edited_at,
    )


def _on_its_way(intent: Ask, turn: Turn) -> Message:
    if intent.captured_by is CapturedBy.MENTION:
        return (turn.whisper("ask.tracked"),)
    return (turn.whisper("ask.posted"),)
