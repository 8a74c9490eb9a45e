"""Puts our posts into Teams; there is no way to look whether one has gone out already."""

import random
from datetime import timedelta
from typing import Any

import structlog

from adapters.teams.addresses import NO_REFERENCE, Addresses
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
_FORBIDDEN, _NOT_FOUND = 403, 404
_CHATS = ("groupchat", "personal")
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
        has_threads = post.person is None and not is_chat(reference)
        thread = post.thread.rpartition("/")[2] if post.thread and has_threads else None
        sent = await self._connector.post(reference, message, thread)
        place = f"{workspace_of(target)}/{reference['conversation']}"
        return f"{place}/{sent}"


def is_chat(reference: Json) -> bool:
    """Tell whether Teams said that this is a chat, which has no threads."""
    return str(reference.get("kind")).lower() in _CHATS


def _rests(refused: Refused, post: Post) -> bool:
    """Tell whether nothing can be sent to the target any more.

    In a thread only the thread is not there any more, unless we know of no such place at all.
    """
    if refused.status == _NOT_FOUND:
        return post.thread is None or refused.code == NO_REFERENCE
    return refused.code in _BLOCKED or refused.status == _FORBIDDEN


def _not_sent(refused: Refused, post: Post, due: Due) -> NotSent:
    rests = _rests(refused, post)
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
