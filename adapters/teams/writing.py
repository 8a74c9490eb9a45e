"""A message's spans as the text of an Adaptive Card, so that nothing is live but what we made live.

Where nothing in a line leads anywhere it becomes text runs, which Teams shows as they are, but for
``{{DATE(…)}}`` and ``{{TIME(…)}}``. A mention, a moment or a link needs a text block, which is
Markdown. Teams on a phone knows no backslash before a bracket and shows ``&lt;`` as it stands, so
in a text block a sign that could be Markdown becomes a look-alike; in text runs all stay.

Sizes are bytes of UTF-8, as JSON has them. What is too long is cut between two graphemes, never
inside a mention or link, and ends in ….
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, assert_never

from adapters import trim
from adapters.trim import one_line, tidy, unbroken
from bot.messages import Code, Link, Quoted, Span, Spans, Strong, Text, When, Where, Who

Json = dict[str, Any]

PERSON = re.compile(r"teams:[^/]+/([A-Za-z0-9-]{1,64})")
_ADDRESS = re.compile(r"https://[\w.~:/?#@!$&'*+,;=%()-]{1,2000}", re.ASCII)
_LONGEST_NAME = 200
_SHORT, _CUT = 2, "…"

_NAME = "Whoknows"
_COMMAND = re.compile(r"/(whoknows|ask|share|find)(?![\w/])")
_MACRO = re.compile(r"\{(?=\{\s*(?:DATE|TIME)\s*\()", re.IGNORECASE)
_TAG = re.compile(r"<(?=[\s/]*at\b)", re.IGNORECASE)
_SIGNS = str.maketrans(
    {"*": "∗", "[": "⁅", "]": "⁆", "<": "‹", ">": "›", "`": "ˋ", "~": "∼", "\\": "∖", "{": "❴"}
)
_STRESS = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
"""An underscore that could begin or end something; one inside a word never does."""
_ENTITY = re.compile(r"&(?=#?\w+;)")
_OPENING = re.compile(
    r"(?m)^[^\S\n]*(?:(?P<sign>[-+=|]|#(?=#*(?:\s|$)))|(?P<number>\d+)(?P<end>[.)])(?=\s|$)|)"
)
"""How a line begins that could be a list, a heading, a table or, after four spaces, code."""
_OPENERS = {"-": "‐", "+": "＋", "#": "＃", "=": "＝", "|": "¦", ".": "․", ")": "）"}
_IN_URL = {"(": "%28", ")": "%29", "_": "%5F", "*": "%2A"}
"""What a reader of Markdown could stumble over inside an address."""
_EDGES = " !\"$%&'()+,-./:;=?@^}¦∗⁅⁆‹›ˋ∼∖❴＿＆“”‘’„«»…–—"
"""What stays outside what is bold: right inside, Markdown would take two stars for stars."""


@dataclass(frozen=True)
class Ways:
    """What only the adapter knows: names of people and places, and where a message is found."""

    name_of: Callable[[str], str | None]
    place_name: Callable[[str], str | None]
    permalink: Callable[[str], str | None]


@dataclass
class Mentions:
    """Who is mentioned in a card: names, as written, and the ids of their accounts."""

    ids: dict[str, str] = field(default_factory=dict)

    def take(self, name: str, account: str) -> bool:
        """Remember a mention; False where somebody else of the same name is mentioned already."""
        return self.ids.setdefault(name, account) == account


@dataclass(frozen=True)
class Piece:
    """A span: its words may be cut, the Markdown around them may not."""

    words: str = ""
    before: str = ""
    after: str = ""
    is_bold: bool = False
    is_code: bool = False

    def marked(self) -> str:
        """Return it as Markdown."""
        words = markdown(self.words)
        if self.before:  # a phone looks for lists at the start of a link, too
            words = harmless(words)
        return f"{self.before}{bold(words) if self.is_bold else words}{self.after}"

    def run(self) -> Json:
        """Return it as a text run."""
        drawn: Json = {"type": "TextRun", "text": inert(self.words)}
        if self.is_bold:
            drawn["weight"] = "Bolder"
        if self.is_code:
            drawn["fontType"] = "Monospace"
        return drawn

    def within(self, room: int, written: Callable[["Piece"], str]) -> "Piece":
        """Return as much of it as there is room for, none of it where it cannot be cut."""

        def length(words: str) -> int:
            return size(written(replace(self, words=words)))

        if length(self.words) <= room:
            return self
        words = trim.start(self.words, room, length)
        return replace(self, words=words) if words else Piece()


def pieces(spans: Spans, ways: Ways, mentions: Mentions) -> Iterator[Piece]:
    """Yield spans; mentions, moments and links are Markdown."""
    return (_piece(span, ways, mentions) for span in spans)


def line(spans: Spans, ways: Ways, mentions: Mentions) -> Iterator[Piece]:
    """Yield spans without line ends, so that nobody can feign a line of ours."""
    return (replace(each, words=unbroken(each.words)) for each in pieces(spans, ways, mentions))


def spoken(spans: Spans, ways: Ways) -> Iterator[Piece]:
    """Yield spans as words alone."""
    return (Piece(_said(span, ways)) for span in spans)


def spoken_line(spans: Spans, ways: Ways) -> Iterator[Piece]:
    """Yield spans as words alone, without line ends."""
    return (Piece(unbroken(_said(span, ways))) for span in spans)


def needs_markdown(spans: Spans, ways: Ways) -> bool:
    """Tell whether anything in a line leads anywhere."""
    return any(_is_live(span, ways) for span in spans)


def runs(some: Iterable[Piece], longest: int) -> list[Json]:
    """Return pieces as text runs of at most so many bytes of words, none where they say nothing."""
    kept = [piece.run() for piece in _cut(some, longest, _plain) if piece.words]
    return kept if any(each["text"].strip() for each in kept) else []


def marked(some: Iterable[Piece], longest: int) -> str:
    """Return pieces as Markdown of at most so many bytes, "" where they say nothing."""
    return joined(some, longest).replace("\n", "\n\n")


def joined(some: Iterable[Piece], longest: int) -> str:
    """Return pieces as Markdown whose lines end in a single line end, for what is no card."""
    text = ""
    for piece in _cut(some, longest, Piece.marked):
        is_clash = piece.is_bold and text.endswith("*")
        text += replace(piece, is_bold=False).marked() if is_clash else piece.marked()
    return harmless(text.strip())


def inert(text: str) -> str:
    """Return somebody's words for where Teams shows text as it is, but dates and mentions."""
    return _TAG.sub("‹", _MACRO.sub("❴", text))


