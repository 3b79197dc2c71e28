"""Make the public data, the ground truth and the logo from scikit-learn's copy of the UCI digits.

    python data/prepare.py

Needs scikit-learn and Pillow. The result does not depend on their versions: which image goes where
follows from a hash, not from a random generator.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from sklearn.datasets import load_digits

CHALLENGE = Path(__file__).resolve().parent.parent
SIDE = 8
SIZES = {"train": 897, "dev": 400, "test": 500}

# An image is confusable when its nearest class centroid is hardly nearer than the second nearest:
# distance ratio above this. It is decided from the pixels alone, so to know that an image is
# confusable says nothing about its label.
CONFUSABLE_RATIO = 0.8

Pixels = NDArray[np.int64]


def main() -> None:
    digits = load_digits()
    images, labels = digits.data.astype(np.int64), digits.target.astype(np.int64)
    parts = split(len(labels))
    centroids = class_centroids(images[parts["train"]], labels[parts["train"]])

    pixel_columns = [f"r{row}c{column}" for row in range(SIDE) for column in range(SIDE)]
    for name, members in parts.items():
        ids = [f"{name}-{number:04d}" for number in range(1, len(members) + 1)]
        header, columns = ["id"], [ids]
        if name == "train":
            header, columns = ["id", "label"], [ids, labels[members].tolist()]
        rows = zip(*columns, *images[members].T.tolist(), strict=True)
        write_csv(CHALLENGE / f"data/{name}.csv", [*header, *pixel_columns], rows)
        if name != "train":
            confusable = distance_ratio(images[members], centroids) > CONFUSABLE_RATIO
            write_csv(
                CHALLENGE / f"annotations/{name}.csv",
                ["id", "label", "confusable"],
                zip(ids, labels[members].tolist(), confusable.astype(int).tolist(), strict=True),
            )
    draw_logo(images[parts["train"]], labels[parts["train"]], CHALLENGE / "logo.png")


def split(count: int) -> dict[str, list[int]]:
    """Image numbers per part, in an order that tells nothing about the order of the source."""
    shuffled = sorted(range(count), key=lambda i: hashlib.sha256(f"digits {i}".encode()).digest())
    parts, start = {}, 0
    for name, size in SIZES.items():
        parts[name] = shuffled[start : start + size]
        start += size
    return parts


def class_centroids(images: Pixels, labels: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.array([images[labels == digit].mean(axis=0) for digit in range(10)])


def distance_ratio(images: Pixels, centroids: NDArray[np.float64]) -> NDArray[np.float64]:
    """Nearest over second nearest distance to a centroid: near 1 for an image between classes."""
    distances = np.linalg.norm(images[:, None, :] - centroids[None, :, :], axis=2)
    distances.sort(axis=1)
    return distances[:, 0] / distances[:, 1]


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def draw_logo(images: Pixels, labels: NDArray[np.int64], path: Path) -> None:
    """The first 0, 1, 2 and 3 of the training images, ink dark, enlarged."""
    first = [np.pad(images[labels == digit][0].reshape(SIDE, SIDE), 1) for digit in range(4)]
    ink = np.block([first[:2], first[2:]])
    grey = Image.fromarray((255 - ink * 255 // 16).astype(np.uint8))
    grey.resize((240, 240), Image.Resampling.NEAREST).save(path, optimize=True)


if __name__ == "__main__":
    main()
