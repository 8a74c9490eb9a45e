"""A question that was asked by command is posted, where everybody in its place sees it."""

from bot import ladder
from bot.messages import Post
from bot.posts.card import card
from bot.posts.posting import Posting, Resting, Sent
from bot.posts.sending import Sending
from bot.posts.threads import remember_thread
from bot.posts.unposted import UNPOSTED
from bot.rhythm import Manner


async def compose(sending: Sending) -> Post | None:
    """Return the post of a question that was asked by command."""
    found = await sending.question()
    if found is None or found.is_settled:
        return None
    return Post(sending.due.target, await card(found, sending))


async def begin_to_ask(sent: Sent) -> None:
    """Remember its thread, and begin to ask around for it."""
    found = await remember_thread(sent)
    if found and not found.is_settled:
        place = await sent.tx.place(sent.due.target)
        await ladder.begin(found.key, place, sent.tx, sent.policy, sent.now)


async def tell_askers(resting: Resting) -> None:
    """Have those hear of it whose questions were to be posted there, and wait now."""
    for waiting in await resting.tx.waiting(QUESTION.name, resting.target):
        found = await resting.tx.question(waiting.about)
        if found:
            await resting.tx.queue(UNPOSTED.name, found.asker, found.key, resting.now)


QUESTION = Posting(
    "question",
    Manner.SCHEDULED,
    compose,
    went_out=begin_to_ask,
    target_rests=tell_askers,
)
