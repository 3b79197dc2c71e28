"""What a killed process left in folders for a while goes with the next run, and nothing else."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from podium import temporary

HOLD = """
import sys
from pathlib import Path
from podium import temporary
with temporary.folder("submission", parent=Path(sys.argv[1]) if sys.argv[1:] else None) as folder:
    (folder / "answer.txt").write_text("0.5")
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(temporary, "_YOUNG", 0.0)
    return tmp_path


def hold(*arguments: str) -> tuple[subprocess.Popen[str], Path]:
    """A process that has a folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_a_folder_is_gone_at_the_end(machine: Path) -> None:
    with temporary.folder("check") as folder:
        assert folder.parent == machine and folder.stat().st_mode & 0o077 == 0
        (folder / "x").touch()
    assert list(machine.iterdir()) == []


def test_what_a_killed_run_left_goes_with_the_next(machine: Path) -> None:
    process, left = hold()
    kill(process)
    assert (left / "answer.txt").exists()
    with temporary.folder("check"):
        assert not left.exists()


def test_what_a_killed_build_left_beside_the_site_goes_with_the_next(tmp_path: Path) -> None:
    process, left = hold(str(tmp_path))
    kill(process)
    with temporary.folder("submission", parent=tmp_path):
        assert not left.exists()


def test_what_another_run_works_with_stays(machine: Path) -> None:
    process, held = hold()
    with temporary.folder("check"):
        assert (held / "answer.txt").exists()
    process.communicate()
    assert process.returncode == 0 and not held.exists()


def test_a_new_folder_is_not_taken_before_it_is_held(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(temporary, "_YOUNG", 60.0)
    young = machine / "podium-check-x.held"
    young.mkdir()
    with temporary.folder("check"):
        assert young.exists()


def test_other_names_and_what_a_link_leads_to_stay(machine: Path) -> None:
    others = [machine / "podium-check-x", machine / "mine.held", machine / "target"]
    for folder in others:
        folder.mkdir()
        (folder / "kept").touch()
    (machine / "podium-x.held").symlink_to(machine / "target")
    with temporary.folder("check"):
        assert all((folder / "kept").exists() for folder in others)
