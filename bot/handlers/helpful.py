"""Somebody says that an answer helped, or takes that back."""

from dataclasses import replace

from bot.handlers.solved import judge
from bot.intents import Kind, Mark, PressHelpful, Why
from bot.model import Answer, Phase, Question, Verdict
from bot.turn import Outcome, Turn, ignored, parked, remembered


async def mark(intent: Mark, turn: Turn) -> Outcome:
    """Remember a mark on an answer; one on a message not heard of yet waits for it."""
    if turn.phase is Phase.OFF and intent.on:
        return ignored(Why.PLACE_OFF)
    marked = await turn.tx.answer(intent.message)
    question = await _question(intent.message, marked, turn)
    if question is None:
        return ignored(Why.PLACE_OFF) if turn.phase is Phase.OFF else parked(intent.message)
    if intent.kind is Kind.SOLVED:
        return await judge(question, turn, on=intent.on)
    if marked is None:
        return ignored(Why.NOT_AN_ANSWER)
    if marked.author == turn.person.key:
        return ignored(Why.OWN_ANSWER)

    await turn.know_speaker()
    if not await turn.tx.mark_helpful(marked.key, turn.person.key, turn.at, on=intent.on):
        return ignored(Why.OLDER_THAN_KNOWN)
    by_asker = question.asker == turn.person.key
    if intent.on and turn.is_live and by_asker and question.verdict is Verdict.SOLVED:
        await turn.tx.queue("thanks", marked.author, marked.key, turn.now)
    return remembered("helpful" if intent.on else "taken back")


async def press_helpful(intent: PressHelpful, turn: Turn) -> Outcome:
    """Take the same from a button, and say so."""
    outcome = await mark(Mark(intent.answer, Kind.HELPFUL, on=True), turn)
    said = "helpful.own" if outcome.what == Why.OWN_ANSWER else "helpful.noted"
    return replace(outcome, message=(turn.whisper(said),))


async def _question(message: str, marked: Answer | None, turn: Turn) -> Question | None:
    if marked:
        return await turn.tx.question(marked.question)
    return await turn.tx.question(message) or await turn.tx.question_in_thread(message)
