"""Serving over HTTP until somebody stops it: shared by every adapter that listens."""

import asyncio
import errno
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.refusal import Refusal


@asynccontextmanager
async def listening(app: web.Application, host: str, port: int) -> AsyncIterator[None]:
    """Serve until the block ends; raise Refusal when the address cannot be used."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=3)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise Refusal(_cannot_listen(error), port=port, host=host) from None
        yield
    finally:
        await runner.cleanup()


def told_to_stop() -> asyncio.Event:
    """Return what is set by SIGTERM or Ctrl+C; asked for first, so that neither comes too early."""
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    return stop


def address(host: str, port: int) -> str:
    """Return where a browser finds what listens here."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/"


def _cannot_listen(error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return "settings.port_taken"
        case errno.EACCES:
            return "settings.port_not_allowed"
        case _:
            return "settings.bad_address"
