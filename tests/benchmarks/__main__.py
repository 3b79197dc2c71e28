"""The table of what the project promises, measured here and now.

    PYTHONPATH=tests python -m benchmarks [--sizes all] [--only TEXT] [--write docs/performance.md]
    PYTHONPATH=tests python -m benchmarks --usual

`make bench` prints it, `make performance` writes it into the page.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from benchmarks import page
from benchmarks.rows import ROWS, WATCHED
from benchmarks.table import Line, table
from benchmarks.workshop import Workshop


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure what the project promises.")
    parser.add_argument("--sizes", choices=("small", "all"), default="all")
    parser.add_argument("--only", default="", help="rows with this text alone")
    parser.add_argument("--write", type=Path, help="the page whose table is to be written anew")
    parser.add_argument(
        "--usual", action="store_true", help="renew the ratios that CI compares with instead"
    )
    given = parser.parse_args()
    if given.usual:
        _renew_usual()
        return
    lines = []
    # Told before the folder is taken away: to delete a million files takes minutes.
    with tempfile.TemporaryDirectory(prefix="podium-bench-") as root:
        workshop = Workshop(Path(root))
        for row in ROWS:
            is_wanted = given.only in row.what and (given.sizes == "all" or not row.is_large)
            if is_wanted:
                sys.stderr.write(f"measuring: {row.what}\n")
            lines.append(Line(row, row.measure(workshop) if is_wanted else {}))
        text = table(lines)
        print(text, end="", flush=True)  # noqa: T201
        if given.write is not None:
            page.write(given.write, text)


def _renew_usual() -> None:
    usual = {}
    for size in WATCHED:
        with tempfile.TemporaryDirectory(prefix="podium-bench-") as root:
            usual[str(size)] = round(Workshop(Path(root)).built(size).cpu_ratio, 1)
    text = json.dumps(usual, ensure_ascii=False, indent=1)
    Path(__file__).with_name("usual.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
