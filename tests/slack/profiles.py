"""How people, channels and messages look in answers of the web API."""

from tests.slack.state import State
from tests.slack.workspace import Channel, Json, User, conversation_type


def user_object(state: State, user: User, team: str, scopes: frozenset[str], locale: bool) -> Json:
    """Return a user as users.info does."""
    profile: Json = {
        "real_name": user.name,
        "real_name_normalized": user.name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "team": user.team,
        "status_text": "",
        "status_emoji": "",
        "image_48": "https://secure.gravatar.com/avatar/0.jpg",
    }
    if user.email and "users:read.email" in scopes and not user.is_bot:
        profile["email"] = user.email
    if user.bot_id:
        profile |= {"bot_id": user.bot_id, "api_app_id": state.app.id}
    found: Json = {
        "id": user.id,
        "team_id": user.team,
        "name": user.handle,
        "deleted": user.deleted,
        "profile": profile,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 1_700_000_000,
    }
    if not user.deleted:
        found |= {
            "color": "9f69e7",
            "real_name": user.name,
            "tz": user.zone,
            "tz_label": user.zone,
            "tz_offset": user.offset(state.clock()),
            "is_admin": user.is_admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": user.is_restricted,
            "is_ultra_restricted": False,
            "is_email_confirmed": True,
        }
        if locale:
            found["locale"] = user.locale
    if user.team != team:
        found["is_stranger"] = True
    return found


def channel_object(state: State, channel: Channel, team: str) -> Json:
    """Return a channel as conversations.info does."""
    if channel.kind == "im":
        installed = state.installation(team)
        others = [each for each in channel.members if not installed or each != installed.user]
        return {
            "id": channel.id,
            "created": channel.created,
            "is_archived": False,
            "is_im": True,
            "is_org_shared": False,
            "context_team_id": team,
            "updated": channel.created * 1000,
            "user": others[0],
            "is_user_deleted": state.user(others[0]).deleted,
            "priority": 0,
        }
    kind = channel.kind_in(team)
    shared = bool(channel.shared_with)
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": kind in ("public", "private") and not channel.id.startswith("G"),
        "is_group": channel.id.startswith("G"),
        "is_im": False,
        "is_mpim": kind == "mpim",
        "is_private": kind in ("private", "mpim"),
        "created": channel.created,
        "is_archived": channel.is_archived,
        "is_general": False,
        "unlinked": 0,
        "name_normalized": channel.name,
        "is_shared": shared,
        "is_org_shared": False,
        "is_ext_shared": shared,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "context_team_id": team,
        "shared_team_ids": channel.teams,
        "updated": channel.created * 1000,
        "creator": channel.members[0] if channel.members else "USLACKBOT",
        "is_member": is_member(state, channel, team),
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": list(channel.old_names),
    }


def is_member(state: State, channel: Channel, team: str) -> bool:
    """Tell whether the app is in a channel."""
    installed = state.installation(team)
    return installed is not None and installed.user in channel.members


def channel_type(channel: Channel, team: str) -> str:
    """Return how events in a workspace name the kind of a channel."""
    return conversation_type(channel.kind_in(team))
