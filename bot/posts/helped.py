"""The asker is asked, once, whether the answers helped."""

from bot.buttons import does
from bot.ladder import may_be_judged
from bot.messages import Button, Buttons, Post
from bot.model import Question, Verdict, Wants
from bot.posts.posting import DAY, Posting
from bot.posts.sending import Sending
from bot.rhythm import Manner
from bot.turn import Look


async def compose(sending: Sending) -> Post | None:
    """Ask the asker, once, whether the answers helped."""
    found = await sending.question()
    if found is None or not may_be_judged(found, await sending.look.answers_to(found.key)):
        return None
    key = "helped.request" if found.wants is Wants.EXAMPLE else "helped.question"
    return sending.privately(
        sending.say(key, link=sending.link(found)),
        await sending.quoted(found),
        Buttons(verdicts(found, sending)),
        tells=(found.key,),
    )


def verdicts(found: Question, by: Sending | Look) -> tuple[Button, ...]:
    """Return the buttons with which an asker says whether it helped, in their language."""
    yes = "button.reassured" if found.wants is Wants.EXAMPLE else "button.yes"
    return (
        by.button(yes, does("judge", found.key, Verdict.SOLVED), is_main=True),
        by.button("button.partly", does("judge", found.key, Verdict.PARTLY)),
        by.button("button.still_open", does("judge", found.key, Verdict.OPEN)),
    )


HELPED = Posting("helped", Manner.SCHEDULED, compose, stale_after=DAY, is_private=True)
