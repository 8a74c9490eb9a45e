"""Sends what is due: made from what is true at that moment, so that nothing stale goes out.

Everything that anybody ever gets from us without having spoken just now goes through
``Sender``, and so past the one place that asks whether they may get it now.
"""

import asyncio
import heapq
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from bot.breakage import breakage, remark, report
from bot.copies import correct_once_more
from bot.elsewhere import localised
from bot.inbox import Inbox
from bot.looking import Looking
from bot.messages import Post
from bot.model import Person
from bot.ports import EVERYTHING, Due, NotSent, Platform, StoreAway
from bot.posts import POSTINGS, posting_of
from bot.posts.posting import Resting, Sent
from bot.posts.sending import Sending
from bot.reader import hours_of
from bot.rhythm import Caps, Hours, Never, Recipient, Send, Wait, decide
from bot.turn import place_in, workspace_of
from bot.unasked import recipient_of
from bot.writing import UnitOfWork

log = structlog.get_logger()

_LEASE = timedelta(seconds=60)  # longer than any platform's time-out
_AT_ONCE = 50
_LOOK_AGAIN = timedelta(seconds=0.2)
"""How long what has become due meanwhile waits for what is on its way already."""
_AT_THE_SAME_TIME = 0.005
"""Seconds in which places that may get more are looked at together."""
_AHEAD = timedelta(seconds=0.15)
"""How long before its place is free a post is taken, to be made meanwhile."""
_MOST_ATTEMPTS = 8
_GIVEN_UP = timedelta(hours=24)
"""How long a platform may be away: then what was tried often enough is tried no more."""
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=2), timedelta(minutes=5)
_ALWAYS = Hours(days=frozenset(range(7)), end=Hours().start)


@dataclass
class Free:
    """Tells when a place may get more."""

    _at: list[float] = field(default_factory=list)
    _is_new: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self, after: timedelta) -> None:
        """Note that a place may get more after a time."""
        heapq.heappush(self._at, asyncio.get_running_loop().time() + after.total_seconds())
        self._is_new.set()

    async def wait(self) -> None:
        """Wait until one may; of those that may at the same time it is told once."""
        loop = asyncio.get_running_loop()
        while not self._at or self._at[0] > loop.time():
            self._is_new.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout_at(self._at[0] if self._at else None):
                    await self._is_new.wait()
        await asyncio.sleep(_AT_THE_SAME_TIME)
        while self._at and self._at[0] <= loop.time():
            heapq.heappop(self._at)


