"""Where participants read how their submission stands: a pull request's comment, status and label,
or the status of a release's commit."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from podium.github import comment
from podium.github.api import comments, statuses
from podium.github.api.client import Connection, GitHubError
from podium.github.api.comments import Found
from podium.github.api.statuses import State
from podium.github.comment import Stage
from podium.github.handover import PullTarget, ReleaseTarget

# Our own words only: a status is shown where nothing is escaped by us.
_STATUSES = {
    Stage.EVALUATING: (State.PENDING, "being evaluated"),
    Stage.WAITING: (State.PENDING, "recorded; the hosts evaluate it elsewhere"),
    Stage.RETRYING: (State.PENDING, "a machine failed; it is retried, nothing was counted"),
    Stage.SCORED: (State.SUCCESS, "scored"),
    Stage.REJECTED: (State.FAILURE, "not accepted, nothing was counted"),
    Stage.FAILED: (State.FAILURE, "the evaluator could not score it"),
    Stage.BROKEN: (State.ERROR, "not your fault: the hosts have to look at it"),
}
Note = Callable[[str], None]


@dataclass(slots=True)
class PullReporter:
    """``known`` is what we have written there, once there is anything; ``labels`` are the pull
    request's, and ``author`` who opened it. ``note`` keeps a copy of what was told, for the hosts;
    ``run`` is the workflow run that holds the submission while it is evaluated."""

    connection: Connection
    number: int
    sha: str
    labels: Collection[str]
    author: str
    known: Found | None
    note: Note
    url: str = ""
    is_host: bool = False
    run: int = 0

    def report(self, stage: Stage, body: str) -> None:
        """The comment comes last: where it says that all is over, nothing is left to do, and a
        sweep passes by."""
        if stage in _STATUSES:
            state, description = _status(stage, self.run)
            statuses.set_status(self.connection, self.sha, state, description, target_url=self.url)
        if stage.is_final:
            self._label(stage)
            self.note(body)
            self.known = comments.tell(
                self.connection, self.number, self.known, body, author=self.author
            )
        else:
            self.known = comments.write(self.connection, self.number, self.known, body)

    def _label(self, stage: Stage) -> None:
        """A label is a convenience: without the right to make one, or with none of that name, the
        comment still has to come."""
        with contextlib.suppress(GitHubError):
            statuses.set_label(self.connection, self.number, stage.value, present=self.labels)

    def target(self, attempts: int = 0) -> PullTarget:
        identity = self.known.id if self.known else None
        return PullTarget(self.number, self.sha, identity, attempts, self.is_host)


@dataclass(slots=True)
class ReleaseReporter:
    """A release has no comments: each of its assets has a status of its own, under its id."""

    connection: Connection
    asset_id: int
    sha: str
    note: Note
    url: str = ""
    is_host: bool = False
    run: int = 0

    def report(self, stage: Stage, body: str) -> None:
        if stage in _STATUSES:
            state, description = _status(stage, self.run)
            if mark := comment.parse_mark(body):  # there is no comment to find it in
                description += f" {mark.evaluators}" if mark.evaluators else ""
            context = release_context(self.asset_id)
            statuses.set_status(
                self.connection,
                self.sha,
                state,
                description,
                target_url=self.url,
                context=context,
            )
        if stage.is_final:
            self.note(body)

    def target(self, attempts: int = 0) -> ReleaseTarget:
        return ReleaseTarget(self.asset_id, self.sha, attempts, self.is_host)


def _status(stage: Stage, run: int) -> tuple[State, str]:
    state, description = _STATUSES[stage]
    if stage is Stage.EVALUATING and run:
        description = f"{description} (run {run})"
    return state, description


def claiming_run(description: str) -> int:
    """The run that a status names as the one that evaluates, or 0."""
    found = re.fullmatch(r"being evaluated \(run ([0-9]{1,18})\)", description)
    return int(found[1]) if found else 0


def release_context(asset_id: int) -> str:
    return f"{statuses.CONTEXT}/asset-{asset_id}"
