"""The figures of the report, as people are told them where they talk."""

from bot.facts import Facts
from bot.figures import Turnout
from metrics.world import tells_of_few, world_of


class ReportFigures:
    """Tells in a place what the report tells of it: what was asked there, not what was heard."""

    def turnout(self, facts: Facts, smallest_group: int) -> Turnout | None:
        """Return how it went; None where too few took part to tell of nobody, or nobody did."""
        world = world_of(facts)
        if not world.asked or tells_of_few((world.asking, world.answering), smallest_group):
            return None
        return Turnout(
            asked=len(world.asked),
            states=world.states,
            responded=len(world.responded),
            judged=len(world.judged),
            askers=len(world.askers),
            authors=len(world.authors),
        )
