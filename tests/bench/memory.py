"""What one thing costs when much is remembered: ``python -m tests.bench.memory``.

Fills a database of each ``--size`` (``filling.py``: only the past grows), does what people do, and
prints what each took, and how long a delivery waited to be stored while twenty of each were worked
on. Deliveries come every ten milliseconds then, whether or not the last one was stored. In a file
of SQLite, or in databases of their own on a PostgreSQL server: ``--database URL``, or
``tests/postgres python -m tests.bench.memory``.
"""

import argparse
import asyncio
import itertools
import math
import os
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import delete, update

from adapters.together import Together
from bot.inbox import Inbox
from bot.intents import (
    Ask,
    Find,
    Heard,
    Home,
    Intent,
    Mark,
    MarkKind,
    Nothing,
    Reply,
    SeenPerson,
    SeenPlace,
    ShowReport,
    Topics,
    WhoKnows,
    Why,
)
from bot.language import get_ready
from bot.messages import Post
from bot.model import CapturedBy, Phase, Policy, Visibility
from bot.outbox import Sender
from bot.ports import EVERYTHING, Delivery, Due, StoreAway
from bot.timetable import Timetable
from bot.turn import place_in
from metrics.figures import ReportFigures
from store.engine import Engines, opened
from store.tables import places, steps
from store.transaction import Database
from tests.bench.filling import ORGANISATION, TEAM, Past
from tests.cast import MONDAY, FrozenClock

SIZES = (1_000, 100_000)
TIMES = 20
NUDGES = 50
_TICKS, _DIGESTS = 2, 5
_EVERY = 0.01
_IN_A_LOT = 5
"""As the doors work on what they took in."""
_AT_ONCE = 50

Milliseconds = list[float]


class AtOnce:
    """A platform that answers at once."""

    capabilities = EVERYTHING

    def __init__(self) -> None:
        self.sent: list[Due] = []

    async def send(self, post: Post, due: Due) -> str:
        """Name the post."""
        self.sent.append(due)
        return post.replaces or f"{post.place or post.person}/post.{len(self.sent)}"


@dataclass
class Took:
    """What one kind of act took each time, and how long deliveries waited meanwhile.

    ``work`` is what of it was work of this process: what a busy machine adds is not in it, and of a
    server neither.
    """

    each: Milliseconds = field(default_factory=list)
    work: Milliseconds = field(default_factory=list)
    waited: Milliseconds = field(default_factory=list)

    async def by(self, doing: Awaitable[object]) -> None:
        """Do it once, and note what it took."""
        began, worked = time.perf_counter(), time.process_time()
        await doing
        self.each.append(1_000 * (time.perf_counter() - began))
        self.work.append(1_000 * (time.process_time() - worked))


