"""Pull requests, and their comments, labels and statuses."""

from __future__ import annotations

from datetime import timedelta

import pytest
import requests
from github.PullRequest import PullRequest
from github.Repository import Repository

from github_server import LINK, Entry, GitHubServer
from github_server.state import Pull
from github_server.wire import Request
from integration.github_server.clients import (
    CHALLENGE,
    PREDICTIONS,
    Clone,
    Connect,
    commit_file,
    git,
    refused,
)


def test_a_pull_request_from_a_fork_names_both_sides(
    server: GitHubServer, pull: Pull, repo: Repository
) -> None:
    found = repo.get_pull(pull.number)
    assert (found.user.login, found.user.id) == ("ada", 1002)
    assert (found.head.repo.full_name, found.head.ref) == ("ada/challenge", "first")
    assert found.head.repo.fork
    assert found.base.repo.full_name == CHALLENGE
    assert found.head.sha == server.git("ada/challenge").find("first")
    assert (found.mergeable, found.commits, found.changed_files) == (True, 1, 1)
    assert found.created_at == server.clock.now


def test_files_of_a_pull_request_show_what_happened_to_each(
    server: GitHubServer, repo: Repository
) -> None:
    page = "\n".join(f"line {number}" for number in range(20))
    server.commit(CHALLENGE, {"old.txt": page, "gone.txt": "gone\n"})
    changed = {"README.md": "Changed\n", "gone.txt": None, "old.txt": None, "new.txt": page}
    odd = {"picture.bin": b"\0\1", "templates/page.html": Entry(LINK, "../README.md")}
    server.open_pull(CHALLENGE, author="ada", files=changed | odd)
    files = {one.filename: one for one in repo.get_pull(1).get_files()}
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
    server: GitHubServer, pull: Pull, repo: Repository
) -> None:
    first = pull.head_sha
    server.commit(CHALLENGE, {"later.txt": "later"})
    server.clock.advance(minutes=5)
    second = server.push_to_pull(CHALLENGE, 1, {PREDICTIONS: "3,4\n"})
    found = repo.get_pull(1)
    assert found.head.sha == second != first
    assert found.updated_at - found.created_at == timedelta(minutes=5)
    assert [one.sha for one in found.get_commits()] == [first, second]
    assert [one.filename for one in found.get_files()] == [PREDICTIONS]
    assert server.git(CHALLENGE).read_ref("refs/pull/1/head") == second


def test_a_participants_own_push_moves_the_head(
    server: GitHubServer, pull: Pull, clone: Clone
) -> None:
    token, url = server.user_token("ada"), server.clone_url("ada/challenge")
    copy = clone("ada/challenge", "--branch", "first", token=token)
    pushed = commit_file(copy, "more.txt")
    git(copy, "push", "--quiet", token=token)
    assert server.pull(CHALLENGE, 1).head_sha == pushed
    hidden = git(copy, "push", url, "HEAD:refs/pull/1/head", token=token, fails=True)
    assert "hidden ref" in hidden


def test_a_head_may_move_in_the_middle_of_a_request(
    server: GitHubServer, pull: Pull, repo: Repository
) -> None:
    moved: list[str] = []

    def move(request: Request) -> None:
        moved.append(server.push_to_pull(CHALLENGE, 1, {PREDICTIONS: "moved\n"}))

    seen = repo.get_pull(1).head.sha
    server.before("POST", r"/statuses/", move)
    repo.get_commit(seen).create_status("success", context="podium")
    assert server.faults_waiting == 0
    assert repo.get_pull(1).head.sha == moved[0] != seen
    assert [one.state for one in server.statuses(CHALLENGE, seen)] == ["success"]
    assert server.statuses(CHALLENGE, moved[0]) == []


def test_a_conflict_has_no_test_merge(server: GitHubServer, repo: Repository) -> None:
    server.open_pull(CHALLENGE, author="ada", files={"README.md": "theirs\n"})
    server.commit(CHALLENGE, {"README.md": "ours\n"})
    server.push_to_pull(CHALLENGE, 1, {"more.txt": ""})
    assert repo.get_pull(1).mergeable is False
    assert server.git(CHALLENGE).read_ref("refs/pull/1/merge") is None


