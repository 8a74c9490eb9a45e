"""P10: whatever happens in whatever order, nobody is nudged who should not be.

``python -m tests.torture.nudges [HOW_MANY] [SEED]`` plays so many random stories; the tests play
a few. What may be sent is judged by a small model of its own, at the moment of each post.
"""

import asyncio
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.inbox import Inbox
from bot.intents import (
    Ask,
    Close,
    Decline,
    Delete,
    Heard,
    Intent,
    Join,
    Judge,
    Leave,
    Mark,
    MarkKind,
    Privacy,
    Quiet,
    Reply,
    SeenPerson,
    SeenPlace,
    SetPhase,
    SetProfile,
    Withdraw,
)
from bot.messages import Buttons, Post
from bot.model import CapturedBy, Policy, Reason, Verdict, Visibility
from bot.outbox import Sender
from bot.ports import EVERYTHING, Capabilities, Delivery, Due
from bot.timetable import Timetable
from metrics.figures import ReportFigures
from store.engine import opened
from store.transaction import Database
from tests.cast import AMINA, BRUNO, CHEN, DORA, EMEKA, FARAH, MONDAY, TEAM, FrozenClock

PLACE = SeenPlace(f"{TEAM}/CPLACE", "onboarding", Visibility.PRIVATE)
QUESTION = f"{PLACE.key}/1700000000.000001"
ZONES = {
    BRUNO.key: "Europe/Berlin",
    CHEN.key: "America/New_York",
    EMEKA.key: "Asia/Tokyo",
    FARAH.key: "UTC",
}
HELPERS = (BRUNO, CHEN, EMEKA, FARAH)
HOLIDAYS = {  # of the weeks that the stories play in
    "America/New_York": {date(2026, 11, 26), date(2026, 12, 25), date(2027, 1, 1)},
    "Asia/Tokyo": {date(2026, 11, 23), date(2027, 1, 1)},
    "Europe/Berlin": {date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1)},
}
MOST = {"who": 4, "thread": 2, "asker": 2, "helped": 1}


@dataclass
class World:
    """What the people of a story know to be true, told without any of our code."""

    clock: FrozenClock
    serves: bool = True
    capabilities: Capabilities = EVERYTHING
    stopped: bool = False
    done: bool = False
    verdict: Verdict | None = None
    reopened_at: datetime | None = None
    answers: dict[str, datetime] = field(default_factory=dict)
    helped_unseen: bool = False
    quiet: set[str] = field(default_factory=set)
    snoozed: dict[str, datetime] = field(default_factory=dict)
    out: set[str] = field(default_factory=set)
    declined: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    got: dict[str, list[datetime]] = field(default_factory=dict)
    sent: Counter[str] = field(default_factory=Counter)
    asked: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    async def send(self, post: Post, _due: Due) -> str:
        """Judge what goes out; the world is the platform too."""
        kind = _kind(post)
        if kind:
            self.sent[kind] += 1
            self._judge(kind, post)
        return f"{post.place or post.person}/post.{sum(self.sent.values())}"

    def _judge(self, kind: str, post: Post) -> None:
        since = self.reopened_at if self.verdict is Verdict.OPEN else None
        answered = any(since is None or at > since for at in self.answers.values())
        bad = {
            "in a place that does not serve": not self.serves,
            "about a question that needs nothing": self.done or self.verdict is Verdict.SOLVED,
            "more often than set": self.sent[kind] > MOST[kind],
        }
        if kind != "helped":
            bad["after an answer"] = answered or self.helped_unseen
            bad["though the place was off meanwhile"] = self.stopped
        if post.person:
            bad |= self._about_reader(kind, post.person)
        else:
            bad["out of the hours of the place"] = not self._works(None)
        self.wrong += [f"{kind} {what} at {self.clock.now}" for what, is_so in bad.items() if is_so]

    def _about_reader(self, kind: str, person: str) -> dict[str, bool]:
        now = self.clock.now
        mine = self.got.setdefault(person, [])
        zone = ZoneInfo(ZONES.get(person, "UTC"))
        today = [at for at in mine if at.astimezone(zone).date() == now.astimezone(zone).date()]
        week = [at for at in mine if at > now - timedelta(days=7)]
        mine.append(now)
        bad = {
            "to who is quiet": person in self.quiet,
            "to who is snoozed": self.snoozed.get(person, now) > now,
            "to who opted out": person in self.out,
            "to who cannot see the place": person in self.gone,
            "out of hours": not self._works(person),
            "beyond the cap of a day": len(today) >= 2,
            "beyond the cap of a week": len(week) >= 3,
        }
        if kind == "who":
            bad["to who declined"] = person in self.declined
            bad["to the asker"] = person == AMINA.key
            bad["twice to one"] = person in self.asked
            self.asked.append(person)
        else:
            bad["to somebody else"] = person != AMINA.key
        return bad

    def _works(self, person: str | None) -> bool:
        zone = ZONES.get(person or "", "UTC")
        wall = self.clock.now.astimezone(ZoneInfo(zone))
        is_holiday = wall.date() in HOLIDAYS.get(zone, set())
        return wall.weekday() < 5 and 9 <= wall.hour < 17 and not is_holiday


