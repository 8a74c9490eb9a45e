"""Slack's door: raw bytes are verified, stored and committed before Slack gets its answer.

What somebody did by command or button is worked on at once, so that the private words travel in
the answer; what takes too long is said right after it.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import parse_qs

import structlog
from multidict import MultiMapping

from adapters.intake import Intake
from adapters.slack import talk
from adapters.slack.about import About
from adapters.slack.read import key_of, read
from adapters.slack.signature import is_slacks
from adapters.slack.talk import How, Talk
from adapters.web import Answer
from bot.intents import Heard
from bot.ports import Reader, StoreAway
from bot.turn import Outcome

log = structlog.get_logger()

Json = dict[str, Any]

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

IsOurs = Callable[[str], Awaitable[bool]]
"""Tells whether a workspace is one that we serve; Slack signs what comes from others as well."""


class Door:
    """Takes in what Slack sends over HTTP or a socket."""

    def __init__(
        self,
        secret: str | None,
        intake: Intake,
        about: About,
        words: Talk,
        is_ours: IsOurs | None = None,
    ) -> None:
        self._secret = secret
        self._is_ours = is_ours
        self._intake = intake
        self._about = about
        self._talk = words
        about.tell = self._introduce

    async def http(self, body: bytes, headers: MultiMapping[str]) -> Answer:
        """Take in a request and return what to answer."""
        if not self._secret or not is_slacks(body, headers, self._secret, self._now()):
            return Answer(401)
        kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
        text = body.decode("utf-8", errors="replace")
        try:
            if kind == "application/x-www-form-urlencoded":
                return Answer(200, await self._form(text))
            return await self._json(text)
        except StoreAway:
            return Answer(503)

    async def socket(self, kind: str, payload: Json) -> Json | None:
        """Take in an envelope of a socket and return the payload to answer; raise StoreAway."""
        match kind:
            case "slash_commands":
                return await self._interact({"kind": "command", "form": payload})
            case "interactive":
                return await self._interact({"kind": "interaction", "payload": payload})
            case _:
                await self._event(json.dumps(payload, ensure_ascii=False))
                return None

    def _now(self) -> datetime:
        return self._intake.inbox.clock()

    async def _json(self, text: str) -> Answer:
        found = _parsed(text)
        if found.get("type") == "url_verification":
            challenge = found.get("challenge")
            return Answer(200, {"challenge": challenge} if isinstance(challenge, str) else None)
        if found.get("type") == "app_rate_limited":
            log.error("Slack held events back", workspace=str(found.get("team_id"))[:40])
        if any(name in found for name in _OURS):
            text = json.dumps({name: found[name] for name in found if name not in _OURS})
        await self._event(text)
        return Answer(200)

    async def _form(self, text: str) -> Json | None:
        fields = _fields(text)
        if "ssl_check" in fields:
            return None
        if "payload" in fields:
            payload = _parsed(fields["payload"])
            stored = payload or fields["payload"]
            return await self._interact({"kind": "interaction", "payload": stored})
        return await self._interact({"kind": "command", "form": fields})

    async def _event(self, payload: str) -> None:
        """Store an event; it is worked on once Slack has its answer."""
        key = key_of(payload)
        if await self._is_new(key, payload):
            sorry = partial(self._event_broke, payload)
            self._intake.beside(self._work_on_event(key, payload), sorry)

    async def _work_on_event(self, key: str, payload: str) -> None:
        heard = _heard(payload)
        if heard:
            self._about.forget(heard)
            await self._about.learn(heard, _PATIENCE)
        worked = await self._intake.work(key)
        if heard and worked and worked.outcome and heard.is_addressed:
            how = talk.of_event(heard, _thread(payload))
            await self._talk.afterwards(worked.outcome, how, was_answered=False)

    async def _event_broke(self, payload: str, number: str) -> None:
        """Tell who spoke to us that something broke."""
        heard = _heard(payload, self._about.read)
        if heard and heard.person and heard.is_addressed:
            said = await self._intake.broke(number, heard.person)
            await self._talk.sorry(said, talk.of_event(heard, _thread(payload)))

    async def _interact(self, stored: Json) -> Json | None:
        """Store what somebody did, work on it, and return the answer if it is ready in time."""
        stored = {**stored, "at": self._now().isoformat()}
        payload = json.dumps(stored, ensure_ascii=False)
        key = key_of(payload)
        if not await self._is_new(key, payload):
            return None
        sorry = partial(self._act_broke, payload, stored)
        working = self._intake.beside(self._work_on_act(key, payload, stored), sorry)
        heard = _heard(payload)
        if heard is None:
            await asyncio.wait({working}, timeout=_DEADLINE)
            return None
        how = _how(stored)
        is_form = how.kind == "view_submission"
        await asyncio.wait({working}, timeout=_DEADLINE_OF_FORMS if is_form else _DEADLINE)
        is_late = not working.done()
        self._intake.beside(self._say_afterwards(working, how, was_answered=not is_late), sorry)
        became = _became(working)
        return became.answer if became else None

    async def _work_on_act(self, key: str, payload: str, stored: Json) -> "_Became | None":
        heard = _heard(payload)
        if heard:
            await self._about.learn(heard, _PATIENCE_AT_ONCE)
        worked = await self._intake.work(key, hurry=True)
        if heard is None or worked is None or worked.outcome is None:
            return None
        return _Became(worked.outcome, self._talk.at_once(worked.outcome, _how(stored)))

    async def _act_broke(self, payload: str, stored: Json, number: str) -> None:
        """Tell who did something that it broke."""
        heard = _heard(payload, self._about.read)
        if heard and heard.person:
            said = await self._intake.broke(number, heard.person)
            await self._talk.sorry(said, _how(stored))

    async def _say_afterwards(
        self, working: "asyncio.Task[_Became | None]", how: How, *, was_answered: bool
    ) -> None:
        await asyncio.wait({working})
        became = _became(working)
        if became is None:
            return
        await self._talk.afterwards(became.outcome, how, was_answered=was_answered)
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
        stored = {
            "kind": "interaction",
            "at": self._now().isoformat(),
            "payload": payload,
        }
        text = json.dumps(stored)
        key = key_of(text)
        if await self._is_new(key, text):
            worked = await self._intake.work(key)
            if worked and worked.outcome:
                await self._talk.publish(worked.outcome.message, how)

    async def _introduce(self, payload: str) -> None:
        key = key_of(payload)
        if await self._is_new(key, payload):
            await self._intake.work(key)

    async def _is_new(self, key: str, payload: str) -> bool:
        """Store a delivery durably; after this it is ours. Raises StoreAway."""
        return not await self._is_strange(payload) and await self._intake.is_new(key, payload)

    async def _is_strange(self, payload: str) -> bool:
        """Tell whether it comes from a workspace that is none of ours; nothing of it is kept."""
        if self._is_ours is None:
            return False
        heard = _heard(payload)
        return heard is None or not heard.workspace or not await self._is_ours(heard.workspace)


@dataclass(frozen=True)
class _Became:
    """What became of something that somebody did, and the answer that tells them."""

    outcome: Outcome
    answer: Json | None


def _became(working: "asyncio.Task[_Became | None]") -> _Became | None:
    """Return what became of it, none where it is not done yet or broke."""
    if not working.done() or working.cancelled() or working.exception() is not None:
        return None
    return working.result()


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


def _heard(payload: str, reader: Reader = read) -> Heard | None:
    try:
        return reader(payload)
    except ValueError:
        return None


def _how(stored: Json) -> How:
    if stored["kind"] == "command":
        return talk.of_command(stored["form"])
    return talk.of_interaction(stored["payload"])


def _thread(payload: str) -> str | None:
    ts = _parsed(payload).get("event", {}).get("thread_ts")
    return ts if isinstance(ts, str) else None
