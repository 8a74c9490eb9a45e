"""The command-line group of the store."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.figures import Figures
from bot.handlers.place import move_to, move_zone
from bot.intents import SeenPlace
from bot.model import Phase, Place
from bot.ports import Due
from bot.posts.digest import told
from bot.posts.sending import Sending
from bot.refusal import Refusal
from bot.rhythm import week_bounds, week_of
from bot.settings import read_settings
from bot.turn import workspace_of
from bot.values import known_language, known_zone, spoken_languages
from bot.words import line, message_text
from store.dump import dump
from store.engine import opened
from store.facts import has_place, last_activity, places_of
from store.transaction import Database, Transaction

_WORDS = "en"
_LONGEST_SHOWN = 80


def join(cli: typer.Typer, figures: Figures) -> None:
    """Add ``dump``, ``digest`` and ``place``; ``figures`` computes what a digest tells."""
    places = typer.Typer(help="List the places, or set how one takes part.", no_args_is_help=True)
    cli.add_typer(places, name="place")

    @cli.command("dump")
    def dump_command() -> None:
        """Print everything remembered as JSON lines, sorted by type and key."""
        asyncio.run(_dump())

    @cli.command("digest")
    def digest_command(
        place: Annotated[str, typer.Argument(help="The place, by its key.")],
        week: Annotated[str | None, typer.Option(help="An ISO week, such as 2018-W06.")] = None,
        organisation: Annotated[str, typer.Option(help="Whose place.")] = "default",
    ) -> None:
        """Print the digest of a place's week; by default of its last week with activity."""
        asyncio.run(_digest(place, week, organisation, figures))

    @places.command("list")
    def list_command(
        organisation: Annotated[str, typer.Option(help="Whose places.")] = "default",
    ) -> None:
        """List the places that are known, with how each takes part."""
        asyncio.run(_list(organisation))

    @places.command("set")
    def set_command(  # noqa: PLR0913, RUF100 - one option a line of a place
        place: Annotated[str, typer.Argument(help="The place, by its key.")],
        phase: Annotated[str | None, typer.Option(help="off, listening, pilot or open.")] = None,
        zone: Annotated[str | None, typer.Option(help="Such as Europe/Berlin.")] = None,
        owner: Annotated[str | None, typer.Option(help="The person who leads it here.")] = None,
        language: Annotated[str | None, typer.Option(help="The language of posts there.")] = None,
        organisation: Annotated[str, typer.Option(help="Whose place.")] = "default",
    ) -> None:
        """Set how a place takes part; the change is told there."""
        asyncio.run(_set(organisation, place, phase, zone, owner, language))


async def _dump() -> None:
    url = read_settings().database_url
    async with opened(url) as engines, Database(engines).reading() as connection:
        async for each in dump(connection):
            sys.stdout.write(json.dumps(each, ensure_ascii=False) + "\n")


@asynccontextmanager
async def _known(place: str, organisation: str) -> AsyncIterator[tuple[Transaction, Place]]:
    """Open a transaction and a place in it; raise Refusal where there is no such place."""
    settings = read_settings()
    async with opened(settings.database_url) as engines:
        database = Database(engines, settings.policy.default_phase)
        async with database.reading() as connection:
            if not await has_place(connection, organisation, place):
                raise Refusal("digest.no_place", said=place[:_LONGEST_SHOWN])
        async with database.writing(organisation) as tx:
            yield tx, await tx.note_place(SeenPlace(place), workspace_of(place), datetime.now(UTC))


async def _digest(key: str, week: str | None, organisation: str, figures: Figures) -> None:
    policy = read_settings().policy
    async with _known(key, organisation) as (tx, place):
        zone = place.zone or policy.zone
        if week is None:
            last = await last_activity(tx.connection, organisation, key)
            if last is None:
                raise Refusal("digest.never_active")
            week = week_of(zone, last)
        try:
            start, end = week_bounds(zone, week)
        except ValueError:
            raise Refusal("digest.no_week", said=week[:_LONGEST_SHOWN]) from None
        due = Due(0, "digest", key, key, 0, end, week)
        sending = Sending(due, tx, policy, end, None, place, figures)
        message = await told(await tx.week(key, start, end), key, sending)
    sys.stdout.write((message_text(message) or line(_WORDS, "digest.nothing")) + "\n")


async def _list(organisation: str) -> None:
    url = read_settings().database_url
    table = Table()
    for column in ("key", "name", "phase", "visibility", "zone", "language", "owner"):
        table.add_column(line(_WORDS, f"place.{column}"))
    async with opened(url) as engines, Database(engines).reading() as connection:
        for each in await places_of(connection, organisation):
            table.add_row(*(str(value or "–") for value in each))
    Console(width=160, markup=False).print(table)


async def _set(
    organisation: str,
    key: str,
    phase: str | None,
    zone: str | None,
    owner: str | None,
    language: str | None,
) -> None:
    if phase is not None and phase not in list(Phase):
        raise Refusal("place.no_phase", said=phase[:_LONGEST_SHOWN])
    if zone is not None and known_zone(zone) is None:
        raise Refusal("place.no_zone", said=zone[:_LONGEST_SHOWN])
    if language is not None and known_language(language) is None:
        said = language[:_LONGEST_SHOWN]
        raise Refusal("place.no_language", said=said, spoken=spoken_languages())
    async with _known(key, organisation) as (tx, place):
        lines = {"owner": owner, "language": known_language(language or "")}
        given = {name: value for name, value in lines.items() if value}
        if given:
            await tx.set_place(key, **given)
        if new_zone := known_zone(zone or ""):
            await move_zone(new_zone, place, tx, read_settings().policy)
        if phase and Phase(phase) is not place.phase:
            now = datetime.now(UTC)
            moved = await tx.note_place(SeenPlace(key), workspace_of(key), now)
            policy = read_settings().policy
            await move_to(Phase(phase), moved, tx, policy, now, f"{key}/place:{now.isoformat()}")
    await _list(organisation)
