"""Who and what an export names: people, channels, whose workspace it is, who can read a channel."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from adapters.slack.readers import by_flags, by_id, by_name, by_type, is_up
from bot.model import Visibility, narrowest

Json = dict[str, Any]

PEOPLE = ("users.json", "org_users.json")
_KINDS = {
    "channels.json": "channel",
    "public_channels.json": "channel",
    "groups.json": "group",
    "private_channels.json": "group",
    "dms.json": "im",
    "ims.json": "im",
    "mpims.json": "mpim",
    "conversations.json": "",
}
"""What each roster of channels holds; one that holds all of them tells by its flags alone."""
ROOMS = tuple(_KINDS)
ROSTERS = (*PEOPLE, *ROOMS)
_OLD_ENCODINGS = ("cp852", "cp1250", "cp850", "cp1252")
"""In which Windows writes names into a zip, by where it was bought."""
_ID = re.compile(r"[A-Z0-9]{2,80}")
_NO_ID = re.compile(r"[^\w.-]+")
_LONGEST_ID = 80
_TEAM = re.compile(r"[A-Z0-9]{1,40}")


@dataclass(frozen=True)
class Room:
    """A channel, as far as an export tells."""

    id: str
    name: str | None
    signs: tuple[Visibility | None, ...]
    kind: str

    @property
    def visibility(self) -> Visibility | None:
        """Who can read it, at most; None where nothing tells."""
        return narrowest(*self.signs)


class Rosters:
    """What the lists of an export tell; ``rows`` by the name of the list."""

    def __init__(self, rows: Mapping[str, Sequence[Json]]) -> None:
        people = [each for name in reversed(PEOPLE) for each in rows.get(name, ())]
        self._people = {str(each.get("id")): each for each in people}
        self._rooms: dict[str, Room] = {}
        self._folders: dict[str, set[str]] = {}
        for roster in ROOMS:
            for row in rows.get(roster, ()):
                self._add(row, _KINDS[roster])
        self.team = _team_of(people)
        self._ours = {self.team, *(key for each in people for key in self._houses_of(each))}

    def _add(self, row: Json, kind: str) -> None:
        key = row.get("id")
        if not isinstance(key, str) or not key:
            return
        name = row.get("name")
        name = composed(name) if isinstance(name, str) and name else None
        signs: tuple[Visibility | None, ...]
        signs = (by_type(kind), by_flags(row), by_id(key), by_name(name))
        known = self._rooms.get(key)
        if known:
            signs = (*known.signs, *signs)
            name, kind = known.name or name, known.kind or kind
        self._rooms[key] = Room(key, name, signs, kind)
        for folder in filter(None, (key, name)):
            self._folders.setdefault(folder, set()).add(key)

    def room(self, channel: str) -> Room:
        """Return a channel by its id, also one that no roster names."""
        signs = (by_id(channel),) if _ID.fullmatch(channel) else ()
        return self._rooms.get(channel) or Room(channel, None, signs, "")

    def room_in(self, folder: str) -> Room:
        """Return the channel whose messages lie in a folder, by its name or id.

        Where two channels have one name, nobody can tell whose they are: both signs count.
        """
        folder = self._as_named(folder)
        found = sorted(self._folders.get(composed(folder), ()))
        rooms = [self._rooms[each] for each in found]
        if not rooms:
            room = self.room(safe_id(folder))
            return Room(room.id, room.name, (*room.signs, by_name(folder)), room.kind)
        first = min(rooms, key=lambda each: (each.kind != "channel", each.id))
        signs = tuple(sign for each in rooms for sign in each.signs)
        return Room(first.id, first.name, (*signs, by_name(folder)), first.kind)

    def is_named(self, folder: str) -> bool:
        """Tell whether a roster names the channel whose messages lie in a folder."""
        return composed(self._as_named(folder)) in self._folders

    def _as_named(self, folder: str) -> str:
        """Return the name of a folder as a roster writes it, where an old system wrote it.

        What does not say how it is encoded was read as if it were of 1981.
        """
        if folder.isascii() or composed(folder) in self._folders:
            return folder
        for encoding in _OLD_ENCODINGS:
            with suppress(ValueError):
                name = folder.encode("cp437").decode(encoding)
                if composed(name) in self._folders:
                    return name
        return folder

    def name_of(self, person: str) -> str | None:
        """Return the name of a person, None where none is told."""
        user = self._people.get(person)
        return person_name(user) if user else None

    def is_bot(self, person: str) -> bool:
        """Tell whether somebody is known to be a bot."""
        return bool(self._people.get(person, {}).get("is_bot"))

    def is_person(self, person: str) -> bool:
        """Tell whether somebody is known to be none."""
        return person in self._people and not self.is_bot(person) and person != "USLACKBOT"

    def has_left(self, person: str) -> bool:
        """Tell whether somebody is known to have left."""
        return is_up(self._people.get(person, {}).get("deleted"))

    def is_stranger(self, person: str, team: object) -> bool:
        """Tell whether somebody is of another company: ``team`` is what their message says."""
        if self.team is None:
            return False
        user = self._people.get(person)
        if user is not None:
            if user.get("is_stranger") is True:
                return True
            team = user.get("team_id") or team
        return isinstance(team, str) and bool(_TEAM.fullmatch(team)) and team not in self._ours

    def _houses_of(self, user: Json) -> Iterator[str]:
        """Yield the organisation, and all its workspaces, of somebody who is ours."""
        house = user.get("enterprise_user")
        if user.get("team_id") != self.team or not isinstance(house, dict):
            return
        teams = house.get("teams")
        ids = (house.get("enterprise_id"), *(teams if isinstance(teams, list) else ()))
        yield from (each for each in ids if isinstance(each, str))


def composed(text: str) -> str:
    """Return a text in one form of Unicode, in which a letter and its sign are one."""
    return unicodedata.normalize("NFC", text)


def safe_id(folder: str) -> str:
    """Return what stands for the id of a channel that is known by its folder alone."""
    return _NO_ID.sub("-", composed(folder)).strip("-")[:_LONGEST_ID] or "unnamed"


def person_name(user: Json) -> str | None:
    """Return the name by which colleagues know somebody."""
    profile = user.get("profile")
    profile = profile if isinstance(profile, dict) else {}
    own = (profile.get("display_name"), profile.get("real_name"))
    names = (*own, user.get("real_name"), user.get("name"))
    return next((name for name in names if isinstance(name, str) and name.strip()), None)


def _team_of(people: Iterable[Json]) -> str | None:
    """Return whose list of people it is: guests from other companies may be on it too.

    The one who owns the workspace tells, else the team that most of those are of who are ours.
    """
    teams = [
        (each["team_id"], each)
        for each in people
        if isinstance(each.get("team_id"), str) and _TEAM.fullmatch(each["team_id"])
    ]
    ours = [
        team for team, each in teams if each.get("is_primary_owner") and not each.get("is_stranger")
    ]
    ours = ours or [team for team, each in teams if not each.get("is_stranger")]
    most = Counter(ours or [team for team, _ in teams]).most_common(1)
    return str(most[0][0]) if most else None
