"""From a message to JSON that the page builds with text nodes alone, so that nothing is live."""

from typing import Any, assert_never

from adapters.sandbox import cast
from bot.messages import (
    Bullets,
    Buttons,
    Code,
    Form,
    Heading,
    Input,
    InputKind,
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

Json = dict[str, Any]


def rendered(message: Message) -> list[Json]:
    """Return the parts of a message."""
    return [_part(part) for part in message]


def plain_text(message: Message) -> str:
    """Return a message as plain text, for a screen reader or a script."""
    return "\n".join(plain(part) for part in rendered(message))


def _part(part: Part) -> Json:
    match part:
        case Paragraph(spans):
            return {"part": "paragraph", "spans": _spans(spans)}
        case Quote(text):
            return {"part": "quote", "spans": [{"span": "text", "text": text}]}
        case Heading(spans):
            return {"part": "heading", "spans": _spans(spans)}
        case Bullets(items):
            return {"part": "bullets", "items": [_spans(item) for item in items]}
        case Buttons(buttons):
            return {
                "part": "buttons",
                "items": [
                    {"label": each.label, "does": each.does, "main": each.is_main}
                    for each in buttons
                ],
            }
        case _:
            assert_never(part)


def _spans(spans: Spans) -> list[Json]:
    return [_span(span) for span in spans]


def _span(span: Span) -> Json:
    match span:
        case Text(text) | Quoted(text):
            return {"span": "text", "text": text}
        case Strong(text):
            return {"span": "strong", "text": text}
        case Code(text):
            return {"span": "code", "text": text}
        case Who(person):
            known = cast.player(person)
            return {"span": "person", "text": f"@{known.name if known else person}"}
        case Where(place):
            room = cast.room(place)
            return {"span": "place", "text": f"#{room.name if room else place}"}
        case When(at):
            return {"span": "time", "at": at.isoformat(), "text": f"{at:%Y-%m-%d %H:%M}"}
        case Link(text, message):
            place = message.rpartition("/")[0]
            return {"span": "link", "text": text, "message": message, "place": place}
        case _:
            assert_never(span)


def plain(part: Json) -> str:
    """Return a part as plain text."""
    if part["part"] == "buttons":
        return " ".join(f"[{each['label']}]" for each in part["items"])
    items = part["items"] if part["part"] == "bullets" else [part["spans"]]
    return "\n".join("".join(span["text"] for span in spans) for spans in items)


def form(filled: Form) -> Json:
    """Return a form; somebody to choose is one of the players."""
    return {
        "title": filled.title,
        "submit": filled.submit,
        "does": filled.does,
        "inputs": [_input(each) for each in filled.inputs],
    }


def _input(each: Input) -> Json:
    choices = [list(choice) for choice in each.choices]
    if each.kind is InputKind.PERSON:
        choices = [[player.key, player.name] for player in cast.PLAYERS]
    return {
        "name": each.name,
        "label": each.label,
        "kind": each.kind.value,
        "value": each.value,
        "hint": each.hint,
        "required": each.is_required,
        "longest": each.longest,
        "choices": choices,
    }