@dataclass(frozen=True)
class Sender:
    """Takes due posts from the outbox; ``platforms`` by the first word of a workspace's key."""

    inbox: Inbox
    platforms: Mapping[str, Platform]
    paces: Mapping[str, timedelta] = field(default_factory=dict)
    """How long at least from one post to the next in the same place, where a platform wants it."""
    _one_writes: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Of the many that are being sent, one at a time wants to write: who comes in gets its turn."""
    _one_looks: asyncio.Lock = field(default_factory=asyncio.Lock)
    """And one at a time looks what to say, which may take long: who asks us finds a reader free."""
    _running: set[asyncio.Task[bool]] = field(
        default_factory=set, init=False, repr=False, compare=False
    )
    _free: Free = field(default_factory=Free, init=False, repr=False, compare=False)

    async def send_due(self, patience: timedelta | None = None) -> int:
        """Send what is due now, until nothing more is; return how many went out.

        What goes to one target goes one after the other; a slow one keeps no other back. What
        takes longer than ``patience`` goes on alone; without, everything on its way is awaited.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + patience.total_seconds() if patience else None
        begun: set[asyncio.Task[bool]] = set()
        while True:
            more = await self._begun()
            begun |= more
            waits_for = (begun if patience else self._running | begun) - _done(
                self._running | begun
            )
            if not waits_for and not more:
                break
            if until and loop.time() >= until:
                break
            if waits_for:
                await asyncio.wait(waits_for, timeout=_LOOK_AGAIN.total_seconds())
        return sum(each.result() for each in _done(begun))

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[UnitOfWork]:
        async with self._one_writes, self.inbox.store.writing(self.inbox.organisation) as tx:
            yield tx

    @asynccontextmanager
    async def _looking(self) -> AsyncIterator[Looking]:
        async with self._one_looks, self.inbox.store.looking(self.inbox.organisation) as look:
            yield look

    async def go_on(self) -> None:
        """Wait until a place may get more, and begin to send that: nobody waits for a tick."""
        await self._free.wait()
        await self._begun(_AHEAD)

    async def finish(self) -> None:
        """Let what is on its way arrive."""
        if self._running:
            await asyncio.wait(self._running)

    async def cut_off(self) -> None:
        """End what is still on its way; whoever sends next looks whether it has arrived."""
        late = list(self._running)
        for each in late:
            each.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _begun(self, ahead: timedelta = timedelta()) -> set[asyncio.Task[bool]]:
        """Take what is due and begin to send it, so much that not too much is on its way.

        What is taken so much ``ahead`` of its place being free is made meanwhile, and then held.
        """
        room = _AT_ONCE - len(self._running)
        until = asyncio.get_running_loop().time() + ahead.total_seconds()
        due = await self._claimed(room, ahead) if room > 0 else ()
        begun = {asyncio.create_task(self._send_alone(each, until)) for each in due}
        for each in begun:
            self._running.add(each)
            each.add_done_callback(self._running.discard)
        return begun

    async def _send_alone(self, due: Due, until: float) -> bool:
        try:
            is_out = await self._send(due, until)
        except StoreAway as error:  # leased until somebody looks what became of it
            remark("the store was away", error, kind=due.kind)
            return False
        if not is_out and self.paces:  # what follows it in its place need not wait
            self._free.note(timedelta())
        return is_out

    async def _claimed(self, most: int, ahead: timedelta) -> Sequence[Due]:
        now = self.inbox.clock()
        paces = {platform: pace - min(pace, ahead) for platform, pace in self.paces.items()}
        async with self._writing() as tx:
            return await tx.claim(now, now + _LEASE, most, paces)

    async def _send(self, due: Due, until: float) -> bool:
        """Send one thing; what breaks on the way is tried again later and stops nothing else."""
        try:
            post = await self._made(due)
            await _hold(until)
            message = await self._platform(due).send(post, due) if post else None
        except NotSent as error:
            await self._try_again(due, error)
            return False
        except StoreAway:
            raise
        except Exception as error:  # noqa: BLE001 - one that breaks must not keep the others back
            report("a post broke", error, kind=due.kind)
            again = due.attempts < _MOST_ATTEMPTS
            broke = NotSent(breakage(error).reason, again=again)
            await self._try_again(due, broke, keeps_target=False)
            return False
        if post is None or message is None:
            return False
        await self._is_sent(due, message, post.tells)
        if post.tells:
            await self._look_once_more(replace(due, message=message), post)
        return True

    async def _look_once_more(self, sent: Due, post: Post) -> None:
        """Have it brought up to date where what it tells was changed while it was on its way."""
        now = self.inbox.clock()
        async with self._looking() as look:
            anew = await _composed(await self._sending(sent, look, now))
        if anew is None or anew.message != post.message:
            async with self._writing() as tx:
                await correct_once_more(sent, tx, now)

    async def _is_sent(self, due: Due, message: str, tells: Sequence[str]) -> None:
        """Note that it went out, whatever else breaks: else it would go out again.

        Its pace counts from now, the end of the call: nobody knows when it arrived before that.
        """
        at = self.inbox.clock()
        try:
            async with self._writing() as tx:
                if await tx.sent(due, message, at):
                    await tx.set_copies(due, message, tells)
                    await self._follow(due, message, tx)
        except StoreAway:
            raise
        except Exception as error:  # noqa: BLE001 - it may be a stranger's reply that waited for it
            report("a post went out and broke", error, kind=due.kind)
            async with self._writing() as tx:
                await tx.sent(due, message, at)
        pace = self.paces.get(_platform_of(due))
        if pace:
            self._free.note(at + pace - _AHEAD - self.inbox.clock())

    async def _made(self, due: Due) -> Post | None:
        """Return what to send, or None where nothing is to be sent (now, or at all)."""
        now = self.inbox.clock()
        async with self._looking() as look:
            made = await self._look(due, look, now)
        match made:
            case Post() if await self._is_ours_still(due):
                return made
            case Post():
                await self._put_back(due, now)
            case Wait(until):
                await self._put_back(due, until)
            case Never(why):
                await self._skip(due, why, now)
            case None:
                await self._leave_unsaid(due, now)
        return None

    async def _look(self, due: Due, look: Looking, now: datetime) -> Post | Wait | Never | None:
        """Return what is to be sent now, None where there is nothing to say any more."""
        if not await self._is_ours(due, look):
            return Wait(now)
        sending = await self._sending(due, look, now)
        may_get = await _may_get(sending)
        return await _composed(sending) if isinstance(may_get, Send) else may_get

    async def _is_ours(self, due: Due, look: Looking) -> bool:
        """Tell whether we may still send it: we may have been stopped since we took it."""
        is_leased = due.leased_until is not None and self.inbox.clock() < due.leased_until
        return is_leased and await look.holds(due)

    async def _is_ours_still(self, due: Due) -> bool:
        """Tell the same once more before it goes out, as its words may have taken long."""
        async with self.inbox.store.looking(self.inbox.organisation) as look:
            return await self._is_ours(due, look)

    async def _put_back(self, due: Due, until: datetime) -> None:
        async with self._writing() as tx:
            await tx.wait(due, until)

    async def _skip(self, due: Due, why: str, now: datetime) -> bool:
        async with self._writing() as tx:
            return await tx.skipped(due, why, now)

    async def _leave_unsaid(self, due: Due, now: datetime) -> None:
        """Note that there is nothing to say, and look once more whether that still holds.

        What people did between our look and our note was not queued, as this was on its way.
        """
        if not await self._skip(due, "nothing_to_say", now):
            return  # called off, or taken over
        async with self._looking() as look:
            post = await _composed(await self._sending(due, look, now))
        if post:
            async with self._writing() as tx:
                await tx.queue(due.kind, due.target, due.about, now, due.period)

    async def _sending(self, due: Due, look: Looking, now: datetime) -> Sending:
        """Return what a post is made from; what a person gets is about something in a place too."""
        person: Person | None = None
        where = due.target
        if posting_of(due.kind).is_private:
            person = await look.person(due.target)
            where = place_in(due.about)
        can = self._platform(due).capabilities
        place, figures = await look.place(where), self.inbox.figures
        return Sending(due, look, self.inbox.policy, now, person, place, figures, can)

    def _platform(self, due: Due) -> Platform:
        return self.platforms.get(_platform_of(due)) or _Nowhere()

    async def _follow(self, due: Due, message: str, tx: UnitOfWork) -> None:
        """Do what follows, and work on what others said of its message before it was known."""
        follow = posting_of(due.kind).went_out
        if follow:
            await follow(Sent(due, message, tx, self.inbox.policy, self.inbox.clock()))
            await self.inbox.resolve([message], tx)

    async def _try_again(self, due: Due, error: NotSent, *, keeps_target: bool = True) -> None:
        """Note when to try again; what waits for a target that rests goes out when it wakes.

        What the platform held back was no attempt, and what is to follow waits for it.
        """
        now = self.inbox.clock()
        rests = error.target_rests or error.workspace_rests
        is_tired = due.attempts >= _MOST_ATTEMPTS
        again = rests or (error.again and not (is_tired and now - due.due_at >= _GIVEN_UP))
        pause = min(_FIRST_PAUSE * 2 ** min(due.attempts - 1, 20), _LONGEST_PAUSE)
        at = now + (error.after or pause) if again else None
        log.warning("a post did not go out", kind=due.kind, reason=error.reason, again=again)
        async with self._writing() as tx:
            await tx.not_sent(
                due,
                error.reason,
                at,
                maybe=error.maybe,
                keeps_target=keeps_target and again and not rests and not is_tired,
                was_attempt=error.after is None,
            )
            if error.workspace_rests:
                await tx.leave_workspace(workspace_of(due.target), now)
            elif error.target_rests:
                await self._let_rest(due, error.reason, tx)

    async def _let_rest(self, due: Due, reason: str, tx: UnitOfWork) -> None:
        """Send nothing more to a target, and tell who is to know of that."""
        now = self.inbox.clock()
        if posting_of(due.kind).is_private:
            await tx.set_profile(due.target, active=False)
        else:
            await tx.rest(due.target, reason, now)
        resting = Resting(due.target, tx, self.inbox.policy, now)
        for each in POSTINGS:
            if each.target_rests:
                await each.target_rests(resting)


