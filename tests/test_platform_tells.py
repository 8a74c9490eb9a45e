"""What a platform tells of itself: who people are, where nothing can be posted, who took us out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.buttons import submitted
from bot.intents import (
    Arrive,
    Ask,
    Find,
    Heard,
    Introduce,
    Join,
    Leave,
    Mark,
    PassOn,
    Rename,
    Reply,
    Rest,
    Say,
    SeenPerson,
    SeenPlace,
    SetPhase,
    SetPlace,
    SetProfile,
    Share,
    Uninstall,
    WhoKnows,
)
from bot.intents import MarkKind as Sign
from bot.messages import Post
from bot.model import CapturedBy, Visibility
from bot.outbox import Sender
from bot.ports import Due, NotSent
from tests.cast import AMINA, BRUNO, CHEN, DORA, OFF, PILOT, TEAM, FrozenClock
from tests.conftest import Bot, FakePlatform, words
from tests.scenes import CAREERS, QUESTION, careers_join, direct, known, mentioned

LEADS = SeenPlace(f"{TEAM}/GLEADS", "leads", Visibility.PRIVATE)
GUEST = SeenPerson(f"{TEAM}/UGUEST", "Gus", is_guest=True)
STRANGER = SeenPerson("slack:T9/USTRANGER", "Stan", is_stranger=True)


async def people(bot: Bot) -> dict[str, dict[str, object]]:
    return {each["key"]: each for each in await bot.remembered("person")}


async def test_what_the_platform_says_of_somebody_known_is_taken(bot: Bot) -> None:
    await mentioned(bot)

    told = SeenPerson(AMINA.key, zone="Asia/Tokyo", language="pl", is_active=False)
    await bot.hear(Introduce((told,)), None, None)

    amina = (await people(bot))[AMINA.key]
    assert (amina["zone"], amina["language"], amina["active"]) == ("Asia/Tokyo", "pl", False)


async def test_of_somebody_nobody_heard_of_nothing_is_kept(bot: Bot) -> None:
    await bot.hear(Introduce((SeenPerson(f"{TEAM}/UNEW", "Nora"),)), None, None)

    assert f"{TEAM}/UNEW" not in await people(bot)


async def test_who_is_in_a_closed_place_is_known_when_the_platform_tells(bot: Bot) -> None:
    await bot.hear(SetPhase("pilot"), DORA, LEADS)
    await bot.hear(Join(), CHEN, LEADS)
    bot.clock.push(minutes=1)

    await bot.hear(Introduce(present=(AMINA.key, DORA.key)), None, LEADS)

    async with bot.database.writing("default") as tx:
        seen = [await tx.may_see(LEADS.key, each.key) for each in (AMINA, DORA, CHEN, BRUNO)]
    assert seen == [True, True, False, False]


async def test_an_older_list_does_not_bring_back_who_left_since(bot: Bot) -> None:
    await bot.hear(SetPhase("pilot"), DORA, LEADS)
    await bot.hear(Join(), CHEN, LEADS)
    asked_at = bot.clock()
    bot.clock.push(minutes=1)
    await bot.hear(Leave(), CHEN, LEADS)

    await bot.hear(Introduce(present=(CHEN.key, DORA.key)), None, LEADS, at=asked_at)

    async with bot.database.writing("default") as tx:
        assert not await tx.may_see(LEADS.key, CHEN.key)


async def test_a_guest_finds_only_what_was_said_where_they_are(bot: Bot) -> None:
    await careers_join(bot)
    await known(bot, "Where do we order name badges?")

    there = await bot.hear(Find("name badges"), GUEST, CAREERS)
    here = await bot.hear(Find("name badges"), GUEST, PILOT)
    colleague = await bot.hear(Find("name badges"), AMINA, CAREERS)

    assert "Nothing was found" in words(there)
    assert "We order them in the shop." in words(here)
    assert "We order them in the shop." in words(colleague)


@pytest.mark.parametrize("verb", ["keep", "pass"])
async def test_a_button_that_a_guest_makes_up_gets_nothing_of_where_they_are_not(
    bot: Bot, verb: str
) -> None:
    await careers_join(bot)
    item = await known(bot, "Where do we order name badges?")
    [asked] = [str(each["key"]) for each in await bot.remembered("question")]

    for key in (item, asked):
        for place in (CAREERS, direct(GUEST)):
            outcome = await bot.press(f"{verb} {key}", GUEST, place)
            assert outcome.form is None
            assert "badges" not in words(outcome)
            assert "shop" not in words(outcome)
    sent = await bot.hear(PassOn(item, CAREERS.key), GUEST, CAREERS)
    colleague = await bot.press(f"{verb} {item}", AMINA, CAREERS)

    assert sent.what == "refused"
    assert await bot.pass_time(minutes=1) == []
    assert colleague.form


async def test_what_a_guest_makes_of_an_answer_they_cannot_see_credits_nobody(bot: Bot) -> None:
    await careers_join(bot)
    item = await known(bot, "Where do we order name badges?")

    await bot.hear(Share("Badges", "Somehow.", source=item, into=CAREERS.key), GUEST, CAREERS)

    examples = await bot.remembered("example")
    assert BRUNO.key not in str(examples)
    assert [post for post in await bot.pass_time(minutes=1) if BRUNO.key in words(post)] == []


async def test_once_introduced_a_guest_is_one_in_every_place(bot: Bot) -> None:
    await bot.hear(Say(f"{PILOT.key}/1.000001", "Hello all of you"), CHEN, PILOT)
    await bot.hear(Ask("Where is the canteen?"), CHEN, PILOT)
    await bot.hear(Introduce((SeenPerson(CHEN.key, is_guest=True),)), None, None)

    async with bot.database.writing("default") as tx:
        assert not await tx.may_see(CAREERS.key, CHEN.key)


async def test_a_strangers_reply_ends_the_asking_around_and_is_not_remembered(bot: Bot) -> None:
    thread = await mentioned(bot)

    outcome = await bot.hear(Reply(f"{PILOT.key}/1700000060.000001", thread, "So."), STRANGER)

    assert outcome.what == "stranger"
    assert await bot.remembered("answer") == []
    assert STRANGER.key not in await people(bot)
    assert await bot.pass_time(days=2) == []


async def test_where_nothing_can_be_posted_it_waits_and_goes_out_when_we_are_back(
    bot: Bot,
) -> None:
    bot.platform.failures = [NotSent("not_in_channel", again=False, target_rests=True)]

    await bot.hear(Ask("How do others onboard?"))
    told = {each.person: words(each) for each in await bot.pass_time(minutes=5)}

    assert "your question waits" in told[AMINA.key]
    assert "invite me there" in told[DORA.key]
    assert len(told) == 2
    assert "How do others onboard?" not in " ".join(told.values())
    assert await bot.pass_time(seconds=0) == []

    await bot.hear(Rest(on=False), None, PILOT)
    [post] = await bot.pass_time(seconds=10)
    assert "How do others onboard?" in words(post)


@pytest.mark.long
async def test_an_admin_is_told_once_of_each_place_that_rests(bot: Bot) -> None:
    for _ in range(3):
        bot.platform.failures = [NotSent("is_archived", again=False, target_rests=True)]
        await bot.hear(Ask("How do others onboard?"))
        await bot.pass_time(minutes=5)
        await bot.hear(Rest(on=False), None, PILOT)
        await bot.pass_time(minutes=5)

    told = [each for each in bot.platform.posts if each.person == DORA.key]
    assert len(told) == 1


async def test_whoever_speaks_in_a_place_shows_that_it_is_alive(bot: Bot) -> None:
    await bot.hear(Rest("is_archived"), None, PILOT)
    bot.clock.push(seconds=1)

    await bot.hear(Ask("How do others onboard?"))

    [post] = await bot.pass_time(minutes=1)
    assert "How do others onboard?" in words(post)


async def test_who_cannot_be_reached_rests_until_they_write(bot: Bot) -> None:
    thread = await mentioned(bot)
    bot.platform.failures = [NotSent("user_disabled", again=False, target_rests=True)]

    await bot.hear(Reply(f"{PILOT.key}/1700000060.000001", thread, "With a buddy."), BRUNO)
    await bot.pass_time(minutes=1)

    assert (await people(bot))[AMINA.key]["active"] is False
    await bot.hear(Find("buddy"), AMINA, direct(AMINA))
    assert (await people(bot))[AMINA.key]["active"]


async def test_nothing_is_sent_in_a_workspace_that_took_us_out(bot: Bot) -> None:
    await bot.hear(Ask("How do others onboard?"))

    await bot.hear(Uninstall(), None, None)
    assert await bot.pass_time(hours=1) == []

    bot.clock.push(seconds=1)
    await bot.hear(Uninstall(on=False), None, None)
    assert "How do others onboard?" in words((await bot.pass_time(seconds=1))[0])


async def test_a_token_taken_back_stops_the_whole_workspace(bot: Bot) -> None:
    bot.platform.failures = [NotSent("token_revoked", again=False, workspace_rests=True)]
    await careers_join(bot)
    await bot.hear(Ask("How do others onboard?"))
    await bot.hear(Ask("Where is the shop?"), BRUNO, CAREERS)

    assert await bot.pass_time(hours=1) == []


async def test_it_is_tried_again_when_the_platform_says(bot: Bot) -> None:
    bot.platform.failures = [NotSent("ratelimited", again=True, after=timedelta(seconds=37))]

    await bot.hear(Ask("How do others onboard?"))

    assert await bot.pass_time(seconds=36) == []
    assert len(await bot.pass_time(seconds=2)) == 1


class _Slow(FakePlatform):
    """Takes some seconds for each post."""

    def __init__(self, clock: FrozenClock, seconds: float) -> None:
        super().__init__()
        self._clock, self._seconds = clock, seconds

    async def send(self, post: Post, due: Due) -> str:
        """Send, and let time pass."""
        self._clock.push(seconds=self._seconds)
        return await super().send(post, due)


async def test_in_one_place_there_is_a_pause_between_two_posts(bot: Bot) -> None:
    sender = replace(bot.sender, paces={"slack": timedelta(seconds=1)})
    await careers_join(bot)
    bot.clock.push(minutes=1)
    for each in ("How do others onboard?", "Which printer is fast?"):
        await bot.hear(Ask(each))
    await bot.hear(Ask("Where is the shop?"), BRUNO, CAREERS)

    at_once = await sender.send_due()
    bot.clock.push(seconds=1)
    later = await sender.send_due()

    assert (at_once, later) == (2, 1)


async def test_each_platform_has_its_own_pace(bot: Bot) -> None:
    paces = {"slack": timedelta(seconds=1), "teams": timedelta(seconds=5)}
    sender = replace(bot.sender, paces=paces)
    bot.clock.push(minutes=1)
    for each in ("How do others onboard?", "Which printer is fast?"):
        await bot.hear(Ask(each))

    at_once = await sender.send_due()
    bot.clock.push(seconds=1)
    later = await sender.send_due()

    assert (at_once, later) == (1, 1)


@pytest.mark.parametrize("took", [0.1, 3.0])
async def test_the_pace_counts_from_the_end_of_a_call(bot: Bot, took: float) -> None:
    platform = _Slow(bot.clock, took)
    sender = Sender(bot.inbox, {"slack": platform}, {"slack": timedelta(seconds=1)})
    bot.clock.push(minutes=1)
    for each in ("How do others onboard?", "Which printer is fast?"):
        await bot.hear(Ask(each))
    await sender.send_due()

    bot.clock.push(seconds=0.99)
    too_early = await sender.send_due()
    bot.clock.push(seconds=0.01)
    in_time = await sender.send_due()

    assert (too_early, in_time) == (0, 1)


async def test_what_waited_and_breaks_is_set_aside_and_not_what_it_waited_for(
    bot: Bot,
) -> None:
    thread = f"{PILOT.key}/1700000000.000001"
    await bot.hear(Reply(f"{PILOT.key}/1700000060.000001", thread, "poison"), BRUNO)
    await bot.hear(Reply(f"{PILOT.key}/1700000061.000001", thread, "With a buddy."), CHEN)
    bot.heard |= {key: _broken(heard) for key, heard in bot.heard.items()}

    outcome = await bot.hear(Ask("How do others onboard?", CapturedBy.MENTION, QUESTION))

    assert outcome.what == "question"
    assert [each["text"] for each in await bot.remembered("answer")] == ["With a buddy."]
    [dead] = [each for each in await bot.remembered("count") if each["key"] == "dead"]
    assert dead["count"] == 1


def _broken(heard: Heard) -> Heard:
    """A time without a zone is what the store refuses."""
    is_poison = isinstance(heard.intent, Reply) and heard.intent.text == "poison"
    return replace(heard, at=heard.at.replace(tzinfo=None)) if is_poison else heard


async def test_a_mark_in_a_place_that_rests_does_not_stop_it_from_counting(bot: Bot) -> None:
    answer = await known(bot, "Where do we order name badges?")
    await bot.hear(Rest("is_archived"), None, PILOT)

    await bot.hear(Mark(answer, Sign.HELPFUL, on=True), CHEN)

    assert len(await bot.remembered("helpful")) == 2


# We come into a place.


async def test_where_we_come_we_say_once_that_nothing_is_remembered_yet(bot: Bot) -> None:
    await bot.hear(Arrive(), None, OFF)
    await bot.hear(Arrive(), None, OFF)

    posts = await bot.pass_time(minutes=1)

    assert [each.place for each in posts] == [OFF.key]
    assert "remembers nothing until" in words(posts[0])


async def test_where_a_place_takes_part_from_its_first_day_that_is_told_and_pinned(
    bot: Bot,
) -> None:
    await bot.hear(Arrive(), None, PILOT)
    await bot.hear(Arrive(), None, PILOT)

    posts = await bot.pass_time(minutes=1)

    assert [(each.place, each.is_pinned) for each in posts] == [(PILOT.key, True)]
    assert "are remembered and counted from now on" in words(posts[0])


async def test_who_brings_us_into_their_direct_line_is_told_once_what_to_do_there(
    bot: Bot,
) -> None:
    line = SeenPlace(f"{TEAM}/DALONE", visibility=Visibility.DIRECT)
    pole = SeenPerson(f"{TEAM}/UPOLE", "Pola", language="pl")
    await bot.hear(Arrive(), pole, line)
    await bot.hear(Arrive(), pole, line)

    posts = await bot.pass_time(minutes=1)

    assert [each.person for each in posts] == [pole.key]
    assert words(posts[0]).startswith("Cześć, tu Whoknows.")
    assert pole.key not in {each["key"] for each in await bot.remembered("person")}


async def test_what_is_typed_where_nothing_can_be_posted_is_no_sign_that_it_can(bot: Bot) -> None:
    bot.platform.failures = [NotSent("not_in_channel", again=False, target_rests=True)]
    await bot.hear(Ask("How?"), kind="command")
    await bot.pass_time(minutes=1)
    bot.platform.posts.clear()

    await bot.hear(Ask("Where?"), BRUNO, kind="command")
    posts = await bot.pass_time(minutes=1)

    assert [each.person for each in posts] == [BRUNO.key]
    assert "your question waits" in words(posts[0])


# Who can read a place.


def seen(visibility: Visibility | None) -> SeenPlace:
    """Return the pilot's place as something that was heard shows it."""
    return SeenPlace(PILOT.key, PILOT.name, visibility)


