"""What the app answers to a command or interaction: at once, or later to its response_url."""

import json

from tests.slack.chat import ours, said, watch
from tests.slack.refused import Refused
from tests.slack.state import (
    RESPONSE_URL_LIVES,
    RESPONSE_URL_USES,
    Call,
    ResponseUrl,
    State,
)
from tests.slack.workspace import Channel, Installation, Json, Message

GONE = ("used_url", "expired_url", "no_service")
_FIELDS = {
    "text",
    "blocks",
    "attachments",
    "response_type",
    "replace_original",
    "delete_original",
    "thread_ts",
    "metadata",
    "unfurl_links",
    "unfurl_media",
    "mrkdwn",
}


def to_url(state: State, call: Call, name: str, body: str) -> None:
    """Take in a message to a response_url; refuse one that is used up, too late or malformed."""
    url = state.response_urls.get(name)
    if url is None:
        raise Refused("no_service")
    if url.uses >= RESPONSE_URL_USES:
        raise Refused("used_url")
    if state.clock() - url.at > RESPONSE_URL_LIVES:
        raise Refused("expired_url")
    found = parsed(body)
    call.team = url.team
    call.args |= {"channel": url.channel, **found}
    put(state, url, found)
    url.uses += 1


def parsed(body: str) -> Json:
    """Return a message as JSON; refuse anything else."""
    try:
        found = json.loads(body)
    except ValueError:
        raise Refused("invalid_payload") from None
    if not isinstance(found, dict):
        raise Refused("invalid_payload")
    return found


def put(state: State, url: ResponseUrl, found: Json) -> Message | None:
    """Show what the app answered, to one person or to all in the channel."""
    installed = state.installation(url.team)
    if installed is None:
        raise Refused("token_revoked")
    unknown = sorted(set(found) - _FIELDS)
    if unknown:
        state.complaints.append(f"response_url: unknown fields {unknown}")
    kind = found.get("response_type", "ephemeral")
    if kind not in ("ephemeral", "in_channel"):
        raise Refused("invalid_response_type")
    channel = state.channel(url.channel)
    original = channel.find_for(url.original, url.user) if url.original else None
    if _is_on(found, "delete_original"):
        _take_out(state, channel, original)
        return None
    body = said(state, found)
    if _is_on(found, "replace_original") and original:
        _check_own(original, installed)
        body.setdefault("blocks", [])
        watch(state, channel, original.ts, body)
        state.edit(channel, original, body, installed.user, is_marked=not body["blocks"])
        return original
    if _is_on(found, "replace_original"):
        state.complaints.append("replace_original where there is nothing to replace")
    message = Message(state.ts(), installed.user, {**ours(state, installed), **body})
    message.thread_ts = found.get("thread_ts")
    message.only_for = url.user if kind == "ephemeral" else None
    watch(state, channel, message.ts, body)
    return state.post(channel, message)


def _is_on(found: Json, name: str) -> bool:
    return str(found.get(name, False)).lower() == "true"


def _check_own(original: Message, installed: Installation) -> None:
    if original.user != installed.user:
        raise Refused("cant_update_message")


def _take_out(state: State, channel: Channel, original: Message | None) -> None:
    if original is None:
        raise Refused("message_not_found")
    if original.only_for:
        channel.messages.remove(original)
    else:
        state.delete(channel, original)
