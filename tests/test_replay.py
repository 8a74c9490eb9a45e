"""A log taken through the real inbox, handlers and store, and what became of each event."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlalchemy import select
from typer.testing import CliRunner

from adapters.slack.command import join
from adapters.slack.logs import Log, open_log
from adapters.slack.read import SOURCE, read
from adapters.slack.replay import AT_ONCE, HEARD_BEFORE, Account, replay
from bot.inbox import Inbox
from bot.intents import Heard, Why
from bot.model import Capture, Policy
from bot.ports import Clock
from bot.words import catalogue
from metrics.figures import ReportFigures
from store.dump import dump
from store.engine import opened
from store.tables import answers, questions
from store.transaction import Database
from tests.cast import AMINA, BRUNO, CHEN, TEAM, FrozenClock
from tests.databases import Databases

pytestmark = pytest.mark.long

Json = dict[str, Any]

FROZEN = FrozenClock()
ASKS = "Does anyone know how we order new laptops?"
PLACE = f"{TEAM}/CPROJECTS"


def ts(second: int) -> str:
    """Return a timestamp so many seconds into the log."""
    return f"{1_700_000_000 + second}.000100"


def said(second: int, text: str, user: str = "UAMINA", thread: int | None = None) -> Json:
    """Return the event of a message, or of a reply in the thread of an earlier one."""
    where = {"type": "message", "team": "T1", "channel": "CPROJECTS"}
    in_thread = {} if thread is None else {"thread_ts": ts(thread)}
    return where | {"user": user, "text": text, "ts": ts(second)} | in_thread


def edited(second: int, message: Json, text: str) -> Json:
    """Return the event of an edit."""
    now = message | {"text": text, "edited": {"user": message["user"], "ts": ts(second)}}
    where = {"type": "message", "subtype": "message_changed", "channel": "CPROJECTS"}
    return where | {"message": now, "previous_message": message, "ts": ts(second)}


def deleted(second: int, message: int) -> Json:
    """Return the event of a deletion."""
    where = {"type": "message", "subtype": "message_deleted", "channel": "CPROJECTS"}
    return where | {"deleted_ts": ts(message), "ts": ts(second)}


def marked(second: int, message: int, user: str = "UAMINA", name: str = "bulb") -> Json:
    """Return the event of a reaction."""
    item = {"type": "message", "channel": "CPROJECTS", "ts": ts(message)}
    return {"type": "reaction_added", "user": user, "reaction": name, "item": item} | {
        "event_ts": ts(second)
    }


QUESTION = said(0, ASKS)
ANSWER = said(60, "In the shop on the second floor.", "UBRUNO", thread=0)
OWN = said(70, "Thank you, I will try there.", "UAMINA", thread=0)
TALK = said(80, "The printer works again.", "UCHEN")
STORY: Sequence[Any] = (
    QUESTION,
    ANSWER,
    OWN,
    TALK,
    said(90, "Good.", "UDORA", thread=80),
    edited(100, QUESTION, ASKS + " And monitors?"),
    edited(110, ANSWER, "In the shop on the third floor."),
    marked(120, 60),
    marked(121, 60, "UBRUNO"),
    marked(122, 60, "UCHEN", "tada"),
    said(130, "Has anyone tried the new travel portal yet?", "UCHEN"),
    deleted(140, 130),
    deleted(141, 80),
    {"type": "message", "subtype": "channel_join", "channel": "CPROJECTS"}
    | {"user": "UEMEKA", "text": "has joined", "ts": ts(150)},
    {"type": "message", "subtype": "bot_message", "channel": "CPROJECTS"}
    | {"bot_id": "B1", "text": "Anyone for lunch?", "ts": ts(160)},
    {"type": "user_typing", "channel": "CPROJECTS", "user": "UCHEN"},
    "broken",
    QUESTION,
)
REMEMBERED = 8
"""Two questions, an answer, two edits, a mark, a deletion, a join."""


@pytest.fixture
def inbox(database: Database, clock: FrozenClock) -> Inbox:
    """The product's inbox with the one reader that logs need."""
    return Inbox("default", database, {SOURCE: read}, Policy(), clock, ReportFigures())


