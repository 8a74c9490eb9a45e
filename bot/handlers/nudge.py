"""What the clock wants for a question that waits, and what people say to being asked."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import ladder
from bot.buttons import does
from bot.handlers.seen import chosen, with_card
from bot.intents import Decline, Follow, StepDue, Why
from bot.knowing import who_knows
from bot.messages import Button, Buttons
from bot.model import Person, Question, Reason, Step
from bot.ports import Due
from bot.posts import UNASKED
from bot.rhythm import Caps, Manner, Never, Send, Wait, decide
from bot.turn import (
    NOTHING_SEEN,
    Look,
    Outcome,
    Sight,
    Turn,
    ignored,
    remembered,
    workspace_of,
)
from bot.unasked import recipient_of

_MOST_TIMES = 2
"""How often a thread is reminded and an asker is asked, however often the question reopens."""
_WEEK = timedelta(weeks=1)
_MOST_SEEN = 10
"""People who know: more than are ever asked, as some may be away by the time they are."""


async def step(intent: StepDue, turn: Turn) -> Outcome:
    """Do what has become due for a question, where it still needs it."""
    await turn.tx.unschedule(intent.question, intent.step)
    question = await turn.tx.question(intent.question)
    if question is None or not question.is_asked or not turn.place.phase.serves:
        return ignored(Why.SETTLED)
    answers = await turn.tx.answers_to(question.key)
    if intent.step is Step.HELPED:
        if not ladder.may_be_judged(question, answers):
            return ignored(Why.SETTLED)
        await turn.tx.queue("helped", question.asker, question.key, turn.now)
        return remembered("step")
    if not ladder.needs_answer(question, answers):
        return ignored(Why.SETTLED)
    match intent.step:
        case Step.WHO:
            await _ask_who_knows(question, turn)
        case Step.THREAD:
            await _again(question, "thread", question.place, turn)
        case Step.ASKER:
            await _again(question, "asker", question.asker, turn)
    return remembered("step")


async def _again(question: Question, kind: str, target: str, turn: Turn) -> None:
    times = len(await turn.tx.queued(kind, question.key))
    if times < _MOST_TIMES:
        period = str(times) if times else ""
        await turn.tx.queue(kind, target, question.key, turn.now, period)


async def who_may_be_asked(key: str, turn: Look) -> Sight:
    """Return who knows, can see the question, and can be asked now; else when somebody can."""
    question = await turn.look.question(key)
    if question is None or not turn.place.phase.serves:
        return NOTHING_SEEN
    around = await _around(question, turn)
    if around.room <= 0:
        return NOTHING_SEEN
    now: list[str] = []
    later: list[datetime] = []
    for person in await _who_knows(question, around.not_these, turn):
        match await _when(person, turn):
            case Send():
                now.append(person.key)
            case Wait(until):
                later.append(until)
            case Never():
                pass
        if len(now) == _MOST_SEEN:
            break
    return Sight(knowers=tuple(now), later=min(later, default=None))


async def _ask_who_knows(question: Question, turn: Turn) -> None:
    """Ask people who know and are at work now; else come back when the first one's day begins."""
    around = await _around(question, turn)
    asked = 0
    for key in turn.sight.knowers:
        if asked < around.room and await _can_be_asked(key, question, around.not_these, turn):
            await turn.tx.queue("who", key, question.key, turn.now)
            asked += 1
    if turn.sight.later and not asked and around.room > 0:
        await turn.tx.schedule(question.key, Step.WHO, turn.sight.later)


async def _can_be_asked(
    key: str, question: Question, not_these: frozenset[str], turn: Turn
) -> bool:
    """Tell whether somebody who was chosen while looking can be asked still."""
    person = await turn.tx.person(key)
    if not_these & set(person.keys) or person.opted_out or not person.active:
        return False
    if not await turn.tx.may_see(question.place, key):
        return False
    return isinstance(await _when(person, turn), Send)


@dataclass(frozen=True)
class _Around:
    """Who is not asked for a question (again), and how many more may be asked now."""

    room: int
    not_these: frozenset[str]


