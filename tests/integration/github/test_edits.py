"""A push that changes nothing but ``submission.yaml`` edits what is said of a submission."""

from __future__ import annotations

from typing import Any

import pytest

from integration.github.conftest import CHALLENGE, Place
from podium.challenge.folder import load_challenge
from podium.records.results import Result, results_at

FOLDER = "submissions/small/dev/octocat/first"


@pytest.fixture
def scored(place: Place) -> Any:
    pull = place.submit(
        "octocat",
        {f"{FOLDER}/answer.txt": "0.5", f"{FOLDER}/submission.yaml": "method_name: old\n"},
    )
    assert place.grade() == (0, 0)
    return pull


def push(place: Place, pull: Any, **files: str) -> str:
    """Names have ``__`` for a dot."""
    named = {f"{FOLDER}/{name.replace('__', '.')}": text for name, text in files.items()}
    sha = place.server.push_to_pull(CHALLENGE, pull.number, named)
    place.wake(place.server.pull(CHALLENGE, pull.number))
    return sha


def result(place: Place) -> Result:
    loaded = load_challenge(place.folder / "small")
    (found,) = results_at(loaded.challenge, place.records())
    return found


def test_it_is_recorded_beside_the_submission_and_uses_none_up(place: Place, scored: Any) -> None:
    push(place, scored, submission__yaml="method_name: new\nproject_url: https://example.org\n")
    assert place.grade() == (0, 0)
    (record,) = place.records()
    assert [one.evaluation.number for one in record.evaluations] == [1]
    assert record.submission.metadata.method_name == "old"
    assert [edit.metadata.method_name for edit in record.edits] == ["new"]
    assert result(place).submission.metadata.project_url == "https://example.org"
    body = place.comment(scored)
    assert "### Scored: rank 1 of" in body
    assert "1 submission to this phase left (1 of 2" in body
    assert "Closing this pull request changes nothing of the result." in body


def test_a_sweep_finds_nothing_left_to_do(place: Place, scored: Any) -> None:
    push(place, scored, submission__yaml="method_name: new\n")
    place.grade()
    for _ in range(2):
        place.new_machine()
        place.server.requests.clear()
        assert place.sweep() == (0, 0)
        assert place.writes() == []
    (record,) = place.records()
    assert len(record.edits) == 1


def test_withdrawing_takes_the_entry_off_the_board_and_can_be_taken_back(
    place: Place, scored: Any
) -> None:
    push(place, scored, submission__yaml="withdraw: true\n")
    assert place.grade() == (0, 0)
    assert result(place).standing.is_withdrawn
    assert "withdrawn by you" in place.comment(scored)
    assert place.run("pages") == 0
    assert '"entries":[]' in (place.folder / "site/small/phases/dev/all/board.json").read_text()
    page = (place.folder / "site/small/phases/dev/all/index.html").read_text()
    assert "Its participant took it off the board." in page
    push(place, scored, submission__yaml="method_name: back\n")
    place.grade()
    assert not result(place).standing.is_withdrawn
    assert len(place.records()) == 1


def test_other_files_are_another_submission(place: Place, scored: Any) -> None:
    push(place, scored, submission__yaml="method_name: new\n", answer__txt="0.7")
    place.grade()
    assert len(place.records()) == 2


def test_an_edit_that_is_not_in_order_is_refused_and_changes_nothing(
    place: Place, scored: Any
) -> None:
    push(place, scored, submission__yaml="method_nam: new\n")
    place.grade()
    assert "### Not accepted" in place.comment(scored)
    (record,) = place.records()
    assert record.edits == ()


def test_somebody_else_s_submission_is_not_edited(place: Place, scored: Any) -> None:
    other = {"submissions/small/dev/ada/first/submission.yaml": "withdraw: true\n"}
    place.server.push_to_pull(CHALLENGE, scored.number, other)
    place.wake(place.server.pull(CHALLENGE, scored.number))
    place.grade()
    assert "### Not accepted" in place.comment(scored)
    (record,) = place.records()
    assert record.edits == ()


def test_looking_back_shows_what_was_said_then(place: Place, scored: Any) -> None:
    push(place, scored, submission__yaml="method_name: new\n")
    place.grade()
    (record,) = place.records()
    (edit,) = record.edits
    assert edit.edited_at is not None
    assert record.said_at(record.submission.submitted_at.replace(year=2020)) == record.submission
    assert record.said_at(edit.edited_at).metadata == edit.metadata
    assert record.said_at(edit.edited_at).source == record.submission.source