@dataclass
class Office:
    """The product on a full memory, and people who do things."""

    past: Past
    engines: Engines
    clock: FrozenClock = field(default_factory=FrozenClock)
    heard: dict[str, Heard] = field(default_factory=dict)
    platform: AtOnce = field(default_factory=AtOnce)
    took: dict[str, Took] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        store = Database(self.engines, Phase.PILOT)
        readers = {"bench": self.heard.__getitem__}
        self.inbox = Inbox(ORGANISATION, store, readers, Policy(), self.clock, ReportFigures())
        self.timetable = Timetable(Sender(self.inbox, {"slack": self.platform}))

    async def measure(self) -> Mapping[str, Took]:
        """Do everything, and return what it took by its name."""
        await self._settle()
        for name, act in self._acts().items():
            took = self.took.setdefault(name, Took())
            for _ in range(TIMES):
                key = await self._received(act())
                await took.by(self.inbox.work_on([key]))
            keys = [await self._received(act()) for _ in range(TIMES)]
            async with self._deliveries(took):
                for start in range(0, TIMES, _IN_A_LOT):
                    await self.inbox.work_on(keys[start : start + _IN_A_LOT])
            await self._settle()
        nudges = self.took.setdefault(f"tick, {NUDGES} nudges", Took())
        for _ in range(_TICKS):
            await self._plan_nudges()
            await nudges.by(self._nudge())
        await self._plan_nudges()
        async with self._deliveries(nudges):
            await self._nudge()
        await self._settle()
        digest = self.took.setdefault("digest", Took())
        for place in self.past.places[:_DIGESTS]:
            await digest.by(self._digests([place]))
        async with self._deliveries(digest):
            await self._digests(self.past.places[-TIMES:])
        return self.took

    def _acts(self) -> Mapping[str, Callable[[], Heard]]:
        """Return what people do, by name."""
        chance, past, said = self.past.chance, self.past, self.past.vocabulary.text
        answers = past.answered[-1_000:]

        def reply() -> Heard:
            question = chance.choice(answers).removesuffix("/a")
            return self._says(Reply(self._message(), question, said(20, 30)), place_in(question))

        def mark() -> Heard:
            answer = chance.choice(answers)
            return self._says(Mark(answer, MarkKind.HELPFUL, on=True), place_in(answer))

        return {
            "ask": lambda: self._says(Ask(past.words())),
            "mention": self._mention,
            "find": lambda: self._says(Find(past.something())),
            "who": lambda: self._says(WhoKnows(past.something())),
            "topics": lambda: self._says(Topics()),
            "home": self._home,
            "reply": reply,
            "mark": mark,
            "report here": lambda: self._says(ShowReport()),
        }

    def _mention(self) -> Heard:
        message = self._message()
        asks = Ask(self.past.words(), CapturedBy.MENTION, message, thread=None)
        return self._says(asks, place_in(message))

    def _home(self) -> Heard:
        person = self.past.chance.choice(self.past.people)
        own = SeenPlace(person.replace("/U", "/D"), visibility=Visibility.DIRECT)
        return self._heard(Home(), own, person)

    def _message(self) -> str:
        return f"{self.past.chance.choice(self.past.places)}/new.{next(self._numbers)}"

    def _says(self, intent: Intent, place: str | None = None) -> Heard:
        """Return what somebody does in a place."""
        chance = self.past.chance
        where = SeenPlace(place or chance.choice(self.past.places))
        return self._heard(intent, where, chance.choice(self.past.people))

    def _heard(self, intent: Intent, place: SeenPlace, person: str) -> Heard:
        key = f"{place.key}/happening:{next(self._numbers)}"
        at, who = self.clock(), SeenPerson(person)
        return Heard(key, "bench", at, intent, workspace=TEAM, place=place, person=who)

    async def _received(self, *heard: Heard) -> str:
        """Take in the delivery of something that was heard; return its key."""
        self.heard |= {each.key: each for each in heard}
        await self.inbox.receive(
            [Delivery(each.key, "bench", each.key, self.clock()) for each in heard]
        )
        return heard[-1].key

    async def _plan_nudges(self) -> None:
        """Have steps of many questions fall due at once."""
        await self._settle()
        for _ in range(NUDGES):
            await self.inbox.work_on([await self._received(self._mention())])
        self.clock.push(hours=1)

    async def _nudge(self) -> None:
        """Do what has fallen due."""
        before = len(self.platform.sent)
        await self.timetable.tick()
        asked = [each for each in self.platform.sent[before:] if each.kind == "who"]
        assert len(asked) > NUDGES / 2, f"{len(asked)} were asked"

    async def _digests(self, where: Sequence[str]) -> None:
        """Let digests fall due at once."""
        due = update(places).where(places.c.key.in_(where)).values(digest_at=self.clock())
        async with self.engines.writer.begin() as connection:
            await connection.execute(due)
        before = len(self.platform.sent)
        await self.timetable.tick()
        sent = [each.target for each in self.platform.sent[before:] if each.kind == "digest"]
        assert sorted(sent) == sorted(where), sent

    async def _settle(self) -> None:
        """Let everything be done that is under way, so that the next thing is measured alone."""
        self.clock.push(minutes=2)
        await self.timetable.tick()
        async with self.engines.writer.begin() as connection:
            await connection.execute(delete(steps))

    @asynccontextmanager
    async def _deliveries(self, took: Took) -> AsyncIterator[None]:
        """Have deliveries come as long as the block lasts; note how long each waited."""
        is_over = asyncio.Event()
        coming = asyncio.create_task(self._come(took, is_over))
        try:
            yield
        finally:
            is_over.set()
            keys = await coming
        for start in range(0, len(keys), _AT_ONCE):
            await self.inbox.work_on(keys[start : start + _AT_ONCE])

    async def _come(self, took: Took, is_over: asyncio.Event) -> Sequence[str]:
        """Take in a delivery every ten milliseconds, as a door does; return their keys."""
        door = Together(self._stored, lambda each: each.key, _AT_ONCE)
        keys: list[str] = []
        began = time.perf_counter()

        async def come(due: float) -> None:
            key = f"{TEAM}/words:{next(self._numbers)}"
            keys.append(key)
            is_stored: bool | None = None
            self.heard[key] = Heard(key, "bench", self.clock(), Nothing(Why.NO_MATTER))
            while not is_stored:
                with suppress(StoreAway):  # whoever brought it brings it again
                    is_stored = await door.ask(Delivery(key, "bench", key, self.clock()))
            took.waited.append(1_000 * (time.perf_counter() - due))

        async with asyncio.TaskGroup() as group:
            while not is_over.is_set():
                due = began + len(keys) * _EVERY
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                group.create_task(come(due))
        return keys

    async def _stored(self, deliveries: Sequence[Delivery]) -> Mapping[str, bool]:
        return dict.fromkeys(await self.inbox.receive(deliveries), True)


