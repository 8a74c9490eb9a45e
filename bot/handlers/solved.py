"""The asker says whether the answers helped."""

from bot import ladder
from bot.buttons import does
from bot.credit import who_solved
from bot.intents import Judge, Solve, Why
from bot.messages import Button, Buttons, Message
from bot.model import Answer, Place, Question, Verdict, Wants
from bot.turn import Became, Outcome, Turn, ignored, parked, remembered

_MOST = 3


async def solve(intent: Solve, turn: Turn) -> Outcome:
    """Take the asker's word, said in the thread of the question."""
    if intent.thread is None:
        return turn.refuse(f"solved.{'in' if intent.on else 'reopen_in'}_the_thread")
    question = await turn.tx.question_in_thread(intent.thread)
    if question is None:
        if not turn.phase.serves:
            return ignored(Why.PLACE_OFF, (turn.whisper("ask.not_here"),))
        return parked(intent.thread, (turn.whisper("solved.no_question"),))
    outcome = await judge(question, turn, on=intent.on)
    if outcome.what == Why.NOT_THE_ASKER:
        return ignored(Why.NOT_THE_ASKER, (turn.whisper("solved.not_the_asker"),))
    if outcome.became is not Became.REMEMBERED:
        return outcome
    if not intent.on:
        return remembered(outcome.what, (turn.whisper("solved.open_again"),))
    return remembered(outcome.what, (turn.whisper("solved.thanks"), *await _whose(question, turn)))


async def judge(question: Question, turn: Turn, *, on: bool) -> Outcome:
    """Set or take back *solved*; only the asker's word counts, and the newest one."""
    return await _judge(question, Verdict.SOLVED if on else None, turn)


async def _judge(question: Question, verdict: Verdict | None, turn: Turn) -> Outcome:
    if not await turn.is_speaker(question.asker):
        return ignored(Why.NOT_THE_ASKER)
    if not await turn.tx.set_verdict(question.key, verdict, turn.at):
        return ignored(Why.OLDER_THAN_KNOWN)
    place = await turn.place_of(question.place)
    judged = await turn.tx.question(question.key)
    if judged and judged.is_asked and turn.is_live and place.phase.serves:
        await _act_on(judged, place, turn)
    return remembered("solved" if verdict is Verdict.SOLVED else "taken back")


async def _act_on(question: Question, place: Place, turn: Turn) -> None:
    """End or begin the asking around, as the question stands after the asker's newest word."""
    await turn.refresh(question)
    if question.verdict is Verdict.SOLVED:
        await ladder.end_all(question.key, turn.tx)
        await thank(question, turn)
        return
    answers = await turn.tx.answers_to(question.key)
    if ladder.needs_answer(question, answers):
        await ladder.begin(question.key, place, turn.tx, turn.policy, turn.now)
    elif answers:
        asker = await turn.tx.person(question.asker)
        await ladder.ask_whether_it_helped(question, asker, place, turn.tx, turn.policy, turn.now)


async def thank(question: Question, turn: Turn) -> None:
    """Thank who solved it, each of them once for a question."""
    for author in await who_solved(question, turn.tx):
        await turn.tx.queue("thanks", author, question.key, turn.now)


async def take_verdict(intent: Judge, turn: Turn) -> Outcome:
    """Take the asker's word from a button; ask whose answer it was where that is not known."""
    question = await turn.served(intent.question)
    if isinstance(question, Outcome):
        return question
    if question.closed_at and intent.verdict is Verdict.OPEN:
        return turn.refuse("ask.settled")
    outcome = await _judge(question, intent.verdict, turn)
    if outcome.what == Why.NOT_THE_ASKER:
        return turn.refuse("ask.only_the_asker")
    if intent.verdict is Verdict.SOLVED:
        wants = "reassured" if question.wants is Wants.EXAMPLE else "solved"
        return remembered(
            "solved", (turn.whisper(f"judged.{wants}"), *await _whose(question, turn))
        )
    return remembered(outcome.what, (turn.whisper(f"judged.{intent.verdict}"),))


async def _whose(question: Question, turn: Turn) -> Message:
    """Ask which answer it was, where several people answered and none is marked."""
    if await turn.tx.marked_by(question.key, question.asker):
        return ()
    first: dict[str, Answer] = {}
    for each in await turn.tx.answers_to(question.key):
        first.setdefault(each.author, each)
    if len(first) < 2:
        return ()
    people = await turn.tx.people(list(first))
    names = {each.key: each.name for each in people if not each.opted_out}
    named = [(each, names.get(author)) for author, each in first.items()]
    buttons = tuple(
        Button(name or turn.word("button.helpful"), does("helpful", each.key))
        for each, name in named[:_MOST]
    )
    are_told = not any(each.is_left_alone for each in people)
    return (turn.whisper("judged.whose_told" if are_told else "judged.whose"), Buttons(buttons))
