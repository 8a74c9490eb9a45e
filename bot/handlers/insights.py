"""What was learnt in a place, what is done about it, and what came of that."""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.buttons import does
from bot.copies import correct
from bot.days import day_meant, day_shown
from bot.intents import (
    AddInsight,
    Insights,
    ReviseInsight,
    ShowReport,
    TellOutcome,
    WithdrawInsight,
)
from bot.messages import (
    Bullets,
    Button,
    Buttons,
    Form,
    Input,
    InputKind,
    Message,
    Paragraph,
    Quoted,
    Spans,
    Text,
)
from bot.model import Insight, Visibility
from bot.pieces import units
from bot.text import shortened
from bot.turn import Look, Outcome, Turn, opened, remembered, shown
from bot.turnout import states_of, verdicts_on
from bot.words import line

_MOST = 5
_SHORT = 200
_FOUR_WEEKS = timedelta(weeks=4)
_LONGEST_OWNER, _LONGEST_DAY = 100, 60
_LONGEST_IN_BUTTON = 1_500


async def insights(intent: Insights, turn: Look) -> Outcome:
    """Show what was learnt here and done about it; who leads the pilot may add to it."""
    if turn.place.visibility is Visibility.DIRECT:
        return turn.refuse("insight.not_here")
    if not turn.phase.serves:
        return turn.not_here("ask.not_here")
    if intent.add:
        if not turn.is_lead:
            return turn.refuse("insight.not_admin")
        form = _form(turn, does("insight", turn.place.key), begun=intent.text)
        again = does("insight", intent.text) if _fits_in(intent.text) else "insight"
        return opened(form, (turn.whisper("insight.how"),), again)
    found = await turn.look.insights(turn.place.key, _MOST)
    parts: list[Message] = [(turn.whisper("insight.these"),)] if found else []
    parts += [await _shown(each, turn) for each in found]
    if not found:
        parts.append((turn.whisper("insight.none"),))
    if turn.is_lead:
        parts.append((Buttons((turn.button("button.insight", does("insight")),)),))
    return shown(tuple(part for each in parts for part in each))


async def _shown(insight: Insight, turn: Look) -> Message:
    lines: list[Spans] = [(Quoted(shortened(insight.text, _SHORT)),)]
    if insight.action:
        action = Quoted(shortened(insight.action, _SHORT))
        owner, due = Quoted(insight.owner or "–"), Quoted(_due_shown(insight, turn) or "–")
        if insight.owner or insight.due:
            told = turn.whisper("insight.action", action=action, owner=owner, due=due)
        else:
            told = turn.whisper("insight.action_alone", action=action)
        lines.append(told.spans)
    if insight.outcome:
        outcome = Quoted(shortened(insight.outcome, _SHORT))
        lines.append(turn.whisper("insight.outcome", outcome=outcome).spans)
    buttons = await _buttons(insight, turn)
    return (Bullets(tuple(lines)), *((Buttons(buttons),) if buttons else ()))


async def _buttons(insight: Insight, turn: Look) -> tuple[Button, ...]:
    """Return what the speaker can do about it."""
    found: list[Button] = []
    if insight.action and not insight.outcome and turn.is_lead:
        found.append(turn.button("button.outcome", does("outcome", insight.key)))
    if await _may_mend(insight, turn):
        found.append(turn.button("button.edit", does("mend", insight.key)))
        found.append(turn.button("button.withdraw", does("unlearn", insight.key)))
    return tuple(found)


async def _may_mend(insight: Insight, turn: Look) -> bool:
    """Tell whether the speaker may change it: who wrote it, and who leads the pilot."""
    return turn.is_lead or await turn.is_speaker(insight.by)


def _fits_in(text: str) -> bool:
    """Tell whether a button can carry the words."""
    return bool(text) and units(text) <= _LONGEST_IN_BUTTON


def _form(
    turn: Look, carries: str, known: Insight | None = None, wrong: str = "", begun: str = ""
) -> Form:
    """Return the form, filled in as far as known; ``wrong`` says why the day was not taken."""
    day = known.due if known and known.due else ""
    hint = wrong or turn.word("form.insight.due_hint")
    inputs = (
        Input(
            "text",
            turn.word("form.insight.text"),
            InputKind.TEXT,
            value=known.text if known else begun,
            is_required=True,
        ),
        Input(
            "action",
            turn.word("form.insight.action"),
            InputKind.TEXT,
            value=(known.action if known else None) or "",
        ),
        Input(
            "owner",
            turn.word("form.insight.owner"),
            value=(known.owner if known else None) or "",
            longest=_LONGEST_OWNER,
        ),
        Input("due", turn.word("form.insight.due"), value=day, hint=hint, longest=_LONGEST_DAY),
    )
    return Form(turn.word("form.insight.title"), turn.word("form.insight.submit"), carries, inputs)


