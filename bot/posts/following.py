"""A message of ours follows what it tells: taken back, edited, closed, or its author left out."""

from dataclasses import replace

from bot.messages import Post
from bot.ports import Due
from bot.posts.answer import ANSWER
from bot.posts.asker import ASKER
from bot.posts.digest import DIGEST
from bot.posts.example import EXAMPLE
from bot.posts.first import FIRST
from bot.posts.helped import HELPED
from bot.posts.news import NEWS
from bot.posts.passed import PASSED
from bot.posts.passed_here import PASSED_HERE
from bot.posts.reused import REUSED
from bot.posts.sending import Sending
from bot.posts.shared import SHARED
from bot.posts.thanks import THANKS
from bot.posts.welcome import WELCOME
from bot.posts.who import WHO
from bot.posts.who_settled import WHO_SETTLED

_TELLING = {
    each.name: each
    for each in (
        *(ANSWER, ASKER, DIGEST, EXAMPLE, FIRST, HELPED, NEWS, PASSED, PASSED_HERE, REUSED),
        *(SHARED, THANKS, WELCOME, WHO, WHO_SETTLED),
    )
}
_OWN_WORDS = (ASKER.name, HELPED.name)
"""Where somebody reads their own words: what was there before they changed them harms nobody."""
_STANDS_THERE = (ANSWER.name, EXAMPLE.name)
"""Where the thing itself stands; that it was taken back is told there by other means."""


async def anew(sending: Sending) -> Post | None:
    """Return a message of ours as it is true now; where nothing of it is, that it was changed."""
    earlier = await sending.look.post(int(sending.due.period.partition(" ")[0]))
    if earlier is None or earlier.message is None:
        return None
    post = await _TELLING[earlier.kind].compose(replace(sending, due=earlier))
    if post is None and await _stays(earlier, sending):
        return None
    where = Post(earlier.target, ()) if sending.person is None else sending.privately()
    gone = replace(where, message=(sending.say("copy.gone"),))
    return replace(post or gone, replaces=earlier.message)


async def _stays(earlier: Due, sending: Sending) -> bool:
    """Tell whether a message stays as it is, though it would not be sent now."""
    if earlier.kind in _OWN_WORDS:
        asked = await sending.look.question(earlier.about)
        return asked is not None and not asked.gone
    return earlier.kind in _STANDS_THERE
