"""Somebody changes or takes back what they said; an asker steers the own question."""

from dataclasses import replace
from datetime import datetime

from bot import ladder
from bot.addressing import says_something
from bot.buttons import does
from bot.copies import correct
from bot.detect import seeks_example
from bot.handlers.seen import chosen
from bot.intents import Close, Delete, Revise, Why, Widen, Withdraw
from bot.language import language_of
from bot.messages import Button, Buttons, Form, Input, InputKind, Link
from bot.model import Example, Phase, Place, Question, Visibility, Wants
from bot.pieces import inputs_for
from bot.text import LONGEST, shortened
from bot.turn import Outcome, Turn, ignored, opened, parked, remembered

_MOST_PLACES = 5


async def delete(intent: Delete, turn: Turn) -> Outcome:
    """Forget the text of a question or answer, whatever the phase of its place is by now.

    A message that we do not know may still be on its way: the delete waits for it and wins.
    """
    await turn.tx.drop_offer(intent.message)
    if await turn.tx.take_back(intent.message, turn.at):
        await _correct_copies(intent.message, turn)
        await _after_delete(intent.message, turn)
        return remembered("delete")
    if turn.phase is Phase.OFF:
        return ignored(Why.PLACE_OFF)
    return parked(intent.message)


async def _correct_copies(message: str, turn: Turn) -> None:
    """Take what was taken back out of what we told of it elsewhere."""
    found = (
        await turn.tx.answer(message)
        or await turn.tx.question(message)
        or await turn.tx.question_in_thread(message)
        or await turn.tx.example(message)
    )
    if found and turn.is_live:
        await correct(found.key, turn.tx, turn.now, turn.stamp, gone_post=message)


async def _after_delete(message: str, turn: Turn) -> None:
    """Show it wherever we posted the question; where its only answer is gone, ask around again."""
    answer = await turn.tx.answer(message)
    asked = answer.question if answer else message
    question = await turn.tx.question(asked) or await turn.tx.question_in_thread(asked)
    if question is None or not turn.is_live:
        return
    place = await turn.place_of(question.place)
    needs = ladder.needs_answer(question, await turn.tx.answers_to(question.key))
    await turn.refresh(question, gone_post=message)
    if question.gone:
        await ladder.end_all(question.key, turn.tx)
    elif answer and needs and place.phase.serves and question.is_asked:
        await ladder.begin(question.key, place, turn.tx, turn.policy, turn.now)


async def _own(key: str, turn: Turn) -> Question | Outcome:
    """Return the speaker's own question, or the kind word why not."""
    question = await turn.question(key)
    if question is None:
        return turn.refuse("ask.gone")
    if not await turn.is_speaker(question.asker):
        return turn.refuse("ask.only_the_asker")
    return question


async def reword(question: Question, text: str | None, at: datetime, turn: Turn) -> bool:
    """Take newer words of a question, and what follows from them, wherever it stands."""
    if text is None:  # the place is off by now
        return await turn.tx.revise_question(question.key, None, at)
    wants = Wants.EXAMPLE if seeks_example(text) else Wants.ANSWER
    language = language_of(text, turn.policy.languages)
    if not await turn.tx.revise_question(question.key, text, at, language, wants):
        return False
    if turn.is_live:
        await correct(question.key, turn.tx, turn.now, turn.stamp)
    place = await turn.place_of(question.place)
    if turn.is_live and place.phase.serves and question.is_asked:
        await turn.refresh(question)
        await _ask_again(question, place, turn)
    return True


async def _ask_again(question: Question, place: Place, turn: Turn) -> None:
    """Ask colleagues anew where the first words found nobody."""
    was_in_vain = bool(await turn.tx.queued("asker", question.key))
    if was_in_vain and ladder.needs_answer(question, await turn.tx.answers_to(question.key)):
        await ladder.begin(question.key, place, turn.tx, turn.policy, turn.now)


async def _own_served(key: str, turn: Turn) -> Question | Outcome:
    """Return the speaker's own question where its place takes part still."""
    question = await _own(key, turn)
    return question if isinstance(question, Outcome) else await turn.served(key)


