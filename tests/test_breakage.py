"""What breaks can be found by whoever runs the product, and tells nothing that anybody said."""

import ast
import asyncio
import gc
import io
import json
import logging
import re
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as some

from adapters.intake import Intake
from adapters.logs import Restraint, hear_the_loop, set_up_logging
from adapters.slack.read import heard_in
from adapters.together import Together
from bot.breakage import Breakage, breakage, remark, report, told
from bot.messages import Code
from bot.ports import StoreAway
from bot.words import languages, message_text
from tests.cast import AMINA
from tests.commanding import keep_hooks
from tests.conftest import Bot

Line = dict[str, Any]
Break = Callable[[str], object]

ROOT = Path(__file__).parent.parent
HERE = "tests/test_breakage.py"
WORDS = "Wie hat jemand Umlaute überlebt? 🙈"
ID = re.compile(r"[CDFGHJKMNPQRTVWXY34679]{8}")
SHORTEST = 4


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What a process writes to its log, from its set-up on."""
    keep_hooks(monkeypatch)
    found = io.StringIO()
    set_up_logging(found)
    yield found
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[Line]:
    """Return what was logged; every line of it is JSON."""
    return [json.loads(each) for each in stream.getvalue().splitlines()]


# What people may have said, in every corner of an exception


class Private(Exception):
    """Holds words in all its corners, and cannot even be shown."""

    def __init__(self, words: str) -> None:
        super().__init__(words, {words: words})
        self.words = words
        self.add_note(words)

    def __str__(self) -> str:
        raise ValueError(self.words)

    def __repr__(self) -> str:
        raise ValueError(self.words)


def by_message(words: str) -> NoReturn:
    raise RuntimeError(f"cannot send {words}")


def by_key(words: str) -> object:
    return {"other": 1}[words]


def by_number(words: str) -> object:
    return int(f"{words}x")


def by_syntax(words: str) -> object:
    return compile(f"({words}", words.replace("\0", ""), "exec")


def by_file(words: str) -> None:
    file = f"/home/{words}/{words}.py".replace("\0", "")
    exec(compile("raise ValueError", file, "exec"))  # noqa: S102 - a file nobody knows


def by_bytes(words: str) -> object:
    return (words.encode("utf-8", "replace") + b"\xff").decode("ascii")


def by_what_cannot_be_shown(words: str) -> NoReturn:
    raise Private(words)


def from_another(words: str) -> None:
    try:
        by_key(words)
    except KeyError as error:
        raise ValueError(words) from error


def while_another_is_handled(words: str) -> NoReturn:
    try:
        by_number(words)
    except ValueError:
        by_message(words)
    raise AssertionError


def from_none(words: str) -> None:
    try:
        by_key(words)
    except KeyError:
        raise ValueError(words) from None


def several_at_once(words: str) -> NoReturn:
    found: list[Exception] = []
    for each in (by_key, from_another, by_what_cannot_be_shown):
        try:
            each(words)
        except (LookupError, ValueError, Private) as error:
            found.append(error)
    raise ExceptionGroup(words, [*found, ExceptionGroup(words, [found[0]])])


def without_end(words: str) -> object:
    return without_end(words + words[:1])


WAYS: tuple[Break, ...] = (
    by_message,
    by_key,
    by_number,
    by_syntax,
    by_file,
    by_bytes,
    by_what_cannot_be_shown,
    from_another,
    while_another_is_handled,
    from_none,
    several_at_once,
    without_end,
)
way = pytest.mark.parametrize("way", WAYS, ids=lambda each: each.__name__)


def caught(way: Break, words: str) -> BaseException:
    """Return what is raised when something breaks."""
    try:
        way(words)
    except Exception as error:  # noqa: BLE001 - any of the ways
        return error
    raise AssertionError(way)


def logged(way: Break, words: str) -> str:
    """Return the line in the log, but for its time and its id."""
    stream = io.StringIO()
    structlog.configure(
        processors=[structlog.processors.JSONRenderer(ensure_ascii=False)],
        logger_factory=structlog.PrintLoggerFactory(stream),
    )
    try:
        number = report("something broke", caught(way, words), kind="test")
    finally:
        structlog.reset_defaults()
    return stream.getvalue().replace(number, "")


@pytest.mark.parametrize("way", WAYS[:-1], ids=lambda each: each.__name__)  # the last is slow
@given(words=some.text(min_size=1, max_size=80))
def test_the_log_is_the_same_whatever_was_said(way: Break, words: str) -> None:
    line, other = logged(way, words), logged(way, WORDS)

    assert line == other
    for start in range(len(words) - SHORTEST + 1):
        piece = words[start : start + SHORTEST]
        assert piece not in line or piece in other


@way
def test_no_piece_of_what_was_said_is_in_the_log(way: Break) -> None:
    line = logged(way, WORDS)

    pieces = [WORDS[n : n + SHORTEST] for n in range(len(WORDS) - SHORTEST + 1)]
    assert [each for each in pieces if each in line] == []


@way
def test_type_file_line_and_chain_are_told(way: Break) -> None:
    found = breakage(caught(way, WORDS))

    assert re.fullmatch(r"[A-Za-z_.]+", found.type)
    assert re.fullmatch(rf"{HERE}:\d+", found.where)
    assert found.chain[0].endswith(" caught")
    assert all(re.fullmatch(r"elsewhere|….+|[\w./]+:\d+ [\w.<>]+", each) for each in found.chain)
    assert str(ROOT) not in str(found)


# What is told


def test_the_chain_leads_from_where_it_was_caught_to_where_it_broke() -> None:
    found = breakage(caught(lambda words: asyncio.run(deep(words)), WORDS))

    names = [each.split(" ") for each in found.chain]
    assert names[0][1] == "caught"
    assert ["asyncio/runners.py", "run"] in [[file.split(":")[0], name] for file, name in names]
    assert names[-1] == [found.where, "by_message"]


async def deep(words: str) -> None:
    await asyncio.sleep(0)
    by_message(words)


def test_where_a_library_breaks_the_nearest_line_of_ours_is_told() -> None:
    found = breakage(caught(lambda words: json.loads("{" + words), WORDS))

    assert found.type == "json.decoder.JSONDecodeError"
    assert found.where.startswith(f"{HERE}:")
    assert found.chain[-1].startswith("json/decoder.py:")


def test_a_package_that_is_installed_is_named_from_itself_on() -> None:
    found = breakage(caught(lambda words: structlog.get_logger().bind().unbind(words), WORDS))

    assert found.chain[-1].startswith("structlog/")


def test_what_was_never_raised_is_told_all_the_same() -> None:
    found = breakage(ValueError(WORDS))

    assert (found.type, found.where, found.chain) == ("ValueError", "elsewhere", ())


def test_causes_contexts_and_members_are_told_each_with_its_own_chain() -> None:
    raised, handled, hidden, group = (
        breakage(caught(each, WORDS))
        for each in (from_another, while_another_is_handled, from_none, several_at_once)
    )

    assert [(each.role, each.type) for each in raised.causes] == [("cause", "KeyError")]
    assert [(each.role, each.type) for each in handled.causes] == [("context", "ValueError")]
    assert [(each.role, each.type) for each in hidden.causes] == [("context", "KeyError")]
    kinds = ["KeyError", "ValueError", f"{__name__}.Private", "ExceptionGroup", "KeyError"]
    assert [each.type for each in group.causes] == kinds
    assert raised.causes[0].chain[-1] == f"{raised.causes[0].where} by_key"


def test_a_circle_of_causes_ends_and_a_crowd_is_cut_off() -> None:
    one, other = ValueError(WORDS), KeyError(WORDS)
    one.__cause__, other.__cause__ = other, one
    crowd = ExceptionGroup(WORDS, [ValueError(WORDS) for _ in range(1_000)])

    assert [each.type for each in breakage(one).causes] == ["KeyError"]
    assert len(breakage(crowd).causes) == 8


def test_of_a_chain_without_end_both_ends_are_told() -> None:
    found = breakage(caught(without_end, WORDS))

    assert found.type == "RecursionError"
    assert len(found.chain) == 41
    assert re.fullmatch(r"… \d+ more", found.chain[20])
    assert found.chain[0].endswith(" caught")


def test_an_id_can_be_read_aloud_and_stays_with_its_exception() -> None:
    first, second = caught(by_message, WORDS), caught(by_message, WORDS)

    assert ID.fullmatch(breakage(first).id)
    assert breakage(first).id == breakage(first).id != breakage(second).id


def test_a_reason_is_one_line_to_be_kept() -> None:
    found = Breakage("CDFG3467", "KeyError", "bot/inbox.py:7", ())

    assert found.reason == "KeyError at bot/inbox.py:7 (CDFG3467)"


@pytest.mark.parametrize("language", languages())
def test_the_id_in_the_log_is_the_one_that_the_person_is_told(
    stream: io.StringIO, language: str
) -> None:
    number = report("something broke", caught(by_message, WORDS))

    message = told(number, language)

    [line] = lines(stream)
    assert line["id"] in message_text(message)
    assert Code(number) in message[0].spans  # type: ignore[union-attr] # a paragraph


# The whole process


def test_a_line_holds_what_whoever_looks_for_it_needs(stream: io.StringIO) -> None:
    number = report("a post broke", caught(from_another, WORDS), kind="nudge")

    [line] = lines(stream)
    assert {name: line[name] for name in ("event", "level", "kind", "id", "error")} == {
        "event": "a post broke",
        "level": "error",
        "kind": "nudge",
        "id": number,
        "error": "ValueError",
    }
    assert line["where"] in line["chain"][-1]
    assert line["causes"][0]["type"] == "KeyError"


def test_what_passes_by_itself_is_a_warning(stream: io.StringIO) -> None:
    remark("the store was away", caught(by_message, WORDS))

    [line] = lines(stream)
    assert (line["level"], line["error"]) == ("warning", "RuntimeError")


def test_a_library_is_heard_without_its_words(stream: io.StringIO) -> None:
    library = logging.getLogger("slack_bolt.app")
    library.warning("the payload was %s", WORDS)
    try:
        by_message(WORDS)
    except RuntimeError as error:
        library.error(f"failed: {error}")  # noqa: G004, TRY400, RUF100 - as libraries do
        library.exception("failed")
    library.info("nothing to worry about")

    plain, quoted, whole = lines(stream)
    assert WORDS not in stream.getvalue()
    assert {each["event"] for each in (plain, quoted, whole)} == {"a library complains"}
    assert {each["logger"] for each in (plain, quoted, whole)} == {"slack_bolt.app"}
    assert [each["level"] for each in (plain, quoted, whole)] == ["warning", "error", "error"]
    assert plain["by"].startswith(f"{HERE}:")
    assert quoted["chain"] == whole["chain"]
    assert "error" not in plain


def test_it_is_set_up_as_often_as_one_likes(stream: io.StringIO) -> None:
    set_up_logging(stream)

    logging.getLogger("aiohttp.server").error(WORDS)

    assert len(lines(stream)) == 1


def test_a_warning_is_heard_without_its_words(stream: io.StringIO) -> None:
    warnings.showwarning(WORDS, UserWarning, __file__, 7)

    [line] = lines(stream)
    assert (line["event"], line["kind"], line["where"]) == ("a warning", "UserWarning", f"{HERE}:7")


def test_what_ends_a_thread_is_heard(stream: io.StringIO) -> None:
    thread = threading.Thread(target=by_message, args=(WORDS,))
    thread.start()
    thread.join()

    [line] = lines(stream)
    assert line["error"] == "RuntimeError"
    assert line["where"].startswith(f"{HERE}:")


class Closing:
    """Breaks when it goes."""

    def __del__(self) -> None:
        by_message(WORDS)


def test_what_cannot_be_raised_is_heard(stream: io.StringIO) -> None:
    closing = Closing()
    del closing
    gc.collect()

    [line] = lines(stream)
    assert line["where"].startswith(f"{HERE}:")


async def test_what_breaks_in_the_loop_while_nobody_waits_is_heard(stream: io.StringIO) -> None:
    hear_the_loop()

    task = asyncio.create_task(deep(WORDS))
    await asyncio.wait({task})
    del task
    gc.collect()
    loop = asyncio.get_running_loop()
    loop.call_exception_handler({"message": WORDS})
    loop.call_exception_handler({"message": WORDS, "task": here()})

    broke, complaint, of_a_task = lines(stream)
    assert WORDS not in stream.getvalue()
    assert broke["chain"][-1] == f"{broke['where']} by_message"
    assert complaint["event"] == "the loop complains"
    assert of_a_task["where"].startswith(f"{HERE}:")


async def test_without_a_handler_of_ours_the_loop_complains_like_any_library(
    stream: io.StringIO,
) -> None:
    task = asyncio.create_task(deep(WORDS))
    await asyncio.wait({task})
    del task
    gc.collect()

    [line] = lines(stream)
    assert (line["logger"], line["error"]) == ("asyncio", "RuntimeError")


async def test_what_breaks_after_all_who_asked_have_gone_is_heard(stream: io.StringIO) -> None:
    has_gone = asyncio.Event()

    async def do(_lot: object) -> NoReturn:
        asking.cancel()
        await has_gone.wait()
        by_message(WORDS)

    together = Together[str, str](do, str, 1)

    asking = asyncio.create_task(together.ask("anything"))
    await asyncio.wait({asking})
    has_gone.set()
    await asyncio.wait(asyncio.all_tasks() - {here()})

    [line] = lines(stream)
    assert line["error"] == "RuntimeError"


def here() -> "asyncio.Task[Any]":
    """Return the task that asks."""
    found = asyncio.current_task()
    assert found
    return found


PROGRAM = """
import sys
import app

