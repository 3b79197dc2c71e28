"""Which key names cases: only by a name are those of two entries paired."""

from __future__ import annotations

from podium.ranking.cases import reader_for
from podium.ranking.cases.reading import Naming
from unit.ranking.cases.tables import read, table


def test_a_list_without_names_is_a_table_whose_cases_are_never_paired() -> None:
    found = read({"results": [{"dice": 0.5, "hd95": 1.5}, {"dice": 0.25, "hd95": 2.5}]})
    assert found is not None and found.naming is Naming.NAMELESS
    assert table(found) == {"dice": {"1": 0.5, "2": 0.25}, "hd95": {"1": 1.5, "2": 2.5}}


def test_positions_and_numbers_are_no_names() -> None:
    rows = [{"index": n, "rank": n, "count": n, "dice": n / 10} for n in range(4)]
    found = read({"results": rows})
    assert found is not None and found.naming is Naming.NAMELESS


def test_an_id_that_is_another_in_each_entry_names_no_case() -> None:
    """Such as the key of the job that made a prediction."""
    documents = [
        {"results": [{"pk": f"{entry}{n}", "dice": n / 10} for n in range(4)]} for entry in "abc"
    ]
    found = reader_for(documents).read(documents[0])
    assert found is not None and found.naming is Naming.NAMELESS


def test_of_two_names_the_one_that_entries_share_is_taken() -> None:
    documents = [
        {
            "results": [
                {"prediction": f"{entry}-{n}.mha", "gt_fname": f"gt{n}.mha", "dice": n / 10}
                for n in range(4)
            ]
        }
        for entry in "abc"
    ]
    found = reader_for(documents).read(documents[0])
    assert table(found)["dice"] == {f"gt{n}.mha": n / 10 for n in range(4)}


def test_a_name_that_two_cases_have_is_told_apart_by_another_key() -> None:
    rows = [
        {"case": case, "organ": organ, "dice": 0.5}
        for case in "ab"
        for organ in ("liver", "spleen")
    ]
    assert list(table(read({"results": rows}))["dice"]) == [
        "a / liver",
        "a / spleen",
        "b / liver",
        "b / spleen",
    ]


def test_a_case_may_be_named_by_three_keys() -> None:
    rows = [
        {"case": case, "arm": arm, "seed": seed, "dice": 0.5}
        for case in ("x", "y")
        for arm in ("a", "b")
        for seed in (0, 1)
    ]
    found = read({"per_case": rows})
    assert found is not None and found.naming is Naming.NAMED
    assert len(table(found)["dice"]) == 8


def test_cases_of_the_same_name_are_ambiguous() -> None:
    found = read({"results": [{"case": "a", "dice": 0.5}, {"case": "a", "dice": 0.25}]})
    assert found is not None and found.naming is Naming.AMBIGUOUS


def test_a_column_of_names_goes_before_places_in_a_table() -> None:
    """evalutils' keys of cases are pandas' index: without this, two entries whose rows stand in
    another order would be paired by position."""
    documents = [
        {"case": {"dice": {"0": 1, "1": 2, "2": 3}, "fname": dict(zip("012", names, strict=True))}}
        for names in ("abc", "cab")
    ]
    reader = reader_for(documents)
    columns = [table(reader.read(document))["dice"] for document in documents]
    assert columns == [{"a": 1, "b": 2, "c": 3}, {"c": 1, "a": 2, "b": 3}]


def test_places_in_a_table_stay_where_names_are_others_in_each_entry() -> None:
    documents = [
        {"case": {"dice": {"0": 1, "1": 2}, "file": {"0": f"{one}/a", "1": f"{one}/b"}}}
        for one in ("job1", "job2")
    ]
    assert table(reader_for(documents).read(documents[0]))["dice"] == {"0": 1, "1": 2}
