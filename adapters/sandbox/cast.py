"""Who and what there is in the sandbox."""

from dataclasses import dataclass

WORKSPACE = "sandbox:office"
BOT = f"{WORKSPACE}/whoknows"


@dataclass(frozen=True)
class Player:
    """Somebody to be; ``zone`` is where they live."""

    key: str
    name: str
    zone: str
    is_admin: bool = False


@dataclass(frozen=True)
class Room:
    """A channel; ``starts`` is the phase that an admin gives it when the sandbox is new."""

    key: str
    name: str
    starts: str


PLAYERS = tuple(
    Player(f"{WORKSPACE}/{name.lower()}", name, zone, is_admin)
    for name, zone, is_admin in (
        ("Amina", "Europe/Berlin", False),
        ("Bruno", "America/Sao_Paulo", False),
        ("Chen", "Asia/Singapore", False),
        ("Dora", "Europe/London", True),
        ("Emeka", "Africa/Lagos", False),
        ("Farah", "Asia/Karachi", False),
    )
)
ROOMS = tuple(
    Room(f"{WORKSPACE}/{name}", name, starts)
    for name, starts in (("onboarding", "pilot"), ("projects", "pilot"), ("canteen", "off"))
)
ADMINS = frozenset(player.key for player in PLAYERS if player.is_admin)


def player(said: str) -> Player | None:
    """Return the person with this key or name."""
    named = said.strip().lower()
    return next((each for each in PLAYERS if named in (each.key, each.name.lower())), None)


def room(said: str) -> Room | None:
    """Return the channel with this key or name."""
    named = said.strip().lower().removeprefix("#")
    return next((each for each in ROOMS if named in (each.key, each.name)), None)
