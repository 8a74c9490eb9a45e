"""What was said in a private place stays there; what is off is not found; organisations never meet.

Every outlet that exists is looked through for the words and the name of a private place: by
people who are not in it, and, in direct lines, by its members too.
"""

from collections.abc import Sequence

import pytest

from bot.buttons import submitted
from bot.intents import (
    AddInsight,
    Ask,
    Delete,
    Find,
    Home,
    Insights,
    Intent,
    Join,
    Leave,
    Mark,
    MarkKind,
    PassOn,
    Privacy,
    Reply,
    Say,
    SeenPerson,
    SeenPlace,
    SetPhase,
    SetProfile,
    Share,
    ShareForm,
    ShowReport,
    Topics,
    WhoKnows,
)
from bot.messages import Form, Message, Post
from bot.model import CapturedBy, Phase, Visibility
from bot.words import message_text
from tests.cast import AMINA, BRUNO, CHEN, DORA, EMEKA, FARAH, PILOT, TEAM
from tests.conftest import Bot, buttons, words
from tests.scenes import CAREERS, answered, careers_join, direct, known, told

BOARD = SeenPlace(f"{TEAM}/GBOARD", "boardroom", Visibility.PRIVATE)
MEMBERS = (AMINA, BRUNO, DORA)
ASKED = f"{BOARD.key}/1.000001"
SECRET = ("merger", "zephyr", "layoffs", "boardroom", BOARD.key)
"""Words that were only ever said in the private place, and its name."""


async def in_private(bot: Bot) -> str:
    """A private place asks, answers, marks, shares and learns; return the key of the answer."""
    await careers_join(bot)
    await bot.hear(Say("x", "hello"), DORA, BOARD)
    await bot.hear(SetPhase("pilot"), DORA, BOARD)
    for person in (*MEMBERS, CHEN, EMEKA, FARAH):
        await bot.hear(SetProfile("topics", "travel"), person)
    for person in MEMBERS:
        await bot.hear(Join(), person, BOARD)
    await bot.hear(
        Ask("How do we plan the merger with Zephyr?", CapturedBy.MENTION, ASKED), AMINA, BOARD
    )
    answer = f"{BOARD.key}/2.000001"
    await bot.hear(Reply(answer, ASKED, "Layoffs first, merger with Zephyr in May."), BRUNO, BOARD)
    await bot.hear(Mark(answer, MarkKind.HELPFUL, on=True), AMINA, BOARD)
    await bot.hear(Mark(ASKED, MarkKind.SOLVED, on=True), AMINA, BOARD)
    await bot.hear(
        Share("The last merger", "Layoffs at Zephyr.", result="No merger."), BRUNO, BOARD
    )
    await bot.hear(
        AddInsight("The merger is late.", "Call Zephyr.", "Amina", "15 May"), DORA, BOARD
    )
    await bot.hear(Ask("Who has planned a merger like Zephyr before?"), AMINA, BOARD)
    await bot.hear(Ask("When are the Zephyr layoffs told?"), DORA, BOARD)
    await bot.timetable.tick()
    return answer


def text_of(message: Message, form: Form | None = None) -> str:
    """Return everything that can be read of a message and a form."""
    filled = [each.value for each in form.inputs] if form else []
    choices = [label for each in form.inputs for _, label in each.choices] if form else []
    labels = list(buttons(message))
    return " ".join((message_text(message), *labels, *filled, *choices)).lower() + " "


def leaks(text: str) -> list[str]:
    return [each for each in SECRET if each.lower() in text]


LOOKS: tuple[Intent, ...] = (
    Find("merger with Zephyr"),
    Find("layoffs boardroom"),
    Find("merger Zephyr", examples_only=True),
    Find("", examples_only=True),
    WhoKnows("planning mergers"),
    Topics(),
    Insights(),
    ShowReport(),
    Home(),
    ShareForm(),
    SetPhase(""),
    SetProfile(),
    Privacy(),
)
"""What anybody can ask for, without a secret word that they would get back as their own."""


async def looked_for(bot: Bot, person: SeenPerson, places: Sequence[SeenPlace]) -> list[str]:
    """Return what a person reads who tries everything there is, in some places."""
    seen = []
    for place in places:
        for intent in LOOKS:
            outcome = await bot.hear(intent, person, place)
            seen.append(_without_own(text_of(outcome.message, outcome.form), intent))
        outcome = await bot.hear(Ask("How do we plan it in May, and who is first?"), person, place)
        seen.append(text_of(outcome.message, outcome.form))
    return seen


def _without_own(text: str, intent: Intent) -> str:
    said = getattr(intent, "words", getattr(intent, "topic", ""))
    return text.replace(f"“{said}”".lower(), "") if said else text


