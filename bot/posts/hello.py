"""Who brought us into their direct line is told what they can do there; the row names a language.

Nothing is remembered of them yet, so the row carries it.
"""

from dataclasses import replace

from bot.messages import Post
from bot.posts.posting import DAY, Posting
from bot.posts.sending import Sending
from bot.rhythm import Manner


async def compose(sending: Sending) -> Post | None:
    """Tell somebody who brought us into their direct line what they can do there; once."""
    reader = sending.person and replace(sending.person, language=sending.detail)
    spoken = replace(sending, person=reader)
    return sending.privately(spoken.say("hello.first"), spoken.say("hello.more"))


HELLO = Posting("hello", Manner.ANSWER, compose, stale_after=DAY, is_private=True)
