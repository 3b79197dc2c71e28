"""What a participant is told before anything runs."""

from __future__ import annotations

from datetime import timedelta

import pytest

import factories
from podium.challenge.model import Phase
from podium.records.model import Metadata, SubmittedFile
from podium.submission import check

CONFIG = """\
title: Checked
podium: {evaluator: {image: "example:1"}}
challenge_phases:
  - codename: dev
    score_jsonpath: x
    submissions_open_at: 2026-07-01 00:00:00
    submissions_close_at: 2026-07-31 00:00:00
    allowed_submission_file_types: ".csv, .zip, .tar.gz"
    supplementary_url_choice: req
    submission_meta_attributes:
      - {name: Notes, description: free text, type: text, required: true}
      - {name: Kind, description: kind, type: radio, options: [tree, linear]}
      - {name: Data, description: data, type: checkbox, options: [own, public]}
      - {name: Open, description: open source, type: boolean}
"""
GOOD = Metadata(supplementary_url="https://example.org/x", attributes={"Notes": "none"})


@pytest.fixture(scope="module")
def phase() -> Phase:
    return factories.make_challenge(CONFIG).phases[0]


def issues_of(phase: Phase, metadata: Metadata = GOOD, *names: str, days: float = 0) -> list[str]:
    issues = check.check_submission(
        phase,
        files=[SubmittedFile(name, 1, "0" * 64) for name in names or ("p.csv",)],
        metadata=metadata,
        now=factories.NOON + timedelta(days=days),
    )
    return [str(issue) for issue in issues]


def test_a_good_submission_has_no_issue(phase: Phase) -> None:
    assert issues_of(phase) == []


@pytest.mark.field(
    "allowed_submission_file_types", "submission_meta_attributes", "submissions_close_at"
)
@pytest.mark.field("supplementary_url_choice")
@pytest.mark.field(
    "text", "radio", "checkbox", "boolean", "required", of="submission_meta_attributes"
)
def test_all_issues_come_at_once(phase: Phase) -> None:
    bad = Metadata(
        project_url="javascript:alert(1)",
        attributes={"Kind": "forest", "Data": ("own", "stolen"), "Open": "yes"},
    )
    assert issues_of(phase, bad, "p.exe", days=60) == [
        "phase dev: closed at 2026-07-31T00:00:00Z; it is 2026-08-30T12:00:00Z now",
        "submission.yaml: attributes.Notes: this attribute is required: free text",
        "submission.yaml: supplementary_url: this address is required (Publication).",
        "p.exe: this type of file is not accepted; the phase takes .csv, .zip, .tar.gz",
        "submission.yaml: attributes.Kind: expected one of tree, linear",
        "submission.yaml: attributes.Data: expected some of own, public",
        "submission.yaml: attributes.Open: expected true or false",
        "submission.yaml: project_url: expected an address that starts with https:// or http://",
    ]


@pytest.mark.field("submissions_open_at")
def test_a_phase_that_is_not_open_yet_says_when(phase: Phase) -> None:
    assert issues_of(phase, days=-10) == [
        "phase dev: opens at 2026-07-01T00:00:00Z; it is 2026-06-21T12:00:00Z now"
    ]


@pytest.mark.field("allowed_submission_file_types")
def test_several_files_count_as_the_archive_they_travel_in(phase: Phase) -> None:
    assert issues_of(phase, GOOD, "a.png", "b.png") == []


@pytest.mark.field("allowed_submission_file_types")
def test_a_double_ending_is_one_type(phase: Phase) -> None:
    assert issues_of(phase, GOOD, "p.tar.gz") == []


def test_in_a_trial_what_can_still_come_is_a_warning(phase: Phase) -> None:
    issues = check.check_submission(
        phase,
        files=[SubmittedFile("p.csv", 1, "0" * 64)],
        metadata=Metadata(),
        now=factories.NOON + timedelta(days=60),
        is_trial=True,
    )
    assert len(issues) == 3
    assert not any(issue.is_error for issue in issues)
