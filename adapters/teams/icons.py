"""The two icons of the app, drawn by us: a speech bubble with a question mark, as PNG."""

import math
import struct
import zlib
from collections.abc import Callable

Pixel = tuple[int, int, int, int]

_INK: Pixel = (31, 78, 95, 255)
_WHITE: Pixel = (255, 255, 255, 255)
_CLEAR: Pixel = (255, 255, 255, 0)
_SAMPLES = 3
"""Looks a pixel gets in each direction, so that curves are smooth."""


def colour(size: int = 192) -> bytes:
    """Return the icon in colour: white on the colour of the app, without a clear pixel."""
    return _png(size, lambda x, y: _WHITE if _is_bubble(x, y) and not _is_mark(x, y) else _INK)


def outline(size: int = 32) -> bytes:
    """Return the icon that Teams shows in its own colours: white lines, clear elsewhere."""
    thickness = 0.07

    def pixel(x: float, y: float) -> Pixel:
        edge = _is_bubble(x, y) and not _is_bubble(x, y, thickness)
        return _WHITE if edge or _is_mark(x, y) else _CLEAR

    return _png(size, pixel)


def _is_bubble(x: float, y: float, less: float = 0.0) -> bool:
    """Tell whether a point lies in the bubble: a disc with a tail below on the left."""
    disc = math.hypot(x - 0.5, y - 0.45) <= 0.36 - less
    tail = 0.24 + less <= x <= 0.46 - less and 0.7 <= y <= 0.94 - less - (x - 0.24) * 0.9
    return disc or tail


def _is_mark(x: float, y: float) -> bool:
    """Tell whether a point lies in the question mark: a bow, a stem, a dot."""
    from_middle = math.hypot(x - 0.5, y - 0.36)
    angle = math.degrees(math.atan2(y - 0.36, x - 0.5))
    bow = abs(from_middle - 0.12) <= 0.038 and (angle <= 90.0 and angle >= -180.0)
    is_left_below = x < 0.5 and y > 0.36
    stem = abs(x - 0.5) <= 0.038 and 0.46 <= y <= 0.56
    dot = math.hypot(x - 0.5, y - 0.645) <= 0.05
    return (bow and not is_left_below) or stem or dot


def _png(size: int, pixel: Callable[[float, float], Pixel]) -> bytes:
    rows = b"".join(
        b"\0" + b"".join(bytes(_mean(size, column, row, pixel)) for column in range(size))
        for row in range(size)
    )
    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in parts)


def _mean(size: int, column: int, row: int, pixel: Callable[[float, float], Pixel]) -> Pixel:
    looks = [
        pixel(
            (column + (i + 0.5) / _SAMPLES) / size,
            (row + (j + 0.5) / _SAMPLES) / size,
        )
        for i in range(_SAMPLES)
        for j in range(_SAMPLES)
    ]
    red, green, blue, alpha = (sum(each) // len(looks) for each in zip(*looks, strict=True))
    return red, green, blue, alpha


def _chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
