"""Somebody's words made fit to be shown: tidied, and cut between two graphemes."""

import re
from bisect import bisect_right
from collections.abc import Callable

import regex

_GRAPHEME = regex.compile(r"\X")
_UNWANTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]+")
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]+")
"""What turns the direction of writing by hand; left open it would turn our words too."""
_LOOKED_AT = 4_000
"""Characters of a text; more than is ever shown, and little enough to be quick about."""
_NEAR = 60
"""Characters before a cut in which graphemes are looked for; all of them only where need be."""
_FLAGS = "".join(map(chr, range(0x1F1E6, 0x1F200)))


def tidy(text: str) -> str:
    """Return a text without what nobody should meet; of a very long one only its start."""
    if len(text) > _LOOKED_AT:
        text = _whole_graphemes(text, _LOOKED_AT) + "…"
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _TURNING.sub("", _UNWANTED.sub(" ", text))


def one_line(text: str) -> str:
    """Return a text on one line, without what nobody should meet."""
    return unbroken(tidy(text))


def unbroken(text: str) -> str:
    """Return a text with its lines in one."""
    return re.sub(r"\n\s*", " ", text)


def start(text: str, room: int, size: Callable[[str], int]) -> str:
    """Return the longest start of a text, in whole graphemes, whose size there is room for."""
    lengths = range(min(len(text), max(room, 0)) + 1)
    after = bisect_right(lengths, room, key=lambda n: size(text[:n]))
    return _whole_graphemes(text, max(after - 1, 0)).rstrip()


def _whole_graphemes(text: str, most: int) -> str:
    """Return the longest start of a text, in whole graphemes, of at most so many characters."""
    shown, after = text[:most], text[most : most + 1]
    if not after or (shown[-1:].isascii() and after.isascii()):
        return shown  # two such signs are never one grapheme
    begin = max(most - _NEAR, 0)
    begin -= (begin - len(shown[:begin].rstrip(_FLAGS))) % 2  # flags are pairs, from the first on
    graphemes = _GRAPHEME.findall(shown[begin:] + after)
    if len(graphemes) < 3:  # the first end may be a false one, where what is near begins inside
        graphemes = _GRAPHEME.findall(shown + after)
    return shown[: most + 1 - len(graphemes[-1])]
