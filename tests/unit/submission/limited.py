"""A phase with limits, and submissions to it, for the tests of what they leave."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import yaml

import factories
from podium import formats
from podium.challenge.model import Challenge, Phase
from podium.records.model import Participant, Status, SubmissionRecord

NOW = "2026-07-01T12:00:00Z"


def utc(text: str) -> datetime:
    return formats.parse_time(text)


def make_challenge(**keys: Any) -> Challenge:
    """``keys`` are the phase's."""
    phase = {"codename": "dev", "score_jsonpath": "accuracy", **keys}
    config = {
        "title": "Small",
        "podium": {"evaluator": {"image": "example:1"}, "hosts": ["grace"]},
        "banned_email_ids": ["mallory"],
        "challenge_phases": [phase, {"codename": "other", "score_jsonpath": "accuracy"}],
    }
    return factories.make_challenge(yaml.safe_dump(config))


def make_phase(**keys: Any) -> Phase:
    return make_challenge(**keys).phases[0]


def make_record(
    id: str, *statuses: Status, at: str = NOW, phase: str = "dev", by: Participant | str = "ada"
) -> SubmissionRecord:
    """A submission with one evaluation a minute, in the order of ``statuses``."""
    participant = Participant(by) if isinstance(by, str) else by
    submission = factories.make_submission(
        id, participant=participant, submitted_at=utc(at), phase=phase
    )
    evaluations = (
        factories.make_evaluated(
            number=number, status=status, created_at=utc(at) + timedelta(minutes=number)
        )
        for number, status in enumerate(statuses, start=1)
    )
    return SubmissionRecord(submission, tuple(evaluations))
