"""The command-line group of the store."""

import asyncio
import json
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.figures import Figures
from bot.handlers.place import move_to, move_zone
from bot.model import Phase
from bot.ports import Due
from bot.posts.digest import told
from bot.posts.sending import Sending
from bot.refusal import Refusal
from bot.rhythm import week_bounds, week_of
from bot.settings import read_settings
from bot.values import known_language, known_zone, spoken_languages
from bot.words import line, message_text
from store.chat import time_in_it
from store.dump import dump
from store.engine import opened_as_it_is
from store.facts import last_activity, places_of
from store.named import must_be_known, person_named, place_named
from store.transaction import Database, Transaction

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
        place: Annotated[str, typer.Argument(help="The place, by name or key.")],
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
        place: Annotated[str, typer.Argument(help="The place, by name or key.")],
        phase: Annotated[str | None, typer.Option(help="off, listening, pilot or open.")] = None,
        zone: Annotated[str | None, typer.Option(help="Such as Europe/Berlin.")] = None,
        owner: Annotated[
            str | None, typer.Option(help="Who leads it here, by name or key.")
        ] = None,
        language: Annotated[str | None, typer.Option(help="The language of posts there.")] = None,
        organisation: Annotated[str, typer.Option(help="Whose place.")] = "default",
    ) -> None:
        """Set how a place takes part; the change is told there."""
        asyncio.run(_set(organisation, place, phase, zone, owner, language))


async def _dump() -> None:
    url = read_settings().database_url
    async with opened_as_it_is(url) as engines, Database(engines).reading() as connection:
        async for each in dump(connection):
            sys.stdout.write(json.dumps(each, ensure_ascii=False) + "\n")


async def _digest(said: str, week: str | None, organisation: str, figures: Figures) -> None:
    settings = read_settings()
    policy = settings.policy
    async with (
        opened_as_it_is(settings.database_url) as engines,
        Database(engines).reading() as connection,
    ):
        await must_be_known(connection, organisation)
        key = await place_named(connection, organisation, said)
        look = Transaction(connection, organisation, policy.default_phase)
        place = await look.place(key)
        zone = place.zone or policy.zone
        if week is None:
            last = await last_activity(connection, organisation, key)
            if last is None:
                raise Refusal("digest.never_active")
            week = week_of(zone, last)
        try:
            start, end = week_bounds(zone, week)
        except ValueError:
            raise Refusal("digest.no_week", said=week[:_LONGEST_SHOWN]) from None
        due = Due(0, "digest", key, key, 0, end, week)
        now = await time_in_it(connection, datetime.now(UTC))
        sending = Sending(due, look, policy, now, None, place, figures)
        message = await told(await look.week(key, start, end), key, sending)
    sys.stdout.write((message_text(message) or sending.word("digest.nothing")) + "\n")


async def _list(organisation: str) -> None:
    settings = read_settings()
    table = Table()
    for column in ("key", "name", "phase", "visibility", "zone", "language", "owner"):
        table.add_column(line(settings.policy.language, f"place.{column}"))
    async with (
        opened_as_it_is(settings.database_url) as engines,
        Database(engines).reading() as connection,
    ):
        await must_be_known(connection, organisation)
        for each in await places_of(connection, organisation):
            table.add_row(*(str(value or "–") for value in each))
    Console(width=160, markup=False).print(table)


async def _set(
    organisation: str,
    said: str,
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
        unknown = language[:_LONGEST_SHOWN]
        raise Refusal("place.no_language", said=unknown, spoken=spoken_languages())
    settings = read_settings()
    async with opened_as_it_is(settings.database_url) as engines:
        database = Database(engines, settings.policy.default_phase)
        async with database.reading() as connection:
            await must_be_known(connection, organisation)
            key = await place_named(connection, organisation, said)
            if owner is not None:
                owner = await person_named(connection, organisation, owner, key)
        async with database.writing(organisation) as tx:
            lines = {"owner": owner, "language": known_language(language or "")}
            given = {name: value for name, value in lines.items() if value}
            if given:
                await tx.set_place(key, **given)
            if new_zone := known_zone(zone or ""):
                await move_zone(new_zone, await tx.place(key), tx, settings.policy)
            if phase and Phase(phase) is not (await tx.place(key)).phase:
                now = datetime.now(UTC)
                place, stamp = await tx.place(key), f"{key}/place:{now.isoformat()}"
                await move_to(Phase(phase), place, tx, settings.policy, now, stamp)
    await _list(organisation)
