"""Workflow runs, and the events that start them as a workflow finds them in its event file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from github_server import events, runs
from github_server.setup.stage import Stage
from github_server.state import Dispatch, Release, Run


class Actions(Stage):
    @property
    def dispatches(self) -> list[Dispatch]:
        """Workflow and repository dispatches that were asked for, oldest first."""
        with self._state.lock:
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
        with self._state.lock:
            one = self.repository(repository)
            known = runs.find_workflow(self._state, one, workflow)
            return runs.add_run(
                self._state,
                one,
                known or runs.add_workflow(self._state, one, f"{runs.FOLDER}/{workflow}"),
                sha=sha,
                branch=branch,
                actor=self._user(actor) if actor else one.owner,
                event=event,
                status=status,
                conclusion=conclusion if status == "completed" else None,
                head_repository=self.repository(head) if head else None,
                pull_numbers=pulls,
            )

    def pull_request_event(
        self, repository: str, number: int, action: str = "opened", *, before: str | None = None
    ) -> dict[str, Any]:
        """opened, reopened, closed, or synchronize with the head ``before`` it."""
        with self._state.lock:
            one = self.repository(repository)
            pull = one.pulls[number]
            return events.pull_request(self._state, one, pull, action, before=before)

    def workflow_run_event(
        self, repository: str, run: Run, action: str = "completed"
    ) -> dict[str, Any]:
        with self._state.lock:
            return events.workflow_run(self._state, self.repository(repository), run, action)

    def release_event(
        self, repository: str, release: Release, action: str = "published"
    ) -> dict[str, Any]:
        with self._state.lock:
            return events.release(self._state, self.repository(repository), release, action)

    def workflow_dispatch_event(
        self,
        repository: str,
        workflow: str,
        *,
        sender: str,
        inputs: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        with self._state.lock:
            one, who = self.repository(repository), self._user(sender)
            return events.workflow_dispatch(self._state, one, workflow, who, inputs or {})

    def schedule_event(self, repository: str, workflow: str, schedule: str) -> dict[str, Any]:
        """``schedule`` is the cron line."""
        with self._state.lock:
            return events.schedule(self._state, self.repository(repository), workflow, schedule)
