"""What follows from an answer: who hears of it, whether it helped, whose it was, thanks."""

import pytest

from bot.intents import (
    Ask,
    Delete,
    Mark,
    MarkKind,
    Privacy,
    Quiet,
    Reply,
    Say,
    SetPhase,
    Solve,
)
from bot.model import CapturedBy, Verdict
from tests.cast import AMINA, BRUNO, CHEN, DORA, EMEKA, FARAH, LISTENING, PILOT
from tests.conftest import Bot, buttons, words
from tests.scenes import QUESTION, answered, direct, mentioned, posted, told


async def test_the_asker_hears_of_the_first_answer_at_once_and_of_no_other(bot: Bot) -> None:
    await mentioned(bot)

    await answered(bot, QUESTION, BRUNO)
    await bot.timetable.tick()
    await answered(bot, QUESTION, CHEN, "With a list.")
    await bot.timetable.tick()

    [news] = told(bot.platform.posts, AMINA)
    assert "answered your question" in words(news)
    assert "With a buddy." in words(news)


async def test_an_answer_taken_back_before_it_was_told_of_does_not_use_up_the_news(
    bot: Bot,
) -> None:
    await mentioned(bot)
    first = await answered(bot, QUESTION, BRUNO)
    await bot.hear(Delete(first), None)
    await bot.timetable.tick()
    before = told(bot.platform.posts, AMINA)

    await answered(bot, QUESTION, CHEN, "With a list.")
    await bot.timetable.tick()

    assert before == []
    [news] = told(bot.platform.posts, AMINA)
    assert "With a list." in words(news)


async def test_the_card_tells_how_many_answered_and_again_when_one_is_taken_back(bot: Bot) -> None:
    thread = await posted(bot)

    answer = await answered(bot, thread)
    await bot.timetable.tick()
    one = [each for each in bot.platform.posts if each.replaces == thread][-1]
    await bot.hear(Delete(answer), None)
    await bot.timetable.tick()
    none = [each for each in bot.platform.posts if each.replaces == thread][-1]

    assert "1 person answered so far" in words(one)
    assert "so far" not in words(none)
    assert "Answer" in buttons(none.message)


async def test_when_the_only_answer_is_taken_back_colleagues_are_asked_again(bot: Bot) -> None:
    thread = await posted(bot)
    await bot.hear(Delete(await answered(bot, thread)), None)

    posts = await bot.pass_time(hours=5)

    assert ["Still without an answer" in words(each) for each in posts if each.thread] == [True]


async def test_did_it_help_is_asked_once_two_quiet_working_hours_after_the_last_word(
    bot: Bot,
) -> None:
    await mentioned(bot)
    await answered(bot, QUESTION)
    await bot.pass_time(minutes=90)
    await bot.hear(Reply(f"{QUESTION}-own", QUESTION, "Thanks! And for two?"), AMINA)

    early = await bot.pass_time(minutes=119)
    [asks] = await bot.pass_time(minutes=1)
    later = await answered(bot, QUESTION, CHEN)
    days = await bot.pass_time(days=10)

    assert later
    assert early == []
    assert asks.person == AMINA.key
    assert "Did it help?" in words(asks)
    assert list(buttons(asks.message)) == ["Yes, solved", "Partly", "Still open"]
    assert [each for each in days if "Did it help?" in words(each)] == []


async def test_the_two_hours_do_not_run_at_night(bot: Bot) -> None:
    bot.clock.push(hours=7)
    await mentioned(bot)
    await answered(bot, QUESTION)

    evening = await bot.pass_time(hours=16)
    morning = await bot.pass_time(hours=2)

    assert ["Did it help?" in words(each) for each in evening[1:]] == []
    assert ["Did it help?" in words(each) for each in morning] == [True]


async def test_who_said_solved_is_not_asked_whether_it_helped(bot: Bot) -> None:
    await mentioned(bot)
    await answered(bot, QUESTION)
    await bot.hear(Solve(QUESTION))

    posts = await bot.pass_time(days=2)

    assert "Did it help?" not in "".join(map(words, posts))


