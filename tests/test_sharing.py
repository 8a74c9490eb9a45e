"""Sharing an example: in a form, from a thread, for somebody who asked; and taking it back."""

import pytest

from bot.buttons import submitted
from bot.intents import Ask, Delete, Find, Reply, Share, ShareForm
from bot.messages import Link, Quoted, Who, spans_of
from bot.model import CapturedBy, Verdict, Visibility
from tests.cast import AMINA, BRUNO, CHEN, DORA, EMEKA, LISTENING, OFF, PILOT
from tests.conftest import Bot, buttons, words
from tests.scenes import QUESTION, answered, direct, mentioned, told

BUDDIES = {
    "title": "Onboarding with buddies",
    "did": "Everybody new got a buddy for six weeks.",
    "result": "Nobody left in the first year.",
    "again": "yes",
    "link": "https://example.org/buddies",
    "contact": "The people team",
}


async def requested(bot: Bot) -> str:
    """Amina asks who has done it before, and it is posted; return the key of the request."""
    await bot.hear(Ask("Who has introduced buddies before?"))
    await bot.timetable.tick()
    [request] = await bot.remembered("request")
    return str(request["key"])


async def shared(bot: Bot, **values: str) -> str:
    """Bruno shares an example; return its key."""
    outcome = await bot.hear(ShareForm(), BRUNO)
    assert outcome.form
    await bot.hear(submitted(outcome.form.does, {**BUDDIES, **values}), BRUNO)
    await bot.timetable.tick()
    return str((await bot.remembered("example"))[-1]["key"])


async def test_an_example_tells_what_was_done_what_came_of_it_and_who_can_be_asked(
    bot: Bot,
) -> None:
    await shared(bot)

    [example] = await bot.remembered("example")
    [post] = bot.platform.posts
    assert {name: example[name] for name in ("title", "did", "result", "again", "link")} == {
        name: BUDDIES[name] for name in ("title", "did", "result", "again", "link")
    }
    assert example["author"] == BRUNO.key
    assert post.place == PILOT.key
    for said in (
        "Onboarding with buddies",
        "Everybody new got a buddy",
        "Nobody left in the first year",
        "Would we do it again: Yes",
        "https://example.org/buddies",
        "The people team",
    ):
        assert said in words(post)


async def test_an_example_needs_no_more_than_what_it_is_about_and_what_was_done(bot: Bot) -> None:
    await bot.hear(Share("Buddies", "We had some."), BRUNO)
    nothing = await bot.hear(Share("Buddies", ""), BRUNO)
    await bot.timetable.tick()

    [example] = await bot.remembered("example")
    [post] = bot.platform.posts
    assert example["title"] == "Buddies"
    assert "What came of it" not in words(post)
    assert "at least what it was about" in words(nothing)


async def test_whom_to_talk_to_is_a_person_where_we_know_them_and_else_words(bot: Bot) -> None:
    await mentioned(bot)
    for contact in (AMINA.key, "https://example.org/team", "phone: 0451/1234"):
        await shared(bot, contact=contact)

    spans = [
        [span for part in post.message for line in getattr(part, "items", ()) for span in _of(line)]
        for post in bot.platform.posts
    ]
    assert Who(AMINA.key) in spans[0]
    assert Quoted("https://example.org/team") in spans[1]
    assert Quoted("phone: 0451/1234") in spans[2]


def _of(line: object) -> tuple[object, ...]:
    return line if isinstance(line, tuple) else ()


async def test_a_place_that_takes_no_part_shares_nothing(bot: Bot) -> None:
    for place in (OFF, LISTENING):
        form = await bot.hear(ShareForm(), BRUNO, place)
        sent = await bot.hear(Share("Buddies", "We had some."), BRUNO, place)

        assert form.form is None
        assert "not part of the pilot" in words(form)
        assert "not part of the pilot" in words(sent)
    await bot.timetable.tick()
    assert await bot.remembered("example") == []
    assert bot.platform.posts == []


async def test_in_the_direct_line_the_form_asks_for_a_channel(bot: Bot) -> None:
    outcome = await bot.hear(ShareForm("Buddies"), BRUNO, direct(BRUNO))
    assert outcome.form
    filled = submitted(outcome.form.does, {**BUDDIES, "place": PILOT.key})
    await bot.hear(filled, BRUNO, direct(BRUNO))
    await bot.timetable.tick()

    [post] = bot.platform.posts
    assert outcome.form.inputs[0].name == "place"
    assert outcome.form.inputs[1].value == "Buddies"
    assert post.place == PILOT.key


