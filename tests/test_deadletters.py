"""What was set aside can be seen, and tried again once it can be worked on."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import structlog

from adapters.slack import read as slack
from bot.inbox import Inbox
from bot.intents import Heard
from bot.model import Policy
from bot.ports import Delivery
from metrics.figures import ReportFigures
from store.dump import dump
from store.engine import opened
from store.operations import depths
from store.transaction import Database
from tests.cast import FrozenClock
from tests.commanding import Run, runner
from tests.databases import Databases

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SAID = '{"type": "event_callback", "team_id": "T1", "event": {"type": "message", "channel": "C1",'
SAID += ' "user": "U1", "ts": "1700000000.000001", "text": "Who has the key?"}}'


@pytest.fixture
def run(
    databases: Databases, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """Runs a command."""
    monkeypatch.setenv("WHOKNOWS_DATABASE_URL", databases.url())

    yield runner(monkeypatch, capsys)
    structlog.reset_defaults()  # it wrote to a file that is closed by now


async def came(url: str, *payloads: str, reads: bool) -> dict[str, int]:
    """Let payloads come and be worked on (or what lay there, where none come)."""

    def read(payload: str) -> Heard:
        if not reads:
            raise ValueError(f"a version that cannot read [/{payload[:9]}]")
        return slack.read(payload)

    async with opened(url) as engines:
        database = Database(engines)
        clock = FrozenClock(AT + timedelta(days=1))
        readers = {"slack": read}
        inbox = Inbox("default", database, readers, Policy(), clock, ReportFigures())
        deliveries = [Delivery(f"k{n}", "slack", each, AT) for n, each in enumerate(payloads)]
        await inbox.receive(deliveries)
        await inbox.work_on([each.key for each in deliveries])
        await inbox.catch_up()
        async with database.reading() as connection:
            found = {each["type"] for each in [row async for row in dump(connection)]}
            return await depths(connection) | dict.fromkeys(found, 1)


def test_where_nothing_was_set_aside_that_is_said(run: Run) -> None:
    assert run("deadletters", "list") == (0, "Nothing was set aside.\n", "")
    assert run("deadletters", "retry")[1].startswith("0 things are in the inbox again")


def test_what_was_set_aside_is_listed_without_its_words_and_tried_again(
    run: Run, databases: Databases
) -> None:
    asyncio.run(came(databases.url(), SAID, SAID, reads=False))

    code, listed, _ = run("deadletters", "list")
    one = run("deadletters", "retry", "k0")[1]
    all_others = run("deadletters", "retry")[1]

    assert code == 0
    assert "k0" in listed
    assert "k1" in listed
    assert "a version that cannot read" in listed
    assert "Who has the key?" not in listed
    assert one.startswith("1 thing is in the inbox again")
    assert all_others.startswith("1 thing is in the inbox again")
    assert run("deadletters", "list")[1] == "Nothing was set aside.\n"
    after = asyncio.run(came(databases.url(), reads=True))
    assert (after["inbox_new"], after["dead_letters"]) == (0, 0)


def test_what_still_cannot_be_worked_on_is_set_aside_again(run: Run, databases: Databases) -> None:
    asyncio.run(came(databases.url(), SAID, reads=False))
    run("deadletters", "retry")

    after = asyncio.run(came(databases.url(), reads=False))

    assert (after["inbox_new"], after["dead_letters"]) == (0, 1)


def test_what_is_not_among_it_is_met_with_a_sentence(run: Run, databases: Databases) -> None:
    asyncio.run(came(databases.url(), SAID, reads=False))

    code, _, told = run("deadletters", "retry", "k7")

    assert code == 2
    assert told.startswith("There is no “k7” among what was set aside.")
    assert "k0" in run("deadletters", "list")[1]
