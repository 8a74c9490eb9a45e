"""Somebody brings back what they had deleted: it stands again, as if it had never been gone."""

from typing import assert_never

from bot import ladder
from bot.copies import correct
from bot.handlers.answer import answer, is_answered, is_talked_about
from bot.handlers.ask import ask
from bot.handlers.listen import listen
from bot.intents import Ask, Reply, Restore, Say, Why
from bot.model import Phase
from bot.turn import Outcome, Turn, ignored, remembered


async def restore(intent: Restore, turn: Turn) -> Outcome:
    """Let a question or answer stand again; of one not known yet it is the newest version."""
    if turn.phase is Phase.OFF:
        return ignored(Why.PLACE_OFF)
    is_to_us = isinstance(intent.said, Ask)
    if not is_to_us and (await turn.tx.person(turn.person.key)).opted_out:
        return ignored(Why.OPTED_OUT)
    if await _is_back(intent, turn):
        await _stands_again(intent.message, turn)
        return remembered("edit")
    outcome = await _heard_again(intent.said, turn)
    await _is_back(intent, turn)  # it may be known since then: a delete that comes now is older
    return outcome


async def _is_back(intent: Restore, turn: Turn) -> bool:
    by, text = turn.person.key, intent.said.text
    return await turn.tx.bring_back(intent.message, by, text, intent.at)


async def _heard_again(said: Say | Reply | Ask, turn: Turn) -> Outcome:
    match said:
        case Say():
            return await listen(said, turn)
        case Reply():
            return await answer(said, turn)
        case Ask():
            return await ask(said, turn)
        case _:
            assert_never(said)


async def _stands_again(message: str, turn: Turn) -> None:
    """Show it wherever we tell of it; an answer ends the asking around once more."""
    found = await turn.tx.answer(message)
    question = await turn.tx.question(found.question if found else message)
    if question is None or not turn.is_live:
        return
    for source in dict.fromkeys((message, question.key)):
        await correct(source, turn.tx, turn.now, turn.stamp)
    if question.gone:
        return
    place = await turn.place_of(question.place)
    if not place.phase.serves or not question.is_asked:
        return
    if found:
        await is_answered(question, turn)
        return
    await turn.refresh(question)
    if ladder.needs_answer(question, await turn.tx.answers_to(question.key)):
        await ladder.begin(question.key, place, turn.tx, turn.policy, turn.now)
    await is_talked_about(question, turn)
