"""Replicas that are killed at random in front of a Slack that fails: nothing lost, nothing twice.

``python -m tests.torture.slack [--kills N] [--restarts N] [--stop SECONDS] [--seed S]
[--replicas 2]``: real processes on one database, real time. People ask by command and mention,
reply, mark, and share by form; what they do comes twice and out of order, and again where it was
not answered with 200. Five calls of a hundred are held back, five refused, five done with the
answer lost. Some kills come right after something was posted, before anybody can note it. Ends
with 1 where anything is lost or doubled.
"""

import argparse
import asyncio
import os
import random
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from store.dump import dump
from store.engine import Engines, opened
from store.operations import depths
from store.tables import outbox
from store.transaction import Database
from tests.slack import deliveries
from tests.slack.deliveries import Delivery
from tests.slack.faults import Fault, Faults, How
from tests.slack.ground import TOKEN
from tests.slack.sent import Row, missing, names_in, rows_of, twice
from tests.slack.standin import SlackStandin
from tests.slack.workspace import Channel, Json
from tests.torture.replica import Replica

_PEOPLE = tuple(f"Person{number}" for number in range(40))
_CHANNELS = tuple(f"room-{number}" for number in range(16))
_RETRIES = (timedelta(0), timedelta(seconds=1), timedelta(seconds=5))
"""When Slack brings again what was not answered, in a world where minutes are seconds."""
_SYLLABLES = "ba de fi go ku la me ni po ru sa te vi wo zu".split()  # noqa: SIM905
_POSTED = re.compile(r"\b(?:ask|share)\d+(?=x )")
_AFTER_POSTING = 0.1
"""Which part of the posts kills whoever posted it."""
_SOON = timedelta(minutes=2)
_PATIENCE = 200.0
"""Seconds for everything to settle: a lease of a minute, and the longest pauses."""


@dataclass(frozen=True)
class Told:
    """What a run came to."""

    seed: int
    kills: int
    after_posting: int
    seconds: float
    sent: Counter[str]
    acknowledged: int
    posts: int
    ambiguous: int
    lost: Sequence[str]
    doubled: Sequence[str]
    missing: Sequence[str]
    unknown: Sequence[str]
    slow: float
    log: Counter[str]
    outbox: Counter[str]
    drains: Sequence[float]
    failed_starts: int

    @property
    def is_good(self) -> bool:
        """Whether every promise was kept."""
        return not (self.lost or self.doubled or self.missing or self.unknown)

    def lines(self) -> list[str]:
        """Return it as somebody reads it."""
        wrong = [
            f"{name}: {each}"
            for name in ("lost", "doubled", "missing", "unknown")
            for each in getattr(self, name)[:20]
        ]
        told = (
            f"seed {self.seed}: {self.kills} kills ({self.after_posting} right after posting) "
            f"in {self.seconds:.0f} s; {sum(self.sent.values())} deliveries {dict(self.sent)}, "
            f"{self.acknowledged} things acknowledged, {self.posts} posts, "
            f"{self.ambiguous} attempts that may have gone out, slowest start {self.slow:.1f} s, "
            f"{self.failed_starts} starts failed"
        )
        judged = (
            f"lost {len(self.lost)}, doubled {len(self.doubled)}, missing {len(self.missing)}, "
            f"not noted {len(self.unknown)}"
        )
        boxes = f"outbox: {dict(self.outbox)}"
        if self.drains:
            told += f", {len(self.drains)} restarts, the slowest ended in {max(self.drains):.1f} s"
        logged = f"logged: {dict(self.log.most_common())}"
        return [*wrong, told, boxes, logged, judged]


@dataclass
class RandomFaults(Faults):
    """Fails one call in seven: held back, refused, or done with the answer lost."""

    chance: random.Random = field(default_factory=random.Random)
    is_on: bool = True

    def next(self, method: str, channel: object) -> Fault | None:
        """Return what goes wrong with this call, nothing mostly."""
        lot = self.chance.random()
        if not self.is_on or lot > 0.15:
            return None
        if lot < 0.05:
            return Fault(How.RATE_LIMITED, method, retry_after="1")
        return Fault(How.STATUS, method, status=503) if lot < 0.1 else Fault(How.LOST, method)


