"""What became of what was asked: who confirmed it, who took it back, until when it was watched."""

import json
import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.intents import (
    Ask,
    Close,
    Delete,
    Home,
    Intent,
    Judge,
    Mark,
    MarkKind,
    Reply,
    Say,
    SeenPerson,
    SetProfile,
    ShowReport,
    Solve,
    Taken,
    Withdraw,
)
from bot.model import Capture, CapturedBy, Policy, Verdict
from metrics.measures import Figure
from metrics.report import Report, as_json, as_text, make_report
from tests.cast import AMINA, BRUNO, CHEN, LISTENING, PEOPLE, PILOT, TEAM
from tests.conftest import Bot, words
from tests.recompute import differences
from tests.scenes import QUESTION, answered, known, mentioned

ASKS = "Does anyone know how others do this?"
ALIKE = "How do we order new laptops for a newcomer?"


async def report(bot: Bot, smallest: int = 5, **options: str) -> Report:
    async with bot.database.reading() as connection:
        policy = Policy(smallest_group=smallest)
        return await make_report(connection, "default", policy, bot.clock(), **options)


def figure(found: Report, key: str, **by: str) -> Figure:
    """Return the figure with this key that is by exactly this, beside what was captured how."""
    wanted = {"captured": "asked", "of": "things", **by}
    wanted = {name.replace("_", " "): value for name, value in wanted.items()}
    [one] = [each for each in found.figures if each.key == key and each.by == wanted]
    return one


def states(found: Report, captured: str = "asked") -> dict[str, int]:
    """Return what became of how many, without what became of none."""
    told = {
        each.by["outcome"]: each.numerator
        for each in found.figures
        if each.by.get("captured") == captured and "outcome" in each.by
    }
    return {name: n for name, n in told.items() if n}


def quartiles(found: Report, captured: str = "asked") -> list[float | None]:
    return [
        each.value
        for each in found.figures
        if each.by.get("captured") == captured and "quantile" in each.by
    ]


async def one_asks(bot: Bot, n: int, text: str = "How?") -> str:
    key = f"{PILOT.key}/{n}.1"
    await bot.hear(Ask(text, CapturedBy.MENTION, key), PEOPLE[n % 6])
    return key


async def one_answers(bot: Bot, question: str, person: SeenPerson, **later: float) -> str:
    key = f"{question}-{person.name}"
    at = bot.clock() + timedelta(**later)
    await bot.hear(Reply(key, question, "Like so."), person, at=at)
    return key


async def six_are_answered(bot: Bot) -> list[str]:
    """Six ask, each is answered by the next one; return the questions."""
    asked = [await one_asks(bot, n) for n in range(6)]
    for n, question in enumerate(asked):
        await one_answers(bot, question, PEOPLE[(n + 1) % 6])
    return asked


# The asker's confirmation


@pytest.mark.parametrize(
    "confirms",
    [
        lambda key: Mark(key, MarkKind.SOLVED, on=True),
        lambda key: Solve(key),
        lambda key: Judge(key, Verdict.SOLVED),
    ],
    ids=["a check mark", "a word", "Yes"],
)
async def test_six_who_say_that_it_is_solved_confirm_it_six_times(
    bot: Bot, confirms: Callable[[str], Intent]
) -> None:
    for n, question in enumerate(await six_are_answered(bot)):
        await bot.hear(confirms(question), PEOPLE[n])

    found = await report(bot)

    confirmed = figure(found, "helpful", confirmed_by="asker")
    assert (confirmed.numerator, confirmed.denominator) == (6, 6)
    assert "6 of 6 confirmed by the asker" in as_text(found)
    assert states(found) == {"answered and confirmed": 6}
    assert differences(await bot.remembered(), json.loads(as_json(found))) == []


async def test_a_bulb_by_the_asker_is_helpful_and_no_confirmation(bot: Bot) -> None:
    for n, question in enumerate(await six_are_answered(bot)):
        answer = f"{question}-{PEOPLE[(n + 1) % 6].name}"
        await bot.hear(Mark(answer, MarkKind.HELPFUL, on=True), PEOPLE[n])

    found = await report(bot)

    assert figure(found, "helpful", marked_by="asker").numerator == 6
    assert figure(found, "helpful", confirmed_by="asker").numerator == 0
    text = as_text(found)
    assert "6 of 6 marked helpful by the asker" in text
    assert "0 of 6 confirmed by the asker" in text


# One partition


