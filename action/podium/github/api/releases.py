"""Release assets: which there are, and their bytes as a stream that is counted and digested."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from github.GitRelease import GitRelease
from github.GitReleaseAsset import GitReleaseAsset

from podium.codes import Code
from podium.errors import Issue, SubmissionError
from podium.github.api.client import Connection, GitHubError, retrying
from podium.github.api.statuses import State
from podium.jobs import MIB
from podium.records.model import Participant
from podium.submission import assets, statement
from podium.submission.assets import Asset

_CHUNK = MIB
_ATTEMPTS = 3
_PAGE = 100


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a release. ``digest`` is GitHub's own SHA-256 in hex, empty where it has none;
    ``uploaded_at`` is when these very bytes came, for a replaced asset is a new one."""

    id: int
    name: str
    size: int
    digest: str
    uploader: Participant
    uploaded_at: datetime


@dataclass(frozen=True, slots=True)
class Release:
    id: int
    tag: str
    author: Participant
    published_at: datetime
    assets: tuple[Attached, ...]


def get(connection: Connection, release_id: int) -> Release | None:
    """``None`` for a draft: it is not published."""
    with connection.asking(f"release {release_id}"):
        return _release(connection.repository.get_release(release_id))


def get_asset(connection: Connection, asset_id: int) -> Attached:
    with connection.asking(f"asset {asset_id}"):
        return _attached(connection.repository.get_release_asset(asset_id))


def list_recent(connection: Connection, *, since: datetime) -> list[Release]:
    """The published ones of the first page, which is newest first."""
    with connection.asking("the releases"):
        found = [_release(one) for one in connection.repository.get_releases().get_page(0)]
    return [one for one in found if one is not None and one.published_at >= since]


@dataclass(frozen=True, slots=True)
class Told:
    """The commit of a tag, and what its status says in one context; ``None`` is nothing yet."""

    sha: str
    state: State | None
    description: str = ""


def told(connection: Connection, tag: str, context: str) -> Told:
    """GitHub lists the newest state of each context, so many at a time."""
    with connection.asking("the status of a release"):
        commit = connection.repository.get_commit(f"tags/{tag}")
        sha, seen = "", 0
        for page in itertools.count(1):
            _, combined = connection.repository.requester.requestJsonAndCheck(
                "GET", f"{commit.url}/status", parameters={"per_page": _PAGE, "page": page}
            )
            sha, listed = combined["sha"], combined["statuses"]
            found = next((one for one in listed if one["context"] == context), None)
            if found is not None:
                return Told(sha, State(found["state"]), found["description"] or "")
            seen += len(listed)
            if not listed or seen >= combined["total_count"]:
                break
        return Told(sha, None)


def download(connection: Connection, asset: Attached, target: Path, *, most: int) -> None:
    """The bytes of an asset of the connection's own repository in the new file ``target``. Raises
    ``SubmissionError`` where they are not those that GitHub describes."""
    url = f"{connection.repository.url}/releases/assets/{asset.id}"
    digest, size = _fetch(connection, url, target, name=asset.name, most=min(most, asset.size))
    if size != asset.size or (asset.digest and digest != asset.digest):
        fact = "its bytes are not those that GitHub lists; upload it again"
        raise _refusal(asset.name, Code.OTHER_DIGEST, fact)


def download_public(connection: Connection, asset: Asset, target: Path, *, most: int) -> None:
    """The bytes of an asset that anybody can download, in the new file ``target``.

    By the API and with our token, for GitHub gives little to who shows none. A participant names
    the repository, and a token of ours may open some that they may not: only one that GitHub calls
    public is looked into. Raises ``SubmissionError`` where there is no such asset or it is another.
    """
    name = asset.name
    found = _find_public(connection, asset)
    if found is None:
        raise _refusal(
            name,
            Code.ASSET_NOT_THERE,
            "there is no such asset that anybody can download; publish the release, in a "
            "public repository, and check asset.repository, asset.tag and asset.name",
        )
    if found.size > most:
        raise _too_large(name, most)
    url = f"/repos/{asset.repository}/releases/assets/{found.id}"
    digest, _ = _fetch(connection, url, target, name=name, most=most)
    if digest != asset.sha256:
        target.unlink(missing_ok=True)
        raise SubmissionError(issues=[assets.digest_issue(asset, digest, where=statement.NAME)])


def _find_public(connection: Connection, asset: Asset) -> Attached | None:
    try:
        with connection.asking("the repository of a release asset"):
            repository = connection.api.get_repo(asset.repository)
            if repository.private:
                return None
            release = _release(repository.get_release(asset.tag))
    except GitHubError as error:
        if error.status in (404, 410, 451):
            return None
        raise
    attached = release.assets if release is not None else ()
    return next((one for one in attached if one.name == asset.name), None)


def _fetch(
    connection: Connection, url: str, target: Path, *, name: str, most: int
) -> tuple[str, int]:
    """Digest and size of what came; a stream that breaks off is asked for again."""
    for attempt in retrying(_ATTEMPTS):
        with attempt, connection.asking("a release asset"):
            requester = connection.repository.requester
            _, _, stream = requester.getStream(url, chunk_size=_CHUNK)
            return _save(stream, target, name=name, most=most)
    raise AssertionError("the last attempt returns or raises")


def _save(stream: Iterator[bytes], target: Path, *, name: str, most: int) -> tuple[str, int]:
    """Digest and size of what came. What is larger than it may be is never kept."""
    digest, size = hashlib.sha256(), 0
    try:
        with target.open("xb") as file:
            for chunk in stream:
                size += len(chunk)
                if size > most:
                    raise _too_large(name, most)
                file.write(chunk)
                digest.update(chunk)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return digest.hexdigest(), size


def _too_large(name: str, most: int) -> SubmissionError:
    fact = f"is larger than {most} bytes, which is all that it may be"
    return _refusal(name, Code.TOO_LARGE, fact)


def _refusal(name: str, code: Code, fact: str) -> SubmissionError:
    issue = Issue.error(fact, code=code, where=f"the asset {name}")
    return SubmissionError(issues=[issue])


def _release(given: GitRelease) -> Release | None:
    if given.draft or given.published_at is None:
        return None
    return Release(
        id=given.id,
        tag=given.tag_name,
        author=Participant(given.author.login, given.author.id),
        published_at=given.published_at.astimezone(UTC),
        assets=tuple(_attached(one) for one in given.assets if one.uploader is not None),
    )


def _attached(given: GitReleaseAsset) -> Attached:
    found = re.fullmatch(r"sha256:([0-9a-f]{64})", given.digest or "")
    return Attached(
        id=given.id,
        name=given.name,
        size=given.size,
        digest=found[1] if found else "",
        uploader=Participant(given.uploader.login, given.uploader.id),
        uploaded_at=given.created_at.astimezone(UTC),
    )
