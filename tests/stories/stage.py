"""A stage on which a story is told: what people can do and see, whatever the platform is."""

from datetime import datetime
from typing import Any, Protocol

Line = dict[str, Any]

ALONE = "whoknows"
"""The direct line between a person and the bot."""


class Stage(Protocol):
    """People by name, channels by name, messages by what identifies them on the stage."""

    async def until(self, day: str, at: str) -> None:
        """Let time pass until a weekday and hour of the office, such as ``("Tue", "09:30")``."""
        ...

    async def say(self, who: str, where: str, text: str, thread: str | None = None) -> str:
        """Have somebody say something; return the message."""
        ...

    async def type(self, who: str, where: str, command: str) -> list[str]:
        """Have somebody type a command; return what only they were told, oldest first."""
        ...

    async def react(self, who: str, message: str, sign: str) -> None:
        """Have somebody put a reaction on a message."""
        ...

    async def press(self, who: str, where: str, label: str, **values: str) -> list[str]:
        """Have somebody press the newest button of a name, and send the form that opens.

        Returns what only they were told.
        """
        ...

    async def join(self, who: str, where: str) -> None:
        """Have somebody come into a channel."""
        ...

    async def post(self, where: str, words: str) -> str:
        """Return the message of the bot's that holds some words and all can see."""
        ...

    async def told(self, who: str, where: str = ALONE) -> list[str]:
        """Return the words that only this person sees in a place, oldest first."""
        ...

    async def reads(self, who: str, where: str) -> list[str]:
        """Return all words that a person sees in a place, oldest first."""
        ...

    async def now(self) -> datetime:
        """Return the time on this stage."""
        ...

    async def dump(self) -> list[Line]:
        """Return what the product remembers."""
        ...

    async def report(self) -> Line:
        """Return the report as data."""
        ...