async def withdraw(intent: Withdraw, turn: Turn) -> Outcome:
    """Take the own question or example back; its text goes at once, that it was there counts."""
    example = await turn.tx.example(intent.question)
    if example:
        return await _withdraw_example(example, turn)
    question = await _own(intent.question, turn)
    if isinstance(question, Outcome):
        return question
    await turn.tx.take_back(question.key, turn.at)
    await ladder.end_all(question.key, turn.tx)
    await turn.refresh(question)
    await correct(question.key, turn.tx, turn.now, turn.stamp)
    said = "withdraw.done" if question.thread else "withdraw.not_posted"
    return replace(remembered("withdraw", (turn.whisper(said),)), instead=True)


async def _withdraw_example(example: Example, turn: Turn) -> Outcome:
    if not await turn.is_speaker(example.author):
        return turn.refuse("share.only_the_author")
    if example.gone:
        return turn.refuse("share.gone")
    await turn.tx.take_back(example.key, turn.at)
    await turn.tx.queue("example_gone", example.place, example.key, turn.now)
    await correct(example.key, turn.tx, turn.now, turn.stamp)
    return remembered("withdraw", (turn.whisper("share.withdrawn"),))


async def revise(intent: Revise, turn: Turn) -> Outcome:
    """Let the asker write the question anew; colleagues are asked again where nobody answered."""
    question = await _own_served(intent.question, turn)
    if isinstance(question, Outcome):
        return question
    if not question.captured_by.is_posted:
        link = Link(turn.word("link.there"), question.key)
        return turn.refuse("revise.own_message", link=link)
    if intent.text is None:
        return opened(
            _form(question, turn), (turn.whisper("revise.how"),), does("revise", question.key)
        )
    if not says_something(intent.text):
        return turn.refuse("revise.empty")
    if len(intent.text) > LONGEST:
        return turn.refuse("ask.too_long", n=len(intent.text))
    await reword(question, intent.text, turn.at, turn)
    return remembered("edit", (turn.whisper("revise.done"),))


def _form(question: Question, turn: Turn) -> Form:
    label = turn.word("form.ask.text")
    words = Input("text", label, InputKind.TEXT, value=question.text or "", is_required=True)
    inputs = tuple(inputs_for(words, turn.word("form.goes_on")))
    title, submit = turn.word("form.revise.title"), turn.word("form.revise.submit")
    return Form(title, submit, does("revise", question.key), inputs)


async def widen(intent: Widen, turn: Turn) -> Outcome:
    """Have the question seen in another place too; what was asked privately stays there."""
    question = await _own_served(intent.question, turn)
    if isinstance(question, Outcome):
        return question
    if question.is_settled or not question.thread:
        return turn.refuse("ask.settled" if question.is_settled else "ask.gone")
    here = await turn.place_of(question.place)
    if {here.visibility, question.visibility} != {Visibility.PUBLIC}:
        return turn.refuse("widen.private")
    others = [each for each in await turn.served_places() if each.key != question.place][
        :_MOST_PLACES
    ]
    if intent.place is None:
        if not others:
            return turn.refuse("widen.nowhere")
        buttons = tuple(
            Button(
                f"#{shortened(each.name or each.key, 60)}", does("widen", question.key, each.key)
            )
            for each in others
        )
        return ignored(Why.NO_MATTER, (turn.whisper("widen.where"), Buttons(buttons)))
    if intent.place not in [each.key for each in others]:
        return turn.refuse("ask.cannot_go_there")
    await turn.tx.queue("widened", intent.place, question.key, turn.now)
    if ladder.needs_answer(question, await turn.tx.answers_to(question.key)):
        await ladder.begin(question.key, here, turn.tx, turn.policy, turn.now)
    return await chosen(remembered("widen", (turn.whisper("widen.done"),)), question, turn)


async def close(intent: Close, turn: Turn) -> Outcome:
    """End a question that needs no answer any more; it stays readable."""
    question = await _own(intent.question, turn)
    if isinstance(question, Outcome):
        return question
    await turn.tx.close(question.key, turn.at)
    await ladder.end_all(question.key, turn.tx)
    await turn.refresh(question)
    return remembered("close", (turn.whisper("close.done"),))
