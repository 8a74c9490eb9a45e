"""The methods ``views.*``: the modals and homes that the app shows."""

from typing import Any

from tests.slack.asked import Asked
from tests.slack.blocks import check_view, completed
from tests.slack.refused import Refused, with_messages
from tests.slack.state import State
from tests.slack.workspace import Json, View

MOST_STACKED = 3


def views_open(asked: Asked) -> Json:
    """Answer views.open."""
    body = _view(asked, "modal")
    trigger = asked.state.exchange(asked.word("trigger_id"), asked.team)
    stack = asked.state.open_modals(asked.team, trigger.user)
    view = _made(asked.state, asked.team, trigger.user, body)
    stack[:] = [view]
    return {"view": view_object(asked, view)}


def views_push(asked: Asked) -> Json:
    """Answer views.push."""
    body = _view(asked, "modal")
    trigger = asked.state.exchange(asked.word("trigger_id"), asked.team)
    stack = asked.state.open_modals(asked.team, trigger.user)
    view = pushed(asked.state, stack, body)
    return {"view": view_object(asked, view)}


def pushed(state: State, stack: list[View], body: Json) -> View:
    """Put a modal on top of those that are open."""
    if not stack:
        raise Refused("not_found")
    if len(stack) >= MOST_STACKED:
        raise Refused("push_limit_reached")
    below = stack[-1]
    view = _made(state, below.team, below.user, body, below)
    stack.append(view)
    return view


def views_update(asked: Asked) -> Json:
    """Answer views.update."""
    body = _view(asked, "modal", "home")
    wanted, external = asked.args.get("view_id"), asked.args.get("external_id")
    if not wanted and not external:
        raise with_messages("invalid_arguments", "missing required field: view_id")
    for view in asked.state.all_views(asked.team):
        if view.id == wanted or (external and view.body.get("external_id") == external):
            if view.body["type"] != body["type"]:
                raise with_messages("invalid_arguments", "type must not change")
            replaced(asked.state, view, body, asked.args.get("hash"))
            return {"view": view_object(asked, view)}
    raise Refused("not_found")


def replaced(state: State, view: View, body: Json, known: object = None) -> None:
    """Give a view other content, unless it has changed meanwhile."""
    if known and known != view.hash:
        raise Refused("hash_conflict")
    view.body = _completed(state, body)
    view.hash = state.new_id(f"{state.now_seconds()}.")


def views_publish(asked: Asked) -> Json:
    """Answer views.publish."""
    body = _view(asked, "home")
    user = asked.state.user(asked.word("user_id"))
    if user.id != asked.args["user_id"] or user.deleted or user.is_bot:
        raise Refused("user_not_found")
    homes = asked.state.workspaces[asked.team].homes
    if user.id in homes:
        replaced(asked.state, homes[user.id], body, asked.args.get("hash"))
    else:
        homes[user.id] = _made(asked.state, asked.team, user.id, body)
    return {"view": view_object(asked, homes[user.id])}


def _view(asked: Asked, *kinds: str) -> Json:
    view: Any = asked.parsed("view")
    if view is None:
        raise with_messages("invalid_arguments", "missing required field: view")
    check_view(view, kinds)
    taken = {each.body.get("external_id") for each in asked.state.all_views(asked.team)}
    if view.get("external_id") and view["external_id"] in taken and "update" not in asked.method:
        raise Refused("duplicate_external_id")
    return dict(view)


def _made(state: State, team: str, user: str, body: Json, below: View | None = None) -> View:
    ident = state.new_id("V")
    return View(
        ident,
        team,
        user,
        _completed(state, body),
        state.new_id(f"{state.now_seconds()}."),
        below.root if below else ident,
        below.id if below else None,
    )


def _completed(state: State, body: Json) -> Json:
    return {**body, "blocks": completed(body["blocks"], lambda: state.new_id("b"))}


def view_object(asked: Asked, view: View) -> Json:
    """Return a view as answers have it."""
    return as_json(asked.state, view, {})


def as_json(state: State, view: View, values: Json) -> Json:
    """Return a view as payloads have it, with what was filled in."""
    installed = state.installation(view.team)
    kept: Json = {
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "title": {"type": "plain_text", "text": "View Title", "emoji": True},
        "submit": None,
        "close": None,
        "clear_on_close": False,
        "notify_on_close": False,
        **view.body,
    }
    return kept | {
        "id": view.id,
        "team_id": view.team,
        "state": {"values": values},
        "hash": view.hash,
        "previous_view_id": view.previous,
        "root_view_id": view.root,
        "app_id": state.app.id,
        "app_installed_team_id": view.team,
        "bot_id": installed.bot_id if installed else "",
    }
