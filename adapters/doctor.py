"""The command that tells whether all is well, and what to do where it is not."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable

import typer

from adapters.logs import speak_to_people
from bot.checkup import WORDS, CheckResult, check_address
from bot.ports import Clock
from bot.settings import Settings
from bot.words import line

Examine = Callable[[], AsyncIterator[CheckResult]]


def join(cli: typer.Typer, examine: Examine) -> None:
    """Add ``doctor``."""

    @cli.command("doctor")
    def doctor() -> None:
        """Look whether all is well: settings, database, Slack, admins, places."""
        speak_to_people()
        troubles = asyncio.run(_told(examine))
        if troubles:
            sys.stdout.write("\n" + line(WORDS, "doctor.troubles", n=troubles) + "\n")
            raise typer.Exit(2)
        sys.stdout.write("\n" + line(WORDS, "doctor.all_well") + "\n")


async def examine_platforms(settings: Settings, clock: Clock) -> AsyncIterator[CheckResult]:
    """Ask the platforms that are set up; their SDKs take a second to import, so only then."""
    if settings.slack_bot_token or settings.slack_app_token:
        from adapters.slack.checkup import check_slack

        async for each in check_slack(settings):
            yield each
    if settings.is_slack_to_reach_us:
        yield check_address("slack", settings.whoknows_public_url, "/slack/events")
    if settings.has_teams:
        from adapters.teams.checkup import check_teams

        async for each in check_teams(settings, clock):
            yield each
        yield check_address("teams", settings.whoknows_public_url, "/api/messages")


async def _told(examine: Examine) -> int:
    """Print what is found as it is found, the same once; return how much is not as it should be."""
    troubles = 0
    told: set[str] = set()
    async for each in examine():
        if each.text in told:
            continue
        told.add(each.text)
        troubles += not each.is_good
        sys.stdout.write(f"{'✓' if each.is_good else '✗'} {each.text}\n")
        sys.stdout.flush()
    return troubles
