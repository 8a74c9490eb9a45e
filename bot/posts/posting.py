"""What a kind of thing that we send says of itself: its manner, its words, what follows."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.messages import Post
from bot.model import Policy
from bot.ports import Due
from bot.posts.sending import Sending
from bot.rhythm import Manner
from bot.writing import Writing

DAY = timedelta(hours=24)
WEEK = timedelta(days=7)
_EVER = timedelta(days=3650)


@dataclass(frozen=True)
class Sent:
    """Something that went out just now, as which message, and the transaction that notes it."""

    due: Due
    message: str
    tx: Writing
    policy: Policy
    now: datetime


@dataclass(frozen=True)
class Resting:
    """A place or person to whom nothing can be sent for now, and the transaction that notes it."""

    target: str
    tx: Writing
    policy: Policy
    now: datetime


@dataclass(frozen=True)
class Posting:
    """One kind of thing that we send, to one person (``is_private``) or to a place.

    ``compose`` returns the post as it is true now, None when there is nothing to say any more; it
    changes nothing. ``stale_after`` is how late it may go out at most, ``keeps_hours`` whether a
    place's working hours are kept. ``went_out`` is what follows when it did: others may refer to
    its message from then on. ``target_rests`` is what follows when nothing can be sent to some
    target any more.
    """

    name: str
    manner: Manner
    compose: Callable[[Sending], Awaitable[Post | None]]
    stale_after: timedelta = _EVER
    is_private: bool = False
    keeps_hours: bool = False
    went_out: Callable[[Sent], Awaitable[object]] | None = None
    target_rests: Callable[[Resting], Awaitable[object]] | None = None
