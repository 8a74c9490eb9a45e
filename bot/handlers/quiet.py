"""Somebody wants to be left alone, or left out; or wants to know what is remembered."""

import re
from datetime import datetime, timedelta

from bot.copies import correct_person
from bot.intents import Privacy, Quiet
from bot.messages import Bullets, Code, When
from bot.reader import hours_of
from bot.rhythm import next_monday, tomorrow
from bot.text import shortened
from bot.turn import Outcome, Turn, remembered, shown

_FOR = re.compile(r"(?:for )?(\d{1,3}) ?(?:d|days?|dni|dzień)")
_MOST_DAYS = 365
_NOT_TODAY = ("today", "tomorrow")


async def quiet(intent: Quiet, turn: Turn) -> Outcome:
    """Silence everything that we begin: for good, for a while, or no more."""
    said = intent.said.lower().strip()
    person = await turn.tx.person(turn.person.key)
    if said in ("", "?"):
        if person.quiet:
            return shown((turn.whisper("quiet.is_on"), turn.whisper("quiet.how")))
        if person.snoozed_until and person.snoozed_until > turn.now:
            until = turn.whisper("quiet.is_until", at=When(person.snoozed_until))
            return shown((until, turn.whisper("quiet.how")))
        return shown((turn.whisper("quiet.is_off"), turn.whisper("quiet.how")))
    if said in ("on", "off"):
        await turn.know_speaker()
        is_quiet = said == "on"
        await turn.tx.set_profile(turn.person.key, quiet=is_quiet, snoozed_until=None)
        return remembered("profile", (turn.whisper(f"quiet.{said}"),))
    until_when = _until(said, turn)
    if until_when is None:
        return turn.refuse("quiet.unknown", said=shortened(intent.said, 60))
    if person.quiet:  # a button of an old message must not end it
        return shown((turn.whisper("quiet.is_on"), turn.whisper("quiet.how")))
    if said in _NOT_TODAY and person.snoozed_until:
        until_when = max(until_when, person.snoozed_until)  # nor shorten a longer one
    await turn.know_speaker()
    await turn.tx.set_profile(turn.person.key, snoozed_until=until_when)
    return remembered("profile", (turn.whisper("quiet.until", at=When(until_when)),))


def _until(said: str, turn: Turn) -> datetime | None:
    hours = hours_of(turn.speaker, turn.here, turn.policy)
    match said:
        case _ if said in _NOT_TODAY:
            return tomorrow(hours, turn.now)
        case "week" | "monday":
            return next_monday(hours.zone, turn.now)
        case _:
            found = _FOR.fullmatch(said)
            days = int(found[1]) if found else 0
            return turn.now + timedelta(days=days) if 0 < days <= _MOST_DAYS else None


async def _set_left_out(turn: Turn, *, out: bool) -> None:
    """Take the speaker's word; where they are named beside what they shared it shows at once."""
    await turn.know_speaker()
    await turn.tx.set_profile(turn.person.key, opted_out=out)
    accounts = (await turn.tx.person(turn.person.key)).keys
    await correct_person(accounts, turn.tx, turn.now, turn.stamp)
    if not turn.can.reactions:  # then cards have a button for each answer, with its author's name
        for question in await turn.tx.answered_by(accounts):
            await turn.refresh(question)


async def privacy(intent: Privacy, turn: Turn) -> Outcome:
    """Tell what is remembered; leave somebody out of it, or take them back in."""
    match intent.said.lower().strip():
        case "out":
            await _set_left_out(turn, out=True)
            return remembered("profile", (turn.whisper("privacy.out"),))
        case "in":
            await _set_left_out(turn, out=False)
            return remembered("profile", (turn.whisper("privacy.in"),))
        case _:
            person = await turn.tx.person(turn.person.key)
            state = "privacy.is_out" if person.opted_out else "privacy.is_in"
            told = Bullets(tuple(turn.spans(f"privacy.what_{n}") for n in range(1, 5)))
            choice = "in" if person.opted_out else "out"
            how = turn.whisper("privacy.how", typed=Code(f"/whoknows privacy {choice}"))
            return shown((turn.whisper("privacy.title"), told, turn.whisper(state), how))
