"""Another person's reply in the thread of a question is an answer."""

from bot.intents import Reply, Why
from bot.model import Answer, Phase
from bot.turn import Outcome, Turn, again, ignored, parked, remembered


async def answer(intent: Reply, turn: Turn) -> Outcome:
    """Remember the reply as an answer; one to a question not heard of yet waits for it."""
    if await turn.tx.answer(intent.message):
        text = turn.kept(intent.text)
        return again(await turn.tx.revise_answer(intent.message, text, intent.edited_at))
    if turn.phase is Phase.OFF:
        return ignored(Why.PLACE_OFF)
    question = await turn.tx.question_in_thread(intent.thread)
    if question is None:
        return parked(intent.thread)
    if question.asker == turn.person.key:
        return ignored(Why.OWN_THREAD)

    await turn.know_speaker()
    reply = Answer(
        key=intent.message,
        question=question.key,
        author=turn.person.key,
        text=intent.text,
        answered_at=turn.at,
        captured_by=turn.unasked,
        edited_at=intent.edited_at,
    )
    await turn.tx.add_answer(reply, turn.now)
    return remembered("answer", known=(reply.key,))
