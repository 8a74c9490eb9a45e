"""The asker says that the question is solved, or is not after all."""

from bot.intents import Solve, Why
from bot.model import Question, Verdict
from bot.turn import Became, Outcome, Turn, ignored, parked, remembered


async def solve(intent: Solve, turn: Turn) -> Outcome:
    """Take the asker's word, said in the thread of the question."""
    if intent.thread is None:
        return ignored(Why.REFUSED, (turn.whisper("solved.in_the_thread"),))
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
    said = "solved.thanks" if intent.on else "solved.open_again"
    return remembered(outcome.what, (turn.whisper(said),))


async def judge(question: Question, turn: Turn, *, on: bool) -> Outcome:
    """Set or take back *solved*; only the asker's word counts, and the newest one."""
    if question.asker != turn.person.key:
        return ignored(Why.NOT_THE_ASKER)
    if not await turn.tx.set_verdict(question.key, Verdict.SOLVED if on else None, turn.at):
        return ignored(Why.OLDER_THAN_KNOWN)
    return remembered("solved" if on else "taken back")
