"""Takes a log through the same reading and handlers as live events, and accounts for each."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from adapters.slack.logs import Log
from adapters.slack.read import SOURCE, key_of, read
from bot.inbox import Inbox, Worked
from bot.ports import Delivery

AT_ONCE = 100
"""Deliveries in one transaction."""
HEARD_BEFORE = "heard before"
_LONGEST_KEPT = 20_000

Progress = Callable[[int], None]
_Entry = tuple[str, str, str]


@dataclass
class Account:
    """What became of every event: counts by (kind, became, what)."""

    counts: Counter[_Entry] = field(default_factory=Counter)
    _parked: dict[str, _Entry] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many events were taken through."""
        return sum(self.counts.values())

    def of(self, became: str) -> int:
        """How many events became this: remembered, ignored, parked, dead, heard before."""
        return sum(n for (_, each, _), n in self.counts.items() if each == became)

    def note(self, deliveries: Sequence[Delivery], worked: Sequence[Worked]) -> None:
        """Count each delivery once: as what became of it, or as heard before.

        One of this account that had waited moves to what it became now; one that an earlier
        replay left waiting was told by its own line.
        """
        became: dict[str, _Entry] = {}
        for each in worked:
            entry = (each.kind, each.became, each.what)
            waited = self._parked.pop(each.key, None)
            if waited:
                self.counts[waited] -= 1
                self.counts[entry] += 1
            else:
                became[each.key] = entry
            if each.became == "parked":
                self._parked[each.key] = entry
        for delivery in deliveries:
            if delivery.key in became:
                self.counts[became.pop(delivery.key)] += 1
            else:
                self.counts[_kind(delivery.payload), HEARD_BEFORE, ""] += 1


async def replay(log: Log, inbox: Inbox, progress: Progress) -> Account:
    """Take every payload of the log through the inbox; ``progress`` is told the bytes done."""
    account = Account()
    for batch in _batches(log.payloads):
        deliveries = [_delivery(payload, inbox) for payload, _ in batch if payload]
        await inbox.receive(deliveries)
        keys = dict.fromkeys(each.key for each in deliveries)
        account.note(deliveries, await inbox.work_on(list(keys)))
        progress(sum(size for _, size in batch))
    return account


def _batches(payloads: Iterator[tuple[str, int]]) -> Iterator[list[tuple[str, int]]]:
    while batch := list(islice(payloads, AT_ONCE)):
        yield batch


def _delivery(payload: str, inbox: Inbox) -> Delivery:
    key = key_of(payload)
    if key.startswith("unreadable:"):
        payload = payload[:_LONGEST_KEPT]
    return Delivery(key, SOURCE, payload, inbox.clock())


def _kind(payload: str) -> str:
    try:
        return read(payload).kind
    except ValueError:
        return "unreadable"