@dataclass
class Torture:
    """People who do things, replicas that die, and what must be true afterwards."""

    slack: SlackStandin
    replicas: list[Replica]
    engines: Engines
    chance: random.Random
    kills: int = 0
    after_posting: int = 0
    drains: list[float] = field(default_factory=list)
    may_die_posting: bool = True
    is_over: bool = False
    questions: dict[tuple[str, str], str] = field(default_factory=dict)
    answers: dict[tuple[str, str], str] = field(default_factory=dict)
    marks: set[tuple[str, str, str]] = field(default_factory=set)
    _count: int = 0
    _starting: set[asyncio.Task[None]] = field(default_factory=set)

    # what dies

    async def kill_at_random(self, many: int, pause: float) -> None:
        """Kill one replica after the other, and start each again at once."""
        while self.kills < many:
            await asyncio.sleep(self.chance.uniform(0.3, 1.7) * pause)
            self.kill(self.chance.choice(self.replicas))
            self.slack.request_url = self._address()

    def kill(self, replica: Replica) -> None:
        """Kill one that is there, and have it started again."""
        if replica.is_ready:
            replica.signal(signal.SIGKILL)
            self.kills += 1
            self._later(self._again(replica))

    async def restart_in_turn(self, many: int) -> None:
        """Tell one replica after the other to stop, and start it again when it has."""
        for number in range(many):
            await asyncio.sleep(self.chance.uniform(1, 3))
            replica = self.replicas[number % len(self.replicas)]
            replica.signal(signal.SIGTERM)
            self.drains.append(await replica.gone())
            await replica.start()

    async def stop_one(self, seconds: float) -> None:
        """Stop one replica in the middle of whatever it does, and let it go on later."""
        await asyncio.sleep(5)
        self.replicas[0].signal(signal.SIGSTOP)
        await asyncio.sleep(seconds)
        self.replicas[0].signal(signal.SIGCONT)
        await asyncio.sleep(5)

    async def _again(self, replica: Replica) -> None:
        await replica.gone()
        await replica.start()

    def _later(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    def die_after_posting(self, happened: Callable[[Channel, Json], None]) -> None:
        """Have some posts take those with them who may have posted them."""

        def hear(channel: Channel, event: Json) -> None:
            happened(channel, event)
            is_ours = event.get("bot_id") and event.get("type") == "message"
            if is_ours and self.may_die_posting and self.chance.random() < _AFTER_POSTING:
                self.after_posting += 1
                for each in self.replicas:
                    self.kill(each)

        self.slack.state.happened = hear

    # who brings what Slack tells to one of the replicas, as a balancer does

    async def balance(self) -> None:
        """Point Slack at one replica after the other."""
        while True:
            self.slack.request_url = self._address()
            await asyncio.sleep(0.02)

    def _address(self) -> str:
        ready = [each for each in self.replicas if each.is_ready] or self.replicas
        return self.chance.choice(ready if self.chance.random() < 0.97 else self.replicas).address

    async def retry(self) -> None:
        """Bring again what failed."""
        while True:
            await asyncio.sleep(0.3)
            with suppress(AssertionError):
                await self.slack.out.retry_due()

    async def repeat(self) -> None:
        """Bring a third of the events once more, whatever became of them."""
        seen = 0
        while True:
            await asyncio.sleep(0.2)
            brought = self.slack.deliveries
            for each in brought[seen:]:
                is_new = each.what == "event" and each.attempt == 0
                if is_new and each.status == 200 and self.chance.random() < 0.3:
                    self._later(self._repeated(each))
            seen = len(brought)

    async def _repeated(self, delivery: Delivery) -> None:
        await asyncio.sleep(self.chance.uniform(0, 2))
        await self.slack.again(delivery)

    # what people do

    async def person(self) -> None:
        """Do one thing after the other."""
        steps = (self._ask, self._mention, self._reply, self._mark, self._share)
        while not self.is_over:
            await asyncio.sleep(self.chance.uniform(0.2, 1.0))
            [step] = self.chance.choices(steps, (3, 3, 6, 4, 2))
            with suppress(AssertionError):
                await step(self.chance.choice(_PEOPLE), self.chance.choice(_CHANNELS))

    def _words(self, what: str) -> str:
        """Return words that nobody said before, with a mark to find them by."""
        self._count += 1
        said = " ".join("".join(self.chance.choices(_SYLLABLES, k=3)) for _ in range(4))
        return f"{what}{self._count}x {said}"

    async def _ask(self, who: str, where: str) -> None:
        await self.slack.command(who, where, "/ask", f"{self._words('ask')}?")

    async def _mention(self, who: str, where: str) -> None:
        words = self._words("mention")
        ts = await self.slack.say(who, where, f"@whoknows {words}?")
        self.questions[self.slack.channel(where).id, ts] = words

    async def _reply(self, who: str, where: str) -> None:
        channel = self.slack.channel(where)
        found = [
            key
            for key in self.questions
            if key[0] == channel.id and self._author(*key) != self.slack.user(who).id
        ]
        found += [
            (channel.id, each.ts)
            for each in channel.messages
            if each.metadata
            and not each.thread_ts
            and _POSTED.search(each.body["text"])
            and self.slack.user(who).id not in each.body["text"]
        ]
        if found:
            thread = self.chance.choice(found)[1]
            words = self._words("reply")
            ts = await self.slack.say(who, where, words, thread)
            self.answers[channel.id, ts] = words

    async def _mark(self, who: str, where: str) -> None:
        channel = self.slack.channel(where)
        found = [key for key in self.answers if key[0] == channel.id]
        if found:
            _, ts = self.chance.choice(found)
            message = channel.find(ts)
            if message and message.user != self.slack.user(who).id:
                await self.slack.react(who, where, ts, "bulb")

    async def _share(self, who: str, where: str) -> None:
        await self.slack.command(who, where, "/share")
        for _ in range(100):
            if self.slack.modal_of(who):
                title = self._words("share")
                await self.slack.submit(who, {"title": title, "did": "So."})
                return
            await asyncio.sleep(0.02)

    # what must be true afterwards

    async def settle(self, patience: float) -> None:
        """Wait until all was brought, worked on and sent; raise TimeoutError."""
        async with asyncio.timeout(patience):
            while self._starting:
                await asyncio.gather(*self._starting)
            while self.slack.out.waiting or await self._is_at_work():  # noqa: ASYNC110 - elsewhere
                await asyncio.sleep(0.5)
            await self.slack.settled()

    async def _is_at_work(self) -> bool:
        due = select(func.count()).where(
            outbox.c.state == "waiting", outbox.c.due_at <= datetime.now(UTC) + _SOON
        )
        try:
            async with Database(self.engines).reading() as connection:
                new = (await depths(connection))["inbox_new"]
                return bool(new or (await connection.execute(due)).scalar_one())
        except SQLAlchemyError:
            return True

    async def judged(self, seed: int, began: float) -> Told:
        """Compare what was acknowledged with what is remembered and what stands in the channels."""
        async with Database(self.engines).reading() as connection:
            lines = [each async for each in dump(connection)]
            rows = await rows_of(connection)
        brought = [each for each in self.slack.deliveries if each.status == 200]
        lost, acknowledged = self._lost(brought, lines)
        noted = {row.name for row in rows if row.state == "sent"}
        by_words = Counter(self._posted_words())
        doubled = [f"{name} stands there more than once" for name in twice(self.slack)]
        doubled += [
            f"{mark} was posted {many} times" for mark, many in by_words.items() if many > 1
        ]
        doubled += _doubled(lines)
        return Told(
            seed,
            self.kills,
            self.after_posting,
            time.monotonic() - began,
            Counter(each.what for each in self.slack.deliveries),
            acknowledged,
            sum(names_in(self.slack).values()),
            sum(row.ambiguous for row in rows),
            lost,
            doubled,
            [
                *map(str, missing(self.slack, rows)),
                *_unsent(rows),
                *self._unposted(lines, by_words),
            ],
            sorted(set(names_in(self.slack)) - noted),
            max(each for replica in self.replicas for each in replica.starts[1:] or [0]),
            _logged(self.replicas),
            Counter(f"{row.state} {row.reason or ''}".strip() for row in rows),
            self.drains,
            sum(each.failed_starts for each in self.replicas),
        )

    def _orphans(self, lines: Sequence[Json]) -> set[str]:
        """Return the replies to what nobody remembers: they wait for their question."""
        asked = [each for each in lines if each["type"] == "question"]
        known = {each["posted_as"] or each["key"] for each in asked}
        return {
            words.partition("x ")[0]
            for (channel, ts), words in self.answers.items()
            if f"slack:T1/{channel}/{self._thread(channel, ts)}" not in known
        }

    def _author(self, channel: str, ts: str) -> str | None:
        found = self.slack.channel(channel).find(ts)
        return found.user if found else None

    def _thread(self, channel: str, ts: str) -> str | None:
        found = self.slack.channel(channel).find(ts)
        return found.thread_ts if found else None

    def _posted_words(self) -> list[str]:
        channels = self.slack.state.channels()
        return [
            found[0]
            for channel in channels
            for each in channel.messages
            if each.metadata and not each.thread_ts and channel.kind != "im"
            if (found := _POSTED.search(each.body["text"]))
        ]

    def _unposted(self, lines: Sequence[Json], posted: Counter[str]) -> list[str]:
        asked = [
            each["text"].partition("x ")[0]
            for each in lines
            if each["type"] == "question" and each["captured_by"] == "command"
        ]
        return [f"{mark} was asked and stands nowhere" for mark in asked if not posted[mark]]

    def _lost(self, brought: Sequence[Delivery], lines: Sequence[Json]) -> tuple[list[str], int]:
        remembered = {
            str(each.get("text") or each.get("title")).partition("x ")[0]
            for each in lines
            if each["type"] in ("question", "answer", "example")
        }
        helpful = {(each["answer"], each["by"]) for each in lines if each["type"] == "helpful"}
        said = {f"slack:T1/{channel}/{ts}": w for (channel, ts), w in self.answers.items()}
        wanted = {mark for each in brought if (mark := _mark_of(each))} - self._orphans(lines)
        lost = sorted(mark for mark in wanted if mark not in remembered)
        marks = {
            (f"slack:T1/{item['channel']}/{item['ts']}", f"slack:T1/{each.event['user']}")
            for each in brought
            if each.event.get("type") == "reaction_added" and (item := each.event["item"])
        }
        judged = {m for m in marks if said.get(m[0], "").partition("x ")[0] in remembered}
        lost += [f"the mark of {by} on {said[item]}" for item, by in judged - helpful]
        return lost, len(wanted) + len(judged)


def _mark_of(delivery: Delivery) -> str | None:
    """Return what must be remembered of a delivery; None where there is nothing."""
    payload = delivery.payload
    if delivery.what == "command" and payload["command"] == "/ask":
        return str(payload["text"]).partition("x ")[0]
    if delivery.what == "interaction" and payload["type"] == "view_submission":
        values = payload["view"]["state"]["values"]
        title = values["title"]["title"]["value"] if "title" in values["title"] else None
        return str(title or next(iter(values["title"].values()))["value"]).partition("x ")[0]
    event = delivery.event
    if event.get("type") in ("message", "app_mention") and not event.get("subtype"):
        text = str(event.get("text"))
        for what in ("mention", "reply"):
            if not event.get("bot_id") and what in text:
                return text[text.find(what) :].partition("x ")[0]
    return None


def _doubled(lines: Sequence[Json]) -> list[str]:
    texts = Counter(
        str(each.get("text") or each.get("title")).partition("x ")[0]
        for each in lines
        if each["type"] in ("question", "answer", "example")
    )
    return [f"{mark} is remembered {many} times" for mark, many in texts.items() if many > 1]


def _unsent(rows: Sequence[Row]) -> list[str]:
    return [str(each) for each in rows if each.state == "dead"]


def _logged(replicas: Sequence[Replica]) -> Counter[str]:
    import json

    found: Counter[str] = Counter()
    for each in replicas:
        for line in each.log.read_text(errors="replace").splitlines():
            try:
                told: dict[str, Any] = json.loads(line)
                found[f"{told['event']} {told.get('reason') or told.get('error') or ''}"[:90]] += 1
            except (ValueError, KeyError, TypeError):
                found[line[:90]] += 1
    return found


@asynccontextmanager
async def prepared(seed: int, replicas: int) -> AsyncIterator[Torture]:
    """Set up Slack, the database and the replicas; end all of them afterwards."""
    deliveries.RETRIES = _RETRIES
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/torture.db"
        async with (
            opened(url) as engines,
            SlackStandin.serving(lambda: datetime.now(UTC)) as slack,
        ):
            for each in _PEOPLE:
                slack.add_user(each)
            for each in _CHANNELS:
                slack.add_channel(each, *_PEOPLE)
            slack.twins = "together"
            slack.api.faults = RandomFaults(chance=chance)
            environment = {
                **os.environ,
                "SLACK_BOT_TOKEN": TOKEN,
                "SLACK_SIGNING_SECRET": slack.app.signing_secret,
                "WHOKNOWS_SLACK_API_URL": slack.api_url,
                "WHOKNOWS_TEST_PEERS": "1",
                "WHOKNOWS_DATABASE_URL": url,
                "WHOKNOWS_DEFAULT_PHASE": "pilot",
            }
            found = [Replica(str(n), environment, Path(folder)) for n in range(replicas)]
            try:
                await asyncio.gather(*(each.start() for each in found))
                yield Torture(slack, found, engines, chance)
            finally:
                for replica in found:
                    replica.signal(signal.SIGKILL)
                await asyncio.gather(*(each.gone() for each in found), return_exceptions=True)


Act = Callable[[Torture], Awaitable[None]]
"""What happens to the replicas while people do things."""


async def torture(act: Act, seed: int, replicas: int = 2, people: int = 12) -> Told:
    """Let people do things until all has happened to the replicas; return what came of it."""
    began = time.monotonic()
    async with prepared(seed, replicas) as world:
        world.die_after_posting(world.slack.state.happened)
        beside = [
            asyncio.create_task(each) for each in (world.balance(), world.retry(), world.repeat())
        ]
        at_work = [asyncio.create_task(world.person()) for _ in range(people)]
        try:
            await act(world)
            world.may_die_posting = False
            world.is_over = True
            await asyncio.wait_for(asyncio.gather(*at_work, return_exceptions=True), 60)
            faults = world.slack.api.faults
            assert isinstance(faults, RandomFaults)
            with suppress(TimeoutError):
                await world.settle(60)
            faults.is_on = False
            with suppress(TimeoutError):
                await world.settle(_PATIENCE)
        finally:
            for each in (*beside, *at_work):
                each.cancel()
            await asyncio.gather(*beside, *at_work, return_exceptions=True)
        return await world.judged(seed, began)


def main() -> None:
    """Torture as asked for."""
    asked = argparse.ArgumentParser(prog="python -m tests.torture.slack")
    asked.add_argument("--kills", type=int, default=30)
    asked.add_argument("--restarts", type=int, default=0, help="by SIGTERM, after the kills")
    asked.add_argument("--stop", type=float, default=0, help="seconds to stop one replica for")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--replicas", type=int, default=2)
    asked.add_argument("--people", type=int, default=12)
    asked.add_argument("--pause", type=float, default=3.0, help="seconds between two kills")
    given = asked.parse_args()

    async def act(world: Torture) -> None:
        await world.kill_at_random(given.kills, given.pause)
        world.may_die_posting = False
        await world.restart_in_turn(given.restarts)
        if given.stop:
            await world.stop_one(given.stop)

    told = asyncio.run(torture(act, given.seed, given.replicas, given.people))
    sys.stdout.write("\n".join(told.lines()) + "\n")
    sys.exit(0 if told.is_good else 1)


if __name__ == "__main__":
    main()
