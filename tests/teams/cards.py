"""A judge of Adaptive Cards: what Teams would not show as it was meant."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.teams import schema
from tests.teams.schema import Kind, Version
from tests.teams.world import Json

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
OTHERS = (
    "application/vnd.microsoft.card.hero",
    "application/vnd.microsoft.card.thumbnail",
    "application/vnd.microsoft.teams.card.list",
    "application/vnd.microsoft.teams.card.o365connector",
    "application/vnd.microsoft.teams.card.file.consent",
    "application/vnd.microsoft.card.signin",
    "application/vnd.microsoft.card.oauth",
)
_VERSION = re.compile(r"(\d+)\.(\d+)")
_URL = re.compile(r"https?://|data:image/")
_LONG_UNWRAPPED = 60


@dataclass
class Judge:
    """Reads a card; ``problems`` are refused, ``complaints`` let pass and not meant to be done."""

    version: Version = (1, 0)
    problems: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)

    def card(self, card: object) -> None:
        """Read a whole card."""
        if not isinstance(card, dict):
            self.problems.append("a card that is no object")
            return
        if card.get("type") != "AdaptiveCard":
            self.problems.append(f"a card of type {card.get('type')!r}")
        self._card_version(card.get("version"))
        self._known(card, schema.CARD, "card")
        self._elements(card.get("body", []), "body")
        self._actions(card.get("actions", []), "actions")
        self._refresh(card.get("refresh"))
        if not card.get("body") and not card.get("actions"):
            self.problems.append("an empty card")
        for each in sorted({one for one in self.ids if self.ids.count(one) > 1}):
            self.problems.append(f"two things have the id {each!r}")

    def _card_version(self, version: object) -> None:
        found = _VERSION.fullmatch(version) if isinstance(version, str) else None
        if found is None:
            self.problems.append(f"the version {version!r}")
            return
        self.version = (int(found[1]), int(found[2]))
        if self.version > schema.NEWEST:
            self.problems.append(f"version {version}: Teams shows up to 1.5")

    def _known(self, thing: Json, names: tuple[str, ...], where: str) -> None:
        for name, value in thing.items():
            if name not in names:
                self.problems.append(f"{where}: nothing is called {name!r}")
            if value is None:
                self.problems.append(f"{where}: {name} is null")

    def _elements(self, elements: object, where: str) -> None:
        if not isinstance(elements, list):
            self.problems.append(f"{where} is no list")
            return
        for number, each in enumerate(elements):
            self._element(each, f"{where}[{number}]")

    def _element(self, element: object, where: str) -> None:
        kind = self._typed(element, schema.ELEMENTS, schema.COMMON, where)
        if kind is None or not isinstance(element, dict):
            return
        self._choices(element, element["type"], where)
        self._inside(element, where)
        if element["type"].startswith("Input."):
            self._input(element, where)
        self._selected(element, where)

    def _inside(self, element: Json, where: str) -> None:
        match element["type"]:
            case "TextBlock":
                self._text(element, where)
            case "RichTextBlock":
                self._runs(element["inlines"], where)
            case "Container":
                self._elements(element["items"], f"{where}.items")
            case "ColumnSet":
                self._columns(element.get("columns", []), where)
            case "FactSet":
                self._facts(element["facts"], where)
            case "ActionSet":
                self._actions(element["actions"], f"{where}.actions")
            case "Image":
                self._picture(element, where)
            case _:
                pass

    def _picture(self, element: Json, where: str) -> None:
        self._address(element["url"], where)
        if not element.get("altText"):
            self.complaints.append(f"{where}: a picture without altText")

    def _typed(
        self, thing: object, kinds: dict[str, Kind], common: tuple[str, ...], where: str
    ) -> Kind | None:
        """Return the kind of an element or action, none where it cannot be read on."""
        if not isinstance(thing, dict):
            self.problems.append(f"{where} is no object")
            return None
        name = thing.get("type")
        kind = kinds.get(name) if isinstance(name, str) else None
        if kind is None:
            self.problems.append(f"{where}: the type {name!r}")
            return None
        if kind.since > self.version:
            since = ".".join(map(str, kind.since))
            self.problems.append(f"{where}: {name} is there since {since}")
        self._known(thing, (*kind.needs, *kind.may, *common), f"{where} {name}")
        missing = [each for each in kind.needs if each not in thing]
        for each in missing:
            self.problems.append(f"{where}: {name} needs {each}")
        self._newer(thing, where)
        if isinstance(thing.get("id"), str):
            self.ids.append(thing["id"])
        return None if missing else kind

    def _newer(self, thing: Json, where: str) -> None:
        for name in thing:
            if schema.SINCE.get(name, (1, 0)) > self.version:
                since = ".".join(map(str, schema.SINCE[name]))
                self.problems.append(f"{where}: {name} is there since {since}")

    def _choices(self, element: Json, name: str, where: str) -> None:
        for prop, allowed in schema.CHOICES.items():
            value = element.get(prop)
            if value is not None and not _is_one_of(value, allowed):
                self.problems.append(f"{where}: {prop} {value!r}")
        style = element.get("style")
        if style is not None and not _is_one_of(style, schema.STYLES.get(name, schema.BOX_STYLES)):
            self.problems.append(f"{where}: style {style!r}")
        for prop in schema.BOOLEANS:
            if not isinstance(element.get(prop, True), bool):
                self.problems.append(f"{where}: {prop} {element[prop]!r}")

    def _text(self, element: Json, where: str) -> None:
        text = element["text"]
        if not isinstance(text, str) or not text:
            self.problems.append(f"{where}: the text {text!r}")
        elif len(text) > _LONG_UNWRAPPED and not element.get("wrap"):
            self.complaints.append(f"{where}: is cut off without wrap: {text[:30]}…")

    def _runs(self, runs: object, where: str) -> None:
        if not isinstance(runs, list) or not runs:
            self.problems.append(f"{where}: inlines {runs!r}")
            return
        for number, each in enumerate(runs):
            if isinstance(each, str):
                continue
            here = f"{where}.inlines[{number}]"
            kind = self._typed(each, {"TextRun": schema.RUN}, ("type",), here)
            if kind and not isinstance(each["text"], str):
                self.problems.append(f"{here}: the text {each['text']!r}")
            if kind:
                self._choices(each, "TextRun", here)
                self._selected(each, here)

    def _columns(self, columns: object, where: str) -> None:
        if not isinstance(columns, list):
            self.problems.append(f"{where}: columns {columns!r}")
            return
        for number, each in enumerate(columns):
            here = f"{where}.columns[{number}]"
            if not isinstance(each, dict) or each.get("type", "Column") != "Column":
                self.problems.append(f"{here} is no column")
                continue
            self._known(each, (*schema.COLUMN.may, *schema.COMMON), here)
            self._elements(each.get("items", []), f"{here}.items")
            self._selected(each, here)

    def _facts(self, facts: object, where: str) -> None:
        for number, each in enumerate(facts if isinstance(facts, list) else [None]):
            is_fact = isinstance(each, dict) and set(each) == {"title", "value"}
            if not is_fact or not all(isinstance(one, str) for one in each.values()):
                self.problems.append(f"{where}.facts[{number}]: {each!r}")

    def _input(self, element: Json, where: str) -> None:
        if not isinstance(element["id"], str) or not element["id"]:
            self.problems.append(f"{where}: the id {element['id']!r}")
        if not element.get("label") and element["type"] != "Input.Toggle":
            self.complaints.append(f"{where}: nobody hears what {element['id']!r} is for (label)")
        if element.get("isRequired") and not element.get("errorMessage"):
            self.complaints.append(f"{where}: {element['id']!r} is required without errorMessage")
        if element["type"] != "Input.Number" and not isinstance(element.get("value", ""), str):
            self.problems.append(f"{where}: the value {element['value']!r}")
        if element["type"] == "Input.ChoiceSet":
            self._choice_set(element, where)

    def _choice_set(self, element: Json, where: str) -> None:
        choices = element.get("choices", [])
        data = element.get("choices.data")
        if not isinstance(choices, list) or (not choices and not data):
            self.problems.append(f"{where}: nothing to choose from")
            return
        for number, each in enumerate(choices):
            is_choice = isinstance(each, dict) and set(each) == {"title", "value"}
            if not is_choice or not all(isinstance(one, str) for one in each.values()):
                self.problems.append(f"{where}.choices[{number}]: {each!r}")
        if data is not None and not _is_query(data):
            self.problems.append(f"{where}: choices.data {data!r}")

    def _actions(self, actions: object, where: str) -> None:
        if not isinstance(actions, list):
            self.problems.append(f"{where} is no list")
            return
        shown = [one for one in actions if isinstance(one, dict) and one.get("mode") != "secondary"]
        if len(shown) > schema.MOST_ACTIONS:
            self.problems.append(f"{where}: Teams shows six of {len(shown)}")
        for number, each in enumerate(actions):
            self._action(each, f"{where}[{number}]", needs_title=True)

    def _action(self, action: object, where: str, *, needs_title: bool) -> None:
        kind = self._typed(action, schema.ACTIONS, schema.ACTION, where)
        if kind is None or not isinstance(action, dict):
            return
        title = action.get("title")
        if needs_title and (not isinstance(title, str) or not title.strip()):
            self.problems.append(f"{where}: an action without a title")
        if not _is_one_of(action.get("style", "default"), schema.ACTION_STYLES):
            self.problems.append(f"{where}: style {action['style']!r}")
        match action["type"]:
            case "Action.OpenUrl":
                self._address(action["url"], where)
            case "Action.ShowCard":
                self._shown_card(action["card"], where)
            case "Action.Execute" | "Action.Submit":
                self._carried(action, where)
            case _:
                pass

    def _carried(self, action: Json, where: str) -> None:
        if not isinstance(action.get("data", {}), dict):
            self.complaints.append(f"{where}: inputs are lost in data that is no object")
        if not isinstance(action.get("verb", ""), str):
            self.problems.append(f"{where}: the verb {action['verb']!r}")
        if action["type"] == "Action.Execute" and not action.get("verb"):
            self.complaints.append(f"{where}: executes no verb")

    def _shown_card(self, card: object, where: str) -> None:
        inside = card if isinstance(card, dict) else {}
        self._elements(inside.get("body", []), f"{where}.card.body")
        self._actions(inside.get("actions", []), f"{where}.card.actions")

    def _selected(self, element: Json, where: str) -> None:
        if "selectAction" in element:
            self._action(element["selectAction"], f"{where}.selectAction", needs_title=False)

    def _address(self, url: object, where: str) -> None:
        if not isinstance(url, str) or not _URL.match(url):
            self.problems.append(f"{where}: the address {url!r}")

    def _refresh(self, refresh: object) -> None:
        if refresh is None:
            return
        if self.version < schema.SINCE["refresh"]:
            self.problems.append("refresh is there since 1.4")
        action = refresh.get("action") if isinstance(refresh, dict) else None
        if not isinstance(action, dict) or action.get("type") != "Action.Execute":
            self.problems.append("refresh does not execute anything")
        people = refresh.get("userIds", []) if isinstance(refresh, dict) else []
        if len(people) > schema.MOST_REFRESHED:
            self.problems.append("refresh is for 60 people at most")


def _is_one_of(value: object, allowed: tuple[str, ...]) -> bool:
    return isinstance(value, str) and value.lower() in {each.lower() for each in allowed}


def _is_query(data: object) -> bool:
    if not isinstance(data, dict) or data.get("type") != "Data.Query":
        return False
    return isinstance(data.get("dataset"), str)


def judged(card: object) -> Judge:
    """Return what a judge says of a card."""
    judge = Judge()
    judge.card(card)
    return judge


def inside(thing: object) -> Iterator[Json]:
    """Yield every object in a card, cards that are shown on demand included."""
    if isinstance(thing, dict):
        yield thing
        for each in thing.values():
            yield from inside(each)
    elif isinstance(thing, list):
        for each in thing:
            yield from inside(each)


def inputs(card: Json) -> list[Json]:
    """Return what can be filled in."""
    return [each for each in inside(card) if str(each.get("type", "")).startswith("Input.")]


def actions(card: Json) -> list[Json]:
    """Return what can be pressed, as it comes on the card."""
    found = [each for each in inside(card.get("body", [])) if _is_action(each)]
    found += [each for each in inside(card.get("actions", [])) if _is_action(each)]
    return [each for each in found if each.get("title")]


def _is_action(thing: Json) -> bool:
    return str(thing.get("type", "")).startswith("Action.")


def of(body: Json) -> list[Json]:
    """Return the Adaptive Cards of a message."""
    found = body.get("attachments") or []
    return [each["content"] for each in found if each.get("contentType") == ADAPTIVE]


def size(value: object) -> int:
    """Return how many bytes something has as JSON."""
    return len(json.dumps(value, ensure_ascii=False).encode())
