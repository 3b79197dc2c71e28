"""``podium check``: everything that is wrong, in one go, and whose it is to mend."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from podium import pipeline
from podium.boards import advice
from podium.challenge.checks import ignoring
from podium.challenge.evalai import updates, verdict
from podium.challenge.evalai.updates import Existing
from podium.challenge.folder import (
    MODERATION_NAME,
    ChallengeFolder,
    LoadedChallenge,
    inspect_challenge,
    load_challenge,
    read_source,
)
from podium.challenge.model import Challenge, Phase, Window
from podium.challenge.text import caps
from podium.challenge.text.source import KeyPath, YamlSource, decode, format_path, parse_yaml
from podium.cli import content
from podium.codes import Code
from podium.errors import ChallengeError, ExitCode, Issue, Level, SubmissionError, has_errors, told
from podium.evaluation.evalai import package
from podium.records import repository
from podium.records.model import LocalSource, Participant
from podium.submission import local
from podium.submission.accept import Entrant

_SCRIPT = "evaluation_script"
_EXAMPLE: KeyPath = ("podium", "example_submission")
# Whether an example would be taken has nothing to do with when.
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Report:
    issues: tuple[Issue, ...]
    summary: str
    exit_code: int


def check_challenge(
    root: Path,
    *,
    evalai: bool = False,
    against: Path | None = None,
    is_approved: bool = False,
    results: Path | None = None,
) -> Report:
    """``results`` is a checked-out results repository, for what only results can tell.

    With ``evalai`` EvalAI's rules alone decide, and what Podium itself would refuse is a warning.
    ``against`` is the challenge that EvalAI has already, as a folder or its file.
    """
    try:
        folder, issues, challenge = inspect_challenge(root)
    except ChallengeError as error:
        return _report(error.issues, str(root), ExitCode.CHALLENGE)
    if challenge is not None:
        more = [*_script_issues(challenge, folder), *_example_issues(challenge, folder)]
        more += content.find_issues(challenge, folder)
        if results is not None:
            more += _advice_from(challenge, results, folder)
        issues = (*issues, *ignoring.silence(more, read_source(folder)))
    if evalai:
        issues = _by_evalai(folder, issues, against=against, is_approved=is_approved)
    subject = str(root) if challenge is None else f"{root}: {challenge.title}"
    return _report(told(issues), subject, ExitCode.CHALLENGE)


def check_submission(root: Path, source: Path, codename: str, *, now: datetime) -> Report:
    """The challenge must be without errors."""
    loaded = load_challenge(root)
    phase = loaded.challenge.phase(codename)
    if phase is None:
        names = ", ".join(phase.codename for phase in loaded.challenge.phases)
        fact = f"there is no phase {codename!r}; there are: {names}"
        raise ChallengeError(fact, code=Code.UNKNOWN_PHASE)
    entrant = local.make_entrant(source, loaded.challenge, phase, now=now)
    with tempfile.TemporaryDirectory(prefix="podium-check-") as scratch:
        try:
            accepted = pipeline.check(
                loaded, phase, source, scratch=Path(scratch), entrant=entrant, now=now
            )
        except SubmissionError as error:
            return _report(error.issues, str(source), ExitCode.SUBMISSION)
    return _report(accepted.warnings, str(source), ExitCode.SUBMISSION)


def _by_evalai(
    folder: ChallengeFolder,
    issues: tuple[Issue, ...],
    *,
    against: Path | None,
    is_approved: bool,
) -> tuple[Issue, ...]:
    source = read_source(folder)
    if source.value is None:  # no YAML, or nothing in it: EvalAI does not take it either
        return issues
    existing = None if against is None else _existing(against, is_approved=is_approved)
    found = verdict.find_issues(source, _Archive(folder), against=existing)
    return (*ignoring.silence(found, source), *_own(issues))


@dataclass(frozen=True, slots=True)
class _Archive:
    """The folder as EvalAI would be sent it."""

    folder: ChallengeFolder

    def has_file(self, path: str) -> bool:
        return self.folder.has_file(path)

    def size(self, path: str) -> int:
        return self.folder.path(path).stat().st_size

    def read(self, path: str) -> bytes:
        return self.folder.path(path).read_bytes()


def _existing(path: Path, *, is_approved: bool) -> Existing:
    source = _read_existing(path)
    if not isinstance(source.value, dict):
        fact = f"{path}: expected the challenge_config.yaml that EvalAI has"
        raise ChallengeError(fact, code=Code.EVALAI_NOTHING_BEFORE)
    return updates.existing(source.value, is_approved=is_approved)


def _read_existing(path: Path) -> YamlSource:
    if path.is_dir():
        return read_source(ChallengeFolder(path.resolve()))
    if not path.is_file():
        fact = f"{path}: expected a challenge folder or its file, found none"
        raise ChallengeError(fact, code=Code.EVALAI_NOTHING_BEFORE)
    return _read_yaml(path, str(path))


def _read_yaml(path: Path, name: str) -> YamlSource:
    with path.open("rb") as stream:
        return parse_yaml(decode(stream.read(caps.BYTES + 1), name=name), name=name)


def _own(issues: Iterable[Issue]) -> Iterable[Issue]:
    """EvalAI passes over what only Podium refuses."""
    for issue in issues:
        if issue.is_error:
            message = f"Podium itself: {issue.message}"
            yield replace(issue, level=Level.WARNING, message=message)
        else:
            yield issue


def _script_issues(challenge: Challenge, folder: ChallengeFolder) -> Iterable[Issue]:
    """A script belongs to all phases that have one."""
    for path in dict.fromkeys(phase.evaluator.script for phase in challenge.phases):
        for problem in () if path is None else package.find_problems(folder.path(path)):
            where = read_source(folder).where((_SCRIPT,))
            yield Issue.error(
                f"{path}: {problem}",
                code=Code.SCRIPT_WITHOUT_EVALUATE,
                where=where,
                path=_SCRIPT,
            )


def _example_issues(challenge: Challenge, folder: ChallengeFolder) -> Iterable[Issue]:
    """Whether what a phase offers to start from can be offered, and would be taken."""
    for index, phase in enumerate(challenge.phases):
        if not phase.example_submission:
            continue
        own = ("challenge_phases", index, *_EXAMPLE)
        key = own if phase.settings.podium.example_submission else _EXAMPLE
        where, path = read_source(folder).where(key), format_path(key)
        for issue in _problems_of_example(challenge, phase, folder):
            place = f"{issue.where}: " if issue.where else ""
            message = f"phase {phase.codename}: {place}{issue.message}"
            yield replace(issue, message=message, where=where, path=path)


def _problems_of_example(
    challenge: Challenge, phase: Phase, folder: ChallengeFolder
) -> Iterable[Issue]:
    from podium.site.phase import example  # what the site is made of is not needed for other checks

    assert phase.example_submission is not None
    try:
        example.find_files(folder, phase.example_submission, challenge)
    except ChallengeError as error:
        return error.issues
    if phase.settings.takes_algorithms:  # it takes none at all yet
        return ()
    source = folder.path(phase.example_submission)
    entrant = Entrant("example", Participant("example"), _ANY_TIME, LocalSource())
    with tempfile.TemporaryDirectory(prefix="podium-check-") as scratch:
        try:
            pipeline.check(
                LoadedChallenge(challenge, folder, ()),
                _always_open(phase),
                source,
                scratch=Path(scratch),
                entrant=entrant,
                now=_ANY_TIME,
            )
        except SubmissionError as error:
            refusals = (issue for issue in error.issues if issue.is_error)
            return tuple(
                replace(issue, level=Level.WARNING, code=Code.EXAMPLE_NOT_TAKEN)
                for issue in refusals
            )
    return ()


def _always_open(phase: Phase) -> Phase:
    settings = phase.settings.model_copy(update={"is_active": None, "is_submission_paused": False})
    return replace(phase, window=Window(), settings=settings)


def _advice_from(challenge: Challenge, results: Path, folder: ChallengeFolder) -> Iterable[Issue]:
    loaded = repository.load_records(results, challenge.slug)
    yield from loaded.problems
    rulings = None
    if folder.has_file(MODERATION_NAME):
        rulings = _read_yaml(folder.path(MODERATION_NAME), MODERATION_NAME)
    yield from advice.find_warnings(challenge, loaded.records, read_source(folder), rulings)


def _report(issues: tuple[Issue, ...], subject: str, failure: ExitCode) -> Report:
    errors = sum(issue.is_error for issue in issues)
    counts = f"{_count(errors, 'error')}, {_count(len(issues) - errors, 'warning')}"
    verdict = failure if has_errors(issues) else ExitCode.DONE
    return Report(issues, f"{subject}: {counts}", verdict)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
