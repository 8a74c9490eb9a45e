"""Takes a log through the same reading and handlers as live events, and accounts for each."""

from collections import Counter
from collections.abc import Callable, Iterator
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


@dataclass
class Account:
    """What became of every event: counts by (kind, became, what)."""

    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    _parked: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many events were taken through."""
        return sum(self.counts.values())

    def of(self, became: str) -> int:
        """How many events became this: remembered, ignored, parked, dead, heard before."""
        return sum(n for (_, each, _), n in self.counts.items() if each == became)

    def note(self, worked: Worked) -> None:
        """Count what became of a delivery; one that had waited counts once, as what it became."""
        entry = (worked.kind, worked.became, worked.what)
        waited = self._parked.pop(worked.key, None)
        if waited:
            self.counts[waited] -= 1
        if worked.became == "parked":
            self._parked[worked.key] = entry
        self.counts[entry] += 1


async def replay(log: Log, inbox: Inbox, progress: Progress) -> Account:
    """Take every payload of the log through the inbox; ``progress`` is told the bytes done."""
    account = Account()
    for batch in _batches(log.payloads):
        deliveries = [_delivery(payload, inbox) for payload, _ in batch if payload]
        new = set(await inbox.receive(deliveries))
        worked = await inbox.work_on([each.key for each in deliveries])
        for each in worked:
            account.note(each)
        _count_repeats(deliveries, new | {each.key for each in worked}, account)
        progress(sum(size for _, size in batch))
    return account


def _count_repeats(deliveries: list[Delivery], fresh: set[str], account: Account) -> None:
    for each in deliveries:
        if each.key in fresh:
            fresh.remove(each.key)  # the same line again in this batch is a repeat
        else:
            account.counts[_kind(each.payload), HEARD_BEFORE, ""] += 1


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
