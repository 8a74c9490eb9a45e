"""From a message to an Adaptive Card 1.5, from a form to one with inputs, and back what came in.

Pure functions. A card is never longer than Teams takes: what is too long is cut (see ``writing``),
what is left out altogether is counted, ``… +12``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, islice
from typing import Any, assert_never

from adapters.teams import writing
from adapters.teams.writing import PERSON, Mentions, Piece, Ways, size
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
)

Json = dict[str, Any]

CARD = 24_000
"""Bytes of a card as JSON in UTF-8; Teams takes 25 KB with the activity around it."""
PRESS, SUBMIT = "press", "submit"
"""The verbs of what a card sends back."""
_DOES = 2_000
_FALLBACK = 1_000
_LABEL = 150
_BUTTONS_IN_SET = 6
_WIDTH, _AROUND_A_LABEL = 60, 5
"""Letters that a row of buttons holds in a channel, and how many the sides of a button take."""
_CARRIED = 4_000
_HINT = 600
_TYPED = 4_000
_VALUE = 400


@dataclass(frozen=True)
class _Sizes:
    """How many bytes a text may have, and how many items a list."""

    text: int
    items: int


_SIZES = (
    _Sizes(6_000, 100),
    _Sizes(2_000, 40),
    _Sizes(600, 10),
    _Sizes(200, 3),
)
"""What is tried in turn until all parts fit; after the last, parts are left out."""
_FORM_SIZES = (_Sizes(16_000, 100), *_SIZES[:3])
"""The same for a form: what somebody typed is cut as late as can be."""


def card(message: Message, ways: Ways) -> Json:
    """Return a message as an Adaptive Card; one that says nothing has the body "…"."""
    fallback = plain(message, ways)
    room = CARD - size(_framed([], fallback, Mentions())) - len(', "entities": []')
    for sizes in _SIZES:
        drawing = _Drawing(ways, sizes)
        body, shown = _fitting(drawing, message, room)
        if shown == len(message):
            return _framed(body, fallback, drawing.mentions)
    drawing = _Drawing(ways, _SIZES[-1])
    body, shown = _fitting(drawing, message, room - size(_more(len(message))))
    return _framed([*body, _more(len(message) - shown)], fallback, drawing.mentions)


def plain(message: Message, ways: Ways) -> str:
    """Return what a notification can show, in at most 1,000 bytes, "…" where that is nothing.

    It is harmless where Teams shows text as it is and where it reads Markdown.
    """
    return writing.typed(writing.joined(_spoken(message, ways), _FALLBACK), _FALLBACK) or "…"


def form_card(
    form: Form,
    *,
    carries: str,
    people: Sequence[tuple[str, str]] = (),
    missing: str = "",
) -> Json:
    """Return a form as an Adaptive Card with inputs, its button one of the verb "submit".

    ``carries`` comes back with what was filled in. ``people`` are (key, name): who can be chosen
    where Teams cannot look for everybody. ``missing`` is said where something was left empty.
    Raises ValueError where it carries more than 4,000 bytes, or two inputs share a name.
    """
    carried = size(form.does) + size(carries)
    if carried > _CARRIED:
        raise ValueError(f"a form that carries {carried} bytes")
    names = ["does", "from", *(each.name for each in form.inputs)]
    if len(set(names)) < len(names):
        raise ValueError("a form with two inputs of one name")
    for sizes in _FORM_SIZES:
        asking = _Asking(sizes, people, missing)
        shown = asking.card(form, carries, len(form.inputs))
        if size(shown) <= CARD:
            return shown
    asking = _Asking(_FORM_SIZES[-1], people, missing)
    fits = (asking.card(form, carries, n) for n in reversed(range(len(form.inputs))))
    return next(each for each in fits if size(each) <= CARD)


def dialog(shown: Json) -> Json:
    """Return a form's card as a dialog takes it: sent by Action.Submit, which has no verb."""
    *body, actions = shown["body"]
    plain_actions = [
        {name: value for name, value in each.items() if name != "verb"} | {"type": "Action.Submit"}
        for each in actions["actions"]
    ]
    return {**shown, "body": [*body, {**actions, "actions": plain_actions}]}


def values(data: Mapping[str, object]) -> tuple[str, str, dict[str, str]]:
    """Return what came back from a card: what it does, what its form carried, what was filled in.

    An input that was left empty gives "" or is not there, a person the id of their account.
    Raises ValueError where it is no card of ours.
    """
    does, carries = data.get("does"), data.get("from", "")
    if not isinstance(does, str) or not isinstance(carries, str):
        raise ValueError("a card that carries nothing")
    filled = {name: data[name] for name in data if name not in ("does", "from")}
    return does, carries, {name: v if isinstance(v, str) else "" for name, v in filled.items()}


# A message.


