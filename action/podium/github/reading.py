"""What is handed in on GitHub: first what can be told of it without any of its files, then these in
a folder on this machine. They are a pull request's files at one SHA, the release asset that they
name, or an asset by itself. Issues, never an exception for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, assert_never
from urllib.parse import quote

from pydantic import Discriminator

from podium.boards import visibility
from podium.boards.readers import Hosts, Public
from podium.challenge.model import Challenge, Phase
from podium.challenge.text import pointers
from podium.errors import Issue, SubmissionError
from podium.github.api import blobs, people, releases
from podium.github.api.client import Connection
from podium.github.api.pulls import Pull
from podium.github.api.releases import Attached
from podium.records.model import Participant
from podium.submission import accept, assets, place, statement
from podium.submission.admission import Person, Questions
from podium.submission.place import TreeEntry


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What was found: a folder on this machine with the files, if nothing speaks against them,
    and the address where anybody can see them."""

    phase: Phase | None
    folder: Path | None
    issues: tuple[Issue, ...] = ()
    files_url: str = ""


@dataclass(frozen=True, slots=True)
class PullPart:
    """The submission's folder in the tree of a pull request, its files by git's ids, and their
    sizes in bytes, in the same order."""

    folder: str
    entries: tuple[TreeEntry, ...]
    sizes: tuple[int, ...]
    kind: Literal["pull_request"] = "pull_request"


@dataclass(frozen=True, slots=True)
class AssetPart:
    """An asset of a release, and the one beside it that describes it."""

    asset: Attached
    statement: Attached | None
    kind: Literal["release"] = "release"


Part = Annotated[PullPart | AssetPart, Discriminator("kind")]


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What was found without any file: what is to be fetched, if nothing speaks against it."""

    phase: Phase | None
    part: PullPart | AssetPart | None
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class PullFiles:
    """The one submission of a pull request at ``pull.head_sha``, whatever its head is now.
    ``is_host`` where more is known of its author than the challenge's file says."""

    pull: Pull
    is_host: bool | None = None


@dataclass(frozen=True, slots=True)
class AssetFiles:
    """An asset of a release of the challenge's own repository; ``statement`` is the one beside it
    that holds what ``submission.yaml`` would."""

    phase: Phase
    asset: Attached
    statement: Attached | None


class NotASubmissionError(Exception):
    """A pull request that does not mean to submit; ``changed`` are the paths that it changes."""

    def __init__(self, changed: tuple[str, ...]) -> None:
        self.changed = changed
        super().__init__("it changes nothing below submissions/")


