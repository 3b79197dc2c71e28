"""What git holds: refs, commits, trees, blobs, files, differences."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from github_server.clock import stamp
from github_server.documents import Document, accounts, contents
from github_server.git.values import FILE, Change, Commit, Signature, TreeEntry
from github_server.state import Repository, State

_SIGNATURE = "-----BEGIN SSH SIGNATURE-----\n…\n-----END SSH SIGNATURE-----"


def ref(repository: Repository, name: str, sha: str) -> Document:
    api, kind = repository.api, repository.git.kind(sha)
    return {
        "ref": name,
        "node_id": f"REF_{name}",
        "url": f"{api}/git/{name}",
        "object": {"sha": sha, "type": kind, "url": f"{api}/git/{kind}s/{sha}"},
    }


def branch(repository: Repository, name: str, sha: str) -> Document:
    api = f"{repository.api}/branches/{quote(name)}"
    tip = repository.git.commit(sha)
    return {
        "name": name,
        "commit": commit(repository, tip),
        "_links": {"html": f"{repository.html}/tree/{quote(name)}", "self": api},
        "protected": False,
        "protection": {"enabled": False},
        "protection_url": f"{api}/protection",
    }


def _person(by: Signature) -> Document:
    return {"name": by.name, "email": by.email, "date": stamp(by.at)}


def _account(state: State, by: Signature) -> Document | None:
    who = state.user_of_email(by.email)
    return accounts.user(who) if who else None


def git_commit(repository: Repository, one: Commit) -> Document:
    api = f"{repository.api}/git"
    return {
        "sha": one.sha,
        "node_id": f"C_{one.sha}",
        "url": f"{api}/commits/{one.sha}",
        "html_url": f"{repository.html}/commit/{one.sha}",
        "author": _person(one.author),
        "committer": _person(one.committer),
        "tree": {"sha": one.tree, "url": f"{api}/trees/{one.tree}"},
        "message": one.message,
        "parents": _parents(repository, api, one),
        "verification": _verification(repository.state, one),
    }


def _parents(repository: Repository, api: str, one: Commit) -> list[Document]:
    html = f"{repository.html}/commit"
    return [
        {"sha": parent, "url": f"{api}/commits/{parent}", "html_url": f"{html}/{parent}"}
        for parent in one.parents
    ]


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


def commit(repository: Repository, one: Commit) -> Document:
    inner, url = git_commit(repository, one), f"{repository.api}/commits/{one.sha}"
    kept = ("author", "committer", "tree", "message", "verification", "url")
    return {name: inner[name] for name in ("sha", "node_id", "html_url")} | {
        "url": url,
        "comments_url": f"{url}/comments",
        "commit": {name: inner[name] for name in kept} | {"comment_count": 0},
        "author": _account(repository.state, one.author),
        "committer": _account(repository.state, one.committer),
        "parents": _parents(repository, repository.api, one),
    }


def commit_with_files(repository: Repository, one: Commit) -> Document:
    empty = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
    old = one.parents[0] if one.parents else empty
    changes = repository.git.changes(old, one.sha)
    added = sum(change.additions for change in changes)
    removed = sum(change.deletions for change in changes)
    return commit(repository, one) | {
        "stats": {"total": added + removed, "additions": added, "deletions": removed},
        "files": [diff_entry(repository, one.sha, change) for change in changes],
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


def diff_entry(repository: Repository, sha: str, change: Change) -> Document:
    html, path = repository.html, quote(change.path)
    document: Document = {
        "sha": change.sha,
        "filename": change.path,
        "status": change.status,
        "additions": change.additions,
        "deletions": change.deletions,
        "changes": change.additions + change.deletions,
        "blob_url": f"{html}/blob/{sha}/{path}",
        "raw_url": f"{html}/raw/{sha}/{path}",
        "contents_url": f"{repository.api}/contents/{path}?ref={sha}",
    }
    if change.patch is not None:
        document["patch"] = change.patch
    if change.previous is not None:
        document["previous_filename"] = change.previous
    return document


def tree(
    repository: Repository, sha: str, entries: Sequence[TreeEntry], *, truncated: bool = False
) -> Document:
    api = f"{repository.api}/git"
    return {
        "sha": sha,
        "url": f"{api}/trees/{sha}",
        "tree": [_tree_entry(api, entry) for entry in entries],
        "truncated": truncated,
    }


def _tree_entry(api: str, entry: TreeEntry) -> Document:
    kind, sha = entry.kind, entry.sha
    document: Document = {"path": entry.path, "mode": entry.mode, "type": kind, "sha": sha}
    if entry.size is not None:
        document["size"] = entry.size
    if kind != "commit":
        document["url"] = f"{api}/{kind}s/{sha}"
    return document


def blob(repository: Repository, sha: str, content: bytes) -> Document:
    return {
        "sha": sha,
        "node_id": f"B_{sha}",
        "size": len(content),
        "url": f"{repository.api}/git/blobs/{sha}",
        "content": contents.base64_lines(content),
        "encoding": "base64",
    }


def comparison(repository: Repository, base: Commit, head: Commit, merge_base: Commit) -> Document:
    """Three dots: what ``head`` has that ``base`` has not, from where they parted."""
    git = repository.git
    ahead = git.commits("--reverse", head.sha, f"^{base.sha}")
    behind = len(git.commits(base.sha, f"^{head.sha}"))
    basehead = f"{base.sha}...{head.sha}"
    html = f"{repository.html}/compare/{basehead}"
    parted = "diverged" if ahead and behind else "ahead" if ahead else "behind"
    return {
        "url": f"{repository.api}/compare/{basehead}",
        "html_url": html,
        "permalink_url": html,
        "diff_url": f"{html}.diff",
        "patch_url": f"{html}.patch",
        "base_commit": commit(repository, base),
        "merge_base_commit": commit(repository, merge_base),
        "status": parted if ahead or behind else "identical",
        "ahead_by": len(ahead),
        "behind_by": behind,
        "total_commits": len(ahead),
        "commits": [commit(repository, one) for one in ahead],
        "files": [
            diff_entry(repository, head.sha, change)
            for change in git.changes(merge_base.sha, head.sha)[:300]
        ],
    }


def file_commit(repository: Repository, at: str, path: str, sha: str) -> Document:
    """The answer to a file that was written."""
    entry = repository.git.entry(sha, path) or TreeEntry(FILE, "blob", sha, 0, path)
    return {
        "content": contents.content_item(repository, at, entry),
        "commit": git_commit(repository, repository.git.commit(sha)),
    }
