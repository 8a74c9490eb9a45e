"""Installing: codes for tokens, old tokens for new ones, and giving them back."""

import secrets

from tests.slack.asked import Asked
from tests.slack.refused import Refused
from tests.slack.state import CODE_LIVES, TOKEN_LIVES, Code, State
from tests.slack.workspace import Installation, Json, User


def access(state: State, args: Json, client: tuple[str, str] | None) -> Json:
    """Answer oauth.v2.access."""
    name, secret = client or (str(args.get("client_id", "")), str(args.get("client_secret", "")))
    if name != state.app.client_id:
        raise Refused("invalid_client_id")
    if secret != state.app.client_secret:
        raise Refused("bad_client_secret")
    grant = args.get("grant_type", "authorization_code")
    if grant == "refresh_token":
        return _refreshed(state, str(args.get("refresh_token", "")))
    if grant != "authorization_code":
        raise Refused("invalid_grant_type")
    code = _checked(state, args)
    code.is_used = True
    installed = install(state, code.team, code.scopes)
    return _answer(state, installed) | {"authed_user": {"id": code.user}}


def _checked(state: State, args: Json) -> Code:
    code = state.codes.get(str(args.get("code", "")))
    if code is None:
        raise Refused("invalid_code")
    if code.is_used:
        raise Refused("code_already_used")
    if state.clock() - code.at > CODE_LIVES:
        raise Refused("code_expired")
    if args.get("redirect_uri") != code.redirect_uri:
        raise Refused("bad_redirect_uri")
    return code


def install(
    state: State, team: str, scopes: frozenset[str], token: str | None = None
) -> Installation:
    """Put the app into a workspace, or give it more scopes there."""
    workspace = state.workspaces[team]
    before = state.installations.setdefault(team, [])
    alive = [each for each in before if not each.is_revoked]
    user, bot_id = f"U{team}BOT", f"B{team}BOT"
    if user not in workspace.users:
        name = state.app.name
        workspace.users[user] = User(user, name, team, "UTC", is_bot=True, bot_id=bot_id)
    workspace.users[user].deleted = False
    earlier = alive[-1].scopes if alive else frozenset()
    made = _with_tokens(state, Installation(team, user, bot_id, "", scopes | earlier), token)
    before.append(made)
    return made


def _with_tokens(state: State, made: Installation, token: str | None = None) -> Installation:
    prefix = "xoxe.xoxb-1-" if state.app.rotates_tokens else "xoxb-"
    made.token = token or prefix + secrets.token_hex(20)
    if state.app.rotates_tokens:
        made.refresh_token = "xoxe-1-" + secrets.token_hex(20)
        made.expires_at = state.clock() + TOKEN_LIVES
    return made


def _refreshed(state: State, token: str) -> Json:
    if token in state.used_refresh_tokens:
        raise Refused("invalid_refresh_token")
    for each in (one for many in state.installations.values() for one in many):
        if each.refresh_token == token:
            if each.is_revoked:
                raise Refused("token_revoked")
            state.used_refresh_tokens.add(token)
            made = Installation(each.team, each.user, each.bot_id, "", each.scopes)
            state.installations[each.team].append(_with_tokens(state, made))
            return _answer(state, made)
    raise Refused("invalid_refresh_token")


def _answer(state: State, made: Installation) -> Json:
    found: Json = {
        "app_id": state.app.id,
        "access_token": made.token,
        "token_type": "bot",
        "scope": ",".join(sorted(made.scopes)),
        "bot_user_id": made.user,
        "team": {"id": made.team, "name": state.workspaces[made.team].domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    if made.expires_at:
        seconds = int((made.expires_at - state.clock()).total_seconds())
        found |= {"expires_in": seconds, "refresh_token": made.refresh_token}
    return found


def revoke(asked: Asked) -> Json:
    """Answer auth.revoke."""
    if not asked.is_set("test"):
        asked.by.is_revoked = True
    return {"revoked": not asked.is_set("test")}


def uninstall(state: State, team: str) -> None:
    """Take the app out of a workspace: its tokens no longer work."""
    for each in state.installations.get(team, ()):
        each.is_revoked = True
    bot = f"U{team}BOT"
    state.workspaces[team].users[bot].deleted = True
    for channel in state.channels(team):
        if channel.kind != "im" and bot in channel.members:
            channel.members.remove(bot)
