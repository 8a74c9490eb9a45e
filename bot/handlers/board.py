"""The pilot board: how the places take part, for who leads the pilot."""

from datetime import timedelta

from bot.buttons import does
from bot.messages import Buttons, Heading, Message, Paragraph, Part, Spans, Text, Where
from bot.model import Place
from bot.turn import Look
from bot.turnout import states_of

_MOST = 10
_WEEK = timedelta(days=7)


async def board(turn: Look) -> Message:
    """Return each public place that takes part, or in which people want to, with its settings.

    Private places are not told of outside of them, not even to an admin.
    """
    places = await turn.look.board(turn.workspace)
    if not places:
        return ()
    parts: list[Part] = [Heading(turn.whisper("board.title").spans)]
    for place, wanted in places[:_MOST]:
        phase = turn.whisper(f"board.phase.{place.phase}").spans
        told = await _numbers(place, turn) if place.phase.serves else _interest(wanted, turn)
        parts.append(Paragraph((Where(place.key), Text(" · "), *phase, *told)))
        settings = turn.button("button.settings", does("settings", place.key))
        parts.append(Buttons((settings,)))
    if len(places) > _MOST:
        parts.append(turn.whisper("digest.more", n=len(places) - _MOST))
    return tuple(parts)


async def _numbers(place: Place, turn: Look) -> Spans:
    """Return the last seven days in numbers, where enough people took part to tell of nobody."""
    facts = await turn.look.facts(turn.now - _WEEK, turn.now, place=place.key)
    week = turn.figures.turnout(facts, turn.policy.smallest_group)
    if week is None:
        return (Text(" · "), *turn.whisper("board.too_few").spans)
    told = turn.spans("board.numbers", n=week.asked)
    return (Text(" · "), *told, Text(" "), *states_of(week, turn.spans))


def _interest(wanted: int, turn: Look) -> Spans:
    if not wanted:
        return ()
    return (Text(" · "), *turn.whisper("board.wanted", n=wanted).spans)
