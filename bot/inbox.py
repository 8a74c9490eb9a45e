"""From what was stored at the door to what we remember: read, then one handler, one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import structlog

from bot.dispatch import dispatch
from bot.elsewhere import localised, localised_form
from bot.figures import Figures
from bot.intents import Heard, Nothing, Rest
from bot.model import Capture, Person, Policy
from bot.ports import (
    EVERYTHING,
    Capabilities,
    Clock,
    Delivery,
    Reader,
    Store,
    StoreAway,
    Transaction,
)
from bot.turn import Became, Outcome, Turn, workspace_of

log = structlog.get_logger()

_FROM_ANYWHERE = ("ask", "command", "press", "submit", "shortcut", "search", "home")
_LEFT_BEHIND = timedelta(seconds=30)
_AT_ONCE = 100
_IN_A_LOT = 2
"""In one transaction: few, as meanwhile nothing comes in and nobody is answered."""


@dataclass(frozen=True)
class Worked:
    """What became of one delivery; ``kind`` is the reader's name for what happened."""

    key: str
    kind: str
    became: str
    what: str
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Inbox:
    """Takes deliveries in and works on them; ``readers`` by the source of the payload.

    ``figures`` computes what is told of how a place does. ``capabilities`` by platform are what
    each lets us do; one that is not named lets us do all.
    """

    organisation: str
    store: Store
    readers: Mapping[str, Reader]
    policy: Policy
    clock: Clock
    figures: Figures
    capabilities: Mapping[str, Capabilities] = field(default_factory=dict)

    async def receive(self, deliveries: Sequence[Delivery]) -> Sequence[str]:
        """Store deliveries durably; return the keys that are new. After this they are ours."""
        async with self.store.writing(self.organisation) as tx:
            return await tx.receive(deliveries)

    async def work_on(self, keys: Sequence[str]) -> Sequence[Worked]:
        """Work on stored deliveries in one transaction.

        If one of them breaks it, each is tried alone, and the poisonous one is set aside. Raises
        StoreAway when it was the store's fault: then all of them are left to be caught up with.
        """
        try:
            async with self.store.writing(self.organisation) as tx:
                return [
                    worked
                    for delivery in await tx.undone(keys)
                    for worked in await self._work(delivery, tx)
                ]
        except StoreAway:
            raise
        except Exception as error:  # noqa: BLE001 - a stranger's request ends here
            if len(keys) == 1:
                return [await self._set_aside(keys[0], error)]
            return [worked for key in keys for worked in await self.work_on([key])]

    async def catch_up(self) -> None:
        """Work on what was stored but not worked on, because we stopped in between."""
        before = self.clock() - _LEFT_BEHIND
        async with self.store.writing(self.organisation) as tx:
            keys = await tx.undone_since(before, _AT_ONCE)
        for start in range(0, len(keys), _IN_A_LOT):
            await self.work_on(keys[start : start + _IN_A_LOT])

    async def resolve(self, messages: Sequence[str], tx: Transaction) -> Sequence[Worked]:
        """Work on what was waiting for these messages, now that they are known."""
        if not messages:
            return []
        waiting = await tx.waiting_for(messages)
        return [worked for each in waiting for worked in await self._work_on_parked(each, tx)]

    async def _work_on_parked(self, delivery: Delivery, tx: Transaction) -> list[Worked]:
        """Work on what had waited; where that breaks, it alone is set aside."""
        try:
            async with tx.trying():
                return await self._work(delivery, tx)
        except StoreAway:
            raise
        except Exception as error:  # noqa: BLE001 - a stranger's request ends here
            log.error("a delivery was set aside", key=delivery.key, error=type(error).__name__)
            await tx.set_aside(delivery, f"{type(error).__name__}: {error}", self.clock())
            return [Worked(delivery.key, "unreadable", "dead", type(error).__name__)]

    async def forget(self) -> None:
        """Drop what has had its time."""
        now = self.clock()
        async with self.store.writing(self.organisation) as tx:
            await tx.forget(
                listening_before=now - timedelta(days=self.policy.listening_text_days),
                parked_before=now - timedelta(days=self.policy.parked_days),
                inbox_before=now - timedelta(days=self.policy.inbox_days),
                offers_before=now - timedelta(days=1),
            )

    async def _work(self, delivery: Delivery, tx: Transaction) -> list[Worked]:
        try:
            heard = self.readers[delivery.source](delivery.payload)
        except ValueError as error:
            await tx.set_aside(delivery, str(error), self.clock())
            return [Worked(delivery.key, "unreadable", "dead", str(error))]
        turn = await self._turn(heard, tx)
        outcome = await _readable(await dispatch(heard.intent, turn), turn)
        await self._note(delivery, outcome, tx)
        worked = Worked(delivery.key, heard.kind, outcome.became.value, outcome.what, outcome)
        return [worked, *await self.resolve(outcome.known, tx)]

    async def _turn(self, heard: Heard, tx: Transaction) -> Turn:
        here = speaker = None
        if heard.place:
            workspace = heard.workspace or workspace_of(heard.place.key)
            here = await tx.place(heard.place, workspace, heard.at)
            if here.rests_since and heard.at > here.rests_since and _is_alive(heard):
                await tx.wake(here.key)
                here = replace(here, rests_since=None)
        if heard.person:
            addressed = here is not None and heard.is_addressed
            speaker = await tx.person(heard.person.key) if addressed else Person(heard.person.key)
            if speaker.language is None:  # of whom nothing is remembered, the platform may tell
                speaker = replace(speaker, language=heard.person.language)
            if not speaker.active:  # who speaks to us is there again
                await tx.set_profile(speaker.key, active=True)
        for each in heard.vouched:
            await tx.know(each, workspace_of(each.key), heard.at)
        workspace = heard.workspace or (workspace_of(here.key) if here else "")
        can = self.capabilities.get(workspace.partition(":")[0], EVERYTHING)
        return Turn(heard, here, speaker, self.policy, tx, self.clock(), self.figures, can)

    async def _note(self, delivery: Delivery, outcome: Outcome, tx: Transaction) -> None:
        if outcome.became is Became.PARKED and outcome.waits_for:
            await tx.park(delivery.key, outcome.waits_for, self.clock())
        else:
            what = "" if outcome.became is Became.REMEMBERED else outcome.what
            await tx.done(delivery.key, outcome.became.value, what, self.clock())

    async def _set_aside(self, key: str, error: Exception) -> Worked:
        reason = f"{type(error).__name__}: {error}"
        log.error("a delivery was set aside", key=key, error=type(error).__name__)
        async with self.store.writing(self.organisation) as tx:
            for delivery in await tx.undone([key]):
                await tx.set_aside(delivery, reason, self.clock())
        return Worked(key, "unreadable", "dead", type(error).__name__)


async def _readable(outcome: Outcome, turn: Turn) -> Outcome:
    """Return an outcome that its reader can make something of, whatever lies elsewhere."""
    if not outcome.message and outcome.form is None:
        return outcome
    workspace = turn.heard.workspace or workspace_of((turn.here or turn.person).key)
    message = await localised(outcome.message, workspace, turn.language, turn.tx)
    form = localised_form(outcome.form, workspace) if outcome.form else None
    return replace(outcome, message=message, form=form)


def _is_alive(heard: Heard) -> bool:
    """Tell whether this shows that we can post in its place (again).

    What people type, press or send in a form reaches us from where we are not, too.
    """
    is_sign = heard.kind not in _FROM_ANYWHERE and not isinstance(heard.intent, Nothing | Rest)
    return heard.capture is Capture.LIVE and is_sign
