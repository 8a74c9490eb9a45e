"""The command that tells whether all is well, and what to do where it is not."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable

import typer

from bot.checkup import WORDS, Finding
from bot.words import line

Examine = Callable[[], AsyncIterator[Finding]]


def join(cli: typer.Typer, examine: Examine) -> None:
    """Add ``doctor``."""

    @cli.command("doctor")
    def doctor() -> None:
        """Look whether all is well: settings, database, Slack, admins, places."""
        troubles = asyncio.run(_told(examine))
        if troubles:
            sys.stdout.write("\n" + line(WORDS, "doctor.troubles", n=troubles) + "\n")
            raise typer.Exit(2)
        sys.stdout.write("\n" + line(WORDS, "doctor.all_well") + "\n")


async def _told(examine: Examine) -> int:
    """Print what is found as it is found; return how much is not as it should be."""
    troubles = 0
    async for each in examine():
        troubles += not each.is_good
        sys.stdout.write(f"{'✓' if each.is_good else '✗'} {each.text}\n")
        sys.stdout.flush()
    return troubles
