"""What git holds: refs, commits, trees, blobs, files, differences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from github_server.clock import stamp
from github_server.documents import accounts, contents
from github_server.documents.repositories import api_url, html_url
from github_server.git.values import FILE, Change, Commit, Signature, TreeEntry
from github_server.state import Repository, State

Document = dict[str, Any]

_SIGNATURE = "-----BEGIN SSH SIGNATURE-----\n…\n-----END SSH SIGNATURE-----"


def ref(state: State, repository: Repository, name: str, sha: str) -> Document:
    api = api_url(state, repository)
    kind = repository.git.kind(sha)
    return {
        "ref": name,
        "node_id": f"REF_{name}",
        "url": f"{api}/git/{name}",
        "object": {"sha": sha, "type": kind, "url": f"{api}/git/{kind}s/{sha}"},
    }


def branch(state: State, repository: Repository, name: str, sha: str) -> Document:
    api = f"{api_url(state, repository)}/branches/{quote(name)}"
    tip = repository.git.commit(sha)
    return {
        "name": name,
        "commit": commit(state, repository, tip),
        "_links": {"html": f"{html_url(state, repository)}/tree/{quote(name)}", "self": api},
        "protected": False,
        "protection": {"enabled": False},
        "protection_url": f"{api}/protection",
    }


def _person(by: Signature) -> Document:
    return {"name": by.name, "email": by.email, "date": stamp(by.at)}


def _account(state: State, by: Signature) -> Document | None:
    who = state.user_of_email(by.email)
    return accounts.user(state, who) if who else None


def git_commit(state: State, repository: Repository, one: Commit) -> Document:
    api, html = f"{api_url(state, repository)}/git", html_url(state, repository)
    return {
        "sha": one.sha,
        "node_id": f"C_{one.sha}",
        "url": f"{api}/commits/{one.sha}",
        "html_url": f"{html}/commit/{one.sha}",
        "author": _person(one.author),
        "committer": _person(one.committer),
        "tree": {"sha": one.tree, "url": f"{api}/trees/{one.tree}"},
        "message": one.message,
        "parents": [
            {
                "sha": parent,
                "url": f"{api}/commits/{parent}",
                "html_url": f"{html}/commit/{parent}",
            }
            for parent in one.parents
        ],
        "verification": _verification(state, one),
    }


def _verification(state: State, one: Commit) -> Document:
    """A good signature vouches only for a committer's address that is the signer's own."""
    signer, owner = state.signers.get(one.sha), state.user_of_email(one.committer.email)
    if signer is None:
        reason = "unsigned"
    elif owner is None:
        reason = "no_user"
    elif one.committer.email in owner.unconfirmed:
        reason = "unverified_email"
    else:
        reason = "valid" if owner is signer else "bad_email"
    is_valid = reason == "valid"
    return {
        "verified": is_valid,
        "reason": reason,
        "signature": _SIGNATURE if signer else None,
        "payload": f"tree {one.tree}\n" if signer else None,
        "verified_at": stamp(one.committer.at) if is_valid else None,
    }


def commit(state: State, repository: Repository, one: Commit) -> Document:
    api, html = api_url(state, repository), html_url(state, repository)
    inner = git_commit(state, repository, one)
    url = f"{api}/commits/{one.sha}"
    kept = ("author", "committer", "tree", "message", "verification", "url")
    return {
        "sha": one.sha,
        "node_id": f"C_{one.sha}",
        "url": url,
        "html_url": f"{html}/commit/{one.sha}",
        "comments_url": f"{url}/comments",
        "commit": {name: inner[name] for name in kept} | {"comment_count": 0},
        "author": _account(state, one.author),
        "committer": _account(state, one.committer),
        "parents": [
            {
                "sha": parent,
                "url": f"{api}/commits/{parent}",
                "html_url": f"{html}/commit/{parent}",
            }
            for parent in one.parents
        ],
    }


def commit_with_files(state: State, repository: Repository, one: Commit) -> Document:
    empty = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
    old = one.parents[0] if one.parents else empty
    changes = repository.git.changes(old, one.sha)
    added = sum(change.additions for change in changes)
    removed = sum(change.deletions for change in changes)
    return commit(state, repository, one) | {
        "stats": {"total": added + removed, "additions": added, "deletions": removed},
        "files": [diff_entry(state, repository, one.sha, change) for change in changes],
    }


def event_commit(one: Commit) -> Document:
    """As a workflow run carries it."""
    return {
        "id": one.sha,
        "tree_id": one.tree,
        "message": one.message,
        "timestamp": stamp(one.committer.at),
        "author": {"name": one.author.name, "email": one.author.email},
        "committer": {"name": one.committer.name, "email": one.committer.email},
    }


def diff_entry(state: State, repository: Repository, sha: str, change: Change) -> Document:
    api, html = api_url(state, repository), html_url(state, repository)
    path = quote(change.path)
    document: Document = {
        "sha": change.sha,
        "filename": change.path,
        "status": change.status,
        "additions": change.additions,
        "deletions": change.deletions,
        "changes": change.additions + change.deletions,
        "blob_url": f"{html}/blob/{sha}/{path}",
        "raw_url": f"{html}/raw/{sha}/{path}",
        "contents_url": f"{api}/contents/{path}?ref={sha}",
    }
    if change.patch is not None:
        document["patch"] = change.patch
    if change.previous is not None:
        document["previous_filename"] = change.previous
    return document


def tree(
    state: State,
    repository: Repository,
    sha: str,
    entries: Sequence[TreeEntry],
    *,
    truncated: bool = False,
) -> Document:
    api = f"{api_url(state, repository)}/git"
    return {
        "sha": sha,
        "url": f"{api}/trees/{sha}",
        "tree": [_tree_entry(api, entry) for entry in entries],
        "truncated": truncated,
    }


def _tree_entry(api: str, entry: TreeEntry) -> Document:
    document: Document = {
        "path": entry.path,
        "mode": entry.mode,
        "type": entry.kind,
        "sha": entry.sha,
    }
    if entry.size is not None:
        document["size"] = entry.size
    if entry.kind != "commit":
        document["url"] = f"{api}/{entry.kind}s/{entry.sha}"
    return document


def blob(state: State, repository: Repository, sha: str, content: bytes) -> Document:
    return {
        "sha": sha,
        "node_id": f"B_{sha}",
        "size": len(content),
        "url": f"{api_url(state, repository)}/git/blobs/{sha}",
        "content": contents.base64_lines(content),
        "encoding": "base64",
    }


def comparison(
    state: State, repository: Repository, base: Commit, head: Commit, merge_base: Commit
) -> Document:
    """Three dots: what ``head`` has that ``base`` has not, from where they parted."""
    git = repository.git
    ahead = git.commits("--reverse", head.sha, f"^{base.sha}")
    behind = len(git.commits(base.sha, f"^{head.sha}"))
    basehead = f"{base.sha}...{head.sha}"
    html = f"{html_url(state, repository)}/compare/{basehead}"
    parted = "diverged" if ahead and behind else "ahead" if ahead else "behind"
    return {
        "url": f"{api_url(state, repository)}/compare/{basehead}",
        "html_url": html,
        "permalink_url": html,
        "diff_url": f"{html}.diff",
        "patch_url": f"{html}.patch",
        "base_commit": commit(state, repository, base),
        "merge_base_commit": commit(state, repository, merge_base),
        "status": parted if ahead or behind else "identical",
        "ahead_by": len(ahead),
        "behind_by": behind,
        "total_commits": len(ahead),
        "commits": [commit(state, repository, one) for one in ahead],
        "files": [
            diff_entry(state, repository, head.sha, change)
            for change in git.changes(merge_base.sha, head.sha)[:300]
        ],
    }


def file_commit(state: State, repository: Repository, at: str, path: str, sha: str) -> Document:
    """The answer to a file that was written."""
    entry = repository.git.entry(sha, path) or TreeEntry(FILE, "blob", sha, 0, path)
    return {
        "content": contents.content_item(state, repository, at, entry),
        "commit": git_commit(state, repository, repository.git.commit(sha)),
    }
