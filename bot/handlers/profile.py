"""A person's own zone and language."""

from zoneinfo import available_timezones

from rapidfuzz import process

from bot.intents import SetProfile, Why
from bot.messages import Message
from bot.model import Person
from bot.text import shortened
from bot.turn import Outcome, Turn, ignored, remembered
from bot.words import languages

_NEAR = 80
_LONGEST_SHOWN = 60


async def set_profile(intent: SetProfile, turn: Turn) -> Outcome:
    """Set a line of the speaker's profile, or show it."""
    if not intent.value:
        person = await turn.tx.person(turn.person.key)
        return ignored(Why.NO_MATTER, _shown(person, turn))
    match intent.line:
        case "zone":
            return await _set_zone(intent.value, turn)
        case "language":
            return await _set_language(intent.value, turn)
        case _:
            return ignored(Why.REFUSED, (turn.whisper("profile.how"),))


async def _set_zone(said: str, turn: Turn) -> Outcome:
    zones = {zone.lower(): zone for zone in available_timezones()}
    zone = zones.get(said.lower().replace(" ", "_"))
    if zone:
        return await _set("zone", zone, turn)
    said = shortened(said, _LONGEST_SHOWN)
    cities = {zone: zone.rpartition("/")[2].replace("_", " ") for zone in zones.values()}
    near = process.extractOne(said, cities, score_cutoff=_NEAR)
    if near:
        meant = turn.whisper("profile.zone_near", said=said, meant=str(near[2]))
        return ignored(Why.REFUSED, (meant,))
    return ignored(Why.REFUSED, (turn.whisper("profile.zone_unknown", said=said),))


async def _set_language(said: str, turn: Turn) -> Outcome:
    code = said.lower()
    if code in languages():
        return await _set("language", code, turn)
    shown = shortened(said, _LONGEST_SHOWN)
    spoken = ", ".join(languages())
    unknown = turn.whisper("profile.language_unknown", said=shown, spoken=spoken)
    return ignored(Why.REFUSED, (unknown,))


async def _set(line: str, value: str, turn: Turn) -> Outcome:
    await turn.know_speaker()
    await turn.tx.set_profile(turn.person.key, line, value)
    person = await turn.tx.person(turn.person.key)
    return remembered("profile", _shown(person, turn))


def _shown(person: Person, turn: Turn) -> Message:
    not_set = turn.whisper("profile.not_set").spans[0]
    lines = turn.whisper(
        "profile.is", zone=person.zone or not_set, language=person.language or not_set
    )
    return (lines, turn.whisper("profile.how"))
