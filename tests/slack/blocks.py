"""Whether blocks and views are such as Slack takes, with every limit that it documents."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.slack.refused import Refused, with_messages

Json = dict[str, Any]
Check = Callable[[Any, str], Iterator[str]]

MOST_IN_MESSAGE, MOST_IN_VIEW = 50, 100
MOST_CHARACTERS = 13_200
_VIEW_BYTES = 250_000


def check_message(blocks: object) -> list[Json]:
    """Return blocks; refuse those that a message cannot have."""
    if not isinstance(blocks, list):
        raise with_messages("invalid_blocks_format", "blocks is not an array")
    wrong = list(_all(blocks, MOST_IN_MESSAGE, "/blocks"))
    if wrong:
        raise Refused(
            "invalid_blocks",
            errors=wrong,
            response_metadata={"messages": [f"[ERROR] {each}" for each in wrong]},
        )
    if sum(len(each) for each in _texts(blocks)) > MOST_CHARACTERS:
        raise with_messages("msg_blocks_too_long", f"more than {MOST_CHARACTERS} characters")
    return blocks


def check_view(view: object, kinds: tuple[str, ...]) -> None:
    """Refuse a view that is none of some kinds, or none that Slack would show."""
    if not isinstance(view, dict):
        raise with_messages("invalid_arguments", "view is not an object")
    if len(str(view).encode()) > _VIEW_BYTES:
        raise Refused("view_too_large")
    if view.get("type") not in kinds:
        raise with_messages("invalid_arguments", f"must be a valid enum value: {kinds} /view/type")
    wrong = list(_view(view))
    if wrong:
        raise with_messages("invalid_arguments", *wrong)


def _view(view: Json) -> Iterator[str]:
    yield from _fields(view, _HOME if view["type"] == "home" else _MODAL, "/view")
    blocks = view.get("blocks")
    if not isinstance(blocks, list):
        return
    yield from _all(blocks, MOST_IN_VIEW, "/view/blocks")
    has_input = any(isinstance(each, dict) and each.get("type") == "input" for each in blocks)
    if view["type"] == "modal" and has_input and not view.get("submit"):
        yield "missing required field: submit [json-pointer:/view]"


def _all(blocks: list[Any], most: int, at: str) -> Iterator[str]:
    if len(blocks) > most:
        yield f"no more than {most} items allowed [json-pointer:{at}]"
    for number, each in enumerate(blocks):
        yield from _block(each, f"{at}/{number}")
    yield from _twice((_word(each, "block_id") for each in blocks), "block_id", at)
    yield from _focus(blocks, at)


def _focus(blocks: list[Any], at: str) -> Iterator[str]:
    focused = [each for block in blocks for each in elements(block) if each.get("focus_on_load")]
    if len(focused) > 1:
        yield f"only one element can have focus_on_load [json-pointer:{at}]"


def _block(block: object, at: str) -> Iterator[str]:
    kind = _word(block, "type") or ""
    if not isinstance(block, dict) or kind not in _BLOCKS:
        yield f"unsupported type: {kind} [json-pointer:{at}/type]"
        return
    yield from _fields(block, _BLOCKS[kind] | {"type": _any, "block_id": _string(255)}, at)
    if kind == "section" and not block.get("text") and not block.get("fields"):
        yield f"missing required field: text or fields [json-pointer:{at}]"
    if kind == "image" and bool(block.get("image_url")) == bool(block.get("slack_file")):
        yield f"needs either image_url or slack_file [json-pointer:{at}]"
    yield from _twice((_word(each, "action_id") for each in elements(block)), "action_id", at)


def elements(block: object) -> list[Json]:
    """Return what can be pressed or filled in within a block."""
    if not isinstance(block, dict):
        return []
    listed = block.get("elements") if block.get("type") != "rich_text" else []
    found = [*(listed if isinstance(listed, list) else [])]
    found += [block.get("accessory"), block.get("element")]
    return [each for each in found if isinstance(each, dict) and each.get("type") in _ELEMENTS]


def _twice(values: Iterator[str | None], name: str, at: str) -> Iterator[str]:
    seen: set[str] = set()
    for each in values:
        if each is not None and each in seen:
            yield f'`{name}` "{each}" already exists [json-pointer:{at}]'
        seen |= {each} if each is not None else set()


def _word(value: object, name: str) -> str | None:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, str) else None


def _fields(value: Json, known: Mapping[str, Check], at: str) -> Iterator[str]:
    """Check each field; a name that ends in "!" is required."""
    checks = {name.rstrip("!"): check for name, check in known.items()}
    for name, each in value.items():
        if name not in checks:
            yield f"invalid additional property: {name} [json-pointer:{at}]"
        elif each is None:
            yield f"must not be null [json-pointer:{at}/{name}]"
        else:
            yield from checks[name](each, f"{at}/{name}")
    for name in known:
        if name.endswith("!") and name[:-1] not in value:
            yield f"missing required field: {name[:-1]} [json-pointer:{at}]"


# Checks of one value each.


def _any(_value: object, _at: str) -> Iterator[str]:
    return iter(())


def _bool(value: object, at: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield f"must be a boolean [json-pointer:{at}]"


def _string(most: int, least: int = 0) -> Check:
    def check(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"must be a string [json-pointer:{at}]"
        elif len(value) > most:
            yield f"must be less than {most + 1} characters [json-pointer:{at}]"
        elif len(value) < least:
            yield f"must be more than {least - 1} characters [json-pointer:{at}]"

    return check


def _number(least: int, most: int) -> Check:
    def check(value: object, at: str) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            yield f"must be a number from {least} to {most} [json-pointer:{at}]"

    return check


def _one_of(*values: str) -> Check:
    def check(value: object, at: str) -> Iterator[str]:
        if value not in values:
            yield f"must be a valid enum value [json-pointer:{at}]"

    return check


def _text(most: int, *kinds: str) -> Check:
    """Check a text object of plain text (no other kind named) or of some kinds."""

    def check(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, dict) or value.get("type") not in (kinds or ("plain_text",)):
            yield f"must be {' or '.join(kinds or ('plain_text',))} [json-pointer:{at}]"
            return
        own: Mapping[str, Check] = (
            {"emoji": _bool} if value["type"] == "plain_text" else {"verbatim": _bool}
        )
        yield from _fields(value, {"type!": _any, "text!": _string(most, 1), **own}, at)

    return check


_plain = _text
_BOTH = ("plain_text", "mrkdwn")


def _list(check_one: Check, least: int, most: int) -> Check:
    def check(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"must be an array [json-pointer:{at}]"
            return
        if not least <= len(value) <= most:
            yield f"must have {least} to {most} items [json-pointer:{at}]"
        for number, each in enumerate(value):
            yield from check_one(each, f"{at}/{number}")

    return check


def _object(**known: Check) -> Check:
    """Check an object; a name that ends in "_" is required."""
    named = {f"{name[:-1]}!" if name.endswith("_") else name: c for name, c in known.items()}

    def check(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"must be an object [json-pointer:{at}]"
        else:
            yield from _fields(value, named, at)

    return check


_URL = _string(3000, 1)
_CONFIRM = _object(
    title_=_plain(100),
    text_=_text(300, *_BOTH),
    confirm_=_plain(30),
    deny_=_plain(30),
    style=_one_of("primary", "danger"),
)
_OPTION = _object(text_=_plain(75), value_=_string(150, 1), description=_plain(75), url=_URL)
_RICH_OPTION = _object(
    text_=_text(75, *_BOTH), value_=_string(150, 1), description=_text(75, *_BOTH)
)
_GROUP = _object(label_=_plain(75), options_=_list(_OPTION, 1, 100))
_FILTER = _object(
    include=_list(_one_of("im", "mpim", "private", "public"), 1, 4),
    exclude_external_shared_channels=_bool,
    exclude_bot_users=_bool,
)
_DISPATCH = _object(
    trigger_actions_on=_list(_one_of("on_enter_pressed", "on_character_entered"), 1, 2)
)
_COMMON: Mapping[str, Check] = {"action_id": _string(255, 1)}
_WAITING: Mapping[str, Check] = {**_COMMON, "focus_on_load": _bool}
_HINTED: Mapping[str, Check] = {**_WAITING, "placeholder": _plain(150)}
_CHOOSING: Mapping[str, Check] = {**_HINTED, "confirm": _CONFIRM}
_SEVERAL: Mapping[str, Check] = {**_CHOOSING, "max_selected_items": _number(1, 1000)}
_LISTED: Mapping[str, Check] = {
    "options": _list(_OPTION, 1, 100),
    "option_groups": _list(_GROUP, 1, 100),
}
_SOME_CHANNELS: Mapping[str, Check] = {
    "default_to_current_conversation": _bool,
    "filter": _FILTER,
}
_TYPED: Mapping[str, Check] = {
    **_HINTED,
    "initial_value": _string(3000),
    "dispatch_action_config": _DISPATCH,
}
_IDS = _list(_string(40, 1), 0, 100)
_ELEMENTS: Mapping[str, Mapping[str, Check]] = {
    "button": {
        **_COMMON,
        "text!": _plain(75),
        "url": _URL,
        "value": _string(2000),
        "style": _one_of("primary", "danger"),
        "confirm": _CONFIRM,
        "accessibility_label": _string(75),
    },
    "overflow": {**_COMMON, "options!": _list(_OPTION, 1, 5), "confirm": _CONFIRM},
    "static_select": {**_CHOOSING, **_LISTED, "initial_option": _OPTION},
    "multi_static_select": {
        **_SEVERAL,
        **_LISTED,
        "initial_options": _list(_OPTION, 1, 100),
    },
    "external_select": {
        **_CHOOSING,
        "initial_option": _OPTION,
        "min_query_length": _number(0, 100),
    },
    "users_select": {**_CHOOSING, "initial_user": _string(40, 1)},
    "multi_users_select": {**_SEVERAL, "initial_users": _IDS},
    "channels_select": {
        **_CHOOSING,
        "initial_channel": _string(40, 1),
        "response_url_enabled": _bool,
    },
    "multi_channels_select": {**_SEVERAL, "initial_channels": _IDS},
    "conversations_select": {
        **_CHOOSING,
        **_SOME_CHANNELS,
        "initial_conversation": _string(40, 1),
        "response_url_enabled": _bool,
    },
    "multi_conversations_select": {
        **_SEVERAL,
        **_SOME_CHANNELS,
        "initial_conversations": _IDS,
    },
    "plain_text_input": {
        **_TYPED,
        "multiline": _bool,
        "min_length": _number(0, 3000),
        "max_length": _number(1, 3000),
    },
    "email_text_input": _TYPED,
    "url_text_input": _TYPED,
    "number_input": {
        **_TYPED,
        "is_decimal_allowed!": _bool,
        "min_value": _string(40),
        "max_value": _string(40),
    },
    "datepicker": {**_CHOOSING, "initial_date": _string(10, 10)},
    "timepicker": {**_CHOOSING, "initial_time": _string(5, 5), "timezone": _string(64)},
    "datetimepicker": {
        **_WAITING,
        "confirm": _CONFIRM,
        "initial_date_time": _number(10**9, 10**10 - 1),
    },
    "checkboxes": {
        **_WAITING,
        "confirm": _CONFIRM,
        "options!": _list(_RICH_OPTION, 1, 10),
        "initial_options": _list(_RICH_OPTION, 1, 10),
    },
    "radio_buttons": {
        **_WAITING,
        "confirm": _CONFIRM,
        "options!": _list(_RICH_OPTION, 1, 10),
        "initial_option": _RICH_OPTION,
    },
}
_PICTURE = _object(type_=_any, image_url=_URL, slack_file=_any, alt_text_=_string(2000, 1))


def _element(*kinds: str) -> Check:
    def check(value: object, at: str) -> Iterator[str]:
        kind = _word(value, "type") or ""
        if not isinstance(value, dict) or kind not in kinds:
            yield f"unsupported type: {kind} [json-pointer:{at}/type]"
        elif kind == "image":
            yield from _PICTURE(value, at)
        else:
            yield from _fields(value, {**_ELEMENTS[kind], "type": _any}, at)
            yield from _choices(value, at)

    return check


def _choices(element: Json, at: str) -> Iterator[str]:
    """Check what one field of an element says of another."""
    kind = element["type"]
    options, groups = element.get("options"), element.get("option_groups")
    if kind.endswith("static_select") and bool(options) == bool(groups):
        yield f"needs either options or option_groups [json-pointer:{at}]"
    grouped = [o for g in groups or () if isinstance(g, dict) for o in g.get("options", ())]
    known = [*(options or ()), *grouped]
    initial = [element["initial_option"]] if "initial_option" in element else []
    for each in initial + list(element.get("initial_options", ())):
        if kind != "external_select" and each not in known:
            yield f"initial option is none of the options [json-pointer:{at}]"
    if kind == "plain_text_input":
        yield from _lengths(element, at)
    if kind != "overflow" and any(isinstance(o, dict) and "url" in o for o in known):
        yield f"only an overflow's options have a url [json-pointer:{at}]"


def _lengths(element: Json, at: str) -> Iterator[str]:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if not isinstance(least, int) or not isinstance(most, int):
        return
    if least > most:
        yield f"min_length is more than max_length [json-pointer:{at}]"
    if len(str(element.get("initial_value", ""))) > most:
        yield f"initial_value is longer than max_length [json-pointer:{at}]"


_SELECTS = (
    "static_select",
    "external_select",
    "users_select",
    "conversations_select",
    "channels_select",
)
_MULTI_SELECTS = (
    "multi_static_select",
    "multi_users_select",
    "multi_conversations_select",
    "multi_channels_select",
)
_PICKERS = ("datepicker", "timepicker", "checkboxes", "radio_buttons")
_IN_ACTIONS = ("button", "overflow", *_SELECTS, *_PICKERS, "datetimepicker")
_IN_SECTION = ("button", "overflow", "image", *_SELECTS, *_MULTI_SELECTS, *_PICKERS)
_IN_INPUT = (
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "datetimepicker",
    *_SELECTS,
    *_MULTI_SELECTS,
    *_PICKERS,
)


def _small(value: object, at: str) -> Iterator[str]:
    """Check what stands in a context block: text or a picture."""
    if _word(value, "type") == "image":
        return _PICTURE(value, at)
    return _text(3000, *_BOTH)(value, at)


def _rich(value: object, at: str) -> Iterator[str]:
    kinds = (
        "rich_text_section",
        "rich_text_list",
        "rich_text_quote",
        "rich_text_preformatted",
    )
    if not isinstance(value, dict) or value.get("type") not in kinds:
        yield f"unsupported type [json-pointer:{at}/type]"
    elif not isinstance(value.get("elements"), list):
        yield f"missing required field: elements [json-pointer:{at}]"


_BLOCKS: Mapping[str, dict[str, Check]] = {
    "section": {
        "text": _text(3000, *_BOTH),
        "fields": _list(_text(2000, *_BOTH), 1, 10),
        "accessory": _element(*_IN_SECTION),
        "expand": _bool,
    },
    "header": {"text!": _plain(150)},
    "divider": {},
    "context": {"elements!": _list(_small, 1, 10)},
    "actions": {"elements!": _list(_element(*_IN_ACTIONS), 1, 25)},
    "input": {
        "label!": _plain(2000),
        "element!": _element(*_IN_INPUT),
        "hint": _plain(2000),
        "optional": _bool,
        "dispatch_action": _bool,
    },
    "image": {
        "image_url": _URL,
        "slack_file": _any,
        "alt_text!": _string(2000, 1),
        "title": _plain(2000),
    },
    "markdown": {"text!": _string(12_000, 1)},
    "rich_text": {"elements!": _list(_rich, 1, 100)},
}
_HOME: Mapping[str, Check] = {
    "type!": _any,
    "blocks!": _any,
    "private_metadata": _string(3000),
    "callback_id": _string(255),
    "external_id": _string(255),
}
_MODAL: Mapping[str, Check] = {
    **_HOME,
    "title!": _plain(24),
    "close": _plain(24),
    "submit": _plain(24),
    "clear_on_close": _bool,
    "notify_on_close": _bool,
    "submit_disabled": _bool,
}


def _texts(value: object) -> Iterator[str]:
    """Yield every text that blocks show."""
    if isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name in ("text", "alt_text") and isinstance(each, str):
                yield each
            else:
                yield from _texts(each)


def completed(blocks: list[Json], fresh: Callable[[], str]) -> list[Json]:
    """Return blocks as Slack keeps them: each with its ids."""
    return [_completed(each, fresh) for each in blocks]


def _completed(block: Json, fresh: Callable[[], str]) -> Json:
    found = {"block_id": fresh(), **block}
    for name in ("element", "accessory"):
        if isinstance(found.get(name), dict):
            found[name] = _with_id(found[name], fresh)
    if found["type"] == "actions":
        found["elements"] = [_with_id(each, fresh) for each in found["elements"]]
    return found


def _with_id(element: Json, fresh: Callable[[], str]) -> Json:
    return {"action_id": fresh(), **element} if element.get("type") in _ELEMENTS else element
