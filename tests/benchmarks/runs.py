"""One runner that works off its queue: for each wake-up `evaluate`, then `publish`.

    python runs.py < [[{variable: value, …}, …], …]

A queue entry is the environment of one run. Each command gets a process of its own, made by a fork
once everything is imported: what is measured is the commands, not Python's start, which the other
benchmarks measure. Prints the exit codes and the seconds of each run as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Mapping

from podium.cli import actions, assembly
from podium.cli import main as cli
from podium.github import candidates, handover, publication, settings

IMPORTED = (actions, assembly, handover, settings, publication, candidates)


def command(name: str, environ: Mapping[str, str]) -> int:
    child = os.fork()
    if child == 0:
        os.environ.update(environ)
        tempfile.tempdir = None  # looked up again, in the new environment
        try:
            code = cli.run(["actions", name])
        except BaseException:
            traceback.print_exc()
            code = 4
        sys.stderr.flush()
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main() -> None:
    runs = []
    for environ in json.load(sys.stdin):
        started = time.perf_counter()
        codes = [command(name, environ) for name in ("evaluate", "publish")]
        runs.append({"codes": codes, "seconds": time.perf_counter() - started})
    json.dump(runs, sys.stdout)


if __name__ == "__main__":
    main()
