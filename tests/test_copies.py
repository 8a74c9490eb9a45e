"""What we told elsewhere follows what it tells: edited, taken back, closed, its author left out."""

from dataclasses import replace

import pytest

from bot.intents import (
    Ask,
    Delete,
    Find,
    Join,
    PassOn,
    Privacy,
    Quiet,
    Rename,
    Reply,
    Restore,
    SeenPerson,
    SeenPlace,
    SetProfile,
    Share,
    WhoKnows,
    Widen,
    Withdraw,
)
from bot.messages import Post
from bot.model import CapturedBy, Visibility
from bot.ports import Due
from tests.cast import AMINA, BRUNO, CHEN, EMEKA, FARAH, PILOT
from tests.conftest import Bot, FakePlatform, buttons, words
from tests.scenes import CAREERS, answered, careers_join, direct, known, mentioned, posted

GONE = "What stood here was changed or taken back."
SECRET = "We order them in the zephyr shop."
LAPTOP = "How do I order a laptop?"


def shown(bot: Bot) -> dict[str, str]:
    """Return what stands in each message of ours now, by the message."""
    found: dict[str, str] = {}
    for number, post in enumerate(bot.platform.posts, start=1):
        found[post.replaces or f"{post.place or post.person}/post.{number}"] = words(post)
    return found


def with_words(bot: Bot, said: str) -> list[str]:
    """Return the messages of ours in which some words stand now."""
    return [message for message, text in shown(bot).items() if said in text]


async def passed_on(bot: Bot) -> str:
    """Bruno's answer is passed on, to Emeka and to a channel; return its key."""
    for person in (CHEN, EMEKA, FARAH):
        await bot.hear(Quiet("off"), person)
    item = await known(bot, LAPTOP, SECRET)
    await careers_join(bot)
    for to in (EMEKA.key, CAREERS.key):
        await bot.hear(PassOn(item, to), CHEN)
    await bot.timetable.tick()
    assert len(with_words(bot, "zephyr")) == 2, "the check can fail"
    return item


async def test_what_was_passed_on_goes_with_the_answer_that_is_deleted(bot: Bot) -> None:
    item = await passed_on(bot)

    await bot.hear(Delete(item), None)
    await bot.timetable.tick()

    assert with_words(bot, "zephyr") == []
    assert with_words(bot, LAPTOP) == []
    assert len(with_words(bot, GONE)) >= 2
    assert not any(buttons(each.message) for each in bot.platform.posts[-2:])


async def test_what_was_passed_on_takes_the_words_of_an_edit(bot: Bot) -> None:
    item = await passed_on(bot)
    [asked] = [str(each["key"]) for each in await bot.remembered("question")]

    bot.clock.push(minutes=1)
    await bot.hear(Reply(item, asked, "Ask the desk.", bot.clock()), BRUNO)
    await bot.timetable.tick()

    assert with_words(bot, "zephyr") == []
    assert len(with_words(bot, "Ask the desk.")) >= 2


async def test_what_was_passed_on_takes_the_words_of_its_question_too(bot: Bot) -> None:
    await passed_on(bot)
    [asked] = [str(each["key"]) for each in await bot.remembered("question")]

    bot.clock.push(minutes=1)
    again = Ask("Where is the form?", CapturedBy.MENTION, asked, edited_at=bot.clock())
    await bot.hear(again, CHEN)
    await bot.timetable.tick()

    assert with_words(bot, LAPTOP) == []
    assert len(with_words(bot, "“Where is the form?”")) == 2


async def test_what_was_passed_on_stays_inside_once_its_place_is_closed(bot: Bot) -> None:
    await passed_on(bot)

    await bot.hear(Rename(), None, replace(PILOT, visibility=Visibility.PRIVATE))
    await bot.timetable.tick()

    assert with_words(bot, "zephyr") == []
    assert len(with_words(bot, GONE)) >= 2


async def test_an_example_that_is_taken_back_is_gone_where_it_was_passed_to(bot: Bot) -> None:
    for person in (CHEN, EMEKA):
        await bot.hear(Quiet("off"), person)
    await careers_join(bot)
    await bot.hear(Share("The zephyr way", "We did it."), BRUNO)
    await bot.timetable.tick()
    [example] = [str(each["key"]) for each in await bot.remembered("example")]
    for to in (EMEKA.key, CAREERS.key):
        await bot.hear(PassOn(example, to), CHEN)
    await bot.timetable.tick()

    await bot.hear(Withdraw(example), BRUNO)
    await bot.timetable.tick()

    assert with_words(bot, "zephyr") == []
    assert len(with_words(bot, GONE)) == 2
    assert len(with_words(bot, "This example was withdrawn.")) == 1