async def test_a_thread_becomes_an_example_with_four_fields_filled_in(bot: Bot) -> None:
    await mentioned(bot, "How do others onboard?")
    answer = await answered(bot, QUESTION, BRUNO, "With a buddy for six weeks.")

    for pressed_on in (answer, QUESTION):
        outcome = await bot.press(f"keep {pressed_on}", CHEN)

        assert outcome.form
        assert [each.name for each in outcome.form.inputs] == ["title", "did", "result", "again"]
        assert outcome.form.inputs[0].value == "How do others onboard?"
        assert outcome.form.inputs[1].value == "With a buddy for six weeks."


async def test_an_example_made_from_an_answer_credits_who_answered(bot: Bot) -> None:
    await mentioned(bot)
    answer = await answered(bot, QUESTION, BRUNO)
    outcome = await bot.press(f"keep {answer}", CHEN)
    assert outcome.form

    await bot.press(outcome.form.does, CHEN, title="Buddies", did="A buddy.")
    await bot.timetable.tick()

    [post] = [each for each in bot.platform.posts if each.place]
    assert CHEN.key in words(post)
    assert f"Talk to: {BRUNO.key}" in words(post)


async def test_any_message_can_be_kept_with_its_own_words(bot: Bot) -> None:
    outcome = await bot.hear(
        ShareForm(source=f"{PILOT.key}/9.000001", text="We moved\nto the cloud."), CHEN
    )

    assert outcome.form
    assert outcome.form.inputs[0].value == "We moved to the cloud."
    assert outcome.form.inputs[1].value == "We moved\nto the cloud."


async def test_an_empty_message_has_nothing_to_keep(bot: Bot) -> None:
    outcome = await bot.hear(ShareForm(source=f"{PILOT.key}/9.000001"), CHEN)

    assert outcome.form is None
    assert "no words in it" in words(outcome)


@pytest.mark.long
async def test_who_asked_for_an_example_hears_of_it_and_finds_it_in_the_thread(bot: Bot) -> None:
    request = await requested(bot)
    [post] = bot.platform.posts
    outcome = await bot.press(buttons(post.message)["Share an example"], BRUNO)
    assert outcome.form

    await bot.hear(submitted(outcome.form.does, BUDDIES), BRUNO)
    await bot.timetable.tick()

    [example] = await bot.remembered("example")
    [kept] = await bot.remembered("request")
    _, shown, heard = bot.platform.posts
    assert shown.thread == f"{PILOT.key}/post.1"
    assert heard.person == AMINA.key
    assert "shared an example for you" in words(heard)
    [way] = [each for each in spans_of(heard.message) if isinstance(each, Link)]
    assert way.message == f"{PILOT.key}/post.2"
    assert kept["first_example_at"] == example["shared_at"]
    assert kept["reassured_at"] is None

    bot.clock.push(minutes=5)
    await bot.press(buttons(heard.message)["This reassured me"], AMINA, direct(AMINA))
    [kept] = await bot.remembered("request")
    assert kept["key"] == request
    assert kept["reassured_at"] == "2026-11-23T09:05:00Z"


async def test_nobody_is_asked_around_for_once_an_example_was_shared(bot: Bot) -> None:
    request = await requested(bot)
    await bot.hear(Share("Buddies", "We had some.", request=request), BRUNO)

    posts = await bot.pass_time(days=2)

    assert not any("Still without" in words(each) for each in posts)
    asked = [words(each) for each in told(posts, AMINA)]
    assert sum("Did it reassure you?" in each for each in asked) == 1
    assert not any("Nobody has answered" in each for each in asked)


async def test_only_the_asker_says_that_it_reassured(bot: Bot) -> None:
    request = await requested(bot)

    outcome = await bot.press(f"judge {request} {Verdict.SOLVED}", CHEN)

    [kept] = await bot.remembered("request")
    assert kept["reassured_at"] is None
    assert "Only the person who asked" in words(outcome)