def _framed(body: list[Json], fallback: str, mentions: Mentions) -> Json:
    """Return a card around what it shows; of the mentions those that were not cut off."""
    teams: Json = {"width": "Full"}
    texts = [block["text"] for block in body if block["type"] == "TextBlock"]
    entities = [_entity(*each) for each in mentions.ids.items()]
    if entities := [each for each in entities if any(each["text"] in text for text in texts)]:
        teams["entities"] = entities
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "fallbackText": fallback,
        "body": body or [_words("…")],  # Teams takes no card that shows nothing
        "msteams": teams,
    }


def _fitting(drawing: "_Drawing", message: Message, room: int) -> tuple[list[Json], int]:
    """Return the blocks of as many first parts as there is room for, and how many those are."""
    body: list[Json] = []
    known = 0
    for n, part in enumerate(message):
        whole = len(body)
        for block in drawing.part(part):
            body.append(block)
            new = [_entity(*each) for each in islice(drawing.mentions.ids.items(), known, None)]
            known += len(new)
            room -= sum(size(each) + len(", ") for each in (block, *new))
            if room < 0:
                return body[:whole], n
    return body, len(message)


@dataclass(frozen=True)
class _Drawing:
    """One attempt at a message, at given sizes; numbers its buttons, knows whom it mentions."""

    ways: Ways
    sizes: _Sizes
    mentions: Mentions = field(default_factory=Mentions)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def part(self, part: Part) -> Iterator[Json]:
        """Yield the blocks of a part, none where it says nothing."""
        match part:
            case Paragraph(spans):
                return self._line(spans, writing.pieces(spans, self.ways, self.mentions))
            case Quote(text):
                return self._quote(text)
            case Heading(spans):
                return self._heading(spans)
            case Bullets(items):
                return self._bullets(items)
            case Buttons(buttons):
                return self._buttons(buttons)
            case _:
                assert_never(part)

    def _line(self, spans: Spans, some: Iterable[Piece], before: str = "") -> Iterator[Json]:
        """Yield a text block where a line leads anywhere, else text runs, inert as they are."""
        if writing.needs_markdown(spans, self.ways):
            if text := writing.marked(some, self.sizes.text):
                yield {"type": "TextBlock", "text": before + text, "wrap": True}
        elif runs := writing.runs(some, self.sizes.text):
            yield _rich([Piece(before).run(), *runs] if before else runs)

    def _quote(self, text: str) -> Iterator[Json]:
        words = Piece(tidy(text).strip())
        if runs := writing.runs([words], self.sizes.text):
            yield {"type": "Container", "style": "emphasis", "items": [_rich(runs)]}

    def _heading(self, spans: Spans) -> Iterator[Json]:
        """Yield a text block, as only that is a heading for who listens to the card."""
        line = writing.line(spans, self.ways, self.mentions)
        text = writing.marked((replace(each, is_bold=False) for each in line), self.sizes.text)
        if text:
            yield _titled(text)

    def _bullets(self, items: tuple[Spans, ...]) -> Iterator[Json]:
        for item in items[: self.sizes.items]:
            line = writing.line(item, self.ways, self.mentions)
            for block in self._line(item, line, "• "):
                yield block | {"spacing": "Small"}
        yield from _left_out(len(items) - self.sizes.items)

    def _buttons(self, buttons: tuple[Button, ...]) -> Iterator[Json]:
        """Yield the buttons; one that carries too much could not work: left out."""
        kept = [each for each in buttons if len(each.does) <= _DOES][: self.sizes.items]
        for row in _rows(kept):
            yield _actions([_button(each, self.numbers) for each in row])
        yield from _left_out(len(buttons) - len(kept))


def _rows(buttons: list[Button]) -> Iterator[list[Button]]:
    """Yield as many buttons at a time as stand in a row with their labels whole."""
    row: list[Button] = []
    width = 0
    for each in buttons:
        own = _AROUND_A_LABEL + min(len(each.label), _LABEL)
        if row and (len(row) == _BUTTONS_IN_SET or width + own > _WIDTH):
            yield row
            row, width = [], 0
        row.append(each)
        width += own
    if row:
        yield row


def _button(button: Button, numbers: Iterator[int]) -> Json:
    data = {"does": button.does}
    return _action(f"press.{next(numbers)}", PRESS, button.label, data, is_main=button.is_main)


def _actions(actions: list[Json]) -> Json:
    return {"type": "ActionSet", "actions": actions}


def _action(name: str, verb: str, label: str, data: Json, *, is_main: bool) -> Json:
    drawn: Json = {
        "type": "Action.Execute",
        "id": name,
        "verb": verb,
        "title": writing.plain(label, _LABEL),
        "data": data,
    }
    return drawn | {"style": "positive"} if is_main else drawn


def _entity(name: str, account: str) -> Json:
    mentioned = {"id": account, "name": name}
    return {"type": "mention", "text": f"<at>{name}</at>", "mentioned": mentioned}


def _titled(text: str) -> Json:
    look = {"size": "Medium", "weight": "Bolder", "style": "heading", "spacing": "Large"}
    return {"type": "TextBlock", "text": text, "wrap": True, **look}


