"""The command that serves the platforms which are set up, and what each of them brings."""

import asyncio
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

import typer
from aiohttp import web

from adapters.clock import ticking
from adapters.logs import hear_the_loop
from adapters.web.http import address, listening, told_to_stop
from adapters.web.visitors import limits_here
from bot.inbox import Inbox
from bot.language import get_ready
from bot.model import Policy
from bot.ports import Clock, Platform
from bot.refusal import Refusal
from bot.rhythm import is_holiday
from bot.settings import Settings, read_settings
from bot.timetable import Timetable
from bot.words import line

_LONGEST_END = 8.0
"""Seconds in which we end when told to; orchestrators kill after ten at the earliest."""


class Settling(Protocol):
    """Something that works beside its answers."""

    async def settled(self) -> None:
        """Wait until everything that was begun is done."""
        ...


class Side(Protocol):
    """A platform as a whole."""

    platforms: Mapping[str, Platform]
    pace: timedelta

    def opened(self, inbox: Inbox, app: web.Application) -> AbstractAsyncContextManager[Settling]:
        """Take in what the platform sends until the block ends."""
        ...


@dataclass(frozen=True)
class Serving:
    """The platforms, taking in what comes; the timetable sends when somebody ticks it."""

    app: web.Application
    timetable: Timetable
    intakes: Sequence[Settling]

    async def settled(self) -> None:
        """Wait until everything that came in so far was worked on and answered."""
        for each in self.intakes:
            await each.settled()


Open = Callable[[Settings], AbstractAsyncContextManager[Serving]]


def join(cli: typer.Typer, open_platforms: Open) -> None:
    """Add ``serve``."""

    @cli.command("serve")
    def serve_command() -> None:
        """Serve the platforms that are set up."""
        serve(open_platforms)


def serve(open_platforms: Open) -> None:
    """Serve until somebody stops it; raise Refusal where that is not set up."""
    settings = read_settings()
    settings.check()
    if not settings.has_platform:
        raise Refusal("settings.nothing_to_serve")
    asyncio.run(_serve(settings, open_platforms))


def made_ready(policy: Policy, clock: Clock) -> None:
    """Load what takes a second or more when it is first used: nobody's question waits for it."""
    get_ready(policy.languages)
    is_holiday("Europe/Berlin", clock().date())


async def _serve(settings: Settings, open_platforms: Open) -> None:
    hear_the_loop()
    stop = told_to_stop()
    host, port = settings.whoknows_host, settings.whoknows_port
    async with (
        open_platforms(settings) as served,
        listening(served.app, host, port, limits_here(settings.trusted_proxies)),
        ticking(served.timetable),
    ):
        sys.stdout.write(_serving(settings, address(host, port)) + "\n")
        sys.stdout.flush()
        await stop.wait()
        # What was begun is finished in this time, or caught up with by whoever starts next.
        asyncio.get_running_loop().call_later(_LONGEST_END, os._exit, 0)


def _serving(settings: Settings, where: str) -> str:
    served = {"Slack": settings.has_slack, "Microsoft Teams": settings.has_teams}
    platforms = ", ".join(name for name, has in served.items() if has)
    return line(None, "settings.serving", platforms=platforms, address=where)
