"""``podium check``: everything that is wrong, in one go, and whose it is to mend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from podium import pipeline, temporary
from podium.boards import advice, missing
from podium.challenge import moderation
from podium.challenge.checks import ignoring
from podium.challenge.evalai import updates, verdict
from podium.challenge.evalai.updates import Existing
from podium.challenge.folder import (
    MODERATION_NAME,
    ChallengeFolder,
    inspect_challenge,
    load_challenge,
    read_source,
)
from podium.challenge.model import Challenge
from podium.challenge.text import caps
from podium.challenge.text.source import YamlSource, decode, parse_yaml
from podium.cli import content, examples, own_branch, scripts
from podium.codes import Code
from podium.errors import ChallengeError, ExitCode, Issue, Level, SubmissionError, has_errors, told
from podium.jobs import Clock
from podium.records import host_limits, repository, survey
from podium.records.survey import Survey
from podium.submission import local


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
    now: datetime | None = None,
) -> Report:
    """``results`` is a checked-out results repository, for what only results can tell, and ``now``
    for what waits for its time.

    With ``evalai`` EvalAI's rules alone decide, and what Podium itself would refuse is a warning.
    ``against`` is the challenge that EvalAI has already, as a folder or its file.
    """
    try:
        folder, issues, challenge = inspect_challenge(root)
    except ChallengeError as error:
        return _report(error.issues, str(root), ExitCode.CHALLENGE)
    if challenge is not None:
        more = [*scripts.find_issues(challenge, folder), *examples.find_issues(challenge, folder)]
        more += content.find_issues(challenge, folder)
        if now is not None:
            more += _waiting_rulings(challenge, folder, now)
        if results is not None:
            more += _advice_from(challenge, results, folder)
        issues = (*issues, *ignoring.silence(more, read_source(folder)))
    if evalai:
        issues = _by_evalai(folder, issues, against=against, is_approved=is_approved)
    subject = str(root) if challenge is None else f"{root}: {challenge.title}"
    return _report(told(issues), subject, ExitCode.CHALLENGE)


def run_examples(root: Path, found: Report, *, runner: str | None, clock: Clock) -> Report:
    """What is ``found`` of a challenge without errors, and whether its examples are evaluated well.
    Raises ``ChallengeError`` where there is none, or an evaluator cannot be had."""
    loaded = load_challenge(root)
    if not any(phase.example_submission for phase in loaded.challenge.phases):
        fact = "--run evaluates podium.example_submission, and no phase has one: name one"
        raise ChallengeError(fact, code=Code.EXAMPLE_FAILS)
    failed = examples.evaluate(loaded, runner=runner, clock=clock)
    issues = told((*found.issues, *failed))
    return _report(issues, f"{root}: {loaded.challenge.title}", ExitCode.CHALLENGE)


def check_submission(root: Path, source: Path, codename: str, *, now: datetime) -> Report:
    """The challenge must be without errors."""
    loaded = load_challenge(root)
    phase = loaded.challenge.phase(codename)
    if phase is None:
        names = ", ".join(phase.codename for phase in loaded.challenge.phases)
        fact = f"there is no phase {codename!r}; there are: {names}"
        raise ChallengeError(fact, code=Code.UNKNOWN_PHASE)
    entrant = local.make_entrant(source, loaded.challenge, phase, now=now)
    beside = tuple(own_branch.find_issues(source))
    with temporary.folder("check") as scratch:
        try:
            accepted = pipeline.check(
                loaded, phase, source, scratch=scratch, entrant=entrant, now=now
            )
        except SubmissionError as error:
            return _report((*error.issues, *beside), str(source), ExitCode.SUBMISSION)
    return _report((*accepted.warnings, *beside), str(source), ExitCode.SUBMISSION)


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
    return (*ignoring.silence(found, source), *_own(issues, found))


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


def _own(issues: Iterable[Issue], of_evalai: Iterable[Issue]) -> Iterable[Issue]:
    """EvalAI passes over what only Podium refuses. What both refuse is told once."""
    refused = {(issue.where, issue.path) for issue in of_evalai if issue.is_error}
    for issue in issues:
        if issue.is_error and issue.path and (issue.where, issue.path) in refused:
            continue
        if issue.is_error:
            message = f"Podium itself: {issue.message}"
            yield replace(issue, level=Level.WARNING, message=message)
        else:
            yield issue


def _advice_from(challenge: Challenge, results: Path, folder: ChallengeFolder) -> Iterable[Issue]:
    loaded = repository.load_records(results, challenge.slug)
    yield from loaded.problems
    held = survey.survey(results, challenge.slug)
    named = missing.find_warnings(challenge, Survey({}, held.others), read_source(folder))
    yield from () if held.phases else named
    rulings = None
    if folder.has_file(MODERATION_NAME):
        rulings = _read_yaml(folder.path(MODERATION_NAME), MODERATION_NAME)
    yield from advice.find_warnings(challenge, loaded.records, read_source(folder), rulings)
    yield from host_limits.repository_warnings(results, challenge)


def _waiting_rulings(
    challenge: Challenge, folder: ChallengeFolder, now: datetime
) -> Iterable[Issue]:
    waiting = set(challenge.moderation) - set(challenge.in_force(now).moderation)
    if waiting:
        source = _read_yaml(folder.path(MODERATION_NAME), MODERATION_NAME)
        yield from moderation.find_waiting(source, now)


def _report(issues: tuple[Issue, ...], subject: str, failure: ExitCode) -> Report:
    errors = sum(issue.is_error for issue in issues)
    counts = f"{_count(errors, 'error')}, {_count(len(issues) - errors, 'warning')}"
    verdict = failure if has_errors(issues) else ExitCode.DONE
    return Report(issues, f"{subject}: {counts}", verdict)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
