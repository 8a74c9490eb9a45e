"""Who can read a channel of Slack: each thing that tells of it is a sign, and the narrowest counts.

A sign that is missing opens nothing: that a channel is public has to be said.
"""

from collections.abc import Mapping
from typing import Any

from bot.model import Visibility, narrowest

_TYPES = {
    "channel": Visibility.PUBLIC,
    "group": Visibility.PRIVATE,
    "mpim": Visibility.PRIVATE,
    "im": Visibility.DIRECT,
    "app_home": Visibility.DIRECT,
    "C": Visibility.PUBLIC,
    "G": Visibility.PRIVATE,
    "D": Visibility.DIRECT,
}
"""What events call a channel; those of who comes and goes have letters for it."""
_FLAGS = {
    "is_im": Visibility.DIRECT,
    "is_ext_shared": Visibility.SHARED,
    "is_pending_ext_shared": Visibility.SHARED,
    "is_private": Visibility.PRIVATE,
    "is_mpim": Visibility.PRIVATE,
    "is_group": Visibility.PRIVATE,
}
_NAMES = {"privategroup": Visibility.PRIVATE, "directmessage": Visibility.DIRECT}
"""What Slack writes in place of the name of a channel that is not public."""
_OF_SEVERAL = "mpdm-"
"""What the name of a direct line of several people begins with."""


def by_type(told: object) -> Visibility | None:
    """Return what the ``channel_type`` of an event tells."""
    return _TYPES.get(told) if isinstance(told, str) else None


def by_id(channel: str) -> Visibility | None:
    """Return what the first letter of an id tells: D is direct, G was never public."""
    return {"D": Visibility.DIRECT, "G": Visibility.PRIVATE}.get(channel[:1])


def by_name(name: object) -> Visibility | None:
    """Return what the name of a channel tells, or what stands in its place."""
    if not isinstance(name, str):
        return None
    return Visibility.PRIVATE if name.startswith(_OF_SEVERAL) else _NAMES.get(name)


def by_flags(channel: Mapping[str, Any]) -> Visibility | None:
    """Return what the flags of a channel tell; that it is not private has to be among them."""
    raised = [visibility for flag, visibility in _FLAGS.items() if is_up(channel.get(flag))]
    is_open = channel.get("is_private") is False
    return narrowest(*raised, Visibility.PUBLIC if is_open else None)


def of_channel(channel: Mapping[str, Any]) -> Visibility | None:
    """Return what all of a channel's description tells, None where it tells nothing."""
    return narrowest(
        by_flags(channel), by_id(str(channel.get("id") or "")), by_name(channel.get("name"))
    )


def is_up(flag: object) -> bool:
    """Tell whether a flag is up; tools write some as text."""
    return bool(flag) and str(flag).casefold() not in ("false", "0", "none", "null")
