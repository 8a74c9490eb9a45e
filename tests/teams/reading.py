"""What a person reads: the text and the cards of a message, as Teams shows them."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from tests.teams import cards
from tests.teams.world import Json

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_HIDDEN = 0xE000
_BACK = re.compile("[\ue000-\ue07f]")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\(\s*<?([^()\s<>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
_BARE = re.compile(r"<(https?://[^<>\s]+)>")
_MARKS = [
    re.compile(r"(?<!\w)\*\*(?=\S)(.+?)(?<=\S)\*\*(?!\w)"),
    re.compile(r"(?<!\w)__(?=\S)(.+?)(?<=\S)__(?!\w)"),
    re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])"),
    re.compile(r"(?<![\w_])_(?=[^\s_])([^_\n]*[^\s_])_(?![\w_])"),
    re.compile(r"~~(?=\S)(.+?)(?<=\S)~~"),
    re.compile(r"`([^`\n]+)`"),
]
_HEADING = re.compile(r"^#{1,6} +", re.MULTILINE)
_PLACEHOLDER = re.compile(r"\{\{(DATE|TIME)\(([^(),]*)(?:,\s*(\w+)\s*)?\)\}\}")
_WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:?\d\d)")
_AT = re.compile(r"<at(?:\s[^<>]*)?>(.*?)</at>", re.DOTALL)
_TAG = re.compile(r"<(/?)(\w+)[^<>]*>")
_UNSEEN = re.compile("[\u200b\u200c\u2060\ufeff]")
_FORMATS = {"COMPACT": "%-m/%-d/%Y", "SHORT": "%a, %b %-d, %Y", "LONG": "%A, %B %-d, %Y"}


@dataclass(frozen=True)
class Reader:
    """Who reads: where the sun stands for them, and how they tell the time."""

    zone: str
    locale: str


def shown(body: Json, reader: Reader) -> str:
    """Return a message as one text, with what can be pressed in square brackets."""
    lines = [_message_text(body)] if body.get("text") else []
    for attachment in body.get("attachments") or []:
        if attachment.get("contentType") == cards.ADAPTIVE:
            lines += card_lines(attachment["content"], reader)
        elif attachment.get("contentType") in cards.OTHERS:
            lines += _simple_card(attachment.get("content") or {})
    return "\n".join(lines)


def _message_text(body: Json) -> str:
    names = mentioned(body.get("entities") or [])
    text = _named(str(body["text"]), names)
    if body.get("textFormat") == "plain":
        return _UNSEEN.sub("", text)
    if body.get("textFormat") == "xml":
        return _UNSEEN.sub("", html.unescape(_untagged(text)))
    return markdown(_untagged(text))


def mentioned(entities: list[Json]) -> list[str]:
    """Return the texts that are mentions."""
    return [str(each.get("text")) for each in entities if each.get("type") == "mention"]


def _named(text: str, mentions: list[str]) -> str:
    """Return text with mentions as they look; what is no mention stays as it was written."""
    for each in mentions:
        found = _AT.fullmatch(each)
        text = text.replace(each, f"@{html.unescape(found[1]) if found else each}")
    return text


def _untagged(text: str) -> str:
    broken = re.sub(r"<br\s*/?>|</p>|</div>|</li>", "\n", text)
    return _TAG.sub(lambda tag: tag[0] if tag[2] == "at" else "", broken).rstrip("\n")


def card_lines(card: Json, reader: Reader) -> list[str]:
    """Return the lines of a card."""
    names = mentioned((card.get("msteams") or {}).get("entities") or [])
    lines = list(_elements(card.get("body", []), names, reader))
    pressed = _pressable(card.get("actions", []))
    return [*lines, pressed] if pressed else lines


def _elements(elements: list[Json], names: list[str], reader: Reader) -> Iterator[str]:
    for each in elements:
        if each.get("isVisible") is not False:
            yield from _element(each, names, reader)


def _element(element: Json, names: list[str], reader: Reader) -> Iterator[str]:
    match element["type"]:
        case "TextBlock":
            yield _block(element["text"], names, reader)
        case "RichTextBlock":
            yield "".join(_run(each, reader) for each in element["inlines"])
        case "FactSet":
            for fact in element["facts"]:
                title, value = (_block(fact[each], names, reader) for each in ("title", "value"))
                yield f"{title} {value}".strip()
        case "ActionSet":
            yield _pressable(element["actions"])
        case "Image":
            yield from [element["altText"]] if element.get("altText") else []
        case "Container" | "ColumnSet" | "Table":
            for items in _boxes(element):
                yield from _elements(items, names, reader)
        case _:
            yield _input(element)


def _boxes(element: Json) -> Iterator[list[Json]]:
    """Yield the lists of elements that are inside one."""
    yield element.get("items", [])
    for column in element.get("columns", []):
        yield column.get("items", [])
    for row in element.get("rows", []):
        yield from (cell.get("items", []) for cell in row.get("cells", []))


def _input(element: Json) -> str:
    label = str(element.get("label") or element.get("title") or element["id"])
    value = str(element.get("value") or "")
    chosen = {each["value"]: each["title"] for each in element.get("choices", [])}
    return f"{label}: {chosen.get(value, value)}".rstrip(": ") if value else label


def _run(run: Json | str, reader: Reader) -> str:
    """Return a run of text: no markup, no mentions, but moments."""
    text = run if isinstance(run, str) else str(run["text"])
    return _UNSEEN.sub("", _PLACEHOLDER.sub(lambda found: when(found, reader), text))


def _pressable(actions: list[Json]) -> str:
    return " ".join(f"[{each['title']}]" for each in actions if each.get("title"))


def _simple_card(content: Json) -> list[str]:
    lines = [str(content[each]) for each in ("title", "subtitle", "text") if content.get(each)]
    buttons = " ".join(f"[{each['title']}]" for each in content.get("buttons") or [])
    return [*lines, buttons] if buttons else lines


def _block(text: str, names: list[str], reader: Reader) -> str:
    return markdown(_named(_PLACEHOLDER.sub(lambda found: when(found, reader), text), names))


def when(found: re.Match[str], reader: Reader) -> str:
    """Return a moment in the reader's zone; what Teams does not understand stays as it is."""
    stamp, style = found[2].strip(), (found[3] or "COMPACT").upper()
    if not _WHEN.fullmatch(stamp) or style not in _FORMATS:
        return found[0]
    at = datetime.fromisoformat(stamp.replace("Z", "+00:00")).astimezone(ZoneInfo(reader.zone))
    if found[1] == "DATE":
        return at.strftime(_FORMATS[style])
    return at.strftime("%-I:%M %p" if reader.locale == "en-US" else "%H:%M")


