"""What Slack tells of places and people when it is asked.

A payload seldom says who can read a channel, and never who is a guest or where somebody's day
is. So it is asked, kept for a while, and told to the product as something heard.
"""

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog

from adapters.slack.calls import Calls
from adapters.slack.keys import id_of
from adapters.slack.meet import needed_of, person_of, place_of
from adapters.slack.read import read
from adapters.slack.wire import Refused
from bot.intents import (
    Addressed,
    Heard,
    Nothing,
    Rename,
    Reply,
    Rest,
    SeenPerson,
    SeenPlace,
    Why,
)
from bot.model import REACTIONS, Capture, Visibility
from bot.ports import Clock
from bot.turn import workspace_of

log = structlog.get_logger()

Json = dict[str, Any]

_PLACES_KEPT = timedelta(hours=1)
_PEOPLE_KEPT = timedelta(hours=24)
_ASKED_AGAIN = timedelta(minutes=1)
_AT_ONCE = 3
_PAGES = 10
_ON_A_PAGE = 200
_CLOSED = (Visibility.PRIVATE, Visibility.SHARED)


@dataclass(frozen=True)
class _Known:
    """What was told, and until when it is not asked again."""

    told: SeenPlace | SeenPerson | None
    until: datetime


class About:
    """Asks, keeps and fills in; ``tell`` takes an introduction to the product."""

    def __init__(self, calls: Calls, clock: Clock, signs: Mapping[str, str] = REACTIONS) -> None:
        self._calls = calls
        self._signs = signs
        self._clock = clock
        self._known: dict[str, _Known] = {}
        self._asking: dict[str, asyncio.Task[object]] = {}
        self._few = asyncio.Semaphore(_AT_ONCE)
        self.tell: Callable[[str], Awaitable[None]] = _to_nobody

    def read(self, payload: str) -> Heard:
        """Return what was heard, with what Slack told of its place and person filled in."""
        heard = read(payload, self._signs)
        if heard.capture is not Capture.LIVE:
            return read(payload)
        place = self._filled_place(heard.place) if heard.place else None
        person = self._filled_person(heard)
        vouched = tuple(self._filled(each) for each in heard.vouched)
        intent = heard.intent
        if person and person.is_bot and not isinstance(intent, Nothing):
            intent = Nothing(Why.BOT)
        if person and person.is_stranger and not isinstance(intent, Reply | Nothing):
            intent = Nothing(Why.STRANGER)
        return replace(heard, place=place, person=person, vouched=vouched, intent=intent)

    def forget(self, heard: Heard) -> None:
        """Ask anew about a place that something became of."""
        if heard.place and isinstance(heard.intent, Rename | Rest):
            self._known.pop(heard.place.key, None)

    async def learn(self, heard: Heard, patience: float) -> None:
        """Ask about place and person, where nobody has told; wait so many seconds at most.

        Where the pages of the workspace lie is asked too: what is answered at once leads there.
        """
        keys = [*self._unknown(heard)]
        workspace = heard.workspace
        if workspace and heard.is_addressed and not self._calls.known_address(workspace):
            keys.append(workspace)
        for key in keys:
            if key not in self._asking:
                asking = self._calls.address(key) if key == workspace else self._ask(key)
                self._asking[key] = asyncio.create_task(asking)
                self._asking[key].add_done_callback(partial(self._asked, key))
        asked = [self._asking[key] for key in keys if key in self._asking]
        if asked and patience:
            await asyncio.wait(asked, timeout=patience)

    async def close(self) -> None:
        """Stop asking."""
        asking = list(self._asking.values())
        for each in asking:
            each.cancel()
        await asyncio.gather(*asking, return_exceptions=True)

    def _asked(self, key: str, _task: asyncio.Task[object]) -> None:
        self._asking.pop(key, None)

    def _unknown(self, heard: Heard) -> list[str]:
        if heard.capture is not Capture.LIVE:
            return []
        keys = []
        if heard.place and heard.place.visibility is not Visibility.DIRECT:
            keys.append(heard.place.key)
        people = (heard.person, *heard.vouched)
        keys += [each.key for each in people if each and not each.is_stranger]
        now = self._clock()
        return [key for key in keys if key not in self._known or self._known[key].until <= now]

    async def _ask(self, key: str) -> None:
        """Ask about a place or person and tell the product; who does not answer is asked later."""
        asked_at = self._clock()
        told: SeenPlace | SeenPerson | None = None
        introduction: Json = {}
        is_person = id_of(key).startswith(("U", "W"))
        try:
            async with self._few:
                introduction = await (self._of_person(key) if is_person else self._of_place(key))
        except Refused as refused:
            log.info("nobody told", about=key, reason=refused.code)
        workspace = workspace_of(key)
        if is_person and introduction:
            told = person_of(workspace, introduction["users"][0])
        elif introduction:
            told = place_of(workspace, introduction["channel"])
        kept = _PEOPLE_KEPT if is_person else _PLACES_KEPT
        before = self._known[key].told if is_person and key in self._known else None
        self._known[key] = _Known(told or before, asked_at + (kept if told else _ASKED_AGAIN))
        if introduction:
            stored = {
                "kind": "introduction",
                "at": asked_at.isoformat(),
                "workspace": workspace,
                "request": uuid.uuid4().hex,
                **introduction,
            }
            await self.tell(json.dumps(stored, ensure_ascii=False))

    async def _of_person(self, key: str) -> Json:
        told = await self._calls.call(
            "users.info", workspace_of(key), user=id_of(key), include_locale=True
        )
        return {"users": [needed_of(told["user"])]}

    async def _of_place(self, key: str) -> Json:
        told = await self._calls.call("conversations.info", workspace_of(key), channel=id_of(key))
        channel = told["channel"]
        found: Json = {"channel": channel}
        if place_of(workspace_of(key), channel).visibility in _CLOSED:
            found["present"] = await self._members(key)
        return found

    async def _members(self, key: str) -> list[str]:
        """Return who is in a closed place; nobody else may see what was said there."""
        members: list[str] = []
        cursor = ""
        for _ in range(_PAGES):
            told = await self._calls.call(
                "conversations.members",
                workspace_of(key),
                channel=id_of(key),
                limit=_ON_A_PAGE,
                cursor=cursor,
            )
            members += told.get("members") or []
            cursor = (told.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return members

    def _filled_place(self, seen: SeenPlace) -> SeenPlace:
        """Return a place with what was told of it: never open to more than anyone says.

        That it is public counts when Slack was asked; an event may call any channel one.
        """
        known = self._known.get(seen.key)
        told = known.told if known else None
        narrower = seen.visibility if seen.visibility is not Visibility.PUBLIC else None
        if not isinstance(told, SeenPlace):
            return replace(seen, visibility=narrower)
        return replace(seen, name=seen.name or told.name, visibility=narrower or told.visibility)

    def _filled_person(self, heard: Heard) -> SeenPerson | None:
        """Return the person with what was told of them; until then they may be a guest."""
        person = heard.person
        if person is None or person.is_stranger:
            return person
        filled = self._filled(person)
        if filled.is_guest is None:
            return replace(filled, may_be_guest=isinstance(heard.intent, Addressed))
        return replace(filled, is_active=None)  # who speaks is there

    def _filled(self, person: SeenPerson) -> SeenPerson:
        known = self._known.get(person.key)
        told = known.told if known else None
        if not isinstance(told, SeenPerson):
            return person
        return replace(
            person,
            name=person.name or told.name,
            zone=told.zone,
            language=told.language,
            is_guest=told.is_guest,
            is_active=told.is_active,
            email=told.email,
            is_stranger=told.is_stranger,
            is_bot=told.is_bot,
        )


async def _to_nobody(_introduction: str) -> None:
    pass
