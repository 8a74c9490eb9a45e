"""From what was stored at the door to what we remember: read, then look, then write."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.breakage import breakage, report, told
from bot.copies import correct_place
from bot.dispatch import dispatch, foresee, is_foreseen, show
from bot.elsewhere import localised, localised_form
from bot.figures import Figures
from bot.intents import Heard, Nothing, Rest, Shown, Why
from bot.joining import joined, people_in
from bot.looking import Looking
from bot.model import Capture, CapturedBy, Person, Place, Policy, Visibility
from bot.moving import moved
from bot.ports import EVERYTHING, Capabilities, Clock, Delivery, Reader, StoreAway
from bot.turn import NOTHING_SEEN, Became, Look, Outcome, Sight, Turn, ignored, workspace_of
from bot.writing import Inward, Store

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
class _Unreadable:
    """A delivery of which nobody can tell what happened, and why not."""

    reason: str


_Read = Mapping[str, Heard | _Unreadable]


@dataclass(frozen=True)
class Inbox:
    """Takes deliveries in and works on them; ``readers`` by the source of the payload.

    ``figures`` computes what is told of how a place does. ``capabilities`` by platform are what
    each lets us do; one that is not named lets us do all. ``serves`` are the sources that are
    switched on, all of them where none is named: what waits of others is left waiting, and let go
    with what was worked on.
    """

    organisation: str
    store: Store
    readers: Mapping[str, Reader]
    policy: Policy
    clock: Clock
    figures: Figures
    capabilities: Mapping[str, Capabilities] = field(default_factory=dict)
    serves: frozenset[str] | None = None

    async def receive(self, deliveries: Sequence[Delivery]) -> Sequence[str]:
        """Store deliveries durably; return the keys that are new. After this they are ours."""
        async with self.store.writing(self.organisation) as tx:
            return await tx.receive(deliveries)

    async def work_on(
        self, keys: Sequence[str], heard: Mapping[str, Heard] | None = None
    ) -> Sequence[Worked]:
        """Work on stored deliveries; ``heard`` are those that the door has read already.

        What has to look for something does so first, while others write; the rest is worked on
        together. If one of them breaks, each is tried alone, and the poisonous one is set aside.
        Raises StoreAway when it was the store's fault: then what is left is caught up with.
        """
        read = await self._read(keys, heard or {})
        done: list[Worked] = []
        for lot in _lots([key for key in dict.fromkeys(keys) if key in read], read):
            done += await self._work_on(lot, read)
        return done

    async def end_log(self, workspace: str, last: Mapping[Capture, datetime]) -> None:
        """Note when the last event of any kind was in a log, by what it was taken as.

        What it holds was watched until then: whatever nobody answered waited so long at least.
        """
        now = self.clock()
        async with self.store.writing(self.organisation) as tx:
            for capture, at in last.items():
                is_history = capture is Capture.KNOWLEDGE
                captured_by = CapturedBy.HISTORY if is_history else CapturedBy.LISTENING
                await tx.end_log(workspace, captured_by, min(at, now))

    async def _read(self, keys: Sequence[str], heard: Mapping[str, Heard]) -> _Read:
        """Return what each delivery tells that nobody has worked on, read once."""
        read: dict[str, Heard | _Unreadable] = {key: heard[key] for key in keys if key in heard}
        others = [key for key in keys if key not in read]
        if others:
            async with self.store.looking(self.organisation) as look:
                stored = await look.deliveries(others)
            read |= {each.key: self._heard(each) for each in stored}
        return read

    def _heard(self, delivery: Delivery) -> Heard | _Unreadable:
        try:
            return self.readers[delivery.source](delivery.payload)
        except ValueError as error:
            return _Unreadable(str(error))
        except Exception as error:  # noqa: BLE001 - a stranger's request ends here
            report("a delivery broke its reader", error, key=delivery.key)
            return _Unreadable(breakage(error).reason)

    async def _work_on(self, keys: Sequence[str], read: _Read) -> Sequence[Worked]:
        try:
            first, seen = await self._look(read[keys[0]])
            read = {**read, keys[0]: first}
            async with self.store.writing(self.organisation) as tx:
                return [
                    worked
                    for delivery in await tx.undone(keys)
                    for worked in await self._work(delivery, read[delivery.key], seen, tx)
                ]
        except StoreAway:
            raise
        except Exception as error:  # noqa: BLE001 - a stranger's request ends here
            if len(keys) == 1:
                number = report("a delivery was set aside", error, key=keys[0])
                reason = breakage(error).reason
                return [await self._set_aside(keys[0], reason, number, read[keys[0]])]
            return [worked for key in keys for worked in await self._work_on([key], read)]

    async def _look(
        self, heard: Heard | _Unreadable
    ) -> tuple[Heard | _Unreadable, Outcome | Sight]:
        """Return what was asked to be shown, or what will be needed to work on it.

        And what was heard, as whoever it was is known by then.
        """
        if isinstance(heard, _Unreadable) or not is_foreseen(heard.intent):
            return heard, NOTHING_SEEN
        async with self.store.looking(self.organisation) as look:
            heard = await _joined(heard, look)
            if not is_foreseen(heard.intent):
                return heard, NOTHING_SEEN
            here = await look.place_as_seen(heard.place) if heard.place else None
            speaker = await self._speaker(heard, here, look)
            can = self._can(heard, here)
            now = self.clock()
            turn = Look(heard, here, speaker, self.policy, look, now, self.figures, can)
            if isinstance(heard.intent, Shown):
                return heard, await _readable(await show(heard.intent, turn), turn)
            return heard, await foresee(heard.intent, turn)

    async def catch_up(self) -> None:
        """Work on what was stored but not worked on, because we stopped in between."""
        before = self.clock() - _LEFT_BEHIND
        async with self.store.looking(self.organisation) as look:
            keys = await look.undone_since(before, _AT_ONCE, self.serves)
        for start in range(0, len(keys), _IN_A_LOT):
            await self.work_on(keys[start : start + _IN_A_LOT])

    async def resolve(self, messages: Sequence[str], tx: Inward) -> Sequence[Worked]:
        """Work on what was waiting for these messages, now that they are known."""
        if not messages:
            return []
        waiting = await tx.waiting_for(messages)
        return [worked for each in waiting for worked in await self._work_on_parked(each, tx)]

    async def _work_on_parked(self, delivery: Delivery, tx: Inward) -> list[Worked]:
        """Work on what had waited; where that breaks, it alone is set aside."""
        try:
            async with tx.trying():
                return await self._work(delivery, self._heard(delivery), NOTHING_SEEN, tx)
        except StoreAway:
            raise
        except Exception as error:  # noqa: BLE001 - a stranger's request ends here
            report("a delivery was set aside", error, key=delivery.key)
            reason = breakage(error).reason
            await tx.set_aside(delivery, reason, self.clock())
            return [Worked(delivery.key, "unreadable", "dead", reason)]

    async def forget(self) -> None:
        """Drop what has had its time, in every organisation that something is kept of."""
        for organisation in await self.store.organisations():
            await self._forget_of(organisation)

    async def _forget_of(self, organisation: str) -> None:
        now = self.clock()
        # What waits in another organisation nobody works on: a replay ended on its way.
        serves = self.serves if organisation == self.organisation else frozenset[str]()
        async with self.store.writing(organisation) as tx:
            await tx.forget(
                listening_before=now - timedelta(days=self.policy.listening_text_days),
                parked_before=now - timedelta(days=self.policy.parked_days),
                inbox_before=now - timedelta(days=self.policy.inbox_days),
                offers_before=now - timedelta(days=1),
                searches_before=now - timedelta(days=self.policy.searches_days),
                sources=serves,
            )

    async def _work(
        self,
        delivery: Delivery,
        heard: Heard | _Unreadable,
        seen: Outcome | Sight,
        tx: Inward,
    ) -> list[Worked]:
        """Write what follows from a delivery, and what had been waiting for it."""
        if isinstance(heard, _Unreadable):
            await tx.set_aside(delivery, heard.reason, self.clock())
            return [Worked(delivery.key, "unreadable", "dead", heard.reason)]
        if not is_foreseen(heard.intent):
            heard = await _joined(heard, tx)
        heard = moved(heard, await tx.moved())  # it may have got another key since the look
        outcome = await self._outcome(heard, seen, tx)
        await self._note(delivery, outcome, tx)
        worked = Worked(delivery.key, heard.kind, outcome.became.value, outcome.what, outcome)
        return [worked, *await self.resolve(outcome.known, tx)]

    async def _outcome(self, heard: Heard, seen: Outcome | Sight, tx: Inward) -> Outcome:
        sight = seen if isinstance(seen, Sight) else NOTHING_SEEN
        turn = await self._turn(heard, sight, tx)
        if isinstance(seen, Outcome):
            outcome = seen
        elif isinstance(heard.intent, Shown):
            raise TypeError("what is only shown waits for nothing")
        else:
            outcome = await _readable(await dispatch(heard.intent, turn), turn)
        for note in outcome.notes:
            await turn.note(note)
        return outcome

    async def _turn(self, heard: Heard, sight: Sight, tx: Inward) -> Turn:
        here = None
        if heard.place:
            workspace = heard.workspace or workspace_of(heard.place.key)
            before = await tx.place(heard.place.key)
            here = await tx.note_place(heard.place, workspace, heard.at)
            was_public = before.visibility is Visibility.PUBLIC
            if was_public and here.visibility is not Visibility.PUBLIC:
                await correct_place(here.key, tx, self.clock(), heard.key)
            if here.rests_since and heard.at > here.rests_since and _is_alive(heard):
                await tx.wake(here.key)
                here = replace(here, rests_since=None)
        speaker = await self._speaker(heard, here, tx)
        if speaker and not speaker.active:  # who speaks to us is there again
            await tx.is_back(speaker.key, heard.at)
        for each in heard.vouched:
            await tx.know(each, workspace_of(each.key), heard.at)
        can = self._can(heard, here)
        now, figures = self.clock(), self.figures
        return Turn(heard, here, speaker, self.policy, tx, now, figures, can, tx=tx, sight=sight)

    async def _speaker(self, heard: Heard, here: Place | None, look: Looking) -> Person | None:
        """Return who spoke, as remembered where they speak to us."""
        if heard.person is None:
            return None
        is_addressed = here is not None and heard.is_addressed
        key = heard.person.key
        speaker = await look.person(key) if is_addressed else Person(key)
        if speaker.language is None:  # of whom nothing is remembered, the platform may tell
            return replace(speaker, language=heard.person.language)
        return speaker

    def _can(self, heard: Heard, here: Place | None) -> Capabilities:
        workspace = heard.workspace or (workspace_of(here.key) if here else "")
        return self.capabilities.get(workspace.partition(":")[0], EVERYTHING)

    async def _note(self, delivery: Delivery, outcome: Outcome, tx: Inward) -> None:
        if outcome.became is Became.PARKED and outcome.waits_for:
            await tx.park(delivery.key, outcome.waits_for, self.clock())
        else:
            what = "" if outcome.became is Became.REMEMBERED else outcome.what
            await tx.done(delivery.key, outcome.became.value, what, self.clock())

    async def _set_aside(
        self, key: str, reason: str, number: str, heard: Heard | _Unreadable
    ) -> Worked:
        """Make a dead letter of what broke; who waits for an answer hears by which id to ask."""
        outcome = None
        async with self.store.writing(self.organisation) as tx:
            for delivery in await tx.undone([key]):
                await tx.set_aside(delivery, reason, self.clock())
            if isinstance(heard, Heard) and heard.is_addressed and heard.person:
                own = (await tx.person(heard.person.key)).language or heard.person.language
                outcome = ignored(Why.REFUSED, told(number, own or self.policy.language))
        return Worked(key, "unreadable", "dead", reason, outcome)


async def _joined(heard: Heard, look: Looking) -> Heard:
    """Return what was heard, with what its platform told of the people in it, whoever asked it.

    A place that got another key since is meant by that.
    """
    heard = moved(heard, await look.moved())
    people = people_in(heard)
    return joined(heard, await look.told(people)) if people else heard


def _lots(keys: Sequence[str], read: _Read) -> Iterator[list[str]]:
    """Yield the keys in order: what has to look for something alone, the others together."""
    lot: list[str] = []
    for key in keys:
        heard = read[key]
        if isinstance(heard, Heard) and is_foreseen(heard.intent):
            if lot:
                yield lot
            yield [key]
            lot = []
        else:
            lot.append(key)
    if lot:
        yield lot


async def _readable(outcome: Outcome, turn: Look) -> Outcome:
    """Return an outcome that its reader can make something of, whatever lies elsewhere."""
    if not outcome.message and outcome.form is None:
        return outcome
    workspace = turn.heard.workspace or workspace_of((turn.here or turn.person).key)
    message = await localised(outcome.message, workspace, turn.language, turn.look)
    form = outcome.form
    if form:
        form = await localised_form(form, workspace, turn.language, turn.look)
    return replace(outcome, message=message, form=form)


def _is_alive(heard: Heard) -> bool:
    """Tell whether this shows that we can post in its place (again).

    What people type, press or send in a form reaches us from where we are not, too.
    """
    is_sign = heard.kind not in _FROM_ANYWHERE and not isinstance(heard.intent, Nothing | Rest)
    return heard.capture is Capture.LIVE and is_sign