def odd_moments(text: str) -> list[str]:
    """Return what looks like a moment and is none that Teams understands."""
    told = re.findall(r"\{\{(?:DATE|TIME)[^}]*\}\}", text)
    nobody = Reader("UTC", "en-US")
    read = {found[0]: when(found, nobody) for found in _PLACEHOLDER.finditer(text)}
    return [each for each in told if read.get(each, each) == each]


def markdown(text: str) -> str:
    """Return Teams' small Markdown as it looks."""
    text = _ESCAPED.sub(lambda found: chr(_HIDDEN + ord(found[1])), text)
    text = _BARE.sub(r"\1", _LINK.sub(r"\1", text))
    for mark in _MARKS:
        text = mark.sub(r"\1", text)
    text = html.unescape(_HEADING.sub("", text))
    text = _BACK.sub(lambda found: chr(ord(found[0]) - _HIDDEN), text)
    return _UNSEEN.sub("", re.sub(r"\n{2,}", "\n", text))


def lively(said: str) -> list[str]:
    """Return what in somebody's words would be a link or a mention if Teams took it so."""
    links = [found[0] for found in _LINK.finditer(said)]
    mentions = [found[0] for found in _AT.finditer(said)]
    tags = re.findall(r"<(?:a|img|script|iframe)\s[^<>]*>", said)
    return [*links, *mentions, *tags, *moments(said)]


def moments(text: str) -> list[str]:
    """Return what a card would show as a moment."""
    return [found[0] for found in _PLACEHOLDER.finditer(text)]


@dataclass(frozen=True)
class LiveText:
    """A text in which markup lives, with the mentions that hold in it.

    In a message that is Markdown and HTML, on a card Markdown and moments, in a run of text on a
    card moments alone.
    """

    text: str
    mentions: list[str]
    where: Literal["message", "card", "run"]

    def takes(self, fragment: str) -> bool:
        """Tell whether words are taken as markup."""
        if fragment.startswith("{{"):
            return self.where != "message" and fragment in self.text
        if self.where == "run" or fragment not in _ESCAPED.sub("", self.text):
            return False
        if fragment.startswith("<at"):
            return fragment in self.mentions
        return self.where == "message" or not fragment.startswith("<")


def live_texts(body: Json) -> Iterator[LiveText]:
    """Yield the texts of a message in which markup lives."""
    if body.get("text") and body.get("textFormat") != "plain":
        yield LiveText(str(body["text"]), mentioned(body.get("entities") or []), "message")
    for card in cards.of(body):
        names = mentioned((card.get("msteams") or {}).get("entities") or [])
        for text in card_texts(card):
            yield LiveText(text, names, "card")
        for text in runs(card):
            yield LiveText(text, [], "run")


def card_texts(card: Json) -> Iterator[str]:
    """Yield the texts of a card that are Markdown."""
    for each in cards.inside(card):
        if each.get("type") == "TextBlock":
            yield str(each.get("text"))
        for fact in each.get("facts", []) if each.get("type") == "FactSet" else []:
            yield from (str(value) for value in fact.values())


def from_html(content: str) -> str:
    """Return what somebody wrote as it looks."""
    named = re.sub(r"<span[^<>]*schema\.skype\.com/Mention[^<>]*>(.*?)</span>", r"@\1", content)
    return html.unescape(_untagged(named)).replace("\xa0", " ")


def runs(card: Json) -> Iterator[str]:
    """Yield the runs of text of a card, which are shown as they are."""
    for each in cards.inside(card):
        for run in each["inlines"] if each.get("type") == "RichTextBlock" else []:
            yield run if isinstance(run, str) else str(run.get("text"))


def at_tags(text: str) -> list[str]:
    """Return what looks like a mention."""
    return [found[0] for found in _AT.finditer(text)]
