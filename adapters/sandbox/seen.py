"""What the page of the sandbox shows beside the chat, in the language of who looks."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.payload import Json
from adapters.sandbox import cast
from bot.words import catalogue, line


@dataclass(frozen=True)
class Seen:
    """What was remembered, counted, and what goes out."""

    objects: list[Json]
    funnel: Sequence[Json]
    outbox: Sequence[Json]
    report_text: str
    report: Json


Look = Callable[[str], Awaitable[Seen]]
"""Returns what there is to see, in a language."""


def seen_stages(stages: Sequence[Any], language: str) -> list[Json]:
    """Return the stages of the funnel as a person reads them."""
    return [{**each.__dict__, "label": line(language, f"page.stage.{each.key}")} for each in stages]


def seen_mail(rows: Sequence[Mapping[str, Any]], language: str) -> list[Json]:
    """Return the rows of the outbox as a person reads them, without what was not worth saying."""
    return [_shown(each, language) for each in rows if each["why"] != "nothing_to_say"]


def _shown(row: Mapping[str, Any], language: str) -> Json:
    room, person = cast.room(row["to"]), cast.player(row["to"])
    to = person.name if person else f"#{room.name}" if room else row["to"]
    why = row["why"]
    if why and f"outbox.why.{why}" in catalogue(language):
        why = line(language, f"outbox.why.{why}")
    return {
        "id": row["id"],
        "kind": row["kind"],
        "label": line(language, f"outbox.kind.{row['kind']}"),
        "to": to,
        "due_at": row["due_at"].isoformat(),
        "sent_at": row["sent_at"].isoformat() if row["sent_at"] else None,
        "state": row["state"],
        "why": why,
    }
