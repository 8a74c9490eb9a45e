"""Timestamps of Slack's as Slack writes them: text with six decimals, whoever wrote them as what.

They are keys too: one that lost a zero on the way would name another message.
"""

import re
from typing import Any

Json = dict[str, Any]

_STAMPS = frozenset(("ts", "thread_ts", "event_ts", "deleted_ts"))
_NEVER = 10**12
_SCIENTIFIC = re.compile(r"[0-9]\.[0-9]{1,15}[eE]\+?0?9")
_SHORT = re.compile(r"[0-9]{1,12}(\.[0-9]{0,5})?")


def stamped(event: Json) -> Json:
    """Return an event with every timestamp in it as Slack writes it."""
    return {
        name: stamp(value) if name in _STAMPS else _inside(value) for name, value in event.items()
    }


def stamp(value: object) -> object:
    """Return a timestamp as Slack writes it; what is none stays as it is.

    A number of this size holds its six decimals exactly.
    """
    if isinstance(value, str) and _SCIENTIFIC.fullmatch(value):
        value = float(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < _NEVER:
        return f"{value:.6f}"
    if isinstance(value, str) and _SHORT.fullmatch(value):
        seconds, _, micros = value.partition(".")
        return f"{seconds}.{micros:0<6}"
    return value


def _inside(value: Any) -> Any:
    if isinstance(value, dict):
        return stamped(value)
    if isinstance(value, list):
        return [_inside(each) for each in value]
    return value
