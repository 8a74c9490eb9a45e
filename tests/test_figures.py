"""One figure, one place: whoever is told a figure is told the same."""

import json
import random
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from bot.intents import (
    AddInsight,
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
    SeenPlace,
    Share,
    ShowReport,
    Solve,
    Taken,
    Withdraw,
)
from bot.model import Capture, CapturedBy, Policy, Verdict, Wants
from bot.outbox import Sender
from bot.timetable import Timetable
from metrics.funnel import Stage, make_funnel
from metrics.report import as_json, make_report
from store.facts import FactsOf
from tests.cast import BRUNO, DORA, PILOT, TEAM
from tests.conftest import Bot, Object, words
from tests.recompute import Told, differences, place_only, turnout
from tests.scenes import CAREERS, careers_join, known

WEEK_STARTS = datetime(2026, 11, 23, tzinfo=UTC)
WEEK_ENDS = WEEK_STARTS + timedelta(weeks=1)
DIGEST_COMES = WEEK_ENDS + timedelta(hours=9)
LIKE_SO = "Like so."

SAID = {
    "answered and confirmed": "answered and confirmed",
    "answered but not confirmed": "answered, not confirmed",
    "solved by an earlier answer": "self-served",
    "solved without an answer that I know of": "confirmed without an answer we know of",
    "withdrawn or closed": "withdrawn or closed",
    "waiting": "waiting",
}
"""How people are told what became of a question, and how other programs are."""


@dataclass(frozen=True)
class Readers:
    """What each reader of figures is told."""

    chat: Told
    board: dict[str, int] | None
    digest: tuple[dict[str, int], tuple[int, int]] | None
    funnel: tuple[Stage, ...]


def _numbers(pattern: str, told: str) -> tuple[int, int]:
    found = re.search(pattern, told)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _states(begins: str, told: str) -> dict[str, int] | None:
    """Return what a sentence tells of all questions; see that its numbers add up."""
    found = re.search(rf"{begins}(\d+) questions?: ([^.\n]+)", told)
    if found is None:
        return None
    parts = [each.split(" ", 1) for each in found[2].split(", ")]
    states = {SAID[said]: int(n) for n, said in parts}
    assert sum(states.values()) == int(found[1])
    return states


def _judged(told: str) -> tuple[int, int]:
    unjudged = re.search(r"(\d+) questions? ha(?:s|ve) an answer; whether it helped is not", told)
    if unjudged:
        return int(unjudged[1]), 0
    return _numbers(r"Of (\d+) questions? with an answer, .* said of ([1-9]\d*) whether", told)


async def in_chat(bot: Bot) -> Told:
    told = words(await bot.hear(ShowReport(), BRUNO))
    states = _states("In the last four weeks: ", told)
    people = _numbers(r"(\d+) people asked, (\d+) people answered", told)
    assert (states is None) == ("Too few people" in told)
    return (states, _judged(told), people) if states else None


async def on_board(bot: Bot) -> dict[str, int] | None:
    told = words(await bot.hear(Home(), DORA))
    [line] = [each for each in told.splitlines() if each.startswith(f"{PILOT.key} · pilot")]
    found = _states("last 7 days: ", line)
    assert bool(found) == ("too few people" not in line)
    return found


async def in_digest(bot: Bot) -> tuple[dict[str, int], tuple[int, int]] | None:
    """Let the digest of the week come."""
    bot.clock.now = DIGEST_COMES
    await bot.timetable.tick()
    [told] = [
        words(each)
        for each in bot.platform.posts
        if each.place == PILOT.key and "Comes on Mondays" in words(each)
    ]
    states = _states("By the end of the week: ", told)
    return (states, _judged(told)) if states else None


async def in_funnel(bot: Bot) -> tuple[Stage, ...]:
    async with bot.database.reading() as connection:
        return await make_funnel(connection, "default", bot.clock() + timedelta(seconds=1))


async def told(bot: Bot) -> Readers:
    digest = await in_digest(bot)
    return Readers(await in_chat(bot), await on_board(bot), digest, await in_funnel(bot))


async def report(
    bot: Bot, start: datetime | None = None, end: datetime | None = None, place: str | None = None
) -> Object:
    """Return the report as other programs read it."""
    async with bot.database.reading() as connection:
        made = await make_report(
            connection,
            "default",
            bot.inbox.policy,
            bot.clock(),
            start=start.isoformat() if start else None,
            end=end.isoformat() if end else None,
            place=place,
        )
    return dict(json.loads(as_json(made)))


def with_smallest_group(bot: Bot, people: int) -> Bot:
    """Return the same product where a group of so many people may be told of."""
    policy = Policy(admins=bot.inbox.policy.admins, smallest_group=people)
    inbox = replace(bot.inbox, policy=policy)
    sender = Sender(inbox, bot.sender.platforms)
    return replace(bot, inbox=inbox, sender=sender, timetable=Timetable(sender))


def somebody(n: int) -> SeenPerson:
    return SeenPerson(f"{TEAM}/UP{n}", f"Person {n}")


