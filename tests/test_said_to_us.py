"""What becomes of words said to us: nothing is posted that was not meant for colleagues."""

from collections.abc import Sequence

import pytest

from bot.commands import Context, command, mention
from bot.intents import Ask, Find, Intent, Privacy, Quiet, Reply, SetPhase
from bot.messages import Message
from bot.model import CapturedBy
from bot.words import message_text
from tests.cast import AMINA, BRUNO, CHEN, DORA, PILOT
from tests.conftest import Bot, buttons, words
from tests.scenes import QUESTION, answered, direct, mentioned, posted

POST = f"{PILOT.key}/1700000500.000001"


def named(said: str, *, thread: str | None = None, before: str = "") -> Intent:
    return mention(said, Context(CapturedBy.MENTION, POST, thread), before)


def alone(said: str) -> Intent:
    return mention(said, Context(CapturedBy.MENTION, POST, is_direct=True))


def lines(message: Message) -> Sequence[str]:
    return message_text(message).splitlines()


async def nothing_came_of_it(bot: Bot) -> bool:
    kinds = {str(each["type"]) for each in await bot.remembered()}
    return not kinds & {"question", "request", "answer"} and await bot.pass_time(minutes=5) == []


NOTHING_SAID = (
    "?",
    "a",
    "...",
    "😀😀😀",
    ":smile: :smile:",
    "https://example.org",
    "@Chen",
    "!!",
    "#",
)


@pytest.mark.parametrize("said", NOTHING_SAID)
async def test_what_says_nothing_is_met_with_an_example_and_is_no_attempt(
    bot: Bot, said: str
) -> None:
    by_name = await bot.hear(named(said))
    by_command = await bot.hear(Ask(said))
    in_a_form = await bot.hear(Ask(said, in_form=True))
    alone_with_us = await bot.hear(alone(said), place=direct(AMINA))

    for outcome in (by_name, by_command, alone_with_us):
        assert "/ask How do other teams run onboarding?" in words(outcome)
    assert by_command.form
    assert "How do other teams run onboarding?" in by_command.form.inputs[0].hint
    assert [name for name, _ in in_a_form.wrong] == ["text"]
    assert await nothing_came_of_it(bot)


@pytest.mark.parametrize("said", NOTHING_SAID[:3])
async def test_a_question_is_not_changed_into_nothing(bot: Bot, said: str) -> None:
    thread = await posted(bot)
    [before] = await bot.remembered("question")

    outcome = await bot.press(f"revise {before['key']}", text=said)

    [after] = await bot.remembered("question")
    assert thread
    assert "Withdraw" in words(outcome)
    assert after == before


@pytest.mark.parametrize(
    "intent",
    [
        named("the printer on the third floor is broken"),
        named("?", before="Has anyone tried"),
        named("about it?", before="Did you ask"),
    ],
)
async def test_what_is_not_sure_is_asked_back_in_private_with_a_way_to_ask(
    bot: Bot, intent: Intent
) -> None:
    outcome = await bot.hear(intent)
    assert await nothing_came_of_it(bot)

    [again] = buttons(outcome.message).values()
    opened = await bot.press(again)

    assert "Did you want to ask your colleagues this?" in words(outcome)
    assert opened.form
    assert opened.form.inputs[0].value == (intent.text if isinstance(intent, Ask) else "")


async def test_from_the_direct_line_it_is_asked_back_too(bot: Bot) -> None:
    outcome = await bot.hear(alone("the printer is broken"), place=direct(AMINA))

    assert "Did you want to ask your colleagues this?" in words(outcome)
    assert list(buttons(outcome.message)) == ["Ask colleagues"]
    assert await nothing_came_of_it(bot)


async def test_words_in_passing_are_words_like_any(bot: Bot) -> None:
    outcome = await bot.hear(named("is our new bot, use it!", before="FYI everyone:"))

    assert outcome.message == ()
    assert await nothing_came_of_it(bot)


# In a thread.


@pytest.mark.parametrize(
    "said", ["I mean the Berlin office", "and which one in Berlin?", "any news?"]
)
async def test_what_the_asker_adds_by_name_is_no_new_question_and_not_refused(
    bot: Bot, said: str
) -> None:
    await mentioned(bot)

    outcome = await bot.hear(named(said, thread=QUESTION))

    [question] = await bot.remembered("question")
    assert question["key"] == QUESTION
    assert "stands below your question" in words(outcome)
    assert await bot.remembered("answer") == []


async def test_what_the_asker_adds_after_an_answer_begins_the_quiet_hours_anew(bot: Bot) -> None:
    await mentioned(bot)
    await answered(bot, QUESTION)
    bot.clock.push(hours=1, minutes=30)

    await bot.hear(named("I mean the Berlin office", thread=QUESTION))
    too_early = await bot.pass_time(hours=1, minutes=30)

    assert not [each for each in too_early if "Did it help?" in words(each)]


async def test_what_somebody_else_says_by_name_in_the_thread_is_still_an_answer(bot: Bot) -> None:
    await mentioned(bot)

    await bot.hear(named("in the cellar, second door", thread=QUESTION), BRUNO)
    bot.clock.push(seconds=5)
    await bot.hear(Reply(f"{POST}1", QUESTION, "@Chen can tell you"), CHEN)

    assert len(await bot.remembered("answer")) == 2


