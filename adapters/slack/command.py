"""The command-line group of Slack."""

import asyncio
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from adapters.slack.logs import Log, open_log
from adapters.slack.manifest import manifest
from adapters.slack.replay import HEARD_BEFORE, Account, replay
from bot.inbox import Inbox
from bot.model import Capture
from bot.refusal import Refusal
from bot.words import line

OpenInbox = Callable[[str], AbstractAsyncContextManager[Inbox]]

_COLUMNS = ("remembered", "ignored", "parked", "dead", HEARD_BEFORE)
_WORDS = "en"
_LONGEST_SHOWN = 80


def join(cli: typer.Typer, manifests: typer.Typer, open_inbox: OpenInbox) -> None:
    """Add ``replay`` and ``manifest``."""

    @cli.command("replay")
    def replay_command(
        path: Annotated[Path, typer.Argument(help="A Slack export, or a folder of raw events.")],
        mode: Annotated[str, typer.Option("--as", help="baseline or knowledge.")] = "baseline",
        workspace: Annotated[str | None, typer.Option(help="The workspace's id.")] = None,
        organisation: Annotated[str, typer.Option(help="Whose history it is.")] = "default",
    ) -> None:
        """Take the logs of a Slack workspace through the same handlers as live events."""
        if mode not in (Capture.BASELINE, Capture.KNOWLEDGE):
            raise Refusal("replay.no_mode", said=mode[:40])
        if workspace and not re.fullmatch(r"(slack:)?[A-Z0-9]+", workspace):
            raise Refusal("replay.bad_workspace", said=workspace[:40])
        asyncio.run(_replay(path, Capture(mode), workspace, organisation, open_inbox))

    @manifests.command("slack")
    def manifest_command(
        url: Annotated[str | None, typer.Option(help="Where Slack reaches us, https.")] = None,
        socket: Annotated[
            bool, typer.Option("--socket", help="Needs no address; default.")
        ] = False,
        no_short_commands: Annotated[
            bool, typer.Option("--no-short-commands", help="/whoknows alone.")
        ] = False,
        no_history: Annotated[
            bool, typer.Option("--no-history", help="Hears only what is said to it.")
        ] = False,
        with_email: Annotated[
            bool, typer.Option("--with-email", help="Knows who has several accounts, by e-mail.")
        ] = False,
    ) -> None:
        """Print the manifest with which an admin of a workspace creates the app in Slack."""
        if socket and url is not None:
            raise Refusal("manifest.both")
        made = manifest(
            url,
            short_commands=not no_short_commands,
            history=not no_history,
            email=with_email,
        )
        sys.stdout.write(json.dumps(made, ensure_ascii=False, indent=2) + "\n")


async def _replay(
    path: Path, capture: Capture, workspace: str | None, organisation: str, open_inbox: OpenInbox
) -> None:
    log = open_log(path, capture, workspace)
    started = time.monotonic()
    async with open_inbox(organisation) as inbox:
        with _progress() as bar:
            task = bar.add_task(line(_WORDS, "replay.working", path=str(path)), total=log.total)
            account = await replay(log, inbox, lambda size: bar.advance(task, size))
        await inbox.forget()
        where = await _where_to_find(account, inbox) if capture is Capture.KNOWLEDGE else ""
    seconds = time.monotonic() - started
    for text in (*_told(account, log, seconds, capture), where):
        sys.stdout.write(f"{text}\n" if text else "")
    if account.is_lost:
        raise Refusal("replay.all_dead")


async def _where_to_find(account: Account, inbox: Inbox) -> str:
    """Say where what was remembered can be found, or what to do so that it can be."""
    if not account.asked:
        return line(_WORDS, "replay.nothing_to_find")
    async with inbox.store.looking(inbox.organisation) as look:
        now = await look.moved()
        asked = {now.get(key, key): n for key, n in account.asked.items()}
        places = await look.places(list(asked))
    if any(each.phase.serves for each in places):
        return line(_WORDS, "replay.find_it_here")
    most = min(places, key=lambda each: (-asked[each.key], each.key))
    called = f"#{most.name}" if most.name else most.key
    return line(_WORDS, "replay.find_it", place=called, key=most.key)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )


def _told(account: Account, log: Log, seconds: float, capture: Capture) -> Iterator[str]:
    console = Console(width=110)
    with console.capture() as captured:
        console.print(_by_kind(account))
        console.print(_by_reason(account))
    yield captured.get().rstrip()
    if log.aside:
        yield line(_WORDS, "replay.aside", n=len(log.aside), name=log.aside[0])
    yield line(_WORDS, "replay.in_channel")
    yield line(
        _WORDS,
        "replay.rate",
        n=account.total,
        seconds=f"{seconds:.1f}",
        rate=f"{account.total / max(seconds, 0.001):.0f}",
        mode=line(_WORDS, f"replay.{capture}"),
    )


def _by_kind(account: Account) -> Table:
    table = Table(title=line(_WORDS, "replay.title", n=account.total))
    table.add_column(line(_WORDS, "replay.kind"))
    for column in ("events", *_COLUMNS):
        key = "before" if column == HEARD_BEFORE else column
        table.add_column(line(_WORDS, f"replay.{key}"), justify="right")
    kinds = sorted({kind for kind, _, _ in account.counts})
    for kind in kinds:
        table.add_row(kind, *_row(account, kind))
    table.add_section()
    table.add_row(line(_WORDS, "replay.sum"), *_row(account, None))
    return table


def _row(account: Account, kind: str | None) -> list[str]:
    counts = [
        sum(
            n
            for (each, became, _), n in account.counts.items()
            if became == column and kind in (None, each)
        )
        for column in _COLUMNS
    ]
    return [str(sum(counts)), *(str(count) if count else "" for count in counts)]


def _by_reason(account: Account) -> Table:
    table = Table(show_header=False)
    table.add_column(justify="right")
    table.add_column(line(_WORDS, "replay.why"))
    reasons: dict[str, int] = {}
    for (_, became, what), n in account.counts.items():
        reason = _reason(became, what)
        reasons[reason] = reasons.get(reason, 0) + n
    for reason, n in sorted(reasons.items(), key=lambda each: -each[1]):
        if n:
            table.add_row(str(n), Text(reason))
    return table


def _reason(became: str, what: str) -> str:
    match became:
        case "remembered":
            return line(_WORDS, f"replay.did.{what.replace(' ', '_')}")
        case "ignored":
            return line(_WORDS, f"replay.why_not.{what}")
        case "parked":
            return line(_WORDS, "replay.parked_why")
        case "dead":
            return line(_WORDS, "replay.dead_why", what=what)
        case _:
            return line(_WORDS, "replay.before")
