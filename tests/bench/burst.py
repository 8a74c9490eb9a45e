"""How fast a burst of posts goes out: ``python -m tests.bench.burst``.

Sixty questions wait for one channel and ten for each of ten others; one more channel is held back
by its platform for as long as it takes. The stand-ins count by the real clock and refuse what
comes too soon: Slack's takes one post a second in a channel and not one more, Teams' what Teams
documents. First each platform alone, then both in one process, which is a process of its own.
"""

import asyncio
import itertools
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from tempfile import TemporaryDirectory

from bot.intents import SeenPerson, SeenPlace
from bot.model import CapturedBy, Phase, Question, Visibility
from store.engine import opened
from store.transaction import Database, Transaction
from tests.bench.slack_door import until_it_listens
from tests.slack.faults import How
from tests.slack.ground import TOKEN
from tests.slack.standin import SlackStandin
from tests.teams.faults import How as TeamsHow
from tests.teams.standin import TeamsStandin

PORT = 18_235
BURST, OTHERS, OF_EACH = 60, 10, 10
MOST_SECONDS = 150.0
_PROMISED = {"slack": 0.95, "teams": 1.0}
"""Posts a second in one channel."""
_MOST_DELAY = 2.0
"""Seconds that a channel may fall behind its own pace because another one is held back."""


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Busy:
    """Where much waits on a platform: the busy channel, the others, and one that is held back."""

    workspace: str
    person: str
    busy: str
    others: Sequence[str]
    held: str

    @property
    def all(self) -> Mapping[str, int]:
        """Return how much waits in each."""
        few = dict.fromkeys(self.others, OF_EACH)
        return {self.held: OF_EACH, self.busy: BURST} | few


async def fill(url: str, platforms: Sequence[Busy]) -> None:
    """Have questions wait to be posted, all of them due now."""
    async with opened(url) as engines:
        database = Database(engines, Phase.PILOT)
        async with database.writing("default") as tx:
            for each in platforms:
                await _fill(each, tx)


async def _fill(platform: Busy, tx: Transaction) -> None:
    at = now() - timedelta(seconds=5)
    await tx.know(SeenPerson(platform.person), platform.workspace, at)
    for place in platform.all:
        seen = SeenPlace(place, visibility=Visibility.PUBLIC)
        await tx.note_place(seen, platform.workspace, at)
    most = max(platform.all.values())
    for n, (place, much) in itertools.product(range(most), platform.all.items()):
        if n < much:
            question = Question(
                key=f"{place}/ask:{n}",
                place=place,
                asker=platform.person,
                text=f"How do we do this and that, for the time number {n}?",
                asked_at=at,
                captured_by=CapturedBy.COMMAND,
                visibility=Visibility.PUBLIC,
            )
            await tx.add_question(question, at)
            await tx.queue("question", place, question.key, at)


@asynccontextmanager
async def served(url: str, **settings: str) -> AsyncIterator[None]:
    """Serve the bot in a process of its own."""
    environment = os.environ | settings
    environment |= {
        "WHOKNOWS_DATABASE_URL": url,
        "WHOKNOWS_PORT": str(PORT),
        "WHOKNOWS_DEFAULT_PHASE": "pilot",
        "WHOKNOWS_TEST_PEERS": "1",
    }
    nowhere = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        sys.executable, "app.py", "serve", env=environment, stdout=nowhere, stderr=nowhere
    )
    try:
        yield
    finally:
        process.terminate()
        await process.wait()


