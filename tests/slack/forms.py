"""Filling in a modal as a person would: only what its inputs take."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.slack.blocks import elements
from tests.slack.reading import label
from tests.slack.workspace import Json

Find = Callable[[str], str]
"""From what somebody calls a person or channel to its id; raises LookupError."""

Value = str | list[str]


@dataclass(frozen=True)
class Finders:
    """How a person finds others and channels in a select."""

    person: Find
    channel: Find


def filled(view: Json, values: Mapping[str, Value], find: Finders) -> Json:
    """Return the state of a modal in which some inputs were filled in by name.

    A name is the block_id or action_id of an input, or how one of these begins.
    Raises AssertionError where a person could not do that.
    """
    left = dict(values)
    state: Json = {}
    for block in view["blocks"]:
        for element in elements(block):
            name = next((n for n in values if _is_named(n, block, element, values[n], find)), None)
            given = left.pop(name, None) if name else None
            found = chosen(element, given, find)
            state.setdefault(block["block_id"], {})[element["action_id"]] = found
    assert not left, f"nothing takes {left} in {[each['block_id'] for each in view['blocks']]}"
    return {block: found for block, found in state.items() if any(map(_has_state, found.values()))}


def missing(view: Json, state: Json) -> list[str]:
    """Return the inputs that must be filled in and are not: Slack sends no such form."""
    return [
        block["block_id"]
        for block in view["blocks"]
        if block["type"] == "input" and not block.get("optional")
        if not any(map(_value, state[block["block_id"]].values()))
    ]


def _has_state(found: Json) -> bool:
    return found["type"] not in ("button", "overflow")


def _value(found: Json) -> Any:
    return next((value for name, value in found.items() if name != "type"), None)


def _is_named(name: str, block: Json, element: Json, value: Value, find: Finders) -> bool:
    named = (block["block_id"], element["action_id"])
    if not any(re.fullmatch(rf"{re.escape(name)}(\W.*|_.*)?", each) for each in named):
        return False
    if name in named and named.count(name) == 2:
        return True
    try:
        chosen(element, value, find)
    except (LookupError, AssertionError):
        return name in named
    return True


_SINGLE = {
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
_MULTI = {
    "multi_users_select": "selected_users",
    "multi_channels_select": "selected_channels",
    "multi_conversations_select": "selected_conversations",
}


def chosen(element: Json, given: Value | None, find: Finders) -> Json:
    """Return what an element holds once somebody filled it in, or left it as it was."""
    kind = element["type"]
    if kind.endswith("_input"):
        return {"type": kind, "value": _typed(element, given)}
    if kind in _SINGLE:
        name = _SINGLE[kind]
        first = element.get(name.replace("selected", "initial"))
        return {"type": kind, name: first if given is None else _found(kind, str(given), find)}
    if kind in _MULTI:
        name = _MULTI[kind]
        if given is None:
            return {"type": kind, name: element.get(name.replace("selected", "initial"), [])}
        return {"type": kind, name: [_found(kind, each, find) for each in _list(given)]}
    if kind in ("multi_static_select", "checkboxes"):
        if given is None:
            return {"type": kind, "selected_options": element.get("initial_options", [])}
        return {"type": kind, "selected_options": [_option(element, e) for e in _list(given)]}
    if kind == "button":
        return {"type": kind}
    if given is None:
        return {"type": kind, "selected_option": element.get("initial_option")}
    return {"type": kind, "selected_option": _option(element, str(given))}


def _list(given: Value) -> list[str]:
    return given if isinstance(given, list) else [given]


def _typed(element: Json, given: Value | None) -> str | None:
    text = str(element.get("initial_value", "") if given is None else given)
    if not element.get("multiline"):
        assert "\n" not in text, f"one line only: {text!r}"
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    assert not text or least <= len(text) <= most, f"{len(text)} characters, {least} to {most} fit"
    return text or None


def _found(kind: str, given: str, find: Finders) -> str:
    if "users" in kind:
        return find.person(given)
    if "channels" in kind:
        return find.channel(given)
    if "conversations" in kind:
        try:
            return find.channel(given)
        except LookupError:
            return find.person(given)
    return given


def _option(element: Json, given: str) -> Json:
    groups = element.get("option_groups", ())
    options = [*element.get("options", ()), *(o for g in groups for o in g["options"])]
    for each in options:
        if given in (each["value"], label(each)):
            found: Json = each
            return found
    raise LookupError(f"no option {given} in {[label(each) for each in options]}")
