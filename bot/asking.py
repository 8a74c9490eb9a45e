"""Where somebody can ask and share who is not in the place just now; and why that is nowhere."""

from bot.looking import Looking
from bot.model import Place
from bot.turn import Look, Outcome, workspace_of


async def askable_places(turn: Look) -> list[Place]:
    """Return the places that can be chosen from elsewhere.

    The public ones, and the channels of teams that the speaker is in: all of a team know of those.
    """
    return await turn.served_places() + await _of_teams(turn.look, turn.workspace, turn.person.key)


async def nowhere(turn: Look, do: str) -> Outcome:
    """Say to who wants to ask or share why there is no place to choose."""
    why = await why_nowhere(turn.look, turn.workspace, turn.person.key)
    return turn.refuse("ask.nowhere" if why == "nowhere" else f"{do}.{why}")


async def may_choose(look: Looking, workspace: str, person: str) -> bool:
    """Tell whether there is a place that somebody could choose."""
    guest = (await look.person(person)).guest
    for each in await look.served_places(workspace):
        if not guest or await look.is_member(each.key, person):
            return True
    return bool(await _of_teams(look, workspace, person))


async def why_nowhere(look: Looking, workspace: str, person: str) -> str:
    """Return the last of a key in the words: no place serves, or none that may be named here."""
    if not await look.serves_anywhere(workspace):
        return "nowhere"
    return "only_private" if await look.places_of(person) else "nowhere_for_you"


async def _of_teams(look: Looking, workspace: str, person: str) -> list[Place]:
    theirs = await look.places_of(person)
    return [each for each in theirs if each.is_of_team and workspace_of(each.key) == workspace]
