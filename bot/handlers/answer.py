"""Another person's reply in the thread of a question is an answer; so is one from a form."""

from bot import ladder
from bot.buttons import does
from bot.copies import correct
from bot.handlers.helpful import answer_there, mark
from bot.handlers.solved import judge, thank
from bot.intents import AnswerForm, Mark, MarkKind, Reply, ThisAnswers, Why
from bot.messages import Form, Input, InputKind
from bot.model import Answer, CapturedBy, Phase, Question
from bot.text import LONGEST
from bot.turn import Outcome, Turn, again, ignored, opened, parked, remembered


async def answer(intent: Reply, turn: Turn) -> Outcome:
    """Remember the reply as an answer; one to a question not heard of yet waits for it."""
    # Who opted out, or is of another organisation, is not remembered.
    is_left_out = turn.person.is_stranger or (await turn.tx.person(turn.person.key)).opted_out
    if await turn.tx.answer(intent.message):
        text = None if is_left_out else turn.kept(intent.text)
        is_revised = await turn.tx.revise_answer(intent.message, text, intent.edited_at)
        if is_revised and turn.is_live:
            await correct(intent.message, turn.tx, turn.now, turn.stamp)
        return again(is_revised)
    if turn.phase is Phase.OFF:
        return ignored(Why.PLACE_OFF)
    question = await turn.tx.question_in_thread(intent.thread)
    if question is None:
        await _needs_no_offer(intent.thread, turn)
        return parked(intent.thread)
    if await turn.is_speaker(question.asker):
        await is_talked_about(question, turn)
        return ignored(Why.OWN_THREAD)
    if is_left_out:
        # That somebody answered still ends the asking around.
        await ladder.end(question.key, turn.tx)
        return ignored(Why.STRANGER if turn.person.is_stranger else Why.OPTED_OUT)

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
    if turn.phase.serves:
        await is_answered(question, turn)
    return remembered("answer", known=(reply.key,))


async def _needs_no_offer(message: str, turn: Turn) -> None:
    """Offer nothing to the author of a message that somebody else has replied to already."""
    offer = await turn.tx.offer(message)
    if offer is None or await turn.is_speaker(offer.person):
        return
    if await turn.tx.unqueue("offer", message):
        await turn.tx.drop_offer(message)


async def is_answered(question: Question, turn: Turn) -> None:
    """Stop asking around; tell who waits for it, once; ask later whether it helped."""
    if not question.is_asked:
        return
    await turn.refresh(question)
    await thank(question, turn)  # the word that it was solved may have come before the answer
    if ladder.needs_answer(question, await turn.tx.answers_to(question.key)):
        return  # an answer from before the asker said *still open*, which came late
    await ladder.end(question.key, turn.tx)
    for asked in await turn.tx.queued("who", question.key):
        if asked.message:
            await turn.tx.queue("who_settled", asked.target, question.key, turn.now, str(asked.id))
    period = await _round(question, turn)
    await turn.tx.queue("first", question.asker, question.key, turn.now, period)
    for follower, began_at in (await turn.tx.followers(question.key)).items():
        if not await turn.is_speaker(follower):
            period = began_at.isoformat()
            await turn.tx.queue("news", follower, question.key, turn.now, period)
    await is_talked_about(question, turn)


async def _round(question: Question, turn: Turn) -> str:
    """Return for which first answer its asker hears of it: once for each round of asking.

    Where the answer that they heard of was taken back, the next one is the first.
    """
    since = ladder.reopened_at(question)
    period = since.isoformat() if since else ""
    told = await turn.tx.queued("first", question.key)
    answers = ladder.new_answers(question, await turn.tx.answers_to(question.key))
    if len(answers) == 1 and any(each.message and each.period == period for each in told):
        return answers[0].answered_at.isoformat()
    return period


async def is_talked_about(question: Question, turn: Turn) -> None:
    """Begin the two quiet hours anew, where there is an answer to ask about."""
    if not turn.phase.serves or not question.is_asked:
        return
    if await turn.tx.answers_to(question.key):
        asker = await turn.tx.person(question.asker)
        place = await turn.place_of(question.place)
        await ladder.ask_whether_it_helped(question, asker, place, turn.tx, turn.policy, turn.now)


async def answer_form(intent: AnswerForm, turn: Turn) -> Outcome:
    """Take an answer that was written in a form and post it in the thread, in its author's name."""
    question = await turn.served(intent.question)
    if isinstance(question, Outcome):
        return question
    there = await turn.beside(question)
    if not question.thread or there is None:
        return turn.refuse("ask.gone")
    if await turn.is_speaker(question.asker):
        return turn.refuse("answer.own")
    if intent.text is None:
        return opened(
            _form(question, turn),
            (turn.whisper("answer.in_the_thread"),),
            does("answer", question.key),
        )
    if not intent.text:
        return turn.refuse("answer.empty")

    await turn.know_speaker()
    reply = Answer(
        key=there.key_for("answer"),
        question=question.key,
        author=turn.person.key,
        text=intent.text[:LONGEST],
        answered_at=turn.at,
        captured_by=CapturedBy.CARD,
    )
    await turn.tx.add_answer(reply, turn.now)
    await turn.tx.queue("answer", question.place, reply.key, turn.now)
    await is_answered(question, there)
    return remembered("answer", (turn.whisper("answer.posted"),), (reply.key,))


def _form(question: Question, turn: Turn) -> Form:
    words = Input(
        "text",
        turn.word("form.answer.text"),
        InputKind.TEXT,
        hint=turn.word("form.answer.hint"),
        is_required=True,
    )
    title, submit = turn.word("form.answer.title"), turn.word("form.answer.submit")
    return Form(title, submit, does("answer", question.key), (words,))


async def this_answers(intent: ThisAnswers, turn: Turn) -> Outcome:
    """Take somebody's word that a message answers its question; the asker's word solves it."""
    found = await answer_there(intent.message, turn)
    if isinstance(found, Outcome):
        return found
    answer, question, there = found
    marked = await mark(Mark(answer.key, MarkKind.HELPFUL, on=True), there)
    if not await turn.is_speaker(question.asker):
        said = "answer.own_mark" if marked.what == Why.OWN_ANSWER else "helpful.noted"
        return remembered("helpful", (turn.whisper(said),))
    await judge(question, there, on=True)
    return remembered("solved", (turn.whisper("solved.thanks"),))