async def test_yes_thanks_the_only_author_once_however_often_it_is_said(bot: Bot) -> None:
    await mentioned(bot)
    await answered(bot, QUESTION)
    second = await answered(bot, QUESTION, BRUNO, "And a list.")
    for _ in range(2):
        bot.clock.push(minutes=1)
        await bot.press(f"judge {QUESTION} solved", AMINA, direct(AMINA))
        await bot.timetable.tick()
    await bot.hear(Mark(second, MarkKind.HELPFUL, on=True), AMINA)
    await bot.hear(Mark(second, MarkKind.SOLVED, on=True), AMINA)

    await bot.pass_time(days=1)

    [thanks] = told(bot.platform.posts, BRUNO)
    assert "solved the question" in words(thanks)
    [question] = await bot.remembered("question")
    assert (question["state"], question["verdict"]) == ("solved", "solved")


async def test_where_several_answered_the_asker_is_asked_whose_it_was_and_only_they_are_thanked(
    bot: Bot,
) -> None:
    await mentioned(bot)
    await answered(bot, QUESTION, BRUNO)
    await answered(bot, QUESTION, CHEN)
    line = direct(AMINA)

    outcome = await bot.press(f"judge {QUESTION} solved", AMINA, line)
    await bot.timetable.tick()
    nobody_yet = told(bot.platform.posts, CHEN) + told(bot.platform.posts, BRUNO)
    noted = await bot.press(buttons(outcome.message)["Chen"], AMINA, line)
    await bot.press(buttons(outcome.message)["Chen"], AMINA, line)
    await bot.pass_time(hours=1)

    assert list(buttons(outcome.message)) == ["Bruno", "Chen"]
    assert nobody_yet == []
    assert "counts as helpful" in words(noted)
    [mark] = await bot.remembered("helpful")
    assert (mark["by"], mark["asker"]) == (AMINA.key, True)
    assert len(told(bot.platform.posts, CHEN)) == 1
    assert told(bot.platform.posts, BRUNO) == []


@pytest.mark.parametrize(
    ("wish", "labels"),
    [(Quiet("on"), ["Bruno", "Chen"]), (Privacy("out"), ["💡 Helpful", "Chen"])],
)
async def test_that_they_would_like_to_know_is_said_only_where_all_are_told(
    bot: Bot, wish: Quiet | Privacy, labels: list[str]
) -> None:
    await mentioned(bot)
    await answered(bot, QUESTION, BRUNO)
    await answered(bot, QUESTION, CHEN)
    before = await bot.press(f"judge {QUESTION} solved", AMINA, direct(AMINA))
    await bot.hear(wish, BRUNO)

    outcome = await bot.press(f"judge {QUESTION} solved", AMINA, direct(AMINA))

    assert "would like to know" in words(before)
    assert words(outcome).endswith("Whose answer was it?")
    assert list(buttons(outcome.message)) == labels


async def test_solved_said_in_the_thread_asks_the_same(bot: Bot) -> None:
    await mentioned(bot)
    await answered(bot, QUESTION, BRUNO)
    await answered(bot, QUESTION, CHEN)

    outcome = await bot.hear(Solve(QUESTION))

    assert "Whose answer was it?" in words(outcome)


async def test_thanks_wait_for_the_morning_and_are_dropped_when_solved_is_taken_back(
    bot: Bot,
) -> None:
    bot.clock.push(hours=9)
    await mentioned(bot)
    await answered(bot, QUESTION)
    await bot.hear(Solve(QUESTION))
    await bot.timetable.tick()
    bot.clock.push(minutes=1)
    await bot.hear(Solve(QUESTION, on=False))

    morning = await bot.pass_time(hours=16)
    assert told(morning, BRUNO) == []

    await bot.hear(Solve(QUESTION))
    await bot.pass_time(hours=1)
    assert len(told(bot.platform.posts, BRUNO)) == 1