def outside(posts: Sequence[Post]) -> list[str]:
    """Return what was posted anywhere but in the private place."""
    return [text_of(each.message) for each in posts if each.place != BOARD.key]


@pytest.fixture
async def answer(bot: Bot) -> str:
    """The private place, in full use."""
    return await in_private(bot)


@pytest.mark.long
async def test_the_check_can_fail(bot: Bot, answer: str) -> None:
    seen = await looked_for(bot, AMINA, [BOARD])

    assert any("layoffs" in each for each in seen)
    assert answer


async def test_nobody_outside_finds_anything_of_it(bot: Bot, answer: str) -> None:
    for person in (CHEN, AMINA):
        seen = await looked_for(bot, person, [PILOT, CAREERS, direct(person)])
        assert [leaks(each) for each in seen if leaks(each)] == []
    assert answer


async def test_nothing_of_it_is_sent_anywhere_else_in_two_weeks(bot: Bot, answer: str) -> None:
    await bot.press(f"follow {ASKED}", BRUNO, BOARD)
    await bot.hear(Join(), FARAH, BOARD)
    await bot.hear(Join(), EMEKA, CAREERS)
    await bot.press(f"widen {ASKED}", AMINA, direct(AMINA))

    await bot.pass_time(days=15)

    sent = outside(bot.platform.posts)
    assert len(sent) > 5
    assert [each for each in sent if leaks(each)] == []
    assert answer


async def test_its_asker_is_not_offered_to_ask_elsewhere(bot: Bot, answer: str) -> None:
    await bot.hear(Ask("Who has the budget sheet?"), AMINA, BOARD)

    await bot.pass_time(days=4)

    asked = [each for each in bot.platform.posts if "What would you like to do?" in words(each)]
    assert asked
    for each in asked:
        assert set(buttons(each.message)) == {"Rephrase", "Close it"}
    assert answer


async def test_it_cannot_be_passed_on_widened_or_kept_elsewhere(bot: Bot, answer: str) -> None:
    [example] = await bot.remembered("example")
    for person in (CHEN, AMINA, BRUNO):
        for item in (answer, str(example["key"])):
            for place in (PILOT, direct(person)):
                outcome = await bot.hear(PassOn(item, EMEKA.key), person, place)
                assert "private channel" in words(outcome)
        outcome = await bot.press(f"widen {ASKED} {PILOT.key}", person, PILOT)
        assert not leaks(text_of(outcome.message, outcome.form))
    assert await bot.remembered("pass_on") == []


@pytest.mark.long
async def test_forged_presses_of_who_is_not_in_it_tell_and_change_nothing(
    bot: Bot, answer: str
) -> None:
    [example] = await bot.remembered("example")
    [insight] = await bot.remembered("insight")
    keys = (answer, ASKED, str(example["key"]), str(insight["key"]), BOARD.key)
    before = [each for each in await bot.remembered() if BOARD.key in str(each)]

    for verb in (
        *("answer", "answers", "close", "follow", "helpful", "keep", "notme", "outcome", "pass"),
        *("mend", "unlearn"),
        *("post", "revise", "settings", "share", "widen", "withdraw"),
    ):
        for key in keys:
            for place in (PILOT, direct(CHEN)):
                outcome = await bot.press(f"{verb} {key}", CHEN, place)
                assert not leaks(text_of(outcome.message, outcome.form)), (verb, key)
    for form in (*("answer", "revise", "share", "pass", "insight", "mend", "outcome", "settings"),):
        for key in keys:
            values = {"text": "x", "title": "t", "did": "d", "to": EMEKA.key, "place": BOARD.key}
            values |= {"phase": "off", "zone": "Europe/Berlin"}
            outcome = await bot.hear(submitted(f"{form} {key}", values), CHEN, PILOT)
            assert not leaks(text_of(outcome.message, outcome.form)), (form, key)

    after = [each for each in await bot.remembered() if BOARD.key in str(each)]
    assert [each for each in before if each not in after] == []
    assert [each for each in after if each not in before and each["type"] != "example"] == []


async def test_its_words_stay_there_when_it_becomes_public(bot: Bot, answer: str) -> None:
    opened = SeenPlace(BOARD.key, BOARD.name, Visibility.PUBLIC)
    await bot.hear(Join(), FARAH, opened)
    await bot.timetable.tick()
    bot.platform.posts.clear()

    seen = await looked_for(bot, CHEN, [PILOT, direct(CHEN)])
    await bot.hear(PassOn(answer, EMEKA.key), CHEN)
    await bot.pass_time(days=8)

    said = [each for each in (*seen, *outside(bot.platform.posts)) if "zephyr" in each]
    assert said == []
    assert any("zephyr" in each for each in await looked_for(bot, CHEN, [opened]))


