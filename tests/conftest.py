"""A product to talk to: the real inbox, handlers, store and sender, on a database of its own."""

import itertools
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from bot.buttons import pressed, submitted
from bot.inbox import Inbox, Worked
from bot.intents import Heard, Intent, SeenPerson, SeenPlace, SetPhase
from bot.messages import Button, Buttons, Message, Post
from bot.model import Capture, Policy
from bot.outbox import Sender
from bot.ports import EVERYTHING, Capabilities, Delivery, Due, NotSent
from bot.timetable import Timetable
from bot.turn import Outcome, workspace_of
from bot.words import message_text
from metrics.figures import ReportFigures
from store.dump import dump
from store.engine import Engines, opened
from store.transaction import Database
from tests import chosen, compiled
from tests.cast import AMINA, DORA, LISTENING, PILOT, TEAM, FrozenClock
from tests.databases import Databases, made_in, run_apart, template

Object = dict[str, Any]

# What is made up is the same in every run, so that a change is judged by the change alone; with
# --hypothesis-profile=explore it is new each time, and as slow as it likes.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile("steady")

compiled.share()

pytest_configure = chosen.pytest_configure
pytest_collection_modifyitems = chosen.pytest_collection_modifyitems
pytest_collection_finish = chosen.pytest_collection_finish


@dataclass
class FakePlatform:
    """Keeps what was posted; fails as often as it is told to."""

    posts: list[Post] = field(default_factory=list)
    failures: list[NotSent] = field(default_factory=list)
    capabilities: Capabilities = EVERYTHING

    async def send(self, post: Post, _due: Due) -> str:
        """Keep the post and name it."""
        if self.failures:
            raise self.failures.pop(0)
        self.posts.append(post)
        return post.replaces or f"{post.place or post.person}/post.{len(self.posts)}"


@dataclass
class Bot:
    """Talks to the product as an adapter would, one happening after the other."""

    inbox: Inbox
    sender: Sender
    timetable: Timetable
    platform: FakePlatform
    clock: FrozenClock
    database: Database
    heard: dict[str, Heard]
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    async def hear(
        self,
        intent: Intent,
        person: SeenPerson | None = AMINA,
        place: SeenPlace | None = PILOT,
        *,
        at: datetime | None = None,
        capture: Capture = Capture.LIVE,
        workspace: str | None = None,
        kind: str = "test",
    ) -> Outcome:
        """Let one thing happen and return what became of it."""
        workspace = workspace or (workspace_of(place.key) if place else TEAM)
        heard = Heard(
            key=f"{place.key if place else workspace}/happening:{next(self._numbers)}",
            kind=kind,
            at=at or self.clock(),
            intent=intent,
            workspace=workspace,
            place=place,
            person=person,
            capture=capture,
        )
        self.heard[heard.key] = heard
        await self.inbox.receive([Delivery(heard.key, "test", heard.key, self.clock())])
        worked: Sequence[Worked] = await self.inbox.work_on([heard.key])
        outcome = worked[0].outcome
        assert outcome, worked
        return outcome

    async def press(
        self,
        button: Button | str,
        person: SeenPerson = AMINA,
        place: SeenPlace = PILOT,
        **values: str,
    ) -> Outcome:
        """Press a button, or (with values) send the form that carries this."""
        carries = button if isinstance(button, str) else button.does
        intent = submitted(carries, values) if values else pressed(carries)
        return await self.hear(intent, person, place)

    async def pass_time(self, **by: float) -> list[Post]:
        """Let time pass, and return what was sent meanwhile, each thing when it was due."""
        before = len(self.platform.posts)
        until = self.clock.now + timedelta(**by)
        await self.timetable.tick()
        while (due := await self.timetable.next_due()) and due <= until:
            self.clock.now = max(self.clock.now, due)
            await self.timetable.tick()
        self.clock.now = until
        await self.timetable.tick()
        return self.platform.posts[before:]

    async def remembered(self, kind: str | None = None) -> list[Object]:
        """Return what ``dump`` prints, of one type where one is named."""
        async with self.database.reading() as connection:
            return [each async for each in dump(connection) if kind in (None, each["type"])]


def words(outcome_or_post: Outcome | Post) -> str:
    """Return a message as one text, the way a person reads it."""
    return message_text(outcome_or_post.message)


def buttons(message: Message) -> dict[str, Button]:
    """Return the buttons of a message by their labels."""
    return {
        each.label: each for part in message if isinstance(part, Buttons) for each in part.items
    }


@pytest.fixture
def clock() -> FrozenClock:
    """A clock that stands at Monday, nine o'clock."""
    return FrozenClock()


@pytest.fixture(scope="session")
def template_database() -> Iterator[str]:
    """What the databases of this process are copies of, on PostgreSQL."""
    with template() as found:
        yield found


@pytest.fixture
def databases(tmp_path: Path, template_database: str) -> Iterator[Databases]:
    """Makes databases for a test."""
    with made_in(tmp_path, template_database) as found:
        yield found


@pytest.fixture(scope="session")
def served_database(
    tmp_path_factory: pytest.TempPathFactory, template_database: str
) -> Iterator[str]:
    """Where one place is in its pilot and one is listened to; made once, as most begin there."""

    async def serve() -> None:
        async with opened(found.url()) as engines:
            bot = _bot(Database(engines), FrozenClock())
            await bot.hear(SetPhase("pilot"), DORA, PILOT)
            await bot.hear(SetPhase("listening"), DORA, LISTENING)
            await bot.sender.send_due()

    with made_in(tmp_path_factory.mktemp("served"), template_database) as found:
        run_apart(serve())
        yield found.url()


@pytest.fixture
def begins_as(request: pytest.FixtureRequest) -> str | None:
    """What the database of a test is a copy of; none where it begins with nothing."""
    served = "bot" in request.fixturenames
    return str(request.getfixturevalue("served_database")) if served else None


@pytest.fixture
async def engines(databases: Databases, begins_as: str | None) -> AsyncIterator[Engines]:
    """A fresh database."""
    async with opened(databases.url(like=begins_as)) as found:
        yield found


@pytest.fixture
def database(engines: Engines) -> Database:
    """The store on a fresh database."""
    return Database(engines)


@pytest.fixture
def bot(database: Database, clock: FrozenClock) -> Bot:
    """The product with one place in its pilot and one that is listened to."""
    return _bot(database, clock, heard=2)


def _bot(database: Database, clock: FrozenClock, heard: int = 0) -> Bot:
    """Return the product on a database for which it has heard so much already."""
    known: dict[str, Heard] = {}
    policy = Policy(admins=frozenset({DORA.key}))
    inbox = Inbox("default", database, {"test": known.__getitem__}, policy, clock, ReportFigures())
    platform = FakePlatform()
    sender = Sender(inbox, {"slack": platform, "teams": platform})
    numbers = itertools.count(heard + 1)
    return Bot(inbox, sender, Timetable(sender), platform, clock, database, known, numbers)
