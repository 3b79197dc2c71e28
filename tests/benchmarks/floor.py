"""The least that a build could take: to parse every recorded JSON and write the site's bytes."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

Clock = Callable[[], float]


def seconds_to_parse(results: Path, clock: Clock = time.perf_counter) -> float:
    """Reading included; finding the files is not."""
    files = list(results.rglob("*.json"))
    started = clock()
    for file in files:
        json.loads(file.read_bytes())
    return clock() - started


def seconds_to_write(site: Path, scratch: Path) -> float:
    """All files of ``site``, from memory to below ``scratch``, which is made."""
    seconds = 0.0
    for file in site.rglob("*"):
        if file.is_file():
            content, copy = file.read_bytes(), scratch / file.relative_to(site)
            started = time.perf_counter()
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(content)
            seconds += time.perf_counter() - started
    return seconds
