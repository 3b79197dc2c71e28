"""Which addresses of a git repository are taken. Of what git itself takes, ``helper::address`` and
schemes that are none of its own start a program on this machine (gitremote-helpers(7))."""

from __future__ import annotations

import re
from pathlib import Path

from podium.errors import ChallengeError

SCHEMES = ("https", "http", "ssh", "git", "file")


def is_address(place: str) -> bool:
    """Whether a repository is behind an address, and not a folder here. Raises ``ChallengeError``
    for an address that is not taken."""
    scheme = re.match(r"([A-Za-z0-9][A-Za-z0-9+.-]*)://", place)
    helper = re.match(r"[A-Za-z0-9][A-Za-z0-9+.-]*::", place)
    if scheme is None and helper is None and (":" not in place or _is_here(place)):
        return False
    is_other = scheme is not None and scheme[1].lower() not in SCHEMES
    if place.startswith("-") or helper is not None or is_other:
        kinds = ", ".join(f"{one}://" for one in SCHEMES)
        raise ChallengeError(
            f"{place}: not an address that podium gives to git: it takes {kinds}, user@host:path, "
            "and a folder"
        )
    return True


def _is_here(place: str) -> bool:
    try:
        return Path(place).exists()
    except OSError:  # too long for a name, say
        return False
