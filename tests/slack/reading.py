"""What a person reads: the text and blocks of a message, with Slack's markup shown as it looks."""

import re
from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]
Name = Callable[[str], str]
"""From the id of somebody or of a channel to the name."""

_LIVE = re.compile(r"<([^<>]+)>")
_CODE = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)
_MARKS = [
    re.compile(
        rf"(?<![\w{mark}]){mark}(?=[^\s{mark}])([^{mark}\n]*[^\s{mark}]){mark}(?![\w{mark}])"
    )
    for mark in (r"\*", "_", "~")
]
_QUOTE = re.compile(r"^(&gt;|>)+ ?", re.MULTILINE)
_UNSEEN = re.compile("[\u200b\u2060\ufeff]")
_MENTIONS = re.compile(r"<!(channel|here|everyone|subteam\^[A-Z0-9]+)[^<>]*>")


def shown(message: Json, person: Name, place: Name) -> str:
    """Return a message as one text: its blocks where it has some, otherwise its text."""
    blocks = message.get("blocks")
    if blocks:
        return "\n".join(line for each in blocks for line in block_lines(each, person, place))
    return mrkdwn(str(message.get("text", "")), person, place)


def block_lines(block: Json, person: Name, place: Name) -> list[str]:
    """Return the lines of a block; what can be pressed stands in square brackets."""

    def text(of: Json) -> str:
        if of["type"] == "mrkdwn":
            return mrkdwn(of["text"], person, place)
        return _plain(of.get("text") or of.get("alt_text") or "")

    match block["type"]:
        case "section":
            told = [each for each in (block.get("text"), *block.get("fields", ())) if each]
            accessory = [block["accessory"]] if "accessory" in block else []
            return [*map(text, told), *_pressable(accessory)]
        case "context":
            return [" ".join(map(text, block["elements"]))]
        case "actions":
            return [" ".join(_pressable(block["elements"]))]
        case "rich_text":
            return ["".join(_rich(block["elements"], person, place))]
        case "header" | "input":
            return [text(block.get("text") or block["label"])]
        case _:
            return [str(told) for told in (block.get("text"), block.get("alt_text")) if told]


def _plain(text: str) -> str:
    return _UNSEEN.sub("", unescaped(text))


def _pressable(elements: list[Json]) -> list[str]:
    return [f"[{label(each)}]" for each in elements if each["type"] != "image"]


def label(element: Json) -> str:
    """Return what stands on something that can be pressed."""
    text = element.get("text") or element.get("placeholder") or {"text": element["type"]}
    return _plain(str(text["text"]))


def _rich(elements: list[Json], person: Name, place: Name) -> Iterator[str]:
    for each in elements:
        if "elements" in each:
            yield from _rich(each["elements"], person, place)
        elif each["type"] == "user":
            yield f"@{person(each['user_id'])}"
        elif each["type"] == "channel":
            yield f"#{place(each['channel_id'])}"
        else:
            yield str(each.get("text") or each.get("url") or each.get("name") or "")


def mrkdwn(text: str, person: Name, place: Name) -> str:
    """Return text as it looks: no markup, names instead of ids, labels instead of addresses."""

    def live(found: re.Match[str]) -> str:
        return _live(found[1], person, place)

    pieces = _CODE.split(text)
    for number, each in enumerate(pieces):
        if number % 2:
            pieces[number] = each.strip("`")
            continue
        piece = _QUOTE.sub("", each)
        for mark in _MARKS:
            piece = mark.sub(r"\1", piece)
        pieces[number] = piece
    return _plain(_LIVE.sub(live, "".join(pieces)))


def _live(inside: str, person: Name, place: Name) -> str:
    target, _, told = inside.partition("|")
    if target.startswith("@"):
        return f"@{person(target[1:])}"
    if target.startswith("#"):
        return f"#{place(target[1:])}"
    if target.startswith("!date^"):
        return told
    if target.startswith("!"):
        return told or f"@{target[1:].partition('^')[0]}"
    return told or target


def escaped(text: str) -> str:
    """Return what somebody typed as Slack passes it on."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescaped(text: str) -> str:
    """Return the text that was escaped."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def alarms(value: object) -> list[str]:
    """Return the mentions in a text or in blocks that call a whole channel or group."""
    if isinstance(value, str):
        return [each[0] for each in _MENTIONS.finditer(value)]
    if isinstance(value, list):
        return [alarm for each in value for alarm in alarms(each)]
    if not isinstance(value, dict):
        return []
    if value.get("type") == "broadcast":
        return [f"<!{value.get('range')}>"]
    live = value.get("text") if value.get("type") in ("mrkdwn", "markdown") else None
    inside = [each for each in value.values() if not isinstance(each, str)]
    return alarms(live) + alarms(inside)
