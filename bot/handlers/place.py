"""What an admin sets for a place, and who comes, goes and renames."""

from datetime import datetime

from bot.buttons import does
from bot.copies import correct_place
from bot.intents import Join, Leave, Move, Rename, SetPhase, SetPlace, Why
from bot.messages import Buttons, Message, Where
from bot.model import Phase, Place, Policy, Visibility
from bot.rhythm import next_monday, week_bounds, week_of
from bot.text import shortened
from bot.turn import Outcome, Turn, ignored, remembered
from bot.values import (
    known_language,
    known_readers,
    known_zone,
    language_name,
    spoken_languages,
    yes_or_no,
)
from bot.writing import Writing

_LONGEST_SHOWN = 60
READERS = {"everyone": Visibility.PUBLIC, "members": Visibility.PRIVATE}


async def set_phase(intent: SetPhase, turn: Turn) -> Outcome:
    """Move the place to another phase and say there what is remembered from now on."""
    if turn.place.visibility is Visibility.DIRECT:
        return turn.refuse("pilot.not_here")
    if not intent.phase:
        state = turn.whisper(f"pilot.is_{turn.place.phase}")
        told = (state, *await _interest(turn), turn.whisper("pilot.how"), *_settings(turn))
        return ignored(Why.NO_MATTER, told)
    if not turn.is_admin:
        return ignored(Why.REFUSED, (turn.whisper("pilot.not_admin"),))
    if intent.phase not in list(Phase):
        wrong = turn.whisper("pilot.unknown", said=shortened(intent.phase, _LONGEST_SHOWN))
        return ignored(Why.REFUSED, (wrong, turn.whisper("pilot.how")))
    phase = Phase(intent.phase)
    if phase is turn.place.phase:
        asks = who_reads(turn.place, turn) if phase.serves else ()
        return ignored(Why.NO_MATTER, (turn.whisper(f"pilot.is_{phase}"), *asks))

    if turn.place.is_of_team:  # who says it is in the team, and may answer what they are asked
        await turn.know_speaker()
    await move_to(phase, turn.place, turn.tx, turn.policy, turn.now, turn.stamp)
    asks = who_reads(turn.place, turn) if phase.serves else ()
    return remembered("phase", (turn.whisper(f"pilot.is_{phase}"), *asks))


def who_reads(place: Place, turn: Turn) -> Message:
    """Ask an admin, until they have said it, who can find what is said in a channel of a team."""
    if not place.is_of_team or place.readers_at is not None:
        return ()
    choices = tuple(
        turn.button(f"button.readers_{readers}", does("readers", place.key, readers))
        for readers in READERS
    )
    return (turn.whisper("pilot.readers_how"), Buttons(choices))


async def move_to(
    phase: Phase, place: Place, tx: Writing, policy: Policy, now: datetime, stamp: str
) -> None:
    """Move a place to a phase, and tell there what is remembered from now on.

    Nothing is captured covertly. ``stamp`` tells this change from others.
    """
    await tx.set_phase(place.key, phase)
    if phase is Phase.OFF:
        await tx.unpark(place.key)
    if not phase.serves:
        await tx.call_off_in(place.key)
    elif not place.phase.serves:
        digest_at = next_monday(place.zone or policy.zone, now)
        await tx.begin_to_serve(place.key, now, digest_at)
    await tx.queue(f"phase {phase}", place.key, stamp, now)


async def _interest(turn: Turn) -> Message:
    wanted = await turn.tx.interest(turn.place.key)
    return (turn.whisper("pilot.interest", n=wanted),) if wanted else ()


def _settings(turn: Turn) -> Message:
    if not turn.is_lead:
        return ()
    return (Buttons((turn.button("button.settings", does("settings", turn.place.key)),)),)


async def set_place(intent: SetPlace, turn: Turn) -> Outcome:
    """Set a line of this place: its time zone, its language, whether it gets a digest."""
    is_button = intent.place is not None
    if turn.place.visibility is Visibility.DIRECT and not is_button:
        return turn.refuse("pilot.not_here")
    readers = known_readers(intent.value) if intent.line == "readers" else None
    if readers:
        return await set_readers(readers, intent.place, turn)
    if not turn.is_lead:
        return ignored(Why.REFUSED, (turn.whisper("pilot.not_admin"),))
    said = shortened(intent.value, _LONGEST_SHOWN)
    match intent.line:
        case "digest":
            return await _set_digest(intent.value, turn)
        case "zone":
            zone = known_zone(intent.value)
            if zone is None:
                return turn.refuse("pilot.zone_unknown", said=said)
            await move_zone(zone, turn.place, turn.tx, turn.policy)
            return remembered("place", (turn.whisper("pilot.zone_is", zone=zone),))
        case "readers":
            return turn.refuse("pilot.readers_unknown", said=said)
        case "language":
            return await _set_language(intent.value, turn)
        case _:
            return turn.refuse("pilot.unknown", said=said)


