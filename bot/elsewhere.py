"""Who and what is named, and how: what lies in another workspace, and who wants to be left out.

A platform names people and places of its own workspace alone. Of another one we say the name;
links stay, as an address leads everywhere. A chat is named by us everywhere: most have no name.
Who wants to be left out is a colleague to everybody, and named only as who asks.
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
    Text,
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

    Who wants to be left out has none.

    Somebody who has an account here too is named by that one. Where no name is known, or the
    place is not public, a kind word stands for it.
    """
    message = await message_with_names(message, workspace, language, look)
    people, places = _named_in(message)
    if not people and not places:
        return message
    names = _Names(
        workspace,
        language,
        {each.key: each for each in await look.people(sorted(people))},
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
            case Who(key, always=False) if self._is_left_out(key):
                return say(self.language, "left_out.person")
            case Who(key) if _is_elsewhere(key, self.workspace):
                return self._person(self.people.get(key))
            case Where(key) if _is_elsewhere(key, self.workspace):
                return self._place(self.places.get(key))
            case Where(key) if key in self.places and self.places[key].is_chat:
                name = self.places[key].name
                return (Strong(name),) if name else say(self.language, "elsewhere.chat")
            case _:
                return (span,)

    def _is_left_out(self, key: str) -> bool:
        person = self.people.get(key)
        return person is not None and person.opted_out

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


def _named_in(message: Message) -> tuple[set[str], set[str]]:
    """Return the people and the places that a message names."""
    spans = list(spans_of(message))
    people = {each.person for each in spans if isinstance(each, Who)}
    return people, {each.place for each in spans if isinstance(each, Where)}


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
    told: Spans = ()
    for span in spans:
        here = names.of(span)
        told = (*told, *(here if here == (span,) or not _begins(told) else _capitalised(here)))
    return told


def _begins(before: Spans) -> bool:
    """Tell whether a sentence begins after this."""
    match before:
        case ():
            return True
        case (*_, Text(text)):
            return text.endswith((". ", "! ", "? ", "… ", "\n"))
        case _:
            return False


def _capitalised(words: Spans) -> Spans:
    match words:
        case (Text(text), *rest):
            return (Text(text[:1].upper() + text[1:]), *rest)
        case _:
            return words


def _input(each: Input, workspace: str) -> Input:
    is_lost = each.kind is InputKind.PERSON and _is_elsewhere(each.value, workspace)
    return replace(each, value="") if is_lost else each


def _is_elsewhere(key: str, workspace: str) -> bool:
    return bool(key) and workspace_of(key) != workspace