@pytest.mark.long
async def test_what_was_written_for_a_request_taken_back_meanwhile_is_shared_all_the_same(
    bot: Bot,
) -> None:
    request = await requested(bot)
    open_form = await bot.press(f"share {request}", BRUNO)
    await bot.press(f"withdraw {request}", AMINA)
    assert open_form.form

    await bot.hear(submitted(open_form.form.does, BUDDIES), BRUNO)
    late = await bot.press(f"share {request}", CHEN)
    posts = await bot.pass_time(hours=1)

    [example] = await bot.remembered("example")
    assert example["title"] == "Onboarding with buddies"
    assert told(posts, AMINA) == []
    assert late.form is None
    assert "not there any more" in words(late)


async def test_an_example_of_the_asker_is_not_the_help_that_was_waited_for(bot: Bot) -> None:
    request = await requested(bot)

    await bot.hear(Share("Buddies", "Found one myself.", request=request), AMINA)
    await bot.timetable.tick()

    [kept] = await bot.remembered("request")
    assert kept["first_example_at"] is None
    assert told(bot.platform.posts, AMINA) == []
    assert bot.platform.posts[-1].thread == f"{PILOT.key}/post.1"


async def test_the_author_takes_an_example_back_and_nobody_else_does(bot: Bot) -> None:
    example = await shared(bot)
    withdraw = buttons(bot.platform.posts[0].message)["Withdraw"]

    stranger = await bot.press(withdraw, CHEN)
    assert len(await bot.remembered("example")) == 1
    assert "title" in (await bot.remembered("example"))[0]
    await bot.press(withdraw, BRUNO)
    again = await bot.press(withdraw, BRUNO)
    await bot.timetable.tick()

    [gone] = await bot.remembered("example")
    assert "Only the person who shared it" in words(stranger)
    assert gone["gone"] is True
    assert "title" not in gone
    assert bot.platform.posts[-1].replaces == f"{PILOT.key}/post.1"
    assert "withdrawn" in words(bot.platform.posts[-1])
    assert "example is not there any more" in words(again)
    assert "Nothing was found" in words(await bot.hear(Find("buddies"), EMEKA))
    assert example == gone["key"]


async def test_an_example_taken_back_before_it_was_posted_is_never_posted(bot: Bot) -> None:
    await bot.hear(Share("Buddies", "We had some."), BRUNO)
    [example] = await bot.remembered("example")

    await bot.press(f"withdraw {example['key']}", BRUNO)
    await bot.timetable.tick()

    assert bot.platform.posts == []


async def test_deleting_the_post_of_an_example_takes_it_back(bot: Bot) -> None:
    await shared(bot)

    await bot.hear(Delete(f"{PILOT.key}/post.1"), None)

    [gone] = await bot.remembered("example")
    assert gone["gone"] is True


async def test_an_example_for_somebody_elses_question_is_no_request_answered(bot: Bot) -> None:
    await mentioned(bot)

    await bot.hear(Share("Buddies", "We had some.", request=QUESTION), BRUNO)
    posts = await bot.pass_time(minutes=5)

    assert len(await bot.remembered("example")) == 1
    assert told(posts, AMINA) == []


async def test_a_form_for_a_place_that_somebody_made_up_changes_nothing(bot: Bot) -> None:
    before = await bot.remembered()

    for into in (f"{PILOT.key}X", "teams:other/C1", OFF.key, "x"):
        outcome = await bot.hear(Share("Buddies", "We had some.", into=into), BRUNO)
        assert "not part of the pilot" in words(outcome)

    assert await bot.remembered() == before


async def test_a_private_thread_cannot_be_kept_from_elsewhere(bot: Bot) -> None:
    hidden = f"{PILOT.key}PRIVATE"
    place = PILOT.__class__(hidden, "board", Visibility.PRIVATE)
    await bot.hear(ShareForm(), DORA, place)
    async with bot.database.writing("default") as tx:
        await tx.set_place(hidden, phase="pilot")
    asked = f"{hidden}/1.000001"
    await bot.hear(Ask("Who leaves?", CapturedBy.MENTION, asked), DORA, place)
    await bot.hear(Reply(f"{hidden}/2.000001", asked, "Zed leaves."), BRUNO, place)

    for person in (CHEN, DORA):
        for key in (asked, f"{hidden}/2.000001"):
            outcome = await bot.press(f"keep {key}", person, PILOT)
            assert outcome.form is None
            assert "leave" not in words(outcome)
    [here] = [(await bot.press(f"keep {asked}", DORA, place)).form]
    assert here
    assert here.inputs[1].value == "Zed leaves."
