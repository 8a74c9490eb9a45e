"""What Slack says when it does not do something."""

from typing import Any


class Refused(Exception):
    """Slack's ``ok: false``, with its code and what else stands in the answer."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error, more)
        self.error = error
        self.more = more


def with_messages(error: str, *messages: str) -> Refused:
    """Return a refusal with Slack's explanations."""
    return Refused(error, response_metadata={"messages": [f"[ERROR] {each}" for each in messages]})