async def all_six_outcomes(bot: Bot) -> None:
    """Let one question become each of the things that a question can become."""
    earlier = await known(bot, ALIKE)
    confirmed, taken, elsewhere, closed, partly, _waiting = [
        await one_asks(bot, n, ALIKE if n == 1 else "How?") for n in range(6)
    ]
    for question in (confirmed, closed, partly):
        await one_answers(bot, question, CHEN if question != partly else AMINA)
    await bot.hear(Solve(confirmed), PEOPLE[0])
    await bot.hear(Taken(taken, earlier), PEOPLE[1])
    await bot.hear(Solve(elsewhere), PEOPLE[2])
    await bot.hear(Close(closed), PEOPLE[3])
    await bot.hear(Judge(partly, Verdict.PARTLY), PEOPLE[4])


ALL_SIX = {
    "answered and confirmed": 1,
    "answered, not confirmed": 2,  # one of them is what was known before
    "self-served": 1,
    "confirmed without an answer we know of": 1,
    "withdrawn or closed": 1,
    "waiting": 1,
}


async def test_what_became_of_all_adds_up_and_is_told_alike(bot: Bot) -> None:
    await all_six_outcomes(bot)
    bot.clock.push(minutes=1)

    found = await report(bot, smallest=1)

    assert states(found) == ALL_SIX
    judged = figure(found, "outcomes", of="answered", verdict="any")
    assert (judged.numerator, judged.denominator) == (2, 4)
    lines = await bot.remembered()
    assert differences(lines, json.loads(as_json(found)), smallest=1) == []


async def test_a_place_is_told_what_became_of_all_that_was_asked(bot: Bot) -> None:
    for n, question in enumerate(await six_are_answered(bot)):
        await (bot.hear(Solve(question), PEOPLE[n]) if n < 3 else one_asks(bot, 10 + n))
    bot.clock.push(minutes=1)

    told = words(await bot.hear(ShowReport(), BRUNO))

    assert "9 questions: 3 answered and confirmed, 3 answered but not confirmed, 3 waiting." in told
    assert "Of 6 questions with an answer, the askers said of 3 whether it helped." in told


async def test_where_no_asker_said_whether_it_helped_nobody_is_blamed_for_it(bot: Bot) -> None:
    await six_are_answered(bot)
    bot.clock.push(minutes=1)

    told = words(await bot.hear(ShowReport(), BRUNO))
    await bot.hear(SetProfile("language", "pl"), BRUNO)
    in_polish = words(await bot.hear(ShowReport(), BRUNO))

    assert "6 questions have an answer; whether it helped is not known yet." in told
    assert "6 pytań ma odpowiedź; nie wiadomo jeszcze, czy pomogła." in in_polish


async def test_who_helped_herself_is_not_waiting_any_more(bot: Bot) -> None:
    earlier = await known(bot, ALIKE)
    bot.clock.push(hours=1)
    question = await one_asks(bot, 0, ALIKE)
    await bot.hear(Taken(question, earlier), AMINA)
    bot.clock.push(days=30)

    found = await report(bot, smallest=1)

    assert states(found) == {"answered, not confirmed": 1, "self-served": 1}
    assert quartiles(found)[2] is not None


async def test_taking_back_that_it_is_solved_takes_the_confirmation_back(bot: Bot) -> None:
    question = await one_asks(bot, 0)
    await one_answers(bot, question, BRUNO)
    await bot.hear(Solve(question), AMINA)
    bot.clock.push(seconds=1)
    await bot.hear(Solve(question, on=False), AMINA)

    found = await report(bot, smallest=1)

    assert states(found) == {"answered, not confirmed": 1}
    assert figure(found, "outcomes", of="answered", verdict="any").numerator == 0


async def test_taking_back_that_an_earlier_answer_solved_it_takes_that_back_too(bot: Bot) -> None:
    """She opens it again, is answered, and confirms that: it was not the earlier answer."""
    earlier = await known(bot, ALIKE)
    question = await one_asks(bot, 0, ALIKE)
    await bot.hear(Taken(question, earlier), AMINA)
    bot.clock.push(seconds=1)
    await bot.hear(Solve(question, on=False), AMINA)
    [suggestion] = await bot.remembered("suggestion")
    bot.clock.push(seconds=1)
    await one_answers(bot, question, CHEN)
    await bot.hear(Solve(question), AMINA)
    bot.clock.push(seconds=1)

    found = await report(bot, smallest=1)

    assert (suggestion["taken"], suggestion["taken_at"]) == (False, None)
    assert states(found) == {"answered and confirmed": 1, "answered, not confirmed": 1}


async def test_what_is_confirmed_later_does_not_change_an_earlier_window(bot: Bot) -> None:
    question = await one_asks(bot, 0)
    await one_answers(bot, question, BRUNO, hours=1)
    bot.clock.push(days=2)
    await bot.hear(Solve(question), AMINA)
    other = await one_asks(bot, 1)
    await bot.hear(Close(other), BRUNO)

    first_day = await report(bot, smallest=1, end="2026-11-24")

    assert states(first_day) == {"answered, not confirmed": 1}


# What was taken back was never given


