"""Workflows as the default branch has them, and their runs."""

from __future__ import annotations

from github_server.state import WHOLE_SCALE, Repository, Run, State, User, Workflow

FOLDER = ".github/workflows"


def find_workflow(state: State, repository: Repository, name: str) -> Workflow | None:
    """By id, or by file name: then it is known once the default branch has the file."""
    for one in repository.workflows.values():
        if name in (str(one.id), one.path, one.path.rpartition("/")[2]):
            return one
    path = f"{FOLDER}/{name}"
    tip = repository.git.read_ref(f"refs/heads/{repository.default_branch}")
    if tip is None or repository.git.entry(tip, path) is None:
        return None
    return add_workflow(state, repository, path)


def add_workflow(state: State, repository: Repository, path: str) -> Workflow:
    workflow = Workflow(
        id=state.next_id("workflow", 100),
        path=path,
        name=path.rpartition("/")[2].rpartition(".")[0],
        created_at=state.clock.now,
    )
    repository.workflows[path] = workflow
    return workflow


def add_run(
    state: State,
    repository: Repository,
    workflow: Workflow,
    *,
    sha: str,
    branch: str | None,
    actor: User,
    event: str = "workflow_dispatch",
    status: str = "queued",
    conclusion: str | None = None,
    head_repository: Repository | None = None,
    pull_numbers: tuple[int, ...] = (),
) -> Run:
    run = Run(
        id=state.next_id("run", WHOLE_SCALE),
        number=sum(one.workflow is workflow for one in repository.runs.values()) + 1,
        workflow=workflow,
        event=event,
        status=status,
        conclusion=conclusion,
        head_branch=branch,
        head_sha=sha,
        head_repository=head_repository or repository,
        actor=actor,
        title=repository.git.commit(sha).message.splitlines()[0],
        created_at=state.clock.now,
        updated_at=state.clock.now,
        pull_numbers=pull_numbers,
    )
    repository.runs[run.id] = run
    return run
