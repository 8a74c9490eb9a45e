"""Slips of whoever sets something: names misspelt, values quoted, swapped or of another kind."""

import re
from collections.abc import Collection, Iterator, Mapping

from rapidfuzz import fuzz, process

from bot.refusal import Refusal

_PREFIXES = ("WHOKNOWS_", "SLACK_", "MICROSOFT_")
_NEAR = 88
"""How alike two names are, of 100, before one is a slip for the other: others set some too."""
_IN_A_FILE = "_FILE"
_QUOTES = "\"'`“”„‘’«»"
_MAY_HOLD_SPACES = ("WHOKNOWS_ADMINS", "WHOKNOWS_REACTIONS", "WHOKNOWS_SECRET_KEY")
_LONGEST_SHOWN = 60

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TELLING = (
    (re.compile(r"(xoxe\.)?xoxb-.+"), "SLACK_BOT_TOKEN"),
    (re.compile(r"xapp-.+"), "SLACK_APP_TOKEN"),
    (re.compile(r"[0-9]{6,}\.[0-9]{6,}"), "SLACK_CLIENT_ID"),
)
"""Values that show to which setting they belong."""
_USUAL = {
    "SLACK_BOT_TOKEN": re.compile(r"(xoxe\.)?xoxb-.+"),
    "SLACK_APP_TOKEN": re.compile(r"xapp-.+"),
    "SLACK_CLIENT_ID": re.compile(r"[0-9]+\.[0-9]+"),
    "MICROSOFT_APP_ID": _GUID,
    "MICROSOFT_APP_TENANT_ID": _GUID,
}
"""What a value looks like; it is told under ``settings.usual.`` and the name in small letters."""


def misspelt(names: Collection[str], known: Collection[str]) -> Iterator[Refusal]:
    """Yield each name that is none of ours but nearly one which is not set."""
    there = {name.upper() for name in names}
    filled = {name.removesuffix(_IN_A_FILE) for name in there}
    free = [name for name in known if name.removesuffix(_IN_A_FILE) not in filled]
    for name in sorted(there):
        if name in known or not name.startswith(_PREFIXES):
            continue
        found = process.extractOne(name, free, scorer=fuzz.ratio, score_cutoff=_NEAR)
        if found:
            yield Refusal("settings.misspelt", name=name[:_LONGEST_SHOWN], meant=found[0])


def wrong_values(values: Mapping[str, str]) -> Iterator[Refusal]:
    """Yield what is wrong with values by the look of them; none of them is told."""
    for name, value in values.items():
        if value[0] in _QUOTES or value[-1] in _QUOTES:
            yield Refusal("settings.quoted", name=name)
        elif name not in _MAY_HOLD_SPACES and any(char.isspace() for char in value):
            yield Refusal("settings.spaced", name=name)
        elif belongs := _belongs(name, value):
            yield Refusal("settings.swapped", name=name, other=belongs)
        elif name == "MICROSOFT_APP_PASSWORD" and _GUID.fullmatch(value):
            yield Refusal("settings.id_of_secret", name=name)
        elif name in _USUAL and not _USUAL[name].fullmatch(value):
            yield Refusal(f"settings.usual.{name.lower()}")
    app = values.get("MICROSOFT_APP_ID")
    if app and app == values.get("MICROSOFT_APP_TENANT_ID"):
        yield Refusal("settings.same_id")


def _belongs(name: str, value: str) -> str | None:
    """Return the other setting that a value is for, none where it shows none."""
    if not name.startswith(("SLACK_", "MICROSOFT_")):
        return None
    kinds = [setting for shape, setting in _TELLING if shape.fullmatch(value)]
    return next((each for each in kinds if each != name), None)
