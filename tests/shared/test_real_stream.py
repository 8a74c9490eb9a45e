"""On nine days of a real Slack community: everything accounted for, twice or shuffled the same."""

import asyncio
import json
import random
import re
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
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
from metrics.figures import ReportFigures
from metrics.report import as_json, make_report
from store.dump import dump
from store.engine import opened
from store.transaction import Database
from tests.cast import FrozenClock
from tests.databases import Databases, made_in
from tests.detector.measure import main as measure
from tests.recompute import differences
from tests.slack.doorstep import Doorstep, at_the_door, envelope
from tests.slack.ground import TOKEN
from tests.slack.oauth import install
from tests.slack.standin import SlackStandin
from tests.slack.workspace import Channel, User

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
        inbox = Inbox("default", database, {SOURCE: read}, Policy(), FrozenClock(), ReportFigures())
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


# The same events as Slack brings them: one signed request each, while people are looked up.

TEAM = "T03RZGPFR"
AT_ONCE = 20
SAID = ("question", "answer")


@asynccontextmanager
async def clojurians(clock: FrozenClock) -> AsyncIterator[SlackStandin]:
    """A stand-in for the workspace of the log: its channels and people go by the log's names."""
    async with SlackStandin.serving(clock, is_installed=False) as slack:
        workspace = slack.add_workspace(TEAM, "clojurians")
        install(slack.state, TEAM, slack.app.scopes, TOKEN)
        for payload, _ in payloads(Capture.BASELINE):
            told = json.loads(payload)
            event, note = told["event"], told["whoknows"]
            person = (event.get("message") or event).get("user")
            if person and note.get("person"):
                workspace.users.setdefault(person, User(person, note["person"], TEAM))
            channel = event["channel"]
            workspace.channels.setdefault(channel, Channel(channel, note.get("place") or "", TEAM))
        yield slack


def live(payload: str, number: int) -> bytes:
    """Return an event of the log as the Events API brings it."""
    event = json.loads(payload)["event"]
    told = envelope(event, team_id=TEAM, event_id=f"Ev{number}")
    return json.dumps(told, ensure_ascii=False).encode()


async def brought(door: Doorstep, stream: Payloads) -> list[int]:
    """Bring every event, twenty at once, and return the statuses."""
    waiting = iter(enumerate(stream))

    async def bring() -> list[int]:
        return [(await door.send(live(payload, number))).status for number, (payload, _) in waiting]

    lots = await asyncio.gather(*(bring() for _ in range(AT_ONCE)))
    return [status for lot in lots for status in lot]


def as_told(lines: list[Line], live: list[Line], slack: SlackStandin) -> Iterator[Line]:
    """Yield what a replay remembered, with what Slack tells besides when it is asked.

    All else is compared as it stands: questions, answers and members with every field, visibility,
    who is known at all, and how much is parked or dead.
    """
    people = slack.state.workspaces[TEAM].users
    names = {each["key"]: each["name"] for each in live if each["type"] == "person"}
    known = {each.name for each in people.values()} | set(filter(None, names.values()))
    by_name = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    named = re.compile(rf"@(?:{by_name})|[@#][\w.-]+")
    texts = {each["key"]: each.get("text") for each in live if each["type"] in SAID}
    for each in lines:
        person = people.get(each["key"].rpartition("/")[2])
        if each["type"] == "place":
            # A replay leaves places off; here they are listened to, as the logs were taken. What
            # no roster names is private to a replay; Slack calls it public.
            yield each | {"phase": "listening", "visibility": "public"}
        elif each["type"] in SAID:
            # What a log tells ends with it; and Slack and the roster name people differently.
            ends = {"seen_until": None} if each["type"] == "question" else {}
            text, told = each.get("text"), texts.get(each["key"])
            is_same = text and told and named.sub("@", text) == named.sub("@", told)
            yield each | ends | ({"text": told} if is_same else {})
        elif each["type"] == "person" and person:
            # Zone and language stand in no log. Seven people bear another name in their messages
            # than in the roster: which of the two is known first depends on when Slack is asked.
            name = names.get(each["key"])
            name = name if name in (person.name, each["name"]) else person.name
            yield each | {"name": name, "zone": person.zone, "language": person.locale[:2]}
        else:
            yield each


async def test_the_stream_over_signed_http_is_remembered_like_its_replay(
    once: Once, clock: FrozenClock, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = in_disorder(payloads(Capture.BASELINE), seed=30)

    async with (
        clojurians(clock) as slack,
        at_the_door(slack, clock, databases, monkeypatch, "listening") as door,
    ):
        began = time.monotonic()
        statuses = await brought(door, stream)
        await door.worked_on(patience=300)  # answers are quicker than the work on them
        seconds = time.monotonic() - began
        lines = list(without_tokens(await door.bot.dump()))
        report = await door.bot.report()
        expected = list(as_told(once.lines, lines, slack))
        calls = len(slack.calls)
    sys.stdout.write(
        f"\n{len(stream)} events in {seconds:.1f} s: {len(stream) / seconds:.0f} a second; "
        f"{calls} calls of Slack's web API\n"
    )
    assert set(statuses) == {200}
    assert differences(lines, report) == []
    assert lines == expected


def test_the_detector_keeps_its_word_on_untouched_labels() -> None:
    assert measure([str(LOGS)]) == 0
