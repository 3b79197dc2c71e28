"""The GitHub server of the tests, as real clients meet it: PyGithub, git and plain HTTP."""

from __future__ import annotations

import base64
import gc
import hashlib
import itertools
import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from github import (
    Auth,
    Github,
    GithubException,
    GithubIntegration,
    GithubRetry,
    InputGitTreeElement,
    UnknownObjectException,
)

from github_server import LINK, SUBMODULE, Entry, GitHubServer, OpenApiViolation, openapi
from github_server.payloads import trim_examples
from github_server.routing import Call, Route
from github_server.state import Pull
from github_server.wire import Request, Response

CHALLENGE, RESULTS = "org/challenge", "org/results"
EVERYTHING = dict.fromkeys(("contents", "pull_requests", "issues", "statuses", "actions"), "write")
WORKFLOW = """\
on: {workflow_dispatch: {inputs: {pr: {required: true}, sha: {default: ""}}}}
jobs: {}
"""
FILES = {
    "README.md": "A challenge\n",
    "templates/page.html": "<p>\n",
    ".github/workflows/evaluate.yml": WORKFLOW,
}
PREDICTIONS = "submissions/digits/dev/ada/first/predictions.csv"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[GitHubServer]:
    """With people, a public challenge and a private results repository."""
    with GitHubServer(tmp_path) as running:
        running.add_organization("org")
        running.add_user("ada", email="ada@example.org", keys=("ssh-ed25519 AAAA",))
        running.add_user("bob")
        running.add_repository(CHALLENGE, files=FILES, collaborators={"bob": "write"})
        running.add_repository(RESULTS, files={"results/.keep": ""}, private=True)
        yield running


@pytest.fixture
def pull(server: GitHubServer) -> Pull:
    return server.open_pull(
        CHALLENGE, author="ada", files={PREDICTIONS: "1,2\n"}, title="First", branch="first"
    )


@pytest.fixture
def job_token(server: GitHubServer) -> str:
    return server.token(permissions={CHALLENGE: EVERYTHING}, name="job")


Connect = Callable[..., Github]


@pytest.fixture
def connect(server: GitHubServer) -> Iterator[Connect]:
    """A PyGithub client for a token, closed when the test ends."""
    clients: list[Github] = []

    def client(token: str | None = None, **options: Any) -> Github:
        settings: dict[str, Any] = {
            "base_url": server.api_url,
            "api_version": "2022-11-28",
            "per_page": 100,
            "retry": None,
            "seconds_between_requests": 0,
            "seconds_between_writes": 0,
        }
        auth = Auth.Token(token) if token else None
        clients.append(Github(auth=auth, **{**settings, **options}))
        return clients[-1]

    yield client
    for one in clients:
        one.close()


@pytest.fixture
def job(connect: Connect, job_token: str) -> Github:
    return connect(job_token)


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as one:
        one.trust_env = False
        yield one


