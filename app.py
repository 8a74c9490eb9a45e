"""Joins the rooms: the only place that knows all of them.

``python app.py`` with no platform set starts the sandbox; with one it serves.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

import structlog
import typer
from aiohttp import web
from pydantic import SecretStr

import metrics.command
import store.command
import store.deadletters
from adapters import doctor
from adapters.clock import ticking
from adapters.operations import add_operations
from adapters.sandbox import cast
from adapters.sandbox import command as sandbox_command
from adapters.sandbox import read as sandbox
from adapters.sandbox.clock import PushedClock
from adapters.sandbox.wire import Seen
from adapters.slack import command as slack_command
from adapters.slack import read as slack
from adapters.teams import command as teams_command
from adapters.web import address, listening, told_to_stop
from bot.checkup import Finding, check_address, check_settings
from bot.inbox import Inbox
from bot.language import get_ready
from bot.model import Policy
from bot.outbox import Sender
from bot.ports import Clock, Platform, Reader
from bot.refusal import Refusal
from bot.rhythm import is_holiday
from bot.settings import Settings, read_settings
from bot.timetable import Timetable
from bot.turn import workspace_of
from bot.words import catalogue, line
from metrics.figures import ReportFigures
from metrics.funnel import make_funnel
from metrics.report import as_json, as_text, make_report
from store.chat import SandboxLog
from store.checkup import check_database, check_places, check_replies, check_vault
from store.dump import dump
from store.engine import Engines, opened
from store.operations import depths, outbox_of
from store.transaction import Database
from store.vault import EncryptedVault

if TYPE_CHECKING:
    from adapters.teams.keys import Keys
    from adapters.teams.wire import Identity

READERS = {slack.SOURCE: slack.read, sandbox.SOURCE: sandbox.read}
ORGANISATION = "default"
FIGURES = ReportFigures()
_LONGEST_END = 8.0
"""Seconds in which we end when told to; orchestrators kill after ten at the earliest."""

manifests = typer.Typer(help="Make what an admin of a platform brings the app in with.")
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
        yield Inbox(organisation, database, READERS, settings.policy, now, FIGURES)


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
                [
                    {**stage.__dict__, "label": line(language, f"page.stage.{stage.key}")}
                    for stage in stages
                ],
                [_shown(row, language) for row in rows if row["why"] != "nothing_to_say"],
                as_text(replace(report, language=language)),
                json.loads(as_json(report)),
            )

        async def how_much() -> dict[str, int]:
            async with database.reading() as connection:
                return await depths(connection)

        inbox = Inbox(ORGANISATION, database, READERS, policy, clock, FIGURES)
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
    asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    stop = told_to_stop()
    host, port = settings.whoknows_host, settings.whoknows_port
    async with (
        open_platforms(settings, now) as served,
        listening(served.app, host, port),
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


class Settling(Protocol):
    """Something that works beside its answers."""

    async def settled(self) -> None:
        """Wait until everything that was begun is done."""
        ...


@dataclass(frozen=True)
class Served:
    """The platforms, taking in what comes; the timetable sends when somebody ticks it."""

    app: web.Application
    timetable: Timetable
    database: Database
    intakes: Sequence[Settling]

    async def settled(self) -> None:
        """Wait until everything that came in so far was worked on and answered."""
        for each in self.intakes:
            await each.settled()


class Side(Protocol):
    """A platform as a whole."""

    readers: Mapping[str, Reader]
    platforms: Mapping[str, Platform]
    pace: timedelta

    def opened(self, inbox: Inbox, app: web.Application) -> AbstractAsyncContextManager[Settling]:
        """Take in what the platform sends until the block ends."""
        ...


@asynccontextmanager
async def open_platforms(settings: Settings, clock: Clock) -> AsyncIterator[Served]:
    """Open the database and the platforms that are set up."""
    await asyncio.to_thread(_get_ready, settings.policy)
    async with opened(settings.database_url) as engines, AsyncExitStack() as stack:
        database = Database(engines, settings.policy.default_phase)
        app = web.Application()
        add_operations(app, lambda: _how_much(database))
        sides: list[Side] = []
        if settings.has_slack:
            sides.append(await _slack_side(settings, engines, clock, app))
        if settings.has_teams:
            sides.append(_teams_side(settings, database, clock))
        readers, platforms = dict(READERS), dict[str, Platform]()
        for side in sides:
            readers |= side.readers
            platforms |= side.platforms
        can = {name: each.capabilities for name, each in platforms.items()}
        inbox = Inbox(ORGANISATION, database, readers, settings.policy, clock, FIGURES, can)
        intakes = [await stack.enter_async_context(side.opened(inbox, app)) for side in sides]
        pace = max((side.pace for side in sides), default=timedelta())
        yield Served(app, Timetable(Sender(inbox, platforms, pace)), database, intakes)


def _teams_side(settings: Settings, database: Database, clock: Clock) -> Side:
    """Return what speaks to Teams."""
    # These import the SDK, which takes more than a second: only where it is used.
    from adapters.teams.serving import TeamsSide
    from adapters.teams.token import Gate, Guard, OpenGate

    identity, hosts = _identity(settings), settings.teams_service_hosts
    gate: Gate = OpenGate()
    if not identity.is_anonymous:
        gate = Guard(identity.app_id, frozenset({identity.tenant}), _keys(settings, clock), hosts)
    return TeamsSide(identity, gate, database, ORGANISATION, clock, hosts)


def _identity(settings: Settings) -> "Identity":
    from adapters.teams.wire import Identity

    password = settings.microsoft_app_password
    return Identity(
        settings.microsoft_app_id or "",
        password.get_secret_value() if password else "",
        settings.microsoft_app_tenant_id or "",
        settings.whoknows_teams_login_url,
        is_anonymous=settings.whoknows_teams_anonymous,
    )


def _keys(settings: Settings, clock: Clock) -> "Keys":
    from adapters.teams.keys import METADATA, Keys

    return Keys(clock, settings.whoknows_teams_openid_url or METADATA)


def _get_ready(policy: Policy) -> None:
    """Load what takes a second or more when it is first used: nobody's question waits for it."""
    get_ready(policy.languages)
    is_holiday("Europe/Berlin", now().date())


