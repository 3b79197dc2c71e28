"""Where this project lives, and what ships beside the code: in a wheel inside the package, in a
checkout at its top level. And where it keeps what can be made again."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

REPOSITORY = "podium-challenges/podium"  # this project's own, on GitHub

PACKAGE = Path(__file__).parent


def bundled(name: str) -> Path:
    """The folder ``site_templates``, ``init_templates``, ``challenges`` or ``docs``. Raises
    ``FileNotFoundError``."""
    checkout = PACKAGE.parent.parent
    for place in (PACKAGE / name, checkout / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"this installation of podium has no {name}")


def cache_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Where what can be made again is kept."""
    if chosen := environ.get("PODIUM_CACHE"):
        return Path(chosen)
    return Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "podium")
