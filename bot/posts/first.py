"""The asker hears of the first answer, because that is what they asked for."""

from bot.ladder import new_answers
from bot.messages import Part, Post, Quote, Who
from bot.model import Answer, Question
from bot.posts.posting import Posting
from bot.posts.sending import SHORT, Sending
from bot.rhythm import Manner
from bot.text import shortened


async def compose(sending: Sending) -> Post | None:
    """Tell the asker of the first answer."""
    found = await sending.question()
    if found is None:
        return None
    answers = new_answers(found, await sending.look.answers_to(found.key))
    if not answers:
        return None
    return sending.privately(
        sending.say("first.answer", author=Who(answers[0].author), link=sending.link(found)),
        *await _words(answers[0], found, sending),
        tells=(answers[0].key, found.key),
    )


async def _words(answer: Answer, found: Question, sending: Sending) -> tuple[Part, ...]:
    place = await sending.place_of(found.place)
    is_shown = place.shows_alone(found.visibility)
    return (Quote(shortened(answer.text, SHORT)),) if is_shown and answer.text else ()


FIRST = Posting("first", Manner.ANSWER, compose, is_private=True)