async def test_who_was_asked_reads_no_question_that_is_withdrawn(bot: Bot) -> None:
    await known(bot, LAPTOP)
    await posted(bot, "How is a zephyr laptop ordered for a guest?")
    [asked] = [
        str(each["key"]) for each in await bot.remembered("question") if each["asker"] == AMINA.key
    ]
    await bot.pass_time(hours=2)
    before = with_words(bot, "zephyr")

    await bot.hear(Withdraw(asked), AMINA)
    await bot.timetable.tick()

    assert any(each.startswith(BRUNO.key) for each in before)
    assert with_words(bot, "zephyr") == []


async def test_the_first_answer_is_gone_from_the_line_of_who_asked(bot: Bot) -> None:
    thread = await mentioned(bot)
    answer = await answered(bot, thread, BRUNO, "With a zephyr.")
    await bot.timetable.tick()
    before = with_words(bot, "zephyr")

    await bot.hear(Delete(answer), None)
    await bot.timetable.tick()

    assert len(before) == 1
    assert with_words(bot, "zephyr") == []


async def a_digest(bot: Bot) -> tuple[str, str]:
    """A week with a question that waits, an answer that helped and an example is told."""
    item = await known(bot, LAPTOP, SECRET)
    await bot.hear(Share("The zephyr way", "We did it."), BRUNO)
    waiting = f"{PILOT.key}/1.000009"
    await bot.hear(Ask("Who has a zephyr key?", CapturedBy.MENTION, waiting), AMINA)
    await bot.pass_time(days=7)
    return item, waiting


def digest(bot: Bot) -> str:
    """Return the digest as it stands now."""
    return next(each for each in shown(bot).values() if "The zephyr way" in each or "week" in each)


async def test_a_digest_loses_what_is_taken_back_and_takes_what_is_edited(bot: Bot) -> None:
    item, waiting = await a_digest(bot)
    [example] = [str(each["key"]) for each in await bot.remembered("example")]
    [told] = [each for each, text in shown(bot).items() if "zephyr key" in text and LAPTOP in text]
    before = shown(bot)[told]

    await bot.hear(Withdraw(example), BRUNO)
    edited = Ask("Who has a key?", CapturedBy.MENTION, waiting, edited_at=bot.clock())
    await bot.hear(edited, AMINA)
    await bot.hear(Delete(item), None)
    await bot.timetable.tick()

    after = shown(bot)[told]
    assert "The zephyr way" in before
    assert "zephyr" not in after
    assert "Who has a key?" in after


async def test_a_digest_of_which_nothing_is_left_says_so(bot: Bot) -> None:
    waiting = f"{PILOT.key}/1.000009"
    await bot.hear(Ask("Who has a zephyr key?", CapturedBy.MENTION, waiting), AMINA)
    await bot.pass_time(days=7)
    [told] = [each for each in with_words(bot, "zephyr") if each.startswith(PILOT.key)]

    await bot.hear(Delete(waiting), None)
    await bot.timetable.tick()

    assert shown(bot)[told] == GONE


async def test_what_a_digest_tells_of_another_place_goes_once_that_is_closed(bot: Bot) -> None:
    await careers_join(bot)
    item = await known(bot, "How do I order a zephyr laptop?", SECRET)
    assert item
    await bot.hear(Ask("Who has a key?", CapturedBy.MENTION, f"{CAREERS.key}/1.1"), AMINA, CAREERS)
    bot.clock.push(days=2)
    await bot.hear(Join(), FARAH, CAREERS)
    await bot.pass_time(days=6)
    told = [each for each in with_words(bot, "zephyr") if each.startswith(CAREERS.key)]

    await bot.hear(Rename(), None, replace(PILOT, visibility=Visibility.PRIVATE))
    await bot.timetable.tick()

    assert len(told) == 1
    assert [each for each in with_words(bot, "zephyr") if each.startswith(CAREERS.key)] == []


async def test_a_widened_question_goes_from_other_places_once_its_own_is_closed(bot: Bot) -> None:
    await careers_join(bot)
    await posted(bot, "How do others plan a zephyr?")
    [asked] = [str(each["key"]) for each in await bot.remembered("question")]
    await bot.hear(Widen(asked, CAREERS.key), AMINA)
    await bot.timetable.tick()
    told = [each for each in with_words(bot, "zephyr") if each.startswith(CAREERS.key)]

    await bot.hear(Rename(), None, replace(PILOT, visibility=Visibility.PRIVATE))
    await bot.timetable.tick()

    assert len(told) == 1
    assert [each for each in with_words(bot, "zephyr") if each.startswith(CAREERS.key)] == []


