"""Logs of a Slack workspace on disk: an export (zip or folder), or raw events, one a line.

Both become payloads in the form in which live events arrive. What other tools make is read where
it holds messages of a known form; else it is refused, with a word what it is.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from adapters.slack.readers import by_id
from adapters.slack.rosters import PEOPLE, ROSTERS, Room, Rosters
from adapters.slack.shelf import DAMAGED, Shelf, form_of, shelf_of
from adapters.slack.stamps import stamped
from bot.model import Capture, Visibility, narrowest
from bot.refusal import Refusal

Json = dict[str, Any]

LONGEST_LINE = 1_000_000
"""Bytes of one event; a live one may not be larger either."""
LONGEST_DAY = 64_000_000
"""Bytes of one day of a channel in an export."""
_LOOKED_AT = 8_000_000
"""Bytes of a file that are looked at to tell whether it holds events at all."""
_MOST_TEAMS = 100_000
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DAY = re.compile(rf"{_DATE.pattern}\.json")
_OF_A_FILE = re.compile(r"FC[:_\uf03a-]|[A-Z]{2}[:\uf03a]|F0[A-Z0-9]{3,}$")
"""What a folder is called that holds what was said about a canvas or a list, by name or by id; no
colon can stand on Windows."""
_SIDE_FILES = frozenset(
    (
        *("canvases.json", "canvas_in_the_conversation.json", "file_conversations.json"),
        *("lists.json", "huddle_transcripts.json", "integration_logs.json"),
    )
)
"""Files of an export that hold nobody's messages, whatever stands in them."""
_WORKSPACES = "teams"
_UPLOADS = "__uploads"
_ATTACHMENTS = "attachments"
_LINES = (".txt", ".log", ".jsonl", ".ndjson")
_TEAM = re.compile(rb'"(?:team|team_id)"\s*:\s*"([A-Z0-9]+)"')
_NAMED = re.compile(r'<[@#]([A-Z0-9]+)|"(?:user_id|channel_id)": "([A-Z0-9]+)"')
_STAMPS = frozenset(("ts", "event_ts"))
"""What tells an event from other JSON."""
_LISTS = ("members", "users", "channels")
"""Under which name a list lies in an answer of Slack's that somebody kept as it was."""
_REPLIES = ("slackdump_thread_replies", "thread_replies", "replies")
_UNREADABLE = object()


class _Form(StrEnum):
    DAY = "day"
    LINES = "lines"
    DUMP = "dump"
    QUIET = "quiet"


@dataclass(frozen=True)
class Log:
    """What can be replayed: payloads with the number of bytes each took, and how many in all.

    ``aside`` are the files that hold nobody's words.
    """

    workspace: str
    total: int
    payloads: Iterator[tuple[str, int]]
    aside: Sequence[str] = ()


def open_log(path: Path, capture: Capture, workspace: str | None) -> Log:
    """Open the log at ``path``; raise Refusal with what to do about it."""
    shelf = shelf_of(path)
    roots = _roots(shelf, path)
    files = _sorted_out(shelf, roots)
    if not files and not any(roots.people.is_named(_base(each)) for each in shelf.folders):
        raise _nothing_in(shelf, path)
    team = workspace or roots.people.team or _most_named(shelf, list(files))
    if team is None:
        raise Refusal("replay.no_workspace", path=str(path))
    team = team.removeprefix("slack:")
    total = sum(shelf.size(name) for name in files)
    rest = [name for name in shelf.names() if name not in files and not _is_roster(name)]
    payloads = _payloads(shelf, files, _Wrapping(team, capture, roots))
    return Log(f"slack:{team}", total, payloads, rest)


@dataclass(frozen=True)
class _Roots:
    """Where an export begins, and the names in each folder that has its own lists."""

    top: str
    rosters: Mapping[str, Rosters]

    @property
    def people(self) -> Rosters:
        return self.rosters[self.top]

    def under(self, name: str) -> list[str] | None:
        """Return the parts of a file's name below the beginning; None where it is elsewhere."""
        if self.top and not name.startswith(f"{self.top}/"):
            return None
        return name.removeprefix(f"{self.top}/" if self.top else "").split("/")

    def of(self, name: str) -> Rosters:
        """Return the names that hold for a file: of the workspace in whose folder it lies."""
        folder = _folder(_folder(name))
        return self.rosters.get(folder, self.people)


