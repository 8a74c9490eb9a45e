"""The log: one line of JSON for each thing worth knowing, and nobody's words in it.

What libraries write about themselves goes the same way, but not in their words: those may hold
tokens and whatever people said. Their name, the line that complains and what broke are enough.
Of one kind there is a line a minute, which tells how many were held back before it.
"""

import asyncio
import logging
import sys
import threading
import time
import warnings
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, TextIO

import structlog

from bot.breakage import breakage, place_of, report

log = structlog.get_logger()

_LONGEST_NAME = 100
_EVERY = 60.0
_KIND = (
    "event",
    "level",
    "logger",
    "by",
    "error",
    "where",
    "reason",
    "kind",
    "outcome",
    "workspace",
)
"""What lines of one kind have in common."""
_MOST_KINDS = 1_000


@dataclass
class Restraint:
    """Lets a line of each kind pass every minute; the next one tells how many were held back.

    What somebody is told the id of always passes, so that it is found.
    """

    clock: Callable[[], float] = time.monotonic
    _passed_at: dict[tuple[str, ...], float] = field(default_factory=dict)
    _held_back: dict[tuple[str, ...], int] = field(default_factory=dict)

    def __call__(
        self, _logger: object, _method: str, line: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        """Return the line, or drop it."""
        if line.pop("is_told", False):
            return line
        kind, now = tuple(str(line.get(name)) for name in _KIND), self.clock()
        if now - self._passed_at.get(kind, -_EVERY) < _EVERY:
            self._held_back[kind] = self._held_back.get(kind, 0) + 1
            raise structlog.DropEvent
        if len(self._passed_at) >= _MOST_KINDS:
            self._passed_at.clear()
            self._held_back.clear()
        self._passed_at[kind] = now
        held_back = self._held_back.pop(kind, 0)
        return {**line, "held_back": held_back} if held_back else line


def set_up_logging(stream: TextIO) -> None:
    """Have everything that this process logs, and whatever breaks it, written as lines of JSON."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            Restraint(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(stream),
    )
    root = logging.getLogger()
    root.handlers[:] = [each for each in root.handlers if not isinstance(each, _Discreet)]
    root.addHandler(_Discreet())
    sys.excepthook = _ended
    sys.unraisablehook = _could_not_be_raised
    threading.excepthook = _broke_in_a_thread
    warnings.showwarning = _warned


def speak_to_people() -> None:
    """Log from now on only what broke: who sits at a terminal is told the rest in words."""
    for each in logging.getLogger().handlers:
        if isinstance(each, _Discreet):
            each.setLevel(logging.CRITICAL + 1)
    structlog.configure(processors=[_only_what_broke, *structlog.get_config()["processors"]])


def hear_the_loop() -> None:
    """Hear of what breaks in the running loop while nobody waits for it."""
    asyncio.get_running_loop().set_exception_handler(_broke_unheard)


class _Discreet(logging.Handler):
    """Passes on that a library complained, without what it said."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        """Log where it was, and what broke: most complain while they work on an exception."""
        handled = record.exc_info[1] if record.exc_info else sys.exc_info()[1]
        found = breakage(handled).fields() if handled else {}
        tell = log.error if record.levelno >= logging.ERROR else log.warning
        tell(
            "a library complains",
            logger=record.name[:_LONGEST_NAME],
            by=place_of(record.pathname, record.lineno),
            **found,
        )


def _only_what_broke(
    _logger: object, method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    if method in ("debug", "info", "warning"):
        raise structlog.DropEvent
    return line


def _broke_unheard(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    error = context.get("exception")
    if isinstance(error, BaseException):
        report("something broke and nobody waited for it", error)
        return
    task = context.get("task") or context.get("future")
    code = getattr(task.get_coro(), "cr_code", None) if isinstance(task, asyncio.Task) else None
    where = f"{place_of(code.co_filename, code.co_firstlineno)} {code.co_qualname}" if code else ""
    log.error("the loop complains", where=where)


def _ended(
    _kind: type[BaseException], error: BaseException, _traceback: TracebackType | None
) -> None:
    if not isinstance(error, KeyboardInterrupt):
        report("the process ends because something broke", error)


def _broke_in_a_thread(found: threading.ExceptHookArgs) -> None:
    if found.exc_value is not None:
        report("a thread ended because something broke", found.exc_value)


def _could_not_be_raised(found: "sys.UnraisableHookArgs") -> None:
    if found.exc_value is not None:
        report("something broke where it could not be raised", found.exc_value)


def _warned(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    log.warning("a warning", kind=category.__name__, where=place_of(filename, lineno))
