"""An asker steers the own question: edit, withdraw, widen, rephrase, close; others decline."""

from pathlib import Path

import pytest

from bot.intents import Ask, Delete, Mark, MarkKind, Reply, SeenPerson, SeenPlace, SetPhase
from bot.model import CapturedBy, Visibility
from store.engine import opened
from store.transaction import Database
from tests.cast import AMINA, BRUNO, CHEN, DORA, FARAH, PILOT, TEAM
from tests.conftest import Bot, buttons, words
from tests.databases import needs_sqlite
from tests.scenes import (
    CAREERS,
    QUESTION,
    answered,
    careers_join,
    direct,
    mentioned,
    posted,
    told,
)

pytestmark = pytest.mark.long


async def the_key(bot: Bot) -> str:
    """Return the key of the one question there is."""
    [question] = await bot.remembered("question")
    return str(question["key"])


# Edit.


async def test_edit_opens_a_form_with_the_words_and_brings_the_post_up_to_date(bot: Bot) -> None:
    thread = await posted(bot)
    opened_form = await bot.press(buttons(bot.platform.posts[0].message)["Edit"])
    assert opened_form.form

    outcome = await bot.press(opened_form.form.does, text="How do others offboard?")
    await bot.timetable.tick()

    post = bot.platform.posts[-1]
    assert opened_form.form.inputs[0].value == "How do others onboard?"
    assert "is changed" in words(outcome)
    assert post.replaces == thread
    assert "offboard" in words(post)


async def test_an_edit_into_nothing_changes_nothing_and_tells_how_to_withdraw(bot: Bot) -> None:
    await posted(bot)

    outcome = await bot.press(f"revise {await the_key(bot)}", text="  ")

    [question] = await bot.remembered("question")
    assert "press Withdraw" in words(outcome)
    assert question["text"] == "How do others onboard?"


async def test_a_question_that_is_the_askers_own_message_is_edited_where_it_stands(
    bot: Bot,
) -> None:
    await mentioned(bot)

    outcome = await bot.press(f"revise {QUESTION}", text="Other words")

    [question] = await bot.remembered("question")
    assert "Edit it where it stands" in words(outcome)
    assert question["text"] == "How do others onboard?"


async def test_rephrased_into_the_wish_for_an_example_it_becomes_a_request(bot: Bot) -> None:
    await posted(bot)

    await bot.press(f"revise {await the_key(bot)}", text="Has anybody done an onboarding before?")

    assert await bot.remembered("question") == []
    assert len(await bot.remembered("request")) == 1


async def test_where_a_place_is_off_new_words_are_not_kept(bot: Bot) -> None:
    await posted(bot)
    key = await the_key(bot)
    await bot.hear(SetPhase("off"), DORA)

    outcome = await bot.press(f"revise {key}", text="New words")

    assert "does not take part any more" in words(outcome)
    assert "New words" not in str(await bot.remembered())


# Withdraw.


async def test_withdrawn_the_post_says_so_and_nobody_is_asked_any_more(bot: Bot) -> None:
    thread = await posted(bot)
    pressed = buttons(bot.platform.posts[0].message)["Withdraw"]

    outcome = await bot.press(pressed)
    again = await bot.press(pressed)
    await bot.timetable.tick()
    days = await bot.pass_time(days=5)

    post = bot.platform.posts[-1]
    [question] = await bot.remembered("question")
    assert "its text is gone" in words(outcome)
    assert "not there any more" in words(again)
    assert (post.replaces, words(post)) == (thread, "This question was withdrawn.")
    assert days == []
    assert (question["gone"], question["state"]) == (True, "closed")


async def test_withdrawing_works_although_the_place_was_turned_off(bot: Bot) -> None:
    thread = await posted(bot)
    key = await the_key(bot)
    await bot.hear(SetPhase("off"), DORA)

    await bot.press(f"withdraw {key}")
    await bot.timetable.tick()

    assert (bot.platform.posts[-1].replaces, words(bot.platform.posts[-1])) == (
        thread,
        "This question was withdrawn.",
    )


