"""Writes a file where somebody on the command line wants it; says in a sentence why it cannot."""

import os
from pathlib import Path

from bot.refusal import Refusal

_LONGEST_SHOWN = 200


def write_file(path: Path, data: bytes) -> None:
    """Write a file; raise Refusal where there is no such folder, or it cannot be written to."""
    shown = str(path)[:_LONGEST_SHOWN]
    try:
        if path.is_dir():
            raise Refusal("file.is_folder", path=shown)
        if not path.parent.is_dir():
            raise Refusal("file.no_folder", folder=str(path.parent)[:_LONGEST_SHOWN])
        path.write_bytes(data)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise Refusal("file.not_written", path=shown, reason=reason) from None
    except ValueError:  # a name that no file can have
        raise Refusal("file.no_folder", folder=repr(shown)) from None
