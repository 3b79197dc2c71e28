"""Bodies of responses, by noun, built from state. Here is what all of them repeat."""

from __future__ import annotations

import re
from typing import Any

from github_server.clock import stamp

Document = dict[str, Any]


def record(prefix: str, one: Any, names: str = "") -> Document:
    """What documents open with: id, node id, and attributes under their own names."""
    return {"id": one.id, "node_id": f"{prefix}_{one.id}"} | {
        name: getattr(one, name) for name in names.split()
    }


def times(one: Any) -> Document:
    """What has not been changed since was last changed when it was made."""
    changed = getattr(one, "updated_at", one.created_at)
    return {"created_at": stamp(one.created_at), "updated_at": stamp(changed)}


def urls(base: str, parts: str) -> Document:
    """``keys{/key_id}`` → ``keys_url: <base>/keys{/key_id}``; ``blobs=git/blobs{/sha}`` where the
    path has another name."""
    named = (re.match(r"(?:(\w+)=)?((\w+)?.*)", one) for one in parts.split())
    return {f"{one[1] or one[3]}_url": f"{base}/{one[2]}" for one in named if one}
