"""Pull requests, the issues that they also are, comments and labels."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from github_server.clock import stamp
from github_server.documents import accounts, repositories
from github_server.documents.repositories import api_url, html_url
from github_server.state import Comment, Label, Pull, Repository, State, User

Document = dict[str, Any]

_REACTIONS = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")


def label(state: State, repository: Repository, one: Label) -> Document:
    return {
        "id": one.id,
        "node_id": f"LA_{one.id}",
        "url": f"{api_url(state, repository)}/labels/{quote(one.name, safe='')}",
        "name": one.name,
        "description": one.description,
        "color": one.color,
        "default": False,
    }


def association(repository: Repository, who: User) -> str:
    if who is repository.owner:
        return "OWNER"
    if any(team.members.get(who.id) for team in repository.owner.teams):
        return "MEMBER"
    if who.login.lower() in repository.roles:
        return "COLLABORATOR"
    merged = any(pull.merged_at and pull.user is who for pull in repository.pulls.values())
    return "CONTRIBUTOR" if merged else "NONE"


def comment(state: State, repository: Repository, one: Comment) -> Document:
    url = f"{api_url(state, repository)}/issues/comments/{one.id}"
    html = f"{html_url(state, repository)}/pull/{one.number}"
    return {
        "id": one.id,
        "node_id": f"IC_{one.id}",
        "url": url,
        "html_url": f"{html}#issuecomment-{one.id}",
        "issue_url": f"{api_url(state, repository)}/issues/{one.number}",
        "body": one.body,
        "user": accounts.user(state, one.user),
        "created_at": stamp(one.created_at),
        "updated_at": stamp(one.updated_at),
        "author_association": association(repository, one.user),
        "performed_via_github_app": accounts.app(state, one.app) if one.app else None,
        "reactions": _reactions(url),
    }


def _reactions(url: str) -> Document:
    counts = dict.fromkeys(_REACTIONS, 0)
    return {"url": f"{url}/reactions", "total_count": 0, **counts}


def simple(state: State, repository: Repository, one: Pull) -> Document:
    """As a list shows it."""
    api, html = api_url(state, repository), f"{html_url(state, repository)}/pull/{one.number}"
    links = _links(api, html, one)
    return {
        "url": links["self"],
        "id": one.id,
        "node_id": f"PR_{one.id}",
        "html_url": html,
        "diff_url": f"{html}.diff",
        "patch_url": f"{html}.patch",
        "issue_url": links["issue"],
        "commits_url": links["commits"],
        "review_comments_url": links["review_comments"],
        "review_comment_url": links["review_comment"],
        "comments_url": links["comments"],
        "statuses_url": links["statuses"],
        "number": one.number,
        "state": one.state,
        "locked": False,
        "title": one.title,
        "user": accounts.user(state, one.user),
        "body": one.body,
        "labels": [label(state, repository, each) for each in one.labels],
        "milestone": None,
        "active_lock_reason": None,
        "created_at": stamp(one.created_at),
        "updated_at": stamp(one.updated_at),
        "closed_at": stamp(one.closed_at) if one.closed_at else None,
        "merged_at": stamp(one.merged_at) if one.merged_at else None,
        "merge_commit_sha": one.merge_sha,
        "assignee": None,
        "assignees": [],
        "requested_reviewers": [],
        "requested_teams": [],
        "head": _side(state, one.head_owner, one.head_repository, one.head_branch, one.head_sha),
        "base": _side(state, repository.owner, repository, one.base_branch, one.base_sha),
        "_links": {name: {"href": url} for name, url in links.items()},
        "author_association": association(repository, one.user),
        "auto_merge": None,
        "draft": one.draft,
    }


def _links(api: str, html: str, one: Pull) -> dict[str, str]:
    pull = f"{api}/pulls/{one.number}"
    return {
        "self": pull,
        "html": html,
        "issue": f"{api}/issues/{one.number}",
        "comments": f"{api}/issues/{one.number}/comments",
        "review_comments": f"{pull}/comments",
        "review_comment": f"{api}/pulls/comments{{/number}}",
        "commits": f"{pull}/commits",
        "statuses": f"{api}/statuses/{one.head_sha}",
    }


def _side(
    state: State, owner: User, repository: Repository | None, branch: str, sha: str
) -> Document:
    return {
        "label": f"{owner.login}:{branch}",
        "ref": branch,
        "sha": sha,
        "user": accounts.user(state, owner),
        "repo": repositories.item(state, repository) if repository else None,
    }


def full(state: State, repository: Repository, one: Pull) -> Document:
    git = repository.git
    base = git.merge_base(one.base_sha, one.head_sha) or one.base_sha
    changes = git.changes(base, one.head_sha)
    mergeable = one.merge_sha is not None
    return simple(state, repository, one) | {
        "merged": one.merged_at is not None,
        "mergeable": mergeable if one.state == "open" else None,
        "rebaseable": mergeable if one.state == "open" else None,
        "mergeable_state": "unknown" if one.state != "open" else "clean" if mergeable else "dirty",
        "merged_by": None,
        "comments": _comment_count(repository, one),
        "review_comments": 0,
        "maintainer_can_modify": False,
        "commits": len(git.commits(one.head_sha, f"^{base}")),
        "additions": sum(change.additions for change in changes),
        "deletions": sum(change.deletions for change in changes),
        "changed_files": len(changes),
    }


def _comment_count(repository: Repository, one: Pull) -> int:
    return sum(comment.number == one.number for comment in repository.comments.values())


def issue(state: State, repository: Repository, one: Pull) -> Document:
    """A pull request, asked for as the issue that it also is."""
    api, html = api_url(state, repository), f"{html_url(state, repository)}/pull/{one.number}"
    url = f"{api}/issues/{one.number}"
    return {
        "id": one.id,
        "node_id": f"PR_{one.id}",
        "url": url,
        "repository_url": api,
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "html_url": html,
        "number": one.number,
        "state": one.state,
        "state_reason": None,
        "title": one.title,
        "body": one.body,
        "user": accounts.user(state, one.user),
        "labels": [label(state, repository, each) for each in one.labels],
        "assignee": None,
        "assignees": [],
        "milestone": None,
        "locked": False,
        "active_lock_reason": None,
        "comments": _comment_count(repository, one),
        "pull_request": {
            "url": f"{api}/pulls/{one.number}",
            "html_url": html,
            "diff_url": f"{html}.diff",
            "patch_url": f"{html}.patch",
            "merged_at": stamp(one.merged_at) if one.merged_at else None,
        },
        "closed_at": stamp(one.closed_at) if one.closed_at else None,
        "created_at": stamp(one.created_at),
        "updated_at": stamp(one.updated_at),
        "draft": one.draft,
        "closed_by": None,
        "author_association": association(repository, one.user),
        "reactions": _reactions(url),
        "performed_via_github_app": None,
    }


def minimal(repository: Repository, one: Pull, state: State) -> Document:
    """As a workflow run of this repository lists it; a run from a fork lists none."""
    head = one.head_repository or repository
    return {
        "id": one.id,
        "number": one.number,
        "url": f"{api_url(state, repository)}/pulls/{one.number}",
        "head": {
            "ref": one.head_branch,
            "sha": one.head_sha,
            "repo": {"id": head.id, "url": api_url(state, head), "name": head.name},
        },
        "base": {
            "ref": one.base_branch,
            "sha": one.base_sha,
            "repo": {
                "id": repository.id,
                "url": api_url(state, repository),
                "name": repository.name,
            },
        },
    }
