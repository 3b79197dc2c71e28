"""What git holds, by way of the API and by git itself: objects, files, clones, pushes."""

from __future__ import annotations

import base64
import itertools
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from github import GithubException, InputGitTreeElement
from github.Repository import Repository

from github_server import LINK, SUBMODULE, Entry, GitHubServer
from github_server.state import Pull
from integration.github_server.clients import (
    CHALLENGE,
    FILES,
    PREDICTIONS,
    RESULTS,
    Clone,
    Connect,
    commit_file,
    git,
    refused,
)


def test_a_repository_tells_what_a_token_may(server: GitHubServer, connect: Connect) -> None:
    server.fork(CHALLENGE, "ada")
    fork = connect(server.user_token("ada")).get_repo("ada/challenge")
    assert (fork.fork, fork.parent.full_name, fork.permissions.admin) == (True, CHALLENGE, True)
    (listed,) = fork.parent.get_forks()
    assert listed.id == fork.id
    assert fork.parent.get_branch("main").commit.sha == fork.get_branch("main").commit.sha


def test_a_submission_is_read_as_blobs_at_one_commit(pull: Pull, repo: Repository) -> None:
    tree = repo.get_git_tree(pull.head_sha, recursive=True)
    entries = {one.path: one for one in tree.tree}
    assert entries[PREDICTIONS].mode == "100644"
    assert entries[PREDICTIONS].size == 4
    blob = repo.get_git_blob(entries[PREDICTIONS].sha)
    assert base64.b64decode(blob.content) == b"1,2\n"


def test_a_tree_shows_links_and_submodules_by_their_mode(
    server: GitHubServer, repo: Repository
) -> None:
    odd = {"link": Entry(LINK, "/etc/passwd"), "sub": Entry(SUBMODULE, "1" * 40), "A": "", "a": ""}
    opened = server.open_pull(CHALLENGE, author="ada", files=odd)
    tree = repo.get_git_tree(opened.head_sha).tree
    modes = {one.path: (one.mode, one.type) for one in tree}
    assert modes["link"] == ("120000", "blob")
    assert modes["sub"] == ("160000", "commit")
    assert {"A", "a"} <= set(modes)


def test_a_commit_is_made_of_blob_tree_and_ref(server: GitHubServer, repo: Repository) -> None:
    main = repo.get_git_ref("heads/main")
    parent = repo.get_git_commit(main.object.sha)
    blob = repo.create_git_blob(base64.b64encode(b"\0binary").decode(), "base64")
    element = InputGitTreeElement("results/a.bin", "100644", "blob", sha=blob.sha)
    tree = repo.create_git_tree([element], base_tree=parent.tree)
    commit = repo.create_git_commit("Record", tree, [parent])
    main.edit(commit.sha)
    repo.create_git_ref("refs/heads/copy", commit.sha)
    assert server.read(CHALLENGE, "results/a.bin") == b"\0binary"
    assert server.read(CHALLENGE, "README.md", at="copy") == b"A challenge\n"
    assert [one.ref for one in repo.get_git_matching_refs("heads/")] == [
        "refs/heads/copy",
        "refs/heads/main",
    ]
    repo.get_git_ref("heads/copy").delete()
    refused(404, repo.get_git_ref, "heads/copy")


def test_a_ref_goes_forward_only_unless_forced(server: GitHubServer, repo: Repository) -> None:
    old = server.git(CHALLENGE).find("main")
    server.commit(CHALLENGE, {"new.txt": "new"})
    main = repo.get_git_ref("heads/main")
    refused(422, main.edit, old, force=False)
    main.edit(old, force=True)
    assert server.git(CHALLENGE).find("main") == old


def test_a_file_is_written_only_with_the_sha_of_what_it_replaces(
    server: GitHubServer, repo: Repository
) -> None:
    created = repo.create_file("board.json", "Create", "1")["content"]
    updated = repo.update_file("board.json", "Update", "2", created.sha)
    assert server.read(CHALLENGE, "board.json") == b"2"
    assert updated["commit"].raw_data["message"] == "Update"
    refused(409, repo.update_file, "board.json", "Stale", "3", created.sha)
    refused(422, repo.create_file, "board.json", "Without", "4")


def test_names_that_git_would_not_take_are_refused(repo: Repository) -> None:
    refused(422, repo.create_file, ".git/config", "x", "x")
    element = InputGitTreeElement("../up", "100644", "blob", content="x")
    refused(422, repo.create_git_tree, [element])
    sha = repo.get_git_ref("heads/main").object.sha
    refused(422, repo.create_git_ref, "refs/heads/a b", sha)


def test_contents_show_files_folders_and_what_a_link_points_at(
    server: GitHubServer, repo: Repository
) -> None:
    linked = {"in": Entry(LINK, "templates/page.html"), "out": Entry(LINK, "/etc/passwd")}
    server.commit(CHALLENGE, {**linked, "sub": Entry(SUBMODULE, "1" * 40)})
    assert repo.get_contents("README.md").decoded_content == b"A challenge\n"
    assert [one.path for one in repo.get_contents("templates")] == ["templates/page.html"]
    assert {one.path: one.type for one in repo.get_contents("")} == {
        ".github": "dir",
        "README.md": "file",
        "in": "symlink",
        "out": "symlink",
        "sub": "submodule",
        "templates": "dir",
    }
    assert repo.get_contents("in").decoded_content == b"<p>\n"
    assert repo.get_contents("out").type == "symlink"
    assert repo.get_contents("sub").type == "submodule"
    refused(404, repo.get_contents, "README.md", ref="nowhere")