async def _around(question: Question, turn: Look) -> _Around:
    asked = await turn.look.queued("who", question.key)
    declined = set(await turn.look.decliners(question.key))
    this_time = {each.target for each in asked if _is_of_this_round(each, question)} - declined
    room = min(
        turn.policy.people_asked - len(this_time), turn.policy.people_asked_at_most - len(asked)
    )
    told = {each.target for each in asked} | declined | {question.asker}
    not_these = {key for each in await turn.look.people(sorted(told)) for key in each.keys}
    return _Around(room, frozenset(not_these))


def _is_of_this_round(due: Due, question: Question) -> bool:
    since = ladder.reopened_at(question)
    return since is None or due.due_at > since


async def _who_knows(question: Question, not_these: frozenset[str], turn: Look) -> list[Person]:
    """Return who knows and can see the question; who was asked less of late comes first."""
    knowers = await who_knows(question.text or "", question.place, turn.look)
    scores = {each.person: each.score for each in knowers}
    there = {
        each.key: await _where_it_was_asked(each, question, turn)
        for each in await turn.look.people(list(scores))
    }
    seeing = await turn.look.who_sees(question.place, [each.key for each in there.values()])
    accounts = [key for each in there.values() for key in each.keys]
    sent = await turn.look.sent_to_each(accounts, UNASKED, turn.now - _WEEK)
    able: dict[str, tuple[float, Person]] = {}
    for knower, person in there.items():
        if person.key in not_these or person.opted_out or not person.active:
            continue
        if person.key in seeing:
            this_week = sum(sent.get(key, 0) for key in person.keys)
            able.setdefault(person.keys[0], (scores[knower] - 0.1 * this_week, person))
    found = sorted(able.values(), key=lambda each: (-each[0], each[1].key))
    return [person for _, person in found]


async def _where_it_was_asked(person: Person, question: Question, turn: Look) -> Person:
    """Return somebody by their account in the workspace of a question, where they have one."""
    account = person.account_in(workspace_of(question.place))
    return person if account == person.key else await turn.look.person(account)


async def _when(person: Person, turn: Look) -> Send | Wait | Never:
    reader = await recipient_of(person, turn.place, turn.look, turn.policy, turn.now)
    caps = Caps(*turn.policy.caps)
    return decide(Manner.SCHEDULED, reader, caps, turn.now, turn.now, ladder.ASKER_AFTER)


async def decline(intent: Decline, turn: Turn) -> Outcome:
    """Take *not me*: ask for the reason, one tap, then ask somebody else."""
    question = await turn.served(intent.question)
    if isinstance(question, Outcome):
        return question
    if await turn.is_speaker(question.asker):
        return turn.refuse("decline.own")
    if question.is_settled:
        return turn.refuse("ask.settled")
    if intent.reason is None:
        buttons = tuple(
            Button(turn.word(f"decline.reason_{reason}"), does("notme", question.key, reason))
            for reason in Reason
        )
        return ignored(Why.NO_MATTER, (turn.whisper("decline.why"), Buttons(buttons)))
    await turn.know_speaker()
    key = turn.key_for("decline")
    await turn.tx.add_decline(key, question.key, turn.person.key, intent.reason, turn.at)
    was_asked = [each.target for each in await turn.tx.queued("who", question.key)]
    answers = await turn.tx.answers_to(question.key)
    goes_on = ladder.needs_answer(question, answers) and await turn.tx.is_planned(question.key)
    if turn.person.key in was_asked and goes_on:
        await turn.tx.schedule(question.key, Step.WHO, turn.now)
    declined = remembered("decline", (turn.whisper(f"decline.thanks_{intent.reason}"),))
    return await with_card(await chosen(declined, question, turn), question, turn)


async def follow(intent: Follow, turn: Turn) -> Outcome:
    """Begin to follow a question, or stop; beside it is what undoes it."""
    question = await turn.served(intent.question)
    if isinstance(question, Outcome):
        return question
    if await turn.is_speaker(question.asker):
        return turn.refuse("follow.own")
    await turn.know_speaker()
    await turn.tx.follow(question.key, turn.person.key, turn.at, on=intent.on)
    if intent.on:
        stop = turn.button("button.unfollow", does("unfollow", question.key))
        on = remembered("follow", (turn.whisper("follow.on"), Buttons((stop,))))
        return await with_card(on, question, turn)
    again = turn.button("button.follow", does("follow", question.key))
    off = remembered("follow", (turn.whisper("follow.off"), Buttons((again,))))
    return await with_card(replace(off, instead=True), question, turn)
