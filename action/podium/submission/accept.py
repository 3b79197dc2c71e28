"""From what a participant hands in to a submission that the evaluator may meet: read, staged,
checked, and every issue of it told at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from podium.challenge.folder import LoadedChallenge
from podium.challenge.model import Phase
from podium.errors import Issue, SubmissionError, has_errors
from podium.records.model import (
    Metadata,
    Participant,
    Source,
    Submission,
    SubmittedFile,
    same_files,
)
from podium.submission import assets, check, statement, supplement
from podium.submission.files import staging
from podium.submission.statement import Statement

_MOST = 5  # files that a message lists


@dataclass(frozen=True, slots=True)
class Entrant:
    """Who hands in, under which id, when and from where; none of it is the submission's word.
    A host is named by the challenge, or may write to its repository."""

    id: str
    participant: Participant
    submitted_at: datetime
    source: Source
    is_host: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """A submission that passed its checks, staged for the evaluator below ``folder``."""

    submission: Submission
    folder: Path
    warnings: tuple[Issue, ...]


def accept(
    loaded: LoadedChallenge,
    phase: Phase,
    source: Path,
    *,
    scratch: Path,
    entrant: Entrant,
    now: datetime,
    is_trial: bool = False,
    files_url: str = "",
) -> Accepted:
    """Stage the files below ``scratch`` and check everything; all issues are raised at once.
    ``files_url`` is where the submitted folder can be seen."""
    said, issues = read_statement(source)
    metadata = None if has_errors(issues) else said.metadata
    if said.asset is not None:
        beside = (said.supplementary_file,)
        missing = assets.find_issues(said.asset, source, where=statement.NAME, beside=beside)
        if missing:
            rest = check_statement(phase, source, now=now, is_trial=is_trial)
            raise SubmissionError(issues=[*missing, *rest])
    supplements = supplement.find_issues(
        phase, said.supplementary_file, source, where=statement.NAME
    )
    can_still_come = is_trial and not said.supplementary_file
    issues += check.soften(supplements) if can_still_come else supplements
    folder = scratch / "submission"
    files: tuple[SubmittedFile, ...] = ()
    try:
        files = stage(phase, source, folder, leave_out=said.supplementary_file)
    except SubmissionError as error:
        issues = [*issues, *error.issues]
    named = _as_submitted(source, files)
    issues += check.check_submission(
        phase, files=named, metadata=metadata, now=now, is_trial=is_trial
    )
    if has_errors(issues):
        raise SubmissionError(issues=issues)
    handed_in = Submission(
        id=entrant.id,
        challenge=loaded.challenge.slug,
        phase=phase.codename,
        participant=entrant.participant,
        submitted_at=entrant.submitted_at,
        source=entrant.source,
        files=files,
        metadata=_with_supplement(said, files_url),
        is_public=is_public(phase, said),
        is_withdrawn=said.withdraw,
    )
    return Accepted(handed_in, folder, tuple(issues))


def as_recorded(accepted: Accepted, held: Submission) -> Accepted:
    """The same files as the submission that is recorded with them. Raises ``SubmissionError`` where
    they are others: what was recorded is never given another's result."""
    if not same_files(accepted.submission.files, held.files):
        recorded = ", ".join(f"{file.path} ({file.sha256[:12]}…)" for file in held.files[:_MOST])
        raise SubmissionError(
            f"these are not the files that are recorded of {held.id}: {recorded}"
            f"{' and others' if len(held.files) > _MOST else ''}"
        )
    return replace(accepted, submission=held)


def stage_again(phase: Phase, source: Path, held: Submission, *, scratch: Path) -> Accepted:
    """The files of a recorded submission, staged below ``scratch`` once more. Nothing else of it is
    asked: that was done when it was taken. Raises ``SubmissionError`` where they are others."""
    said, _ = read_statement(source)
    folder = scratch / "submission"
    files = stage(phase, source, folder, leave_out=said.supplementary_file)
    return as_recorded(Accepted(replace(held, files=files), folder, ()), held)


def check_statement(
    phase: Phase, source: Path, *, now: datetime, is_trial: bool = False
) -> list[Issue]:
    """Everything but the files, for a submission whose files could not be had."""
    said, issues = read_statement(source)
    metadata = None if has_errors(issues) else said.metadata
    return issues + check.check_submission(
        phase, files=(), metadata=metadata, now=now, is_trial=is_trial
    )


def _with_supplement(said: Statement, files_url: str) -> Metadata:
    if not said.supplementary_file or not files_url:
        return said.metadata
    address = f"{files_url}/{quote(said.supplementary_file)}"
    return replace(said.metadata, supplementary_file=address)


def stage(
    phase: Phase, source: Path, folder: Path, *, leave_out: str = ""
) -> tuple[SubmittedFile, ...]:
    """The submission's plain files in the new ``folder``, as the evaluator will meet them;
    ``leave_out`` names one that is not for it. Raises ``SubmissionError`` with every file that
    cannot be taken."""
    staged = staging.stage_submission(
        source, folder, contract=phase.evaluator.contract, leave_out=leave_out
    )
    return tuple(SubmittedFile(file.path, file.size, file.sha256) for file in staged.files)


def read_statement(source: Path) -> tuple[Statement, list[Issue]]:
    """What ``submission.yaml`` at the root of a submitted folder says."""
    path = source / statement.NAME
    if not source.is_dir() or path.is_symlink() or not path.is_file():
        return Statement(), []
    with path.open("rb") as stream:
        content = stream.read(statement.CAP + 1)
    return statement.parse_statement(content)


def may_choose_visibility(phase: Phase) -> bool:
    """Whether it is the participant's to say that their submission is public, or is not."""
    if not phase.uses_evalai_visibility:
        return True
    return phase.leaderboard_public and not phase.settings.is_submission_public


def is_public(phase: Phase, said: Statement) -> bool:
    """EvalAI's document: where the phase makes submissions public, participants cannot hide them;
    where it does not, they may show them while the phase's leaderboard is public. A phase without
    EvalAI's visibility keys shows submissions, unless their participants hide them."""
    if not phase.uses_evalai_visibility:
        return said.is_public is not False
    if phase.settings.is_submission_public:
        return True
    return phase.leaderboard_public and said.is_public is True


def _as_submitted(source: Path, files: tuple[SubmittedFile, ...]) -> tuple[SubmittedFile, ...]:
    """The files under the names that the participant gave them: an archive is one file."""
    if source.is_file():
        return (SubmittedFile(source.name, source.stat().st_size, ""),)
    return files
