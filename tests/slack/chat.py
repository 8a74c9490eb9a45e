"""The methods ``chat.*`` and ``pins.add``: what the app says."""

import json
import math
from collections import deque
from datetime import timedelta

from tests.slack.asked import Asked
from tests.slack.blocks import check_message, completed
from tests.slack.reading import alarms
from tests.slack.refused import Refused, with_messages
from tests.slack.state import State
from tests.slack.workspace import Channel, Installation, Json, Message, is_ts

LONGEST, LONGEST_UPDATE, ADVISED = 40_000, 4_000, 4_000
_MOST_METADATA = 8_000
_MOST_ATTACHMENTS = 100
_MOST_PINS = 100
_MESSAGE = frozenset(
    {
        "channel",
        "text",
        "blocks",
        "attachments",
        "markdown_text",
        "thread_ts",
        "reply_broadcast",
        "metadata",
        "unfurl_links",
        "unfurl_media",
        "mrkdwn",
        "link_names",
        "parse",
        "ts",
        "user",
        "as_user",
        "username",
        "icon_emoji",
        "icon_url",
        "team_id",
    }
)


def said(state: State, args: Json, longest: int = LONGEST) -> Json:
    """Return the checked text and blocks of a message."""
    text, blocks, attachments = args.get("text"), args.get("blocks"), args.get("attachments")
    if text is not None and not isinstance(text, str):
        raise with_messages("invalid_arguments", "text must be a string")
    blocks, attachments = _unpacked(blocks, "invalid_blocks_format"), _unpacked(attachments)
    if not (text and text.strip()) and not blocks and not attachments:
        raise Refused("no_text")
    if text and len(text) > longest:
        raise Refused("msg_too_long")
    if isinstance(attachments, list) and len(attachments) > _MOST_ATTACHMENTS:
        raise Refused("too_many_attachments")
    body: Json = {"text": text or ""}
    if attachments is not None:
        body["attachments"] = attachments
    if blocks is not None:
        body["blocks"] = completed(check_message(blocks), lambda: state.new_id("b"))
    return body


def _unpacked(value: object, error: str = "invalid_arguments") -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value else None
    except ValueError:
        raise Refused(error) from None


def watch(state: State, channel: Channel, ts: str, body: Json) -> None:
    """Note what Slack lets pass and nobody should do."""
    if len(body["text"]) > ADVISED:
        state.complaints.append(f"{channel.name}/{ts}: text over {ADVISED} characters")
    if not body["text"] and body.get("blocks"):
        state.complaints.append(f"{channel.name}/{ts}: blocks without text for notifications")
    shown = [body["text"], body.get("blocks")]
    state.alarms += [(channel.name, ts, each) for each in alarms(shown)]


def post_message(asked: Asked) -> Json:
    """Answer chat.postMessage."""
    asked.needs("chat:write")
    channel = _target(asked)
    body = said(asked.state, _known(asked))
    metadata = _metadata(asked)
    thread = _thread(asked, channel)
    _pace(asked.state, channel)
    message = Message(asked.state.ts(), asked.by.user, {**ours(asked.state, asked.by), **body})
    message.thread_ts, message.metadata = thread, metadata
    if thread and asked.is_set("reply_broadcast"):
        message.subtype = "thread_broadcast"
    watch(asked.state, channel, message.ts, body)
    asked.state.post(channel, message)
    return {"channel": channel.id, "ts": message.ts, "message": _as_answer(message)}


def ours(state: State, installed: Installation) -> Json:
    """Return what marks a message as the app's."""
    return {
        "bot_id": installed.bot_id,
        "app_id": state.app.id,
        "team": installed.team,
        "bot_profile": {
            "id": installed.bot_id,
            "app_id": state.app.id,
            "user_id": installed.user,
            "name": state.app.name,
            "icons": {},
            "deleted": False,
            "updated": 1_700_000_000,
            "team_id": installed.team,
        },
    }


def _as_answer(message: Message) -> Json:
    found = message.as_json()
    return found | ({"metadata": message.metadata} if message.metadata else {})


def _known(asked: Asked) -> Json:
    unknown = sorted(set(asked.args) - _MESSAGE)
    if unknown:
        asked.state.complaints.append(f"{asked.method}: unknown arguments {unknown}")
    if {"username", "icon_emoji", "icon_url"}.intersection(asked.args):
        asked.needs("chat:write.customize")
    return asked.args


def _target(asked: Asked) -> Channel:
    """Return where a message is to go: a person's id means the direct line with them."""
    wanted = asked.word("channel")
    if wanted[0] in "UW":
        user = asked.state.user(wanted)
        if user.deleted or user.is_bot or user.id == asked.by.user:
            raise Refused("cannot_dm_bot" if user.is_bot else "user_disabled")
        return asked.state.direct(user, asked.team)
    channel = asked.channel(None)
    if channel.is_archived:
        raise Refused("is_archived")
    if channel.kind == "im" and not asked.state.app.has_messages_tab:
        raise Refused("messages_tab_disabled")
    if asked.by.user not in channel.members:
        asked_for = asked.by.scopes
        if channel.kind_in(asked.team) != "public" or "chat:write.public" not in asked_for:
            raise Refused("not_in_channel")
    return channel


