"""The parts of ``metrics.json`` that a reader may see: for pages, and for exports.

Of an EvalAI phase, only its participant is shown more than the leaderboard's labels, unless the
phase opens everything. Else whoever may see every board of the phase may see it all; others see the
parts that belong to the boards they see, by the splits' codenames. A number that stands on no board
they see stays out: it could be a hidden split's. What is shown without a name is shown on boards
only: an evaluator can repeat the names of participants and of their files.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from podium.boards import standings, visibility
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
    document = result.document
    if not result.has_metrics or result.is_anonymous:
        return ()
    if scope.is_for_hosts:
        return tuple(_by_split(document, phase, ()))
    if not result.is_published or not phase.settings.display_all_metrics:
        return ()
    hidden = visibility.hidden_splits(phase, {b.split for b in scope.boards_of(phase.codename)})
    if not result.is_own and not visibility.shows_all_metrics(phase):
        return tuple(_labelled(document, phase, [s for s in phase.splits if s not in hidden]))
    if not hidden:
        foreign = {split.codename for split in scope.challenge.settings.dataset_splits}
        return tuple(_by_split(document, phase, foreign.difference(phase.split_codenames)))
    if not isinstance(document, dict):
        return ()
    shown = {s.codename for s in phase.splits}.difference(s.codename for s in hidden)
    named = {key: document[key] for key in document if key in shown}
    return tuple(_by_split(named, phase, ()))


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


def _by_split(document: object, phase: Phase, left_out: Collection[str]) -> Iterator[VisiblePart]:
    if not isinstance(document, dict):
        yield VisiblePart("", "", document)
        return
    names = {split.codename: split.name for split in phase.splits}
    for codename, name in names.items():
        if codename in document:
            yield VisiblePart(codename, name, document[codename])
    rest = {key: document[key] for key in document if key not in names and key not in left_out}
    is_beside = any(codename in document for codename in names)
    if rest or not is_beside:
        yield VisiblePart("", "", rest, is_rest=is_beside)
