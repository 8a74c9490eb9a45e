"""What an admin sets for a place, and who comes, goes and renames."""

from bot.intents import Join, Leave, Rename, SetPhase, Why
from bot.model import Phase
from bot.text import shortened
from bot.turn import Outcome, Turn, ignored, remembered

_LONGEST_SHOWN = 60


async def set_phase(intent: SetPhase, turn: Turn) -> Outcome:
    """Move the place to another phase and say there what is remembered from now on."""
    if not intent.phase:
        state = turn.whisper(f"pilot.is_{turn.place.phase}")
        return ignored(Why.NO_MATTER, (state, turn.whisper("pilot.how")))
    if not turn.is_admin:
        return ignored(Why.REFUSED, (turn.whisper("pilot.not_admin"),))
    if intent.phase not in list(Phase):
        wrong = turn.whisper("pilot.unknown", said=shortened(intent.phase, _LONGEST_SHOWN))
        return ignored(Why.REFUSED, (wrong, turn.whisper("pilot.how")))
    phase = Phase(intent.phase)
    if phase is turn.place.phase:
        return ignored(Why.NO_MATTER, (turn.whisper(f"pilot.is_{phase}"),))

    await turn.tx.set_phase(turn.place.key, phase)
    if phase is Phase.OFF:
        await turn.tx.unpark(turn.place.key)
    # Nothing is captured covertly: the change is told where it holds.
    await turn.tx.queue(f"phase {phase}", turn.place.key, turn.heard.key, turn.now)
    return remembered("phase", (turn.whisper(f"pilot.is_{phase}"),))


async def come_or_go(intent: Join | Leave, turn: Turn) -> Outcome:
    """Remember who is in the place, where the place takes part."""
    if turn.phase is Phase.OFF:
        return ignored(Why.PLACE_OFF)
    await turn.know_speaker()
    present = isinstance(intent, Join)
    changed = await turn.tx.set_member(turn.place.key, turn.person.key, turn.at, present=present)
    if not changed:
        return ignored(Why.OLDER_THAN_KNOWN)
    return remembered("join" if present else "leave")


async def rename(_intent: Rename, _turn: Turn) -> Outcome:
    """Take the new name; the envelope brought it, and the place has it already."""
    return remembered("name")
