"""Slack's blocks as a person reads and uses them: words, buttons, the fields of a form."""

import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

_LIVE = re.compile(r"<([^<>]+)>")
_STRONG = re.compile(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])")
_QUOTED = re.compile(r"^(&gt;|>) ?", re.MULTILINE)


def words(message: Json, names: dict[str, str]) -> str:
    """Return a message or view as one text; ``names`` are those of people and channels, by id."""
    blocks = message.get("blocks") or []
    if not blocks:
        return _plain(str(message.get("text") or ""), names)
    return "\n".join(line for block in blocks for line in _lines(block, names) if line)


def buttons(message: Json) -> Iterator[tuple[str, Json]]:
    """Yield the label of each button or entry of a menu, and the action that using it is."""
    for block in message.get("blocks") or []:
        for element in (*block.get("elements", ()), block.get("accessory", {})):
            yield from _uses(element, str(block.get("block_id", "")))


def filled(view: Json, values: dict[str, str], ids: dict[str, str]) -> Json:
    """Return what is sent of a form: what stands in it, and ``values`` by block or action.

    A menu takes the words of an option; one of people or channels takes a name out of ``ids``.
    """
    left = dict(values)
    sent: Json = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        name = next(
            (each for each in (block["block_id"], element["action_id"]) if each in left), ""
        )
        value = _value(element, left.pop(name, None), ids)
        sent[block["block_id"]] = {element["action_id"]: {"type": element["type"], **value}}
    assert not left, f"the form has no {', '.join(left)}, only {sent}"
    return sent


def _lines(block: Json, names: dict[str, str]) -> Iterator[str]:
    match block["type"]:
        case "actions":
            yield " ".join(f"[{label}]" for label, _ in buttons({"blocks": [block]}))
        case "context":
            yield " ".join(_text(each, names) for each in block["elements"])
        case "rich_text":
            yield from (_rich(each, names) for each in block["elements"])
        case "markdown":
            yield _plain(block["text"], names)
        case "input":
            yield _text(block["label"], names)
        case _:
            yield _text(block.get("text") or {}, names)
            yield from (_text(each, names) for each in block.get("fields", ()))
            yield " ".join(f"[{label}]" for label, _ in buttons({"blocks": [block]}))


def _rich(element: Json, names: dict[str, str]) -> str:
    match element["type"]:
        case "user":
            return f"@{names.get(element['user_id'], element['user_id'])}"
        case "channel":
            return f"#{names.get(element['channel_id'], element['channel_id'])}"
        case "emoji":
            return f":{element['name']}:"
        case "link":
            return str(element.get("text") or element["url"])
        case "date":
            return str(element.get("fallback", ""))
        case "rich_text_list":
            return "\n".join(_rich(each, names) for each in element["elements"])
        case _:
            inside = "".join(_rich(each, names) for each in element.get("elements", ()))
            return str(element.get("text", inside))


def _text(text: Json, names: dict[str, str]) -> str:
    written = str(text.get("text", ""))
    return _plain(written, names) if text.get("type") == "mrkdwn" else written


def _plain(text: str, names: dict[str, str]) -> str:
    text = _STRONG.sub(r"\1", _QUOTED.sub("", text))
    text = _LIVE.sub(lambda found: _live(found[1], names), text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _live(inside: str, names: dict[str, str]) -> str:
    target, _, label = inside.partition("|")
    if target.startswith(("@", "#")):
        return target[0] + (names.get(target[1:]) or label or target[1:])
    return label or target


def _uses(element: Json, block_id: str) -> Iterator[tuple[str, Json]]:
    kind = element.get("type")
    action = {"type": kind, "action_id": element.get("action_id"), "block_id": block_id}
    if kind == "button":
        yield (
            element["text"]["text"],
            {**action, "text": element["text"], "value": element.get("value")},
        )
    elif kind in ("overflow", "static_select"):
        for option in element["options"]:
            yield option["text"]["text"], {**action, "selected_option": option}


def _value(element: Json, said: str | None, ids: dict[str, str]) -> Json:
    match element["type"]:
        case "users_select" | "conversations_select" | "channels_select" as kind:
            field = f"{kind.removesuffix('s_select')}"
            chosen = ids[said] if said is not None else element.get(f"initial_{field}")
            return {f"selected_{field}": chosen}
        case "static_select" | "radio_buttons":
            return {"selected_option": _option(element, said) or element.get("initial_option")}
        case "multi_static_select" | "checkboxes":
            chosen = [_option(element, said)] if said else element.get("initial_options", [])
            return {"selected_options": chosen}
        case _:
            return {"value": said if said is not None else element.get("initial_value")}


def _option(element: Json, said: str | None) -> Json | None:
    if said is None:
        return None
    groups = element.get("option_groups") or [element]
    options = [each for group in groups for each in group["options"]]
    found = [each for each in options if said in (each["text"]["text"], each["value"])]
    assert found, f"the menu has no {said}"
    return dict(found[0])
