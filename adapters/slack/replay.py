"""Takes a log through the same reading and handlers as live events, and accounts for each."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from adapters.intake import LONGEST_KEPT
from adapters.payload import key_of_unreadable
from adapters.slack.logs import Log
from adapters.slack.read import SOURCE
from bot.breakage import report
from bot.inbox import Inbox, Worked
from bot.intents import Heard, Why
from bot.model import Capture
from bot.ports import Delivery

AT_ONCE = 100
"""Deliveries in one transaction."""
HEARD_BEFORE = "heard before"
_UNREADABLE = "unreadable"

Progress = Callable[[int], None]
_Entry = tuple[str, str, str]
_Taken = tuple[Delivery, Heard | None]


@dataclass
class Account:
    """What became of every event: counts by (kind, became, what).

    ``asked`` counts the messages that ask by the place in which they were said, also such as an
    earlier replay remembered: as none.
    """

    counts: Counter[_Entry] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    _parked: dict[str, _Entry] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many events were taken through."""
        return sum(self.counts.values())

    def of(self, became: str) -> int:
        """How many events became this: remembered, ignored, parked, dead, heard before."""
        return sum(n for (_, each, _), n in self.counts.items() if each == became)

    @property
    def is_lost(self) -> bool:
        """Whether there was something, and all of it was nothing that somebody of Slack's said."""
        nobodys = sum(n for (_, _, what), n in self.counts.items() if what == Why.NO_PERSON)
        return 0 < self.total == self.of("dead") + nobodys

    def note(self, taken: Sequence[_Taken], worked: Sequence[Worked]) -> None:
        """Count each delivery once: as what became of it, or as heard before.

        One of this account that had waited moves to what it became now; one that an earlier
        replay left waiting was told by its own line.
        """
        became: dict[str, _Entry] = {}
        places = {
            delivery.key: heard.place.key for delivery, heard in taken if heard and heard.place
        }
        for each in worked:
            entry = (each.kind, each.became, each.what)
            if entry[1:] == ("remembered", "question") and each.key in places:
                self.asked[places[each.key]] += 1
            waited = self._parked.pop(each.key, None)
            if waited:
                self.counts[waited] -= 1
                self.counts[entry] += 1
            else:
                became[each.key] = entry
            if each.became == "parked":
                self._parked[each.key] = entry
        for delivery, heard in taken:
            if delivery.key in became:
                self.counts[became.pop(delivery.key)] += 1
            else:
                self.counts[heard.kind if heard else _UNREADABLE, HEARD_BEFORE, ""] += 1
                if delivery.key in places:
                    self.asked[places[delivery.key]] += 0


async def replay(log: Log, inbox: Inbox, progress: Progress) -> Account:
    """Take every payload of the log through the inbox; ``progress`` is told the bytes done."""
    account = Account()
    last: dict[Capture, datetime] = {}
    for batch in _batches(log.payloads):
        taken = [_taken(payload, inbox) for payload, _ in batch if payload]
        await inbox.receive([delivery for delivery, _ in taken])
        heard = {delivery.key: heard for delivery, heard in taken if heard}
        for each in heard.values():
            last[each.capture] = max(each.at, last.get(each.capture, each.at))
        keys = dict.fromkeys(delivery.key for delivery, _ in taken)
        account.note(taken, await inbox.work_on(list(keys), heard))
        progress(sum(size for _, size in batch))
    await inbox.end_log(log.workspace, last)
    return account


def _batches(payloads: Iterator[tuple[str, int]]) -> Iterator[list[tuple[str, int]]]:
    while batch := list(islice(payloads, AT_ONCE)):
        yield batch


def _taken(payload: str, inbox: Inbox) -> _Taken:
    """Return a delivery of a line, and what was heard in it; it is read here alone."""
    try:
        heard = inbox.readers[SOURCE](payload)
    except ValueError:
        return Delivery(
            key_of_unreadable(payload), SOURCE, payload[:LONGEST_KEPT], inbox.clock()
        ), None
    except Exception as error:  # noqa: BLE001 - one line must not end the others
        report("a line broke its reader", error)
        return Delivery(key_of_unreadable(payload), SOURCE, payload, inbox.clock()), None
    return Delivery(heard.key, SOURCE, payload, inbox.clock()), heard
