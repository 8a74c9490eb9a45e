"""The shapes of what Slack sends: events in their envelopes, commands, interactions."""

import re
from dataclasses import dataclass
from typing import Any

from tests.slack.deliveries import event_id
from tests.slack.profiles import channel_type, is_member
from tests.slack.reading import escaped, unescaped
from tests.slack.state import State
from tests.slack.views import as_json as view_json
from tests.slack.workspace import Channel, Json, Message, User, View, scope_family

VERIFICATION_TOKEN = "XXYYZZ"
_LIVE = re.compile(r"(<[^<>]+>)")
_WITHOUT_SCOPE = ("app_home_opened", "app_uninstalled", "tokens_revoked")
_OF_ALL_PUBLIC = (
    "channel_rename",
    "channel_archive",
    "channel_unarchive",
    "channel_left",
    "group_left",
)
_SCOPES = {
    "app_mention": "app_mentions:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "pin_added": "pins:read",
    "pin_removed": "pins:read",
    "team_join": "users:read",
    "user_change": "users:read",
}


def envelopes(state: State, channel: Channel | None, event: Json, team: str) -> list[Json]:
    """Return what the app is told of an event in a workspace, nothing where it may not know."""
    if channel is not None and event["type"] == "message":
        event = {**event, "channel": channel.id, "channel_type": channel_type(channel, team)}
    twins = [event, mention] if (mention := _mention(state, channel, event, team)) else [event]
    return [_envelope(state, channel, e, team) for e in twins if _is_told(state, channel, e, team)]


def team_of(state: State, channel: Channel) -> str | None:
    """Return the workspace through which the app hears of a channel: an event comes once."""
    here = [each for each in channel.teams if state.installation(each)]
    return next((each for each in here if is_member(state, channel, each)), next(iter(here), None))


def _is_told(state: State, channel: Channel | None, event: Json, team: str) -> bool:
    kind, name = event["type"], subscription(channel, event, team)
    installed = state.installation(team)
    if state.app.events is not None and name not in state.app.events:
        return False
    if kind in _WITHOUT_SCOPE:
        return True
    if installed is None or _scope(channel, event, team) not in installed.scopes:
        return False
    if channel is None or (kind in _OF_ALL_PUBLIC and channel.kind_in(team) == "public"):
        return True
    return installed.user in channel.members or kind in ("channel_left", "group_left")


def subscription(channel: Channel | None, event: Json, team: str) -> str:
    """Return the name under which an app subscribes to an event."""
    if event["type"] == "message" and channel:
        return f"message.{scope_family(channel.kind_in(team))}"
    return str(event["type"])


def _scope(channel: Channel | None, event: Json, team: str) -> str:
    kind = event["type"]
    if kind in _SCOPES:
        return _SCOPES[kind]
    if kind == "message" and channel:
        return f"{scope_family(channel.kind_in(team))}:history"
    if kind.startswith("group_"):
        return "groups:read"
    return f"{scope_family(channel.kind_in(team) if channel else 'public')}:read"


def _mention(state: State, channel: Channel | None, event: Json, team: str) -> Json | None:
    installed = state.installation(team)
    if installed is None or channel is None or channel.kind == "im":
        return None
    if event["type"] != "message":
        return None
    if _is_reworded(event):  # one that names the app comes anew, with ``edited``
        told = {"channel": event["channel"], "event_ts": event["event_ts"]}
        event = {**event["message"], **told}
    if event.get("subtype") not in (None, "thread_broadcast"):
        return None
    if f"<@{installed.user}>" not in event.get("text", "") or event["user"] == installed.user:
        return None
    left_out = ("channel_type", "subtype", "root", "parent_user_id")
    return {k: v for k, v in event.items() if k not in left_out} | {"type": "app_mention"}


def _is_reworded(event: Json) -> bool:
    if event.get("subtype") != "message_changed" or "edited" not in event["message"]:
        return False
    return bool(event["message"]["text"] != event["previous_message"]["text"])


def _envelope(state: State, channel: Channel | None, event: Json, team: str) -> Json:
    installed = state.installations[team][-1]
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": team,
        "context_team_id": team,
        "context_enterprise_id": None,
        "api_app_id": state.app.id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id(),
        "event_time": int(float(event["event_ts"])),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": team,
                "user_id": installed.user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": bool(channel and channel.shared_with),
        "event_context": f"4-{event_id()}",
    }


