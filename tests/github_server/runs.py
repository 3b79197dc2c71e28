"""Workflows as the default branch has them, and their runs."""

from __future__ import annotations

from typing import Any

from github_server.state import WHOLE_SCALE, Repository, Run, User, Workflow

FOLDER = ".github/workflows"


def find_workflow(repository: Repository, name: str) -> Workflow | None:
    """By id, or by file name: then it is known once the default branch has the file."""
    for one in repository.workflows.values():
        if name in (str(one.id), one.path, one.path.rpartition("/")[2]):
            return one
    path = f"{FOLDER}/{name}"
    tip = repository.git.tip(repository.default_branch)
    is_there = tip is not None and repository.git.entry(tip, path) is not None
    return add_workflow(repository, path) if is_there else None


def add_workflow(repository: Repository, path: str) -> Workflow:
    state, name = repository.state, path.rpartition("/")[2].rpartition(".")[0]
    identity = state.next_id("workflow", 100)
    workflow = Workflow(repository, identity, path, name, state.clock.now)
    repository.workflows[path] = workflow
    return workflow


def add_run(
    workflow: Workflow,
    *,
    sha: str,
    branch: str | None,
    actor: User,
    head: Repository | None = None,
    **about: Any,
) -> Run:
    """``head`` is where the commit lies, if in a fork; ``about`` is what else a ``Run`` has."""
    repository, now = workflow.repository, workflow.repository.state.clock.now
    run = Run(
        id=repository.state.next_id("run", WHOLE_SCALE),
        number=sum(one.workflow is workflow for one in repository.runs.values()) + 1,
        workflow=workflow,
        head_branch=branch,
        head_sha=sha,
        head_repository=head or repository,
        actor=actor,
        title=repository.git.commit(sha).message.splitlines()[0],
        created_at=now,
        updated_at=now,
        **about,
    )
    repository.runs[run.id] = run
    return run
