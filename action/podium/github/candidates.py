"""Who is to be graded: from a request to candidates, each with what was said of it before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from podium.challenge.model import Challenge, Phase
from podium.github import edits, events, grading
from podium.github.api import comments, pulls, releases, statuses
from podium.github.api.client import Connection
from podium.github.api.pulls import Pull
from podium.github.api.releases import Attached, Release
from podium.github.comment import Mark, Stage
from podium.github.context import Candidate, GradingContext
from podium.github.grading import Ending, Graded
from podium.github.next_step import NextStep, find_next_step, find_record
from podium.github.reading import AssetFiles, PullFiles, Reader
from podium.github.reporters import Note, PullReporter, ReleaseReporter, release_context
from podium.records.model import (
    Participant,
    PullRequestSource,
    ReleaseSource,
    Submission,
    SubmissionRecord,
)
from podium.submission import place
from podium.submission.accept import Entrant

MOST_PULLS = 200  # that one sweep looks at; the next one goes on
RELEASE_DAYS = 7  # how long a sweep looks back
Task = Callable[[], Graded]


@dataclass(frozen=True, slots=True)
class GradingRun:
    """One run over everything that an event asks for. ``note`` keeps a copy of what participants
    are told, for the hosts."""

    context: GradingContext
    note: Note

    @property
    def reader(self) -> Reader:
        return self.context.reader

    @property
    def connection(self) -> Connection:
        return self.context.reader.connection

    def tasks(self, request: events.Request) -> Iterator[tuple[str, Task]]:
        """A name for the log, and what to do; nothing is asked of GitHub before that."""
        match request:
            case events.PushedTo():
                for pull in pulls.find(
                    self.connection,
                    request.head_repository,
                    request.head_branch,
                    request.head_sha,
                ):
                    at = request.at if pull.head_sha == request.head_sha else None
                    yield _name(pull), partial(self.grade_pull, pull, at=at)
            case events.OnePull():
                pull = pulls.get(self.connection, request.number)
                if request.head_sha not in ("", pull.head_sha):
                    self.context.log(f"nothing to do: {_name(pull)} has moved on")
                elif pull.is_open or request.by_hand:
                    yield _name(pull), partial(self.grade_pull, pull, by_hand=request.by_hand)
            case events.OneRelease():
                release = releases.get(self.connection, request.release_id)
                yield from self._release_tasks([release] if release else [])
            case events.Sweep():
                # Those that wait longest first: whoever pushes often does not come before them.
                for pull in reversed(pulls.list_open(self.connection, most=MOST_PULLS)):
                    yield _name(pull), partial(self.grade_pull, pull)
                since = self.context.clock() - timedelta(days=RELEASE_DAYS)
                yield from self._release_tasks(releases.list_recent(self.connection, since=since))
            case events.Nothing():
                self.context.log(f"nothing to do: {request.reason}")

    def grade_pull(
        self, pull: Pull, *, at: datetime | None = None, by_hand: bool = False
    ) -> Graded:
        """``at`` is when the head was submitted, where an event says so."""
        identity = pull_id(pull)
        found = comments.find(self.connection, pull.number) if pull.has_comments else None
        mark = found.mark if found else None
        record = find_record(self.context.records, identity, pull.head_sha)
        is_changed = mark is not None and self.context.evaluates_anew(mark.evaluators)
        what = find_next_step(record, mark, pull.head_sha, by_hand=by_hand, is_changed=is_changed)
        if what is NextStep.NOTHING:
            if found is not None and found.is_behind:
                comments.catch_up(self.connection, pull.number, found)
            return Graded(Ending.NONE)
        is_host = self._is_host(pull)
        reporter = PullReporter(
            self.connection,
            pull.number,
            pull.head_sha,
            pull.labels,
            pull.author.login,
            found,
            self.note,
            self.context.run_url,
            is_host,
        )
        if what is NextStep.ANNOUNCE:
            assert record is not None
            return grading.announce(record, self.context, reporter)
        moment = at or pulls.submitted_at(self.connection, pull)
        edited = self._edited(pull, at=moment)
        if edited is not None:
            return grading.announce(edited, self.context, reporter)
        candidate = candidate_of(
            self.reader,
            pull,
            at=moment,
            is_host=is_host,
            attempts=_attempts(mark, pull.head_sha, by_hand=by_hand or is_changed),
        )
        return grading.grade(candidate, self.context, reporter)

    def _edited(self, pull: Pull, *, at: datetime) -> SubmissionRecord | None:
        scored = edits.last_scored(self.context.records, pull)
        if scored is None:
            return None
        phase = self.reader.challenge.phase(scored.submission.phase)
        return None if phase is None else edits.find(scored, pull, self.reader, phase, at=at)

    def _is_host(self, pull: Pull) -> bool:
        named = self.reader.challenge.is_host(pull.author.login)
        return named or pulls.author_may_write(self.connection, pull)

    def _release_tasks(self, found: list[Release]) -> Iterator[tuple[str, Task]]:
        for release in found:
            for asset in release.assets:
                phase = _asset_phase(asset, self.reader.challenge)
                if phase is not None:
                    name = f"asset {asset.id} of release {release.id}"
                    yield name, partial(self.grade_asset, release, asset)

    def grade_asset(self, release: Release, asset: Attached) -> Graded:
        phase = _asset_phase(asset, self.reader.challenge)
        assert phase is not None, "asked before"
        identity = f"release-{asset.id}"
        known = {record.submission.id: record for record in self.context.records}
        told = releases.told(self.connection, release.tag, release_context(asset.id))
        who = release.author if asset.uploader.login.endswith("[bot]") else asset.uploader
        # Whoever can publish a release may write here; to limits, only the named hosts are hosts.
        is_host = self.reader.challenge.is_host(who.login)
        reporter = ReleaseReporter(
            self.connection, asset.id, told.sha, self.note, self.context.run_url, is_host
        )
        is_done = told.state in (statuses.State.SUCCESS, statuses.State.FAILURE)
        is_broken = told.state is statuses.State.ERROR
        is_changed = is_broken and self.context.evaluates_anew(told.description.rpartition(" ")[2])
        if is_done or (is_broken and not is_changed):
            return Graded(Ending.NONE)
        if identity in known and known[identity].evaluations and not is_changed:
            return grading.announce(known[identity], self.context, reporter)
        statement = next(
            (one for one in release.assets if one.name == place.statement_name(asset.name)), None
        )
        source = ReleaseSource(self.connection.name, release.tag, asset.name, asset.id)
        submitted_at = max(asset.uploaded_at, release.published_at)
        candidate = Candidate(
            entrant=Entrant(
                identity, _in_team(self.reader, who), submitted_at, source, is_host=is_host
            ),
            sha=told.sha,
            files=AssetFiles(phase, asset, statement),
        )
        return grading.grade(candidate, self.context, reporter)


def _asset_phase(asset: Attached, challenge: Challenge) -> Phase | None:
    """Whoever can publish a release may write here, and so knows every phase."""
    return place.asset_phase(asset.name, challenge.phases)


def candidate_of(
    reader: Reader, pull: Pull, *, at: datetime, is_host: bool = False, attempts: int = 0
) -> Candidate:
    repository = reader.connection.name
    author = _in_team(reader, pull.author)
    source = PullRequestSource(repository, pull.number, pull.head_sha)
    return Candidate(
        entrant=Entrant(pull_id(pull), author, at, source, is_host=is_host),
        sha=pull.head_sha,
        files=PullFiles(pull, is_host or None),
        attempts=attempts,
    )


def _in_team(reader: Reader, participant: Participant) -> Participant:
    """With the team that they submit for now."""
    return replace(participant, team=reader.challenge.team_of(participant.login))


def pull_id(pull: Pull) -> str:
    return f"pr-{pull.number}-{pull.head_sha[:7]}"


def newer_head(connection: Connection, number: int, submission: Submission) -> tuple[Pull, str]:
    """The pull request as it is now, and its head if that is no longer what was evaluated."""
    pull = pulls.get(connection, number)
    source = submission.source
    assert isinstance(source, PullRequestSource), "only those have a number"
    return pull, pull.head_sha if pull.is_open and pull.head_sha != source.head_sha else ""


def _name(pull: Pull) -> str:
    return f"pull request {pull.number} at {pull.head_sha[:12]}"


def _attempts(mark: Mark | None, sha: str, *, by_hand: bool) -> int:
    """How often a machine failed this very SHA. Whoever asks by hand starts anew, and so does a
    changed evaluator. An evaluation that was begun and left without a word counts: it may be what
    kills its machine."""
    if mark is None or mark.sha != sha or by_hand:
        return 0
    return mark.attempts + (mark.stage is Stage.EVALUATING)
