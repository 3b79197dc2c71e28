"""A push that changes nothing but ``submission.yaml`` is an edit of what is said of a submission,
not another submission: nothing is evaluated, and none is used up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from podium import temporary
from podium.challenge.model import Challenge, Phase
from podium.errors import InfrastructureError, has_errors
from podium.github.api import blobs
from podium.github.api.blobs import Snapshot
from podium.github.api.pulls import Pull
from podium.github.reading import Reader
from podium.records.model import PullRequestSource, Status, Submission, SubmissionRecord
from podium.submission import accept, place, statement
from podium.submission.statement import Statement


def last_scored(records: Iterable[SubmissionRecord], pull: Pull) -> SubmissionRecord | None:
    """The newest submission of a pull request, if it is scored: only then is there anything to
    edit."""
    theirs = [record for record in records if _number(record.submission) == pull.number]
    newest = max(theirs, key=lambda one: one.submission.submitted_at, default=None)
    if newest is None or not newest.evaluations:
        return None
    is_scored = newest.evaluations[-1].evaluation.status is Status.FINISHED
    return newest if is_scored else None


def find(
    record: SubmissionRecord, pull: Pull, reader: Reader, phase: Phase, *, at: datetime
) -> SubmissionRecord | None:
    """The record with the edit that the pull request's head is, made ``at`` a moment; ``None``
    where it is none, or not in order: then it is looked at as a submission is."""
    held = record.submission
    assert isinstance(held.source, PullRequestSource), "asked before"
    with temporary.folder("edit") as scratch:
        now = _fetch(reader, scratch / "now", head=pull.head_sha, base=pull.base_sha)
        before = _fetch(reader, scratch / "then", head=held.source.head_sha)
        if now is None or before is None:
            return None
        folder = _folder(now, pull, reader.challenge, phase)
        if folder is None or not _is_of_words_alone(before, now, folder):
            return None
        was, _ = accept.read_statement(_read(before, folder, scratch / "was"))
        written = _read(now, folder, scratch / "said")
        said, _ = accept.read_statement(written)
        if _files(was) != _files(said):
            return None
        # As when it was handed in: a phase that is over takes no files any more, but words.
        if has_errors(accept.check_statement(phase, written, now=held.submitted_at)):
            return None
    metadata = replace(said.metadata, supplementary_file=held.metadata.supplementary_file)
    edited = replace(
        held,
        metadata=metadata,
        is_public=accept.is_public(phase, said),
        is_withdrawn=said.withdraw,
        source=replace(held.source, head_sha=pull.head_sha),
        edited_at=at,
    )
    return replace(record, submission=edited)


def _fetch(reader: Reader, scratch: Path, *, head: str, base: str = "") -> Snapshot | None:
    """``None`` where the commit is no longer to be had."""
    scratch.mkdir()
    try:
        return blobs.fetch_structure(
            reader.clone_url, scratch, head=head, base=base or head, environment=reader.environment
        )
    except InfrastructureError:
        return None


def _folder(now: Snapshot, pull: Pull, challenge: Challenge, phase: Phase) -> str | None:
    """The submission's, where the pull request holds one and nothing else."""
    location = place.locate(
        blobs.changes(now), challenge=challenge, login=pull.author.login, phases=(phase,)
    )
    return None if location.issues else location.folder


def _is_of_words_alone(before: Snapshot, now: Snapshot, folder: str) -> bool:
    """Whether of the folder only ``submission.yaml`` is another, wherever the branch stands."""
    was, is_now = (
        {entry.path: entry for entry in blobs.entries_below(snapshot, folder)}
        for snapshot in (before, now)
    )
    words = f"{folder}/{statement.NAME}"
    said = (was.pop(words, None), is_now.pop(words, None))
    is_plain = all(one is None or one.mode.startswith("100") for one in said)
    return was == is_now and said[0] != said[1] and is_plain


def _number(submission: Submission) -> int | None:
    source = submission.source
    return source.number if isinstance(source, PullRequestSource) else None


def _files(said: Statement) -> tuple[object, str]:
    """What of a statement decides which files are evaluated."""
    return said.asset, said.supplementary_file


def _read(snapshot: Snapshot, folder: str, target: Path) -> Path:
    """A folder with the ``submission.yaml`` alone, if there is one."""
    entries = blobs.entries_below(snapshot, folder)
    found = [entry for entry in entries if entry.path == f"{folder}/{statement.NAME}"]
    if found:
        blobs.fetch_files(snapshot.repository, found)
    blobs.write_files(snapshot.repository, found, folder, target)
    return target
