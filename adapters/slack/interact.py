"""From a command, a button, a shortcut or a form of Slack's to what was heard.

A payload is JSON: ``kind`` (``command`` or ``interaction``), ``at`` (when it came in; Slack does
not say when it happened), and what Slack sent: ``form`` of a command, ``payload`` of the rest.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adapters.payload import inside
from adapters.slack.keys import id_of
from adapters.slack.readers import by_id, by_name
from adapters.slack.render import carried, view_values
from adapters.slack.text import plain
from bot.buttons import by_shortcut, does, pressed, submitted
from bot.commands import command
from bot.intents import Ask, Heard, Home, Intent, Nothing, PassOn, SeenPerson, SeenPlace, Why
from bot.model import Visibility, narrowest
from bot.text import LONGEST

Json = dict[str, Any]

_LONGEST = 2 * LONGEST
"""Characters of a text as Slack writes it: what it escapes gets longer."""
_LONGEST_ID = 80
_ON_A_MESSAGE = ("ask", "keep", "answers", "pass")
"""Shortcuts on a message; each is a verb of ``bot/buttons.py``."""


@dataclass(frozen=True)
class Told:
    """Where and by whom something was done, and what names it once and for all."""

    workspace: str
    user: str
    request: str
    channel: str
    name: str | None
    is_stranger: bool = False

    @property
    def place(self) -> SeenPlace:
        """The place, as far as the payload shows it; outside any it is the person's direct line."""
        if not self.channel:
            return SeenPlace(direct_line(self.workspace, self.user), visibility=Visibility.DIRECT)
        visibility = narrowest(by_name(self.name), by_id(self.channel))
        name = self.name if visibility is None else None
        # Of a channel that nobody told about yet, a payload that names it may still hide that it is
        # closed: what is presumed of it is the least.
        return SeenPlace(
            f"{self.workspace}/{self.channel}", name, visibility, presumed=Visibility.PRIVATE
        )

    @property
    def person(self) -> SeenPerson:
        """The person who did it: maybe a guest, until Slack tells."""
        return SeenPerson(
            f"{self.workspace}/{self.user}",
            may_be_guest=not self.is_stranger,
            is_stranger=self.is_stranger,
        )


def direct_line(workspace: str, user: str) -> str:
    """Return a key for the direct line with somebody, where Slack does not name its channel."""
    return f"{workspace}/D-{user}"


def heard(stored: Json) -> Heard:
    """Return what was heard; raise ValueError where Slack sends nothing of the kind."""
    at = datetime.fromisoformat(str(stored.get("at")))
    if stored.get("kind") == "command":
        kind, told, intent = _command(inside(stored, "form"))
    else:
        kind, told, intent = _interaction(inside(stored, "payload"))
    to = intent.to if isinstance(intent, PassOn) else None
    is_person = to is not None and id_of(to).startswith(("U", "W"))
    if told.is_stranger:
        intent = Nothing(Why.STRANGER)
    return Heard(
        key=f"{told.place.key}/{kind}:{told.request}",
        kind=kind,
        at=at,
        intent=intent,
        workspace=told.workspace,
        place=told.place,
        person=told.person,
        vouched=(SeenPerson(to),) if to and is_person else (),
    )


def _command(form: Json) -> tuple[str, Told, Intent]:
    told = Told(
        workspace=f"slack:{_id(form, 'team_id')}",
        user=_id(form, "user_id"),
        request=_id(form, "trigger_id"),
        channel=_id(form, "channel_id"),
        name=_word(form, "channel_name") or None,
        is_stranger=_is_stranger(form.get("user_team_id"), form.get("team_id")),
    )
    wanted = command(f"{_word(form, 'command')} {plain(_word(form, 'text'))}")
    return "ask" if isinstance(wanted, Ask) else "command", told, wanted


def _interaction(payload: Json) -> tuple[str, Told, Intent]:
    match payload.get("type"):
        case "block_actions":
            return "press", _told(payload), _pressed(payload)
        case "view_submission":
            return _submitted(payload)
        case "message_action":
            return "shortcut", _told(payload), by_shortcut(_on_a_message(payload))
        case "shortcut":
            return "shortcut", _told(payload), by_shortcut(pressed(_word(payload, "callback_id")))
        case "home":
            return "home", _told(payload), Home()
        case "view_closed":
            return "closed", _told(payload), Nothing(Why.NO_MATTER)
        case str():
            told = _told({**payload, "trigger_id": _hash(payload)})
            return "other", told, Nothing(Why.UNKNOWN_KIND)
        case _:
            raise ValueError("an interaction of an unknown type")


def _hash(payload: Json) -> str:
    """Return what tells an interaction of which we know nothing from others."""
    try:
        return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
    except RecursionError:
        raise ValueError("nested too deep") from None


def _told(payload: Json, channel: Json | None = None) -> Told:
    team, user = inside(payload, "team"), inside(payload, "user")
    where = inside(payload, "channel") if channel is None else channel
    request = payload.get("trigger_id") or inside(payload, "view").get("id")
    return Told(
        workspace=f"slack:{_id(team, 'id')}",
        user=_id(user, "id"),
        request=_id({"request": request}, "request"),
        channel=_id(where, "id") if where.get("id") else "",
        name=_word(where, "name") or None,
        is_stranger=_is_stranger(user.get("team_id"), team.get("id")),
    )


def _pressed(payload: Json) -> Intent:
    actions = payload.get("actions")
    action = actions[0] if isinstance(actions, list) and actions else None
    if not isinstance(action, dict) or not isinstance(action.get("value"), str):
        return Nothing(Why.NO_MATTER)  # a menu or field whose value comes with its form
    return pressed(action["value"])


def _on_a_message(payload: Json) -> Intent:
    verb = _word(payload, "callback_id")
    if verb not in _ON_A_MESSAGE:
        raise ValueError(f"a shortcut that is none of ours: {verb[:40]!r}")
    message = inside(payload, "message")
    place = f"slack:{_id(inside(payload, 'team'), 'id')}/{_id(inside(payload, 'channel'), 'id')}"
    return pressed(does(verb, f"{place}/{_id(message, 'ts')}"), plain(_word(message, "text")))


def _submitted(payload: Json) -> tuple[str, Told, Intent]:
    view = inside(payload, "view")
    carries, metadata = carried(view)
    told = _told(payload, _opened_from(metadata))
    values = view_values(inside(view, "state"))
    if values.get("to"):
        values["to"] = f"{told.workspace}/{values['to']}"
    return "submit", told, submitted(carries, values)


def _opened_from(metadata: str) -> Json:
    """Return the channel from which a form was opened, as its private metadata tells."""
    return inside({"from": origin(metadata)}, "from") if metadata else {}


def origin(metadata: str) -> Json:
    """Return what a form of ours remembers of where it was opened: ``id``, ``name``, ``url``."""
    try:
        found = json.loads(metadata) if metadata else {}
    except (ValueError, RecursionError):
        raise ValueError("a form that is none of ours") from None
    if not isinstance(found, dict):
        raise ValueError("a form that is none of ours")
    return found


def _is_stranger(theirs: object, ours: object) -> bool:
    return isinstance(theirs, str) and isinstance(ours, str) and theirs != ours


def _word(outer: Json, name: str) -> str:
    value = outer.get(name)
    return value[:_LONGEST] if isinstance(value, str) else ""


def _id(outer: Json, name: str) -> str:
    value = _word(outer, name)
    if (
        not value
        or len(value) > _LONGEST_ID
        or not value.replace(".", "").replace("-", "").isalnum()
    ):
        raise ValueError(f"no {name}")
    return value
