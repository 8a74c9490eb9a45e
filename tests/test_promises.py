"""What people are promised at the edges: between two moments at which anything is decided.

Most of it is decided twice, when something is planned and when it goes out. Here the second time
is looked at alone.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NoReturn

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.intake import Intake
from bot.facts import Facts
from bot.intents import (
    Ask,
    Close,
    Decline,
    Delete,
    Follow,
    Heard,
    Intent,
    Join,
    Judge,
    Mark,
    MarkKind,
    Privacy,
    Say,
    SeenPerson,
    SeenPlace,
    SetPhase,
    SetProfile,
    Why,
    Widen,
    Withdraw,
)
from bot.messages import Post
from bot.model import CapturedBy, Reason, Verdict, Visibility
from bot.outbox import Sender
from bot.ports import Delivery, Due, NotSent, StoreAway
from store.engine import Engines
from store.facts import FactsOf
from store.tables import metadata
from store.transaction import Database
from tests.cast import AMINA, BRUNO, CHEN, DORA, EMEKA, FARAH, LISTENING, MONDAY, PILOT, TEAM
from tests.conftest import Bot, FakePlatform, buttons, words
from tests.scenes import CAREERS, QUESTION, answered, careers_join, mentioned, told

GUEST = SeenPerson(f"{TEAM}/UGUEST", "Gus", is_guest=True)


async def knows(bot: Bot, *people: SeenPerson) -> None:
    """Let people say that they know about onboarding."""
    for person in people:
        await bot.hear(SetProfile("topics", "onboarding"), person)


def asked(posts: list[Post]) -> set[str | None]:
    """Return who was asked to help."""
    return {each.person for each in posts if "Not today" in buttons(each.message)}


# Who is asked


async def test_who_said_before_that_they_cannot_help_takes_nobodys_turn(bot: Bot) -> None:
    await knows(bot, BRUNO, CHEN, EMEKA)
    await mentioned(bot, "How do others run onboarding?")
    await bot.hear(Decline(QUESTION, Reason.BUSY), BRUNO)

    posts = await bot.pass_time(hours=1)

    assert asked(posts) == {CHEN.key, EMEKA.key}


async def test_who_says_at_the_last_moment_that_they_cannot_help_is_not_asked(bot: Bot) -> None:
    await knows(bot, BRUNO, CHEN)
    await mentioned(bot, "How do others run onboarding?")
    bot.clock.push(hours=1)
    await bot.timetable.work()  # it is on its way to both

    await bot.hear(Decline(QUESTION, Reason.BUSY), BRUNO)
    posts = await bot.pass_time(minutes=1)

    assert asked(posts) == {CHEN.key}


async def test_a_guest_is_not_asked_for_what_they_cannot_read(bot: Bot) -> None:
    await careers_join(bot)
    await bot.hear(SetProfile("topics", "onboarding"), GUEST, CAREERS)
    await knows(bot, CHEN)
    await mentioned(bot, "How do others run onboarding?")

    posts = await bot.pass_time(hours=1)

    assert asked(posts) == {CHEN.key}


async def test_two_a_day_are_counted_from_the_readers_own_midnight(bot: Bot) -> None:
    bot.clock.now = MONDAY.replace(hour=22, minute=30)
    await knows(bot, BRUNO)
    await bot.hear(SetProfile("zone", "America/Los_Angeles"), BRUNO)  # 14:30 there
    today: list[Post] = []
    for number, person in enumerate((AMINA, CHEN, EMEKA)):
        key = f"{PILOT.key}/{number}.000001"
        await bot.hear(Ask("How do others run onboarding?", CapturedBy.MENTION, key), person)
        today += await bot.pass_time(minutes=25)

    today += await bot.pass_time(hours=2)  # it is Tuesday in the place by now
    tomorrow = await bot.pass_time(hours=16)

    assert [len([each for each in posts if asked([each])]) for posts in (today, tomorrow)] == [2, 1]


async def test_a_reminder_that_was_held_back_until_the_night_waits_for_the_morning(
    bot: Bot,
) -> None:
    await mentioned(bot)
    bot.platform.failures.append(NotSent("held back", again=True, after=timedelta(hours=8)))

    by_midnight = await bot.pass_time(hours=15)
    by_nine = await bot.pass_time(hours=9)

    assert bot.platform.failures == []  # it was due at one o'clock
    assert [each for each in by_midnight if each.thread] == []
    assert [each.thread for each in by_nine if each.thread] == [QUESTION]


# What was closed meanwhile


@pytest.mark.parametrize("is_open_again", [False, True])
async def test_a_question_whose_place_was_closed_meanwhile_goes_no_further(
    bot: Bot, is_open_again: bool
) -> None:
    await careers_join(bot)
    await mentioned(bot)
    await bot.hear(Widen(QUESTION, CAREERS.key), AMINA)

    await bot.hear(Say("1", "Hello"), FARAH, replace(PILOT, visibility=Visibility.PRIVATE))
    if is_open_again:
        await bot.hear(Say("2", "Hello"), FARAH, replace(PILOT, visibility=Visibility.PUBLIC))
    posts = await bot.pass_time(minutes=1)

    assert [each for each in posts if each.place == CAREERS.key] == []


async def test_what_is_said_after_a_place_was_closed_is_not_shown_where_it_was_widened_to(
    bot: Bot,
) -> None:
    closed = replace(PILOT, visibility=Visibility.PRIVATE)
    await careers_join(bot)
    await mentioned(bot)
    await bot.hear(Widen(QUESTION, CAREERS.key), AMINA)
    [widened] = await bot.pass_time(minutes=1)
    assert widened.place == CAREERS.key

    bot.clock.push(minutes=1)
    new_words = Ask("How do we merge?", CapturedBy.MENTION, QUESTION, edited_at=bot.clock())
    await bot.hear(new_words, AMINA, closed)
    posts = await bot.pass_time(minutes=1)

    assert not any("merge" in words(each) for each in posts)


# Who is left out, and whose it is


async def test_who_wants_to_be_left_out_is_neither_listened_to_nor_named_to_newcomers(
    bot: Bot,
) -> None:
    await knows(bot, BRUNO, CHEN)
    await bot.hear(Privacy("out"), BRUNO)
    await bot.hear(Say(f"{LISTENING.key}/1.1", "Does anybody know how?"), BRUNO, LISTENING)
    await bot.pass_time(days=2)

    await bot.hear(Join(), FARAH)
    [welcome] = told(await bot.pass_time(minutes=1), FARAH)

    assert await bot.remembered("question") == []
    assert CHEN.key in words(welcome)
    assert BRUNO.key not in words(welcome)


@pytest.mark.parametrize(
    "intent",
    [Withdraw(QUESTION), Close(QUESTION), Judge(QUESTION, Verdict.SOLVED), Widen(QUESTION)],
    ids=["withdraw", "close", "judge", "widen"],
)
async def test_what_becomes_of_a_question_is_for_its_asker_alone(bot: Bot, intent: Intent) -> None:
    await careers_join(bot)
    await mentioned(bot)

    outcome = await bot.hear(intent, BRUNO)

    [question] = await bot.remembered("question")
    assert outcome.what == Why.REFUSED
    assert question["state"] == "open"
    assert not buttons(outcome.message)


# What was taken back


async def test_whose_words_were_taken_back_is_told_to_nobody(bot: Bot) -> None:
    await mentioned(bot)
    await bot.hear(Delete(QUESTION), None)

    [question] = await bot.remembered("question")
    assert question["gone"]
    assert question["asker"] != AMINA.key


async def test_of_words_that_were_taken_back_nothing_is_left_in_any_row(bot: Bot) -> None:
    await mentioned(bot, "How do we merge with Zephyr?")
    answer = await answered(bot, QUESTION, BRUNO, "Zephyr comes in May.")
    for message in (answer, QUESTION):
        await bot.hear(Delete(message), None)

    rows: list[object] = []
    async with bot.database.reading() as connection:
        for table in metadata.sorted_tables:
            rows += (await connection.execute(select(table))).all()

    assert rows
    assert "zephyr" not in str(rows).lower()


async def test_an_edit_that_comes_late_does_not_bring_older_words_back(bot: Bot) -> None:
    await mentioned(bot)
    for minutes, text in ((2, "How do others onboard nurses?"), (1, "How do others onboard?!")):
        edited_at = bot.clock() + timedelta(minutes=minutes)
        await bot.hear(Ask(text, CapturedBy.MENTION, QUESTION, edited_at=edited_at))

    [question] = await bot.remembered("question")
    assert question["text"] == "How do others onboard nurses?"


# What must not get lost


@dataclass(frozen=True)
class ShortOfBreath(Engines):
    """A database that is gone for good as soon as something was committed."""

    committed: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def writing(self, organisation: str) -> AsyncIterator[AsyncConnection]:
        """Lend the connection, once."""
        if self.committed:
            raise StoreAway("gone for good")
        async with super().writing(organisation) as connection:
            yield connection
        self.committed.append(organisation)


class Away(Database):
    """A store that does not answer."""

    def writing(self, organisation: str) -> NoReturn:
        """Lend nothing."""
        raise StoreAway(organisation)


async def test_a_question_and_that_it_is_to_be_posted_are_remembered_together(
    bot: Bot, engines: Engines
) -> None:
    key = f"{PILOT.key}/ask:1"
    bot.heard[key] = Heard(key, "test", bot.clock(), Ask("How?"), TEAM, PILOT, AMINA)
    await bot.inbox.receive([Delivery(key, "test", key, bot.clock())])
    short = ShortOfBreath(engines.writer, engines.reader)

    with suppress(StoreAway):
        await replace(bot.inbox, store=Database(short)).work_on([key])
    posts = await bot.pass_time(minutes=1)

    assert short.committed
    assert [each.place for each in posts] == [PILOT.key]


async def test_what_could_not_be_stored_is_not_said_to_be_ours(bot: Bot, engines: Engines) -> None:
    key = f"{PILOT.key}/ask:1"
    heard = Heard(key, "test", bot.clock(), Ask("How?"), TEAM, PILOT, AMINA)
    intake = Intake(replace(bot.inbox, store=Away(engines)), "test", lambda _: heard)

    with pytest.raises(StoreAway):
        await intake.is_new(intake.read({"text": "How?"}))


async def test_a_delivery_that_breaks_takes_none_of_its_lot_along(bot: Bot) -> None:
    keys = [f"{LISTENING.key}/{number}.000001" for number in range(3)]
    for key, person in zip(keys, (AMINA, None, BRUNO), strict=True):
        said = Say(key, "Does anybody know how to do this?")
        bot.heard[key] = Heard(key, "message", bot.clock(), said, TEAM, LISTENING, person)
    await bot.inbox.receive([Delivery(key, "test", key, bot.clock()) for key in keys])

    worked = await bot.inbox.work_on(keys)

    assert [each.became for each in worked] == ["remembered", "dead", "remembered"]


# What is closed to somebody


async def test_of_a_place_one_is_not_in_nothing_is_followed_and_nothing_is_asked_there(
    bot: Bot,
) -> None:
    closed = SeenPlace(f"{TEAM}/GBOARD", "boardroom", Visibility.PRIVATE)
    secret = f"{closed.key}/1.000001"
    await bot.hear(SetPhase("pilot"), DORA, closed)
    await bot.hear(Ask("How do we merge?", CapturedBy.MENTION, secret), AMINA, closed)
    await bot.pass_time(minutes=1)

    followed = await bot.hear(Follow(secret), EMEKA)
    asked_there = await bot.hear(Ask("Who merges?", into=closed.key), EMEKA)
    posts = await bot.pass_time(minutes=1)

    assert followed.what == asked_there.what == Why.REFUSED
    assert [each["key"] for each in await bot.remembered("question")] == [secret]
    assert posts == []


async def test_who_solved_it_is_thanked_though_somebody_else_writes_before_it_goes_out(
    bot: Bot,
) -> None:
    await mentioned(bot)
    await answered(bot, QUESTION, BRUNO)
    bot.clock.push(hours=11)
    await bot.hear(Judge(QUESTION, Verdict.SOLVED), AMINA)
    await answered(bot, QUESTION, CHEN, "We have a buddy, too.")

    posts = await bot.pass_time(days=1)

    assert any("solved" in words(each) for each in told(posts, BRUNO))
    assert not any("solved" in words(each) for each in told(posts, CHEN))


class Forgetful(FakePlatform):
    """A platform that says once that it may have posted it; ``looked`` is what it was told."""

    looked: tuple[int, ...] = ()

    async def send(self, post: Post, due: Due) -> str:
        """Break off the first time."""
        self.looked += (due.ambiguous,)
        if len(self.looked) == 1:
            raise NotSent("no answer", again=True, maybe=True)
        return await super().send(post, due)


async def test_what_may_have_gone_out_is_sent_again_by_who_knows_to_look(bot: Bot) -> None:
    platform = Forgetful()
    sender = Sender(bot.inbox, {"slack": platform})
    await bot.hear(Ask("How?"))

    await sender.send_due()
    bot.clock.push(minutes=1)
    await sender.send_due()

    assert platform.looked == (0, 1)
    assert len(platform.posts) == 1


# What counts


async def counted(bot: Bot, end: datetime) -> Facts:
    """Return what is counted up to an end."""
    async with bot.database.reading() as connection:
        return await FactsOf(connection, "default").facts(MONDAY, end)


async def test_what_came_after_the_end_of_a_report_does_not_change_it(bot: Bot) -> None:
    await mentioned(bot)
    end = bot.clock() + timedelta(hours=1)
    before = await counted(bot, end)
    bot.clock.push(hours=2)
    answer = await answered(bot, QUESTION)
    await bot.hear(Mark(answer, MarkKind.HELPFUL, on=True), CHEN)
    await bot.hear(Judge(QUESTION, Verdict.SOLVED), AMINA)

    after = await counted(bot, end)

    assert after == before
    assert len((await counted(bot, bot.clock() + timedelta(hours=1))).answered) == 1


async def test_words_of_ones_other_account_are_no_answer_and_its_mark_is_none(bot: Bot) -> None:
    others = {each: SeenPerson(each.key.replace("T1", "T2"), each.name) for each in (AMINA, BRUNO)}
    await mentioned(bot)
    await answered(bot, QUESTION, others[AMINA], "I meant for two.")
    answer = await answered(bot, QUESTION, BRUNO)
    await bot.hear(Mark(answer, MarkKind.HELPFUL, on=True), others[BRUNO])

    async with bot.database.writing("default") as tx:
        for one, other in others.items():
            for each in (one, other):
                known = replace(each, email=f"{one.name}@example.org", fresh=True)
                await tx.know(known, each.key.partition("/")[0], bot.clock())

    found = await counted(bot, bot.clock() + timedelta(hours=1))
    assert [each.key for each in found.answered] == [answer]
    assert found.helped == ()