def _roots(shelf: Shelf, path: Path) -> _Roots:
    folders = {_folder(name) for name in shelf.names() if _is_roster(name)}
    if not folders:
        folders = {_folder(_folder(name)) for name in shelf.names() if _is_dated(name)}
        shallowest = min((each.count("/") + bool(each) for each in folders), default=0)
        folders = {each for each in folders if each.count("/") + bool(each) == shallowest}
    tops = [each for each in folders if not any(_is_below(each, other) for other in folders)]
    if len(tops) > 1:
        raise Refusal("replay.several", path=str(path), first=min(tops), second=max(tops))
    top = tops[0] if tops else ""
    folders = {each for each in folders if _is_of_one_workspace(each, top)}
    rows = {each: _lists(shelf, each) for each in folders | {top}}
    shared = [
        row for each in folders | {top} for name in PEOPLE for row in rows[each].get(name, ())
    ]
    rosters = {}
    for each, own in rows.items():
        ours = {name: [*own.get(name, ()), *rows[top].get(name, ())] for name in ROSTERS}
        rosters[each] = Rosters(ours | {PEOPLE[0]: shared, PEOPLE[1]: []})
    return _Roots(top, rosters)


def _is_of_one_workspace(folder: str, top: str) -> bool:
    """Tell whether a folder is of one workspace of a large organisation: it has own rosters."""
    parts = folder.removeprefix(f"{top}/" if top else "").split("/")
    return folder == top or (len(parts) == 2 and parts[0] == _WORKSPACES)


def _lists(shelf: Shelf, folder: str) -> dict[str, list[Json]]:
    names = {name: f"{folder}/{name}" if folder else name for name in ROSTERS}
    there = set(shelf.names())
    return {name: _roster(shelf, file) for name, file in names.items() if file in there}


def _is_below(folder: str, other: str) -> bool:
    return folder != other and (other == "" or folder.startswith(f"{other}/"))


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def _base(name: str) -> str:
    return name.rpartition("/")[2]


def _is_roster(name: str) -> bool:
    return _base(name) in ROSTERS and not _is_uploaded(name)


def _is_dated(name: str) -> bool:
    parts = name.split("/")
    is_ours = not _is_uploaded(name) and not any(map(_OF_A_FILE.match, parts))
    return len(parts) > 1 and is_ours and bool(_DAY.fullmatch(parts[-1]))


def _is_uploaded(name: str) -> bool:
    """Tell whether a file lies where tools put what people uploaded, whatever it is called."""
    *folders, _ = name.split("/")
    return _UPLOADS in folders or _ATTACHMENTS in folders


def _sorted_out(shelf: Shelf, roots: _Roots) -> dict[str, _Form]:
    """Return the files that hold messages, each with its form."""
    names = [
        name
        for name in shelf.names()
        if name.lower().endswith((*_LINES, ".json")) and _base(name) not in _SIDE_FILES
    ]
    days = {name: form for name in names if (form := _form_of_day(shelf, name, roots))}
    found = dict(days)
    for name in names:
        parts = roots.under(name)
        if name in days or _is_roster(name) or _is_uploaded(name) or parts is None:
            continue
        if len(parts) == 1 or not days:
            form = _form(shelf, name)
            if form and not (days and form is _Form.QUIET):
                found[name] = form
    return {name: found[name] for name in names if name in found}


def _form_of_day(shelf: Shelf, name: str, roots: _Roots) -> _Form | None:
    """Return the form of a day of a channel, which lies in a folder of the channel's own."""
    parts = roots.under(name)
    if parts is None or not name.endswith(".json"):
        return None
    if len(parts) == 4 and parts[0] == _WORKSPACES:  # of an organisation with many workspaces
        parts = parts[2:]
    if len(parts) != 2 or parts[0] == _UPLOADS or _OF_A_FILE.match(parts[0]):
        return None
    if parts[0] == _ATTACHMENTS and not roots.of(name).is_named(_ATTACHMENTS):
        return None
    if not _DAY.fullmatch(parts[1]):
        return _Form.DAY if _form(shelf, name) is _Form.DAY else None
    with suppress(*DAMAGED):
        if _start(shelf, name).startswith(b"{"):
            return _form(shelf, name) or _Form.DAY
    return _Form.DAY


