"""The funnel at a glance: how many things there are at each stage, and by how many people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

STAGES = ("asked", "responded", "helpful", "example", "insight", "action")
_HEARD = ("listening", "history")


@dataclass(frozen=True)
class Stage:
    """One stage; ``people`` are none where it is not about people."""

    key: str
    n: int
    people: int | None = None


def funnel(objects: Sequence[Mapping[str, Any]]) -> tuple[Stage, ...]:
    """Return the stages, counted from what ``dump`` yields; what was only heard is left out."""
    asked = [each for each in _of(objects, "question") if each["captured_by"] not in _HEARD]
    keys = {each["key"] for each in asked}
    answers = [each for each in _of(objects, "answer") if each["question"] in keys]
    marked = {each["answer"] for each in _of(objects, "helpful")}
    helpful = [each for each in answers if each["key"] in marked]
    examples = _of(objects, "example")
    first = {each["key"]: each["accounts"][0] for each in _of(objects, "person")}

    def people(things: Sequence[Mapping[str, Any]], by: str) -> int:
        """Count people, not accounts; of what was taken back nobody."""
        return len({first.get(each[by], each[by]) for each in things if not each.get("gone")})

    return (
        Stage("asked", len(asked), people(asked, "asker")),
        Stage("responded", len({each["question"] for each in answers}), people(answers, "author")),
        Stage("helpful", len({each["question"] for each in helpful}), people(helpful, "author")),
        Stage("example", len(examples), people(examples, "author")),
        Stage("insight", len(_of(objects, "insight"))),
        Stage("action", len(_of(objects, "action"))),
    )


def _of(objects: Sequence[Mapping[str, Any]], kind: str) -> list[Mapping[str, Any]]:
    return [each for each in objects if each["type"] == kind]
