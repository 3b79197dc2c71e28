"""What ``podium.combined_leaderboards`` must say: known phases and splits, names of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from podium.challenge import keys
from podium.challenge.checks import names
from podium.challenge.text.source import KeyPath
from podium.codes import Code
from podium.formats import slugify

Problem = tuple[Code, KeyPath, str]
_PLACE: KeyPath = ("podium", "combined_leaderboards")
_MOST_NAMES = 10


def find_problems(settings: keys.Challenge) -> Iterator[Problem]:
    boards = settings.podium.combined_leaderboards
    for index, board in enumerate(boards):
        yield from _phases((*_PLACE, index), board, settings)
        yield from _splits((*_PLACE, index), board, settings)
    titles = [board.title.casefold() for board in boards]
    for index, first in names.repeats(titles):
        message = f"{boards[index].title!r} is taken by entry {first + 1}; each needs its own"
        yield Code.NAME_TAKEN, (*_PLACE, index, "title"), message
    codenames = [codename_of(board).casefold() for board in boards]
    for index, first in names.repeats(codenames):
        if titles[index] != titles[first]:
            message = f"{codenames[index]!r} is taken by entry {first + 1}; each needs its own"
            yield Code.NAME_TAKEN, (*_PLACE, index, "codename"), message


def codename_of(board: keys.CombinedLeaderboard) -> str:
    """Its name in addresses."""
    return board.codename or slugify(board.title)


def _phases(
    place: KeyPath, board: keys.CombinedLeaderboard, settings: keys.Challenge
) -> Iterator[Problem]:
    known = [names.phase_codename(phase) for phase in settings.challenge_phases]
    for index, codename in enumerate(board.phases):
        if codename not in known:
            message = _there_is_no("phase", codename, known)
            yield Code.UNKNOWN_IN_COMBINED, (*place, "phases", index), message
    for index, first in names.repeats(board.phases):
        message = f"{board.phases[index]!r} is entry {first + 1} too; a phase counts once"
        yield Code.TOO_FEW_COMBINED, (*place, "phases", index), message
    if len(set(board.phases)) < 2:
        message = "expected two phases at least, found fewer"
        yield Code.TOO_FEW_COMBINED, (*place, "phases"), message


def _splits(
    place: KeyPath, board: keys.CombinedLeaderboard, settings: keys.Challenge
) -> Iterator[Problem]:
    for phase, split in board.splits.items():
        known = _split_codenames(phase, settings)
        if phase not in board.phases:
            message = "expected one of this board's phases"
        elif known is not None and split not in known:
            message = _there_is_no("split", split, known)
        else:
            continue
        yield Code.UNKNOWN_IN_COMBINED, (*place, "splits", phase), message


def _split_codenames(codename: str, settings: keys.Challenge) -> list[str] | None:
    """Those of a phase; ``None`` for a phase that is not there, which is told already."""
    phases = settings.challenge_phases
    found = [index for index, phase in enumerate(phases) if names.phase_codename(phase) == codename]
    if not found:
        return None
    wanted = names.identities(phases)[found[0]]
    mapped = {
        str(mapping.dataset_split_id)
        for mapping in settings.challenge_phase_splits
        if str(mapping.challenge_phase_id) == wanted
    }
    splits = settings.dataset_splits
    return [
        split.codename
        for split, identity in zip(splits, names.identities(splits), strict=True)
        if identity in mapped
    ]


def _there_is_no(kind: str, name: str, known: Sequence[str]) -> str:
    if not known:
        return f"this phase maps no {kind}s of its own: leave it out"
    listed = ", ".join(known[:_MOST_NAMES]) + (", …" if len(known) > _MOST_NAMES else "")
    return f"there is no {kind} {name!r}; there are: {listed}"
