"""What we ask of a workspace: for each call and each event the scopes it needs, and no other.

Where a method or event serves several kinds of places, each of its scopes opens one of them. Why
we ask for a scope is told by the words under ``scope.<name>``.
"""

from collections.abc import Iterable
from dataclasses import dataclass

_READ = ("channels:read", "groups:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "mpim:history", "im:history")

METHODS: dict[str, tuple[str, ...]] = {
    "auth.test": (),
    "oauth.v2.access": (),
    "auth.revoke": (),
    "chat.postMessage": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.update": ("chat:write",),
    "chat.getPermalink": (),
    "conversations.info": _READ,
    "conversations.members": _READ,
    "conversations.history": _HISTORY,
    "conversations.replies": _HISTORY,
    "conversations.open": ("im:write",),
    "users.info": ("users:read",),
    "pins.add": ("pins:write",),
    "views.open": (),
    "views.update": (),
    "views.publish": (),
}
"""Methods that we call with the token of the bot."""

APP_METHODS = {"apps.connections.open": "connections:write"}
"""Methods that we call with the token of the app, in Socket Mode."""

EVENTS: dict[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_uninstalled": (),
    "channel_archive": ("channels:read",),
    "channel_id_changed": ("channels:read", "groups:read", "mpim:read"),
    "channel_left": ("channels:read",),
    "channel_rename": ("channels:read",),
    "channel_shared": ("channels:read", "groups:read"),
    "channel_unarchive": ("channels:read",),
    "channel_unshared": ("channels:read", "groups:read"),
    "group_archive": ("groups:read",),
    "group_left": ("groups:read",),
    "group_rename": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "tokens_revoked": (),
    "user_change": ("users:read",),
}
"""Events that we subscribe to as a bot."""

COMMANDS = "commands"
"""What slash commands and shortcuts need."""

EMAIL = "users:read.email"
"""What tells the address of somebody, so that their accounts in several workspaces are one."""

_OVERHEARD = {"channels:history", "groups:history", "mpim:history"}
"""Scopes by which we read what was not said to us."""


@dataclass(frozen=True)
class Asked:
    """What one manifest asks for, sorted by name."""

    scopes: tuple[str, ...]
    events: tuple[str, ...]


def asked(*, history: bool = True, email: bool = False) -> Asked:
    """Return what we ask for; without ``history`` we hear only what is said to us.

    With ``email`` we also learn addresses, which an organisation with one workspace has no use for.
    """
    left_out = set() if history else _OVERHEARD
    events = [name for name, needs in EVENTS.items() if not left_out.intersection(needs)]
    needed = {COMMANDS, *_flat(METHODS.values()), *_flat(EVENTS.values())} - left_out
    needed |= {EMAIL} if email else set()
    return Asked(tuple(sorted(needed)), tuple(sorted(events)))


def reason(scope: str) -> str:
    """Return the key of the words that tell why we ask for a scope."""
    return "scope." + scope.replace(":", "_").replace(".", "_")


def missing(granted: Iterable[str]) -> tuple[str, ...]:
    """Return what was not granted; that nothing is overheard is a choice, if wholly made."""
    has = set(granted)
    wanted = asked(history=bool(has & _OVERHEARD))
    return tuple(scope for scope in wanted.scopes if scope not in has)


def _flat(many: Iterable[tuple[str, ...]]) -> set[str]:
    return {each for one in many for each in one}
