"""A message's spans as Slack's text, so that nothing is live but what we made live.

What is too long is cut between two graphemes, never inside an entity or a link, and ends in ….
Sizes are counted in UTF-16 units, escapes included: Slack does not say how it counts, and this
is never less than the number of characters.

Formatting that people typed (``*so*``) stays as it is: their own message shows the same, Slack
has no way to escape it, and an invisible character in between would spoil what somebody copies.
It reaches no further than the block it stands in. Only what would break a sign of ours (a ``*``
in something strong) becomes a look-alike.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import assert_never

import regex

from bot.messages import Code, Link, Quoted, Span, Spans, Strong, Text, When, Where, Who

Permalink = Callable[[str], str | None]
"""From the key of a message to the address that leads there; None where there is none."""

PERSON = re.compile(r"slack:[^/]+/([UW][A-Z0-9]{1,40})")
_PLACE = re.compile(r"slack:[^/]+/([CDG][A-Z0-9]{1,40})")
_ADDRESS = re.compile(r"https?://[^\s<>|\"]{1,1000}")
_GRAPHEME = regex.compile(r"\X")
_UNWANTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]+")
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]+")
"""What turns the direction of writing by hand; left open it would turn our words too."""
_LOOKED_AT = 4_000
"""Characters of a text; more than is ever shown, and little enough to be quick about."""
_NEAR = 60
"""Characters before a cut in which graphemes are looked for; all of them only where need be."""
_FLAGS = "".join(map(chr, range(0x1F1E6, 0x1F200)))

Signs = Mapping[str, str]
_ESCAPED: Signs = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_QUOTED: Signs = {**_ESCAPED, "\n": "\n> "}
_PLAIN: Signs = {"<": "‹", ">": "›"}
"""Slack does not say whether it decodes what is escaped in plain text: nothing is to decode."""


@dataclass(frozen=True)
class Piece:
    """A span as mrkdwn: its words may be cut, what stands around them may not."""

    before: str = ""
    words: str = ""
    after: str = ""

    @property
    def whole(self) -> str:
        """All of it."""
        return f"{self.before}{_written(self.words, _ESCAPED)}{self.after}"

    def within(self, room: int) -> str:
        """Return as much of it as there is room for, nothing where it cannot be cut."""
        if size(self.whole) <= room:
            return self.whole
        words = _start(self.words, room - size(self.before + self.after), _ESCAPED)
        return f"{self.before}{words}{self.after}" if words else ""


def pieces(spans: Spans, permalink: Permalink) -> Iterator[Piece]:
    """Yield spans as mrkdwn."""
    return (_piece(span, permalink) for span in spans)


def line(spans: Spans, permalink: Permalink) -> Iterator[Piece]:
    """Yield spans as mrkdwn without line ends, so that nobody can feign a line of ours."""
    return (replace(each, words=_unbroken(each.words)) for each in pieces(spans, permalink))


def joined(some: Iterable[Piece], longest: int) -> str:
    """Return pieces as one text of at most so many units, "" where they hold nothing."""
    seen, total = [], 0
    for piece in some:
        seen.append(piece)
        total += size(piece.whole)
        if total > longest:
            return f"{_beginning(seen, longest - 1)}…"
    return "".join(piece.whole for piece in seen).strip()


def quote(text: str, longest: int) -> str:
    """Return somebody's words set apart, in at most so many units; "" where there are none."""
    words = _cut(tidy(text).strip(), longest - 2, _QUOTED)
    return f"> {words}" if words else ""


def plain(text: str, longest: int) -> str:
    """Return a few words on one line, never empty, for where Slack makes nothing live."""
    return _cut(one_line(text).strip(), longest, _PLAIN) or "…"


def typed(text: str, longest: int) -> str:
    """Return at most so many units of a text for somebody to go on writing: nothing escaped."""
    return _cut(text, longest, {})


def one_line(text: str) -> str:
    """Return a text on one line, without what nobody should meet."""
    return _unbroken(tidy(text))


def tidy(text: str) -> str:
    """Return a text without what nobody should meet; of a very long one only its start."""
    if len(text) > _LOOKED_AT:
        text = _whole_graphemes(text, _LOOKED_AT) + "…"
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _TURNING.sub("", _UNWANTED.sub(" ", text))


def size(text: str) -> int:
    """Return how many UTF-16 units a text has."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _piece(span: Span, permalink: Permalink) -> Piece:
    match span:
        case Text(text) | Quoted(text):
            return Piece(words=tidy(text))
        case Strong(text):
            return _signed(text, "*", "∗")
        case Code(text):
            return _signed(text, "`", "ˋ")
        case Who(person):
            known = PERSON.fullmatch(person)
            return Piece(f"<@{known[1]}>") if known else Piece(words=_last(person))
        case Where(place):
            known = _PLACE.fullmatch(place)
            return Piece(f"<#{known[1]}>") if known else Piece(words=f"#{_last(place)}")
        case When(at):
            return Piece(_moment(at))
        case Link(text, message):
            return _link(text, permalink(message))
        case _:
            assert_never(span)


def _signed(text: str, sign: str, instead: str) -> Piece:
    """Return words between signs, which Slack wants on one line and close to the words."""
    spaced = one_line(text).replace(sign, instead)
    words = spaced.strip()
    if not words:
        return Piece(words=spaced)
    before, after = spaced.split(words, 1)
    return Piece(before + sign, words, sign + after)


def _moment(at: datetime) -> str:
    fallback = f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>"


def _link(text: str, address: str | None) -> Piece:
    if not address or not _ADDRESS.fullmatch(address):
        return Piece(words=tidy(text))
    label = one_line(text).replace("|", "¦").strip() or "…"
    return Piece(f"<{_written(address, _ESCAPED)}|", label, ">")


def _last(key: str) -> str:
    return one_line(key.rpartition("/")[2])


def _unbroken(text: str) -> str:
    return re.sub(r"\n\s*", " ", text)


def _beginning(some: Iterable[Piece], room: int) -> str:
    kept = ""
    for piece in some:
        fits = piece.within(room - size(kept))
        kept += fits
        if fits != piece.whole:
            break
    return kept.strip()


def _cut(text: str, longest: int, signs: Signs) -> str:
    """Return a text written with signs in at most so many units, with … where it was cut."""
    written = _written(text, signs)
    return written if size(written) <= longest else f"{_start(text, longest - 1, signs)}…"


def _start(text: str, room: int, signs: Signs) -> str:
    """Return the longest start of a text, in whole graphemes, that there is room for as written."""
    lengths = range(min(len(text), max(room, 0)) + 1)
    after = bisect_right(lengths, room, key=lambda n: size(_written(text[:n], signs)))
    return _written(_whole_graphemes(text, max(after - 1, 0)).rstrip(), signs)


def _whole_graphemes(text: str, most: int) -> str:
    """Return the longest start of a text, in whole graphemes, of at most so many characters."""
    start, after = text[:most], text[most : most + 1]
    if not after or (start[-1:].isascii() and after.isascii()):
        return start  # two such signs are never one grapheme
    begin = max(most - _NEAR, 0)
    begin -= (begin - len(start[:begin].rstrip(_FLAGS))) % 2  # flags are pairs, from the first on
    graphemes = _GRAPHEME.findall(start[begin:] + after)
    if len(graphemes) < 3:  # the first end may be a false one, where what is near begins inside
        graphemes = _GRAPHEME.findall(start + after)
    return start[: most + 1 - len(graphemes[-1])]


def _written(text: str, signs: Signs) -> str:
    for sign, written in signs.items():
        text = text.replace(sign, written)
    return text
