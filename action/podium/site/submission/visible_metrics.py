"""The parts of ``metrics.json`` that a reader may see (``boards.visibility`` says which): for
pages, and for exports.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from podium.boards import standings, visibility
from podium.boards.visibility import Extent
from podium.challenge.model import Phase, Split
from podium.records.results import Result
from podium.site.frame.scope import Scope


@dataclass(frozen=True, slots=True)
class VisiblePart:
    """``split`` is the codename of the split that the values are of, ``title`` its name; both are
    empty for what is of all of them. ``is_rest`` is what stands beside parts with a name."""

    split: str
    title: str
    document: object
    is_rest: bool = False


def visible_parts(result: Result, phase: Phase, scope: Scope) -> tuple[VisiblePart, ...]:
    """None where there are no metrics or the reader may see none of them."""
    seen = {board.split for board in scope.boards_of(phase.codename)}
    match visibility.metrics_extent(result, phase, scope.reader, seen):
        case Extent.NOTHING:
            return ()
        case Extent.LABELS:
            hidden = visibility.hidden_splits(phase, seen)
            splits = [split for split in phase.splits if split not in hidden]
            return tuple(_labelled(result.document, phase, splits))
        case Extent.PARTS if not isinstance(result.document, dict):
            return ()
        case _:
            shown = visibility.visible_document(result, scope.challenge, phase, scope.reader, seen)
            return tuple(_by_split(shown, phase))


def _labelled(document: object, phase: Phase, splits: Iterable[Split]) -> Iterator[VisiblePart]:
    """Of each split, its leaderboard's labels and their errors: single values, as on the board."""
    for split in splits:
        columns = split.rule.columns
        labels = {column.path for column in columns} | {column.error_path for column in columns}
        _, part = standings.part_for(document, phase, split, split.rule)
        if isinstance(part, dict):
            is_named = isinstance(document, dict) and split.codename in document
            values = {
                key: value
                for key, value in part.items()
                if key in labels and not isinstance(value, (dict, list))
            }
            yield VisiblePart(split.codename, split.name if is_named else "", values)


def _by_split(document: object, phase: Phase) -> Iterator[VisiblePart]:
    if not isinstance(document, dict):
        yield VisiblePart("", "", document)
        return
    names = {split.codename: split.name for split in phase.splits}
    for codename, name in names.items():
        if codename in document:
            yield VisiblePart(codename, name, document[codename])
    rest = {key: document[key] for key in document if key not in names}
    is_beside = any(codename in document for codename in names)
    if rest or not is_beside:
        yield VisiblePart("", "", rest, is_rest=is_beside)
