"""One intent, one handler: look first, then write."""

from typing import assert_never

from bot.handlers.answer import answer, answer_form, this_answers
from bot.handlers.ask import answered_before, ask, open_form, post_now
from bot.handlers.change import close, delete, revise, widen, withdraw
from bot.handlers.digest import digest_due
from bot.handlers.find import find, taken, topics, who
from bot.handlers.help import explain
from bot.handlers.helpful import mark, press_helpful
from bot.handlers.home import home
from bot.handlers.insights import (
    add_insight,
    insights,
    revise_insight,
    show_report,
    tell_outcome,
    withdraw_insight,
)
from bot.handlers.listen import listen
from bot.handlers.meet import arrive, introduce, missed, rest, uninstall
from bot.handlers.nudge import decline, follow, step, who_may_be_asked
from bot.handlers.offer import answered_before_to, take_offer
from bot.handlers.place import come_or_go, move, rename, set_phase, set_place
from bot.handlers.place_form import place_form, set_up
from bot.handlers.profile import set_profile
from bot.handlers.quiet import privacy, quiet
from bot.handlers.restore import restore
from bot.handlers.share import pass_on, share, share_form
from bot.handlers.smalltalk import chat
from bot.handlers.solved import solve, take_verdict
from bot.intents import (
    AddInsight,
    AnswerForm,
    Arrive,
    Ask,
    AskForm,
    Close,
    Decline,
    Delete,
    DigestDue,
    Find,
    Follow,
    Help,
    Home,
    Insights,
    Intent,
    Introduce,
    Join,
    Judge,
    Leave,
    Mark,
    Missed,
    Move,
    Nothing,
    PassOn,
    PlaceForm,
    PostNow,
    PressHelpful,
    Privacy,
    Quiet,
    Rename,
    Reply,
    Requested,
    Rest,
    Restore,
    Revise,
    ReviseInsight,
    Say,
    SetPhase,
    SetPlace,
    SetProfile,
    SetUpPlace,
    Share,
    ShareForm,
    Shown,
    ShowReport,
    SmallTalk,
    Solve,
    StepDue,
    Taken,
    TakeOffer,
    TellOutcome,
    ThisAnswers,
    Topics,
    Uninstall,
    WhoKnows,
    Widen,
    Withdraw,
    WithdrawInsight,
    Written,
)
from bot.model import Step
from bot.turn import NOTHING_SEEN, Look, Outcome, Sight, Turn, ignored


async def show(intent: Shown, look: Look) -> Outcome:  # noqa: C901 - one line an intent
    """Give the intent to the one handler that finds or shows something; it only looks."""
    match intent:
        case AskForm():
            return await open_form(intent, look)
        case Find():
            return await find(intent, look)
        case WhoKnows(topic):
            return await who(topic, look)
        case Topics():
            return await topics(look)
        case ShareForm():
            return await share_form(intent, look)
        case Insights():
            return await insights(intent, look)
        case ShowReport():
            return await show_report(intent, look)
        case Home():
            return await home(intent, look)
        case PlaceForm():
            return await place_form(intent, look)
        case Help():
            return await explain(intent, look)
        case SmallTalk():
            return await chat(intent, look)
        case _:
            assert_never(intent)


async def foresee(intent: Written, look: Look) -> Sight:
    """Look for what a handler will need and what takes too long while others wait to write."""
    match intent:
        case Ask():
            return await answered_before(intent, look)
        case TakeOffer():
            return await answered_before_to(intent, look)
        case StepDue(question, Step.WHO):
            return await who_may_be_asked(question, look)
        case _:
            return NOTHING_SEEN


def is_foreseen(intent: Intent) -> bool:
    """Tell whether something is to be looked for before this is worked on."""
    if isinstance(intent, StepDue):
        return intent.step is Step.WHO
    return isinstance(intent, Shown | Ask | TakeOffer)


async def dispatch(intent: Written, turn: Turn) -> Outcome:  # noqa: C901 - one line an intent
    """Give the intent to the one handler that is for it: it writes, and waits for nothing else."""
    match intent:
        case Say():
            return await listen(intent, turn)
        case Reply():
            return await answer(intent, turn)
        case Delete():
            return await delete(intent, turn)
        case Restore():
            return await restore(intent, turn)
        case Mark():
            return await mark(intent, turn)
        case Join() | Leave():
            return await come_or_go(intent, turn)
        case Rename():
            return await rename(intent, turn)
        case Move():
            return await move(intent, turn)
        case Introduce():
            return await introduce(intent, turn)
        case Arrive():
            return await arrive(intent, turn)
        case Rest():
            return await rest(intent, turn)
        case Uninstall():
            return await uninstall(intent, turn)
        case Missed():
            return await missed(intent, turn)
        case Nothing(why):
            return ignored(why)
        case StepDue():
            return await step(intent, turn)
        case DigestDue():
            return await digest_due(intent, turn)
        case _:
            return await _told(intent, turn)


async def _told(intent: Requested, turn: Turn) -> Outcome:  # noqa: C901 - one line an intent
    """The same for what somebody tells us."""
    match intent:
        case Ask():
            return await ask(intent, turn)
        case PostNow():
            return await post_now(intent, turn)
        case Taken():
            return await taken(intent, turn)
        case Withdraw():
            return await withdraw(intent, turn)
        case Revise():
            return await revise(intent, turn)
        case Widen():
            return await widen(intent, turn)
        case Close():
            return await close(intent, turn)
        case Follow():
            return await follow(intent, turn)
        case Decline():
            return await decline(intent, turn)
        case TakeOffer():
            return await take_offer(intent, turn)
        case Solve():
            return await solve(intent, turn)
        case Judge():
            return await take_verdict(intent, turn)
        case AnswerForm():
            return await answer_form(intent, turn)
        case PressHelpful():
            return await press_helpful(intent, turn)
        case ThisAnswers():
            return await this_answers(intent, turn)
        case Share():
            return await share(intent, turn)
        case PassOn():
            return await pass_on(intent, turn)
        case AddInsight():
            return await add_insight(intent, turn)
        case ReviseInsight():
            return await revise_insight(intent, turn)
        case WithdrawInsight():
            return await withdraw_insight(intent, turn)
        case TellOutcome():
            return await tell_outcome(intent, turn)
        case Quiet():
            return await quiet(intent, turn)
        case Privacy():
            return await privacy(intent, turn)
        case SetProfile():
            return await set_profile(intent, turn)
        case SetPlace():
            return await set_place(intent, turn)
        case SetPhase():
            return await set_phase(intent, turn)
        case SetUpPlace():
            return await set_up(intent, turn)
        case _:
            assert_never(intent)
