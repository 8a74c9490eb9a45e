"""When nobody answers: who is asked when, and what ends it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.intents import (
    Ask,
    Close,
    Decline,
    Delete,
    Intent,
    Join,
    Judge,
    Leave,
    Mark,
    MarkKind,
    Privacy,
    Quiet,
    Reply,
    SeenPerson,
    SeenPlace,
    SetPhase,
    SetPlace,
    SetProfile,
    Solve,
    WhoKnows,
    Withdraw,
)
from bot.messages import Post
from bot.model import Capture, CapturedBy, Reason, Verdict, Visibility
from tests.cast import AMINA, BRUNO, CHEN, DORA, EMEKA, FARAH, LISTENING, PILOT, TEAM
from tests.conftest import Bot, buttons, words

QUESTION = f"{PILOT.key}/1700000000.000001"
ANSWER = f"{PILOT.key}/1700000060.000001"
TEXT = "How do other teams run onboarding?"
CIRCLE = SeenPlace(f"{TEAM}/CCIRCLE", "circle", Visibility.PRIVATE)


async def knows(bot: Bot, *people: SeenPerson, zone: str = "UTC") -> None:
    """Let people say that they know about onboarding."""
    for person in people:
        await bot.hear(SetProfile("topics", "onboarding"), person)
        await bot.hear(SetProfile("zone", zone), person)


async def ask(bot: Bot, person: SeenPerson = AMINA) -> None:
    """Let Amina ask by mention."""
    await bot.hear(Ask(TEXT, CapturedBy.MENTION, QUESTION), person)


def asked(posts: list[Post]) -> list[str | None]:
    """Return who was asked to help."""
    return [each.person for each in posts if "Not today" in buttons(each.message)]


def reminders(posts: list[Post]) -> list[Post]:
    return [each for each in posts if each.thread == QUESTION and each.person is None]


def to_the_asker(posts: list[Post]) -> list[Post]:
    return [each for each in posts if "Rephrase" in buttons(each.message)]


def nudges(posts: list[Post]) -> int:
    return len(asked(posts)) + len(reminders(posts)) + len(to_the_asker(posts))


# The steps.


async def test_after_an_hour_two_people_who_know_are_asked_with_the_reason_why_them(
    bot: Bot,
) -> None:
    await knows(bot, BRUNO, CHEN, EMEKA)
    await ask(bot)

    early = await bot.pass_time(minutes=59)
    posts = await bot.pass_time(minutes=1)

    assert early == []
    assert asked(posts) == [BRUNO.key, CHEN.key]
    assert "your profile names “onboarding”" in words(posts[0])
    assert TEXT in words(posts[0])
    assert posts[0].place is None


async def test_once_it_is_answered_the_question_is_taken_off_those_who_were_asked(bot: Bot) -> None:
    await knows(bot, BRUNO, CHEN)
    await ask(bot)
    sent = await bot.pass_time(hours=1)
    names = [f"{each.person}/post.{n}" for n, each in enumerate(sent, 1)]

    await bot.hear(Reply(ANSWER, QUESTION, "With a buddy."), CHEN)
    posts = await bot.pass_time(minutes=1)

    settled = [each for each in posts if each.replaces]
    assert [(each.person, each.replaces) for each in settled] == [
        (BRUNO.key, names[0]),
        (CHEN.key, names[1]),
    ]
    assert "It is answered by now" in words(settled[0])
    assert "Thank you for your answer" in words(settled[1])
    assert not any(buttons(each.message) for each in settled)


async def test_who_helped_before_is_asked_and_told_with_what(bot: Bot) -> None:
    first, answer = f"{PILOT.key}/1600000000.000001", f"{PILOT.key}/1600000060.000001"
    ask_before = Ask("How do we plan onboarding?", CapturedBy.MENTION, first)
    await bot.hear(ask_before, FARAH)
    await bot.hear(Reply(answer, first, "With a buddy."), BRUNO)
    await bot.hear(Mark(answer, MarkKind.HELPFUL, on=True), FARAH)
    await ask(bot)

    posts = await bot.pass_time(hours=1)

    [post] = [each for each in posts if asked([each])]
    assert post.person == BRUNO.key
    assert "an answer of yours helped with “How do we plan onboarding?”" in words(post)


async def test_nobody_is_told_that_an_answer_helped_which_nobody_marked(bot: Bot) -> None:
    """Two answered, and it was solved: nobody said by whose answer."""
    earlier = f"{PILOT.key}/1600000000.000001"
    await bot.hear(Ask("How do we plan onboarding?", CapturedBy.MENTION, earlier), CHEN)
    for person in (BRUNO, EMEKA):
        await bot.hear(Reply(f"{earlier}-{person.name}", earlier, "With a list."), person)
    await bot.hear(Solve(earlier), CHEN)
    await bot.timetable.tick()
    await bot.hear(Ask("How do other teams plan onboarding?", CapturedBy.MENTION, QUESTION))

    told = [words(each) for each in await bot.pass_time(hours=2) if asked([each])]
    found = words(await bot.hear(WhoKnows("onboarding"), FARAH))

    assert len(told) == 2
    assert all("because you answered “How do we plan onboarding?”" in each for each in told)
    assert f"{BRUNO.key} answered “" in found
    assert "helped" not in "".join((*told, found))


async def test_where_nobody_who_knows_is_at_work_the_first_day_that_begins_counts(
    bot: Bot,
) -> None:
    await knows(bot, BRUNO, zone="America/New_York")  # begins at 14:00 UTC
    await knows(bot, CHEN, zone="America/Los_Angeles")  # begins at 17:00 UTC
    await ask(bot)

    early = await bot.pass_time(hours=4, minutes=59)
    posts = await bot.pass_time(minutes=1)

    assert asked(early) == []
    assert asked(posts) == [BRUNO.key]


async def test_a_person_of_unknown_zone_works_as_the_place_does(bot: Bot) -> None:
    await bot.hear(SetPlace("zone", "Asia/Tokyo"), DORA)
    await bot.hear(SetProfile("topics", "onboarding"), BRUNO)
    bot.clock.now = datetime(2026, 11, 24, 2, tzinfo=UTC)  # eleven o'clock in Tokyo
    await ask(bot)

    posts = await bot.pass_time(hours=1)

    assert asked(posts) == [BRUNO.key]
    assert bot.clock.now.hour == 3  # and the middle of the night for the organisation


@pytest.mark.parametrize(
    ("zone", "begins"),
    [
        ("America/New_York", datetime(2026, 11, 27, 14, tzinfo=UTC)),  # Thursday is a holiday
        ("Asia/Tokyo", datetime(2026, 11, 27, 0, tzinfo=UTC)),
    ],
)
async def test_nobody_is_asked_at_night_or_on_a_holiday(
    bot: Bot, zone: str, begins: datetime
) -> None:
    bot.clock.now = datetime(2026, 11, 26, 12, tzinfo=UTC)
    await knows(bot, BRUNO, zone=zone)
    await ask(bot)

    early = await bot.pass_time(seconds=(begins - bot.clock.now).total_seconds() - 1)
    posts = await bot.pass_time(seconds=1)

    assert asked(early) == []
    assert asked(posts) == [BRUNO.key]


async def test_nobody_is_asked_at_the_weekend(bot: Bot) -> None:
    bot.clock.now = datetime(2026, 11, 27, 16, 30, tzinfo=UTC)  # Friday
    await knows(bot, BRUNO)
    await ask(bot)

    weekend = await bot.pass_time(days=2, hours=16)
    monday = await bot.pass_time(minutes=30)

    assert nudges(weekend) == 0
    assert asked(monday) == [BRUNO.key]


async def test_the_thread_is_reminded_after_four_working_hours_of_the_place_once(bot: Bot) -> None:
    bot.clock.push(hours=6)  # 15:00, so that two hours are left today
    await ask(bot)

    today = await bot.pass_time(hours=19, minutes=59)
    posts = await bot.pass_time(minutes=1)
    later = await bot.pass_time(days=7)

    assert reminders(today) == []
    [post] = reminders(posts)
    assert post.place == PILOT.key
    assert reminders(later) == []


async def test_the_thread_of_a_request_is_reminded_with_a_button_to_share(bot: Bot) -> None:
    await bot.hear(Ask("Who has run a mentoring programme before?"), AMINA)

    posts = await bot.pass_time(hours=5)

    [post] = [each for each in posts if "without an example" in words(each)]
    assert list(buttons(post.message)) == ["Share an example", "Not me"]


async def test_after_twelve_working_hours_the_asker_chooses_what_to_do(bot: Bot) -> None:
    await ask(bot)

    early = await bot.pass_time(hours=27, minutes=59)
    posts = await bot.pass_time(minutes=1)

    assert to_the_asker(early) == []
    [post] = to_the_asker(posts)
    assert post.person == AMINA.key
    assert list(buttons(post.message)) == ["Ask in another channel too", "Rephrase", "Close it"]


async def test_the_load_is_shared_among_those_who_know(bot: Bot) -> None:
    await knows(bot, BRUNO, CHEN, EMEKA, FARAH)
    found = []
    for number in range(2):
        key = f"{PILOT.key}/170000000{number}.000001"
        await bot.hear(Ask(TEXT, CapturedBy.MENTION, key))
        found += asked(await bot.pass_time(hours=1))
        await bot.hear(Close(key))

    assert found == [BRUNO.key, CHEN.key, EMEKA.key, FARAH.key]


# Who is not asked.


@pytest.mark.parametrize(
    "never", [Quiet("on"), Quiet("10 days"), Privacy("out")], ids=["quiet", "snooze", "opted out"]
)
async def test_who_wants_none_is_not_asked(bot: Bot, never: Intent) -> None:
    await knows(bot, BRUNO, CHEN)
    await bot.hear(never, BRUNO)
    await ask(bot)

    posts = await bot.pass_time(days=4)

    assert asked(posts) == [CHEN.key]


async def test_the_asker_is_not_asked(bot: Bot) -> None:
    await knows(bot, AMINA, BRUNO)
    await ask(bot)

    posts = await bot.pass_time(days=2)

    assert asked(posts) == [BRUNO.key]


async def test_who_cannot_see_a_private_place_is_not_asked_and_its_words_do_not_leave_it(
    bot: Bot,
) -> None:
    await bot.hear(SetPhase("pilot"), DORA, CIRCLE)
    await knows(bot, BRUNO, CHEN)
    await bot.hear(Join(), CHEN, CIRCLE)
    await bot.hear(Ask(TEXT, CapturedBy.MENTION, f"{CIRCLE.key}/1.000001"), AMINA, CIRCLE)

    posts = [each for each in await bot.pass_time(days=2) if each.person]

    assert asked(posts) == [CHEN.key]
    assert all("onboarding?" not in words(each) for each in posts)
    assert "private channel" in words(posts[0])


async def test_who_left_the_private_place_meanwhile_is_not_asked(bot: Bot) -> None:
    await bot.hear(SetPhase("pilot"), DORA, CIRCLE)
    await knows(bot, CHEN)
    await bot.hear(Join(), CHEN, CIRCLE)
    await bot.hear(Ask(TEXT, CapturedBy.MENTION, f"{CIRCLE.key}/1.000001"), AMINA, CIRCLE)
    await bot.pass_time(minutes=59)
    await bot.hear(Leave(), CHEN, CIRCLE)

    posts = await bot.pass_time(days=2)

    assert asked(posts) == []


async def test_who_declines_makes_room_for_somebody_else_up_to_four_in_all(bot: Bot) -> None:
    people = [BRUNO, CHEN, DORA, EMEKA, FARAH]
    await knows(bot, *people)
    await ask(bot)
    found = asked(await bot.pass_time(hours=1))
    for person in people:
        for _ in range(2):  # pressing twice is pressing once
            await bot.hear(Decline(QUESTION, Reason.BUSY), person)
            found += asked(await bot.pass_time(minutes=1))

    assert set(found[:2]) == {BRUNO.key, CHEN.key}, "two at once, in any order"
    assert found[2:] == [DORA.key, EMEKA.key]


async def test_who_takes_the_topic_away_meanwhile_is_not_asked_without_a_reason(bot: Bot) -> None:
    await knows(bot, BRUNO)
    await ask(bot)
    bot.clock.push(hours=1)
    await bot.timetable.work()
    await bot.hear(SetProfile("topics", "gardening"), BRUNO)

    posts = await bot.pass_time(minutes=1)

    assert asked(posts) == []


# What ends it.


ENDS: dict[str, tuple[Intent, SeenPerson]] = {
    "answer": (Reply(ANSWER, QUESTION, "With a buddy."), CHEN),
    "solved": (Mark(QUESTION, MarkKind.SOLVED, on=True), AMINA),
    "closed": (Close(QUESTION), AMINA),
    "withdrawn": (Withdraw(QUESTION), AMINA),
    "deleted": (Delete(QUESTION), AMINA),
    "turned off": (SetPhase("off"), DORA),
}


@pytest.mark.parametrize("hours", [0.5, pytest.param(6, marks=pytest.mark.long)])
@pytest.mark.parametrize("how", ENDS)
@pytest.mark.long
async def test_it_ends_when_there_is_no_need_any_more(bot: Bot, how: str, hours: float) -> None:
    await knows(bot, BRUNO, CHEN)
    await ask(bot)
    await bot.pass_time(hours=hours)
    await bot.hear(*ENDS[how])

    posts = await bot.pass_time(days=10)

    assert nudges(posts) == 0


@pytest.mark.parametrize("how", ENDS)
@pytest.mark.parametrize(
    "hours",
    [1, pytest.param(4, marks=pytest.mark.long), pytest.param(28, marks=pytest.mark.long)],
)
@pytest.mark.long
async def test_it_ends_though_the_nudge_is_on_its_way_already(
    bot: Bot, how: str, hours: int
) -> None:
    await knows(bot, BRUNO)
    await ask(bot)
    await bot.pass_time(hours=hours, seconds=-1)
    bot.clock.push(seconds=1)
    due = await bot.timetable.work()  # it lies in the outbox now
    await bot.hear(*ENDS[how])

    posts = await bot.pass_time(days=3)

    assert due == 1
    assert nudges(posts) == 0


@pytest.mark.long
@pytest.mark.parametrize("how", ENDS)
async def test_it_ends_though_a_process_that_was_killed_had_begun_to_send(
    bot: Bot, how: str
) -> None:
    await knows(bot, BRUNO)
    await ask(bot)
    bot.clock.push(hours=1)
    await bot.timetable.work()
    async with bot.database.writing("default") as tx:
        taken = await tx.claim(bot.clock(), bot.clock() + timedelta(seconds=60), 10)
    await bot.hear(*ENDS[how])

    posts = await bot.pass_time(days=3)

    assert [each.kind for each in taken] == ["who"]
    assert nudges(posts) == 0


async def test_an_answer_of_who_opted_out_ends_it_too(bot: Bot) -> None:
    await knows(bot, BRUNO, EMEKA)
    await ask(bot)
    await bot.pass_time(minutes=59)
    bot.clock.push(minutes=1)
    await bot.timetable.work()
    await bot.hear(Privacy("out"), CHEN)
    await bot.hear(Reply(ANSWER, QUESTION, "With a buddy."), CHEN)
    await bot.hear(Decline(QUESTION, Reason.BUSY), BRUNO)

    posts = await bot.pass_time(days=10)

    assert nudges(posts) == 0
    assert await bot.remembered("answer") == []


async def test_an_answer_while_the_place_was_off_is_not_met_with_nobody_answered(
    bot: Bot,
) -> None:
    await knows(bot, BRUNO)
    await ask(bot)
    await bot.pass_time(minutes=30)
    await bot.hear(SetPhase("off"), DORA)
    await bot.hear(Reply(ANSWER, QUESTION, "With a buddy."), CHEN)
    await bot.hear(SetPhase("pilot"), DORA)

    posts = await bot.pass_time(days=10)

    assert nudges(posts) == 0


async def test_from_pilot_to_open_the_asking_goes_on(bot: Bot) -> None:
    await knows(bot, BRUNO)
    await ask(bot)
    await bot.hear(SetPhase("open"), DORA)

    posts = await bot.pass_time(hours=28)

    assert nudges(posts) == 3


async def test_still_open_begins_anew_and_keeps_to_the_set_number(bot: Bot) -> None:
    await knows(bot, BRUNO, CHEN, DORA, EMEKA, FARAH)
    await ask(bot)
    posts = await bot.pass_time(days=4)
    for _ in range(4):
        await bot.hear(Judge(QUESTION, Verdict.OPEN), AMINA)
        posts += await bot.pass_time(days=7)

    assert len(asked(posts)) == 4
    assert len(set(asked(posts))) == 4
    assert len(reminders(posts)) == 2
    assert len(to_the_asker(posts)) == 2


@pytest.mark.parametrize("capture", [Capture.BASELINE, Capture.KNOWLEDGE])
async def test_what_came_from_a_log_is_never_followed_up(bot: Bot, capture: Capture) -> None:
    await knows(bot, BRUNO)
    await bot.hear(Ask(TEXT, CapturedBy.MENTION, QUESTION), AMINA, capture=capture)
    await bot.hear(Judge(QUESTION, Verdict.OPEN), AMINA)
    await bot.hear(Reply(ANSWER, QUESTION, "With a buddy."), CHEN)

    posts = await bot.pass_time(days=4)

    assert posts == []


async def test_what_was_only_listened_to_is_not_followed_up_when_the_pilot_begins(
    bot: Bot,
) -> None:
    key = f"{LISTENING.key}/1.000001"
    await bot.hear(Ask(TEXT, CapturedBy.MENTION, key), AMINA, LISTENING, capture=Capture.BASELINE)
    await bot.hear(SetPhase("pilot"), DORA, LISTENING)
    await bot.sender.send_due()
    bot.platform.posts.clear()
    await bot.hear(Reply(f"{LISTENING.key}/2.000001", key, "With a buddy."), CHEN, LISTENING)

    posts = await bot.pass_time(days=4)

    assert posts == []


# Did it help?


def whether_it_helped(posts: list[Post]) -> list[Post]:
    return [each for each in posts if "Still open" in buttons(each.message)]


async def test_two_quiet_working_hours_after_an_answer_the_asker_is_asked_once(bot: Bot) -> None:
    await ask(bot)
    await bot.hear(Reply(ANSWER, QUESTION, "With a buddy."), CHEN)
    await bot.pass_time(hours=1)
    await bot.hear(Reply(f"{ANSWER}1", QUESTION, "And a list."), BRUNO)

    early = await bot.pass_time(hours=1, minutes=59)
    posts = await bot.pass_time(minutes=1)
    later = await bot.pass_time(days=10)

    assert whether_it_helped(early) == []
    [post] = whether_it_helped(posts)
    assert post.person == AMINA.key
    assert whether_it_helped(later) == []


async def test_an_answer_taken_back_is_not_asked_about_but_the_next_one_is(bot: Bot) -> None:
    await ask(bot)
    await bot.hear(Reply(ANSWER, QUESTION, "With a buddy."), CHEN)
    await bot.hear(Delete(ANSWER), CHEN)
    nothing = await bot.pass_time(hours=3)
    await bot.hear(Reply(f"{ANSWER}1", QUESTION, "And a list."), BRUNO)

    posts = await bot.pass_time(hours=3)

    assert whether_it_helped(nothing) == []
    assert len(whether_it_helped(posts)) == 1


# How much one person gets.


async def test_nobody_gets_more_than_two_a_day_and_three_a_week(bot: Bot) -> None:
    await knows(bot, BRUNO)
    bot.clock.push(hours=-1)  # before the day begins
    for number in range(8):
        key = f"{PILOT.key}/170000000{number}.000001"
        await bot.hear(Ask(TEXT, CapturedBy.MENTION, key), AMINA if number % 2 else FARAH)

    days = [len(asked(await bot.pass_time(days=1))) for _ in range(10)]

    assert days[:7] == [2, 1, 0, 0, 0, 0, 0]
    assert max(sum(days[first : first + 7]) for first in range(4)) == 3


async def test_two_who_are_due_at_once_do_not_break_the_cap(bot: Bot) -> None:
    await knows(bot, BRUNO)
    for number in range(5):
        key = f"{PILOT.key}/170000000{number}.000001"
        await bot.hear(Ask(TEXT, CapturedBy.MENTION, key))

    posts = await bot.pass_time(hours=1)

    assert asked(posts) == [BRUNO.key] * 2


async def test_what_was_due_while_we_were_down_for_a_day_is_said_to_be_skipped(bot: Bot) -> None:
    await ask(bot)
    await bot.pass_time(hours=3, minutes=59)
    bot.clock.push(minutes=1)
    await bot.timetable.work()
    bot.clock.push(days=2)

    posts = await bot.pass_time(seconds=1)

    [skipped] = await bot.remembered("skipped")
    assert reminders(posts) == []
    assert (skipped["what"], skipped["why"]) == ("thread", "stale")