async def test_an_answer_that_its_author_takes_back_was_never_given(bot: Bot) -> None:
    asked = await six_are_answered(bot)
    for n, question in enumerate(asked):
        answer = f"{question}-{PEOPLE[(n + 1) % 6].name}"
        await bot.hear(Mark(answer, MarkKind.HELPFUL, on=True), PEOPLE[n])
        await bot.hear(Delete(answer), None)

    found = await report(bot)

    assert figure(found, "responded").numerator == 0
    assert figure(found, "responded", of="people").numerator == 0
    assert figure(found, "helpful").numerator == 0
    assert states(found) == {"waiting": 6}
    assert quartiles(found) == [None, None, None]
    lines = await bot.remembered()
    assert [each for each in lines if each["type"] == "helpful"] == []
    assert {each["gone"] for each in lines if each["type"] == "answer"} == {True}
    assert differences(lines, json.loads(as_json(found))) == []


async def test_what_the_asker_confirmed_stays_confirmed_though_the_answer_is_taken_back(
    bot: Bot,
) -> None:
    for n, question in enumerate(await six_are_answered(bot)):
        await bot.hear(Solve(question), PEOPLE[n])
        await bot.hear(Delete(f"{question}-{PEOPLE[(n + 1) % 6].name}"), None)

    found = await report(bot)

    assert figure(found, "helpful", confirmed_by="asker").numerator == 6
    assert states(found) == {"confirmed without an answer we know of": 6}


async def test_the_asker_hears_of_the_next_answer_where_the_first_was_taken_back(bot: Bot) -> None:
    await mentioned(bot)
    answer = await answered(bot, QUESTION)
    await bot.pass_time(minutes=1)
    await bot.hear(Delete(answer), None)
    await bot.pass_time(minutes=1)

    await answered(bot, QUESTION, CHEN)
    posts = await bot.pass_time(minutes=1)

    [news] = [each for each in posts if each.person == AMINA.key]
    assert "answered your question" in words(news)


async def test_colleagues_are_asked_again_where_the_only_answer_was_taken_back(bot: Bot) -> None:
    await mentioned(bot)
    answer = await answered(bot, QUESTION)
    await bot.pass_time(minutes=1)
    await bot.hear(Delete(answer), None)

    posts = await bot.pass_time(hours=6)

    assert [each.thread for each in posts if "Still without an answer" in words(each)] == [QUESTION]
    [line] = await bot.remembered("question")
    assert line["state"] == "open"


# Until when it was watched


async def test_a_report_without_dates_ends_now_though_nothing_has_happened_since(bot: Bot) -> None:
    for n in range(10):
        question = await one_asks(bot, n)
        if n < 5:
            await one_answers(bot, question, PEOPLE[(n + 1) % 6], hours=2)
    bot.clock.push(days=20)

    found = await report(bot)

    assert found.window.end == bot.clock() + timedelta(seconds=1)
    assert quartiles(found) == [2.0, 2.0, None]
    assert states(found)["waiting"] == 5


async def six_were_heard(bot: Bot, capture: Capture, at: datetime, *, answers: int) -> None:
    """Six asked something in a channel; so many of them had an answer after an hour."""
    for n, person in enumerate(PEOPLE):
        key = f"{LISTENING.key}/{n}.1"
        await bot.hear(Say(key, ASKS), person, LISTENING, at=at, capture=capture)
        if n < answers:
            reply, other = Reply(f"{key}-a", key, "Like so."), PEOPLE[(n + 1) % 6]
            later = at + timedelta(hours=1)
            await bot.hear(reply, other, LISTENING, at=later, capture=capture)


@pytest.mark.parametrize(
    ("capture", "captured"), [(Capture.BASELINE, "listening"), (Capture.KNOWLEDGE, "history")]
)
async def test_what_comes_from_a_log_is_watched_until_its_last_event_and_the_rest_until_now(
    bot: Bot, capture: Capture, captured: str
) -> None:
    began, last = bot.clock(), bot.clock() + timedelta(days=3)
    bot.clock.push(days=100)
    await six_were_heard(bot, capture, began, answers=5)
    await bot.inbox.end_log(TEAM, {capture: last})
    late = Reply(f"{LISTENING.key}/5.1-a", f"{LISTENING.key}/5.1", "Like so.")
    await bot.hear(late, AMINA, LISTENING)
    for n in range(6):
        await one_asks(bot, n)
    bot.clock.push(days=30)

    found = await report(bot)

    assert found.window.end == bot.clock() + timedelta(seconds=1)
    ends = {each["key"]: each["seen_until"] for each in await bot.remembered("question")}
    assert {ends[f"{LISTENING.key}/{n}.1"] for n in range(6)} == {"2026-11-26T09:00:00Z"}
    assert {ends[f"{PILOT.key}/{n}.1"] for n in range(6)} == {None}
    assert states(found, captured) == {"answered, not confirmed": 5, "waiting": 1}
    assert states(found) == {"waiting": 6}
    assert differences(await bot.remembered(), json.loads(as_json(found))) == []