# What people send.


@dataclass
class Source:
    """Who acts and where, for the fields that all interactions have."""

    state: State
    team: str
    user: User

    def base(self, kind: str, trigger: str | None) -> Json:
        """Return the fields of every interaction."""
        found: Json = {
            "type": kind,
            "user": {
                "id": self.user.id,
                "username": self.user.handle,
                "name": self.user.handle,
                "team_id": self.user.team,
            },
            "api_app_id": self.state.app.id,
            "token": VERIFICATION_TOKEN,
            "team": {"id": self.team, "domain": self.state.workspaces[self.team].domain},
            "enterprise": None,
            "is_enterprise_install": False,
        }
        return found | ({"trigger_id": trigger} if trigger else {})

    def command(self, channel: Channel, name: str, text: str, url: str, trigger: str) -> Json:
        """Return the form of a slash command."""
        kinds = {"private": "privategroup", "im": "directmessage"}
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": self.team,
            "team_domain": self.state.workspaces[self.team].domain,
            "channel_id": channel.id,
            "channel_name": kinds.get(channel.kind_in(self.team), channel.name),
            "user_id": self.user.id,
            "user_name": self.user.handle,
            "command": name,
            "text": text,
            "api_app_id": self.state.app.id,
            "is_enterprise_install": "false",
            "response_url": url,
            "trigger_id": trigger,
        }

    def channel(self, channel: Channel) -> Json:
        """Return a channel as interactions name it."""
        kinds = {"private": "privategroup", "im": "directmessage"}
        name = kinds.get(channel.kind_in(self.team), channel.name)
        return {"id": channel.id, "name": name}

    def on_message(self, channel: Channel, message: Message, url: str) -> Json:
        """Return where a button was pressed: what only one reader sees comes without its text."""
        container = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": message.only_for is not None,
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        found = {"container": container, "channel": self.channel(channel), "response_url": url}
        if message.only_for:
            return found
        return found | {"message": as_sent(message.as_json()), "state": {"values": {}}}

    def on_view(self, view: View, values: Json) -> Json:
        """Return where a button was pressed, with what is filled in."""
        container = {"type": "view", "view_id": view.id}
        return {"container": container, "view": as_sent(view_json(self.state, view, values))}


def as_sent(value: Any) -> Any:
    """Return blocks as payloads have them: plain text escaped too."""
    if isinstance(value, list):
        return [as_sent(each) for each in value]
    if not isinstance(value, dict):
        return value
    found = {name: as_sent(each) for name, each in value.items()}
    if found.get("type") == "plain_text":
        found |= {"text": escaped(unescaped(found["text"])), "emoji": found.get("emoji", True)}
    elif found.get("type") == "mrkdwn":
        found["verbatim"] = found.get("verbatim", False)
    return found


def action(element: Json, block_id: str, chosen: Json, ts: str) -> Json:
    """Return what was done with an element."""
    found: Json = {
        "action_id": element["action_id"],
        "block_id": block_id,
        "type": element["type"],
        "action_ts": ts,
        **chosen,
    }
    for name in ("text", "value", "style", "placeholder", "url"):
        if name in element:
            found[name] = as_sent(element[name])
    return found


def rich(text: str) -> list[Json]:
    """Return the block that Slack makes of what somebody typed."""
    parts = [_rich(each) for each in _LIVE.split(text) if each]
    section = {"type": "rich_text_section", "elements": parts}
    return [{"type": "rich_text", "block_id": event_id(), "elements": [section]}]


def _rich(part: str) -> Json:
    if not _LIVE.fullmatch(part):
        return {"type": "text", "text": unescaped(part)}
    target, _, told = part[1:-1].partition("|")
    if target.startswith("@"):
        return {"type": "user", "user_id": target[1:]}
    if target.startswith("#"):
        return {"type": "channel", "channel_id": target[1:]}
    if target.startswith("!"):
        return {"type": "broadcast", "range": target[1:], "text": f"@{target[1:]}"}
    return {"type": "link", "url": target} | ({"text": told} if told else {})
