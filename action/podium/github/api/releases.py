"""Release assets: which there are, and their bytes as a stream that is counted and digested."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import requests
from github.GitRelease import GitRelease
from github.GitReleaseAsset import GitReleaseAsset
from tenacity import retry_if_exception_type

from podium.codes import Code
from podium.errors import InfrastructureError, Issue, SubmissionError
from podium.github.api.client import Connection, GitHubError, retrying
from podium.github.api.statuses import State
from podium.jobs import MIB
from podium.records.model import Participant
from podium.submission import assets, statement
from podium.submission.assets import Asset

_CHUNK = MIB
_TIMEOUT_SECONDS = 60
_ATTEMPTS = 3


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
    with connection.asking("the status of a release"):
        combined = connection.repository.get_commit(f"tags/{tag}").get_combined_status()
        found = next((one for one in combined.statuses if one.context == context), None)
        if found is None:
            return Told(combined.sha, None)
        return Told(combined.sha, State(found.state), found.description or "")


def download(connection: Connection, asset: Attached, target: Path, *, most: int) -> None:
    """The bytes of an asset of the connection's own repository in the new file ``target``. Raises
    ``SubmissionError`` where they are not those that GitHub describes."""
    with connection.asking(f"asset {asset.id}"):
        url = f"{connection.repository.url}/releases/assets/{asset.id}"
        _, _, stream = connection.repository.requester.getStream(url, chunk_size=_CHUNK)
        digest, size = _save(stream, target, name=asset.name, most=min(most, asset.size))
    if size != asset.size or (asset.digest and digest != asset.digest):
        fact = "its bytes are not those that GitHub lists; upload it again"
        raise _refusal(asset.name, Code.OTHER_DIGEST, fact)


def download_public(server_url: str, asset: Asset, target: Path, *, most: int) -> None:
    """The bytes of an asset that anybody can download, in the new file ``target``.

    No token is shown: a participant names the address, and a token of ours may open repositories
    that they may not. Raises ``SubmissionError`` where there is no such asset or it is another.
    """
    name = asset.name
    place = f"{asset.repository}/releases/download/{quote(asset.tag)}/{quote(name)}"
    attempts = retrying(_ATTEMPTS, retry=retry_if_exception_type(GitHubError))
    with closing(attempts(_open, f"{server_url.rstrip('/')}/{place}", name)) as response:
        try:
            digest, _ = _save(response.iter_content(_CHUNK), target, name=name, most=most)
        except requests.RequestException as error:
            reason = type(error).__name__
            raise InfrastructureError(f"a release asset could not be read: {reason}") from None
    if digest != asset.sha256:
        target.unlink(missing_ok=True)
        raise SubmissionError(issues=[assets.digest_issue(asset, digest, where=statement.NAME)])


def _open(url: str, name: str) -> requests.Response:
    try:
        response = requests.get(url, stream=True, timeout=_TIMEOUT_SECONDS)
    except requests.RequestException as error:
        reason = type(error).__name__
        raise GitHubError(f"a release asset could not be read: {reason}", status=0) from None
    if response.ok:
        return response
    response.close()
    status = response.status_code
    if status not in (401, 403, 404, 410):
        raise GitHubError(f"GitHub: a release asset: {status}", status=status)
    raise _refusal(
        name,
        Code.ASSET_NOT_THERE,
        "there is no such asset that anybody can download; publish the release, in a "
        "public repository, and check asset.repository, asset.tag and asset.name",
    )


def _save(stream: Iterator[bytes], target: Path, *, name: str, most: int) -> tuple[str, int]:
    """Digest and size of what came. What is larger than it may be is never kept."""
    digest, size = hashlib.sha256(), 0
    try:
        with target.open("xb") as file:
            for chunk in stream:
                size += len(chunk)
                if size > most:
                    fact = f"is larger than {most} bytes, which is all that it may be"
                    raise _refusal(name, Code.TOO_LARGE, fact)
                file.write(chunk)
                digest.update(chunk)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return digest.hexdigest(), size


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