async def _slack_side(
    settings: Settings, engines: Engines, clock: Clock, app: web.Application
) -> Side:
    """Return what speaks to Slack: with one token, or with those of all who installed the app.

    Raises Refusal where their tokens cannot be read with the key that is set.
    """
    # These import the SDK, which takes most of a second: only where it is used.
    from adapters.slack.installing import add_installing
    from adapters.slack.manifest import redirect_url
    from adapters.slack.scopes import asked
    from adapters.slack.serving import Keys, SlackSide
    from adapters.slack.tokens import OneToken, Tokens, VaultTokens
    from adapters.slack.wire import AppKeys, Installer, Web

    def secret(value: SecretStr | None) -> str:
        return value.get_secret_value() if value else ""

    slack = Web(settings.slack_api_url)
    tokens: Tokens = OneToken(secret(settings.slack_bot_token))
    is_ours = None
    if settings.has_many_workspaces:
        keys = AppKeys(settings.slack_client_id or "", secret(settings.slack_client_secret))
        vault = EncryptedVault(engines, ORGANISATION, secret(settings.whoknows_secret_key), clock)
        await vault.check()
        tokens, is_ours = VaultTokens(slack, keys, vault, clock), vault.is_in
        ours = {workspace_of(admin) for admin in settings.policy.admins}
        installer = Installer(
            slack,
            keys,
            asked().scopes,
            vault,
            clock,
            redirect_uri=redirect_url(settings.whoknows_public_url),
            may_install=ours.__contains__,
        )
        add_installing(app, installer)
    proofs = Keys(secret(settings.slack_signing_secret), secret(settings.slack_app_token))
    reactions = settings.policy.reactions
    return SlackSide(slack, tokens.token, proofs, clock, is_ours, reactions)


async def _how_much(database: Database) -> dict[str, int]:
    async with database.reading() as connection:
        return await depths(connection)


async def examine() -> AsyncIterator[Finding]:
    """Look at everything that has to be right, for ``doctor``."""
    settings = read_settings()
    for each in check_settings(settings):
        yield each
    found, can_be_read = await check_database(settings.database_url)
    yield found
    if settings.slack_bot_token or settings.slack_app_token:
        async for each in _examine_slack(settings):
            yield each
    if settings.slack_signing_secret and not settings.slack_app_token:
        yield check_address("slack", settings.whoknows_public_url, "/slack/events")
    if settings.has_teams:
        async for each in _examine_teams(settings):
            yield each
    if can_be_read:
        async with opened(settings.database_url) as engines:
            async for each in _examine_what_is_kept(settings, engines):
                yield each


async def _examine_slack(settings: Settings) -> AsyncIterator[Finding]:
    from adapters.slack.checkup import check_socket, check_token  # imports the SDK
    from adapters.slack.wire import Web

    web = Web(settings.slack_api_url)
    try:
        if settings.slack_bot_token:
            token = settings.slack_bot_token.get_secret_value()
            async for each in check_token(web, token, "SLACK_BOT_TOKEN"):
                yield each
        if settings.slack_app_token:
            yield await check_socket(web, settings.slack_app_token.get_secret_value())
    finally:
        await web.close()


async def _examine_teams(settings: Settings) -> AsyncIterator[Finding]:
    from adapters.teams.checkup import check_teams  # imports the SDK

    if not settings.whoknows_teams_anonymous:
        async for each in check_teams(_identity(settings), _keys(settings, now), now):
            yield each
    yield check_address("teams", settings.whoknows_public_url, "/api/messages")


async def _examine_what_is_kept(settings: Settings, engines: Engines) -> AsyncIterator[Finding]:
    if settings.has_many_workspaces and settings.whoknows_secret_key:
        try:
            keys = settings.whoknows_secret_key.get_secret_value()
            vault = EncryptedVault(engines, ORGANISATION, keys, now)
        except Refusal as refusal:
            yield Finding(is_good=False, text=refusal.sentence())
        else:
            async for each in check_vault(vault):
                yield each
    yield await check_places(engines, ORGANISATION)
    async for each in check_replies(engines, ORGANISATION):
        yield each


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