def _due_shown(insight: Insight, turn: Look) -> str | None:
    """Return the day as its reader writes it; what was noted as words before stays so."""
    try:
        return day_shown(date.fromisoformat(insight.due or ""), turn.language)
    except ValueError:
        return insight.due


def _filled(intent: AddInsight | ReviseInsight, insight: Insight, turn: Turn) -> Insight | None:
    """Return it with the words of a form; None where the day is none."""
    zone = turn.place.zone or turn.policy.zone
    day = day_meant(intent.due, turn.at.astimezone(ZoneInfo(zone)).date(), turn.language)
    is_kept = intent.due == insight.due  # words of before that nobody touched
    if intent.due and not day and not is_kept:
        return None
    return replace(
        insight,
        text=intent.text or "",
        action=intent.action or None,
        owner=intent.owner[:_LONGEST_OWNER] or None,
        due=day.isoformat() if day else intent.due or None,
    )


def _not_a_day(
    intent: AddInsight | ReviseInsight, insight: Insight, form: str, turn: Turn
) -> Outcome:
    """Give the form back as it was filled in, with what it takes for a day."""
    said = shortened(intent.due, _LONGEST_DAY)
    wrong = line(turn.language, "insight.no_day", said=said)
    due = intent.due[:_LONGEST_DAY]
    known = replace(
        insight, text=intent.text or "", action=intent.action, owner=intent.owner, due=due
    )
    refused = turn.refuse_input("due", "insight.no_day", said=said)
    return replace(refused, form=_form(turn, form, known, wrong))


async def add_insight(intent: AddInsight, turn: Turn) -> Outcome:
    """Remember what was learnt, and what is to be done about it."""
    there = await turn.moved(intent.into)
    if there is None or not there.is_lead:
        return turn.refuse("insight.not_admin")
    if not there.phase.serves:
        return turn.refuse("ask.not_here")
    if not intent.text:
        return turn.refuse_input("text", "insight.empty")
    blank = Insight(there.key_for("insight"), there.place.key, turn.person.key, "", turn.at)
    insight = _filled(intent, blank, there)
    if insight is None:
        return _not_a_day(intent, blank, does("insight", there.place.key), there)
    await turn.know_speaker()
    await turn.tx.add_insight(insight)
    return remembered("insight", _noted("insight.noted", insight, turn))


def _noted(key: str, insight: Insight, turn: Turn) -> Message:
    """Say that it is kept, and which day was understood."""
    due = _due_shown(insight, turn)
    until = (turn.whisper("insight.until", due=due),) if due else ()
    return (turn.whisper(key), *until)


async def revise_insight(intent: ReviseInsight, turn: Turn) -> Outcome:
    """Put what was learnt in other words."""
    insight, there = await _mended(intent.insight, turn)
    if insight is None or there is None:
        return turn.refuse("insight.not_yours")
    if intent.text is None:
        form = _form(turn, does("mend", insight.key), insight)
        return opened(form, (turn.whisper("insight.how"),), form.does)
    if not intent.text:
        return turn.refuse_input("text", "insight.empty")
    new = _filled(intent, insight, there)
    if new is None:
        return _not_a_day(intent, insight, does("mend", insight.key), there)
    await turn.tx.revise_insight(new, turn.at)
    await correct(insight.key, turn.tx, turn.now, turn.stamp)
    return remembered("insight", _noted("insight.revised", new, turn))


async def withdraw_insight(intent: WithdrawInsight, turn: Turn) -> Outcome:
    """Take back what was learnt; that something was concluded still counts."""
    insight, _there = await _mended(intent.insight, turn)
    if insight is None:
        return turn.refuse("insight.not_yours")
    await turn.tx.withdraw_insight(insight.key, turn.at)
    await correct(insight.key, turn.tx, turn.now, turn.stamp)
    return remembered("insight", (turn.whisper("insight.withdrawn"),))


async def _mended(key: str, turn: Turn) -> tuple[Insight | None, Turn | None]:
    """Return what is to be mended, and the turn in its place; nothing where they may not."""
    insight = await turn.tx.insight(key)
    there = await turn.moved(insight.place) if insight and not insight.gone else None
    if insight is None or there is None or not await _may_mend(insight, there):
        return None, None
    return insight, there


async def tell_outcome(intent: TellOutcome, turn: Turn) -> Outcome:
    """Note what came of an action, so that the next digest can tell it."""
    insight = await turn.tx.insight(intent.insight)
    there = await turn.moved(insight.place) if insight and not insight.gone else None
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
    numbers = turn.spans("report_here.numbers", n=found.asked)
    told = Paragraph((*numbers, Text(" "), *states_of(found, turn.spans), Text(".")))
    verdicts = verdicts_on(found, turn.spans)
    people = turn.whisper("report_here.people", askers=found.askers, authors=found.authors)
    return shown((told, *((Paragraph(verdicts),) if verdicts else ()), people))
