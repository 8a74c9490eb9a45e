"""The command-line group of the measures."""

import asyncio
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.refusal import Refusal
from bot.settings import read_settings
from metrics.report import as_csv, as_json, as_text, make_report
from store.engine import opened
from store.facts import has_place
from store.transaction import Database

_FORMATS = {"text": as_text, "json": as_json, "csv": as_csv}


def join(cli: typer.Typer) -> None:
    """Add ``report``."""

    @cli.command("report")
    def report_command(
        start: Annotated[str | None, typer.Option("--from", help="First day or time.")] = None,
        end: Annotated[str | None, typer.Option("--to", help="Up to this, not with it.")] = None,
        wave: Annotated[str | None, typer.Option(help="Only this pilot wave.")] = None,
        place: Annotated[str | None, typer.Option(help="Only this place, by its key.")] = None,
        output: Annotated[str, typer.Option("--format", help="text, json or csv.")] = "text",
        organisation: Annotated[str, typer.Option(help="Whose report.")] = "default",
    ) -> None:
        """Show who asked, who responded, and who was helped."""
        if wave:
            raise Refusal("report.no_wave")
        if output not in _FORMATS:
            raise Refusal("report.no_format", said=output[:40])
        asyncio.run(_report(organisation, start, end, place, output))


async def _report(
    organisation: str, start: str | None, end: str | None, place: str | None, output: str
) -> None:
    settings = read_settings()
    async with opened(settings.database_url) as engines, Database(engines).reading() as connection:
        if place and not await has_place(connection, organisation, place):
            raise Refusal("report.no_place", said=place[:80])
        report = await make_report(
            connection,
            organisation,
            settings.policy,
            datetime.now(UTC),
            start=start,
            end=end,
            place=place,
        )
    sys.stdout.write(_FORMATS[output](report))
