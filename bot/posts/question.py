"""The post of a question, kept up to date as it is edited, answered and solved."""

from bot.buttons import does
from bot.messages import Button, Buttons, Message, Paragraph, Part, Post, Quote, Where, Who
from bot.model import Answer, Question, Verdict, Visibility, Wants
from bot.posts.sending import LONGEST_SHOWN, Sending
from bot.text import shortened

_MOST_HELPFUL = 5
"""Buttons for answers on one card: of the newest ones."""


async def question(sending: Sending) -> Post | None:
    """Return the post of a question that was asked by command."""
    found = await sending.question()
    if found is None or found.is_settled:
        return None
    answers = await sending.tx.answers_to(found.key)
    return Post(sending.due.target, await _card(found, tuple(answers), sending))


async def refresh(sending: Sending) -> Post | None:
    """Return one of our posts of a question as it is now; of one taken back, a word that it was."""
    found = await sending.tx.question(sending.due.about)
    post = await _ours(found, sending) if found else None
    if found is None or post is None:
        return None
    here = await sending.place_of(sending.due.target)
    is_shown = here.phase.serves and await sending.may_show(found.place)
    if not is_shown and not found.gone:
        return None
    answers = await sending.tx.answers_to(found.key)
    return Post(here.key, await _card(found, tuple(answers), sending), replaces=post)


async def _ours(found: Question, sending: Sending) -> str | None:
    """Return our post of a question in the place that it is for."""
    if sending.due.target != found.place:
        return (await sending.tx.echoes(found.key)).get(sending.due.target)
    return found.thread if found.captured_by.is_posted else None


async def widened(sending: Sending) -> Post | None:
    """Return the post of a question in a further place; never of one that was asked privately."""
    found = await sending.question()
    here = await sending.place_of(sending.due.target)
    if found is None or found.is_settled or not here.phase.serves:
        return None
    if found.visibility is not Visibility.PUBLIC:
        return None
    answers = await sending.tx.answers_to(found.key)
    return Post(sending.due.target, await _card(found, tuple(answers), sending))


async def answer(sending: Sending) -> Post | None:
    """Return the post of an answer that was written in a form, in the question's thread."""
    found = await sending.tx.answer(sending.due.about)
    if found is None or found.gone or not found.text:
        return None
    asked = await sending.tx.question(found.question)
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
    return Post(asked.place, message, thread=asked.thread)


async def _card(found: Question, answers: tuple[Answer, ...], sending: Sending) -> Message:
    if found.gone or not found.text:
        return (sending.say("ask.withdrawn"),)
    is_own = sending.due.target == found.place
    asks = _asks(found, sending) if is_own else _asks_from_there(found, sending)
    state = _state(found, answers, sending)
    if found.is_settled:
        return (asks, _words(found), *state)
    return (
        asks,
        _words(found),
        *(state or (_how(found, sending),)),
        *(() if sending.can.reactions else await _instead_of_signs(found, answers, sending)),
        _help(found, sending, own=is_own),
    )


async def _instead_of_signs(
    found: Question, answers: tuple[Answer, ...], sending: Sending
) -> tuple[Part, ...]:
    """Return buttons that say what signs on messages say where a platform tells of signs."""
    if not answers:
        return ()
    newest = answers[-_MOST_HELPFUL:]
    people = {
        each.key: each.name for each in await sending.tx.people([one.author for one in newest])
    }
    buttons = [_helpful(each, people.get(each.author), sending) for each in newest]
    buttons.append(sending.button("button.solved_it", does("judge", found.key, "solved")))
    return (Buttons(tuple(buttons)),)


def _helpful(answer: Answer, author: str | None, sending: Sending) -> Button:
    if author is None:
        return sending.button("button.helpful", does("helpful", answer.key))
    label = sending.word("button.helpful_of", author=shortened(author, 40))
    return Button(label, does("helpful", answer.key))


def _asks(found: Question, sending: Sending) -> Paragraph:
    wants = "ask.post_request" if found.wants is Wants.EXAMPLE else "ask.post"
    return sending.say(wants, asker=Who(found.asker))


def _asks_from_there(found: Question, sending: Sending) -> Paragraph:
    place, link = Where(found.place), sending.link(found)
    return sending.say("ask.widened", asker=Who(found.asker), place=place, link=link)


def _words(found: Question) -> Quote:
    return Quote(shortened(found.text or "", LONGEST_SHOWN))


def _how(found: Question, sending: Sending) -> Paragraph:
    wants = "ask.how_to_share" if found.wants is Wants.EXAMPLE else "ask.how_to_help"
    return sending.say(wants)


def _state(found: Question, answers: tuple[Answer, ...], sending: Sending) -> Message:
    if found.verdict is Verdict.SOLVED:
        said = "reassured" if found.wants is Wants.EXAMPLE else "solved"
        return (sending.say(f"state.{said}"),)
    if found.closed_at:
        return (sending.say("state.closed"),)
    if answers:
        return (sending.say("state.answered", n=len(answers)),)
    return ()


def _help(found: Question, sending: Sending, *, own: bool) -> Buttons:
    first: Button = sending.button("button.answer", does("answer", found.key), is_main=True)
    if found.wants is Wants.EXAMPLE:
        first = sending.button("button.share", does("share", found.key), is_main=True)
    buttons = [
        first,
        sending.button("button.follow", does("follow", found.key)),
        sending.button("button.not_me", does("notme", found.key)),
    ]
    if own:
        buttons += [
            sending.button("button.edit", does("revise", found.key)),
            sending.button("button.withdraw", does("withdraw", found.key)),
        ]
    return Buttons(tuple(buttons))
