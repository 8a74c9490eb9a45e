"""What comes in and what goes out: inbox, dead letters, outbox."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    SelectBase,
    bindparam,
    case,
    delete,
    func,
    select,
    true,
    union_all,
    update,
)

from bot.ports import Delivery, Due
from store.base import Base, in_lots
from store.tables import (
    answers,
    copies,
    dead_letters,
    examples,
    inbox,
    offers,
    outbox,
    passes,
    questions,
    searches,
    told,
)

_DONE = (
    update(inbox)
    .where(
        inbox.c.organisation == bindparam("for_organisation"), inbox.c.key == bindparam("for_key")
    )
    .values(
        state="done",
        payload=None,
        waits_for=None,
        outcome=bindparam("to_outcome"),
        reason=bindparam("to_reason"),
        worked_at=bindparam("to_at"),
    )
)

_KEPT_BACK = outbox.c.leased_until == outbox.c.due_at
"""What waits to be tried again and keeps its target until then, so that nothing overtakes it."""

NO_PACES: Mapping[str, timedelta] = MappingProxyType({})

_other = outbox.alias("other")
"""Made once: copying the columns of a table costs more than asking it."""

_UNSAID = (outbox.c.state == "skipped") & (func.coalesce(outbox.c.reason, "") == "nothing_to_say")


class Deliveries(Base):
    """The part of a transaction about deliveries."""

    _finished: list[dict[str, Any]]

    async def receive(self, deliveries: Sequence[Delivery]) -> Sequence[str]:
        """Store what came in; return the keys that were new."""
        rows = [
            {
                "key": delivery.key,
                "source": delivery.source,
                "payload": delivery.payload,
                "state": "new",
                "received_at": delivery.received_at,
            }
            for delivery in deliveries
        ]
        return await self.add_all(inbox, rows)

    async def deliveries(self, keys: Sequence[str]) -> Sequence[Delivery]:
        """Return those of the deliveries that nobody had worked on, in the order asked for."""
        rows = await self.run(select(inbox).where(self.mine(inbox, state="new"), _named(keys)))
        return _in_order(rows, keys)

    async def undone(self, keys: Sequence[str]) -> Sequence[Delivery]:
        """Return the same to who works on them now; nobody else does meanwhile."""
        rows = await self.run(
            select(inbox)
            .where(self.mine(inbox, state="new"), _named(keys))
            .with_for_update(skip_locked=True)
        )
        return _in_order(rows, keys)

    async def undone_since(
        self, before: datetime, most: int, sources: Collection[str] | None = None
    ) -> Sequence[str]:
        """Return the keys of the oldest deliveries that came before a time and are not done.

        Of some ``sources`` alone, where they are named.
        """
        of_these = true() if sources is None else inbox.c.source.in_(sources)
        rows = await self.run(
            select(inbox.c.key)
            .where(self.mine(inbox, state="new"), inbox.c.received_at < before, of_these)
            .order_by(inbox.c.received_at, inbox.c.key)
            .limit(most)
        )
        return [row.key for row in rows]

    async def waiting_for(self, messages: Sequence[str]) -> Sequence[Delivery]:
        """Return the parked deliveries that wait for one of these messages."""
        # Sorted here: an ORDER BY key would have SQLite read all keys instead of the index.
        rows = await self.run(
            select(inbox).where(self.mine(inbox), inbox.c.waits_for.in_(messages))
        )
        return sorted(map(_delivery, rows), key=lambda each: each.key)

    async def done(self, key: str, outcome: str, reason: str, at: datetime) -> None:
        """Note what became of a delivery and blank its payload (written when all is done)."""
        self._finished.append(
            {
                "for_organisation": self.organisation,
                "for_key": key,
                "to_outcome": outcome,
                "to_reason": reason,
                "to_at": at,
            }
        )

    async def flush(self) -> None:
        """Write what ``done`` noted, in one go."""
        if self._finished:
            await self.connection.execute(_DONE, self._finished)
            self._finished = []

    async def park(self, key: str, message: str, at: datetime) -> None:
        """Keep a delivery until the message that it refers to is known."""
        await self.run(
            update(inbox)
            .where(self.mine(inbox, key=key))
            .values(state="parked", outcome="parked", waits_for=message, worked_at=at)
        )

    async def unpark(self, place: str) -> None:
        """Drop what waits for messages of a place, and the words kept for an offer there."""
        there = inbox.c.waits_for.startswith(f"{place}/", autoescape=True)
        await self.run(delete(inbox).where(self.mine(inbox, state="parked"), there))
        await self.run(delete(offers).where(self.mine(offers, place=place)))

    async def set_aside(self, delivery: Delivery, reason: str, at: datetime) -> None:
        """Make a dead letter of a delivery, so that the next ones go on."""
        await self.add(
            dead_letters,
            {
                "key": delivery.key,
                "source": delivery.source,
                "payload": delivery.payload,
                "reason": reason,
                "at": at,
            },
        )
        await self.run(
            update(inbox)
            .where(self.mine(inbox, key=delivery.key))
            .values(state="dead", outcome="dead", payload=None, waits_for=None, worked_at=at)
        )

    async def try_again(self, keys: Sequence[str]) -> int:
        """Put dead letters back among what is to be worked on; return how many there were."""
        mine = self.mine(dead_letters) & dead_letters.c.key.in_(keys)
        letters = (await self.run(select(dead_letters).where(mine))).all()
        for each in letters:
            waiting = {"state": "new", "payload": each.payload, "outcome": None, "reason": None}
            known = self.mine(inbox, key=each.key)
            if not await self.changed(update(inbox).where(known).values(waiting)):
                # The inbox keeps its rows for a week or so, dead letters stay longer.
                row = {"key": each.key, "source": each.source, "received_at": each.at, **waiting}
                await self.add(inbox, row)
        await self.run(delete(dead_letters).where(mine))
        return len(letters)

    async def forget(
        self,
        *,
        listening_before: datetime,
        parked_before: datetime,
        inbox_before: datetime,
        offers_before: datetime,
        searches_before: datetime,
        sources: Collection[str] | None = None,
    ) -> None:
        """Drop what has had its time: texts that were only listened to, old deliveries.

        And who looked for something: that it was looked for, and how much there was, stays.
        What waits for one of ``sources`` stays; what waits for others, where these are named, is
        dropped too.
        """
        for table in (questions, answers):
            await self.run(
                update(table)
                .where(
                    self.mine(table, captured_by="listening"),
                    table.c.remembered_at < listening_before,
                    table.c.text.is_not(None),
                )
                .values(text=None)
            )
        await self.run(
            delete(dead_letters).where(
                self.mine(dead_letters), dead_letters.c.at < listening_before
            )
        )
        old = self.mine(searches) & (searches.c.by > "") & (searches.c.at < searches_before)
        await self.run(update(searches).where(old).values(by=""))
        await self.run(delete(offers).where(self.mine(offers), offers.c.at < offers_before))
        for state, before in (("parked", parked_before), ("done", inbox_before)):
            await self.run(
                delete(inbox).where(self.mine(inbox, state=state), inbox.c.worked_at < before)
            )
        await self.run(delete(told).where(self.mine(told), told.c.at < inbox_before))
        if sources is not None:
            waits = self.mine(inbox, state="new") & inbox.c.source.not_in(sources)
            await self.run(delete(inbox).where(waits, inbox.c.received_at < inbox_before))


class Sendings(Base):
    """The part of a transaction about what is to be sent."""

    async def queue(
        self, kind: str, target: str, about: str, due_at: datetime, period: str = ""
    ) -> bool:
        """Have something sent; False when the same is on its way or was sent.

        Where there was nothing to say when it was to be sent, there may be now.
        """
        same = {"kind": kind, "target": target, "about": about, "period": period}
        fresh = {"state": "waiting", "due_at": due_at, "wanted_at": due_at, "attempts": 0}
        if await self.add(outbox, same | fresh):
            return True
        unsaid = update(outbox).where(self.mine(outbox, **same), _UNSAID)
        blank = {"reason": None, "sent_at": None, "leased_until": None}
        return await self.changed(unsaid.values(fresh | blank))

    async def unqueue(self, kind: str, about: str) -> bool:
        """Have something not sent after all; False when it is not waiting any more."""
        waiting = self.mine(outbox, kind=kind, about=about, state="waiting")
        return await self.changed(delete(outbox).where(waiting))

    async def hasten(self, kind: str, about: str, now: datetime) -> bool:
        """Have something sent now rather than later; False when it is not waiting."""
        waiting = self.mine(outbox, kind=kind, about=about, state="waiting")
        return await self.changed(update(outbox).where(waiting).values(due_at=now))

    async def queued(self, kind: str, about: str) -> Sequence[Due]:
        """Return everything of a kind about something that is on its way, was sent or skipped.

        What was skipped because there was nothing to say any more is as if it had never been.
        """
        mine = self.mine(outbox, kind=kind, about=about)
        rows = await self.run(select(outbox).where(mine, ~_UNSAID))
        return sorted(map(_due, rows), key=lambda each: each.id)

    async def sent_to(self, accounts: Sequence[str], kinds: Sequence[str], since: datetime) -> int:
        """Return how many messages of some kinds a person got since a time, in all accounts."""
        return sum((await self.sent_to_each(accounts, kinds, since)).values())

    async def sent_to_each(
        self, accounts: Sequence[str], kinds: Sequence[str], since: datetime
    ) -> Mapping[str, int]:
        """Return the same for each account that got any."""
        found: dict[str, int] = {}
        for some in in_lots(accounts):
            mine = self.mine(outbox, state="sent") & outbox.c.target.in_(some)
            counted = (
                select(outbox.c.target, func.count().label("n"))
                .where(mine, outbox.c.kind.in_(kinds), outbox.c.sent_at >= since)
                .group_by(outbox.c.target)
            )
            found |= {row.target: row.n for row in await self.run(counted)}
        return found

    async def claim(
        self,
        now: datetime,
        lease_until: datetime,
        most: int,
        paces: Mapping[str, timedelta] = NO_PACES,
    ) -> Sequence[Due]:
        """Take what is due and lease it, so that nobody else sends it meanwhile.

        It is one thing for each target: the next one waits until this one is done and the pace of
        its platform, by the first word of its workspace, has passed. Nothing is taken for a target
        that rests or a workspace that we left. A lease that ran out with nothing noted counts as
        an attempt that may have gone out.
        """
        waiting = self.mine(outbox, state="waiting")
        due = (
            select(func.min(outbox.c.id))
            .where(
                waiting,
                outbox.c.due_at <= now,
                outbox.c.target.not_in(self._busy(now, paces)),
                self.reachable(),
            )
            .group_by(outbox.c.target)
            .order_by(func.min(outbox.c.id))
            .limit(most)
        )
        ran_out = case((outbox.c.leased_until.is_not(None) & ~_KEPT_BACK, 1), else_=0)
        rows = await self.run(
            update(outbox)
            .where(outbox.c.id.in_(due))
            .values(
                leased_until=lease_until,
                attempts=outbox.c.attempts + 1,
                ambiguous=outbox.c.ambiguous + ran_out,
            )
            .returning(outbox)
        )
        return sorted(map(_due, rows), key=lambda each: each.id)

    def _busy(self, now: datetime, paces: Mapping[str, timedelta]) -> SelectBase:
        """Return, in SQL, the targets to which something is on its way or just went out."""
        mine = _other
        target = select(mine.c.target)
        held = target.where(self.mine(mine, state="waiting"), mine.c.leased_until > now)
        # Not in one condition: then it would be looked for in all that ever went out.
        sent = [
            target.where(
                self.mine(mine, state="sent"),
                mine.c.sent_at > now - pace,
                mine.c.target.startswith(f"{platform}:", autoescape=True),
            )
            for platform, pace in paces.items()
        ]
        return held.union_all(*sent) if sent else held

    async def holds(self, due: Due) -> bool:
        """Tell whether what was taken is still for us to send, and its target does not rest."""
        mine = select(outbox.c.id).where(self._leased(due), self.reachable())
        return await self.one(mine) is not None

    async def waiting(self, kind: str, target: str) -> Sequence[Due]:
        """Return everything of a kind that waits to go out to a target."""
        mine = self.mine(outbox, kind=kind, target=target, state="waiting")
        return sorted(map(_due, await self.run(select(outbox).where(mine))), key=lambda d: d.id)

    async def sent(self, due: Due, message: str, at: datetime) -> bool:
        """Note that it went out as ``message``; False where that was known already.

        This holds whoever has the lease by now: what is out is out.
        """
        waiting = update(outbox).where(self.mine(outbox, id=due.id, state="waiting"))
        return await self.changed(waiting.values(state="sent", message=message, sent_at=at))

    async def post(self, number: int) -> Due | None:
        """Return what is in the outbox under a number."""
        row = await self.one(select(outbox).where(self.mine(outbox, id=number)))
        return _due(row) if row else None

    async def set_copies(self, due: Due, message: str, sources: Sequence[str]) -> None:
        """Note of what a message of ours holds words now, whatever it held before.

        One that holds none any more goes on following that: it may be brought back.
        """
        if not sources:
            return
        same = self.mine(outbox, target=due.target, message=message)
        earlier = copies.c.post.in_(select(outbox.c.id).where(same))
        await self.run(delete(copies).where(self.mine(copies), earlier))
        for source in dict.fromkeys(sources):
            await self.add(copies, {"source": source, "post": due.id})

    async def copies_of(self, source: str) -> Sequence[Due]:
        """Return our messages that hold words of something."""
        return await self._copies(copies.c.source == source)

    async def copies_from(self, place: str) -> Sequence[Due]:
        """Return our messages that hold words of what was said in a place."""
        return await self._copies((copies.c.source > f"{place}/") & (copies.c.source < f"{place}0"))

    async def copies_by(self, accounts: Sequence[str]) -> Sequence[Due]:
        """Return our messages in which somebody is named beside what they said or passed on."""
        theirs = (
            (answers, answers.c.author.in_(accounts)),
            (examples, examples.c.author.in_(accounts) | examples.c.contact.in_(accounts)),
            (passes, passes.c.by.in_(accounts)),
        )
        sources = [select(table.c.key).where(self.mine(table), is_by) for table, is_by in theirs]
        told_of = copies.c.source.in_(union_all(*sources)) | copies.c.source.in_(accounts)
        return await self._copies(told_of)

    async def _copies(self, which: ColumnElement[bool]) -> Sequence[Due]:
        found = select(copies.c.post).where(self.mine(copies), which)
        rows = await self.run(select(outbox).where(self.mine(outbox), outbox.c.id.in_(found)))
        return sorted(map(_due, rows), key=lambda each: each.id)

    async def skipped(self, due: Due, why: str, at: datetime) -> bool:
        """Note that it does not go out, and why; False where it is not ours to say any more."""
        return await self._note(due, state="skipped", reason=why, sent_at=at)

    async def wait(self, due: Due, until: datetime) -> None:
        """Put it back until its reader may get it; this was no attempt."""
        await self._note(due, leased_until=None, due_at=until, attempts=due.attempts - 1)

    async def not_sent(
        self,
        due: Due,
        reason: str,
        again_at: datetime | None,
        *,
        maybe: bool = False,
        keeps_target: bool = False,
        was_attempt: bool = True,
    ) -> bool:
        """Note why it did not go out, and when to try again (None: never).

        ``maybe`` it went out all the same; ``keeps_target`` until it is tried again, so that what
        is to follow does. False where somebody else has taken it over by now.
        """
        values: dict[str, Any] = {"reason": reason, "leased_until": None}
        values |= {"ambiguous": due.ambiguous + 1} if maybe else {}
        values |= {"attempts": due.attempts - 1} if not was_attempt else {}
        values |= {"due_at": again_at} if again_at else {"state": "dead"}
        values |= {"leased_until": again_at} if keeps_target else {}
        return await self._note(due, **values)

    async def _note(self, due: Due, **values: Any) -> bool:
        """Note something of what we hold; who took it over later knows better."""
        return await self.changed(update(outbox).where(self._leased(due)).values(values))

    def _leased(self, due: Due) -> ColumnElement[bool]:
        held = self.mine(outbox, id=due.id, state="waiting")
        return held & (outbox.c.leased_until == due.leased_until)


def _due(row: Row[Any]) -> Due:
    wanted_at = row.wanted_at or row.due_at
    return Due(
        row.id,
        row.kind,
        row.target,
        row.about,
        row.attempts,
        wanted_at,
        row.period,
        row.message,
        row.ambiguous,
        row.leased_until,
    )


def _named(keys: Sequence[str]) -> ColumnElement[bool]:
    return inbox.c.key.in_(keys)


def _in_order(rows: Iterable[Row[Any]], keys: Sequence[str]) -> Sequence[Delivery]:
    found = {row.key: _delivery(row) for row in rows}
    return [found[key] for key in dict.fromkeys(keys) if key in found]


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(row.key, row.source, row.payload, row.received_at)
