"""What a person wrote that stands in blocks or attachments alone, as Slack's text.

It is written the way Slack writes text, so that it is read like any other: names between angle
brackets, ``& < >`` escaped.
"""

from collections.abc import Iterable, Iterator

from adapters.payload import Json, dicts, inside, word

_DEEPEST = 8
_OF_OTHERS = (
    "is_share",
    "is_msg_unfurl",
    "is_reply_unfurl",
    "is_thread_root_unfurl",
    "from_url",
    "original_url",
    "author_id",
    "channel_id",
    "app_unfurl_url",
)
"""What an attachment tells that shows what somebody else wrote, maybe where few can read."""


def words_in(message: Json) -> str:
    """Return the words that stand in the blocks of a message, else in its attachments."""
    return _joined(map(_block, dicts(message.get("blocks")))) or _joined(
        map(_attachment, dicts(message.get("attachments")))
    )


def _joined(texts: Iterable[str], between: str = "\n") -> str:
    return between.join(each for each in texts if each.strip()).strip()


def _block(block: Json) -> str:
    match block.get("type"):
        case "rich_text":
            return _joined(_rich(block))
        case "section":
            fields = (_text_object(each) for each in dicts(block.get("fields")))
            return _joined((_text_object(block.get("text")), *fields))
        case "header":
            return _text_object(block.get("text"))
        case "context":
            return _joined(map(_text_object, dicts(block.get("elements"))), " ")
        case "markdown":
            return _escaped(word(block, "text"))
        case _:
            return ""


def _text_object(told: object) -> str:
    kind = inside({"text": told}, "text")
    text = word(kind, "text")
    if kind.get("type") == "plain_text":
        return _escaped(text)
    return text if kind.get("type") == "mrkdwn" else ""


def _rich(told: Json, depth: int = 0) -> Iterator[str]:
    """Yield the lines of rich text: sections, quotes, preformatted text, lists within lists."""
    if depth > _DEEPEST:
        return
    for each in dicts(told.get("elements")):
        match each.get("type"):
            case "rich_text_list":
                yield from _list(each, depth)
            case "rich_text_section" | "rich_text_quote" | "rich_text_preformatted":
                yield "".join(map(_inline, dicts(each.get("elements"))))
            case _:
                yield _inline(each)


def _list(told: Json, depth: int) -> Iterator[str]:
    indent = told.get("indent")
    margin = "  " * indent if isinstance(indent, int) and 0 < indent <= _DEEPEST else ""
    for n, line in enumerate(_rich(told, depth + 1), 1):
        sign = f"{n}." if told.get("style") == "ordered" else "•"
        yield f"{margin}{sign} {line.lstrip()}"


def _inline(element: Json) -> str:
    match element.get("type"):
        case "text":
            return _escaped(word(element, "text"))
        case "link":
            address, label = word(element, "url"), word(element, "text")
            return f"<{_escaped(address)}|{_label(label)}>" if label else f"<{_escaped(address)}>"
        case "user":
            return f"<@{word(element, 'user_id')}>"
        case "channel":
            return f"<#{word(element, 'channel_id')}>"
        case "usergroup":
            return f"<!subteam^{word(element, 'usergroup_id')}>"
        case "broadcast":
            return f"<!{word(element, 'range')}>"
        case "emoji":
            return _emoji(element)
        case "date":
            return _escaped(word(element, "fallback"))
        case _:
            return ""


def _emoji(element: Json) -> str:
    """Return an emoji by its name, as it stands in a text of Slack's."""
    name = word(element, "name")
    return f":{_escaped(name)}:" if name else ""


def _attachment(told: Json) -> str:
    """Return what stands in an attachment of somebody's own."""
    if any(told.get(sign) for sign in _OF_OTHERS):
        return ""
    own = _joined(map(_block, dicts(told.get("blocks"))))
    fields = (
        _joined((word(each, "title"), word(each, "value")), ": ")
        for each in dicts(told.get("fields"))
    )
    said = (word(told, "pretext"), word(told, "title"), word(told, "text"), *fields)
    return own or _joined(said) or word(told, "fallback")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _label(text: str) -> str:
    return _escaped(text).replace("|", "¦")
