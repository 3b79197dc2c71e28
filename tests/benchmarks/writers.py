"""Evaluations recorded one after another, then others by as many processes at once.

    python writers.py URL BRANCH ALONE TOGETHER [--own-machines]

Prints the seconds of both and the exit codes as JSON. Git's credentials come with the environment.
A process of its own, because only one without threads may fork: the writers start together, with
all imports done, and share nothing but the remote. With ``--own-machines`` they do not see that
they are on one machine.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import factories
from podium.records.model import EvaluationRecord
from podium.records.repository import record_evaluation

METRICS = factories.make_metrics(b'{"accuracy": 0.5}\n')


def record(url: str, branch: str, name: str, machine: Path | None = None) -> None:
    recorded = record_evaluation(
        factories.make_submission(name),
        EvaluationRecord(factories.make_evaluation(), METRICS),
        results=url,
        branch=branch,
        machine=machine,
    )
    assert recorded.commit is not None, f"{name} was there before"


def one_after_another(url: str, branch: str, count: int) -> float:
    started = time.perf_counter()
    for number in range(count):
        record(url, branch, f"alone-{number}")
    return time.perf_counter() - started


def at_once(url: str, branch: str, count: int, *, own_machines: bool) -> tuple[float, list[int]]:
    gate, opener = os.pipe()
    children = []
    for number in range(count):
        child = os.fork()
        if child == 0:
            os.close(opener)
            os.read(gate, 1)  # returns when the parent opens the gate
            os._exit(_write(url, branch, f"together-{number}", own_machines=own_machines))
        children.append(child)
    os.close(gate)
    started = time.perf_counter()
    os.close(opener)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    return time.perf_counter() - started, codes


def _write(url: str, branch: str, name: str, *, own_machines: bool) -> int:
    try:
        with tempfile.TemporaryDirectory() as folder:
            record(url, branch, name, Path(folder) if own_machines else None)
    except Exception:
        traceback.print_exc()
        return 1
    return 0


def main() -> None:
    url, branch, *options = sys.argv[1:]
    alone = one_after_another(url, branch, int(options[0]))
    own_machines = "--own-machines" in options
    together, codes = at_once(url, branch, int(options[1]), own_machines=own_machines)
    json.dump({"alone": alone, "together": together, "codes": codes}, sys.stdout)


if __name__ == "__main__":
    main()