async def readers(bot: Bot) -> object:
    [place] = [each for each in await bot.remembered("place") if each["key"] == PILOT.key]
    return place["visibility"]


async def test_an_older_word_that_everybody_can_read_a_place_opens_nothing(bot: Bot) -> None:
    asked_at = bot.clock()
    bot.clock.push(seconds=2)
    await bot.hear(Rename(), None, seen(Visibility.PRIVATE))

    await bot.hear(Introduce(), None, seen(Visibility.PUBLIC), at=asked_at)
    late = await readers(bot)
    bot.clock.push(seconds=2)
    await bot.hear(Introduce(), None, seen(Visibility.PUBLIC))

    assert late == "private"
    assert await readers(bot) == "public"


async def test_an_older_word_that_few_can_read_a_place_closes_it(bot: Bot) -> None:
    at = bot.clock()
    bot.clock.push(seconds=2)
    await bot.hear(Introduce(), None, seen(Visibility.PUBLIC))

    await bot.hear(Rename(), None, seen(Visibility.PRIVATE), at=at)

    assert await readers(bot) == "private"


async def test_no_admin_opens_what_its_platform_once_called_closed(bot: Bot) -> None:
    await bot.hear(Rename(), None, seen(Visibility.PRIVATE))

    outcome = await bot.hear(SetPlace("readers", "everyone"), DORA, seen(None))

    assert outcome.what == "refused"
    assert await readers(bot) == "private"