def log_of(path: Path, events: Sequence[Any], capture: Capture = Capture.BASELINE) -> Log:
    """Write events as a raw log and open it."""
    path.mkdir(parents=True, exist_ok=True)
    rows = [each if isinstance(each, str) else json.dumps(each) for each in events]
    (path / "log.txt").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return open_log(path, capture, "T1")


async def run(
    inbox: Inbox, path: Path, events: Sequence[Any], capture: Capture = Capture.BASELINE
) -> Account:
    """Replay events and return what became of them."""
    return await replay(log_of(path, events, capture), inbox, lambda _size: None)


async def remembered(database: Database, kind: str | None = None) -> list[Json]:
    """Return what ``dump`` prints, without the random tokens of tombstones."""
    async with database.reading() as connection:
        found = [each async for each in dump(connection) if kind in (None, each["type"])]
    hidden = {"asker": "token", "author": "token"}
    return [each | (hidden if each.get("gone") else {}) for each in found]


# every event, exactly once


async def test_every_event_is_accounted_for_by_what_became_of_it(
    inbox: Inbox, tmp_path: Path
) -> None:
    account = await run(inbox, tmp_path / "log", STORY)

    assert account.total == len(STORY)
    assert account.of("remembered") == REMEMBERED
    assert account.of("parked") == 2
    assert account.of("dead") == 1
    assert account.of(HEARD_BEFORE) == 1
    assert account.of("ignored") == len(STORY) - REMEMBERED - 4
    assert account.counts["thread reply", "ignored", Why.OWN_THREAD] == 1
    assert account.counts["message", "ignored", Why.DOES_NOT_ASK] == 1
    assert account.counts["bot message", "ignored", Why.BOT] == 1
    assert account.counts["other", "ignored", Why.UNKNOWN_KIND] == 1
    assert account.counts["reaction", "ignored", Why.OWN_ANSWER] == 1
    assert account.counts["unreadable", "dead", "not JSON"] == 1


async def test_in_any_order_each_is_accounted_for_and_the_same_is_remembered(
    inbox: Inbox, database: Database, databases: Databases, tmp_path: Path
) -> None:
    await run(inbox, tmp_path / "log", STORY)
    in_order = await remembered(database)

    for seed in range(8):
        shuffled = random.Random(seed).sample(STORY, len(STORY))
        async with opened(databases.url(str(seed))) as engines:
            other = Database(engines)
            account = await run(replace(inbox, store=other), tmp_path / "log", shuffled)

            assert account.total == len(STORY)
            assert await remembered(other) == in_order


async def test_a_second_time_everything_was_heard_before_and_nothing_changes(
    inbox: Inbox, database: Database, tmp_path: Path
) -> None:
    await run(inbox, tmp_path / "log", STORY)
    once = await remembered(database)

    again = await run(inbox, tmp_path / "log", STORY)

    assert again.total == again.of(HEARD_BEFORE) == len(STORY)
    assert await remembered(database) == once


async def test_what_had_waited_counts_once_as_what_it_became(inbox: Inbox, tmp_path: Path) -> None:
    waits = [ANSWER, marked(120, 60)]
    filler = [said(1_000 + n, "The printer works again.") for n in range(AT_ONCE)]

    account = await run(inbox, tmp_path / "log", [*waits, *filler, *waits, QUESTION])

    assert account.total == AT_ONCE + 5
    assert account.of("parked") == 0
    assert account.of("remembered") == 3
    assert account.of(HEARD_BEFORE) == 2


async def test_what_waited_since_an_earlier_replay_is_not_counted_twice(
    inbox: Inbox, database: Database, tmp_path: Path
) -> None:
    await run(inbox, tmp_path / "log", [ANSWER])

    account = await run(inbox, tmp_path / "log", [ANSWER, QUESTION])

    assert account.total == 2
    assert len(await remembered(database, "answer")) == 1


async def test_the_same_line_twice_in_a_row_is_once_heard_before(
    inbox: Inbox, tmp_path: Path
) -> None:
    account = await run(inbox, tmp_path / "log", [QUESTION, QUESTION, ANSWER, ANSWER, "x", "x"])

    assert account.total == 6
    assert (account.of("remembered"), account.of("dead"), account.of(HEARD_BEFORE)) == (2, 1, 3)