def git(folder: Path, *arguments: str, token: str | None = None, fails: bool = False) -> str:
    """Output of git, or with ``fails`` what it complained of."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | IDENTITY | (credentials(token) if token else {}),
    )
    assert (done.returncode != 0) is fails, done.stderr
    return (done.stderr if fails else done.stdout).strip()


IDENTITY = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
}


def credentials(token: str) -> dict[str, str]:
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "http.extraHeader",
        "GIT_CONFIG_VALUE_0": f"Authorization: Basic {basic}",
    }


def commit_file(folder: Path, name: str, content: str = "x") -> str:
    (folder / name).write_text(content)
    git(folder, "add", name)
    git(folder, "commit", "--quiet", "--message", name)
    return git(folder, "rev-parse", "HEAD")


def is_refused(status: int) -> Any:
    return pytest.raises(GithubException, check=lambda error: error.status == status)


# Repositories: git data and contents


def test_a_repository_tells_what_a_token_may(server: GitHubServer, connect: Connect) -> None:
    server.fork(CHALLENGE, "ada")
    fork = connect(server.user_token("ada")).get_repo("ada/challenge")
    assert (fork.fork, fork.parent.full_name, fork.permissions.admin) == (True, CHALLENGE, True)
    (listed,) = fork.parent.get_forks()
    assert listed.id == fork.id
    assert fork.parent.get_branch("main").commit.sha == fork.get_branch("main").commit.sha


def test_a_submission_is_read_as_blobs_at_one_commit(
    server: GitHubServer, job: Github, pull: Pull
) -> None:
    repository = job.get_repo(CHALLENGE)
    tree = repository.get_git_tree(pull.head_sha, recursive=True)
    entries = {one.path: one for one in tree.tree}
    assert entries[PREDICTIONS].mode == "100644"
    assert entries[PREDICTIONS].size == 4
    blob = repository.get_git_blob(entries[PREDICTIONS].sha)
    assert base64.b64decode(blob.content) == b"1,2\n"


def test_a_tree_shows_links_and_submodules_by_their_mode(server: GitHubServer, job: Github) -> None:
    odd = {"link": Entry(LINK, "/etc/passwd"), "sub": Entry(SUBMODULE, "1" * 40), "A": "", "a": ""}
    opened = server.open_pull(CHALLENGE, author="ada", files=odd)
    tree = job.get_repo(CHALLENGE).get_git_tree(opened.head_sha).tree
    modes = {one.path: (one.mode, one.type) for one in tree}
    assert modes["link"] == ("120000", "blob")
    assert modes["sub"] == ("160000", "commit")
    assert {"A", "a"} <= set(modes)


def test_a_commit_is_made_of_blob_tree_and_ref(server: GitHubServer, job: Github) -> None:
    repository = job.get_repo(CHALLENGE)
    main = repository.get_git_ref("heads/main")
    parent = repository.get_git_commit(main.object.sha)
    blob = repository.create_git_blob(base64.b64encode(b"\0binary").decode(), "base64")
    element = InputGitTreeElement("results/a.bin", "100644", "blob", sha=blob.sha)
    tree = repository.create_git_tree([element], base_tree=parent.tree)
    commit = repository.create_git_commit("Record", tree, [parent])
    main.edit(commit.sha)
    repository.create_git_ref("refs/heads/copy", commit.sha)
    assert server.read(CHALLENGE, "results/a.bin") == b"\0binary"
    assert server.read(CHALLENGE, "README.md", at="copy") == b"A challenge\n"
    assert [one.ref for one in repository.get_git_matching_refs("heads/")] == [
        "refs/heads/copy",
        "refs/heads/main",
    ]
    repository.get_git_ref("heads/copy").delete()
    with is_refused(404):
        repository.get_git_ref("heads/copy")


def test_a_ref_goes_forward_only_unless_forced(server: GitHubServer, job: Github) -> None:
    old = server.git(CHALLENGE).find("main")
    server.commit(CHALLENGE, {"new.txt": "new"})
    main = job.get_repo(CHALLENGE).get_git_ref("heads/main")
    with is_refused(422):
        main.edit(old, force=False)
    main.edit(old, force=True)
    assert server.git(CHALLENGE).find("main") == old


def test_a_file_is_written_only_with_the_sha_of_what_it_replaces(
    server: GitHubServer, job: Github
) -> None:
    repository = job.get_repo(CHALLENGE)
    created = repository.create_file("board.json", "Create", "1")["content"]
    updated = repository.update_file("board.json", "Update", "2", created.sha)
    assert server.read(CHALLENGE, "board.json") == b"2"
    assert updated["commit"].raw_data["message"] == "Update"
    with is_refused(409):
        repository.update_file("board.json", "Stale", "3", created.sha)
    with is_refused(422):
        repository.create_file("board.json", "Without", "4")


def test_names_that_git_would_not_take_are_refused(job: Github) -> None:
    repository = job.get_repo(CHALLENGE)
    with is_refused(422):
        repository.create_file(".git/config", "x", "x")
    with is_refused(422):
        element = InputGitTreeElement("../up", "100644", "blob", content="x")
        repository.create_git_tree([element])
    with is_refused(422):
        sha = repository.get_git_ref("heads/main").object.sha
        repository.create_git_ref("refs/heads/a b", sha)


def test_contents_show_files_folders_and_what_a_link_points_at(
    server: GitHubServer, job: Github
) -> None:
    linked = {"in": Entry(LINK, "templates/page.html"), "out": Entry(LINK, "/etc/passwd")}
    server.commit(CHALLENGE, {**linked, "sub": Entry(SUBMODULE, "1" * 40)})
    repository = job.get_repo(CHALLENGE)
    assert repository.get_contents("README.md").decoded_content == b"A challenge\n"
    assert [one.path for one in repository.get_contents("templates")] == ["templates/page.html"]
    assert {one.path: one.type for one in repository.get_contents("")} == {
        ".github": "dir",
        "README.md": "file",
        "in": "symlink",
        "out": "symlink",
        "sub": "submodule",
        "templates": "dir",
    }
    assert repository.get_contents("in").decoded_content == b"<p>\n"
    assert repository.get_contents("out").type == "symlink"
    assert repository.get_contents("sub").type == "submodule"
    with is_refused(404):
        repository.get_contents("README.md", ref="nowhere")


def test_a_file_above_a_megabyte_comes_without_its_content(
    server: GitHubServer, job: Github, session: requests.Session
) -> None:
    server.commit(CHALLENGE, {"big.csv": b"x" * (1 << 21)})
    found = job.get_repo(CHALLENGE).get_contents("big.csv")
    assert (found.encoding, found.size) == ("none", 1 << 21)
    raw = {"Accept": "application/vnd.github.raw+json"}
    blob = session.get(found.git_url, headers=raw, timeout=10)
    assert blob.content == b"x" * (1 << 21)


def test_a_comparison_starts_where_two_branches_parted(
    server: GitHubServer, job: Github, pull: Pull
) -> None:
    server.commit(CHALLENGE, {"later.txt": "later"})
    compared = job.get_repo(CHALLENGE).compare("main", pull.head_sha)
    assert (compared.status, compared.ahead_by, compared.behind_by) == ("diverged", 1, 1)
    assert [one.filename for one in compared.files] == [PREDICTIONS]
    commit = job.get_repo(CHALLENGE).get_commit(pull.head_sha)
    assert [one.filename for one in commit.files] == [PREDICTIONS]


# Git over HTTP


def test_a_public_repository_is_cloned_by_anybody(
    server: GitHubServer, pull: Pull, tmp_path: Path
) -> None:
    git(tmp_path, "clone", "--quiet", server.clone_url(CHALLENGE), "copy")
    copy = tmp_path / "copy"
    git(copy, "fetch", "--quiet", "origin", "refs/pull/1/head", "refs/pull/1/merge")
    assert git(copy, "rev-parse", "FETCH_HEAD") == pull.head_sha
    assert (copy / "README.md").read_text() == "A challenge\n"


def test_a_partial_clone_brings_blobs_only_when_they_are_read(
    server: GitHubServer, tmp_path: Path
) -> None:
    url = server.clone_url(CHALLENGE)
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", "--no-checkout", url, "copy")
    copy = tmp_path / "copy"
    listed = git(copy, "rev-list", "--objects", "--all", "--missing=print").splitlines()
    assert sum(line.startswith("?") for line in listed) == len(FILES)
    assert git(copy, "show", "HEAD:README.md") == "A challenge"


def test_a_commit_of_a_fork_is_fetched_from_the_base_by_its_sha(
    server: GitHubServer, pull: Pull, tmp_path: Path
) -> None:
    git(tmp_path, "init", "--quiet", "copy")
    url = server.clone_url(CHALLENGE)
    git(tmp_path / "copy", "fetch", "--quiet", "--depth=1", url, pull.head_sha)
    assert git(tmp_path / "copy", "show", f"{pull.head_sha}:{PREDICTIONS}") == "1,2"


def test_a_push_needs_a_token_that_may_write(server: GitHubServer, tmp_path: Path) -> None:
    writer = server.token(permissions={RESULTS: {"contents": "write"}}, name="results")
    reader = server.token(permissions={RESULTS: {"contents": "read"}})
    git(tmp_path, "clone", "--quiet", server.clone_url(RESULTS), "copy", token=writer)
    copy = tmp_path / "copy"
    commit_file(copy, "a.json")
    assert "could not read Username" in git(copy, "push", "--quiet", fails=True)
    assert "403" in git(copy, "push", "--quiet", token=reader, fails=True)
    assert "could not read Username" in git(copy, "push", "--quiet", token="ghs_no", fails=True)
    git(copy, "push", "--quiet", token=writer)
    assert server.read(RESULTS, "a.json") == b"x"
    assert server.requests.count(kind="git", token="results", route="git-receive-pack") == 2


def test_a_push_that_calls_itself_a_fetch_is_refused(
    server: GitHubServer, session: requests.Session
) -> None:
    url = f"{server.clone_url(CHALLENGE)}/git-receive-pack?service=git-upload-pack"
    assert session.post(url, data=b"0000", timeout=10).status_code == 401


def test_a_private_repository_does_not_exist_for_strangers(
    server: GitHubServer, tmp_path: Path
) -> None:
    url, stranger = server.clone_url(RESULTS), server.user_token("ada")
    assert "could not read Username" in git(tmp_path, "clone", url, fails=True)
    assert "not found" in git(tmp_path, "clone", url, token=stranger, fails=True)


def test_a_push_of_several_megabytes_arrives_whole(server: GitHubServer, tmp_path: Path) -> None:
    token = server.token(permissions={RESULTS: {"contents": "write"}})
    git(tmp_path, "clone", "--quiet", server.clone_url(RESULTS), "copy", token=token)
    content = os.urandom(3 << 20).hex()
    commit_file(tmp_path / "copy", "big.txt", content)
    git(tmp_path / "copy", "push", "--quiet", token=token)
    assert server.read(RESULTS, "big.txt") == content.encode()


def test_results_are_pushed_from_a_partial_and_sparse_clone(
    server: GitHubServer, tmp_path: Path
) -> None:
    token = server.token(permissions={RESULTS: {"contents": "write"}})
    url = server.clone_url(RESULTS)
    for number in range(3):
        server.commit(RESULTS, {f"results/{number}/metrics.json": str(number)})
    flags = ("--quiet", "--filter=blob:none", "--depth=1", "--sparse")
    git(tmp_path, "clone", *flags, url, "copy", token=token)
    copy = tmp_path / "copy"
    git(copy, "sparse-checkout", "set", "results/1", token=token)
    assert (copy / "results/1/metrics.json").read_text() == "1"
    assert not (copy / "results/2").exists()
    commit_file(copy, "results/1/more.json")
    git(copy, "push", "--quiet", token=token)
    assert server.read(RESULTS, "results/1/more.json") == b"x"
    assert server.read(RESULTS, "results/2/metrics.json") == b"2"


def test_a_push_that_lost_a_race_is_refused_and_can_be_repeated(
    server: GitHubServer, tmp_path: Path
) -> None:
    token = server.token(permissions={RESULTS: {"contents": "write"}})
    git(tmp_path, "clone", "--quiet", server.clone_url(RESULTS), "copy", token=token)
    copy = tmp_path / "copy"
    commit_file(copy, "mine.json")
    server.before(
        "POST", r"results\.git/git-receive-pack", lambda _: server.commit(RESULTS, {"rival": "1"})
    )
    git(copy, "push", "--quiet", token=token, fails=True)
    git(copy, "pull", "--quiet", "--rebase", token=token)
    git(copy, "push", "--quiet", token=token)
    assert server.read(RESULTS, "mine.json") == b"x"
    assert server.read(RESULTS, "rival") == b"1"


@pytest.mark.parametrize("writers", [20])
def test_concurrent_pushes_lose_none(server: GitHubServer, tmp_path: Path, writers: int) -> None:
    token = server.token(permissions={RESULTS: {"contents": "write"}})
    git(tmp_path, "clone", "--quiet", server.clone_url(RESULTS), "copy", token=token)
    copy = tmp_path / "copy"
    commits = []
    for number in range(writers):
        git(copy, "checkout", "--quiet", "-b", f"writer-{number}", "origin/main")
        commits.append(commit_file(copy, f"{number}.json"))
    together = threading.Barrier(writers)

    def push(number: int) -> None:
        together.wait()
        git(copy, "push", "--quiet", "origin", f"writer-{number}", token=token)

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(push, range(writers)))
    found = server.git(RESULTS).refs("refs/heads")
    assert [found[f"refs/heads/writer-{number}"] for number in range(writers)] == commits


def test_of_writers_of_one_branch_each_gets_through_in_the_end(
    server: GitHubServer, job: Github
) -> None:
    repository, names = job.get_repo(CHALLENGE), [f"{number}.json" for number in range(6)]

    def write(name: str) -> None:
        for _ in itertools.count():
            main = repository.get_git_ref("heads/main")
            parent = repository.get_git_commit(main.object.sha)
            element = InputGitTreeElement(name, "100644", "blob", content=name)
            tree = repository.create_git_tree([element], base_tree=parent.tree)
            try:
                main.edit(repository.create_git_commit(name, tree, [parent]).sha)
                return
            except GithubException as error:
                assert error.status == 422, error

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(write, names))
    assert [server.read(CHALLENGE, name).decode() for name in names] == names


# Pull requests


def test_a_pull_request_from_a_fork_names_both_sides(
    server: GitHubServer, job: Github, pull: Pull
) -> None:
    found = job.get_repo(CHALLENGE).get_pull(pull.number)
    assert (found.user.login, found.user.id) == ("ada", 1002)
    assert (found.head.repo.full_name, found.head.ref) == ("ada/challenge", "first")
    assert found.head.repo.fork
    assert found.base.repo.full_name == CHALLENGE
    assert found.head.sha == server.git("ada/challenge").find("first")
    assert (found.mergeable, found.commits, found.changed_files) == (True, 1, 1)
    assert found.created_at == server.clock.now


def test_files_of_a_pull_request_show_what_happened_to_each(
    server: GitHubServer, job: Github
) -> None:
    page = "\n".join(f"line {number}" for number in range(20))
    server.commit(CHALLENGE, {"old.txt": page, "gone.txt": "gone\n"})
    server.open_pull(
        CHALLENGE,
        author="ada",
        files={
            "README.md": "Changed\n",
            "gone.txt": None,
            "old.txt": None,
            "new.txt": page,
            "picture.bin": b"\0\1",
            "templates/page.html": Entry(LINK, "../README.md"),
        },
    )
    files = {one.filename: one for one in job.get_repo(CHALLENGE).get_pull(1).get_files()}
    assert {name: one.status for name, one in files.items()} == {
        "README.md": "modified",
        "gone.txt": "removed",
        "new.txt": "renamed",
        "picture.bin": "added",
        "templates/page.html": "changed",
    }
    assert files["new.txt"].previous_filename == "old.txt"
    assert files["README.md"].patch == "@@ -1 +1 @@\n-A challenge\n+Changed"
    assert (files["README.md"].additions, files["README.md"].deletions) == (1, 1)
    assert files["picture.bin"].patch is None


def test_a_pushed_head_moves_and_the_base_moves_on(
    server: GitHubServer, job: Github, pull: Pull
) -> None:
    first = pull.head_sha
    server.commit(CHALLENGE, {"later.txt": "later"})
    server.clock.advance(minutes=5)
    second = server.push_to_pull(CHALLENGE, 1, {PREDICTIONS: "3,4\n"})
    found = job.get_repo(CHALLENGE).get_pull(1)
    assert found.head.sha == second != first
    assert found.updated_at - found.created_at == timedelta(minutes=5)
    assert [one.sha for one in found.get_commits()] == [first, second]
    assert [one.filename for one in found.get_files()] == [PREDICTIONS]
    assert server.git(CHALLENGE).read_ref("refs/pull/1/head") == second


def test_a_participants_own_push_moves_the_head(
    server: GitHubServer, pull: Pull, tmp_path: Path
) -> None:
    token, url = server.user_token("ada"), server.clone_url("ada/challenge")
    git(tmp_path, "clone", "--quiet", "--branch", "first", url, "copy", token=token)
    pushed = commit_file(tmp_path / "copy", "more.txt")
    git(tmp_path / "copy", "push", "--quiet", token=token)
    assert server.pull(CHALLENGE, 1).head_sha == pushed
    hidden = git(tmp_path / "copy", "push", url, "HEAD:refs/pull/1/head", token=token, fails=True)
    assert "hidden ref" in hidden


def test_a_head_may_move_in_the_middle_of_a_request(
    server: GitHubServer, job: Github, pull: Pull
) -> None:
    moved: list[str] = []

    def move(request: Request) -> None:
        moved.append(server.push_to_pull(CHALLENGE, 1, {PREDICTIONS: "moved\n"}))

    repository = job.get_repo(CHALLENGE)
    seen = repository.get_pull(1).head.sha
    server.before("POST", r"/statuses/", move)
    repository.get_commit(seen).create_status("success", context="podium")
    assert server.faults_waiting == 0
    assert repository.get_pull(1).head.sha == moved[0] != seen
    assert [one.state for one in server.statuses(CHALLENGE, seen)] == ["success"]
    assert server.statuses(CHALLENGE, moved[0]) == []


def test_a_conflict_has_no_test_merge(server: GitHubServer, job: Github) -> None:
    server.open_pull(CHALLENGE, author="ada", files={"README.md": "theirs\n"})
    server.commit(CHALLENGE, {"README.md": "ours\n"})
    server.push_to_pull(CHALLENGE, 1, {"more.txt": ""})
    assert job.get_repo(CHALLENGE).get_pull(1).mergeable is False
    assert server.git(CHALLENGE).read_ref("refs/pull/1/merge") is None


def test_pull_requests_are_listed_by_state_head_and_age(
    server: GitHubServer, job: Github, pull: Pull
) -> None:
    server.clock.advance(minutes=1)
    server.open_pull(CHALLENGE, author="bob", files={"b": "b"}, branch="second")
    repository = job.get_repo(CHALLENGE)
    assert [one.number for one in repository.get_pulls()] == [2, 1]
    assert [one.number for one in repository.get_pulls(head="ada:first")] == [1]
    repository.get_pull(1).edit(state="closed")
    assert [one.number for one in repository.get_pulls(state="open")] == [2]
    assert [one.number for one in repository.get_pulls(state="closed")] == [1]
    assert [one.number for one in repository.get_commit(pull.head_sha).get_pulls()] == []
    rising = repository.get_pulls(state="all", sort="updated", direction="asc")
    assert [one.number for one in rising] == [1, 2]


def test_a_deleted_fork_leaves_its_pull_request(
    server: GitHubServer, job: Github, pull: Pull
) -> None:
    server.delete_fork("ada/challenge")
    found = job.get_repo(CHALLENGE).get_pull(1)
    assert found.head.repo is None
    assert found.head.sha == pull.head_sha
    assert [one.filename for one in found.get_files()] == [PREDICTIONS]
    event = server.pull_request_event(CHALLENGE, 1, "closed")
    assert event["pull_request"]["head"]["repo"] is None


# Comments, labels, statuses


def test_a_comment_is_found_again_and_edited(server: GitHubServer, job: Github, pull: Pull) -> None:
    found = job.get_repo(CHALLENGE).get_pull(1)
    made = found.create_issue_comment("received")
    server.comment(CHALLENGE, 1, author="ada", body="received")
    server.clock.advance(minutes=1)
    made.edit("scored")
    comments = list(found.get_issue_comments())
    assert [(one.body, one.user.login) for one in comments] == [
        ("scored", "github-actions[bot]"),
        ("received", "ada"),
    ]
    assert comments[0].updated_at - comments[0].created_at == timedelta(minutes=1)
    assert [one.raw_data["performed_via_github_app"] is None for one in comments] == [False, True]
    assert found.get_issue_comment(made.id).body == "scored"
    made.delete()
    assert [one.body for one in server.comments(CHALLENGE, 1)] == ["received"]


def test_a_comment_has_a_limit(job: Github, pull: Pull) -> None:
    found = job.get_repo(CHALLENGE).get_pull(1)
    assert len(found.create_issue_comment("x" * 65_536).body) == 65_536
    with is_refused(422):
        found.create_issue_comment("x" * 65_537)
    with is_refused(422):
        found.create_issue_comment(" ")


def test_many_comments_come_in_pages(
    server: GitHubServer, connect: Connect, job_token: str, pull: Pull
) -> None:
    for number in range(5):
        server.comment(CHALLENGE, 1, author="ada", body=str(number))
    paged = connect(job_token, per_page=2).get_repo(CHALLENGE).get_pull(1).get_issue_comments()
    assert [one.body for one in paged] == ["0", "1", "2", "3", "4"]
    route = "GET /repos/{owner}/{repo}/issues/{issue_number}/comments"
    assert server.requests.count(token="job", route=route) == 3


def test_a_page_links_to_the_others(
    server: GitHubServer, pull: Pull, session: requests.Session
) -> None:
    for number in range(5):
        server.comment(CHALLENGE, 1, author="ada", body=str(number))
    url = f"{server.api_url}/repos/{CHALLENGE}/issues/1/comments"
    page = session.get(url, params={"per_page": 2, "page": 2}, timeout=10)
    assert {name: link["url"] for name, link in page.links.items()} == {
        "prev": f"{url}?per_page=2&page=1",
        "next": f"{url}?per_page=2&page=3",
        "last": f"{url}?per_page=2&page=3",
        "first": f"{url}?per_page=2&page=1",
    }


def test_a_person_may_comment_and_change_only_her_own(
    server: GitHubServer, connect: Connect, job: Github, pull: Pull
) -> None:
    ours = job.get_repo(CHALLENGE).get_pull(1).create_issue_comment("<!-- podium -->")
    hers = connect(server.user_token("ada")).get_repo(CHALLENGE).get_pull(1)
    hers.create_issue_comment("<!-- podium --> rank 1").edit("rank 2")
    with is_refused(403):
        hers.get_issue_comment(ours.id).edit("forged")
    with is_refused(403):
        hers.add_to_labels("scored")


def test_labels_are_added_replaced_and_removed(
    server: GitHubServer, job: Github, pull: Pull
) -> None:
    found = job.get_repo(CHALLENGE).get_pull(1)
    found.add_to_labels("checking", "phase: dev")
    found.remove_from_labels("checking")
    assert server.labels(CHALLENGE, 1) == ["phase: dev"]
    with is_refused(404):
        found.remove_from_labels("checking")
    found.set_labels("scored")
    assert [one.name for one in found.get_labels()] == ["scored"]
    server.add_label(CHALLENGE, 1, "by hand")
    assert [one.name for one in found.as_issue().labels] == ["scored", "by hand"]
    names = {one.name for one in job.get_repo(CHALLENGE).get_labels()}
    assert names == {"checking", "phase: dev", "scored", "by hand"}
    assert job.get_repo(CHALLENGE).create_label("made", "00ff00").color == "00ff00"


def test_the_latest_status_of_each_context_counts(job: Github, pull: Pull) -> None:
    commit = job.get_repo(CHALLENGE).get_commit(pull.head_sha)
    assert commit.get_combined_status().state == "pending"
    commit.create_status("pending", context="podium")
    commit.create_status("success", description="rank 1", context="podium")
    commit.create_status("success", context="other")
    combined = commit.get_combined_status()
    assert (combined.state, combined.total_count) == ("success", 2)
    assert [one.state for one in commit.get_statuses()] == ["success", "success", "pending"]
    commit.create_status("error", context="other")
    assert commit.get_combined_status().state == "failure"
    with is_refused(422):
        commit.create_status("success", description="x" * 141)
    with is_refused(422):
        commit.create_status("great")


# Releases


def test_an_asset_is_downloaded_by_way_of_a_redirect(
    server: GitHubServer, job: Github, tmp_path: Path
) -> None:
    content = os.urandom(1 << 20)
    server.publish_release(CHALLENGE, "v1", assets={"a.csv": content}, author="bob")
    release = job.get_repo(CHALLENGE).get_release("v1")
    (asset,) = release.get_assets()
    assert (release.author.login, asset.size) == ("bob", len(content))
    assert asset.raw_data["digest"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    asset.download_asset(str(tmp_path / "a.csv"), chunk_size=1 << 16)
    assert (tmp_path / "a.csv").read_bytes() == content
    assert server.requests.count(kind="storage", status=200) == 1


def test_an_asset_is_streamed_by_plain_requests(
    server: GitHubServer, session: requests.Session
) -> None:
    release = server.publish_release(RESULTS, "v1", assets={"truth.csv": b"1\n" * 100_000})
    token = server.token(permissions={RESULTS: {"contents": "read"}})
    url = f"{server.api_url}/repos/{RESULTS}/releases/assets/{release.assets[0].id}"
    headers = {"Accept": "application/octet-stream", "Authorization": f"Bearer {token}"}
    redirect = session.get(url, headers=headers, allow_redirects=False, timeout=10)
    assert redirect.status_code == 302
    with session.get(redirect.headers["Location"], stream=True, timeout=10) as answer:
        assert sum(len(piece) for piece in answer.iter_content(1 << 12)) == 200_000
    unsigned = redirect.headers["Location"].partition("?")[0]
    assert session.get(unsigned, timeout=10).status_code == 403
    browser = f"{server.url}/{RESULTS}/releases/download/v1/truth.csv"
    assert session.get(browser, timeout=10).status_code == 404
    with session.get(browser, headers=headers, timeout=10) as answer:
        assert len(answer.content) == 200_000


def test_an_asset_replaced_has_a_new_id_and_a_liar_keeps_its_own(
    server: GitHubServer, job: Github
) -> None:
    release = server.publish_release(CHALLENGE, "v1", assets={"a.csv": b"1"})
    old = release.assets[0].id
    server.upload_asset(release, "a.csv", b"22").size = 1
    repository = job.get_repo(CHALLENGE)
    (asset,) = repository.get_release("v1").assets
    assert asset.id != old
    assert asset.size == 1
    with is_refused(404):
        repository.get_release_asset(old)


def test_releases_are_newest_first_and_drafts_are_for_writers(
    server: GitHubServer, job: Github, connect: Connect
) -> None:
    for tag, draft in (("v1", False), ("v2", False), ("v3", True)):
        server.clock.advance(minutes=1)
        server.publish_release(CHALLENGE, tag, draft=draft)
    seen = {who: client.get_repo(CHALLENGE) for who, client in (("job", job), ("", connect()))}
    tags = {who: [one.tag_name for one in repo.get_releases()] for who, repo in seen.items()}
    assert tags == {"job": ["v3", "v2", "v1"], "": ["v2", "v1"]}
    assert seen[""].get_latest_release().tag_name == "v2"
    assert server.git(CHALLENGE).find("v2") == server.git(CHALLENGE).find("main")


# People, runs, dispatches


def test_users_are_found_by_name_and_by_number(server: GitHubServer, connect: Connect) -> None:
    ada = connect().get_user("Ada")
    assert (ada.login, ada.email, ada.type) == ("ada", "ada@example.org", "User")
    assert connect().get_user_by_id(ada.id).login == "ada"
    assert [one.key for one in ada.get_keys()] == ["ssh-ed25519 AAAA"]
    assert connect(server.user_token("ada")).get_user().login == "ada"
    with is_refused(404):
        connect().get_user("nobody")


def test_a_commit_is_attributed_to_whoever_has_the_address(
    server: GitHubServer, job: Github
) -> None:
    server.add_user("mallory", email="mallory@example.org", name="Ada Lovelace")
    repository = job.get_repo(CHALLENGE)
    sha = server.commit(CHALLENGE, {"x": "1"}, author="ada")
    assert repository.get_commit(sha).author.login == "ada"
    sha = server.commit(CHALLENGE, {"x": "2"}, author="bob")
    assert repository.get_commit(sha).author.login == "bob"


def test_a_role_is_a_permission(server: GitHubServer, job: Github) -> None:
    repository = job.get_repo(CHALLENGE)
    assert repository.has_in_collaborators("bob")
    assert not repository.has_in_collaborators("ada")
    assert repository.get_collaborator_permission("bob") == "write"
    assert repository.get_collaborator_permission("ada") == "read"
    server.set_role(CHALLENGE, "ada", "maintain")
    assert repository.get_collaborator_role_name("ada") == "maintain"
    server.set_role(CHALLENGE, "ada", "none")
    assert not repository.has_in_collaborators("ada")
    with is_refused(404):
        repository.get_collaborator_permission("nobody")


def test_a_run_from_a_fork_lists_no_pull_requests(
    server: GitHubServer, job: Github, pull: Pull
) -> None:
    sha = pull.head_sha
    run = server.add_run(CHALLENGE, "intake.yml", sha=sha, head="ada/challenge", pulls=(1,))
    server.add_run(CHALLENGE, "intake.yml", sha=sha, status="in_progress")
    repository = job.get_repo(CHALLENGE)
    found = repository.get_workflow_runs(head_sha=sha, status="completed")
    assert [one.id for one in found] == [run.id]
    assert found[0].pull_requests == []
    assert found[0].head_repository.full_name == "ada/challenge"
    assert repository.get_workflow_runs(head_sha="0" * 40).totalCount == 0
    assert repository.get_workflow("intake.yml").get_runs().totalCount == 2
    assert repository.get_workflow_run(run.id).conclusion == "success"


def test_a_workflow_is_dispatched_with_the_inputs_it_declares(
    server: GitHubServer, job: Github, session: requests.Session
) -> None:
    workflow = job.get_repo(CHALLENGE).get_workflow("evaluate.yml")
    assert workflow.create_dispatch("main", {"pr": "1"})
    asked = server.dispatches[0]
    assert (asked.workflow, asked.inputs) == (".github/workflows/evaluate.yml", {"pr": "1"})
    assert asked.by == "github-actions[bot]"
    for ref, inputs in (("main", {}), ("main", {"pr": "1", "more": "2"}), ("no", {"pr": "1"})):
        assert not workflow.create_dispatch(ref, inputs)
    with is_refused(404):
        job.get_repo(CHALLENGE).get_workflow("none.yml")


def test_a_repository_is_dispatched(server: GitHubServer, job: Github) -> None:
    job.get_repo(CHALLENGE).create_repository_dispatch("scored", {"id": "pr-1"})
    (asked,) = server.dispatches
    assert (asked.event_type, asked.client_payload) == ("scored", {"id": "pr-1"})


# Tokens and apps


def test_what_one_may_not_see_is_404_and_what_one_may_not_do_is_403(
    server: GitHubServer, connect: Connect, pull: Pull
) -> None:
    with is_refused(404):
        connect().get_repo(RESULTS)
    with is_refused(404):
        connect(server.token(permissions={CHALLENGE: EVERYTHING})).get_repo(RESULTS)
    reader = connect(server.token(permissions={RESULTS: {"contents": "read"}}))
    results = reader.get_repo(RESULTS)
    assert results.get_contents("results/.keep").size == 0
    with is_refused(403):
        results.create_file("x", "x", "x")
    with is_refused(403):
        results.get_pulls().totalCount  # noqa: B018 - asking is the test
    with is_refused(403):
        reader.get_repo(CHALLENGE).get_pull(1).create_issue_comment("x")


def test_a_missing_a_wrong_and_an_expired_token_are_401(
    server: GitHubServer, connect: Connect, pull: Pull
) -> None:
    with is_refused(401):
        connect().get_repo(CHALLENGE).get_pull(1).create_issue_comment("x")
    with is_refused(401):
        connect("ghs_wrong").get_repo(CHALLENGE)
    hour = server.clock.now + timedelta(hours=1)
    short = connect(server.token(permissions={CHALLENGE: EVERYTHING}, expires_at=hour))
    assert short.get_repo(CHALLENGE).id
    server.clock.advance(minutes=60)
    with is_refused(401):
        short.get_repo(CHALLENGE)
    revoked = server.token(permissions={})
    server.revoke(revoked)
    with is_refused(401):
        connect(revoked).get_repo(CHALLENGE)


def test_an_app_gets_a_token_for_no_more_than_it_has(
    server: GitHubServer, connect: Connect
) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    app = server.add_app("podium", public_key=public_pem(key))
    installed = server.install(app, (RESULTS,), {"contents": "write"})
    private = private_pem(key)
    at_once: dict[str, Any] = {"seconds_between_requests": 0, "seconds_between_writes": 0}
    at_once |= {"base_url": server.api_url, "retry": None}
    integration = GithubIntegration(auth=Auth.AppAuth(app.client_id, private), **at_once)
    found = integration.get_repo_installation("org", "results")
    assert (found.id, integration.get_org_installation("org").id) == (installed.id, installed.id)
    granted = integration.get_access_token(found.id, permissions={"contents": "write"})
    assert granted.expires_at == server.clock.now + timedelta(hours=1)
    results = connect(granted.token).get_repo(RESULTS)
    created = results.create_file("x.json", "x", "x")
    assert created["commit"].author.name == "podium[bot]"
    with is_refused(422):
        integration.get_access_token(found.id, permissions={"contents": "write", "issues": "write"})
    with is_refused(404):
        integration.get_repo_installation("org", "challenge")
    other = private_pem(rsa.generate_private_key(public_exponent=65537, key_size=2048))
    forged = GithubIntegration(auth=Auth.AppAuth(app.id, other), **at_once)
    with is_refused(401):
        forged.get_access_token(found.id)
    integration.close()
    forged.close()


def public_pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def private_pem(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


# Headers, limits, the log


def test_a_known_etag_gives_304_and_costs_nothing(
    server: GitHubServer, job_token: str, session: requests.Session
) -> None:
    url, headers = f"{server.api_url}/repos/{CHALLENGE}", {"Authorization": f"token {job_token}"}
    first = session.get(url, headers=headers, timeout=10)
    headers["If-None-Match"] = first.headers["ETag"]
    second = session.get(url, headers=headers, timeout=10)
    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["X-RateLimit-Used"] == first.headers["X-RateLimit-Used"] == "1"
    server.commit(CHALLENGE, {"more": "more"})
    server.fork(CHALLENGE, "ada")
    assert session.get(url, headers=headers, timeout=10).status_code == 200


def test_headers_tell_version_time_and_what_is_left(
    server: GitHubServer, session: requests.Session
) -> None:
    url = f"{server.api_url}/repos/{CHALLENGE}"
    headers = session.get(url, headers={"X-GitHub-Api-Version": "2026-03-10"}, timeout=10).headers
    assert headers["X-GitHub-Api-Version-Selected"] == "2026-03-10"
    assert headers["Date"] == "Wed, 01 Jul 2026 12:00:00 GMT"
    assert (headers["X-RateLimit-Limit"], headers["X-RateLimit-Remaining"]) == ("60", "59")
    wrong = session.get(url, headers={"X-GitHub-Api-Version": "1999-01-01"}, timeout=10)
    assert wrong.status_code == 400
    assert [one.api_version for one in server.requests] == ["2026-03-10", "1999-01-01"]


def test_a_used_up_limit_refuses_until_the_next_hour(
    server: GitHubServer, connect: Connect
) -> None:
    client = connect(server.token(permissions={CHALLENGE: EVERYTHING}, limit=2))
    client.get_repo(CHALLENGE)
    client.get_repo(CHALLENGE)
    assert client.get_rate_limit().rate.remaining == 0
    with is_refused(403):
        client.get_repo(CHALLENGE)
    server.clock.advance(minutes=60)
    assert client.get_repo(CHALLENGE).id


def test_too_many_writes_in_a_minute_have_to_wait(
    server: GitHubServer, job: Github, pull: Pull
) -> None:
    server.limits.writes_per_minute = 2
    found = job.get_repo(CHALLENGE).get_pull(1)
    found.create_issue_comment("1")
    found.create_issue_comment("2")
    with pytest.raises(GithubException) as refused:
        found.create_issue_comment("3")
    assert refused.value.headers["retry-after"] == "60"
    server.clock.advance(seconds=60)
    found.create_issue_comment("3")


def test_the_clock_runs_only_when_told(server: GitHubServer) -> None:
    still = server.clock.now
    assert server.clock.now == still
    server.clock.run(3600)
    time.sleep(0.01)
    assert server.clock.now - still >= timedelta(seconds=36)


def test_the_log_counts_by_token_and_route_and_holds_no_token(
    server: GitHubServer, job: Github, job_token: str, pull: Pull, session: requests.Session
) -> None:
    found = job.get_repo(CHALLENGE).get_pull(1)
    found.create_issue_comment("x")
    session.get(f"{server.api_url}/repos/{CHALLENGE}/labels/{job_token}", timeout=10)
    assert server.requests.by_token() == {"job": 3, "anonymous": 1}
    assert server.requests.by_route(token="job") == {
        "GET /repos/{owner}/{repo}": 1,
        "GET /repos/{owner}/{repo}/pulls/{pull_number}": 1,
        "POST /repos/{owner}/{repo}/issues/{issue_number}/comments": 1,
    }
    assert job_token not in str(list(server.requests))
    server.requests.clear()
    assert len(server.requests) == 0


# Faults


@pytest.mark.parametrize("kind", ["500", "502", "503"])
def test_a_failing_server_recovers(server: GitHubServer, job: Github, kind: Any) -> None:
    server.fail_next("GET", rf"/repos/{CHALLENGE}$", kind)
    with is_refused(int(kind)):
        job.get_repo(CHALLENGE)
    assert job.get_repo(CHALLENGE).id
    assert server.requests.count(kind="fault", route=kind) == 1


def test_a_lost_answer_to_a_write_that_was_done(
    server: GitHubServer, job: Github, pull: Pull
) -> None:
    found = job.get_repo(CHALLENGE).get_pull(1)
    server.fail_next("POST", "/comments", "502", applied=True)
    with is_refused(502):
        found.create_issue_comment("once")
    assert [one.body for one in server.comments(CHALLENGE, 1)] == ["once"]


def test_refusals_on_request(server: GitHubServer, job: Github) -> None:
    repository = job.get_repo(CHALLENGE)
    server.fail_next("PUT", "/contents/", "stale_sha")
    with is_refused(409):
        repository.create_file("x", "x", "x")
    main = repository.get_git_ref("heads/main")
    server.fail_next("PATCH", "/git/refs/", "not_fast_forward")
    with is_refused(422):
        main.edit(main.object.sha)
    server.fail_next("*", ".", "primary_limit")
    with is_refused(403):
        job.get_repo(CHALLENGE)


def test_a_secondary_limit_says_how_long_to_wait(
    server: GitHubServer, connect: Connect, job_token: str
) -> None:
    server.fail_next("GET", "/repos", "secondary_limit", seconds=1)
    patient = connect(job_token, retry=GithubRetry(total=2, secondary_rate_wait=1))
    started = time.monotonic()
    assert patient.get_repo(CHALLENGE).id
    assert time.monotonic() - started >= 1


def test_a_timeout_and_a_reset_end_in_no_answer(
    server: GitHubServer, session: requests.Session
) -> None:
    url = f"{server.api_url}/repos/{CHALLENGE}"
    server.fail_next("GET", "/repos", "timeout", seconds=30)
    with pytest.raises(requests.Timeout):
        session.get(url, timeout=0.2)
    server.fail_next("GET", "/repos", "reset")
    with pytest.raises(requests.ConnectionError):
        session.get(url, timeout=10)
    assert session.get(url, timeout=10).status_code == 200


def test_git_meets_faults_too(server: GitHubServer, tmp_path: Path) -> None:
    server.fail_next("GET", r"\.git/info/refs", "502")
    url = server.clone_url(CHALLENGE)
    assert "502" in git(tmp_path, "clone", "--quiet", url, "copy", fails=True)
    git(tmp_path, "clone", "--quiet", url, "copy")


def test_a_push_may_be_done_and_its_answer_lost(server: GitHubServer, tmp_path: Path) -> None:
    token = server.token(permissions={RESULTS: {"contents": "write"}})
    git(tmp_path, "clone", "--quiet", server.clone_url(RESULTS), "copy", token=token)
    pushed = commit_file(tmp_path / "copy", "a.json")
    server.fail_next("POST", "/git-receive-pack", "502", applied=True)
    git(tmp_path / "copy", "push", "--quiet", token=token, fails=True)
    assert server.git(RESULTS).find("main") == pushed


def test_an_unknown_fault_is_told_at_once(server: GitHubServer) -> None:
    with pytest.raises(ValueError, match="no such fault"):
        server.fail_next("GET", ".", "earthquake")  # type: ignore[arg-type]


# Against GitHub's description


def test_a_wrong_answer_is_a_violation(tmp_path: Path, session: requests.Session) -> None:
    found = r"(?s)'archive_url' is a required.*undocumented status"
    with pytest.raises(OpenApiViolation, match=found), GitHubServer(tmp_path) as server:
        server.add_repository(CHALLENGE, files=FILES)
        url = f"{server.api_url}/repos/{CHALLENGE}"
        serve_instead(server, lambda call: Response(200, {"name": "challenge"}))
        assert session.get(url, timeout=10).status_code == 501
        serve_instead(server, lambda call: Response(418, {"message": "teapot"}))
        assert session.get(url, timeout=10).status_code == 501


def serve_instead(server: GitHubServer, answer: Callable[[Call], Response]) -> None:
    """A server whose route is broken."""
    server._api.rest.routes = (Route("GET", "/repos/{owner}/{repo}", answer),)


def test_an_unknown_route_is_a_violation(server: GitHubServer, session: requests.Session) -> None:
    answer = session.get(f"{server.api_url}/repos/{CHALLENGE}/stargazers", timeout=10)
    assert answer.status_code == 404
    assert server.violations == [
        f"GET /repos/{CHALLENGE}/stargazers: this server has no such route"
    ]
    server.violations.clear()


def test_a_failure_of_the_server_is_a_violation(
    server: GitHubServer, session: requests.Session
) -> None:
    def stumble(request: Request) -> None:
        raise LookupError("oh")

    server.before("GET", "/repos", stumble)
    with pytest.raises(requests.ConnectionError):
        session.get(f"{server.api_url}/repos/{CHALLENGE}", timeout=10)
    assert server.violations == ["the server itself: LookupError: oh"]
    server.violations.clear()


def test_a_wrong_request_is_422(
    server: GitHubServer, job_token: str, pull: Pull, session: requests.Session
) -> None:
    url = f"{server.api_url}/api/v3/repos/{CHALLENGE}/issues/1/comments"
    headers = {"Authorization": f"Bearer {job_token}"}
    answer = session.post(url, json={"body": 1}, headers=headers, timeout=10)
    assert answer.status_code == 422
    assert "1 is not of type 'string'" in answer.json()["message"]
    assert session.post(url, data=b"{", headers=headers, timeout=10).status_code == 400


def test_every_route_is_one_of_github(server: GitHubServer) -> None:
    described = openapi.description()["paths"]
    for route in server._api.rest.routes:
        assert route.method.lower() in described[route.template], route.name


# Events


def events(server: GitHubServer) -> dict[str, dict[str, Any]]:
    opened = server.open_pull(CHALLENGE, author="ada", files={PREDICTIONS: "1"})
    before = opened.head_sha
    server.push_to_pull(CHALLENGE, 1, {PREDICTIONS: "2"})
    release = server.publish_release(CHALLENGE, "v1", assets={"a.csv": b"1"}, author="bob")
    run = server.add_run(
        CHALLENGE, "intake.yml", sha=opened.head_sha, head="ada/challenge", actor="ada"
    )
    return {
        "pull_request.opened": server.pull_request_event(CHALLENGE, 1),
        "pull_request.synchronize": server.pull_request_event(
            CHALLENGE, 1, "synchronize", before=before
        ),
        "pull_request.reopened": server.pull_request_event(CHALLENGE, 1, "reopened"),
        "pull_request.closed": server.pull_request_event(CHALLENGE, 1, "closed"),
        "workflow_run.completed": server.workflow_run_event(run),
        "workflow_run.requested": server.workflow_run_event(run, "requested"),
        "release.published": server.release_event(release),
        "workflow_dispatch": server.workflow_dispatch_event(
            CHALLENGE, "evaluate.yml", sender="bob", inputs={"pr": "1"}
        ),
    }


def test_events_are_as_github_describes_and_sends_them(server: GitHubServer) -> None:
    shapes = json.loads(trim_examples.SHAPES.read_text())
    made = events(server)
    assert set(made) == set(shapes)
    for name, payload in made.items():
        assert trim_examples.missing(payload, shapes[name]) == [], name


def test_an_event_of_a_fork_says_so(server: GitHubServer) -> None:
    made = events(server)
    head = made["pull_request.synchronize"]["pull_request"]["head"]
    assert (head["repo"]["fork"], head["repo"]["full_name"]) == (True, "ada/challenge")
    assert made["pull_request.synchronize"]["after"] == head["sha"]
    assert made["workflow_run.completed"]["workflow_run"]["pull_requests"] == []
    sender = made["workflow_run.completed"]["sender"]
    assert (sender["login"], sender["type"]) == ("ada", "User")


def test_a_scheduled_run_knows_its_schedule(server: GitHubServer) -> None:
    event = server.schedule_event(CHALLENGE, "evaluate.yml", "17 * * * *")
    assert (event["schedule"], event["workflow"]) == (
        "17 * * * *",
        ".github/workflows/evaluate.yml",
    )
    assert event["repository"]["full_name"] == CHALLENGE


def test_an_event_of_another_shape_is_found_out() -> None:
    wanted = trim_examples.shape({"a": {"b": 1}, "c": "x"})
    assert trim_examples.missing({"a": {"b": "1"}}, wanted) == [
        ".c: missing",
        ".a.b: string for integer",
    ]
    with pytest.raises(OpenApiViolation, match="no such event"):
        openapi.check_event("pull-request-exploded", {})


# Start and end


def test_ids_are_the_same_in_every_run(tmp_path: Path) -> None:
    def setup(folder: Path) -> tuple[object, ...]:
        with GitHubServer(folder) as server:
            user = server.add_user("ada")
            server.add_repository(CHALLENGE, files=FILES)
            opened = server.open_pull(CHALLENGE, author="ada", files={PREDICTIONS: "1"})
            comment = server.comment(CHALLENGE, 1, author="ada", body="x")
            token = server.token(permissions={})
            return (user.id, opened.id, opened.head_sha, opened.merge_sha, comment.id, token)

    assert setup(tmp_path / "one") == setup(tmp_path / "two")


def test_stopping_hangs_up_on_everybody_and_leaves_nothing_open(tmp_path: Path) -> None:
    before = threading.active_count()
    with GitHubServer(tmp_path) as server, requests.Session() as session:
        session.get(f"{server.api_url}/rate_limit", timeout=10)
        assert threading.active_count() > before
        server.fail_next("GET", "/rate_limit", "timeout", seconds=60)
        waiting = threading.Thread(target=swallow, args=(f"{server.api_url}/rate_limit",))
        waiting.start()
        while server.faults_waiting:
            time.sleep(0.01)
    waiting.join(5)
    assert threading.active_count() == before
    gc.collect()


def swallow(url: str) -> None:
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=30)


def test_an_unknown_repository_is_not_found(connect: Connect) -> None:
    with pytest.raises(UnknownObjectException):
        connect().get_repo("org/nothing")
