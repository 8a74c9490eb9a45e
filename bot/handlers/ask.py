"""Someone asks a question, by command, form or mention."""

from dataclasses import replace
from datetime import timedelta

from bot import ladder
from bot.addressing import says_something
from bot.asking import askable_places, nowhere
from bot.buttons import does
from bot.detect import asks, seeks_example
from bot.handlers.answer import answer
from bot.handlers.change import reword
from bot.handlers.find import confident, found_parts, standing
from bot.intents import Ask, AskForm, PostNow, Reply, Why
from bot.language import language_of
from bot.messages import Buttons, Form, Input, InputKind, Message
from bot.model import CapturedBy, Item, Question, Visibility, Wants
from bot.pieces import inputs_for, units
from bot.smalltalk import folded
from bot.text import LONGEST
from bot.turn import (
    NOTHING_SEEN,
    Look,
    Outcome,
    Sight,
    Turn,
    again,
    choices,
    ignored,
    opened,
    remembered,
    shown,
    workspace_of,
)

_LONGEST_IN_BUTTON = 1_500
_LONGEST_TOPICS = 200
_A_MOMENT, _NEWEST = timedelta(minutes=2), 10
_QUESTION_MARKS = ("?", "？")


async def ask(intent: Ask, turn: Turn) -> Outcome:
    """Remember the attempt; post it at once, or hold it while the asker looks at suggestions."""
    known = await turn.tx.question(intent.message) if intent.message else None
    if known and intent.edited_at and intent.text:
        text = turn.kept(intent.text[:LONGEST])
        return again(await reword(known, text, intent.edited_at, turn))
    if intent.thread and await _answers(intent, turn):
        return await answer(
            Reply(intent.message or "", intent.thread, intent.text, intent.edited_at), turn
        )
    if intent.thread and await _adds(intent, turn):
        return await add_to_own(intent, turn)
    moved = await turn.moved(intent.into)
    if moved is None:
        return turn.refuse("ask.cannot_go_there")
    refused = await _refused(intent, moved)
    if refused:
        return refused
    if known:
        return ignored(Why.OLDER_THAN_KNOWN)
    return await _asked(intent, moved)


async def _refused(intent: Ask, turn: Turn) -> Outcome | None:
    asks_nothing = not says_something(intent.text)
    if asks_nothing and intent.in_form:
        return turn.refuse_input("text", "ask.nothing")
    if turn.place.visibility is Visibility.DIRECT:
        if intent.text and asks_nothing:
            return turn.refuse("ask.empty")
        return _ask_back(intent, turn) if intent.is_unsure else await _where(intent, turn)
    if not turn.phase.serves:
        return turn.not_here("ask.not_here")
    if asks_nothing:
        return _open(replace(intent, text=""), turn, "ask.empty")
    if intent.is_unsure:
        return _ask_back(intent, turn)
    if len(intent.text) > LONGEST:
        return ignored(Why.REFUSED, (turn.whisper("ask.too_long", n=len(intent.text)),))
    return None


async def answered_before(intent: Ask, turn: Look) -> Sight:
    """Return what was answered before and is near; nothing where the question goes no further."""
    there = await turn.moved(intent.into)
    if there is None or intent.is_unsure or intent.edited_at or len(intent.text) > LONGEST:
        return NOTHING_SEEN
    if not says_something(intent.text):
        return NOTHING_SEEN
    if not there.phase.serves or there.place.visibility is Visibility.DIRECT:
        return NOTHING_SEEN
    return Sight(near=tuple(await confident(intent.text, there)))


