"""From a card, a message extension or its form to what was heard: what Teams calls an invoke.

A button carries ``{"does": …}`` as ``bot/buttons.py`` writes it; Teams adds the fields of the card
beside it. The verb ``press`` is a button, ``submit`` sends a form. All of it can be made up: where
it was done is taken from the activity alone.
"""

from collections.abc import Mapping
from typing import Any

from adapters.payload import Json, dicts, inside, word
from adapters.teams.activity import Seen, identity, is_person_key, or_a_guest, person_key
from adapters.teams.html import of_html
from bot.buttons import by_shortcut, does, pressed, submitted
from bot.intents import Find, Heard, Intent, Nothing, PassOn, SeenPerson, SeenPlace, Why
from bot.model import Visibility
from bot.text import clean

_ON_A_MESSAGE = ("ask", "keep", "answers", "pass")
"""Actions on a message; each is a verb of ``bot/buttons.py``."""
_FOR_A_PLACE = ("ask", "share")
"""Forms that stand in somebody's own chat too: what they ask goes to the place they came from."""
_CARRIED = ("does", "from")
"""What a card carries beside its fields: what it does, and what its form was made with."""
_VERBS = ("press", "submit")
_STARTED = (*_ON_A_MESSAGE, "share")
"""What can be started from the message extension, as the manifest has it."""
_ACTIONS = ("composeExtension/submitAction", "composeExtension/fetchTask")
_OURS = ("adaptiveCard/action", "composeExtension/query", *_ACTIONS)
"""The invokes that something here is for; Teams has more, and makes new ones."""


def is_ours(activity: Json) -> bool:
    """Tell whether this is an invoke that something here is for.

    Cards and extensions of others are passed on in chats too: what they carry is not ours.
    """
    if activity.get("type") != "invoke" or activity.get("name") not in _OURS:
        return False
    value = inside(activity, "value")
    if activity["name"] == "adaptiveCard/action":
        action = inside(value, "action")
        return action.get("verb") in _VERBS and bool(word(inside(action, "data"), "does"))
    if activity["name"] in _ACTIONS:
        return bool(word(inside(value, "data"), "does")) or word(value, "commandId") in _STARTED
    return True


def heard(seen: Seen) -> Heard:
    """Return what was heard; raise ValueError where Teams sends nothing of the kind."""
    person, why = seen.author()
    if person is None:
        raise ValueError(f"an invoke by nobody: {why}")
    kind, intent = _wanted(seen)
    to = intent.to if isinstance(intent, PassOn) else None
    is_person = to is not None and is_person_key(to, seen.workspace)
    place = seen.place or SeenPlace(
        direct_line(seen.workspace, person.key), visibility=Visibility.DIRECT
    )
    return Heard(
        key=f"{place.key}/{kind}:{seen.number}",
        kind=kind,
        at=seen.at,
        intent=Nothing(Why.STRANGER) if person.is_stranger else intent,
        workspace=seen.workspace,
        place=place,
        person=or_a_guest(person),
        vouched=(SeenPerson(to),) if to and is_person else (),
    )


def direct_line(workspace: str, person: str) -> str:
    """Return a key for the direct line with somebody, where Teams names no conversation."""
    return f"{workspace}/D-{person.rpartition('/')[2]}"


def _wanted(seen: Seen) -> tuple[str, Intent]:
    name, value = word(seen.activity, "name"), inside(seen.activity, "value")
    if name == "adaptiveCard/action":
        return _on_a_card(inside(value, "action"), seen)
    if name == "composeExtension/query":
        return "search", _searched(value)
    data = inside(value, "data")
    if word(data, "does"):
        return "submit", _sent(data, seen)
    return "shortcut", by_shortcut(_started(value, seen))


def _on_a_card(action: Json, seen: Seen) -> tuple[str, Intent]:
    data = inside(action, "data")
    match action.get("verb"):
        case "press":
            return "press", pressed(word(data, "does"))
        case "submit":
            return "submit", _sent(data, seen)
        case other:
            raise ValueError(f"a card with an unknown verb: {str(other)[:40]!r}")


def _sent(data: Mapping[str, Any], seen: Seen) -> Intent:
    """Return what somebody wants who filled in a form; people are chosen by their id alone."""
    values = {
        name: value
        for name, value in data.items()
        if isinstance(value, str) and name not in _CARRIED
    }
    verb = word(data, "does").partition(" ")[0]
    if verb in _FOR_A_PLACE and word(data, "from"):
        values.setdefault("place", word(data, "from"))
    if values.get("to"):
        values["to"] = person_key(values["to"], seen.workspace)
    return submitted(word(data, "does"), values)


def _started(value: Json, seen: Seen) -> Intent:
    """Return what somebody wants who chose an action, of a message or of none."""
    verb, message = word(value, "commandId"), inside(value, "messagePayload")
    if not message:
        return pressed(verb)
    if verb not in _ON_A_MESSAGE:
        raise ValueError(f"an action that is none of ours: {verb[:40]!r}")
    about = f"{seen.here.key}/{identity(message.get('id'), 'message')}"
    body = inside(message, "body")
    content = word(body, "content")
    is_html = word(body, "contentType").lower() != "text"
    return pressed(does(verb, about), of_html(content).text if is_html else content)


def _searched(value: Json) -> Intent:
    words = (
        word(each, "value")
        for each in dicts(value.get("parameters"))
        if each.get("name") != "initialRun"
    )
    is_example = word(value, "commandId") == "examples"
    return Find(clean(next(words, "")), examples_only=is_example)
