"""Who can read a channel of Slack's: never more than every sign of it says.

A sign is anything that tells: a flag, the roster or folder in which it stands, a letter of its id,
a message of another company in it. ``None`` tells nothing.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.model import Visibility

_NARROWER = (Visibility.PUBLIC, Visibility.PRIVATE, Visibility.SHARED, Visibility.DIRECT)
"""From the widest: of who is in a shared channel we know less than of a private one."""
_KINDS = {
    "channel": Visibility.PUBLIC,
    "group": Visibility.PRIVATE,
    "mpim": Visibility.PRIVATE,
    "im": Visibility.DIRECT,
}
_FLAGS = (
    ("is_im", Visibility.DIRECT),
    ("is_ext_shared", Visibility.SHARED),
    ("is_pending_ext_shared", Visibility.SHARED),
    ("is_private", Visibility.PRIVATE),
    ("is_mpim", Visibility.PRIVATE),
    ("is_group", Visibility.PRIVATE),
)
_LETTERS = {"D": Visibility.DIRECT, "G": Visibility.PRIVATE}
_SEVERAL = "mpdm-"
"""How the name of a direct message between several begins."""


def narrowest(signs: Iterable[Visibility | None]) -> Visibility | None:
    """Return the narrowest of what signs say, None where none says anything."""
    told = [each for each in signs if each is not None]
    return max(told, key=_NARROWER.index, default=None)


def by_kind(kind: object) -> Visibility | None:
    """Return what a ``channel_type`` says."""
    return _KINDS.get(kind) if isinstance(kind, str) else None


def by_flags(channel: Mapping[str, Any]) -> Visibility | None:
    """Return what the flags of a channel say; where all are off, nothing."""
    return narrowest(sign for flag, sign in _FLAGS if _is_on(channel.get(flag)))


def by_id(channel: str) -> Visibility | None:
    """Return what the first letter of an id says: D is direct, G was never public."""
    return _LETTERS.get(channel[:1])


def by_name(name: object) -> Visibility | None:
    """Return what a channel's name says."""
    is_of_several = isinstance(name, str) and name.startswith(_SEVERAL)
    return Visibility.PRIVATE if is_of_several else None


def _is_on(flag: object) -> bool:
    """Tell whether a flag is up; tools write some as text."""
    return bool(flag) and str(flag).casefold() not in ("false", "0", "none", "null")
