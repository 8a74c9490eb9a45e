"""The command-line group of the store."""

import asyncio
import json
import sys

import typer

from bot.settings import read_settings
from store.dump import dump
from store.engine import opened
from store.transaction import Database


def join(cli: typer.Typer) -> None:
    """Add ``dump``."""

    @cli.command("dump")
    def dump_command() -> None:
        """Print everything remembered as JSON lines, sorted by type and key."""
        asyncio.run(_dump())


async def _dump() -> None:
    url = read_settings().database_url
    async with opened(url) as engines, Database(engines).reading() as connection:
        async for each in dump(connection):
            sys.stdout.write(json.dumps(each, ensure_ascii=False) + "\n")