def _bytes_of(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in folder.iterdir())


SECRET = "Zanzibar pipelines keep dropping their invoices"


@needs_sqlite
async def test_of_what_was_withdrawn_no_word_is_left_in_any_byte_of_the_database(
    bot: Bot, tmp_path: Path
) -> None:
    long_one = f"{SECRET}. " * 700
    await bot.hear(Ask(long_one))
    await bot.timetable.tick()
    key = await the_key(bot)
    await bot.press(f"revise {key}", text=f"{SECRET}!")
    await answered(bot, f"{PILOT.key}/post.1")
    await bot.timetable.tick()

    await bot.press(f"withdraw {key}")
    await bot.timetable.tick()
    await bot.database.engines.dispose()

    left = _bytes_of(tmp_path)
    assert b"With a buddy." in left
    assert b"Zanzibar" not in left
    async with opened(f"sqlite+aiosqlite:///{tmp_path}/whoknows.db") as engines:
        bot.database = Database(engines)
        [question] = await bot.remembered("question")
    assert question["gone"] is True
    assert question["gone_at"]
    assert "text" not in question


# Widen.


async def widened(bot: Bot) -> str:
    """Amina has her question seen in careers too; return its key."""
    await careers_join(bot)
    await posted(bot)
    key = await the_key(bot)
    where = await bot.press(f"widen {key}", AMINA, direct(AMINA))
    await bot.press(buttons(where.message)["#careers"], AMINA, direct(AMINA))
    await bot.timetable.tick()
    return key


async def test_widened_it_is_posted_once_there_with_the_way_back(bot: Bot) -> None:
    key = await widened(bot)

    await bot.press(f"widen {key} {CAREERS.key}")
    await bot.timetable.tick()

    [there] = [each for each in bot.platform.posts if each.place == CAREERS.key]
    assert "How do others onboard?" in words(there)
    assert PILOT.key in words(there) or "onboarding" in words(there)
    assert {"Edit", "Withdraw"} & set(buttons(there.message)) == set()


async def test_an_answer_in_the_further_place_counts_and_both_posts_tell(bot: Bot) -> None:
    await widened(bot)
    there = f"{CAREERS.key}/post.{len(bot.platform.posts)}"

    await bot.hear(Reply(f"{there}-1", there, "With a buddy."), BRUNO, CAREERS)
    await bot.timetable.tick()

    [answer] = await bot.remembered("answer")
    assert answer["question"] == await the_key(bot)
    now = {each.place: words(each) for each in bot.platform.posts if each.replaces}
    assert set(now) == {PILOT.key, CAREERS.key}
    assert all("1 person answered so far" in each for each in now.values())
    assert len(told(bot.platform.posts, AMINA)) == 1


async def test_withdrawn_or_edited_the_further_post_follows(bot: Bot) -> None:
    key = await widened(bot)

    await bot.press(f"revise {key}", text="How do others offboard?")
    await bot.timetable.tick()
    edited = [each for each in bot.platform.posts if each.place == CAREERS.key][-1]
    await bot.press(f"withdraw {key}")
    await bot.timetable.tick()
    gone = [each for each in bot.platform.posts if each.place == CAREERS.key][-1]

    assert "offboard" in words(edited)
    assert words(gone) == "This question was withdrawn."
    assert gone.replaces == edited.replaces


async def test_deleting_the_own_message_withdraws_the_further_post_too(bot: Bot) -> None:
    await careers_join(bot)
    await mentioned(bot)
    await bot.press(f"widen {QUESTION} {CAREERS.key}")
    await bot.timetable.tick()
    edited = Ask("How is it?", CapturedBy.MENTION, QUESTION, edited_at=bot.clock())
    await bot.hear(edited)
    await bot.timetable.tick()
    after_edit = bot.platform.posts[-1]

    await bot.hear(Delete(QUESTION), None)
    await bot.timetable.tick()

    assert "How is it?" in words(after_edit)
    last = bot.platform.posts[-1]
    assert (last.place, words(last)) == (CAREERS.key, "This question was withdrawn.")