def test_pull_requests_are_listed_by_state_head_and_age(
    server: GitHubServer, pull: Pull, repo: Repository
) -> None:
    server.clock.advance(minutes=1)
    server.open_pull(CHALLENGE, author="bob", files={"b": "b"}, branch="second")
    assert [one.number for one in repo.get_pulls()] == [2, 1]
    assert [one.number for one in repo.get_pulls(head="ada:first")] == [1]
    repo.get_pull(1).edit(state="closed")
    assert [one.number for one in repo.get_pulls(state="open")] == [2]
    assert [one.number for one in repo.get_pulls(state="closed")] == [1]
    assert [one.number for one in repo.get_commit(pull.head_sha).get_pulls()] == []
    rising = repo.get_pulls(state="all", sort="updated", direction="asc")
    assert [one.number for one in rising] == [1, 2]


def test_a_deleted_fork_leaves_its_pull_request(
    server: GitHubServer, pull: Pull, repo: Repository
) -> None:
    server.delete_fork("ada/challenge")
    found = repo.get_pull(1)
    assert found.head.repo is None
    assert found.head.sha == pull.head_sha
    assert [one.filename for one in found.get_files()] == [PREDICTIONS]
    event = server.pull_request_event(CHALLENGE, 1, "closed")
    assert event["pull_request"]["head"]["repo"] is None


# Comments, labels, statuses


def test_a_comment_is_found_again_and_edited(server: GitHubServer, found: PullRequest) -> None:
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


def test_a_comment_has_a_limit(found: PullRequest) -> None:
    assert len(found.create_issue_comment("x" * 65_536).body) == 65_536
    refused(422, found.create_issue_comment, "x" * 65_537)
    refused(422, found.create_issue_comment, " ")


@pytest.fixture
def five_comments(server: GitHubServer, pull: Pull) -> None:
    for number in range(5):
        server.comment(CHALLENGE, 1, author="ada", body=str(number))


@pytest.mark.usefixtures("five_comments")
def test_many_comments_come_in_pages(
    server: GitHubServer, connect: Connect, job_token: str
) -> None:
    paged = connect(job_token, per_page=2).get_repo(CHALLENGE).get_pull(1).get_issue_comments()
    assert [one.body for one in paged] == ["0", "1", "2", "3", "4"]
    route = "GET /repos/{owner}/{repo}/issues/{issue_number}/comments"
    assert server.requests.count(token="job", route=route) == 3


@pytest.mark.usefixtures("five_comments")
def test_a_page_links_to_the_others(server: GitHubServer, session: requests.Session) -> None:
    url = f"{server.api_url}/repos/{CHALLENGE}/issues/1/comments"
    page = session.get(url, params={"per_page": 2, "page": 2}, timeout=10)
    assert {name: link["url"] for name, link in page.links.items()} == {
        "prev": f"{url}?per_page=2&page=1",
        "next": f"{url}?per_page=2&page=3",
        "last": f"{url}?per_page=2&page=3",
        "first": f"{url}?per_page=2&page=1",
    }


def test_a_person_may_comment_and_change_only_her_own(
    server: GitHubServer, connect: Connect, found: PullRequest
) -> None:
    ours = found.create_issue_comment("<!-- podium -->")
    hers = connect(server.user_token("ada")).get_repo(CHALLENGE).get_pull(1)
    hers.create_issue_comment("<!-- podium --> rank 1").edit("rank 2")
    refused(403, hers.get_issue_comment(ours.id).edit, "forged")
    refused(403, hers.add_to_labels, "scored")


def test_labels_are_added_replaced_and_removed(
    server: GitHubServer, repo: Repository, found: PullRequest
) -> None:
    found.add_to_labels("checking", "phase: dev")
    found.remove_from_labels("checking")
    assert server.labels(CHALLENGE, 1) == ["phase: dev"]
    refused(404, found.remove_from_labels, "checking")
    found.set_labels("scored")
    assert [one.name for one in found.get_labels()] == ["scored"]
    server.add_label(CHALLENGE, 1, "by hand")
    assert [one.name for one in found.as_issue().labels] == ["scored", "by hand"]
    names = {one.name for one in repo.get_labels()}
    assert names == {"checking", "phase: dev", "scored", "by hand"}
    assert repo.create_label("made", "00ff00").color == "00ff00"


def test_the_latest_status_of_each_context_counts(pull: Pull, repo: Repository) -> None:
    commit = repo.get_commit(pull.head_sha)
    assert commit.get_combined_status().state == "pending"
    commit.create_status("pending", context="podium")
    commit.create_status("success", description="rank 1", context="podium")
    commit.create_status("success", context="other")
    combined = commit.get_combined_status()
    assert (combined.state, combined.total_count) == ("success", 2)
    assert [one.state for one in commit.get_statuses()] == ["success", "success", "pending"]
    commit.create_status("error", context="other")
    assert commit.get_combined_status().state == "failure"
    refused(422, commit.create_status, "success", description="x" * 141)
    refused(422, commit.create_status, "great")
