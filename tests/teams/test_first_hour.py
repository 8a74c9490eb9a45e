"""From the guide's first step to the first answered question: nothing is refused in Teams."""

from collections.abc import AsyncIterator

import pytest

from tests.cast import FrozenClock
from tests.databases import Databases
from tests.stories.teams import settle_in
from tests.teams.bot import ServedBot, serving
from tests.teams.standin import TeamsStandin

TEAM, DEALS = "Sales", "deals"
NOWHERE = "There is no channel in which people can ask yet."


@pytest.fixture
async def bot(
    clock: FrozenClock, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[ServedBot]:
    """The bot in a tenant where it is in no team yet, but for one without a pilot."""
    async with TeamsStandin.serving(clock) as teams:
        settle_in(teams)
        teams.add_team(TEAM, "Amina", "Bruno", "Greta", "Dora", has_app=False)
        teams.add_channel(DEALS, team=TEAM, has_app=False)
        async with serving(teams, clock, databases, monkeypatch) as found:
            yield found
            assert teams.refusals == []
            assert teams.complaints == []


def shown(bot: ServedBot, who: str, where: str) -> list[str]:
    return [each.text for each in bot.teams.seen_by(who, where) if each.is_ours]


def alone(bot: ServedBot, who: str) -> str:
    return "\n".join(shown(bot, who, bot.teams.user(who).name))


async def to_us(bot: ServedBot, who: str, words: str) -> str:
    """Say something to the bot alone; return what is new in that chat."""
    chat = await bot.teams.open_personal(who)
    await bot.pass_time(seconds=5)
    before = alone(bot, who)
    await bot.teams.say(who, chat, words)
    await bot.pass_time(seconds=5)
    return alone(bot, who).removeprefix(before)


async def begin(bot: ServedBot) -> None:
    """The app comes into the team, and an admin turns the pilot on in a channel."""
    await bot.teams.install("Dora", TEAM)
    await bot.teams.say("Dora", DEALS, "@Whoknows pilot on")
    await bot.pass_time(seconds=5)


async def place(bot: ServedBot) -> dict[str, object]:
    [found] = [each for each in await bot.dump() if each.get("name") == DEALS]
    return found


async def test_from_the_first_step_to_the_first_answer_nothing_is_refused(bot: ServedBot) -> None:
    await bot.teams.install("Dora", TEAM)
    await bot.pass_time(seconds=5)
    [arrived] = shown(bot, "Greta", bot.teams.team(TEAM).id)
    await begin(bot)

    assert "All members of the team can read it." in arrived
    [notice] = shown(bot, "Greta", DEALS)
    assert f"All members of the team can read #{DEALS}" in notice
    assert "Who can find what is asked and answered here?" in alone(bot, "Dora")

    await bot.teams.open_personal("Bruno")
    await bot.pass_time(seconds=5)
    assert "Write your question here and choose the channel" in alone(bot, "Bruno")

    await to_us(bot, "Bruno", "ask Who has the price list?")
    await bot.teams.fill("Bruno", {})  # the only channel is chosen already
    await bot.pass_time(seconds=5)
    card = next(each for each in bot.teams.seen_by("Greta", DEALS) if "price list?" in each.text)
    await bot.teams.reply("Greta", DEALS, card.id, "It is on the shelf.")
    await bot.pass_time(seconds=5)

    [question] = [each for each in await bot.dump() if each["type"] == "question"]
    assert (question["state"], question["visibility"]) == ("answered", "private")
    assert "Greta answered your question" in alone(bot, "Bruno")
    assert "It is on the shelf." in alone(bot, "Bruno")
    home = await to_us(bot, "Bruno", "home")
    assert "Who has the price list?" in home
    assert f"#{DEALS}" in home
    for each in ("Bruno", "Dora"):
        assert NOWHERE not in alone(bot, each)
        assert "private channel" not in alone(bot, each)


@pytest.mark.parametrize(
    ("button", "visibility", "told"),
    [
        ("All colleagues", "public", "everyone in the organisation can find"),
        ("Only this team", "private", "is found by the members of the team alone"),
    ],
)
async def test_who_can_find_it_is_asked_once_and_told_in_the_channel(
    bot: ServedBot, button: str, visibility: str, told: str
) -> None:
    await begin(bot)
    chat = bot.teams.personal("Dora")

    await bot.teams.press("Dora", button, chat)
    await bot.pass_time(seconds=5)
    asked = alone(bot, "Dora").count("Who can find what is asked")
    for phase in ("open", "off", "on"):
        await bot.teams.say("Dora", DEALS, f"@Whoknows pilot {phase}")
        await bot.pass_time(seconds=5)

    assert (await place(bot))["visibility"] == visibility
    assert any(told in each for each in shown(bot, "Greta", DEALS))
    assert alone(bot, "Dora").count("Who can find what is asked") <= asked


async def test_only_an_admin_says_who_can_find_it(bot: ServedBot) -> None:
    await begin(bot)
    press = bot.teams.activity("Greta", DEALS, "@Whoknows pilot readers everyone")

    await bot.teams.raw(press)
    await bot.pass_time(seconds=5)

    assert (await place(bot))["visibility"] == "private"


async def test_that_there_is_no_channel_is_said_only_where_there_is_none(bot: ServedBot) -> None:
    hello = await to_us(bot, "Bruno", "help")
    assert NOWHERE in alone(bot, "Bruno")
    for words in ("ask Who has the price list?", "share"):
        assert NOWHERE in await to_us(bot, "Bruno", words), words
    assert "choose the channel" not in hello

    await begin(bot)

    for words in ("ask Who has the price list?", "share"):
        assert NOWHERE not in await to_us(bot, "Bruno", words), words
    for words in ("ask Who has the price list?", "share"):  # Chen is in another team
        said = await to_us(bot, "Chen", words)
        assert "I know of no channel in which you can" in said, words
        assert DEALS not in said
    assert NOWHERE not in alone(bot, "Chen")


async def test_who_is_not_in_the_team_any_more_is_shown_nothing_of_it(bot: ServedBot) -> None:
    await begin(bot)
    await bot.teams.say("Bruno", DEALS, "@Whoknows ask Who has the price list?")
    await bot.pass_time(seconds=5)

    await bot.teams.leave("Bruno", DEALS)
    home = await to_us(bot, "Bruno", "home")

    assert "price list" not in home
    assert DEALS not in home


async def test_an_example_can_be_shared_from_where_one_is_alone_with_us(bot: ServedBot) -> None:
    await begin(bot)
    await to_us(bot, "Greta", "share")

    await bot.teams.fill("Greta", {"title": "Price list", "did": "We print it each Monday."})
    await bot.pass_time(seconds=5)

    assert any("We print it each Monday." in each for each in shown(bot, "Bruno", DEALS))
