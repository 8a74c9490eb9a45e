"""The command-line group of the sandbox."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Annotated

import typer
from aiohttp import web

from adapters.clock import ticking
from adapters.logs import hear_the_loop
from adapters.operations import Depths, add_operations
from adapters.sandbox import cast
from adapters.sandbox.chat import Chat
from adapters.sandbox.clock import PushedClock
from adapters.sandbox.door import Door
from adapters.sandbox.seen import Look
from adapters.sandbox.wire import Sandbox
from adapters.web.http import address, listening, told_to_stop
from adapters.web.visitors import limits_here
from bot.inbox import Inbox
from bot.outbox import Sender
from bot.ports import ChatLog
from bot.refusal import Refusal
from bot.settings import read_settings
from bot.timetable import Timetable
from bot.words import line

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Home:
    """What the sandbox needs of the other rooms."""

    inbox: Inbox
    clock: PushedClock
    log: ChatLog
    look: Look
    depths: Depths


OpenHome = Callable[[], AbstractAsyncContextManager[Home]]


def join(cli: typer.Typer, open_home: OpenHome) -> None:
    """Add ``sandbox``."""

    @cli.command("sandbox")
    def sandbox_command(
        host: Annotated[str | None, typer.Option(help="Only an address of this machine.")] = None,
        port: Annotated[int | None, typer.Option(help="8080 unless set.", min=1, max=65535)] = None,
    ) -> None:
        """Open a chat in the browser, to try everything without a platform."""
        start(open_home, host, port)


def start(open_home: OpenHome, host: str | None = None, port: int | None = None) -> None:
    """Run the sandbox until it is told to stop."""
    settings = read_settings()
    host, port = host or settings.whoknows_host, port or settings.whoknows_port
    if host not in _LOOPBACK:
        raise Refusal("settings.only_loopback", host=host)
    asyncio.run(_run(open_home, host, port))


async def _run(open_home: OpenHome, host: str, port: int) -> None:
    hear_the_loop()
    stop = told_to_stop()
    async with open_home() as home:
        app, timetable = await build(home)
        async with listening(app, host, port, limits_here()), ticking(timetable):
            sys.stdout.write(line(None, "settings.ready", address=address(host, port)) + "\n")
            sys.stdout.flush()
            await stop.wait()


async def build(home: Home) -> tuple[web.Application, Timetable]:
    """Return the sandbox with its rooms open, and the timetable that the clock drives."""
    chat = Chat(home.log, home.inbox.clock)
    timetable = Timetable(Sender(home.inbox, {cast.WORKSPACE.partition(":")[0]: chat}))
    sandbox = Sandbox(Door(chat, timetable), home.look, home.clock)
    app = sandbox.app()
    add_operations(app, home.depths)
    await sandbox.open_rooms()
    return app, timetable
