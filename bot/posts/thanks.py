"""Whose answer solved a question is thanked."""

from bot.credit import who_solved
from bot.messages import Post, Who
from bot.posts.posting import WEEK, Posting
from bot.posts.sending import SHORT, Sending
from bot.rhythm import Manner


async def compose(sending: Sending) -> Post | None:
    """Tell the author of an answer that it solved the question, where it still counts so."""
    found = await sending.question()
    if found is None or sending.due.target not in await who_solved(found, sending.look):
        return None
    return sending.privately(
        sending.say("thanks.solved", asker=Who(found.asker, always=True), link=sending.link(found)),
        await sending.quoted(found, SHORT),
        tells=(found.key,),
    )


THANKS = Posting("thanks", Manner.SCHEDULED, compose, stale_after=WEEK, is_private=True)
