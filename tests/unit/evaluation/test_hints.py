"""A submission that scored nothing, and whose zip has all its files in a folder."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

import factories
from podium.codes import Code
from podium.evaluation import hints, messages
from podium.jobs import Contract, Fault
from podium.records.model import EvaluationRecord, Status


def stage(folder: Path, *names: str, name: str = "answers.zip") -> Path:
    with zipfile.ZipFile(folder / name, "w") as archive:
        for member in names:
            archive.writestr(member, "x")
    return folder


def failed(message: str, by: Fault = Fault.PARTICIPANT) -> EvaluationRecord:
    return EvaluationRecord(factories.make_failure(message, by))


def scored(metrics: object) -> EvaluationRecord:
    (record,) = factories.make_record({"all": metrics}).evaluations
    return record


def test_a_refusal_ends_with_the_hint(tmp_path: Path) -> None:
    stage(tmp_path, "mine/a.csv", "mine/b/c.csv")
    record, issues = hints.with_hints(failed("no a.csv"), tmp_path, Contract.EVALAI)
    assert record.evaluation.error is not None
    assert record.evaluation.error.message == (
        "no a.csv. A hint: all files of the zip lie in its folder 'mine'; if they are looked for "
        "at its top, zip the files themselves and not the folder"
    )
    assert issues == ()


def test_a_long_refusal_stays_within_what_is_recorded(tmp_path: Path) -> None:
    stage(tmp_path, "mine/a.csv")
    record, _ = hints.with_hints(failed("x" * 1024), tmp_path, Contract.EVALAI)
    assert record.evaluation.error is not None
    assert len(record.evaluation.error.message) == messages.MAX_LENGTH


@pytest.mark.parametrize("values", [{"f1": 0}, {"f1": 0.0, "map": float("nan")}, {}])
def test_a_score_of_nothing_is_warned_of(values: object, tmp_path: Path) -> None:
    stage(tmp_path, "mine/a.csv")
    record, (issue,) = hints.with_hints(scored(values), tmp_path, Contract.EVALAI)
    assert record.evaluation.status is Status.FINISHED
    assert (issue.code, issue.is_error) == (Code.ALL_IN_ONE_FOLDER, False)


def test_nothing_is_said_without_a_reason(tmp_path: Path) -> None:
    nested = stage(tmp_path, "mine/a.csv")
    for record, contract in (
        (scored({"f1": 0.1}), Contract.EVALAI),
        (failed("no a.csv"), Contract.GRAND_CHALLENGE),  # it gets the files without the folder
        (failed("no a.csv", Fault.ORGANIZER), Contract.EVALAI),
        (failed(f"{messages.OUT_OF_TIME}: the limit is 60 s (time_limit)."), Contract.EVALAI),
    ):
        assert hints.with_hints(record, nested, contract) == (record, ())


@pytest.mark.parametrize("names", [("a.csv",), ("mine/a.csv", "b.csv"), ("mine/a", "yours/b"), ()])
def test_a_flat_zip_is_no_reason(names: tuple[str, ...], tmp_path: Path) -> None:
    assert hints.folder_of_all(stage(tmp_path, *names)) == ""


def test_what_is_no_zip_is_no_reason(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_text("no zip")
    assert hints.folder_of_all(tmp_path) == ""
    (tmp_path / "b.csv").write_text("1")
    assert hints.folder_of_all(tmp_path) == ""
