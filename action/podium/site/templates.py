"""The templates: where they are, and the one environment that renders them."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from podium import resources

ASSETS = "assets"
# No web page may hold these: controls but for tab and line breaks, halves of characters, and the
# two code points that are none.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def folder() -> Path:
    return resources.bundled("site_templates")


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
