"""``podium --version`` and ``--help``: at most 2.5 times a bare Python, and 100 ms.

The 100 ms are 6.5 times a bare Python at rest (15.4 ms), and grow with it on a busy machine.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

ROUNDS = 15
PODIUM = Path(sys.executable).with_name("podium")


def seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_answers_at_once(option: str) -> None:
    bare, ours = [], []
    for _ in range(ROUNDS):  # in turn, so that a busy machine is busy for both
        bare.append(seconds([sys.executable, "-c", "pass"]))
        ours.append(seconds([str(PODIUM), option]))
    # The best of several: what else the machine does can only add to it.
    reference = min(bare)
    allowed = 2.5 * reference + max(0.1, 6.5 * reference)
    assert min(ours) < allowed