async def test_what_was_public_stays_inside_once_its_place_is_closed(bot: Bot) -> None:
    item = await known(bot, "How do I order a laptop?")
    await careers_join(bot)
    await bot.hear(Ask("Who has ordered a hundred laptops before?"), CHEN)
    await bot.hear(SetProfile("topics", "x"), EMEKA)
    await bot.timetable.tick()
    [request] = await bot.remembered("request")
    await bot.hear(Share("A laptop for all", "We did.", request=str(request["key"])), BRUNO)
    await bot.hear(PassOn(item, CAREERS.key), CHEN)
    await bot.hear(Join(), CHEN)
    closed = SeenPlace(PILOT.key, PILOT.name, Visibility.PRIVATE)

    await bot.hear(Say("x", "now we are closed"), DORA, closed)
    posts = await bot.pass_time(days=1)

    for place in (CAREERS, direct(EMEKA)):
        assert "Nothing was found" in words(await bot.hear(Find("laptop"), EMEKA, place))
        assert "Nobody is known" in words(await bot.hear(WhoKnows("laptop"), EMEKA, place))
    assert "2 things were found" in words(await bot.hear(Find("laptop"), DORA, closed))
    elsewhere = [text_of(each.message) for each in posts if each.place != PILOT.key]
    assert [each for each in elsewhere if "laptop" in each] == []


async def test_what_was_said_while_it_was_closed_stays_inside_when_it_opens_again(
    bot: Bot,
) -> None:
    await known(bot, "How do I order a laptop?", "In the shop.")
    [asked] = [each["key"] for each in await bot.remembered("question")]
    await careers_join(bot)
    closed = SeenPlace(PILOT.key, PILOT.name, Visibility.PRIVATE)
    key = f"{PILOT.key}/9.000001"
    await bot.hear(Reply(key, str(asked), "The boss has a secret laptop."), BRUNO, closed)
    for person in (AMINA, CHEN, DORA):
        await bot.hear(Mark(key, MarkKind.HELPFUL, on=True), person, closed)

    await bot.hear(
        Say("x", "open again"), DORA, SeenPlace(PILOT.key, PILOT.name, Visibility.PUBLIC)
    )

    assert "secret" not in words(await bot.hear(Find("laptop"), EMEKA, CAREERS))


async def test_who_left_sees_no_more_of_it(bot: Bot, answer: str) -> None:
    bot.clock.push(minutes=1)
    await bot.hear(Leave(), BRUNO, BOARD)
    bot.platform.posts.clear()

    seen = await looked_for(bot, BRUNO, [PILOT, direct(BRUNO)])
    await bot.hear(Reply(f"{BOARD.key}/4.000001", ASKED, "Another word."), DORA, BOARD)
    await bot.pass_time(days=3)

    assert [each for each in seen if leaks(each)] == []
    late = told(bot.platform.posts, BRUNO)
    assert [each for each in late if BOARD.key in str(each.message)] == []
    assert answer


async def test_what_was_deleted_is_nowhere_any_more(bot: Bot) -> None:
    item = await known(bot, "How do I order a laptop?", "In the zephyr shop.")
    await careers_join(bot)
    await bot.hear(PassOn(item, CAREERS.key), CHEN)

    await bot.hear(Delete(item), None)
    await bot.pass_time(days=8)

    for place in (PILOT, CAREERS, direct(EMEKA)):
        for intent in (Find("laptop"), Find("zephyr shop"), WhoKnows("laptop order")):
            told_there = _without_own(
                text_of((await bot.hear(intent, EMEKA, place)).message), intent
            )
            assert "zephyr" not in told_there
            assert BRUNO.key.lower() not in told_there
    assert [each for each in bot.platform.posts if "zephyr" in text_of(each.message)] == []


async def test_of_a_place_turned_off_nothing_is_found(bot: Bot) -> None:
    item = await known(bot, "How do I order a laptop?")
    await bot.hear(Share("Laptops for all", "We did."), BRUNO)
    await careers_join(bot)

    await bot.hear(SetPhase("off"), DORA)

    for place in (CAREERS, direct(EMEKA)):
        assert "Nothing was found" in words(await bot.hear(Find("laptop"), EMEKA, place))
        assert "Nobody is known" in words(await bot.hear(WhoKnows("laptop"), EMEKA, place))
        shown = await bot.hear(Find("", examples_only=True), EMEKA, place)
        assert "Nobody has shared" in words(shown)
    assert "not an answer or an example" in words(await bot.hear(PassOn(item), EMEKA, CAREERS))