async def measured(url: str, size: int) -> Mapping[str, Took]:
    """Fill a database, do everything, and return what it took."""
    async with opened(url) as engines:
        past = Past(size, MONDAY)
        began = time.perf_counter()
        await past.write(engines)
        filled = time.perf_counter()
        found = await Office(past, engines).measure()
        done = time.perf_counter()
    said = f"filled in {filled - began:.0f} s, measured in {done - filled:.0f} s"
    sys.stdout.write(f"{size:,} remembered: {said}\n")
    return found


def _p99(some: Sequence[float]) -> float:
    return sorted(some)[math.ceil(0.99 * len(some)) - 1]


def told(sizes: Sequence[int], found: Sequence[Mapping[str, Took]]) -> Iterator[str]:
    """Yield the lines of both tables: what each thing took, and how long deliveries waited."""
    tables: tuple[tuple[str, Callable[[Took], tuple[float, ...]]], ...] = (
        (
            "took, ms: p50, p99, work",
            lambda it: (statistics.median(it.each), _p99(it.each), statistics.median(it.work)),
        ),
        ("waited, ms: p99, longest", lambda it: (_p99(it.waited), max(it.waited))),
    )
    for title, figures in tables:
        yield f"{title:24}" + "".join(f"{size:>26,}" for size in sizes) + f"{'times':>22}"
        for name in found[0]:
            rows = [figures(each[name]) for each in found]
            line = "".join(f"{', '.join(f'{each:.1f}' for each in row):>26}" for row in rows)
            times = (last / first for first, last in zip(rows[0], rows[-1], strict=True))
            yield f"{name:24}{line}{', '.join(f'{each:.1f}' for each in times):>22}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What one thing costs when much is remembered.")
    parser.add_argument("--size", type=int, nargs="+", default=SIZES)
    parser.add_argument("--database", default="", help="a PostgreSQL server; none for SQLite")
    asked = parser.parse_args()
    if asked.database:
        os.environ["WHOKNOWS_TEST_DATABASE_URL"] = asked.database
    from tests import databases  # reads that address once

    get_ready(Policy().languages)
    with (
        TemporaryDirectory() as folder,
        databases.template() as template,
        databases.made_in(Path(folder), template) as made,
    ):
        found = [asyncio.run(measured(made.url(str(size)), size)) for size in asked.size]
    for line in told(asked.size, found):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