async def test_a_replayed_log_alone_ends_with_its_last_event_of_any_kind(bot: Bot) -> None:
    began, last = bot.clock(), bot.clock() + timedelta(days=3)
    bot.clock.push(days=100)
    await six_were_heard(bot, Capture.BASELINE, began, answers=3)
    await bot.inbox.end_log(TEAM, {Capture.BASELINE: last})
    await bot.inbox.end_log(TEAM, {Capture.BASELINE: last - timedelta(days=1)})

    found = await report(bot)

    assert found.window.end == last + timedelta(seconds=1)


async def test_a_log_that_says_that_it_ends_in_the_future_ends_now(bot: Bot) -> None:
    await six_were_heard(bot, Capture.BASELINE, bot.clock(), answers=0)
    bot.clock.push(days=1)
    await bot.inbox.end_log(TEAM, {Capture.BASELINE: bot.clock() + timedelta(days=9_000)})

    found = await report(bot)

    assert found.window.end == bot.clock() + timedelta(seconds=1)


async def test_what_is_listened_to_live_is_watched_until_now_whatever_was_replayed(
    bot: Bot,
) -> None:
    await six_were_heard(bot, Capture.LIVE, bot.clock(), answers=0)
    await bot.inbox.end_log(TEAM, {Capture.BASELINE: bot.clock() + timedelta(hours=1)})
    bot.clock.push(days=20)
    for n in range(3):
        key = f"{LISTENING.key}/{n}.1"
        await bot.hear(Reply(f"{key}-late", key, "Like so."), PEOPLE[n + 1], LISTENING)

    found = await report(bot, smallest=1)

    assert states(found, "listening") == {"answered, not confirmed": 3, "waiting": 3}


# People are counted, not messages


async def test_four_replies_of_one_person_are_one_person_who_answered(bot: Bot) -> None:
    await bot.hear(Ask("How do others onboard?"))
    await bot.timetable.tick()
    thread = f"{PILOT.key}/post.1"
    for _ in range(4):
        await answered(bot, thread)
    await bot.timetable.tick()

    card = [each for each in bot.platform.posts if each.replaces][-1]

    assert "1 person answered so far" in words(card)
    assert "1 person answered" in words(await bot.hear(Home()))


# Nothing that is not done makes a figure better


async def a_world(bot: Bot, chance: random.Random) -> list[tuple[Intent, SeenPerson | None]]:
    """Let questions be asked, answered and judged; return what could be left undone or undone."""
    undone: list[tuple[Intent, SeenPerson | None]] = []
    earlier = await known(bot, ALIKE)
    for n in range(chance.randrange(6, 14)):
        bot.clock.push(hours=chance.randrange(1, 30))
        question = await one_asks(bot, n, chance.choice((ALIKE, "How?")))
        undone.append((Withdraw(question), PEOPLE[n % 6]))
        for person in chance.sample(PEOPLE, chance.choice((0, 1, 1, 2))):
            if person is not PEOPLE[n % 6]:
                answer = await one_answers(bot, question, person, hours=chance.randrange(1, 60))
                undone.append((Delete(answer), None))
                if chance.random() < 0.5:
                    mark = Mark(answer, MarkKind.HELPFUL, on=True)
                    await bot.hear(mark, PEOPLE[n % 6])
                    undone.append((Mark(answer, MarkKind.HELPFUL, on=False), PEOPLE[n % 6]))
        if chance.random() < 0.4:
            says: Intent = chance.choice((Solve(question), Taken(question, earlier)))
            await bot.hear(says, PEOPLE[n % 6])
    bot.clock.push(days=5)
    return undone


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 20))]
)
async def test_taking_things_back_never_makes_a_figure_better(bot: Bot, seed: int) -> None:
    chance = random.Random(seed)
    undone = await a_world(bot, chance)
    before = await report(bot, smallest=1)

    for intent, person in chance.sample(undone, 4):
        bot.clock.push(seconds=1)
        await bot.hear(intent, person)
        after = await report(bot, smallest=1, end=before.window.end.isoformat())

        for was, now in zip(before.figures, after.figures, strict=True):
            assert (was.key, was.by) == (now.key, now.by)
            if was.unit == "hours":
                assert _or_never(now.value) >= _or_never(was.value)
            elif was.key in ("asked", "responded", "helpful") and was.by["of"] == "things":
                assert (now.value or 0) <= (was.value or 0)
        lines = await bot.remembered()
        assert differences(lines, json.loads(as_json(after)), smallest=1) == []
        before = after


def _or_never(hours: float | None) -> float:
    return float("inf") if hours is None else hours
