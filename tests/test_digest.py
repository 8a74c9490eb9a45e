"""The week of a place: once, on Monday morning, on one screen, only when there is something."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.intents import (
    AddInsight,
    Ask,
    Close,
    Intent,
    Introduce,
    Join,
    Leave,
    Mark,
    MarkKind,
    Privacy,
    Rename,
    Reply,
    Say,
    SeenPerson,
    SeenPlace,
    SetPhase,
    SetPlace,
    SetProfile,
    Share,
    Solve,
    TellOutcome,
    Withdraw,
)
from bot.messages import Bullets, Heading, Post
from bot.model import Capture, CapturedBy, Visibility
from bot.outbox import Sender
from bot.timetable import Timetable
from tests.cast import AMINA, BRUNO, CHEN, DORA, FARAH, PEOPLE, PILOT, TEAM
from tests.conftest import Bot, words

QUESTION = f"{PILOT.key}/1700000000.000001"
ANSWER = f"{PILOT.key}/1700000060.000001"
TEXT = "How do other teams run onboarding?"
CIRCLE = SeenPlace(f"{TEAM}/CCIRCLE", "circle", Visibility.PRIVATE)
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca")
WEEK = timedelta(weeks=1)


async def ask(bot: Bot, key: str = QUESTION, text: str = TEXT) -> None:
    await bot.hear(Ask(text, CapturedBy.MENTION, key), AMINA)


async def share(bot: Bot, place: SeenPlace = PILOT) -> None:
    """Let there be something to tell, and nothing else to do."""
    await bot.hear(Share("A buddy list", "We gave everybody a buddy."), BRUNO, place)


async def help_out(bot: Bot) -> None:
    """Let Bruno answer, and Chen say that it helped."""
    await bot.hear(Reply(ANSWER, QUESTION, "With a buddy."), BRUNO)
    await bot.hear(Mark(ANSWER, MarkKind.HELPFUL, on=True), CHEN)


def digests(posts: list[Post]) -> list[Post]:
    return [each for each in posts if isinstance(each.message[0], Heading)]


async def monday(bot: Bot) -> Post:
    """Let the week pass and return the digest of Monday morning."""
    posts = await bot.pass_time(seconds=(NEXT_MONDAY - bot.clock.now).total_seconds())
    [post] = digests(posts)
    return post


NEXT_MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)


# When it comes.


async def test_it_comes_on_monday_at_nine_once(bot: Bot) -> None:
    await ask(bot)

    early = await bot.pass_time(days=6, hours=23, minutes=59, seconds=59)
    posts = await bot.pass_time(seconds=1)
    later = await bot.pass_time(days=6)

    assert digests(early) == digests(later) == []
    [post] = digests(posts)
    assert (post.place, post.person, post.thread) == (PILOT.key, None, None)


async def test_nothing_comes_where_nothing_happened(bot: Bot) -> None:
    for person in (BRUNO, CHEN):
        await bot.hear(Join(), person)

    posts = await bot.pass_time(days=20)

    assert digests(posts) == []
    assert await bot.remembered("skipped") == []


@pytest.mark.long
@pytest.mark.parametrize("change", ["2027-02-28", "2027-10-01"])
async def test_over_a_clock_change_each_week_has_one_however_many_timetables_tick(
    bot: Bot, change: str
) -> None:
    bot.clock.now = datetime.fromisoformat(change).replace(tzinfo=UTC)
    other = Timetable(Sender(bot.inbox, {"slack": bot.platform}))
    places = {f"{TEAM}/C{number}": zone for number, zone in enumerate(ZONES)}
    await bot.hear(SetPhase("off"), DORA)
    for key, zone in places.items():
        await bot.hear(SetPlace("zone", zone), DORA, SeenPlace(key))
        await bot.hear(SetPhase("pilot"), DORA, SeenPlace(key))
    at: dict[str, list[datetime]] = {key: [] for key in places}
    for week in range(7):
        for key in places:
            await share(bot, SeenPlace(key))
        end = datetime.fromisoformat(change).replace(tzinfo=UTC) + (week + 1) * WEEK
        while (due := await bot.timetable.next_due()) and due <= end:
            bot.clock.now = max(bot.clock.now, due)
            bot.platform.posts.clear()
            await asyncio.gather(bot.timetable.tick(), other.tick())
            for post in digests(bot.platform.posts):
                wall = bot.clock.now.astimezone(ZoneInfo(places[post.place or ""]))
                at[post.place or ""].append(wall)
        bot.clock.now = end

    for each in at.values():
        assert len({wall.date() for wall in each}) == len(each) == 7
        assert {(wall.weekday(), wall.hour, wall.minute) for wall in each} == {(0, 9, 0)}
    assert len({wall.utcoffset() for wall in at[f"{TEAM}/C0"]}) == 2  # the clock did change


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(old, new, marks=[pytest.mark.long] if "UTC" in (old, new) else [])
        for old in ("Pacific/Auckland", "UTC", "America/Los_Angeles")
        for new in ("Pacific/Auckland", "UTC", "America/Los_Angeles")
        if old != new
    ],
)
@pytest.mark.parametrize(
    "hours",
    [pytest.param(-30, marks=pytest.mark.long), pytest.param(-8, marks=pytest.mark.long), 8],
)
@pytest.mark.long
async def test_a_place_that_moves_to_another_zone_misses_no_week_and_gets_none_twice(
    bot: Bot, old: str, new: str, hours: int
) -> None:
    await bot.hear(SetPlace("zone", old), DORA)
    await bot.pass_time(days=2)
    await share(bot)
    due = datetime(2026, 11, 30, 9, tzinfo=ZoneInfo(old)) + timedelta(hours=hours)
    await bot.pass_time(seconds=(due - bot.clock.now).total_seconds())
    await bot.hear(SetPlace("zone", new), DORA)
    await bot.pass_time(days=2.5)
    await share(bot)

    await bot.pass_time(days=7)

    periods = [each["period"] for each in await bot.remembered("digest")]
    assert periods == ["2026-W48", "2026-W49"]


@pytest.mark.parametrize("late", [timedelta(seconds=5), timedelta(hours=5), timedelta(hours=23)])
async def test_late_it_comes_once(bot: Bot, late: timedelta) -> None:
    await ask(bot)
    await bot.pass_time(days=6)
    bot.clock.now = NEXT_MONDAY + late

    posts = await bot.pass_time(hours=1)

    assert len(digests(posts)) == 1


async def test_a_day_late_it_is_skipped_and_said_to_be(bot: Bot) -> None:
    await ask(bot)
    await bot.pass_time(days=6)
    bot.clock.now = NEXT_MONDAY + timedelta(hours=24, seconds=1)

    posts = await bot.pass_time(hours=1)

    skipped = [each for each in await bot.remembered("skipped") if each["what"] == "digest"]
    assert digests(posts) == []
    assert [each["why"] for each in skipped] == ["stale"]


async def test_who_was_down_for_weeks_and_comes_back_on_monday_tells_the_last_one(
    bot: Bot,
) -> None:
    await ask(bot)
    await bot.pass_time(days=5)
    bot.clock.now = NEXT_MONDAY + 2 * WEEK + timedelta(hours=5)

    posts = await bot.pass_time(minutes=1)

    skipped = [each for each in await bot.remembered("skipped") if each["what"] == "digest"]
    [digest] = await bot.remembered("digest")
    assert len(digests(posts)) == 1
    assert digest["period"] == "2026-W50"
    assert len(skipped) == 2


@pytest.mark.long
async def test_a_lease_left_by_a_killed_process_delays_it_by_a_minute(bot: Bot) -> None:
    await ask(bot)
    await bot.pass_time(days=6, hours=23)
    bot.clock.push(hours=1)
    await bot.timetable.work()
    async with bot.database.writing("default") as tx:
        await tx.claim(bot.clock(), bot.clock() + timedelta(seconds=60), 10)

    early = await bot.pass_time(seconds=59)
    posts = await bot.pass_time(seconds=1)

    assert digests(early) == []
    assert len(digests(posts)) == 1


async def test_it_is_turned_down_and_on_again_by_an_admin(bot: Bot) -> None:
    await ask(bot)
    refused = await bot.hear(SetPlace("digest", "off"), BRUNO)
    await bot.hear(SetPlace("digest", "off"), DORA)
    silent = await bot.pass_time(days=8)
    await bot.hear(SetPlace("digest", "on"), DORA)

    posts = await bot.pass_time(days=7)

    assert "admin" in words(refused)
    assert digests(silent) == []
    assert len(digests(posts)) == 1


async def test_turned_down_while_it_is_on_its_way_it_does_not_come(bot: Bot) -> None:
    await ask(bot)
    await bot.pass_time(days=6, hours=23)
    bot.clock.push(hours=1)
    await bot.timetable.work()
    await bot.hear(SetPlace("digest", "off"), DORA)

    posts = await bot.pass_time(days=1)

    assert digests(posts) == []


async def test_a_place_that_is_off_gets_none_and_one_that_is_on_again_gets_the_next(
    bot: Bot,
) -> None:
    await ask(bot)
    await bot.hear(SetPhase("off"), DORA)
    silent = await bot.pass_time(days=8)
    await bot.hear(SetPhase("pilot"), DORA)

    posts = await bot.pass_time(days=6)

    assert digests(silent) == []
    assert len(digests(posts)) == 1


@pytest.mark.long
async def test_from_pilot_to_open_on_the_very_minute_loses_none(bot: Bot) -> None:
    await ask(bot)
    await bot.pass_time(days=6, hours=23)
    bot.clock.push(hours=1, seconds=1)
    await bot.hear(SetPhase("open"), DORA)

    posts = await bot.pass_time(minutes=1)

    assert len(digests(posts)) == 1


async def test_a_new_name_makes_no_second_one(bot: Bot) -> None:
    await ask(bot)
    await bot.pass_time(days=7)
    await bot.hear(Rename(), AMINA, SeenPlace(PILOT.key, "arriving", renamed=True))

    posts = await bot.pass_time(days=6)

    assert digests(posts) == []


# What it says.


@pytest.mark.long
async def test_what_waits_comes_first_then_what_helped(bot: Bot) -> None:
    await ask(bot)
    await help_out(bot)
    await ask(bot, f"{PILOT.key}/2.000001", "Who has a list for the first day?")

    told = words(await monday(bot))

    assert told.index("Waiting for an answer") < told.index("Who has a list")
    assert told.index("Who has a list") < told.index("What helped most") < told.index(TEXT)


DONE: dict[str, list[tuple[Intent, SeenPerson]]] = {
    "answered": [(Reply(ANSWER, QUESTION, "With a buddy."), BRUNO)],
    "closed": [(Close(QUESTION), AMINA)],
    "withdrawn": [(Withdraw(QUESTION), AMINA)],
    "solved": [(Solve(QUESTION), AMINA)],
}


@pytest.mark.parametrize("how", DONE)
@pytest.mark.long
async def test_what_is_done_by_monday_morning_is_not_said_to_wait(bot: Bot, how: str) -> None:
    await ask(bot)
    await bot.pass_time(days=6, hours=23)  # the week is over, the digest is not out yet
    for intent, person in DONE[how]:
        await bot.hear(intent, person)

    posts = await bot.pass_time(hours=1)

    assert all("Waiting" not in words(each) for each in posts)


async def test_what_waits_is_told_for_four_weeks_and_then_no_more(bot: Bot) -> None:
    await ask(bot)

    posts = await bot.pass_time(weeks=8)

    assert len(digests(posts)) == 4


async def test_old_questions_from_a_log_do_not_wait(bot: Bot) -> None:
    await ask(bot)
    old = Ask("How was this done years ago?", CapturedBy.MENTION, f"{PILOT.key}/1.1")
    await bot.hear(old, CHEN, at=datetime(2018, 2, 5, tzinfo=UTC), capture=Capture.KNOWLEDGE)

    told = words(await monday(bot))

    assert "years ago" not in told


async def test_only_who_agreed_is_named(bot: Bot) -> None:
    await ask(bot)
    await help_out(bot)
    await bot.hear(Share("A buddy list", "We gave everybody a buddy."), CHEN)
    await bot.pass_time(days=2)
    await bot.hear(Join(), FARAH)
    await bot.hear(SetProfile("named", "yes"), CHEN)

    told = words(await monday(bot))

    assert CHEN.key in told
    assert not any(each.key in told for each in PEOPLE if each is not CHEN)


async def test_who_agreed_and_then_opted_out_is_not_named(bot: Bot) -> None:
    await bot.hear(SetProfile("named", "yes"), CHEN)
    await bot.hear(Share("A buddy list", "We gave everybody a buddy."), CHEN)
    await bot.hear(Privacy("out"), CHEN)

    told = words(await monday(bot))

    assert "A buddy list" in told
    assert CHEN.key not in told


@pytest.mark.parametrize(("people", "shown"), [(4, False), (5, True)])
async def test_numbers_are_told_only_about_enough_people(
    bot: Bot, people: int, shown: bool
) -> None:
    for number in range(people):
        key, person = f"{PILOT.key}/{number}.1", SeenPerson(f"{TEAM}/UA{number}")
        await bot.hear(Ask(f"{TEXT} {number}", CapturedBy.MENTION, key), person)
        reply = Reply(f"{PILOT.key}/{number}.2", key, "So.")
        await bot.hear(reply, SeenPerson(f"{TEAM}/UB{number}"))
        await bot.hear(Mark(f"{PILOT.key}/{number}.2", MarkKind.HELPFUL, on=True), person)

    told = words(await monday(bot))

    assert ("5 questions: 5 answered but not confirmed." in told) == shown
    assert "questions:" in told or not shown


@pytest.mark.long
async def test_a_full_week_of_long_texts_fits_one_screen(bot: Bot) -> None:
    long = "How do other teams run onboarding, and " + "whom they ask " * 200
    for number in range(50):
        key, reply = f"{PILOT.key}/{number}.1", f"{PILOT.key}/{number}.2"
        person = PEOPLE[number % 6]
        said, heard = Say(key, f"{long} {number}?"), Capture.KNOWLEDGE
        await bot.hear(said, person, capture=heard)
        if number % 2:
            await bot.hear(Reply(reply, key, long), PEOPLE[(number + 1) % 6], capture=heard)
            await bot.hear(Mark(reply, MarkKind.HELPFUL, on=True), person)
    for number in range(5):
        await bot.hear(Share(f"{long} {number}", long), PEOPLE[number])
        await bot.hear(AddInsight(long, long, "all", "in 2 weeks"), DORA)
    for insight in await bot.remembered("insight"):
        await bot.hear(TellOutcome(insight["key"], long), DORA)
    for person in PEOPLE:
        await bot.hear(SetProfile("named", "yes"), person)
    bot.clock.push(days=2)
    for person in PEOPLE[:4]:
        await bot.hear(Join(), person)
    bot.clock.now = NEXT_MONDAY

    await bot.timetable.tick()

    [post] = digests(bot.platform.posts)
    told = words(post)
    assert len(told.splitlines()) <= 25
    assert len(told) <= 3_000
    assert "and 22 more" in told
    assert max(len(each.items) for each in post.message if isinstance(each, Bullets)) <= 4


async def test_you_asked_we_changed(bot: Bot) -> None:
    await bot.hear(AddInsight("Nobody finds the list.", "Pin it"), DORA)
    [insight] = await bot.remembered("insight")
    await bot.hear(TellOutcome(insight["key"], "It is pinned now."), DORA)

    told = words(await monday(bot))

    assert "Nobody finds the list." in told
    assert "It is pinned now." in told
    assert DORA.key not in told


async def test_the_digest_of_a_private_place_stays_there(bot: Bot) -> None:
    await bot.hear(SetPhase("pilot"), DORA, CIRCLE)
    key = f"{CIRCLE.key}/1.1"
    await bot.hear(Ask("How do we tell them?", CapturedBy.MENTION, key), AMINA, CIRCLE)
    await bot.hear(Reply(f"{CIRCLE.key}/1.2", key, "Face to face."), BRUNO, CIRCLE)
    await bot.hear(Mark(f"{CIRCLE.key}/1.2", MarkKind.HELPFUL, on=True), AMINA, CIRCLE)
    await ask(bot)
    await help_out(bot)
    await bot.pass_time(days=2)
    await bot.hear(Join(), FARAH)

    posts = digests(await bot.pass_time(days=5))

    told = {each.place: words(each) for each in posts}
    assert set(told) == {PILOT.key, CIRCLE.key}
    assert "tell them" in told[CIRCLE.key]
    assert "tell them" not in told[PILOT.key]


# The welcome card.


def cards(posts: list[Post]) -> list[Post]:
    return [each for each in posts if "Welcome to" in words(each)]


async def test_who_is_seen_in_a_list_of_members_is_no_newcomer(bot: Bot) -> None:
    await share(bot)
    bot.clock.push(days=2)
    seen = (AMINA, BRUNO, CHEN)
    await bot.hear(Introduce(seen, tuple(each.key for each in seen)), None, PILOT)
    bot.clock.push(minutes=1)
    await bot.hear(Join(), FARAH)

    assert "1 person came" in words(await monday(bot))


async def test_who_came_is_a_newcomer_though_a_list_told_of_them_first(bot: Bot) -> None:
    await share(bot)
    bot.clock.push(days=2)
    came_at = bot.clock.now
    bot.clock.push(minutes=1)
    await bot.hear(Introduce((FARAH,), (FARAH.key,)), None, PILOT)
    await bot.hear(Join(), FARAH, at=came_at)

    assert "1 person came" in words(await monday(bot))


async def test_a_newcomer_gets_the_card_once_and_privately(bot: Bot) -> None:
    await ask(bot)
    await help_out(bot)
    await bot.hear(SetProfile("topics", "onboarding"), BRUNO)
    await bot.pass_time(days=1)

    for intent in (Join(), Leave(), Join(), Leave(), Join()):
        bot.clock.push(minutes=1)
        await bot.hear(intent, FARAH)
    posts = await bot.pass_time(days=6)

    [card] = cards(posts)
    assert (card.person, card.place) == (FARAH.key, None)
    assert TEXT in words(card)
    assert f"{BRUNO.key}: onboarding" in words(card)


async def test_who_left_before_the_morning_gets_no_card(bot: Bot) -> None:
    await bot.hear(SetProfile("topics", "onboarding"), BRUNO)
    await bot.pass_time(hours=12)
    await bot.hear(Join(), FARAH)
    await bot.pass_time(hours=1)
    await bot.hear(Leave(), FARAH)

    posts = await bot.pass_time(days=2)

    assert cards(posts) == []


async def test_where_there_is_nothing_to_tell_no_card_comes(bot: Bot) -> None:
    await bot.hear(Join(), FARAH)

    posts = await bot.pass_time(days=2)

    assert posts == []


@pytest.mark.long
async def test_the_card_shows_five_answers_at_most_and_nothing_private(bot: Bot) -> None:
    await bot.hear(SetPhase("pilot"), DORA, CIRCLE)
    for place, number in [(CIRCLE, n) for n in range(8)] + [(PILOT, n) for n in range(8)]:
        key, reply = f"{place.key}/{number}.1", f"{place.key}/{number}.2"
        await bot.hear(Ask(f"{place.name} {number}?", CapturedBy.MENTION, key), AMINA, place)
        await bot.hear(Reply(reply, key, "So."), BRUNO, place)
        helped = PEOPLE[2:5] if place is CIRCLE else PEOPLE[2:3]
        for person in helped:
            await bot.hear(Mark(reply, MarkKind.HELPFUL, on=True), person, place)
    bot.clock.push(minutes=1)
    await bot.hear(Join(), FARAH, CIRCLE)

    [card] = cards(await bot.pass_time(hours=1))

    assert words(card).count("helped 1 person") == 5
    assert "circle 1" not in words(card)


async def test_who_leaves_a_private_place_has_left_however_often_we_hear_it(bot: Bot) -> None:
    await bot.hear(SetPhase("pilot"), DORA, CIRCLE)
    seen = []
    for intent in (Leave(), Join(), Leave(), Leave()):
        bot.clock.push(minutes=1)
        await bot.hear(intent, FARAH, CIRCLE)
        async with bot.database.writing("default") as tx:
            seen.append(await tx.may_see(CIRCLE.key, FARAH.key))

    assert seen == [False, True, False, False]
