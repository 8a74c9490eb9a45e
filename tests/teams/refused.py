"""What the connector says when it does not do something."""

from tests.teams.faults import FORBIDDEN, WRITES_BLOCKED, error
from tests.teams.world import Json


class Refused(Exception):
    """A status and a body; ``code`` is how the stand-in names it."""

    def __init__(self, status: int, code: str, body: Json, *explained: str) -> None:
        super().__init__(status, code, *explained)
        self.status = status
        self.code = code
        self.body = body
        self.explained = explained
        self.headers: dict[str, str] = {}


def refused(status: int, code: str, message: str, *explained: str) -> Refused:
    """Return a refusal in the usual words."""
    return Refused(status, code, error(code, "; ".join((message, *explained))), *explained)


def bad(message: str, *explained: str) -> Refused:
    """Return what a body that cannot be read is met with."""
    return refused(400, "BadSyntax", message, *explained)


def not_found() -> Refused:
    """Return what is said where there is no such conversation."""
    return refused(404, "ConversationNotFound", "Conversation not found.")


def no_activity() -> Refused:
    """Return what is said where there is no such message."""
    return refused(404, "ActivityNotFoundInConversation", "Conversation not found.")


def not_there() -> Refused:
    """Return what is said where the app is not (any more)."""
    message = "The bot is not part of the conversation roster."
    return refused(403, "BotNotInConversationRoster", message)


def blocked() -> Refused:
    """Return what is said where somebody blocked the bot or took the app away."""
    return Refused(403, "MessageWritesBlocked", WRITES_BLOCKED)


def forbidden() -> Refused:
    """Return what is said of people whom the bot has no business with."""
    return Refused(403, "ForbiddenOperationException", FORBIDDEN)


def throttled(seconds: int) -> Refused:
    """Return what is said to a bot that is too fast."""
    found = refused(429, "Throttled", "Too many requests.")
    found.headers["Retry-After"] = str(seconds)
    return found


def unauthorized() -> Refused:
    """Return what is said to a call without a token that holds."""
    message = "Authorization has been denied for this request."
    return Refused(401, "Unauthorized", {"message": message})
