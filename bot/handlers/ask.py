"""Someone asks a question, by command or by mention."""

from bot.detect import asks
from bot.handlers.answer import answer
from bot.intents import Ask, Reply, Why
from bot.messages import Message
from bot.model import CapturedBy, Question, Visibility
from bot.text import LONGEST
from bot.turn import Outcome, Turn, again, ignored, remembered


async def ask(intent: Ask, turn: Turn) -> Outcome:
    """Remember the question and post it where colleagues can see it; tell the asker."""
    known = await turn.tx.question(intent.message) if intent.message else None
    if known and intent.edited_at and intent.text:
        text = turn.kept(intent.text[:LONGEST])
        return again(await turn.tx.revise_question(known.key, text, intent.edited_at))
    if intent.thread and await _answers(intent, turn):
        return await answer(
            Reply(intent.message or "", intent.thread, intent.text, intent.edited_at), turn
        )
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


async def _answers(intent: Ask, turn: Turn) -> bool:
    """Tell whether our name only stands in an answer: said in another one's thread, not asking."""
    if not intent.message or asks(intent.text):
        return False
    question = await turn.tx.question_in_thread(intent.thread or "")
    return question is not None and turn.person.key != question.asker


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