def test_a_file_above_a_megabyte_comes_without_its_content(
    server: GitHubServer, session: requests.Session, repo: Repository
) -> None:
    server.commit(CHALLENGE, {"big.csv": b"x" * (1 << 21)})
    found = repo.get_contents("big.csv")
    assert (found.encoding, found.size) == ("none", 1 << 21)
    raw = {"Accept": "application/vnd.github.raw+json"}
    blob = session.get(found.git_url, headers=raw, timeout=10)
    assert blob.content == b"x" * (1 << 21)


def test_a_comparison_starts_where_two_branches_parted(
    server: GitHubServer, pull: Pull, repo: Repository
) -> None:
    server.commit(CHALLENGE, {"later.txt": "later"})
    compared = repo.compare("main", pull.head_sha)
    assert (compared.status, compared.ahead_by, compared.behind_by) == ("diverged", 1, 1)
    assert [one.filename for one in compared.files] == [PREDICTIONS]
    commit = repo.get_commit(pull.head_sha)
    assert [one.filename for one in commit.files] == [PREDICTIONS]


# Over HTTP


def test_a_public_repository_is_cloned_by_anybody(pull: Pull, clone: Clone) -> None:
    copy = clone(CHALLENGE)
    git(copy, "fetch", "--quiet", "origin", "refs/pull/1/head", "refs/pull/1/merge")
    assert git(copy, "rev-parse", "FETCH_HEAD") == pull.head_sha
    assert (copy / "README.md").read_text() == "A challenge\n"


def test_a_partial_clone_brings_blobs_only_when_they_are_read(clone: Clone) -> None:
    copy = clone(CHALLENGE, "--filter=blob:none", "--no-checkout")
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


def test_a_push_needs_a_token_that_may_write(server: GitHubServer, clone: Clone) -> None:
    writer = server.token(permissions={RESULTS: {"contents": "write"}}, name="results")
    reader = server.token(permissions={RESULTS: {"contents": "read"}})
    copy = clone(RESULTS, token=writer)
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


def test_a_push_of_several_megabytes_arrives_whole(
    server: GitHubServer, clone: Clone, writer: str
) -> None:
    copy = clone(RESULTS, token=writer)
    content = os.urandom(3 << 20).hex()
    commit_file(copy, "big.txt", content)
    git(copy, "push", "--quiet", token=writer)
    assert server.read(RESULTS, "big.txt") == content.encode()


def test_results_are_pushed_from_a_partial_and_sparse_clone(
    server: GitHubServer, clone: Clone, writer: str
) -> None:
    for number in range(3):
        server.commit(RESULTS, {f"results/{number}/metrics.json": str(number)})
    copy = clone(RESULTS, "--filter=blob:none", "--depth=1", "--sparse", token=writer)
    git(copy, "sparse-checkout", "set", "results/1", token=writer)
    assert (copy / "results/1/metrics.json").read_text() == "1"
    assert not (copy / "results/2").exists()
    commit_file(copy, "results/1/more.json")
    git(copy, "push", "--quiet", token=writer)
    assert server.read(RESULTS, "results/1/more.json") == b"x"
    assert server.read(RESULTS, "results/2/metrics.json") == b"2"


def test_a_push_that_lost_a_race_is_refused_and_can_be_repeated(
    server: GitHubServer, clone: Clone, writer: str
) -> None:
    copy = clone(RESULTS, token=writer)
    commit_file(copy, "mine.json")
    server.before(
        "POST", r"results\.git/git-receive-pack", lambda _: server.commit(RESULTS, {"rival": "1"})
    )
    git(copy, "push", "--quiet", token=writer, fails=True)
    git(copy, "pull", "--quiet", "--rebase", token=writer)
    git(copy, "push", "--quiet", token=writer)
    assert server.read(RESULTS, "mine.json") == b"x"
    assert server.read(RESULTS, "rival") == b"1"


@pytest.mark.parametrize("writers", [20])
def test_concurrent_pushes_lose_none(
    server: GitHubServer, clone: Clone, writer: str, writers: int
) -> None:
    copy = clone(RESULTS, token=writer)
    commits = []
    for number in range(writers):
        git(copy, "checkout", "--quiet", "-b", f"writer-{number}", "origin/main")
        commits.append(commit_file(copy, f"{number}.json"))
    together = threading.Barrier(writers)

    def push(number: int) -> None:
        together.wait()
        git(copy, "push", "--quiet", "origin", f"writer-{number}", token=writer)

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(push, range(writers)))
    found = server.git(RESULTS).refs("refs/heads")
    assert [found[f"refs/heads/writer-{number}"] for number in range(writers)] == commits


def test_of_writers_of_one_branch_each_gets_through_in_the_end(
    server: GitHubServer, repo: Repository
) -> None:
    names = [f"{number}.json" for number in range(6)]

    def write(name: str) -> None:
        for _ in itertools.count():
            main = repo.get_git_ref("heads/main")
            parent = repo.get_git_commit(main.object.sha)
            element = InputGitTreeElement(name, "100644", "blob", content=name)
            tree = repo.create_git_tree([element], base_tree=parent.tree)
            try:
                main.edit(repo.create_git_commit(name, tree, [parent]).sha)
                return
            except GithubException as error:
                assert error.status == 422, error

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(write, names))
    assert [server.read(CHALLENGE, name).decode() for name in names] == names
