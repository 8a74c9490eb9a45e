"""From a message to Slack's Block Kit, from a form to its modal, and back what was filled in.

Pure functions. Every limit of Slack's is kept here: what is too long is cut (see ``mrkdwn``),
what is left out altogether is counted, ``… +12``.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, assert_never

from adapters.payload import inside
from adapters.slack import mrkdwn
from adapters.slack.mrkdwn import PERSON, Permalink, Piece, size
from adapters.trim import one_line, tidy
from bot.messages import (
    Bullets,
    Button,
    Buttons,
    Form,
    Heading,
    Input,
    InputKind,
    Message,
    Paragraph,
    Part,
    Quote,
    Quoted,
    Spans,
    Strong,
    Text,
)

Json = dict[str, Any]

_FALLBACK = 4_000
_SECTION = 3_000
_HEADER = 150
_BUTTON_LABEL = 75
_BUTTON_VALUE = 2_000
_BUTTONS_IN_BLOCK = 25
_MODAL_WORD = 24
_MODAL_INPUTS = 100
_LABEL = 2_000
_TYPED = 3_000
_OPTIONS = 100
_OPTION_WORD = 75
_PLACEHOLDER = 150
_CALLBACK = 255
_METADATA = 3_000

_ELSEWHERE = "…"
"""The callback id of a form that carries too much for one; see ``carried``."""
_LENGTH = re.compile(r"[0-9]{1,4}")
_FIELD = "value"


@dataclass(frozen=True)
class _Room:
    """How many blocks there may be, and how long they may be as JSON, in UTF-16 units."""

    blocks: int
    length: int

    def without(self, block: Json) -> "_Room":
        """Return what a block leaves of it."""
        length = size(json.dumps(block, ensure_ascii=False)) + len(", ")
        return _Room(self.blocks - 1, self.length - length)

    @property
    def is_overdrawn(self) -> bool:
        return self.blocks < 0 or self.length < 0


_IN_MESSAGE = _Room(50, 12_000)
"""Slack refuses about 13,200 and speaks of 12,000 and a bit for containers."""
_IN_HOME = _Room(100, 40_000)


@dataclass(frozen=True)
class _Sizes:
    """How long a text may be, in UTF-16 units as written, and how many items a list may have."""

    text: int
    items: int


_SIZES = (
    _Sizes(_SECTION, 100),
    _Sizes(1_000, 40),
    _Sizes(300, 10),
    _Sizes(100, 3),
)
"""What is tried in turn until all parts fit; after the last, parts are left out."""


def rendered(message: Message, permalink: Permalink) -> Json:
    """Return ``text``, for notifications, and ``blocks`` of a message, for chat.postMessage.

    The text has at most 4,000 UTF-16 units. A message that says nothing has no blocks and "…".
    """
    fallback = mrkdwn.joined(_spoken(message, permalink), _FALLBACK)
    return {"text": fallback or "…", "blocks": _blocks(message, permalink, _IN_MESSAGE)}


def home(message: Message, permalink: Permalink) -> Json:
    """Return a message as the view of somebody's App Home, for views.publish."""
    blocks = _blocks(message, permalink, _IN_HOME)
    return {"type": "home", "blocks": blocks or [_section("…")]}  # Slack takes no empty view


def modal(form: Form, *, private_metadata: str) -> Json:
    """Return the view of a form, for views.open; Slack names the way out in the reader's language.

    Raises ValueError where it carries more than Slack takes, or two inputs share a name.
    """
    callback_id, metadata = form.does, private_metadata
    if not 0 < size(callback_id) <= _CALLBACK:
        callback_id, metadata = _ELSEWHERE, f"{len(form.does)} {form.does}{private_metadata}"
    if size(metadata) > _METADATA:
        raise ValueError(f"a form that carries {size(metadata)} characters")
    if len({each.name for each in form.inputs}) < len(form.inputs):
        raise ValueError("a form with two inputs of one name")
    inputs = [block for each in form.inputs if (block := _input(each))]
    return {
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": metadata,
        "title": _plain(form.title, _MODAL_WORD),
        "submit": _plain(form.submit, _MODAL_WORD),
        "blocks": inputs[:_MODAL_INPUTS] or [_section("…")],  # Slack takes no empty view
    }


