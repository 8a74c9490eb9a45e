"""Threads and chats: what is not there any more, and what Teams calls what it is."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from tests.cast import FrozenClock
from tests.databases import Databases
from tests.teams.bot import ServedBot, piloting
from tests.teams.faults import How

HERE = "onboarding"


@pytest.fixture
async def bot(
    clock: FrozenClock, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[ServedBot]:
    """The bot in the cast's tenant, with a pilot."""
    async with piloting(clock, databases, monkeypatch) as found:
        yield found


def shown(bot: ServedBot, who: str, where: str) -> list[str]:
    return [each.text for each in bot.teams.seen_by(who, where) if each.is_ours]


async def resting(bot: ServedBot) -> list[str]:
    chosen = text("SELECT name FROM places WHERE rests_since IS NOT NULL")
    async with bot.served.database.reading() as connection:
        return [name for (name,) in (await connection.execute(chosen)).all()]


async def asked(bot: ServedBot, words: str, where: str = HERE) -> str:
    """Amina asks; return our card."""
    await bot.teams.say("Amina", where, f"@Whoknows ask {words}")
    await bot.pass_time(seconds=5)
    seen = bot.teams.seen_by("Amina", where)
    return next(each.id for each in reversed(seen) if each.is_ours and words in each.text)


async def test_a_thread_that_is_gone_rests_alone(bot: ServedBot) -> None:
    card = await asked(bot, "Who has the key?")
    fault = bot.teams.fail(How.NOT_FOUND, "send", place=HERE)
    await bot.teams.press("Greta", "Answer", HERE, card)
    await bot.teams.fill("Greta", {"text": "It hangs by the door."})
    await bot.pass_time(seconds=10)
    assert fault.met == 1
    assert await resting(bot) == []

    await asked(bot, "Who has the price list?")

    assert any("Who has the price list?" in each for each in shown(bot, "Hugo", HERE))


async def test_a_place_that_is_gone_rests(bot: ServedBot) -> None:
    bot.teams.fail(How.NOT_FOUND, "send", place=HERE)

    await bot.teams.say("Amina", HERE, "@Whoknows ask Who has the key?")
    await bot.pass_time(seconds=10)

    assert await resting(bot) == [HERE]


async def chatting(bot: ServedBot, ident: str) -> None:
    """Some people have a chat with the bot in it, whose id looks like anything."""
    chat = bot.teams.add_chat("Lunch", "Amina", "Dora", "Greta")
    bot.teams.state.places.pop(chat.id)
    chat.id = ident
    bot.teams.state.places[ident] = chat
    await bot.teams.say("Dora", "Lunch", "@Whoknows pilot on")
    await bot.pass_time(seconds=5)


@pytest.mark.parametrize("ident", ["19:lunch@thread.tacv2", "19:lunch@thread.v2"])
async def test_a_chat_is_a_chat_because_teams_said_so(bot: ServedBot, ident: str) -> None:
    await chatting(bot, ident)
    card = await asked(bot, "Who has the key?", "Lunch")

    await bot.teams.press("Greta", "Answer", "Lunch", card)
    await bot.teams.fill("Greta", {"text": "It hangs by the door."})
    await bot.pass_time(seconds=5)

    assert any("It hangs by the door." in each for each in shown(bot, "Dora", "Lunch"))
    assert not [each for each in bot.teams.calls if ";messageid=" in each.path]


async def test_a_channel_has_threads_whatever_its_id_looks_like(bot: ServedBot) -> None:
    place = bot.teams.place("projects")
    bot.teams.state.places.pop(place.id)
    place.id = "19:projects@thread.v2"
    bot.teams.state.places[place.id] = place
    await bot.teams.say("Dora", "projects", "@Whoknows pilot on")
    await bot.pass_time(seconds=5)
    card = await asked(bot, "Who has the key?", "projects")

    await bot.teams.press("Greta", "Answer", "projects", card)
    await bot.teams.fill("Greta", {"text": "It hangs by the door."})
    await bot.pass_time(seconds=5)

    found = next(each for each in place.messages if "It hangs by the door." in str(each.body))
    assert found.thread == card


async def test_a_chat_is_called_a_chat(bot: ServedBot) -> None:
    for said in ("ask Who has the key?", "pilot", "pilot listening", "pilot digest off"):
        await chatting(bot, f"19:{said.count(' ')}{said[-1]}@thread.v2")
        await bot.teams.say("Dora", "Lunch", f"@Whoknows {said}")
        await bot.pass_time(seconds=5)
        await bot.teams.say("Dora", "Lunch", "@Whoknows pilot off")
        await bot.pass_time(seconds=5)
        bot.teams.place("Lunch").is_deleted = True

    told = "\n".join(shown(bot, "Dora", bot.teams.user("Dora").name))
    assert "This chat is in its pilot" in told
    assert "19:" not in told
    there = [
        each.text
        for place in bot.teams.state.places.values()
        if place.name == "Lunch"
        for each in bot.teams.seen_by("Greta", place.id)
        if each.is_ours
    ]
    assert any("in this chat are remembered" in each for each in there)
    assert not [each for each in there if "channel" in each or "#" in each or "19:" in each]
