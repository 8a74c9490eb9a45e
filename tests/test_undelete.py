"""A message that its author deleted and brought back stands again, in whatever order we hear it."""

import itertools
from datetime import datetime, timedelta

import pytest

from bot.intents import Ask, Delete, Intent, Privacy, Reply, Restore, SeenPerson, SetPhase
from bot.model import CapturedBy
from tests.cast import AMINA, BRUNO, CHEN, DORA, MONDAY
from tests.conftest import Bot
from tests.scenes import QUESTION, mentioned

ANSWER = f"{QUESTION}-answer"
WORDS = "With the release key in the safe."


def minute(n: int) -> datetime:
    return MONDAY + timedelta(minutes=n)


def replied(text: str = WORDS, edited_at: datetime | None = None) -> Reply:
    return Reply(ANSWER, QUESTION, text, edited_at)


def back(at: int, text: str = WORDS) -> Restore:
    return Restore(ANSWER, replied(text, minute(at)), minute(at))


async def hear(bot: Bot, n: int, intent: Intent, person: SeenPerson | None = BRUNO) -> None:
    await bot.hear(intent, person, at=minute(n))


async def test_an_answer_that_is_brought_back_stands_again_with_its_words(bot: Bot) -> None:
    await mentioned(bot)
    await hear(bot, 1, replied())
    await hear(bot, 2, Delete(ANSWER), None)
    [gone] = await bot.remembered("answer")

    await hear(bot, 1, back(3))

    assert gone["gone"] is True
    [answer] = await bot.remembered("answer")
    [question] = await bot.remembered("question")
    assert (answer["text"], answer["author"]) == (WORDS, BRUNO.key)
    assert "gone" not in answer
    assert question["state"] == "answered"


async def test_while_it_is_gone_colleagues_are_asked_and_once_it_is_back_they_are_not(
    bot: Bot,
) -> None:
    await mentioned(bot)
    await hear(bot, 1, replied())
    await hear(bot, 2, Delete(ANSWER), None)
    async with bot.database.writing("default") as tx:
        while_gone = {step for _, step in await tx.steps_due(minute(60 * 24 * 9), 9)}

    await hear(bot, 1, back(3))

    async with bot.database.writing("default") as tx:
        once_back = {step for _, step in await tx.steps_due(minute(60 * 24 * 9), 9)}
    assert while_gone >= {"who", "thread", "asker"}
    assert once_back == {"helped"}


async def test_a_question_that_is_brought_back_is_asked_again(bot: Bot) -> None:
    await mentioned(bot)
    await hear(bot, 2, Delete(QUESTION), None)
    said = Ask("How do others onboard?", CapturedBy.MENTION, QUESTION, edited_at=minute(3))

    await hear(bot, 0, Restore(QUESTION, said, minute(3)), AMINA)

    [question] = await bot.remembered("question")
    assert (question["state"], question["text"]) == ("open", "How do others onboard?")
    async with bot.database.writing("default") as tx:
        assert {step for _, step in await tx.steps_due(minute(60 * 24 * 9), 9)} >= {"who"}


HAPPENED: dict[str, list[tuple[int, Intent, SeenPerson | None]]] = {
    "back": [(1, replied(), BRUNO), (2, Delete(ANSWER), None), (1, back(3), BRUNO)],
    "gone": [
        (1, replied(), BRUNO),
        (2, Delete(ANSWER), None),
        (1, back(3), BRUNO),
        (4, Delete(ANSWER), None),
    ],
    "back at once": [(1, replied(), BRUNO), (3, Delete(ANSWER), None), (1, back(3), BRUNO)],
    "back twice": [
        (2, Delete(ANSWER), None),
        (1, back(3), BRUNO),
        (4, Delete(ANSWER), None),
        (1, back(5, "In the safe."), BRUNO),
    ],
}


@pytest.mark.parametrize(
    "name",
    [
        "back",
        "back at once",
        *(pytest.param(each, marks=pytest.mark.long) for each in ("gone", "back twice")),
    ],
)
async def test_the_newest_of_what_its_author_did_counts_in_every_order(bot: Bot, name: str) -> None:
    story = HAPPENED[name]
    for number, order in enumerate(itertools.permutations(range(len(story)))):
        object.__setattr__(bot.inbox, "organisation", f"org {number}")
        await bot.hear(SetPhase("pilot"), DORA)
        await mentioned(bot)
        for each in (*order, order[0]):
            await hear(bot, *story[each])

    answers = await bot.remembered("answer")
    assert len(answers) == number + 1
    if name.startswith("back"):
        text = "In the safe." if name == "back twice" else WORDS
        assert [each.get("text") for each in answers] == [text] * len(answers)
    else:
        assert {(each.get("gone"), each["gone_at"][14:16]) for each in answers} == {(True, "04")}
    assert await bot.remembered("count") == []


async def test_nobody_brings_back_what_another_deleted(bot: Bot) -> None:
    await mentioned(bot)
    await hear(bot, 1, replied())
    await hear(bot, 2, Delete(ANSWER), None)

    await hear(bot, 1, back(3, "Made up."), CHEN)

    [answer] = await bot.remembered("answer")
    assert answer["gone"] is True


async def test_who_wants_to_be_left_out_brings_nothing_back(bot: Bot) -> None:
    await mentioned(bot)
    await hear(bot, 1, replied())
    await hear(bot, 2, Delete(ANSWER), None)
    await hear(bot, 2, Privacy("out"))

    await hear(bot, 1, back(3))

    [answer] = await bot.remembered("answer")
    assert answer["gone"] is True


async def test_where_a_place_is_off_by_now_nothing_comes_back(bot: Bot) -> None:
    await mentioned(bot)
    await hear(bot, 1, replied())
    await hear(bot, 2, Delete(ANSWER), None)
    await bot.hear(SetPhase("off"), DORA)

    await hear(bot, 1, back(3))

    [answer] = await bot.remembered("answer")
    assert answer["gone"] is True
