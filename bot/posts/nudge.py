"""Asking for help when nobody answers, and asking whether an answer helped."""

from dataclasses import replace

from bot.buttons import does
from bot.knowing import Knower, why_them
from bot.ladder import may_be_judged, needs_answer
from bot.messages import Button, Buttons, Paragraph, Post, Quote, Quoted, Where, Who
from bot.model import Question, Verdict, Wants
from bot.posts.sending import SHORT, Sending
from bot.text import shortened
from bot.turn import Look


async def _waiting(sending: Sending) -> Question | None:
    """Return the question, where it still needs an answer."""
    found = await sending.question()
    if found is None or not found.thread:
        return None
    return found if needs_answer(found, await sending.tx.answers_to(found.key)) else None


async def who(sending: Sending) -> Post | None:
    """Ask somebody who knows, with the reason why them."""
    found = await _waiting(sending)
    person = sending.person
    if found is None or person is None or person.key in await sending.tx.decliners(found.key):
        return None
    reason = await why_them(person, found, sending.tx)
    if reason is None:  # it was so when they were chosen, and is no more
        return None
    quoted = await sending.quoted(found)
    if isinstance(quoted, Quote):
        asks = sending.say("nudge.who", asker=Who(found.asker), place=Where(found.place))
    else:
        asks = sending.say("nudge.who_private")
    return sending.privately(
        asks,
        quoted,
        _why(reason, sending),
        Buttons(
            (
                sending.button("button.answer", does("answer", found.key), is_main=True),
                sending.button("button.not_me", does("notme", found.key)),
                sending.button("button.snooze", does("snooze", "tomorrow")),
            )
        ),
        sending.say("nudge.how_to_stop"),
    )


async def who_settled(sending: Sending) -> Post | None:
    """Take the question off who was asked: it is answered, by them or by somebody else."""
    found = await sending.question()
    asked = [
        each
        for each in await sending.tx.queued("who", sending.due.about)
        if str(each.id) == sending.due.period
    ]
    if found is None or not asked or sending.person is None:
        return None
    answers = await sending.tx.answers_to(found.key)
    theirs = any(each.author in sending.person.keys for each in answers)
    said = "nudge.settled_by_you" if theirs else "nudge.settled"
    parts = (await sending.quoted(found, SHORT), sending.say(said, link=sending.link(found)))
    return replace(sending.privately(*parts), replaces=asked[0].message)


def _why(reason: Knower, sending: Sending) -> Paragraph:
    if reason.answered:
        answered = Quoted(shortened(reason.answered, SHORT))
        return sending.say("nudge.why_answer", about=answered)
    if reason.topic:
        return sending.say("nudge.why_topic", topic=reason.topic)
    return sending.say("nudge.why_private")


async def thread(sending: Sending) -> Post | None:
    """Remind the place, in the thread, that a question waits."""
    found = await _waiting(sending)
    if found is None:
        return None
    key, first, verb = "nudge.thread", "button.answer", "answer"
    if found.wants is Wants.EXAMPLE:
        key, first, verb = "nudge.thread_request", "button.share", "share"
    buttons = Buttons(
        (
            sending.button(first, does(verb, found.key), is_main=True),
            sending.button("button.not_me", does("notme", found.key)),
        )
    )
    return Post(found.place, (sending.say(key), buttons), thread=found.thread)


async def asker(sending: Sending) -> Post | None:
    """Ask the asker what to do with a question that nobody answered."""
    found = await _waiting(sending)
    if found is None:
        return None
    return sending.privately(
        sending.say("nudge.asker"),
        await sending.quoted(found),
        Buttons(
            (
                sending.button("button.widen", does("widen", found.key)),
                sending.button("button.rephrase", does("revise", found.key)),
                sending.button("button.close", does("close", found.key)),
            )
        ),
    )


async def helped(sending: Sending) -> Post | None:
    """Ask the asker, once, whether the answers helped."""
    found = await sending.question()
    if found is None or not may_be_judged(found, await sending.tx.answers_to(found.key)):
        return None
    key = "helped.request" if found.wants is Wants.EXAMPLE else "helped.question"
    return sending.privately(
        sending.say(key, link=sending.link(found)),
        await sending.quoted(found),
        Buttons(verdicts(found, sending)),
    )


def verdicts(found: Question, by: Sending | Look) -> tuple[Button, ...]:
    """Return the buttons with which an asker says whether it helped, in their language."""
    yes = "button.reassured" if found.wants is Wants.EXAMPLE else "button.yes"
    return (
        by.button(yes, does("judge", found.key, Verdict.SOLVED), is_main=True),
        by.button("button.partly", does("judge", found.key, Verdict.PARTLY)),
        by.button("button.still_open", does("judge", found.key, Verdict.OPEN)),
    )
