"""One EvalAI evaluation, written down for ``evalai_script``: where everything lies from its point
of view, and what EvalAI tells a script about the submission."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path, PurePath

from podium import formats
from podium.challenge.advice.distributions import DISTRIBUTIONS, NAMESPACES
from podium.challenge.model import Phase
from podium.evaluation.evalai.package import names_beside
from podium.jobs import Job
from podium.records.model import Submission

# All the keys that EvalAI's worker passes, with what they are when nothing is known.
_METADATA: Mapping[str, object] = {
    "id": None,
    "participant_team": None,
    "participant_team_name": None,
    "execution_time": "None",
    "challenge_phase": None,
    "created_by": None,
    "status": "running",
    "input_file": None,
    "submission_input_file": None,
    "stdout_file": None,
    "stderr_file": None,
    "environment_log_file": None,
    "started_at": None,
    "completed_at": None,
    "submitted_at": None,
    "rerun_resumed_at": None,
    "method_name": "",
    "method_description": "",
    "project_url": "",
    "publication_url": "",
    "is_public": False,
    "is_flagged": False,
    "ignore_submission": False,
    "submission_result_file": None,
    "when_made_public": None,
    "is_baseline": False,
    "job_name": [],
    "submission_metadata": None,
    "is_verified_by_host": False,
}


def submission_file(job: Job) -> Path:
    """The one file an EvalAI script is given."""
    found = sorted(job.submission.iterdir())
    if len(found) != 1:
        raise ValueError(f"an EvalAI submission is staged as one file, got {len(found)}")
    return found[0]


def write_job(
    job: Job,
    *,
    package: PurePath,
    annotation: PurePath | None,
    submission: PurePath,
    output: PurePath,
    limits: Mapping[str, tuple[int, int]] | None = None,
) -> bytes:
    """The JSON that ``evalai_script`` reads. All paths are as the script will see them."""
    place = str(submission)
    known = {"challenge_phase": job.phase, "input_file": place, "submission_input_file": place}
    content = {
        "package": str(package),
        "annotation": str(annotation) if annotation else None,
        "submission": place,
        "phase": job.phase,
        "splits": list(job.splits),
        "metadata": {**_METADATA, **known, **job.metadata},
        "output": str(output),
        "distributions": dict(DISTRIBUTIONS),
        "namespaces": sorted(NAMESPACES),
        "outside": sorted(names_beside(job.evaluator.script)) if job.evaluator.script else [],
        "limits": dict(limits or {}),
    }
    return json.dumps(content, default=str).encode()


def evalai_metadata(handed_in: Submission, phase: Phase) -> Mapping[str, object]:
    """The submission's part of ``submission_metadata``, as EvalAI's workers name its keys."""
    metadata, participant = handed_in.metadata, handed_in.participant
    return {
        "id": handed_in.id,
        "participant_team": participant.team or participant.login,
        "participant_team_name": participant.team or participant.login,
        "challenge_phase": phase.codename,
        "created_by": participant.login,
        "submitted_at": formats.format_time(handed_in.submitted_at),
        "method_name": metadata.method_name,
        "method_description": metadata.method_description,
        "project_url": metadata.project_url,
        "publication_url": metadata.publication_url,
        "is_public": handed_in.is_public,
        "submission_metadata": [
            {"name": name, "values" if isinstance(value, tuple) else "value": value}
            for name, value in metadata.attributes.items()
        ],
    }
