"""Slack's way of writing text, turned into plain text.

Slack escapes only ``& < >`` and writes everything live between angle brackets.
The result depends on the payload alone, never on which names we happen to know
by now, so that events give the same text in whatever order they arrive: who and what is
mentioned stays by id, and gets its name where it is read.
"""

import re
from collections.abc import Mapping

from bot.mentions import mention_of
from bot.text import clean

_LIVE = re.compile(r"<([@#!][^<>]+|[a-z][a-z0-9+.-]*:[^<>]+)>", re.IGNORECASE)
_MENTION = re.compile(r"<([@#])([A-Z0-9]+)(?:\|[^<>]*)?>")
_ID = re.compile(r"[A-Z0-9]{2,80}")
_NO_LABEL = str.maketrans({"<": None, ">": None, "|": None, "&": "&amp;"})
_HIDDEN_SCHEMES = ("mailto:", "tel:")


def plain(text: str) -> str:
    """Return what a person would read: mentions as @name, links as label (address)."""
    return clean(_unescaped(_LIVE.sub(lambda found: _read(found[1]), text)))


def labelled(text: str, names: Mapping[str, object]) -> str:
    """Return Slack's text with the names that are known beside who and what it mentions.

    ``None`` for a name takes away the one that stands there.
    """
    return _MENTION.sub(lambda found: _label(found, names), text) if names else text


def _label(found: re.Match[str], names: Mapping[str, object]) -> str:
    sign, key = found[1], found[2]
    if key not in names:
        return found[0]
    name = str(names[key] or "").translate(_NO_LABEL).strip()
    return f"<{sign}{key}|{name}>" if name else f"<{sign}{key}>"


def _read(inside: str) -> str:
    target, _, label = inside.partition("|")
    if target.startswith(("@", "#")):
        if not label and _ID.fullmatch(target[1:]):
            return mention_of(target[0], target[1:])
        return target[0] + (label or target[1:]).lstrip("@#")
    if target.startswith("!date^"):
        return label
    if target.startswith("!"):
        return "@" + (label or target[1:].partition("^")[0]).lstrip("@")
    if not label or label in target:
        return target if not target.startswith(_HIDDEN_SCHEMES) else label or target
    return f"{label} ({target})"


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
