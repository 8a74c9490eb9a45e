"""The log: one line of JSON for each thing worth knowing, and nobody's words in it.

What libraries write about themselves goes the same way, but not in their words: those may hold
tokens and whatever people said. Their name, the line that complains and what broke are enough.
"""

import asyncio
import logging
import sys
import threading
import warnings
from types import TracebackType
from typing import Any, TextIO

import structlog

from bot.breakage import breakage, place_of, report

log = structlog.get_logger()

_LONGEST_NAME = 100


def set_up_logging(stream: TextIO) -> None:
    """Have everything that this process logs, and whatever breaks it, written as lines of JSON."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
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