async def test_what_is_taken_back_while_it_is_passed_on_is_gone_all_the_same(bot: Bot) -> None:
    for person in (CHEN, EMEKA):
        await bot.hear(Quiet("off"), person)
    item = await known(bot, LAPTOP, SECRET)

    class Slow(FakePlatform):
        async def send(self, post: Post, due: Due) -> str:
            """Send, and while that takes its time the answer is deleted."""
            if "zephyr" in words(post):
                await bot.hear(Delete(item), None)
            return await super().send(post, due)

    slow = Slow(bot.platform.posts)
    sender = replace(bot.sender, platforms={"slack": slow})
    await bot.hear(PassOn(item, EMEKA.key), CHEN)
    for _ in range(3):
        await sender.send_due()

    to_emeka = [each for each in bot.platform.posts if each.person == EMEKA.key]
    assert "zephyr" in words(to_emeka[0])
    assert words(to_emeka[-1]) == GONE
    assert len(to_emeka) == 2


async def test_a_copy_is_corrected_as_often_as_its_words_change(bot: Bot) -> None:
    item = await passed_on(bot)
    [asked] = [str(each["key"]) for each in await bot.remembered("question")]

    for said in ("Ask the zephyr desk.", "Ask the desk.", "Ask."):
        bot.clock.push(minutes=1)
        await bot.hear(Reply(item, asked, said, bot.clock()), BRUNO)
        await bot.timetable.tick()
    await bot.hear(Delete(item), None)
    await bot.timetable.tick()

    assert with_words(bot, "Ask") == []
    assert with_words(bot, "zephyr") == []


async def test_what_nobody_changed_is_sent_once(bot: Bot) -> None:
    await passed_on(bot)
    before = len(bot.platform.posts)

    await bot.timetable.tick()

    assert len(bot.platform.posts) == before
    assert [each for each in bot.platform.posts if each.replaces] == []


async def test_of_another_organisation_nothing_is_corrected(bot: Bot) -> None:
    item = await passed_on(bot)

    async with bot.database.writing("other") as tx:
        found = [
            *await tx.copies_of(item),
            *await tx.copies_from(PILOT.key),
            *await tx.copies_by([BRUNO.key]),
            *(await tx.echoes_from(PILOT.key)),
        ]

    assert found == []


# Left out


async def test_who_is_left_out_is_not_named_where_it_was_passed_on_already(bot: Bot) -> None:
    await passed_on(bot)
    before = with_words(bot, BRUNO.key)

    await bot.hear(Privacy("out"), BRUNO)
    await bot.timetable.tick()

    assert len(before) == 2
    assert with_words(bot, BRUNO.key) == []
    assert set(before) < set(with_words(bot, "zephyr")), "the words stay"
    unnamed = {*with_words(bot, "a colleague"), *with_words(bot, "A colleague")}
    assert set(before) < unnamed, "Chen was told who answered first"


async def test_who_passed_it_on_and_is_left_out_is_not_named_either(bot: Bot) -> None:
    await passed_on(bot)

    await bot.hear(Privacy("out"), CHEN)
    await bot.timetable.tick()

    assert with_words(bot, f"{CHEN.key} thought") == []
    assert with_words(bot, f"via {CHEN.key}") == []


async def test_who_comes_back_is_named_again(bot: Bot) -> None:
    await passed_on(bot)
    before = with_words(bot, BRUNO.key)
    await bot.hear(Privacy("out"), BRUNO)
    await bot.timetable.tick()

    await bot.hear(Privacy("in"), BRUNO)
    await bot.timetable.tick()

    assert set(before) < set(with_words(bot, BRUNO.key))


async def test_who_is_left_out_is_named_beside_no_example_or_answer_of_theirs(bot: Bot) -> None:
    await bot.hear(Share("The zephyr way", "We did it."), BRUNO)
    await posted(bot, "How do others plan?")
    [asked] = [str(each["key"]) for each in await bot.remembered("question")]
    await bot.press(f"answer {asked}", BRUNO, text="With a zephyr.")
    await bot.timetable.tick()
    before = with_words(bot, BRUNO.key)

    await bot.hear(Privacy("out"), BRUNO)
    await bot.timetable.tick()

    assert len(before) >= 3, "an example, an answer, and the line of who asked"
    assert with_words(bot, BRUNO.key) == []


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "A colleague answered your question"), ("pl", "Ktoś z zespołu odpowiada na twoje")],
)
async def test_what_stands_for_a_name_begins_a_sentence_as_words_do(
    bot: Bot, language: str, told: str
) -> None:
    await bot.hear(SetProfile("language", language), AMINA)
    await bot.hear(Privacy("out"), BRUNO)
    await posted(bot, "How do others plan?")
    [asked] = [str(each["key"]) for each in await bot.remembered("question")]
    await bot.press(f"answer {asked}", BRUNO, text="With a zephyr.")
    await bot.timetable.tick()

    assert [each for each in bot.platform.posts if words(each).startswith(told)]


