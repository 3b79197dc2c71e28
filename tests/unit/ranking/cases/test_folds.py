"""Cases that stand fold by fold are one table."""

from __future__ import annotations

from typing import Any

import pytest

from unit.ranking.analysis import shapes
from unit.ranking.cases.tables import read, table


def test_folds_of_cases_are_told_apart_by_the_fold() -> None:
    found = read({"cases": shapes.folds(shapes.values_of("ada"))})
    columns = table(found)
    assert set(columns) == {"dice", "hd95"}
    assert len(columns["dice"]) == shapes.CASES and "fold_0 / c00.mha" in columns["dice"]


def in_folds(values: shapes.Values) -> list[dict[str, Any]]:
    return [{name: values[name] for name in sorted(values)[fold::2]} for fold in (0, 1)]


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(lambda folds: {"folds": folds}, id="a list of objects"),
        pytest.param(lambda folds: {"folds": [shapes.rows(f) for f in folds]}, id="lists of rows"),
        pytest.param(
            lambda folds: {
                "folds": [{"fold": n, "cases": shapes.rows(f)} for n, f in enumerate(folds)]
            },
            id="rows in objects",
        ),
        pytest.param(
            lambda folds: {
                f"fold_{n}": {"mean": {"dice": 0.5}, "per_case": {**f, "count": 10}}
                for n, f in enumerate(folds)
            },
            id="at the top",
        ),
        pytest.param(
            lambda folds: {
                "cv": {f"fold{n}": {"case": shapes.by_metric(f)} for n, f in enumerate(folds)}
            },
            id="by metric",
        ),
    ],
)
def test_cases_of_all_folds_are_one_table(document: Any) -> None:
    values = shapes.values_of("ada")
    found = table(read({**document(in_folds(values)), "aggregates": shapes.aggregates(values)}))
    expected = sorted(row["dice"] for row in values.values())
    assert sorted(found["dice"].values(), key=str) == sorted(expected, key=str)


def test_lists_below_folds_are_one_list() -> None:
    rows = [{"case": "a", "dice": 0.5}, {"case": "b", "dice": 0.25}]
    found = table(read({"cases": {"fold_0": rows, "fold_1": rows}}))
    assert found["dice"] == {
        "a / fold_0": 0.5,
        "b / fold_0": 0.25,
        "a / fold_1": 0.5,
        "b / fold_1": 0.25,
    }