async def one_asks(bot: Bot, n: int) -> str:
    key = f"{PILOT.key}/{n}.000001"
    await bot.hear(Ask("How do others onboard?", CapturedBy.MENTION, key), somebody(n))
    return key


async def test_twelve_ask_six_are_answered_the_others_withdraw_and_everybody_is_told_the_same(
    bot: Bot,
) -> None:
    questions = [await one_asks(bot, n) for n in range(12)]
    for n, question in enumerate(questions[:6]):
        await bot.hear(Reply(f"{question}9", question, LIKE_SO), somebody(20 + n))
    for n, question in enumerate(questions[6:], 6):
        await bot.hear(Withdraw(question), somebody(n))
    await bot.hear(Share("A buddy list", "We gave everybody a buddy."), BRUNO)

    readers = await told(bot)

    made = await report(bot, place=PILOT.key)
    [responded] = [
        each
        for each in made["figures"]
        if each["key"] == "responded" and each["by"]["of"] == "things"
    ]
    assert (responded["numerator"], responded["denominator"]) == (6, 12)
    states = {"answered, not confirmed": 6, "withdrawn or closed": 6}
    assert readers.chat == (states, (6, 0), (6, 6))
    assert readers.digest == (states, (6, 0))
    assert readers.board == states
    assert readers.funnel[:2] == (Stage("asked", 12, 6), Stage("responded", 6, 6))
    assert differences(await bot.remembered(), await report(bot)) == []


async def test_that_nobody_answered_is_told_as_the_report_tells_it(bot: Bot) -> None:
    for n in range(5):
        await one_asks(bot, n)
    bot.clock.push(minutes=1)

    assert await in_chat(bot) == ({"waiting": 5}, (0, 0), (5, 0))


async def test_what_few_asked_is_not_told_though_many_answered(bot: Bot) -> None:
    question = await one_asks(bot, 0)
    for n in range(1, 7):
        await bot.hear(Reply(f"{question}{n}", question, LIKE_SO), somebody(n))
    bot.clock.push(minutes=1)

    assert await in_chat(bot) is None


async def test_the_funnel_goes_on_with_what_was_shared_learnt_and_done(bot: Bot) -> None:
    """An example that was taken back was never given."""
    for person, title in ((BRUNO, "A buddy list"), (BRUNO, "A tour"), (DORA, "A handbook")):
        await bot.hear(Share(title, "We made one."), person)
    await bot.timetable.tick()
    [handbook] = [each for each in await bot.remembered("example") if each["author"] == DORA.key]
    await bot.hear(Delete(handbook["key"]), None)
    await bot.hear(AddInsight("Nobody finds the list.", "Pin it"), DORA)
    await bot.hear(AddInsight("Tours are liked."), DORA)

    stages = await in_funnel(bot)

    assert stages[3:] == (Stage("example", 2, 1), Stage("insight", 2), Stage("action", 1))


async def test_what_was_only_heard_is_in_no_funnel_and_told_in_no_place(bot: Bot) -> None:
    for n in range(6):
        said = Say(f"{PILOT.key}/{n}.000001", "Does anyone know how others onboard?")
        await bot.hear(said, somebody(n), capture=Capture.KNOWLEDGE)
    bot.clock.push(minutes=1)

    assert (await in_funnel(bot))[0] == Stage("asked", 0, 0)
    assert await in_chat(bot) is None


# Any small world


