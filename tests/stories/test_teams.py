"""The stories, told in Teams: over the wire, in front of a stand-in that refuses as it does."""

import re
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
NOT_IN_TEAMS = re.compile(
    r"(?<!\w)/(?:whoknows|ask|share|find|invite)\b|(?:with|put|on|your) (?:💡|✅)|💡 on "
    r"|\bthreads?\b|19:\w+@"
)
"""Commands, signs to be put on messages, threads, and ids where a name should be."""
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


def nowhere(bot: ServedBot) -> list[str]:
    """Return what of our words tells people to do what cannot be done in Teams."""
    places = list(bot.teams.state.places.values())
    return sorted(
        {
            seen.text
            for place in places
            for member in place.members
            for seen in bot.teams.seen_by(bot.teams.state.users[member].name, place.id)
            if seen.is_ours and NOT_IN_TEAMS.search(seen.text)
        }
    )


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
    assert nowhere(bot) == []
    assert bot.teams.refusals == []
    assert bot.teams.complaints == []
    assert bot.teams.alarms == []
