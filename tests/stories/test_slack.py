"""The stories, told in Slack: over the wire, in front of a stand-in that refuses as it does."""

from collections.abc import AsyncIterator

import pytest

from tests.cast import FrozenClock
from tests.databases import Databases
from tests.recompute import differences
from tests.slack.bot import ServedBot, serving
from tests.slack.standin import SlackStandin
from tests.stories import pilot_week
from tests.stories.sandbox import told_in_the_sandbox
from tests.stories.slack import SlackStage, settle_in

pytestmark = pytest.mark.long

IN_PILOT = ("onboarding", "projects", "leads")


@pytest.fixture
async def bot(
    clock: FrozenClock, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[ServedBot]:
    """The bot in the cast's workspace."""
    async with SlackStandin.serving(clock) as slack:
        settle_in(slack)
        async with serving(slack, clock, databases, monkeypatch) as found:
            yield found


async def test_a_pilot_week_in_slack_is_remembered_as_one_in_the_sandbox(
    bot: ServedBot, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = SlackStage(bot.slack, bot.push, bot.clock, bot.dump, bot.report)
    for channel in IN_PILOT:
        await stage.type("Dora", channel, "/whoknows pilot on")

    await pilot_week.tell(stage)

    lines = await stage.dump()
    counts = pilot_week.counted(lines)
    assert {kind: counts[kind] for kind in ("question", "request", "answer", "example")} == {
        "question": 6,
        "request": 1,
        "answer": 3,
        "example": 1,
    }
    assert counts["digest"] == 2
    assert counts["interest"] == 1
    assert differences(lines, await stage.report()) == []
    sandbox = await told_in_the_sandbox(databases.url("sandbox"), monkeypatch)
    assert pilot_week.alike(lines) == pilot_week.alike(sandbox)
    assert bot.slack.refusals == []
    assert bot.slack.complaints == []
    assert bot.slack.alarms == []
