"""What a mutant is: a line of the product, another in its place, and who should notice.

Each stands in a file of its own in this folder, named for what it breaks:

    suffers = "What a person would suffer."
    file = "bot/rhythm.py"
    old = '''    if reader.quiet:'''
    new = '''    if False:'''
    killers = ["tests/test_rhythm.py"]

``killers`` are the tests that are likely to notice, tried first. ``caught_by`` names the target
that notices it, where that is not ``make test``.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
FOLDER = Path(__file__).parent

TARGETS = {"make test": "", "make long": "long"}
"""Targets that can notice a mutant, and the marker with which each selects its tests."""


@dataclass(frozen=True)
class Mutant:
    """A break of the product."""

    name: str
    suffers: str
    file: str
    old: str
    new: str
    killers: tuple[str, ...]
    caught_by: str = "make test"

    def planted(self, text: str) -> str:
        """Return the text of the file with the break in it; ValueError where it does not fit."""
        if text.count(self.old) != 1:
            times = text.count(self.old)
            raise ValueError(f"{self.name}: in {self.file} its line stands {times} times")
        return text.replace(self.old, self.new)


def mutants() -> list[Mutant]:
    """Return all of them, by name."""
    return [_mutant(file) for file in sorted(FOLDER.glob("*.toml"))]


def _mutant(file: Path) -> Mutant:
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    return Mutant(file.stem, **{**told, "killers": tuple(told["killers"])})


def tenth(of: list[Mutant], commit: str) -> list[Mutant]:
    """Return a tenth, another one for another commit (by the first digits of its id)."""
    return of[int(commit[:8], 16) % 10 :: 10]
