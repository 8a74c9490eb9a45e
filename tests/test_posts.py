"""A thing that we send is one file, and the mail machine knows none of them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.posts import POSTINGS, posting_of
from bot.posts.posting import Posting
from bot.words import catalogue, languages

BOT = Path(__file__).parent.parent / "bot"
MACHINE = BOT / "outbox.py"
SHARED_BY_SEVERAL = {
    *("__init__", "card", "following", "passing", "posting", "sending", "threads", "unanswered")
}
NAMES = [each.name for each in POSTINGS]


def kinds_named(file: Path) -> Iterator[str]:
    """Yield the kinds that a file names: in a text, alone or with a detail, or by an import."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from {node.value, node.value.partition(" ")[0]} & set(NAMES)
        elif isinstance(node, ast.ImportFrom) and node.module:
            home, _, name = node.module.rpartition(".")
            yield from {name} & set(NAMES) if home == "bot.posts" else ()
            yield from {each.name.lower() for each in node.names} & set(NAMES)


def test_each_kind_is_one_file_named_by_it() -> None:
    files = {each.stem for each in (BOT / "posts").glob("*.py")}

    assert sorted(files - SHARED_BY_SEVERAL) == sorted(NAMES)


@pytest.mark.parametrize("posting", POSTINGS, ids=NAMES)
def test_what_a_kind_is_made_of_stands_in_its_file(posting: Posting) -> None:
    assert posting.compose.__module__ == f"bot.posts.{posting.name}"


@pytest.mark.parametrize("language", languages())
def test_each_kind_has_a_label_for_who_looks_into_the_outbox(language: str) -> None:
    assert [name for name in NAMES if f"outbox.kind.{name}" not in catalogue(language)] == []


@pytest.mark.parametrize("posting", POSTINGS, ids=NAMES)
def test_a_row_finds_its_kind_by_name_whatever_detail_follows(posting: Posting) -> None:
    assert posting_of(posting.name) is posting_of(f"{posting.name} pilot") is posting


def test_the_mail_machine_names_no_kind() -> None:
    assert list(kinds_named(MACHINE)) == []


@pytest.mark.parametrize(
    "line",
    [
        'await tx.queue("refresh", target, about, now)',
        'await tx.queue("phase pilot", target, about, now)',
        "from bot.posts import DIGEST",
        "from bot.posts.unreached import tell_admins",
    ],
)
def test_a_kind_that_is_named_is_seen(tmp_path: Path, line: str) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text(f"async def send(tx, target, about, now):\n    {line}\n")

    assert len(list(kinds_named(planted))) == 1
