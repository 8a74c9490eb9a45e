"""One intent, one handler."""

from typing import assert_never

from bot.handlers.answer import answer, answer_form, this_answers
from bot.handlers.ask import ask, open_form, post_now
from bot.handlers.change import close, delete, revise, widen, withdraw
from bot.handlers.digest import digest_due
from bot.handlers.find import find, taken, topics, who
from bot.handlers.help import explain
from bot.handlers.helpful import mark, press_helpful
from bot.handlers.home import home
from bot.handlers.insights import add_insight, insights, show_report, tell_outcome
from bot.handlers.listen import listen
from bot.handlers.meet import arrive, introduce, missed, rest, uninstall
from bot.handlers.nudge import decline, follow, step
from bot.handlers.offer import take_offer
from bot.handlers.place import come_or_go, rename, set_phase, set_place
from bot.handlers.place_form import place_form, set_up
from bot.handlers.profile import set_profile
from bot.handlers.quiet import privacy, quiet
from bot.handlers.share import pass_on, share, share_form
from bot.handlers.solved import solve, take_verdict
from bot.intents import (
    AddInsight,
    Addressed,
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
    Nothing,
    PassOn,
    PlaceForm,
    PostNow,
    PressHelpful,
    Privacy,
    Quiet,
    Rename,
    Reply,
    Rest,
    Revise,
    Say,
    SetPhase,
    SetPlace,
    SetProfile,
    SetUpPlace,
    Share,
    ShareForm,
    ShowReport,
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
)
from bot.turn import Outcome, Turn, ignored


async def dispatch(intent: Intent, turn: Turn) -> Outcome:  # noqa: C901 - one line an intent
    """Give the intent to the one handler that is for it."""
    match intent:
        case Say():
            return await listen(intent, turn)
        case Reply():
            return await answer(intent, turn)
        case Delete():
            return await delete(intent, turn)
        case Mark():
            return await mark(intent, turn)
        case Join() | Leave():
            return await come_or_go(intent, turn)
        case Rename():
            return await rename(intent, turn)
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
            return await _addressed(intent, turn)


async def _addressed(intent: Addressed, turn: Turn) -> Outcome:  # noqa: C901 - one line an intent
    """The same for what somebody says to us."""
    match intent:
        case Ask():
            return await ask(intent, turn)
        case AskForm():
            return await open_form(intent, turn)
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
        case Find():
            return await find(intent, turn)
        case WhoKnows(topic):
            return await who(topic, turn)
        case Topics():
            return await topics(turn)
        case ShareForm():
            return await share_form(intent, turn)
        case Share():
            return await share(intent, turn)
        case PassOn():
            return await pass_on(intent, turn)
        case Insights():
            return await insights(intent, turn)
        case AddInsight():
            return await add_insight(intent, turn)
        case TellOutcome():
            return await tell_outcome(intent, turn)
        case ShowReport():
            return await show_report(intent, turn)
        case Quiet():
            return await quiet(intent, turn)
        case Privacy():
            return await privacy(intent, turn)
        case SetProfile():
            return await set_profile(intent, turn)
        case Home():
            return await home(intent, turn)
        case SetPlace():
            return await set_place(intent, turn)
        case SetPhase():
            return await set_phase(intent, turn)
        case PlaceForm():
            return await place_form(intent, turn)
        case SetUpPlace():
            return await set_up(intent, turn)
        case Help():
            return await explain(intent, turn)
        case _:
            assert_never(intent)