def carried(view: Json) -> tuple[str, str]:
    """Return what a modal carries: what its form does, and the private metadata it was given.

    Raises ValueError where it is no view of ours.
    """
    does, metadata = view.get("callback_id"), view.get("private_metadata", "")
    if not isinstance(does, str) or not isinstance(metadata, str):
        raise ValueError("a view that carries nothing")
    if does != _ELSEWHERE:
        return does, metadata
    length, _, both = metadata.partition(" ")
    if not _LENGTH.fullmatch(length):
        raise ValueError("a form that is none of ours")
    return both[: int(length)], both[int(length) :]


def view_values(state: Json) -> dict[str, str]:
    """Return what was filled in, by the names of the inputs, from the ``state`` of a view.

    An input that was left empty gives "", a person the id of an account in Slack.
    """
    blocks = inside(state, "values")
    elements = {name: inside(blocks[name], _FIELD) for name in blocks}
    return {name: _filled_in(element) for name, element in elements.items() if element}


def _filled_in(element: Json) -> str:
    chosen = inside(element, "selected_option").get("value")
    for each in (element.get("value"), chosen, element.get("selected_user")):
        if isinstance(each, str):
            return each
    return ""


# A message.


def _blocks(message: Message, permalink: Permalink, room: _Room) -> list[Json]:
    for sizes in _SIZES:
        blocks, shown = _fitting(_Drawing(permalink, sizes), message, room)
        if shown == len(message):
            return blocks
    drawing = _Drawing(permalink, _SIZES[-1])
    blocks, shown = _fitting(drawing, message, room.without(_more(len(message))))
    return [*blocks, _more(len(message) - shown)]


def _fitting(drawing: "_Drawing", message: Message, room: _Room) -> tuple[list[Json], int]:
    """Return the blocks of as many first parts as there is room for, and how many those are."""
    blocks: list[Json] = []
    for n, part in enumerate(message):
        whole = len(blocks)
        for block in drawing.part(part):
            blocks.append(block)
            room = room.without(block)
            if room.is_overdrawn:
                return blocks[:whole], n
    return blocks, len(message)


@dataclass(frozen=True)
class _Drawing:
    """One attempt at a message, at given sizes; numbers its buttons."""

    permalink: Permalink
    sizes: _Sizes
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def part(self, part: Part) -> Iterator[Json]:
        """Yield the blocks of a part, none where it says nothing."""
        match part:
            case Paragraph(spans):
                pieces = mrkdwn.pieces(spans, self.permalink)
                return _sections([mrkdwn.joined(pieces, self.sizes.text)])
            case Quote(text):
                return _sections([mrkdwn.quote(text, self.sizes.text)])
            case Heading(spans):
                return self._heading(spans)
            case Bullets(items):
                return self._bullets(items)
            case Buttons(buttons):
                return self._buttons(buttons)
            case _:
                assert_never(part)

    def _heading(self, spans: Spans) -> Iterator[Json]:
        """Yield a header where it is a few plain words, else bold words: a header cannot link."""
        unweighted = tuple(Text(each.text) if isinstance(each, Strong) else each for each in spans)
        pieces = list(mrkdwn.line(unweighted, self.permalink))
        words = "".join(piece.whole for piece in pieces).strip()
        if words and not any(sign in words for sign in "&<>") and size(words) <= _HEADER:
            return iter([{"type": "header", "text": _plain(words, _HEADER)}])
        unstarred = (replace(each, words=each.words.replace("*", "∗")) for each in pieces)
        bold = mrkdwn.joined(unstarred, self.sizes.text - 2)
        return _sections([f"*{bold}*" if bold else ""])

    def _bullets(self, items: tuple[Spans, ...]) -> Iterator[Json]:
        longest = self.sizes.text - len("• ")
        lines = (
            mrkdwn.joined(mrkdwn.line(item, self.permalink), longest)
            for item in items[: self.sizes.items]
        )
        yield from _sections(_packed(f"• {line}" for line in lines if line))
        yield from _left_out(len(items) - self.sizes.items)

    def _buttons(self, buttons: tuple[Button, ...]) -> Iterator[Json]:
        """Yield the buttons; one that carries more than Slack takes could not work: left out."""
        kept = [each for each in buttons if size(each.does) <= _BUTTON_VALUE][: self.sizes.items]
        for start in range(0, len(kept), _BUTTONS_IN_BLOCK):
            row = kept[start : start + _BUTTONS_IN_BLOCK]
            yield {"type": "actions", "elements": [_button(each, self.numbers) for each in row]}
        yield from _left_out(len(buttons) - len(kept))


