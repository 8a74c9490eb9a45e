"""The command-line group of Teams."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from adapters.files import write_file
from adapters.teams.package import package
from bot.settings import read_settings
from bot.words import line

_WORDS = "en"


def join(manifests: typer.Typer) -> None:
    """Add ``manifest teams``."""

    @manifests.command("teams")
    def package_command(
        out: Annotated[Path, typer.Option(help="Where to write it.")] = Path("whoknows-teams.zip"),
        website: Annotated[
            str | None, typer.Option(help="Your page about it, https; else WHOKNOWS_PUBLIC_URL.")
        ] = None,
        no_consent: Annotated[
            bool, typer.Option("--no-consent", help="Hears only what is said to it.")
        ] = False,
    ) -> None:
        """Write the package with which an admin of a tenant brings the app into Teams."""
        settings = read_settings()
        made = package(
            settings.microsoft_app_id,
            website or settings.whoknows_public_url,
            consent=not no_consent,
        )
        write_file(out, made)
        sys.stdout.write(line(_WORDS, "teams.written", path=str(out)) + "\n")