def _kind(post: Post) -> str | None:
    verbs = {
        each.does.partition(" ")[0]
        for part in post.message
        if isinstance(part, Buttons)
        for each in part.items
    }
    if "snooze" in verbs:
        return "who"
    if "close" in verbs:
        return "asker"
    if "judge" in verbs:
        return "helped"
    return "thread" if "notme" in verbs and post.thread else None


@dataclass
class Story:
    """One question, and what happens to it."""

    world: World
    timetable: Timetable
    random: random.Random
    heard: dict[str, Heard]
    told: list[str] = field(default_factory=list)

    async def hear(self, intent: Intent, person: SeenPerson) -> None:
        """Let something happen a second later."""
        clock, inbox = self.world.clock, self.timetable.inbox
        if not isinstance(intent, Leave):
            self.world.gone.discard(person.key)  # who speaks there is there
        clock.push(seconds=1)
        key = f"{PLACE.key}/happening:{len(self.heard)}"
        self.heard[key] = Heard(key, "test", clock(), intent, TEAM, PLACE, person)
        self.told.append(f"{clock.now:%a %H:%M} {person.name}: {intent}")
        await inbox.receive([Delivery(key, "test", key, clock())])
        await inbox.work_on([key])

    async def wait(self, hours: float) -> None:
        """Let time pass, each thing when it is due."""
        clock, until = self.world.clock, self.world.clock.now + timedelta(hours=hours)
        while (due := await self.timetable.next_due()) and due <= until:
            clock.now = max(clock.now, due)
            if self.random.random() < 0.3:  # what is due lies in the outbox a while
                await self.timetable.work()
                clock.push(seconds=1)
                await self.take_step()
            await self.timetable.tick()
        clock.now = max(until, clock.now)

    async def begin(self) -> None:
        """Have people come in, say what they know, and ask."""
        await self.hear(SetPhase("pilot"), DORA)
        for person in HELPERS:
            await self.hear(Join(), person)
            await self.hear(SetProfile("topics", "onboarding"), person)
            await self.hear(SetProfile("zone", ZONES[person.key]), person)
        await self.hear(Ask("How is onboarding done?", CapturedBy.MENTION, QUESTION), AMINA)

    async def take_step(self) -> None:  # noqa: C901, PLR0912, RUF100 - one case a happening
        """Let one random thing happen."""
        world, who = self.world, self.random.choice(HELPERS)
        steps = ("answer", "decline", "open", "quiet", "off", "snooze", "phase", "leave", "delete",
                 "solve", "unsolve", "close", "withdraw", "out")  # fmt: skip
        weights = (6, 8, 5, 5, 3, 5, 3, 3, 3, 1, 1, 0.3, 0.3, 1.5)
        now = world.clock.now + timedelta(seconds=1)
        match self.random.choices(steps, weights)[0]:
            case "answer":
                key = f"{PLACE.key}/{now.timestamp():.0f}.1"
                if world.serves and who.key in world.out:
                    world.helped_unseen = True
                elif world.serves:
                    world.answers[key] = now
                await self.hear(Reply(key, QUESTION, "So."), who)
            case "decline" if world.asked and world.serves:
                who = next(each for each in HELPERS if each.key == world.asked[-1])
                if not world.done:
                    world.declined.add(who.key)
                await self.hear(Decline(QUESTION, Reason.BUSY), who)
            case "open" | "solve" | "unsolve" as what if world.serves and not world.done:
                await self._say(what, now)
            case "quiet" | "off" | "snooze" as what:
                await self._quieten(what, self.random.choice((*HELPERS, AMINA)))
            case "phase":
                world.serves = not world.serves
                world.stopped = True
                phase = self.random.choice(("pilot", "open")) if world.serves else "off"
                await self.hear(SetPhase(phase), DORA)
            case "leave" if world.serves:
                world.gone.add(who.key)
                await self.hear(Leave(), who)
            case "delete" if world.answers and world.serves:
                key = self.random.choice(sorted(world.answers))
                del world.answers[key]
                if not world.answers:  # asking begins anew; of who opted out nothing is known
                    world.stopped = world.helped_unseen = False
                await self.hear(Delete(key), AMINA)
            case "close" | "withdraw" as what if world.serves:
                world.done = True
                await self.hear(Close(QUESTION) if what == "close" else Withdraw(QUESTION), AMINA)
            case "out":
                world.out.add(who.key)
                await self.hear(Privacy("out"), who)
            case _:
                pass

    async def _say(self, what: str, now: datetime) -> None:
        world = self.world
        world.stopped = world.helped_unseen = False
        if what == "open":
            world.verdict, world.reopened_at = Verdict.OPEN, now
            await self.hear(Judge(QUESTION, Verdict.OPEN), AMINA)
        else:
            world.verdict = Verdict.SOLVED if what == "solve" else None
            await self.hear(Mark(QUESTION, MarkKind.SOLVED, on=what == "solve"), AMINA)

    async def _quieten(self, what: str, who: SeenPerson) -> None:
        world = self.world
        if what == "quiet":
            world.quiet.add(who.key)
            await self.hear(Quiet("on"), who)
        elif what == "off":
            world.quiet.discard(who.key)
            world.snoozed.pop(who.key, None)
            await self.hear(Quiet("off"), who)
        elif who.key not in world.quiet:
            await self.hear(Quiet("2 days"), who)
            world.snoozed[who.key] = world.clock.now + timedelta(days=2)


