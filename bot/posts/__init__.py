"""What we post where others can see it, made at the moment of sending."""

from collections.abc import Awaitable, Callable

from bot.messages import Post
from bot.posts.digest import digest
from bot.posts.example import example, example_gone, passed, passed_here
from bot.posts.nudge import asker, helped, thread, who, who_settled
from bot.posts.place import arrived, phase, readers
from bot.posts.private import (
    first,
    hello,
    news,
    offer,
    reused,
    shared,
    thanks,
    unposted,
    unreached,
    welcome,
)
from bot.posts.question import answer, question, refresh, widened
from bot.posts.sending import Sending

_MAKE: dict[str, Callable[[Sending], Awaitable[Post | None]]] = {
    "question": question,
    "widened": widened,
    "refresh": refresh,
    "answer": answer,
    "phase": phase,
    "readers": readers,
    "arrived": arrived,
    "thread": thread,
    "who": who,
    "who_settled": who_settled,
    "asker": asker,
    "helped": helped,
    "hello": hello,
    "first": first,
    "news": news,
    "shared": shared,
    "thanks": thanks,
    "reused": reused,
    "welcome": welcome,
    "offer": offer,
    "unposted": unposted,
    "unreached": unreached,
    "example": example,
    "example_gone": example_gone,
    "passed": passed,
    "passed_here": passed_here,
    "digest": digest,
}


async def compose(sending: Sending) -> Post | None:
    """Return the post for what is due, or None when there is nothing to say any more."""
    return await _MAKE[sending.due.kind.partition(" ")[0]](sending)
