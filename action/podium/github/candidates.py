"""Who is to be graded: from a request to candidates, each with what was said of it before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NoReturn

from podium.challenge.model import Challenge, Phase
from podium.errors import PodiumError
from podium.github import claims, edits, events
from podium.github.api import comments, pulls, releases, statuses
from podium.github.api.client import Connection
from podium.github.api.comments import Found
from podium.github.api.pulls import Pull
from podium.github.api.releases import Attached, Release
from podium.github.claims import Claims
from podium.github.comment import Mark, Stage
from podium.github.context import Candidate, GradingContext, Reporter
from podium.github.next_step import NextStep, find_next_step, find_record
from podium.github.reading import AssetFiles, PullFiles, Reader
from podium.github.reporters import (
    Note,
    PullReporter,
    ReleaseReporter,
    claiming_run,
    release_context,
)
from podium.records.model import (
    Participant,
    PullRequestSource,
    ReleaseSource,
    SubmissionRecord,
)
from podium.submission import place
from podium.submission.accept import Entrant

# Pull requests that are over as far as their label says, and that one sweep looks at all the same:
# a new commit keeps the label. The next sweep goes on where this one ends.
MOST_OVER = 150
RELEASE_DAYS = 7  # how long a sweep looks back


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submission that is not over: its ``record``, to be told of, or what is to be graded.
    ``is_told`` is whether its participant has had a word on it."""

    reporter: Reporter
    candidate: Candidate | None = None
    record: SubmissionRecord | None = None
    is_told: bool = False


Look = Callable[[], Waiting | None]


