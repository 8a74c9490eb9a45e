"""The rooms and what each may import, as the README's picture and docs/design.md tell."""

import ast
import sys
from collections.abc import Iterator
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


def modules(room: str) -> list[Path]:
    """Return the files of a room."""
    found = ROOT / room
    return sorted(found.rglob("*.py")) if found.is_dir() else [ROOT / f"{room}.py"]


def imports(file: Path) -> Iterator[str]:
    """Yield every module that a file imports, wherever in the file it does."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def strays(room: str, files: list[Path]) -> list[str]:
    """Return the imports of a room that it may not have."""
    allowed = MAY_IMPORT[room] | {room}
    return [
        f"{file.name} imports {name}"
        for file in files
        for name in imports(file)
        if name.partition(".")[0] in ROOMS and name.partition(".")[0] not in allowed
    ]


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_the_rooms_it_may(room: str) -> None:
    assert strays(room, modules(room)) == []


@pytest.mark.parametrize("room", KNOWS_NO)
def test_a_room_knows_nothing_of_the_libraries_of_others(room: str) -> None:
    found = [
        f"{file.relative_to(ROOT)} imports {name}"
        for file in modules(room)
        for name in imports(file)
        if name.partition(".")[0] in KNOWS_NO[room]
    ]

    assert found == []


def test_no_adapter_imports_another() -> None:
    shared = {"web"}  # ground for all who serve over HTTP
    folders = [each.name for each in (ROOT / "adapters").iterdir() if each.is_dir()]
    platforms = [each for each in folders if each not in shared]
    found = [
        f"{file.relative_to(ROOT)} imports {name}"
        for platform in folders
        for file in (ROOT / "adapters" / platform).rglob("*.py")
        for name in imports(file)
        for other in platforms
        if other != platform and name.startswith(f"adapters.{other}")
    ]

    assert found == []


def test_only_a_wire_imports_the_sdk_of_its_platform() -> None:
    found = [
        str(file.relative_to(ROOT))
        for room in MAY_IMPORT
        for file in modules(room)
        for name in imports(file)
        if name.startswith(PLATFORM_SDKS) and file.name != "wire.py"
    ]

    assert found == []


def test_the_environment_is_read_in_the_settings_alone() -> None:
    found = [
        str(file.relative_to(ROOT))
        for room in MAY_IMPORT
        for file in modules(room)
        if "os.environ" in file.read_text() or "os.getenv" in file.read_text()
    ]

    assert found == ["bot/settings.py"]


def test_a_stray_import_is_seen(tmp_path: Path) -> None:
    planted = tmp_path / "stray.py"
    planted.write_text("def late() -> None:\n    from store.tables import questions\n")

    assert strays("bot", [planted]) == ["stray.py imports store.tables"]
    assert strays("metrics", [planted]) == []


def test_the_top_level_is_the_one_that_was_agreed() -> None:
    agreed = {"bot", "adapters", "store", "metrics", "tests", "app.py", "pyproject.toml"}

    assert agreed <= {each.name for each in ROOT.iterdir()}


def test_our_folders_hide_no_module_of_the_standard_library() -> None:
    assert not set(ROOMS) & sys.stdlib_module_names


def senders(file: Path) -> Iterator[str]:
    """Yield where a file has something sent."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        func = node.func if isinstance(node, ast.Call) else None
        if isinstance(func, ast.Attribute) and func.attr == "send":
            yield f"{file.name}:{func.attr}"


def test_everything_that_goes_out_goes_through_the_one_sender() -> None:
    found = [
        str(file.relative_to(ROOT))
        for room in MAY_IMPORT
        for file in modules(room)
        for _ in senders(file)
    ]

    assert found == ["bot/outbox.py"]


def test_a_second_sender_is_seen(tmp_path: Path) -> None:
    planted = tmp_path / "hasty.py"
    planted.write_text("async def hasty(platform, post):\n    await platform.send(post)\n")

    assert list(senders(planted)) == ["hasty.py:send"]
