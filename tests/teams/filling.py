"""Filling in a card, as Teams' client lets people do it."""

from collections.abc import Callable

from tests.teams import cards
from tests.teams.world import Json

Values = dict[str, str]
Person = Callable[[str], str]
"""From a name to a directory id; raises LookupError."""


def filled(card: Json, values: Values, person: Person) -> Json:
    """Return what the inputs of a card send; refuse, as the client does, what they do not take."""
    known = {each["id"]: each for each in cards.inputs(card)}
    for name in values:
        assert name in known, f"the card has no {name}: {sorted(known)}"
    found = {name: _value(each, values.get(name), person) for name, each in known.items()}
    for name, element in known.items():
        assert found[name] or not element.get("isRequired"), f"{name} is required"
    return {name: value for name, value in found.items() if value}


def _value(element: Json, given: str | None, person: Person) -> str:
    if given is None:
        return str(element.get("value") or "")
    match element["type"]:
        case "Input.Text":
            return _text(element, given)
        case "Input.ChoiceSet":
            return _choice(element, given, person)
        case "Input.Toggle":
            on, off = element.get("valueOn", "true"), element.get("valueOff", "false")
            assert given in (on, off), f"{element['id']}: {on} or {off}"
            return given
        case _:
            return given


def _text(element: Json, given: str) -> str:
    longest = element.get("maxLength")
    assert longest is None or len(given) <= longest, f"{element['id']}: at most {longest}"
    assert element.get("isMultiline") or "\n" not in given, f"{element['id']}: one line"
    return given.strip()


def _choice(element: Json, given: str, person: Person) -> str:
    for each in element.get("choices", []):
        if given in (each["title"], each["value"]):
            return str(each["value"])
    data = element.get("choices.data") or {}
    assert str(data.get("dataset", "")).startswith("graph.microsoft.com/users"), (
        f"{element['id']}: {given} is no choice"
    )
    return person(given)


def with_inputs(action: Json, card: Json, values: Values, person: Person) -> Json:
    """Return the data that an action carries, what was filled in included."""
    data = action.get("data")
    carried = dict(data) if isinstance(data, dict) else {}
    if str(action.get("associatedInputs", "auto")).lower() == "none":
        assert not values, f"{action.get('title')} sends no inputs"
        return carried
    return carried | filled(card, values, person)


def sending(card: Json, label: str | None) -> Json:
    """Return the action that sends a form: by its label, else the main one, else the first."""
    found = [
        each
        for each in cards.actions(card)
        if each["type"] in ("Action.Execute", "Action.Submit") and label in (None, each["title"])
    ]
    assert found, f"no {label or 'button'} to send the form with"
    main = [each for each in found if each.get("style") == "positive"]
    return (main or found)[0]