async def test_progress_is_told_up_to_the_end(inbox: Inbox, tmp_path: Path) -> None:
    log = log_of(tmp_path / "log", [*STORY, *(said(n, "Fine.") for n in range(500, 1_200))])
    told: list[int] = []

    await replay(log, inbox, told.append)

    assert sum(told) == log.total
    assert len(told) > 1


# killed in the middle


@pytest.mark.parametrize("cut", range(0, len(STORY), 3))
async def test_a_replay_that_stopped_in_the_middle_is_finished_by_the_next(
    inbox: Inbox, database: Database, databases: Databases, tmp_path: Path, cut: int
) -> None:
    half = log_of(tmp_path / "log", STORY)
    await replay(replace(half, payloads=islice(half.payloads, cut)), inbox, lambda _size: None)

    rest = await run(inbox, tmp_path / "log", STORY)

    async with opened(databases.url("whole")) as engines:
        whole = Database(engines)
        await run(replace(inbox, store=whole), tmp_path / "log", STORY)
        assert await remembered(database) == await remembered(whole)
    assert rest.total == len(STORY)


async def test_what_was_stored_but_not_worked_on_is_worked_on_by_the_next(
    inbox: Inbox, database: Database, tmp_path: Path
) -> None:
    class Stopped(Exception):
        pass

    def payloads(log: Log) -> Iterator[tuple[str, int]]:
        yield from log.payloads
        raise Stopped

    await run(inbox, tmp_path / "log", [QUESTION])
    log = log_of(tmp_path / "log", [QUESTION, ANSWER])
    with pytest.raises(Stopped):
        await replay(replace(log, payloads=payloads(log)), inbox, lambda _size: None)

    account = await run(inbox, tmp_path / "log", [QUESTION, ANSWER])

    assert (account.of(HEARD_BEFORE), account.of("remembered")) == (1, 1)
    assert len(await remembered(database, "answer")) == 1


# poison


@pytest.mark.parametrize("poison", [0, 60, 80, 120, 160])
async def test_a_delivery_that_breaks_its_batch_is_set_aside_and_the_others_are_remembered(
    inbox: Inbox, database: Database, tmp_path: Path, poison: int
) -> None:
    events = [said(n, f"{ASKS} ({n})", "UBRUNO") for n in range(0, 200, 20)]

    def breaking(payload: str) -> Heard:
        heard = read(payload)
        if heard.key.endswith(f"/{ts(poison)}"):
            raise RuntimeError("a bug")
        return heard

    account = await run(replace(inbox, readers={SOURCE: breaking}), tmp_path / "log", events)

    keys = {each["key"] for each in await remembered(database, "question")}
    assert keys == {f"{PLACE}/{each['ts']}" for each in events if each["ts"] != ts(poison)}
    assert (account.total, account.of("dead"), account.of("remembered")) == (10, 1, 9)
    [count] = await remembered(database, "count")
    assert (count["key"], count["count"]) == ("dead", 1)


async def test_broken_lines_become_dead_letters_and_the_rest_is_remembered(
    inbox: Inbox, database: Database, tmp_path: Path
) -> None:
    broken = ["{", "[]", "null", "{}", "x" * 1_100_000, '{"type": "message"}']

    account = await run(inbox, tmp_path / "log", [*broken, QUESTION])

    assert (account.total, account.of("dead")) == (7, 6)
    assert len(await remembered(database, "question")) == 1


# what is remembered


async def test_an_answer_is_another_persons_reply_in_the_thread(
    inbox: Inbox, database: Database, tmp_path: Path
) -> None:
    in_channel = said(65, "They are in the shop.", "UCHEN")

    await run(inbox, tmp_path / "log", [QUESTION, ANSWER, OWN, in_channel])

    [answer] = await remembered(database, "answer")
    [question] = await remembered(database, "question")
    assert (answer["author"], answer["question"]) == (BRUNO.key, f"{PLACE}/{ts(0)}")
    assert (question["asker"], question["state"]) == (AMINA.key, "answered")