def _packed(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines in as few texts as take them."""
    text = ""
    for line in lines:
        longer = f"{text}\n{line}".lstrip()
        if size(longer) > _SECTION:
            yield text
            longer = line
        text = longer
    yield text


def _button(button: Button, numbers: Iterator[int]) -> Json:
    drawn: Json = {
        "type": "button",
        "action_id": f"press.{next(numbers)}",
        "text": _plain(button.label, _BUTTON_LABEL),
        "value": button.does,
    }
    return drawn | {"style": "primary"} if button.is_main else drawn


def _sections(texts: Iterable[str]) -> Iterator[Json]:
    return (_section(text) for text in texts if text)


def _section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _more(n: int) -> Json:
    return _section(f"… +{n}")


def _left_out(n: int) -> Iterator[Json]:
    if n > 0:
        yield _more(n)


def _plain(text: str, longest: int) -> Json:
    return {"type": "plain_text", "text": mrkdwn.plain(text, longest), "emoji": False}


def _spoken(message: Message, permalink: Permalink) -> Iterator[Piece]:
    """Yield what a notification can show, line by line."""
    for part in message:
        match part:
            case Paragraph(spans) | Heading(spans):
                yield from mrkdwn.pieces(spans, permalink)
            case Quote(text):
                yield from mrkdwn.pieces((Quoted(text),), permalink)
            case Bullets(items):
                for item in items:
                    line = list(mrkdwn.line(item, permalink))
                    if any(piece.whole.strip() for piece in line):
                        yield from (Piece(words="• "), *line, Piece(words="\n"))
            case Buttons():
                continue
            case _:
                assert_never(part)
        yield Piece(words="\n")


# A form.


def _input(each: Input) -> Json | None:
    """Return an input; None for a choice without anything to choose, which Slack refuses."""
    match each.kind:
        case InputKind.LINE | InputKind.TEXT:
            return _labelled(each, _typed(each))
        case InputKind.CHOICE:
            return _choice(each)
        case InputKind.PERSON:
            return _labelled(each, _person(each))
        case _:
            assert_never(each.kind)


def _labelled(each: Input, element: Json) -> Json:
    block: Json = {
        "type": "input",
        "block_id": each.name,
        "label": _plain(each.label, _LABEL),
        "element": element | {"action_id": _FIELD},
        "optional": not each.is_required,
    }
    return block | {"hint": _plain(each.hint, _LABEL)} if each.hint.strip() else block


def _typed(each: Input) -> Json:
    longest = min(max(each.longest, 1), _TYPED)
    is_text = each.kind is InputKind.TEXT
    value = tidy(each.value) if is_text else one_line(each.value)
    element: Json = {"type": "plain_text_input", "multiline": is_text, "max_length": longest}
    return element | {"initial_value": mrkdwn.typed(value, longest)} if value else element


def _choice(each: Input) -> Json | None:
    """Return a choice; that nothing is chosen is an empty field, as Slack takes no empty value."""
    labels = dict(reversed(each.choices))  # of two with one value, the first counts
    nothing = labels.pop("", None)
    values = [value for value in dict(each.choices) if 0 < size(value) <= _OPTION_WORD]
    if not values:
        return None
    if each.value in values[_OPTIONS:]:
        values.insert(_OPTIONS - 1, each.value)
    options = [_option(value, labels[value]) for value in values[:_OPTIONS]]
    element: Json = {"type": "static_select", "options": options}
    if each.value in values:
        element["initial_option"] = _option(each.value, labels[each.value])
    if nothing is not None:
        element["placeholder"] = _plain(nothing, _PLACEHOLDER)
    left_out = len(labels) - len(options)
    hint = f"{each.hint} … +{left_out}" if left_out else each.hint
    is_required = each.is_required and nothing is None
    return _labelled(replace(each, hint=hint, is_required=is_required), element)


def _option(value: str, label: str) -> Json:
    return {"text": _plain(label, _OPTION_WORD), "value": value}


def _person(each: Input) -> Json:
    known = PERSON.fullmatch(each.value)
    return {"type": "users_select"} | ({"initial_user": known[1]} if known else {})
