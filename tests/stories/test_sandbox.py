"""The stories, told in the sandbox."""

from collections.abc import AsyncIterator

import pytest

from tests.databases import Databases
from tests.recompute import differences
from tests.stories import pilot_week
from tests.stories.sandbox import SandboxStage, a_sandbox

pytestmark = pytest.mark.long


@pytest.fixture
async def stage(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[SandboxStage]:
    """A sandbox of its own."""
    async with a_sandbox(databases.url(), monkeypatch) as found:
        yield found


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
