"""The templates: where they are, and the one environment that renders them."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from podium.errors import InfrastructureError

FOLDER = "site_templates"
ASSETS = "assets"
# No web page may hold these: controls but for tab and line breaks, halves of characters, and the
# two code points that are none.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def folder() -> Path:
    """In an installed package beside the code, in a checkout at the repository's top."""
    packaged = Path(str(resources.files("podium"))) / FOLDER
    checkout = Path(__file__).resolve().parents[3] / FOLDER
    for candidate in (packaged, checkout):
        if candidate.is_dir():
            return candidate
    raise InfrastructureError(f"{FOLDER}: the site's templates are missing; install Podium again")


def environment() -> Environment:
    # Undefined names are bugs, and every text is hostile until it is marked otherwise.
    return Environment(
        loader=FileSystemLoader(folder()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


def clean(text: str) -> str:
    """A finished page, with what cannot be written in one replaced by U+FFFD."""
    return _UNWRITABLE.sub("\ufffd", text)
