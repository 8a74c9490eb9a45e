"""A little of the torture, for every night; ``python -m tests.torture.slack`` does more."""

import pytest

from tests.databases import needs_sqlite
from tests.torture.slack import Torture, torture

pytestmark = [pytest.mark.torture, needs_sqlite]

LONGER_THAN_A_LEASE = 65.0


async def test_replicas_that_are_killed_lose_nothing_and_say_nothing_twice() -> None:
    async def act(world: Torture) -> None:
        await world.kill_at_random(6, 3)

    told = await torture(act, seed=3)

    assert told.is_good, "\n".join(told.lines())
    assert told.kills >= 6
    assert told.acknowledged > 20


async def test_replicas_that_are_told_to_stop_end_within_ten_seconds_and_say_nothing_twice() -> (
    None
):
    async def act(world: Torture) -> None:
        world.may_die_posting = False
        await world.restart_in_turn(10)

    told = await torture(act, seed=4)

    assert told.is_good, "\n".join(told.lines())
    assert len(told.drains) == 10
    assert max(told.drains) < 10


async def test_a_replica_that_was_stopped_for_longer_than_its_lease_says_nothing_twice() -> None:
    async def act(world: Torture) -> None:
        world.may_die_posting = False
        await world.stop_one(LONGER_THAN_A_LEASE)

    told = await torture(act, seed=5)

    assert told.is_good, "\n".join(told.lines())