async def test_what_an_admin_opened_is_closed_once_its_platform_says_so(bot: Bot) -> None:
    new = SeenPlace(f"{TEAM}/CNEW", "new", presumed=Visibility.PRIVATE)
    await bot.hear(SetPhase("pilot"), DORA, new)
    await bot.hear(SetPlace("readers", "everyone"), DORA, new)

    await bot.hear(Rename(), None, replace(new, visibility=Visibility.SHARED))
    again = await bot.hear(SetPlace("readers", "everyone"), DORA, new)

    [place] = [each for each in await bot.remembered("place") if each["key"] == new.key]
    assert place["visibility"] == "shared"
    assert again.what == "refused"


# What was told of somebody before.


async def test_a_zone_told_anew_replaces_the_one_told_before(bot: Bot) -> None:
    await bot.hear(Ask("How do others onboard?"), replace(AMINA, zone="Europe/Berlin"))
    moved = SeenPerson(AMINA.key, zone="America/New_York", language="pl", is_guest=False)

    await bot.hear(Introduce((moved,)), None, None)

    amina = (await people(bot))[AMINA.key]
    assert (amina["zone"], amina["language"]) == ("America/New_York", "pl")


async def test_a_zone_told_anew_never_replaces_what_somebody_said(bot: Bot) -> None:
    await bot.hear(Introduce((SeenPerson(AMINA.key, zone="Europe/Berlin", language="pl"),)), None)
    await bot.hear(SetProfile("zone", "Europe/Berlin"))
    await bot.hear(SetProfile("language", "en"))
    moved = SeenPerson(AMINA.key, zone="America/New_York", language="pl", is_guest=False)

    await bot.hear(Introduce((moved,)), None, None)

    amina = (await people(bot))[AMINA.key]
    assert (amina["zone"], amina["language"]) == ("Europe/Berlin", "en")
    async with bot.database.looking("default") as look:
        person = await look.person(AMINA.key)
    assert (person.zone, person.language) == ("Europe/Berlin", "en")


