"""Puts our posts into Teams; there is no way to look whether one has gone out already."""

import random
from datetime import timedelta
from typing import Any

import structlog

from adapters.teams.addresses import Addresses
from adapters.teams.names import Names
from adapters.teams.render import card, plain
from adapters.teams.wire import Connector, Refused, activity
from bot.messages import Post
from bot.ports import Capabilities, Due, NotSent
from bot.turn import workspace_of

log = structlog.get_logger()

Json = dict[str, Any]

CAPABILITIES = Capabilities(reactions=False)
_BLOCKED = ("MessageWritesBlocked", "ForbiddenOperationException", "BotNotInConversationRoster")
_AGAIN = (0, 200, 301, 302, 303, 307, 308, 401, 408, 412, 429, 500, 502, 503, 504)
"""Statuses after which it is tried again.

0 is not reached, 401 a token that ended too early; a redirect, or an answer that says nothing, is
somebody on the way.
"""
_FIRST_PAUSE = 2.0


class Teams:
    """A platform to send to."""

    capabilities = CAPABILITIES

    def __init__(self, connector: Connector, addresses: Addresses, names: Names) -> None:
        self._connector = connector
        self._addresses = addresses
        self._names = names

    async def send(self, post: Post, due: Due) -> str:
        """Send and return the key of the message; raise NotSent."""
        try:
            return await self._sent(post)
        except Refused as refused:
            raise _not_sent(refused, post, due) from None

    async def _sent(self, post: Post) -> str:
        ways = await self._names.ways(post.message)
        message = activity(plain(post.message, ways), card(post.message, ways))
        if post.replaces is not None:
            place, _, message_id = post.replaces.rpartition("/")
            await self._connector.update(await self._addresses.of(place), message_id, message)
            return post.replaces
        # Teams has no words for one person's eyes in a channel: those go to the direct line.
        target = post.person or post.place or ""
        reference = await self._addresses.of(target)
        is_alone = post.person is not None or _is_chat(reference["conversation"])
        thread = post.thread.rpartition("/")[2] if post.thread and not is_alone else None
        sent = await self._connector.post(reference, message, thread)
        place = f"{workspace_of(target)}/{reference['conversation']}"
        return f"{place}/{sent}"


def _is_chat(conversation: str) -> bool:
    """Tell whether this is a chat, which has no threads."""
    return "@thread.v2" in conversation or "@unq." in conversation


def _not_sent(refused: Refused, post: Post, due: Due) -> NotSent:
    rests = refused.code in _BLOCKED or refused.status in (403, 404)
    is_edit = post.replaces is not None
    pause = refused.after
    if pause is None and refused.status in _AGAIN:
        pause = _FIRST_PAUSE * 2 ** (due.attempts - 1) * random.uniform(1.0, 1.5)  # noqa: S311 - so that not all come back at once
    return NotSent(
        refused.code,
        again=refused.status in _AGAIN,
        after=timedelta(seconds=pause) if pause else None,
        maybe=refused.maybe and not is_edit,
        target_rests=rests and not is_edit,
    )
