"""Repositories: as an item of another document, and whole."""

from __future__ import annotations

from typing import Any

from github_server.access import at_least
from github_server.clock import stamp
from github_server.documents import accounts
from github_server.state import Repository, State, Token

Document = dict[str, Any]

_LINKS = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}


def api_url(state: State, repository: Repository) -> str:
    return f"{state.url}/repos/{repository.full_name}"


def html_url(state: State, repository: Repository) -> str:
    return f"{state.url}/{repository.full_name}"


def clone_url(state: State, repository: Repository) -> str:
    return f"{state.url}/{repository.full_name}.git"


def minimal(state: State, repository: Repository) -> Document:
    api = api_url(state, repository)
    return {
        "id": repository.id,
        "node_id": f"R_{repository.id}",
        "name": repository.name,
        "full_name": repository.full_name,
        "private": repository.private,
        "owner": accounts.user(state, repository.owner),
        "html_url": html_url(state, repository),
        "description": repository.description,
        "fork": repository.parent is not None,
        "url": api,
        **{name: api + rest for name, rest in _LINKS.items()},
    }


def item(state: State, repository: Repository) -> Document:
    """As it stands in a pull request, an event, a list."""
    forks = len(state.forks(repository))
    waiting = sum(pull.state == "open" for pull in repository.pulls.values())
    host = state.url.removeprefix("http://")
    features = ("issues", "projects", "downloads", "wiki", "pages", "discussions")
    return minimal(state, repository) | {
        "created_at": stamp(repository.created_at),
        "updated_at": stamp(repository.pushed_at),
        "pushed_at": stamp(repository.pushed_at),
        "git_url": f"git://{host}/{repository.full_name}.git",
        "ssh_url": f"git@{host}:{repository.full_name}.git",
        "clone_url": clone_url(state, repository),
        "svn_url": html_url(state, repository),
        "homepage": None,
        "size": 0,
        "stargazers_count": 0,
        "watchers_count": 0,
        "language": None,
        **{f"has_{name}": name == "issues" for name in features},
        "forks_count": forks,
        "mirror_url": None,
        "archived": False,
        "disabled": False,
        "open_issues_count": waiting,
        "license": None,
        "allow_forking": True,
        "is_template": False,
        "web_commit_signoff_required": False,
        "topics": [],
        "visibility": "private" if repository.private else "public",
        "forks": forks,
        "open_issues": waiting,
        "watchers": 0,
        "default_branch": repository.default_branch,
    }


def full(state: State, repository: Repository, token: Token | None) -> Document:
    document = item(state, repository) | {
        "temp_clone_token": None,
        "network_count": len(state.forks(repository)),
        "subscribers_count": 0,
    }
    if token is not None:
        document["permissions"] = rights(repository.role_of(token.user))
    if repository.parent is not None:
        document["parent"] = document["source"] = item(state, repository.parent)
    return document


def rights(role: str) -> dict[str, bool]:
    names = {"admin": "admin", "maintain": "maintain", "push": "write"}
    names |= {"triage": "triage", "pull": "read"}
    return {name: at_least(role, needed) for name, needed in names.items()}


def collaborator_permission(state: State, repository: Repository, login: str) -> Document:
    who = state.user(login)
    role = repository.role_of(who)
    legacy = {"maintain": "write", "triage": "read"}.get(role, role)
    account = accounts.user(state, who) | {"permissions": rights(role), "role_name": role}
    return {"permission": legacy, "role_name": role, "user": account}
