"""Logs of a Slack workspace on disk: an export (zip or folder), or raw events, one a line.

Both become payloads in the form in which live events arrive.
"""

import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from bot.model import Capture
from bot.refusal import Refusal

Json = dict[str, Any]

LONGEST_LINE = 1_000_000
"""Bytes of one event; a live one may not be larger either."""
LONGEST_DAY = 64_000_000
"""Bytes of one day of a channel in an export."""
MOST_BYTES = 8_000_000_000
_MOST_PACKED = 100
_HARMLESS = 10_000_000
_PEOPLE = ("users.json", "org_users.json")
_ROOMS = ("channels.json", "groups.json", "dms.json", "mpims.json")
_NAMES = (*_PEOPLE, *_ROOMS)
_ASIDE = ("integration_logs.json", "canvases.json", "content_flags.json")
"""What an export holds besides that nobody said."""
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)
"""What reading a damaged or unusual file in a zip raises."""
_TEAM = re.compile(rb'"(?:team|team_id)"\s*:\s*"([A-Z0-9]+)"')


class Shelf(Protocol):
    """Files by name, in a folder or a zip."""

    def names(self) -> list[str]:
        """Return the names of the files, sorted."""
        ...

    def size(self, name: str) -> int:
        """Return the size in bytes, unpacked."""
        ...

    def open(self, name: str) -> IO[bytes]:
        """Open a file to read."""
        ...


@dataclass(frozen=True)
class Folder:
    """A folder on disk."""

    path: Path

    def names(self) -> list[str]:
        """Return the files in it and one level below."""
        found = [*self.path.glob("*"), *self.path.glob("*/*")]
        return sorted(str(each.relative_to(self.path)) for each in found if each.is_file())

    def size(self, name: str) -> int:
        """Return the size in bytes."""
        return (self.path / name).stat().st_size

    def open(self, name: str) -> IO[bytes]:
        """Open a file to read."""
        return (self.path / name).open("rb")


@dataclass(frozen=True)
class Zip:
    """A zip, read where it lies: nothing is unpacked to disk."""

    archive: zipfile.ZipFile

    def names(self) -> list[str]:
        """Return the files in it."""
        return sorted(each.filename for each in self.archive.infolist() if not each.is_dir())

    def size(self, name: str) -> int:
        """Return the size in bytes, as the zip states it; no more than that is ever read."""
        return self.archive.getinfo(name).file_size

    def open(self, name: str) -> IO[bytes]:
        """Open a file to read."""
        return self.archive.open(name)


@dataclass(frozen=True)
class Log:
    """What can be replayed: payloads with the number of bytes each took, and how many in all."""

    workspace: str
    total: int
    payloads: Iterator[tuple[str, int]]


def open_log(path: Path, capture: Capture, workspace: str | None) -> Log:
    """Open the log at ``path``; raise Refusal with what to do about it."""
    shelf = _shelf(path)
    files = [name for name in shelf.names() if _is_log(name)]
    if not files:
        raise Refusal("replay.empty", path=str(path))
    rosters = {name: _roster(shelf, name) for name in _NAMES}
    team = workspace or _first_team(shelf, files) or _team_of(rosters)
    if team is None:
        raise Refusal("replay.no_workspace", path=str(path))
    names = _Names(team.removeprefix("slack:"), capture, rosters)
    total = sum(shelf.size(name) for name in files)
    return Log(f"slack:{names.team}", total, _payloads(shelf, files, names))


class _Names:
    """Wraps events the way live ones come, with the names that the log knows."""

    def __init__(self, team: str, capture: Capture, rosters: dict[str, list[Json]]) -> None:
        self.team = team
        self._capture = capture
        people = [each for name in _PEOPLE for each in rosters[name]]
        self._people = {str(each.get("id")): _person_name(each) for each in people}
        self._bots = {str(each.get("id")) for each in people if each.get("is_bot")}
        rooms = [each for name in _ROOMS for each in rosters[name]]
        self._rooms = {str(each.get("id")): each.get("name") for each in rooms}
        self.ids = {
            str(each.get("name") or each.get("id")): (str(each.get("id")), _type_of(name))
            for name in reversed(_ROOMS)
            for each in rosters[name]
        }

    def wrapped(self, event: Json) -> str:
        inner = event.get("message") if isinstance(event.get("message"), dict) else None
        user = str((inner or event).get("user"))
        note = {
            "capture": self._capture.value,
            "place": self._rooms.get(str(event.get("channel"))),
            "person": self._people.get(user),
            "is_bot": user in self._bots,
        }
        return json.dumps({"team_id": self.team, "event": event, "whoknows": note})


