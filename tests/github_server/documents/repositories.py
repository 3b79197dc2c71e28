"""Repositories: as an item of another document, and whole."""

from __future__ import annotations

from github_server.access import at_least
from github_server.clock import stamp
from github_server.documents import Document, accounts, record, urls
from github_server.openapi import empty
from github_server.state import Repository, Token, User

_LINKS = (
    "archive={archive_format}{/ref} assignees{/user} blobs=git/blobs{/sha} branches{/branch} "
    "collaborators{/collaborator} comments{/number} commits{/sha} compare/{base}...{head} "
    "contents/{+path} contributors deployments downloads events forks "
    "git_commits=git/commits{/sha} git_refs=git/refs{/sha} git_tags=git/tags{/sha} hooks "
    "issue_comment=issues/comments{/number} "
    "issue_events=issues/events{/number} issues{/number} keys{/key_id} labels{/name} languages "
    "merges milestones{/number} notifications{?since,all,participating} pulls{/number} "
    "releases{/id} stargazers statuses/{sha} subscribers subscription tags teams "
    "trees=git/trees{/sha}"
)
_UNSAID = (
    "homepage size stargazers_count watchers_count watchers language mirror_url archived disabled "
    "license is_template web_commit_signoff_required topics has_projects has_downloads has_wiki "
    "has_pages has_discussions"
)


def minimal(repository: Repository) -> Document:
    return record("R", repository, "name full_name private description") | {
        "owner": accounts.user(repository.owner),
        "html_url": repository.html,
        "fork": repository.parent is not None,
        "url": repository.api,
        **urls(repository.api, _LINKS),
    }


def item(repository: Repository) -> Document:
    """As it stands in a pull request, an event, a list."""
    forks = len(repository.forks)
    waiting = sum(pull.state == "open" for pull in repository.pulls.values())
    host = repository.state.url.removeprefix("http://")
    return minimal(repository) | {
        "created_at": stamp(repository.created_at),
        "updated_at": stamp(repository.pushed_at),
        "pushed_at": stamp(repository.pushed_at),
        "git_url": f"git://{host}/{repository.full_name}.git",
        "ssh_url": f"git@{host}:{repository.full_name}.git",
        "clone_url": f"{repository.html}.git",
        "svn_url": repository.html,
        **empty("repository", _UNSAID),
        "has_issues": True,
        **dict.fromkeys(("forks", "forks_count"), forks),
        **dict.fromkeys(("open_issues", "open_issues_count"), waiting),
        "allow_forking": True,
        "visibility": "private" if repository.private else "public",
        "default_branch": repository.default_branch,
    }


def full(repository: Repository, token: Token | None) -> Document:
    document = item(repository) | empty("full-repository", "temp_clone_token subscribers_count")
    document["network_count"] = document["forks"]
    if token is not None:
        document["permissions"] = rights(repository.role_of(token.user))
    if repository.parent is not None:
        document["parent"] = document["source"] = item(repository.parent)
    return document


def rights(role: str) -> dict[str, bool]:
    names = {"admin": "admin", "maintain": "maintain", "push": "write"}
    names |= {"triage": "triage", "pull": "read"}
    return {name: at_least(role, needed) for name, needed in names.items()}


def collaborator_permission(repository: Repository, who: User) -> Document:
    role = repository.role_of(who)
    legacy = {"maintain": "write", "triage": "read"}.get(role, role)
    account = accounts.user(who) | {"permissions": rights(role), "role_name": role}
    return {"permission": legacy, "role_name": role, "user": account}
