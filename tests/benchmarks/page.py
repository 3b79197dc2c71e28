"""`docs/performance.md`: the table and the machine are written by the command that measures."""

from __future__ import annotations

import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path

_MARK = "measured: made by `make performance`"
_PART = re.compile(rf"(<!-- {re.escape(_MARK)} -->\n).*?(<!-- /measured -->)", re.DOTALL)


def write(path: Path, table: str) -> None:
    """In the place of what was measured before; all else of the page stays. Raises ``ValueError``
    for a page without that place."""
    text = path.read_text(encoding="utf-8")
    made = f"{_machine()}\n\n{table}"
    written, count = _PART.subn(lambda found: found[1] + made + found[2], text)
    if count != 1:
        raise ValueError(f"{path}: expected <!-- {_MARK} --> and <!-- /measured --> once")
    path.write_text(written, encoding="utf-8")


def _machine() -> str:
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return (
        f"On {datetime.now(UTC):%Y-%m-%d}, {platform.system()}, "
        f"{_processor()}, {os.cpu_count()} processors, {pages * size / 1e9:.0f} GB of memory, "
        f"Python {platform.python_version()}:"
    )


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    text = listed.read_text() if listed.is_file() else ""
    found = re.search(r"^model name\s*: (.+)$", text, re.MULTILINE)
    return found[1].strip() if found else platform.machine()
