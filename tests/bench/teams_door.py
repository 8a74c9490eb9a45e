"""How fast Teams gets its answers: ``python -m tests.bench.teams_door``.

Every five seconds fifty activities come at once in 25 channels of 80 people: questions, other
words, buttons. First the Bot Connector answers at once, then it takes ten seconds. The bot is a
process of its own, and remembers 100,000 questions with their answers from another workspace.
"""

import asyncio
import random
import statistics
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import count
from os import environ
from tempfile import TemporaryDirectory

from store.engine import opened
from tests.bench.filling import Past
from tests.bench.slack_door import REMEMBERED, told, until_it_listens
from tests.teams.deliveries import Delivery
from tests.teams.faults import How
from tests.teams.standin import TeamsStandin

PORT = 18_232
AT_ONCE = 50
ROUNDS = 6
EVERY = 5.0
SECONDS_LATE = 10.0
CHANNELS = [f"c{n}" for n in range(25)]
PEOPLE = [f"{group}{n}" for group in "PQ" for n in range(40)]
_TARGET_P99, _TARGET_MAX = 500, 2_500


@asynccontextmanager
async def served(url: str, teams: TeamsStandin) -> AsyncIterator[None]:
    """Serve the bot in a process of its own."""
    environment = environ | teams.environment()
    environment |= {
        "WHOKNOWS_DATABASE_URL": url,
        "WHOKNOWS_PORT": str(PORT),
        "WHOKNOWS_DEFAULT_PHASE": "pilot",
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


async def rounds(
    teams: TeamsStandin, group: str, past: Past, numbers: "count[int]"
) -> dict[str, list[float]]:
    """Bring fifty activities at once, again and again; return milliseconds by kind."""
    chance = random.Random(7)
    took: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        began = time.monotonic()
        kinds = [chance.choice(("question", "words", "press")) for _ in range(AT_ONCE)]
        found = await asyncio.gather(
            *(bring(teams, each, group, past, next(numbers)) for each in kinds)
        )
        for kind, delivery in zip(kinds, found, strict=True):
            assert delivery.status == 200, (kind, delivery)
            took.setdefault(kind, []).append(1_000 * delivery.took)
        await asyncio.sleep(max(0.0, EVERY - (time.monotonic() - began)))
    return took


async def bring(teams: TeamsStandin, kind: str, group: str, past: Past, n: int) -> Delivery:
    """Bring one activity."""
    who, where = f"{group}{n % 40}", CHANNELS[n % len(CHANNELS)]
    if kind == "question":
        return await teams.raw(teams.activity(who, where, f"@Whoknows ask {past.words()}"))
    said = teams.activity(who, where, "The coffee machine works again")
    if kind == "words":
        return await teams.raw(said)
    place = teams.place(where).id
    action = {"verb": "press", "data": {"does": f"follow teams:{teams.tenant}/{place}/1"}}
    invoke = {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": action}}
    bare = {name: value for name, value in said.items() if name not in ("text", "attachments")}
    return await teams.raw(bare | invoke | {"id": f"f:{n}"})


async def measure(folder: str) -> bool:
    """Print the figures of both runs; return whether they keep what is promised."""
    url = f"sqlite+aiosqlite:///{folder}/bench.db"
    past = Past(REMEMBERED, datetime.now(UTC))
    async with opened(url) as engines:
        await past.write(engines)
    async with TeamsStandin.serving(lambda: datetime.now(UTC)) as teams:
        for each in PEOPLE:
            teams.add_user(each)
        teams.add_team("Office", *PEOPLE)
        for each in CHANNELS:
            teams.add_channel(each)
        teams.request_url = f"http://127.0.0.1:{PORT}/api/messages"
        teams.api.throttle = None
        async with served(url, teams):
            numbers = count(1)
            for each in CHANNELS:  # who is in a channel is asked when it is first heard of
                await teams.raw(teams.activity(PEOPLE[0], each, "Good morning"))
            await asyncio.sleep(EVERY)
            runs = [("at once", await rounds(teams, "P", past, numbers))]
            teams.fail(How.SLOW, times=10**9, delay=SECONDS_LATE)
            runs.append(("after ten seconds", await rounds(teams, "Q", past, numbers)))
            await teams.out.stop()
    p99 = []
    for name, took in runs:
        for kind, some in sorted(took.items()):
            sys.stdout.write(told(f"Connector {name}: {kind}", some) + "\n")
        every = [each for many in took.values() for each in many]
        p99.append(statistics.quantiles(every, n=100)[98])
        sys.stdout.write(told(f"Connector {name}: all", every) + "\n")
    sys.stdout.write(f"p99 with the slow Connector is {p99[1] / p99[0]:.1f} times the other\n")
    slow = [each for many in runs[1][1].values() for each in many]
    return p99[1] < _TARGET_P99 and max(slow) < _TARGET_MAX


def main() -> None:
    """Measure, and say by the exit code whether it is fast enough."""
    with TemporaryDirectory() as folder:
        sys.exit(0 if asyncio.run(measure(folder)) else 1)


if __name__ == "__main__":
    main()
