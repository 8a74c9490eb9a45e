"""What was told elsewhere follows what it tells, told on each stage: on the wire it is edited."""

from collections.abc import AsyncIterator

import pytest

from tests.cast import FrozenClock
from tests.databases import Databases
from tests.slack.bot import serving as serving_slack
from tests.slack.standin import SlackStandin
from tests.stories.sandbox import a_sandbox
from tests.stories.slack import SlackStage
from tests.stories.slack import settle_in as settle_in_slack
from tests.stories.stage import Stage
from tests.stories.teams import TeamsStage
from tests.stories.teams import settle_in as settle_in_teams
from tests.teams.bot import serving as serving_teams
from tests.teams.standin import TeamsStandin

pytestmark = pytest.mark.long

HERE = "onboarding"
GONE = "What stood here was changed or taken back."


@pytest.fixture(params=["sandbox", "slack", "teams"])
async def stage(
    request: pytest.FixtureRequest,
    clock: FrozenClock,
    databases: Databases,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Stage]:
    """A pilot on each platform."""
    match request.param:
        case "sandbox":
            async with a_sandbox(databases.url(), monkeypatch) as sandbox:
                yield sandbox
        case "slack":
            async with SlackStandin.serving(clock) as slack:
                settle_in_slack(slack)
                async with serving_slack(slack, clock, databases, monkeypatch) as bot:
                    found = SlackStage(slack, bot.push, bot.clock, bot.dump, bot.report)
                    await found.type("Dora", HERE, "/whoknows pilot on")
                    yield found
                assert slack.refusals == []
        case _:
            async with TeamsStandin.serving(clock) as teams:
                settle_in_teams(teams)
                async with serving_teams(teams, clock, databases, monkeypatch) as office:
                    there = TeamsStage(teams, office.push, office.clock, office.dump, office.report)
                    await there.type("Dora", HERE, "/whoknows pilot on")
                    await there.type("Dora", HERE, "/whoknows pilot readers everyone")
                    yield there
                assert teams.refusals == []


async def test_what_was_passed_on_follows_its_source_on_the_wire(stage: Stage) -> None:
    await stage.until("Mon", "09:30")
    await stage.type("Hugo", HERE, "/ask Who has run a mentoring programme before?")
    await stage.press(
        "Greta", HERE, "Share an example", title="Mentoring by pairs", did="Twelve pairs met."
    )
    await stage.until("Mon", "09:40")
    await stage.press("Kasia", HERE, "Pass it on", to="Emeka", note="For Lagos.")
    await stage.until("Mon", "09:45")
    passed = (await stage.told("Emeka"))[-1]

    await stage.type("Greta", HERE, "/whoknows privacy out")
    await stage.until("Mon", "09:50")
    unnamed = (await stage.told("Emeka"))[-1]
    named_here = [each for each in await stage.reads("Hugo", HERE) if "Twelve pairs" in each]
    await stage.press("Greta", HERE, "Withdraw")
    await stage.until("Mon", "09:55")

    assert "From @Greta" in passed
    assert "Greta" not in unnamed
    assert "Twelve pairs met." in unnamed
    assert [each for each in named_here if "Greta" in each] == []
    assert len(named_here) == 1
    assert (await stage.told("Emeka"))[-1] == GONE
    assert "Twelve pairs" not in " ".join(await stage.reads("Hugo", HERE))
    assert "Mentoring by pairs" not in " ".join(await stage.told("Hugo"))