def _form(shelf: Shelf, name: str) -> _Form | None:
    """Return in which form a file holds messages, by its content; None where it holds none."""
    try:
        if not name.endswith(".json"):
            return _Form.LINES if _has_events(shelf, name) else None
        start = _start(shelf, name)
        if start in (b"", b"null"):
            return _Form.QUIET
        if start.startswith(b"{") and _has_events(shelf, name):
            return _Form.LINES
        return _form_of_json(_json(shelf, name))
    except DAMAGED:
        return _Form.LINES  # told where it is read


def _start(shelf: Shelf, name: str) -> bytes:
    with shelf.open(name) as file:
        return file.read(4096).removeprefix(b"\xef\xbb\xbf").strip()


def _has_events(shelf: Shelf, name: str) -> bool:
    """Tell whether any line is an event; a file without lines is an empty log."""
    seen, looked_at = False, 0
    with shelf.open(name) as file:
        while looked_at < _LOOKED_AT and (raw := file.readline(LONGEST_LINE)):
            looked_at += len(raw)
            text = raw.decode("utf-8-sig", "replace").strip()
            seen = seen or bool(text)
            if text.startswith("{") and _is_event(text):
                return True
    return not seen


def _is_event(text: str) -> bool:
    try:
        event = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if not isinstance(event, dict):
        return False
    return isinstance(event.get("event"), dict) or not _STAMPS.isdisjoint(event)


def _form_of_json(content: object) -> _Form | None:
    if isinstance(content, dict) and isinstance(rows := content.get("messages"), list):
        return _Form.DUMP if not rows or any(map(_is_said, rows)) else None
    if content == []:
        return _Form.QUIET
    if isinstance(content, list) and any(map(_is_said, content)):
        return _Form.DAY
    return None


def _is_said(row: object) -> bool:
    """Tell whether a row is a message: nothing else has its time as its name."""
    return isinstance(row, dict) and "ts" in row and ("text" in row or row.get("type") == "message")


def _nothing_in(shelf: Shelf, path: Path) -> Refusal:
    """Say what it is that holds no log."""
    for name in shelf.names():
        if _is_uploaded(name) or _is_roster(name):
            continue
        with suppress(*DAMAGED):
            form = form_of(name, _start(shelf, name))
            if form is None and name.lower().endswith(".zip"):
                form = "packed"
            if form is None and name.lower().endswith(_LINES):
                form = "text"
            if form is None and name.lower().endswith(".json"):
                form = "json"
            if form:
                return Refusal(f"replay.other_{form}", name=name)
    return Refusal("replay.empty", path=str(path))


def _roster(shelf: Shelf, name: str) -> list[Json]:
    rows = _json(shelf, name)
    if isinstance(rows, dict) and rows:
        by_id = all(isinstance(row, dict) and row.get("id") == key for key, row in rows.items())
        listed = (rows[each] for each in _LISTS if isinstance(rows.get(each), list))
        rows = list(rows.values()) if by_id else next(listed, rows)
    if rows is None:
        return []
    if not isinstance(rows, list):
        raise Refusal("replay.broken_names", name=_base(name))
    return [row for row in rows if isinstance(row, dict)]


def _json(shelf: Shelf, name: str) -> object:
    try:
        with shelf.open(name) as file:
            raw = file.read(LONGEST_DAY + 1)
        return _loaded(raw) if len(raw) <= LONGEST_DAY else _UNREADABLE
    except (ValueError, RecursionError, *DAMAGED):
        return _UNREADABLE


def _loaded(raw: bytes) -> object:
    try:
        return json.loads(raw)  # in whichever form of Unicode it is
    except UnicodeDecodeError:
        return json.loads(raw.decode("utf-8-sig", "replace"))


