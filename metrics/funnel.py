"""The funnel at a glance: how many things there are at each stage, and by how many people."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.facts import Facts, Lessons
from metrics.world import world_of
from store.facts import FactsOf

STAGES = ("asked", "responded", "helpful", "example", "insight", "action")
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Stage:
    """One stage; ``people`` are none where it is not about people."""

    key: str
    n: int
    people: int | None = None


async def make_funnel(
    connection: AsyncConnection, organisation: str, until: datetime
) -> tuple[Stage, ...]:
    """Return the funnel of everything that is remembered up to, but not with, a moment."""
    read = FactsOf(connection, organisation)
    return funnel(await read.facts(_EVER, until), await read.lessons(_EVER, until))


def funnel(facts: Facts, lessons: Lessons) -> tuple[Stage, ...]:
    """Return the stages, as the report counts them; what was only heard is left out.

    Small groups are not hidden: it is for the sandbox, whose people are made up.
    """
    world = world_of(facts)
    sharers = {each.author for each in lessons.shared}
    return (
        Stage("asked", len(world.asked), len(world.askers)),
        Stage("responded", len(world.responded), len(world.authors)),
        Stage("helpful", len(world.helpful), len(world.helpers)),
        Stage("example", len(lessons.shared), len(sharers)),
        Stage("insight", len(lessons.learnt)),
        Stage("action", sum(each.has_action for each in lessons.learnt)),
    )
