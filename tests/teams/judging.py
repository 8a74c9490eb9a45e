"""What the app sends, before Teams takes it: sizes, shapes, mentions."""

from typing import Any

from tests.teams import cards, reading
from tests.teams.refused import bad, refused
from tests.teams.state import State
from tests.teams.world import Json, Place

MOST_BYTES, ADVISED_BYTES = 28 * 1024, 25 * 1024
_FORMATS = ("markdown", "plain", "xml", "extendedmarkdown")
_TYPES = ("message", "typing")
_LAYOUTS = ("list", "carousel")


def check_size(state: State, raw: bytes, where: str) -> None:
    """Refuse what is too long, and complain of what nearly is."""
    if len(raw) > MOST_BYTES:
        raise refused(413, "MessageSizeTooBig", "Message size too large.", f"{len(raw)} bytes")
    if len(raw) > ADVISED_BYTES:
        state.complaints.append(f"{where}: {len(raw)} bytes, nearly too many")


def check_activity(state: State, place: Place, body: Json) -> None:
    """Refuse an activity that Teams would not take or not show; complain of what is odd."""
    if body.get("type") not in _TYPES:
        raise bad(f"Activity type {body.get('type')!r} is not supported")
    if body["type"] == "typing":
        return
    text, attachments = body.get("text"), body.get("attachments")
    if not isinstance(text, str | None) or not isinstance(attachments, list | None):
        raise bad("text or attachments of another type")
    if not (text or "").strip() and not attachments:
        raise bad("Activity must include non empty 'text' field or at least 1 attachment")
    if body.get("textFormat", "markdown") not in _FORMATS:
        raise bad(f"textFormat {body['textFormat']!r}")
    if body.get("attachmentLayout", "list") not in _LAYOUTS:
        raise bad(f"attachmentLayout {body['attachmentLayout']!r}")
    _check_addresses(state, place, body)
    check_attachments(state, attachments or [], place.name)
    _check_mentions(state, place, body)
    if attachments and not text and not body.get("summary"):
        state.complaints.append(f"{place.name}: a card without summary notifies of “a card”")
    state.look_at_text(body, place.name)


def check_attachments(state: State, attachments: list[Any], where: str) -> None:
    """Refuse attachments that Teams does not know, and cards that it would not show."""
    for each in attachments:
        kind = each.get("contentType") if isinstance(each, dict) else None
        if kind == cards.ADAPTIVE:
            check_card(state, each.get("content"), where)
        elif kind not in cards.OTHERS and not str(kind).startswith("image/"):
            raise refused(400, "Bad Argument", f"Unknown attachment type {kind!r}")


def check_card(state: State, card: object, where: str) -> None:
    """Refuse a card that Teams would not show as it is meant."""
    judge = cards.judged(card)
    state.complaints += [f"{where}: {each}" for each in judge.complaints]
    if judge.problems:
        raise refused(400, "Bad Argument", "Invalid adaptive card", *judge.problems)


def _check_addresses(state: State, place: Place, body: Json) -> None:
    conversation = (body.get("conversation") or {}).get("id")
    if conversation and conversation.partition(";")[0] != place.id:
        state.complaints.append(f"{place.name}: sent with the conversation {conversation}")
    sender = (body.get("from") or {}).get("id")
    if sender and sender != state.app.account:
        state.complaints.append(f"{place.name}: sent in the name of {sender}")


def _check_mentions(state: State, place: Place, body: Json) -> None:
    texts = [str(body.get("text") or "")]
    wrong = state.look_at_mentions(body.get("entities"), texts, place.name)
    for card in cards.of(body):
        entities = (card.get("msteams") or {}).get("entities")
        wrong += state.look_at_mentions(entities, list(reading.card_texts(card)), place.name)
    if wrong:
        raise refused(400, "BadSyntax", "Invalid user identity in provided tenant", *wrong)
