"""A question that was answered before is held for a moment, with the earlier answer."""

from datetime import timedelta

import pytest

from bot.buttons import submitted
from bot.intents import Ask, Delete, Intent, Privacy, Quiet, SeenPlace, SetPhase
from bot.messages import Post
from bot.model import CapturedBy, Visibility
from bot.ports import Due
from bot.turn import Outcome
from tests.cast import AMINA, BRUNO, CHEN, DORA, OFF, PILOT, TEAM
from tests.conftest import Bot, buttons, words
from tests.scenes import QUESTION, direct, known, told

EARLIER = "How do we order new laptops for a newcomer?"
AGAIN = "How do I order new laptops for newcomers?"


async def held(bot: Bot) -> Outcome:
    """Amina asks what was answered before."""
    await known(bot, EARLIER)
    return await bot.hear(Ask(AGAIN))


async def amina_s(bot: Bot) -> dict[str, object]:
    """Return her question as remembered."""
    questions = await bot.remembered("question")
    return next(
        each for each in questions if each["key"] != QUESTION and "happening" in each["key"]
    )


async def test_it_is_held_and_the_earlier_answer_is_shown_with_its_author(bot: Bot) -> None:
    outcome = await held(bot)
    await bot.timetable.tick()

    [suggestion] = await bot.remembered("suggestion")
    question = await amina_s(bot)
    assert question["state"] == "held"
    assert question["posted_as"] is None
    assert (suggestion["question"], suggestion["taken"]) == (question["key"], False)
    assert "We order them in the shop." in words(outcome)
    assert "60 seconds" in words(outcome)
    assert {"This solved it", "Post now", "Don’t post"} <= set(buttons(outcome.message))
    assert bot.platform.posts == []


async def test_it_posts_itself_after_the_minute_and_not_a_second_earlier(bot: Bot) -> None:
    await held(bot)

    early = await bot.pass_time(seconds=59)
    [post] = await bot.pass_time(seconds=1)

    assert early == []
    assert post.place == PILOT.key
    assert AGAIN in words(post)
    assert (await amina_s(bot))["state"] == "open"


async def test_post_now_posts_it_once_however_often_it_is_pressed(bot: Bot) -> None:
    pressed = buttons((await held(bot)).message)["Post now"]

    first = await bot.press(pressed)
    await bot.press(pressed)
    await bot.timetable.tick()
    await bot.press(pressed)
    posts = await bot.pass_time(minutes=5)

    assert first.instead
    assert "on its way" in words(first)
    assert [each.place for each in bot.platform.posts] == [PILOT.key]
    assert posts == []


async def test_dont_post_means_that_nobody_sees_it_and_its_words_are_gone(bot: Bot) -> None:
    outcome = await bot.press(buttons((await held(bot)).message)["Don’t post"])
    posts = await bot.pass_time(minutes=5)

    question = await amina_s(bot)
    assert "not posted" in words(outcome)
    assert posts == []
    assert (question["gone"], question["state"]) == (True, "closed")
    assert "text" not in question
    assert AMINA.key not in str(question)


@pytest.mark.long
async def test_this_solved_it_posts_nothing_and_thanks_whose_answer_it_was(bot: Bot) -> None:
    pressed = buttons((await held(bot)).message)["This solved it"]

    outcome = await bot.press(pressed)
    again = await bot.press(pressed)
    posts = await bot.pass_time(hours=24)

    [suggestion] = await bot.remembered("suggestion")
    assert suggestion["taken"] is True
    assert (await amina_s(bot))["state"] == "solved"
    assert outcome.instead
    assert "noted before" in words(again)
    [thanks] = told(posts, BRUNO)
    assert [each for each in posts if each.place] == []
    assert "helped somebody again" in words(thanks)


@pytest.mark.parametrize("wish", [Quiet("on"), Privacy("out")])
async def test_that_somebody_will_be_glad_is_said_only_where_they_are_told(
    bot: Bot, wish: Intent
) -> None:
    pressed = buttons((await held(bot)).message)["This solved it"]
    await bot.hear(wish, BRUNO)

    outcome = await bot.press(pressed)
    posts = await bot.pass_time(hours=24)

    assert words(outcome) == "Good to know that it helped again."
    assert told(posts, BRUNO) == []


async def test_that_somebody_will_be_glad_is_said_where_they_are_told(bot: Bot) -> None:
    pressed = buttons((await held(bot)).message)["This solved it"]

    outcome = await bot.press(pressed)

    assert "will be glad to hear" in words(outcome)


@pytest.mark.long
async def test_once_solved_an_old_press_on_post_now_posts_nothing(bot: Bot) -> None:
    shown = buttons((await held(bot)).message)
    await bot.press(shown["This solved it"])

    outcome = await bot.press(shown["Post now"])
    await bot.pass_time(minutes=5)

    assert "settled already" in words(outcome)
    assert [each for each in bot.platform.posts if each.place] == []


async def test_nobody_else_can_post_stop_or_solve_it(bot: Bot) -> None:
    shown = buttons((await held(bot)).message)

    refused = [await bot.press(shown[name], BRUNO) for name in ("Post now", "Don’t post")]
    refused.append(await bot.press(shown["This solved it"], BRUNO))
    await bot.timetable.tick()

    assert all("Only the person who asked" in words(each) for each in refused)
    assert (await amina_s(bot))["state"] == "held"
    assert bot.platform.posts == []


async def test_what_was_never_shown_cannot_be_taken(bot: Bot) -> None:
    await held(bot)
    other = await known(bot, "Where is the canteen on Fridays, and when?", "By the lake.")
    question = await amina_s(bot)

    await bot.press(f"taken {question['key']} {other}")

    assert (await amina_s(bot))["state"] == "held"


