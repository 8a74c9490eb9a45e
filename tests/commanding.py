"""Runs the command line in this process, as somebody at a terminal would."""

import logging
import sys
import threading
import warnings
from collections.abc import Callable

import pytest

import app

Run = Callable[..., tuple[int, str, str]]
"""Runs a command; returns its exit code and what it wrote to stdout and stderr."""


def keep_hooks(patch: pytest.MonkeyPatch) -> None:
    """Have what ``main`` sets up for its whole process be as it was when the test ends."""
    for owner, name in (
        (sys, "excepthook"),
        (sys, "unraisablehook"),
        (threading, "excepthook"),
        (warnings, "showwarning"),
    ):
        patch.setattr(owner, name, getattr(owner, name))
    root = logging.getLogger()
    patch.setattr(root, "handlers", [*root.handlers])


def runner(patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs commands until the test ends."""
    keep_hooks(patch)

    def one(*arguments: str) -> tuple[int, str, str]:
        patch.setattr(sys, "argv", ["app.py", *arguments])
        code = 0
        try:
            app.main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
        written = capsys.readouterr()
        return code, written.out, written.err

    return one
