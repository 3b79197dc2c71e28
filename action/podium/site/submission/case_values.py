"""Values case by case as exports have them: a list a metric, in a file of their own."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from podium import metrics
from podium.challenge.model import Phase
from podium.ranking.cases import CaseReader, Cases, tables
from podium.ranking.cases.reading import MOST_COMPARED
from podium.site.documents import CaseCell, CaseTableDocument, CaseValues
from podium.site.submission.visible_metrics import VisiblePart

# As many stand in submission.json too; of more the file of their own is told of alone.
_FEW = 2_000


@dataclass(frozen=True, slots=True, eq=False)
class PartCases:
    """The cases of a part of ``metrics.json``, and the codenames of the splits that it is of."""

    splits: tuple[str, ...]
    cases: Cases


class CasesOfSubmission:
    """What a reader may see of one submission's cases; falsy where there are none."""

    def __init__(self, parts: Sequence[VisiblePart], phase: Phase, reader: CaseReader) -> None:
        self._parts = tuple(_read(parts, phase, reader))
        counts = (len(column) for one in self._parts for column in one.cases.columns.values())
        self._are_few = sum(counts) <= _FEW

    def __bool__(self) -> bool:
        return bool(self._parts)

    @property
    def of_many(self) -> frozenset[int]:
        """The ids of what metrics need not repeat."""
        if self._are_few:
            return frozenset()
        return frozenset(id(value) for one in self._parts for value in one.cases.parts)

    def tables(self) -> list[CaseTableDocument]:
        return [_table(one) for one in self._parts]

    def by_split(self) -> Mapping[str, CaseValues]:
        """A metric's finite values by the case, where these are few. Cases without a name are left
        out: whoever reads them would pair them by their order."""
        if not self._are_few:
            return {}
        found: dict[str, CaseValues] = {}
        for one in self._parts:
            values = dict(_case_values(one.cases)) if one.cases.is_named else {}
            if values:
                found |= dict.fromkeys(one.splits, values)
        return found


def _read(parts: Sequence[VisiblePart], phase: Phase, reader: CaseReader) -> Iterator[PartCases]:
    """A document without parts named after splits holds for each of them."""
    named = {part.split for part in parts if part.split}
    others = tuple(name for name in phase.split_codenames if name not in named)
    for part in parts:
        cases = reader.read(part.document)
        if cases is not None:
            yield PartCases((part.split,) if part.split else others, cases)


def _table(one: PartCases) -> CaseTableDocument:
    columns = dict(one.cases.columns)
    names = tables.case_names(columns)
    return {
        "splits": list(one.splits),
        "cases": names,
        "has_names": one.cases.is_named and len(names) <= MOST_COMPARED,
        "metrics": {
            metric: _cells(tables.cells(column, names)) for metric, column in columns.items()
        },
    }


def _cells(values: list[object]) -> list[CaseCell]:
    if metrics.are_finite_floats(values):
        return cast(list[CaseCell], values)
    return [_cell(value) for value in values]


def _cell(value: object) -> CaseCell:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, bool | int | str) else None


def _case_values(cases: Cases) -> Iterator[tuple[str, dict[str, metrics.Number]]]:
    for name, column in cases.columns.items():
        if len(column) <= MOST_COMPARED:
            numbers = {
                case: number
                for case, value in column.items()
                if (number := metrics.as_number(value)) is not None
            }
            if numbers:
                yield name, numbers