async def test_a_form_sent_as_it_was_filled_in_is_nobodys_own_word(bot: Bot) -> None:
    at_home = replace(AMINA, zone="Europe/Berlin", language="pl")
    form = (await bot.hear(SetProfile("form"), at_home)).form
    assert form
    filled = {each.name: each.value for each in form.inputs} | {"team": "Wards"}
    await bot.hear(submitted(form.does, filled), at_home)

    moved = SeenPerson(AMINA.key, zone="America/New_York", language="de", is_guest=False)
    await bot.hear(Introduce((moved,)), None, None)

    amina = (await people(bot))[AMINA.key]
    assert (amina["zone"], amina["language"], amina["team"]) == ("America/New_York", "de", "Wards")


async def test_who_takes_back_their_own_zone_has_the_one_that_is_told(bot: Bot) -> None:
    at_home = replace(AMINA, zone="Europe/Berlin")
    await bot.hear(SetProfile("zone", "Asia/Tokyo"), at_home)

    await bot.press("profile", at_home, zone="")

    assert (await people(bot))[AMINA.key]["zone"] == "Europe/Berlin"


async def test_what_was_told_earlier_of_somebody_changes_nothing(bot: Bot) -> None:
    await mentioned(bot)
    before = bot.clock()
    bot.clock.push(minutes=1)
    now = SeenPerson(AMINA.key, zone="Asia/Tokyo", is_guest=True, is_active=False)
    await bot.hear(Introduce((now,)), None, None)

    then = SeenPerson(AMINA.key, zone="Europe/Berlin", is_guest=False, is_active=True)
    await bot.hear(Introduce((then,)), None, None, at=before)

    amina = (await people(bot))[AMINA.key]
    assert (amina["zone"], amina["active"]) == ("Asia/Tokyo", False)
    async with bot.database.writing("default") as tx:
        assert (await tx.person(AMINA.key)).guest


