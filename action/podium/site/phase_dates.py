"""Since when a phase is in the challenge's file, and when it was last changed there, by git."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from podium.boards.timeline import PhaseDates
from podium.challenge.folder import CONFIG_NAMES, LoadedChallenge
from podium.challenge.text.source import YamlSource, parse_yaml
from podium.errors import ChallengeError, InfrastructureError
from podium.records.git.commands import Repository

# Enough for any challenge's file; to read more would be felt in every build.
_MOST_VERSIONS = 200


def read_dates(loaded: LoadedChallenge) -> Mapping[str, PhaseDates]:
    """By the phase's codename. ``created`` in the file holds over git; a ``modified`` there is for
    a file without a history."""
    known = phase_dates(loaded.folder.root)
    dates = {}
    for phase in loaded.challenge.phases:
        by_git = known.get(phase.codename, PhaseDates())
        dates[phase.codename] = PhaseDates(
            created=phase.settings.created or by_git.created,
            modified=by_git.modified or phase.settings.modified,
        )
    return dates


def phase_dates(folder: Path) -> Mapping[str, PhaseDates]:
    """What the commits of the checked-out branch say of each phase that is in its newest version of
    the file; nothing outside of a work tree, or in a shallow clone, which does not know."""
    names = [name for name in CONFIG_NAMES if (folder / name).is_file()]
    try:
        versions = _versions(Repository(folder), names[0]) if names else []
    except (ChallengeError, InfrastructureError):
        return {}
    if not versions:
        return {}
    is_whole = len(versions) < _MOST_VERSIONS
    return {
        codename: PhaseDates(
            created=_created(codename, versions, is_whole=is_whole),
            modified=_modified(codename, versions, is_whole=is_whole),
        )
        for codename in versions[0].phases
    }


@dataclass(frozen=True, slots=True)
class _Phase:
    """``value`` is what its entry says, ``text`` the lines that it says it in."""

    value: object
    text: str

    def stands_in(self, text: str) -> bool:
        """Whether these very lines are in a version of the file. An alias stands for what is said
        elsewhere, so that the lines alone say nothing."""
        return self.text in text and re.search(r"\*\S", self.text) is None


@dataclass(slots=True)
class _Version:
    """The file after one commit. It is parsed when it is asked for its phases, and once."""

    at: datetime
    text: str
    _phases: Mapping[str, _Phase] | None = field(default=None)

    @property
    def phases(self) -> Mapping[str, _Phase]:
        if self._phases is None:
            self._phases = dict(_read_phases(self.text))
        return self._phases


def _created(codename: str, versions: Sequence[_Version], *, is_whole: bool) -> datetime | None:
    """The first commit with the codename, of ``versions`` that come newest first."""
    for version in reversed(versions):
        if codename in version.text and codename in version.phases:
            return version.at if is_whole or version is not versions[-1] else None
    return None


def _modified(codename: str, versions: Sequence[_Version], *, is_whole: bool) -> datetime | None:
    """The last commit that changed what the phase's own entry says. What else was changed in the
    file may be a phase that the reader does not know of."""
    phase = versions[0].phases[codename]
    for version, before in pairwise(versions):
        if phase.stands_in(before.text):
            continue
        older = before.phases.get(codename)
        if older is None or older.value != phase.value:
            return version.at
        phase = older
    return versions[-1].at if is_whole else None


def _read_phases(text: str) -> Iterator[tuple[str, _Phase]]:
    """A version that cannot be read has none."""
    try:
        source = parse_yaml(text, name="")
    except ChallengeError:
        return
    entries = source.value.get("challenge_phases") if isinstance(source.value, dict) else None
    if not isinstance(entries, list):
        return
    for index, entry in enumerate(entries):
        codename = (entry.get("codename") or entry.get("slug")) if isinstance(entry, dict) else None
        if codename is not None:
            yield str(codename), _Phase(entry, _lines_of(source, text, index))


def _lines_of(source: YamlSource, text: str, index: int) -> str:
    """From the entry's first line to the last one before anything else begins."""
    place = ("challenge_phases", index)
    own = {line for path, line in source.lines.items() if path[:2] == place}
    after = [line for line in source.lines.values() if line > max(own)]
    lines = text.splitlines(keepends=True)
    return "".join(lines[min(own) - 1 : min(after, default=len(lines) + 1) - 1])


def _versions(repository: Repository, name: str) -> list[_Version]:
    """The newest first, along the branch's own commits: a merge counts when it was made."""
    if repository.text("rev-parse", "--is-shallow-repository") != "false":
        return []
    options = ("--first-parent", "-m", "--raw", "--no-abbrev", "--no-renames", "--format=%ct")
    log = repository.text("log", *options, f"-{_MOST_VERSIONS}", "HEAD", "--", name)
    blobs: list[tuple[datetime, str]] = []
    at = datetime.fromtimestamp(0, UTC)
    for line in log.splitlines():
        if line.isdecimal():
            at = datetime.fromtimestamp(int(line), UTC)
        elif line.startswith(":"):
            blobs.append((at, line.split()[3]))
    contents = _read_blobs(repository, [blob for _, blob in blobs])
    return [_Version(at, contents.get(blob, "")) for at, blob in blobs]


def _read_blobs(repository: Repository, ids: Sequence[str]) -> Mapping[str, str]:
    asked = "".join(f"{blob}\n" for blob in dict.fromkeys(ids))
    answer = repository.run("cat-file", "--batch", stdin=asked.encode())
    contents = {}
    start = 0
    while start < len(answer):
        end = answer.index(b"\n", start)
        blob, kind, *size = answer[start:end].decode().split()
        start = end + 1
        if kind == "blob":  # a deleted file is "missing"
            length = int(size[0])
            contents[blob] = answer[start : start + length].decode("utf-8-sig", "replace")
            start += length + 1
    return contents
