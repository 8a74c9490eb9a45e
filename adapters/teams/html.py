"""What a person reads of a message in Teams, as plain text.

What people write there arrives twice: as HTML, and as a text in which only names are marked
(``<at>Amina</at>``). The result depends on the message alone, never on what else we know.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

import nh3

from bot.text import clean

_LONGEST = 60_000
"""Characters of HTML that we read: twice what Teams takes for a message."""
_MOST_TAGS = 5_000
_DEEPEST_TAGS = 100
"""What no person writes, and would hold everybody else up; the tags are then only taken out."""
_TAG = re.compile(r"<(/?)([a-z][a-z0-9:-]*)[^<>]*>?", re.IGNORECASE | re.ASCII)
_REPLY, _MENTION, _EMOJI = "/Reply", "/Mention", "/Emoji"
"""What the ``itemtype`` of a quoted message, of a name and of a picture for a feeling ends in."""
_INLINE = {"at", "a", "code", "span", "img", "emoji", "br"}
_BLOCKS = {
    *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ul", "ol", "li", "dl", "dt", "dd"),
    *("table", "tr", "td", "th", "pre", "codeblock", "blockquote"),
}
_CELLS = ("td", "th")
_VERBATIM = ("pre", "codeblock")
_VOID = ("br", "hr", "img")
_UNREAD = {
    "script",
    "style",
    "attachment",
    "title",
    "template",
    "textarea",
    "select",
    "svg",
    "math",
}
_ATTRIBUTES = {
    "a": {"href"},
    "blockquote": {"itemtype", "itemid"},
    "emoji": {"alt"},
    "img": {"itemtype", "alt"},
    "span": {"itemtype"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_HIDDEN_SCHEMES = ("mailto:", "tel:")
_DEEPEST = 4
"""Quotes and lists in one another beyond which nothing is drawn any deeper."""
_BULLET = re.compile(r" *(-|[0-9]+\.) ")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_AT = re.compile(r"<(/?)at\b[^<>]*>", re.IGNORECASE)
_US = "\ue0ff"
"""Stands for our name while a message is read: a sign that means nothing to anybody."""
_OUR_LINE = re.compile(rf"^ *(?:{_US} *)+\n", re.MULTILINE)
_BEGINS_AS_HTML = re.compile(
    r"\A\s*<(?P<tag>p|div|h[1-6]|blockquote|ul|ol|table)(?:\s[^<>]*)?>.*</(?P=tag)>",
    re.IGNORECASE | re.DOTALL,
)
_SUBJECT = re.compile(r"\A\s*<h([1-6])>(?P<subject>[^<>]*)</h\1>\s*", re.IGNORECASE)
"""The subject line of a post, which stands before its words."""
_ESCAPES = (
    *(("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'")),
    ("&amp;", "&"),
)


@dataclass(frozen=True)
class Said:
    """The words of a message; ``quotes`` is the id of the message that it is a reply to.

    ``around_us`` are the words before our name and behind it, none where no name is marked as ours.
    """

    text: str
    names_us: bool = False
    quotes: str | None = None
    around_us: tuple[str, str] | None = field(default=None, compare=False)


def of_html(html: str, ours: Collection[str] = ()) -> Said:
    """Return what HTML says; ``ours`` are the names, in small letters, by which we are called."""
    html = clean(html[:_LONGEST].replace(_US, " "))
    if _is_a_burden(html):
        return of_text(_TAG.sub(lambda tag: tag[0] if tag[2].lower() == "at" else " ", html), ours)
    cleaned = nh3.clean(
        html,
        tags=_INLINE | _BLOCKS,
        clean_content_tags=_UNREAD,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=None,
    )
    reader = _Reader(ours)
    reader.feed(cleaned)
    reader.close()
    return _said("".join(reader.pieces), reader.names_us, reader.quotes)


def is_html(text: str) -> bool:
    """Tell whether a text is HTML though nothing says so: it begins as HTML alone does."""
    return _BEGINS_AS_HTML.match(text) is not None


def of_text(text: str, ours: Collection[str] = ()) -> Said:
    """Return what a text says in which only names are marked, nested and unclosed ones too."""
    pieces: list[str] = []
    name: list[str] = []
    depth, end, names_us = 0, 0, False
    text = _SUBJECT.sub(r"\g<subject>\n", text[:_LONGEST].replace(_US, " "), count=1)
    for mark in _AT.finditer(text):
        (name if depth else pieces).append(text[end : mark.start()])
        end, was = mark.end(), depth
        depth = max(0, depth - 1) if mark[1] else depth + 1
        if was and not depth:
            called = " ".join("".join(name).split())
            names_us = names_us or called.casefold() in ours
            pieces.append(_named(called, ours))
            name.clear()
    said = "".join((*pieces, *name, text[end:]))
    for escaped, meant in _ESCAPES:
        said = said.replace(escaped, meant)
    return _said(said, names_us)


def _said(marked: str, names_us: bool, quotes: str | None = None) -> Said:
    """Return the words without our name, and where it stood among them."""
    text = _tidy(_OUR_LINE.sub("", marked).replace(_US, " "))
    before, *after = marked.split(_US, maxsplit=1)
    if not after:
        return Said(text, names_us, quotes)
    ends_line = "\n" if before.rstrip(" ").endswith("\n") else ""
    around = (_tidy(before) + ends_line, _tidy(after[0].replace(_US, " ")))
    return Said(text, names_us, quotes, around)


def _is_a_burden(html: str) -> bool:
    """Tell whether there are too many tags, or too many in one another, to read them fast.

    A tag ends only one of its own name; what is never ended counts as one more to be inside of.
    """
    inside: Counter[str] = Counter()
    for count, tag in enumerate(_TAG.finditer(html)):
        name = tag[2].lower()
        if name not in _VOID:
            inside[name] = max(0, inside[name] + (-1 if tag[1] else 1))
        if count > _MOST_TAGS or inside[name] > _DEEPEST_TAGS:
            return True
    return inside.total() > _DEEPEST_TAGS


def _named(name: str, ours: Collection[str]) -> str:
    if not name or name.casefold() in ours:
        return _US if name else " "
    return f"@{name.lstrip('@')}"


def _tidy(text: str) -> str:
    lines = clean(text.replace("\xa0", " ")).split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip(" ") for line in lines))


@dataclass
class _Frame:
    """What stands inside a tag whose text is changed as a whole, once it has ended."""

    tag: str
    pieces: list[str] = field(default_factory=list)
    about: str = ""


class _Reader(HTMLParser):
    """Reads cleaned HTML: every tag is known and closed, none ends before one inside it."""

    def __init__(self, ours: Collection[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.names_us = False
        self.quotes: str | None = None
        self._ours = ours
        self._frames = [_Frame("")]
        self._kinds: list[str] = []
        self._counts: list[int | None] = []
        self._unread = self._verbatim = 0

    @property
    def pieces(self) -> list[str]:
        """The text read so far, outside any tag that is still open."""
        return self._frames[0].pieces

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        kind = _kind(tag, attributes)
        if tag in _VOID:
            self._put(kind, attributes)
            return
        if kind == "mention" and any(each.tag == "mention" for each in self._frames):
            kind = ""  # a name in a name is part of it
        self._kinds.append(kind)
        if self._unread or kind in ("reply", "emoji"):
            self._leave_out(kind, attributes)
        elif kind in ("mention", "a", "blockquote", *_VERBATIM):
            self._open(kind, attributes.get("href", ""))
        else:
            self._begin(kind)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or not self._kinds:
            return
        kind = self._kinds.pop()
        if self._unread:
            self._unread -= 1
        elif kind in ("mention", "a", "blockquote", *_VERBATIM):
            self._close(self._frames.pop())
        else:
            self._end(kind)

    def handle_data(self, data: str) -> None:
        if self._unread:
            return
        if not self._verbatim:
            data = _SPACE.sub(" ", data)
            data = data.lstrip(" ") if self._is_at_start() else data
        self._say(data)

    def _put(self, kind: str, attributes: Mapping[str, str]) -> None:
        """Take a tag that holds nothing: a line's end, or a picture, read if it is of a feeling."""
        if self._unread:
            return
        if kind == "br":
            self._say("\n")
        elif kind == "hr":
            self._break()
        elif kind == "emoji":
            self._say(attributes.get("alt", ""))

    def _leave_out(self, kind: str, attributes: Mapping[str, str]) -> None:
        if not self._unread and kind == "emoji":
            self._say(attributes.get("alt", ""))
        if kind == "reply" and self.quotes is None:
            self.quotes = attributes.get("itemid") or None
        self._unread += 1

    def _open(self, kind: str, about: str) -> None:
        if kind not in ("mention", "a"):
            self._break()
        self._verbatim += kind in _VERBATIM
        self._frames.append(_Frame(kind, about=about))

    def _close(self, frame: _Frame) -> None:
        text = "".join(frame.pieces)
        match frame.tag:
            case "mention":
                name = " ".join(text.split())
                self.names_us = self.names_us or name.casefold() in self._ours
                self._say(_named(name, self._ours))
            case "a":
                self._say(_link(text, frame.about))
            case "blockquote":
                depth = sum(each.tag == "blockquote" for each in self._frames)
                self._say(_quoted(text) if depth < _DEEPEST else text)
                self._break()
            case _:
                self._verbatim -= 1
                code = text.strip("\n")
                self._say(f"```\n{code}\n```" if code.strip() and not self._verbatim else text)
                self._break()

    def _begin(self, kind: str) -> None:
        if kind == "code" and not self._verbatim:
            self._say("`")
        elif kind in _CELLS:
            self._say("" if self._is_at_start() else " | ")
        elif kind in _BLOCKS:
            self._break()
        if kind in ("ul", "ol"):
            self._counts.append(0 if kind == "ol" else None)
        elif kind == "li":
            self._say("" if self._is_line_empty() else "\n")
            self._say(self._bullet())

    def _end(self, kind: str) -> None:
        if kind == "code" and not self._verbatim:
            self._say("`")
        elif kind in _BLOCKS and kind not in _CELLS:
            self._break()
        if kind in ("ul", "ol") and self._counts:
            self._counts.pop()

    def _bullet(self) -> str:
        indent = "  " * min(len(self._counts) - 1, _DEEPEST)
        count = self._counts[-1] if self._counts else None
        if count is None:
            return f"{indent}- "
        self._counts[-1] = count + 1
        return f"{indent}{count + 1}. "

    def _say(self, text: str) -> None:
        if text:
            self._frames[-1].pieces.append(text)

    def _is_line_empty(self) -> bool:
        pieces = self._frames[-1].pieces
        return not pieces or pieces[-1].endswith("\n")

    def _is_at_start(self) -> bool:
        """Tell whether no word stands on the line yet."""
        pieces = self._frames[-1].pieces
        return self._is_line_empty() or _BULLET.fullmatch(pieces[-1]) is not None

    def _break(self) -> None:
        """End the line, where a word stands on it."""
        pieces = self._frames[-1].pieces
        while pieces and not pieces[-1].strip(" "):
            pieces.pop()
        if not self._is_at_start():
            self._say("\n")


def _kind(tag: str, attributes: Mapping[str, str]) -> str:
    """Return what a tag stands for: Teams says it with the type of an item, or with the tag."""
    item = attributes.get("itemtype", "")
    if tag == "at" or (tag == "span" and item.endswith(_MENTION)):
        return "mention"
    if tag == "emoji" or (tag == "img" and item.endswith(_EMOJI)):
        return "emoji"
    return "reply" if tag == "blockquote" and item.endswith(_REPLY) else tag


def _link(label: str, target: str) -> str:
    label = label.strip()
    if not target:
        return label
    if not label or label in target:
        return target if not target.startswith(_HIDDEN_SCHEMES) else label or target
    return f"{label} ({target})"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.strip("\n").split("\n")) if text.strip() else ""
