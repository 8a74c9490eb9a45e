"""Whose earlier answer or example was found again, and helped, is thanked."""

from bot.messages import Post, Quote
from bot.model import Visibility
from bot.posts.posting import WEEK, Posting
from bot.posts.sending import SHORT, Sending
from bot.rhythm import Manner
from bot.text import shortened


async def compose(sending: Sending) -> Post | None:
    """Tell the author of an earlier answer or example that it helped somebody again."""
    item = await sending.look.item(sending.due.about)
    if item is None or not await sending.may_show(item.place):
        return None
    words = (Quote(shortened(item.title, SHORT)),) if item.visibility is Visibility.PUBLIC else ()
    thanks = sending.say("thanks.reused", link=sending.item_link(item))
    return sending.privately(thanks, *words, tells=(item.key, item.question))


REUSED = Posting("reused", Manner.SCHEDULED, compose, stale_after=WEEK, is_private=True)
