"""A delete that is undone in Teams: what was said stands again, by the stand-in's own wire."""

from collections.abc import AsyncIterator

import pytest

from tests.cast import FrozenClock
from tests.databases import Databases
from tests.teams.bot import ServedBot, piloting

HERE = "onboarding"
WORDS = "With the release key in the safe."


@pytest.fixture
async def bot(
    clock: FrozenClock, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[ServedBot]:
    """The bot in the cast's tenant, with a pilot."""
    async with piloting(clock, databases, monkeypatch) as found:
        yield found


async def of(bot: ServedBot, kind: str) -> dict[str, object]:
    [found] = [each for each in await bot.dump() if each["type"] == kind]
    return found


async def test_an_answer_that_was_deleted_and_brought_back_answers_the_question(
    bot: ServedBot,
) -> None:
    asked = await bot.teams.say("Amina", HERE, "@Whoknows ask How do we sign a release?")
    await bot.pass_time(seconds=5)
    reply = await bot.teams.reply("Greta", HERE, asked, WORDS)
    await bot.pass_time(seconds=5)

    def told() -> str:
        """Return what Amina has in her chat with us: the first answer is told there."""
        return bot.teams.seen_by("Amina", bot.teams.user("Amina").name)[-1].text

    for _ in range(2):
        before = told()
        assert "Greta answered your question" in before
        await bot.teams.delete("Greta", HERE, reply)
        await bot.pass_time(seconds=5)
        gone = await of(bot, "answer")
        assert "Greta answered your question" not in told()
        await bot.teams.undelete("Greta", HERE, reply)
        await bot.pass_time(seconds=5)

        assert gone["gone"] is True
        assert told() == before
        assert (await of(bot, "answer"))["text"] == WORDS
        assert (await of(bot, "question"))["state"] == "answered"
    cards = [each.text for each in bot.teams.seen_by("Hugo", HERE) if each.is_ours]
    assert any("Greta: 💡 Helpful" in each for each in cards)


async def test_a_question_that_was_deleted_and_brought_back_is_asked_again(bot: ServedBot) -> None:
    asked = await bot.teams.say("Amina", HERE, "@Whoknows ask How do we sign a release?")
    await bot.pass_time(seconds=5)

    await bot.teams.delete("Amina", HERE, asked)
    await bot.pass_time(seconds=5)
    await bot.teams.undelete("Amina", HERE, asked)
    await bot.pass_time(seconds=5)

    question = await of(bot, "question")
    assert (question["state"], question["text"]) == ("open", "How do we sign a release?")
    cards = [each.text for each in bot.teams.seen_by("Hugo", HERE) if each.is_ours]
    assert any("How do we sign a release?" in each and "[Answer]" in each for each in cards)
