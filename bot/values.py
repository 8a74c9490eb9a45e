"""Values as people write them: yes and no, languages by their names, cities for time zones."""

from collections.abc import Mapping
from functools import cache
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.smalltalk import folded
from bot.words import languages

YES = {
    "en": ("yes", "y", "yep", "yeah", "sure", "ok", "okay", "on", "true", "please do", "of course"),
    "pl": ("tak", "t", "jasne", "pewnie", "oczywiscie", "wlacz", "moze byc", "chetnie"),
}
NO = {
    "en": ("no", "n", "nope", "never", "off", "false", "none", "not", "do not", "dont"),
    "pl": ("nie", "nigdy", "wylacz", "raczej nie", "w zadnym razie"),
}
"""By language: what people write for yes and no, as it is compared; all else is neither."""
READ_BY: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "everyone": {
        "en": ("everyone", "everybody", "all colleagues"),
        "pl": ("wszyscy", "kazdy", "wszyscy w organizacji"),
    },
    "members": {
        "en": ("members", "only members", "members only", "only this team"),
        "pl": ("czlonkowie", "tylko czlonkowie", "tylko ten zespol"),
    },
}
"""Who can read a place: by language what people write for it."""

_LONGEST_TYPED = 60
_LANGUAGE_SLIPS = 6
"""Letters of a language's name from which one slip is forgiven."""


def yes_or_no(said: str) -> bool | None:
    """Return what somebody says; None where it is neither."""
    words = folded(said[:_LONGEST_TYPED])
    bare = words.removesuffix(" please").removesuffix(" thanks").removesuffix(" prosze")
    for meant, spoken in ((True, YES), (False, NO)):
        if any(each in (words, bare) for phrases in spoken.values() for each in phrases):
            return meant
    return None


def known_readers(said: str) -> str | None:
    """Return who can read a place, as somebody says it: everyone, or its members."""
    words = folded(said[:_LONGEST_TYPED])
    for readers, spoken in READ_BY.items():
        if any(words in phrases for phrases in spoken.values()):
            return readers
    return None


def known_language(said: str) -> str | None:
    """Return the code of a language that we speak, by code or name in any of them."""
    words = folded(said[:_LONGEST_TYPED]).removeprefix("in ").removeprefix("po ")
    words = words.removeprefix("jezyk ").removesuffix(" language")
    code = words.partition(" ")[0] if len(words.partition(" ")[0]) == len("en") else words
    if code in languages():
        return code
    named = _languages()
    if words in named:
        return named[words]
    if len(words) < _LANGUAGE_SLIPS:
        return None
    found = process.extractOne(words, list(named), scorer=OSA.distance, score_cutoff=1)
    return named[found[0]] if found else None


def language_name(code: str) -> str:
    """Return what a language is called by those who speak it; a code that nobody knows as it is."""
    try:
        return Locale.parse(code, sep="-").get_display_name() or code
    except (ValueError, UnknownLocaleError):
        return code


def spoken_languages() -> str:
    """Return what can be written for each language that we speak: "en (English), pl (polski)"."""
    return ", ".join(f"{code} ({Locale(code).get_display_name(code)})" for code in languages())


def known_zone(said: str) -> str | None:
    """Return a time zone by its name or a city's, whatever the case; None for no zone."""
    written = said[:_LONGEST_TYPED].strip().lower().replace(" ", "_")
    return zone_names().get(written) or cities().get(folded(said[:_LONGEST_TYPED].split(",")[0]))


@cache
def zone_names() -> dict[str, str]:
    """Return every time zone by its name in small letters."""
    return {zone.lower(): zone for zone in available_timezones()}


@cache
def cities() -> dict[str, str]:
    """Return time zones by their cities, as these are called in each language that we speak."""
    found: dict[str, str] = {}
    known = zone_names().values()
    for zone in sorted(known, key=lambda name: (name.count("/"), name)):
        if "/" in zone and not zone.startswith("Etc/"):
            found.setdefault(folded(zone.rpartition("/")[2].replace("_", " ")), zone)
    for code in languages():
        for zone, names in Locale(code).time_zones.items():
            if zone.lower() in zone_names() and "city" in names:
                found.setdefault(folded(str(names["city"])), zone)
    return found


@cache
def _languages() -> dict[str, str]:
    """Return the codes of languages that we speak by their names in each of them."""
    names = {
        folded(str(Locale(reader).languages[code])): code
        for reader in languages()
        for code in languages()
    }
    return names | {"polsku": "pl", "angielsku": "en"}
