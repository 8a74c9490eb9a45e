"""Places that go on under another key; what is still told by the old one is meant for the new."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from typing import Any

from bot.intents import Heard, Move


def current(key: str, told: Mapping[str, tuple[str, datetime]]) -> str:
    """Return by which key a place is known now; ``told`` is which it got when.

    It is followed through time: a place can come back to a key that it had before.
    """
    since: datetime | None = None
    while key in told:
        new, at = told[key]
        if since is not None and at <= since:
            break
        key, since = new, at
    return key


def moved_key(key: str, old: str, new: str) -> str:
    """Return the key of a place, or of something there, after the place got another."""
    is_there = key == old or key.startswith(f"{old}/")
    return f"{new}{key.removeprefix(old)}" if is_there else key


def moved(heard: Heard, moves: Mapping[str, str]) -> Heard:
    """Return what was heard with every place in it by the key under which it goes on.

    The key of the happening itself stays, so that a retry of it is known again.
    """
    if not moves or isinstance(heard.intent, Move):
        return heard
    return replace(heard, place=_moved(heard.place, moves), intent=_moved(heard.intent, moves))


def _moved(value: Any, moves: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        place = "/".join(value.split("/", 2)[:2])
        return moved_key(value, place, moves[place]) if place in moves else value
    if isinstance(value, tuple):
        return tuple(_moved(each, moves) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        given = {each.name: getattr(value, each.name) for each in fields(value)}
        changed = {name: new for name, old in given.items() if (new := _moved(old, moves)) != old}
        return replace(value, **changed) if changed else value
    return value