def _most_named(shelf: Shelf, files: Sequence[str]) -> str | None:
    """Return the workspace that most events name: one of another company can come first."""
    counts: Counter[bytes] = Counter()
    for name in files:
        with suppress(*DAMAGED), shelf.open(name) as file:
            while line := file.readline(LONGEST_LINE):
                counts.update(_TEAM.findall(line))
        if counts.total() > _MOST_TEAMS:
            break
    [(team, _)] = counts.most_common(1) or [(b"", 0)]
    return team.decode() or None


class _Wrapping:
    """Wraps events the way live ones come, with the names that the log knows."""

    def __init__(self, team: str, capture: Capture, roots: _Roots) -> None:
        self.team = team
        self.roots = roots
        self._capture = capture
        self._knows_ours = roots.people.team == team

    def wrapped(self, event: Json, rosters: Rosters, room: Room | None = None) -> str:
        """Return the payload of an event; without a room it is the one that the event names."""
        event = stamped(event)
        message = event["message"] if isinstance(event.get("message"), dict) else event
        user = str(message.get("user"))
        room = room or rosters.room(str(_channel_of(event)))
        elsewhere = message.get("user_team") or message.get("source_team")
        team = elsewhere or message.get("team")
        readers = narrowest(room.visibility, self._sign_of(elsewhere))
        note = {
            "capture": self._capture.value,
            "place": room.name,
            "person": rosters.name_of(user),
            "is_bot": rosters.is_bot(user),
            "is_person": rosters.is_person(user),
            "has_left": rosters.has_left(user),
            "is_stranger": self._knows_ours and rosters.is_stranger(user, team),
            "readers": readers.value if readers else None,
            "names": _names_in(event, rosters),
        }
        told = {name: value for name, value in note.items() if value}
        return json.dumps({"team_id": self.team, "event": event, "whoknows": told})

    def _sign_of(self, team: object) -> Visibility | None:
        """Return what it tells of a channel that a message says it came from a team.

        Where no roster says who is ours, they may be colleagues or not: whoever reads is fewer.
        """
        is_told = isinstance(team, str) and team not in ("", self.team)
        return Visibility.SHARED if is_told and not self._knows_ours else None


def _channel_of(event: Json) -> object:
    item = event.get("item")
    channel = event.get("channel") or (item.get("channel") if isinstance(item, dict) else None)
    return channel.get("id") if isinstance(channel, dict) else channel


def _names_in(event: Json, rosters: Rosters) -> Json:
    """Return the names of the people and the public channels that an event mentions, by id.

    A channel that nothing calls public has none, and neither has who is of another company.
    """
    names: Json = {}
    for found in _NAMED.findall(json.dumps(event)):
        key = found[0] or found[1]
        person = None if rosters.is_stranger(key, None) else rosters.name_of(key)
        room = rosters.room(key)
        if person:
            names[key] = person
        elif room.visibility is Visibility.PUBLIC:
            names[key] = room.name
        elif key.startswith(("C", "G")):
            names[key] = None
    return names


def _payloads(
    shelf: Shelf, files: Mapping[str, _Form], wrapping: _Wrapping
) -> Iterator[tuple[str, int]]:
    for name, form in files.items():
        try:
            match form:
                case _Form.LINES:
                    yield from _lines(shelf, name, wrapping)
                case _Form.DAY | _Form.DUMP:
                    yield from _messages(shelf, name, wrapping)
                case _Form.QUIET:
                    yield "", shelf.size(name)
        except DAMAGED:
            yield f"{name}: damaged from here on", 0


def _lines(shelf: Shelf, name: str, wrapping: _Wrapping) -> Iterator[tuple[str, int]]:
    rosters = wrapping.roots.of(name)
    room = rosters.room_in(_channel_by(name, rosters, "")) if _folder(name) else None
    with shelf.open(name) as file:
        while line := file.readline(LONGEST_LINE + 1):
            size = len(line)
            while not line.endswith(b"\n") and (more := file.readline(LONGEST_LINE)):
                size += len(more)
                if more.endswith(b"\n"):
                    break
            text = line.decode("utf-8-sig", "replace").replace("\0", "\ufffd").strip()
            if text:
                yield _event(text, rosters, wrapping, room), size


