"""Where this project lives, and what ships beside the code: in a wheel inside the package, in a
checkout at its top level."""

from __future__ import annotations

from pathlib import Path

REPOSITORY = "podium-challenges/podium"  # this project's own, on GitHub

_PACKAGE = Path(__file__).parent


def bundled(name: str) -> Path:
    """The folder ``site_templates``, ``init_templates``, ``challenges`` or ``docs``. Raises
    ``FileNotFoundError``."""
    checkout = _PACKAGE.parent.parent
    for place in (_PACKAGE / name, checkout / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"this installation of podium has no {name}")
