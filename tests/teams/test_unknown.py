"""What Teams sends that nothing here is for: it is answered, passed over, and leaves no trace."""

import uuid
from collections.abc import AsyncIterator

import pytest

from tests.cast import FrozenClock
from tests.databases import Databases
from tests.stories.teams import settle_in
from tests.teams.bot import ServedBot, serving
from tests.teams.standin import TeamsStandin

UNKNOWN = (
    "fileConsent/invoke",
    "message/submitAction",
    "signin/verifyState",
    "config/fetch",
    "message/fetchTask",
    "composeExtension/querySettingUrl",
    "composeExtension/queryLink",
    "handoff/action",
    "task/fetch",
    "something/new",
    "",
)


@pytest.fixture
async def bot(
    clock: FrozenClock, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[ServedBot]:
    """The bot in the cast's tenant."""
    async with TeamsStandin.serving(clock) as teams:
        settle_in(teams)
        async with serving(teams, clock, databases, monkeypatch) as found:
            yield found


async def test_an_invoke_that_nothing_is_for_is_answered_and_leaves_no_dead_letter(
    bot: ServedBot,
) -> None:
    said = bot.teams.activity("Amina", "onboarding", "")
    answers = []
    for name in UNKNOWN:
        invoke = {**said, "type": "invoke", "id": f"f:{uuid.uuid4()}", "name": name, "value": {}}
        answers.append(await bot.teams.raw(invoke))
        answers.append(await bot.teams.raw({**invoke, "id": None, "from": {"id": "29:nobody"}}))
    await bot.pass_time(minutes=2)

    assert {each.status for each in answers} == {200}
    assert {each.answer for each in answers} == {"{}"}
    lines = await bot.dump()
    assert [each for each in lines if each["type"] in ("count", "place", "person")] == []