def _thread(asked: Asked, channel: Channel) -> str | None:
    thread = asked.args.get("thread_ts")
    if thread is None:
        return None
    if not is_ts(thread):
        raise Refused("invalid_thread_ts")
    parent = channel.find(thread)
    if parent is None:
        raise Refused("thread_not_found")
    if parent.thread_ts and parent.thread_ts != thread:
        asked.state.complaints.append(f"{channel.name}/{thread}: a reply to a reply")
        return parent.thread_ts
    if parent.is_notice and parent.subtype != "tombstone":
        raise Refused("cannot_reply_to_message")
    return str(thread)


def _metadata(asked: Asked) -> Json | None:
    found = asked.parsed("metadata", "invalid_metadata_format")
    if found is None:
        return None
    if not isinstance(found, dict) or not isinstance(found.get("event_type"), str):
        raise Refused("invalid_metadata_format")
    if not isinstance(found.get("event_payload"), dict):
        raise Refused("invalid_metadata_format")
    if len(json.dumps(found)) > _MOST_METADATA:
        raise Refused("metadata_too_large")
    return found


def _pace(state: State, channel: Channel) -> None:
    """Refuse more than one message a second and channel, some at once excepted."""
    if state.burst is None:
        return
    recent = state.sent.setdefault(("post", channel.id), deque())
    now = state.clock()
    while recent and now - recent[0] >= timedelta(seconds=state.burst):
        recent.popleft()
    if len(recent) >= state.burst:
        wait = timedelta(seconds=state.burst) - (now - recent[0])
        raise Refused("ratelimited", retry_after=max(1, math.ceil(wait.total_seconds())))
    recent.append(now)


def post_ephemeral(asked: Asked) -> Json:
    """Answer chat.postEphemeral."""
    asked.needs("chat:write")
    channel = asked.channel(None, must_be_in=True)
    if channel.is_archived:
        raise Refused("is_archived")
    if asked.word("user") not in channel.members:
        raise Refused("user_not_in_channel")
    body = said(asked.state, _known(asked))
    message = Message(asked.state.ts(), asked.by.user, {**ours(asked.state, asked.by), **body})
    message.only_for, message.thread_ts = asked.args["user"], _thread(asked, channel)
    watch(asked.state, channel, message.ts, body)
    asked.state.post(channel, message)
    return {"message_ts": message.ts}


def update(asked: Asked) -> Json:
    """Answer chat.update."""
    asked.needs("chat:write")
    channel, message = _own(asked, "cant_update_message")
    given: Json = {name: asked.args[name] for name in ("text", "blocks") if name in asked.args}
    kept: Json = {name: message.body[name] for name in ("text", "blocks") if name in message.body}
    if not given and "attachments" not in asked.args:
        raise Refused("no_text")
    if given.get("text"):
        kept.pop("blocks", None)
    body = said(asked.state, {**kept, **_known(asked)}, LONGEST_UPDATE)
    has_blocks = body.setdefault("blocks", []) != []
    watch(asked.state, channel, message.ts, body)
    metadata = _metadata(asked)
    if metadata is not None:
        message.metadata = metadata or None
    asked.state.edit(channel, message, body, asked.by.user, is_marked=not has_blocks)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.body["text"],
        "message": _as_answer(message),
    }


def delete(asked: Asked) -> Json:
    """Answer chat.delete."""
    asked.needs("chat:write")
    channel, message = _own(asked, "cant_delete_message")
    asked.state.delete(channel, message)
    return {"channel": channel.id, "ts": message.ts}


def _own(asked: Asked, otherwise: str) -> tuple[Channel, Message]:
    channel = asked.channel(None)
    message = channel.find(asked.word("ts"))
    if message is None or message.subtype == "tombstone":
        raise Refused("message_not_found")
    if message.user != asked.by.user:
        raise Refused(otherwise)
    if channel.is_archived:
        raise Refused("is_archived")
    return channel, message


def get_permalink(asked: Asked) -> Json:
    """Answer chat.getPermalink."""
    channel = asked.channel(None)
    message = channel.find(asked.word("message_ts"))
    if message is None:
        raise Refused("message_not_found")
    return {
        "channel": channel.id,
        "permalink": permalink(asked.state, asked.team, channel, message),
    }


def permalink(state: State, team: str, channel: Channel, message: Message) -> str:
    """Return the address of a message."""
    domain = state.workspaces[team].domain
    address = f"https://{domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts:
        address += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return address


def pins_add(asked: Asked) -> Json:
    """Answer pins.add."""
    asked.needs("pins:write")
    channel = asked.channel(None, must_be_in=True)
    if "timestamp" not in asked.args:
        raise Refused("no_item_specified")
    message = channel.find(asked.args["timestamp"])
    if message is None:
        raise Refused("message_not_found")
    if channel.is_archived:
        raise Refused("is_archived")
    if message.ts in channel.pins:
        raise Refused("already_pinned")
    if len(channel.pins) >= _MOST_PINS:
        raise Refused("too_many_pins")
    channel.pins.append(message.ts)
    return {}


def pins_remove(asked: Asked) -> Json:
    """Answer pins.remove."""
    asked.needs("pins:write")
    channel = asked.channel(None, must_be_in=True)
    if asked.args.get("timestamp") not in channel.pins:
        raise Refused("no_pin")
    channel.pins.remove(asked.args["timestamp"])
    return {}
