"""Pull requests, the issues that they also are, comments and labels."""

from __future__ import annotations

from urllib.parse import quote

from github_server.clock import stamp
from github_server.documents import Document, accounts, record, repositories, times, urls
from github_server.openapi import empty
from github_server.state import Comment, Label, Pull, Repository, User

_REACTIONS = "total_count +1 -1 laugh hooray confused heart rocket eyes"
_UNSAID = "locked milestone active_lock_reason assignee assignees"


def label(one: Label) -> Document:
    return record("LA", one, "name description color") | {
        "url": f"{one.repository.api}/labels/{quote(one.name, safe='')}",
        "default": False,
    }


def association(repository: Repository, who: User) -> str:
    """Of a membership that is kept private, as it is unless its member says otherwise, nothing is
    told, whatever she may do here."""
    if who is repository.owner:
        return "OWNER"
    if repository.owner.members.get(who.id):
        return "MEMBER"
    is_member = who.id in repository.owner.members
    if who.login.lower() in repository.roles and not is_member:
        return "COLLABORATOR"
    merged = any(pull.merged_at and pull.user is who for pull in repository.pulls.values())
    return "CONTRIBUTOR" if merged else "NONE"


def comment(one: Comment) -> Document:
    api = f"{one.repository.api}/issues"
    url = f"{api}/comments/{one.id}"
    return record("IC", one, "body") | {
        "url": url,
        "html_url": f"{one.repository.html}/pull/{one.number}#issuecomment-{one.id}",
        "issue_url": f"{api}/{one.number}",
        "user": accounts.known(one.user),
        **times(one),
        "author_association": association(one.repository, one.user),
        "performed_via_github_app": accounts.app(one.app) if one.app else None,
        "reactions": _reactions(url),
    }


def _reactions(url: str) -> Document:
    return {"url": f"{url}/reactions", **empty("reaction-rollup", _REACTIONS)}


def _common(one: Pull) -> Document:
    """What a pull request and the issue that it is have both."""
    return record("PR", one, "number state title body draft") | {
        "html_url": _html(one),
        "user": accounts.known(one.user),
        "labels": [label(each) for each in one.labels],
        **empty("issue", _UNSAID),
        **times(one),
        "closed_at": stamp(one.closed_at),
        "author_association": association(one.repository, one.user),
    }


def _html(one: Pull) -> str:
    return f"{one.repository.html}/pull/{one.number}"


def _pages(one: Pull) -> Document:
    html = _html(one)
    return {
        "html_url": html,
        "diff_url": f"{html}.diff",
        "patch_url": f"{html}.patch",
        "merged_at": stamp(one.merged_at),
    }


def simple(one: Pull) -> Document:
    """As a list shows it."""
    repository, links = one.repository, _links(one)
    others = {f"{name}_url": url for name, url in links.items() if name not in ("self", "html")}
    return {
        **_common(one),
        **_pages(one),
        "url": links["self"],
        **others,
        "merge_commit_sha": one.merge_sha,
        **empty("pull-request-simple", "requested_reviewers requested_teams auto_merge"),
        "head": _side(one.head_owner, one.head_repository, one.head_branch, one.head_sha),
        "base": _side(repository.owner, repository, one.base_branch, one.base_sha),
        "_links": {name: {"href": url} for name, url in links.items()},
    }


def _links(one: Pull) -> dict[str, str]:
    api = one.repository.api
    pull, issue = f"{api}/pulls/{one.number}", f"{api}/issues/{one.number}"
    return {
        "self": pull,
        "html": _html(one),
        "issue": issue,
        "comments": f"{issue}/comments",
        "review_comments": f"{pull}/comments",
        "review_comment": f"{api}/pulls/comments{{/number}}",
        "commits": f"{pull}/commits",
        "statuses": f"{api}/statuses/{one.head_sha}",
    }


def _side(owner: User, repository: Repository | None, branch: str, sha: str) -> Document:
    return {
        "label": f"{owner.login}:{branch}",
        "ref": branch,
        "sha": sha,
        "user": accounts.user(owner),
        "repo": repositories.item(repository) if repository else None,
    }


def full(one: Pull) -> Document:
    git = one.repository.git
    base = git.merge_base(one.base_sha, one.head_sha) or one.base_sha
    changes = git.changes(base, one.head_sha)
    is_open, mergeable = one.state == "open", one.merge_sha is not None
    return simple(one) | {
        "user": accounts.always(one.user),
        "merged": one.merged_at is not None,
        "mergeable": mergeable if is_open else None,
        "rebaseable": mergeable if is_open else None,
        "mergeable_state": "unknown" if not is_open else "clean" if mergeable else "dirty",
        "comments": _comment_count(one),
        **empty("pull-request", "merged_by review_comments maintainer_can_modify"),
        "commits": len(git.commits(one.head_sha, f"^{base}")),
        "additions": sum(change.additions for change in changes),
        "deletions": sum(change.deletions for change in changes),
        "changed_files": len(changes),
    }


def _comment_count(one: Pull) -> int:
    return sum(comment.number == one.number for comment in one.repository.comments.values())


def issue(one: Pull) -> Document:
    """A pull request, asked for as the issue that it also is."""
    api = one.repository.api
    url = f"{api}/issues/{one.number}"
    return {
        **_common(one),
        "url": url,
        "repository_url": api,
        **urls(url, "labels{/name} comments events"),
        "comments": _comment_count(one),
        "pull_request": {"url": f"{api}/pulls/{one.number}", **_pages(one)},
        **empty("issue", "state_reason closed_by performed_via_github_app"),
        "reactions": _reactions(url),
    }


def minimal(one: Pull) -> Document:
    """As a workflow run of this repository lists it; a run from a fork lists none."""

    def side(branch: str, sha: str, repository: Repository) -> Document:
        repo = {"id": repository.id, "url": repository.api, "name": repository.name}
        return {"ref": branch, "sha": sha, "repo": repo}

    return {
        "id": one.id,
        "number": one.number,
        "url": f"{one.repository.api}/pulls/{one.number}",
        "head": side(one.head_branch, one.head_sha, one.head_repository or one.repository),
        "base": side(one.base_branch, one.base_sha, one.repository),
    }