@dataclass(frozen=True, slots=True)
class GradingRun:
    """One run over everything that an event asks for. ``note`` keeps a copy of what participants
    are told, for the hosts."""

    context: GradingContext
    note: Note
    claims: Claims

    @property
    def reader(self) -> Reader:
        return self.context.reader

    @property
    def connection(self) -> Connection:
        return self.context.reader.connection

    def looks(self, request: events.Request) -> Iterator[tuple[str, Look]]:
        """A name for the log, and how to find out what is left to do, in turn."""
        match request:
            case events.PushedTo():
                for pull in pulls.find(
                    self.connection,
                    request.head_repository,
                    request.head_branch,
                    request.head_sha,
                ):
                    at = request.at if pull.head_sha == request.head_sha else None
                    yield _name(pull), self._look(pull, at=at)
            case events.OnePull():
                pull = pulls.get(self.connection, request.number)
                if request.head_sha not in ("", pull.head_sha):
                    self.context.log(f"nothing to do: {_name(pull)} has moved on")
                elif pull.is_open or request.by_hand:
                    yield _name(pull), self._look(pull, by_hand=request.by_hand)
            case events.OneRelease():
                release = releases.get(self.connection, request.release_id)
                yield from self._release_looks([release] if release else [])
            case events.Sweep():
                yield from self._sweep_pulls()
                since = self.context.clock() - timedelta(days=RELEASE_DAYS)
                yield from self._release_looks(releases.list_recent(self.connection, since=since))
            case events.Nothing():
                self.context.log(f"nothing to do: {request.reason}")

    def _sweep_pulls(self) -> Iterator[tuple[str, Look]]:
        """Every open one. What was said of them is asked of all before anything is done: what
        other runs hold counts against limits, and what has lost no machine comes first."""
        found: list[tuple[int, str, Look]] = []
        for pull in in_turn(pulls.list_open(self.connection), self.context.clock()):
            try:
                said = self._said_of(pull)
            except PodiumError as error:
                found.append((0, _name(pull), _failing(error)))
                continue
            attempts = _attempts(said.mark if said else None, pull.head_sha)
            self._count_claim(pull, said)
            found.append((attempts, _name(pull), self._look_at(pull, said)))
        for _, name, look in sorted(found, key=lambda one: one[0]):
            yield name, look

    def _look(self, pull: Pull, *, at: datetime | None = None, by_hand: bool = False) -> Look:
        return lambda: self.look_at_pull(pull, self._said_of(pull), at=at, by_hand=by_hand)

    def _look_at(self, pull: Pull, said: Found | None) -> Look:
        return lambda: self.look_at_pull(pull, said)

    def _said_of(self, pull: Pull) -> Found | None:
        return comments.find(self.connection, pull.number) if pull.has_comments else None

    def _count_claim(self, pull: Pull, said: Found | None) -> None:
        if said is None or not self.claims.holder(said.mark, pull.head_sha):
            return
        source = PullRequestSource(self.connection.name, pull.number, pull.head_sha)
        held = claims.as_record(
            pull_id(pull),
            self.reader.challenge.slug,
            _in_team(self.reader, pull.author),
            source,
            said.mark,
        )
        if held is not None:
            self.context.records.append(held)

    def look_at_pull(
        self,
        pull: Pull,
        said: Found | None,
        *,
        at: datetime | None = None,
        by_hand: bool = False,
    ) -> Waiting | None:
        """``at`` is when the head was submitted, where an event says so."""
        mark = said.mark if said else None
        if run := self.claims.holder(mark, pull.head_sha):
            self.context.log(f"run {run} evaluates it")
            return None
        record = find_record(self.context.records, pull_id(pull), pull.head_sha)
        is_changed = mark is not None and self.context.evaluates_anew(mark.evaluators)
        what = find_next_step(record, mark, pull.head_sha, by_hand=by_hand, is_changed=is_changed)
        if what is NextStep.NOTHING:
            if said is not None and said.is_behind:
                comments.catch_up(self.connection, pull.number, said)
            return None
        is_host = self._is_host(pull)
        reporter = PullReporter(
            self.connection,
            pull.number,
            pull.head_sha,
            pull.labels,
            pull.author.login,
            said,
            self.note,
            self.context.run_url,
            is_host,
            self.context.run,
        )
        if what is NextStep.ANNOUNCE:
            return Waiting(reporter, record=record)
        moment = at or pulls.submitted_at(self.connection, pull)
        edited = self._edited(pull, at=moment)
        if edited is not None:
            return Waiting(reporter, record=edited)
        candidate = candidate_of(
            self.reader,
            pull,
            at=moment,
            is_host=is_host,
            attempts=0 if by_hand or is_changed else _attempts(mark, pull.head_sha),
        )
        is_told = mark is not None and mark.sha == pull.head_sha
        return Waiting(reporter, candidate, is_told=is_told)

    def _edited(self, pull: Pull, *, at: datetime) -> SubmissionRecord | None:
        scored = edits.last_scored(self.context.records, pull)
        if scored is None:
            return None
        phase = self.reader.challenge.phase(scored.submission.phase)
        return None if phase is None else edits.find(scored, pull, self.reader, phase, at=at)

    def _is_host(self, pull: Pull) -> bool:
        named = self.reader.challenge.is_host(pull.author.login, pull.author.id)
        return named or pulls.author_may_write(self.connection, pull)

    def _release_looks(self, found: list[Release]) -> Iterator[tuple[str, Look]]:
        for release in found:
            for asset in release.assets:
                phase = _asset_phase(asset, self.reader.challenge)
                if phase is not None:
                    name = f"asset {asset.id} of release {release.id}"
                    yield name, self._look_at_asset(release, asset, phase)

    def _look_at_asset(self, release: Release, asset: Attached, phase: Phase) -> Look:
        return lambda: self.look_at_asset(release, asset, phase)

    def look_at_asset(self, release: Release, asset: Attached, phase: Phase) -> Waiting | None:
        identity = f"release-{asset.id}"
        known = {record.submission.id: record for record in self.context.records}
        told = releases.told(self.connection, release.tag, release_context(asset.id))
        run = claiming_run(told.description)
        if told.state is statuses.State.PENDING and self.claims.is_live(run):
            self.context.log(f"run {run} evaluates it")
            return None
        who = release.author if asset.uploader.login.endswith("[bot]") else asset.uploader
        # Whoever can publish a release may write here; to limits, only the named hosts are hosts.
        is_host = self.reader.challenge.is_host(who.login, who.id)
        reporter = ReleaseReporter(
            self.connection,
            asset.id,
            told.sha,
            self.note,
            self.context.run_url,
            is_host,
            self.context.run,
        )
        is_done = told.state in (statuses.State.SUCCESS, statuses.State.FAILURE)
        is_broken = told.state is statuses.State.ERROR
        is_changed = is_broken and self.context.evaluates_anew(told.description.rpartition(" ")[2])
        if is_done or (is_broken and not is_changed):
            return None
        if identity in known and known[identity].evaluations and not is_changed:
            return Waiting(reporter, record=known[identity])
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
        return Waiting(reporter, candidate)


def _failing(error: PodiumError) -> Look:
    def look() -> NoReturn:
        raise error

    return look


def in_turn(listed: Sequence[Pull], now: datetime) -> list[Pull]:
    """What has no end yet, those first that wait longest; then the others, from one on that is
    another each hour, as far as a sweep looks at them."""
    over = [pull for pull in listed if _is_over(pull)]
    waiting = [pull for pull in listed if not _is_over(pull)]
    first = int(now.timestamp() // 3600) * MOST_OVER % len(over) if len(over) > MOST_OVER else 0
    return waiting + (over[first:] + over[:first])[:MOST_OVER]


def _is_over(pull: Pull) -> bool:
    ends = {f"{statuses.PREFIX}{stage.value}" for stage in Stage if stage.is_final}
    return not ends.isdisjoint(pull.labels)


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
    team = reader.challenge.team_of(participant.login, participant.id)
    return replace(participant, team=team)


def pull_id(pull: Pull) -> str:
    return f"pr-{pull.number}-{pull.head_sha[:7]}"


def _name(pull: Pull) -> str:
    return f"pull request {pull.number} at {pull.head_sha[:12]}"


def _attempts(mark: Mark | None, sha: str) -> int:
    """How often a machine failed this very SHA. An evaluation that was begun and left without a
    word counts: it may be what kills its machine."""
    if mark is None or mark.sha != sha:
        return 0
    return mark.attempts + (mark.stage is Stage.EVALUATING)
