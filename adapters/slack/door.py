"""Slack's door: raw bytes are verified, stored and committed before Slack gets its answer.

What somebody did by command or button is worked on at once, so that the private words travel in
the answer; what takes too long is said right after it.
"""

import json
from datetime import datetime
from functools import partial
from urllib.parse import parse_qs

import structlog
from multidict import MultiMapping

from adapters.intake import Act, Intake, Taken
from adapters.payload import Json, inside
from adapters.slack import talk
from adapters.slack.about import About
from adapters.slack.meet import without_the_rest
from adapters.slack.signature import is_slacks
from adapters.slack.talk import How, Talk
from adapters.web.http import HttpAnswer
from bot.intents import Heard
from bot.turn import Outcome

log = structlog.get_logger()

_DEADLINE = 0.3
"""Seconds that an answer may take; what is late is said by the address that came along."""
_DEADLINE_OF_FORMS = 2.0
"""A form closes with its answer, and has no such address; Slack waits for three."""
_PATIENCE_AT_ONCE = 0.2
"""Seconds to wait for what Slack tells of a speaker, when they wait for our answer."""
_PATIENCE = 3.0
_MOST_FIELDS = 100
"""A command has fifteen."""
_OURS = ("kind", "whoknows")
"""What only we write into a payload: nobody may pass for a log or for ourselves."""


class Door:
    """Takes in what Slack sends over HTTP or a socket."""

    def __init__(self, secret: str | None, intake: Intake, about: About, words: Talk) -> None:
        self._secret = secret
        self._intake = intake
        self._about = about
        self._talk = words

    async def http(self, body: bytes, headers: MultiMapping[str]) -> HttpAnswer:
        """Take in a request and return what to answer; raise StoreAway."""
        if not self._secret or not is_slacks(body, headers, self._secret, self._now()):
            return HttpAnswer(401)
        kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
        text = body.decode("utf-8", errors="replace")
        if kind == "application/x-www-form-urlencoded":
            return HttpAnswer(200, await self._form(text))
        return await self._json(text)

    async def socket(self, kind: str, payload: Json) -> Json | None:
        """Take in an envelope of a socket and return the payload to answer; raise StoreAway."""
        match kind:
            case "slash_commands":
                return await self._interact({"kind": "command", "form": payload})
            case "interactive":
                return await self._interact({"kind": "interaction", "payload": payload})
            case _:
                await self._event(self._intake.read(without_the_rest(payload)))
                return None

    def _now(self) -> datetime:
        return self._intake.inbox.clock()

    async def _json(self, text: str) -> HttpAnswer:
        told = _parsed(text)
        if told.get("type") == "url_verification":
            challenge = told.get("challenge")
            body = {"challenge": challenge} if isinstance(challenge, str) else None
            return HttpAnswer(200, body)
        if told.get("type") == "app_rate_limited":
            log.error("Slack held events back", workspace=str(told.get("team_id"))[:40])
        stored = {name: value for name, value in told.items() if name not in _OURS}
        stored = without_the_rest(stored)
        await self._event(self._intake.read(stored, text if stored == told else None))
        return HttpAnswer(200)

    async def _form(self, text: str) -> Json | None:
        fields = _fields(text)
        if "ssl_check" in fields:
            return None
        if "payload" in fields:
            payload = _parsed(fields["payload"])
            stored = payload or fields["payload"]
            return await self._interact({"kind": "interaction", "payload": stored})
        return await self._interact({"kind": "command", "form": fields})

    async def _event(self, taken: Taken) -> None:
        """Store an event; it is worked on once Slack has its answer."""
        if await self._intake.is_new(taken):
            sorry = partial(self._event_broke, taken)
            self._intake.beside(self._work_on_event(taken), sorry)

    async def _work_on_event(self, taken: Taken) -> None:
        heard = taken.heard
        if heard:
            self._about.forget(heard)
            await self._about.learn(heard, _PATIENCE)
        outcome = await self._intake.work(taken)
        if heard and outcome and heard.is_addressed:
            how = talk.of_event(heard, _thread(taken.stored))
            await self._talk.afterwards(outcome, how, was_answered=False)

    async def _event_broke(self, taken: Taken, number: str) -> None:
        """Tell who spoke to us that something broke."""
        heard = taken.heard
        if heard and heard.person and heard.is_addressed:
            said = await self._intake.broke(number, heard.person)
            await self._talk.sorry(said, talk.of_event(heard, _thread(taken.stored)))

    async def _interact(self, stored: Json) -> Json | None:
        """Store what somebody did, work on it, and return the answer if it is ready in time."""
        taken = self._intake.read({**stored, "at": self._now().isoformat()})
        if not await self._intake.is_new(taken):
            return None
        if taken.heard is None:
            self._intake.beside(self._intake.work(taken, hurry=True))
            return None
        how = _how(taken.stored)
        act = Act(
            partial(self._at_once, how),
            partial(self._say_afterwards, how),
            partial(self._act_broke, taken.heard, how),
        )
        is_form = how.kind == "view_submission"
        seconds = _DEADLINE_OF_FORMS if is_form else _DEADLINE
        return await self._intake.answer(act, self._work_on_act(taken, taken.heard), seconds)

    async def _work_on_act(self, taken: Taken, heard: Heard) -> Outcome | None:
        await self._about.learn(heard, _PATIENCE_AT_ONCE)
        return await self._intake.work(taken, hurry=True)

    async def _at_once(self, how: How, outcome: Outcome | None) -> Json | None:
        return self._talk.at_once(outcome, how) if outcome else None

    async def _act_broke(self, heard: Heard, how: How, number: str) -> None:
        """Tell who did something that it broke."""
        if heard.person:
            await self._talk.sorry(await self._intake.broke(number, heard.person), how)

    async def _say_afterwards(self, how: How, outcome: Outcome, *, was_answered: bool) -> None:
        await self._talk.afterwards(outcome, how, was_answered=was_answered)
        if how.is_home and how.kind in ("block_actions", "view_submission"):
            await self._renew_home(how)

    async def _renew_home(self, how: How) -> None:
        """Show somebody's page as it is after what they did on it."""
        payload = {
            "type": "home",
            "team": {"id": how.workspace.partition(":")[2]},
            "user": {"id": how.user},
            "trigger_id": f"{how.trigger}.home",
        }
        taken = self._intake.read(
            {"kind": "interaction", "at": self._now().isoformat(), "payload": payload}
        )
        if await self._intake.is_new(taken):
            outcome = await self._intake.work(taken)
            if outcome:
                await self._talk.publish(outcome.message, how)


def _parsed(text: str) -> Json:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _fields(text: str) -> dict[str, str]:
    """Return the fields of a form, the first of each name; none where it is no form."""
    try:
        found = parse_qs(text, errors="replace", max_num_fields=_MOST_FIELDS)
    except ValueError:
        return {}
    return {name: values[0] for name, values in found.items()}


def _how(stored: Json) -> How:
    if stored["kind"] == "command":
        return talk.of_command(stored["form"])
    return talk.of_interaction(stored["payload"])


def _thread(stored: Json) -> str | None:
    ts = inside(stored, "event").get("thread_ts")
    return ts if isinstance(ts, str) else None