@app.cli.command("break")
def broken(words: str) -> None:
    raise KeyError(words)

app.main()
"""


@pytest.mark.long  # a process of its own
def test_what_ends_a_command_is_one_line_of_json() -> None:
    ended = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-c", PROGRAM, "break", WORDS],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )

    [line] = [json.loads(each) for each in ended.stderr.splitlines()]
    assert (ended.returncode, ended.stdout) == (1, "")
    assert (line["error"], line["where"].partition(":")[0]) == ("KeyError", "app.py")
    assert "überlebt" not in ended.stderr


# Everywhere


BROAD = {None, "Exception", "BaseException"}
TELLS = {"report", "_broken"}
"""What tells where it broke; ``_broken`` is the page of installing, which reports."""


def silent(source: str) -> list[int]:
    """Return the lines where anything at all is caught, and neither told nor raised again."""
    return [
        each.lineno
        for each in ast.walk(ast.parse(source))
        if isinstance(each, ast.ExceptHandler)
        and (each.type is None or getattr(each.type, "id", "") in BROAD)
        and not any(
            isinstance(inner, ast.Raise) or called(inner) in TELLS for inner in ast.walk(each)
        )
    ]


def called(node: ast.AST) -> str:
    return getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""


@pytest.mark.parametrize("room", ["adapters", "bot", "metrics", "store"])
def test_whoever_catches_anything_at_all_tells_where_it_broke(room: str) -> None:
    found = {
        str(file.relative_to(ROOT)): silent(file.read_text(encoding="utf-8"))
        for file in (ROOT / room).rglob("*.py")
    }

    assert {file: where for file, where in found.items() if where} == {}


def test_who_catches_anything_and_tells_the_message_alone_is_seen() -> None:
    assert silent("try:\n    do()\nexcept Exception as error:\n    log(str(error))\n") == [3]
    assert silent("try:\n    do()\nexcept:\n    pass\n") == [3]
    assert silent("try:\n    do()\nexcept Exception as error:\n    report('x', error)\n") == []


# However often


def restrained(n: int, every: float, **line: Any) -> list[dict[str, Any]]:
    """Return what of so many lines, so many seconds apart, is written."""
    time, found = [0.0], list[dict[str, Any]]()
    restraint = Restraint(lambda: time[0])
    for number in range(n):
        with suppress(structlog.DropEvent):
            told = {"event": "it broke", "level": "error", "id": number}
            found.append(dict(restraint(None, "error", told | line)))
        time[0] += every
    return found


def test_of_one_kind_a_line_a_minute_is_written_with_how_many_were_held_back() -> None:
    found = restrained(121, 1.0)

    assert [(each["id"], each.get("held_back")) for each in found] == [
        (0, None),
        (60, 59),
        (120, 59),
    ]


def test_what_somebody_is_told_the_id_of_is_always_written() -> None:
    found = restrained(5, 1.0, is_told=True)

    assert [each["id"] for each in found] == [0, 1, 2, 3, 4]
    assert "is_told" not in found[0]


def test_other_kinds_are_not_held_back(stream: io.StringIO) -> None:
    for reason in ("status_500", "not_reached", "status_500"):
        structlog.get_logger().warning("a post did not go out", kind="nudge", reason=reason)
    structlog.get_logger().warning("a post did not go out", kind="digest", reason="status_500")

    assert [(each["kind"], each["reason"]) for each in lines(stream)] == [
        ("nudge", "status_500"),
        ("nudge", "not_reached"),
        ("digest", "status_500"),
    ]


def test_kinds_without_end_take_no_memory_without_end() -> None:
    restraint = Restraint(lambda: 0.0)

    for n in range(5_000):
        restraint(None, "error", {"event": "it broke", "where": f"bot/x.py:{n}"})

    assert len(restraint._passed_at) <= 1_000  # noqa: SLF001 - there is no other way to see it


# Whoever waits


async def test_what_breaks_its_reader_is_taken_in_all_the_same(
    bot: Bot, stream: io.StringIO
) -> None:
    def breaking(_stored: dict[str, Any]) -> NoReturn:
        raise KeyError(WORDS)

    intake = Intake(bot.inbox, "test", breaking)
    taken = intake.read({"text": WORDS})

    [line] = lines(stream)
    assert (line["event"], taken.heard) == ("a delivery broke its reader", None)
    assert WORDS not in stream.getvalue()
    assert await intake.is_new(taken)


async def test_who_waits_hears_of_it_with_the_id_in_the_log(bot: Bot, stream: io.StringIO) -> None:
    heard: list[str] = []

    async def sorry(number: str) -> None:
        heard.append(message_text(await intake.broke(number, AMINA)))

    intake = Intake(bot.inbox, "test", heard_in)
    intake.beside(deep(WORDS), sorry)
    await intake.settled()

    [line] = lines(stream)
    [said] = heard
    assert line["id"] in said
    assert "Nothing you wrote is lost" in said


async def test_when_even_that_breaks_it_is_heard_and_ends(bot: Bot, stream: io.StringIO) -> None:
    async def sorry(_number: str) -> None:
        by_key(WORDS)

    intake = Intake(bot.inbox, "test", heard_in)
    intake.beside(deep(WORDS), sorry)
    await intake.settled()

    assert [each["error"] for each in lines(stream)] == ["RuntimeError", "KeyError"]


async def test_a_store_that_is_away_breaks_nothing(bot: Bot, stream: io.StringIO) -> None:
    async def away() -> NoReturn:
        raise StoreAway(WORDS)

    async def sorry(_number: str) -> None:
        raise AssertionError

    intake = Intake(bot.inbox, "test", heard_in)
    intake.beside(away(), sorry)
    await intake.settled()

    [line] = lines(stream)
    assert (line["event"], line["level"]) == ("the store was away", "warning")
