"""The small sizes that CI watches: no build takes twice the processors' time that it usually takes,
as a multiple of what parsing the records takes on the same machine.

After a change that makes builds faster `PYTHONPATH=tests .venv/bin/python -m benchmarks --usual`
renews the multiples.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from benchmarks import rows
from benchmarks.challenges import Size
from benchmarks.workshop import Workshop

USUAL: dict[str, float] = json.loads(Path(__file__).with_name("usual.json").read_bytes())


@pytest.mark.parametrize("size", rows.WATCHED, ids=str)
def test_build_takes_no_more_than_twice_its_usual_ratio(size: Size, tmp_path: Path) -> None:
    built = Workshop(tmp_path).built(size)
    sys.stdout.write(f"\n{size}: {built.cpu_ratio:.1f} × parsing\n")
    assert built.cpu_ratio < 2 * USUAL[str(size)]
