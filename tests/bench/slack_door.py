"""How fast Slack gets its answers: ``python -m tests.bench.slack_door``.

Every five seconds fifty deliveries come at once, more than Slack sends at most (30,000 an hour):
questions that name us, other words, commands, buttons. Thousands of items wait in outbox and inbox
meanwhile. First the platform's API answers at once, then it takes ten seconds. The bot is a process
of its own, and remembers 100,000 questions with their answers.
"""

import asyncio
import json
import os
import random
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from aiohttp import ClientSession, TCPConnector

from adapters.slack.read import key_of
from bot.intents import SeenPerson, SeenPlace
from bot.model import CapturedBy, Phase, Question, Visibility
from bot.ports import Delivery
from store.engine import opened
from store.transaction import Database
from tests.bench.filling import Past
from tests.slack.deliveries import signature
from tests.slack.doorstep import FORM, JSON, SIGNATURE, STAMP, envelope
from tests.slack.faults import How
from tests.slack.ground import TOKEN
from tests.slack.standin import SlackStandin

PORT = 18_231
AT_ONCE = 50
ROUNDS = 6
EVERY = 5.0
WAITING = 5_000
REMEMBERED = 100_000
SECONDS_LATE = 10.0
CHANNELS = [f"c{n}" for n in range(50)]
_TARGET_P99, _TARGET_MAX = 500, 2_500


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


async def fill(url: str) -> Past:
    """Have much be remembered, questions wait to be posted, and events to be worked on."""
    at = now() - timedelta(minutes=5)
    async with opened(url) as engines:
        past = Past(REMEMBERED, at)
        await past.write(engines)
        database = Database(engines, Phase.PILOT)
        async with database.writing("default") as tx:
            await tx.know(SeenPerson("slack:T1/UP0"), "slack:T1", at)
            for channel in CHANNELS:
                await tx.note_place(
                    SeenPlace(f"slack:T1/C{channel.upper()}", channel), "slack:T1", at
                )
            for n in range(WAITING):
                place = f"slack:T1/C{CHANNELS[n % len(CHANNELS)].upper()}"
                question = Question(
                    key=f"{place}/ask:{n}",
                    place=place,
                    asker="slack:T1/UP0",
                    text=f"How do we do this and that, for the time number {n}?",
                    asked_at=at,
                    captured_by=CapturedBy.COMMAND,
                    visibility=Visibility.PUBLIC,
                )
                await tx.add_question(question, at)
                await tx.queue("question", place, question.key, at)
            await tx.receive([_left_behind(n, at) for n in range(WAITING)])
    return past


def _left_behind(n: int, at: datetime) -> Delivery:
    ts = f"{int(at.timestamp())}.{n:06d}"
    said = {"type": "message", "user": f"UP{n % 40}", "text": "Good morning to all of you"}
    payload = json.dumps(envelope(said | {"channel": "CC1", "ts": ts, "event_ts": ts}))
    return Delivery(key_of(payload), "slack", payload, at)


@asynccontextmanager
async def served(url: str, slack: SlackStandin) -> AsyncIterator[None]:
    """Serve the bot in a process of its own."""
    environment = os.environ | {
        "WHOKNOWS_DATABASE_URL": url,
        "WHOKNOWS_PORT": str(PORT),
        "WHOKNOWS_DEFAULT_PHASE": "pilot",
        "WHOKNOWS_SLACK_API_URL": slack.api_url,
        "WHOKNOWS_TEST_PEERS": "1",
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": slack.app.signing_secret,
    }
    nowhere = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        sys.executable, "app.py", "serve", env=environment, stdout=nowhere, stderr=nowhere
    )
    try:
        await until_it_listens(PORT)
        yield
    finally:
        process.terminate()
        await process.wait()


async def until_it_listens(port: int) -> None:
    """Wait for a process that was begun."""
    for _ in range(300):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise RuntimeError("it does not serve")


