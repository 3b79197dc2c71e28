"""``podium check``: everything that is wrong, in one go, and whose it is to mend."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from podium import local, pipeline
from podium.challenge import evalai_rules
from podium.challenge.folder import inspect_challenge, load_challenge, read_source
from podium.errors import ChallengeError, ExitCode, SubmissionError
from podium.issues import Issue, has_errors


@dataclass(frozen=True, slots=True)
class Report:
    issues: tuple[Issue, ...]
    summary: str
    exit_code: int


def check_challenge(root: Path, *, evalai: bool = False) -> Report:
    try:
        folder, issues, challenge = inspect_challenge(root)
    except ChallengeError as error:
        return _report(error.issues, str(root), ExitCode.CHALLENGE)
    if evalai:
        issues = (*issues, *evalai_rules.find_issues(read_source(folder), folder, issues))
    subject = str(root) if challenge is None else f"{root}: {challenge.title}"
    return _report(issues, subject, ExitCode.CHALLENGE)


def check_submission(root: Path, source: Path, codename: str, *, now: datetime) -> Report:
    """The challenge must be without errors."""
    loaded = load_challenge(root)
    phase = loaded.challenge.phase(codename)
    if phase is None:
        names = ", ".join(phase.codename for phase in loaded.challenge.phases)
        raise ChallengeError(f"there is no phase {codename!r}; there are: {names}")
    entrant = local.make_entrant(source, loaded.challenge, phase, now=now)
    with tempfile.TemporaryDirectory(prefix="podium-check-") as scratch:
        try:
            accepted = pipeline.accept(
                loaded, phase, source, scratch=Path(scratch), entrant=entrant, now=now
            )
        except SubmissionError as error:
            return _report(error.issues, str(source), ExitCode.SUBMISSION)
    return _report(accepted.warnings, str(source), ExitCode.SUBMISSION)


def _report(issues: tuple[Issue, ...], subject: str, failure: ExitCode) -> Report:
    errors = sum(issue.is_error for issue in issues)
    counts = f"{_count(errors, 'error')}, {_count(len(issues) - errors, 'warning')}"
    verdict = failure if has_errors(issues) else ExitCode.DONE
    return Report(issues, f"{subject}: {counts}", verdict)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
