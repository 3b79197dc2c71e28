"""Values case by case are read as the same table, in whatever shape an evaluator wrote them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podium.challenge.rules import CaseKeys, OuterKeys
from podium.ranking.cases import reader_for
from podium.ranking.cases.reading import Naming
from unit.ranking.analysis import shapes
from unit.ranking.cases.tables import read, table


@pytest.mark.parametrize("shape", shapes.NAMED.values(), ids=shapes.NAMED)
@pytest.mark.parametrize("path", ["aggregates.dice", "score"], ids=["a path", "no path"])
def test_a_shape_is_the_same_table_as_evalutils(shape: shapes.Shape, path: str) -> None:
    found = shapes.documents(shape)
    reader = reader_for(list(found.values()), paths=(path,))
    for entry, document in found.items():
        cases = reader.read(document)
        assert cases is not None and cases.naming is Naming.NAMED
        columns = table(cases)
        for metric, expected in shapes.by_metric(shapes.values_of(entry)).items():
            assert columns[metric] == expected


@pytest.mark.parametrize("shape", shapes.NAMED.values(), ids=shapes.NAMED)
def test_a_document_alone_is_read_like_many(shape: shapes.Shape) -> None:
    found = shapes.documents(shape)
    together = reader_for(list(found.values()), paths=("aggregates.dice",))
    alone = read(found["ada"], paths=("aggregates.dice",))
    assert table(alone) == table(together.read(found["ada"]))


def test_picai_s_columns_by_case_are_one_table() -> None:
    cases = [f"10{n:03}_1000{n:03}" for n in range(30)]
    document = {
        "auroc": 0.8,
        "case_target": dict.fromkeys(cases, 1),
        "case_pred": dict.fromkeys(cases, 0.5),
        "lesion_results": {case: [[1, 0.5, 0.3]] for case in cases},
    }
    found = table(read(document, paths=("auroc",)))
    assert set(found) == {"target", "pred"} and set(found["pred"]) == set(cases)


def test_of_several_tasks_the_one_that_the_board_ranks_by_is_read() -> None:
    """As the evaluator of Learn2Reg writes them."""
    document = {
        task: {"case": {"DSC": {"0": value, "1": value}}, "aggregates": {"mean": {"DSC": value}}}
        for task, value in (("LungCT", 0.1), ("OASIS", 0.2))
    }
    for task, value in (("LungCT", 0.1), ("OASIS", 0.2)):
        found = read(document, paths=(f"{task}.aggregates.mean.DSC",))
        assert found is not None and found.where == f"{task}.case"
        assert table(found)["DSC"] == {"0": value, "1": value}


NESTED = {"left": {"TP": 1, "FP": 2}}


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"0": NESTED, "1": NESTED}, id="objects"),
        pytest.param({"0": [1, 2], "1": []}, id="lists"),
        pytest.param({"0": "left", "1": "left"}, id="texts"),
        pytest.param({"0": float("nan"), "1": None}, id="no numbers"),
        pytest.param({}, id="an empty column"),
        pytest.param(20, id="a number"),
        pytest.param([0.5, 0.25], id="a list in its place"),
        pytest.param(None, id="null"),
    ],
)
def test_one_odd_column_takes_no_other_away(other: object) -> None:
    found = read({"case": {"dice": {"0": 0.5, "1": 0.25}, "other": other, "n": {"0": 1, "1": 2}}})
    columns = table(found)
    assert columns["dice"] == {"0": 0.5, "1": 0.25} and columns["n"] == {"0": 1, "1": 2}


def test_a_short_list_in_a_row_is_a_column_each_and_no_mean() -> None:
    rows = [{"name": f"c{n}", "dice": [n / 10, n / 20], "pred": [[1, 2]] * n} for n in range(3)]
    found = table(read({"cases": rows}, paths=("aggregates.dice",)))
    assert list(found) == ["name", "dice[0]", "dice[1]", "pred"]
    assert found["dice[1]"] == {"c0": 0.0, "c1": 0.05, "c2": 0.1}


def test_numbers_behind_a_name_are_columns_by_their_place() -> None:
    found = table(read({"cases": [["a", 0.1, 4], ["b", 0.2, None]]}))
    assert found["[0]"] == {"a": 0.1, "b": 0.2} and found["[1]"] == {"a": 4, "b": None}


@pytest.mark.parametrize("mean", [0.45, 0.4523, 45.0], ids=["exactly", "rounded", "in percent"])
def test_a_number_that_one_makes_shows_that_lists_are_cases(mean: float) -> None:
    values = [0.45, 0.4, 0.5] if mean != 0.4523 else [0.45231, 0.40456, 0.50007]
    document = {"images": ["x", "y", "z"], "iou": values, "overall": {"iou": mean}}
    assert table(read(document))["iou"] == dict(zip("xyz", values, strict=True))


def test_hosts_name_a_list_of_names() -> None:
    document = {"who": ["a", "b"], "arm": ["x", "x"], "all": {"f1": [0.5, 0.25]}, "mean": 1.0}
    assert read(document) is None
    found = read(document, declared=CaseKeys("$", "who", "arm"))
    assert found is not None and found.naming is Naming.NAMED
    assert found.columns["f1"] == {"a": 0.5, "b": 0.25} and found.groups == {"a": "x", "b": "x"}


def test_objects_in_rows_are_groups_of_columns() -> None:
    rows = {
        f"case_{n}": {"metrics": {"1": {"Dice": n / 10}, "2": {"Dice": n / 20}}, "file": "x"}
        for n in range(3)
    }
    assert list(table(read({"per_case": rows}))) == ["metrics.1.Dice", "metrics.2.Dice", "file"]


@pytest.mark.parametrize("outer", OuterKeys)
def test_a_number_that_is_the_mean_of_a_metric_s_cases_tells_which_keys_are_metrics(
    outer: OuterKeys,
) -> None:
    """No name says anything here, and there are as many of both."""
    values = {"1": {"x": 0.1, "y": 0.4}, "2": {"x": 0.3, "y": 0.9}}
    mean = 0.25 if outer is OuterKeys.METRIC else 0.2  # of what stands below 1, or in x
    found = table(read({"cases": values, "score": mean}, paths=("score",)))
    assert list(found) == (["1", "2"] if outer is OuterKeys.METRIC else ["x", "y"])


def test_nnunet_s_summary_is_named_by_its_reference_files() -> None:
    document = {
        "foreground_mean": {"Dice": 0.5},
        "mean": {"1": {"Dice": 0.5}},
        "metric_per_case": [
            {
                "metrics": {"1": {"Dice": n / 10, "TP": n}},
                "prediction_file": f"/output/p/{n}.nii.gz",
                "reference_file": f"/gt/case_{n}.nii.gz",
            }
            for n in range(3)
        ],
    }
    found = table(read(document, paths=("foreground_mean.Dice",)))
    assert found["metrics.1.Dice"] == {f"/gt/case_{n}.nii.gz": n / 10 for n in range(3)}


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        pytest.param({"dice": {"c1": {"liver": 1.0, "spleen": 0.5}}}, "dice.liver", id="middle"),
        pytest.param(
            {"c1": {"liver": {"dice": 1.0}, "spleen": {"dice": 0.5}}}, "liver.dice", id="outer"
        ),
        pytest.param(
            {"liver": {"dice": {"c1": 1.0}}, "spleen": {"dice": {"c1": 0.5}}},
            "liver.dice",
            id="inner",
        ),
    ],
)
def test_of_three_levels_the_one_that_looks_like_cases_is_taken(levels: Any, expected: str) -> None:
    text = json.dumps(levels)
    more = [json.loads(text.replace("c1", f"c{n:03}")) for n in range(5)]
    found = table(read({"cases": _merged(more), "aggregates": {"dice": 1}}))
    assert found[expected] == {f"c{n:03}": 1.0 for n in range(5)}


def _merged(parts: list[Any]) -> Any:
    made: dict[str, Any] = {}
    for part in parts:
        for key, one in part.items():
            made[key] = _merged([made[key], one]) if isinstance(made.get(key), dict) else one
    return made


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({"results": {"dice": {"mean": 0.5, "std": 0.1}}}, id="statistics"),
        pytest.param(
            {"case_results": {"dice": {"mean": 1, "std": 2}, "hd": {"mean": 1, "std": 2}}},
            id="statistics below a case's key",
        ),
        pytest.param({"results": {"liver": {"dice": 1}, "spleen": {"dice": 2}}}, id="organs"),
        pytest.param({"per_class": {"1": {"ap": 1}, "2": {"ap": 2}}}, id="classes"),
        pytest.param({"results": [{"class": "a", "ap": 1}, {"class": "b", "ap": 2}]}, id="kinds"),
        pytest.param({"result": [{"train": {"dice": 1}}, {"test": {"dice": 2}}]}, id="splits"),
        pytest.param({"results": {"fold_0": {"dice": 1}, "fold_1": {"dice": 2}}}, id="folds"),
        pytest.param({"results": [{"dice": 0.5}]}, id="a single result"),
        pytest.param(
            {"folds": [{"fold": 0, "dice": 0.5}, {"fold": 1, "dice": 0.7}]}, id="means of folds"
        ),
        pytest.param({"fold_0": {"dice": 0.5}, "fold_1": {"dice": 0.7}}, id="a mean below a fold"),
        pytest.param({"ap": {"0.125": 0.5, "0.250": 0.25}}, id="thresholds"),
        pytest.param(
            {"history": [{"epoch": 1, "loss": 0.5}, {"epoch": 2, "loss": 0.1}]}, id="steps"
        ),
        pytest.param({"scores": {"class_001": {"ap": 1.0}, "class_002": {"ap": 2}}}, id="labels"),
        pytest.param(
            {"organs": [{"name": "liver", "dice": 0.5}, {"name": "spleen", "dice": 0.7}]},
            id="organs by name",
        ),
        pytest.param({"results": [0.5, 0.25]}, id="a list of numbers"),
        pytest.param({"case": {"dice": 0.5}}, id="one number"),
        pytest.param({"case": {"pred": {"0": [1], "1": [2]}}}, id="lists alone"),
        pytest.param([{"dice": 0.9}, {"dice": 0.5}], id="a list at the top"),
        pytest.param(
            {"organs": ["liver", "lung"], "dice": [0.9, 0.8], "mean": {"dice": 0.85}},
            id="names of kinds beside their values",
        ),
        pytest.param(
            {"names": ["liver", "lung"], "dice": [0.9, 0.8], "mean": {"dice": 0.85}},
            id="names that are no case's",
        ),
        pytest.param(
            {"cases": ["a", "b"], "weights": [0.9, 0.8], "mean": {"dice": 0.5}},
            id="names beside what makes no number",
        ),
        pytest.param(
            {"cases": ["a", "b"], "curve": [0.9, 0.8, 0.85], "mean": {"dice": 0.85}},
            id="names beside what is longer",
        ),
        pytest.param(
            {"cases": ["a", "a"], "dice": [0.9, 0.8], "mean": {"dice": 0.85}},
            id="one name twice",
        ),
        pytest.param({"dice": [["liver", 0.9], ["lung", 0.8]]}, id="pairs of organs"),
        pytest.param({"per_class": [["1", 0.9], ["2", 0.8]]}, id="pairs of classes"),
        pytest.param({"case_settings": [["a", "b"], ["c", "d"]]}, id="pairs of texts"),
        pytest.param(
            {"per_case": {"fold": {"dice": [0.5, 0.25]}, "rest": {"dice": [0.5, 0.75]}}},
            id="lists in objects alone",
        ),
        pytest.param({"file": "x", "images": 20, "cases": []}, id="other things"),
        pytest.param(None, id="nothing"),
    ],
)
def test_what_is_made_of_cases_or_of_classes_is_no_table_of_cases(document: object) -> None:
    assert read(document) is None


def test_what_a_board_ranks_by_is_no_case() -> None:
    rows = {f"c{n}": {"dice": n / 10} for n in range(3)} | {"whole set": {"dice": 0.1}}
    found = read({"cases": rows}, paths=("cases.whole set.dice",))
    assert found is not None and list(found.beside) == ["whole set"]
    assert set(table(found)["dice"]) == {"c0", "c1", "c2"}


ROWS = [{"tag": {"n": f"x{n}"}, "who": "ab"[n % 2], "dice": n / 10} for n in range(4)]


@pytest.mark.parametrize(
    ("document", "declared"),
    [
        pytest.param({"odd": {"place": ROWS}}, CaseKeys("odd.place", "tag.n", "who"), id="keys"),
        pytest.param(ROWS, CaseKeys("$", "tag.n", "who"), id="the whole document"),
        pytest.param({"odd": [ROWS]}, CaseKeys("$.odd[0]", "tag.n", "who"), id="a JSONPath"),
        pytest.param(
            {
                "case": {
                    k: {
                        str(n): row[k]
                        for n, row in enumerate(
                            [
                                {"name": f"x{n}", "who": "ab"[n % 2], "dice": n / 10}
                                for n in range(4)
                            ]
                        )
                    }
                    for k in ("name", "who", "dice")
                }
            },
            CaseKeys(name="name", group="who"),
            id="a column of names",
        ),
    ],
)
def test_hosts_say_where_cases_are_and_what_names_them(document: Any, declared: CaseKeys) -> None:
    found = read(document, declared=declared)
    assert found is not None and found.naming is Naming.NAMED
    assert found.columns["dice"] == {"x0": 0, "x1": 0.1, "x2": 0.2, "x3": 0.3}
    assert found.groups == {"x0": "a", "x1": "b", "x2": "a", "x3": "b"}


@pytest.mark.parametrize("outer", OuterKeys)
def test_hosts_say_what_the_outer_keys_are(outer: OuterKeys) -> None:
    found = table(
        read(
            {"case": {"a": {"x": 1, "y": 2}, "b": {"x": 3, "y": 4}}}, declared=CaseKeys(outer=outer)
        )
    )
    assert list(found) == (["a", "b"] if outer is OuterKeys.METRIC else ["x", "y"])


@pytest.mark.parametrize("name", ["who", "nothing"])
def test_a_declared_name_that_names_nothing_is_ambiguous(name: str) -> None:
    found = read({"results": ROWS}, declared=CaseKeys(name=name))
    assert found is not None and found.naming is Naming.AMBIGUOUS


def test_a_declared_path_that_leads_nowhere_finds_nothing_else() -> None:
    assert read({"results": ROWS}, declared=CaseKeys("nowhere")) is None


def test_one_entry_that_is_written_otherwise_changes_nothing_for_the_rest() -> None:
    found = shapes.documents(shapes.NAMED["results"])
    odd = {"results": [{"a": 1}, {"a": 2}], "aggregates": {"dice": 1}}
    reader = reader_for([odd, *found.values()])
    for document in found.values():
        cases = reader.read(document)
        assert cases is not None and cases.naming is Naming.NAMED
    cases = reader.read(odd)
    assert cases is not None and cases.naming is Naming.AMBIGUOUS


KEYS = st.sampled_from(
    [
        "case",
        "results",
        "dice",
        "mean",
        "0",
        "1",
        "a.mha",
        "name",
        "fold_0",
        "fold_1",
        "index",
        "columns",
        "data",
        "",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=25,
)
DECLARED = st.builds(
    CaseKeys,
    path=st.none() | st.sampled_from(["case", "$", "$..case", "results[0]"]),
    name=st.none() | KEYS,
    group=st.none() | KEYS,
    outer=st.none() | st.sampled_from(OuterKeys),
)


@given(st.lists(st.dictionaries(KEYS, JSON, max_size=4) | JSON, max_size=4), DECLARED)
def test_no_document_makes_the_reader_raise(documents: list[Any], declared: CaseKeys) -> None:
    reader = reader_for(documents, paths=("case.dice",), declared=declared)
    for document in documents:
        cases = reader.read(document)
        if cases is not None:
            for metric in cases.columns:
                assert isinstance(cases.columns[metric], dict)