@dataclass
class Crowd:
    """Brings deliveries; ``took`` are milliseconds by kind."""

    session: ClientSession
    secret: str
    people: str
    past: Past
    numbers: "count[int]"
    took: dict[str, list[float]] = field(default_factory=dict)

    async def rounds(self) -> None:
        """Bring fifty deliveries at once, again and again."""
        chance = random.Random(7)
        kinds: tuple[Callable[[], Awaitable[None]], ...] = (
            self._question,
            self._words,
            self._command,
            self._press,
        )
        for _ in range(ROUNDS):
            began = time.monotonic()
            await asyncio.gather(*(chance.choice(kinds)() for _ in range(AT_ONCE)))
            await asyncio.sleep(max(0.0, EVERY - (time.monotonic() - began)))

    async def _question(self) -> None:
        await self._event("question", f"<@UT1BOT> {self.past.words()}")

    async def _words(self) -> None:
        await self._event("words", "Good morning, the coffee machine works again")

    async def _event(self, kind: str, text: str) -> None:
        n = next(self.numbers)
        ts = f"{int(time.time())}.{n % 1_000_000:06d}"
        said = {"type": "message", "user": self._person(n), "text": text, "channel": _channel(n)}
        told = envelope(said | {"channel_type": "channel", "ts": ts, "event_ts": ts})
        await self._post(kind, json.dumps(told).encode(), JSON)

    async def _command(self) -> None:
        n = next(self.numbers)
        fields = {
            "team_id": "T1",
            "user_id": self._person(n),
            "channel_id": _channel(n),
            "channel_name": "c",
            "trigger_id": f"{n}.1",
            "command": "/ask",
            "text": self.past.words(),
        }
        await self._post("command", urlencode(fields).encode(), FORM)

    async def _press(self) -> None:
        n = next(self.numbers)
        pressed = {
            "type": "block_actions",
            "team": {"id": "T1"},
            "user": {"id": self._person(n), "team_id": "T1"},
            "channel": {"id": _channel(n), "name": "c"},
            "trigger_id": f"{n}.2",
            "actions": [{"value": f"follow slack:T1/{_channel(n)}/ask:{n % WAITING}"}],
        }
        await self._post("press", urlencode({"payload": json.dumps(pressed)}).encode(), FORM)

    def _person(self, n: int) -> str:
        return f"U{self.people}{n % 40}"

    async def _post(self, kind: str, body: bytes, form: str) -> None:
        stamp = str(int(time.time()))
        headers = {
            "Content-Type": form,
            STAMP: stamp,
            SIGNATURE: signature(self.secret, stamp, body),
        }
        began = time.monotonic()
        url = f"http://127.0.0.1:{PORT}/slack/events"
        async with self.session.post(url, data=body, headers=headers) as answer:
            await answer.read()
            assert answer.status == 200, answer.status
        self.took.setdefault(kind, []).append(1_000 * (time.monotonic() - began))


def _channel(n: int) -> str:
    return f"C{CHANNELS[n % len(CHANNELS)].upper()}"


def told(name: str, took: list[float]) -> str:
    """Return the figures of a run."""
    p50, p99 = statistics.median(took), statistics.quantiles(took, n=100)[98]
    return (
        f"{name:32} {len(took):5} answers: "
        f"p50 {p50:5.0f} ms, p99 {p99:5.0f} ms, max {max(took):5.0f} ms"
    )


async def measure(folder: str) -> bool:
    """Print the figures of both runs; return whether they keep what is promised."""
    url = f"sqlite+aiosqlite:///{folder}/bench.db"
    past = await fill(url)
    async with SlackStandin.serving(now, burst=None) as slack:
        for people in ("P", "Q"):
            for n in range(40):
                slack.add_user(f"{people}{n}")
        for channel in CHANNELS:
            slack.add_channel(channel, *(f"P{n}" for n in range(40)))
        async with (
            ClientSession(connector=TCPConnector(limit=AT_ONCE)) as session,
            served(url, slack),
        ):
            numbers = count(1)
            secret = slack.app.signing_secret
            quiet = Crowd(session, secret, "P", past, numbers)
            await quiet.rounds()
            slack.fail(How.LATE, times=10**9, delay=SECONDS_LATE)
            late = Crowd(session, secret, "Q", past, numbers)  # of whom nobody has been asked yet
            await late.rounds()
    for name, crowd in (("at once", quiet), ("after ten seconds", late)):
        for kind, took in sorted(crowd.took.items()):
            sys.stdout.write(told(f"API {name}: {kind}", took) + "\n")
        sys.stdout.write(told(f"API {name}: all", _all(crowd)) + "\n")
    p99 = [statistics.quantiles(_all(each), n=100)[98] for each in (quiet, late)]
    sys.stdout.write(f"p99 with the slow API is {p99[1] / p99[0]:.1f} times the other\n")
    return p99[1] < _TARGET_P99 and max(_all(late)) < _TARGET_MAX


def _all(crowd: Crowd) -> list[float]:
    return [each for took in crowd.took.values() for each in took]


def main() -> None:
    """Measure, and say by the exit code whether it is fast enough."""
    with TemporaryDirectory() as folder:
        sys.exit(0 if asyncio.run(measure(folder)) else 1)


if __name__ == "__main__":
    main()
