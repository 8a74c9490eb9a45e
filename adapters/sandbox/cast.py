"""Who and what there is in the sandbox."""

from dataclasses import dataclass

from bot.model import Visibility

WORKSPACE = "sandbox:office"
BOT = f"{WORKSPACE}/whoknows"
ZONE = "Europe/Berlin"
"""Where the office is: when its week begins."""


@dataclass(frozen=True)
class Player:
    """Somebody to be; ``zone`` is where they live, ``is_new`` who is in no channel yet."""

    key: str
    name: str
    zone: str
    language: str = "en"
    is_admin: bool = False
    is_new: bool = False


@dataclass(frozen=True)
class Room:
    """A channel or direct line; ``starts`` is the phase that it has when the sandbox is new.

    ``only`` are the keys of its members, none for a public one.
    """

    key: str
    name: str
    starts: str = "off"
    visibility: Visibility = Visibility.PUBLIC
    only: tuple[str, ...] = ()

    def is_seen_by(self, person: str) -> bool:
        """Tell whether a person sees this room."""
        return not self.only or person in self.only


def _player(name: str, zone: str, language: str = "en", **more: bool) -> Player:
    return Player(f"{WORKSPACE}/{name.lower()}", name, zone, language, **more)


PLAYERS = (
    _player("Amina", "Europe/Berlin"),
    _player("Bruno", "America/Sao_Paulo"),
    _player("Chen", "Asia/Singapore"),
    _player("Dora", "Europe/London", is_admin=True),
    _player("Emeka", "Africa/Lagos"),
    _player("Farah", "Asia/Karachi"),
    _player("Greta", "Europe/Stockholm"),
    _player("Hugo", "Europe/Lisbon"),
    _player("Ines", "Europe/Madrid", is_new=True),
    _player("Jonas", "Europe/Berlin"),
    _player("Kasia", "Europe/Warsaw", "pl"),
    _player("Liam", "America/New_York"),
)
ADMINS = frozenset(player.key for player in PLAYERS if player.is_admin)
_LEADS = tuple(f"{WORKSPACE}/{name}" for name in ("amina", "bruno", "dora", "greta"))
CHANNELS = (
    Room(f"{WORKSPACE}/onboarding", "onboarding", "pilot"),
    Room(f"{WORKSPACE}/projects", "projects", "pilot"),
    Room(f"{WORKSPACE}/canteen", "canteen"),
    Room(f"{WORKSPACE}/leads", "leads", "pilot", Visibility.PRIVATE, _LEADS),
)
DIRECT = {
    each.key: Room(
        f"{WORKSPACE}/direct-{each.name.lower()}",
        "whoknows",
        visibility=Visibility.DIRECT,
        only=(each.key,),
    )
    for each in PLAYERS
}
ROOMS = (*CHANNELS, *DIRECT.values())


def player(said: str) -> Player | None:
    """Return the person with this key or name."""
    named = said.strip().lower()
    return next((each for each in PLAYERS if named in (each.key, each.name.lower())), None)


def room(said: str, person: str | None = None) -> Room | None:
    """Return the room with this key or name; "whoknows" is the person's own direct line."""
    named = said.strip().lower().removeprefix("#").removeprefix("@")
    if named in ("whoknows", "direct"):
        return DIRECT.get(person or "")
    return next((each for each in ROOMS if named in (each.key, each.name)), None)


def rooms_of(person: str) -> tuple[Room, ...]:
    """Return the rooms that a person sees."""
    return tuple(each for each in ROOMS if each.is_seen_by(person))