# Who left.


def told_of_all(person: SeenPerson, *, active: bool) -> Introduce:
    """Return what a platform tells of everybody of whom something changed."""
    return Introduce((SeenPerson(person.key, is_active=active),), of_all=True)


async def test_who_left_is_not_named_nor_asked_nor_passed_anything(bot: Bot) -> None:
    item = await known(bot, "How do I order a laptop?")
    await bot.hear(SetProfile("topics", "laptops"), BRUNO)

    await bot.hear(told_of_all(BRUNO, active=False), None, None)
    named = await bot.hear(WhoKnows("laptop order"), CHEN)
    passed = await bot.hear(PassOn(item, BRUNO.key), CHEN)
    await bot.hear(Ask("How is a laptop ordered for a guest?"), CHEN)
    posts = await bot.pass_time(days=2)

    assert BRUNO.key not in words(named)
    assert passed.what == "refused"
    assert [each for each in posts if each.person == BRUNO.key] == []
    assert (await people(bot))[BRUNO.key]["active"] is False


async def test_that_somebody_left_is_heard_though_it_tells_no_time(bot: Bot) -> None:
    await mentioned(bot)
    await bot.hear(Introduce((SeenPerson(AMINA.key, is_guest=False),)), None, None)

    gone = told_of_all(AMINA, active=False)
    await bot.hear(gone, None, None, at=datetime.fromtimestamp(0, UTC))

    assert (await people(bot))[AMINA.key]["active"] is False


