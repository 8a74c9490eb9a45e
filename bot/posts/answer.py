"""An answer that was written in a form is posted in the question's thread."""

from bot.buttons import does
from bot.messages import Buttons, Message, Post, Quote, Who
from bot.posts.posting import Posting, Sent
from bot.posts.sending import LONGEST_SHOWN, Sending
from bot.rhythm import Manner
from bot.text import shortened


async def compose(sending: Sending) -> Post | None:
    """Return the post of an answer that was written in a form, in the question's thread."""
    found = await sending.look.answer(sending.due.about)
    if found is None or found.gone or not found.text:
        return None
    asked = await sending.look.question(found.question)
    if asked is None or not asked.thread or not await sending.may_show(asked.place):
        return None
    message: Message = (
        sending.say("answer.post", author=Who(found.author)),
        Quote(shortened(found.text, LONGEST_SHOWN)),
        Buttons(
            (
                sending.button("button.helpful", does("helpful", found.key)),
                sending.button("button.pass", does("pass", found.key)),
            )
        ),
    )
    return Post(asked.place, message, thread=asked.thread, tells=(found.key,))


async def remember_post(sent: Sent) -> None:
    """Remember where the answer stands: marks on that message are marks on the answer."""
    await sent.tx.set_answer_post(sent.due.about, sent.message)


ANSWER = Posting("answer", Manner.SCHEDULED, compose, went_out=remember_post)
