"""What an evaluator leaves in its output folder: ``metrics.json``, and the other files that a phase
names.

The evaluator has read hostile files, so names, kinds and sizes are checked like a participant's.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from podium import formats
from podium.errors import SubmissionError
from podium.evaluation.verdict import MAX_METRICS, Unreadable
from podium.jobs import MIB
from podium.records.model import METRICS_FILE
from podium.submission.files import folders

if TYPE_CHECKING:
    pass

MOST_BYTES = 20 * MIB
MOST_BYTES_OUTPUT = 5 * MIB


def read_metrics(folder: Path) -> bytes | Unreadable:
    """``metrics.json`` may be a link, a fifo or far too large: none of these is followed, waited
    for or read."""
    try:
        with folders.open_plain(folder / METRICS_FILE) as stream:
            content = stream.read(MAX_METRICS + 1)
    except FileNotFoundError:
        return Unreadable.MISSING
    except (SubmissionError, OSError):  # not a regular file; a link; not to be opened by its owner
        return Unreadable.NOT_PLAIN
    return content if len(content) <= MAX_METRICS else Unreadable.TOO_LARGE


@dataclass(frozen=True, slots=True)
class Outputs:
    """The named files that are kept, and of those that are there and are not, why."""

    files: Mapping[str, bytes]
    left_out: tuple[str, ...] = ()


# Of a file that is larger than ``MOST_BYTES_OUTPUT``, its size.
Found = bytes | int | Unreadable


def read_outputs(output: Path, names: Iterable[str]) -> Outputs:
    """The named files below ``output``."""

    def read(name: str) -> Found:
        if any((output / folder).is_symlink() for folder in PurePosixPath(name).parents):
            return Unreadable.NOT_PLAIN
        try:
            with folders.open_plain(output / name) as stream:
                size = os.fstat(stream.fileno()).st_size
                return size if size > MOST_BYTES_OUTPUT else stream.read(MOST_BYTES_OUTPUT)
        except FileNotFoundError:
            return Unreadable.MISSING
        except (SubmissionError, OSError):
            return Unreadable.NOT_PLAIN

    return few_enough((name, read(name)) for name in names)


def few_enough(found: Iterable[tuple[str, Found]]) -> Outputs:
    """Those that are plain and small enough, until there is too much of them."""
    kept: dict[str, bytes] = {}
    left_out: list[str] = []
    for name, content in found:
        if content is Unreadable.NOT_PLAIN:
            left_out.append(f"{name} is not kept: it is not a plain file")
        if isinstance(content, Unreadable):
            continue
        size = content if isinstance(content, int) else len(content)
        shown = formats.format_size(size)
        if isinstance(content, int):
            most = f"a file of podium.outputs has at most {MOST_BYTES_OUTPUT // MIB} MiB"
            left_out.append(f"{name} is not kept: it has {shown}, and {most}")
        elif sum(map(len, kept.values())) + size > MOST_BYTES:
            most = f"those of podium.outputs have at most {MOST_BYTES // MIB} MiB in all"
            left_out.append(f"{name} is not kept: with its {shown} it is too much, {most}")
        else:
            kept[name] = content
    return Outputs(kept, tuple(left_out))