@pytest.mark.long
async def test_new_words_while_it_is_held_are_what_is_posted(bot: Bot) -> None:
    await held(bot)
    question = await amina_s(bot)

    await bot.press(f"revise {question['key']}", text="How are laptops sent abroad?")
    await bot.pass_time(minutes=1)

    assert "How are laptops sent abroad?" in words(bot.platform.posts[0])


async def test_a_place_turned_off_meanwhile_posts_nothing(bot: Bot) -> None:
    pressed = buttons((await held(bot)).message)["Post now"]
    await bot.hear(SetPhase("off"), DORA)

    outcome = await bot.press(pressed)
    posts = await bot.pass_time(minutes=5)

    assert "does not take part any more" in words(outcome)
    assert [each for each in posts if AGAIN in words(each)] == []


async def test_a_question_by_mention_stands_already_and_gets_the_earlier_answer_beside_it(
    bot: Bot,
) -> None:
    await known(bot, EARLIER)

    outcome = await bot.hear(Ask(AGAIN, CapturedBy.MENTION, QUESTION))

    assert "Meanwhile" in words(outcome)
    assert "This solved it" in buttons(outcome.message)
    assert "Post now" not in buttons(outcome.message)
    questions = await bot.remembered("question")
    assert [each["state"] for each in questions if each["key"] == QUESTION] == ["open"]


async def test_something_far_away_holds_nothing_up(bot: Bot) -> None:
    await known(bot, EARLIER)

    await bot.hear(Ask("Who books rooms for a workshop in spring?"))
    await bot.timetable.tick()

    assert len(bot.platform.posts) == 1


async def test_what_was_taken_back_since_is_not_suggested(bot: Bot) -> None:
    answer = await known(bot, EARLIER)
    await bot.hear(Delete(answer), None)

    await bot.hear(Ask(AGAIN))

    assert (await amina_s(bot))["state"] == "open"


async def test_withdrawn_while_its_post_was_on_its_way_the_post_says_so(bot: Bot) -> None:
    await bot.hear(Ask("How do others onboard?"))
    question = await amina_s(bot)
    send = bot.platform.send

    async def slowly(post: Post, _due: Due) -> str:
        bot.platform.send = send  # type: ignore[method-assign] # a slow platform, once
        message = await send(post, _due)
        await bot.press(f"withdraw {question['key']}")
        return message

    bot.platform.send = slowly  # type: ignore[method-assign] # the same
    await bot.timetable.tick()

    first, then = bot.platform.posts
    assert then.replaces == f"{PILOT.key}/post.1"
    assert words(then) == "This question was withdrawn."
    assert "onboard" in words(first)


async def test_from_the_direct_line_it_goes_through_the_form_to_the_chosen_place(bot: Bot) -> None:
    line = direct(AMINA)
    long_text = "How do we pay abroad? " + "It matters. " * 300
    opened = await bot.hear(Ask(long_text.strip()), place=line)
    assert opened.form
    values = {each.name: each.value for each in opened.form.inputs}

    outcome = await bot.hear(submitted(opened.form.does, values), place=line)
    await bot.timetable.tick()

    question = await amina_s_by_form(bot)
    assert values["place"] == PILOT.key
    assert question["text"] == long_text.strip()
    assert question["place"] == PILOT.key
    assert question["key"].startswith(f"{PILOT.key}/ask:")
    assert "on its way" in words(outcome)
    [post] = bot.platform.posts
    assert post.place == PILOT.key


async def amina_s_by_form(bot: Bot) -> dict[str, str]:
    """Return the one question that came by form."""
    [question] = [each for each in await bot.remembered("question") if "/ask:" in each["key"]]
    return question


async def test_a_place_made_up_in_the_form_is_refused_and_does_not_come_to_be_known(
    bot: Bot,
) -> None:
    made_up = (f"{TEAM}/CSECRET", "slack:T2/CPILOT", "nonsense", direct(BRUNO).key)

    forms = [submitted("ask", {"text": "How?", "place": key}) for key in made_up]
    refused = [await bot.hear(each, place=direct(AMINA)) for each in forms]

    places = [each["key"] for each in await bot.remembered("place")]
    assert ["cannot post there" in words(each) for each in refused] == [True] * 4
    assert not set(made_up) & set(places)
    assert await bot.remembered("question") == []


async def test_nobody_posts_into_a_private_place_that_they_are_not_in(bot: Bot) -> None:
    private = SeenPlace(f"{TEAM}/GPRIVATE", "board", Visibility.PRIVATE)
    await bot.hear(SetPhase("pilot"), DORA, private)

    form = submitted("ask", {"text": "How?", "place": private.key})

    outcome = await bot.hear(form, place=direct(AMINA))

    assert "cannot post there" in words(outcome)


async def test_where_it_is_off_wanting_to_ask_counts_as_interest_and_remembers_nobody(
    bot: Bot,
) -> None:
    await bot.hear(Ask("How is the soup made?"), CHEN, OFF)
    await bot.hear(Ask("How?", CapturedBy.MENTION, f"{OFF.key}/1.0"), CHEN, OFF)
    await bot.press("askform", CHEN, OFF)

    objects = await bot.remembered()
    assert [each["place"] for each in objects if each["type"] == "interest"] == [OFF.key] * 3
    assert CHEN.key not in str(objects)
    assert "soup" not in str(objects)


async def test_the_minute_is_the_policys(bot: Bot) -> None:
    object.__setattr__(bot.inbox.policy, "held", timedelta(seconds=5))
    outcome = await held(bot)

    posts = await bot.pass_time(seconds=5)

    assert "5 seconds" in words(outcome)
    assert len(posts) == 1
