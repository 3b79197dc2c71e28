"""The console entry: one boundary that tells expected failures from bugs, and the exit code."""

from __future__ import annotations

import io
import os
import signal
import sys
from types import FrameType
from typing import NoReturn

# Pydantic would look through every installed package for plugins: time, and code, that nobody asked
# for. It reads this when it is imported, which is later.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from podium.cli.main import run


def main() -> None:
    # A job that is cancelled ends with SIGTERM: as an exception it lets containers be removed.
    signal.signal(signal.SIGTERM, _stop)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter shows an escape for it.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    main()
