"""What the platform tells of itself: who people are, where we can post, where we are installed."""

from collections.abc import Set as AbstractSet
from datetime import UTC, datetime

from bot.intents import Arrive, Introduce, Missed, Rest, SeenPerson, Uninstall, Why
from bot.model import Phase, Visibility
from bot.posts import PRIVATE
from bot.turn import Outcome, Turn, ignored, remembered

_EVER = datetime.fromtimestamp(0, UTC)


async def introduce(intent: Introduce, turn: Turn) -> Outcome:
    """Take what the platform says of people whom we know; who is in a closed place is known too.

    Of strangers nothing is kept: in a shared place, where a list of who is there does not tell
    them from our own, only those are known to be in it whom we know anyway. What is told of
    somebody alone is told because they spoke: it waits for a while for them to be remembered.
    """
    keeps = turn.here is not None and _keeps_members(turn)
    at = turn.at if turn.at > _EVER else turn.now  # not all of it tells when it was
    present = set(intent.present or ()) if keeps else set[str]()
    asked = present.union(each.key for each in intent.people)
    known = {each.key for each in await turn.tx.people(sorted(asked))}
    if keeps and turn.place.visibility is Visibility.SHARED:
        present &= known
    ours = [each for each in intent.people if not each.is_stranger and not each.is_bot]
    wanted = [each for each in ours if each.key in known | present]
    named = {each.key for each in intent.people} | known
    # Whoever is in the place has to be known, but by a key alone where nobody tells more.
    wanted += [SeenPerson(each) for each in sorted(present - named)]
    await turn.tx.introduce(wanted, turn.workspace, at)
    await _tell(intent, {each.key for each in wanted}, turn)
    if keeps and intent.present is not None:
        there = present & (known | {each.key for each in wanted})
        await turn.tx.take_attendance(turn.place.key, there, turn.at)
    return remembered("attendance" if keeps and intent.present is not None else "introduction")


async def _tell(intent: Introduce, remembered_too: AbstractSet[str], turn: Turn) -> None:
    """Keep for a while what is told of people who are not remembered."""
    if intent.present is None and not intent.of_all:
        others = [each for each in intent.people if each.key not in remembered_too]
        await turn.tx.tell(others, turn.at)
    if intent.unknown:  # a guest it would know, and who is one stays one
        told = await turn.tx.told(intent.unknown)
        nobody = [SeenPerson(key, is_guest=False) for key in intent.unknown if key not in told]
        known = {each.key for each in await turn.tx.people([each.key for each in nobody])}
        ours = [each for each in nobody if each.key in known]
        await turn.tx.introduce(ours, turn.workspace, turn.at)
        await turn.tx.tell([each for each in nobody if each.key not in known], turn.at)


def _keeps_members(turn: Turn) -> bool:
    """Tell whether it matters who is in the place: it takes part."""
    return turn.phase is not Phase.OFF and turn.place.visibility is not Visibility.DIRECT


async def arrive(_intent: Arrive, turn: Turn) -> Outcome:
    """Say once that we are here: what is remembered in the place, or what somebody can do alone.

    Who has heard from us already needs no greeting.

    Nothing is captured covertly: where a place takes part from its first day, that is told now.
    """
    await turn.tx.wake(turn.place.key)
    here = turn.place
    if not turn.is_live:
        return remembered("place")
    if here.visibility is not Visibility.DIRECT:
        if here.phase is Phase.OFF:
            await turn.tx.queue("arrived", here.key, here.key, turn.now)
        else:
            await turn.tx.queue(f"phase {here.phase}", here.key, "arrival", turn.now)
    elif turn.heard.person and not await turn.tx.sent_to((turn.person.key,), PRIVATE, _EVER):
        await turn.tx.queue(f"hello {turn.language}", turn.person.key, here.key, turn.now)
    return remembered("place")


async def rest(intent: Rest, turn: Turn) -> Outcome:
    """Send nothing to a place that is archived or that we were taken out of, until we are back."""
    if intent.on:
        await turn.tx.rest(turn.place.key, intent.why, turn.at)
    else:
        await turn.tx.wake(turn.place.key)
    return remembered("place")


async def uninstall(intent: Uninstall, turn: Turn) -> Outcome:
    """Send nothing in a workspace that we were taken out of, until we are put into it again."""
    if turn.heard.workspace is None:
        return ignored(Why.NO_MATTER)
    if intent.on:
        await turn.tx.leave_workspace(turn.heard.workspace, turn.at)
    else:
        await turn.tx.return_to_workspace(turn.heard.workspace, turn.at)
    return remembered("workspace")


async def missed(intent: Missed, turn: Turn) -> Outcome:
    """Remember of which time nothing is known, so that no figure takes silence for success."""
    await turn.tx.add_gap(
        turn.heard.key, turn.heard.workspace or "", intent.since, intent.until, intent.why
    )
    return remembered("gap")
