"""Teams' door: the token is checked, the activity stored and committed, then it is answered.

What somebody did by a card is worked on at once, so that the words for them alone travel in the
answer; what takes too long is said in their direct line.
"""

import asyncio
import json
from functools import partial
from typing import Any

import structlog
from multidict import MultiMapping

from adapters.intake import Intake
from adapters.teams.about import About
from adapters.teams.addresses import Addresses
from adapters.teams.read import apart, key_of, read
from adapters.teams.talk import How, Talk, of_activity
from adapters.teams.token import Gate, Refused
from adapters.web import Answer
from bot.intents import Heard
from bot.ports import StoreAway
from bot.turn import Outcome

log = structlog.get_logger()

Json = dict[str, Any]

_DEADLINE = 4.0
"""Seconds in which an invoke is answered; Teams shows an error after five to fifteen."""
_PATIENCE_AT_ONCE = 1.0
"""Seconds to wait for what Teams tells of a person, when they wait for our answer."""
_PATIENCE = 3.0
"""Seconds to wait for what Teams tells of a channel and a person, once it has its answer."""


class Door:
    """Takes in what Teams sends."""

    def __init__(
        self, gate: Gate, intake: Intake, addresses: Addresses, about: About, words: Talk
    ) -> None:
        self._gate = gate
        self._intake = intake
        self._addresses = addresses
        self._about = about
        self._talk = words
        about.tell = self._introduce

    async def http(self, body: bytes, headers: MultiMapping[str]) -> Answer:
        """Take in a request and return what to answer."""
        authorization = headers.getall("Authorization", [])
        try:
            done = await self._gate.admit(authorization, body, self._intake.inbox.clock())
        except Refused as refused:
            log.info("a request was refused", reason=refused.reason)
            return Answer(refused.status)
        text = body.decode("utf-8", errors="replace")
        try:
            await self._addresses.note(done)
            if done.get("type") == "invoke":
                return Answer(200, await self._invoke(text, done))
            await self._event(text, done)
        except StoreAway:
            return Answer(503)
        return Answer(200)

    async def _event(self, text: str, done: Json) -> None:
        """Store an event, that several people came or went as several; then it is worked on."""
        for single in apart(text):
            for each in await self._everywhere(single, done):
                key = key_of(each)
                if await self._intake.is_new(key, each):
                    sorry = partial(self._broke, each, done)
                    self._intake.beside(self._work_on_event(key, each, done), sorry)

    async def _everywhere(self, text: str, done: Json) -> list[str]:
        if done.get("type") not in ("conversationUpdate", "installationUpdate"):
            return [text]
        return [json.dumps(each) for each in await self._addresses.everywhere(json.loads(text))]

    async def _work_on_event(self, key: str, text: str, done: Json) -> None:
        heard = _heard(text)
        if heard:
            await self._about.learn(heard, done, _PATIENCE)
        worked = await self._intake.work(key)
        await self._look_around(heard, done, worked.outcome if worked else None)
        if heard and heard.person and heard.is_addressed and worked and worked.outcome:
            await self._talk.afterwards(worked.outcome, _how(done, heard), was_answered=False)

    async def _invoke(self, text: str, done: Json) -> Json:
        """Store what somebody did, work on it, and return the answer if it is ready in time."""
        key = key_of(text)
        heard = _heard(text)
        is_new = await self._intake.is_new(key, text)
        if heard is None or heard.person is None:
            return {}
        how = _how(done, heard)
        if not is_new:
            return await self._talk.at_once(None, how)
        sorry = partial(self._broke, text, done)
        working = self._intake.beside(self._outcome(key, heard, done), sorry)
        await asyncio.wait({working}, timeout=_DEADLINE)
        was_answered = working.done() and working.exception() is None
        outcome = working.result() if was_answered else None
        self._intake.beside(self._say_afterwards(working, how, was_answered=was_answered), sorry)
        answering = self._intake.beside(self._talk.at_once(outcome, how), sorry)
        await asyncio.wait({answering})
        error = answering.exception()
        if isinstance(error, StoreAway):
            raise error
        return answering.result() if error is None else await self._talk.at_once(None, how)

    async def _broke(self, text: str, done: Json, number: str) -> None:
        """Tell who did something, or spoke to us, that it broke."""
        heard = _heard(text)
        waits = heard and (heard.is_addressed or done.get("type") == "invoke")
        if heard and heard.person and waits:
            said = await self._intake.broke(number, heard.person)
            await self._talk.sorry(said, _how(done, heard))

    async def _look_around(self, heard: Heard | None, done: Json, outcome: Outcome | None) -> None:
        """See who is in a place that takes part from now on."""
        if heard and heard.place and outcome and outcome.what == "phase":
            self._about.forget(heard.place.key)
            await self._about.learn(heard, done, 0)

    async def _outcome(self, key: str, heard: Heard, done: Json) -> Outcome | None:
        await self._about.learn(heard, done, _PATIENCE_AT_ONCE)
        worked = await self._intake.work(key, hurry=True)
        outcome = worked.outcome if worked else None
        await self._look_around(heard, done, outcome)
        return outcome

    async def _say_afterwards(
        self, working: asyncio.Task[Outcome | None], how: How, *, was_answered: bool
    ) -> None:
        await asyncio.wait({working})
        broke = working.cancelled() or working.exception() is not None
        outcome = None if broke else working.result()
        if outcome:
            await self._talk.afterwards(outcome, how, was_answered=was_answered)

    async def _introduce(self, payload: str) -> None:
        key = key_of(payload)
        if await self._intake.is_new(key, payload):
            await self._intake.work(key)


def _heard(text: str) -> Heard | None:
    try:
        return read(text)
    except ValueError:
        return None


def _how(done: Json, heard: Heard) -> How:
    person = heard.person.key if heard.person else ""
    return of_activity(done, person, heard.place.key if heard.place else "")
