"""Why a board has no rank intervals: a value, for whoever puts it into words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from podium.ranking.analysis import case_values
from podium.ranking.cases import Cases
from podium.ranking.cases.reading import Naming
from podium.ranking.cases.tables import Column

_FEWEST_CASES = 2


class Reason(Enum):
    HIDDEN = "the reader may not see them"
    NONE = "there are no values case by case"
    NAMELESS = "cases have no name"
    AMBIGUOUS = "several cases have the same name"
    TOO_MANY = "more cases than are looked at"
    FEW_CASES = "fewer than two cases"
    MIXTURE = "a column is no aggregate of one metric's cases"
    OTHER_CASES = "the columns that rank are made of different cases"
    FEW_ENTRIES = "fewer than two entries have numbers in the same cases"
    ALONE = "one entry has nobody to be compared with"


@dataclass(frozen=True, slots=True)
class Absence:
    """``where`` is the path of the cases, ``cases`` how many there are at most; ``compared`` of
    ``entries`` could have been. ``titles`` are of the columns that the reason is about, and
    ``mixture`` is what the first of them was found to be, as a formula."""

    reason: Reason
    where: str = ""
    cases: int = 0
    compared: int = 0
    entries: int = 0
    titles: tuple[str, ...] = ()
    mixture: str = ""


def of_names(tables: Sequence[Cases | None]) -> Absence | None:
    """Why the cases of most entries cannot be paired; ``None`` where they can."""
    found = [cases for cases in tables if cases is not None]
    if not found:
        return Absence(Reason.NONE)
    named = sum(cases.is_named for cases in found)
    if named > 1 or named == len(found):
        return None
    nameless = [cases for cases in found if not cases.is_named]
    ambiguous = sum(cases.naming is Naming.AMBIGUOUS for cases in nameless)
    reason = Reason.AMBIGUOUS if 2 * ambiguous > len(nameless) else Reason.NAMELESS
    return Absence(reason, nameless[0].where, _usual_size(nameless))


def of_columns(tables: Sequence[Cases | None], entries: int, titles: tuple[str, ...]) -> Absence:
    """Why the columns with these ``titles`` are not made of the cases that there are."""
    found = [cases for cases in tables if cases is not None and cases.is_named]
    size = _usual_size(found)
    if size > case_values.MOST_CASES:
        reason = Reason.TOO_MANY
    else:
        reason = Reason.FEW_CASES if size < _FEWEST_CASES else Reason.MIXTURE
    return Absence(reason, found[0].where, size, entries=entries, titles=titles)


def _usual_size(found: Sequence[Cases]) -> int:
    """The cases of the longest column, of an entry in the middle: a single entry may have any."""
    sizes = sorted(max((len(column) for column in _some(cases)), default=0) for cases in found)
    return sizes[len(sizes) // 2]


def _some(cases: Cases) -> Iterator[Column]:
    """There may be thousands of columns, and nearly all have the same cases."""
    return (cases.columns[name] for name in islice(cases.columns, case_values.MOST_METRICS))
