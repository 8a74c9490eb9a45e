"""Joins the rooms: the only place that knows all of them.

``python app.py`` with no platform set starts the sandbox; with one it serves.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import structlog
import typer
from aiohttp import web

import metrics.command
import store.command
from adapters.clock import ticking
from adapters.operations import add_operations
from adapters.sandbox import cast
from adapters.sandbox import command as sandbox_command
from adapters.sandbox import read as sandbox
from adapters.sandbox.clock import PushedClock
from adapters.sandbox.wire import Seen
from adapters.slack import command as slack_command
from adapters.slack import read as slack
from adapters.web import address, listening, told_to_stop
from bot.inbox import Inbox
from bot.outbox import Sender
from bot.ports import Clock
from bot.refusal import Refusal
from bot.settings import Settings, read_settings
from bot.timetable import Timetable
from bot.words import catalogue, line
from metrics.funnel import funnel
from metrics.report import as_json, as_text, make_report
from store.chat import SandboxLog
from store.dump import dump
from store.engine import opened
from store.operations import depths, outbox_of
from store.transaction import Database

READERS = {slack.SOURCE: slack.read, sandbox.SOURCE: sandbox.read}
ORGANISATION = "default"
_LONGEST_END = 8.0
"""Seconds in which we end when told to; orchestrators kill after ten at the earliest."""

cli = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


def now() -> datetime:
    """Return the time, aware and in UTC."""
    return datetime.now(UTC)


@asynccontextmanager
async def open_inbox(organisation: str) -> AsyncIterator[Inbox]:
    """Open the database of this process and the inbox of one organisation on it."""
    settings = read_settings()
    async with opened(settings.database_url) as engines:
        database = Database(engines, settings.policy.default_phase)
        yield Inbox(organisation, database, READERS, settings.policy, now)


@asynccontextmanager
async def open_sandbox() -> AsyncIterator[sandbox_command.Home]:
    """Open what the sandbox needs; its own admins are admins too, and its office has a zone."""
    settings = read_settings()
    zone = cast.ZONE if settings.whoknows_zone == "UTC" else settings.whoknows_zone
    admins = settings.policy.admins | cast.ADMINS
    policy = replace(settings.policy, admins=admins, zone=zone)
    clock = PushedClock(now)
    async with opened(settings.database_url) as engines:
        database = Database(engines, policy.default_phase)

        async def look(language: str) -> Seen:
            async with database.reading() as connection:
                objects = [each async for each in dump(connection, under=cast.WORKSPACE)]
                report = await make_report(connection, ORGANISATION, policy, clock())
                rows = await outbox_of(connection, ORGANISATION, cast.WORKSPACE, 200)
            return Seen(
                objects,
                [
                    {**stage.__dict__, "label": line(language, f"page.stage.{stage.key}")}
                    for stage in funnel(objects)
                ],
                [_shown(row, language) for row in rows if row["why"] != "nothing_to_say"],
                as_text(replace(report, language=language)),
                json.loads(as_json(report)),
            )

        async def how_much() -> dict[str, int]:
            async with database.reading() as connection:
                return await depths(connection)

        inbox = Inbox(ORGANISATION, database, READERS, policy, clock)
        yield sandbox_command.Home(inbox, clock, SandboxLog(engines), look, how_much)


def _shown(row: dict[str, Any], language: str) -> dict[str, Any]:
    """Return a row of the outbox as a person reads it."""
    room, person = cast.room(row["to"]), cast.player(row["to"])
    to = person.name if person else f"#{room.name}" if room else row["to"]
    why = row["why"]
    if why and f"outbox.why.{why}" in catalogue(language):
        why = line(language, f"outbox.why.{why}")
    return {
        "id": row["id"],
        "kind": row["kind"],
        "label": line(language, f"outbox.kind.{row['kind']}"),
        "to": to,
        "due_at": row["due_at"].isoformat(),
        "sent_at": row["sent_at"].isoformat() if row["sent_at"] else None,
        "state": row["state"],
        "why": why,
    }


@cli.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Whoknows: ask, answer and share examples where you already talk."""
    if context.invoked_subcommand is None:
        if read_settings().has_platform:
            serve()
        else:
            sandbox_command.start(open_sandbox)


@cli.command("serve")
def serve() -> None:
    """Serve the platforms that are set up."""
    settings = read_settings()
    settings.check()
    if not settings.has_platform:
        raise Refusal("settings.nothing_to_serve")
    if not settings.slack_bot_token:
        raise Refusal("settings.not_yet_teams")
    asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    stop = told_to_stop()
    host, port = settings.whoknows_host, settings.whoknows_port
    async with (
        open_platforms(settings, now) as served,
        listening(served.app, host, port),
        ticking(served.timetable),
    ):
        sys.stdout.write(line(None, "settings.serving", address=address(host, port)) + "\n")
        sys.stdout.flush()
        await stop.wait()
        # What was begun is finished in this time, or caught up with by whoever starts next.
        asyncio.get_running_loop().call_later(_LONGEST_END, os._exit, 0)


@dataclass(frozen=True)
class Served:
    """The platforms, taking in what comes; the timetable sends when somebody ticks it."""

    app: web.Application
    timetable: Timetable
    database: Database


@asynccontextmanager
async def open_platforms(settings: Settings, clock: Clock) -> AsyncIterator[Served]:
    """Open the database and the platforms that are set up."""
    from adapters.slack.serving import (  # imports the SDK: only where it is used
        PACE,
        Keys,
        SlackSide,
    )
    from adapters.slack.wire import Web

    token = settings.slack_bot_token
    app_token, secret = settings.slack_app_token, settings.slack_signing_secret
    keys = Keys(
        secret.get_secret_value() if secret else None,
        app_token.get_secret_value() if app_token else None,
    )

    async def token_of(_workspace: str) -> str | None:
        return token.get_secret_value() if token else None

    side = SlackSide(Web(settings.slack_api_url), token_of, keys, clock)
    async with opened(settings.database_url) as engines:
        database = Database(engines, settings.policy.default_phase)

        async def how_much() -> dict[str, int]:
            async with database.reading() as connection:
                return await depths(connection)

        inbox = Inbox(ORGANISATION, database, {**READERS, **side.readers}, settings.policy, clock)
        timetable = Timetable(Sender(inbox, side.platforms, PACE))
        app = web.Application()
        add_operations(app, how_much)
        async with side.opened(inbox, app):
            await side.return_to(inbox)
            yield Served(app, timetable, database)


sandbox_command.join(cli, open_sandbox)
metrics.command.join(cli)
store.command.join(cli)
slack_command.join(cli, open_inbox)


def main() -> None:
    """Run a command; say a refusal in one sentence and exit with 2."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    try:
        cli()
    except Refusal as refusal:
        sys.stderr.write(refusal.sentence() + "\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