@dataclass
class Seen:
    """What a stand-in got: when, in which channel, and whether it refused it."""

    platform: Busy
    standin: SlackStandin | TeamsStandin

    def posts(self, place: str) -> list[datetime]:
        """Return when it took posts in a place."""
        return [at for at, where, is_taken in self._calls() if where == place and is_taken]

    def _calls(self) -> list[tuple[datetime, str, bool]]:
        workspace = self.platform.workspace
        if isinstance(self.standin, SlackStandin):
            return [
                (each.at, f"{workspace}/{each.args.get('channel')}", each.error is None)
                for each in self.standin.calls
                if each.method == "chat.postMessage"
            ]
        return [
            (each.at, f"{workspace}/{self.standin.place(each.place).id}", each.error is None)
            for each in self.standin.calls
            if each.what == "send" and each.place
        ]

    def refused(self) -> int:
        """Return how often something came too soon, but where a test held it back."""
        held = self.platform.held
        return sum(not taken for _, where, taken in self._calls() if where != held)

    def is_done(self) -> bool:
        """Tell whether all is out but what is held back."""
        return all(
            len(self.posts(place)) >= much
            for place, much in self.platform.all.items()
            if place != self.platform.held
        )

    def told(self) -> bool:
        """Print the figures; return whether they keep what is promised."""
        name = self.platform.workspace.partition(":")[0]
        at = self.posts(self.platform.busy)
        took = (at[-1] - at[0]).total_seconds()
        rate = (len(at) - 1) / took
        gap = min((b - a).total_seconds() for a, b in itertools.pairwise(at))
        began = min(at[0], *(self.posts(each)[0] for each in self.platform.others))
        late = max((self.posts(each)[0] - began).total_seconds() for each in self.platform.others)
        print(  # noqa: T201
            f"{name:6} {len(at)} posts in one channel: {rate:.2f} a second, nearest {gap:.3f} s; "
            f"{self.refused()} came too soon; others began within {late:.1f} s"
        )
        return rate >= _PROMISED[name] and not self.refused() and late < _MOST_DELAY


Opening = AbstractAsyncContextManager[tuple[Seen, Mapping[str, str]]]


@asynccontextmanager
async def on_slack() -> AsyncIterator[tuple[Seen, Mapping[str, str]]]:
    """Play a strict Slack."""
    async with SlackStandin.serving(now, burst=1) as slack:
        slack.add_user("amina")
        names = ["held", "busy", *(f"c{n}" for n in range(OTHERS))]
        for each in names:
            slack.add_channel(each, "amina")
        slack.fail(How.RATE_LIMITED, channel="CHELD", times=10_000, retry_after="3600")
        held, busy, *others = (f"slack:T1/C{each.upper()}" for each in names)
        platform = Busy("slack:T1", "slack:T1/UAMINA", busy, others, held)
        settings = {
            "WHOKNOWS_SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": slack.app.signing_secret,
        }
        yield Seen(platform, slack), settings


@asynccontextmanager
async def on_teams() -> AsyncIterator[tuple[Seen, Mapping[str, str]]]:
    """Play a Teams that keeps its limits."""
    async with TeamsStandin.serving(now) as teams:
        teams.add_user("Amina")
        teams.add_team("Office", "Amina")
        names = ["held", "busy", *(f"c{n}" for n in range(OTHERS))]
        for each in names:
            teams.add_channel(each)
        teams.request_url = f"http://127.0.0.1:{PORT}/api/messages"
        teams.fail(TeamsHow.THROTTLED, "send", place="held", times=10_000, retry_after="3600")
        workspace = f"teams:{teams.tenant}"
        held, busy, *others = (f"{workspace}/{teams.place(each).id}" for each in names)
        amina = f"{workspace}/{teams.user('Amina').aad}"
        platform = Busy(workspace, amina, busy, others, held)
        yield Seen(platform, teams), teams.environment()


async def measure(*which: str) -> bool:
    """Print the figures of one run; return whether they keep what is promised."""
    ways = {"slack": on_slack, "teams": on_teams}
    with TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/bench.db"
        async with _all(*(ways[each]() for each in which)) as found:
            seen = [each for each, _ in found]
            settings = {name: value for _, some in found for name, value in some.items()}
            async with served(url, **settings):
                await until_it_listens(PORT)
                await _greet(seen)
                await fill(url, [each.platform for each in seen])
                for _ in range(round(MOST_SECONDS / 0.5)):
                    if all(each.is_done() for each in seen):
                        break
                    await asyncio.sleep(0.5)
            kept = [each.told() for each in seen]
            return all(kept)


@asynccontextmanager
async def _all(*opening: Opening) -> AsyncIterator[list[tuple[Seen, Mapping[str, str]]]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(each) for each in opening]


async def _greet(seen: Sequence[Seen]) -> None:
    """Have something be said in each channel of Teams, by which its address is known."""
    for each in seen:
        if isinstance(each.standin, TeamsStandin):
            for place in each.platform.all:
                name = each.standin.state.places[place.rpartition("/")[2]].name
                await each.standin.raw(each.standin.activity("Amina", name, "Good morning"))


def main() -> None:
    """Measure each alone and both together; exit with 1 where a promise is not kept."""
    kept = [asyncio.run(measure(*which)) for which in (("slack",), ("teams",), ("slack", "teams"))]
    sys.exit(not all(kept))


if __name__ == "__main__":
    main()