async def _set_digest(said: str, turn: Turn) -> Outcome:
    wanted = yes_or_no(said)
    if wanted is None:
        return turn.refuse("pilot.digest_unknown", said=shortened(said, _LONGEST_SHOWN))
    await turn.tx.set_place(turn.place.key, wants_digest=wanted)
    return remembered("place", (turn.whisper(f"pilot.digest_{'on' if wanted else 'off'}"),))


async def _set_language(said: str, turn: Turn) -> Outcome:
    code = known_language(said)
    if code is None:
        said = shortened(said, _LONGEST_SHOWN)
        return turn.refuse("pilot.language_unknown", said=said, spoken=spoken_languages())
    await turn.tx.set_place(turn.place.key, language=code)
    return remembered("place", (turn.whisper("pilot.language_is", language=language_name(code)),))


async def set_readers(readers: str, place: str | None, turn: Turn) -> Outcome:
    """Say who can read a place, where the platform does not: everyone, or its members.

    It holds for what is said from now on, and is told in the place.
    """
    there = await turn.moved(place)
    if there is None or not turn.is_admin:
        return turn.refuse("pilot.not_admin")
    if there.place.told is not None:
        return turn.refuse("pilot.readers_told")
    await open_or_close(readers, there.place, turn)
    said = turn.whisper(f"pilot.readers_{readers}", place=Where(there.place.key))
    return remembered("place", (said,))


async def open_or_close(readers: str, place: Place, turn: Turn) -> None:
    """Take it that a place is read by everyone, or by its members; it is told there."""
    await turn.tx.set_readers(place.key, READERS[readers])
    if READERS[readers] is not Visibility.PUBLIC:
        await correct_place(place.key, turn.tx, turn.now, turn.stamp)
    await turn.tx.set_place(place.key, readers_at=turn.now)
    await turn.tx.queue(f"readers {readers}", place.key, turn.stamp, turn.now)


async def move_zone(zone: str | None, place: Place, tx: Writing, policy: Policy) -> None:
    """Move a place to another time zone (none: the organisation's); its digest comes by that."""
    await tx.set_place(place.key, zone=zone)
    if place.digest_at:
        old, new = place.zone or policy.zone, zone or policy.zone
        monday, _ = week_bounds(new, week_of(old, place.digest_at))
        await tx.set_place(place.key, digest_at=next_monday(new, monday))


async def come_or_go(intent: Join | Leave, turn: Turn) -> Outcome:
    """Remember who is in the place, where the place takes part."""
    if turn.phase is Phase.OFF:
        return ignored(Why.PLACE_OFF)
    await turn.tx.know(turn.person, turn.workspace, turn.at)  # who goes has not spoken there
    present = isinstance(intent, Join)
    changed = await turn.tx.set_member(
        turn.place.key, turn.person.key, turn.at, present=present, came=present
    )
    if not changed:
        return ignored(Why.OLDER_THAN_KNOWN)
    if isinstance(intent, Leave):
        await turn.tx.call_off(turn.place.key, ("welcome",), turn.person.key)
        if intent.tells_no_more and not await turn.tx.is_anywhere(turn.person.key):
            await turn.tx.has_left(turn.person.key, turn.at)
    elif turn.is_live:
        await turn.tx.is_back(turn.person.key, turn.at)
    if present and turn.is_live and turn.phase.serves and await _has_something_to_tell(turn):
        await turn.tx.queue("welcome", turn.person.key, turn.place.key, turn.now)
    return remembered("join" if present else "leave")


async def _has_something_to_tell(turn: Turn) -> bool:
    """Tell whether a newcomer could be told anything; in a pilot's first hour there is nothing."""
    known = await turn.tx.reused(turn.place.key, 1)
    return bool(known or await turn.tx.people_with_topics())


async def move(intent: Move, turn: Turn) -> Outcome:
    """Have the place go on under its new key; what waited for something said there is told."""
    called = await turn.tx.move_place(intent.old, intent.new, turn.at)
    return remembered("move", known=tuple(called))


async def rename(_intent: Rename, _turn: Turn) -> Outcome:
    """Take the new name; the envelope brought it, and the place has it already."""
    return remembered("name")
