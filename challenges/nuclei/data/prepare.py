"""Cut the images, the reference masks and the logo from StarDist's annotated example image.

    python data/prepare.py FOLDER      the folder stardist/data/images of the stardist package

Needs numpy, Pillow and tifffile. The package's wheel is a zip file: it need not be installed.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image

CHALLENGE = Path(__file__).resolve().parent.parent
SOURCES = {
    "img2d.tif": "f9ccc1571b92c861ff87e28463068b43f61bd47357ed0503f711e5cd1eb97750",
    "mask2d.tif": "59ad5e820b7982ca9d13e946fa6e7f64e2714899e00a2ae6c69aa79aad53d46f",
}
GRID, SIDE = 4, 128
PHASES = ("preliminary", "final")


def main(folder: Path) -> None:
    image, labels = (read(folder / name, digest) for name, digest in SOURCES.items())
    for phase in PHASES:
        (CHALLENGE / "data" / phase).mkdir(parents=True, exist_ok=True)
        (CHALLENGE / "annotations" / phase).mkdir(parents=True, exist_ok=True)

    # Cases 0 to 7 are preliminary, 8 to 15 final: masks sent to the wrong phase are noticed.
    numbers = {"preliminary": iter(range(8)), "final": iter(range(8, 16))}
    for row in range(GRID):
        for column in range(GRID):
            # The colours of a chessboard: both phases see every region of the image.
            phase = PHASES[(row + column) % 2]
            tile = np.s_[row * SIDE : (row + 1) * SIDE, column * SIDE : (column + 1) * SIDE]
            name = f"{phase}/case_{next(numbers[phase]):02d}.png"
            save(image[tile], CHALLENGE / "data" / name)
            save(renumbered(labels[tile]), CHALLENGE / "annotations" / name)
    draw_logo(image[:SIDE, :SIDE], labels[:SIDE, :SIDE], CHALLENGE / "logo.png")


def read(path: Path, digest: str) -> NDArray[np.uint8]:
    """The file as 8-bit grey values, which is all that these two hold."""
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != digest:
        raise SystemExit(f"{path}: SHA-256 is {found}, the cases were cut from {digest}")
    values = tifffile.imread(path)
    if values.max() > 255:
        raise SystemExit(f"{path}: values up to {values.max()} do not fit into 8 bits")
    return values.astype(np.uint8)


def renumbered(labels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Background stays 0, the tile's nuclei become 1, 2, …"""
    present = np.union1d(labels, [0])
    return np.searchsorted(present, labels).astype(np.uint8)


def save(values: NDArray[np.uint8], path: Path) -> None:
    Image.fromarray(values).save(path, optimize=True)


def draw_logo(image: NDArray[np.uint8], labels: NDArray[np.uint8], path: Path) -> None:
    """One tile, brightened, with the reference nuclei in blue."""
    grey = np.clip(image.astype(float) / 100, 0, 1)
    nucleus = labels > 0
    colours = np.stack([grey, grey, np.where(nucleus, 0.45 + 0.55 * grey, grey)], axis=-1)
    picture = Image.fromarray((colours * 255).astype(np.uint8)).quantize(64)
    picture.save(path, optimize=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
