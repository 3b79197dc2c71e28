"""The console entry: one boundary that tells expected failures from bugs, and the exit code."""

from __future__ import annotations

import sys

from podium.cli import run


def main() -> None:
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
