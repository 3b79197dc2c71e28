"""The templates: where they are, and the environment that renders them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from types import CodeType

from jinja2 import (
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
)
from jinja2.bccache import Bucket
from jinja2.sandbox import SandboxedEnvironment

from podium import resources
from podium.site.frame.texts import IN_ENGLISH, Texts

ASSETS = "assets"
# A theme's template names the one that it stands before as podium/board.html.j2.
_OURS = "podium"
# No web page may hold these: controls but for tab and line breaks, halves of characters, and the
# two code points that are none.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def folder() -> Path:
    return resources.bundled("site_templates")


class _Compiled(BytecodeCache):
    """Templates by name, place and text: each is compiled once, not for every challenge again."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._code[bucket.key, bucket.checksum] = bucket.code


@cache
def _compiled(kind: type[Environment]) -> _Compiled:
    """What is compiled for a sandbox is other code."""
    return _Compiled()


def environment(say: Texts = IN_ENGLISH, own: Path | None = None) -> Environment:
    """With the templates in ``own`` before ours, in a sandbox: they are organizers' code."""
    ours = FileSystemLoader(folder())
    loader = (
        ours
        if own is None
        else ChoiceLoader([FileSystemLoader(own), ours, PrefixLoader({_OURS: ours})])
    )
    kind = Environment if own is None else SandboxedEnvironment
    # Undefined names are bugs, and every text is hostile until it is marked otherwise.
    made = kind(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        bytecode_cache=_compiled(kind),
    )
    made.globals["say"] = say
    return made


def clean(text: str) -> str:
    """A finished page, with what cannot be written in one replaced by U+FFFD."""
    return UNWRITABLE.sub("\ufffd", text)