# Being left out


async def test_what_somebody_left_out_writes_is_not_remembered(bot: Bot) -> None:
    await bot.hear(Privacy("out"), BRUNO)
    asked = f"{PILOT.key}/1.000001"
    await bot.hear(Ask("Where is the lift?", CapturedBy.MENTION, asked), AMINA)

    await bot.hear(Reply(f"{PILOT.key}/2.000001", asked, "Behind the zephyr."), BRUNO)
    await bot.hear(Reply(f"{PILOT.key}/3.000001", asked, "On the left."), CHEN)
    await bot.hear(Mark(f"{PILOT.key}/3.000001", MarkKind.HELPFUL, on=True), BRUNO)
    await bot.hear(Say(f"{PILOT.key}/4.000001", "Does anybody know a good zephyr?"), BRUNO)
    await bot.pass_time(days=1)

    everything = str(await bot.remembered())
    assert "zephyr" not in everything
    assert [each["author"] for each in await bot.remembered("answer")] == [CHEN.key]
    assert await bot.remembered("helpful") == []
    assert told(bot.platform.posts, BRUNO) == []


async def test_what_they_change_afterwards_is_not_kept_either(bot: Bot) -> None:
    await bot.hear(Ask("Where?", CapturedBy.MENTION, f"{PILOT.key}/1.000001"), AMINA)
    said = await answered(bot, f"{PILOT.key}/1.000001", BRUNO, "Left.")
    await bot.hear(Privacy("out"), BRUNO)

    bot.clock.push(minutes=1)
    edited = Reply(said, f"{PILOT.key}/1.000001", "Behind the zephyr.", bot.clock())
    await bot.hear(edited, BRUNO)

    [kept] = await bot.remembered("answer")
    assert "zephyr" not in str(kept)


async def test_their_answer_still_ends_the_asking_around(bot: Bot) -> None:
    await known(bot, "How do I order a laptop?")
    await bot.hear(Privacy("out"), CHEN)
    asked = f"{PILOT.key}/7.000001"
    await bot.hear(Ask("How is a laptop ordered for a guest?", CapturedBy.MENTION, asked), AMINA)

    await bot.hear(Reply(f"{PILOT.key}/8.000001", asked, "In the shop."), CHEN)
    posts = await bot.pass_time(days=2)

    assert told(posts, BRUNO) == []
    assert not any("Still without" in words(each) for each in posts)


async def test_what_they_say_to_us_is_served_and_they_can_come_back(bot: Bot) -> None:
    await bot.hear(Privacy("out"), BRUNO)
    await bot.hear(Ask("Where is the lift?"), BRUNO)
    out = await bot.hear(Privacy(), BRUNO)
    await bot.hear(Privacy("in"), BRUNO)
    back = await bot.hear(Privacy(), BRUNO)

    assert len(await bot.remembered("question")) == 1
    assert "You are left out" in words(out)
    assert "You take part" in words(back)


# Organisations


async def test_the_same_keys_in_two_organisations_never_meet(bot: Bot) -> None:
    await known(bot, "How do I order a laptop?")
    await bot.hear(Share("Laptops for all", "We did."), BRUNO)
    await bot.hear(SetProfile("topics", "laptops"), CHEN)
    [example] = await bot.remembered("example")
    [question] = await bot.remembered("question")
    [helped] = await bot.remembered("answer")
    mine = await bot.remembered()

    async with bot.database.writing("other") as tx:
        await tx.note_place(PILOT, TEAM, bot.clock())
        await tx.set_phase(PILOT.key, Phase.PILOT)
        for key in (example["key"], question["key"], helped["key"]):
            assert await tx.item(str(key)) is None
            assert await tx.example(str(key)) is None
            assert await tx.question(str(key)) is None
            assert not await tx.take_back(str(key), bot.clock())
        assert await tx.near("laptop", PILOT.key, least=0, most=100) == []
        assert await tx.newest_examples(PILOT.key, 100) == []
        assert await tx.taught_near("laptop", PILOT.key, least=0, most=100) == []
        assert await tx.reused(PILOT.key, 100) == []
        assert await tx.people([BRUNO.key, CHEN.key]) == []
        assert await tx.people_with_topics() == []
        assert await tx.people_with_topics({"laptop"}) == []
        await tx.set_profile(CHEN.key, topics="mine")

    theirs = [each for each in await bot.remembered() if each["organisation"] == "other"]
    assert [each["type"] for each in theirs] == ["place"]
    assert [each for each in await bot.remembered() if each["organisation"] != "other"] == mine
