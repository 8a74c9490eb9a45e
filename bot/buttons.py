"""From what a button or form carries to what somebody wants.

A button carries ``does``: a verb, then what it is about, with spaces between (keys have none).
Both ends stand here, so that a button is written and read in one place. A button sets something,
and what undoes that is a button of its own: pressed twice, or brought twice, it is the same.
Whether the speaker may do it is asked by the handler: whatever is pressed could have been made up.
"""

from collections.abc import Mapping
from dataclasses import replace

from bot import intents
from bot.intents import Intent
from bot.model import CapturedBy, Reason, Verdict, Wants
from bot.pieces import joined
from bot.text import clean, hashtags

Values = Mapping[str, str]


def does(verb: str, *about: str) -> str:
    """Return what a button carries."""
    return " ".join((verb, *about))


def pressed(said: str, text: str = "") -> Intent:
    """Return what somebody wants who pressed a button; raise ValueError where it is none of ours.

    ``text`` holds the words of the message, where the press was on a message that is not ours.
    """
    verb, about = _taken_apart(said)
    first, _, second = about.partition(" ")
    if not about and verb not in _ALONE:
        raise ValueError(f"a button without what it is about: {verb[:40]!r}")
    return _asking(verb, first, second, about) or _sharing(verb, first, second, clean(text))


def by_shortcut(wanted: Intent) -> Intent:
    """Return what somebody wants who chose it in a menu of the platform."""
    if isinstance(wanted, intents.AskForm):
        return replace(wanted, captured_by=CapturedBy.SHORTCUT)
    return wanted


_ALONE = ("ask", "askform", "seek", "share", "insight", "snooze", "profile", "settings")
_LONGEST_KEY = 400
_WITH_WORDS = ("askform", "seek", "insight")
"""Verbs that carry somebody's words; all others carry keys."""


def _taken_apart(said: str) -> tuple[str, str]:
    """Return the verb and what it is about; raise ValueError where that cannot be a key."""
    verb, _, about = clean(said).partition(" ")
    if verb not in _WITH_WORDS and any(len(key) > _LONGEST_KEY for key in about.split(" ")):
        raise ValueError(f"longer than any key: {about[:40]!r}")
    return verb, about


def _asking(verb: str, first: str, second: str, about: str) -> Intent | None:  # noqa: C901, PLR0911, RUF100 - one line a verb
    match verb:
        case "askform":
            return intents.AskForm(about)
        case "seek":
            return intents.AskForm(about, Wants.EXAMPLE)
        case "insight":
            return intents.Insights(add=True, text=about)
        case "post":
            return intents.PostNow(first)
        case "withdraw":
            return intents.Withdraw(first)
        case "revise":
            return intents.Revise(first)
        case "follow":
            return intents.Follow(first)
        case "unfollow":
            return intents.Follow(first, on=False)
        case "answer":
            return intents.AnswerForm(first)
        case "notme":
            return intents.Decline(first, Reason(second) if second else None)
        case "judge":
            return intents.Judge(first, Verdict(second))
        case "widen":
            return intents.Widen(first, second or None)
        case "close":
            return intents.Close(first)
        case "offer":
            return intents.TakeOffer(first, second)
        case _:
            return None


def _sharing(verb: str, first: str, second: str, text: str) -> Intent:  # noqa: C901, PLR0911, RUF100 - one line a verb
    match verb:
        case "taken":
            return intents.Taken(first, second)
        case "helpful":
            return intents.PressHelpful(first)
        case "takeback":
            return intents.PressHelpful(first, on=False)
        case "answers":
            return intents.ThisAnswers(first)
        case "ask":
            return intents.AskForm(text)
        case "share":
            return intents.ShareForm(request=first or None)
        case "keep":
            return intents.ShareForm(source=first, text=text)
        case "pass":
            return intents.PassOn(first)
        case "mend":
            return intents.ReviseInsight(first)
        case "unlearn":
            return intents.WithdrawInsight(first)
        case "outcome":
            return intents.TellOutcome(first)
        case "profile":
            return intents.SetProfile("form")
        case "settings":
            return intents.PlaceForm(first or None)
        case "readers":
            return intents.SetPlace("readers", second, first)
        case "snooze":
            return intents.Quiet("today" if first in ("", "tomorrow") else first)
        case _:
            raise ValueError(f"a button that does nothing we know: {verb[:40]!r}")


def submitted(said: str, values: Values) -> Intent:  # noqa: C901, PLR0911, RUF100 - one line a form
    """Return what somebody wants who sent a form; raise ValueError where it is none of ours."""
    verb, about = _taken_apart(said)
    filled = {name: clean(value) for name, value in values.items()}

    def value(name: str) -> str:
        return filled.get(name, "")

    match verb:
        case "ask":
            text = _question(joined(filled, "text"), value("details"), value("topics"))
            carried = about.split()
            by = CapturedBy.SHORTCUT if CapturedBy.SHORTCUT in carried else CapturedBy.COMMAND
            wanted = [Wants(each) for each in carried if each != by]
            into = value("place") or None
            return intents.Ask(text, by, wants=next(iter(wanted), None), into=into, in_form=True)
        case "revise":
            return intents.Revise(about, joined(filled, "text"))
        case "answer":
            return intents.AnswerForm(about, value("text"))
        case "share":
            return _shared(about, filled)
        case "pass":
            return intents.PassOn(about, value("to") or value("place"), value("note"))
        case "insight":
            return intents.AddInsight(
                value("text"), value("action"), value("owner"), value("due"), about or None
            )
        case "mend":
            filled_in = (value(each) for each in ("text", "action", "owner", "due"))
            return intents.ReviseInsight(about, *filled_in)
        case "outcome":
            return intents.TellOutcome(about, value("text"))
        case "settings":
            return intents.SetUpPlace(about or None, tuple(sorted(filled.items())))
        case "profile":
            return intents.SetProfile(form=tuple(sorted(filled.items())))
        case _:
            raise ValueError(f"a form that is none of ours: {verb[:40]!r}")


def _question(text: str, details: str, topics: str) -> str:
    """Return the words of a question; topics are its last line, found and edited like the rest."""
    if text and details:
        text = f"{text}\n\n{details}"
    tags = hashtags(topics)
    return f"{text}\n\n{tags}" if text and tags else text


def _shared(about: str, filled: Values) -> Intent:
    source, _, request = about.partition(" ")
    return intents.Share(
        title=filled.get("title", ""),
        did=filled.get("did", ""),
        result=filled.get("result", ""),
        again=filled.get("again", ""),
        link=filled.get("link", ""),
        contact=filled.get("contact", ""),
        source=source if source not in ("", "-") else None,
        request=request if request not in ("", "-") else None,
        into=filled.get("place") or None,
    )
