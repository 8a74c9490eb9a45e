"""Named in Teams' channels and written to alone: what is posted, and who is told what."""

from collections.abc import AsyncIterator

import pytest

from tests.cast import FrozenClock
from tests.databases import Databases
from tests.teams.bot import ServedBot, piloting

HERE = "onboarding"


@pytest.fixture
async def bot(
    clock: FrozenClock, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[ServedBot]:
    """The bot in the cast's tenant, with a pilot."""
    async with piloting(clock, databases, monkeypatch) as found:
        yield found
        assert found.teams.refusals == []
        assert found.teams.complaints == []
        assert found.teams.troubles == []


def alone(bot: ServedBot, who: str) -> list[str]:
    """Return what the bot wrote to somebody alone."""
    try:
        seen = bot.teams.seen_by(who, bot.teams.user(who).name)
    except LookupError:  # nothing was ever said there
        return []
    return [each.text for each in seen if each.is_ours]


def posted(bot: ServedBot) -> int:
    return len([each for each in bot.teams.seen_by("Hugo", HERE) if each.is_ours])


async def say(bot: ServedBot, who: str, said: str, where: str = HERE) -> list[str]:
    """Let somebody say something; return what they are told alone."""
    before = len(alone(bot, who))
    await bot.teams.say(who, where, said)
    await bot.pass_time(seconds=5)
    return alone(bot, who)[before:]


async def asked(bot: ServedBot) -> list[str]:
    return [str(each["text"]) for each in await bot.dump() if each["type"] == "question"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("@Greta: @Whoknows can tell you. Thanks!", None),
        ("FYI everyone: @Whoknows is our new bot, use it!", None),
        ("@Greta @Whoknows privacy out", "Nothing was changed."),
        ("Good morning @Whoknows, quiet on", "Quiet from now on"),
        ("Hi @Whoknows find badge printer", "badge printer"),
        ("@Whoknows home office rules", "Did you want to ask your colleagues this?"),
        ("@Whoknows ?", "What would you like to know?"),
    ],
)
async def test_nothing_is_posted_that_was_not_meant_for_colleagues(
    bot: ServedBot, said: str, told: str | None
) -> None:
    before = posted(bot)

    answers = await say(bot, "Amina", said)

    assert posted(bot) == before
    assert await asked(bot) == []
    assert [told in each for each in answers] == [True] if told else answers == []


async def test_a_question_after_a_greeting_gets_its_card(bot: ServedBot) -> None:
    before = posted(bot)

    await say(bot, "Amina", "Hi @Whoknows, does anybody know the wifi password")

    assert posted(bot) == before + 1
    assert await asked(bot) == ["does anybody know the wifi password"]


async def test_alone_with_us_people_talk_as_they_do(bot: ServedBot) -> None:
    await bot.teams.open_personal("Amina")
    await bot.pass_time(seconds=5)
    where = bot.teams.user("Amina").name

    thanks = await say(bot, "Amina", "thanks", where)
    stop = await say(bot, "Amina", "leave me alone", where)
    who = await say(bot, "Amina", "who knows SAP?", where)

    assert thanks == ["Gladly, any time."]
    assert "privacy out" in stop[0]
    assert "“SAP”" in who[0]
    assert await asked(bot) == []