@pytest.mark.parametrize("verdict", list(Verdict))
async def test_a_strangers_verdict_does_not_count(bot: Bot, verdict: Verdict) -> None:
    await mentioned(bot)
    await answered(bot, QUESTION)

    outcome = await bot.press(f"judge {QUESTION} {verdict}", CHEN)

    [question] = await bot.remembered("question")
    assert "Only the person who asked" in words(outcome)
    assert question["verdict"] is None


async def test_partly_asks_nobody_again_and_nobody_is_thanked(bot: Bot) -> None:
    await mentioned(bot)
    await answered(bot, QUESTION)
    await bot.timetable.tick()
    bot.platform.posts.clear()

    outcome = await bot.press(f"judge {QUESTION} partly")
    posts = await bot.pass_time(days=3)

    assert "what is missing" in words(outcome)
    assert posts == []


async def test_still_open_asks_around_again_and_tells_of_the_next_answer(bot: Bot) -> None:
    thread = await posted(bot)
    await answered(bot, thread)
    await bot.timetable.tick()
    key = (await bot.remembered("question"))[0]["key"]
    bot.clock.push(minutes=1)

    outcome = await bot.press(f"judge {key} open", AMINA, direct(AMINA))
    posts = await bot.pass_time(hours=5)
    await answered(bot, thread, CHEN, "With a list.")
    news = await bot.pass_time(days=3)

    assert "asked again" in words(outcome)
    assert "Still without an answer" in "".join(words(each) for each in posts if each.thread)
    assert ["With a list." in words(each) for each in told(news, AMINA)] == [True]


async def test_an_answer_from_before_still_open_that_comes_late_does_not_end_the_asking(
    bot: Bot,
) -> None:
    thread = await posted(bot)
    key = (await bot.remembered("question"))[0]["key"]
    early = bot.clock()
    bot.clock.push(minutes=5)
    await bot.press(f"judge {key} open")

    await bot.hear(Reply(f"{thread}-late", thread, "Try this."), BRUNO, at=early)
    posts = await bot.pass_time(hours=5)

    assert "Still without an answer" in "".join(words(each) for each in posts if each.thread)


async def test_solved_taken_back_without_an_answer_has_colleagues_asked(bot: Bot) -> None:
    thread = await posted(bot)
    await bot.hear(Mark(thread, MarkKind.SOLVED, on=True))
    bot.clock.push(minutes=1)

    await bot.hear(Mark(thread, MarkKind.SOLVED, on=False))
    posts = await bot.pass_time(hours=5)

    assert "Still without an answer" in "".join(words(each) for each in posts if each.thread)


async def test_the_card_says_that_it_is_solved_and_has_no_buttons_any_more(bot: Bot) -> None:
    thread = await posted(bot)
    await answered(bot, thread)

    await bot.hear(Mark(thread, MarkKind.SOLVED, on=True))
    await bot.timetable.tick()

    card = [each for each in bot.platform.posts if each.replaces == thread][-1]
    assert "Solved" in words(card)
    assert buttons(card.message) == {}


# Whoever follows.


async def test_a_follower_hears_once_and_is_told_of_the_answer_that_came(bot: Bot) -> None:
    await mentioned(bot)
    await answered(bot, QUESTION, BRUNO)
    await bot.press(f"follow {QUESTION}", FARAH)
    await bot.timetable.tick()

    await answered(bot, QUESTION, CHEN)
    await answered(bot, QUESTION, EMEKA)
    await bot.timetable.tick()

    [news] = told(bot.platform.posts, FARAH)
    assert "Emeka" in words(news) or EMEKA.key in words(news)


async def test_a_followers_own_answer_is_no_news_to_them(bot: Bot) -> None:
    await mentioned(bot)
    await bot.press(f"follow {QUESTION}", BRUNO)
    await answered(bot, QUESTION, BRUNO)
    await bot.timetable.tick()
    own = told(bot.platform.posts, BRUNO)

    await answered(bot, QUESTION, CHEN)
    await answered(bot, QUESTION, BRUNO, "And a list.")
    await bot.timetable.tick()

    assert own == []
    [news] = told(bot.platform.posts, BRUNO)
    assert CHEN.key in words(news)


