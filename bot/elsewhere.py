"""What lies in another workspace, named so that a reader here can make something of it.

A platform names people and places of its own workspace alone. Of another one we say the name;
links stay, as an address leads everywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from bot.looking import Looking
from bot.mentions import form_with_names, message_with_names
from bot.messages import (
    Bullets,
    Buttons,
    Form,
    Heading,
    Input,
    InputKind,
    Message,
    Paragraph,
    Part,
    Quote,
    Span,
    Spans,
    Strong,
    Where,
    Who,
    spans_of,
)
from bot.model import Person, Place, Visibility
from bot.turn import workspace_of
from bot.words import say


async def localised(
    message: Message, workspace: str, language: str | None, look: Looking
) -> Message:
    """Return a message for readers in a workspace, with who and what is elsewhere by its name.

    Somebody who has an account here too is named by that one. Where no name is known, or the
    place is not public, a kind word stands for it.
    """
    message = await message_with_names(message, workspace, language, look)
    people, places = _elsewhere(message, workspace)
    if not people and not places:
        return message
    known = {each.key: each for each in await look.people(sorted(people))}
    names = _Names(
        workspace,
        language,
        known,
        {each.key: each for each in await look.places(sorted(places))},
    )
    return tuple(_part(part, names) for part in message)


async def localised_form(form: Form, workspace: str, language: str | None, look: Looking) -> Form:
    """Return a form in which nobody is chosen who has no account here: nobody could choose them."""
    form = await form_with_names(form, workspace, language, look)
    return replace(form, inputs=tuple(_input(each, workspace) for each in form.inputs))


@dataclass(frozen=True)
class _Names:
    workspace: str
    language: str | None
    people: Mapping[str, Person]
    places: Mapping[str, Place]

    def of(self, span: Span) -> Spans:
        """Return a span as it is said here."""
        match span:
            case Who(key) if _is_elsewhere(key, self.workspace):
                return self._person(self.people.get(key))
            case Where(key) if _is_elsewhere(key, self.workspace):
                return self._place(self.places.get(key))
            case _:
                return (span,)

    def _person(self, person: Person | None) -> Spans:
        if person is None:
            return say(self.language, "elsewhere.person")
        here = [each for each in person.accounts if workspace_of(each) == self.workspace]
        if here:
            return (Who(here[0]),)
        return (Strong(person.name),) if person.name else say(self.language, "elsewhere.person")

    def _place(self, place: Place | None) -> Spans:
        if place is None or not place.name or place.visibility is not Visibility.PUBLIC:
            return say(self.language, "elsewhere.place")
        return (Strong(f"#{place.name}"),)


def _elsewhere(message: Message, workspace: str) -> tuple[set[str], set[str]]:
    """Return the people and places of other workspaces that a message names."""
    people, places = set[str](), set[str]()
    for span in spans_of(message):
        match span:
            case Who(key) if _is_elsewhere(key, workspace):
                people.add(key)
            case Where(key) if _is_elsewhere(key, workspace):
                places.add(key)
            case _:
                pass
    return people, places


def _part(part: Part, names: _Names) -> Part:
    match part:
        case Paragraph(spans):
            return Paragraph(_named(spans, names))
        case Heading(spans):
            return Heading(_named(spans, names))
        case Bullets(items):
            return Bullets(tuple(_named(item, names) for item in items))
        case Quote() | Buttons():
            return part
        case _:
            assert_never(part)


def _named(spans: Spans, names: _Names) -> Spans:
    return tuple(each for span in spans for each in names.of(span))


def _input(each: Input, workspace: str) -> Input:
    is_lost = each.kind is InputKind.PERSON and _is_elsewhere(each.value, workspace)
    return replace(each, value="") if is_lost else each


def _is_elsewhere(key: str, workspace: str) -> bool:
    return bool(key) and workspace_of(key) != workspace
