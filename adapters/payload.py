"""Reading JSON of somebody else: what is not what it should be is as if it were not there."""

import hashlib
from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]


def inside(outer: object, name: str) -> Json:
    """Return the object of this name, an empty one where it is none."""
    inner = outer.get(name) if isinstance(outer, Mapping) else None
    return inner if isinstance(inner, dict) else {}


def dicts(told: object) -> list[Json]:
    """Return the objects of a list, none where it is no list."""
    return [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []


def word(outer: Mapping[str, Any], name: str) -> str:
    """Return the text of this name, an empty one where it is none."""
    value = outer.get(name)
    return value if isinstance(value, str) else ""


def key_of_unreadable(payload: str) -> str:
    """Return the key of a payload that tells nothing: by its bytes."""
    return "unreadable:" + hashlib.sha256(payload.encode(errors="replace")).hexdigest()