@pytest.mark.parametrize("backwards", [False, True])
async def test_the_newest_words_are_remembered_in_whatever_order_they_come(
    inbox: Inbox, database: Database, tmp_path: Path, backwards: bool
) -> None:
    newer, newest = ASKS + " And chairs?", ASKS + " And desks?"
    events = [QUESTION, edited(10, QUESTION, newer), edited(20, QUESTION, newest), ANSWER]

    await run(inbox, tmp_path / "log", events[::-1] if backwards else events)

    [question] = await remembered(database, "question")
    assert question["text"] == newest


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("message", [0, 60])
async def test_a_deletion_wins_whether_it_comes_first_or_last(
    inbox: Inbox, database: Database, tmp_path: Path, message: int, first: bool
) -> None:
    edits = [edited(100, QUESTION, ASKS + " And chairs?"), edited(110, ANSWER, "Upstairs.")]
    events = [QUESTION, ANSWER, *edits]
    gone = deleted(200, message)

    await run(inbox, tmp_path / "log", [gone, *events] if first else [*events, gone])

    table, kind = (answers, "answer") if message else (questions, "question")
    [stone] = await remembered(database, kind)
    async with database.reading() as connection:
        [kept] = await connection.execute(select(table.c.text))
    assert stone["gone"] is True
    assert "text" not in stone
    assert kept.text is None


async def test_words_that_their_publisher_took_out_are_not_remembered(
    inbox: Inbox, database: Database, tmp_path: Path
) -> None:
    scrubbed = said(0, "[message text edited or deleted]")
    edit = edited(10, QUESTION, "[message text editor or deleted]")

    account = await run(inbox, tmp_path / "log", [scrubbed, edit])

    assert account.of("ignored") == 2
    assert await remembered(database, "question") == []


@pytest.mark.parametrize("backwards", [False, True])
async def test_a_message_whose_first_words_were_taken_out_is_remembered_by_its_edit(
    inbox: Inbox, database: Database, tmp_path: Path, backwards: bool
) -> None:
    events = [said(0, "[message text edited or deleted]"), edited(10, said(0, ""), ASKS)]

    await run(inbox, tmp_path / "log", events[::-1] if backwards else events)

    [question] = await remembered(database, "question")
    assert question["text"] == ASKS


async def test_who_only_talks_is_not_remembered_by_name(
    inbox: Inbox, database: Database, tmp_path: Path
) -> None:
    await run(inbox, tmp_path / "log", [TALK, QUESTION])

    people = {each["key"] for each in await remembered(database, "person")}
    assert CHEN.key not in people
    assert AMINA.key in people


async def test_a_place_from_a_log_stays_off_for_what_is_said_now(
    inbox: Inbox, database: Database, tmp_path: Path
) -> None:
    await run(inbox, tmp_path / "log", STORY)

    [place] = await remembered(database, "place")
    assert place["phase"] == "off"


# baseline and knowledge


@pytest.mark.parametrize(
    ("capture", "captured_by"),
    [(Capture.BASELINE, "listening"), (Capture.KNOWLEDGE, "history")],
)
async def test_a_log_is_remembered_as_it_was_said_to_be(
    inbox: Inbox, database: Database, tmp_path: Path, capture: Capture, captured_by: str
) -> None:
    await run(inbox, tmp_path / "log", STORY, capture)

    found = await remembered(database, "question") + await remembered(database, "answer")
    assert {each["captured_by"] for each in found} == {captured_by}
    assert len(found) == 3


async def test_a_baseline_that_becomes_knowledge_is_the_same_as_knowledge_alone(
    inbox: Inbox, database: Database, databases: Databases, tmp_path: Path
) -> None:
    await run(inbox, tmp_path / "log", STORY)

    upgrade = await run(inbox, tmp_path / "log", STORY, Capture.KNOWLEDGE)

    async with opened(databases.url("alone")) as engines:
        alone = Database(engines)
        await run(replace(inbox, store=alone), tmp_path / "log", STORY, Capture.KNOWLEDGE)
        assert _facts(await remembered(database)) == _facts(await remembered(alone))
    assert upgrade.total == len(STORY)


async def test_knowledge_does_not_become_a_baseline_again(
    inbox: Inbox, database: Database, tmp_path: Path
) -> None:
    await run(inbox, tmp_path / "log", STORY, Capture.KNOWLEDGE)
    before = _facts(await remembered(database))

    await run(inbox, tmp_path / "log", STORY)

    assert _facts(await remembered(database)) == before


