"""Joins the rooms: the only place that knows all of them.

``python app.py`` with no platform set starts the sandbox; with one it serves.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial

import typer
from aiohttp import web

import metrics.command
import store.command
import store.deadletters
from adapters import doctor, serving
from adapters.logs import set_up_logging
from adapters.operations import add_operations
from adapters.sandbox import cast
from adapters.sandbox import command as sandbox_command
from adapters.sandbox import read as sandbox
from adapters.sandbox.clock import PushedClock
from adapters.sandbox.seen import Seen, seen_mail, seen_stages
from adapters.slack import command as slack_command
from adapters.slack import read as slack
from adapters.teams import command as teams_command
from adapters.teams import read as teams
from bot.checkup import CheckResult, check_settings
from bot.inbox import Inbox
from bot.model import Policy
from bot.outbox import Sender
from bot.ports import Clock, Reader
from bot.refusal import Refusal
from bot.settings import Settings, read_settings
from bot.timetable import Timetable
from metrics.figures import ReportFigures
from metrics.funnel import make_funnel
from metrics.report import as_json, as_text, make_report
from store.chat import SandboxLog
from store.checkup import NO_PLACE, check_database, check_what_is_kept
from store.dump import dump
from store.engine import Engines, opened
from store.operations import depths_of, outbox_of
from store.transaction import Database
from store.vault import EncryptedVault

ORGANISATION = "default"
FIGURES = ReportFigures()

manifests = typer.Typer(help="Make what an admin of a platform brings the app in with.")
cli = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


def now() -> datetime:
    """Return the time, aware and in UTC."""
    return datetime.now(UTC)


def readers(policy: Policy) -> Mapping[str, Reader]:
    """Return what reads deliveries: every platform's, also of those that are switched off."""
    return {
        slack.SOURCE: partial(slack.read, signs=policy.reactions),
        teams.SOURCE: teams.read,
        sandbox.SOURCE: sandbox.read,
    }


@asynccontextmanager
async def open_inbox(organisation: str) -> AsyncIterator[Inbox]:
    """Open the database of this process and the inbox of one organisation on it."""
    settings = read_settings()
    policy = settings.policy
    async with opened(settings.database_url) as engines:
        database = Database(engines, policy.default_phase)
        yield Inbox(organisation, database, readers(policy), policy, now, FIGURES)


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
                until = clock() + timedelta(seconds=1)  # what happens just now is in it
                stages = await make_funnel(connection, ORGANISATION, until)
                rows = await outbox_of(connection, ORGANISATION, cast.WORKSPACE, 200)
            return Seen(
                objects,
                seen_stages(stages, language),
                seen_mail(rows, language),
                as_text(replace(report, language=language)),
                json.loads(as_json(report)),
            )

        serves = frozenset({sandbox.SOURCE})
        inbox = Inbox(
            ORGANISATION, database, readers(policy), policy, clock, FIGURES, serves=serves
        )
        how_much = partial(depths_of, database)
        yield sandbox_command.Home(inbox, clock, SandboxLog(engines), look, how_much)


@dataclass(frozen=True)
class Served(serving.Serving):
    """The platforms as they are served, and the database beneath."""

    database: Database


@asynccontextmanager
async def open_platforms(settings: Settings, clock: Clock = now) -> AsyncIterator[Served]:
    """Open the database and the platforms that are set up."""
    policy = settings.policy
    await asyncio.to_thread(serving.made_ready, policy, clock)
    async with opened(settings.database_url) as engines, AsyncExitStack() as stack:
        database = Database(engines, policy.default_phase)
        app = web.Application()
        add_operations(app, partial(depths_of, database))
        sides = [each async for each in _sides(settings, engines, database, clock, app)]
        platforms = {name: each for side in sides for name, each in side.platforms.items()}
        inbox = Inbox(
            ORGANISATION,
            database,
            readers(policy),
            policy,
            clock,
            FIGURES,
            {name: each.capabilities for name, each in platforms.items()},
            frozenset(platforms),
        )
        intakes = [await stack.enter_async_context(side.opened(inbox, app)) for side in sides]
        paces = {name: side.pace for side in sides for name in side.platforms}
        yield Served(app, Timetable(Sender(inbox, platforms, paces)), intakes, database)


async def _sides(
    settings: Settings, engines: Engines, database: Database, clock: Clock, app: web.Application
) -> AsyncIterator[serving.Side]:
    """Yield the platforms that are set up; their SDKs take a second to import, so only then."""
    if settings.has_slack:
        from adapters.slack.serving import slack_side

        vault = None
        if settings.has_many_workspaces:
            vault = EncryptedVault(engines, ORGANISATION, settings.secret_key, clock)
            await vault.check()
        yield slack_side(settings, vault, clock, app)
    if settings.has_teams:
        from adapters.teams.serving import teams_side

        yield teams_side(settings, database, ORGANISATION, clock)


async def examine() -> AsyncIterator[CheckResult]:
    """Look at everything that has to be right, for ``doctor``."""
    settings = read_settings(heedless=True)
    for each in check_settings(settings):
        yield each
    found, can_be_read = await check_database(settings.database_url)
    yield found
    async for each in doctor.examine_platforms(settings, now):
        yield each
    if found.is_good and not can_be_read:
        yield NO_PLACE
    if can_be_read:
        async with opened(settings.database_url) as engines:
            async for each in check_what_is_kept(engines, ORGANISATION, settings, now):
                yield each


@cli.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Whoknows: ask, answer and share examples where you already talk."""
    if context.invoked_subcommand is None:
        if read_settings().has_platform:
            serving.serve(open_platforms)
        else:
            sandbox_command.start(open_sandbox)


serving.join(cli, open_platforms)
doctor.join(cli, examine)
sandbox_command.join(cli, open_sandbox)
metrics.command.join(cli)
store.command.join(cli, FIGURES)
store.deadletters.join(cli)
cli.add_typer(manifests, name="manifest")
slack_command.join(cli, manifests, open_inbox)
teams_command.join(manifests)


def main() -> None:
    """Run a command; say a refusal in one sentence and exit with 2."""
    set_up_logging(sys.stderr)
    try:
        typer.main.get_command(cli)()  # the group itself would take what breaks to its own hook
    except Refusal as refusal:
        sys.stderr.write(refusal.sentence() + "\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
