"""What is asked for meanwhile is done together, and what somebody waits for comes first."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from adapters.together import Together


async def test_lots_are_small_and_what_somebody_waits_for_comes_before_the_rest() -> None:
    lots: list[list[int]] = []

    async def do(numbers: Sequence[int]) -> Mapping[str, int]:
        lots.append(list(numbers))
        await asyncio.sleep(0)
        return {str(each): 10 * each for each in numbers}

    together = Together[int, int](do, str, 3)

    slow = [asyncio.create_task(together.ask(n)) for n in range(5)]
    fast = [asyncio.create_task(together.ask(n, hurry=True)) for n in range(7, 9)]

    assert await asyncio.gather(*slow, *fast) == [0, 10, 20, 30, 40, 70, 80]
    assert lots == [[7, 8, 0], [1, 2, 3], [4]]


async def test_what_breaks_a_lot_is_told_to_each_of_it_and_the_next_goes_on() -> None:
    async def do(words: Sequence[str]) -> Mapping[str, str]:
        if "poison" in words:
            raise ValueError("poison")
        return {each: each.upper() for each in words}

    together = Together[str, str](do, str, 1)

    poison = asyncio.create_task(together.ask("poison"))
    good = asyncio.create_task(together.ask("good"))

    with pytest.raises(ValueError, match="poison"):
        await poison
    assert await good == "GOOD"
