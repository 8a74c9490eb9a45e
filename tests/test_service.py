"""What the docs tell an administrator to run: the unit of systemd, and the backup."""

import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parent.parent / "docs" / "settings.md"


def block(beginning: str) -> str:
    """Return the block of code that begins so."""
    blocks = re.findall(r"```(?:ini)?\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    [found] = [each for each in blocks if each.startswith(beginning)]
    return str(found)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    unit = tmp_path / "whoknows.service"
    said = block("[Unit]").replace("/opt/whoknows/.venv/bin/python", sys.executable)
    unit.write_text(said, encoding="utf-8")

    done = subprocess.run(  # noqa: S603 - ours
        ["systemd-analyze", "verify", "--man=no", str(unit)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )

    ours = [each for each in done.stderr.splitlines() if "whoknows" in each]
    assert ours == []


def test_the_backup_of_a_running_database_holds_what_still_lies_in_its_log(
    tmp_path: Path,
) -> None:
    running = sqlite3.connect(tmp_path / "whoknows.db")
    running.execute("PRAGMA journal_mode=WAL")
    running.execute("CREATE TABLE said (words TEXT)")
    running.execute("INSERT INTO said VALUES ('kept')")
    running.commit()
    command = block("python3 -c 'import sqlite3").strip().removeprefix("python3 -c ")

    subprocess.run([sys.executable, "-c", command.strip("'")], cwd=tmp_path, check=True)  # noqa: S603

    kept = sqlite3.connect(tmp_path / "backup.db").execute("SELECT words FROM said").fetchall()
    assert kept == [("kept",)]
    running.close()
