"""What Slack tells of places and people when it is asked.

A payload seldom says who can read a channel, and never who is a guest or where somebody's day is.
"""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import structlog

from adapters.asking import AGAIN, Ask, Asking, Introduce, Told
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

_PLACES_KEPT = timedelta(hours=1)
_PEOPLE_KEPT = timedelta(hours=24)
_AT_ONCE = 3
_PAGES = 10
_ON_A_PAGE = 200
_OPEN = (Visibility.PUBLIC, Visibility.DIRECT)
"""Whose readers need no list of members."""


class About:
    """Asks Slack about whoever and whatever is new in what was heard."""

    def __init__(self, calls: Calls, clock: Clock, introduce: Introduce) -> None:
        self._calls = calls
        self._asking = Asking(clock, introduce)
        self._few = asyncio.Semaphore(_AT_ONCE)

    def forget(self, heard: Heard) -> None:
        """Ask anew about a place that something became of."""
        if heard.place and isinstance(heard.intent, Rename | Rest):
            self._asking.forget(heard.place.key)

    async def learn(self, heard: Heard, patience: float) -> None:
        """Ask about place and people, where nobody has told; wait so many seconds at most.

        Where the pages of the workspace lie is asked too: what is answered at once leads there.
        """
        await self._asking.learn(list(self._asks(heard)), patience)

    async def close(self) -> None:
        """Stop asking."""
        await self._asking.close()

    def _asks(self, heard: Heard) -> Iterator[Ask]:
        if heard.capture is Capture.LIVE:
            place = heard.place
            if place and place.visibility is not Visibility.DIRECT:
                yield Ask(place.key, partial(self._told, place.key, place.visibility))
            for each in (heard.person, *heard.vouched):
                if each and not each.is_stranger:
                    yield Ask(each.key, partial(self._told, each.key))
        workspace = heard.workspace
        if workspace and heard.is_addressed and not self._calls.known_address(workspace):
            yield Ask(workspace, partial(self._address, workspace))

    async def _told(self, key: str, seen_as: Visibility | None = None) -> Told:
        is_person = id_of(key).startswith(("U", "W"))
        try:
            async with self._few:
                told = await (self._of_person(key) if is_person else self._of_place(key, seen_as))
        except Refused as refused:
            log.info("nobody told", about=key, reason=refused.code)
            return Told(None, AGAIN)
        return Told(told, _PEOPLE_KEPT if is_person else _PLACES_KEPT)

    async def _address(self, workspace: str) -> Told:
        await self._calls.address(workspace)
        return Told(None, timedelta())

    async def _of_person(self, key: str) -> Json:
        told = await self._calls.call(
            "users.info", workspace_of(key), user=id_of(key), include_locale=True
        )
        return {"users": [needed_of(told["user"])]}

    async def _of_place(self, key: str, seen_as: Visibility | None) -> Json:
        told = await self._calls.call("conversations.info", workspace_of(key), channel=id_of(key))
        channel = {**told["channel"], "seen_as": seen_as}
        found: Json = {"channel": channel}
        if place_of(workspace_of(key), channel).visibility not in _OPEN:
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