async def _composed(sending: Sending) -> Post | None:
    """Return the post so that its readers can make something of it, whatever lies elsewhere."""
    post = await posting_of(sending.due.kind).compose(sending)
    if post is None:
        return None
    workspace = workspace_of(sending.due.target)
    message = await localised(post.message, workspace, sending.language, sending.look)
    return replace(post, message=message)


async def _may_get(sending: Sending) -> Send | Wait | Never:
    """Decide whether this may go out now: opt-out, hours, caps, and whether it is stale."""
    due, policy = sending.due, sending.policy
    kind = posting_of(due.kind)
    if sending.person is not None:
        reader = await recipient_of(
            sending.person, sending.place, sending.look, policy, sending.now
        )
    else:
        hours = hours_of(None, sending.place, policy) if kind.keeps_hours else _ALWAYS
        reader = Recipient(hours)
    caps = Caps(*policy.caps)
    return decide(kind.manner, reader, caps, due.due_at, sending.now, kind.stale_after)


async def _hold(until: float) -> None:
    left = until - asyncio.get_running_loop().time()
    if left > 0:
        await asyncio.sleep(left)


def _platform_of(due: Due) -> str:
    return workspace_of(due.target).partition(":")[0]


def _done(tasks: set[asyncio.Task[bool]]) -> set[asyncio.Task[bool]]:
    return {each for each in tasks if each.done()}


class _Nowhere:
    """A platform that nobody set up here."""

    capabilities = EVERYTHING

    async def send(self, post: Post, _due: Due) -> str:
        """Refuse, for good."""
        raise NotSent(f"no platform here serves {post.place and 'this place'}", again=False)