def _shelf(path: Path) -> Shelf:
    if path.is_dir():
        return Folder(path)
    if not path.exists():
        raise Refusal("replay.missing", path=str(path))
    try:
        archive = zipfile.ZipFile(path)
        entries = archive.infolist()
    except (zipfile.BadZipFile, OSError):
        raise Refusal("replay.no_zip", path=str(path)) from None
    if any(each.flag_bits & 1 for each in entries):
        raise Refusal("replay.locked", path=str(path))
    packed = sum(each.compress_size for each in entries)
    size = sum(each.file_size for each in entries)
    if size > MOST_BYTES or (size > _HARMLESS and size > _MOST_PACKED * max(packed, 1)):
        raise Refusal("replay.bomb", path=str(path), size=size // 1_000_000)
    return Zip(archive)


def _is_log(name: str) -> bool:
    base = name.rpartition("/")[2]
    if base.startswith(".") or base in (*_NAMES, *_ASIDE):
        return False
    return base.endswith((".txt", ".log", ".json", ".jsonl", ".ndjson"))


def _is_day(name: str) -> bool:
    return "/" in name and name.endswith(".json")


def _roster(shelf: Shelf, name: str) -> list[Json]:
    found = [each for each in shelf.names() if each.rpartition("/")[2] == name]
    if not found:
        return []
    rows = _json(shelf, found[0])
    if not isinstance(rows, list):
        raise Refusal("replay.broken_names", name=name)
    return [row for row in rows if isinstance(row, dict)]


def _json(shelf: Shelf, name: str) -> object:
    try:
        with shelf.open(name) as file:
            raw = file.read(LONGEST_DAY + 1)
        return json.loads(raw) if len(raw) <= LONGEST_DAY else None
    except (ValueError, RecursionError, *_DAMAGED):
        return None


def _first_team(shelf: Shelf, files: list[str]) -> str | None:
    for name in files:
        with suppress(*_DAMAGED), shelf.open(name) as file:
            while line := file.readline(LONGEST_LINE):
                found = _TEAM.search(line)
                if found:
                    return found[1].decode()
    return None


def _team_of(rosters: dict[str, list[Json]]) -> str | None:
    people = [each for name in _PEOPLE for each in rosters[name]]
    teams = [each["team_id"] for each in people if isinstance(each.get("team_id"), str)]
    return teams[0] if teams else None


def _person_name(user: Json) -> str | None:
    profile = user.get("profile")
    profile = profile if isinstance(profile, dict) else {}
    names = (profile.get("display_name"), profile.get("real_name"), user.get("name"))
    return next((name for name in names if isinstance(name, str) and name), None)


def _type_of(roster: str) -> str:
    return {"groups.json": "group", "dms.json": "im", "mpims.json": "mpim"}.get(roster, "channel")


def _payloads(shelf: Shelf, files: list[str], names: _Names) -> Iterator[tuple[str, int]]:
    for name in files:
        try:
            yield from _day(shelf, name, names) if _is_day(name) else _lines(shelf, name, names)
        except _DAMAGED:
            yield f"{name}: damaged from here on", 0


def _lines(shelf: Shelf, name: str, names: _Names) -> Iterator[tuple[str, int]]:
    with shelf.open(name) as file:
        while line := file.readline(LONGEST_LINE + 1):
            size = len(line)
            while not line.endswith(b"\n") and (more := file.readline(LONGEST_LINE)):
                size += len(more)
                if more.endswith(b"\n"):
                    break
            text = line.decode("utf-8-sig", "replace").replace("\0", "\ufffd").strip()
            if text:
                yield _event(text, names), size


def _event(line: str, names: _Names) -> str:
    """Return the payload for a line; a line that is no event goes on as it is, and is told."""
    try:
        event = json.loads(line)
        if isinstance(event, dict) and isinstance(event.get("event"), dict):
            event = event["event"]
        return names.wrapped(event) if isinstance(event, dict) else line
    except (ValueError, RecursionError):
        return line


def _day(shelf: Shelf, name: str, names: _Names) -> Iterator[tuple[str, int]]:
    rows = _json(shelf, name)
    size = shelf.size(name)
    if not isinstance(rows, list):
        yield f"{name}: not a list of messages", size
        return
    folder = name.rpartition("/")[0].rpartition("/")[2]
    channel, kind = names.ids.get(folder, (folder, "channel"))
    for row in rows:
        if not isinstance(row, dict):
            yield f"{name}: {json.dumps(row)[:200]}", 0
            continue
        message = {"type": "message", **row, "channel": channel, "channel_type": kind}
        yield names.wrapped(message), 0
        for reaction in _reactions(message):
            yield names.wrapped(reaction), 0
    yield "", size


def _reactions(message: Json) -> Iterator[Json]:
    """Yield the reactions on a message of an export, which tells who but not when."""
    rows = message.get("reactions")
    for row in rows if isinstance(rows, list) else []:
        users = row.get("users") if isinstance(row, dict) else None
        for user in users if isinstance(users, list) else []:
            yield {
                "type": "reaction_added",
                "user": user,
                "reaction": row.get("name"),
                "item": {"channel": message["channel"], "ts": message.get("ts")},
                "channel_type": message["channel_type"],
                "event_ts": message.get("ts"),
            }
