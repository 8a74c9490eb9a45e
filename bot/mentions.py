"""Who and what somebody's words mention: kept by id, shown by the name that is known now.

A platform writes an id where its people see a name. So the id stays in the words, marked, and
wherever they are read a name takes its place: also one that came to be known later, and none where
nobody here may know it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import assert_never

from bot.looking import Looking
from bot.messages import (
    Bullets,
    Buttons,
    Code,
    Form,
    Heading,
    Input,
    Link,
    Message,
    Paragraph,
    Part,
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
from bot.model import Person, Visibility
from bot.words import line

PERSON, PLACE = "@", "#"
_MARK = "\u2063"
"""Not to be seen, and nobody types it; who does mentions somebody as anybody can."""
_MARKED = re.compile(rf"([{PERSON}{PLACE}]){_MARK}([A-Z0-9]*){_MARK}?")
_AS_BEFORE = re.compile(r"(?<![\w/.:@#-])([@#])([UWC](?=[A-Z]*[0-9])[A-Z0-9]{8,20})(?!\w)")
"""An id in words that were kept before there was a mark."""

Names = Mapping[tuple[str, str], str]
"""What stands for a sign and an id."""


def mention_of(sign: str, key: str) -> str:
    """Return what is kept in words for somebody or some place that they mention."""
    return f"{sign}{_MARK}{key}{_MARK}"


def mentions_in(text: str) -> Iterator[tuple[str, str]]:
    """Yield sign and id of everything that words mention."""
    for shape in (_MARKED, _AS_BEFORE):
        yield from ((found[1], found[2]) for found in shape.finditer(text))


def with_names(text: str, names: Names) -> str:
    """Return words with the names of whom and what they mention; else the id as it is."""

    def name(found: re.Match[str]) -> str:
        return names.get((found[1], found[2]), f"{found[1]}{found[2]}")

    return _AS_BEFORE.sub(name, _MARKED.sub(name, text))


class _Read(list[str]):
    """The texts that a message or form holds, as they are come by."""

    def __call__(self, text: str) -> str:
        self.append(text)
        return text


async def message_with_names(
    message: Message, workspace: str, language: str | None, look: Looking
) -> Message:
    """Return a message for readers in a workspace in which no bare id is left."""
    texts = _Read()
    for part in message:
        _part(part, texts)
    names = await _names(texts, workspace, language, look)
    if not names:
        return message
    return tuple(_part(part, lambda text: with_names(text, names)) for part in message)


async def form_with_names(form: Form, workspace: str, language: str | None, look: Looking) -> Form:
    """Return a form for a reader in a workspace in which no bare id is left."""
    texts = _Read()
    for each in form.inputs:
        _input(each, texts)
    names = await _names(texts, workspace, language, look)
    if not names:
        return form
    inputs = tuple(_input(each, lambda text: with_names(text, names)) for each in form.inputs)
    return replace(form, inputs=inputs)


async def _names(texts: list[str], workspace: str, language: str | None, look: Looking) -> Names:
    """Return what stands for all that is mentioned: a name, or a kind word where none is known.

    Nobody tells here in which workspace something was said, so the reader's is looked at first;
    ids of different workspaces are different in life.
    """
    mentioned = sorted({each for text in texts for each in mentions_in(text)})
    if not mentioned:
        return {}
    others = [each for each in await look.workspaces_seen() if each != workspace]
    homes = [workspace, *others]
    people = [f"{home}/{key}" for home in homes for sign, key in mentioned if sign == PERSON]
    there = [f"{home}/{key}" for home in homes for sign, key in mentioned if sign == PLACE]
    known = await _people(people, look) | await _places(there, look)
    somebody = {PERSON: line(language, "mention.person"), PLACE: line(language, "mention.place")}
    return {
        (sign, key): next(
            (f"{sign}{known[at]}" for home in homes if (at := f"{home}/{key}") in known),
            somebody[sign],
        )
        for sign, key in mentioned
    }


async def _people(keys: list[str], look: Looking) -> dict[str, str]:
    """Return the names of people; who asked to be left out is not named."""
    told = {key: each.name for key, each in (await look.told(keys)).items() if each.name}
    people = await look.people(keys)
    names = told | {each.key: each.name for each in people if each.name}
    return {key: name for key, name in names.items() if key not in _left_out(people)}


def _left_out(people: Iterable[Person]) -> set[str]:
    return {each.key for each in people if each.opted_out}


async def _places(keys: list[str], look: Looking) -> dict[str, str]:
    """Return the names of places that everybody may know."""
    found = await look.places(keys)
    return {
        each.key: each.name for each in found if each.name and each.visibility is Visibility.PUBLIC
    }


def _part(part: Part, change: Callable[[str], str]) -> Part:
    match part:
        case Paragraph(spans):
            return Paragraph(_spans(spans, change))
        case Heading(spans):
            return Heading(_spans(spans, change))
        case Bullets(items):
            return Bullets(tuple(_spans(item, change) for item in items))
        case Quote(text):
            return Quote(change(text))
        case Buttons(items):
            return Buttons(tuple(replace(each, label=change(each.label)) for each in items))
        case _:
            assert_never(part)


def _spans(spans: Spans, change: Callable[[str], str]) -> Spans:
    return tuple(_span(span, change) for span in spans)


def _span(span: Span, change: Callable[[str], str]) -> Span:
    match span:
        case Text(text) | Strong(text) | Code(text) | Quoted(text) | Link(text):
            return replace(span, text=change(text))
        case Who() | Where() | When():
            return span
        case _:
            assert_never(span)


def _input(each: Input, change: Callable[[str], str]) -> Input:
    choices = tuple((value, change(label)) for value, label in each.choices)
    return replace(each, value=change(each.value), label=change(each.label), choices=choices)
