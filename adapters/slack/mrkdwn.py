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
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import assert_never

from adapters.trim import one_line, start, tidy, unbroken
from bot.messages import Code, Link, Quoted, Span, Spans, Strong, Text, When, Where, Who

Permalink = Callable[[str], str | None]
"""From the key of a message to the address that leads there; None where there is none."""

PERSON = re.compile(r"slack:[^/]+/([UW][A-Z0-9]{1,40})")
_PLACE = re.compile(r"slack:[^/]+/([CDG][A-Z0-9]{1,40})")
_ADDRESS = re.compile(r"https?://[^\s<>|\"]{1,1000}")

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
    return (replace(each, words=unbroken(each.words)) for each in pieces(spans, permalink))


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
    return _written(start(text, room, lambda words: size(_written(words, signs))), signs)


def _written(text: str, signs: Signs) -> str:
    for sign, written in signs.items():
        text = text.replace(sign, written)
    return text
