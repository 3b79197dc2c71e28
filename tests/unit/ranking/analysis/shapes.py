"""One board's values case by case, in every shape in which evaluators publish them."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Mapping
from typing import Any

Values = Mapping[str, Mapping[str, float]]  # case → metric → value
Shape = Callable[[Values], Any]

ENTRIES = {"ada": 0.10, "ben": 0.105, "cai": 0.18, "dee": 0.185}
CASES = 20


def values_of(entry: str) -> dict[str, dict[str, float]]:
    """Harder cases are harder for everybody; the order is another for each entry."""
    hardness = random.Random(1)
    noise = random.Random(entry)
    made = {}
    for number in range(CASES):
        dice = round(1 - ENTRIES[entry] - hardness.uniform(0, 0.2) - noise.uniform(0, 0.06), 6)
        made[f"c{number:02d}.mha"] = {"dice": dice, "hd95": round(9 * (1 - dice) + 1, 6)}
    names = sorted(made)
    noise.shuffle(names)
    return {name: made[name] for name in names}


def by_metric(values: Values) -> Any:
    metrics = next(iter(values.values()))
    return {metric: {name: row[metric] for name, row in values.items()} for metric in metrics}


def rows(values: Values, key: str = "filename") -> Any:
    return [{key: name, **row} for name, row in values.items()]


def lists(values: Values) -> Any:
    """As ``DataFrame.to_dict("list")`` gives them."""
    return {
        "filename": list(values),
        **{metric: list(column.values()) for metric, column in by_metric(values).items()},
    }


def _columns(values: Values) -> Any:
    return {metric: list(column.values()) for metric, column in by_metric(values).items()}


def _pairs(values: Values) -> Any:
    return {
        metric: [[name, value] for name, value in column.items()]
        for metric, column in by_metric(values).items()
    }


def split(values: Values) -> Any:
    """As ``DataFrame.to_dict("split")`` gives them."""
    return {
        "index": list(values),
        "columns": ["dice", "hd95"],
        "data": [list(row.values()) for row in values.values()],
    }


def folds(values: Values) -> Any:
    names = list(values)
    return {
        f"fold_{fold}": {name: values[name] for name in sorted(names)[fold::2]} for fold in (0, 1)
    }


def with_mean(values: Values) -> Any:
    return {**values, "mean": aggregates(values)}


# Everything that has names, and is read as the same table.
NAMED: Mapping[str, Shape] = {
    "evalutils": lambda values: {"case": by_metric(values)},
    "case: by name": lambda values: {"case": dict(values)},
    "cases: by name": lambda values: {"cases": dict(values)},
    "cases: by metric": lambda values: {"cases": by_metric(values)},
    "per_case": lambda values: {"per_case": dict(values)},
    "per_subject": lambda values: {"per_subject": dict(values)},
    "per-slide": lambda values: {"per-slide": dict(values)},
    "perImage": lambda values: {"perImage": dict(values)},
    "metrics_per_case": lambda values: {"metrics_per_case": rows(values, "case_id")},
    "case_results": lambda values: {"case_results": rows(values, "uid")},
    "results": lambda values: {"results": rows(values)},
    "results: by name": lambda values: {"results": dict(values)},
    "results: {name: row}": lambda values: {
        "results": [{name: row} for name, row in values.items()]
    },
    "details: image.name": lambda values: {
        "details": [{"image": {"name": name}, **row} for name, row in values.items()]
    },
    "names beside": lambda values: {"cases": list(values), **_columns(values)},
    "names beside, of files": lambda values: lists(values),
    "names and an object of columns": lambda values: {
        "case_ids": list(values),
        "scores": _columns(values),
    },
    "names of cases elsewhere": lambda values: {
        "subjects": list(values),
        "per_subject": _columns(values),
    },
    "names among them": lambda values: {
        "per_case": {"names": list(values), "metrics": _columns(values)}
    },
    "pairs": lambda values: {"cases": [[name, row] for name, row in values.items()]},
    "pairs by metric": lambda values: {"per_case": _pairs(values)},
    "pairs, a list each": lambda values: {
        f"{metric}_per_case": column for metric, column in _pairs(values).items()
    },
    "pairs at the top": lambda values: _pairs(values),
    "a list of one number": lambda values: {
        "results": [
            {"id": name, **{metric: [value] for metric, value in row.items()}}
            for name, row in values.items()
        ]
    },
    "lists": lambda values: {"per_case": lists(values)},
    "split": lambda values: {"cases": split(values)},
    "below metrics": lambda values: {"metrics": {"per_patient": rows(values, "patient")}},
    "a column each": lambda values: {
        f"{metric}_per_case": column for metric, column in by_metric(values).items()
    },
    "a column each, by metric": by_metric,
    "metrics below a key": lambda values: {"all": {"test": by_metric(values)}},
    "an unknown key": lambda values: {"table": rows(values, "case")},
    "an unknown key: by name": lambda values: {"scores": dict(values)},
    "at the top": dict,
    "deeper": lambda values: {"evaluation": {"test": {"per_case": rows(values, "id")}}},
    "nnU-Net 1": lambda values: {"results": {"all": rows(values, "reference")}},
    "MONAI": lambda values: {"mean_dice_raw": rows(values)},
    "split without index": lambda values: {
        "results": {
            "columns": ["case", "dice", "hd95"],
            "data": [[name, *row.values()] for name, row in values.items()],
        }
    },
    "a table": lambda values: {"cases": {"schema": {"fields": []}, "data": rows(values)}},
    "a number a row": lambda values: {
        "results": [
            {"case": name, "metric": metric, "value": value}
            for name, row in values.items()
            for metric, value in row.items()
        ]
    },
    "beside its count": lambda values: {"results": {"n": CASES, **values}},
    "with a mean among them": lambda values: {"cases": with_mean(values)},
    "a mean at the end": lambda values: {
        "results": [*rows(values), {"filename": "Mean", **aggregates(values)}]
    },
}


def aggregates(values: Values) -> dict[str, float]:
    return {
        metric: statistics.fmean(column.values()) for metric, column in by_metric(values).items()
    }


def documents(shape: Shape) -> dict[str, dict[str, Any]]:
    """A ``metrics.json`` for each entry; the cases come first, as generators write them."""
    made = {entry: values_of(entry) for entry in ENTRIES}
    return {
        entry: {**shape(values), "aggregates": aggregates(values)} for entry, values in made.items()
    }
