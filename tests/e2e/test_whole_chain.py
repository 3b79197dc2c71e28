"""A pull request from a fork, from its wake-up to its rank: a repository as ``podium init`` writes
it, its own workflows under `act`, the real action, a real container, real git, and a server that
answers as GitHub does."""

from __future__ import annotations

import shutil
from pathlib import Path

import docker
import pytest

from e2e import act, act_shim, repositories
from e2e.act import Act
from e2e.repositories import COMMIT, ROOT
from github_server import GitHubServer
from podium.scaffold import Shape

pytestmark = [pytest.mark.slow, pytest.mark.docker]

PODIUM = f"podium-challenges/podium@{COMMIT}"
REPOSITORY = "octo-org/shapes"
PERMISSIONS = {
    "contents": "write",
    "pull_requests": "write",
    "issues": "write",
    "statuses": "write",
    "actions": "read",
}


def read_all(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(root).parts
    }


def test_a_pull_request_from_a_fork_is_scored_by_the_written_workflows(
    tmp_path: Path, docker_client: docker.DockerClient
) -> None:
    root = repositories.write(Shape.SINGLE, tmp_path / "written")
    files = read_all(root)
    shutil.copytree(root, tmp_path / "checkouts" / REPOSITORY)
    act.for_act(root)
    act.commit_all(root)
    podium = act_shim.copy_repository(ROOT, tmp_path / "podium", own=PODIUM)
    with GitHubServer(tmp_path / "github") as server:
        server.add_user("ada")
        server.add_organization("octo-org")
        server.add_repository(REPOSITORY, files=files)
        server.fork(REPOSITORY, "ada")
        example = "examples/threshold/"
        pull = server.open_pull(
            REPOSITORY,
            author="ada",
            title='x"; echo PWNED; echo "',
            files={
                path.replace(example, "submissions/shapes/test/ada/threshold/"): content
                for path, content in files.items()
                if path.startswith(example)
            },
        )
        run = server.add_run(
            REPOSITORY,
            "intake.yml",
            sha=pull.head_sha,
            branch=pull.head_branch,
            head="ada/shapes",
            actor="ada",
        )
        token = server.token(permissions={REPOSITORY: PERMISSIONS})
        done = Act(tmp_path / "act", {PODIUM: podium}).run(
            root,
            "workflow_run",
            server.workflow_run_event(REPOSITORY, run),
            workflow="evaluate.yml",
            environment={
                "GITHUB_API_URL": server.api_url,
                "GITHUB_SERVER_URL": server.url,
                "CHECKOUTS": str(tmp_path / "checkouts"),
            },
            secrets={"GITHUB_TOKEN": token},
        )
        assert done.exit_code == 0, done.log
        assert token not in done.log
        assert "PWNED" not in done.log
        (comment,) = server.comments(REPOSITORY, pull.number)
        assert "### Scored: rank 1 of 1" in comment.body
        assert "Accuracy 0.925" in comment.body
        names = server.git(REPOSITORY).run("ls-tree", "-r", "--name-only", "results").split()
        record = f"pr-{pull.number}-{pull.head_sha[:7]}/evaluations/1/metrics.json"
        assert [name for name in names if name.endswith(record)]
