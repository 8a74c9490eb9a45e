"""Exports at the terminal: what is said of them, what is remembered, and who comes to see it."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import update

from adapters.slack.logs import open_log
from adapters.slack.read import SOURCE, read
from adapters.slack.replay import replay
from bot.inbox import Inbox
from bot.intents import Find, Introduce, SeenPerson, SeenPlace
from bot.model import Capture, Policy
from metrics.figures import ReportFigures
from store.tables import places
from tests.cast import AMINA, BRUNO, CHEN, PILOT, TEAM
from tests.commanding import Run, runner
from tests.conftest import Bot, words
from tests.databases import Databases
from tests.test_slack_logs import DAY, LATER_TS, NAMES, TS, USERS, folder, lines, said

Json = dict[str, Any]

ASKS = "Does anyone know how we rotate the signing key?"
ANSWERS = "Run the key job on the second Tuesday."
THREAD = json.dumps(
    [said(ASKS, thread_ts=TS), said(ANSWERS, user="UBRUNO", ts=LATER_TS, thread_ts=TS)]
)
EXPORT = {**NAMES, f"projects/{DAY}.json": THREAD}
OPEN = f"python app.py place set {TEAM}/CPROJECTS --phase open"


@pytest.fixture
def run(
    tmp_path: Path,
    databases: Databases,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Run]:
    """Runs a command in a folder of its own, on a database of its own."""
    for name in os.environ:
        if name.upper().startswith(("WHOKNOWS_", "SLACK_", "MICROSOFT_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("WHOKNOWS_DATABASE_URL", databases.url())
    monkeypatch.chdir(tmp_path)
    yield runner(monkeypatch, capsys)
    structlog.reset_defaults()


def last_line(run: Run, *arguments: str) -> str:
    """Return the last line of what a replay tells that did its work."""
    code, out, err = run("replay", *arguments)
    assert code == 0, err
    return out.splitlines()[-1]


def dumped(run: Run, kind: str) -> list[Json]:
    """Return what is remembered of a kind."""
    found = [json.loads(line) for line in run("dump")[1].splitlines()]
    return [each for each in found if each["type"] == kind]


def test_after_knowledge_the_last_line_says_what_to_do_so_that_it_can_be_found(
    run: Run, tmp_path: Path
) -> None:
    folder(tmp_path / "export", EXPORT)

    told = last_line(run, "export", "--as", "knowledge")
    again = last_line(run, "export", "--as", "knowledge")
    assert "#projects" in told
    assert OPEN in told
    assert again == told
    assert run(*OPEN.split()[2:])[0] == 0

    assert "can be found from now on" in last_line(run, "export", "--as", "knowledge")


def test_of_a_baseline_nothing_can_be_found_and_nothing_is_said_of_that(
    run: Run, tmp_path: Path
) -> None:
    folder(tmp_path / "export", EXPORT)

    assert "place set" not in last_line(run, "export")


def test_where_nobody_asked_there_is_nothing_to_find(run: Run, tmp_path: Path) -> None:
    folder(tmp_path / "export", NAMES | {f"projects/{DAY}.json": "[]"})

    assert "nothing to find" in last_line(run, "export", "--as", "knowledge")


def test_what_is_passed_over_is_told(run: Run, tmp_path: Path) -> None:
    folder(tmp_path / "export", EXPORT | {"lists.json": "[]", "__uploads/F1/a.log": "boot"})

    _, out, _ = run("replay", "export")

    assert "2 files" in out
    assert "__uploads/F1/a.log" in out


@pytest.mark.parametrize(
    "content",
    [
        *("[", "{}", "5", '[5, null, "x"]', '[{"ts": "now"}]'),
        json.dumps([{"ts": TS, "text": ASKS, "author": "UAMINA"}]),
        json.dumps([{"ts": TS, "text": ASKS, "user_id": "UAMINA"}, 5]),
    ],
)
def test_what_cannot_be_read_at_all_is_no_success(run: Run, tmp_path: Path, content: str) -> None:
    folder(tmp_path / "export", NAMES | {f"projects/{DAY}.json": content})

    code, _, err = run("replay", "export")

    assert code == 2
    assert err.splitlines()[-1].startswith("Nothing of it could be read")


def test_whatever_a_log_tells_has_its_sentence_in_the_table(run: Run, tmp_path: Path) -> None:
    kinds = (
        *("channel_archive", "channel_unarchive", "channel_left", "channel_shared"),
        *("channel_rename", "member_joined_channel", "member_left_channel", "app_uninstalled"),
        *("channel_deleted", "tokens_revoked", "app_home_opened", "pin_added", "team_join"),
    )
    events = [
        {"type": kind, "channel": "CPROJECTS", "user": "UAMINA", "event_ts": TS} for kind in kinds
    ]
    events.append(
        {"type": "channel_id_changed", "old_channel_id": "C1", "new_channel_id": "C2"}
        | {"event_ts": TS}
    )
    folder(tmp_path / "log", {"a.txt": lines(*events), **NAMES})

    code, out, err = run("replay", "log")

    assert code == 0, err
    assert f"What became of {len(events)} events" in out


def test_a_channel_that_got_another_id_in_the_log_goes_on_under_it(
    run: Run, tmp_path: Path
) -> None:
    moved = {"type": "channel_id_changed", "old_channel_id": "CPROJECTS", "new_channel_id": "CNEW"}
    answer = said(ANSWERS, user="UBRUNO", ts=LATER_TS, thread_ts=TS, channel="CNEW")
    log = {"a.txt": lines(said(ASKS), moved | {"event_ts": "1700000030.0"}, answer), **NAMES}
    folder(tmp_path / "log", log)

    run("replay", "log", "--as", "knowledge")

    [question] = dumped(run, "question")
    assert (question["key"], question["state"]) == (f"{TEAM}/CNEW/{TS}", "answered")
    assert [each["key"] for each in dumped(run, "place")] == [f"{TEAM}/CNEW"]


@pytest.mark.parametrize("deleted", [True, 1, "true"])
@pytest.mark.parametrize("profile", [{}, {"user_profile": {"real_name": "Bruno B", "team": "T1"}}])
def test_who_left_is_remembered_as_gone(
    run: Run, tmp_path: Path, deleted: object, profile: Json
) -> None:
    people = json.dumps([USERS[0], {**USERS[1], "deleted": deleted}])
    thread = json.dumps([each | profile for each in json.loads(THREAD)])
    folder(tmp_path / "export", EXPORT | {"users.json": people, f"projects/{DAY}.json": thread})

    run("replay", "export", "--as", "knowledge")

    assert {each["key"]: each["active"] for each in dumped(run, "person")} == {
        AMINA.key: True,
        BRUNO.key: False,
    }


# who comes to see it


async def replayed(bot: Bot, path: Path, files: dict[str, str]) -> None:
    """Replay an export as knowledge, and open every place in it."""
    readers = {SOURCE: read}
    inbox = Inbox("default", bot.database, readers, Policy(), bot.clock, ReportFigures())
    await replay(open_log(folder(path, files), Capture.KNOWLEDGE, "T1"), inbox, lambda _size: None)
    async with bot.database.writing("default") as tx:
        await tx.run(update(places).values(phase="open"))


async def seen(bot: Bot, person: SeenPerson = CHEN, place: SeenPlace = PILOT) -> bool:
    """Tell whether somebody who looks for it elsewhere is shown the answer."""
    return ANSWERS in words(await bot.hear(Find("how we rotate the signing key"), person, place))


async def test_what_was_said_in_public_is_found_from_elsewhere(bot: Bot, tmp_path: Path) -> None:
    await replayed(bot, tmp_path, EXPORT)

    assert await seen(bot)


@pytest.mark.parametrize(
    ("rosters", "where"),
    [
        ({}, "D1"),
        ({}, "projects"),
        ({}, "mpdm-amina--bruno-1"),
        ({"dms.json": [{"id": "D1"}]}, "D1"),
        ({"channels.json": [{"id": "D1", "is_im": True}]}, "D1"),
        ({"channels.json": [{"id": "C1", "name": "a", "is_private": True}]}, "a"),
        ({"groups.json": [{"id": "C1", "name": "a"}]}, "C1"),
        ({"mpims.json": [{"id": "C1", "name": "mpdm-amina--bruno-1"}]}, "mpdm-amina--bruno-1"),
        ({"channels.json": [{"id": "C1", "name": "a", "is_ext_shared": True}]}, "a"),
    ],
)
async def test_what_was_not_said_in_public_is_quoted_to_nobody_elsewhere(
    bot: Bot, tmp_path: Path, rosters: dict[str, Any], where: str
) -> None:
    files = {name: json.dumps(rows) for name, rows in rosters.items()}

    await replayed(bot, tmp_path, files | {f"{where}/{DAY}.json": THREAD})

    assert len(await bot.remembered("answer")) == 1
    assert not await seen(bot)


async def test_an_old_log_does_not_open_what_is_known_to_be_closed(
    bot: Bot, tmp_path: Path
) -> None:
    closed = SeenPlace(f"{TEAM}/CPROJECTS", "projects", visibility=None)
    await bot.hear(Introduce(), None, closed)
    async with bot.database.writing("default") as tx:
        await tx.set_place(closed.key, visibility="private")

    await replayed(bot, tmp_path, EXPORT)

    assert not await seen(bot)


async def test_a_log_of_old_times_does_not_send_away_who_is_known_to_be_there(
    bot: Bot, tmp_path: Path
) -> None:
    there = SeenPerson(BRUNO.key, "Bruno", fresh=True, is_guest=False, is_active=True)
    await bot.hear(Introduce((there,), present=(BRUNO.key,)), None)
    people = json.dumps([USERS[0], {**USERS[1], "deleted": True}])

    await replayed(bot, tmp_path, {**EXPORT, "users.json": people})

    [bruno] = [each for each in await bot.remembered("person") if each["key"] == BRUNO.key]
    assert bruno["active"] is True


async def test_what_was_mentioned_in_an_export_is_read_by_name(bot: Bot, tmp_path: Path) -> None:
    mentions = THREAD.replace("Run the", "<@UAMINA> says in <#CPROJECTS|>: run the")
    groups = json.dumps([{"id": "CBOARD", "name": "board"}])
    closed = mentions.replace("Tuesday.", "Tuesday, see <#CBOARD|board>.")

    await replayed(bot, tmp_path, {**EXPORT, "groups.json": groups, f"projects/{DAY}.json": closed})
    told = words(await bot.hear(Find("how we rotate the signing key"), CHEN))

    assert "@Amina says in #projects: run the key job" in told
    assert "see a channel." in told
