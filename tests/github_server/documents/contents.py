"""Files and folders, as the contents API shows them."""

from __future__ import annotations

import base64
from urllib.parse import quote

from github_server.documents import Document
from github_server.git.values import FOLDER, LINK, SUBMODULE, TreeEntry
from github_server.state import Repository

INLINE_LIMIT = 1 << 20
"""A file above it comes without content, ``encoding: none``."""
_KINDS = {FOLDER: "dir", LINK: "symlink", SUBMODULE: "submodule"}


def content_item(repository: Repository, at: str, entry: TreeEntry) -> Document:
    """What every kind of content has; an item of a folder is no more than that."""
    path, html = quote(entry.path), repository.html
    kind = _KINDS.get(entry.mode, "file")
    view = "tree" if kind in ("dir", "submodule") else "blob"
    links = {
        "self": f"{repository.api}/contents/{path}?ref={quote(at)}",
        "git": f"{repository.api}/git/{view}s/{entry.sha}",
        "html": f"{html}/{view}/{quote(at)}/{path}",
    }
    return {
        "type": kind,
        "size": entry.size or 0,
        "name": entry.path.rpartition("/")[2],
        "path": entry.path,
        "sha": entry.sha,
        "url": links["self"],
        "git_url": links["git"],
        "html_url": links["html"],
        "download_url": f"{html}/raw/{quote(at)}/{path}" if kind == "file" else None,
        "_links": links,
    }


def content_file(repository: Repository, at: str, entry: TreeEntry, content: bytes) -> Document:
    small = len(content) <= INLINE_LIMIT
    return content_item(repository, at, entry) | {
        "type": "file",
        "size": len(content),
        "content": base64_lines(content) if small else "",
        "encoding": "base64" if small else "none",
    }


def base64_lines(content: bytes) -> str:
    """Base64 in lines of sixty, as GitHub sends it."""
    text = base64.b64encode(content).decode()
    return "".join(f"{text[at : at + 60]}\n" for at in range(0, len(text), 60))
