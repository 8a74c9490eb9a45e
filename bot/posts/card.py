"""The card of a question, as it stands in its place and in further ones."""

from dataclasses import dataclass

from bot.buttons import does
from bot.credit import count_people
from bot.messages import Button, Buttons, Message, Paragraph, Part, Quote, Where, Who
from bot.model import Answer, Question, Verdict, Wants
from bot.posts.sending import LONGEST_SHOWN, Sending
from bot.text import shortened

_MOST_HELPFUL = 5
"""Buttons for answers on one card: of the newest ones."""


@dataclass(frozen=True)
class Done:
    """What somebody did on a card: in its place stands what undoes it."""

    follows: bool = False
    marked: frozenset[str] = frozenset()


NOBODY = Done()


async def as_seen_by(found: Question, person: str, sending: Sending) -> Message:
    """Return the card as it stands for one person."""
    marked = await sending.look.marked_by(found.key, person)
    follows = person in await sending.look.followers(found.key)
    return await card(found, sending, Done(follows, frozenset(marked)))


async def card(found: Question, sending: Sending, done: Done = NOBODY) -> Message:
    """Return a question as it is now: what is asked, how it stands, how one can help."""
    if found.gone or not found.text:
        return (sending.say("ask.withdrawn"),)
    answers = tuple(await sending.look.answers_to(found.key))
    is_own = sending.due.target == found.place
    asks = _asks(found, sending) if is_own else _asks_from_there(found, sending)
    people = await count_people([each.author for each in answers], sending.look)
    state = _state(found, people, sending)
    if found.is_settled:
        return (asks, _words(found), *state)
    return (
        asks,
        _words(found),
        *(state or (_how(found, sending),)),
        *(() if sending.can.reactions else await _instead_of_signs(found, answers, sending, done)),
        _help(found, sending, done, own=is_own),
    )


async def _instead_of_signs(
    found: Question, answers: tuple[Answer, ...], sending: Sending, done: Done
) -> tuple[Part, ...]:
    """Return buttons that say what signs on messages say where a platform tells of signs."""
    if not answers:
        return ()
    newest = answers[-_MOST_HELPFUL:]
    people = {
        each.key: each.name
        for each in await sending.look.people([one.author for one in newest])
        if not each.opted_out
    }
    buttons = [
        _helpful(each, people.get(each.author), sending, marked=each.key in done.marked)
        for each in newest
    ]
    buttons.append(sending.button("button.solved_it", does("judge", found.key, "solved")))
    return (Buttons(tuple(buttons)),)


def _helpful(answer: Answer, author: str | None, sending: Sending, *, marked: bool) -> Button:
    name, verb = ("take_back", "takeback") if marked else ("helpful", "helpful")
    if author is None:
        return sending.button(f"button.{name}", does(verb, answer.key))
    label = sending.word(f"button.{name}_of", author=shortened(author, 40))
    return Button(label, does(verb, answer.key))


def _asks(found: Question, sending: Sending) -> Paragraph:
    wants = "ask.post_request" if found.wants is Wants.EXAMPLE else "ask.post"
    return sending.say(wants, asker=Who(found.asker, always=True))


def _asks_from_there(found: Question, sending: Sending) -> Paragraph:
    asker = Who(found.asker, always=True)
    return sending.say(
        "ask.widened", asker=asker, place=Where(found.place), link=sending.link(found)
    )


def _words(found: Question) -> Quote:
    return Quote(shortened(found.text or "", LONGEST_SHOWN))


def _how(found: Question, sending: Sending) -> Paragraph:
    wants = "ask.how_to_share" if found.wants is Wants.EXAMPLE else "ask.how_to_help"
    return sending.say(wants)


def _state(found: Question, people: int, sending: Sending) -> Message:
    if found.verdict is Verdict.SOLVED:
        said = "reassured" if found.wants is Wants.EXAMPLE else "solved"
        return (sending.say(f"state.{said}"),)
    if found.closed_at:
        return (sending.say("state.closed"),)
    if people:
        return (sending.say("state.answered", n=people),)
    return ()


def _help(found: Question, sending: Sending, done: Done, *, own: bool) -> Buttons:
    first: Button = sending.button("button.answer", does("answer", found.key), is_main=True)
    if found.wants is Wants.EXAMPLE:
        first = sending.button("button.share", does("share", found.key), is_main=True)
    follow = "unfollow" if done.follows else "follow"
    buttons = [
        first,
        sending.button(f"button.{follow}", does(follow, found.key)),
        sending.button("button.not_me", does("notme", found.key)),
    ]
    if own and found.captured_by.is_posted:  # else it is a message of their own, edited there
        buttons.append(sending.button("button.edit", does("revise", found.key)))
    if own:
        buttons.append(sending.button("button.withdraw", does("withdraw", found.key)))
    return Buttons(tuple(buttons))