async def _asked(intent: Ask, turn: Turn) -> Outcome:
    await turn.know_speaker()
    if intent.in_form and await _is_twice(intent, turn):
        return ignored(Why.REFUSED, (turn.whisper("ask.twice"),))
    question = _question(intent, turn)
    near = await standing(turn)
    is_held = bool(near) and not intent.message
    if is_held:
        question = _held(question, turn)
    if not await turn.tx.add_question(question, turn.now):
        return ignored(Why.REFUSED, (turn.whisper("ask.one_in_a_thread"),))
    await turn.tx.suggest(question.key, [each.key for each in near], turn.now)
    if intent.message:
        await ladder.begin(question.key, turn.place, turn.tx, turn.policy, turn.now)
        if not turn.can.reactions:
            await turn.tx.queue("tracked", turn.place.key, question.key, turn.now)
    else:
        due_at = question.held_until or turn.now
        await turn.tx.queue("question", turn.place.key, question.key, due_at)
        if turn.place.rests_since:
            await _waits(question, turn)
    known_now = tuple(filter(None, (question.key, question.thread)))
    message = _held_message(question, near, turn) if is_held else _on_its_way(question, near, turn)
    return remembered("question", message, known_now)


async def _is_twice(intent: Ask, turn: Turn) -> bool:
    """Tell whether the speaker asked the very same here a moment ago: a form was sent twice."""
    said = folded(intent.text)
    return any(
        each.place == turn.place.key
        and timedelta(0) <= turn.at - each.asked_at < _A_MOMENT
        and folded(each.text or "") == said
        and not each.is_settled
        for each in await turn.tx.questions_of(turn.person.key, _NEWEST)
    )


async def _waits(question: Question, turn: Turn) -> None:
    """Tell the asker that it waits, as nothing can be posted here just now; an admin can help."""
    await turn.tx.queue("unposted", question.asker, question.key, turn.now)
    for admin in sorted(turn.policy.admins):
        if workspace_of(admin) == turn.workspace:
            await turn.tx.queue("unreached", admin, turn.place.key, turn.now)


async def _answers(intent: Ask, turn: Turn) -> bool:
    """Tell whether our name only stands in an answer: said in another one's thread, not asking."""
    does_ask = asks(intent.text) or intent.text.endswith(_QUESTION_MARKS)
    if not intent.message or (does_ask and not intent.is_unsure):
        return False
    question = await turn.tx.question_in_thread(intent.thread or "")
    return question is not None and not await turn.is_speaker(question.asker)


async def _adds(intent: Ask, turn: Turn) -> bool:
    """Tell whether the asker adds to the own question, in its thread."""
    if not intent.message or intent.is_told:
        return False
    question = await turn.tx.question_in_thread(intent.thread or "")
    return question is not None and await turn.is_speaker(question.asker)


async def add_to_own(intent: Ask, turn: Turn) -> Outcome:
    """Take what the asker adds as what it is: it stands in the thread, where who answers reads."""
    reply = Reply(intent.message or "", intent.thread or "", intent.text, intent.edited_at)
    outcome = await answer(reply, turn)
    is_new = turn.is_live and turn.phase.serves and intent.edited_at is None
    return replace(outcome, message=(turn.whisper("ask.added"),)) if is_new else outcome


def _question(intent: Ask, turn: Turn) -> Question:
    seeks = Wants.EXAMPLE if seeks_example(intent.text) else Wants.ANSWER
    return Question(
        key=intent.message or (turn.key_for("ask") if intent.into else turn.heard.key),
        place=turn.place.key,
        asker=turn.person.key,
        text=intent.text,
        asked_at=turn.at,
        captured_by=intent.captured_by,
        visibility=turn.place.visibility,
        thread=intent.thread or intent.message,
        edited_at=intent.edited_at,
        language=language_of(intent.text, turn.policy.languages),
        wants=intent.wants or seeks,
    )


def _held(question: Question, turn: Turn) -> Question:
    return replace(question, held_until=turn.now + turn.policy.held)


def _held_message(question: Question, near: list[Item], turn: Turn) -> Message:
    n = int(turn.policy.held.total_seconds())
    choices = Buttons(
        (
            turn.button("button.post_now", does("post", question.key)),
            turn.button("button.dont_post", does("withdraw", question.key)),
        )
    )
    wants = "held.request" if question.wants is Wants.EXAMPLE else "held.question"
    parts = found_parts(question.key, near, turn, wants=question.wants)
    return (turn.whisper(wants), *parts, turn.whisper("held.until", n=n), choices)


