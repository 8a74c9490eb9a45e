"""A delivery is parsed once, and what a platform told one replica every replica knows."""

import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from bot.settings import read_settings
from tests.cast import FrozenClock
from tests.databases import Databases
from tests.slack.bot import serving as serving_slack
from tests.slack.faults import How
from tests.slack.scene import Scene, playing
from tests.stories.teams import settle_in
from tests.teams.bot import ServedBot
from tests.teams.bot import serving as serving_teams
from tests.teams.standin import TeamsStandin

HERE = "onboarding"
ASKED = "How do other teams run onboarding with buddies?"
Parsed = Counter[str]


@pytest.fixture
async def scene(
    clock: FrozenClock, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Scene]:
    """The cast's workspace."""
    async with playing(clock, databases, monkeypatch) as found:
        yield found


@pytest.fixture
async def bot(
    clock: FrozenClock, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[ServedBot]:
    """The cast's tenant."""
    async with TeamsStandin.serving(clock) as teams:
        settle_in(teams)
        async with serving_teams(teams, clock, databases, monkeypatch) as found:
            await teams.say("Dora", HERE, "@Whoknows pilot on")
            await found.pass_time(minutes=1)
            yield found


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Parsed]:
    """Counts from now on how often each payload that holds a word is parsed."""

    def count(word: str) -> Parsed:
        found, loads = Parsed(), json.loads

        def counted(text: Any, **options: Any) -> Any:
            told = text.decode() if isinstance(text, bytes) else str(text)
            if word in told:
                found[told] += 1
            return loads(text, **options)

        monkeypatch.setattr(json, "loads", counted)
        return found

    return count


async def test_what_slack_tells_is_parsed_once(
    scene: Scene, parsed: Callable[[str], Parsed]
) -> None:
    found = parsed('"authorizations"')

    await scene.say("Amina", HERE, f"@whoknows {ASKED}")

    assert len(await scene.remembered("question")) == 1
    assert found
    assert set(found.values()) == {1}


async def test_what_is_typed_or_pressed_in_slack_is_parsed_once_at_most(
    scene: Scene, parsed: Callable[[str], Parsed]
) -> None:
    found = parsed('"trigger_id"')

    await scene.type("Amina", HERE, f"/ask {ASKED}")
    assert not found, "a command is a form, and no JSON at all"
    await scene.press("Bruno", "Follow", HERE, scene.post(HERE, ASKED).ts)

    assert set(found.values()) == {1}


async def test_what_teams_tells_is_parsed_once(
    bot: ServedBot, parsed: Callable[[str], Parsed]
) -> None:
    found = parsed('"recipient"')

    await bot.teams.say("Amina", HERE, f"@Whoknows ask {ASKED}")
    await bot.pass_time(seconds=5)

    assert [each["text"] for each in await bot.dump() if each["type"] == "question"] == [ASKED]
    assert found
    assert set(found.values()) == {1}


async def test_what_slack_told_one_replica_the_others_know(
    scene: Scene, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scene.type("Amina", HERE, f"/ask {ASKED}")
    await scene.slack.say("Greta", HERE, "We pair people.", scene.post(HERE, ASKED).ts)
    await scene.quiet()
    await scene.say("Liam", "projects", "@whoknows help")  # whom nothing is remembered of
    lines = await scene.bot.dump()
    assert not [each for each in lines if each["type"] == "person" and "ULIAM" in each["key"]]
    url = read_settings().database_url
    monkeypatch.setattr(databases, "url", lambda: url)

    async with serving_slack(scene.slack, scene.bot.clock, databases, monkeypatch) as other:
        again = Scene(other)
        for method in ("users.info", "conversations.info"):
            again.slack.fail(How.REFUSED, method, error="internal_error", times=99)
        [found] = await again.type("Liam", "projects", "/find onboarding buddies")

    assert "We pair people." in found
