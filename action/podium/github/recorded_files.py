"""The files of a recorded submission, fetched again from where they were handed in: a pull request
at its SHA, or the asset of a release. Which folder they were in is not recorded; the files' digests
are, and tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from podium.errors import SubmissionError
from podium.github.api import blobs, client, releases
from podium.github.api.blobs import Snapshot
from podium.records.git import commands
from podium.records.model import PullRequestSource, ReleaseSource, Submission
from podium.submission import accept, assets, place, statement


@dataclass(frozen=True, slots=True)
class Origin:
    """GitHub, or a server like it. Without a ``token`` only what is public is read."""

    api_url: str
    server_url: str
    token: str = field(repr=False, default="")


def read_origin(environ: Mapping[str, str]) -> Origin:
    """As GitHub's own tools and runners name it."""
    return Origin(
        token=environ.get("GH_TOKEN") or environ.get("GITHUB_TOKEN", ""),
        api_url=(environ.get("GITHUB_API_URL") or "https://api.github.com").rstrip("/"),
        server_url=(environ.get("GITHUB_SERVER_URL") or "https://github.com").rstrip("/"),
    )


def candidates(submission: Submission, origin: Origin, scratch: Path) -> Iterator[Path]:
    """Folders below ``scratch``, each of which may hold the submission. None for one that was never
    handed in on GitHub. Raises ``InfrastructureError`` where nothing answers or it is gone, and
    ``SubmissionError`` where it is another file now."""
    match submission.source:
        case PullRequestSource():
            yield from _of_pull(submission, submission.source, origin, scratch)
        case ReleaseSource():
            yield _of_release(submission.source, origin, scratch)


def _of_pull(
    submission: Submission, source: PullRequestSource, origin: Origin, scratch: Path
) -> Iterator[Path]:
    snapshot = blobs.fetch_structure(
        f"{origin.server_url}/{source.repository}.git",
        scratch,
        head=source.head_sha,
        base=source.head_sha,
        environment=commands.authorization(origin.server_url, origin.token),
    )
    for number, folder in enumerate(_folders(snapshot, submission)):
        entries = blobs.entries_below(snapshot, folder)
        if place.entry_issues(entries, folder):
            continue  # such a folder was never taken
        target = scratch / "candidates" / str(number)
        blobs.fetch_files(snapshot.repository, entries)
        blobs.write_files(snapshot.repository, entries, folder, target)
        _add_asset(target, origin)
        yield target


def _folders(snapshot: Snapshot, submission: Submission) -> Iterator[str]:
    """Of the phase and the participant, at the SHA, whatever has been merged or deleted since."""
    above = f"{place.ROOT}/{submission.challenge}/{submission.phase}"
    login = submission.participant.login.casefold()
    names = commands.paths_in(snapshot.repository, snapshot.head, above)
    mine = [name for name in names if name.rpartition("/")[2].casefold() == login]
    yield from commands.paths_in(snapshot.repository, snapshot.head, *mine)


def _add_asset(folder: Path, origin: Origin) -> None:
    """The file that ``submission.yaml`` names in place of files beside it."""
    asset = accept.read_statement(folder)[0].asset
    if asset is not None and not (folder / asset.name).exists():
        target = folder / asset.name
        connection = client.connect(origin.api_url, asset.repository, origin.token)
        releases.download_public(connection, asset, target, most=assets.MOST_BYTES)


def _of_release(source: ReleaseSource, origin: Origin, scratch: Path) -> Path:
    connection = client.connect(origin.api_url, source.repository, origin.token)
    asset = releases.get_asset(connection, source.asset_id)
    if asset.name != source.asset or asset.name == statement.NAME:
        raise SubmissionError(f"asset {asset.id} of {source.repository} is called otherwise now")
    folder = scratch / "candidates" / "0"
    folder.mkdir(parents=True)
    releases.download(connection, asset, folder / asset.name, most=assets.MOST_BYTES)
    return folder
