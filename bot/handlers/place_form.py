"""The settings of a place in one form: its phase, zone, language and digest."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.buttons import does
from bot.handlers.place import READERS, move_to, move_zone, open_or_close
from bot.intents import PlaceForm, SetUpPlace
from bot.messages import Form, Input, InputKind
from bot.model import Phase, Place, Visibility
from bot.text import shortened
from bot.turn import Look, Outcome, Turn, choices, opened, remembered
from bot.values import known_language, known_zone, language_name, spoken_languages
from bot.words import languages

_LONGEST_SHOWN = 60
_ON_OFF = {"on": True, "off": False}


async def place_form(intent: PlaceForm, turn: Look) -> Outcome:
    """Open the settings of a place, for its owner and the admins."""
    place = await _led(intent.place, turn)
    if isinstance(place, Outcome):
        return place
    return opened(_form(place, turn), (turn.whisper("pilot.how"),), does("settings", place.key))


async def _led(place: str | None, turn: Look) -> Place | Outcome:
    """Return the place to set up; else the word why the speaker cannot."""
    there = await turn.moved(place)
    if there is None or not there.is_lead:
        return turn.refuse("pilot.not_admin")
    if there.place.visibility is Visibility.DIRECT:
        return turn.refuse("pilot.not_here")
    return there.place


def _form(place: Place, turn: Look) -> Form:
    choice = InputKind.CHOICE
    phases = tuple((phase.value, turn.word(f"form.settings.phase_{phase}")) for phase in Phase)
    yes_no = (("on", turn.word("profile.yes")), ("off", turn.word("profile.no")))
    inputs = [
        Input("zone", turn.word("form.profile.zone"), value=place.zone or "", longest=60),
        Input(
            "language",
            turn.word("form.settings.language"),
            choice,
            value=place.language or "",
            choices=tuple((code, language_name(code)) for code in languages()),
        ),
        Input(
            "digest",
            turn.word("form.settings.digest"),
            choice,
            value="on" if place.wants_digest else "off",
            choices=yes_no,
        ),
    ]
    if turn.is_admin and place.is_left_to_us:
        inputs.insert(0, _readers(place, turn))
    if turn.is_admin:
        inputs.insert(0, _phase(place, phases, turn))
    title, submit = turn.word("form.settings.title"), turn.word("form.settings.submit")
    return Form(title, submit, does("settings", place.key), tuple(inputs))


def _phase(place: Place, phases: tuple[tuple[str, str], ...], turn: Look) -> Input:
    """Return the input for the phase, which also tells of which public place the form is."""
    named = choices([place])[0][1] if place.is_named else ""
    return Input(
        "phase",
        turn.word("form.settings.phase"),
        InputKind.CHOICE,
        value=place.phase.value,
        hint=named,
        choices=phases,
        is_required=True,
    )


def _readers(place: Place, turn: Look) -> Input:
    """Return the input for who can find what is said in a channel of a team."""
    choices = tuple((each, turn.word(f"button.readers_{each}")) for each in READERS)
    label = turn.word("form.settings.readers")
    return Input("readers", label, InputKind.CHOICE, value=_readers_of(place), choices=choices)


def _readers_of(place: Place) -> str:
    """Return who can read a place as an admin said it, "" where nobody has said it yet."""
    if place.readers_at is None:
        return ""
    return "members" if place.is_of_team else "everyone"


async def set_up(intent: SetUpPlace, turn: Turn) -> Outcome:
    """Set all lines of a place that were sent; where one cannot be taken, none is set."""
    place = await _led(intent.place, turn)
    if isinstance(place, Outcome):
        return place
    lines = _read(dict(intent.lines), place, turn)
    if isinstance(lines, Outcome):
        return lines
    return await _set(lines, place, turn)


@dataclass(frozen=True)
class _Lines:
    """The settings as they are to be."""

    phase: Phase
    zone: str | None
    language: str | None
    wants_digest: bool
    readers: str


def _read(lines: Mapping[str, str], place: Place, turn: Turn) -> _Lines | Outcome:
    """Return what was sent, the rest as it is; else the word why it cannot be taken."""
    phase = lines.get("phase", place.phase.value)
    if phase not in list(Phase):
        return turn.refuse("pilot.unknown", said=shortened(phase, _LONGEST_SHOWN))
    if phase != place.phase and not turn.is_admin:
        return turn.refuse("pilot.not_admin")
    zone = lines.get("zone", place.zone or "")
    if zone and known_zone(zone) is None:
        return turn.refuse_input("zone", "pilot.zone_unknown", said=shortened(zone, _LONGEST_SHOWN))
    language = lines.get("language", place.language or "")
    if language and known_language(language) is None:
        said = shortened(language, _LONGEST_SHOWN)
        return turn.refuse_input(
            "language", "pilot.language_unknown", said=said, spoken=spoken_languages()
        )
    return _Lines(
        Phase(phase),
        known_zone(zone) if zone else None,
        known_language(language),
        _ON_OFF.get(lines.get("digest", ""), place.wants_digest),
        _readers_in(lines, place, turn),
    )


def _readers_in(lines: Mapping[str, str], place: Place, turn: Turn) -> str:
    """Return who can read the place from now on; what cannot be said of it stays as it is."""
    said = lines.get("readers", "")
    may_be_said = turn.is_admin and place.is_left_to_us and said in READERS
    return said if may_be_said else _readers_of(place)


async def _set(lines: _Lines, place: Place, turn: Turn) -> Outcome:
    """Set what is to be; of another phase the place is told."""
    if lines.zone != place.zone:
        await move_zone(lines.zone, place, turn.tx, turn.policy)
    await turn.tx.set_place(place.key, language=lines.language, wants_digest=lines.wants_digest)
    if lines.readers != _readers_of(place):
        await open_or_close(lines.readers, place, turn)
    if lines.phase is place.phase:
        return remembered("place", (turn.whisper("pilot.saved"),))
    place = await turn.place_of(place.key)  # in its new zone, by which its first digest comes
    await move_to(lines.phase, place, turn.tx, turn.policy, turn.now, turn.stamp)
    return remembered("phase", (turn.whisper("pilot.saved_phase"),))
