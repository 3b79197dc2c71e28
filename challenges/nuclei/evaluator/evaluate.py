"""Compare a submission's masks with the reference and write metrics.json.

In the container it needs no arguments: the submission is at /input, the reference at
/opt/ml/input/data/ground_truth, the result goes to /output. Outside, say where they are:

    python evaluator/evaluate.py --input MASKS --ground-truth annotations/final --output .

When a submission cannot be scored, the last line on stderr says so to the participant, and the
exit code is 1. It never quotes the reference.
"""

from __future__ import annotations

import argparse
import json
import statistics
import struct
import zlib
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

MAX_BYTES = 1_000_000

# Pillow's own guard against huge images is not needed, and would speak first: an image that
# has not the size of its case is refused before its pixels are read.
Image.MAX_IMAGE_PIXELS = None

# Of a nucleus that the edge of a tile cuts, a sliver may be left; it is not asked for.
MIN_NUCLEUS = 20  # pixels

Mask = NDArray[np.bool_]
Labels = NDArray[np.uint8]


class SubmissionError(Exception):
    """The submission cannot be scored; the message is for the participant."""


@dataclass(frozen=True)
class Scores:
    """Of one case. The names are the keys of metrics.json."""

    dicecoefficient: float
    jaccardcoefficient: float
    surfacedistance: float
    nucleifound: float


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--input", type=Path, default=Path("/input"))
    parser.add_argument(
        "--ground-truth", type=Path, default=Path("/opt/ml/input/data/ground_truth")
    )
    parser.add_argument("--output", type=Path, default=Path("/output"))
    arguments = parser.parse_args()
    try:
        metrics = evaluate(arguments.input, arguments.ground_truth)
    except SubmissionError as error:
        raise SystemExit(str(error)) from None
    text = json.dumps(metrics, indent=2, allow_nan=False)
    (arguments.output / "metrics.json").write_text(text + "\n", encoding="utf-8")


def evaluate(submission: Path, ground_truth: Path) -> dict[str, dict[str, object]]:
    """Per case and in total. The reference says which cases there are, and their order."""
    references = {path.name: path for path in sorted(ground_truth.rglob("*.png"))}
    if not references:
        raise FileNotFoundError(f"there is no reference mask in {ground_truth}")
    masks = find_masks(submission, references)
    scores = []
    for name, path in references.items():
        labels = np.asarray(Image.open(path))
        scores.append(score(read_mask(masks[name], labels.shape), labels))

    case: dict[str, object] = {}
    aggregates: dict[str, object] = {}
    for metric, values in zip(metric_names(), zip(*map(astuple, scores), strict=True), strict=True):
        case[metric] = by_case(values)
        aggregates[f"{metric}_mean"] = statistics.fmean(values)
        # Of a sample, as Grand Challenge's own evaluators have it: the cases stand for many more.
        aggregates[f"{metric}_std"] = statistics.stdev(values) if len(values) > 1 else 0.0
        aggregates[f"{metric}_min"] = min(values)
        aggregates[f"{metric}_max"] = max(values)
    case["alg_fname"] = by_case(masks[name].name for name in references)
    case["gt_fname"] = by_case(references)
    return {"case": case, "aggregates": aggregates}


def metric_names() -> tuple[str, ...]:
    return tuple(field.name for field in fields(Scores))


def by_case(values: Iterable[object]) -> dict[str, object]:
    return {str(number): value for number, value in enumerate(values)}


def find_masks(submission: Path, references: dict[str, Path]) -> dict[str, Path]:
    """The mask of each case by its file name; what is not a PNG file is not looked at."""
    found: dict[str, Path] = {}
    for path in sorted(submission.rglob("*")):
        if path.suffix.lower() != ".png" or not path.is_file():
            continue
        name = path.name.lower()
        if name not in references:
            raise SubmissionError(
                f"{path.name!a}: this phase has no such case. "
                f"Its masks are {', '.join(references)}."
            )
        if name in found:
            raise SubmissionError(f"{name}: the submission holds two of them. Send one per case.")
        found[name] = path
    missing = [name for name in references if name not in found]
    if missing:
        raise SubmissionError(
            f"{len(missing)} of {len(references)} masks are missing: {', '.join(missing)}. "
            "Send a mask for every case, an empty one where there is no nucleus."
        )
    return found


def read_mask(path: Path, shape: tuple[int, ...]) -> Mask:
    """True where the submission sees a nucleus. The header is checked before any pixel is read."""
    name = path.name
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise SubmissionError(
            f"{name}: {size:,} bytes, at most {MAX_BYTES:,} are read. Save it as a 1-bit PNG image."
        )
    try:
        with Image.open(path, formats=["PNG"]) as image:
            if (image.height, image.width) != shape:
                raise SubmissionError(
                    f"{name}: {image.width} × {image.height} pixels instead of "
                    f"{shape[1]} × {shape[0]}. Give the mask the size of its image."
                )
            if image.mode not in ("1", "L"):
                raise SubmissionError(
                    f"{name}: pixels of the kind {image.mode}. "
                    "Save the mask in 1-bit or 8-bit greyscale, without transparency."
                )
            pixels = np.asarray(image)
    except (OSError, SyntaxError, ValueError, EOFError, zlib.error, struct.error):
        raise SubmissionError(f"{name}: not a readable PNG image. Save it again as PNG.") from None
    grey = [int(value) for value in np.unique(pixels) if value]
    if len(grey) > 1:
        raise SubmissionError(
            f"{name}: {len(grey)} different grey values beside 0. "
            "Use 0 for background and one other value for nuclei."
        )
    return pixels > 0


def score(mask: Mask, labels: Labels) -> Scores:
    reference = labels > 0
    both = int(np.count_nonzero(mask & reference))
    either = int(np.count_nonzero(mask | reference))
    return Scores(
        dicecoefficient=2 * both / (both + either) if either else 1.0,
        jaccardcoefficient=both / either if either else 1.0,
        surfacedistance=surface_distance(mask, reference),
        nucleifound=nuclei_found(mask, labels),
    )


def surface_distance(one: Mask, other: Mask) -> float:
    """Average symmetric surface distance in pixels: from every contour pixel of either mask to the
    nearest contour pixel of the other. Where only one mask has a contour there is no such
    distance, and the diagonal of the image, the longest there could be, stands for it."""
    here, there = contour(one), contour(other)
    if not len(here) and not len(there):
        return 0.0
    if not len(here) or not len(there):
        return float(np.hypot(*one.shape))
    rows = here[:, 0, None] - there[:, 0]
    columns = here[:, 1, None] - there[:, 1]
    squares = rows * rows + columns * columns
    nearest = np.concatenate([squares.min(axis=0), squares.min(axis=1)])
    return float(np.sqrt(nearest).mean())


def contour(mask: Mask) -> NDArray[np.int32]:
    """Row and column of the mask's pixels that touch the background by a side. The edge of the
    image is no contour: what it cuts goes on beyond it."""
    padded = np.pad(mask, 1, mode="edge")
    sides = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    return np.argwhere(mask & ~sides).astype(np.int32)


def nuclei_found(mask: Mask, labels: Labels) -> float:
    """Share of the reference nuclei of which the mask covers at least half."""
    sizes = np.bincount(labels.ravel())[1:]
    covered = np.bincount(labels[mask], minlength=len(sizes) + 1)[1:]
    asked = sizes >= MIN_NUCLEUS
    if not asked.any():
        return 1.0
    return float(np.mean(2 * covered[asked] >= sizes[asked]))


if __name__ == "__main__":
    main()
