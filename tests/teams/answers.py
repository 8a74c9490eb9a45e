"""What the app answers to those who wait: whether Teams can show it."""

from dataclasses import dataclass
from typing import Any

from tests.teams import cards, judging, reading
from tests.teams.deliveries import Delivery
from tests.teams.refused import Refused
from tests.teams.state import State
from tests.teams.world import Json

MESSAGE = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"
_KINDS = {
    200: (cards.ADAPTIVE, MESSAGE),
    400: (ERROR,),
    401: ("application/vnd.microsoft.activity.loginRequest", f"{ERROR}.inccorectAuthCode"),
    412: (f"{ERROR}.preconditionFailed",),
    500: (ERROR,),
}
_LAYOUTS = ("list", "grid")
_MOST_RESULTS = 25


class Unshown(Exception):
    """Teams tells the person that something went wrong."""


@dataclass(frozen=True)
class Task:
    """A dialog to open, or a line to show in one."""

    title: str = ""
    card: Json | None = None
    text: str | None = None


def read(delivery: Delivery, *, may_be_empty: bool = False) -> Json:
    """Return the answer as an object; raise Unshown where there is none in time."""
    if delivery.failed or delivery.status != 200:
        raise Unshown(delivery.failed or f"status {delivery.status}")
    if not delivery.answer.strip() and may_be_empty:
        return {}
    try:
        found = delivery.json
    except ValueError:
        raise Unshown("an answer that is no JSON") from None
    if not isinstance(found, dict):
        raise Unshown("an answer that is no object")
    if delivery.content_type != "application/json":
        raise Unshown(f"an answer of type {delivery.content_type}")
    return found


def to_press(state: State, delivery: Delivery, where: str) -> Json | str:
    """Return the card or the line that an Action.Execute is answered with."""
    found = read(delivery)
    status, kind, value = found.get("statusCode", 200), found.get("type"), found.get("value")
    if status not in _KINDS or kind not in _KINDS[status]:
        raise Unshown(f"statusCode {status!r} with type {kind!r}")
    if kind == MESSAGE and isinstance(value, str) and value.strip():
        return value
    if kind == cards.ADAPTIVE and isinstance(value, dict):
        _judged(state, value, where)
        return value
    told = value.get("message") if isinstance(value, dict) else value
    raise Unshown(f"{status}: {told}")


def _judged(state: State, card: Any, where: str) -> None:
    try:
        judging.check_card(state, card, where)
    except Refused as refused:
        raise Unshown("; ".join(refused.explained)) from None
    entities = (card.get("msteams") or {}).get("entities")
    wrong = state.look_at_mentions(entities, list(reading.card_texts(card)), where)
    if wrong:
        raise Unshown("; ".join(wrong))
    as_body = {"attachments": [{"contentType": cards.ADAPTIVE, "content": card}]}
    state.look_at_text(as_body, where)
    state.look_for_life(where, None, as_body)


def task(state: State, found: Json, where: str) -> Task | None:
    """Return what opens, none where the dialog closes."""
    if "task" not in found:
        return None
    told = found["task"]
    kind, value = (told.get("type"), told.get("value")) if isinstance(told, dict) else (None, None)
    if kind == "message" and isinstance(value, str):
        return Task(text=value)
    if kind != "continue" or not isinstance(value, dict):
        raise Unshown(f"a task of type {kind!r}")
    card = value.get("card")
    if "url" in value and card is None:
        return Task(str(value.get("title", "")), text=str(value["url"]))
    if not isinstance(card, dict) or card.get("contentType") != cards.ADAPTIVE:
        raise Unshown("a task without a card")
    if not value.get("title"):
        state.complaints.append(f"{where}: a dialog without a title")
    for side in ("height", "width"):
        if value.get(side, "small") not in ("small", "medium", "large") and not isinstance(
            value[side], int
        ):
            raise Unshown(f"the {side} {value[side]!r}")
    _judged(state, card.get("content"), where)
    return Task(str(value.get("title", "")), card["content"])


def extension(state: State, found: Json, where: str) -> list[Json] | str:
    """Return what a message extension found, or the line that it says instead."""
    told = found.get("composeExtension")
    if not isinstance(told, dict):
        raise Unshown("no composeExtension")
    if told.get("type") == "message" and isinstance(told.get("text"), str):
        return str(told["text"])
    attachments = told.get("attachments")
    if told.get("type") != "result" or not isinstance(attachments, list):
        raise Unshown(f"a composeExtension of type {told.get('type')!r}")
    if told.get("attachmentLayout") not in _LAYOUTS:
        raise Unshown(f"attachmentLayout {told.get('attachmentLayout')!r}")
    if len(attachments) > _MOST_RESULTS:
        state.complaints.append(f"{where}: more results than were asked for")
    for each in attachments:
        _judged_result(state, each, where)
    return attachments


def _judged_result(state: State, attachment: Json, where: str) -> None:
    try:
        judging.check_attachments(state, [attachment], where)
    except Refused as refused:
        raise Unshown("; ".join(refused.explained) or str(refused)) from None
    if attachment.get("contentType") == cards.ADAPTIVE:
        _judged(state, attachment["content"], where)
        if "preview" not in attachment:
            raise Unshown("a result without a preview")