def _event(line: str, rosters: Rosters, wrapping: _Wrapping, room: Room | None) -> str:
    """Return the payload for a line; a line that is no event goes on as it is, and is told.

    ``room`` is where a message was said that does not say it, but lies in a channel's folder.
    """
    try:
        event = json.loads(line)
        if isinstance(event, dict) and isinstance(event.get("event"), dict):
            event = event["event"]
        if room and isinstance(event, dict) and _is_said(event) and "channel" not in event:
            return wrapping.wrapped({"type": "message", **event, "channel": room.id}, rosters, room)
        return wrapping.wrapped(event, rosters) if isinstance(event, dict) else line
    except (ValueError, RecursionError):
        return line


def _messages(shelf: Shelf, name: str, wrapping: _Wrapping) -> Iterator[tuple[str, int]]:
    """Yield what a file with many messages of one channel holds."""
    content = _json(shelf, name)
    size = shelf.size(name)
    rosters = wrapping.roots.of(name)
    rows, room = _of_one_channel(name, content, rosters, shelf.label)
    if rows is None:
        yield f"{name}: not a list of messages", size
        return
    for row in rows:
        if not isinstance(row, dict):
            yield f"{name}: {json.dumps(row)[:200]}", 0
            continue
        message = {**row, "type": row.get("type") or "message", "channel": room.id}
        message = {"channel_type": room.kind, **message} if room.kind else message
        where = replace(room, signs=(*room.signs, by_id(str(row.get("channel") or ""))))
        try:
            said = [wrapping.wrapped(each, rosters, where) for each in _with_reactions(message)]
        except RecursionError:
            said = [f"{name}: nested too deep"]
        yield from ((each, 0) for each in said)
    yield "", size


def _of_one_channel(
    name: str, content: object, rosters: Rosters, label: str
) -> tuple[list[object] | None, Room]:
    """Return the messages of a file, and in which channel they were said."""
    called = _channel_by(name, rosters, label)
    if not isinstance(content, dict):
        is_quiet = content is None
        rows = [] if is_quiet else content if isinstance(content, list) else None
        return rows, rosters.room_in(called)
    channel = content.get("channel_id") or _channel_of(content)
    room = rosters.room_in(channel if isinstance(channel, str) and channel else called)
    own = content.get("name")
    if room.name is None and isinstance(own, str) and own:
        room = Room(room.id, own, room.signs, room.kind)
    rows = content.get("messages")
    return (_with_replies(rows) if isinstance(rows, list) else None), room


def _channel_by(name: str, rosters: Rosters, label: str) -> str:
    """Return what tells the channel of a file: its folder, or what it is called itself.

    ``label`` is what holds the files is called: of days alone it is the channel.
    """
    stem, folder = _base(name).rpartition(".")[0], _base(_folder(name))
    if _DATE.fullmatch(stem):
        return folder or label
    return stem if rosters.is_named(stem) or not folder else folder


def _with_replies(rows: Sequence[object]) -> list[object]:
    """Return messages each followed by its replies, which some tools keep inside it."""
    found: list[object] = []
    for row in rows:
        if not isinstance(row, dict):
            found.append(row)
            continue
        inside = [row.get(name) for name in _REPLIES]
        replies = [each for some in inside if isinstance(some, list) for each in some]
        found.append({name: value for name, value in row.items() if name not in _REPLIES})
        found += [each for each in replies if _is_said(each)]
    return found


def _with_reactions(message: Json) -> Iterator[Json]:
    """Yield a message of an export, and the reactions on it: it tells who put them but not when."""
    yield message
    rows = message.get("reactions")
    for row in rows if isinstance(rows, list) else []:
        users = row.get("users") if isinstance(row, dict) else None
        for user in users if isinstance(users, list) else []:
            yield {
                "type": "reaction_added",
                "user": user,
                "reaction": row.get("name"),
                "item": {"channel": message["channel"], "ts": message.get("ts")},
                "event_ts": message.get("ts"),
            }
