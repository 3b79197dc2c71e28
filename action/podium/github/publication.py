"""What was evaluated, made public: record it, rank it, tell the participant, for one submission."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_chain, wait_random

from podium import pipeline
from podium.boards import visibility
from podium.boards.readers import Public
from podium.boards.view import View
from podium.challenge.folder import LoadedChallenge
from podium.challenge.model import Phase
from podium.codes import Code
from podium.errors import InfrastructureError, Issue, PodiumError, SubmissionError
from podium.evaluation import evidence
from podium.github import board_lines, comment, grading
from podium.github.api import comments, pulls
from podium.github.api.client import Connection
from podium.github.api.pulls import Pull
from podium.github.comment import Stage, Subject
from podium.github.context import Reporter
from podium.github.handover import Evaluated, PullTarget, ReleaseTarget, Target, remove
from podium.github.reporters import Note, PullReporter, ReleaseReporter
from podium.jobs import Clock, Fault
from podium.records import repository
from podium.records.git.commands import CredentialsError
from podium.records.model import Status, Submission, SubmissionRecord
from podium.records.results import Result, results_at
from podium.site.frame import addresses
from podium.submission import allowance

_OF_METRICS = (Code.ALL_IN_ONE_FOLDER, Code.OUTPUT_LEFT_OUT)


@dataclass(frozen=True, slots=True)
class Destination:
    """Where results go. ``load`` gives all records as the repository has them at that moment."""

    loaded: LoadedChallenge
    results: str
    branch: str
    environment: Mapping[str, str]
    load: Callable[[], list[SubmissionRecord]]
    clock: Clock
    site_url: str = ""
    pause: repository.Pause = time.sleep


def record(evaluated: Evaluated, destination: Destination) -> repository.Recorded:
    """Commit and push it; where that is done already, nothing changes. A server that fails for
    a moment is asked again: an evaluation may have taken hours."""
    attempts = Retrying(
        retry=retry_if_exception_type(InfrastructureError),
        stop=stop_after_attempt(3),
        wait=wait_chain(wait_random(0.5, 1.5), wait_random(1, 3)),
        sleep=destination.pause,
        reraise=True,
    )
    return attempts(
        pipeline.record,
        evaluated.submission,
        results=destination.results,
        branch=destination.branch,
        environment=destination.environment,
    )


@dataclass(frozen=True, slots=True)
class Published:
    """All that is recorded at a moment: what each submission came to, and what the public sees."""

    records: list[SubmissionRecord]
    results: Mapping[str, Result]
    public: View


def look(destination: Destination) -> Published:
    """Rank once, however many are to be told."""
    records = destination.load()
    found = results_at(destination.loaded.challenge, records)
    public = pipeline.rank(destination.loaded, records, Public())
    return Published(records, {result.id: result for result in found}, public)


def announce(
    evaluated: Evaluated,
    published: Published,
    destination: Destination,
    reporter: Reporter,
    *,
    newer: str = "",
) -> Stage:
    """``published`` holds this evaluation; ``newer`` is the head that came after it, if one did."""
    submission = evaluated.submission.submission
    phase = destination.loaded.challenge.phase(submission.phase)
    if phase is None:
        raise InfrastructureError(f"{submission.id}: its phase is no longer in the challenge")
    stage, body = _body(evaluated, phase, published, destination, newer)
    reporter.report(stage, body)
    return stage


def refuse(evaluated: Evaluated, error: SubmissionError, reporter: Reporter) -> None:
    """Another submission holds the id: two commits of one pull request whose first seven digits
    agree, which only happens on purpose."""
    submission = evaluated.submission.submission
    cure = "change the commit, for instance its message, and push it again"
    issues = [Issue.error(f"{issue.message}; {cure}", code=issue.code) for issue in error.issues]
    subject = Subject(submission.id, evaluated.target.sha)
    reporter.report(Stage.REJECTED, comment.rejected(subject, issues))


def _body(
    evaluated: Evaluated,
    phase: Phase,
    published: Published,
    destination: Destination,
    newer: str,
) -> tuple[Stage, str]:
    submission = evaluated.submission.submission
    target = evaluated.target
    subject = Subject(submission.id, target.sha, phase.name, target.evaluators)
    now = destination.clock()
    left = allowance.remaining(
        destination.loaded.challenge,
        published.records,
        phase=phase,
        participant=submission.participant,
        at=now,
        is_host=evaluated.target.is_host,
    )
    evaluation = evaluated.submission.record.evaluation
    hosts = destination.loaded.challenge.hosts
    if evaluation.status is Status.SUBMITTED:
        body = comment.waiting(subject, hosts=hosts, allowance=left, newer=newer)
        return Stage.WAITING, body
    error = evaluation.error
    if error is not None and error.by is Fault.PARTICIPANT:
        body = comment.failed(subject, error.message, allowance=left, newer=newer)
        return Stage.FAILED, body
    if error is not None:
        limit = error.message if evidence.is_of_limit(error.message) else ""
        url = evaluation.run_url or ""
        return Stage.BROKEN, comment.broken(subject, hosts=hosts, run_url=url, limit=limit)
    public = published.public
    lines = board_lines.board_lines(
        public.boards,
        submission,
        site_url=destination.site_url,
        result=published.results.get(submission.id),
        shown_as=public.shown_as.get(submission.id, ""),
    )
    # Where a board names nobody, a comment must not lead to the page either.
    shown = next((result for result in public.results if result.id == submission.id), None)
    return Stage.SCORED, comment.scored(
        subject,
        lines,
        entry_url=entry_url(submission, destination.site_url) if shown is not None else "",
        allowance=left,
        newer=newer,
        warnings=_warnings(evaluated, phase, public, shown),
    )


def _warnings(
    evaluated: Evaluated, phase: Phase, public: View, shown: Result | None
) -> Iterator[Issue]:
    """Those that anybody may read: what an evaluation tells beside its metrics is of all of them,
    and hidden with any."""
    seen = [board.split for board in public.boards if board.phase == phase.codename]
    is_open = shown is not None and visibility.may_see_files(shown, phase, Public(), seen)
    for issue in evaluated.submission.warnings:
        if is_open or issue.code not in _OF_METRICS:
            yield issue


def entry_url(submission: Submission, site_url: str) -> str:
    """The submission's own page, or nothing where the site's address is not known."""
    return addresses.canonical(site_url, addresses.submission(submission.challenge, submission.id))


def publish_all(
    waiting: Iterable[Evaluated], destination: Destination, connection: Connection, *, note: Note
) -> Iterator[tuple[str, PodiumError | None]]:
    """Record everything, look once at all that is recorded, tell everybody; gives each name with
    what kept it from being published.

    The order matters: what is told is recorded, and only what is told is taken away. Whatever is
    cut off in between is found by a sweep and done again, which changes nothing twice.
    """
    recorded, refused = [], None
    for evaluated in waiting:
        try:
            if refused is not None:
                raise refused
            record(evaluated, destination)
        except PodiumError as error:
            refused = error if isinstance(error, CredentialsError) else None
            yield from _not_recorded(evaluated, error, destination, connection, note)
        else:
            recorded.append(evaluated)
    if not recorded:
        return
    published = look(destination)
    for evaluated in recorded:
        name = evaluated.submission.submission.id
        try:
            reporter, newer = _reporter(evaluated, destination, connection, note)
            announce(evaluated, published, destination, reporter, newer=newer)
        except PodiumError as error:  # it is recorded; a sweep tells it
            yield name, error
        else:
            remove(evaluated)
            yield name, None


def _not_recorded(
    evaluated: Evaluated,
    error: PodiumError,
    destination: Destination,
    connection: Connection,
    note: Note,
) -> Iterator[tuple[str, PodiumError | None]]:
    name = evaluated.submission.submission.id
    reporter, _ = _reporter(evaluated, destination, connection, note)
    if isinstance(error, SubmissionError):
        refuse(evaluated, error, reporter)
        remove(evaluated)
        yield name, None
        return
    subject = Subject(name, evaluated.target.sha)
    hosts = destination.loaded.challenge.hosts
    grading.report_retry(subject, reporter, attempts=evaluated.target.attempts, hosts=hosts)
    yield name, error


def _reporter(
    evaluated: Evaluated, destination: Destination, connection: Connection, note: Note
) -> tuple[Reporter, str]:
    """Who tells, and the head that came after the one that was evaluated, if one did."""
    url = entry_url(evaluated.submission.submission, destination.site_url)
    match evaluated.target:
        case PullTarget(number=number, sha=sha):
            pull = pulls.get(connection, number)
            newer = pull.head_sha if pull.is_open and pull.head_sha != sha else ""
            return _of_pull(evaluated.target, pull, connection, note, url), newer
        case ReleaseTarget(asset_id=asset_id, sha=sha):
            return ReleaseReporter(connection, asset_id, sha, note, url), ""


@dataclass(frozen=True, slots=True)
class LateReporter:
    """Tells of what was not evaluated. GitHub is asked for the pull request once there is something
    to tell."""

    connection: Connection
    place: Target
    note: Note

    def report(self, stage: Stage, body: str) -> None:
        reporter: Reporter
        match self.place:
            case PullTarget(number=number):
                pull = pulls.get(self.connection, number)
                reporter = _of_pull(self.place, pull, self.connection, self.note, "")
            case ReleaseTarget(asset_id=asset_id, sha=sha):
                reporter = ReleaseReporter(self.connection, asset_id, sha, self.note)
        reporter.report(stage, body)

    def target(self, attempts: int = 0) -> Target:
        return replace(self.place, attempts=attempts)


def _of_pull(
    target: PullTarget, pull: Pull, connection: Connection, note: Note, url: str
) -> PullReporter:
    known = comments.find(connection, target.number)  # whoever tried before may have told it
    author = pull.author.login
    return PullReporter(
        connection, target.number, target.sha, pull.labels, author, known, note, url
    )
