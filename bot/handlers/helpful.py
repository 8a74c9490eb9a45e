"""Somebody says that an answer helped, or takes that back."""

from dataclasses import replace

from bot.buttons import does
from bot.handlers.seen import with_card
from bot.handlers.solved import judge, thank
from bot.intents import Mark, MarkKind, PressHelpful, Why
from bot.messages import Buttons, Message
from bot.model import Answer, Phase, Question
from bot.turn import Outcome, Turn, ignored, parked, remembered, shown


async def mark(intent: Mark, turn: Turn) -> Outcome:
    """Remember a mark on an answer; one on a message not heard of yet waits for it."""
    if turn.phase is Phase.OFF and intent.on:
        return ignored(Why.PLACE_OFF)
    marked = await turn.tx.answer(intent.message)
    question = await _question(intent.message, marked, turn)
    if question is None:
        return ignored(Why.PLACE_OFF) if turn.phase is Phase.OFF else parked(intent.message)
    if intent.kind is MarkKind.SOLVED:
        return await judge(question, turn, on=intent.on)
    if marked is None:
        return ignored(Why.NOT_AN_ANSWER)
    if await turn.is_speaker(marked.author):
        return ignored(Why.OWN_ANSWER)
    if intent.on and await _is_left_out(question, turn):
        return ignored(Why.OPTED_OUT)

    await turn.know_speaker()
    if not await turn.tx.mark_helpful(marked.key, turn.person.key, turn.at, on=intent.on):
        return ignored(Why.OLDER_THAN_KNOWN)
    by_asker = await turn.is_speaker(question.asker)
    if intent.on and by_asker and turn.is_live and turn.phase.serves:
        await thank(question, turn)
    return remembered("helpful" if intent.on else "taken back")


async def press_helpful(intent: PressHelpful, turn: Turn) -> Outcome:
    """Take the same from a button, wherever it is, and say so; beside it is what undoes it."""
    found = await answer_there(intent.answer, turn)
    if isinstance(found, Outcome):
        return found
    answer, question, there = found
    if intent.on == (await turn.tx.marked_at(answer.key, turn.person.key) is not None):
        return await with_card(shown(_noted(answer, turn, on=intent.on)), question, turn)
    outcome = await mark(Mark(answer.key, MarkKind.HELPFUL, on=intent.on), there)
    if outcome.what == Why.OWN_ANSWER:
        return replace(outcome, message=(turn.whisper("helpful.own"),))
    said = replace(outcome, message=_noted(answer, turn, on=intent.on), instead=not intent.on)
    return await with_card(said, question, turn)


def _noted(answer: Answer, turn: Turn, *, on: bool) -> Message:
    """Say how it stands now, with what undoes it beside."""
    if on:
        back = turn.button("button.take_back", does("takeback", answer.key))
        return (turn.whisper("helpful.noted"), Buttons((back,)))
    again = turn.button("button.helpful", does("helpful", answer.key))
    return (turn.whisper("helpful.taken_back"), Buttons((again,)))


async def _is_left_out(question: Question, turn: Turn) -> bool:
    """Tell whether the speaker is not to be remembered: opted out, and not speaking to us."""
    if turn.heard.is_addressed or await turn.is_speaker(question.asker):
        return False
    return (await turn.tx.person(turn.person.key)).opted_out


async def answer_there(key: str, turn: Turn) -> tuple[Answer, Question, Turn] | Outcome:
    """Return an answer that stands, its question, and the turn as if taken in their place."""
    answer = await turn.tx.answer(key)
    if answer is None or answer.gone:
        return turn.refuse("answer.not_one")
    question = await turn.served(answer.question)
    if isinstance(question, Outcome):
        return question
    there = await turn.beside(question)
    return (answer, question, there) if there else turn.refuse("answer.not_one")


async def _question(message: str, marked: Answer | None, turn: Turn) -> Question | None:
    if marked:
        return await turn.tx.question(marked.question)
    return await turn.tx.question(message) or await turn.tx.question_in_thread(message)
