"""What was set aside because it could not be worked on: seen, and tried again when it can be."""

import asyncio
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.refusal import Refusal
from bot.settings import read_settings
from bot.text import shortened
from bot.words import line
from store.engine import opened_as_it_is
from store.named import must_be_known
from store.tables import dead_letters
from store.transaction import Database

_WORDS = "en"
_LONGEST_SHOWN = 80
_COLUMNS = ("key", "source", "reason", "at")


def join(cli: typer.Typer) -> None:
    """Add ``deadletters``."""
    group = typer.Typer(help="What was set aside: list it, or try it again.", no_args_is_help=True)
    cli.add_typer(group, name="deadletters")

    @group.command("list")
    def list_command(
        organisation: Annotated[str, typer.Option(help="Whose.")] = "default",
    ) -> None:
        """List what could not be worked on, with the reason; what was said stays out of it."""
        asyncio.run(_list(organisation))

    @group.command("retry")
    def retry_command(
        keys: Annotated[list[str] | None, typer.Argument(help="By key; all where none.")] = None,
        organisation: Annotated[str, typer.Option(help="Whose.")] = "default",
    ) -> None:
        """Put it back into the inbox; whoever serves works on it within a minute."""
        asyncio.run(_retry(organisation, keys or []))


async def _all(connection: AsyncConnection, organisation: str) -> Sequence[Row[Any]]:
    table = dead_letters.c
    mine = select(*(table[name] for name in _COLUMNS)).where(table.organisation == organisation)
    return (await connection.execute(mine.order_by(table.at, table.key))).all()


async def _list(organisation: str) -> None:
    url = read_settings().database_url
    async with opened_as_it_is(url) as engines, Database(engines).reading() as connection:
        await must_be_known(connection, organisation)
        found = await _all(connection, organisation)
    if not found:
        sys.stdout.write(line(_WORDS, "deadletters.none") + "\n")
        return
    table = Table()
    for name in _COLUMNS:
        table.add_column(line(_WORDS, f"deadletters.{name}"), overflow="fold")
    for each in found:
        reason, at = shortened(each.reason, _LONGEST_SHOWN), f"{each.at:%Y-%m-%d %H:%M}"
        table.add_row(each.key, each.source, reason, at)
    Console(width=160, markup=False).print(table)


async def _retry(organisation: str, keys: Sequence[str]) -> None:
    settings = read_settings()
    async with opened_as_it_is(settings.database_url) as engines:
        database = Database(engines, settings.policy.default_phase)
        async with database.reading() as connection:
            await must_be_known(connection, organisation)
            known = [str(row.key) for row in await _all(connection, organisation)]
        unknown = [each for each in keys if each not in known]
        if unknown:
            raise Refusal("deadletters.no_such", said=unknown[0][:_LONGEST_SHOWN])
        async with database.writing(organisation) as tx:
            n = await tx.try_again(keys or known)
    sys.stdout.write(line(_WORDS, "deadletters.again", n=n) + "\n")