@pytest.mark.parametrize("place", [PILOT, CAREERS, direct(EMEKA)])
async def test_who_is_left_out_is_found_without_a_name(bot: Bot, place: SeenPlace) -> None:
    await known(bot, LAPTOP, SECRET)
    await careers_join(bot)
    await bot.hear(Share("Laptops the zephyr way", "We did it."), BRUNO)
    await bot.timetable.tick()
    await bot.hear(Privacy("out"), BRUNO)

    found = await bot.hear(Find("order laptop zephyr"), EMEKA, place)
    newest = await bot.hear(Find("", examples_only=True), EMEKA, place)
    who = await bot.hear(WhoKnows("order laptop"), EMEKA, place)

    assert "zephyr shop" in words(found)
    assert "zephyr way" in words(newest)
    assert "\nA colleague in " in words(found)
    assert [each for each in (found, newest, who) if BRUNO.key in words(each)] == []


async def test_what_is_passed_on_later_names_nobody_who_is_left_out(bot: Bot) -> None:
    for person in (CHEN, EMEKA):
        await bot.hear(Quiet("off"), person)
    item = await known(bot, LAPTOP, SECRET)
    for person in (BRUNO, CHEN):
        await bot.hear(Privacy("out"), person)

    outcome = await bot.hear(PassOn(item, EMEKA.key), CHEN)
    await bot.timetable.tick()

    [post] = [each for each in bot.platform.posts if each.person == EMEKA.key]
    assert BRUNO.key not in words(post)
    assert CHEN.key not in words(post)
    assert "your name is not told" in words(outcome)


async def test_who_is_left_out_is_no_newcomer_nor_somebody_to_ask_in_what_was_told(
    bot: Bot,
) -> None:
    await known(bot, LAPTOP)
    await bot.hear(SetProfile("topics", "gardens"), EMEKA)
    bot.clock.push(days=2)
    await bot.hear(SetProfile("named", "yes"), EMEKA)
    for person in (EMEKA, FARAH):
        await bot.hear(Join(), person)
    await bot.pass_time(days=6)
    before = with_words(bot, EMEKA.key)

    await bot.hear(Privacy("out"), EMEKA)
    await bot.timetable.tick()

    assert {each.partition("/post")[0] for each in before} == {PILOT.key, FARAH.key}
    assert with_words(bot, EMEKA.key) == []


async def test_who_asks_is_named_though_they_are_left_out(bot: Bot) -> None:
    await bot.hear(Privacy("out"), AMINA)

    await posted(bot, "How do others plan?")

    assert AMINA.key in words(bot.platform.posts[-1])


async def test_a_button_with_the_name_of_who_is_left_out_is_one_without(bot: Bot) -> None:
    bot.platform.capabilities = replace(bot.platform.capabilities, reactions=False)
    inbox = replace(bot.inbox, capabilities={"slack": bot.platform.capabilities})
    bruno = SeenPerson(BRUNO.key, "Bruno", fresh=True)
    bot = replace(bot, inbox=inbox)
    thread = await posted(bot, "How do others plan?")
    await answered(bot, thread, bruno)
    await bot.timetable.tick()
    before = [label for each in bot.platform.posts for label in buttons(each.message)]

    await bot.hear(Privacy("out"), BRUNO)
    await bot.timetable.tick()

    card = [each for each in bot.platform.posts if "How do others plan?" in words(each)][-1]
    assert any("Bruno" in label for label in before)
    assert not any("Bruno" in label for label in buttons(card.message))


async def test_what_is_brought_back_stands_again_where_it_was_passed_on(bot: Bot) -> None:
    item = await passed_on(bot)
    [asked] = [str(each["key"]) for each in await bot.remembered("question")]
    bot.clock.push(minutes=1)
    await bot.hear(Delete(item), None)
    await bot.timetable.tick()
    gone = with_words(bot, "zephyr")

    bot.clock.push(minutes=1)
    await bot.hear(Restore(item, Reply(item, asked, SECRET), bot.clock()), BRUNO)
    await bot.timetable.tick()

    assert gone == []
    assert len(with_words(bot, "zephyr")) >= 2
