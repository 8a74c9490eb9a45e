"""The rooms and what each may import, as the README's picture and docs/design.md tell."""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("bot", "store", "metrics", "adapters", "app", "tests")
MAY_IMPORT = {
    "bot": set[str](),
    "store": {"bot"},
    "metrics": {"bot", "store"},
    "adapters": {"bot"},
    "app": {"bot", "store", "metrics", "adapters"},
}
PLATFORM_SDKS = ("slack_bolt", "slack_sdk", "botbuilder", "botframework")
KNOWS_NO = {
    "bot": (
        "sqlalchemy",
        "aiosqlite",
        "asyncpg",
        "aiohttp",
        "alembic",
        "apscheduler",
        "typer",
        "rich",
    ),
    "store": ("aiohttp", "apscheduler", "rapidfuzz"),
    "metrics": ("aiohttp", "apscheduler"),
    "adapters": ("sqlalchemy", "aiosqlite", "asyncpg", "alembic"),
}


@dataclass(frozen=True)
class Module:
    """What a file tells of itself: all that it imports, wherever in it, and what it has sent."""

    file: Path
    text: str
    imports: tuple[str, ...]
    sends: tuple[int, ...]

    @property
    def name(self) -> str:
        """The file, from the top of the checkout."""
        return str(self.file.relative_to(ROOT)) if ROOT in self.file.parents else self.file.name


@cache
def modules(room: str) -> tuple[Module, ...]:
    """Return what the files of a room tell; each is parsed once, however many tests ask."""
    found = ROOT / room
    files = sorted(found.rglob("*.py")) if found.is_dir() else [ROOT / f"{room}.py"]
    return tuple(map(module, files))


def module(file: Path) -> Module:
    """Parse a file."""
    text = file.read_text(encoding="utf-8")
    nodes = list(ast.walk(ast.parse(text)))
    imports = tuple(name for node in nodes for name in imported(node))
    return Module(file, text, imports, tuple(line for node in nodes for line in sent(node)))


def imported(node: ast.AST) -> Iterator[str]:
    """Yield the modules that a statement imports."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield node.module or ""


def sent(node: ast.AST) -> Iterator[int]:
    """Yield the line where something is sent."""
    func = node.func if isinstance(node, ast.Call) else None
    if isinstance(func, ast.Attribute) and func.attr == "send":
        yield func.lineno


def strays(room: str, files: Iterable[Module]) -> list[str]:
    """Return the imports of a room that it may not have."""
    allowed = MAY_IMPORT[room] | {room}
    return [
        f"{each.name} imports {name}"
        for each in files
        for name in each.imports
        if name.partition(".")[0] in ROOMS and name.partition(".")[0] not in allowed
    ]


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_the_rooms_it_may(room: str) -> None:
    assert strays(room, modules(room)) == []


@pytest.mark.parametrize("room", KNOWS_NO)
def test_a_room_knows_nothing_of_the_libraries_of_others(room: str) -> None:
    found = [
        f"{each.name} imports {name}"
        for each in modules(room)
        for name in each.imports
        if name.partition(".")[0] in KNOWS_NO[room]
    ]

    assert found == []


def test_no_adapter_imports_another() -> None:
    shared = {"web"}  # ground for all who serve over HTTP
    folders = [each.name for each in (ROOT / "adapters").iterdir() if each.is_dir()]
    platforms = [each for each in folders if each not in shared]
    found = [
        f"{each.name} imports {name}"
        for each in modules("adapters")
        for platform in folders
        if each.name.startswith(f"adapters/{platform}/")
        for name in each.imports
        for other in platforms
        if other != platform and name.startswith(f"adapters.{other}")
    ]

    assert found == []


def test_only_a_wire_imports_the_sdk_of_its_platform() -> None:
    found = [
        each.name
        for room in MAY_IMPORT
        for each in modules(room)
        for name in each.imports
        if name.startswith(PLATFORM_SDKS) and each.file.name != "wire.py"
    ]

    assert found == []


def test_the_environment_is_read_in_the_settings_alone() -> None:
    found = [
        each.name
        for room in MAY_IMPORT
        for each in modules(room)
        if "os.environ" in each.text or "os.getenv" in each.text
    ]

    assert found == ["bot/settings.py"]


def test_a_stray_import_is_seen(tmp_path: Path) -> None:
    planted = tmp_path / "stray.py"
    planted.write_text("def late() -> None:\n    from store.tables import questions\n")

    assert strays("bot", [module(planted)]) == ["stray.py imports store.tables"]
    assert strays("metrics", [module(planted)]) == []


def test_the_top_level_is_the_one_that_was_agreed() -> None:
    agreed = {"bot", "adapters", "store", "metrics", "tests", "app.py", "pyproject.toml"}

    assert agreed <= {each.name for each in ROOT.iterdir()}


def test_our_folders_hide_no_module_of_the_standard_library() -> None:
    assert not set(ROOMS) & sys.stdlib_module_names


def test_everything_that_goes_out_goes_through_the_one_sender() -> None:
    found = [each.name for room in MAY_IMPORT for each in modules(room) for _ in each.sends]

    assert found == ["bot/outbox.py"]


def test_a_second_sender_is_seen(tmp_path: Path) -> None:
    planted = tmp_path / "hasty.py"
    planted.write_text("async def hasty(platform, post):\n    await platform.send(post)\n")

    assert module(planted).sends == (2,)


def test_a_test_works_with_a_database_that_the_fixture_lends_it_alone() -> None:
    files = {*(ROOT / "tests").rglob("test_*.py"), *(ROOT / "tests").rglob("conftest.py")}
    known = re.compile(r"environ\W+(get\W+)?WHOKNOWS_TEST_DATABASE_URL")

    assert [each for each in files if known.search(each.read_text(encoding="utf-8"))] == []
