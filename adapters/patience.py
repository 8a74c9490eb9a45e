"""Trying once more what a platform did not take just now, for somebody who waits for our words."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

Given = TypeVar("Given")
Refusal = TypeVar("Refusal", bound=Exception)

_PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0)
_LONGEST = 60.0


async def insisting(
    do: Callable[[], Awaitable[Given]],
    error: type[Refusal],
    pause: Callable[[Refusal, float], float | None],
) -> Given:
    """Return what was done in the end; raise the error that stays.

    ``pause`` returns after how many seconds it is worth another try (it is given the usual ones),
    or None where it is not.
    """
    for usual in _PAUSES:
        try:
            return await do()
        except error as refused:
            seconds = pause(refused, usual)
            if seconds is None:
                raise
            await asyncio.sleep(min(seconds, _LONGEST))
    return await do()
