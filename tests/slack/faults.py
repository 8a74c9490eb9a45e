"""What a test plans to go wrong at Slack's end."""

from dataclasses import dataclass, field
from enum import StrEnum


class How(StrEnum):
    """How a call goes wrong; after LOST, FATAL and LATE it was carried out nevertheless."""

    RATE_LIMITED = "rate limited"
    STATUS = "an HTTP status and no JSON"
    HTML = "a page with status 200"
    REFUSED = "refused with an error code"
    LOST = "done, and the connection reset before the answer"
    FATAL = "done, and answered with fatal_error"
    LATE = "done, and answered late"


DONE = (How.LOST, How.FATAL, How.LATE)


@dataclass
class Fault:
    """One planned fault: for a method, a channel, or all calls, some number of times."""

    how: How
    method: str | None = None
    channel: str | None = None
    times: int = 1
    retry_after: str | None = "30"
    status: int = 500
    error: str = "internal_error"
    delay: float = 0.0
    met: int = 0

    def fits(self, method: str, channel: object) -> bool:
        """Tell whether a call is to go wrong this way."""
        return (
            self.met < self.times
            and self.method in (None, method)
            and self.channel in (None, channel)
        )


@dataclass
class Faults:
    """What is planned, in the order in which it comes about."""

    planned: list[Fault] = field(default_factory=list)

    def next(self, method: str, channel: object) -> Fault | None:
        """Return what goes wrong with this call, nothing mostly."""
        for each in self.planned:
            if each.fits(method, channel):
                each.met += 1
                return each
        return None

    def left(self) -> list[Fault]:
        """Return what did not come about (yet)."""
        return [each for each in self.planned if each.met < each.times]
