"""Who can find what is said in a channel of a team, of which its platform tells no more."""

import pytest

from bot.buttons import submitted
from bot.commands import command
from bot.intents import PlaceForm, SeenPlace, SetPhase, SetPlace
from bot.model import PlaceKind, Visibility
from tests.cast import AMINA, DORA, TEAM
from tests.conftest import Bot, buttons, words

DEALS = f"{TEAM}/CDEALS"
STANDARD = SeenPlace(DEALS, "deals", presumed=Visibility.PRIVATE, kind=PlaceKind.TEAM)
PRIVATE = SeenPlace(DEALS, "deals", Visibility.PRIVATE, kind=PlaceKind.CHANNEL)


async def visibility(bot: Bot) -> str:
    [found] = [each for each in await bot.remembered("place") if each["key"] == DEALS]
    return str(found["visibility"])


async def test_the_admin_who_turns_the_pilot_on_is_asked_until_they_said_it(bot: Bot) -> None:
    first = await bot.hear(SetPhase("pilot"), DORA, STANDARD)
    again = await bot.hear(SetPhase("pilot"), DORA, STANDARD)
    await bot.press(buttons(first.message)["Only this team"], DORA, STANDARD)
    after = await bot.hear(SetPhase("open"), DORA, STANDARD)

    assert buttons(first.message).keys() == {"All colleagues", "Only this team"}
    assert buttons(again.message).keys() == buttons(first.message).keys()
    assert buttons(after.message) == {}
    assert await visibility(bot) == "private"


async def test_somebody_else_who_presses_that_button_changes_nothing(bot: Bot) -> None:
    first = await bot.hear(SetPhase("pilot"), DORA, STANDARD)

    refused = await bot.press(buttons(first.message)["All colleagues"], AMINA, STANDARD)

    assert "Only an admin" in words(refused)
    assert await visibility(bot) == "private"


async def test_a_channel_once_told_to_be_private_is_opened_by_no_silence(bot: Bot) -> None:
    await bot.hear(SetPhase("pilot"), DORA, PRIVATE)

    asked = await bot.hear(SetPhase("open"), DORA, STANDARD)
    outcome = await bot.hear(SetPlace("readers", "everyone"), DORA, STANDARD)

    assert buttons(asked.message) == {}
    assert "told by the platform itself" in words(outcome)
    assert await visibility(bot) == "private"


async def test_the_settings_say_it_too_and_leave_it_where_nothing_is_said(bot: Bot) -> None:
    await bot.hear(SetPhase("pilot"), DORA, STANDARD)
    form = (await bot.hear(PlaceForm(), DORA, STANDARD)).form
    assert form
    [asked] = [each for each in form.inputs if each.name == "readers"]
    filled = {"phase": "pilot", "zone": "", "language": "", "digest": "on"}

    await bot.hear(submitted(form.does, {**filled, "readers": asked.value}), DORA, STANDARD)
    unsaid = await visibility(bot)
    await bot.hear(submitted(form.does, {**filled, "readers": "everyone"}), DORA, STANDARD)
    await bot.sender.send_due()

    assert (unsaid, await visibility(bot)) == ("private", "public")
    assert any("everyone in the organisation" in words(each) for each in bot.platform.posts)


@pytest.mark.parametrize("said", ["everybody", "Everyone.", "wszyscy", "“everyone”"])
async def test_who_can_read_a_channel_is_said_in_ones_own_words(bot: Bot, said: str) -> None:
    await bot.hear(SetPhase("pilot"), DORA, STANDARD)

    await bot.hear(command(f"/whoknows pilot readers {said}"), DORA, STANDARD)

    assert await visibility(bot) == "public"
