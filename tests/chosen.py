"""What ``make test`` begins with, what a database has a say in, and where files of tests lie."""

import gc
import os
import shutil
from pathlib import Path

import pytest

FIRST = (
    *("test_privacy", "test_report", "test_quiet", "test_nudging", "test_asking", "test_held"),
    *("test_answering", "test_after_an_answer", "test_finding", "test_digest", "test_home"),
)
"""What would hurt a person: privacy, numbers, noise, asking, answering, nudges, digests."""

_MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of its own in it
_ROOM = 1_000_000_000


def pytest_configure(config: pytest.Config) -> None:
    """Keep databases in memory where there is room: most of their time is waiting for a disk.

    And look for what is lost less often: nearly all that is made lives as long as the tests.
    """
    gc.set_threshold(50_000, 20, 20)
    has_room = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM
    if has_room and os.access(_MEMORY, os.W_OK) and not config.option.basetemp:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what would hurt a person first, and mark what works with a database."""
    ranks = {name: rank for rank, name in enumerate(FIRST)}
    items.sort(key=lambda each: ranks.get(each.path.stem, len(ranks)))
    for item in items:
        if _works_with_a_database(item):
            item.add_marker(pytest.mark.stored)


def pytest_collection_finish() -> None:
    """Look no more through what was collected: it stays."""
    gc.collect()
    gc.freeze()


def _works_with_a_database(item: pytest.Item) -> bool:
    """Tell whether a database has a say in it: all of them are lent by one fixture."""
    return "databases" in getattr(item, "fixturenames", ()) or item.path.stem == "test_postgresql"
