"""What the product needs from outside: a clock, readers of payloads, platforms, a vault.

What it needs from a store stands in ``bot/looking.py`` and ``bot/writing.py``.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.intents import Heard
from bot.messages import Post

Clock = Callable[[], datetime]
"""Tells the time now, aware and in UTC."""


@dataclass(frozen=True)
class Delivery:
    """A payload as it came in; ``payload`` is text, ``source`` names who can read it."""

    key: str
    source: str
    payload: str
    received_at: datetime


@dataclass(frozen=True)
class Due:
    """Something to send: what it is, about what, to whom or where; its text is made when sent.

    ``period`` tells repetitions apart: a week, a round of asking, an edit. ``ambiguous`` counts
    the earlier attempts that may have gone out; it is for nobody else to send before
    ``leased_until``.
    """

    id: int
    kind: str
    target: str
    about: str
    attempts: int
    due_at: datetime
    period: str = ""
    message: str | None = None
    ambiguous: int = 0
    leased_until: datetime | None = None


@dataclass(frozen=True)
class Offer:
    """Words of a message that asks, kept until its author says whether to ask with them."""

    message: str
    place: str
    person: str
    text: str
    at: datetime


Reader = Callable[[str], Heard]
"""Returns what a payload of one source tells; raises ValueError with the reason if it cannot."""


class StoreAway(Exception):
    """The store does not answer just now; what was begun did not happen."""


class NotSent(Exception):
    """A post did not go out; ``again`` says whether trying again can help, ``after`` how soon.

    ``maybe`` it went out all the same. ``target_rests`` where nothing can be sent there for now,
    ``workspace_rests`` where that holds for the whole workspace.
    """

    def __init__(
        self,
        reason: str,
        *,
        again: bool,
        after: timedelta | None = None,
        maybe: bool = False,
        target_rests: bool = False,
        workspace_rests: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.again = again
        self.after = after
        self.maybe = maybe
        self.target_rests = target_rests
        self.workspace_rests = workspace_rests


@dataclass(frozen=True)
class Capabilities:
    """What a platform lets us do, as far as the core has to ask; ``docs/capabilities.md`` tells it.

    ``reactions``: we hear signs put on messages.
    """

    reactions: bool


EVERYTHING = Capabilities(reactions=True)
"""What a platform lets us do that lets us do all."""


class Platform(Protocol):
    """Puts posts where people see them."""

    @property
    def capabilities(self) -> Capabilities:
        """What the platform lets us do."""
        ...

    async def send(self, post: Post, due: Due) -> str:
        """Send and return the key of the message; raise NotSent.

        What ``due`` tells names the post in every attempt: a platform where one can look does so
        before it sends again what may have gone out. Nothing is sent when the lease runs out.
        """
        ...


@dataclass(frozen=True)
class ChatMessage:
    """A message of a chat that we host ourselves; ``body`` is JSON, ``reactions`` who by sign."""

    key: str
    place: str
    author: str
    body: str
    thread: str | None = None
    only_for: str | None = None
    edited: bool = False
    reactions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class ChatLog(Protocol):
    """Where a chat that we host ourselves keeps its messages."""

    async def load(self) -> Sequence[ChatMessage]:
        """Return all messages, oldest first."""
        ...

    async def save(self, message: ChatMessage) -> None:
        """Keep a message, in place of the one with its key."""
        ...

    async def remove(self, key: str) -> None:
        """Forget a message."""
        ...


class Vault(Protocol):
    """Where installations are kept, encrypted, and who began to install.

    An installation is JSON text; its workspace is named by key. Raises StoreAway, and Refusal
    where the key that it was locked with is not at hand.
    """

    async def save(self, workspace: str, installation: str) -> None:
        """Keep a new installation, in place of an older one: we are in that workspace now."""
        ...

    async def renew(self, workspace: str, installation: str) -> bool:
        """Change an installation; tell whether it was still there to be changed."""
        ...

    async def load(self, workspace: str) -> str | None:
        """Return the installation, None where we are not in that workspace."""
        ...

    async def forget(self, workspace: str) -> None:
        """Take an installation away: we were taken out of that workspace."""
        ...

    async def workspaces(self) -> Sequence[str]:
        """Return the keys of the workspaces that we are in, sorted."""
        ...

    async def is_in(self, workspace: str) -> bool:
        """Tell whether we are in a workspace."""
        ...

    def refreshing(self, workspace: str) -> AbstractAsyncContextManager[None]:
        """Wait until no other replica changes the tokens of a workspace, then be the one who may.

        Inside, load the installation anew: somebody else may have changed it meanwhile.
        """
        ...

    async def put_state(self, state: str) -> None:
        """Remember for a few minutes that somebody began to install."""
        ...

    async def take_state(self, state: str) -> bool:
        """Tell whether somebody began to install with this state; it is used up by that."""
        ...