async def test_who_is_back_is_asked_again(bot: Bot) -> None:
    await known(bot, "How do I order a laptop?")
    await bot.hear(told_of_all(BRUNO, active=False), None, None)
    bot.clock.push(minutes=1)

    await bot.hear(told_of_all(BRUNO, active=True), None, None)
    named = await bot.hear(WhoKnows("laptop order"), CHEN)
    await bot.hear(Ask("How is a laptop ordered for a guest?"), CHEN)
    posts = await bot.pass_time(days=2)

    assert BRUNO.key in words(named)
    assert [each for each in posts if each.person == BRUNO.key]


async def test_words_from_before_somebody_left_do_not_bring_them_back(bot: Bot) -> None:
    await mentioned(bot)
    await bot.hear(Introduce((SeenPerson(AMINA.key, is_guest=False),)), None, None)
    before = bot.clock()
    bot.clock.push(minutes=1)
    await bot.hear(told_of_all(AMINA, active=False), None, None)

    await bot.hear(Find("buddy"), AMINA, direct(AMINA), at=before)

    assert (await people(bot))[AMINA.key]["active"] is False


async def test_what_is_told_of_all_is_kept_of_nobody_else(bot: Bot) -> None:
    nora = SeenPerson(f"{TEAM}/UNEW", "Nora", is_guest=True, is_active=True)

    await bot.hear(Introduce((nora,), of_all=True), None, None)

    async with bot.database.looking("default") as look:
        assert await look.told([nora.key]) == {}
    assert nora.key not in await people(bot)


async def test_who_leaves_the_last_place_has_left_where_no_more_is_told(bot: Bot) -> None:
    await careers_join(bot)
    for place in (PILOT, CAREERS):
        await bot.hear(Join(), BRUNO, place)
    bot.clock.push(minutes=1)

    await bot.hear(Leave(tells_no_more=True), BRUNO, PILOT)
    still_there = (await people(bot))[BRUNO.key]["active"]
    await bot.hear(Leave(tells_no_more=True), BRUNO, CAREERS)
    gone = (await people(bot))[BRUNO.key]["active"]
    bot.clock.push(minutes=1)
    await bot.hear(Join(), BRUNO, PILOT)

    assert (still_there, gone) == (True, False)
    assert (await people(bot))[BRUNO.key]["active"]


async def test_who_leaves_a_place_of_slack_has_not_left(bot: Bot) -> None:
    await bot.hear(Join(), BRUNO)
    bot.clock.push(minutes=1)

    await bot.hear(Leave(), BRUNO)

    assert (await people(bot))[BRUNO.key]["active"]
