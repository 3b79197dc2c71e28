"""Where GitHub is less kind than one would build it: memberships that nobody knows of, labels that
cannot be made, limits shared by a repository's jobs, runs that are held, comments that nobody is
told of."""

from __future__ import annotations

import pytest
import requests
from github import Github
from github.PullRequest import PullRequest

from github_server import GitHubServer, Mail
from integration.github_server.clients import CHALLENGE, PREDICTIONS, Clone, Connect, git, refused

WORKFLOW = {"contents": "write", "pull_requests": "write", "statuses": "write"}


@pytest.mark.parametrize(("is_public", "told"), [(True, "MEMBER"), (False, "NONE")])
def test_a_private_membership_is_not_told(
    server: GitHubServer, job: Github, is_public: bool, told: str
) -> None:
    server.add_member("org", "grace", is_public=is_public)
    server.set_role(CHALLENGE, "grace", "write")
    opened = server.open_pull(CHALLENGE, author="grace", files={"a": "1"})
    repo = job.get_repo(CHALLENGE)
    assert repo.get_pull(opened.number).author_association == told
    assert repo.get_collaborator_permission("grace") == "write"


def test_a_workflows_token_sets_labels_and_makes_none(
    server: GitHubServer, connect: Connect, found: PullRequest
) -> None:
    repo = connect(server.token({CHALLENGE: WORKFLOW})).get_repo(CHALLENGE)
    refused(403, repo.create_label, "scored", "ededed")
    refused(403, repo.get_issue(found.number).set_labels, "scored")
    server.make_labels(CHALLENGE, "scored")
    repo.get_issue(found.number).set_labels("scored")
    assert server.labels(CHALLENGE, found.number) == ["scored"]


def test_all_jobs_of_a_repository_share_one_limit(server: GitHubServer, connect: Connect) -> None:
    one, other = (connect(server.token({CHALLENGE: WORKFLOW}, limit=3)) for _ in "ab")
    one.get_repo(CHALLENGE), other.get_repo(CHALLENGE), one.get_repo(CHALLENGE)
    refused(403, other.get_repo, CHALLENGE)


def test_wrong_credentials_lock_right_ones_out(server: GitHubServer, connect: Connect) -> None:
    right = connect(server.token({CHALLENGE: WORKFLOW}))
    for _ in range(server.limits.bad_credentials):
        refused(401, connect("ghs_wrong").get_repo, CHALLENGE)
    refused(403, right.get_repo, CHALLENGE)
    server.clock.advance(minutes=1)
    assert right.get_repo(CHALLENGE).id


def test_nobody_downloads_without_end(
    server: GitHubServer, session: requests.Session, clone: Clone, job_token: str
) -> None:
    server.limits.anonymous_downloads = 1
    server.publish_release(CHALLENGE, "v1", assets={"a.zip": b"1"})
    url = f"{server.url}/{CHALLENGE}/releases/download/v1/a.zip"
    assert session.get(url, timeout=10).content == b"1"
    answer = session.get(url, timeout=10)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    url = server.clone_url(CHALLENGE)
    assert "429" in git(server._state.root, "ls-remote", url, fails=True)
    assert clone(CHALLENGE, token=job_token).is_dir()


def test_a_held_run_is_requested_and_does_not_end(server: GitHubServer) -> None:
    pull = server.open_pull(CHALLENGE, author="ada", files={PREDICTIONS: "1"})
    run = server.hold_run(CHALLENGE, "intake.yml", pull)
    event = server.workflow_run_event(run, "requested")
    assert event["workflow_run"]["conclusion"] == "action_required"
    with pytest.raises(ValueError, match="waits for approval"):
        server.workflow_run_event(run)
    server.approve(run)
    assert server.workflow_run_event(run)["workflow_run"]["conclusion"] == "success"


def test_what_an_account_wrote_outlives_it_and_names_nobody(
    server: GitHubServer, job: Github
) -> None:
    opened = server.open_pull(CHALLENGE, author="mary", files={"a": "1"})
    server.comment(CHALLENGE, opened.number, author="mary", body="x")
    server.delete_account("mary")
    repo = job.get_repo(CHALLENGE)
    listed = next(one for one in repo.get_pulls() if one.number == opened.number)
    assert listed.user is None and listed.head.repo is None
    (said,) = repo.get_issue(opened.number).get_comments()
    assert said.user is None


def test_a_new_comment_is_told_of_and_a_changed_one_is_not(
    server: GitHubServer, found: PullRequest
) -> None:
    server.add_user("grace"), server.add_user("hanna")
    server.add_team("org", "hosts", members=["hanna"])
    author = found.user.login
    comment = found.create_issue_comment("received, @grace; not `@hanna`")
    first = comment.id
    assert server.mails == [Mail("grace", "mention", first), Mail(author, "author", first)]
    comment.edit("scored, @grace")
    assert len(server.mails) == 2
    comment.edit("scored, @grace @org/hosts")
    assert server.mails[2:] == [Mail("hanna", "mention", first)]
