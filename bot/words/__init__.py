"""The words for people: one TOML file per language, read by key, with plural forms.

In a text ``{name}`` is a placeholder, ``*so*`` is strong, and backticks hold what to type.
A key with plural forms is a table by CLDR category (one, other, …) and needs the value ``n``.
A key may have further forms, ``_by_button`` and ``_in_chat``: see ``fitting``.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import assert_never

from babel import Locale

from bot.messages import (
    Bullets,
    Buttons,
    Code,
    Heading,
    Message,
    Paragraph,
    Quote,
    Quoted,
    Span,
    Spans,
    Strong,
    Text,
    When,
    Where,
    Who,
)

FOLDER = Path(__file__).parent
FALLBACK = "en"
_PIECE = re.compile(r"`([^`]+)`|\*([^*]+)\*|\{(\w+)\}")

Value = Span | str | int


def languages() -> tuple[str, ...]:
    """Return the languages that have a words file, as two-letter codes."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.toml")))


def say(language: str | None, key: str, /, **values: Value) -> Spans:
    """Return the words under ``key`` as spans; a plain ``str`` value counts as quoted.

    Raises KeyError for a key or placeholder that does not exist.
    """
    return tuple(_pieces(_template(language or FALLBACK, key, values), values))


def line(language: str | None, key: str, /, **values: str | int) -> str:
    """Return the words under ``key`` as one plain text, for terminals and files."""
    template = _template(language or FALLBACK, key, values)
    return _PIECE.sub(lambda found: _plain_piece(found, values), template)


def paragraph(language: str | None, key: str, /, **values: Value) -> Paragraph:
    """Return the words under ``key`` as a paragraph."""
    return Paragraph(say(language, key, **values))


def fitting(key: str, *, has_signs: bool, in_chat: bool = False) -> str:
    """Return the key of the words that fit: in a chat, and where reactions are not heard.

    There a button does what reactions do elsewhere, and a reply is not one in a thread.
    """
    known = catalogue(FALLBACK)
    if in_chat and f"{key}_in_chat" in known:
        return f"{key}_in_chat"
    return f"{key}_by_button" if not has_signs and f"{key}_by_button" in known else key


def message_text(message: Message) -> str:
    """Return a message as plain text, a line for each part or item, buttons left out."""
    lines: list[str] = []
    for part in message:
        match part:
            case Paragraph(spans) | Heading(spans):
                lines.append(as_text(spans))
            case Quote(text):
                lines.append(text)
            case Bullets(items):
                lines.extend(as_text(item) for item in items)
            case Buttons():
                pass
            case _:
                assert_never(part)
    return "\n".join(lines)


def as_text(spans: Spans) -> str:
    """Return spans as one plain text, people and places by their keys."""
    return "".join(_bare(span) for span in spans)


@cache
def catalogue(language: str) -> dict[str, str | dict[str, str]]:
    """Return every text of a language by its dotted key, plural tables as dictionaries."""
    file = FOLDER / f"{language}.toml"
    if not file.exists():
        return {}
    return dict(_flat("", tomllib.loads(file.read_text(encoding="utf-8"))))


def _flat(prefix: str, table: dict[str, object]) -> list[tuple[str, str | dict[str, str]]]:
    found: list[tuple[str, str | dict[str, str]]] = []
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, str):
            found.append((key, value))
        elif isinstance(value, dict) and "other" in value:
            found.append((key, {form: str(text) for form, text in value.items()}))
        elif isinstance(value, dict):
            found.extend(_flat(f"{key}.", value))
    return found


def _template(language: str, key: str, values: Mapping[str, Value]) -> str:
    own = catalogue(language)
    spoken = language if key in own else FALLBACK
    text = catalogue(spoken)[key]
    if isinstance(text, str):
        return text
    n = values["n"]
    form = _plural(spoken, n if isinstance(n, int) else 0)
    return text.get(form, text["other"])


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)


def _plural(language: str, n: int) -> str:
    return _locale(language).plural_form(n)


def _pieces(template: str, values: dict[str, Value]) -> list[Span]:
    spans: list[Span] = []
    end = 0
    for found in _PIECE.finditer(template):
        if found.start() > end:
            spans.append(Text(template[end : found.start()]))
        spans.append(_piece(found, values))
        end = found.end()
    if end < len(template):
        spans.append(Text(template[end:]))
    return spans


def _piece(found: re.Match[str], values: dict[str, Value]) -> Span:
    code, strong, name = found.groups()
    if code is not None:
        return Code(_filled(code, values))
    if strong is not None:
        return Strong(_filled(strong, values))
    value = values[name]
    if isinstance(value, str):
        return Quoted(value)
    return Text(str(value)) if isinstance(value, int) else value


def _plain_piece(found: re.Match[str], values: dict[str, str | int]) -> str:
    code, strong, name = found.groups()
    return str(values[name]) if name else _filled(code or strong, values)


def _filled(text: str, values: Mapping[str, Value]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: _bare(values[found[1]]), text)


def _bare(value: Value) -> str:
    match value:
        case str() | int():
            return str(value)
        case Who(person):
            return person
        case Where(place):
            return place
        case When(at):
            return at.isoformat()
        case _:
            return value.text
