"""The stories, told in the sandbox."""

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer

from adapters.sandbox.command import build
from app import open_sandbox
from tests.databases import Databases
from tests.recompute import differences
from tests.stories import pilot_week
from tests.stories.sandbox import SandboxStage

pytestmark = pytest.mark.long


@pytest.fixture
async def stage(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[SandboxStage]:
    """A sandbox of its own."""
    monkeypatch.setenv("WHOKNOWS_DATABASE_URL", databases.url())
    async with open_sandbox() as home:
        app, _timetable = await build(home)
        async with TestClient(TestServer(app)) as client:
            yield SandboxStage(client)


async def test_a_pilot_week_in_the_sandbox(stage: SandboxStage) -> None:
    await pilot_week.tell(stage)

    lines = await stage.dump()
    counts = pilot_week.counted(lines)
    assert {kind: counts[kind] for kind in ("question", "request", "answer", "example")} == {
        "question": 6,
        "request": 1,
        "answer": 3,
        "example": 1,
    }
    assert counts["digest"] == 2  # nothing happened in the private one that it would tell
    assert counts["interest"] == 1
    assert differences(lines, await stage.report()) == []
