"""A post of a question is brought up to date: it was edited, answered, solved or taken back."""

from bot.messages import Post
from bot.model import Question
from bot.posts.card import card
from bot.posts.posting import Posting
from bot.posts.sending import Sending
from bot.rhythm import Manner


async def compose(sending: Sending) -> Post | None:
    """Return one of our posts of a question as it is now; of one taken back, a word that it was."""
    found = await sending.look.question(sending.due.about)
    post = await _ours(found, sending) if found else None
    if found is None or post is None:
        return None
    here = await sending.place_of(sending.due.target)
    is_shown = here.phase.serves and await sending.may_show(found.place)
    if not is_shown and not found.gone:
        is_elsewhere = here.key != found.place
        gone = (sending.say("copy.gone"),)
        return Post(here.key, gone, replaces=post) if is_elsewhere else None
    return Post(here.key, await card(found, sending), replaces=post)


async def _ours(found: Question, sending: Sending) -> str | None:
    """Return our post of a question in the place that it is for."""
    if sending.due.target == found.place and found.captured_by.is_posted:
        return found.thread
    return (await sending.look.echoes(found.key)).get(sending.due.target)


REFRESH = Posting("refresh", Manner.SCHEDULED, compose)