def _rich(runs: list[Json]) -> Json:
    return {"type": "RichTextBlock", "inlines": runs}


def _words(text: str) -> Json:
    return _rich([Piece(text).run()])


def _more(n: int) -> Json:
    return _words(f"… +{n}")


def _left_out(n: int) -> Iterator[Json]:
    if n > 0:
        yield _more(n)


def _spoken(message: Message, ways: Ways) -> Iterator[Piece]:
    """Yield what a notification can show, line by line."""
    for part in message:
        match part:
            case Paragraph(spans) | Heading(spans):
                yield from writing.spoken(spans, ways)
            case Quote(text):
                yield from writing.spoken((Quoted(text.strip()),), ways)
            case Bullets(items):
                for n, item in enumerate(items):
                    yield Piece("\n• " if n else "• ")
                    yield from writing.spoken_line(item, ways)
            case Buttons():
                continue
            case _:
                assert_never(part)
        yield Piece("\n")


# A form.


@dataclass(frozen=True)
class _Asking:
    """One attempt at a form, at given sizes."""

    sizes: _Sizes
    people: Sequence[tuple[str, str]]
    missing: str

    def card(self, form: Form, carries: str, n: int) -> Json:
        """Return a form with its first inputs, and how many more it has."""
        title = writing.plain_markdown(form.title, _HINT)
        body = [_titled(title)]
        for each in form.inputs[:n]:
            body += self._input(each)
        body += _left_out(len(form.inputs) - n)
        data = {"does": form.does, "from": carries}
        body.append(_actions([_action("submit", SUBMIT, form.submit, data, is_main=True)]))
        return _framed(body, writing.typed(title, _FALLBACK), Mentions())

    def _input(self, each: Input) -> Iterator[Json]:
        """Yield an input and its hint; none for a choice without anything to choose."""
        match each.kind:
            case InputKind.LINE | InputKind.TEXT:
                return self._labelled(each, self._typed(each))
            case InputKind.CHOICE:
                return self._choice(each)
            case InputKind.PERSON:
                return self._labelled(each, self._person(each))
            case _:
                assert_never(each.kind)

    def _labelled(self, each: Input, element: Json) -> Iterator[Json]:
        label = writing.plain(each.label, _HINT)
        drawn = {**element, "id": each.name, "label": label}
        if each.is_required:
            said = writing.plain_markdown(self.missing or each.label, _HINT)
            drawn |= {"isRequired": True, "errorMessage": said}
        yield drawn
        if each.hint.strip():
            run = Piece(writing.plain(each.hint, _HINT)).run()
            yield _rich([run | {"isSubtle": True, "size": "Small"}]) | {"spacing": "Small"}

    def _typed(self, each: Input) -> Json:
        longest = min(max(each.longest, 1), _TYPED)
        is_text = each.kind is InputKind.TEXT
        value = tidy(each.value) if is_text else one_line(each.value)
        element: Json = {"type": "Input.Text", "isMultiline": is_text, "maxLength": longest}
        value = writing.typed(value, longest, writing.units)
        return element | ({"value": writing.typed(value, self.sizes.text)} if value else {})

    def _choice(self, each: Input) -> Iterator[Json]:
        """Yield a choice; that nothing is chosen is an empty field, as Teams chooses no ""."""
        labels = dict(reversed(each.choices))  # of two with one value, the first counts
        nothing = labels.pop("", None)
        offered = [value for value in dict(each.choices) if value and size(value) <= _VALUE]
        if not offered:
            return
        most = self.sizes.items
        if each.value in offered[most:]:
            offered.insert(most - 1, each.value)
        choices = [_option(value, labels[value]) for value in offered[:most]]
        element: Json = {"type": "Input.ChoiceSet", "choices": choices}
        if each.value in offered:
            element["value"] = each.value
        if nothing is not None:
            element["placeholder"] = writing.plain(nothing, _LABEL)
        left_out = len(labels) - len(choices)
        hint = f"{each.hint} … +{left_out}" if left_out else each.hint
        is_required = each.is_required and nothing is None
        yield from self._labelled(replace(each, hint=hint, is_required=is_required), element)

    def _person(self, each: Input) -> Json:
        """Return a search for everybody in the organisation, with some people at hand."""
        known = [(found[1], name) for key, name in self.people if (found := PERSON.fullmatch(key))]
        at_hand = dict(known[: self.sizes.items])
        element: Json = {
            "type": "Input.ChoiceSet",
            "style": "filtered",
            "choices": [_option(account, name) for account, name in at_hand.items()],
            "choices.data": {"type": "Data.Query", "dataset": "graph.microsoft.com/users"},
        }
        chosen = PERSON.fullmatch(each.value)
        return element | ({"value": chosen[1]} if chosen and chosen[1] in at_hand else {})


def _option(value: str, label: str) -> Json:
    return {"title": writing.plain(label, _LABEL), "value": value}
