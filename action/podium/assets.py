"""``asset:`` in ``submission.yaml``: a file of a release that takes the place of files in git."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from podium.challenge.source import YamlSource, format_path, parse_yaml
from podium.errors import ChallengeError
from podium.issues import Issue
from podium.jobs import GIB
from podium.submission import METADATA_CAP, METADATA_NAME

MOST_BYTES = 2 * GIB  # as much as a release asset can be
KEY = "asset"

_EXPECTED = {
    "repository": "expected owner/name of a public repository",
    "tag": "expected the tag of a published release",
    "name": "expected the file's name in the release: letters, digits, dots, dashes, underscores",
    "sha256": "expected the file's SHA-256 as 64 hex digits",
}


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    repository: Annotated[
        str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*/[A-Za-z0-9_.-]*[A-Za-z0-9_-]$")
    ]
    tag: Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,200}$")]
    # GitHub itself turns every other character of an uploaded file's name into a dot.
    name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.+-]{0,199}$")]
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9A-Fa-f]{64}$")]


@dataclass(frozen=True, slots=True)
class Asset:
    """``sha256`` in lower case hex."""

    repository: str
    tag: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Split:
    """``rest`` is the document without the asset, for whoever reads the rest of it."""

    asset: Asset | None
    rest: bytes
    issues: tuple[Issue, ...] = ()


def split_asset(content: bytes) -> Split:
    """What cannot be read as a mapping at all is left for the reader of the rest to refuse."""
    source = _source(content)
    if source is None or not isinstance(source.value, dict) or KEY not in source.value:
        return Split(None, content)
    value = dict(source.value)
    given = value.pop(KEY)
    rest = yaml.safe_dump(value, allow_unicode=True, sort_keys=False).encode()
    try:
        parsed = _Document.model_validate(given)
    except ValidationError as error:
        issues = tuple(_issue(source, details["loc"], details["msg"]) for details in error.errors())
        return Split(None, rest, issues)
    if re.search(r"(^|/)\.\.?(/|$)", parsed.tag):
        return Split(None, rest, (_issue(source, ("tag",), ""),))
    asset = Asset(parsed.repository, parsed.tag, parsed.name, parsed.sha256.lower())
    return Split(asset, rest)


def _source(content: bytes) -> YamlSource | None:
    if len(content) > METADATA_CAP:
        return None
    try:
        return parse_yaml(content.decode("utf-8-sig"), name=METADATA_NAME)
    except (UnicodeDecodeError, ChallengeError):
        return None


def _issue(source: YamlSource, place: tuple[str | int, ...], message: str) -> Issue:
    path = (KEY, *place)
    known = _EXPECTED.get(str(place[0])) if place else None
    keys = ", ".join(_EXPECTED)
    return Issue.error(
        known or f"expected a mapping with {keys}" if len(place) < 2 else message,
        where=source.where(path),
        path=format_path(path),
    )