async def test_ask_said_in_the_own_thread_is_a_question_of_its_own(bot: Bot) -> None:
    await mentioned(bot)

    outcome = await bot.hear(named("ask Which one in Berlin?", thread=QUESTION))

    assert "already" in words(outcome)


# Alone with us.


@pytest.mark.parametrize(
    "said", ["thanks", "Thank you so much!", "dzięki", "hello", "who are you?"]
)
async def test_who_is_kind_gets_a_kind_word_and_a_short_one(bot: Bot, said: str) -> None:
    outcome = await bot.hear(alone(said), place=direct(AMINA))

    assert 1 <= len(lines(outcome.message)) <= 2


async def test_thanks_gets_one_line(bot: Bot) -> None:
    assert words(await bot.hear(alone("thanks"), place=direct(AMINA))) == "Gladly, any time."


@pytest.mark.parametrize("said", ["stop", "unsubscribe", "leave me alone", "przestań"])
async def test_who_wants_to_be_left_alone_is_and_hears_of_being_left_out(
    bot: Bot, said: str
) -> None:
    outcome = await bot.hear(alone(said), place=direct(AMINA))

    async with bot.database.writing("default") as tx:
        assert (await tx.person(AMINA.key)).quiet
    assert "/whoknows privacy out" in words(outcome)


async def test_who_wants_their_data_deleted_is_told_how_and_whom_to_ask(bot: Bot) -> None:
    await bot.hear(alone("hello"), place=direct(AMINA))
    before = await bot.remembered()

    outcome = await bot.hear(alone("delete my data"), place=direct(AMINA))

    assert "Nothing was deleted" in words(outcome)
    assert "/whoknows privacy out" in words(outcome)
    assert DORA.key in words(outcome)
    assert await bot.remembered() == before


async def test_words_that_nobody_knows_are_met_with_a_line(bot: Bot) -> None:
    outcome = await bot.hear(alone("abracadabra"), place=direct(AMINA))

    assert len(lines(outcome.message)) == 1
    assert "/whoknows help" in words(outcome)


async def test_what_may_have_been_told_to_a_colleague_changes_nothing(bot: Bot) -> None:
    outcome = await bot.hear(named("privacy out", before="@Chen"))

    async with bot.database.writing("default") as tx:
        assert not (await tx.person(AMINA.key)).opted_out
    assert "/whoknows privacy out" in words(outcome)
    assert "Nothing was changed" in words(outcome)


@pytest.mark.parametrize("said", ["quiet on", "privacy out", "find badge printer"])
async def test_where_the_place_is_off_a_command_by_name_is_a_command_all_the_same(
    bot: Bot, said: str
) -> None:
    await bot.hear(SetPhase("off"), DORA)
    await bot.pass_time(minutes=1)

    intent = named(said, before="Good morning")
    outcome = await bot.hear(intent)

    assert isinstance(intent, Quiet | Privacy | Find)
    assert outcome.message
    assert await nothing_came_of_it(bot)


@pytest.mark.parametrize("said", ["👍", "👍🏽", "🙏", "❤️", ":+1:", ":thumbsup:", ":pray:", "👍👍"])
async def test_a_sign_of_thanks_is_taken_as_thanks(bot: Bot, said: str) -> None:
    outcome = await bot.hear(alone(said), place=direct(AMINA))

    assert words(outcome) == "Gladly, any time."
    assert await nothing_came_of_it(bot)


@pytest.mark.parametrize("said", ["dajcie mi spokój", "dajcie spokój"])
async def test_leave_me_in_peace_is_heard_however_we_are_spoken_to(bot: Bot, said: str) -> None:
    outcome = await bot.hear(alone(said), place=direct(AMINA))

    assert "Quiet from now on" in words(outcome)


@pytest.mark.parametrize("said", ["start", "Start!", "please start", "zacznij", "START"])
@pytest.mark.parametrize("before", ["stop", "not today"])
async def test_who_said_stop_and_then_start_is_written_to_again(
    bot: Bot, said: str, before: str
) -> None:
    here = direct(AMINA)
    await bot.hear(alone(before), place=here)

    again = await bot.hear(alone(said), place=here)
    once_more = await bot.hear(alone(said), place=here)
    state = await bot.hear(alone("quiet"), place=here)

    assert words(again).startswith("I may write to you again")
    assert words(once_more).startswith("Ask your colleagues here")
    assert words(state).startswith("I may write to you on my own")


async def test_start_that_may_have_been_told_to_a_colleague_changes_nothing(bot: Bot) -> None:
    await bot.hear(alone("stop"), place=direct(AMINA))

    told = await bot.hear(named("start", before="@Chen"))
    state = await bot.hear(alone("quiet"), place=direct(AMINA))

    assert "write to you again" not in words(told)
    assert words(state).startswith("It is quiet")


YES_AND_NO = ["yes", "No", "tak", "Nie!", "yep", "nope"]


@pytest.mark.parametrize("said", YES_AND_NO)
async def test_yes_and_no_alone_are_met_with_the_way_to_say_it(bot: Bot, said: str) -> None:
    told = await bot.hear(alone(said), place=direct(AMINA))
    typed = await bot.hear(command(f"/whoknows {said}"))

    assert "press its button" in words(told)
    assert words(typed) == words(told)
    assert await nothing_came_of_it(bot)


async def test_yes_in_a_thread_among_others_is_an_answer_as_before(bot: Bot) -> None:
    assert isinstance(named("yes", thread=QUESTION), Reply | Ask)