def markdown(text: str) -> str:
    """Return somebody's words for where Teams reads Markdown: no sign of it is left."""
    return _ENTITY.sub("＆", _STRESS.sub("＿", text.translate(_SIGNS)))


def harmless(text: str) -> str:
    """Return Markdown in which no line begins as a list, a heading, a table or code does."""

    def opened(found: re.Match[str]) -> str:
        return (found["number"] or "") + _OPENERS.get(found["sign"] or found["end"], "")

    return _OPENING.sub(opened, text)


def bold(text: str) -> str:
    """Return Markdown with weight, as it is where it begins or ends in what Markdown cannot."""
    core = text.strip(_EDGES)
    if not core or any(unicodedata.category(end)[0] in "PSZC" for end in (core[0], core[-1])):
        return text
    before, after = text.split(core, 1)
    return f"{before}**{core}**{after}"


def plain(text: str, longest: int) -> str:
    """Return a few words on one line, never empty, in at most so many bytes."""
    return typed(inert(one_line(text).strip()), longest) or _CUT


def units(text: str) -> int:
    """Return how many UTF-16 units a text has, which is how an input counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def size(value: object) -> int:
    """Return how many bytes something has as JSON in UTF-8, without the quotes around a text."""
    written = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return len(written) - (_SHORT if isinstance(value, str) else 0)


def plain_markdown(text: str, longest: int) -> str:
    """Return a few words on one line for where Teams reads Markdown, never empty."""
    return harmless(markdown(plain(text, longest)))


def typed(text: str, longest: int, measure: Callable[[str], int] = size) -> str:
    """Return a text for somebody to go on writing, of at most such a size; nothing is escaped."""
    if measure(text) <= longest:
        return text
    return trim.start(text, longest - measure(_CUT), measure) + _CUT


def name(person: str, ways: Ways) -> str:
    """Return how a person is called; without a name the last of their key."""
    return one_line(ways.name_of(person) or "").strip() or _last(person)


def place(key: str, ways: Ways) -> str:
    """Return how a place is called."""
    return f"#{one_line(ways.place_name(key) or '').strip() or _last(key)}"


def address(message: str, ways: Ways) -> str | None:
    """Return where a message is found, fit for Markdown; None where that could do harm."""
    found = ways.permalink(message) or ""
    if not _ADDRESS.fullmatch(found):
        return None
    for sign, written in _IN_URL.items():
        found = found.replace(sign, written)
    return found


def _is_live(span: Span, ways: Ways) -> bool:
    match span:
        case Who(person):
            return bool(PERSON.fullmatch(person) and ways.name_of(person))
        case When():
            return True
        case Link(_, message):
            return address(message, ways) is not None
        case Text() | Strong() | Code() | Quoted() | Where():
            return False
        case _:
            assert_never(span)


def _piece(span: Span, ways: Ways, mentions: Mentions) -> Piece:
    match span:
        case Text(text) | Quoted(text):
            return Piece(tidy(text))
        case Strong(text):
            return Piece(one_line(text), is_bold=True)
        case Code(text):
            return Piece(to_type(one_line(text)), is_code=True)
        case Who(person):
            return _person(person, ways, mentions)
        case Where(key):
            return Piece(place(key, ways))
        case When(at):
            return Piece(before=_macro(at))
        case Link(text, message):
            return _link(text, address(message, ways))
        case _:
            assert_never(span)


def to_type(text: str) -> str:
    """Return what is typed here for a command: Teams has none, so it is said to us by name."""
    found = _COMMAND.match(text)
    if found is None:
        return text
    said = text[found.end() :] if found[1] == "whoknows" else f" {text[1:]}"
    return f"@{_NAME}{said}"


def _person(person: str, ways: Ways, mentions: Mentions) -> Piece:
    known = PERSON.fullmatch(person)
    called = name(person, ways)
    written = typed(markdown(called), _LONGEST_NAME)
    if known and ways.name_of(person) and mentions.take(written, known[1]):
        return Piece(before=f"<at>{written}</at>")
    return Piece(called)


def _macro(at: datetime) -> str:
    at = at.astimezone(UTC).replace(microsecond=0, tzinfo=None)
    return f"{{{{DATE({at.isoformat()}Z, SHORT)}}}} {{{{TIME({at.isoformat()}Z)}}}}"


def _link(text: str, address: str | None) -> Piece:
    if address is None:
        return Piece(tidy(text))
    return Piece(one_line(text).strip() or _CUT, "[", f"]({address})")


def _last(key: str) -> str:
    return one_line(key.rpartition("/")[2])


def _said(span: Span, ways: Ways) -> str:
    match span:
        case Text(text) | Quoted(text):
            return tidy(text)
        case Code(text):
            return to_type(one_line(text))
        case Strong(text) | Link(text, _):
            return one_line(text)
        case Who(person):
            return name(person, ways)
        case Where(key):
            return place(key, ways)
        case When(at):
            return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        case _:
            assert_never(span)


def _plain(piece: Piece) -> str:
    return inert(piece.words)


def _cut(some: Iterable[Piece], longest: int, written: Callable[[Piece], str]) -> Iterator[Piece]:
    """Yield pieces that have at most so many bytes together, the last one … where some is left."""
    seen: list[Piece] = []
    total = 0
    for piece in some:
        kept = replace(piece, words=piece.words[: longest + 1])  # there is no room for more
        seen.append(kept)
        total += size(written(kept))
        if total > longest:
            break
    else:
        yield from seen
        return
    room = longest - size(_CUT)
    for piece in seen:
        fits = piece.within(room, written)
        yield fits
        if fits != piece:
            break
        room -= size(written(fits))
    yield Piece(_CUT)
