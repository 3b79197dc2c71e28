"""The notes of a release, from CHANGELOG.md:

    python3 .github/scripts/release_notes.py TAG

A tag is `v` and the package's version; its section's heading begins with the version.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def release_notes(tag: str, *, package: str, changelog: str) -> str:
    """Raises ``ValueError`` where tag, package and changelog do not speak of the same version."""
    released = re.search(r'^__version__ = "(.+)"$', package, re.MULTILINE)
    if not released or tag != f"v{released[1]}":
        raise ValueError(f"{tag} is not v and the package's version, {released and released[1]}")
    heading = rf"^## \[?{re.escape(released[1])}(?![\w.])[^\n]*\n(.*?)(?=^## |\Z)"
    section = re.search(heading, changelog, re.MULTILINE | re.DOTALL)
    notes = section[1].strip() if section else ""
    if not notes:
        raise ValueError(f"CHANGELOG.md says nothing below a heading '## {released[1]}'")
    return notes + "\n"


def main() -> int:
    package = (ROOT / "action" / "podium" / "__init__.py").read_text(encoding="utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    try:
        notes = release_notes(sys.argv[1], package=package, changelog=changelog)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(notes)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
