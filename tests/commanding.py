"""Runs the command line in this process, as somebody at a terminal would."""

import sys
from collections.abc import Callable

import pytest

import app

Run = Callable[..., tuple[int, str, str]]
"""Runs a command; returns its exit code and what it wrote to stdout and stderr."""


def runner(patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs commands until the test ends."""

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
