"""Who brought us into their direct line is told what they can do there; the row names a language.

Nothing is remembered of them yet, so the row carries it.
"""

from dataclasses import replace

from bot.asking import may_choose, why_nowhere
from bot.messages import Message, Post
from bot.posts.posting import DAY, Posting
from bot.posts.sending import Sending
from bot.rhythm import Manner
from bot.turn import workspace_of


async def compose(sending: Sending) -> Post | None:
    """Tell somebody who brought us into their direct line what they can do there; once."""
    reader = sending.person and replace(sending.person, language=sending.detail)
    spoken = replace(sending, person=reader)
    return sending.privately(*await _first(spoken), spoken.say("hello.more"))


async def _first(spoken: Sending) -> Message:
    """Say what they can do here; where there is no place to ask in yet, that there is none."""
    person, workspace = spoken.due.target, workspace_of(spoken.due.target)
    if await may_choose(spoken.look, workspace, person):
        return (spoken.say("hello.first"),)
    why = await why_nowhere(spoken.look, workspace, person)
    return (spoken.say("hello.i_am"), spoken.say(f"ask.{why}"))


HELLO = Posting("hello", Manner.ANSWER, compose, stale_after=DAY, is_private=True)
