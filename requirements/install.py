"""Makes .venv and installs one locked requirements file. Standard library only; see `ready`."""

import fcntl
import importlib.util
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "requirements"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
PIP = (PYTHON, "-Im", "pip", "--disable-pip-version-check", "--retries", "2")
FROM_FILE = ("install", "--quiet", "--require-hashes", "-r")
# Each holds the one before it, in the same versions.
LEVELS = ("run", "test", "check")

NO_VENV = """\
This Python cannot make a virtual environment: its ensurepip module is missing.
On Debian or Ubuntu: sudo apt install python3-venv. Then run the same command again."""
NO_SPACE = "There is not enough disk space to install what Whoknows needs (about 300 MB)."
NOT_WRITABLE = f"""\
Whoknows keeps its Python packages in {VENV}, and may not write there.
Make that folder writable, or copy Whoknows to one that is."""
NO_NETWORK = """\
The Python packages could not be downloaded. Is there a network here?
Behind a proxy or a package mirror, set HTTPS_PROXY or PIP_INDEX_URL; then run the same command \
again."""
NOT_THE_LOCKED_FILE = """\
A downloaded package is not the one that was locked, so it was not installed.
Try again; if it stays so, the package mirror serves changed files: tell whoever runs it."""

# What pip, uv, venv and the system say, and what a person can do about it.
REASONS = (
    (r"No space left|Disk quota|os error 28|Errno 28", NO_SPACE),
    (r"Read-only file system|Permission denied|Errno (13|30)\b", NOT_WRITABLE),
    (r"DO NOT MATCH|Hash mismatch", NOT_THE_LOCKED_FILE),
    (r"connection|connect error|timed out|unreachable|proxyerror|certificate", NO_NETWORK),
)


class InstallError(Exception):
    """Something to say to the person at the terminal."""


def main(level: str) -> None:
    """Bring .venv to a level; leave a note for each level it now holds."""
    with alone():
        if noted(level):
            return
        started = time.monotonic()
        print("Installing what Whoknows needs; the first time takes up to a minute.", flush=True)
        make_venv()
        install(LOCKS / f"{level}.txt")
        for held in LEVELS[: LEVELS.index(level) + 1]:
            note(held).write_bytes(content(held))
        print(f"Installed in {time.monotonic() - started:.0f} s.", flush=True)


@contextmanager
def alone() -> Iterator[None]:
    """Let `make run` and `make test`, started together, take turns."""
    folder = os.open(LOCKS, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def note(level: str) -> Path:
    return VENV / f"has-{level}"


def content(level: str) -> bytes:
    """What `ready` compares: the interpreter .venv stands on, then the locked file."""
    return f"{PYTHON.resolve()}\n".encode() + (LOCKS / f"{level}.txt").read_bytes()


def noted(level: str) -> bool:
    return PYTHON.exists() and note(level).exists() and note(level).read_bytes() == content(level)


def make_venv() -> None:
    """Keep a .venv that works with this version of Python; make any other anew."""
    if not importlib.util.find_spec("ensurepip"):
        raise InstallError(NO_VENV)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if PYTHON.exists():
        asked = "import sys, pip; print('%d.%d' % sys.version_info[:2])"
        answer = subprocess.run([PYTHON, "-Ic", asked], capture_output=True, text=True, check=False)
        if answer.stdout.strip() == version:
            return
    # In two steps: venv starts ensurepip by itself too, but hides why it could not.
    explained(sys.executable, "-m", "venv", "--clear", "--without-pip", VENV)
    explained(PYTHON, "-Im", "ensurepip", "--default-pip")


def install(locked: Path) -> None:
    """Install with uv, which is quick; with pip where uv cannot. Both check each hash."""
    # There is no uv for some systems, and building it there would take a Rust compiler.
    got_uv = run(*PIP, *FROM_FILE, LOCKS / "uv.txt", "--only-binary", ":all:")
    if got_uv.returncode != 0 and (why := reason(got_uv.stdout)):
        raise InstallError(why)
    if got_uv.returncode != 0 or not uv_installs(locked):
        explained(*PIP, *FROM_FILE, locked)


def uv_installs(locked: Path) -> bool:
    """Tell uv which package mirror pip uses here, if any: it does not read pip's settings."""
    configured = run(*PIP, "config", "get", "global.index-url").stdout
    mirror = os.environ.get("PIP_INDEX_URL", configured)
    if mirror.startswith("http"):
        os.environ.setdefault("UV_DEFAULT_INDEX", mirror.strip())
    # Compiled once here, so that the first start is as quick as the next ones.
    uv = (
        UV,
        "pip",
        "install",
        "--quiet",
        "--python",
        PYTHON,
        "--system-certs",
        "--compile-bytecode",
    )
    return run(*uv, "--require-hashes", "-r", locked).returncode == 0


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )


def explained(*command: str | Path) -> None:
    """Run it; where it fails, raise what a person can do rather than what the tool printed."""
    done = run(*command)
    if done.returncode != 0:
        last_lines = "\n".join(done.stdout.splitlines()[-15:])
        raise InstallError(
            reason(done.stdout) or f"Installing packages did not work:\n{last_lines}"
        )


def reason(output: str) -> str | None:
    return next((kind for sign, kind in REASONS if re.search(sign, output, re.IGNORECASE)), None)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit(130)
    except (InstallError, OSError) as problem:
        print(reason(str(problem)) or problem, file=sys.stderr)
        sys.exit(2)