async def test_solved_in_the_further_place_both_posts_say_so(bot: Bot) -> None:
    await widened(bot)
    there = f"{CAREERS.key}/post.{len(bot.platform.posts)}"

    await bot.hear(Mark(there, MarkKind.SOLVED, on=True), AMINA, CAREERS)
    await bot.timetable.tick()

    now = {each.place: words(each) for each in bot.platform.posts if each.replaces}
    assert all("Solved" in now[place.key] for place in (PILOT, CAREERS))


async def test_what_was_asked_privately_cannot_be_widened(bot: Bot) -> None:
    await careers_join(bot)
    private = SeenPlace(f"{TEAM}/GBOARD", "board", Visibility.PRIVATE)
    await bot.hear(SetPhase("pilot"), DORA, private)
    await bot.hear(Ask("How much do we pay?"), AMINA, private)
    await bot.timetable.tick()
    key = await the_key(bot)

    outcomes = [await bot.press(f"widen {key} {each}") for each in (CAREERS.key, "")]
    await bot.timetable.tick()

    assert all("so it stays there" in words(each) for each in outcomes)
    assert [each for each in bot.platform.posts if each.place == CAREERS.key] == []


@pytest.mark.parametrize("ended", ["close", "withdraw"])
async def test_what_is_over_is_not_widened(bot: Bot, ended: str) -> None:
    await careers_join(bot)
    await posted(bot)
    key = await the_key(bot)
    await bot.press(f"{ended} {key}")

    outcome = await bot.press(f"widen {key} {CAREERS.key}")
    await bot.pass_time(days=2)

    assert "on its way" not in words(outcome)
    assert [each for each in bot.platform.posts if each.place == CAREERS.key] == []


@pytest.mark.parametrize("where", ["slack:T1/CNOWHERE", "slack:T2/CPILOT", PILOT.key])
async def test_a_place_made_up_is_no_place_to_widen_to(bot: Bot, where: str) -> None:
    await careers_join(bot)
    await posted(bot)

    outcome = await bot.press(f"widen {await the_key(bot)} {where}")

    assert "cannot post there" in words(outcome)


# Nobody answers.


async def test_after_twelve_working_hours_the_asker_chooses_and_new_words_begin_it_anew(
    bot: Bot,
) -> None:
    thread = await posted(bot)
    posts = await bot.pass_time(days=2)
    [asks] = told(posts, AMINA)

    await bot.press(f"revise {await the_key(bot)}", AMINA, direct(AMINA), text="How, in short?")
    again = await bot.pass_time(days=1)

    assert list(buttons(asks.message)) == ["Ask in another channel too", "Rephrase", "Close it"]
    reminders = [each for each in again if each.thread == thread]
    assert ["Still without an answer" in words(each) for each in reminders] == [True]


async def test_closed_it_stays_readable_and_is_over(bot: Bot) -> None:
    thread = await posted(bot)

    outcome = await bot.press(f"close {await the_key(bot)}")
    await bot.timetable.tick()
    card = bot.platform.posts[-1]
    days = await bot.pass_time(days=5)

    [question] = await bot.remembered("question")
    assert "closed" in words(outcome)
    assert card.replaces == thread
    assert "How do others onboard?" in words(card)
    assert buttons(card.message) == {}
    assert question["state"] == "closed"
    assert days == []


async def test_closed_is_not_still_open(bot: Bot) -> None:
    await posted(bot)
    key = await the_key(bot)
    await bot.press(f"close {key}")
    bot.clock.push(minutes=1)

    outcome = await bot.press(f"judge {key} open")

    assert "settled already" in words(outcome)
    assert (await bot.remembered("question"))[0]["verdict"] is None


# Others.

