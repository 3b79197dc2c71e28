"""Submissions that came through GitHub, evaluated on machines of the hosts: who joins a record."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

import factories
from integration.cli.evalai import Folder
from podium.records import model
from podium.records.model import (
    EvaluationRecord,
    LocalSource,
    Participant,
    PullRequestSource,
    Status,
    SubmittedFile,
)


@pytest.fixture
def folder(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Folder:
    return Folder(tmp_path, capfd)


def commit(results: Path) -> None:
    name = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    for command in (("init", "-q"), ("add", "-A"), (*name, "commit", "-qm", "waiting")):
        subprocess.run(["git", "-C", results, *command], check=True)


def waiting(folder: Folder, answer: str) -> Path:
    """The results repository with a submission that came through GitHub, as the sweep leaves it."""
    digest = hashlib.sha256(answer.encode()).hexdigest()
    record = factories.make_submitted(
        "pr-12-aaaaaaa",
        EvaluationRecord(factories.make_evaluation(status=Status.SUBMITTED)),
        challenge="challenge",
        phase="test",
        participant=Participant("ada", 4711),
        source=PullRequestSource("org/small", 12, "a" * 40),
        files=(SubmittedFile("answer.json", len(answer), digest),),
    )
    return factories.write_records(folder.root.parent / "results", [record])


def test_hosts_record_what_they_evaluate_elsewhere(folder: Folder, tmp_path: Path) -> None:
    answer = '{"score": 0.5}\n'
    results = waiting(folder, answer)
    commit(results)
    folder.config["remote_evaluation"] = True
    options = ("--participant", "Ada", "--id", "pr-12-aaaaaaa")
    assert folder.evaluate(answer, *options)[0] == 0
    assert folder.run("record", folder.root, tmp_path / "out", "--results", results)[0] == 0
    (place,) = results.rglob("evaluations/2")
    held = model.parse_submission((place / "../../submission.json").read_bytes())
    assert held.participant == Participant("ada", 4711)


def test_a_recorded_submission_is_evaluated_again_by_its_id(folder: Folder, tmp_path: Path) -> None:
    answer = '{"score": 0.5}\n'
    results = waiting(folder, answer)
    commit(results)
    options = ("--submission", "pr-12-aaaaaaa", "--results", results)
    assert folder.evaluate(answer, *options)[0] == 0
    written = model.parse_submission((tmp_path / "out/submission.json").read_bytes())
    assert written.participant.id == 4711
    assert not isinstance(written.source, LocalSource)
    assert folder.run("record", folder.root, tmp_path / "out", "--results", results)[0] == 0
    assert len(list(results.rglob("evaluation.json"))) == 2


def test_a_lone_file_may_have_another_name(folder: Folder, tmp_path: Path) -> None:
    answer = '{"score": 0.5}\n'
    results = waiting(folder, answer)
    (place,) = results.rglob("submission.json")
    place.write_text(place.read_text().replace("answer.json", "predictions.json"))
    commit(results)
    options = ("--participant", "ada", "--id", "pr-12-aaaaaaa")
    assert folder.evaluate(answer, *options)[0] == 0
    assert folder.run("record", folder.root, tmp_path / "out", "--results", results)[0] == 0
    again = ("--submission", "pr-12-aaaaaaa", "--results", results)
    assert folder.evaluate(answer, *again)[0] == 0


REFUSED = [
    pytest.param('{"score": 0.9}\n', ("--submission", "pr-12-aaaaaaa"), 1,
                 "these are not the files that are recorded", id="other files"),
    pytest.param('{"score": 0.5}\n', ("--submission", "pr-13-bbbbbbb"), 2,
                 "no submission 'pr-13-bbbbbbb'", id="no such submission"),
    pytest.param('{"score": 0.5}\n', ("--submission", "pr-12-aaaaaaa", "--id", "x"), 2,
                 "says already whose it is", id="said twice"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "options", "code", "said"), REFUSED)
def test_nothing_else_is_evaluated_under_a_recorded_id(
    answer: str, options: tuple[str, ...], code: int, said: str, folder: Folder
) -> None:
    results = waiting(folder, '{"score": 0.5}\n')
    ended, told = folder.evaluate(answer, *options, "--results", results)
    assert (ended, said in str(told)) == (code, True)


@pytest.mark.parametrize(
    ("answer", "login"), [('{"score": 0.9}\n', "ada"), ('{"score": 0.5}\n', "eve")]
)
def test_a_record_is_joined_by_the_same_files_of_the_same_person_only(
    answer: str, login: str, folder: Folder, tmp_path: Path
) -> None:
    results = waiting(folder, '{"score": 0.5}\n')
    commit(results)
    folder.evaluate(answer, "--participant", login, "--id", "pr-12-aaaaaaa")
    code, said = folder.run("record", folder.root, tmp_path / "out", "--results", results)
    assert (code, "another submission is recorded under this id" in said) == (1, True)
