"""Teams' door: the token is checked, the activity stored and committed, then it is answered.

What somebody did by a card is worked on at once, so that the words for them alone travel in the
answer; what takes too long is said in their direct line.
"""

from functools import partial

import structlog
from multidict import MultiMapping

from adapters.intake import Act, Intake, Taken
from adapters.payload import Json
from adapters.teams.about import About
from adapters.teams.addresses import Addresses
from adapters.teams.interact import is_ours
from adapters.teams.read import apart
from adapters.teams.talk import How, Talk, of_activity
from adapters.teams.token import Gate, Refused
from adapters.web.http import HttpAnswer
from bot.intents import Heard
from bot.turn import Outcome

log = structlog.get_logger()

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

    async def http(self, body: bytes, headers: MultiMapping[str]) -> HttpAnswer:
        """Take in a request and return what to answer; raise StoreAway."""
        authorization = headers.getall("Authorization", [])
        try:
            done = await self._gate.admit(authorization, body, self._intake.inbox.clock())
        except Refused as refused:
            log.info("a request was refused", reason=refused.reason)
            return HttpAnswer(refused.status)
        text = body.decode("utf-8", errors="replace")
        await self._addresses.note(done)
        if is_ours(done):
            return HttpAnswer(200, await self._invoke(self._intake.read(done, text)))
        await self._event(done, text)
        # Teams shows an error where an invoke is answered with nothing at all.
        return HttpAnswer(200, {} if done.get("type") == "invoke" else None)

    async def _event(self, done: Json, text: str) -> None:
        """Store an event, that several people came or went as several; then it is worked on."""
        for single in apart(done):
            for each in await self._everywhere(single):
                taken = self._intake.read(each, text if each is done else None)
                if await self._intake.is_new(taken):
                    sorry = partial(self._event_broke, taken, done)
                    self._intake.beside(self._work_on_event(taken, done), sorry)

    async def _everywhere(self, done: Json) -> list[Json]:
        if done.get("type") not in ("conversationUpdate", "installationUpdate"):
            return [done]
        return await self._addresses.everywhere(done)

    async def _work_on_event(self, taken: Taken, done: Json) -> None:
        heard = taken.heard
        if heard:
            await self._about.learn(heard, done, _PATIENCE)
        outcome = await self._intake.work(taken)
        self._look_around(heard, done, outcome)
        if heard and heard.person and heard.is_addressed and outcome:
            await self._talk.afterwards(outcome, _how(done, heard), was_answered=False)

    async def _invoke(self, taken: Taken) -> Json:
        """Store what somebody did, work on it, and return the answer if it is ready in time."""
        heard = taken.heard
        is_new = await self._intake.is_new(taken)
        if heard is None or heard.person is None:
            return {}
        how = _how(taken.stored, heard)
        if not is_new:
            return await self._talk.at_once(None, how)
        act = Act(
            partial(self._talk.at_once, how=how),
            partial(self._talk.afterwards, how=how),
            partial(self._broke, heard, how),
        )
        return await self._intake.answer(act, self._outcome(taken, heard), _DEADLINE) or {}

    async def _event_broke(self, taken: Taken, done: Json, number: str) -> None:
        """Tell who spoke to us that it broke."""
        heard = taken.heard
        if heard and heard.is_addressed:
            await self._broke(heard, _how(done, heard), number)

    async def _broke(self, heard: Heard, how: How, number: str) -> None:
        """Tell who did something that it broke."""
        if heard.person:
            await self._talk.sorry(await self._intake.broke(number, heard.person), how)

    def _look_around(self, heard: Heard | None, done: Json, outcome: Outcome | None) -> None:
        """See who is in a place that takes part from now on; nobody waits for that."""
        if heard and heard.place and outcome and outcome.what == "phase":
            self._about.forget(heard.place.key)
            self._intake.beside(self._about.learn(heard, done, _PATIENCE))

    async def _outcome(self, taken: Taken, heard: Heard) -> Outcome | None:
        done = taken.stored
        await self._about.learn(heard, done, _PATIENCE_AT_ONCE)
        outcome = await self._intake.work(taken, hurry=True)
        self._look_around(heard, done, outcome)
        return outcome


def _how(done: Json, heard: Heard) -> How:
    person = heard.person.key if heard.person else ""
    return of_activity(done, person, heard.place.key if heard.place else "")
