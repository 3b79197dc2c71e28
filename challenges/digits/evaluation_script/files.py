"""Reading the two files. The ground truth is ours and taken as it is; a submission is checked
to the last cell, and what is wrong with it becomes one line: place, fact, cure.

That line is public. It names ids and what the participant wrote, never anything of the ground
truth but the ids, which are public too.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

COLUMNS = ("p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9")
HEADER = ("id", *COLUMNS)
MAX_BYTES = 2_000_000
SUM_TOLERANCE = 0.01

# Stricter than float(), which also takes 1_000, nan, infinity and other alphabets' digits.
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


@dataclass(frozen=True)
class Annotations:
    ids: tuple[str, ...]
    labels: NDArray[np.int64]
    confusable: NDArray[np.bool_]


def read_annotations(path: Path) -> Annotations:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return Annotations(
        ids=tuple(row["id"] for row in rows),
        labels=np.array([int(row["label"]) for row in rows]),
        confusable=np.array([row["confusable"] == "1" for row in rows]),
    )


def read_predictions(path: Path, ids: Sequence[str], phase: str) -> NDArray[np.float64]:
    """One row of ten probabilities per id, in the order of ``ids``; every row has sum 1."""
    name = path.name
    rows = read_rows(decode(path), name)
    order = header_order(next(rows, None), name)
    expected = frozenset(ids)
    found: dict[str, list[float]] = {}
    for number, cells in rows:
        place = f"{name}, line {number}"
        if len(cells) != len(HEADER):
            raise ValueError(
                f"{place}: {len(cells)} cells instead of {len(HEADER)}. "
                "Write the id and ten probabilities, separated by commas."
            )
        image, *values = (cells[position].strip() for position in order)
        if image not in expected:
            raise ValueError(
                f"{place}: no image of phase {phase} has the id {quote(image)}. "
                f"Use the ids of data/{phase}.csv."
            )
        if image in found:
            raise ValueError(f"{place}: the id {image} is there twice. Keep one line per image.")
        found[image] = probabilities(values, place)

    missing = [image for image in ids if image not in found]
    if missing:
        raise ValueError(
            f"{name}: {len(missing)} of {len(ids)} images have no prediction, {missing[0]} is the "
            f"first. Write one line for every image of data/{phase}.csv."
        )
    table = np.array([found[image] for image in ids])
    return table / table.sum(axis=1, keepdims=True)


def decode(path: Path) -> str:
    """The text of the file. A byte order mark, as spreadsheets write it, is no mistake."""
    if not path.is_file():
        raise ValueError(f"{path.name}: there is no such file. Submit one CSV file of this name.")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise ValueError(
            f"{path.name}: {size:,} bytes, at most {MAX_BYTES:,} are read. "
            "Round the probabilities to six decimals."
        )
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{path.name}, byte {error.start}: this is not UTF-8 text. "
            "Save the table as a CSV file in UTF-8."
        ) from None
    if not text.strip():
        raise ValueError(f"{path.name}: the file is empty. Write a header and one line per image.")
    return text


def read_rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of every line that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise ValueError(
            f"{name}, line {reader.line_num}: this is not CSV ({error}). "
            "Separate the cells by commas and use no quotes."
        ) from None


def header_order(first: tuple[int, list[str]] | None, name: str) -> list[int]:
    """Where each column of ``HEADER`` is: they may come in any order."""
    cells = [cell.strip() for cell in first[1]] if first else []
    cure = f"The first line must be {','.join(HEADER)}"
    missing = [column for column in HEADER if column not in cells]
    if missing:
        raise ValueError(f"{name}, header: no column {', '.join(missing)}. {cure}")
    for position, cell in enumerate(cells):
        if cell not in HEADER or cell in cells[:position]:
            fact = "unknown" if cell not in HEADER else "there twice"
            raise ValueError(f"{name}, header: the column {quote(cell)} is {fact}. {cure}")
    return [cells.index(column) for column in HEADER]


def probabilities(values: Sequence[str], place: str) -> list[float]:
    row = []
    for column, text in zip(COLUMNS, values, strict=True):
        number = float(text) if NUMBER.fullmatch(text) else None
        if number is None or not 0 <= number <= 1:
            fact = "not a number" if number is None else "not between 0 and 1"
            raise ValueError(
                f"{place}: {column} is {quote(text)}, which is {fact}. "
                "Write a probability such as 0.25."
            )
        row.append(number)
    total = sum(row)
    if abs(total - 1) > SUM_TOLERANCE:
        raise ValueError(
            f"{place}: the ten probabilities have the sum {total:.4f}. "
            f"Make them add up to 1, give or take {SUM_TOLERANCE}."
        )
    return row


def quote(text: str) -> str:
    """What the participant wrote, on one line and not for longer than it helps."""
    return ascii(text if len(text) <= 40 else text[:37] + "...")
