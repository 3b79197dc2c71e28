"""Compare predictions with the ground truth and write metrics.json.

In the container it needs no arguments. Outside, say where things are:

    python evaluator/evaluate.py --input examples/threshold --ground-truth annotations --output .

When a submission cannot be scored, the last line on stderr says so to the participant, and the
exit code is 1. It never quotes the ground truth.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path

LABELS = ("ellipse", "rectangle")


class SubmissionError(Exception):
    """The submission cannot be scored; the message is for the participant."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--input", type=Path, default=Path("/input"))
    parser.add_argument(
        "--ground-truth", type=Path, default=Path("/opt/ml/input/data/ground_truth")
    )
    parser.add_argument("--output", type=Path, default=Path("/output"))
    arguments = parser.parse_args()
    truth = read_labels(next(arguments.ground_truth.glob("*.csv")))
    try:
        predictions = read_labels(find_predictions(arguments.input))
        metrics = score(predictions, truth)
    except SubmissionError as error:
        sys.exit(str(error))
    (arguments.output / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n")


def find_predictions(folder: Path) -> Path:
    path = folder / "predictions.csv"
    if not path.is_file():
        raise SubmissionError("predictions.csv is missing. Send one file of this name.")
    return path


def read_labels(path: Path) -> dict[str, str]:
    """The label of each id. Every row is checked, so that a typo is not taken for a mistake."""
    labels: dict[str, str] = {}
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = csv.DictReader(file)
            if rows.fieldnames != ["id", "label"]:
                raise SubmissionError(f"{path.name}, line 1: expected the header id,label.")
            for row in rows:
                place = f"{path.name}, line {rows.line_num}"
                if row["label"] not in LABELS:
                    raise SubmissionError(f"{place}: the label is not one of {', '.join(LABELS)}.")
                if row["id"] in labels:
                    raise SubmissionError(
                        f"{place}: this id was given before. Keep one row per id."
                    )
                labels[row["id"]] = row["label"]
    except (UnicodeDecodeError, csv.Error):
        raise SubmissionError(f"{path.name}: not a CSV file in UTF-8.") from None
    return labels


def score(predictions: dict[str, str], truth: dict[str, str]) -> dict[str, float]:
    """The ground truth says what is scored, so leaving out the hard ones does not pay."""
    missing = truth.keys() - predictions.keys()
    if missing:
        raise SubmissionError(
            f"predictions.csv: {len(missing)} of {len(truth)} ids have no label; "
            f"{min(missing)} is one of them. Give every id of data/test.csv a label."
        )
    hits = sum(predictions[name] == label for name, label in truth.items())
    return {
        "accuracy": hits / len(truth),
        "macro_f1": sum(f1(predictions, truth, label) for label in LABELS) / len(LABELS),
    }


def f1(predictions: dict[str, str], truth: dict[str, str], label: str) -> float:
    asked = {name for name, given in truth.items() if given == label}
    given = {name for name in truth if predictions[name] == label}
    return 2 * len(asked & given) / (len(asked) + len(given)) if asked or given else 1.0


if __name__ == "__main__":
    main()
