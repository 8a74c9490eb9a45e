"""Somebody changes or takes back what they said; an asker steers the own question."""

from dataclasses import replace

from bot import ladder
from bot.buttons import does
from bot.intents import Close, Delete, Revise, Why, Widen, Withdraw
from bot.messages import Button, Buttons, Form, Input
from bot.messages import Kind as InputKind
from bot.model import CapturedBy, Example, Phase, Question, Visibility
from bot.text import LONGEST, shortened
from bot.turn import Outcome, Turn, ignored, opened, parked, remembered

_MOST_PLACES = 5


async def delete(intent: Delete, turn: Turn) -> Outcome:
    """Forget the text of a question or answer, whatever the phase of its place is by now.

    A message that we do not know may still be on its way: the delete waits for it and wins.
    """
    await turn.tx.drop_offer(intent.message)
    if await turn.tx.take_back(intent.message, turn.at):
        return remembered("delete")
    if turn.phase is Phase.OFF:
        return ignored(Why.PLACE_OFF)
    return parked(intent.message)


async def _own(key: str, turn: Turn) -> Question | Outcome:
    """Return the speaker's own question, or the kind word why not."""
    question = await turn.question(key)
    if question is None:
        return turn.refuse("ask.gone")
    if question.asker != turn.person.key:
        return turn.refuse("ask.only_the_asker")
    return question


async def _refresh(question: Question, turn: Turn) -> None:
    if question.thread and question.captured_by is CapturedBy.COMMAND:
        await turn.tx.queue("refresh", question.place, question.key, turn.now, turn.stamp)


async def withdraw(intent: Withdraw, turn: Turn) -> Outcome:
    """Take the own question or example back; its text goes at once, that it was there counts."""
    example = await turn.tx.example(intent.question)
    if example and not example.gone:
        return await _withdraw_example(example, turn)
    question = await _own(intent.question, turn)
    if isinstance(question, Outcome):
        return question
    await turn.tx.take_back(question.key, turn.at)
    await ladder.end_all(question.key, turn.tx)
    await _refresh(question, turn)
    said = "withdraw.done" if question.thread else "withdraw.not_posted"
    return replace(remembered("withdraw", (turn.whisper(said),)), instead=True)


async def _withdraw_example(example: Example, turn: Turn) -> Outcome:
    if example.author != turn.person.key:
        return turn.refuse("share.only_the_author")
    await turn.tx.take_back(example.key, turn.at)
    await turn.tx.queue("example_gone", example.place, example.key, turn.now)
    return remembered("withdraw", (turn.whisper("share.withdrawn"),))


async def revise(intent: Revise, turn: Turn) -> Outcome:
    """Let the asker write the question anew; colleagues are asked again where nobody answered."""
    question = await _own(intent.question, turn)
    if isinstance(question, Outcome):
        return question
    if intent.text is None:
        return opened(_form(question, turn), (turn.whisper("revise.how"),))
    if not intent.text:
        return turn.refuse("revise.empty")
    await turn.tx.revise_question(question.key, intent.text[:LONGEST], turn.at)
    await _refresh(question, turn)
    if await turn.tx.queued("asker", question.key) and not await turn.tx.answers_to(question.key):
        place = await turn.place_of(question.place)
        await ladder.begin(question.key, place, turn.tx, turn.policy, turn.now)
    return remembered("edit", (turn.whisper("revise.done"),))


def _form(question: Question, turn: Turn) -> Form:
    words = Input(
        "text",
        turn.word("form.ask.text"),
        InputKind.TEXT,
        value=question.text or "",
        is_required=True,
    )
    submit = turn.word("form.revise.submit")
    return Form(turn.word("form.revise.title"), submit, does("revise", question.key), (words,))


async def widen(intent: Widen, turn: Turn) -> Outcome:
    """Have the question seen in another place too; what was asked privately stays there."""
    question = await _own(intent.question, turn)
    if isinstance(question, Outcome):
        return question
    here = await turn.place_of(question.place)
    if Visibility.PUBLIC not in (here.visibility,) or question.visibility is not Visibility.PUBLIC:
        return turn.refuse("widen.private")
    others = [
        each for each in await turn.tx.served_places(turn.workspace) if each.key != question.place
    ][:_MOST_PLACES]
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
    await ladder.begin(question.key, here, turn.tx, turn.policy, turn.now)
    return remembered("widen", (turn.whisper("widen.done"),))


async def close(intent: Close, turn: Turn) -> Outcome:
    """End a question that needs no answer any more; it stays readable."""
    question = await _own(intent.question, turn)
    if isinstance(question, Outcome):
        return question
    await turn.tx.close(question.key, turn.at)
    await ladder.end_all(question.key, turn.tx)
    await _refresh(question, turn)
    return remembered("close", (turn.whisper("close.done"),))
