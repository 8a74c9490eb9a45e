"""Files of a log by name, in a folder, in a zip or alone, whatever system packed them."""

import os
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from bot.refusal import Refusal

MOST_BYTES = 8_000_000_000
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError)
"""What reading a damaged or unusual file raises."""
_MOST_PACKED = 100
_HARMLESS = 10_000_000
_MOST_FILES = 1_000_000
_DEEPEST = 6
"""Folders within folders: an export two folders down, of an organisation of many workspaces."""
_ADDED = ("__MACOSX",)
"""Folders that a system adds to what it packs."""
_LOGS = (".json", ".jsonl", ".ndjson", ".txt", ".log")


@dataclass(frozen=True)
class _File:
    size: int
    open: Callable[[], IO[bytes]]


_Found = tuple[str, _File | None]
"""The name of a file, or of a folder."""


@dataclass(frozen=True)
class Shelf:
    """Files by name: ``folder/name`` with slashes, composed, whatever was written there.

    ``label`` is what the folder or file that holds them is called; ``folders`` are those inside.
    """

    label: str
    folders: frozenset[str]
    _files: Mapping[str, _File]

    def names(self) -> list[str]:
        """Return the names of the files, sorted."""
        return sorted(self._files)

    def size(self, name: str) -> int:
        """Return the size in bytes, unpacked, as it is stated; no more than that is ever read."""
        return self._files[name].size

    def open(self, name: str) -> IO[bytes]:
        """Open a file to read."""
        return self._files[name].open()


def shelf_of(path: Path) -> Shelf:
    """Return the files at a path; nothing is unpacked to disk. Raise Refusal with what to do."""
    if path.is_dir():
        return _shelf(path, _in_folder(path))
    if not path.exists():
        raise Refusal("replay.missing", path=str(path))
    if not path.is_file():
        raise Refusal("replay.no_zip", path=str(path))
    if zipfile.is_zipfile(path):
        return _shelf(path, _in_zip(path))
    if path.suffix.lower() in _LOGS:
        return _shelf(path, [(path.name, _on_disk(path))])
    raise _refused(path)


def _shelf(path: Path, files: Iterable[_Found]) -> Shelf:
    label = path.parent.name if path.is_file() and not zipfile.is_zipfile(path) else path.stem
    named = [(tidy(name), file) for name, file in files]
    there = [(name, file) for name, file in named if name and not _is_added(name)]
    folders = frozenset(name for name, file in there if file is None)
    return Shelf(label, folders, {name: file for name, file in there if file})


def tidy(name: str) -> str:
    """Return the name of a file as it was meant: with slashes, in one form of Unicode.

    Windows writes backslashes, a Mac takes letters apart, and a zip that does not say that its
    names are UTF-8 is read as if they were of 1981.
    """
    if not name.isascii():
        with suppress(ValueError):
            name = name.encode("cp437").decode()
    parts = unicodedata.normalize("NFC", name).replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def _is_added(name: str) -> bool:
    parts = name.split("/")
    return any(part in _ADDED or part.startswith(".") for part in parts)


def _in_folder(path: Path) -> Iterator[_Found]:
    for folder, folders, files in os.walk(path):
        inside = Path(folder).relative_to(path)
        if len(inside.parts) >= _DEEPEST:
            folders.clear()
        for name in folders:
            yield str(inside / name), None
        for name in files:
            yield str(inside / name), _on_disk(Path(folder) / name)


def _on_disk(path: Path) -> _File:
    try:
        size = path.stat().st_size
    except OSError:  # a link that leads nowhere
        size = 0
    return _File(size, lambda: path.open("rb"))


def _in_zip(path: Path) -> Iterator[_Found]:
    try:
        archive = zipfile.ZipFile(path)
        entries = archive.infolist()
    except DAMAGED:
        raise Refusal("replay.no_zip", path=str(path)) from None
    if any(each.flag_bits & 1 for each in entries):
        raise Refusal("replay.locked", path=str(path))
    packed = sum(each.compress_size for each in entries)
    size = sum(each.file_size for each in entries)
    is_bomb = size > _HARMLESS and size > _MOST_PACKED * max(packed, 1)
    if size > MOST_BYTES or is_bomb or len(entries) > _MOST_FILES:
        raise Refusal("replay.bomb", path=str(path), size=size // 1_000_000)
    for each in entries:
        is_folder = each.is_dir() or each.filename.endswith("\\")
        file = None if is_folder else _File(each.file_size, partial(archive.open, each))
        yield each.filename, file


_FORMS = (
    (b"SQLite format 3\0", "sqlite"),
    (b"\x1f\x8b", "packed"),
    (b"7z\xbc\xaf", "packed"),
    (b"Rar!", "packed"),
    (b"BZh", "packed"),
    (b"\xfd7zXZ", "packed"),
    (b"%PDF", "pdf"),
)
"""How a file begins that is something else, and what it is."""
_ENDINGS = {
    ".db": "sqlite",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
    ".csv": "csv",
    ".tsv": "csv",
    ".xlsx": "csv",
    ".html": "html",
    ".htm": "html",
    ".gz": "packed",
    ".tar": "packed",
    ".tgz": "packed",
    ".7z": "packed",
    ".rar": "packed",
    ".pdf": "pdf",
}


def form_of(name: str, start: bytes) -> str | None:
    """Return what a file is that is no log, by how it begins and what it is called."""
    for sign, form in _FORMS:
        if start.startswith(sign):
            return form
    if start.lstrip()[:14].lower().startswith((b"<!doctype", b"<html")):
        return "html"
    return _ENDINGS.get(Path(name).suffix.lower())


def _refused(path: Path) -> Refusal:
    try:
        with path.open("rb") as file:
            form = form_of(path.name, file.read(64))
    except OSError:
        form = None
    if form is None:
        return Refusal("replay.no_zip", path=str(path))
    return Refusal(f"replay.other_{form}", name=path.name)
