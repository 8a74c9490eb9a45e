"""Time is a platform too. It only ticks; what is due is told by rows."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.breakage import report
from bot.timetable import Timetable

_EVERY = timedelta(seconds=1)
_FORGET_EVERY = timedelta(hours=1)
_WIPE_EVERY, _WIPE_AGAIN = timedelta(minutes=1), timedelta(seconds=10)
"""How long words that were taken back may lie on the disk; and where somebody reads for long."""
_FOR_ONE_POST = timedelta(seconds=0.5)
_PATIENCE = timedelta(seconds=1.5)


@asynccontextmanager
async def ticking(timetable: Timetable) -> AsyncIterator[None]:
    """Do and send what is due, and drop what has had its time, for as long as the block lasts."""
    inbox = timetable.inbox
    forget_at = wipe_at = inbox.clock()
    at_work = asyncio.Lock()

    async def tick() -> None:
        nonlocal forget_at, wipe_at
        try:
            async with at_work:
                await timetable.tick(_FOR_ONE_POST)
                if inbox.clock() >= forget_at:
                    await inbox.forget()
                    forget_at = inbox.clock() + _FORGET_EVERY
                if inbox.clock() >= wipe_at:
                    is_wiped = await inbox.store.wipe()
                    wipe_at = inbox.clock() + (_WIPE_EVERY if is_wiped else _WIPE_AGAIN)
        except Exception as error:  # noqa: BLE001 - the next tick tries again
            report("a tick failed", error)

    async def go_on() -> None:
        while True:
            try:
                await timetable.sender.go_on()
            except Exception as error:  # noqa: BLE001 - the next tick tries again
                report("a tick failed", error)

    # A tick that takes longer than a second leaves nothing out: the next one finds what is due.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.add_job(
        tick,
        "interval",
        seconds=_EVERY.total_seconds(),
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
    )
    scheduler.start()
    going_on = asyncio.create_task(go_on())
    try:
        yield
    finally:
        going_on.cancel()
        # A post cut off between sending and noting it would be sent again by the next process.
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE.total_seconds()):
                await at_work.acquire()
                await timetable.sender.finish()
        scheduler.shutdown(wait=False)
        await timetable.sender.cut_off()
