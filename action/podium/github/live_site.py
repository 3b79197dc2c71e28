"""The site as readers have it now, by its address."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException

from podium.site.frame import addresses

_SECONDS = 10.0
_MOST_BYTES = 64 * 1024


def is_live(site_url: str, digest: str) -> bool:
    """Whether the site there has the digest, which is that of all its files. Whatever cannot be
    had or read says no, and the site is deployed once more. No token goes with the question."""
    return _read(site_url, digest.rpartition(":")[2]).get("digest") == digest


def count_submissions(site_url: str) -> int:
    """How many submissions the site there shows; 0 for what cannot be had or read."""
    told = _read(site_url, "submissions").get("submissions")
    return told if isinstance(told, int) else 0


def _read(site_url: str, question: str) -> Mapping[str, object]:
    if not site_url.startswith(("https://", "http://")):
        return {}
    # Caches between here and there would answer with what was live ten minutes ago.
    address = f"{site_url.rstrip('/')}/{addresses.BUILD_JSON}?{question}"
    try:
        request = urllib.request.Request(address, headers={"Cache-Control": "no-cache"})
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
            told = json.loads(answer.read(_MOST_BYTES))
    except (OSError, HTTPException, ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