@dataclass(frozen=True, slots=True)
class Reader:
    """Where to read. ``environment`` is git's, and holds the token; ``folder`` is the challenge's
    in its repository, empty for all of it."""

    challenge: Challenge
    connection: Connection
    clone_url: str
    server_url: str
    environment: Mapping[str, str]
    folder: str = ""

    def read(self, files: PullFiles | AssetFiles, scratch: Path) -> HandedIn:
        """The files, put below ``scratch``, or every issue that keeps them from being read. Raises
        ``NotASubmissionError`` for a pull request that is something else."""
        found = self.survey(files, scratch)
        if found.phase is None or found.part is None:
            return HandedIn(found.phase, None, found.issues)
        sha = files.pull.head_sha if isinstance(files, PullFiles) else ""
        return self.fetch(found.phase, found.part, sha, scratch)

    def survey(self, files: PullFiles | AssetFiles, scratch: Path) -> Surveyed:
        """``scratch`` is for what git needs meanwhile. Raises as ``read`` does."""
        match files:
            case PullFiles(pull, is_host):
                return self._survey_pull(pull, scratch, is_host=is_host)
            case AssetFiles(phase, asset, statement):
                return Surveyed(phase, AssetPart(asset, statement))
            case _:
                assert_never(files)

    def fetch(self, phase: Phase, part: PullPart | AssetPart, sha: str, scratch: Path) -> HandedIn:
        """What was surveyed, put below ``scratch``, here or on another machine."""
        match part:
            case PullPart():
                return self._fetch_pull(phase, part, sha, scratch)
            case AssetPart():
                return self._fetch_asset(phase, part, scratch)
            case _:
                assert_never(part)

    def identify(self, files: PullFiles | AssetFiles, who: Participant, asked: Questions) -> Person:
        """What GitHub vouches for of whoever hands in, as far as it is asked."""
        commit = files.pull.head_sha if isinstance(files, PullFiles) else ""
        return people.identify(self.connection, who, asked, commit=commit)

    def _survey_pull(self, pull: Pull, scratch: Path, *, is_host: bool | None) -> Surveyed:
        snapshot = blobs.fetch_structure(
            self.clone_url,
            scratch,
            head=pull.head_sha,
            base=pull.base_sha,
            environment=self.environment,
        )
        changes = blobs.changes(snapshot)
        if not place.is_submission(changes):
            raise NotASubmissionError(tuple(change.path for change in changes))
        login = pull.author.login
        if is_host is None:
            is_host = self.challenge.is_host(login, pull.author.id)
        location = place.locate(
            changes,
            challenge=self.challenge,
            login=login,
            phases=visibility.known_phases(self.challenge, Hosts() if is_host else Public()),
        )
        if location.folder is None:
            return Surveyed(location.phase, None, location.issues)
        entries = blobs.entries_below(snapshot, location.folder)
        issues = [*location.issues, *place.entry_issues(entries, location.folder)]
        sizes: dict[str, int] = {}
        if not issues:
            sizes = blobs.sizes_below(self.connection, snapshot, location.folder)
            issues += place.size_issues(entries, sizes, location.folder)
        if issues:
            return Surveyed(location.phase, None, tuple(issues))
        known = tuple(sizes[entry.path] for entry in entries)
        return Surveyed(location.phase, PullPart(location.folder, entries, known))

    def _fetch_pull(self, phase: Phase, part: PullPart, sha: str, scratch: Path) -> HandedIn:
        repository = blobs.make_repository(self.clone_url, scratch, self.environment)
        target = scratch / "files"
        blobs.fetch_files(repository, part.entries)
        blobs.write_files(repository, part.entries, part.folder, target)
        unfetched = [entry for entry in part.entries if _is_pointer(target, entry, part.folder)]
        if unfetched:
            found = tuple(place.lfs_issue(entry.path) for entry in unfetched)
            return HandedIn(phase, None, found)
        address = f"{self.connection.name}/blob/{sha}/{quote(part.folder)}"
        return HandedIn(
            phase, target, self._add_asset(target), f"{self.server_url.rstrip('/')}/{address}"
        )

    def _add_asset(self, folder: Path) -> tuple[Issue, ...]:
        """Put the asset that ``submission.yaml`` names beside it."""
        said, _ = accept.read_statement(folder)
        asset = said.asset
        known = (statement.NAME, said.supplementary_file)
        if (
            asset is None
            or asset.name in known
            or any(path.name not in known for path in folder.iterdir())
        ):
            return ()  # with files of its own, it is not taken anyway
        try:
            releases.download_public(
                self.connection, asset, folder / asset.name, most=assets.MOST_BYTES
            )
        except SubmissionError as error:
            return error.issues
        return ()

    def _fetch_asset(self, phase: Phase, part: AssetPart, scratch: Path) -> HandedIn:
        asset = part.asset
        folder = scratch / "files"
        folder.mkdir()
        try:
            releases.download(self.connection, asset, folder / asset.name, most=assets.MOST_BYTES)
            if part.statement is not None:
                path = folder / statement.NAME
                releases.download(self.connection, part.statement, path, most=statement.CAP)
        except SubmissionError as error:
            return HandedIn(phase, None, error.issues)
        return HandedIn(phase, folder)


def _is_pointer(root: Path, entry: TreeEntry, folder: str) -> bool:
    with (root / entry.path.removeprefix(f"{folder}/")).open("rb") as stream:
        return pointers.is_lfs_pointer(stream.read(128))
