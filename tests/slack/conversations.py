"""The methods ``conversations.*``, ``users.info`` and ``auth.test``: what the app looks up."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from tests.slack.asked import Asked
from tests.slack.profiles import channel_object, user_object
from tests.slack.refused import Refused, with_messages
from tests.slack.workspace import Channel, Json, Message, scope_family

T = TypeVar("T")

_KINDS = {"public_channel": "public", "private_channel": "private", "mpim": "mpim", "im": "im"}
_MOST_FOR_SOLD_APPS = 15


def auth_test(asked: Asked) -> Json:
    """Answer auth.test."""
    workspace = asked.state.workspaces[asked.team]
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.domain,
        "user": asked.state.app.name,
        "team_id": asked.team,
        "user_id": asked.by.user,
        "bot_id": asked.by.bot_id,
        "is_enterprise_install": False,
    }


def users_info(asked: Asked) -> Json:
    """Answer users.info."""
    asked.needs("users:read")
    wanted = asked.word("user")
    user = asked.state.user(wanted)
    if user.id != wanted or not _is_seen(asked, user.team, user.id):
        raise Refused("user_not_found")
    locale = asked.is_set("include_locale")
    return {"user": user_object(asked.state, user, asked.team, asked.by.scopes, locale)}


def _is_seen(asked: Asked, team: str, user: str) -> bool:
    shared = (each for each in asked.state.channels(asked.team) if each.shared_with)
    return team == asked.team or any(user in each.members for each in shared)


def users_list(asked: Asked) -> Json:
    """Answer users.list."""
    asked.needs("users:read")
    users = list(asked.state.workspaces[asked.team].users.values())
    page, more = _page(asked, users, 200, 1000)
    locale = asked.is_set("include_locale")
    objects = [user_object(asked.state, each, asked.team, asked.by.scopes, locale) for each in page]
    return {"members": objects, "cache_ts": asked.state.now_seconds(), **more}


def info(asked: Asked) -> Json:
    """Answer conversations.info."""
    channel = asked.channel()
    found = channel_object(asked.state, channel, asked.team)
    if asked.is_set("include_num_members"):
        found["num_members"] = len(channel.members)
    if asked.is_set("include_locale"):
        found["locale"] = "en-GB"
    return {"channel": found}


def members(asked: Asked) -> Json:
    """Answer conversations.members."""
    channel = asked.channel()
    page, more = _page(asked, channel.members, 100, 1000)
    return {"members": list(page), **more}


def list_all(asked: Asked) -> Json:
    """Answer conversations.list."""
    types = str(asked.args.get("types", "public_channel")).replace(" ", "").split(",")
    if not set(types) <= set(_KINDS):
        raise Refused("invalid_types")
    kinds = {_KINDS[each] for each in types}
    for kind in ("public", "private", "mpim", "im"):
        if kind in kinds:
            asked.needs(f"{scope_family(kind)}:read")
    found = [
        each
        for each in asked.state.channels(asked.team)
        if each.kind_in(asked.team) in kinds
        and (each.kind_in(asked.team) == "public" or asked.by.user in each.members)
        and not (each.is_archived and asked.is_set("exclude_archived"))
    ]
    page, more = _page(asked, found, 100, 1000)
    return {"channels": [channel_object(asked.state, each, asked.team) for each in page], **more}


def history(asked: Asked) -> Json:
    """Answer conversations.history."""
    channel = asked.channel("history", must_be_in=True)
    seen = [each for each in channel.messages if _is_in_history(each)]
    found = _between(asked, seen)
    page, more = _page(asked, found[::-1], 100, 999, _cap(asked))
    return {
        "messages": [_in_history(asked, each) for each in page],
        "has_more": bool(more["response_metadata"]["next_cursor"]),
        "pin_count": len(channel.pins),
        "channel_actions_ts": None,
        "channel_actions_count": 0,
        **more,
    }


def _is_in_history(message: Message) -> bool:
    is_reply = message.thread_ts not in (None, message.ts)
    return not message.only_for and (not is_reply or message.subtype == "thread_broadcast")


def replies(asked: Asked) -> Json:
    """Answer conversations.replies."""
    channel = asked.channel("history", must_be_in=True)
    parent = channel.find(asked.word("ts"))
    if parent is None:
        raise Refused("thread_not_found")
    root = parent.thread_ts or parent.ts
    thread = [
        each for each in channel.messages if root in (each.ts, each.thread_ts) and not each.only_for
    ]
    page, more = _page(asked, _between(asked, thread), 1000, 1000, _cap(asked))
    return {
        "messages": [_in_history(asked, each) for each in page],
        "has_more": bool(more["response_metadata"]["next_cursor"]),
        **more,
    }


def _cap(asked: Asked) -> int | None:
    return _MOST_FOR_SOLD_APPS if asked.state.app.is_distributed else None


def _between(asked: Asked, messages: list[Message]) -> list[Message]:
    oldest = float(asked.args.get("oldest") or 0)
    latest = float(asked.args.get("latest") or 10**11)
    ends = asked.is_set("inclusive")
    return [
        each
        for each in messages
        if oldest < float(each.ts) < latest or (ends and float(each.ts) in (oldest, latest))
    ]


def _in_history(asked: Asked, message: Message) -> Json:
    found = message.as_json()
    if message.metadata:
        all_of_it = asked.is_set("include_all_metadata")
        name = message.metadata["event_type"]
        found["metadata"] = message.metadata if all_of_it else {"event_type": name}
    return found


def open_direct(asked: Asked) -> Json:
    """Answer conversations.open."""
    users = [each for each in str(asked.args.get("users", "")).split(",") if each]
    if asked.args.get("channel"):
        asked.needs("im:write", "mpim:write")
        return {"channel": {"id": asked.channel(None).id}}
    if not users:
        raise with_messages("users_list_not_supplied", "users or channel")
    if len(users) > 1:
        asked.needs("mpim:write")
        raise Refused("method_not_supported_for_channel_type")
    asked.needs("im:write")
    user = asked.state.user(users[0])
    if user.id != users[0] or not _is_seen(asked, user.team, user.id):
        raise Refused("user_not_found")
    if user.deleted:
        raise Refused("user_disabled")
    if user.is_bot:
        raise Refused("cannot_dm_bot")
    channel = asked.state.direct(user, asked.team)
    if asked.is_set("return_im"):
        return {"channel": channel_object(asked.state, channel, asked.team)}
    return {"channel": {"id": channel.id}}


def join(asked: Asked) -> Json:
    """Answer conversations.join."""
    asked.needs("channels:join")
    channel = asked.state.channel(asked.word("channel"), asked.team)
    if channel.kind_in(asked.team) != "public":
        raise Refused("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refused("is_archived")
    if asked.by.user not in channel.members:
        enter(asked, channel)
    return {"channel": channel_object(asked.state, channel, asked.team)}


def enter(asked: Asked, channel: Channel) -> None:
    """Bring the app into a channel."""
    channel.members.append(asked.by.user)
    letter = asked.state.letter(channel.kind_in(asked.team))
    where = {"channel": channel.id, "channel_type": letter, "team": asked.team}
    asked.state.tell(channel, "member_joined_channel", user=asked.by.user, **where)


def _page(
    asked: Asked, found: Sequence[T], default: int, most: int, cap: int | None = None
) -> tuple[Sequence[T], Json]:
    limit = min(asked.number("limit", default, most), cap or most)
    start = _start(asked.args.get("cursor"))
    if start > len(found):
        raise Refused("invalid_cursor")
    rest = start + limit < len(found)
    cursor = base64.b64encode(f"next:{start + limit}".encode()).decode() if rest else ""
    return found[start : start + limit], {"response_metadata": {"next_cursor": cursor}}


def _start(cursor: object) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(str(cursor)).decode().removeprefix("next:"))
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise Refused("invalid_cursor") from None
