"""What Slack tells of places and people when it is asked.

A payload seldom says who can read a channel, and never who is a guest or where somebody's day
is. So it is asked, once in a while, and told to the product as something heard: it is kept in
rows, and joined there to whatever these people do.
"""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

import structlog

from adapters.payload import Json
from adapters.slack.calls import Calls
from adapters.slack.keys import id_of
from adapters.slack.meet import needed_of, place_of
from adapters.slack.wire import Refused
from bot.intents import Heard, Rename, Rest
from bot.model import Capture, Visibility
from bot.ports import Clock
from bot.turn import workspace_of

log = structlog.get_logger()

Introducing = Callable[[Json], Awaitable[object]]
"""Tells the product what was told."""

_PLACES_KEPT = timedelta(hours=1)
_PEOPLE_KEPT = timedelta(hours=24)
_ASKED_AGAIN = timedelta(minutes=1)
_AT_ONCE = 3
_PAGES = 10
_ON_A_PAGE = 200
_CLOSED = (Visibility.PRIVATE, Visibility.SHARED)


class About:
    """Asks; ``introduce`` tells the product."""

    def __init__(self, calls: Calls, clock: Clock, introduce: Introducing) -> None:
        self._calls = calls
        self._clock = clock
        self._introduce = introduce
        self._until: dict[str, datetime] = {}
        """By key until when nobody is asked again."""
        self._asking: dict[str, asyncio.Task[object]] = {}
        self._few = asyncio.Semaphore(_AT_ONCE)

    def forget(self, heard: Heard) -> None:
        """Ask anew about a place that something became of."""
        if heard.place and isinstance(heard.intent, Rename | Rest):
            self._until.pop(heard.place.key, None)

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
        return [key for key in keys if key not in self._until or self._until[key] <= now]

    async def _ask(self, key: str) -> None:
        """Ask about a place or person and tell the product; who does not answer is asked later."""
        asked_at = self._clock()
        is_person = id_of(key).startswith(("U", "W"))
        try:
            async with self._few:
                told = await (self._of_person(key) if is_person else self._of_place(key))
        except Refused as refused:
            log.info("nobody told", about=key, reason=refused.code)
            self._until[key] = asked_at + _ASKED_AGAIN
            return
        self._until[key] = asked_at + (_PEOPLE_KEPT if is_person else _PLACES_KEPT)
        introduction = {
            "kind": "introduction",
            "at": asked_at.isoformat(),
            "workspace": workspace_of(key),
            "request": uuid.uuid4().hex,
            **told,
        }
        await self._introduce(introduction)

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