STRANGER = SeenPerson("slack:T2/UZOE", "Zoe")


@pytest.mark.parametrize("person", [BRUNO, DORA, STRANGER])
@pytest.mark.parametrize("verb", ["withdraw", "revise", "widen", "close", "post"])
async def test_only_the_asker_steers_a_question(bot: Bot, verb: str, person: SeenPerson) -> None:
    await posted(bot)

    outcome = await bot.press(f"{verb} {await the_key(bot)}", person)

    [question] = await bot.remembered("question")
    assert outcome.form is None
    assert words(outcome) == "Only the person who asked can do that."
    assert question["state"] == "open"


@pytest.mark.parametrize(
    "verb",
    ["withdraw", "revise", "widen", "close", "post", "follow", "answer", "notme", "judge"],
)
async def test_of_a_question_in_a_private_place_a_stranger_learns_nothing(
    bot: Bot, verb: str
) -> None:
    private = SeenPlace(f"{TEAM}/GBOARD", "board", Visibility.PRIVATE)
    await bot.hear(SetPhase("pilot"), DORA, private)
    await bot.hear(Ask("How much do we pay?"), AMINA, private)
    await bot.timetable.tick()
    key = await the_key(bot)
    second = " solved" if verb == "judge" else ""

    hidden = await bot.press(f"{verb} {key}{second}", FARAH)
    made_up = await bot.press(f"{verb} {private.key}/1{second}", FARAH)

    assert words(hidden) == words(made_up) == "This question is not there any more."
    assert hidden.form is None


async def test_not_me_asks_why_and_counts_a_person_once_with_the_newest_reason(bot: Bot) -> None:
    thread = await posted(bot)
    key = await the_key(bot)
    why = await bot.press(f"notme {key}", CHEN)

    await bot.press(buttons(why.message)["Too busy"], CHEN)
    outcome = await bot.press(buttons(why.message)["Not my field"], CHEN)

    [decline] = await bot.remembered("decline")
    assert thread
    assert list(buttons(why.message)) == [
        "Too busy",
        "Not my field",
        "The language",
        "Out of my hours",
    ]
    assert "left to others" in words(outcome)
    assert (decline["question"], decline["reason"]) == (key, "field")
    assert CHEN.key not in str(decline)


@pytest.mark.parametrize("verb", ["notme {} busy", "widen {} " + CAREERS.key])
async def test_what_was_asked_back_does_not_stand_there_any_more(bot: Bot, verb: str) -> None:
    await posted(bot)
    await bot.hear(SetPhase("pilot"), DORA, CAREERS)
    person = CHEN if "notme" in verb else AMINA
    press = verb.format(await the_key(bot))

    here = await bot.press(press, person)
    alone = await bot.press(press, person, direct(person))

    assert here.instead
    assert "How do others onboard?" not in words(here)
    assert alone.instead
    assert words(alone) == f"How do others onboard?\n{words(here)}"


async def test_not_me_on_the_own_or_a_settled_question_is_not_counted(bot: Bot) -> None:
    await posted(bot)
    key = await the_key(bot)

    own = await bot.press(f"notme {key} busy")
    await bot.press(f"close {key}")
    late = await bot.press(f"notme {key} busy", CHEN)

    assert "your own question" in words(own)
    assert "settled already" in words(late)
    assert await bot.remembered("decline") == []


@pytest.mark.parametrize("verb", ["follow {}", "notme {} busy", "judge {} solved", "answer {}"])
async def test_where_a_place_is_off_by_now_an_old_button_remembers_nothing(
    bot: Bot, verb: str
) -> None:
    await posted(bot)
    key = await the_key(bot)
    await bot.hear(SetPhase("off"), DORA)
    person = AMINA if "judge" in verb else FARAH

    outcome = await bot.press(verb.format(key), person)

    assert "does not take part any more" in words(outcome)
    assert FARAH.key not in str(await bot.remembered())
    assert (await bot.remembered("question"))[0]["verdict"] is None