def _on_its_way(question: Question, near: list[Item], turn: Turn) -> Message:
    if question.captured_by.is_posted:
        return (turn.whisper("ask.posted"),)
    tracked: Message = (turn.whisper("ask.tracked"),)
    if near:
        tracked += (turn.whisper("held.meanwhile"),)
        tracked += found_parts(question.key, near, turn, wants=question.wants)
    return tracked


async def post_now(intent: PostNow, turn: Turn) -> Outcome:
    """Post a question that is held, without waiting."""
    question = await turn.served(intent.question)
    if isinstance(question, Outcome):
        return question
    if not await turn.is_speaker(question.asker):
        return turn.refuse("ask.only_the_asker")
    if question.is_settled:
        return turn.refuse("ask.settled")
    if question.thread:
        return replace(shown((turn.whisper("ask.is_posted"),)), instead=True)
    await turn.tx.hasten("question", question.key, turn.now)
    return replace(remembered("post", (turn.whisper("ask.posted"),)), instead=True)


async def open_form(intent: AskForm, turn: Look) -> Outcome:
    """Have somebody write a question in a form; where we are alone, with a place to choose."""
    if turn.place.visibility is Visibility.DIRECT:
        return await _where(intent, turn)
    if not turn.phase.serves:
        return turn.not_here("ask.not_here")
    return _open(intent, turn, "ask.empty")


async def _where(intent: Ask | AskForm, turn: Look) -> Outcome:
    """Ask where a question is to be posted that was written to us alone."""
    places = choices(await askable_places(turn))
    if not places:
        return await nowhere(turn, "ask")
    return _open(intent, turn, "ask.in_a_channel", places)


def _open(
    intent: Ask | AskForm, turn: Look, said: str, places: tuple[tuple[str, str], ...] = ()
) -> Outcome:
    """Open the form; the button that opens it once more holds the words, where they fit in."""
    message: Message = (turn.whisper(said),)
    if not _fits_in(intent.text):
        message += (turn.whisper("ask.copy_it"),)
    return opened(ask_form(intent, turn, places), message, _once_more(intent))


def _ask_back(intent: Ask, turn: Turn) -> Outcome:
    """Ask somebody who named us whether it is a question; nothing is posted or kept by that."""
    message: Message = (turn.whisper("ask.is_it_one"),)
    if not _fits_in(intent.text):
        message += (turn.whisper("ask.copy_it"),)
    return shown((*message, Buttons((turn.button("button.ask", _once_more(intent)),))))


def _once_more(intent: Ask | AskForm) -> str:
    """Return what opens the form with these words, where a button can carry them."""
    verb = "seek" if intent.wants is Wants.EXAMPLE else "askform"
    return does(verb, intent.text) if intent.text and _fits_in(intent.text) else verb


def _fits_in(text: str) -> bool:
    return units(text) <= _LONGEST_IN_BUTTON


def ask_form(intent: Ask | AskForm, turn: Look, places: tuple[tuple[str, str], ...] = ()) -> Form:
    """Return the form for a question or request, with what was written already."""
    words = Input(
        "text",
        turn.word("form.ask.text"),
        InputKind.TEXT,
        value=intent.text,
        hint=turn.word("form.ask.text_hint"),
        is_required=True,
    )
    inputs = [
        *inputs_for(words, turn.word("form.goes_on")),
        Input("details", turn.word("form.ask.details"), InputKind.TEXT),
        Input(
            "topics",
            turn.word("form.ask.topics"),
            hint=turn.word("form.ask.topics_hint"),
            longest=_LONGEST_TOPICS,
        ),
    ]
    if places:
        inputs.insert(
            0,
            Input(
                "place",
                turn.word("form.place"),
                InputKind.CHOICE,
                value=places[0][0],
                choices=places,
                is_required=True,
            ),
        )
    is_shortcut = intent.captured_by is CapturedBy.SHORTCUT
    how = (intent.captured_by,) if isinstance(intent, AskForm) and is_shortcut else ()
    carries = does("ask", *((intent.wants,) if intent.wants else ()), *how)
    return Form(turn.word("form.ask.title"), turn.word("form.ask.submit"), carries, tuple(inputs))
