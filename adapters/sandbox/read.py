"""From what somebody did in the sandbox to what was heard.

A payload is JSON: ``do``, ``person``, ``place``, ``at`` and, by what was done, ``text``,
``message``, ``thread``, ``reaction``, ``request``.
"""

import json
import re
from datetime import datetime
from typing import Any

from adapters.sandbox import cast
from bot.buttons import pressed, submitted
from bot.commands import Context, command, mention
from bot.intents import (
    Ask,
    Delete,
    Heard,
    Intent,
    Join,
    Mark,
    MarkKind,
    Nothing,
    Reply,
    Say,
    SeenPerson,
    SeenPlace,
    Why,
)
from bot.model import CapturedBy, Visibility
from bot.text import clean

SOURCE = "sandbox"

Json = dict[str, Any]

SIGNS = {"💡": MarkKind.HELPFUL, "✅": MarkKind.SOLVED}
_OUR_NAME = re.compile(r"@whoknows\b", re.IGNORECASE)


def read(payload: str) -> Heard:
    """Return what was heard; raise ValueError where the payload is none of the sandbox's."""
    done = json.loads(payload)
    if not isinstance(done, dict):
        raise ValueError("not something that was done")
    player, room = cast.player(str(done.get("person"))), cast.room(str(done.get("place")))
    if player is None or room is None:
        raise ValueError("nobody, or nowhere")
    at = datetime.fromisoformat(str(done.get("at")))
    key, intent = _happening(done, room)
    return Heard(
        key=key,
        kind=str(done.get("do")),
        at=at,
        intent=intent,
        workspace=cast.WORKSPACE,
        place=SeenPlace(room.key, room.name, room.visibility),
        person=SeenPerson(player.key, player.name, zone=player.zone, language=player.language),
    )


def _happening(done: Json, room: cast.Room) -> tuple[str, Intent]:  # noqa: PLR0911, RUF100 - one line an act
    place, text = room.key, clean(str(done.get("text", "")))
    message = str(done.get("message"))
    match done.get("do"):
        case "say":
            return message, _words(text, done, room, None)
        case "edit":
            edited_at = datetime.fromisoformat(str(done["edited_at"]))
            return f"{message}/edit:{done['edited_at']}", _words(text, done, room, edited_at)
        case "join":
            return f"{place}/join:{done['person']}", Join()
        case "press":
            wanted = pressed(str(done["button"]), str(done.get("words") or ""))
            return f"{place}/press:{done['request']}", wanted
        case "submit":
            values = {str(name): str(value) for name, value in done["values"].items()}
            return f"{place}/submit:{done['request']}", submitted(str(done["form"]), values)
        case "delete":
            return f"{message}/gone", Delete(message)
        case "command":
            wanted = command(text)
            name = "ask" if isinstance(wanted, Ask) else "command"
            return f"{place}/{name}:{done['request']}", wanted
        case "react" | "unreact":
            sign, on = str(done.get("reaction")), done["do"] == "react"
            key = f"{message}/{done['person']}/{sign}/{done['at']}"
            if sign not in SIGNS:
                return key, Nothing(Why.NO_MATTER)
            return key, Mark(message, SIGNS[sign], on)
        case other:
            raise ValueError(f"nothing that can be done: {other}")


def _words(text: str, done: Json, room: cast.Room, edited_at: datetime | None) -> Intent:
    message = str(done["message"])
    thread = str(done["thread"]) if done.get("thread") else None
    is_direct = room.visibility is Visibility.DIRECT
    before, *after = _OUR_NAME.split(text, maxsplit=1)
    if after or is_direct:
        here = Context(CapturedBy.MENTION, message, thread, edited_at, is_direct)
        said = _OUR_NAME.sub(" ", after[0]) if after else before
        return mention(said, here, before if after else "")
    if not text:
        return Nothing(Why.NO_WORDS)
    if thread:
        return Reply(message, thread, text, edited_at)
    return Say(message, text, edited_at)
