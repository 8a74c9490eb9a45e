"""The stories, told in Teams: over the wire, in front of a stand-in that refuses as it does."""

from collections.abc import AsyncIterator

import pytest

from tests.cast import FrozenClock
from tests.databases import Databases
from tests.recompute import differences
from tests.stories import pilot_week
from tests.stories.sandbox import told_in_the_sandbox
from tests.stories.teams import TeamsStage, settle_in
from tests.teams.bot import ServedBot, serving
from tests.teams.standin import TeamsStandin

pytestmark = pytest.mark.long

IN_PUBLIC = ("onboarding", "projects")
IN_PILOT = ("onboarding", "projects", "leads")


@pytest.fixture
async def bot(
    clock: FrozenClock, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[ServedBot]:
    """The bot in the cast's tenant."""
    async with TeamsStandin.serving(clock) as teams:
        settle_in(teams)
        async with serving(teams, clock, databases, monkeypatch) as found:
            yield found


async def test_a_pilot_week_in_teams_is_remembered_as_one_in_the_sandbox(
    bot: ServedBot, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = TeamsStage(bot.teams, bot.push, bot.clock, bot.dump, bot.report)
    for channel in IN_PILOT:
        await stage.type("Dora", channel, "/whoknows pilot on")
    for channel in IN_PUBLIC:  # Teams does not tell who can read a channel of a team
        await stage.type("Dora", channel, "/whoknows pilot readers everyone")

    await pilot_week.tell(stage)

    lines = await stage.dump()
    assert differences(lines, await stage.report()) == []
    sandbox = await told_in_the_sandbox(databases.url("sandbox"), monkeypatch)
    assert pilot_week.alike(lines) == pilot_week.alike(sandbox)
    assert bot.teams.refusals == []
    assert bot.teams.complaints == []
    assert bot.teams.alarms == []
