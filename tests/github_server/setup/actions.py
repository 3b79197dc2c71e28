"""Workflow runs, and the events that start them as a workflow finds them in its event file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from github_server import events, runs
from github_server.setup.stage import Stage
from github_server.state import Dispatch, Pull, Release, Run

HELD = "action_required"


class Actions(Stage):
    @property
    def dispatches(self) -> list[Dispatch]:
        """Workflow and repository dispatches that were asked for, oldest first."""
        return list(self._state.dispatches)

    def add_run(
        self,
        repository: str,
        workflow: str,
        *,
        sha: str,
        event: str = "pull_request",
        branch: str | None = None,
        head: str | None = None,
        actor: str | None = None,
        status: str = "completed",
        conclusion: str | None = "success",
        pulls: tuple[int, ...] = (),
    ) -> Run:
        """A run of a workflow file; ``head`` names the repository it came from, if a fork."""
        one, path = self.repository(repository), f"{runs.FOLDER}/{workflow}"
        return runs.add_run(
            runs.find_workflow(one, workflow) or runs.add_workflow(one, path),
            sha=sha,
            branch=branch,
            actor=self._user(actor) if actor else one.owner,
            event=event,
            status=status,
            conclusion=conclusion if status == "completed" else None,
            head=self.repository(head) if head else None,
            pull_numbers=pulls,
        )

    def hold_run(self, repository: str, workflow: str, pull: Pull) -> Run:
        """The run of a fork's pull request that waits until somebody approves it."""
        head = pull.head_repository
        return self.add_run(
            repository,
            workflow,
            sha=pull.head_sha,
            branch=pull.head_branch,
            head=head.full_name if head else None,
            actor=pull.user.login,
            conclusion=HELD,
        )

    def approve(self, run: Run, conclusion: str = "success") -> None:
        """Lets a run go on that was held, to its end."""
        if run.conclusion != HELD:
            raise ValueError(f"run {run.id} does not wait for anybody")
        run.conclusion, run.updated_at = conclusion, self._state.clock.now

    def pull_request_event(
        self, repository: str, number: int, action: str = "opened", *, before: str | None = None
    ) -> dict[str, Any]:
        """opened, reopened, closed, or synchronize with the head ``before`` it."""
        pull = self.repository(repository).pulls[number]
        return events.pull_request(pull, action, before=before)

    def workflow_run_event(self, run: Run, action: str = "completed") -> dict[str, Any]:
        """A run that is held has been requested, and nothing says that it ended."""
        if run.conclusion == HELD and action != "requested":
            raise ValueError(f"GitHub sends no {action} of a run that waits for approval")
        return events.workflow_run(run, action)

    def release_event(self, release: Release, action: str = "published") -> dict[str, Any]:
        return events.release(release, action)

    def workflow_dispatch_event(
        self,
        repository: str,
        workflow: str,
        *,
        sender: str,
        inputs: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        one, who = self.repository(repository), self._user(sender)
        return events.workflow_dispatch(one, workflow, who, inputs or {})

    def schedule_event(self, repository: str, workflow: str, schedule: str) -> dict[str, Any]:
        """``schedule`` is the cron line."""
        return events.schedule(self.repository(repository), workflow, schedule)
