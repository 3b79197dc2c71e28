"""What GitHub holds of a challenge, and the warnings before it holds no more.

Pages: https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits;
files and repositories: https://docs.github.com/en/repositories/creating-and-managing-repositories/repository-limits
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from podium.challenge.model import Challenge
from podium.codes import Code
from podium.errors import Issue
from podium.records import listing, model

SITE_BYTES = 1_000_000_000
FILE_BYTES = 100_000_000
REPOSITORY_BYTES = 5_000_000_000
# The part of a limit from which on it is told.
_NEAR = 0.8
_MOST_FILES = 10  # that are named

# What a large site makes of what is recorded: measured with `make bench`, and held by a test to
# half and twice of that. A submission has its page and export, and for each board a row there and
# on its page; of metrics.json most are values case by case, which the site keeps in lists. Past
# days of boards are bounded, and come to some ten megabytes.
_BYTES_A_SUBMISSION, _BYTES_A_BOARD = 8_000, 6_000
_OF_METRICS = 0.75

_LESS_OF_CASES = (
    "have the evaluator write fewer values case by case, or fewer digits, or take "
    "a phase that is over out of the challenge's file once its last site is kept elsewhere"
)
_ARCHIVE = (
    "move the folder of a phase that is over to a repository of its own, and keep the evaluator's "
    "larger outputs elsewhere"
)


def site_warnings(sizes: Mapping[str, int]) -> Iterator[Issue]:
    """``sizes`` are of a site's files by address, in bytes."""
    total = sum(sizes.values())
    if total >= _NEAR * SITE_BYTES:
        by_name: Counter[str] = Counter()
        for address, size in sizes.items():
            by_name[address.rpartition("/")[2]] += size
        ((name, most),) = by_name.most_common(1)
        yield _warning(
            f"the site has {_gb(total)} of the {_gb(SITE_BYTES)} that GitHub Pages holds, "
            f"{_gb(most)} of it in files called {name}: {_LESS_OF_CASES}"
        )
    yield from _large_files(sizes.items(), _LESS_OF_CASES)


def repository_warnings(root: Path, challenge: Challenge) -> list[Issue]:
    """Of a checked-out results repository: of its files and history, and of the site that it
    gives."""
    held = _hold(root, challenge)
    # A clone may have less of the history than GitHub, and none of what is packed there.
    total = max(held.tree, held.history)
    found = []
    if total >= _NEAR * REPOSITORY_BYTES:
        found.append(
            _warning(
                f"the results repository has {_gb(total)}, and GitHub asks for less than "
                f"{_gb(REPOSITORY_BYTES)}: {_ARCHIVE}"
            )
        )
    found += _large_files(held.large, _ARCHIVE)
    if held.site >= _NEAR * SITE_BYTES:
        found.append(
            _warning(
                f"the site of these results will have some {_gb(held.site)}, and GitHub Pages "
                f"holds {_gb(SITE_BYTES)}: {_LESS_OF_CASES}"
            )
        )
    return found


def expected_site(root: Path, challenge: Challenge) -> float:
    """Bytes of the site that a results repository gives, to half or twice of that."""
    return _hold(root, challenge).site


def _hold(root: Path, challenge: Challenge) -> _Held:
    held = _Held({phase.codename: len(phase.splits) for phase in challenge.phases})
    for name, size in listing.files_below(root):
        held.add(challenge.slug, name, size)
    return held


@dataclass(slots=True)
class _Held:
    """What was counted so far, in bytes. ``boards`` are by the phase's codename how many a
    submission to it is on; ``site`` is what a site makes of it, about."""

    boards: Mapping[str, int]
    tree: int = 0
    history: int = 0
    site: float = 0
    large: tuple[tuple[str, int], ...] = ()

    def add(self, slug: str, name: str, size: int) -> None:
        parts = name.split("/")
        if parts[0] == ".git":
            self.history += size
            return
        self.tree += size
        if size >= _NEAR * FILE_BYTES:
            self.large = (*self.large, (name, size))
        if parts[:2] != ["results", slug] or len(parts) < 6 or parts[2] not in self.boards:
            return
        if parts[-1] == model.SUBMISSION_FILE:
            self.site += _BYTES_A_SUBMISSION + _BYTES_A_BOARD * self.boards[parts[2]]
        elif parts[-1] == model.METRICS_FILE:
            self.site += _OF_METRICS * size
        elif parts[-1] != model.EVALUATION_FILE:  # a picture, or another file of the evaluator
            self.site += size


def _large_files(sizes: Iterable[tuple[str, int]], cure: str) -> Iterator[Issue]:
    large = [(size, name) for name, size in sizes if size >= _NEAR * FILE_BYTES]
    for size, name in sorted(large, reverse=True)[:_MOST_FILES]:
        yield _warning(
            f"the file has {size / 1e6:.0f} MB, and GitHub takes none of more than "
            f"{FILE_BYTES / 1e6:.0f} MB: {cure}",
            where=name,
        )


def _warning(message: str, *, where: str = "") -> Issue:
    return Issue.warning(message, code=Code.NEARS_A_LIMIT, where=where)


def _gb(size: float) -> str:
    return f"{size / 1e9:.2g} GB"
