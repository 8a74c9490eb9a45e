"""P10 in small: random stories about one question; ``tests/torture/nudges.py`` plays 1,000."""

import pytest

from tests.torture.nudges import MOST, play

pytestmark = pytest.mark.long


async def test_whatever_happens_nobody_is_nudged_who_should_not_be() -> None:
    sent, wrong = await play(6, seed=1)

    assert "\n".join(wrong) == ""
    assert set(sent) == set(MOST)  # each kind was sent, so each was judged