async def test_who_stopped_following_hears_nothing_and_who_begins_again_hears_again(
    bot: Bot,
) -> None:
    await mentioned(bot)
    on = await bot.press(f"follow {QUESTION}", FARAH)
    twice = await bot.press(f"follow {QUESTION}", FARAH)
    off = await bot.press(buttons(twice.message)["Unfollow"], FARAH)
    off_twice = await bot.press(buttons(on.message)["Unfollow"], FARAH)
    await answered(bot, QUESTION, BRUNO)
    await bot.timetable.tick()
    silent = told(bot.platform.posts, FARAH)

    await bot.press(f"follow {QUESTION}", FARAH)
    await answered(bot, QUESTION, CHEN)
    await bot.timetable.tick()

    assert "You will hear" in words(on)
    assert "You will hear" in words(twice)
    assert ["no longer" in words(each) for each in (off, off_twice)] == [True, True]
    assert silent == []
    assert len(told(bot.platform.posts, FARAH)) == 1


# Answers from a form, and the buttons on them.


async def test_an_answer_from_the_form_is_posted_in_its_authors_name_and_can_be_marked(
    bot: Bot,
) -> None:
    thread = await posted(bot)
    key = (await bot.remembered("question"))[0]["key"]
    opened = await bot.press(f"answer {key}", BRUNO, direct(BRUNO))
    assert opened.form

    await bot.press(opened.form.does, BRUNO, direct(BRUNO), text="With a buddy.")
    await bot.timetable.tick()
    post = next(each for each in bot.platform.posts if each.thread == thread)
    noted = await bot.press(buttons(post.message)["💡 Helpful"], CHEN)

    [answer] = await bot.remembered("answer")
    [mark] = await bot.remembered("helpful")
    assert "With a buddy." in words(post)
    assert BRUNO.key in words(post)
    assert (answer["author"], answer["captured_by"]) == (BRUNO.key, "card")
    assert mark["by"] == CHEN.key
    assert "counts as helpful" in words(noted)
    assert len(told(bot.platform.posts, AMINA)) == 1


async def test_a_reaction_on_the_post_of_an_answer_from_the_form_is_a_mark_on_it(bot: Bot) -> None:
    await posted(bot)
    key = (await bot.remembered("question"))[0]["key"]
    await bot.press(f"answer {key}", BRUNO, text="With a buddy.")
    message = f"{PILOT.key}/post.{len(bot.platform.posts) + 1}"

    early = await bot.hear(Mark(message, MarkKind.HELPFUL, on=True), CHEN)
    await bot.timetable.tick()
    own = await bot.hear(Mark(message, MarkKind.HELPFUL, on=True), BRUNO)

    assert early.became.value == "parked"
    [mark] = await bot.remembered("helpful")
    assert mark["by"] == CHEN.key
    assert own.what == "own_answer"


async def test_an_own_question_an_empty_answer_and_a_place_turned_off_take_no_form(
    bot: Bot,
) -> None:
    await posted(bot)
    key = (await bot.remembered("question"))[0]["key"]

    own = await bot.press(f"answer {key}")
    empty = await bot.press(f"answer {key}", BRUNO, text=" ")
    await bot.hear(SetPhase("off"), DORA)
    off = await bot.press(f"answer {key}", BRUNO)

    assert "your own question" in words(own)
    assert "nothing in it yet" in words(empty)
    assert off.form is None
    assert "does not take part any more" in words(off)
    assert await bot.remembered("answer") == []


