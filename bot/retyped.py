"""From an intent back to the command that somebody can type for it."""

from bot.intents import (
    Ask,
    Find,
    Home,
    Insights,
    Intent,
    Privacy,
    Quiet,
    SetPhase,
    SetPlace,
    SetProfile,
    ShareForm,
    ShowReport,
    Solve,
    Topics,
    WhoKnows,
)
from bot.text import shortened

OWN_NAME = "/whoknows"
_LONGEST_SHOWN = 200
_ALONE = {Home: "home", Insights: "insights", ShowReport: "report", Topics: "topics"}


def retyped(wanted: Intent) -> str | None:
    """Return what somebody types who wants this; for what has no command, what shows them all."""
    match wanted:
        case Ask(text):
            return as_typed("ask", text)
        case Find(words, examples_only):
            return as_typed("examples" if examples_only else "find", words)
        case WhoKnows(topic):
            return as_typed("who", f"knows {topic}".strip())
        case ShareForm(title):
            return as_typed("share", title)
        case Insights(True, text):
            return as_typed("insights", f"add {text}".strip())
        case Solve(_, on):
            return as_typed("solved" if on else "reopen", "")
        case _:
            return _setting(wanted) or as_typed(_ALONE.get(type(wanted), "help"), "")


def _setting(wanted: Intent) -> str | None:
    match wanted:
        case Quiet(said):
            return as_typed("quiet", said)
        case Privacy(said):
            return as_typed("privacy", said)
        case SetProfile("topics", value):
            return as_typed("topics", value)
        case SetProfile(line, value):
            return as_typed("profile", f"{line} {value}".strip())
        case SetPhase(phase):
            return as_typed("pilot", phase)
        case SetPlace(line, value):
            return as_typed("pilot", f"{line} {value}")
        case _:
            return None


def as_typed(meant: str | None, details: str) -> str | None:
    """Return a command with what follows it; None where there is none."""
    if meant is None:
        return None
    return shortened(f"{OWN_NAME} {meant} {details}".strip(), _LONGEST_SHOWN)
