"""On nine days of a real Slack community: everything accounted for, twice or shuffled the same."""

import json
import random
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from adapters.slack.logs import Log, open_log
from adapters.slack.read import SOURCE, read
from adapters.slack.replay import Account, replay
from bot.inbox import Inbox
from bot.model import Capture, Policy
from metrics.report import as_json, make_report
from store.dump import dump
from store.engine import opened
from store.transaction import Database
from tests.cast import FrozenClock
from tests.databases import Databases, made_in
from tests.detector.measure import main as measure
from tests.recompute import differences

pytestmark = pytest.mark.shared

LOGS = Path(__file__).parents[3] / "shared/data/clojurians-slack/logs"
EVENTS = 11_281

Line = dict[str, Any]
Payloads = Sequence[tuple[str, int]]


def payloads(capture: Capture) -> Payloads:
    """Return the stream as it lies in the logs."""
    return list(open_log(LOGS, capture, None).payloads)


def in_disorder(stream: Payloads, seed: int) -> Payloads:
    """Return the stream with three in ten twice, shuffled in windows of thirty."""
    chance = random.Random(seed)
    repeated = [each for each in stream for _ in range(2 if chance.random() < 0.3 else 1)]
    windows = [repeated[start : start + 30] for start in range(0, len(repeated), 30)]
    for window in windows:
        chance.shuffle(window)
    return [each for window in windows for each in window]


async def remembered(url: str, *streams: Payloads) -> tuple[list[Line], list[Account]]:
    """Replay streams one after the other into a database; return dump and accounts."""
    async with opened(url) as engines:
        database = Database(engines)
        inbox = Inbox("default", database, {SOURCE: read}, Policy(), FrozenClock())
        accounts = [
            await replay(Log("slack:T03RZGPFR", 0, iter(stream)), inbox, lambda _size: None)
            for stream in streams
        ]
        async with database.reading() as connection:
            lines = [each async for each in dump(connection)]
            report = await make_report(connection, "default", Policy(), inbox.clock())
        assert differences(lines, json.loads(as_json(report))) == []
        return list(without_tokens(lines)), accounts


def without_tokens(lines: list[Line]) -> Iterator[Line]:
    for each in lines:
        hidden = dict.fromkeys({"asker", "author"} & each.keys(), "token")
        yield each | hidden if each.get("gone") else each


@dataclass(frozen=True)
class Once:
    """The whole stream, replayed once as baseline: what that takes is spent on it once."""

    url: str
    lines: list[Line]
    account: Account


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def once(
    tmp_path_factory: pytest.TempPathFactory, template_database: str
) -> AsyncIterator[Once]:
    """The stream as a baseline."""
    with made_in(tmp_path_factory.mktemp("stream"), template_database) as databases:
        lines, [account] = await remembered(databases.url(), payloads(Capture.BASELINE))
        yield Once(databases.url(), lines, account)


async def test_every_event_is_accounted_for_and_twice_changes_nothing(
    once: Once, databases: Databases
) -> None:
    again = databases.url(like=once.url)

    twice, [second] = await remembered(again, payloads(Capture.BASELINE))

    assert once.account.total == EVENTS
    assert once.account.of("dead") == 0
    assert once.account.of("heard before") == 0
    assert second.total == second.of("heard before") == EVENTS
    assert twice == once.lines


async def test_in_any_order_and_repeated_it_ends_the_same(once: Once, databases: Databases) -> None:
    stream = in_disorder(payloads(Capture.BASELINE), seed=30)

    disorder, [account] = await remembered(databases.url(), stream)

    assert account.total == len(stream)
    assert account.of("heard before") == len(stream) - EVENTS
    assert disorder == once.lines


async def test_a_baseline_can_become_knowledge_and_is_then_the_same_as_knowledge_alone(
    once: Once, databases: Databases
) -> None:
    knowledge = payloads(Capture.KNOWLEDGE)

    alone, _ = await remembered(databases.url("alone"), knowledge)
    after, _ = await remembered(databases.url("after", like=once.url), knowledge)

    def kept(lines: list[Line]) -> list[Line]:
        return [each for each in lines if each["type"] != "count"]

    assert kept(after) == kept(alone)
    assert {each["captured_by"] for each in alone if each["type"] == "question"} == {"history"}


def test_the_detector_keeps_its_word_on_untouched_labels() -> None:
    assert measure([str(LOGS)]) == 0