def _facts(found: list[Json]) -> list[Json]:
    return [each for each in found if each["type"] != "count"]


# what the person at the terminal reads


def test_the_table_adds_up_and_odd_events_cannot_dress_it_up(
    databases: Databases, tmp_path: Path
) -> None:
    odd = [
        {"type": "message", "channel": "C1", "ts": text} for text in ("[/b]", "[red]", "[link=x]")
    ]
    log_of(tmp_path / "[/b] log", [*STORY, *odd])

    printed = command(databases.url(), str(tmp_path / "[/b] log"), "--workspace", "T1")

    [together] = [each for each in printed.splitlines() if "together" in each]
    counts = [int(each) for each in together.replace("│", " ").split()[1:]]
    assert counts[0] == sum(counts[1:]) == len(STORY) + len(odd)
    assert "'[/b]'" in printed
    assert "'[red]'" in printed


async def test_who_only_ever_replays_has_old_texts_dropped_too(
    databases: Databases, tmp_path: Path
) -> None:
    log_of(tmp_path / "first", [said(0, ASKS)])
    log_of(tmp_path / "later", [said(90, "The laptops have arrived.")])
    in_a_month = FrozenClock()
    in_a_month.push(days=31)
    await asyncio.to_thread(command, databases.url(), str(tmp_path / "first"))

    await asyncio.to_thread(command, databases.url(), str(tmp_path / "later"), clock=in_a_month)

    async with opened(databases.url()) as engines:
        [question] = [
            each for each in await remembered(Database(engines)) if each["type"] == "question"
        ]
    assert question["text"] is None


def command(url: str, *arguments: str, clock: Clock = FROZEN) -> str:
    """Run ``replay`` and return what it printed."""

    @asynccontextmanager
    async def open_inbox(organisation: str) -> AsyncIterator[Inbox]:
        async with opened(url) as engines:
            readers = {SOURCE: read}
            yield Inbox(organisation, Database(engines), readers, Policy(), clock, ReportFigures())

    cli = typer.Typer()
    cli.callback()(lambda: None)
    join(cli, typer.Typer(), open_inbox)
    result = CliRunner().invoke(cli, ["replay", *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_each_reason_not_to_remember_has_its_sentence() -> None:
    words = catalogue("en")

    assert [why for why in Why if f"replay.why_not.{why}" not in words] == []


# until when a log tells


@pytest.mark.parametrize("capture", [Capture.BASELINE, Capture.KNOWLEDGE])
async def test_what_a_log_holds_was_watched_until_its_last_event_of_any_kind(
    inbox: Inbox,
    database: Database,
    clock: FrozenClock,
    tmp_path: Path,
    capture: Capture,
) -> None:
    """Nobody answers; days later a machine says something in another channel."""
    clock.push(days=3_000)
    elsewhere = {"type": "message", "subtype": "bot_message", "channel": "CLUNCH", "bot_id": "B1"}
    later = elsewhere | {"text": "Lunch is ready.", "ts": ts(3 * 86_400)}
    events = [QUESTION, later, {"type": "user_typing", "channel": "CPROJECTS", "user": "UCHEN"}]

    await run(inbox, tmp_path / capture, events, capture)

    [question] = await remembered(database, "question")
    seconds = datetime.fromisoformat(question["seen_until"]) - datetime.fromisoformat(
        question["asked_at"]
    )
    assert seconds == timedelta(days=3)


async def test_a_log_that_goes_on_where_an_earlier_one_ended_is_watched_until_the_newer_end(
    inbox: Inbox, database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    clock.push(days=3_000)
    await run(inbox, tmp_path / "first", [QUESTION, TALK])
    await run(inbox, tmp_path / "second", [said(5 * 86_400, "Good morning.")])
    await run(inbox, tmp_path / "first", [QUESTION, TALK])

    [question] = await remembered(database, "question")
    waited = datetime.fromisoformat(question["seen_until"]) - datetime.fromisoformat(
        question["asked_at"]
    )
    assert waited == timedelta(days=5)
