"""The command-line group of the measures."""

import asyncio
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.refusal import Refusal
from bot.settings import read_settings
from bot.words import languages
from metrics.report import Report, as_csv, as_json, as_text, make_report
from store.chat import time_in_it
from store.engine import opened_as_it_is
from store.named import must_be_known, place_named
from store.transaction import Database

_FORMATS = {"text": as_text, "json": as_json, "csv": as_csv}


def join(cli: typer.Typer) -> None:
    """Add ``report``."""

    @cli.command("report")
    def report_command(
        start: Annotated[str | None, typer.Option("--from", help="First day or time.")] = None,
        end: Annotated[str | None, typer.Option("--to", help="Up to this, not with it.")] = None,
        wave: Annotated[str | None, typer.Option(help="Only this pilot wave.")] = None,
        place: Annotated[str | None, typer.Option(help="Only this place, by name or key.")] = None,
        output: Annotated[str, typer.Option("--format", help="text, json or csv.")] = "text",
        language: Annotated[str | None, typer.Option(help="In which language.")] = None,
        organisation: Annotated[str, typer.Option(help="Whose report.")] = "default",
    ) -> None:
        """Show who asked, who responded, and who was helped."""
        if wave:
            raise Refusal("report.no_wave")
        if output not in _FORMATS:
            raise Refusal("report.no_format", said=output[:40])
        if language is not None and language not in languages():
            spoken = ", ".join(languages())
            raise Refusal("place.no_language", said=language[:40], spoken=spoken)
        report = asyncio.run(_report(organisation, start, end, place))
        if language:
            report = replace(report, language=language)
        sys.stdout.write(_FORMATS[output](report))


async def _report(
    organisation: str, start: str | None, end: str | None, place: str | None
) -> Report:
    settings = read_settings()
    async with (
        opened_as_it_is(settings.database_url) as engines,
        Database(engines).reading() as connection,
    ):
        await must_be_known(connection, organisation)
        if place:
            place = await place_named(connection, organisation, place)
        return await make_report(
            connection,
            organisation,
            settings.policy,
            await time_in_it(connection, datetime.now(UTC)),
            start=start,
            end=end,
            place=place,
        )
