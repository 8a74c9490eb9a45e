"""One process that serves Slack, to be killed and started again.

It does what ``python app.py serve`` does, forked from a process that has imported everything
already: a start takes a moment and not seconds, so that many kills fit into a minute.
"""

import asyncio
import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import app

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["app", "adapters.slack.serving", "tests.torture.replica"])
_LONGEST_START = 60.0


def serve(environment: Mapping[str, str], log: str) -> None:
    """Be ``python app.py serve`` with these settings; what is logged goes to a file."""
    os.environ.clear()
    os.environ.update(environment)
    told = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(told, 1)
    os.dup2(told, 2)
    sys.argv = ["app.py", "serve"]
    app.main()


class Replica:
    """One process that serves, killed and started again."""

    def __init__(self, name: str, environment: Mapping[str, str], folder: Path) -> None:
        self.name = name
        self.port = _free_port()
        self.is_ready = False
        self.starts: list[float] = []
        self.failed_starts = 0
        self.log = folder / f"replica-{name}.log"
        self._environment = {**environment, "WHOKNOWS_PORT": str(self.port)}
        self._process: ForkServerProcess | None = None

    @property
    def address(self) -> str:
        """Where it takes in what Slack brings."""
        return f"http://127.0.0.1:{self.port}/slack/events"

    async def start(self) -> None:
        """Start it and wait until it serves; where it ends instead, start it again and tell."""
        began = time.monotonic()
        self._begin()
        async with asyncio.timeout(_LONGEST_START):
            while not await self._answers():
                await asyncio.sleep(0.05)
                if self._process and not self._process.is_alive():
                    self.failed_starts += 1
                    self._begin()
        self.is_ready = True
        self.starts.append(time.monotonic() - began)

    def _begin(self) -> None:
        self._process = _forks.Process(target=serve, args=(self._environment, str(self.log)))
        self._process.start()

    async def _answers(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        return True

    def signal(self, which: signal.Signals) -> None:
        """Send it a signal, if it is there."""
        if which in (signal.SIGKILL, signal.SIGTERM):
            self.is_ready = False
        if self._process and self._process.pid:
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, which)

    async def gone(self, patience: float = 30) -> float:
        """Wait until it has ended, and return how many seconds that took."""
        began = time.monotonic()
        if self._process:
            await asyncio.to_thread(self._process.join, patience)
            if self._process.is_alive():
                raise TimeoutError(f"{self.name} does not end")
        return time.monotonic() - began


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
