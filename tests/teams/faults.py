"""What a test plans to go wrong at Teams' end."""

from dataclasses import dataclass, field
from enum import StrEnum

from tests.teams.world import Json


class How(StrEnum):
    """How a call goes wrong; after LOST and SLOW it was carried out nevertheless."""

    THROTTLED = "429, with Retry-After"
    PRECONDITION = "412"
    STATUS = "another HTTP status"
    HTML = "a page with status 200"
    BLOCKED = "403 MessageWritesBlocked"
    FORBIDDEN = "403 ForbiddenOperationException"
    NOT_FOUND = "404 ConversationNotFound"
    DROPPED = "not done, and the connection reset"
    LOST = "done, and the connection reset before the answer"
    SLOW = "done, and answered late"


DONE = (How.LOST, How.SLOW)


@dataclass
class Fault:
    """One planned fault: for a kind of call, a place, or all calls, some number of times.

    ``what`` is ``send``, ``reply``, ``update``, ``delete``, ``create``, ``members``, ``member``,
    ``team``, ``channels``, ``token``, ``openid`` or ``keys``.
    """

    how: How
    what: str | None = None
    place: str | None = None
    times: int = 1
    retry_after: str | None = "2"
    status: int = 500
    delay: float = 0.0
    met: int = 0

    def fits(self, what: str, place: str | None) -> bool:
        """Tell whether a call is to go wrong this way."""
        return self.met < self.times and self.what in (None, what) and self.place in (None, place)

    def answer(self) -> tuple[int, Json, dict[str, str]]:
        """Return the status, the body and the headers."""
        match self.how:
            case How.THROTTLED:
                headers = {} if self.retry_after is None else {"Retry-After": self.retry_after}
                return 429, error("Throttled", "Too many requests."), headers
            case How.PRECONDITION:
                return (
                    412,
                    error("PreconditionFailed", "Precondition failed, please try again."),
                    {},
                )
            case How.BLOCKED:
                return 403, WRITES_BLOCKED, {}
            case How.FORBIDDEN:
                return 403, FORBIDDEN, {}
            case How.NOT_FOUND:
                return 404, error("ConversationNotFound", "Conversation not found."), {}
            case _:
                return self.status, error("ServiceError", "Unknown"), {}


def error(code: str, message: str) -> Json:
    """Return a refusal as the connector words it."""
    return {"error": {"code": code, "message": message}}


WRITES_BLOCKED: Json = {
    "errorCode": 209,
    "message": (
        '{\r\n  "subCode": "MessageWritesBlocked",\r\n'
        '  "details": "Thread is blocked from message writes.",\r\n'
        '  "errorCode": null,\r\n  "errorSubCode": null\r\n}'
    ),
}
FORBIDDEN = error(
    "ForbiddenOperationException", "The bot is not installed in user's personal scope"
)


@dataclass
class Faults:
    """What is planned, in the order in which it comes about."""

    planned: list[Fault] = field(default_factory=list)

    def next(self, what: str, place: str | None) -> Fault | None:
        """Return what goes wrong with this call, nothing mostly."""
        for each in self.planned:
            if each.fits(what, place):
                each.met += 1
                return each
        return None

    def left(self) -> list[Fault]:
        """Return what did not come about (yet)."""
        return [each for each in self.planned if each.met < each.times]
