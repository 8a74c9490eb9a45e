"""From words to an intent: what people type after a command or after our name."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.addressing import (
    Opening,
    asks_us,
    joined_around,
    opening,
    opens_question,
    says_something,
    tells_of_us,
)
from bot.intents import (
    Ask,
    Courtesy,
    Find,
    Help,
    Home,
    Insights,
    Intent,
    Nothing,
    Privacy,
    Quiet,
    Reply,
    Say,
    SetPhase,
    SetPlace,
    SetProfile,
    ShareForm,
    ShowReport,
    SmallTalk,
    Solve,
    Topics,
    WhoKnows,
    Why,
)
from bot.model import CapturedBy
from bot.retyped import OWN_NAME, as_typed, retyped
from bot.smalltalk import folded, small_talk, thanks_by_signs
from bot.text import clean, shortened, spaced, unquoted
from bot.values import known_language, known_zone, yes_or_no

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
SHORT = {"/ask": "ask", "/share": "share", "/find": "find"}
"""Commands that can be typed without our name."""
_MOST_WORDS = {
    "who": 12,
    "share": 12,
    "find": 12,
    "examples": 12,
    "quiet": 5,
    "profile": 8,
    "topics": 8,
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
_MOST_ASKED = {"find": 6, "quiet": 3, "privacy": 3, "profile": 1, "help": 1, "home": 1, "report": 1}
"""The same where a question mark ends them: somebody asks us, not their colleagues."""
_ALIKE = {
    "en": {"search": "find", "lookup": "find"},
    "pl": {
        "zapytaj": "ask",
        "spytaj": "ask",
        "znajdz": "find",
        "szukaj": "find",
        "poszukaj": "find",
        "wyszukaj": "find",
        "pomoc": "help",
        "pomocy": "help",
        "przyklady": "examples",
        "tematy": "topics",
        "profil": "profile",
        "raport": "report",
        "prywatnosc": "privacy",
        "cisza": "quiet",
        "cicho": "quiet",
        "wnioski": "insights",
        "udostepnij": "share",
        "rozwiazane": "solved",
        "rozwiazany": "solved",
    },
}
"""By language: other words for a command, as they are compared."""
_SYNONYMS = {word: name for words in _ALIKE.values() for word, name in words.items()}
_OTHER_WORDS = frozenset(
    (
        *("why", "wo", "fine", "shared", "quite", "reports", "pilots", "topic's"),
        *("come", "homes", "hope", "some"),
    )
)
"""Words that people say and mean, though they are one slip away from a command."""
_PHASES = {"on": "pilot"}
_PROFILE = ("zone", "language", "hours", "team", "topics", "named", "form")
_LINES = ("zone", "language", "hours", "named")
"""Lines of the profile that can be said without its name: what follows tells what is meant."""
_HOURS = re.compile(r"[^?]{0,20}\d{1,2}[:.]?\d{0,2}\s*(?:-|–|—|to|do)\s*\d{1,2}[^?]{0,10}")
_THANKS = SmallTalk(Courtesy.THANKS)
_FORGIVEN = 1
_NEAR = 2
_LONGEST_COMMAND = 20
_LONGEST_SHOWN = 200
_FEW_WORDS = 2
_LONGEST_TOPIC = 4
"""Words of a topic about which somebody may be known: more of them are a question."""
_AFTER_OUR_NAME = ",.:;!–— -\n"
_AROUND_A_COMMAND = f"{_AFTER_OUR_NAME}*_~`"
_LONGEST_ORDER = 400
"""Characters of a command but for *ask*; who writes more tells something."""
_BEFORE_A_COMMAND = re.compile(
    r"(?:(?:please|pls|plz|hi|hello|hey|ok|okay|so|thanks|thank you|prosz[eę]|cze[sś][cć]|hej)"
    r"(?=[\s,.!:])[\s,.!:]*"
    r"|(?:can|could|would|will) you (?:please )?(?=find|share|search|ask|show))+",
    re.IGNORECASE,
)
_AFTER_A_COMMAND = re.compile(
    r"(?:[\s,;.!…]|(?<=[\s,;.!])(?:please|pls|plz|thanks|thank you|thx|prosz[eę]|dzi[eę]ki)\b)+$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,.!;\n]")
_KNOWS = ("knows", "know")
_ABOUT = re.compile(r"(?:(?:something|anything|a lot|more) )?(?:about|of|on)\s+", re.IGNORECASE)
_HERE = re.compile(r"\s+(?:here|around here|tu|tutaj|u nas)$", re.IGNORECASE)
_KTO_ZNA = re.compile(
    r"kto\s+(?:si[eę]\s+)?(?:tu\s+)?(?:zna|wie|ogarnia)(?:\s+si[eę])?(?:\s+(?:na|co[sś]\s+o|o))?"
    r"(?:\s+(?P<topic>.+))?",
    re.IGNORECASE | re.DOTALL,
)
_NOT_A_TOPIC = frozenset(
    (
        *("how", "why", "what", "where", "when", "if", "whether", "who", "which", "the", "that"),
        *("jak", "co", "gdzie", "kiedy", "czy", "kto", "dlaczego", "ile", "ktory", "skad"),
    )
)
_BY_NAME = re.compile(r"[@/]?who-?knows\b[\s,:]*", re.IGNORECASE)
"""Our name, typed where nobody needs to name us."""


@dataclass(frozen=True)
class Context:
    """Where the words were said; ``message`` and ``thread`` are none for a command.

    ``is_direct`` is a line in which nobody else reads, so that all of it is said to us.
    """

    captured_by: CapturedBy
    message: str | None = None
    thread: str | None = None
    edited_at: datetime | None = None
    is_direct: bool = False


def command(typed: str) -> Intent:
    """Return what somebody wants who typed a command such as ``/whoknows ask …``."""
    name, rest = _split(spaced(clean(typed)))
    here = Context(CapturedBy.COMMAND)
    if name in SHORT:
        return _intent(SHORT[name], rest, here)
    if name != OWN_NAME:
        meant = _nearest(name.lstrip("/"))
        return Help(said=shortened(name, _LONGEST_SHOWN), meant=as_typed(meant, rest))
    rest = unquoted(rest)
    word, details = _split(rest)
    known = _known(word)
    if known:
        return _intent(known, details if known == "ask" else unquoted(details), here)
    if not rest:
        return Help()
    if word in _LINES and details:
        return SetProfile(word, unquoted(details))
    knows = _who_knows(rest)
    talk = WhoKnows(knows) if knows is not None else small_talk(rest) or _yes_or_no(rest)
    if talk:
        return talk
    meant = _nearest(word)
    if meant:
        return Help(shortened(word, _LONGEST_SHOWN), as_typed(meant, details))
    guess = as_typed("ask", rest) if len(rest.split()) > _FEW_WORDS else None
    return Help(shortened(rest, _LONGEST_SHOWN), guess)


def mention(said: str, here: Context, before: str = "") -> Intent:
    """Return what somebody wants who said our name; ``before`` is what stands before the name.

    Commands are obeyed wherever the name stands, a question has to ask, and where it is not sure
    the author is asked. What only tells of us is said to others: words like any.
    """
    wanted = _addressed(_kept(before), _kept(said), here)
    match wanted:
        case Ask() | Say() | Reply():
            return replace(wanted, edited_at=here.edited_at)
        case _:
            return wanted if here.edited_at is None else Nothing(Why.NO_MATTER)


def _addressed(before: str, after: str, here: Context) -> Intent:
    whole = joined_around(before, after)
    if here.is_direct:
        return _said_to_us_alone(whole, here)
    return _among_others(before, after, whole, here) or _in_passing(whole, here)


def _among_others(before: str, after: str, whole: str, here: Context) -> Intent | None:
    """Return what somebody wants of us where others read it; None where we are only named."""
    begun = opening(before)
    if begun.words and not says_something(after):
        return _named_last(begun, whole, here)
    if not says_something(after):
        return small_talk(before) or _nothing_said(whole, here)
    wanted = _ordered(after, here)
    is_unknown = wanted is None or (isinstance(wanted, Help) and bool(wanted.said))
    if is_unknown and _thanks_us(begun, after):
        return _THANKS
    if wanted and not begun.words:
        return _own_only(wanted) if begun.names_somebody else wanted
    if isinstance(wanted, Ask) and begun.ends_clause:
        return replace(wanted, text=joined_around(before, wanted.text))
    if wanted and begun.ends_sentence:
        return _own_only(wanted) if begun.names_somebody else wanted
    if wanted and not isinstance(wanted, SmallTalk | Help):
        return Help(meant=retyped(wanted))
    if not begun.words:
        return _question(after, here, is_to_us=not tells_of_us(after), is_begun=True)
    is_called = begun.ends_clause or (opens_question(after) and not begun.takes_us)
    is_to_us = is_called and not tells_of_us(after)
    return _question(whole, here, is_to_us=is_to_us, is_begun=begun.ends_clause)


def _thanks_us(begun: Opening, after: str) -> bool:
    """Tell whether somebody thanks us, and says behind our name what for."""
    is_thanks = not begun.words and not begun.names_somebody and small_talk(begun.said) == _THANKS
    return is_thanks and not tells_of_us(after) and not asks_us(after)


def _said_to_us_alone(said: str, here: Context) -> Intent:
    """Return what somebody wants in a line in which all of it is said to us."""
    bare = _BY_NAME.sub("", said, count=1) if _BY_NAME.match(said) else said
    if not says_something(bare):
        return _nothing_said(bare, here)
    wanted = (None if small_talk(bare) else _yes_or_no(bare)) or _ordered(bare, here)
    if bare != said and wanted is None and (topic := _who_knows(said)):
        return WhoKnows(topic)
    if wanted:
        return wanted
    asked = _asked(bare, here)
    return asked if asks_us(bare) else replace(asked, is_unsure=True)


def _yes_or_no(said: str) -> SmallTalk | None:
    """Return what somebody says who says no more than yes or no: nobody knows to what."""
    return SmallTalk(Courtesy.YES_OR_NO) if yes_or_no(said) is not None else None


def _nothing_said(said: str, here: Context) -> Intent:
    """Return what somebody wants who greets at most: our name alone asks what can be said."""
    if thanks_by_signs(said):
        return _THANKS
    if says_something(said):
        return SmallTalk(Courtesy.HELLO)
    return _asked(said, here) if said.strip(_AFTER_OUR_NAME) else Help()


def _named_last(begun: Opening, whole: str, here: Context) -> Intent | None:
    """Return what somebody wants who says it first and our name behind it."""
    wanted = _ordered(" ".join(begun.words), here) or small_talk(begun.said)
    if wanted and not (isinstance(wanted, Help) and wanted.said):
        return _own_only(wanted) if begun.names_somebody else wanted
    return _question(whole, here, is_to_us=not begun.takes_us, is_begun=False)


def _question(text: str, here: Context, *, is_to_us: bool, is_begun: bool) -> Intent | None:
    """Return a question, where it asks; ask back where that is not sure; None: it is for others."""
    text = text.lstrip(_AFTER_OUR_NAME)
    asks = asks_us(text)
    if asks and is_to_us:
        return _asked(text, here)
    if asks or (is_to_us and is_begun):
        return replace(_asked(text, here), is_unsure=True)
    return None


def _in_passing(text: str, here: Context) -> Say | Reply:
    """Return words in which we are only named, as words like any."""
    if here.thread:
        return Reply(here.message or "", here.thread, text)
    return Say(here.message or "", text)


def _asked(text: str, here: Context) -> Ask:
    return Ask(text, here.captured_by, here.message, here.thread)


def _told_to_ask(text: str, here: Context) -> Intent:
    """Return a question for colleagues; "ask help", "ask hello" and the like are said to us."""
    talk = small_talk(text)
    goes_on = talk == _THANKS and _goes_on_to_ask(text)
    if isinstance(talk, Help | SmallTalk) and not goes_on:
        return talk
    return replace(_asked(text, here), is_told=True)


def _kept(text: str) -> str:
    """Return the words with plain spaces; that a line ends with them tells something."""
    kept = spaced(clean(text))
    return f"{kept}\n" if kept and spaced(text).rstrip(" ").endswith("\n") else kept


def _own_only(wanted: Intent) -> Intent:
    """Change nothing for who may only have told a colleague how it is done; say what to type."""
    match wanted:
        case Quiet(or_help=True):
            return Help()
        case (
            Quiet("")
            | Privacy("")
            | SetProfile(value="", form=())
            | SetPhase("")
            | Privacy("delete")
        ):
            return wanted
        case Quiet() | Privacy() | SetProfile() | SetPhase() | SetPlace() | Solve():
            return Help(meant=retyped(wanted))
        case _:
            return wanted


def _ordered(said: str, here: Context) -> Intent | None:
    """Return the command that words are, or what one says to somebody; None for anything else."""
    said = unquoted(said.lstrip(_AROUND_A_COMMAND).strip())
    talk = small_talk(said)
    said = said[found.end() :] if (found := _BEFORE_A_COMMAND.match(said)) else said
    word, details = _split(said)
    if word in SHORT or word == OWN_NAME:
        wanted = command(said)
        return replace(wanted, thread=here.thread) if isinstance(wanted, Solve) else wanted
    known = _known(word)
    if known == "ask" and (word == "ask" or details):
        return _told_to_ask(details, here)
    knows = _who_knows(said)
    if knows is not None:
        return WhoKnows(knows)
    if talk and not (talk == _THANKS and _goes_on_to_ask(said)):
        return talk
    if len(said) > _LONGEST_ORDER:
        return None
    bare = _AFTER_A_COMMAND.sub("", said)
    value = unquoted(_split(bare)[1])
    if word in _LINES and _is_value(word, value):
        return SetProfile(word, value)
    if known and _fits(known, bare):
        return _intent(known, unquoted(_split(bare.rstrip(" ?？"))[1]), here)
    return _unknown(said, word, here)


def _is_value(line: str, said: str) -> bool:
    """Tell whether words are what a line of the profile can take, said among other words."""
    match line:
        case "zone":
            return known_zone(said) is not None
        case "language":
            return known_language(said) is not None
        case "hours":
            return _HOURS.fullmatch(said) is not None
        case _:
            return yes_or_no(said) is not None


def _goes_on_to_ask(said: str) -> bool:
    """Tell whether somebody who thanks first asks something then."""
    return "?" in said or any(map(opens_question, _CLAUSE.split(said)[1:]))


def _unknown(said: str, word: str, here: Context) -> Help | None:
    """Return a word about what nobody can know: one alone (no answer in a thread), or a slip."""
    words = len(said.split())
    if words > _FEW_WORDS or said.endswith(("?", "？")) or not says_something(said):
        return None
    meant = _nearest(word)
    is_alone = words == 1 and not here.thread and not tells_of_us(said)
    return Help(shortened(said, _LONGEST_SHOWN), meant) if meant or is_alone else None


def _fits(known: str, said: str) -> bool:
    """Tell whether words that begin like a command can be one; longer ones are a question."""
    details = _split(said)[1]
    words = len(said.split())
    if known == "find" and _split(details)[0] in ("out", "a", "me", "somebody", "someone"):
        return False
    if known == "who":
        return words <= _FEW_WORDS and not said.endswith(("?", "？"))
    if known == "profile" and details and _split(unquoted(details))[0] not in _PROFILE:
        return False
    if known == "insights" and _split(details)[0] == "add":
        return not said.endswith(("?", "？"))
    if known == "topics" and "," not in details and words > _LONGEST_TOPIC:
        return False
    if said.endswith(("?", "？")):
        return words <= _MOST_ASKED.get(known, 0)
    return words <= _MOST_WORDS.get(known, 0)


def _who_knows(said: str) -> str | None:
    """Return about what somebody wants to know who knows; None where it is no such question.

    A longer one is for colleagues: "who knows how to order a laptop?"
    """
    said = said.rstrip(" ?？.!…")
    word, rest = _split(said)
    polish = _KTO_ZNA.fullmatch(said)
    if polish:
        topic = polish["topic"] or ""
    elif word in ("who", "whoever") and _split(rest)[0] in _KNOWS:
        topic = _ABOUT.sub("", _split(rest)[1], count=1)
    elif by_name := _BY_NAME.match(said):
        topic = said[by_name.end() :]
    else:
        return None
    words = folded(topic).split()
    topic = _HERE.sub("", topic)
    is_topic = len(words) <= _LONGEST_TOPIC and not (words and words[0] in _NOT_A_TOPIC)
    return unquoted(topic.strip(" ,")) if is_topic else None


def _intent(name: str, details: str, here: Context) -> Intent:
    match name:
        case "ask":
            return _told_to_ask(details, here)
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
            return SetProfile(unquoted(line), unquoted(value))
        case "insights":
            word, text = _split(details)
            return Insights(add=True, text=text) if word == "add" else Insights()
        case "report":
            return ShowReport()
        case "home":
            return Home()
        case "pilot":
            return _place(details)
        case _:
            return Help()


def _place(details: str) -> Intent:
    line, value = map(unquoted, _split(details))
    if value and line in ("zone", "language", "digest", "readers"):
        return SetPlace(line, value)
    phase = details.lower()
    return SetPhase(_PHASES.get(phase, phase))


def _topic(details: str) -> str:
    """Return what it is about: "who knows SAP?" and "who SAP" are the same."""
    word, rest = _split(details)
    topic = _ABOUT.sub("", rest, count=1) if word in _KNOWS else details
    return unquoted(topic.rstrip(" ?？"))


def _split(text: str) -> tuple[str, str]:
    word, *rest = text.strip().split(maxsplit=1)[:2] or [""]
    return word.lower(), "".join(rest).strip()


def _known(word: str) -> str | None:
    """Return the command, one slip of the fingers forgiven where the first letter is right."""
    word = unquoted(word.rstrip(",.:;!?？…"))
    if word in COMMANDS:
        return word
    if alike := _SYNONYMS.get(folded(word)):
        return alike
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
