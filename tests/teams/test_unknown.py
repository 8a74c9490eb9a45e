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


FOREIGN: tuple[tuple[str, object], ...] = (
    ("adaptiveCard/action", {"action": {"type": "Action.Execute", "verb": "personDetails"}}),
    ("adaptiveCard/action", {"action": {"type": "Action.Submit", "data": {"x": 1}}}),
    ("adaptiveCard/action", {"action": {"verb": "press", "data": {"answer": "yes"}}}),
    ("adaptiveCard/action", {"action": {"verb": 5}}),
    ("adaptiveCard/action", {"trigger": "automatic"}),
    ("adaptiveCard/action", {}),
    ("adaptiveCard/action", None),
    ("composeExtension/fetchTask", {"commandId": "foreign"}),
    ("composeExtension/fetchTask", {"commandId": "ask me", "messagePayload": {"id": "1"}}),
    ("composeExtension/fetchTask", None),
    ("composeExtension/submitAction", {"commandId": "foreign", "data": {"x": 1}}),
    ("composeExtension/submitAction", "x"),
)
"""Invokes whose name we know, of cards and extensions that are none of ours."""


async def test_what_is_done_with_a_card_of_others_is_answered_and_leaves_no_dead_letter(
    bot: ServedBot,
) -> None:
    said = bot.teams.activity("Amina", "onboarding", "")
    answers = []
    for name, value in FOREIGN:
        invoke = {**said, "type": "invoke", "id": f"f:{uuid.uuid4()}", "name": name}
        answers.append(await bot.teams.raw(invoke | ({} if value is None else {"value": value})))
    await bot.pass_time(minutes=2)

    assert {(each.status, each.answer) for each in answers} == {(200, "{}")}
    assert [each for each in await bot.dump() if each["type"] in ("count", "person")] == []


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
