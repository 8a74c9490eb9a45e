"""A person's own page: what waits for them, what they asked, whom they helped, where they are.

It is read by one person alone, wherever they opened it: of a private place it shows the way to
what was said there, and neither its name nor its words.
"""

from dataclasses import dataclass

from bot import ladder
from bot.buttons import does
from bot.credit import count_people
from bot.handlers.board import board
from bot.intents import Home
from bot.messages import (
    Bullets,
    Buttons,
    Heading,
    Link,
    Message,
    Paragraph,
    Part,
    Quoted,
    Span,
    Spans,
    Text,
    Where,
    Who,
)
from bot.model import Place, Question, Verdict, Visibility, Wants
from bot.posts.helped import verdicts
from bot.text import shortened
from bot.turn import Look, Outcome, shown

_LOOKED_AT = 20
_MOST_WAITING = 5
_MOST_QUESTIONS = 10
_MOST_HELPED = 3
_MOST_PLACES = 10
_SHORT = 110


@dataclass(frozen=True)
class _Seen:
    """A question that may be shown, and how many people replied since its asker's last word."""

    question: Question
    place: Place
    replied: int

    @property
    def is_told(self) -> bool:
        return self.place.shows_alone(self.question.visibility)

    @property
    def needs_answer(self) -> bool:
        return not self.question.is_settled and not self.replied

    @property
    def needs_verdict(self) -> bool:
        is_new = self.question.verdict is None and not self.question.is_settled
        return is_new and self.replied > 0


async def home(_intent: Home, turn: Look) -> Outcome:
    """Show the speaker their own page; who leads the pilot sees how the places do, too."""
    own = [
        seen
        for each in await turn.look.questions_of(turn.person.key, _LOOKED_AT)
        if (seen := await _seen(each, turn))
    ]
    waiting, helped = await _waiting(own, turn), await _helped(turn)
    is_empty = not own and not helped and turn.whisper("home.nothing_waits") in waiting
    parts = (
        *(_who_we_are(turn) if is_empty else ()),
        *waiting,
        *_questions(own, turn),
        *helped,
        *await _places(turn),
        _what_next(turn),
    )
    return shown((*parts, *await board(turn)) if turn.is_admin else parts)


def _who_we_are(turn: Look) -> Message:
    """Tell who opens the page for the first time who we are."""
    return (turn.whisper("hello.i_am"), turn.whisper("hello.more"))


async def _seen(question: Question, turn: Look) -> _Seen | None:
    """Return a question where it may be shown: its place takes part, and the speaker is in it."""
    place = await turn.place_of(question.place)
    if not await _is_shown(place, turn):
        return None
    answers = ladder.new_answers(question, await turn.look.answers_to(question.key))
    people = [each.author for each in answers]
    if question.wants is Wants.EXAMPLE:
        people += await turn.look.sharers_for(question.key)
    return _Seen(question, place, await count_people(people, turn.look))


async def _is_shown(place: Place, turn: Look) -> bool:
    return place.phase.serves and await turn.may_see(place.key)


async def _waiting(own: list[_Seen], turn: Look) -> Message:
    """Return what the speaker was asked, and their own questions that wait for their word."""
    asked = [
        seen
        for each in await turn.look.asked_of(turn.person.key, _LOOKED_AT)
        if (seen := await _seen(each, turn)) and seen.needs_answer
    ]
    answered = [each for each in own if each.needs_verdict]
    parts: list[Part] = [_heading("home.waiting", turn)]
    for each in asked[:_MOST_WAITING]:
        parts += _asked(each, turn)
    for each in answered[:_MOST_WAITING]:
        parts.append(turn.whisper("home.did_it_help", link=_way(each, turn)))
        parts.append(Buttons(verdicts(each.question, turn)))
    if len(parts) == 1:
        parts.append(turn.whisper("home.nothing_waits"))
    return tuple(parts)


def _asked(seen: _Seen, turn: Look) -> Message:
    link, question = _way(seen, turn), seen.question
    if seen.is_told:
        asks = turn.whisper("home.asks", asker=Who(question.asker, always=True), link=link)
    else:
        asks = turn.whisper("home.asks_private", link=link)
    answer = turn.button("button.answer", does("answer", question.key), is_main=True)
    return (asks, Buttons((answer, turn.button("button.not_me", does("notme", question.key)))))


def _questions(own: list[_Seen], turn: Look) -> Message:
    if not own:
        return ()
    lines = [(_way(each, turn), Text(" · "), *_state(each, turn)) for each in own[:_MOST_QUESTIONS]]
    return (_heading("home.questions", turn), Bullets(tuple(lines)))


def _state(seen: _Seen, turn: Look) -> Spans:
    question = seen.question
    if question.verdict is Verdict.SOLVED:
        return turn.whisper("home.state.solved").spans
    if question.closed_at:
        return turn.whisper("home.state.closed").spans
    if seen.replied:
        return turn.whisper("home.state.answered", n=seen.replied).spans
    return turn.whisper("home.state.open" if question.thread else "home.state.not_posted").spans


def _way(seen: _Seen, turn: Look) -> Span:
    """Return a question by its words, and the way to it; of a private place only the way."""
    title = _one_line(seen.question.text) if seen.is_told else turn.word("home.private")
    return Link(title, seen.question.thread) if seen.question.thread else Quoted(title)


def _one_line(text: str | None) -> str:
    return shortened(" ".join((text or "").split()), _SHORT)


async def _helped(turn: Look) -> Message:
    """Return how many people the speaker helped, and with what of late."""
    helped = await turn.look.helped(turn.person.key)
    if not helped:
        return ()
    n = len({person for _, person in helped})
    lines: list[Spans] = []
    for answer in list(dict.fromkeys(answer for answer, _ in helped))[:_LOOKED_AT]:
        item = await turn.look.item(answer)
        place = await turn.place_of(item.place) if item else None
        if item and place and await _is_shown(place, turn):
            is_told = item.visibility is Visibility.PUBLIC or place.shows_alone(item.visibility)
            title = _one_line(item.title) if is_told else turn.word("home.private")
            link = Link(title, item.message or item.key)
            people = len({person for key, person in helped if key == answer})
            lines.append(turn.whisper("digest.helped", link=link, n=people).spans)
        if len(lines) == _MOST_HELPED:
            break
    told: Message = (_heading("home.helped", turn), turn.whisper("home.helped_people", n=n))
    return (*told, Bullets(tuple(lines))) if lines else told


async def _places(turn: Look) -> Message:
    """Return the places that take part where the speaker is; private ones are only counted."""
    places = await turn.look.places_of(turn.person.key)
    if not places:
        return ()
    named = [each for each in places if each.is_named]
    lines: list[Spans] = [(Where(each.key),) for each in named[:_MOST_PLACES]]
    if len(named) > _MOST_PLACES:
        lines.append(turn.whisper("digest.more", n=len(named) - _MOST_PLACES).spans)
    if len(places) > len(named):
        n = len(places) - len(named)
        lines.append(turn.whisper("home.private_places", n=n).spans)
    return (_heading("home.places", turn), Bullets(tuple(lines)))


def _what_next(turn: Look) -> Buttons:
    return Buttons(
        (
            turn.button("button.ask", does("askform"), is_main=True),
            turn.button("button.share", does("share")),
            turn.button("button.profile", does("profile")),
        )
    )


def _heading(key: str, turn: Look) -> Heading:
    words: Paragraph = turn.whisper(key)
    return Heading(words.spans)
