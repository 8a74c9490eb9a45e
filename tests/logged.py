"""What the whole process writes to its log while a test goes on."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import structlog

from adapters.logs import set_up_logging
from tests.commanding import keep_hooks

Line = dict[str, Any]


@dataclass(frozen=True)
class Log:
    """The log, as it was written."""

    stream: io.StringIO = field(default_factory=io.StringIO)

    @property
    def text(self) -> str:
        """Return all of it; what stands there in escapes is there as it was, too."""
        written = self.stream.getvalue()
        return written + "".join(json.dumps(each, ensure_ascii=False) for each in self.lines)

    @property
    def lines(self) -> list[Line]:
        """Return its lines; each of them is JSON."""
        return [json.loads(each) for each in self.stream.getvalue().splitlines()]

    @property
    def broke(self) -> list[Line]:
        """Return the lines that tell of something that broke."""
        return [each for each in self.lines if "chain" in each]


@contextmanager
def logged(patch: pytest.MonkeyPatch) -> Iterator[Log]:
    """Log as a process of ours does; when it ends, all is as it was."""
    keep_hooks(patch)
    found = Log()
    set_up_logging(found.stream)
    yield found
    structlog.reset_defaults()