async def play(many: int, seed: int) -> tuple[Counter[str], Sequence[str]]:
    """Play stories, each in an organisation of its own; return what was sent, and what wrongly."""
    sent: Counter[str] = Counter()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        async with opened(f"sqlite+aiosqlite:///{folder}/stories.db") as engines:
            for number in range(many):
                story = _story(Database(engines), f"story{number}", seed * 1_000_003 + number)
                await story.begin()
                for _ in range(story.random.randint(4, 10)):
                    await story.wait(story.random.choice((0.2, 1, 3, 8, 24, 70)))
                    await story.take_step()
                await story.wait(100)
                sent += story.world.sent
                if story.world.wrong:
                    wrong += [f"story {number}:", *story.told, *story.world.wrong]
    return sent, wrong


def _story(database: Database, organisation: str, seed: int) -> Story:
    chance = random.Random(seed)
    clock = FrozenClock(MONDAY + timedelta(hours=chance.uniform(0, 120)))
    clock.now = clock.now.replace(microsecond=0, tzinfo=UTC)
    heard: dict[str, Heard] = {}
    policy = Policy(admins=frozenset({DORA.key}))
    inbox = Inbox(
        organisation, database, {"test": heard.__getitem__}, policy, clock, ReportFigures()
    )
    world = World(clock)
    return Story(world, Timetable(Sender(inbox, {"slack": world})), chance, heard)


def main() -> None:
    """Play as many as are asked for; 1,000 where none are named."""
    many, seed = (*map(int, sys.argv[1:3]), *(1_000, 1)[len(sys.argv) - 1 :])
    sent, wrong = asyncio.run(play(many, seed))
    sys.stdout.write("\n".join([*wrong, f"{many} stories, seed {seed}: {dict(sent)}"]) + "\n")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