@pytest.mark.parametrize("made_up", ["nonsense", QUESTION, f"{PILOT.key}/answer:9"])
async def test_helpful_pressed_on_what_is_no_answer_is_not_said_to_count(
    bot: Bot, made_up: str
) -> None:
    await mentioned(bot)

    outcomes = [await bot.press(f"{verb} {made_up}", CHEN) for verb in ("helpful", "answers")]

    assert ["not an answer" in words(each) for each in outcomes] == [True, True]
    assert await bot.remembered("helpful") == []
    assert await bot.remembered("count") == []


@pytest.mark.parametrize("later", [{"seconds": 0}, {"seconds": 2}, {"days": 3}])
async def test_helpful_pressed_twice_stands_as_it_was_and_what_is_beside_it_takes_it_back(
    bot: Bot, later: dict[str, int]
) -> None:
    await mentioned(bot)
    answer = await answered(bot, QUESTION)

    first = await bot.press(f"helpful {answer}", CHEN)
    [counted] = await bot.remembered("helpful")
    bot.clock.push(**later)
    double = await bot.press(f"helpful {answer}", CHEN)
    still = await bot.remembered("helpful")
    bot.clock.push(seconds=2)
    back = await bot.press(buttons(double.message)["Take it back"], CHEN)
    back_twice = await bot.press(buttons(first.message)["Take it back"], CHEN)
    taken_back = await bot.remembered("helpful")
    bot.clock.push(seconds=2)
    again = await bot.press(buttons(back_twice.message)["💡 Helpful"], CHEN)

    assert [("counts as helpful" in words(each)) for each in (first, double, again)] == [True] * 3
    assert still == [counted]
    assert [("no longer counts" in words(each)) for each in (back, back_twice)] == [True] * 2
    assert taken_back == []
    assert len(await bot.remembered("helpful")) == 1


async def test_what_was_never_marked_is_not_taken_back(bot: Bot) -> None:
    await mentioned(bot)
    answer = await answered(bot, QUESTION)

    outcome = await bot.press(f"takeback {answer}", CHEN)

    assert "no longer counts" in words(outcome)
    assert await bot.remembered("helpful") == []


async def test_helpful_pressed_where_the_place_is_off_by_now_is_not_said_to_count(
    bot: Bot,
) -> None:
    await mentioned(bot)
    answer = await answered(bot, QUESTION)
    await bot.hear(SetPhase("off"), DORA)

    outcome = await bot.press(f"helpful {answer}", CHEN, direct(CHEN))

    assert "does not take part any more" in words(outcome)
    assert await bot.remembered("helpful") == []


# What was only heard.


async def test_nobody_is_told_of_answers_to_what_was_only_listened_to(bot: Bot) -> None:
    message = f"{LISTENING.key}/1700000000.000001"
    await bot.hear(Say(message, "Does anyone know how we order laptops?"), place=LISTENING)
    await bot.hear(SetPhase("pilot"), DORA, LISTENING)
    await bot.timetable.tick()
    bot.platform.posts.clear()

    await bot.hear(Reply(f"{message}-1", message, "In the shop."), BRUNO, LISTENING)
    await bot.hear(Mark(message, MarkKind.SOLVED, on=True), AMINA, LISTENING)
    posts = await bot.pass_time(days=3)

    assert posts == []
    [question] = await bot.remembered("question")
    assert question["state"] == "solved"


async def test_a_late_answer_from_before_it_was_solved_is_thanked_for_and_a_later_one_is_not(
    bot: Bot,
) -> None:
    await bot.hear(Ask("How?", CapturedBy.MENTION, QUESTION))
    early = bot.clock()
    bot.clock.push(minutes=5)
    await bot.hear(Solve(QUESTION))

    await bot.hear(Reply(f"{QUESTION}-1", QUESTION, "Like so."), BRUNO, at=early)
    await bot.timetable.tick()
    bot.clock.push(minutes=5)
    await bot.hear(Reply(f"{QUESTION}-2", QUESTION, "Or so."), CHEN)
    await bot.pass_time(hours=1)

    assert len(told(bot.platform.posts, BRUNO)) == 1
    assert told(bot.platform.posts, CHEN) == []
