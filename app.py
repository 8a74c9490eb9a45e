"""Joins the rooms: the only place that knows all of them.

``python app.py`` with no platform set starts the sandbox; with one it serves.
"""

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import structlog
import typer

import metrics.command
import store.command
from adapters.sandbox import cast
from adapters.sandbox import command as sandbox_command
from adapters.sandbox import read as sandbox
from adapters.slack import command as slack_command
from adapters.slack import read as slack
from bot.inbox import Inbox
from bot.refusal import Refusal
from bot.settings import Settings, read_settings
from metrics.report import as_json, as_text, make_report
from store.chat import SandboxLog
from store.dump import dump
from store.engine import opened
from store.operations import depths
from store.transaction import Database

READERS = {slack.SOURCE: slack.read, sandbox.SOURCE: sandbox.read}
ORGANISATION = "default"

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
    """Open what the sandbox needs; its own admins are admins too."""
    settings = read_settings()
    policy = replace(settings.policy, admins=settings.policy.admins | cast.ADMINS)
    async with opened(settings.database_url) as engines:
        database = Database(engines, policy.default_phase)

        async def remembered() -> tuple[list[dict[str, Any]], str, dict[str, Any]]:
            async with database.reading() as connection:
                objects = [each async for each in dump(connection, under=f"{cast.WORKSPACE}/")]
                report = await make_report(connection, ORGANISATION, policy, now())
            return objects, as_text(report), json.loads(as_json(report))

        async def how_much() -> dict[str, int]:
            async with database.reading() as connection:
                return await depths(connection)

        inbox = Inbox(ORGANISATION, database, READERS, policy, now)
        yield sandbox_command.Home(inbox, SandboxLog(engines), remembered, how_much)


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
    raise Refusal(_not_yet(settings))


def _not_yet(settings: Settings) -> str:
    if not settings.has_platform:
        return "settings.nothing_to_serve"
    slack_is_set = settings.slack_bot_token is not None
    return "settings.not_yet_slack" if slack_is_set else "settings.not_yet_teams"


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
