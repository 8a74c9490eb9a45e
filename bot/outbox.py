"""Sends what is due: made from what is true at that moment, so that nothing stale goes out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.inbox import Inbox
from bot.ports import Due, NotSent, Platform
from bot.posts import compose
from bot.turn import workspace_of

log = structlog.get_logger()

_LEASE = timedelta(seconds=60)  # longer than any platform's time-out
_AT_ONCE = 20
_MOST_ATTEMPTS = 8
_FIRST_PAUSE = timedelta(seconds=2)


@dataclass(frozen=True)
class Sender:
    """Takes due posts from the outbox; ``platforms`` by the first word of a workspace's key."""

    inbox: Inbox
    platforms: Mapping[str, Platform]

    async def send_due(self) -> int:
        """Send what is due now; return how many went out."""
        clock, store = self.inbox.clock, self.inbox.store
        async with store.writing(self.inbox.organisation) as tx:
            due = await tx.claim(clock(), clock() + _LEASE, _AT_ONCE)
        return sum([await self._send(each) for each in due])

    async def _send(self, due: Due) -> bool:
        try:
            message = await self._sent_as(due)
        except NotSent as error:
            await self._try_again(due, error)
            return False
        async with self.inbox.store.writing(self.inbox.organisation) as tx:
            await tx.sent(due, message, self.inbox.clock())
            if message and due.kind == "question":
                await tx.set_thread(due.about, message)
                await self.inbox.resolve([message], tx)
        return message is not None

    async def _sent_as(self, due: Due) -> str | None:
        async with self.inbox.store.writing(self.inbox.organisation) as tx:
            post = await compose(due, tx, self.inbox.policy, self.inbox.clock())
        if post is None:
            return None
        platform = self.platforms.get(workspace_of(due.target).partition(":")[0])
        if platform is None:
            raise NotSent("no platform here serves this place", again=False)
        return await platform.send(post)

    async def _try_again(self, due: Due, error: NotSent) -> None:
        again = error.again and due.attempts < _MOST_ATTEMPTS
        pause = _FIRST_PAUSE * 2 ** (due.attempts - 1)
        at = self.inbox.clock() + pause if again else None
        log.warning("a post did not go out", kind=due.kind, reason=error.reason, again=again)
        async with self.inbox.store.writing(self.inbox.organisation) as tx:
            await tx.not_sent(due, error.reason, at)
