"""How a place did, in words: what became of all that was asked, and what its askers said of it."""

from collections.abc import Callable

from bot.figures import AttemptState, Turnout
from bot.messages import Spans, Text

Spoken = Callable[..., Spans]
"""Returns the words under a key in the reader's language."""

_ORDER = (
    AttemptState.CONFIRMED,
    AttemptState.ANSWERED,
    AttemptState.SELF_SERVED,
    AttemptState.ELSEWHERE,
    AttemptState.CLOSED,
    AttemptState.WAITING,
)


def states_of(found: Turnout, spoken: Spoken) -> Spans:
    """Return what became of the questions; the numbers add up to those asked."""
    told: Spans = ()
    for state in _ORDER:
        if n := found.states[state]:
            told = (*told, Text(", ")) if told else ()
            told = (*told, *spoken(f"outcome.{state}", n=n))
    return told


def verdicts_on(found: Turnout, spoken: Spoken) -> Spans:
    """Return of how many answered questions the asker said whether it helped; none of none.

    Where nobody did it is only not known yet: of 0 would read as a reproach.
    """
    if not found.responded:
        return ()
    if not found.judged:
        return spoken("outcome.unjudged", n=found.responded)
    return spoken("outcome.judged", n=found.responded, judged=found.judged)
