"""What was learnt in a place, what is done about it, and what came of that."""

from datetime import timedelta

from bot.buttons import does
from bot.copies import correct
from bot.intents import AddInsight, Insights, ShowReport, TellOutcome
from bot.messages import Bullets, Buttons, Form, Input, InputKind, Message, Quoted, Spans
from bot.model import Insight, Visibility
from bot.text import shortened
from bot.turn import Look, Outcome, Turn, opened, remembered, shown

_MOST = 5
_SHORT = 200
_FOUR_WEEKS = timedelta(weeks=4)


async def insights(intent: Insights, turn: Look) -> Outcome:
    """Show what was learnt here and done about it; who leads the pilot may add to it."""
    if turn.place.visibility is Visibility.DIRECT:
        return turn.refuse("insight.not_here")
    if not turn.phase.serves:
        return turn.not_here("ask.not_here")
    if intent.add:
        if not turn.is_lead:
            return turn.refuse("insight.not_admin")
        return opened(_form(turn), (turn.whisper("insight.how"),), does("insight"))
    found = await turn.look.insights(turn.place.key, _MOST)
    parts: list[Message] = [(turn.whisper("insight.these"),)] if found else []
    parts += [_shown(each, turn) for each in found]
    if not found:
        parts.append((turn.whisper("insight.none"),))
    if turn.is_lead:
        parts.append((Buttons((turn.button("button.insight", does("insight")),)),))
    return shown(tuple(part for each in parts for part in each))


def _shown(insight: Insight, turn: Look) -> Message:
    lines: list[Spans] = [(Quoted(shortened(insight.text, _SHORT)),)]
    if insight.action:
        action = Quoted(shortened(insight.action, _SHORT))
        owner, due = Quoted(insight.owner or "–"), Quoted(insight.due or "–")
        if insight.owner or insight.due:
            told = turn.whisper("insight.action", action=action, owner=owner, due=due)
        else:
            told = turn.whisper("insight.action_alone", action=action)
        lines.append(told.spans)
    if insight.outcome:
        outcome = Quoted(shortened(insight.outcome, _SHORT))
        lines.append(turn.whisper("insight.outcome", outcome=outcome).spans)
    parts: Message = (Bullets(tuple(lines)),)
    if insight.action and not insight.outcome and turn.is_lead:
        parts += (Buttons((turn.button("button.outcome", does("outcome", insight.key)),)),)
    return parts


def _form(turn: Look) -> Form:
    inputs = (
        Input("text", turn.word("form.insight.text"), InputKind.TEXT, is_required=True),
        Input("action", turn.word("form.insight.action"), InputKind.TEXT),
        Input("owner", turn.word("form.insight.owner"), longest=100),
        Input("due", turn.word("form.insight.due"), longest=40),
    )
    carries = does("insight", turn.place.key)
    return Form(turn.word("form.insight.title"), turn.word("form.insight.submit"), carries, inputs)


async def add_insight(intent: AddInsight, turn: Turn) -> Outcome:
    """Remember what was learnt, and what is to be done about it."""
    there = await turn.moved(intent.into)
    if there is None or not there.is_lead:
        return turn.refuse("insight.not_admin")
    if not there.phase.serves:
        return turn.refuse("ask.not_here")
    if not intent.text:
        return turn.refuse("insight.empty")
    await turn.know_speaker()
    insight = Insight(
        key=there.key_for("insight"),
        place=there.place.key,
        by=turn.person.key,
        text=intent.text,
        at=turn.at,
        action=intent.action or None,
        owner=intent.owner[:100] or None,
        due=intent.due[:40] or None,
    )
    await turn.tx.add_insight(insight)
    return remembered("insight", (turn.whisper("insight.noted"),))


async def tell_outcome(intent: TellOutcome, turn: Turn) -> Outcome:
    """Note what came of an action, so that the next digest can tell it."""
    insight = await turn.tx.insight(intent.insight)
    there = await turn.moved(insight.place) if insight else None
    if insight is None or there is None or not there.is_lead:
        return turn.refuse("insight.not_admin")
    if intent.text is None:
        words = Input("text", turn.word("form.outcome.text"), InputKind.TEXT, is_required=True)
        title, submit = turn.word("form.outcome.title"), turn.word("form.outcome.submit")
        form = Form(title, submit, does("outcome", insight.key), (words,))
        return opened(form, (turn.whisper("insight.how"),), form.does)
    if not intent.text:
        return turn.refuse("insight.empty")
    await turn.tx.set_outcome(insight.key, intent.text, turn.at)
    await correct(insight.key, turn.tx, turn.now, turn.stamp)
    return remembered("outcome", (turn.whisper("insight.outcome_noted"),))


async def show_report(_intent: ShowReport, turn: Look) -> Outcome:
    """Show how this place did in four weeks, where enough people took part to tell of nobody."""
    if not turn.phase.serves or turn.place.visibility is Visibility.DIRECT:
        return turn.refuse("report_here.not_here")
    facts = await turn.look.facts(turn.now - _FOUR_WEEKS, turn.now, place=turn.place.key)
    smallest = turn.policy.smallest_group
    found = turn.figures.turnout(facts, smallest)
    if found is None:
        return shown((turn.whisper("report_here.small", n=smallest),))
    numbers = turn.whisper(
        "report_here.numbers", n=found.asked, answered=found.answered, solved=found.solved
    )
    people = turn.whisper("report_here.people", askers=found.askers, authors=found.authors)
    return shown((numbers, people))
