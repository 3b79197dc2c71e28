"""``asset:`` in ``submission.yaml``: a file of a release that takes the place of files in git."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from podium.codes import Code
from podium.errors import Issue
from podium.formats import is_repository
from podium.jobs import GIB

MOST_BYTES = 2 * GIB  # as much as a release asset can be
KEY = "asset"

EXPECTED = {
    "repository": "expected owner/name of a public repository",
    "tag": "expected the tag of a published release",
    "name": "expected the file's name in the release: letters, digits, dots, dashes, underscores",
    "sha256": "expected the file's SHA-256 as 64 hex digits",
}


def _repository(name: str) -> str:
    if not is_repository(name):
        raise ValueError(EXPECTED["repository"])
    return name


def _without_steps(tag: str) -> str:
    if re.search(r"(^|/)\.\.?(/|$)", tag):
        raise ValueError(EXPECTED["tag"])
    return tag


class Asset(BaseModel):
    """Which file of which release; ``sha256`` in lower case hex."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    repository: Annotated[str, AfterValidator(_repository)]
    tag: Annotated[
        str, StringConstraints(pattern=r"^[\x21-\x7e]{1,200}$"), AfterValidator(_without_steps)
    ]
    # GitHub itself turns every other character of an uploaded file's name into a dot.
    name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.+-]{0,199}$")]
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9A-Fa-f]{64}$", to_lower=True)]


def explain(place: tuple[str | int, ...]) -> str:
    """What was expected at a place below ``asset``."""
    keys = ", ".join(EXPECTED)
    return (
        EXPECTED.get(str(place[0]), f"unknown key; there are: {keys}")
        if place
        else (f"expected a mapping with {keys}")
    )


def find_issues(
    asset: Asset, folder: Path, *, where: str, beside: Collection[str] = ()
) -> list[Issue]:
    """Whether the submitted folder holds the asset, and nothing else but what is ``beside`` it.
    On GitHub it is put there; on a participant's own machine they have it, or fetch it."""
    if asset.name in (where, *beside):
        fact = f"{asset.name} is beside it already; give the asset another name"
        return [Issue.error(fact, code=Code.ASSET_AND_FILES, where=where, path=f"{KEY}.name")]
    known = {asset.name, where, *beside}
    others = sorted(path.name for path in folder.iterdir() if path.name not in known)
    if others:
        fact = f"the asset is the submission, but there are files too ({', '.join(others[:5])})"
        fact = f"{fact}; keep one of the two"
        return [Issue.error(fact, code=Code.ASSET_AND_FILES, where=where, path=KEY)]
    path = folder / asset.name
    if path.is_symlink() or not path.is_file():
        cure = (
            f"to check it here, put it there: gh release download {asset.tag} "
            f"-R {asset.repository} -p {asset.name} -D {folder}"
        )
        fact = f"{asset.name} is not beside {where}; {cure}"
        return [Issue.error(fact, code=Code.ASSET_NOT_THERE, where=where, path=KEY)]
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return [] if digest == asset.sha256 else [digest_issue(asset, digest, where=where)]


def digest_issue(asset: Asset, digest: str, *, where: str) -> Issue:
    """The bytes are not those that were promised."""
    return Issue.error(
        f"the SHA-256 of {asset.name} is {digest}, asset.sha256 says {asset.sha256}; "
        "upload the file again, or correct submission.yaml",
        code=Code.OTHER_DIGEST,
        where=where,
        path=f"{KEY}.sha256",
    )
