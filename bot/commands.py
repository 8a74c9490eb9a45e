"""From words to an intent: what people type after a command or after our name."""

from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.detect import asks
from bot.intents import (
    Ask,
    Find,
    Help,
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
from bot.model import CapturedBy
from bot.text import clean, shortened

COMMANDS = (
    "ask",
    "share",
    "find",
    "who",
    "examples",
    "quiet",
    "profile",
    "topics",
    "insights",
    "report",
    "pilot",
    "privacy",
    "solved",
    "reopen",
    "home",
    "help",
)
OWN_NAME = "/whoknows"
SHORT = {"/ask": "ask", "/share": "share", "/find": "find"}
"""Commands that can be typed without our name."""
_MOST_WORDS = {
    "who": 12,
    "share": 12,
    "find": 12,
    "examples": 12,
    "quiet": 4,
    "profile": 8,
    "topics": 12,
    "insights": 2,
    "report": 1,
    "pilot": 3,
    "privacy": 2,
    "solved": 2,
    "reopen": 2,
    "home": 1,
    "help": 2,
}
"""Words after our name that can still be this command: longer ones are a question."""
_OTHER_WORDS = frozenset(
    (
        *("why", "wo", "fine", "shared", "quite", "reports", "pilots", "topic's"),
        *("come", "homes", "hope", "some"),
    )
)
"""Words that people say and mean, though they are one slip away from a command."""
_PHASES = {"on": "pilot"}
_THANKS = ("thanks", "thank", "thx", "cheers")
_FORGIVEN = 1
_NEAR = 2
_LONGEST_COMMAND = 20
_LONGEST_SHOWN = 200
_FEW_WORDS = 2
_AFTER_OUR_NAME = ",.:;!–— -"
_KNOWS = ("knows", "know")


@dataclass(frozen=True)
class Context:
    """Where the words were said; ``message`` and ``thread`` are none for a command."""

    captured_by: CapturedBy
    message: str | None = None
    thread: str | None = None


def command(typed: str) -> Intent:
    """Return what somebody wants who typed a command such as ``/whoknows ask …``."""
    name, rest = _split(clean(typed))
    here = Context(CapturedBy.COMMAND)
    if name in SHORT:
        return _intent(SHORT[name], rest, here)
    if name != OWN_NAME:
        meant = _nearest(name.lstrip("/"))
        return Help(said=shortened(name, _LONGEST_SHOWN), meant=_typed(meant, rest))
    word, details = _split(rest)
    known = _known(word)
    if known:
        return _intent(known, details, here)
    if not rest:
        return Help()
    meant = _nearest(word)
    if meant:
        return Help(shortened(word, _LONGEST_SHOWN), _typed(meant, details))
    guess = _typed("ask", rest) if len(rest.split()) > _FEW_WORDS else None
    return Help(shortened(rest, _LONGEST_SHOWN), guess)


def mention(said: str, here: Context) -> Intent:
    """Return what somebody wants who said our name; what is no command is a question."""
    said = clean(said).lstrip(_AFTER_OUR_NAME)
    word, details = _split(said)
    words = len(said.split())
    is_question = said.endswith(("?", "？"))
    known = _known(word)
    fits = known in _MOST_WORDS and not is_question and words <= _MOST_WORDS[known]
    if known == "who":  # begins too many questions: after our name only the shortest is a command
        fits = fits and (words <= _FEW_WORDS or _split(details)[0] in _KNOWS)
    if known and (known == "ask" or fits):
        return _intent(known, details, here)
    if not said or (word.strip("!.,") in _THANKS and not asks(said)):
        return Help()
    if words <= _FEW_WORDS and not is_question:
        return Help(shortened(said, _LONGEST_SHOWN), _nearest(word))
    return _intent("ask", said, here)


def _intent(name: str, details: str, here: Context) -> Intent:
    match name:
        case "ask":
            return Ask(details, here.captured_by, here.message, here.thread)
        case "share":
            return ShareForm(title=details)
        case "find":
            return Find(details)
        case "who":
            return WhoKnows(_topic(details))
        case "examples":
            return Find(details, examples_only=True)
        case "topics":
            return SetProfile("topics", details) if details else Topics()
        case "solved" | "reopen":
            return Solve(here.thread, on=name == "solved")
        case _:
            return _own_affairs(name, details)


def _own_affairs(name: str, details: str) -> Intent:
    """Return what somebody wants to set or see, of their own or of the place."""
    match name:
        case "quiet":
            return Quiet(details)
        case "privacy":
            return Privacy(details)
        case "profile":
            line, value = _split(details)
            return SetProfile(line, value)
        case "insights":
            return Insights(add=details.lower() == "add")
        case "report":
            return ShowReport()
        case "home":
            return Home()
        case "pilot":
            return _place(details)
        case _:
            return Help()


def _place(details: str) -> Intent:
    line, value = _split(details)
    if value and line in ("zone", "language", "digest", "readers"):
        return SetPlace(line, value)
    phase = details.lower()
    return SetPhase(_PHASES.get(phase, phase))


def _topic(details: str) -> str:
    """Return what it is about: "who knows SAP?" and "who SAP" are the same."""
    word, rest = _split(details)
    return (rest if word in _KNOWS else details).rstrip(" ?？")


def _split(text: str) -> tuple[str, str]:
    word, _, rest = text.strip().partition(" ")
    first, newline, more = word.partition("\n")
    if newline:
        return first.lower(), f"{more} {rest}".strip()
    return word.lower(), rest.strip()


def _known(word: str) -> str | None:
    """Return the command, one slip of the fingers forgiven where the first letter is right."""
    if word in COMMANDS:
        return word
    found = _closest(word, _FORGIVEN)
    return found if found and word[0] == found[0] else None


def _nearest(word: str) -> str | None:
    return _closest(word, _NEAR)


def _closest(word: str, most: int) -> str | None:
    if not word or len(word) > _LONGEST_COMMAND or word in _OTHER_WORDS:
        return None
    found = process.extractOne(word, COMMANDS, scorer=OSA.distance, score_cutoff=most)
    if found is None or 2 * found[1] >= len(found[0]):  # ask is two slips from almost anything
        return None
    return str(found[0])


def _typed(meant: str | None, details: str) -> str | None:
    if meant is None:
        return None
    return shortened(f"{OWN_NAME} {meant} {details}".strip(), _LONGEST_SHOWN)