@dataclass
class World:
    """Lets things happen in the four weeks until the digest comes: some within its week."""

    bot: Bot
    chance: random.Random
    earlier: str
    """An answer from before that is found again."""
    questions: int = 0

    def somebody(self) -> SeenPerson:
        return somebody(self.chance.randrange(6))

    def after(self, at: datetime, most: timedelta = timedelta(days=3)) -> datetime:
        """Return a time after another, still before now."""
        return min(at + most * self.chance.random(), DIGEST_COMES - timedelta(minutes=1))

    async def does(self, intent: Intent, person: SeenPerson | None, at: datetime) -> None:
        await self.bot.hear(intent, person, self.place, at=at, capture=self.capture)

    async def one_asks(self) -> None:
        """Somebody asks something, somewhere, some way; and what follows."""
        chance = self.chance
        self.questions += 1
        self.place: SeenPlace = chance.choice((PILOT, PILOT, PILOT, CAREERS))
        self.capture = chance.choice((Capture.LIVE,) * 6 + (Capture.KNOWLEDGE, Capture.BASELINE))
        at = self.after(WEEK_STARTS - timedelta(days=4), timedelta(days=11))
        asker, key = self.somebody(), f"{self.place.key}/{self.questions}.000001"
        asks = Ask("How do others onboard?", CapturedBy.MENTION, key)
        if self.capture is not Capture.LIVE:
            await self.does(Say(key, "Does anyone know how others onboard?"), asker, at)
        elif chance.random() < 0.15:
            await self.does(replace(asks, wants=Wants.EXAMPLE), asker, at)
        else:
            await self.does(asks, asker, at)
        if self.capture is Capture.LIVE and chance.random() < 0.3:
            await self.does(Taken(key, self.earlier), asker, self.after(at))
        for n in range(chance.choice((0, 0, 1, 1, 2))):
            await self.one_answers(f"{key}-{n}", key, asker, at)
        if chance.random() < 0.5:
            await self.asker_says(key, asker, at)

    async def one_answers(self, key: str, question: str, asker: SeenPerson, at: datetime) -> None:
        at = self.after(at)
        await self.does(Reply(key, question, LIKE_SO), self.somebody(), at)
        for person in (asker, self.somebody(), self.somebody()):
            if self.chance.random() < 0.4:
                marked = self.after(at)
                await self.does(Mark(key, MarkKind.HELPFUL, on=True), person, marked)
                if self.chance.random() < 0.3:
                    await self.does(
                        Mark(key, MarkKind.HELPFUL, on=False), person, self.after(marked)
                    )
        if self.chance.random() < 0.2:
            await self.does(Delete(key), None, self.after(at))

    async def asker_says(self, key: str, asker: SeenPerson, at: datetime) -> None:
        said = self.after(at)
        intents: tuple[Intent, ...] = self.chance.choice(
            (
                (Solve(key),),
                (Solve(key), Solve(key, on=False)),
                (Solve(key), Delete(key)),
                (Judge(key, Verdict.PARTLY),),
                (Close(key),),
                (Withdraw(key),),
                (Delete(key),),
            )
        )
        for n, intent in enumerate(intents):
            await self.does(intent, asker, said + timedelta(seconds=n))


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 40))]
)
async def test_in_any_world_chat_board_digest_funnel_and_report_tell_the_same_as_another_program(
    bot: Bot, seed: int
) -> None:
    chance = random.Random(seed)
    smallest = chance.choice((1, 1, 2, 3))
    bot = with_smallest_group(bot, smallest)
    await careers_join(bot)
    world = World(bot, chance, await known(bot, "How do others onboard?"))
    for _ in range(chance.randrange(4, 16)):
        await world.one_asks()
    bot.clock.now = DIGEST_COMES
    for capture in (Capture.BASELINE, Capture.KNOWLEDGE):
        ends = world.after(WEEK_STARTS, timedelta(days=9))
        await bot.inbox.end_log(TEAM, {capture: ends})
    await bot.hear(Share("A buddy list", "We gave everybody a buddy."), BRUNO)

    readers = await told(bot)

    now, lines = bot.clock(), await bot.remembered()
    here = place_only(lines, PILOT.key)
    windows = {
        "chat": (now - timedelta(weeks=4), now),
        "board": (now - timedelta(weeks=1), now),
        "digest": (WEEK_STARTS, WEEK_ENDS),
    }
    expected = {}
    for name, (start, end) in windows.items():
        made = await report(bot, start, end, PILOT.key)
        assert differences(here, made, smallest) == []
        expected[name] = turnout(here, made, smallest)
    assert readers.chat == expected["chat"]
    board, digest = expected["board"], expected["digest"]
    assert readers.board == (board[0] if board else None)
    assert readers.digest == (digest[:2] if digest else None)
    whole = await report(with_smallest_group(bot, 1))
    assert differences(lines, whole, smallest=1) == []
    assert readers.funnel[:3] == tuple(
        _stage(key, whole) for key in ("asked", "responded", "helpful")
    )


def _stage(key: str, made: Object) -> Stage:
    """Return a stage of the funnel as the report has it."""
    things, people = (
        next(
            each["numerator"]
            for each in made["figures"]
            if each["key"] == key and each["by"] == {"of": of, "captured": "asked"}
        )
        for of in ("things", "people")
    )
    return Stage(key, things, people)


# What it costs


async def test_facts_of_a_place_are_read_by_its_index_and_by_no_other_way(bot: Bot) -> None:
    """What was remembered before the window, and elsewhere, is not even looked at."""
    async with bot.database.reading() as connection:
        if connection.dialect.name != "sqlite":
            pytest.skip("the plan of a small table tells nothing there")
        asked: list[tuple[str, object]] = []

        @event.listens_for(connection.sync_connection, "before_cursor_execute")
        def note(_c: object, _u: object, sql: str, values: object, *_more: object) -> None:
            asked.append((sql, values))

        await FactsOf(connection, "default").facts(WEEK_STARTS, WEEK_ENDS, place=PILOT.key)
        plans = [
            str(step[-1])
            for sql, values in tuple(asked)  # to ask for a plan is asking, too
            if sql.startswith("SELECT")
            for step in await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)  # type: ignore[arg-type]
        ]

    found = {each.partition(" USING ")[2] for each in plans if " USING " in each}
    window = "organisation=? AND place=? AND asked_at>? AND asked_at<?"
    assert len(plans) >= 8
    assert found == {
        f"INDEX ix_questions_organisation_place_asked_at ({window})",
        "INDEX ix_answers_organisation_question (organisation=? AND question=?)",
        "INDEX sqlite_autoindex_helpful_1 (organisation=? AND answer=?)",
        "INDEX sqlite_autoindex_persons_1 (organisation=? AND key=?)",
        "INDEX sqlite_autoindex_suggestions_1 (organisation=? AND about=?)",
    }
