"""Plants each mutant in a copy of the checkout and tells which test notices it.

``python -m tests.mutants`` tries all, with ``--tenth COMMIT`` a tenth of them, else those that are
named. It ends with 1 where one survives, with 2 where there is nothing to try.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

from tests.mutants.planted import ROOT, TARGETS, Mutant, mutants, tenth

_LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "node_modules", "*.db", "*.db-*"
)
_PATIENCE_WITH_KILLERS = 300.0
_PATIENCE = 1800.0
"""Seconds: a mutant that runs for ever is noticed by everybody."""
_FAILED = re.compile(r"^(?:FAILED|ERROR) (?P<test>.+?)(?: - .*)?$", re.MULTILINE)
_NOBODY = ""
_NONE_SELECTED = 5
"""What pytest ends with where all tests were left out."""


@dataclass(frozen=True)
class Tried:
    """What became of a mutant: the test that noticed it, or nobody, and after how long."""

    mutant: Mutant
    noticed_by: str
    seconds: float


def try_in(copy: Path, mutant: Mutant) -> Tried:
    """Plant it in a copy of the checkout, run the tests, and take it out again."""
    started = time.monotonic()
    with planted(copy, mutant):
        noticed_by = _run(copy, mutant, list(mutant.killers), _PATIENCE_WITH_KILLERS)
        if not noticed_by and mutant.caught_by == "make test":
            noticed_by = _run(copy, mutant, ["tests"], _PATIENCE)
    return Tried(mutant, noticed_by, time.monotonic() - started)


@contextmanager
def planted(copy: Path, mutant: Mutant) -> Iterator[None]:
    """Have a mutant in a copy of the checkout for a while."""
    file = copy / mutant.file
    before = file.read_text(encoding="utf-8")
    try:
        _write(file, mutant.planted(before))
        yield
    finally:
        _write(file, before)


def _write(file: Path, text: str) -> None:
    """Write a module, and leave nothing compiled of what was there a moment ago."""
    file.write_text(text, encoding="utf-8")
    for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*"):
        compiled.unlink()


def _run(copy: Path, mutant: Mutant, tests: list[str], patience: float) -> str:
    """Return the test that fails first; nobody where all pass."""
    marker = TARGETS[mutant.caught_by]
    selected = ["-m", marker] if marker else []
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n0", "-p", "no:cacheprovider"]
    # That a line is not there any more is what the one test of mutants would notice.
    command += ["--ignore=tests/test_mutants.py", *selected, *tests]
    running = subprocess.Popen(  # noqa: S603 - our own command
        command,
        cwd=copy,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said, _ = running.communicate(timeout=patience)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
        running.communicate()
        return "nobody could wait for it"
    if running.returncode in (0, _NONE_SELECTED):
        return _NOBODY
    found = _FAILED.search(said)
    if found is None:
        raise RuntimeError(f"{mutant.name}: the tests did not run\n{said[-2000:]}")
    return found["test"]


def try_all(wanted: list[Mutant], at_once: int) -> Iterator[Tried]:
    """Yield what becomes of each, in the order in which it is known."""
    copies: SimpleQueue[Path] = SimpleQueue()

    def one(mutant: Mutant) -> Tried:
        copy = copies.get()
        try:
            return try_in(copy, mutant)
        finally:
            copies.put(copy)

    with TemporaryDirectory() as folder, ThreadPoolExecutor(at_once) as threads:
        for number in range(at_once):
            copy = Path(folder) / str(number)
            shutil.copytree(ROOT, copy, ignore=_LEFT_OUT)
            copies.put(copy)
        yield from threads.map(one, wanted)


def chosen(names: list[str], commit: str | None) -> list[Mutant]:
    """Return the mutants to try."""
    every = mutants()
    if names:
        return [each for each in every if each.name in names]
    return tenth(every, commit) if commit else every


def main() -> int:
    """Try them and print a table; return what to exit with."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="these alone")
    parser.add_argument("--tenth", metavar="COMMIT", help="the tenth that is a commit's turn")
    parser.add_argument("-j", type=int, default=1, metavar="N", help="so many at once")
    asked = parser.parse_args()
    wanted = chosen(asked.names, asked.tenth)
    missing = set(asked.names) - {each.name for each in wanted}
    if missing or not wanted:
        sys.stderr.write(f"there is no mutant {', '.join(sorted(missing)) or 'at all'}\n")
        return 2
    survived: list[Mutant] = []
    for each in try_all(wanted, max(asked.j, 1)):
        noticed = each.noticed_by or "SURVIVED"
        target = "" if each.mutant.caught_by == "make test" else f" ({each.mutant.caught_by})"
        sys.stdout.write(f"{each.mutant.name:40} {each.seconds:6.1f} s  {noticed}{target}\n")
        sys.stdout.flush()
        if not each.noticed_by:
            survived.append(each.mutant)
    sys.stdout.write(f"\n{len(wanted) - len(survived)} of {len(wanted)} mutants were noticed.\n")
    for mutant in survived:
        sys.stdout.write(f"{mutant.name} survived. {mutant.suffers}\n")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
