"""``doctor`` finds what is not as it should be with Teams, and says what to do."""

import os
from collections.abc import AsyncIterator, Iterator

import pytest
import structlog

import app
from tests.cast import FrozenClock
from tests.databases import Databases
from tests.stories.teams import settle_in
from tests.teams.bot import ServedBot, serving
from tests.teams.faults import How
from tests.teams.standin import TeamsStandin

pytestmark = pytest.mark.long

PREFIXES = ("WHOKNOWS_", "SLACK_", "MICROSOFT_")
URL = "https://whoknows.acme.test"
HERE = "onboarding"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Nothing is set."""
    for name in os.environ:
        if name.upper().startswith(PREFIXES):
            monkeypatch.delenv(name)
    yield monkeypatch
    structlog.reset_defaults()


@pytest.fixture
async def bot(
    clock: FrozenClock, databases: Databases, environment: pytest.MonkeyPatch
) -> AsyncIterator[ServedBot]:
    """The bot in the cast's tenant, all set up, with a pilot in one channel."""
    async with TeamsStandin.serving(clock) as teams:
        settle_in(teams)
        environment.setenv("WHOKNOWS_PUBLIC_URL", URL)
        async with serving(teams, clock, databases, environment) as found:
            await found.teams.say("Dora", HERE, "@Whoknows pilot on")
            await found.pass_time(minutes=1)
            yield found


async def found() -> tuple[list[str], list[str]]:
    """Return what is good and what is not."""
    findings = [each async for each in app.examine()]
    return (
        [each.text for each in findings if each.is_good],
        [each.text for each in findings if not each.is_good],
    )


async def test_all_is_well(bot: ServedBot) -> None:
    good, bad = await found()

    assert bad == []
    assert f"Microsoft knows the app {bot.teams.app_id} of the tenant {bot.teams.tenant}." in good
    assert "The keys are there by which requests of Teams are known." in good
    assert any(each.startswith(f"Teams reaches Whoknows at {URL}/api/messages") for each in good)
    assert "1 channel takes part." in good


async def test_a_secret_that_microsoft_does_not_take_is_told_and_not_shown(
    bot: ServedBot, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("MICROSOFT_APP_PASSWORD", "hush-of-somewhere-else")

    good, bad = await found()

    assert [each for each in bad if each.startswith("Microsoft does not take the app (invalid_")]
    assert "hush" not in str((good, bad))


async def test_a_microsoft_that_is_away_is_not_blamed_on_the_secret(
    bot: ServedBot, environment: pytest.MonkeyPatch
) -> None:
    bot.teams.fail(How.DROPPED, "openid", times=9)
    bot.teams.fail(How.STATUS, "token", status=503, times=9)

    _, bad = await found()

    assert [each for each in bad if each.startswith("Microsoft did not answer (")]
    assert [each for each in bad if each.startswith("The keys by which requests of Teams")]
    assert not [each for each in bad if "does not take" in each]


async def test_teams_needs_an_address(bot: ServedBot, environment: pytest.MonkeyPatch) -> None:
    environment.delenv("WHOKNOWS_PUBLIC_URL")

    _, bad = await found()

    assert [each for each in bad if each.startswith("Nobody knows where Teams reaches")]


async def test_channels_whose_replies_nobody_hears_are_named(bot: ServedBot) -> None:
    await bot.teams.say("Amina", HERE, "@Whoknows ask Who has the key?")
    await bot.pass_time(seconds=5)
    card = next(each.id for each in bot.teams.seen_by("Greta", HERE) if "the key" in each.text)
    _, deaf = await found()
    await bot.teams.reply("Greta", HERE, card, "It hangs by the door.")
    await bot.pass_time(seconds=5)
    _, hearing = await found()

    assert [
        each
        for each in deaf
        if f"no reply in a thread was ever heard, only the button: {HERE}" in each
    ]
    assert hearing == []
