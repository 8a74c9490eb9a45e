"""What we post where others can see it, made at the moment of sending."""

from datetime import datetime

from bot.intents import SeenPlace
from bot.messages import Message, Post, Quote, Where, Who
from bot.model import Phase, Policy, Question
from bot.ports import Due, Transaction
from bot.text import shortened
from bot.turn import workspace_of
from bot.words import paragraph

LONGEST_SHOWN = 3_000
"""Characters of a question that its post shows; the whole is remembered."""


async def compose(due: Due, tx: Transaction, policy: Policy, now: datetime) -> Post | None:
    """Return the post for what is due, or None when there is nothing to say any more."""
    place = await tx.place(SeenPlace(due.target), workspace_of(due.target), now)
    language = place.language or policy.language
    kind, _, detail = due.kind.partition(" ")
    match kind:
        case "question":
            question = await tx.question(due.about)
            if question is None or question.gone or not question.text or not place.phase.serves:
                return None
            return Post(due.target, question_post(question, question.text, language))
        case "phase":
            where = Where(due.target)
            return Post(
                due.target, (paragraph(language, f"pilot.notice_{Phase(detail)}", place=where),)
            )
        case _:
            raise ValueError(f"an outbox row of an unknown kind: {due.kind}")


def question_post(question: Question, text: str, language: str) -> Message:
    """Return the post of a question asked by command: who asks, what, and how to help."""
    return (
        paragraph(language, "ask.post", asker=Who(question.asker)),
        Quote(shortened(text, LONGEST_SHOWN)),
        paragraph(language, "ask.how_to_help"),
    )
